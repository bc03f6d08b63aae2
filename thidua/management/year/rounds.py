"""The two rounds of awards: every unit decides its own in December, the province its own in January."""

from collections import Counter
from datetime import date, timedelta
from random import Random

from thidua.councils.models import Council, CouncilSession
from thidua.honours.models import Honour
from thidua.management.year.awarding import (
    Candidates,
    appraise,
    decide,
    judge_and_nominate,
    open_meeting,
    set_up_council,
    vote_and_close,
)
from thidua.management.year.ballot_devices import Kit
from thidua.management.year.runner import Office, Year, moment, vn
from thidua.nominations.models import Nomination
from thidua.people.models import Person
from thidua.people.queries import people_of
from thidua.records import actions as records
from thidua.records.models import Attestation
from thidua.scoring.models import Standing
from thidua.units.queries import sections_of

WORKER, FIGHTER = "advanced_worker", "grassroots_emulation_fighter"
PROVINCE_FIGHTER = "ministry_province_emulation_fighter"
GOOD_ROOM, BEST_UNIT = "advanced_labour_collective", "excellent_labour_collective"
FLAG, DIPLOMA = "ministry_province_emulation_flag", "diploma_of_merit_ministry_province"
# A custom of many agencies, not the law (which sets no ratio since 2024): fighters stay a small part of the staff.
SHARE_OF_FIGHTERS = 0.15


def nominate_in_units(year: Year, day: date) -> str:
    """Every unit asks the law about its people, nominates and appraises its own titles."""
    lines = 0
    for office in year.below:
        dossiers = []
        for award, people in ((WORKER, _all_but_head(office, day)), (FIGHTER, _who_registered(year, office, day))):
            dossier = judge_and_nominate(year, office, office.unit, Candidates(award, people), day)
            if dossier is not None:
                appraise(dossier, office.clerk, office.officer, office.head, day)
                dossiers.append(dossier)
        year.kept.setdefault("unit_dossiers", {})[office.unit.code] = dossiers
        lines += sum(dossier.lines.count() for dossier in dossiers)
        year.kept.setdefault("councils", {})[office.unit.code] = set_up_council(
            year, office, f"Hội đồng Thi đua - Khen thưởng {office.unit.name}", day
        )
    return f"{len(year.below)} đơn vị lập hồ sơ · {_judged(year, WORKER, FIGHTER)} · gửi {vn(lines)} trường hợp"


def _all_but_head(office: Office, day: date) -> list[Person]:
    """The head signs the unit's decisions, so the head's own title goes to the level above."""
    return list(people_of(office.unit, day).exclude(pk=office.head.person_id or 0))


def _who_registered(year: Year, office: Office, day: date) -> list[Person]:
    """Those who registered for the fighter's title, the best rated first, up to the customary share."""
    people = people_of(office.unit, day)
    wished = people.filter(registrations__sheet__year=year.year, registrations__award_code=FIGHTER)
    best = wished.filter(ratings__year=year.year, ratings__rating="excellent").exclude(pk=office.head.person_id or 0)
    return list(best.distinct())[: max(1, int(people.count() * SHARE_OF_FIGHTERS))]


def _judged(year: Year, *awards: str) -> str:
    total: Counter = Counter()
    for award in awards:
        total += year.kept.get("judged", {}).get(award, Counter())
    return (
        f"{vn(total['MAY_BE_PROPOSED'])} có thể đề xét, {vn(total['MAY_NOT'])} chưa đủ điều kiện, "
        f"{vn(total['HUMAN_MUST_LOOK'])} cần người xem xét"
    )


def councils_of_units(year: Year, day: date) -> str:
    """Every unit's council meets, votes in secret on fighters' titles, agrees on the others; decisions follow."""
    dice = Random(year.seed)
    tally: Counter = Counter()
    kits: dict[int, Kit] = {}
    for office in year.below:
        dossiers = [
            d for d in year.kept["unit_dossiers"][office.unit.code] if d.lines.filter(appraisal="included").exists()
        ]
        if not dossiers:
            continue
        council = year.kept["councils"][office.unit.code]
        session = open_meeting(office, council, year, _fresh(dossiers), day, kits)
        tally += vote_and_close(office, session, dice, day, kits)
        tally["decisions"] += decide(year, office, session, day + timedelta(days=2))
    year.kept["votes"] = year.kept.get("votes", 0) + tally["votes"]
    return (
        f"{len(year.below)} Hội đồng · {tally['votes']} phiếu kín · {vn(tally['passed'])} thông qua, {tally['failed']} không · "
        f"{tally['decisions']} quyết định"
    )


def _fresh(dossiers: list[Nomination]) -> list[Nomination]:
    return list(Nomination.objects.filter(pk__in=[d.pk for d in dossiers]).select_related("unit", "to_unit"))


def rooms_in_units(year: Year, day: date) -> str:
    """After the people's titles: the collectives inside each unit, without a ballot, as the law allows."""
    tally: Counter = Counter()
    for office in year.below:
        rooms = list(sections_of(office.unit, day))
        if not rooms:
            continue
        dossier = judge_and_nominate(year, office, office.unit, Candidates(GOOD_ROOM, units=rooms), day)
        if dossier is None:
            continue
        appraise(dossier, office.clerk, office.officer, office.head, day)
        if not dossier.lines.filter(appraisal="included").exists():
            continue
        meeting = day + timedelta(days=1)
        session = open_meeting(office, year.kept["councils"][office.unit.code], year, _fresh([dossier]), meeting)
        tally += vote_and_close(office, session, Random(year.seed), meeting)
        tally["decisions"] += decide(year, office, session, day + timedelta(days=2))
    return f"{_judged(year, GOOD_ROOM)} · {tally['decisions']} quyết định"


