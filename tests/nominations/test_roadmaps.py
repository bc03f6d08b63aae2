"""Roadmap screens: of one's own people, units and oneself; of nobody else."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rulebook.book import load_book
from tests.nominations.screens import december, page  # noqa: F401


def test_an_officer_sees_the_years_and_steps_of_somebody_of_the_unit(ward, client):
    answer = page(client, ward.office.officer, "nominations:roadmap-person", ward.good[0].pk)
    goals = {goal.name: goal for goal in answer.context["goals"]}
    assert answer.status_code == 200
    assert goals["Lao động tiên tiến"].year == 2025
    assert goals["Lao động tiên tiến"].steps == []
    assert goals["Chiến sĩ thi đua cấp tỉnh"].year == 2027
    assert [text for _, text, _ in goals["Chiến sĩ thi đua cấp tỉnh"].steps][:2] == [
        "Được tặng Chiến sĩ thi đua cơ sở năm 2025",
        "Được tặng Chiến sĩ thi đua cơ sở năm 2026",
    ]
    assert answer.context["assumed"].startswith("Từ ngày 01/10/2026")


def test_a_unit_has_a_roadmap_of_its_own(ward, client):
    answer = page(client, ward.office.officer, "nominations:roadmap-unit", ward.office.unit.pk)
    names = [goal.name for goal in answer.context["goals"]]
    assert (answer.status_code, "Tập thể lao động xuất sắc" in names, "Lao động tiên tiến" in names) == (
        200,
        True,
        False,
    )


def test_the_lists_hold_what_the_account_sees_and_are_searched_without_diacritics(ward, client):
    people = page(client, ward.office.officer, "nominations:roadmap-people", q="dao")
    assert [row.cells[0].text for row in people.context["table"].rows] == ["Nguyễn Thị Đào"]
    units = page(client, ward.office.officer, "nominations:roadmap-units")
    assert [row.cells[0].text for row in units.context["table"].rows] == [ward.office.unit.name]


def test_people_and_units_of_others_are_not_to_be_found(ward, client):
    for user in (ward.province.cam_pha.officer, ward.province.stranger):
        assert page(client, user, "nominations:roadmap-person", ward.good[0].pk).status_code == 404
        assert page(client, user, "nominations:roadmap-unit", ward.office.unit.pk).status_code == 404
    client.logout()
    answer = client.get(reverse("nominations:roadmap-person", args=[ward.good[0].pk]))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("accounts:sign-in"))


def test_a_person_sees_the_own_roadmap_without_any_role(ward, client):
    stranger = ward.province.stranger
    stranger.person = ward.hoa
    stranger.save(update_fields=["person"])
    assert page(client, stranger, "nominations:roadmap-person", ward.hoa.pk).status_code == 200
    assert page(client, stranger, "nominations:roadmap-person", ward.ha.pk).status_code == 404


def test_the_names_of_awards_are_those_in_use_in_a_province(ward, client):
    answer = page(client, ward.office.officer, "nominations:roadmap-person", ward.good[0].pk).content.decode()
    official = [
        load_book().award(code).name_vi
        for code in ("diploma_of_merit_ministry_province", "ministry_province_emulation_fighter")
    ]
    assert [name for name in official if name in answer] == []
    assert "Bằng khen cấp tỉnh" in answer


def test_a_roadmap_costs_the_same_few_queries_for_a_unit_of_any_size(ward, client):
    client.force_login(ward.office.officer)
    address = reverse("nominations:roadmap-person", args=[ward.good[0].pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    assert len(few) <= 19
