"""The rooms and teams inside each agency and commune: the collectives it may commend itself.

Invented after the people, from them: who works where, how each room was rated, what its head says of it.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict

from thidua.management.year.inputs import AttestationRow, PersonRow, RatingRow, UnitRow, YearInput
from thidua.management.year.names import Dice

# Communes and wards since 2025-07-01: the room or institution, and how the posts of its people begin.
_LOCALITY_ROOMS = (
    (
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
        ("Công chức Văn phòng", "Công chức Tư pháp", "Nhân viên bảo vệ", "Nhân viên lái xe"),
    ),
    ("Phòng Kinh tế", ("Công chức Tài chính", "Công chức Địa chính", "Chuyên viên phòng Kinh tế")),
    ("Phòng Văn hóa – Xã hội", ("Công chức Văn hóa", "Chủ tịch Hội", "Bí thư Đoàn")),
    ("Trung tâm Phục vụ hành chính công", ("Chuyên viên Trung tâm",)),
    ("Trường Mầm non", ("Giáo viên mầm non",)),
    ("Trường Tiểu học", ("Giáo viên tiểu học",)),
    ("Trường Trung học cơ sở", ("Giáo viên trung học", "Nhân viên kế toán trường")),
    ("Trạm Y tế", ("Y sĩ", "Điều dưỡng")),
)
_WARD_ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"
_AGENCY_ROOMS = ("Văn phòng", "Phòng Kế hoạch – Tài chính", "Phòng Tổng hợp", "Phòng Nghiệp vụ")
_LOCALITIES = ("ward", "commune", "special_zone")
FEWEST_STAFF = 8
STAFF_A_ROOM = 14
FEWEST_IN_A_ROOM = 3
JUDGEMENTS = ("active_emulation", "united_compliance", "no_pending_case")


def with_sections(given: YearInput, seed: int) -> YearInput:
    """The same input with sections added; people below the unit's leaders move into them. Deterministic."""
    dice = Dice(seed)
    members = {code for cluster in given.clusters for code in cluster.member_codes}
    staff: dict[str, list[PersonRow]] = defaultdict(list)
    for person in given.people:
        if person.unit_code in members and not person.is_leader:
            staff[person.unit_code].append(person)
    ratings = {row.person_code: row.rating for row in given.ratings if row.person_code and row.year == given.year}
    units, moved, unit_ratings, judgements = [], {}, [], []
    for unit in given.units:
        people = staff.get(unit.code, [])
        if len(people) < FEWEST_STAFF:
            continue
        rooms = _rooms_of(unit, people)
        for room, inside_people in rooms:
            units.append(room)
            moved.update({person.code: room.code for person in inside_people})
            inside = [ratings.get(person.code) for person in inside_people]
            unit_ratings.append(RatingRow(given.year, _rating_of(inside, dice), unit_code=room.code))
            judgements += [
                AttestationRow(given.year, key, not dice.chance(0.01), unit_code=room.code)
                for key in JUDGEMENTS
                if not dice.chance(0.02)
            ]
    people_rows = tuple(
        dataclasses.replace(row, unit_code=moved[row.code]) if row.code in moved else row for row in given.people
    )
    return dataclasses.replace(
        given,
        units=(*given.units, *units),
        people=people_rows,
        ratings=(*given.ratings, *unit_ratings),
        attestations=(*given.attestations, *judgements),
    )


def _rooms_of(unit: UnitRow, people: list[PersonRow]) -> list[tuple[UnitRow, list[PersonRow]]]:
    """The rooms of a unit with their people. In a locality the post says where somebody works; who fits nowhere, or only
    where too few are, stays with the unit itself."""
    if unit.kind in _LOCALITIES:
        named = [
            (name, [person for person in people if person.post_title.startswith(beginnings)])
            for name, beginnings in _LOCALITY_ROOMS
        ]
        named = [(name, inside) for name, inside in named if len(inside) >= FEWEST_IN_A_ROOM]
    else:
        number = min(len(_AGENCY_ROOMS), max(2, len(people) // STAFF_A_ROOM))
        named = [(name, people[place::number]) for place, name in enumerate(_AGENCY_ROOMS[:number])]
    made = []
    for place, (name, inside) in enumerate(named, start=1):
        if unit.kind == "ward" and name == "Phòng Kinh tế":
            name = _WARD_ECONOMY
        row = UnitRow(f"{unit.code}.P{place}", name, "section", unit.code, unit.valid_from, unit.valid_to)
        made.append((row, inside))
    return made


def _rating_of(ratings: list[str | None], dice: Dice) -> str:
    """A room is never rated above what most of its people did."""
    known = [rating for rating in ratings if rating]
    if not known or "not_completed" in known:
        return "completed"
    well = sum(rating in ("good", "excellent") for rating in known) / len(known)
    if well > 0.9 and dice.chance(0.22):
        return "excellent"
    return "good" if well > 0.6 else "completed"
