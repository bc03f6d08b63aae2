"""Rights are asked once while a page is read, and afresh for every act."""

from datetime import date

from django.urls import reverse

from thidua.shared import memo
from thidua.units.models import RoleGrant
from thidua.units.queries import unit_ids_visible_to


def test_outside_a_page_every_question_is_asked():
    asked = []
    for _ in range(2):
        memo.remembered("x", lambda: asked.append(1))
    assert len(asked) == 2


def test_within_a_page_a_question_is_asked_once_and_forgotten_after():
    asked = []
    token = memo.begin()
    for _ in range(2):
        memo.remembered("x", lambda: asked.append(1))
    memo.end(token)
    memo.remembered("x", lambda: asked.append(1))
    assert len(asked) == 2


def test_what_a_caller_does_with_the_answer_does_not_change_it(province):
    on = date(2025, 7, 8)
    token = memo.begin()
    unit_ids_visible_to(province.ha_long.officer, on).add(-1)
    again = unit_ids_visible_to(province.ha_long.officer, on)
    memo.end(token)
    assert -1 not in again


def test_a_right_taken_away_counts_from_the_next_page(client, province, monkeypatch):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)
    client.force_login(province.ha_long.officer)
    address = reverse("movements:new")
    assert client.get(address).status_code == 200
    RoleGrant.objects.filter(user=province.ha_long.officer).delete()
    assert client.get(address).status_code == 403
