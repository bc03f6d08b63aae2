"""The first page: what waits for whom, counted where the role is held; the year; few queries."""

from datetime import date

import pytest
from django.urls import reverse

from tests.decisions.builders import concluded_nomination, drafted, issued, signed
from tests.portal.builders import draft, held_conference
from thidua.movements.models import Movement, MovementCall
from thidua.portal.queries import tasks_for as editors_tasks
from thidua.reports.queries import Task, tasks_for, working_year, year_steps


def _tasks(user, province) -> list[tuple[str, int]]:
    return [(task.label, task.count) for task in tasks_for(user, province.at.date())]


def test_nothing_waits_in_a_new_province(province):
    assert [_tasks(user, province) for user in (province.root.officer, province.ha_long.head, province.stranger)] == [
        [], [], [],
    ]  # fmt: skip


def test_a_call_waits_in_the_unit_it_reached_until_it_is_answered(province):
    movement = Movement.objects.create(
        unit=province.root.unit, year=2025, title="Thi đua", state="launched", drafted_at=province.at,
        drafted_by=province.root.officer, launched_at=province.at, launched_by=province.root.head,
    )  # fmt: skip
    MovementCall.objects.create(movement=movement, unit=province.ha_long.unit)
    MovementCall.objects.create(
        movement=movement, unit=province.cam_pha.unit, answered_at=province.at, answered_by=province.cam_pha.officer
    )
    waits = [("Phong trào chờ đơn vị trả lời", 1)]
    people = (province.ha_long.officer, province.cam_pha.officer, province.root.officer, province.ha_long.clerk)
    assert [_tasks(user, province) for user in people] == [waits, [], [], []]


@pytest.mark.parametrize(
    ("state", "who", "label"),
    [
        ("draft", "officer", "Hồ sơ đang lập, chưa gửi"),
        ("sent", "appraiser", "Hồ sơ chờ tiếp nhận"),
        ("received", "appraiser", "Hồ sơ đang thẩm định"),
        ("appraised", "council_secretary", "Hồ sơ đã thẩm định, chờ đưa ra Hội đồng"),
    ],
)
def test_a_dossier_waits_for_the_one_whose_turn_it_is(province, state, who, label):
    nomination = concluded_nomination(province.ha_long, province.ha_long.people[:1], at=province.at)
    nomination.state = state
    nomination.save()
    waiting = {
        role: _tasks(getattr(province.ha_long, role), province)
        for role in ("officer", "appraiser", "council_secretary")
    }
    assert waiting == {role: [(label, 1)] if role == who else [] for role in waiting}


def test_decisions_wait_for_the_signature_the_number_and_the_printer(province):
    at, ha_long = province.at, province.ha_long
    drafted(ha_long, at, people=1)
    signed(ha_long, at, people=1, award="grassroots_emulation_fighter")
    issued(ha_long, at, people=1, award="certificate_of_merit_commune")
    assert _tasks(ha_long.decider, province) == [("Quyết định chờ ký", 1)]
    assert _tasks(ha_long.clerk, province) == [
        ("Quyết định chờ cấp số, ban hành", 1),
        ("Giấy khen, bằng khen chờ in", 1),
    ]
    assert _tasks(province.cam_pha.decider, province) == []


def test_drafts_and_conferences_wait_for_the_editor(province):
    draft(province.ha_long, province.at)
    held_conference(province)
    desk = reverse("portal:desk")
    assert editors_tasks(province.root.editor, date(2026, 1, 16)) == [
        Task("Bài viết chờ duyệt và đăng", desk, 1),
        Task("Hội nghị đã họp, chưa có bài viết", desk, 1),
    ]
    assert editors_tasks(province.root.officer, date(2026, 1, 16)) == []


def test_the_page_shows_tasks_of_both_kinds_and_roles_in_few_queries(client, province, django_assert_max_num_queries):
    draft(province.ha_long, province.at)
    client.force_login(province.ha_long.editor)
    with django_assert_max_num_queries(30):
        page = client.get(reverse("home"))
    assert [(tile.label, tile.figure) for tile in page.context["tiles"]] == [("Bài viết chờ duyệt và đăng", "1")]
    assert [grant.role for grant in page.context["grants"]] == ["editor"]


@pytest.mark.parametrize(
    ("on", "year"), [(date(2025, 12, 31), 2025), (date(2026, 2, 28), 2025), (date(2026, 3, 1), 2026)]
)
def test_in_january_and_february_people_still_work_on_the_year_before(on, year):
    assert working_year(on) == year


def test_the_year_stands_where_its_work_stands(province):
    assert [stage.state for stage in year_steps(2025)] == ["current", *["next"] * 6]
    issued(province.ha_long, province.at, people=1)
    assert [stage.state for stage in year_steps(2025)] == [*["done"] * 5, "current", "next"]
    assert [stage.state for stage in year_steps(2024)] == ["current", *["next"] * 6]
