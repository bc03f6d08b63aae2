"""What keeps a session from ending: each thing named, so that the page can lead to where it is done. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from thidua.ballots.queries import turnout
from thidua.councils.models import AgendaItem, CouncilSession
from thidua.councils.models_sessions import MemberOpinion
from thidua.councils.queries import agenda_of, secret_items, unrecorded
from thidua.nominations.words import some
from thidua.shared.denied import reason_against
from thidua.shared.gate import check_gate
from thidua.shared.wording import vi_date

Where = Literal["hands", "box_cancelled", "box_shut", "no_votes", "answers", "elsewhere"]


@dataclass(frozen=True)
class Gap:
    """One thing still to do. ``where`` says which page does it; ``items`` of the agenda it is about, where it is about some."""

    where: Where
    text: str
    items: Sequence[AgendaItem] = ()


def no_votes_text(item: AgendaItem) -> str:
    return (
        f"Mục {item.ordinal}, {item.subject}, chưa ai bỏ phiếu hoặc cho ý kiến. Hãy để mục này lại phiên sau ở “Điều "
        "khiển phiên họp”, hoặc bỏ phiếu trước khi kết thúc."
    )


def gaps(session: CouncilSession, on: date) -> list[Gap]:
    """In the order in which a session would come to them. Six queries at most, whatever the length of the agenda."""
    found: list[Gap] = []
    if missing := list(unrecorded(session)):
        named = some([f"mục {item.ordinal} ({item.subject})" for item in missing], "mục")
        found.append(Gap("hands", f"Chưa ghi kết quả biểu quyết: {named}.", missing))
    gone = [
        item
        for item in agenda_of(session).exclude(stage=AgendaItem.Stage.DEFERRED).order_by("ordinal")
        if item.nomination is not None and reason_against(check_gate, item.nomination, "conclude")
    ]
    found += [
        Gap(
            "elsewhere",
            f"Mục {item.ordinal}, {item.subject}: hồ sơ đang ở bước “{item.nomination.state_label}” nên phiên này không kết luận "
            "được. Hãy để mục này lại phiên sau ở “Điều khiển phiên họp”.",
            [item],
        )
        for item in gone[:1]
        if item.nomination is not None
    ]
    box = session.ballot
    secret = (
        list(secret_items(session).select_related("line__person", "line__unit", "line__outsider")[:1]) if box else []
    )
    if box is not None and secret:
        if box.state == "cancelled":
            found.append(Gap("box_cancelled", "Cuộc bỏ phiếu đã hủy; hãy bỏ phiếu lại trước khi kết thúc phiên họp."))
        elif box.state == "prepared":
            found.append(Gap("box_shut", "Hòm phiếu chưa mở; hãy mở hòm và bỏ phiếu trước khi kết thúc phiên họp."))
        elif box.state in ("open", "closed") and not turnout(box).cast:
            found.append(Gap("no_votes", no_votes_text(secret[0])))
    if session.is_written and session.replies_until is not None and on <= session.replies_until:
        # A consultation ends with its last day, or as soon as everybody has answered.
        answered = MemberOpinion.objects.filter(item__session=session, set_aside_at=None).values("member").distinct()
        if waiting := session.total_members - answered.count():
            text = f"Còn {waiting} thành viên chưa gửi ý kiến và hạn gửi đến hết ngày {vi_date(session.replies_until)}."
            found.append(Gap("answers", text))
    return found
