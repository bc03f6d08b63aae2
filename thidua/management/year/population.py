"""A whole province's year invented from a seed: the same bytes for the same seed on every machine.

Order matters: people, then four past years (ratings and the titles that follow from them), then the year itself,
then units with their targets and self-reported figures. Titles of the year itself are never invented: they are what
the year is run for.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from thidua.management.year import province
from thidua.management.year.inputs import (
    AbsenceRow,
    AttestationRow,
    ClusterRow,
    DisciplineRow,
    InitiativeRow,
    PastHonourRow,
    PersonRow,
    RatingRow,
    UnitRow,
    YearInput,
)
from thidua.management.year.names import (
    COMMUNE_LEADERS,
    COMMUNE_STAFF,
    FRONT_TITLES,
    HEAD_TITLES,
    MIDDLE_LEADERS,
    OFFICE_LEADERS,
    OFFICE_STAFF,
    PROVINCE_LEADERS,
    Dice,
    Weighted,
    full_name,
    initiative_title,
)
from thidua.management.year.sections import with_sections
from thidua.management.year.unit_figures import invent_unit_figures

YEAR = 2025
YEARS = (2021, 2022, 2023, 2024, 2025)
FEWEST_PEOPLE, MOST_PEOPLE = 56, 20_000
# Keys of the judgements the law leaves to people, as the law data names them.
PERSON_JUDGEMENT = "self_reliance_solidarity"
NO_PENDING_CASE = "no_pending_case"
UNIT_JUDGEMENTS = (
    "active_emulation",
    "united_compliance",
    "typical_excellent_collective",
    "united_party_unions_thrift",
    "democracy_and_care",
    NO_PENDING_CASE,
)
UPLAND_DISTRICTS = {"198", "199", "200", "201", "202"}
KIND_WORDS = {"ward": "phường", "commune": "xã", "special_zone": "đặc khu"}
SHARE_OF_EXCELLENT = 0.2
SHARE_OF_FIGHTERS = 0.15


@dataclass
class _Life:
    """One invented person while the years are being made."""

    row: PersonRow
    quality: float
    ratings: dict[int, str] = field(default_factory=dict)
    scores: dict[int, float] = field(default_factory=dict)
    initiatives: dict[int, str] = field(default_factory=dict)  # year → widest scope
    fighter_years: set[int] = field(default_factory=set)
    disciplined: dict[int, str] = field(default_factory=dict)


def generate(people: int = 5000, seed: int = 2025) -> YearInput:
    """A plausible year 2025 of Quảng Ninh with `people` people (56 to 20,000), the same for the same seed.

    Raises ValueError outside that range.
    """
    if not FEWEST_PEOPLE <= people <= MOST_PEOPLE:
        raise ValueError(f"people must be from {FEWEST_PEOPLE} to {MOST_PEOPLE}")
    return with_sections(_Maker(people, seed).make(), seed)


class _Maker:
    def __init__(self, people: int, seed: int) -> None:
        self.dice = Dice(seed)
        self.total = people
        self.clusters = province.choose_clusters(max(12, people // 12))
        members = {code for cluster in self.clusters for code in cluster.member_codes}
        keep = members | {province.PROVINCE_CODE, province.APPRAISER_CODE}
        self.units = tuple(unit for unit in province.province_units() if unit.kind == "district" or unit.code in keep)
        self.unit_by_code = {unit.code: unit for unit in self.units}
        self.staffed = [unit for unit in self.units if unit.kind != "district"]
        self.lives: list[_Life] = []
        self.by_unit: dict[str, list[_Life]] = defaultdict(list)
        self.initiatives: list[InitiativeRow] = []
        self.honours: list[PastHonourRow] = []
        self.unit_ratings: list[RatingRow] = []

    def make(self) -> YearInput:
        self._invent_people()
        for year in YEARS:
            self._rate(year)
            self._recognise_initiatives(year)
            if year < YEAR:
                self._award_people(year)
        self._rate_and_award_units()
        self._award_merit()
        figures = invent_unit_figures(self.dice, self.clusters, self.unit_by_code, self._leaders_disciplined(), YEAR)
        return YearInput(
            province=province.PROVINCE_CODE,
            units=self.units,
            clusters=self.clusters,
            people=tuple(life.row for life in self.lives),
            ratings=self._ratings(),
            absences=self._absences(),
            disciplines=self._disciplines(),
            initiatives=tuple(self.initiatives),
            past_honours=tuple(self.honours),
            targets=tuple(figures.targets),
            progress=tuple(figures.progress),
            scores=tuple(figures.scores),
            attestations=self._attestations(),
            agreed_items=tuple(figures.agreed_items),
            year=YEAR,
        )

    # -- people ----------------------------------------------------------------------------------------------------

    def _sizes(self) -> dict[str, int]:
        """How many people work in each unit; they add up to the total and none has fewer than four."""
        top = 4 if self.total >= 400 else 1
        weights = {}
        for unit in self.staffed[1:]:
            low, high = {"ward": (60, 110), "commune": (40, 85), "special_zone": (70, 110)}.get(unit.kind, (28, 60))
            weights[unit.code] = self.dice.between(low, high)
        room = self.total - top - 4 * len(weights)
        whole = sum(weights.values())
        sizes = {code: 4 + room * weight // whole for code, weight in weights.items()}
        left = self.total - top - sum(sizes.values())
        for code in sorted(weights, key=lambda code: (-weights[code], code))[:left]:
            sizes[code] += 1
        return {province.PROVINCE_CODE: top, **sizes}

    def _invent_people(self) -> None:
        districts = province.former_district_of()
        sizes = self._sizes()
        used: set[tuple[str, dt.date]] = set()
        for unit in self.staffed:
            upland = 0.35 if districts.get(unit.code) in UPLAND_DISTRICTS else 0.04
            posts = self._posts(unit, sizes[unit.code])
            for title, subject, is_leader in posts:
                row = self._person(unit, title, subject, is_leader, self.dice.chance(upland))
                while (row.full_name, row.born_on) in used:
                    row = self._person(unit, title, subject, is_leader, False)
                used.add((row.full_name, row.born_on))
                life = _Life(row, self.dice.bell() + (0.08 if is_leader else 0))
                self.lives.append(life)
                self.by_unit[unit.code].append(life)

    def _posts(self, unit: UnitRow, size: int) -> list[tuple[str, str, bool]]:
        """(title, subject, is a leader) for each place of a unit, the head first; leaders are about 8 percent."""
        leaders = max(1, round(size * 0.08))
        if unit.kind == "province":
            return [(*PROVINCE_LEADERS[min(place, 1)], True) for place in range(size)]
        if unit.kind in KIND_WORDS:
            words = {"kind": KIND_WORDS[unit.kind]}
            line = [COMMUNE_LEADERS[place % len(COMMUNE_LEADERS)] for place in range(leaders)]
            staff: tuple[tuple[str, str, int], ...] = COMMUNE_STAFF
        else:
            head, deputy = HEAD_TITLES[unit.name.split()[0]]
            if "Mặt trận" in unit.name:
                head, deputy = FRONT_TITLES
            words = {"head": head, "deputy": deputy}
            first, second = OFFICE_LEADERS[unit.kind]
            line = [first, second, *(MIDDLE_LEADERS[place % 2] for place in range(leaders))][:leaders]
            staff = OFFICE_STAFF[unit.kind]
        posts = [(title.format(**words), subject, True) for title, subject in line]
        subjects = {title: subject for title, subject, _ in staff}
        titles = Weighted({title: weight for title, _, weight in staff})
        for _ in range(size - leaders):
            title = titles.draw(self.dice)
            posts.append((title.format(**words), subjects[title], False))
        return posts

    def _person(self, unit: UnitRow, title: str, subject: str, is_leader: bool, is_upland: bool) -> PersonRow:
        dice = self.dice
        share_of_women = 0.95 if "mầm non" in title else 0.3 if is_leader else 0.58
        gender = "female" if dice.chance(share_of_women) else "male"
        recruited_late = not is_leader and dice.chance(0.02)
        age = dice.between(36, 59) if is_leader else dice.between(22, 28) if recruited_late else dice.between(26, 58)
        born_on = dt.date(YEAR - age, dice.between(1, 12), dice.between(1, 28))
        if recruited_late:
            recruited_on = dt.date(YEAR, dice.between(1, 12), 1)
        else:
            recruited_in = min(born_on.year + dice.between(22, 29), YEAR - 1)
            recruited_on = dt.date(recruited_in, dice.between(1, 12), dice.pick((1, 15)))
        name = full_name(dice, gender, is_upland)
        code = f"QN{len(self.lives) + 1:06d}"
        return PersonRow(code, name, born_on, gender, unit.code, title, is_leader, recruited_on, subject)

    # -- years -----------------------------------------------------------------------------------------------------

    def _rate(self, year: int) -> None:
        """Ratings with memory: a lasting quality and a yearly mood; at most a fifth of a unit is excellent."""
        dice = self.dice
        for lives in self.by_unit.values():
            present = [life for life in lives if life.row.recruited_on <= dt.date(year, 9, 30)]
            for life in present:
                mood = 0.8 * life.quality + 0.2 * dice.random()
                life.scores[year] = mood
                if year == YEAR and dice.chance(0.004):
                    life.disciplined[year] = dice.pick(("reprimand", "reprimand", "reprimand", "warning"))
                if life.disciplined.get(year) or mood < 0.18 or dice.chance(0.004):
                    life.ratings[year] = "not_completed"
                elif mood < 0.28 or dice.chance(0.035):
                    life.ratings[year] = "completed"
                else:
                    life.ratings[year] = "good"
            good = sorted(
                (life for life in present if life.ratings[year] == "good"),
                key=lambda life: (-life.scores[year], life.row.code),
            )
            for life in good[: int(len(present) * SHARE_OF_EXCELLENT)]:
                life.ratings[year] = "excellent"

    def _recognise_initiatives(self, year: int) -> None:
        dice = self.dice
        decisions: dict[tuple[str, str], tuple[dt.date, str]] = {}
        for life in self.lives:
            rating = life.ratings.get(year)
            share = {"excellent": 0.55, "good": 0.13}.get(rating or "", 0.02 if rating else 0)
            if not dice.chance(share):
                continue
            streak = {year - 1, year - 2} <= life.fighter_years
            scope = "province" if rating == "excellent" and dice.chance(0.25 if streak else 0.035) else "unit"
            if scope == "province" and dice.chance(0.04):
                scope = "national"
            life.initiatives[year] = scope
            issuer = self._issuer(life.row.unit_code, year) if scope == "unit" else province.PROVINCE_CODE
            key = (issuer, scope)
            if key not in decisions:
                day = dt.date(year, 11, dice.between(3, 25))
                decisions[key] = (day, self._number(issuer, dice.between(100, 4900), "SK"))
            day, number = decisions[key]
            title = initiative_title(dice, life.row.post_title, self.unit_by_code[life.row.unit_code].name)
            replicable = scope != "unit" or dice.chance(0.4)
            self.initiatives.append(InitiativeRow(life.row.code, year, title, scope, replicable, day, number))

    def _award_people(self, year: int) -> None:
        """Titles that follow from the ratings of a past year, by decisions dated around the turn of the year."""
        dice = self.dice
        for unit in self.staffed:
            lives = self.by_unit[unit.code]
            advanced = [
                life for life in lives if life.ratings.get(year) in ("good", "excellent") and dice.chance(0.985)
            ]
            ready = [life for life in advanced if life.ratings[year] == "excellent" or year in life.initiatives]
            ready.sort(
                key=lambda life: (
                    life.ratings[year] != "excellent",
                    year - 1 not in life.fighter_years,
                    -life.scores[year],
                    life.row.code,
                )
            )
            fighters = ready[: int(len(advanced) * SHARE_OF_FIGHTERS) or min(1, len(ready))]
            issuer = self._issuer(unit.code, year)
            self._decide("advanced_worker", year, issuer, [life.row.code for life in advanced])
            self._decide("grassroots_emulation_fighter", year, issuer, [life.row.code for life in fighters])
            for life in fighters:
                life.fighter_years.add(year)
        best = [
            life.row.code
            for life in self.lives
            if {year, year - 1, year - 2} <= life.fighter_years
            and life.initiatives.get(year) in ("province", "national")
        ]
        self._decide("ministry_province_emulation_fighter", year, province.PROVINCE_CODE, best)

    def _rate_and_award_units(self) -> None:
        """Unit ratings; titles only of units that existed in the past year (communes are from July 2025)."""
        dice = self.dice
        titles: dict[tuple[str, int], list[str]] = defaultdict(list)
        for cluster in self.clusters:
            qualities = {code: dice.bell() for code in cluster.member_codes}
            for year in YEARS:
                mood = {code: 0.7 * quality + 0.3 * dice.random() for code, quality in qualities.items()}
                order = sorted(
                    (code for code in mood if self.unit_by_code[code].valid_from <= dt.date(year, 12, 31)),
                    key=lambda code: (-mood[code], code),
                )
                for rank, code in enumerate(order):
                    excellent = rank < max(1, len(order) * 3 // 10)
                    rating = "excellent" if excellent else "completed" if mood[code] < 0.24 else "good"
                    self.unit_ratings.append(RatingRow(year, rating, unit_code=code))
                    if year == YEAR or rating == "completed":
                        continue
                    titles["advanced_labour_collective", year].append(code)
                    lives = self.by_unit[code]
                    all_done = all(life.ratings.get(year) != "not_completed" for life in lives)
                    if excellent and all_done and any(year in life.fighter_years for life in lives):
                        titles["excellent_labour_collective", year].append(code)
                    if rank == 0:
                        titles["ministry_province_emulation_flag", year].append(code)
        for award, year in sorted(titles):
            self._decide(award, year, province.PROVINCE_CODE, sorted(titles[award, year]), of_units=True)

    def _award_merit(self) -> None:
        """Diplomas of merit after two fighter years, and a few certificates for sudden feats in the new communes."""
        dice = self.dice
        for year in (2022, 2023, 2024):
            holders = [life.row.code for life in self.lives if {year, year - 1} <= life.fighter_years]
            chosen = [code for code in holders if dice.chance(0.25)]
            self._decide("diploma_of_merit_ministry_province", year, province.PROVINCE_CODE, chosen)
        for unit in self.staffed:
            codes = [life.row.code for life in self.by_unit[unit.code] if YEAR in life.ratings]
            if unit.kind in KIND_WORDS:
                chosen = [code for code in codes if dice.chance(0.01)]
                self._decide("certificate_of_merit_commune", YEAR, unit.code, chosen, dt.date(YEAR, 9, 30))
            elif unit.valid_from.year < 2024 and unit.kind != "province":
                chosen = [code for code in codes if dice.chance(0.03)]
                self._decide("certificate_of_merit_unit", 2024, unit.code, chosen)

    def _decide(
        self, award: str, year: int, issuer: str, codes: list[str], day: dt.date | None = None, of_units: bool = False
    ) -> None:
        """One decision that honours all of `codes`; nothing when there is nobody."""
        if not codes:
            return
        if day is None:
            late = issuer == province.PROVINCE_CODE
            start = dt.date(year + 1, 2, 3) if late else dt.date(year, 12, 16)
            day = start + dt.timedelta(days=self.dice.between(0, 20))
        number = self._number(issuer, self.dice.between(15, 480) + (1500 if day.month > 8 else 0))
        for code in codes:
            holder = {"unit_code": code} if of_units else {"person_code": code}
            self.honours.append(PastHonourRow(award, year, number, day, issuer, **holder))

    def _issuer(self, unit_code: str, year: int) -> str:
        """Who decided about the people of a unit in that year: the former district before the reform."""
        unit = self.unit_by_code[unit_code]
        if unit.valid_from <= dt.date(year, 12, 31):
            return unit_code
        return province.former_district_of().get(unit_code, province.PROVINCE_CODE)

    def _number(self, issuer: str, number: int, note: str = "") -> str:
        unit = self.unit_by_code[issuer]
        short = issuer.rpartition(".")[2]
        if unit.kind == "party_body":
            return f"{number}-QĐ/{short}"
        if unit.kind in ("province", "district", *KIND_WORDS):
            return f"{number}/QĐ-UBND"
        return f"{number}/QĐ-{short}"

    # -- rows ------------------------------------------------------------------------------------------------------

    def _ratings(self) -> tuple[RatingRow, ...]:
        rows = []
        for life in self.lives:
            for year, rating in life.ratings.items():
                lost = year == YEAR and self.dice.chance(0.004)  # not handed in yet: the year must live with it
                if not lost:
                    rows.append(RatingRow(year, rating, person_code=life.row.code))
        return (*rows, *self.unit_ratings)

    def _absences(self) -> tuple[AbsenceRow, ...]:
        dice = self.dice
        rows = []
        for life in self.lives:
            draw = dice.random()
            age = YEAR - life.row.born_on.year
            if draw < 0.012:
                rows.append(AbsenceRow(life.row.code, YEAR, 45, "leave"))
            elif draw < 0.014:
                rows.append(AbsenceRow(life.row.code, YEAR, 60, "rescue_injury"))
            elif draw < 0.05 and life.row.gender == "female" and age < 40:
                rows.append(AbsenceRow(life.row.code, YEAR, 126, "maternity"))
            elif draw < 0.07:
                rows.append(AbsenceRow(life.row.code, YEAR, dice.between(20, 90), "study"))
            elif draw < 0.25:
                rows.append(AbsenceRow(life.row.code, YEAR, dice.between(1, 12), "leave"))
        return tuple(rows)

    def _disciplines(self) -> tuple[DisciplineRow, ...]:
        return tuple(
            DisciplineRow(life.row.code, form, dt.date(year, self.dice.between(2, 11), self.dice.between(1, 28)))
            for life in self.lives
            for year, form in life.disciplined.items()
        )

    def _leaders_disciplined(self) -> dict[str, str]:
        """Unit code → form of the discipline of its head or deputy in the year."""
        found = {}
        for code, lives in self.by_unit.items():
            for life in lives[:2]:
                if life.row.is_leader and YEAR in life.disciplined:
                    found[code] = life.disciplined[YEAR]
        return found

    def _attestations(self) -> tuple[AttestationRow, ...]:
        """The leaders' judgement of what no register can prove; about 2 percent is left open on purpose."""
        dice = self.dice
        rows = []
        for life in self.lives:
            if YEAR in life.ratings and not dice.chance(0.02):
                value = life.ratings[YEAR] != "not_completed" and not dice.chance(0.006)
                rows.append(AttestationRow(YEAR, PERSON_JUDGEMENT, value, person_code=life.row.code))
            if not dice.chance(0.01):
                rows.append(AttestationRow(YEAR, NO_PENDING_CASE, not dice.chance(0.003), person_code=life.row.code))
        for cluster in self.clusters:
            for code in cluster.member_codes:
                for key in UNIT_JUDGEMENTS:
                    if not dice.chance(0.02):
                        rows.append(AttestationRow(YEAR, key, not dice.chance(0.01), unit_code=code))
        return tuple(rows)


def cluster_of(year_input: YearInput, unit_code: str) -> ClusterRow | None:
    """The cluster a unit belongs to in the year, or None."""
    return next((cluster for cluster in year_input.clusters if unit_code in cluster.member_codes), None)
