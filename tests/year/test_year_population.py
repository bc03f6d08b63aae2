"""The invented year is the same for the same seed, plausible, and consistent with itself."""

import hashlib
import unicodedata
from collections import Counter, defaultdict

import pytest

from thidua.management.year.population import PERSON_JUDGEMENT, generate

FIGHTER = "grassroots_emulation_fighter"


@pytest.fixture(scope="module")
def year():
    return generate(5000, 2025)


def holders(year, award):
    found = defaultdict(set)
    for row in year.past_honours:
        if row.award_code == award:
            found[row.person_code or row.unit_code].add(row.year)
    return found


def agency_of(year):
    """Person code → the agency or commune the person works for, sections counted to it."""
    home = {unit.code: unit.parent_code if unit.kind == "section" else unit.code for unit in year.units}
    return {person.code: home[person.unit_code] for person in year.people}


def test_the_same_seed_gives_the_same_bytes_everywhere():
    digest = hashlib.sha256(repr(generate(300, 7)).encode()).hexdigest()
    assert digest == "a0f25ec6f8bfab8e97a73ade5052ee15ed46ab413a86b485fae36040a4ff9c40"
    assert generate(300, 8) != generate(300, 7)


@pytest.mark.parametrize("people", [56, 60, 61, 150, 999, 5000, 20_000])
def test_any_size_is_sound(people):
    year = generate(people, 3)
    assert year.validate() == []
    assert len(year.people) == people
    sizes = Counter(agency_of(year).values())
    members = [code for cluster in year.clusters for code in cluster.member_codes]
    assert min(sizes[code] for code in members) >= 4
    assert min(len(cluster.member_codes) for cluster in year.clusters) >= 3
    assert len({cluster.code for cluster in year.clusters} & {"C1", "K-PHUONG", "K-NOICHINH", "K-DANG"}) == 4


@pytest.mark.parametrize("people", [0, 55, 20_001])
def test_sizes_out_of_range_are_refused(people):
    with pytest.raises(ValueError, match="56 to 20000"):
        generate(people, 1)


def test_ratings_have_the_usual_shares(year):
    counts = Counter(row.rating for row in year.ratings if row.person_code and row.year == 2025)
    whole = sum(counts.values())
    shares = {rating: count / whole for rating, count in counts.items()}
    assert 0.66 <= shares["good"] <= 0.75
    assert 0.17 <= shares["excellent"] <= 0.20
    assert 0.05 <= shares["completed"] <= 0.11
    assert 0.004 <= shares["not_completed"] <= 0.02
    rated = {row.person_code for row in year.ratings if row.year == 2025}
    in_time = [person for person in year.people if (person.recruited_on.year, person.recruited_on.month) < (2025, 10)]
    missing = [person for person in in_time if person.code not in rated]
    assert 5 <= len(missing) <= 60


def test_no_unit_has_more_than_a_fifth_excellent(year):
    units = agency_of(year)
    all_rated = Counter(units[row.person_code] for row in year.ratings if row.person_code and row.year == 2024)
    excellent = Counter(
        units[row.person_code]
        for row in year.ratings
        if row.person_code and row.year == 2024 and row.rating == "excellent"
    )
    assert [code for code in excellent if excellent[code] > 0.2 * all_rated[code]] == []


def test_past_titles_follow_from_past_ratings(year):
    ratings = {(row.person_code, row.year): row.rating for row in year.ratings}
    advanced, fighters = holders(year, "advanced_worker"), holders(year, FIGHTER)
    recognised = {(row.person_code, row.year) for row in year.initiatives}
    for code, years in advanced.items():
        assert {ratings[code, one] for one in years} <= {"good", "excellent"}
    for code, years in fighters.items():
        assert years <= advanced[code]
        assert all(ratings[code, one] == "excellent" or (code, one) in recognised for one in years)
    for code, years in holders(year, "ministry_province_emulation_fighter").items():
        assert all({one, one - 1, one - 2} <= fighters[code] for one in years)
    assert {row.year for row in year.past_honours if row.award_code == FIGHTER} == {2021, 2022, 2023, 2024}


