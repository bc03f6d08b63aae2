"""The column of verified points says of a card that was only sent that nobody has looked at it yet."""

import re

from django.urls import reverse

from tests.scoring.test_marks import give, lead, treasury  # noqa: F401
from thidua.scoring import actions

WAITS = "chưa thẩm định"


def column(client, person, card):
    """{line: what the column of verified points shows}, the sum under "" """
    client.force_login(person)
    html = client.get(reverse("scoring:card", args=[card.pk])).content.decode()
    rows = re.findall(r'<tr id="muc-([^"]+)".*?data-label="Thẩm định">(.*?)</td>', html, re.S)
    total = re.search(r"<tfoot>.*?data-label=\"Thẩm định\">(.*?)</td>", html, re.S)
    cells = [*rows, ("", total[1])]
    return {code: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for code, cell in cells}


def test_a_sent_card_nobody_looked_at_shows_no_verified_points(scene, province, client):
    scene.verifying()
    shown = column(client, province.root.appraiser, scene.card(province.cam_pha))
    assert {code: shown[code] for code in ("I", "I.1", "I.3", "T", "")} == dict.fromkeys(
        ("I", "I.1", "I.3", "T", ""), WAITS
    )


def test_what_was_corrected_shows_its_points_and_the_rest_waits_until_verified(scene, province, client):
    scene.verifying()
    card = scene.card(province.cam_pha)
    by = province.root.appraiser
    actions.correct_score(
        card=card,
        criterion_code="I.3",
        data={"actual": 50, "plan": 100},
        reason="Đối chiếu Kho bạc",
        by=by,
        at=scene.at,
    )
    shown = column(client, by, card)
    assert (shown["I.1"], shown["I.3"][:5], shown[""]) == (
        WAITS,
        "10,00",
        "77,00 tạm tính, mục chưa thẩm định lấy điểm tự chấm",
    )
    actions.verify_scorecard(card=scene.card(province.cam_pha), by=by, at=scene.at)
    shown = column(client, by, card)
    assert (shown["I.1"][:5], shown["I.3"][:5], shown[""]) == ("36,00", "10,00", "77,00")


def test_a_mark_on_a_sheet_that_was_given_counts_as_looked_at(scene, province, client, treasury):  # noqa: F811
    lead(scene, treasury, "I.3")
    scene.verifying()
    give(scene, treasury, province.cam_pha, treasury.officer)
    shown = column(client, province.root.appraiser, scene.card(province.cam_pha))
    assert (shown["I.1"], shown["I.3"][:5]) == (WAITS, "20,00")
