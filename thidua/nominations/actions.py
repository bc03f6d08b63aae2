"""Building, sending, receiving, appraising dossiers."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from rulebook.dossiers import KINDS_VI, kinds_of
from rulebook.transition import rule_date
from thidua.law.queries import award_name, proposable, the_book
from thidua.movements.models import Movement
from thidua.nominations import dossier, emails, facts, nominee_checks, permissions, queries
from thidua.nominations.actions_judging import NO_RULE_DATE, freeze, judged_again, needed_reason, tally
from thidua.nominations.actions_reports import seal_reports
from thidua.nominations.hands import would_be_same
from thidua.nominations.models import Nomination, NominationLine, Outsider
from thidua.nominations.models_files import AchievementReport
from thidua.nominations.papers import describe_subjects, keep_submission
from thidua.nominations.words import some
from thidua.people.models import Person
from thidua.people.queries import selves_of
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import not_for, users_with_role

Outcome = NominationLine.Outcome
Appraisal = NominationLine.Appraisal
Role = RoleGrant.Role
Subject = Person | Unit | Outsider
LONGEST_OCCASION = 500
_FAR = 1_000_000  # beyond the longest list
AD_HOC = "ad_hoc"
_FIRST_YEAR = 2004  # the first emulation law of our data


@transaction.atomic
def draft_nomination(
    *,
    unit: Unit,
    award_code: str,
    year: int,
    by,
    at: datetime,
    to_unit: Unit | None = None,
    kind: str = "",
    movement: Movement | None = None,
    occasion: str = "",
) -> Nomination:
    """Start a dossier. ``to_unit`` defaults to the unit that decides the award; only a unit above that one may stand in
    for it (a line about somebody who would decide on it goes to the level above).

    ``kind``: loại hình (``rulebook.dossiers.KINDS_VI``); left out it is the first the award knows, a title or công trạng.
    For a movement, which one (``movement``, or ``occasion`` when the system does not hold it); for a sudden merit
    ``occasion`` says what happened, when and where.
    """
    permissions.check_can_draft(by, unit, at.date())
    if unit.valid_to is not None and unit.valid_to < at.date():
        raise Denied(f"{unit.name} đã kết thúc ngày {vi_date(unit.valid_to)}; hãy lập hồ sơ của đơn vị tiếp nhận.")
    if award_code not in proposable():
        raise Denied("Không có danh hiệu, hình thức khen thưởng này trong số được đề nghị tại đây.")
    award = the_book().award(award_code)
    kinds = kinds_of(award_code, the_book())
    kind, occasion = kind or kinds[0], nfc(occasion)
    if kind not in kinds:
        told = ", ".join(KINDS_VI[each].lower() for each in kinds)
        raise Denied(f"{award_name(award_code)} chỉ đề nghị theo loại hình: {told}.")
    if kind == "emulation_movement" and movement is None and not occasion:
        raise Denied("Hãy chọn phong trào, hoặc ghi tên phong trào, chuyên đề và thời gian.")
    if kind == AD_HOC and not occasion:
        raise Denied("Khen đột xuất: hãy ghi việc gì, ngày nào, ở đâu.")
    if len(occasion) > LONGEST_OCCASION:
        raise Denied(f"Nội dung đề nghị dài quá {LONGEST_OCCASION} ký tự.")
    if not _FIRST_YEAR <= year <= at.year:
        raise Denied(f"Năm xét khen thưởng phải từ {_FIRST_YEAR} đến {at.year}.")
    decides = queries.deciding_unit(award_code, unit)
    to_unit = to_unit or decides
    if to_unit != decides and not decides.ancestors().filter(pk=to_unit.pk).exists():
        raise Denied(f"Hồ sơ này thuộc thẩm quyền của {decides.name}; không gửi đến {to_unit.name}.")
    nomination = Nomination.objects.create(
        unit=unit,
        to_unit=to_unit,
        award_code=award_code,
        kind=kind,
        movement=movement if kind == "emulation_movement" else None,
        occasion=occasion,
        year=year,
        title=f"Đề nghị tặng {'danh hiệu ' if award.kind == 'emulation_title' else ''}{award_name(award.code)} năm {year}",
        drafted_at=at,
        drafted_by=by,
    )
    audit.record(
        "nomination_drafted",
        nomination,
        by=by,
        at=at,
        detail={"unit": unit.pk, "to_unit": to_unit.pk, "award": award_code, "kind": kind, "year": year},
    )
    return nomination


@transaction.atomic
def add_nominees(
    *,
    nomination: Nomination,
    by,
    at: datetime,
    people: Iterable[Person] = (),
    units: Iterable[Unit] = (),
    outsiders: Iterable[Outsider] = (),
    achievements: Mapping[Subject, str] | None = None,
) -> list[NominationLine]:
    """Add people, units or nominees outside the registers to a dossier in the given order. A missing achievement is
    drafted from the records; for a sudden merit it is the deed the dossier is about, never what was done in other years.

    Refused as a whole when the award does not go to such recipients, when somebody stands outside the unit, is in this
    or another living dossier for the same award and year, or already holds the title.
    """
    on = at.date()
    permissions.check_can_edit(by, nomination, on)
    chosen_people, chosen_units = list(dict.fromkeys(people)), list(dict.fromkeys(units))
    chosen_outsiders = list(dict.fromkeys(outsiders))
    if not chosen_people and not chosen_units and not chosen_outsiders:
        raise Denied("Chưa chọn cá nhân, tập thể nào.")
    nominee_checks.check_recipients(nomination, chosen_people, chosen_units, on)
    nominee_checks.check_outsiders(nomination, chosen_outsiders)
    nominee_checks.check_conflicts(nomination, chosen_people, chosen_units, chosen_outsiders)
    given = {subject: nfc(text) for subject, text in (achievements or {}).items()}
    subjects: list[Subject] = [*chosen_people, *chosen_units, *chosen_outsiders]
    drafted: Mapping[Any, str]
    if nomination.kind == AD_HOC:
        drafted = dict.fromkeys(subjects, nomination.occasion)
    else:
        drafted = facts.draft_achievements(
            nomination.year,
            on,
            [p for p in chosen_people if not given.get(p)],
            [u for u in chosen_units if not given.get(u)],
        )
    last = nomination.lines.aggregate(last=Max("ordinal"))["last"] or 0
    lines = [
        NominationLine(
            nomination=nomination,
            ordinal=last + place,
            person=subject if isinstance(subject, Person) else None,
            unit=subject if isinstance(subject, Unit) else None,
            outsider=subject if isinstance(subject, Outsider) else None,
            achievement=given.get(subject) or ("" if isinstance(subject, Outsider) else drafted.get(subject, "")),
        )
        for place, subject in enumerate(subjects, start=1)
    ]
    touch(nomination)
    try:
        with transaction.atomic():
            NominationLine.objects.bulk_create(lines, batch_size=500)
    except IntegrityError as error:
        raise Stale() from error
    counts = {"people": len(chosen_people), "units": len(chosen_units), "outsiders": len(chosen_outsiders)}
    audit.record("nominees_added", nomination, by=by, at=at, detail=counts)
    return lines


@transaction.atomic
def edit_achievement(*, line: NominationLine, achievement: str, by, at: datetime) -> None:
    permissions.check_can_write(by, line.nomination, at.date(), {line.pk})
    touch(line.nomination)
    line.achievement = nfc(achievement)
    line.save(update_fields=["achievement"])
    audit.record("achievement_edited", line.nomination, by=by, at=at, detail={"line": line.pk})


@transaction.atomic
def remove_nominee(*, line: NominationLine, by, at: datetime) -> None:
    """Take a nominee off a list that has not been sent; those behind move up, since the submission numbers them one by one."""
    nomination = line.nomination
    permissions.check_can_edit(by, nomination, at.date())
    if line.questions.exists() or line.opinions.exists() or line.holds.exists():
        raise Denied(
            f"{line.subject} đã có câu hỏi, ý kiến hoặc việc tạm dừng nên ở lại trong hồ sơ; hãy đề nghị cơ quan thẩm định "
            "không đưa vào danh sách."
        )
    touch(nomination)
    pk = line.pk
    line.files.filter(removed_at=None).update(**stamp("removed", by=by, at=at))
    line.files.update(line=None)
    AchievementReport.objects.filter(line=line).delete()
    line.delete()
    _close_gap(nomination, line.ordinal)
    audit.record(
        "nominee_removed", nomination, by=by, at=at, detail={"line": pk, "person": line.person_id, "unit": line.unit_id}
    )


def _close_gap(nomination: Nomination, place: int) -> None:
    """Two steps far apart: a database looks at each line for itself, and no two may have one number meanwhile."""
    behind = nomination.lines.filter(ordinal__gt=place)
    behind.update(ordinal=F("ordinal") + _FAR)
    nomination.lines.filter(ordinal__gt=_FAR).update(ordinal=F("ordinal") - _FAR - 1)


def check_papers(nomination: Nomination, on: date, lines: Iterable[NominationLine]) -> None:
    """Refused with the person, the paper and the unwritten part named while something the law asks for is not there."""
    if lacking := dossier.missing(nomination, on):
        raise Denied(f"Chưa gửi được vì thiếu giấy tờ: {some(dossier.told(lacking, lines))}.")


@transaction.atomic
def send_nomination(*, nomination: Nomination, by, at: datetime) -> None:
    """Judge every line under the law of the day, freeze the verdicts, issue the submission with its list, send.

    Refused, naming the person and the failed condition, while a line may not be proposed. Lines a person must look at
    go along: the appraiser decides them with a reason.
    """
    on = at.date()
    permissions.check_can_send(by, nomination, on)
    lines = list(nomination.lines.select_related("person", "unit", "outsider").order_by("ordinal"))
    check_papers(nomination, on, lines)
    verdicts = facts.judge_lines(nomination, on)
    failing = [
        facts.failing_sentence(line, verdicts[line.pk]) for line in lines if _outcome(verdicts, line) == Outcome.MAY_NOT
    ]
    if failing:
        raise Denied(f"Chưa gửi được vì có trường hợp chưa đủ điều kiện: {some(failing)}. Hãy đưa ra khỏi danh sách.")
    paper = keep_submission(nomination, lines, by=by, at=at)
    pass_gate(nomination, "send", paper=paper, **stamp("sent", by=by, at=at))
    described = describe_subjects(lines, on)
    for line in lines:
        line.appraisal, line.appraisal_reason, line.appraised_at, line.appraised_by = Appraisal.PENDING, "", None, None
        line.sent_as = {"name": described[line.pk][0], "post": described[line.pk][1]}
    freeze(lines, verdicts, on, also=["appraisal", "appraisal_reason", "appraised_at", "appraised_by", "sent_as"])
    seal_reports(nomination)
    audit.record("nomination_sent", nomination, by=by, at=at, detail=tally(lines) | {"paper": paper.pk})
    outbox.queue(
        users_with_role([Role.APPRAISER], nomination.to_unit, on),
        *emails.dossier_sent(nomination, len(lines)),
        by=by,
        at=at,
    )


@transaction.atomic
def receive_nomination(*, nomination: Nomination, by, at: datetime) -> None:
    """Take a dossier in for appraisal. This day chooses the law (``rulebook.transition``, requirement L5); every line is
    judged again and keeps what differs from the verdict at sending."""
    on = at.date()
    permissions.check_can_receive(by, nomination, on)
    law_on = rule_date(on, nomination.award_code).day
    lines = list(nomination.lines.all())
    verdicts = judged_again(lines, facts.judge_lines(nomination, law_on, known_on=on))
    pass_gate(nomination, "receive", rule_date=law_on, **stamp("received", by=by, at=at))
    freeze(lines, verdicts, law_on)
    detail = tally(lines) | {"rule_date": law_on.isoformat()}
    audit.record("nomination_received", nomination, by=by, at=at, detail=detail)
    outbox.queue([nomination.sent_by], *emails.dossier_received(nomination), by=by, at=at)


@transaction.atomic
def judge_again(*, nomination: Nomination, by, at: datetime) -> int:
    """Judge a received dossier again with the records of today under the law of its rule date, for instance when a
    missing rating has been entered. Lines already appraised keep word and verdict. Returns how many lines changed."""
    permissions.check_can_appraise(by, nomination, at.date())
    lines = list(nomination.lines.filter(appraisal=Appraisal.PENDING))
    before = {line.pk: line.outcome for line in lines}
    law_on = certain(nomination.rule_date)
    judged = facts.judge_lines(nomination, law_on, known_on=at.date())
    verdicts = judged_again(lines, {line.pk: judged[line.pk] for line in lines})
    touch(nomination)
    freeze(lines, verdicts, law_on)
    changed = sum(before[line.pk] != line.outcome for line in lines)
    audit.record("nomination_judged_again", nomination, by=by, at=at, detail=tally(lines) | {"changed": changed})
    return changed


def _outcome(verdicts: Mapping[int, Mapping[str, Any]], line: NominationLine) -> str:
    return verdicts[line.pk]["outcome"]


@transaction.atomic
def return_nomination(*, nomination: Nomination, reason: str, by, at: datetime) -> None:
    permissions.check_can_return(by, nomination, at.date())
    reason = needed_reason(reason, "trả lại hồ sơ")
    pass_gate(
        nomination,
        "return",
        returned_reason=reason,
        return_letter=None,
        **NO_RULE_DATE,
        **stamp("returned", by=by, at=at),
    )
    audit.record("nomination_returned", nomination, by=by, at=at)
    outbox.queue([nomination.sent_by], *emails.dossier_returned(nomination), by=by, at=at)


@transaction.atomic
def appraise_line(*, line: NominationLine, appraisal: str, by, at: datetime, reason: str = "") -> None:
    """Include a nominee in the list for the council, or leave it out.

    A reason is needed to leave somebody out and to include somebody the law leaves to a person's judgement; somebody
    who may not be proposed cannot be included.
    """
    permissions.check_can_appraise_line(by, line, at.date())
    if appraisal not in (Appraisal.INCLUDED, Appraisal.EXCLUDED):
        raise Denied("Hãy chọn đưa vào hoặc không đưa vào danh sách.")
    if appraisal == Appraisal.INCLUDED and line.outcome == Outcome.MAY_NOT:
        raise Denied(
            f"Chưa đủ điều kiện nên không đưa vào danh sách được. {facts.failing_sentence(line, certain(line.verdict))}."
        )
    if appraisal == Appraisal.EXCLUDED:
        reason = needed_reason(reason, "không đưa vào danh sách")
    elif line.outcome == Outcome.HUMAN_MUST_LOOK:
        reason = needed_reason(reason, "đưa vào danh sách, vì trường hợp này cần người xem xét")
    reason = nfc(reason)[:500]
    changed = NominationLine.objects.filter(
        pk=line.pk, appraisal=line.appraisal, outcome=line.outcome, nomination__state="received"
    ).update(appraisal=appraisal, appraisal_reason=reason, **stamp("appraised", by=by, at=at))
    if changed != 1:
        raise Stale()
    line.appraisal, line.appraisal_reason, line.appraised_at, line.appraised_by = appraisal, reason, at, by
    audit.record("line_appraised", line.nomination, by=by, at=at, detail={"line": line.pk, "appraisal": appraisal})


@transaction.atomic
def appraise_lines(
    *,
    nomination: Nomination,
    by,
    at: datetime,
    lines: Iterable[NominationLine] | None = None,
    outcome: str = Outcome.MAY_BE_PROPOSED,
    reason: str = "",
) -> int:
    """Include at once the pending lines of one outcome (all, or those given); never the appraiser's own line.

    Lines that a person must look at need a reason, which is written on each. Returns how many were included.
    """
    permissions.check_can_appraise(by, nomination, at.date())
    permissions.check_not_held(nomination)
    if outcome not in (Outcome.MAY_BE_PROPOSED, Outcome.HUMAN_MUST_LOOK):
        raise Denied("Trường hợp chưa đủ điều kiện không đưa vào danh sách được.")
    if outcome == Outcome.HUMAN_MUST_LOOK:
        reason = needed_reason(reason, "đưa vào danh sách, vì các trường hợp này cần người xem xét")
    waiting = nomination.lines.filter(appraisal=Appraisal.PENDING, outcome=outcome)
    if lines is not None:
        waiting = waiting.filter(pk__in=[line.pk for line in lines])
    waiting = waiting.exclude(pk__in=permissions.lines_not_for(by, nomination))
    waiting = waiting.exclude(person_id__in=selves_of(not_for(by, [Role.APPRAISER], nomination.to_unit, at.date())).ids)
    count = waiting.update(
        appraisal=Appraisal.INCLUDED, appraisal_reason=nfc(reason)[:500], **stamp("appraised", by=by, at=at)
    )
    audit.record("lines_appraised", nomination, by=by, at=at, detail={"included": count, "outcome": outcome})
    return count


@transaction.atomic
def finish_appraisal(*, nomination: Nomination, by, at: datetime) -> None:
    permissions.check_can_finish(by, nomination, at.date())
    pass_gate(nomination, "appraise", **stamp("appraised", by=by, at=at))
    included = nomination.lines.filter(appraisal=Appraisal.INCLUDED).count()
    excluded = nomination.lines.filter(appraisal=Appraisal.EXCLUDED).count()
    detail = {"included": included, "excluded": excluded} | ({"same_hands": 1} if would_be_same(nomination, by) else {})
    audit.record("nomination_appraised", nomination, by=by, at=at, detail=detail)
    outbox.queue([nomination.sent_by], *emails.dossier_appraised(nomination, included, excluded), by=by, at=at)


@transaction.atomic
def withdraw_nomination(*, nomination: Nomination, reason: str, by, at: datetime) -> None:
    permissions.check_can_withdraw(by, nomination, at.date())
    reason = needed_reason(reason, "rút hồ sơ", 300)
    was_sent = nomination.state in ("sent", "received")
    pass_gate(nomination, "withdraw", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    audit.record("nomination_withdrawn", nomination, by=by, at=at)
    if was_sent:
        readers = users_with_role([Role.APPRAISER], nomination.to_unit, at.date())
        outbox.queue(readers, *emails.dossier_withdrawn(nomination), by=by, at=at)
