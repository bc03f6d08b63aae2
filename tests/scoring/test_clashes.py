"""One figure to which two criteria of a card give different values: said at saving, beside both, and never reckoned with."""

import json
import re

import pytest
from django.urls import reverse

from rulebook.rubrics import Rubric
from tests.scoring.conftest import RUBRIC, rows
from tests.scoring.test_views import form_data, get, post  # noqa: F401
from thidua.scoring import actions, marking
from thidua.shared.denied import Denied


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.fixture
def shared(scene):
    """A card on which I.2 reads the accounts of I.1 (``plan`` of I.2 is ``actual`` of I.1)."""
    scene.enter(scene.province.ha_long)
    return scene.card(scene.province.ha_long)


def clash(card, scene):
    data = form_data(card) | {"I.2:plan": "80"}
    return data, scene.province.ha_long.officer


def test_saving_a_clash_warns_with_both_values_and_the_page_keeps_it(scene, shared, post, get):  # noqa: F811
    data, officer = clash(shared, scene)
    assert post(officer, "card", shared.pk, **data).status_code == 302
    page = get(officer, "card", shared.pk)
    [told] = list(page.context["messages"])
    assert (told.level_tag, str(told)) == (
        "warning",
        "Đã lưu 1 mục. Cùng một số liệu nhưng ghi khác nhau: “Chỉ tiêu, kế hoạch” ở mục I.1 là 90, ở mục I.2 là 80. "
        "Hãy ghi lại cho giống nhau.",
    )
    page = get(officer, "card", shared.pk)
    said = {r["line"].code: r["clashes"] for r in page.context["rows"] if r.get("clashes")}
    assert {c: [(e["own"].text, [o.item.code for o in e["others"]]) for e in each] for c, each in said.items()} == {
        "I.1": [("90", ["I.2"])],
        "I.2": [("80", ["I.1"])],
    }
    html = page.content.decode()
    assert [html.count(f'ghi {value} ở <a href="#muc-{code}">') for value, code in (("80", "I.2"), ("90", "I.1"))] == [
        1,
        1,
    ]
    assert text_of(page).count("Chưa tính được: số liệu ghi khác nhau") == 2


def test_points_of_a_clash_are_not_reckoned_until_it_is_mended(scene, shared, post):  # noqa: F811
    data, officer = clash(shared, scene)
    post(officer, "card", shared.pk, **data)
    card = scene.card(scene.province.ha_long)
    stored = dict(card.entries.values_list("criterion_code", "self_points"))
    assert (stored["I.1"], stored["I.2"], stored["I.3"], card.self_total) == (None, None, 20, None)
    post(officer, "card", card.pk, **form_data(card))
    card = scene.card(scene.province.ha_long)
    assert (card.self_total, card.entries.get(criterion_code="I.1").self_points) == (87, 36)


def test_the_grid_says_the_clash_in_both_cells_and_takes_it_back(scene, shared, client):
    officer = scene.province.ha_long.officer
    client.force_login(officer)
    entry = shared.entries.get(criterion_code="I.2")

    def save(text, version):
        sent = {"card": shared.pk, "code": "I.2", "text": text, "version": version}
        url = reverse("scoring:grid-save", args=[scene.season.pk])
        return client.post(url, json.dumps(sent), content_type="application/json").json()

    words = "Chưa tính được: số liệu ghi khác nhau: “Chỉ tiêu, kế hoạch” ở mục I.1 là 90, ở mục I.2 là 80."
    said = save("45; 80", entry.version)
    assert (said["points"], said["doubt"], said["total"]) == ("", words, "")
    assert [(each["code"], each["points"], each["doubt"]) for each in said["others"]] == [("I.1", "", words)]
    html = client.get(reverse("scoring:grid", args=[scene.season.pk])).content.decode()
    assert html.count(f'title="{words}"') == 2
    said = save("45; 90", said["version"])
    assert (said["points"], said["doubt"]) == ("10,00", "")
    assert [(each["code"], each["points"], each["doubt"]) for each in said["others"]] == [("I.1", "36,00", "")]


def test_what_is_only_held_against_a_figure_gets_no_points_from_a_clash_either():
    rubric = Rubric.model_validate(
        RUBRIC
        | {
            "bonuses": [
                {
                    "code": "T",
                    "name_vi": "Đạt 100%",
                    "max": 5,
                    "scoring": {"type": "pass_fail", "value": "on_time", "full_of": ["accounts", "people"]},
                }
            ]
        }
    )
    lines = marking.lines_of(*marking.freeze(rubric))
    inputs = {code: data for code, data, _ in rows()} | {"T": {"done": True}, "I.2": {"actual": "4", "plan": "80"}}
    sheet = marking.sheet_of(lines, inputs)
    assert marking.in_dispute(rubric, sheet) == {"accounts", "on_time"}
    left = marking.score(rubric, marking.undisputed(rubric, sheet))
    assert (left.lines["T"].points, left.total) == (None, None)


def test_a_clash_still_keeps_the_card_from_being_sent(scene, shared, post):  # noqa: F811
    data, officer = clash(shared, scene)
    post(officer, "card", shared.pk, **data)
    with pytest.raises(Denied) as denied:
        actions.send_scorecard(card=scene.card(scene.province.ha_long), by=officer, at=scene.at)
    assert denied.value.reason == (
        "Chưa gửi được, cùng một số liệu nhưng ghi khác nhau: “Chỉ tiêu, kế hoạch” ở mục I.1 là 90, ở mục I.2 là 80."
    )


def test_what_keeps_a_card_from_being_sent_is_named_with_links_beside_a_locked_button(scene, province, get, post):  # noqa: F811
    officer, card = province.ha_long.officer, scene.card(province.ha_long)
    data = form_data(card) | {"I.2:plan": "80", "T:points": ""}
    post(officer, "card", card.pk, **data)
    page = get(officer, "card", card.pk)
    assert page.context["acts"][0].refused == "Còn 1 mục chưa nhập."
    assert [(words, [item.code for item in items]) for words, items in page.context["obstacles"]] == [
        ("Chưa nhập", ["T"]),
        ("Số liệu ghi khác nhau giữa các mục", ["I.1", "I.2"]),
    ]
    assert page.content.decode().count('<li><a href="#muc-T">T. Sáng tạo</a></li>') == 1
    card = scene.card(province.ha_long)
    post(officer, "card", card.pk, **(form_data(card) | {"I.2:plan": "80"}))
    page = get(officer, "card", card.pk)
    assert page.context["acts"][0].refused == "Còn 1 số liệu ghi khác nhau giữa các mục."
    card = scene.card(province.ha_long)
    post(officer, "card", card.pk, **(form_data(card) | {"I.3:plan": "0"}))
    page = get(officer, "card", card.pk)
    assert page.context["acts"][0].refused == ""
    assert [(words, [item.code for item in items]) for words, items in page.context["obstacles"]] == [
        ("Đã nhập nhưng chưa tính được điểm (vẫn gửi được)", ["I.3"])
    ]
