"""Registering titles for a year: draft, fill, send, return, accept (requirement P1)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from thidua.people.models import Person
from thidua.people.queries import members_by_unit_on
from thidua.pledges import emails
from thidua.pledges.models import Deadline, RegistrationLine, RegistrationSheet
from thidua.pledges.outlook import award_choices, award_name, outlooks
from thidua.pledges.permissions import (
    check_can_accept_registration,
    check_can_draft_registration,
    check_can_explain_missed,
    check_can_register,
    check_can_remark,
    check_can_reply,
    check_can_return_registration,
    check_can_send_registration,
    check_can_set_deadlines,
)
from thidua.pledges.queries_registration import result_counts
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_roles_in

Role = RoleGrant.Role


@transaction.atomic
def draft_registration(*, unit: Unit, year: int, by, at: datetime) -> RegistrationSheet:
    """Start the one sheet of a unit for a year."""
    check_can_draft_registration(by, unit, year, at.date())
    sheet = RegistrationSheet.objects.create(unit=unit, year=year, **stamp("drafted", by=by, at=at))
    audit.record("registration_drafted", sheet, by=by, at=at, detail={"unit": unit.pk, "year": year})
    return sheet


@transaction.atomic
def register_titles(
    *, sheet: RegistrationSheet, lines: Iterable[tuple[Person | None, Unit | None, str]], by, at: datetime
) -> list[RegistrationLine]:
    """Add lines (person or None, unit or None, award code), each with the law's outlook. All or none.

    A line that is there already, a recipient from elsewhere, an unknown award: refused by name, nothing is replaced.
    A constant number of queries whatever the number of lines.
    """
    check_can_register(by, sheet, at.date())
    lines = list(lines)
    if not lines:
        raise Denied("Chưa có dòng nào để đăng ký.")
    _check_recipients(sheet, lines, at)
    known: set[tuple[int | None, int | None, str]] = set(sheet.lines.values_list("person_id", "unit_id", "award_code"))
    keys = []
    for person, unit, code in lines:
        key = (person.pk if person else None, unit.pk if unit else None, code)
        if key in known:
            raise Denied(f"{(person or unit)} đã có dòng đăng ký {award_name(code)}.")
        known.add(key)
        keys.append(key)
    outlook = outlooks(keys, sheet.year, at.date())
    touch(sheet)
    made = RegistrationLine.objects.bulk_create(
        [
            RegistrationLine(
                sheet=sheet,
                person=person,
                unit=unit,
                award_code=code,
                outlook=outlook[key].code,
                outlook_note=outlook[key].note,
            )
            for (person, unit, code), key in zip(lines, keys, strict=True)
        ],
        batch_size=500,
    )
    out_of_reach = sum(1 for line in made if line.outlook == "not_possible")
    detail = {"lines": len(made), "not_possible": out_of_reach}
    audit.record("titles_registered", sheet, by=by, at=at, detail=detail)
    return made


def _check_recipients(
    sheet: RegistrationSheet, lines: list[tuple[Person | None, Unit | None, str]], at: datetime
) -> None:
    for_people, for_units = dict(award_choices(True)), dict(award_choices(False))
    below = set(Unit.objects.descendants(sheet.unit, include_self=True).values_list("pk", flat=True))
    people = [person.pk for person, _, _ in lines if person is not None]
    at_home = {person for _, person in members_by_unit_on(below, at.date())} if people else set()
    for person, unit, code in lines:
        if (person is None) == (unit is None):
            raise Denied("Mỗi dòng đăng ký dành cho đúng một cá nhân hoặc một tập thể.")
        if code not in (for_people if person else for_units):
            if code in for_people or code in for_units:
                kind = "cá nhân" if person else "tập thể"
                raise Denied(f"{award_name(code)} không dành cho {kind} ({person or unit}).")
            raise Denied(f"Không có danh hiệu, hình thức khen thưởng nào có mã “{code}”.")
        if person is not None and person.pk not in at_home:
            raise Denied(f"{person.full_name} không công tác tại {sheet.unit.name}.")
        if unit is not None and unit.pk not in below:
            raise Denied(f"{unit.name} không thuộc {sheet.unit.name}.")


@transaction.atomic
def remove_registration(*, line: RegistrationLine, by, at: datetime) -> None:
    """Take one line off a sheet that is still being written."""
    sheet = line.sheet
    check_can_register(by, sheet, at.date())
    touch(sheet)
    detail = {"award": line.award_code, "person": line.person_id, "unit": line.unit_id}
    RegistrationLine.objects.filter(pk=line.pk).delete()
    audit.record("registration_removed", sheet, by=by, at=at, detail=detail)


def _officers_above(sheet: RegistrationSheet, at: datetime) -> list:
    above = sheet.unit.parent
    return users_with_roles_in([Role.OFFICER] if above else [Role.HEAD], [above or sheet.unit], at.date())


@transaction.atomic
def send_registration(*, sheet: RegistrationSheet, by, at: datetime) -> RegistrationSheet:
    """Hand the sheet to the level above."""
    check_can_send_registration(by, sheet, at.date())
    pass_gate(sheet, "send", **stamp("sent", by=by, at=at))
    titles = sheet.lines.count()
    audit.record("registration_sent", sheet, by=by, at=at, detail={"lines": titles})
    outbox.queue(_officers_above(sheet, at), *emails.registration_sent(sheet, titles), by=by, at=at)
    return sheet


@transaction.atomic
def remark_lines(*, sheet: RegistrationSheet, remarks: Mapping[int, str], by, at: datetime) -> int:
    """What the level above asks about single lines: {primary key of the line: words}; empty words take a remark back.

    A remark is for the unit to answer once the sheet is returned. Returns how many lines changed.
    """
    check_can_remark(by, sheet, at.date())
    lines = {line.pk: line for line in sheet.lines.filter(pk__in=list(remarks))}
    changed = []
    for pk, words in remarks.items():
        line, words = lines.get(pk), nfc(words)
        if line is None:
            raise Denied("Có dòng không thuộc bản đăng ký này.")
        if len(words) > 300:
            raise Denied("Ý kiến dài quá 300 ký tự.")
        if line.remark == words:
            continue
        line.remark, line.reply, line.replied_at, line.replied_by = words, "", None, None
        line.remarked_at, line.remarked_by = (at, by) if words else (None, None)
        changed.append(line)
    if not changed:
        return 0
    touch(sheet)
    names = ["remark", "remarked_at", "remarked_by", "reply", "replied_at", "replied_by"]
    RegistrationLine.objects.bulk_update(changed, names, batch_size=500)
    audit.record("registration_remarked", sheet, by=by, at=at, detail={"lines": [line.pk for line in changed]})
    return len(changed)


@transaction.atomic
def reply_lines(
    *, sheet: RegistrationSheet, replies: Mapping[int, str], by, at: datetime, dropped: Collection[int] = ()
) -> int:
    """The unit answers remarks on lines it keeps as they are; those ``dropped`` (primary keys) leave the sheet at once,
    their answer is the reason and stays in the record. Returns how many lines changed."""
    check_can_reply(by, sheet, at.date())
    lines = {line.pk: line for line in sheet.lines.filter(pk__in=list(replies)).exclude(remark="")}
    changed: list[RegistrationLine] = []
    gone: list[tuple[RegistrationLine, str]] = []
    for pk, words in replies.items():
        line, words = lines.get(pk), nfc(words)
        if line is None:
            raise Denied("Có dòng không thuộc bản đăng ký này hoặc không được hỏi.")
        if len(words) > 300:
            raise Denied("Trả lời dài quá 300 ký tự.")
        if pk in dropped:
            if not words:
                raise Denied(f"Mời ghi lý do bỏ dòng của {line.person or line.unit}.")
            gone.append((line, words))
            continue
        if line.reply == words:
            continue
        line.reply = words
        line.replied_at, line.replied_by = (at, by) if words else (None, None)
        changed.append(line)
    if set(dropped) - set(replies):
        raise Denied("Có dòng không thuộc bản đăng ký này hoặc không được hỏi.")
    if not changed and not gone:
        return 0
    touch(sheet)
    for line, words in gone:
        detail = {"award": line.award_code, "person": line.person_id, "unit": line.unit_id, "reason": words}
        RegistrationLine.objects.filter(pk=line.pk).delete()
        audit.record("registration_removed", sheet, by=by, at=at, detail=detail)
    if not changed:
        return len(gone)
    RegistrationLine.objects.bulk_update(changed, ["reply", "replied_at", "replied_by"], batch_size=500)
    audit.record("registration_replied", sheet, by=by, at=at, detail={"lines": [line.pk for line in changed]})
    return len(changed) + len(gone)


@transaction.atomic
def return_registration(*, sheet: RegistrationSheet, reason: str, by, at: datetime) -> RegistrationSheet:
    """Give the sheet back for changes, with the reason; remarks on its lines alone are reason enough."""
    check_can_return_registration(by, sheet, at.date())
    reason = nfc(reason)
    remarked = sheet.lines.filter(reply="").exclude(remark="").count()
    if not reason and remarked:
        reason = f"Cấp trên có ý kiến ở {remarked} dòng."
    if not reason:
        raise Denied("Mời ghi lý do trả lại.")
    if len(reason) > 500:
        raise Denied("Lý do trả lại dài quá 500 ký tự.")
    pass_gate(sheet, "return", returned_reason=reason, **stamp("returned", by=by, at=at))
    audit.record("registration_returned", sheet, by=by, at=at, detail={"remarked": remarked})
    told = users_with_roles_in([Role.OFFICER], [sheet.unit], at.date())
    outbox.queue(told, *emails.registration_returned(sheet, reason), by=by, at=at)
    return sheet


@transaction.atomic
def accept_registration(*, sheet: RegistrationSheet, by, at: datetime) -> RegistrationSheet:
    """Take the sheet in."""
    check_can_accept_registration(by, sheet, at.date())
    pass_gate(sheet, "accept", **stamp("accepted", by=by, at=at))
    audit.record("registration_accepted", sheet, by=by, at=at, detail={"lines": sheet.lines.count()})
    told = users_with_roles_in([Role.OFFICER], [sheet.unit], at.date())
    outbox.queue(told, *emails.registration_accepted(sheet), by=by, at=at)
    return sheet


@transaction.atomic
def explain_missed(*, line: RegistrationLine, reason: str, by, at: datetime) -> RegistrationLine:
    """Why a registered title was not reached. Refused for one that stands in the register of honours."""
    check_can_explain_missed(by, line, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Mời ghi lý do không đạt.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự.")
    if result_counts(RegistrationLine.objects.filter(pk=line.pk))["achieved"]:
        raise Denied("Danh hiệu này đã có trong sổ vàng của năm; không ghi lý do không đạt.")
    touch(line.sheet)
    fields = stamp("missed", by=by, at=at)
    RegistrationLine.objects.filter(pk=line.pk).update(missed_reason=reason, **fields)
    audit.record("title_missed_explained", line.sheet, by=by, at=at, detail={"line": line.pk})
    line.refresh_from_db()
    return line


@transaction.atomic
def set_deadlines(*, unit: Unit, year: int, days: Mapping[str, date | None], by, at: datetime) -> int:
    """Until when those below ``unit`` hand in what: {``Deadline.What``: day, None to take it away}. Returns how many
    changed."""
    check_can_set_deadlines(by, unit, at.date())
    known = {each.what: each for each in Deadline.objects.filter(unit=unit, year=year)}
    changed = {}
    for what, day in days.items():
        if what not in Deadline.What.values:
            raise Denied("Loại hạn nộp không có trong danh sách.")
        if day is not None and not date(year - 1, 10, 1) <= day <= date(year + 1, 3, 31):
            raise Denied(f"{Deadline.What(what).label}: hạn phải từ 01/10/{year - 1} đến 31/03/{year + 1}.")
        old = known[what].due_on if what in known else None
        if old == day:
            continue
        changed[what] = [each.isoformat() if each else None for each in (old, day)]
        Deadline.objects.filter(unit=unit, year=year, what=what).delete()
        if day is not None:
            Deadline.objects.create(unit=unit, year=year, what=what, due_on=day, **stamp("entered", by=by, at=at))
    if changed:
        audit.record("deadlines_set", unit, by=by, at=at, detail={"year": year, "changed": changed})
    return len(changed)