def test_enough_people_stand_before_a_third_fighter_year(year):
    fighters = holders(year, FIGHTER)
    ready = {code for code, years in fighters.items() if {2023, 2024} <= years}
    wide = {row.person_code for row in year.initiatives if row.year == 2025 and row.scope != "unit"}
    assert len(ready) >= 100
    assert len(ready & wide) >= 20


def test_honours_are_decided_by_somebody_who_existed_on_that_day(year):
    units = {unit.code: unit for unit in year.units}
    for row in year.past_honours:
        issuer = units[row.issuer_code]
        # A decision on a year is signed within weeks after it; the former districts ended later.
        assert issuer.valid_from <= row.decided_on <= (issuer.valid_to or row.decided_on)


def test_units_have_no_rating_and_no_title_from_before_they_existed(year):
    born = {unit.code: unit.valid_from.year for unit in year.units}
    rows = [row for row in (*year.ratings, *year.past_honours) if row.unit_code]
    assert [row for row in rows if row.year < born[row.unit_code]] == []


def test_leaders_disciplines_and_open_judgements_are_as_rare_as_in_life(year):
    assert 0.06 <= sum(person.is_leader for person in year.people) / 5000 <= 0.1
    assert 8 <= len(year.disciplines) <= 40
    judged = sum(row.key == PERSON_JUDGEMENT for row in year.attestations)
    rated = sum(row.year == 2025 and row.person_code is not None for row in year.ratings)
    assert 0.96 <= judged / rated <= 0.995


def test_each_unit_has_a_leader_and_each_name_is_nfc_with_two_words(year):
    agencies = agency_of(year)
    led = {agencies[person.code] for person in year.people if person.is_leader}
    assert led == set(agencies.values())
    assert [
        person for person in year.people if unicodedata.normalize("NFC", person.full_name) != person.full_name
    ] == []
    assert min(len(person.full_name.split()) for person in year.people) >= 2
    families = Counter(person.full_name.split()[0] for person in year.people)
    assert families.most_common(1)[0][0] == "Nguyễn"


def test_targets_progress_and_scores_tell_the_same_story(year):
    last = {(row.unit_code, row.criterion_code): row.value for row in year.progress if row.quarter == 4}
    scores = {(row.unit_code, row.criterion_code): row.input for row in year.scores}
    per_unit = Counter(row.unit_code for row in year.targets)
    assert set(per_unit) == {code for cluster in year.clusters for code in cluster.member_codes}
    assert set(per_unit.values()) <= {4, 5, 6}
    assert len(last) == len(year.targets)
    for cluster in year.clusters:
        for code in cluster.member_codes:
            assert sum(row.weight for row in year.targets if row.unit_code == code) == 100
            figure = scores[code, "I.2"]
            if cluster.kind == "cum":
                assert last[code, "I.2"] == 10_000 * figure["actual"] // figure["plan"] / 100
            else:
                assert (last[code, "I.2"], "T2" in {key for unit, key in scores if unit == code}) == (
                    figure["actual"],
                    True,
                )


def test_rooms_hold_the_people_whose_post_belongs_there(year):
    named = {unit.code: unit.name for unit in year.units if unit.kind == "section"}
    rooms = {unit.code: unit.parent_code for unit in year.units if unit.kind == "section"}
    kinds = {unit.code: unit.kind for unit in year.units}
    agencies = agency_of(year)
    outside = [
        p
        for p in year.people
        if agencies[p.code] in set(rooms.values())
        and p.unit_code not in rooms
        and kinds[agencies[p.code]] not in ("ward", "commune", "special_zone")
    ]
    assert {p.is_leader for p in outside} == {True}
    where = {p.post_title: named[p.unit_code] for p in year.people if p.unit_code in named}
    posts = ("Giáo viên mầm non", "Giáo viên tiểu học", "Giáo viên trung học cơ sở", "Công chức Tư pháp – Hộ tịch")
    assert [where[post] for post in posts] == [
        "Trường Mầm non",
        "Trường Tiểu học",
        "Trường Trung học cơ sở",
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
    ]
    smallest = min(Counter(p.unit_code for p in year.people if p.unit_code in rooms).values())
    assert smallest >= 3
    staffed = {p.unit_code for p in year.people}
    assert set(rooms) - staffed == set()
    rated = Counter(row.unit_code for row in year.ratings if row.unit_code in rooms)
    assert rated == Counter(dict.fromkeys(rooms, 1))
