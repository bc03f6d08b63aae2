"""Taking an honour away by a case of the law, giving back what was stripped, and seeing to what follows."""

from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from rulebook.revocations import ACTS_VI, OTHER, Cause, causes_on
from thidua.honours import emails
from thidua.honours.actions import append_entry
from thidua.honours.consequences import as_it_stands, consequences_of
from thidua.honours.models import FollowUp, Honour
from thidua.honours.permissions import check_can_follow_up, check_can_restore, check_can_revoke
from thidua.honours.queries import latest_entry
from thidua.law.queries import the_book
from thidua.notices.reminders import house_deadline
from thidua.papers.actions import keep_paper
from thidua.papers.models import Paper
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import check_fresh, pass_gate, stamp
from thidua.shared.text import nfc
from thidua.shared.uploads import take_document
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_roles_in

Role, Entry = RoleGrant.Role, Honour.Entry
ENDED = "honour_ended"  # the kind of paper


def causes_for(honour: Honour, day: date, *acts: str) -> list[Cause]:
    """The cases the law of ``day`` names for taking this honour away, or for giving it back."""
    try:
        kind = the_book().award(as_it_stands(honour).award_code).kind
    except KeyError:
        kind = None
    return [cause for cause in causes_on(day, kind) if cause.act in acts]


def _act(honour: Honour, cause: str, number: str, on: date, at: datetime, *acts: str) -> Cause:
    """The case, once the decision it was done by is told in full."""
    if not nfc(number):
        raise Denied("Hãy ghi số của quyết định.")
    if len(nfc(number)) > 60:
        raise Denied("Số quyết định dài quá 60 ký tự.")
    if on > timezone.localdate(at):
        raise Denied("Ngày của quyết định ở tương lai.")
    if on < honour.decided_on:
        raise Denied("Ngày của quyết định trước ngày quyết định khen thưởng.")
    found = next((each for each in causes_for(honour, on, *acts) if each.code == cause), None)
    if found is None:
        raise Denied(f"Luật có hiệu lực ngày {on:%d/%m/%Y} không nêu trường hợp này cho khen thưởng này.")
    if found.act == "strip" and not honour.authority:
        raise Denied("Tước danh hiệu vinh dự nhà nước do Chủ tịch nước quyết định.")
    return found


def _check_number(honour: Honour, number: str, on: date) -> None:
    """The number typed is that of the decision meant: not the award's own, and in the book of the issuer none of another
    paper's, nor told with another day before."""
    same_year = honour.decided_on.year == on.year
    if same_year and number.casefold() == honour.decision_number.casefold():
        raise Denied(f"{number} là số của chính quyết định khen thưởng. Hãy ghi số của quyết định hủy bỏ, phục hồi.")
    if honour.authority:
        return  # the decision of somebody above, whose book is not here
    papers = Paper.objects.filter(unit=honour.issuer, year=on.year, number_text__startswith=number.partition("/")[0])
    # compared here: SQLite takes "đ" and "Đ" for different letters
    for paper in [each for each in papers.order_by("pk") if each.number_text.casefold() == number.casefold()]:
        if paper.kind != ENDED:
            raise Denied(f"Số {number} năm {on.year} đã dùng cho: {paper.title} ({vi_date(paper.issued_on)}).")
        if paper.issued_on != on:
            raise Denied(
                f"Quyết định số {number} đã ghi với ngày {vi_date(paper.issued_on)}. Hãy xem lại số hoặc ngày."
            )


def _kept(honour: Honour, paper: Paper | None, file: File | None, title: str, number: str, on: date, by, at) -> Paper:
    if paper is not None:
        return paper
    if file is None:
        raise Denied("Hãy đính kèm tệp của quyết định.")
    _check_number(honour, nfc(number), on)
    taken = take_document(file)
    return keep_paper(
        kind=ENDED, title=title, unit=honour.issuer, content=taken.content, issued_on=on, by=by, at=at,
        number_text=nfc(number), suffix=taken.suffix.removeprefix("."),
    )  # fmt: skip


