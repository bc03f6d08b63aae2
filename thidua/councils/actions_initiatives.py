"""What the head of the base decided on the initiatives a council has heard: recognised, or not."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from thidua.councils import permissions, queries
from thidua.councils.models import AgendaItem, CouncilSession
from thidua.records.actions_initiatives import recognise_initiative, refuse_initiative
from thidua.shared import audit
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.wording import vi_date


@transaction.atomic
def answer_initiatives(
    *,
    session: CouncilSession,
    recognised: Sequence[AgendaItem],
    decision_no: str,
    decided_on: date | None,
    by,
    at: datetime,
    replicable: Collection[AgendaItem] = (),
    refused: Sequence[AgendaItem] = (),
) -> int:
    """Enter the decision of the head of the base after a closed session: initiatives the council passed become recognised
    records by one decision, those it did not pass are refused with its votes as the reason. Returns how many were answered.

    ``replicable``: which of the recognised ones can be used elsewhere. The council advises, the head recognises (Luật TĐKT
    2022, Điều 21 khoản 2): what it did not pass is never recognised here.
    """
    permissions.check_can_answer_initiatives(by, session, at.date())
    waiting = {item.pk: item for item in queries.unanswered_initiatives(session)}
    asked = [item.pk for item in (*recognised, *refused)]
    if not asked:
        raise Denied("Mời chọn sáng kiến.")
    if len(set(asked)) != len(asked) or set(asked) - set(waiting):
        raise Stale("Có sáng kiến vừa được ghi kết quả. Mời tải lại trang.")
    for pk in (item.pk for item in recognised):
        if not waiting[pk].has_passed:
            raise Denied(f"Hội đồng không thông qua sáng kiến “{waiting[pk].title}”.")
    if recognised and decided_on is None:
        raise Denied("Mời ghi ngày quyết định công nhận.")
    if decided_on is not None and recognised and decided_on < session.held_on:
        raise Denied(f"Ngày quyết định {vi_date(decided_on)} trước ngày họp {vi_date(session.held_on)}.")
    wide = {item.pk for item in replicable}
    if wide - {item.pk for item in recognised}:
        raise Denied("Chỉ sáng kiến được công nhận mới ghi khả năng nhân rộng.")
    words = f"{session.council.name}, phiên ngày {vi_date(session.held_on)}"
    for item in recognised:
        recognise_initiative(
            initiative=certain(waiting[item.pk].initiative),
            decision_no=decision_no,
            decided_on=certain(decided_on),
            is_replicable=item.pk in wide,
            council=words,
            session_key=session.key,
            by=by,
            at=at,
        )
    for item in refused:
        heard = waiting[item.pk]
        if heard.has_passed:
            raise Denied(
                f"Hội đồng đã thông qua sáng kiến “{heard.title}”; muốn không công nhận, hãy ghi lý do ở trang sáng kiến."
            )
        reason = f"{words}: {heard.yes} đồng ý trên tổng số {session.total_members} thành viên, cần {heard.needed}."
        refuse_initiative(initiative=certain(heard.initiative), reason=reason, session_key=session.key, by=by, at=at)
    audit.record(
        "initiatives_answered", session, by=by, at=at,
        detail={"recognised": len(recognised), "refused": len(refused)},
    )  # fmt: skip
    return len(asked)
