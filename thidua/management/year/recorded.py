"""What is on record: honours of past years at the founding, and the year's ratings, absences, initiatives, judgements."""

from collections import defaultdict
from datetime import date

from thidua.honours import actions as honours
from thidua.honours.models import Honour
from thidua.management.year import track
from thidua.management.year.runner import Year, moment, vn
from thidua.records import actions as records
from thidua.records.models import Absence, Attestation, Discipline, Initiative, TaskRating


def import_past(year: Year, day: date) -> str:
    """Honours and ratings of the years before, as an officer would bring them in."""
    at = moment(day, 15)
    province = year.province
    number = honours.import_past_honours(
        rows=_past_honours(year, before=day), under=year.root, by=province.officer, at=at
    )
    before = [row for row in year.given.ratings if row.year < year.year]
    records.enter_ratings(rows=_ratings(year, before), under=year.root, by=province.officer, at=at)
    year.figures["past_honours"] = number
    year.kept["register_until"] = day
    return f"{vn(number)} dòng sổ vàng cũ · {vn(len(before))} xếp loại các năm trước"


def _past_honours(year: Year, *, before: date, since: date = date.min) -> list[Honour]:
    """Unsaved lines of the honours decided from ``since`` to the day before ``before``."""
    ordinals: dict[tuple, int] = defaultdict(int)
    rows = []
    for row in year.given.past_honours:
        if not since <= row.decided_on < before:
            continue
        key = (row.issuer_code, row.decision_no, row.decided_on)
        ordinals[key] += 1
        person = year.people[row.person_code] if row.person_code else None
        unit = year.units[row.unit_code] if row.unit_code else None
        of_unit = unit or year.units[year.kept["unit_of"][row.person_code]]
        rows.append(
            Honour(
                person=person,
                unit=unit,
                of_unit=of_unit,
                recipient_name=person.full_name if person else of_unit.name,
                recipient_detail=of_unit.name if person else "",
                award_code=row.award_code,
                year=row.year,
                issuer=year.units[row.issuer_code],
                decision_number=row.decision_no,
                decided_on=row.decided_on,
                ordinal=ordinals[key],
            )
        )
    return rows


def _ratings(year: Year, rows) -> list[TaskRating]:
    return [
        TaskRating(
            person=year.people[row.person_code] if row.person_code else None,
            unit=year.units[row.unit_code] if row.unit_code else None,
            year=row.year,
            rating=row.rating,
        )
        for row in rows
    ]


def close_the_year(year: Year, day: date) -> str:
    """December: ratings, absences, discipline, initiatives of the year and leaders' judgements."""
    at = moment(day, 9)
    by, under = year.province.officer, year.root
    given, people = year.given, year.people
    later = _past_honours(year, since=year.kept["register_until"], before=day)
    if later:
        honours.import_past_honours(rows=later, under=under, by=by, at=at)
    this_year = [row for row in given.ratings if row.year == year.year]
    records.enter_ratings(rows=_ratings(year, this_year), under=under, by=by, at=at)
    records.enter_absences(
        rows=[
            Absence(person=people[row.person_code], year=row.year, working_days=row.days, reason=row.reason)
            for row in given.absences
        ],
        under=under,
        by=by,
        at=at,
    )
    records.enter_disciplines(
        rows=[
            Discipline(person=people[r.person_code], form=r.form, decided_on=r.decided_on) for r in given.disciplines
        ],
        under=under,
        by=by,
        at=at,
    )
    units_of = year.kept["unit_of"]
    applied = track.applied_for(year, given.initiatives, units_of)
    for place, second in applied.items():
        row = given.initiatives[place]
        track.apply_for(year, row, second, units_of[row.person_code])
    records.enter_initiatives(
        rows=[
            Initiative(
                person=people[row.person_code],
                year=row.year,
                title=row.title,
                scope=row.scope,
                is_replicable=row.is_replicable,
                recognised_on=row.recognised_on,
                decision_no=row.decision_no,
            )
            for place, row in enumerate(given.initiatives)
            if place not in applied
        ],
        under=under,
        by=by,
        at=at,
    )
    records.enter_attestations(
        rows=[
            Attestation(
                person=people[row.person_code] if row.person_code else None,
                unit=year.units[row.unit_code] if row.unit_code else None,
                year=row.year,
                key=row.key,
                holds=row.value,
            )
            for row in given.attestations
        ],
        under=under,
        by=by,
        at=at,
    )
    held = track.hold_somebody(year, day)
    return (
        f"{vn(len(this_year))} xếp loại · {vn(len(given.initiatives))} sáng kiến "
        f"({vn(len(applied))} từ đơn, hai tác giả) · {vn(len(given.attestations))} đánh giá của thủ trưởng · {held} tạm dừng xét"
    )