@transaction.atomic
def revoke_honour(
    *,
    honour: Honour,
    cause: str,
    reason: str,
    number: str,
    on: date,
    by,
    at: datetime,
    file: File | None = None,
    paper: Paper | None = None,
) -> Honour:
    """Add a revocation to the chain of an award line and a follow-up for each consequence known; returns the new entry.

    ``cause``: a case of ``rulebook.revocations`` of the day ``on`` of the decision ``number``; its text as ``file`` or as
    a ``paper`` kept already. Nothing is removed, and nothing that rests on the honour falls by itself.
    """
    check_can_revoke(by, honour, at.date())
    found = _act(honour, cause, number, on, at, "cancel", "strip")
    if found.code == OTHER and len(nfc(reason)) < 20:
        raise Denied("Trường hợp khác: hãy ghi rõ điều, khoản của văn bản và lý do.")
    title = f"Quyết định {ACTS_VI[found.act]} khen thưởng của {honour.recipient_name}"
    act_paper = _kept(honour, paper, file, title[:300], number, on, by, at)
    # Looked up before the line is written: afterwards the honour no longer counts anywhere.
    follows = consequences_of(honour, on)
    line = append_entry(
        honour, Entry.REVOCATION, reason, by, at,
        cause=cause, act_number=nfc(number), act_on=on, act_paper=act_paper,
    )  # fmt: skip
    due_on = house_deadline("recover", timezone.localdate(at))
    rows = [
        FollowUp(
            entry=line, kind=kind.code, thing=each.thing, what=each.what[:500], rests_on=each.rests_on[:500],
            amount_vnd=each.amount_vnd, unit=honour.issuer, due_on=due_on, found_at=at, state="open",
        )
        for kind, each in follows
    ]  # fmt: skip
    FollowUp.objects.bulk_create(rows, batch_size=100)
    audit.record("follow_ups_found", honour, by=by, at=at, detail={"count": len(rows), "serial": line.serial})
    _tell(honour, emails.honour_revoked(line, len(rows)), by, at)
    return line


@transaction.atomic
def restore_honour(
    *,
    honour: Honour,
    cause: str,
    reason: str,
    number: str,
    on: date,
    by,
    at: datetime,
    file: File | None = None,
    paper: Paper | None = None,
) -> Honour:
    """Give back an honour that was stripped; returns the new entry. As :func:`revoke_honour`.

    What was not yet recovered is no longer to be recovered; what was is listed again, to be looked at by people.
    """
    check_can_restore(by, honour, at.date())
    _act(honour, cause, number, on, at, "restore")
    stripped = latest_entry(honour)
    if on < certain(stripped.act_on):
        raise Denied("Ngày phục hồi trước ngày tước danh hiệu.")
    title = f"Quyết định phục hồi danh hiệu của {honour.recipient_name}"
    act_paper = _kept(honour, paper, file, title[:300], number, on, by, at)
    line = append_entry(
        honour, Entry.RESTORATION, reason, by, at,
        cause=cause, act_number=nfc(number), act_on=on, act_paper=act_paper,
    )  # fmt: skip
    again = []
    due_on = house_deadline("recover", timezone.localdate(at))
    for row in stripped.follow_ups.order_by("pk"):
        if row.state == "open":
            note = f"Đã phục hồi theo quyết định số {nfc(number)}."
            pass_gate(row, "dispense", **stamp("closed", by=by, at=at), closed_note=note)
        elif row.state == "done":
            again.append(
                FollowUp(
                    entry=line, kind=row.kind, thing=row.thing, what=f"Sau phục hồi, xem xét lại việc đã làm: {row.what}"[:500],
                    rests_on="văn bản về trả lại hiện vật, tiền thưởng sau phục hồi chưa đối chiếu",
                    amount_vnd=row.amount_vnd, unit=row.unit, due_on=due_on, found_at=at, state="open",
                )
            )  # fmt: skip
    FollowUp.objects.bulk_create(again, batch_size=100)
    audit.record("follow_ups_found", honour, by=by, at=at, detail={"count": len(again), "serial": line.serial})
    _tell(honour, emails.honour_restored(line), by, at)
    return line


def _tell(honour: Honour, letter: tuple[str, str], by, at: datetime) -> None:
    """The officers of the unit that awarded and of the recipient's."""
    units = {unit for unit in (honour.issuer_id, honour.of_unit_id, honour.unit_id) if unit is not None}
    to = [user for user in users_with_roles_in([Role.OFFICER], units, timezone.localdate(at)) if user.pk != by.pk]
    outbox.queue(to, *letter, by=by, at=at)


@transaction.atomic
def close_follow_up(*, row: FollowUp, done: bool, note: str, by, at: datetime, seen_version: int | None = None) -> None:
    """Say that it was done, how; or that it need not be done, why."""
    check_can_follow_up(by, row.unit, at.date())
    check_fresh(row, seen_version)
    note = nfc(note)
    if not note:
        raise Denied("Hãy ghi đã làm thế nào, theo chứng từ nào." if done else "Hãy ghi vì sao không phải làm.")
    if len(note) > 500:
        raise Denied("Nội dung ghi dài quá 500 ký tự. Mời viết gọn lại.")
    pass_gate(row, "do" if done else "dispense", **stamp("closed", by=by, at=at), closed_note=note)
    audit.record("follow_up_closed", row, by=by, at=at, detail={"done": done})


@transaction.atomic
def reopen_follow_up(*, row: FollowUp, reason: str, by, at: datetime) -> None:
    """It turned out not to be settled; the audit keeps who closed it before."""
    check_can_follow_up(by, row.unit, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Hãy ghi vì sao mở lại.")
    before = {"closed_at": row.closed_at.isoformat() if row.closed_at else "", "closed_by": row.closed_by_id}
    pass_gate(row, "reopen", closed_at=None, closed_by=None, closed_note="")
    audit.record("follow_up_reopened", row, by=by, at=at, detail=before | {"reason": reason[:300]})
