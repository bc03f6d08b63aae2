"""Two records of one person: joined without rewriting history, parted again; two people marked as two."""

from datetime import date

import pytest

from tests.honours.builders import past_line
from tests.people.builders import NUMBER, enter
from thidua.honours.actions import import_past_honours
from thidua.honours.facts import members_by_unit, person_facts, titles_held
from thidua.honours.models import Honour
from thidua.honours.queries import honours_of_person
from thidua.nominations.queries import eligible_people
from thidua.people import actions_merge as acts
from thidua.people.models import DuplicatePair, Person
from thidua.people.queries import people_of, posts_on, same_person, selves, selves_of, visible_to
from thidua.people.search import find
from thidua.records import actions as records
from thidua.records import queries
from thidua.records.actions_merge import merge_people
from thidua.records.merging import conflicts
from thidua.records.models import Absence, Attestation, Discipline, Initiative, TaskRating
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.units.actions import NewAccount, open_accounts

DAY = date(2025, 12, 1)
AT = clock.at_hour(DAY)
REASON = "Đối chiếu lý lịch, cùng một người"


@pytest.fixture
def two(province):
    """The same person twice: as known in the ward, and with a slip of the hand."""
    kept = enter(province.ha_long, province.at, "Nguyễn Văn Hòa", code="A1")
    other = enter(province.ha_long, province.at, "Nguyễn Văn Hoà", code="A2", is_main=False, title="Ủy viên")
    return kept, other


def rate(province, person, year, rating):
    row = TaskRating(person=person, year=year, rating=rating)
    records.enter_ratings(rows=[row], under=province.ha_long.unit, by=province.ha_long.officer, at=AT)


def merge(province, two, choices=None, by=None):
    kept, other = two
    names = {"detail:full_name": "kept"} | (choices or {})
    return merge_people(person=other, into=kept, choices=names, reason=REASON, by=by or province.ha_long.officer, at=AT)


def history(province, two):
    """Every kind of history on both records."""
    kept, other = two
    under, by = province.ha_long.unit, province.ha_long.officer
    rate(province, kept, 2023, "good")
    rate(province, other, 2024, "excellent")
    rows = {
        records.enter_absences: [
            Absence(person=kept, year=2025, working_days=3),
            Absence(person=other, year=2025, working_days=4),
            Absence(person=other, year=2025, working_days=9, reason="study"),
        ],
        records.enter_disciplines: [Discipline(person=other, form="reprimand", decided_on=date(2025, 3, 1))],
        records.enter_initiatives: [
            Initiative(person=kept, year=2025, title="Số hóa hồ sơ", scope="unit", recognised_on=date(2025, 11, 3),
                       decision_no="1/QĐ"),
            Initiative(person=other, year=2025, title="Số hoá hồ sơ", scope="unit", recognised_on=date(2025, 11, 3),
                       decision_no="1/QĐ"),
            Initiative(person=other, year=2025, title="Một cửa", scope="province", recognised_on=date(2025, 11, 4),
                       decision_no="2/QĐ"),
        ],
        records.enter_attestations: [Attestation(person=other, year=2025, key="no_pending_case", holds=True)],
    }  # fmt: skip
    for act, lines in rows.items():
        act(rows=lines, under=under, by=by, at=AT)
    honours = [past_line(province.ha_long, kept, ordinal=1, year=2023), past_line(province.ha_long, other, ordinal=2)]
    import_past_honours(rows=honours, under=under, by=by, at=AT)


def test_both_histories_count_as_one_and_no_row_is_rewritten(province, two):
    kept, other = two
    history(province, two)
    before = {
        model: list(model.objects.order_by("pk").values_list("pk", "person_id"))
        for model in (TaskRating, Absence, Discipline, Initiative, Attestation, Honour)
    }
    merge(province, two, {"absence:2025:leave": "both"})
    for asked in (kept.pk, other.pk):
        assert queries.ratings_of_people([asked], [2023, 2024]) == {asked: {2023: "good", 2024: "excellent"}}
        assert queries.absence_days_of([asked], 2025) == {asked: 3 + 4 + 9}
        assert queries.heaviest_discipline_of([asked], 2025, DAY) == {asked: "reprimand"}
        titles = [row.title for row in queries.initiatives_of([asked], [2025], DAY)[asked]]
        assert titles == ["Số hóa hồ sơ", "Một cửa"]  # entered under both records, counted once
        assert [row.key for row in queries.attestations_of_people([asked], 2025)[asked]] == ["no_pending_case"]
        held = titles_held("person", [asked], range(2020, 2026), DAY)
        assert [(code, year) for code, year, _ in held[asked]] == [("advanced_worker", 2023), ("advanced_worker", 2024)]
    assert set(honours_of_person(kept)) == set(honours_of_person(other)) == set(Honour.objects.all())
    facts = person_facts([kept.pk], 2025, DAY)
    assert (facts.keys, sorted(name for _, name in facts.records if name.startswith("ratings"))) == (
        (str(kept.pk),), ["ratings.2023", "ratings.2024"],
    )  # fmt: skip
    after = {
        model: list(model.objects.order_by("pk").values_list("pk", "person_id"))
        for model in (TaskRating, Absence, Discipline, Initiative, Attestation, Honour)
    }
    assert after == before


