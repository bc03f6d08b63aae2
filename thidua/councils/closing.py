"""What keeps a session from ending, each thing named so that the page can lead to where it is done; and what whoever ends it
must know first. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone

from thidua.accounts.models import User
from thidua.ballots.queries import turnout
from thidua.councils.models import AgendaItem, CouncilSession
from thidua.councils.models_sessions import MemberOpinion
from thidua.councils.queries import agenda_of, secret_items, unrecorded
from thidua.nominations.hands import ADVICE, same_hands
from thidua.nominations.models import Nomination
from thidua.nominations.words import some
from thidua.shared.certain import certain
from thidua.shared.denied import reason_against
from thidua.shared.gate import check_gate
from thidua.shared.wording import vi_date

Stage = AgendaItem.Stage
MOST_TOLD = 10
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
        for item in agenda_of(session).exclude(stage=Stage.DEFERRED).order_by("ordinal")
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


def before_the_end(session: CouncilSession, me: User, now: datetime) -> list[str]:
    """What whoever ends an open session must know first: afterwards nobody votes and nothing is heard any more."""
    found = _by_one_hand(session, me)
    began, now = timezone.localtime(certain(session.opened_at)), timezone.localtime(now)
    if now < began:
        found.append(
            f"Đồng hồ của hệ thống đang chỉ {now:%H:%M} ngày {vi_date(now.date())}, trước lúc khai mạc ({began:%H:%M} ngày "
            f"{vi_date(began.date())}). Biên bản để trống giờ kết thúc, mời ghi tay vào bản in."
        )
    box = session.ballot
    if box is not None and box.state in ("open", "closed", "counted") and (seen := turnout(box)).not_cast:
        found.append(
            f"Còn {seen.not_cast} trên {seen.eligible} người chưa bỏ phiếu. Kết thúc phiên họp thì không bỏ phiếu được nữa, "
            "phiếu chưa bỏ không tính là đồng ý."
            if box.state == "open"
            else f"Có {seen.not_cast} trên {seen.eligible} người không bỏ phiếu; phiếu không bỏ không tính là đồng ý."
        )
    return found if session.is_written else found + _not_heard(session)


def _not_heard(session: CouncilSession) -> list[str]:
    """What the control screen knows; of a session run without it there is nothing to tell but that it was not used."""
    stages = list(session.agenda.exclude(stage=Stage.DEFERRED).values_list("stage", flat=True))
    waiting = sum(stage != Stage.DISCUSSED for stage in stages)
    if not waiting:
        return []
    if set(stages) == {Stage.WAITING}:
        return [
            "Phiên họp không dùng màn hình điều khiển nên biên bản chưa có ý kiến thảo luận của từng mục; cần thì ghi vào ô "
            "dưới đây. Kết thúc thì mọi mục đều có kết quả; mục nào cần để lại phiên sau thì để lại trước."
        ]
    return [
        f"Còn {waiting} mục chưa xét xong theo màn hình điều khiển. Kết thúc thì mọi mục đều có kết quả; mục nào cần để lại "
        "phiên sau thì để lại trước."
    ]


def _by_one_hand(session: CouncilSession, me: User) -> list[str]:
    """Dossiers of the agenda that one person built, appraised or is about to conclude on, two of these at least."""
    dossiers = Nomination.objects.filter(pk__in=session.agenda.exclude(nomination=None).values("nomination"))
    rows = dossiers.select_related("unit", "drafted_by", "sent_by", "appraised_by", "concluded_by").order_by("pk")
    told = [(each, said) for each in rows for said in same_hands(each, concluding=me)]
    found = [f"{each.title} – {each.unit.name}: {said}" for each, said in told[:MOST_TOLD]]
    return [*found, f"Một người làm nhiều bước: {ADVICE}"] if found else []
