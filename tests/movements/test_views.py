"""Pages of movements, for the right and the wrong person."""

import pytest
from django.urls import reverse

from tests.movements.samples import CONTENT, drafted, launched
from thidua.movements.models import Movement, MovementCall


def post_data(province, **changes):
    data = {name: value for name, value in CONTENT.items() if isinstance(value, str)}
    data |= {"unit": province.root.unit.pk, "year": "2025", "kind": "regular", "parent": "", "budget_vnd": "1.000.000"}
    data |= {"starts_on": "08/07/2025", "ends_on": "31/12/2025"}
    return data | changes


@pytest.fixture(autouse=True)
def the_day(monkeypatch, province):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)


def test_every_page_opens_for_the_right_person(client, province):
    movement = drafted(province)
    client.force_login(province.root.officer)
    for name, args in (("list", []), ("new", []), ("detail", [movement.pk]), ("edit", [movement.pk])):
        assert client.get(reverse(f"movements:{name}", args=args)).status_code == 200, name
    client.force_login(province.root.head)
    assert client.get(reverse("movements:withdraw", args=[movement.pk])).status_code == 200


def test_a_draft_from_above_is_hidden_and_its_edit_is_not_open_below(client, province):
    movement = drafted(province)
    client.force_login(province.ha_long.officer)
    assert client.get(reverse("movements:detail", args=[movement.pk])).status_code == 404
    assert client.post(reverse("movements:launch", args=[movement.pk])).status_code == 404
    client.force_login(province.stranger)
    assert client.get(reverse("movements:new")).status_code == 403


def test_a_draft_is_saved_and_a_wrong_one_comes_back_with_the_error_at_its_field(client, province):
    client.force_login(province.root.officer)
    wrong = client.post(reverse("movements:new"), post_data(province, ends_on="01/01/2025"))
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {"ends_on": ["Ngày kết thúc phải sau ngày bắt đầu."]}
    assert CONTENT["measures"] in wrong.content.decode()
    saved = client.post(reverse("movements:new"), post_data(province))
    movement = Movement.objects.get()
    assert saved.headers["Location"] == reverse("movements:detail", args=[movement.pk])
    assert (movement.budget_vnd, movement.starts_on) == (1_000_000, CONTENT["starts_on"])


def test_a_stale_edit_keeps_what_was_typed(client, province):
    movement = drafted(province)
    client.force_login(province.root.officer)
    data = post_data(province, title="Tên người sau gõ", version="0")
    answer = client.post(reverse("movements:edit", args=[movement.pk]), data)
    assert answer.status_code == 422
    assert "Tên người sau gõ" in answer.content.decode()
    movement.refresh_from_db()
    assert movement.title == CONTENT["title"]
    client.post(reverse("movements:edit", args=[movement.pk]), data | {"version": "1"})
    movement.refresh_from_db()
    assert movement.title == "Tên người sau gõ"


def test_the_grey_button_says_what_is_missing(client, province):
    movement = drafted(province, criteria="")
    client.force_login(province.root.head)
    page = client.get(reverse("movements:detail", args=[movement.pk]))
    article = "Điều 17 Luật Thi đua, khen thưởng số 06/2022/QH15"
    assert page.context["actions"][0].refused == f"Chưa phát động được, còn thiếu: tiêu chí ({article})."
    edit = reverse("movements:edit", args=[movement.pk])
    assert [piece for piece in page.context["readiness"] if not piece["is_there"]] == [
        {
            "label": "Tiêu chí",
            "is_there": False,
            "state": "còn thiếu",
            "citation": article,
            "url": f"{edit}#id_criteria",
        }
    ]
    assert f'href="{edit}#id_criteria"' in page.content.decode()


def test_launching_twice_from_one_page_launches_once(client, province):
    movement = drafted(province)
    client.force_login(province.root.head)
    back = f"http://testserver{reverse('movements:detail', args=[movement.pk])}"
    for _ in range(2):
        answer = client.post(
            reverse("movements:launch", args=[movement.pk]), {"version": "1"}, headers={"referer": back}
        )
        assert answer.status_code == 302
    assert MovementCall.objects.filter(movement=movement).count() == 3


def test_a_unit_answers_on_its_page_and_not_for_another(client, province):
    movement = launched(province)
    call = MovementCall.objects.get(movement=movement, unit=province.ha_long.unit)
    client.force_login(province.cam_pha.officer)
    assert client.get(reverse("movements:answer", args=[call.pk])).status_code == 404
    client.force_login(province.ha_long.officer)
    page = client.get(reverse("movements:detail", args=[movement.pk]))
    assert [c.unit for c in page.context["mine"]] == [province.ha_long.unit]
    client.post(reverse("movements:answer", args=[call.pk]), {"answer": "Tham gia.", "plan": "Tháng 8: tập huấn."})
    call.refresh_from_db()
    assert (call.answer, call.plan, call.answered_by) == (
        "Tham gia.",
        "Tháng 8: tập huấn.",
        province.ha_long.officer,
    )


def test_the_list_costs_the_same_for_one_and_for_sixty(client, province, django_assert_max_num_queries):
    for n in range(60):
        drafted(province, title=f"Phong trào {n}")
    client.force_login(province.root.officer)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("movements:list"))
    assert page.context["table"].count == 60


def test_a_unit_that_was_reached_sees_its_own_next_step_and_not_the_acts_of_the_unit_above(client, province):
    movement = launched(province)
    page = reverse("movements:detail", args=[movement.pk])
    client.force_login(province.ha_long.officer)
    below = client.get(page)
    client.force_login(province.root.clerk)
    above = client.get(page)
    assert [act.label for act in below.context["actions"]] == ["Văn bản chỉ đạo"]
    assert [(act.label, bool(act.refused)) for act in above.context["actions"]] == [
        ("Sơ kết", True),
        ("Tổng kết", True),
        ("Văn bản chỉ đạo", False),
        ("Rút", True),
    ]
    assert [below.context["may_pledge"], above.context["may_pledge"]] == [True, False]
    assert f"{reverse('pledges:new')}?movement={movement.pk}" in below.content.decode()