def test_a_merged_record_stands_in_no_list_the_kept_one_once(province, two):
    kept, other = two
    merge(province, two)
    unit = province.ha_long.unit
    assert [person for person in people_of(unit, DAY) if person.name_fold == "nguyen van hoa"] == [kept]
    assert [person for person in eligible_people(unit, DAY) if person.name_fold == "nguyen van hoa"] == [kept]
    assert find("nguyen van hoa") == [kept]
    assert list(visible_to(province.ha_long.officer, DAY).filter(name_fold="nguyen van hoa")) == [kept]
    assert posts_on([other.pk], DAY)[other.pk].title == "Công chức"
    members = members_by_unit([unit.pk], DAY)[unit.pk]
    assert (kept.pk in members, other.pk in members, len(members)) == (True, False, 9)


def test_records_of_one_person_are_told_as_one(province, two):
    kept, other = two
    third = enter(province.ha_long, province.at, "Lê An")
    merge(province, two)
    assert set(selves(kept.pk)) == set(selves(other.pk)) == {kept.pk, other.pk}
    assert [same_person(kept.pk, other.pk), same_person(kept.pk, third.pk), same_person(None, None)] == [
        True, False, False,
    ]  # fmt: skip
    both = selves_of([other.pk, third.pk])
    assert (set(both.ids), both.root(other.pk), both.root(third.pk)) == (
        {kept.pk, other.pk, third.pk}, kept.pk, third.pk,
    )  # fmt: skip
    assert both.asked(kept.pk) == (other.pk,)


def test_parting_gives_each_record_its_own_again(province, two):
    kept, other = two
    history(province, two)
    done = merge(province, two, {"absence:2025:leave": "both"})
    acts.undo_merge(merge=done, reason="Hóa ra là hai người", by=province.ha_long.officer, at=AT)
    other.refresh_from_db()
    assert (other.merged_into, other.merged_at, other.merged_reason) == (None, None, "")
    assert queries.ratings_of_people([kept.pk, other.pk], [2023, 2024]) == {
        kept.pk: {2023: "good"}, other.pk: {2024: "excellent"},
    }  # fmt: skip
    assert queries.absence_days_of([kept.pk, other.pk], 2025) == {kept.pk: 3, other.pk: 13}
    assert len(find("nguyen van hoa")) == 2
    with pytest.raises(Denied) as refused:
        acts.undo_merge(merge=done, reason="Hóa ra là hai người", by=province.ha_long.officer, at=AT)
    assert refused.value.reason == "Lần gộp này đã được gỡ trước đó."


@pytest.mark.parametrize(("chosen", "counts"), [("kept", "good"), ("merged", "excellent")])
def test_two_ratings_of_one_year_are_settled_by_a_choice_that_is_kept(province, two, chosen, counts):
    kept, other = two
    rate(province, kept, 2024, "good")
    rate(province, other, 2024, "excellent")
    assert [(c.key, c.kept, c.merged) for c in conflicts(other, kept)] == [
        ("detail:full_name", "Nguyễn Văn Hòa", "Nguyễn Văn Hoà"),
        ("rating:2024", "Hoàn thành tốt nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ"),
    ]
    with pytest.raises(Denied) as refused:
        merge(province, two)
    assert refused.value.reason == (
        "Chưa chọn: Xếp loại năm 2024. Hồ sơ được giữ ghi “Hoàn thành tốt nhiệm vụ”, hồ sơ kia “Hoàn thành xuất sắc nhiệm vụ”."
    )
    done = merge(province, two, {"rating:2024": chosen, "rating:1999": "merged"})
    assert done.choices == {"detail:full_name": "kept", "rating:2024": chosen}
    assert queries.ratings_of_people([kept.pk], [2024]) == {kept.pk: {2024: counts}}


def test_of_three_records_each_choice_holds_in_its_order(province, two):
    kept, other = two
    third = enter(province.ha_long, province.at, "Nguyễn Văn Hòa", code="A3", is_main=False, born_on=None)
    for person, rating in ((kept, "good"), (other, "excellent"), (third, "completed")):
        rate(province, person, 2024, rating)
    merge(province, two, {"rating:2024": "merged"})
    merge(province, (kept, third), {"rating:2024": "kept"})
    assert queries.ratings_of_people([third.pk], [2024]) == {third.pk: {2024: "excellent"}}


def test_two_days_of_birth_are_settled_and_go_back_when_parted(province):
    kept = enter(province.ha_long, province.at, code="B1")
    other = enter(province.ha_long, province.at, code="B2", is_main=False, born_on=date(1985, 12, 3))
    done = merge_people(
        person=other, into=kept, choices={"detail:born_on": "merged"}, reason=REASON, by=province.ha_long.officer, at=AT
    )
    kept.refresh_from_db()
    assert (kept.born_on, done.before) == (date(1985, 12, 3), {"born_on": "1985-03-12"})
    acts.undo_merge(merge=done, reason="Hóa ra là hai người", by=province.ha_long.officer, at=AT)
    kept.refresh_from_db()
    assert kept.born_on == date(1985, 3, 12)


