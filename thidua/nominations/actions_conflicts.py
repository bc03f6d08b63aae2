"""Comparing reports, settling findings, noting kinship and the initiatives a nominee's case rests on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from thidua.law.queries import every_award
from thidua.nominations.conflicts import KINDS, findings
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_conflicts import ConflictNote, Kinship, TextComparison, TextMatch
from thidua.nominations.permissions_conflicts import (
    check_can_compare,
    check_can_name_use,
    check_can_note_kin,
    check_can_settle,
    check_can_withdraw_kin,
    sees_kin,
)
from thidua.nominations.report_texts import own_texts, with_text
from thidua.people.models import Person
from thidua.people.queries import same_person
from thidua.records.actions import checked_reason
from thidua.records.actions_ledger import note_use
from thidua.records.models import Initiative, InitiativeUse
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.similar import digest_of, similar_pairs
from thidua.shared.wording import vi_number

YEARS_BACK = 3
MOST_REPORTS = 12_000
Tell = Callable[[int, int, str], None]


def phrases() -> list[str]:
    """What every report says because the system or the law calls it so: the names of the awards."""
    return [name for _, name in every_award()]


def texts_of(nomination: Nomination) -> dict[NominationLine, str]:
    """The lines of a dossier with what was written about them in somebody's own words, in their order. Two queries."""
    lines = with_text(nomination.lines.all())
    reports = own_texts(lines)
    found = {line: reports.get(line.pk) or line.achievement for line in lines.defer("verdict").order_by("ordinal")}
    return {line: text for line, text in found.items() if text}


def _others(nomination: Nomination) -> QuerySet[NominationLine]:
    since = nomination.year - YEARS_BACK + 1
    rows = NominationLine.objects.filter(nomination__year__gte=since, nomination__year__lte=nomination.year)
    return with_text(rows.exclude(nomination=nomination).exclude(nomination__state="withdrawn"))


def texts_to_compare(nomination: Nomination) -> int:
    """How many reports a comparison would read. Two queries."""
    return with_text(nomination.lines.all()).count() + min(_others(nomination).count(), MOST_REPORTS)


@dataclass(frozen=True)
class Compared:
    """What a comparison found: the digest of the dossier's own texts, how many others were read, [(line, other line, share
    in percent, runs in common)]."""

    digest: str
    others: int
    matches: list[tuple[int, int, int, int]]


def compared(nomination: Nomination, tell: Tell = lambda done, total, sentence: None) -> Compared:
    """Hold every report of the dossier against the others. Reads only; ``tell`` hears how far it is."""
    mine = texts_of(nomination)
    rows = _others(nomination)
    tell(0, 0, "Đang đọc các báo cáo")
    reports = own_texts(rows)
    fields = ("pk", "person_id", "unit_id", "nomination__year", "achievement")
    newest = rows.order_by("-nomination__year", "-pk").values_list(*fields)[:MOST_REPORTS]
    others = [each for row in newest if (each := (*row[:4], reports.get(row[0]) or row[4]))[4]]
    own = [(line.pk, line.person_id, line.unit_id, nomination.year, text) for line, text in mine.items()]
    every = own + others
    matches = []
    pairs = similar_pairs(
        [row[4] for row in every], phrases=phrases(), only=range(len(own)),
        tell=lambda done, total: tell(done, total, f"Đang so {vi_number(len(own))} với {vi_number(len(others))} báo cáo"),
    )  # fmt: skip
    for pair in pairs:
        one, other = every[pair.one], every[pair.other]
        if one[3] == other[3] and _same_subject(one, other):
            continue
        share, sides = min(100, round(100 * pair.share)), [(one[0], other[0])]
        if pair.other < len(own):
            sides.append((other[0], one[0]))
        matches += [(line, theirs, share, pair.common) for line, theirs in sides]
    return Compared(digest_of(mine.values()), len(others), matches)


