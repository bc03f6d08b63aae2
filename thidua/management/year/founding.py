"""First stage: units, clusters, people, accounts with their roles."""

import datetime as dt
from collections import defaultdict
from datetime import date
from zlib import crc32

from thidua.management.year.cluster_work import form_clusters
from thidua.management.year.inputs import PersonRow, YearInput
from thidua.management.year.names import Dice, full_name
from thidua.management.year.offices import unit_of
from thidua.management.year.private_values import invented_values
from thidua.management.year.runner import Office, Year, moment, vn
from thidua.people.actions import enter_people
from thidua.people.models import Person, Post
from thidua.shared.text import fold
from thidua.units import actions as units
from thidua.units import gazetteer
from thidua.units.actions import NewAccount, Predecessor
from thidua.units.actions_loading import old_unit
from thidua.units.actions_reorganisation import record_loaded
from thidua.units.models import RoleGrant, Unit, legal_basis_text
from thidua.units.reorganising import LegalBasis

Role = RoleGrant.Role
# A council of a commune or an agency; the head of the unit presides (Luật TĐKT 2022, Điều 90 khoản 4).
COUNCIL_SIZE = 9
PROVINCE_COUNCIL_SIZE = 15
CAPITAL = "Quảng Ninh"


def found(year: Year, day: date) -> str:
    """Everything that must exist before a movement can be launched."""
    at = moment(day, 8)
    given = year.given
    root_row = next(row for row in given.units if row.code == given.province)
    shape = unit_of(root_row, CAPITAL)
    root, officer = units.found_installation(
        code=shape.code,
        name=shape.name,
        kind=shape.kind,
        valid_from=shape.valid_from,
        agency_name=shape.agency_name,
        symbol=shape.symbol,
        head_title=shape.head_title,
        place=shape.place,
        officer_username="tinh.quantri",
        officer_name="Quản trị dữ liệu tỉnh",
        officer_password=None,
        at=at,
    )
    year.officer = officer
    year.units[root.code] = root
    _enter_units(year, at)
    _enter_people(year, at)
    form_clusters(year, at)
    _open_accounts(year, at)
    return (
        f"{len(year.below)} cơ quan, địa phương · {len(year.clusters)} cụm, khối · {vn(len(year.people))} người · "
        f"{year.figures['accounts']} tài khoản"
    )


def _enter_units(year: Year, at) -> None:
    by_parent: dict[str, list] = defaultdict(list)
    for row in year.given.units:
        if row.parent_code is not None:
            by_parent[row.parent_code].append(row)
    waiting = [year.given.province]
    while waiting:
        code = waiting.pop(0)
        rows = by_parent.get(code, [])
        if not rows:
            continue
        shapes = [unit_of(row, CAPITAL) for row in rows]
        for shape in shapes:
            # the list begins with the province: a body of the same day was there, nobody says since when
            shape.is_start_known = shape.valid_from != year.root.valid_from
        entered = units.enter_units(parent=year.units[code], units=shapes, by=year.officer, at=at)
        for row, unit in zip(rows, entered, strict=True):
            year.units[row.code] = unit
            waiting.append(row.code)
    _enter_predecessors(year, at)
    year.figures["units"] = len(year.units)


