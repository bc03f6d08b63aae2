"""The day of a practice province moves on by a page; a real installation has neither the page nor the act."""

from datetime import date

import pytest
from django.urls import reverse

from thidua.shared import clock
from thidua.shared.actions import move_demo_day
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent, DemoClock

ADDRESS = reverse("practice-day")
DAY = date(2025, 12, 3)


@pytest.fixture
def practice(province, settings, client):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=DAY)
    client.force_login(province.ha_long.officer)
    return province


def refused(**given) -> str:
    with pytest.raises(Denied) as denied:
        move_demo_day(**given)
    return denied.value.reason


def test_the_day_moves_on_for_everybody_and_is_on_record(practice, client):
    assert f'href="{ADDRESS}"' in client.get(reverse("home")).content.decode()
    answer = client.post(ADDRESS, {"day": "20/12/2025"})
    assert (answer.status_code, clock.today()) == (302, date(2025, 12, 20))
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.act, event.by, event.detail) == (
        "demo_day_moved", practice.ha_long.officer, {"from": "2025-12-03", "to": "2025-12-20"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("03/12/2025", "Chỉ chuyển tới một ngày sau ngày 03/12/2025: việc đã ghi không lùi lại được."),
        ("01/01/2024", "Chỉ chuyển tới một ngày sau ngày 03/12/2025: việc đã ghi không lùi lại được."),
        ("06/03/2026", "Mỗi lần chuyển nhiều nhất 92 ngày, đến ngày 05/03/2026."),
    ],
)
def test_the_day_never_goes_back_nor_far_ahead(practice, client, typed, told):
    answer = client.post(ADDRESS, {"day": typed})
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (422, [told])
    assert DemoClock.objects.get().today == DAY


def test_a_real_installation_has_neither_page_nor_act(practice, client, settings):
    settings.DEMO = False
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"day": "20/12/2025"}).status_code == 404
    assert ADDRESS not in client.get(reverse("home")).content.decode()
    given = {"day": date(2025, 12, 20), "by": practice.ha_long.officer, "at": practice.at}
    assert refused(**given) == "Chỉ tỉnh thực hành mới chuyển được ngày của hệ thống."
    assert DemoClock.objects.get().today == DAY


def test_where_no_practice_province_stands_the_day_is_the_real_one(province, client, settings):
    settings.DEMO = True
    client.force_login(province.ha_long.officer)
    assert client.get(ADDRESS).status_code == 404
    given = {"day": date(2025, 12, 20), "by": province.ha_long.officer, "at": province.at}
    assert refused(**given) == "Ở đây không có tỉnh thực hành; ngày của hệ thống là ngày thật."


def test_nobody_moves_the_day_without_signing_in(practice, client):
    client.logout()
    answer = client.post(ADDRESS, {"day": "20/12/2025"})
    assert (answer.status_code, DemoClock.objects.get().today) == (302, DAY)