def nominate_to_province(year: Year, day: date) -> str:
    """Units propose upward: their heads, province fighters, best collectives, the flag of each cluster, diplomas."""
    dossiers: list[Nomination] = []
    _claims(year, day)
    flags = set(Standing.objects.filter(season__year=year.year, proposed_award=FLAG).values_list("unit_id", flat=True))
    for office in year.below:
        head = [office.head.person] if office.head.person else []
        wanted = [
            Candidates(WORKER, head),
            Candidates(FIGHTER, [person for person in head if _is_excellent(person, year)]),
            Candidates(PROVINCE_FIGHTER, _fighters_three_times(office, year, day)),
            Candidates(DIPLOMA, _fighters_twice(office, year, day)),
            Candidates(BEST_UNIT, units=[office.unit]),
            Candidates(FLAG, units=[office.unit] if office.unit.pk in flags else []),
        ]
        for candidates in wanted:
            if candidates.people or candidates.units:
                dossier = judge_and_nominate(year, office, year.root, candidates, day)
                if dossier is not None:
                    dossiers.append(dossier)
    for dossier in dossiers:
        appraise(dossier, year.appraiser, year.province.clerk, year.province.head, day + timedelta(days=2))
    year.kept["province_dossiers"] = dossiers
    return f"{len(dossiers)} hồ sơ trình tỉnh · {_judged(year, PROVINCE_FIGHTER, DIPLOMA, BEST_UNIT, FLAG)}"


def _is_excellent(person: Person, year: Year) -> bool:
    return person.ratings.filter(year=year.year, rating="excellent").exists()


def _held(year: Year, back: int) -> set[int]:
    """People who hold the fighter's title of this year and of ``back`` years before."""
    rows = Honour.objects.filter(award_code=FIGHTER, entry="award", year__gte=year.year - back, person__isnull=False)
    years: dict[int, set[int]] = {}
    for person, one in rows.values_list("person_id", "year"):
        years.setdefault(person, set()).add(one)
    return {person for person, held in years.items() if held >= set(range(year.year - back, year.year + 1))}


def _fighters_three_times(office: Office, year: Year, day: date) -> list[Person]:
    return list(people_of(office.unit, day).filter(pk__in=_once(year, "three", lambda: _held(year, 2))))


def _fighters_twice(office: Office, year: Year, day: date) -> list[Person]:
    """Two fighters' years in a row and not already on the way to the higher title; the leaders step back."""
    twice = _once(year, "two", lambda: _held(year, 1)) - _once(year, "three", lambda: _held(year, 2))
    people = people_of(office.unit, day).filter(pk__in=twice).exclude(posts__is_leader=True)
    return list(people)[:3]


def _once(year: Year, key: str, make) -> set[int]:
    kept = year.kept.setdefault("held", {})
    if key not in kept:
        kept[key] = make()
    return kept[key]


def _claims(year: Year, day: date) -> None:
    """Heads of units say which paths of the law they claim for their nominees, and which they do not."""
    three, two = _once(year, "three", lambda: _held(year, 2)), _once(year, "two", lambda: _held(year, 1))
    dice = Random(year.seed)
    rows = [
        Attestation(person_id=pk, year=year.year, key="outstanding_among_holders", holds=dice.random() < 0.9)
        for pk in sorted(three)
        if dice.random() < 0.95
    ]
    rows += [
        Attestation(person_id=pk, year=year.year, key=key, holds=False)
        for pk in sorted(two - three)
        for key in (
            "unexpected_achievement",
            "major_contribution",
            "worker_farmer_achievement",
            "entrepreneur_contribution",
        )
    ]
    rows += [
        Attestation(unit=office.unit, year=year.year, key="first_in_thematic_movement", holds=False)
        for office in year.below
    ]
    records.enter_attestations(rows=rows, under=year.root, by=year.province.officer, at=moment(day, 7))


def open_province_council(year: Year, day: date) -> str:
    """The provincial council's session is prepared and opened; the members can vote."""
    council = province_council(year, day)
    dossiers = [d for d in year.kept["province_dossiers"] if d.lines.filter(appraisal="included").exists()]
    session = open_meeting(year.province, council, year, _fresh(dossiers), day)
    year.kept["province_session"] = session
    secret = len(session.ballot.items) if session.ballot else 0
    return f"{session.agenda.count()} mục, trong đó {secret} mục bỏ phiếu kín · {session.total_members} thành viên"


def province_council(year: Year, day: date) -> Council:
    return set_up_council(
        year, year.province, "Hội đồng Thi đua - Khen thưởng tỉnh Quảng Ninh", day - timedelta(days=3)
    )


def vote_in_province(year: Year, day: date) -> str:
    session = CouncilSession.objects.get(pk=year.kept["province_session"].pk)
    tally = vote_and_close(year.province, session, Random(year.seed + 1), day)
    year.kept["votes"] = year.kept.get("votes", 0) + tally["votes"]
    return f"{tally['votes']} phiếu kín · {tally['passed']} thông qua, {tally['failed']} không"


def decide_in_province(year: Year, day: date) -> str:
    session = CouncilSession.objects.get(pk=year.kept["province_session"].pk)
    number = decide(year, year.province, session, day)
    year.figures["decisions"] = len(year.kept.get("decisions", []))
    return f"{number} quyết định cấp tỉnh · cả năm {year.figures['decisions']} quyết định"