def _enter_predecessors(year: Year, at) -> None:
    """Old units named as predecessors: real rows where the shipped list of the country knows them, else their names."""
    rows: list[Predecessor] = []
    wanted: dict[str, dict[str, Unit]] = defaultdict(dict)  # district → {code: old unit to enter}
    for row in year.given.units:
        for name, district, is_part in _named(row.predecessors):
            last_day = row.valid_from - dt.timedelta(days=1)
            place = gazetteer.old_place_named(name, district, year.given.province)
            above = year.units.get(place.parent) if place is not None else None
            new = year.units[row.code]
            told = f"{name}, {district}" if district else name
            if place is None or above is None or above.valid_to != last_day or row.valid_from != gazetteer.REFORM:
                rows.append(
                    Predecessor(new=new, old_name=told, on=row.valid_from, legal_basis=REORGANISATION, is_part=is_part)
                )
                continue
            old = wanted[place.parent].setdefault(place.code, old_unit(place, above.valid_from, last_day))
            step = next((s for s in gazetteer.steps_from(place.code) if s.new == row.code), None)
            is_main = step.is_main if step is not None else not is_part
            rows.append(
                Predecessor(
                    new=new, old=old, on=row.valid_from, legal_basis=_BASIS, is_part=is_part, is_main=is_main
                )
            )  # fmt: skip
    loaded: list[Unit] = []
    for district, olds in wanted.items():
        loaded += units.enter_units(parent=year.units[district], units=olds.values(), by=year.officer, at=at)
    if rows:
        basis = LegalBasis(*gazetteer.resolution_of("22"), gazetteer.NATIONAL_ASSEMBLY_BODY)
        act = record_loaded(
            under=year.root, on=gazetteer.REFORM, basis=basis, loaded=loaded, by=year.officer, at=at,
            note="Sắp xếp đơn vị hành chính cấp xã, ghi lại khi lập hệ thống",
        )  # fmt: skip
        units.record_predecessors(rows=rows, under=year.root, by=year.officer, at=at, act=act)


def _named(predecessors: str) -> list[tuple[str, str, bool]]:
    """(name, district, in part) of "Phường A (một phần) – Thành phố B; Xã C – Huyện D"."""
    found = []
    for text in filter(None, (part.strip() for part in predecessors.split(";"))):
        name, _, district = text.partition(" – ")
        found.append((name.replace(PART, "").strip(), district.strip(), PART in text))
    return found


PART = "(một phần)"
_BASIS = legal_basis_text(*gazetteer.resolution_of("22"), gazetteer.NATIONAL_ASSEMBLY_BODY)
# For units that the shipped list does not know: the number of their resolution is not in our sources.
REORGANISATION = (
    "Nghị quyết của Ủy ban Thường vụ Quốc hội về sắp xếp đơn vị hành chính cấp xã năm 2025 (chưa ghi số hiệu)"
)


def _enter_people(year: Year, at) -> None:
    pairs = []
    unit_of: dict[str, str] = {}
    for row in year.given.people:
        unit = year.units[row.unit_code]
        person = Person(
            code=row.code,
            full_name=row.full_name,
            born_on=row.born_on,
            gender=row.gender,
            subject=row.subject,
            recruited_on=row.recruited_on,
        )
        starts_on = max(row.recruited_on, unit.valid_from)
        pairs.append((person, Post(unit=unit, title=row.post_title, is_leader=row.is_leader, starts_on=starts_on)))
        year.people[row.code] = person
        unit_of[row.code] = row.unit_code
    year.kept["unit_of"] = unit_of
    private = {row.code: invented_values(row) for row in year.given.people}
    enter_people(people=pairs, under=year.root, by=year.officer, at=at, private=private)
    year.figures["people"] = len(pairs)


def slug(unit: Unit) -> str:
    """The unit's part of account names: its name without marks and spaces."""
    short = unit.name
    for word in ("Phường ", "Xã ", "Đặc khu ", "Ủy ban nhân dân "):
        short = short.removeprefix(word)
    return fold(short).replace(" ", "").replace(",", "").replace(".", "")[:30]


def _staff(given: YearInput, year: Year) -> dict[str, list[PersonRow]]:
    """People of each answering unit, leaders first."""
    staff: dict[str, list[PersonRow]] = defaultdict(list)
    for row in given.people:
        unit = year.units[row.unit_code]
        code = unit.parent.code if unit.kind == Unit.Kind.SECTION else unit.code
        staff[code].append(row)
    for rows in staff.values():
        rows.sort(key=lambda row: (not row.is_leader, row.code))
    return staff