def test_what_the_kept_record_lacks_comes_from_the_other(province):
    kept = enter(province.ha_long, province.at, code="B1", born_on=None)
    other = enter(province.ha_long, province.at, code="B2", is_main=False)
    merge_people(person=other, into=kept, choices={}, reason=REASON, by=province.ha_long.officer, at=AT)
    kept.refresh_from_db()
    assert kept.born_on == date(1985, 3, 12)


def test_what_stands_against_a_merge_is_told(province, two):
    kept, _ = two
    with pytest.raises(Denied) as refused:
        merge(province, (kept, kept))
    assert refused.value.reason == "Hai hồ sơ phải khác nhau."
    with pytest.raises(Denied):
        merge(province, two, by=province.cam_pha.officer)
    with pytest.raises(Denied):
        merge(province, two, by=province.ha_long.head)
    elsewhere = enter(province.cam_pha, province.at, "Nguyễn Văn Hòa", code="C1")
    with pytest.raises(Denied) as refused:
        merge(province, (kept, elsewhere))
    assert refused.value.reason == (
        "Để đối chiếu, gộp hồ sơ trùng cần vai trò “Chuyên viên thi đua, khen thưởng” của Phường Cẩm Phả."
    )
    merge(province, two)
    with pytest.raises(Denied) as refused:
        merge(province, two)
    assert refused.value.reason == "Hồ sơ A2 đã được gộp trước đó."
    fourth = enter(province.ha_long, province.at, "Nguyễn Văn Hòa", code="A4", is_main=False)
    with pytest.raises(Denied) as refused:
        merge(province, (fourth, kept))
    assert refused.value.reason == (
        "Hồ sơ A1 đang giữ hồ sơ khác đã gộp vào nó. Hãy giữ lại hồ sơ này, hoặc gỡ lần gộp trước."
    )


def test_two_accounts_never_become_one_person_unseen(province, two):
    accounts = [NewAccount(f"u{n}", "Người dùng", (), person=person) for n, person in enumerate(two)]
    open_accounts(accounts=accounts, under=province.ha_long.unit, by=province.ha_long.officer, at=AT)
    with pytest.raises(Denied) as refused:
        merge(province, two)
    assert refused.value.reason == (
        "Cả hai hồ sơ đều gắn với tài khoản đang hoạt động. Hãy khóa một tài khoản trước khi gộp."
    )


def test_what_happens_now_is_written_on_the_kept_record(province, two):
    from thidua.people.actions import correct_details

    _, other = two
    merge(province, two)
    other.refresh_from_db()
    with pytest.raises(Denied) as refused:
        correct_details(
            person=other, changes={"full_name": "X Y"}, reason="Ghi nhầm", by=province.ha_long.officer, at=AT
        )
    assert refused.value.reason == ("Hồ sơ A2 đã gộp vào hồ sơ A1 của Nguyễn Văn Hòa; hãy làm ở hồ sơ đó.")


def test_the_search_for_duplicates_keeps_its_marks(province, two):
    kept, other = two
    given = {"under": province.ha_long.unit, "by": province.ha_long.officer}
    assert acts.find_duplicates(at=AT, **given) == 1
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.grounds, pair.score) == (kept, other, ["same"], 92)
    marking = {
        "first": other,
        "second": kept,
        "reason": "Hai anh em sinh đôi",
        "by": province.ha_long.officer,
        "at": AT,
    }
    acts.mark_apart(**marking)
    assert acts.find_duplicates(at=AT, **given) == 0
    with pytest.raises(Denied) as refused:
        acts.mark_apart(**marking)
    assert refused.value.reason == "Cặp hồ sơ này đã được ghi là hai người khác nhau."
    with pytest.raises(Denied) as refused:
        merge(province, two)
    assert refused.value.reason == (
        "Hai hồ sơ này đã được ghi là hai người khác nhau; hãy bỏ ghi nhận đó trước khi gộp."
    )
    acts.take_back_apart(first=kept, second=other, by=province.ha_long.officer, at=AT)
    merge(province, two)
    assert acts.find_duplicates(at=clock.at_hour(DAY, 15), **given) == 0
    assert DuplicatePair.objects.count() == 0 or Person.objects.get(pk=other.pk).merged_into == kept


def test_one_identity_number_on_two_records_comes_first(province, two):
    from thidua.people.actions_private import enter_values

    kept, other = two
    for person, disputed in ((kept, False), (other, True)):
        enter_values(
            person=person,
            values={"identity": NUMBER},
            is_disputed=disputed,
            by=province.ha_long.officer,
            at=AT,
        )
    acts.find_duplicates(under=province.ha_long.unit, by=province.ha_long.officer, at=AT)
    assert DuplicatePair.objects.get().grounds == ["identity", "same"]
    assert [c.key for c in conflicts(other, kept)] == ["detail:full_name"]  # an equal number is no difference