@transaction.atomic
def compare_reports(*, nomination: Nomination, by, at: datetime, found: Compared | None = None) -> TextComparison:
    """Hold every report of the dossier against those of all dossiers of its year and the two before, of all units: what
    its author wrote or changed in the achievement report, else the summary of the achievement.

    The newest :data:`MOST_REPORTS` of them; two reports of one person or unit in one year are not told (one thing
    nominated twice is a finding of its own). What is found is stored until the next comparison. ``found``: what
    :func:`compared` has just worked out, so that a job need not do it while it holds the database; refused when a report
    was edited meanwhile.
    """
    check_can_compare(by, nomination, at.date())
    if found is None:
        found = compared(nomination)
    elif found.digest != digest_of(texts_of(nomination).values()):
        raise Stale("Báo cáo của hồ sơ vừa được sửa trong lúc so; mời so lại.")
    comparison = TextComparison.objects.create(
        nomination=nomination, digest=found.digest, reports=found.others,
        since_year=nomination.year - YEARS_BACK + 1, compared_at=at, compared_by=by,
    )  # fmt: skip
    rows = [
        TextMatch(comparison=comparison, line_key=line, other_key=theirs, share=share, common=common)
        for line, theirs, share, common in found.matches
    ]
    TextMatch.objects.bulk_create(rows, batch_size=500)
    detail = {"reports": found.others, "matches": len(rows)}
    audit.record("reports_compared", nomination, by=by, at=at, detail=detail)
    return comparison


def _same_subject(one: tuple, other: tuple) -> bool:
    return same_person(one[1], other[1]) if one[1] else one[2] is not None and one[2] == other[2]


@transaction.atomic
def settle_finding(*, nomination: Nomination, key: str, outcome: str, note: str, by, at: datetime) -> ConflictNote:
    """Say what came of a finding that stands: looked at, handled, or still to be cleared, with a note. A later word is
    a further note; the older ones stay. Nobody settles a finding about themselves."""
    on = at.date()
    finding = next(
        (each for each in findings(nomination, on, with_kin=sees_kin(by, nomination, on)) if each.key == key), None
    )
    if finding is None:
        raise Stale("Vướng mắc này không còn; mời tải lại trang.")
    check_can_settle(by, nomination, finding.line, on)
    if outcome not in ConflictNote.Outcome.values:
        raise Denied("Mời chọn kết quả xem xét.")
    note = checked_reason(note, 500)
    row = ConflictNote.objects.create(
        nomination=nomination, key=key, kind=finding.kind, outcome=outcome, note=note, settled_at=at, settled_by=by
    )
    assert finding.kind in KINDS
    detail = {"key": key, "outcome": outcome}
    audit.record("conflict_settled", nomination, by=by, at=at, detail=detail)
    return row


@transaction.atomic
def name_use(*, line: NominationLine, initiative: Initiative, by, at: datetime) -> InitiativeUse:
    """Write into the ledger that this nominee's case counts on an initiative: while the dossier is built, or by the
    appraiser."""
    check_can_name_use(by, line, at.date())
    if line.person is None:
        raise Denied("Sổ dùng sáng kiến chỉ ghi cho cá nhân.")
    nomination = line.nomination
    use = note_use(
        initiative=initiative, person=line.person, award_code=nomination.award_code, year=nomination.year,
        line_key=line.pk, by=by, at=at,
    )  # fmt: skip
    audit.record("initiative_named", nomination, by=by, at=at, detail={"line": line.pk, "initiative": initiative.pk})
    return use


@transaction.atomic
def note_kinship(*, person: Person, relative: Person, relation: str, by, at: datetime) -> Kinship:
    """Note that two people are related: by one of them, or an officer or appraiser who keeps a record of either."""
    check_can_note_kin(by, person, relative, at.date())
    if same_person(person.pk, relative.pk):
        raise Denied("Hai hồ sơ này là một người.")
    if relation not in Kinship.Relation.values:
        raise Denied("Mời chọn quan hệ.")
    one, other = sorted((person, relative), key=lambda each: each.pk)
    row = Kinship(person=one, relative=other, relation=relation, noted_at=at, noted_by=by)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Denied("Quan hệ của hai người này đã được ghi.") from error
    audit.record("kinship_noted", row, by=by, at=at)
    return row


@transaction.atomic
def withdraw_kinship(*, kinship: Kinship, reason: str, by, at: datetime) -> None:
    """A tie noted wrongly: it counts no more and stays with the reason."""
    check_can_withdraw_kin(by, kinship, at.date())
    reason = checked_reason(reason)
    done = Kinship.objects.filter(pk=kinship.pk, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason
    )
    if not done:
        raise Stale("Quan hệ này vừa được người khác gỡ.")
    kinship.refresh_from_db()
    audit.record("kinship_withdrawn", kinship, by=by, at=at)


def is_stale(comparison: TextComparison, nomination: Nomination) -> bool:
    """Whether a report was edited, added or taken off since the comparison."""
    return comparison.digest != digest_of(texts_of(nomination).values())