def _open_accounts(year: Year, at) -> None:
    """One account a person: the head presides and decides, the officer prepares, the clerk numbers and keeps minutes."""
    staff = _staff(year.given, year)
    wanted: list[tuple[str, str, NewAccount]] = []
    heads_clusters = {row.head_code: year.clusters[row.code] for row in year.given.clusters}
    answering = [year.units[year.given.province]] + [
        unit
        for unit in year.units.values()
        if unit.code in {c for row in year.given.clusters for c in row.member_codes}
    ]
    # The provincial council: its chair and secretary, the Director of Home Affairs (its standing vice chair by law), and
    # further heads of departments and Party bodies, by code.
    bodies = [unit for unit in answering[1:] if unit.kind in (Unit.Kind.DEPARTMENT, Unit.Kind.PARTY_BODY)]
    bodies.sort(key=lambda unit: (unit.name != "Sở Nội vụ", unit.code))
    advisers = [unit.code for unit in bodies[: PROVINCE_COUNCIL_SIZE - 2]]
    used: set[str] = set()
    for unit in answering:
        name = "tinh" if unit.code == year.given.province else slug(unit)
        while name in used:
            name += "2"
        used.add(name)
        rows = list(staff.get(unit.code, []))
        wanted += _accounts_of(unit, name, rows, heads_clusters.get(unit.code), year, unit.code in advisers)
    users = units.open_accounts(accounts=[account for _, _, account in wanted], under=year.root, by=year.officer, at=at)
    for (code, part, _), user in zip(wanted, users, strict=True):
        kept = year.kept.setdefault("accounts", {}).setdefault(code, {"council": []})
        if part == "council":
            kept["council"].append(user)
        else:
            kept[part] = user
    for code, kept in year.kept["accounts"].items():
        council = [kept["head"], kept["clerk"], *kept["council"]]
        year.offices[code] = Office(year.units[code], kept["officer"], kept["head"], kept["clerk"], council)
    top = year.kept["accounts"][year.given.province]
    year.offices[year.given.province].council += [year.offices[code].head for code in advisers]
    year.appraiser, year.editor, year.accountant = top["appraiser"], top["editor"], top["accountant"]
    year.figures["accounts"] = len(users) + 1


def _accounts_of(unit, name, rows, cluster, year, sits_in_province) -> list[tuple[str, str, NewAccount]]:
    is_province = unit.code == year.given.province
    people = iter(rows)
    officers = iter(reversed(rows))

    def account(part: str, suffix: str, roles, row: PersonRow | None) -> tuple[str, str, NewAccount]:
        person = year.people[row.code] if row else None
        # Whoever signs a paper has a name, in practice too; the post is what the roles say.
        dice = Dice(crc32(f"{name}.{suffix}".encode()))
        shown = row.full_name if row else full_name(dice, dice.pick(("female", "male")), False)
        return unit.code, part, NewAccount(f"{name}.{suffix}", shown, tuple(roles), person=person)

    taken: set[str] = set()

    def pick(source) -> PersonRow | None:
        for row in source:
            if row.code not in taken:
                taken.add(row.code)
                return row
        return None

    here = unit
    head = account(
        "head",
        "thutruong",
        # The clerk and the officer stand in the unit's own dossier: then the head ends its appraisal.
        [(Role.HEAD, here), (Role.DECIDER, here), (Role.COUNCIL_CHAIR, here), (Role.APPRAISER, here)]
        + ([(Role.COUNCIL_MEMBER, year.root)] if sits_in_province else []),
        pick(people),
    )
    officer_roles = [(Role.OFFICER, here), (Role.APPRAISER, here)] if not is_province else [(Role.OFFICER, here)]
    if cluster is not None:
        officer_roles.append((Role.CLUSTER_HEAD, cluster))
    made = [
        head,
        account("officer", "chuyenvien", officer_roles, pick(officers)),
        account(
            "clerk",
            "vanthu",
            # The clerk keeps the council's papers and, in a small unit, also checks the dossiers.
            [(Role.CLERK, here), (Role.COUNCIL_SECRETARY, here), (Role.APPRAISER, here)],
            pick(officers),
        ),
    ]
    if is_province:
        made.append(account("appraiser", "thamdinh", [(Role.APPRAISER, here)], pick(officers)))
        made.append(account("accountant", "ketoan", [(Role.ACCOUNTANT, here)], None))
        made.append(account("editor", "bientap", [(Role.EDITOR, here)], pick(officers)))
    if is_province:
        return made
    for place, row in enumerate(iter(lambda: pick(people), None), start=1):
        if place > COUNCIL_SIZE - 2:
            break
        made.append(account("council", f"hoidong{place}", [(Role.COUNCIL_MEMBER, here)], row))
    return made
