"""A walk over the reading room with the real data: every award opens on every day that matters, every link leads on."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from rulebook.book import load_book
from rulebook.casebook import shipped_cases
from rulebook.rules import AREAS, load_differences, load_open_questions, rules_on

_HREF = re.compile(r'href="([^"]+)"')
CODES = load_book().codes()


def links(answer) -> set[str]:
    found = {each.replace("&amp;", "&") for each in _HREF.findall(answer.content.decode())}
    return {each for each in found if not each.startswith(("#", "/static/"))}


_answered: dict[str, int] = {}


def follow(client, address: str) -> int:
    """The answer to an address; the same link of another page is not asked for again."""
    page = address.partition("#")[0]
    if page not in _answered:
        _answered[page] = client.get(page).status_code
    return _answered[page]


@pytest.mark.parametrize("code", CODES)
def test_every_award_opens_on_the_eve_and_the_day_of_every_change_of_the_law(client, code):
    days = {each.day + timedelta(days=n) for each in load_book().boundaries[1:] for n in (-1, 0)}
    address = reverse("law:award", args=[code])
    assert {client.get(address, {"ngay": day.isoformat()}).status_code for day in days} == {200}


@pytest.mark.parametrize("code", CODES)
def test_every_link_of_a_condition_and_of_a_day_of_change_leads_somewhere(client, code):
    award = load_book().award(code)
    day = max(award.first_day, min(award.last_day, date(2025, 12, 31)))
    found = links(client.get(reverse("law:award", args=[code]), {"ngay": day.isoformat()}))
    inside = {each for each in found if each.startswith("/luat/")}
    outside = found - inside - {each for each in found if each.startswith("/")}
    assert {address: status for address in inside if (status := follow(client, address)) != 200} == {}
    assert {each for each in outside if not each.startswith(("https://", "http://"))} == set()


def test_an_example_of_every_verdict_of_every_award_opens_and_holds(client):
    bad = {}
    for case in {(case.regime, case.award, case.expect): case for case in shipped_cases()}.values():
        answer = client.get(reverse("law:case", args=[case.award, case.regime, case.slug]))
        if answer.status_code != 200 or not answer.context["judged"].holds:
            bad[case.award, case.slug] = answer.status_code
    assert bad == {}


@pytest.mark.parametrize("name", ["compare-all", "instruments", "sources", "stocktake", "open", "questions",
                                  "differences", "rules", "tools", "bonus", "deadline", "quota", "list"])  # fmt: skip
def test_the_other_pages_open_and_their_links_lead_somewhere(client, name):
    answer = client.get(reverse(f"law:{name}"))
    inside = {each for each in links(answer) if each.startswith("/luat/")}
    assert (answer.status_code, {a: s for a in inside if (s := follow(client, a)) != 200}) == (200, {})


def test_the_rules_of_a_day_stand_under_their_areas_and_are_found_by_words(client):
    day = date(2025, 12, 31)
    shown = {area: client.get(reverse("law:rules"), {"ngay": "31/12/2025", "linh-vuc": area}).context for area in AREAS}
    assert {area: [line.code for line in context["lines"]] for area, context in shown.items()} == {
        area: [rule.code for rule in rules_on(day, area)] for area in AREAS
    }
    plain, marked = (
        client.get(reverse("law:rules"), {"ngay": "31/12/2025", "q": asked}).context["lines"]
        for asked in ("hoi dong", "Hội đồng")
    )
    assert [line.code for line in plain] == [line.code for line in marked]
    expected = [rule.code for rule in rules_on(day) if "hội đồng" in f"{rule.title_vi} {rule.text_vi}".lower()]
    assert set(expected) - {line.code for line in plain} == set()


def test_after_an_unread_amendment_a_rule_says_that_its_text_is_not_known(client):
    lines = client.get(reverse("law:rules"), {"ngay": "01/10/2026", "linh-vuc": "principles"}).context["lines"]
    expected = {rule.code: f"status_{rule.status_on(date(2026, 10, 1)).value}"
                for rule in rules_on(date(2026, 10, 1), "principles")}  # fmt: skip
    assert {line.code: line.basis.state for line in lines} == expected


def test_differences_and_open_questions_are_all_there(client):
    rows = client.get(reverse("law:differences")).context["rows"]
    assert [row["difference"].code for row in rows] == [each.code for each in load_differences()]
    groups = client.get(reverse("law:questions")).context["groups"]
    assert sorted(each.text for _, rows in groups for each in rows) == sorted(
        each.question_vi for each in load_open_questions()
    )
