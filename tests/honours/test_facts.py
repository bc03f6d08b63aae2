"""What the system knows becomes columns of facts: every source, nothing invented, few queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rulebook.facts import DISCIPLINE
from thidua.honours.facts import collective_facts, person_facts
from thidua.honours.models import Honour
from thidua.people.actions import enter_people
from thidua.people.models import Person, Post
from thidua.records import actions as records
from thidua.records.models import Absence, Attestation, Discipline, Initiative, TaskRating
from thidua.shared import clock
from thidua.units import actions as units
from thidua.units import actions_reorganisation as reorganising
from thidua.units.lineage import former_selves
from thidua.units.models import Unit
from thidua.units.reorganising import LegalBasis, NewUnit

ON = date(2025, 12, 1)


def honour(subject, code, year, ordinal, issuer, at, entry="award", refers_to=None, decided_on=None):
    kind = "person" if isinstance(subject, Person) else "unit"
    return Honour.objects.create(
        **{kind: subject},
        entry=entry,
        serial=0 if entry == "award" else Honour.objects.filter(refers_to=refers_to).count() + 1,
        refers_to=refers_to,
        cause="declaration_fraud" if entry == "revocation" else "acquittal" if entry == "restoration" else None,
        recipient_name=str(subject),
        recipient_fold="x",
        award_code=code,
        year=year,
        issuer=issuer,
        decision_number=f"{ordinal}/QĐ-UBND",
        decided_on=decided_on or date(year, 12, 20),
        ordinal=ordinal,
        check_code=f"C{ordinal}{entry}",
        source="imported",
        recorded_at=at,
    )


def enter(province, office, *, ratings=(), absences=(), disciplines=(), initiatives=(), attestations=()):
    common = {"under": office.unit, "by": office.officer, "at": province.at}
    records.enter_ratings(rows=ratings, **common)
    records.enter_absences(rows=absences, **common)
    records.enter_disciplines(rows=disciplines, **common)
    records.enter_initiatives(rows=initiatives, **common)
    records.enter_attestations(rows=attestations, **common)


def test_people_without_any_record_are_unknown_not_clean(province):
    an = province.ha_long.people[0]
    facts = person_facts([an.pk], 2025, ON)
    assert facts.keys == (str(an.pk),)
    assert facts.ratings.tolist() == [[-1, -1, -1, -1, -1]]
    assert (facts.absence_days.tolist(), facts.discipline.tolist()) == ([-1], [-1])
    assert (facts.pending_case.tolist(), facts.movement_result.tolist()) == ([-1], [-1])
    assert facts.title("advanced_worker").tolist() == [[0, 0, 0, 0, 0]]
    assert facts.initiatives_unit.tolist() == [[0, 0, 0, 0, 0]]
    assert (facts.is_leader.tolist(), facts.subject.tolist()) == ([1], [1])


def test_every_record_reaches_its_column_with_its_source(province):
    office = province.ha_long
    an, binh = office.people[:2]
    enter(
        province,
        office,
        ratings=[
            TaskRating(person=an, year=2025, rating="excellent"),
            TaskRating(person=an, year=2024, rating="good"),
            TaskRating(person=binh, year=2025, rating="completed"),
            TaskRating(person=an, year=2019, rating="good"),
        ],
        absences=[
            Absence(person=an, year=2025, working_days=12),
            Absence(person=an, year=2025, working_days=120, reason="maternity"),
            Absence(person=an, year=2024, working_days=99),
        ],
        disciplines=[
            Discipline(person=binh, form="reprimand", decided_on=date(2025, 3, 1)),
            Discipline(person=binh, form="warning", decided_on=date(2025, 2, 1)),
            Discipline(person=an, form="warning", decided_on=date(2024, 2, 1)),
            Discipline(person=an, form="dismissal", decided_on=date(2025, 12, 2)),
        ],
        initiatives=[
            Initiative(
                person=an, year=2025, title="Số hóa hồ sơ", scope="unit", recognised_on=ON, decision_no="3/QĐ-UBND"
            ),
            Initiative(
                person=an, year=2024, title="Một cửa", scope="province", recognised_on=ON, decision_no="4/QĐ-UBND"
            ),
            Initiative(
                person=binh, year=2025, title="Sau", scope="unit", recognised_on=date(2025, 12, 2), decision_no="5"
            ),
        ],
        attestations=[
            Attestation(person=an, year=2025, key="no_pending_case", holds=True),
            Attestation(person=binh, year=2025, key="no_pending_case", holds=False),
            Attestation(person=an, year=2025, key="self_reliance_solidarity", holds=True),
            Attestation(person=an, year=2025, key="movement_result", holds=True),
        ],
    )
    facts = person_facts([an.pk, binh.pk], 2025, ON)
    assert facts.ratings.tolist() == [[-1, -1, -1, 2, 3], [-1, -1, -1, -1, 1]]
    assert facts.absence_days.tolist() == [12, 0]
    assert facts.discipline.tolist() == [DISCIPLINE["none"], DISCIPLINE["warning"]]
    assert facts.initiatives_unit.tolist() == [[0, 0, 0, 1, 1], [0, 0, 0, 0, 0]]
    assert facts.initiatives_province.tolist() == [[0, 0, 0, 1, 0], [0, 0, 0, 0, 0]]
    assert facts.pending_case.tolist() == [0, 1]
    assert facts.movement_result.tolist() == [1, -1]
    assert facts.attested("self_reliance_solidarity").tolist() == [1, -1]
    assert facts.record(0, "ratings.2025") == "Xếp loại năm 2025: Hoàn thành xuất sắc nhiệm vụ"
    assert facts.record(0, "initiatives_unit.2025") == "“Số hóa hồ sơ” (3/QĐ-UBND ngày 01/12/2025)"
    assert facts.record(0, "pending_case") == "officer Phường Hạ Long, ngày 08/07/2025"


def test_titles_are_awards_minus_revoked_as_last_corrected(province):
    root, at = province.root.unit, province.at
    an, binh, chi = province.ha_long.people[:3]
    honour(an, "advanced_worker", 2024, 1, root, at)
    taken = honour(an, "grassroots_emulation_fighter", 2024, 2, root, at)
    honour(an, "grassroots_emulation_fighter", 2024, 2, root, at, "revocation", taken)
    given_back = honour(an, "ministry_province_emulation_fighter", 2023, 6, root, at)
    honour(an, "ministry_province_emulation_fighter", 2023, 6, root, at, "revocation", given_back)
    honour(an, "ministry_province_emulation_fighter", 2023, 6, root, at, "restoration", given_back)
    wrong = honour(binh, "advanced_worker", 2023, 3, root, at)
    honour(chi, "advanced_worker", 2023, 3, root, at, "correction", wrong)
    honour(an, "advanced_worker", 2025, 4, root, at, decided_on=date(2025, 12, 2))
    facts = person_facts([p.pk for p in (an, binh, chi)], 2025, ON)
    assert facts.title("advanced_worker").tolist() == [[0, 0, 0, 1, 0], [0, 0, 0, 0, 0], [0, 0, 1, 0, 0]]
    assert facts.title("grassroots_emulation_fighter").tolist() == [[0] * 5] * 3
    assert facts.title("ministry_province_emulation_fighter").tolist() == [[0, 0, 1, 0, 0], [0] * 5, [0] * 5]
    assert facts.record(0, "titles.advanced_worker.2024") == "Quyết định số 1/QĐ-UBND ngày 20/12/2024"


def test_before_the_register_is_complete_a_missing_title_is_unknown(province, settings):
    settings.REGISTER_COMPLETE_FROM = 2024
    facts = person_facts([province.ha_long.people[0].pk], 2025, ON)
    assert facts.title("advanced_worker").tolist() == [[-1, -1, -1, 0, 0]]
    assert facts.initiatives_unit.tolist() == [[-1, -1, -1, 0, 0]]


def test_a_title_older_than_the_recruitment_makes_the_day_unknown_instead_of_stopping_all(province):
    an, binh = province.ha_long.people[:2]
    Person.objects.filter(pk=an.pk).update(recruited_on=date(2024, 5, 1))
    honour(an, "advanced_worker", 2022, 1, province.root.unit, province.at)
    facts = person_facts([an.pk, binh.pk], 2025, ON)
    assert str(facts.recruited_on[0]) == "NaT"
    assert facts.record(0, "recruited_on") == "Ngày tuyển dụng 01/05/2024 sau danh hiệu năm 2022"
    assert str(facts.recruited_on[1]) == "2015-01-01"


def test_a_collective_counts_its_members_with_those_of_the_units_below(province):
    office, at = province.ha_long, province.at
    root = province.root.unit
    [section] = units.enter_units(
        parent=office.unit,
        by=office.officer,
        at=at,
        units=[
            Unit(
                code="P1",
                name="Văn phòng",
                kind="section",
                valid_from=date(2025, 7, 1),
                agency_name="Văn phòng",
                symbol="VP",
                head_title="Trưởng phòng",
                place="Hạ Long",
            )
        ],
    )
    extra = Person(code="x-1", full_name="Trần Văn Ninh", gender="male", subject="worker")
    post = Post(unit=section, title="Nhân viên", starts_on=date(2025, 7, 1))
    enter_people(people=[(extra, post)], under=office.unit, by=office.officer, at=at)
    everybody = [*office.people, extra]
    enter(
        province,
        office,
        ratings=[
            *(TaskRating(person=p, year=2025, rating="good") for p in everybody[:-1]),
            TaskRating(person=extra, year=2025, rating="not_completed"),
            TaskRating(unit=office.unit, year=2025, rating="excellent"),
        ],
        disciplines=[Discipline(person=extra, form="warning", decided_on=date(2025, 9, 1))],
        attestations=[Attestation(unit=office.unit, year=2025, key="united_compliance", holds=True)],
    )
    before = collective_facts([office.unit.pk], 2025, ON)
    assert before.members_advanced_worker.tolist() == [-1]
    for n, person in enumerate(everybody[:5], start=1):
        honour(person, "advanced_worker", 2025, n, root, at, decided_on=date(2025, 11, 30))
    facts = collective_facts(
        [office.unit.pk, province.cam_pha.unit.pk],
        2025,
        ON,
        standings={office.unit.pk: (1, 3)},
        targets_exceeded={office.unit.pk: True},
    )
    assert facts.keys == (str(office.unit.pk), str(province.cam_pha.unit.pk))
    assert facts.members_total.tolist() == [9, 8]
    assert facts.members_completed.tolist() == [8, -1]
    assert facts.members_advanced_worker.tolist() == [5, -1]
    assert facts.members_grassroots_fighter.tolist() == [0, -1]
    assert facts.members_disciplined.tolist() == [1, 0]
    assert (facts.cluster_rank.tolist(), facts.cluster_size.tolist()) == ([1, -1], [3, -1])
    assert facts.targets_exceeded.tolist() == [1, -1]
    assert facts.dissolved.tolist() == [0, 0]
    assert facts.ratings[:, 4].tolist() == [3, -1]
    assert facts.attested("united_compliance").tolist() == [1, -1]


def test_the_number_of_queries_does_not_grow(province):
    honour(province.ha_long.people[0], "advanced_worker", 2024, 1, province.root.unit, province.at)
    people = [p.pk for p in province.ha_long.people]
    with CaptureQueriesContext(connection) as one:
        person_facts(people[:1], 2025, ON)
    with CaptureQueriesContext(connection) as many:
        person_facts(people, 2025, ON)
    assert (len(one), len(many)) == (11, 11)
    ids = [province.ha_long.unit.pk, province.cam_pha.unit.pk]
    with CaptureQueriesContext(connection) as one:
        collective_facts(ids[:1], 2025, ON)
    with CaptureQueriesContext(connection) as many:
        collective_facts(ids, 2025, ON)
    assert len(one) == len(many)


def test_unknown_people_and_units_are_refused(province):
    with pytest.raises(Person.DoesNotExist):
        person_facts([999_999], 2025, ON)
    with pytest.raises(Unit.DoesNotExist):
        collective_facts([999_999], 2025, ON)


def test_a_renamed_unit_brings_what_it_was_given_under_its_old_names_a_merged_one_does_not(province):
    ward, other, third = (office.unit for office in (province.ha_long, province.cam_pha, province.van_don))
    basis = LegalBasis("Nghị quyết 9/NQ-HĐND", date(2025, 7, 1), "Hội đồng nhân dân tỉnh")
    by, at = province.root.officer, clock.at_hour(date(2025, 11, 3))
    honour(ward, "excellent_labour_collective", 2024, 1, province.root.unit, at)
    honour(third, "excellent_labour_collective", 2024, 2, province.root.unit, at)
    enter(province, province.ha_long, ratings=[TaskRating(unit=ward, year=2024, rating="excellent")])

    def successor(old, code, name):
        return NewUnit(code, name, "ward", f"Ủy ban nhân dân {name}", "UBND", "Chủ tịch", name)

    for day, name in ((date(2025, 9, 1), "Phường Bãi Cháy"), (date(2025, 10, 1), "Phường Hồng Gai")):
        reorganising.rename_unit(
            unit=ward, successor=successor(ward, ward.code, name), on=day, basis=basis, by=by, at=at
        )
        ward = Unit.objects.get(code=ward.code, valid_from=day)
    reorganising.merge_units(
        units=[other, third], successor=successor(other, "99999", "Phường Cửa Ông"), on=date(2025, 11, 1), basis=basis,
        by=by, at=at,
    )  # fmt: skip
    merged = Unit.objects.get(code="99999")
    facts = collective_facts([ward.pk, merged.pk], 2025, ON)
    assert facts.title("excellent_labour_collective")[:, 3].tolist() == [1, 0]
    assert facts.ratings[:, 3].tolist() == [3, -1]
    assert facts.record(0, "titles.excellent_labour_collective.2024") == "Quyết định số 1/QĐ-UBND ngày 20/12/2024"
    assert former_selves([ward.pk, merged.pk]) == {
        ward.pk: list(
            Unit.objects.filter(code=ward.code).exclude(pk=ward.pk).order_by("-valid_from").values_list("pk", flat=True)
        )
    }
