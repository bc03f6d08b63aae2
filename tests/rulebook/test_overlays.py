"""Overlays: an agency's own rules, only where the law leaves something to agencies."""

from datetime import date

import pytest

from rulebook.book import BookError, load_book
from rulebook.facts import PersonFacts
from rulebook.judge import Decision, judge
from rulebook.overlays import book_with, load_book_for, overlay_codes, read_overlay
from rulebook.verdict import explain

DECEMBER = date(2025, 12, 31)
HEAD = "code: own\nname_vi: Tỉnh thử\nregime: law_2022\nlast_checked: 2026-11-20\n"
CITED = "cite: decision_86_2025_bac_ninh:4, status: verified, sources: [S82]"


def written(tmp_path, text, name="own"):
    path = tmp_path / f"{name}.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def person(**facts):
    row = {
        "key": "an",
        "subject": "civil_servant",
        "recruited_on": "2025-05-01",
        "ratings": {2025: "good"},
        "absence_days": 0,
        "discipline": "none",
        "pending_case": False,
        "attestations": {"self_reliance_solidarity": True, "achievement_after_discipline": True},
    }
    return PersonFacts.from_rows([row | facts], 2025)


def decision(award, facts, day, overlay):
    return Decision(int(judge(award, facts, day, load_book_for(overlay)).decisions[0]))


def test_the_shipped_overlays_lie_over_the_book_without_complaint_and_change_its_version():
    versions = {code: load_book_for(code).data_version for code in ("", *overlay_codes())}
    assert sorted(versions) == ["", "bac_ninh", "planning_ministry"]
    assert len(set(versions.values())) == 3
    assert versions[""] == load_book().data_version
    with pytest.raises(KeyError, match="no overlay is called 'ha_noi'"):
        load_book_for("ha_noi")


def test_the_agencys_rules_take_the_place_of_what_the_law_leaves_open_from_their_first_day():
    good = person()
    before, first = date(2025, 12, 14), date(2025, 12, 15)
    assert decision("certificate_of_merit_unit", good, first, "") == Decision.HUMAN_MUST_LOOK
    assert decision("certificate_of_merit_unit", good, before, "bac_ninh") == Decision.HUMAN_MUST_LOOK
    assert decision("certificate_of_merit_unit", good, first, "bac_ninh") == Decision.MAY_BE_PROPOSED
    reasons = explain(judge("certificate_of_merit_unit", good, first, load_book_for("bac_ninh")), 0).conditions
    cited = {reason.citation for reason in reasons if reason.code == "local_good_rating"}
    assert cited == {"Khoản 3 Điều 4 Quyết định số 86/2025/QĐ-UBND của tỉnh Bắc Ninh"}


def test_a_stricter_rule_of_a_ministry_refuses_whom_the_law_alone_would_let_pass():
    disciplined = person(recruited_on="2015-01-01", discipline="reprimand")
    assert decision("advanced_worker", disciplined, DECEMBER, "") == Decision.MAY_BE_PROPOSED
    assert decision("advanced_worker", disciplined, DECEMBER, "planning_ministry") == Decision.MAY_NOT
    # What stands on the standard of the title follows it.
    excellent = person(discipline="reprimand", ratings={2025: "excellent"}, titles={"advanced_worker": {2025: False}})
    assert decision("grassroots_emulation_fighter", excellent, DECEMBER, "planning_ministry") == Decision.MAY_NOT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "standards:\n  - {award: advanced_worker, replaces: good_rating, valid_from: 2024-01-01, text_vi: Khác, "
            f"conditions: [{{type: task_rating, code: low, text_vi: Thấp, min: completed, {CITED}}}]}}\n",
            "advanced_worker leaves nothing called 'good_rating' to agencies",
        ),
        (
            "standards:\n  - {award: gold_medal, replaces: local_rules, valid_from: 2024-01-01, text_vi: Khác, "
            f"conditions: [{{type: task_rating, code: low, text_vi: Thấp, min: completed, {CITED}}}]}}\n",
            "law_2022 has no award 'gold_medal'",
        ),
        (
            "standards:\n  - {award: advanced_worker, replaces: local_rules, valid_from: 2024-01-01, text_vi: Khác, "
            "conditions: [{type: title_this_year, code: low, text_vi: Có, title: nothing, title_vi: Không, "
            f"{CITED}}}]}}\n",
            "law_2022 has no award 'nothing'",
        ),
        (
            "ratios:\n  - {award: certificate_of_merit_commune, ratio: {percent: 15, base: members, "
            f"valid_from: 2024-01-01, {CITED}}}}}\n",
            "the law leaves no ratio of certificate_of_merit_commune to agencies on 2024-01-01",
        ),
        (
            "votes:\n  - {award: grassroots_emulation_fighter, vote: {percent: 70, ballot_required: true, "
            f"council_vi: Hội đồng, valid_from: 2025-07-01, {CITED}}}}}\n",
            "grassroots_emulation_fighter asks for 80 % nationally, an agency may only ask more",
        ),
    ],
)
def test_an_overlay_that_takes_what_the_law_does_not_leave_is_refused(tmp_path, text, reason):
    overlay = read_overlay(written(tmp_path, text))
    with pytest.raises(BookError) as caught:
        book_with(overlay)
    assert reason in str(caught.value)


def test_a_higher_share_of_votes_may_be_asked_for(tmp_path):
    text = (
        "votes:\n  - {award: grassroots_emulation_fighter, vote: {percent: 85, ballot_required: true, "
        f"council_vi: Hội đồng, valid_from: 2025-07-01, {CITED}}}}}\n"
    )
    book = book_with(read_overlay(written(tmp_path, text)))
    days = [date(2025, 6, 30), date(2025, 7, 1)]
    assert [book.award("grassroots_emulation_fighter").vote_rule_on(day).percent for day in days] == [80, 85]
    assert load_book().award("grassroots_emulation_fighter").vote_rule_on(days[1]).percent == 80


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("", "other", "the file holds 'own', its name says 'other'"),
        ("colour: red\n", "own", "colour"),
        (
            "standards:\n  - {award: advanced_worker, replaces: local_rules, text_vi: Khác, "
            f"conditions: [{{type: task_rating, code: low, text_vi: Thấp, min: completed, {CITED}}}]}}\n",
            "own",
            "the standard of advanced_worker needs valid_from",
        ),
        (
            "standards:\n  - {award: advanced_worker, replaces: local_rules, valid_from: 2024-01-01, text_vi: Khác, "
            "conditions: [{type: task_rating, code: low, text_vi: Thấp, min: completed, status: verified}]}\n",
            "own",
            "cite",
        ),
    ],
)
def test_a_wrong_overlay_file_is_refused_with_file_and_line(tmp_path, text, name, message):
    path = written(tmp_path, text, name)
    with pytest.raises(BookError) as caught:
        read_overlay(path)
    assert str(caught.value).startswith(f"{path}:")
    assert message in str(caught.value)
