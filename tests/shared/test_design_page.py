"""The page of components is only there in practice and debug."""

import pytest


@pytest.mark.django_db
def test_the_design_page_is_closed_outside_practice_and_debug(settings, client):
    settings.DEMO = settings.DEBUG = False
    assert client.get("/thiet-ke/").status_code == 404
    settings.DEMO = True
    assert client.get("/thiet-ke/").status_code == 200


@pytest.mark.django_db
def test_a_refused_form_answers_422_and_keeps_what_was_typed(settings, client):
    settings.DEMO = True
    answer = client.post("/thiet-ke/", {"title": "Thi đua yêu nước", "goal": "96.5"})
    assert answer.status_code == 422
    assert answer.content.decode().count('value="Thi đua yêu nước"') == 1
