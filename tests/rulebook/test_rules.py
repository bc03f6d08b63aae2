"""General rules, differences, open questions: complete, cited, dated; wrong data names file and line."""

import re
import shutil
from collections import Counter
from datetime import date, timedelta

import pytest

from rulebook.book import DATA, BookError, load_book
from rulebook.citations import Status
from rulebook.rules import (
    AREAS,
    AREAS_VI,
    SCOPES_VI,
    check_rules,
    load_differences,
    load_open_questions,
    load_rules,
    read_differences,
    read_open_questions,
    read_rules,
    rule_on,
    rules_on,
)

WEAK = {Status.MEMORY_HIGH, Status.MEMORY_MEDIUM, Status.MEMORY_LOW, Status.DRAFT, Status.UNKNOWN}

# What the research on the law of 2022 holds: 83 rules, 3 answers of the ministry, 10 facts on Law 06/2026. Two more
# values: preference for women and the shorter time in post, the base and the rounding of the bonus, and the two cases
# of several bonuses stand apart (+3); the deadlines of Decree 91/2017 went to the regime they belong to (-1).
# The start of the next period has a value for each decree (+1).
LAW_2022 = {
    "movements": 1,
    "principles": 5,
    "types": 5,
    "definitions": 2,
    "emulation": 5,
    "registration": 1,
    "clusters": 1,
    "eligibility": 6,
    "awards": 8,
    "standards": 1,
    "task_rating": 5,
    "initiative": 2,
    "decentralisation": 5,
    "procedure": 15,
    "council": 8,
    "violations": 6,
    "bonus": 9,
    "records": 2,
    "guidance": 3,
    "amendment": 10,
}
# What the research on the law of 2003 holds: 28 general rules, 24 of process, 17 on clusters, 5 councils, 4 movements,
# 2 Party directives, 9 on bonuses. Three councils changed their size in 2017 (+3), one movement its plan in 2016 (+1);
# the deadlines of Decree 91/2017 came from the other file (+1).
LAW_2003 = {
    "principles": 2,
    "types": 3,
    "emulation": 7,
    "registration": 5,
    "clusters": 17,
    "movements": 7,
    "eligibility": 5,
    "awards": 11,
    "task_rating": 1,
    "initiative": 2,
    "procedure": 13,
    "council": 10,
    "violations": 2,
    "bonus": 9,
    "party": 2,
}


def test_every_rule_that_was_read_is_in_the_data():
    counted = Counter((rule.regime, rule.area) for rule in load_rules())
    wanted = {("law_2022", area): number for area, number in LAW_2022.items()}
    assert counted == wanted | {("law_2003", area): number for area, number in LAW_2003.items()}
    assert sum(LAW_2022.values()) == 83 + 3 + 10 + 3 - 1 + 1 + 1
    assert sum(LAW_2003.values()) == 28 + 24 + 17 + 5 + 4 + 2 + 9 + 3 + 1 + 1 + 2
    assert (len(load_differences()), len(load_open_questions())) == (43, 12 + 11 + 3)
    assert load_rules() is load_rules()


def test_every_area_has_rules_and_every_area_and_scope_a_name():
    assert {rule.area for rule in load_rules()} == set(AREAS) == set(AREAS_VI)
    assert {rule.scope for rule in load_rules()} == set(SCOPES_VI)


def test_every_rule_is_cited_checked_and_has_a_source_or_a_weak_status():
    for rule in load_rules():
        assert re.match(
            r"(Điểm|Khoản|Điều|Luật|Nghị định|Thông tư|Quyết định|Chỉ thị|Công văn|Hướng dẫn) ", rule.cite.label_vi
        )
        assert bool(rule.sources) != (rule.status in WEAK - {Status.DRAFT}), rule.code
        assert rule.title_vi[0].isupper()
        assert rule.text_vi.endswith(".")
        assert re.search(r"\s{2}|\n", rule.text_vi) is None, rule.code
    assert {rule.last_checked for rule in load_rules()} == {date(2026, 11, 20), date(2026, 11, 22)}


def test_nothing_of_the_old_regime_outlives_it_but_movements_and_nothing_of_the_new_one_precedes_it():
    old = {rule.code for rule in load_rules() if rule.regime == "law_2003" and rule.holds_on(date(2024, 1, 1))}
    new = {rule.code for rule in load_rules() if rule.regime == "law_2022" and rule.holds_on(date(2023, 12, 31))}
    assert (old, new) == (
        {"movement_office_culture", "movement_for_the_poor", "movement_new_rural_areas"},
        set(),
    )
    assert {rule.regime for rule in load_rules() if rule.valid_to is None} == {"law_2022"}


@pytest.mark.parametrize(
    ("code", "day", "parameter", "value"),
    [
        ("registration_effect", date(2017, 9, 30), "if_missing", "refuse_title"),
        ("registration_effect", date(2017, 10, 1), "if_missing", "person_looks"),
        ("registration_effect", date(2024, 1, 1), "if_missing", "allowed"),
        ("women_post_time", date(2017, 9, 30), "reduced_by_years", 3),
        ("women_post_time", date(2017, 10, 1), "reduced_by_fraction", (1, 3)),
        ("next_period_anchor", date(2017, 9, 30), "anchor", "decision_date"),
        ("next_period_anchor", date(2020, 1, 1), "anchor", "achievement_period_end"),
        ("next_period_anchor", date(2025, 6, 30), "fallback", "decision_date"),
        ("central_deadlines", date(2023, 12, 31), "government_emulation_flag", "03-31"),
        ("central_deadlines", date(2024, 1, 1), "government_emulation_flag", "06-30"),
        ("bonus_household", date(2025, 7, 1), "factor", "1.5"),
        ("commune_chair_decides", date(2025, 7, 1), "district_authority_until", date(2025, 6, 30)),
        ("council_ministry", date(2017, 9, 30), "members", (13, 15)),
    ],
)
def test_a_subject_keeps_its_code_while_its_value_changes(code, day, parameter, value):
    assert rule_on(code, day).parameters[parameter] == value


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("next_period_anchor", date(2017, 10, 1)),  # Articles 2 to 7 of Circular 08/2017 were not read
        ("next_period_anchor", date(2019, 12, 31)),
        ("central_deadlines", date(2025, 7, 1)),
        ("bonus_same_period_highest", date(2025, 6, 30)),  # the sources contradict each other
        ("party_organisation_rating", date(2020, 12, 25)),
        ("dissolved_units", date(2025, 8, 4)),
    ],
)
def test_where_nothing_was_read_the_data_is_silent(code, day):
    assert rule_on(code, day) is None


def test_rules_of_a_day_hold_on_it_once_each_and_can_be_asked_by_area():
    day = date(2021, 6, 1)
    codes = [rule.code for rule in rules_on(day)]
    assert len(codes) == len(set(codes))
    assert {rule.regime for rule in rules_on(day)} == {"law_2003"}
    assert [rule.code for rule in rules_on(day, "initiative")] == [
        "initiative_recognition",
        "initiative_reach_by_title",
    ]
    assert rules_on(date(2004, 6, 30)) == ()
    with pytest.raises(KeyError, match="no rule is called 'nothing'"):
        rule_on("nothing", day)


def test_what_rests_on_the_amended_law_is_unknown_from_the_day_of_the_amendment():
    rule = rule_on("emulation_principles", date(2026, 10, 1))
    assert rule.status_on(date(2026, 9, 30)) is Status.VERIFIED
    assert rule.status_on(date(2026, 10, 1)) is Status.UNKNOWN
    assert (rule.decides_on(date(2026, 9, 30)), rule.decides_on(date(2026, 10, 1))) == (True, False)
    # The book tells the same day.
    assert load_book().unknown_from(date(2026, 9, 30)) is None
    assert load_book().unknown_from(rule.text_until + timedelta(days=1)).instrument == "law_2026"


def test_a_rule_read_only_in_a_repealed_text_is_unknown_afterwards():
    assert rule_on("new_recruits", date(2025, 8, 5)).status_on(date(2025, 8, 4)) is Status.VERIFIED
    assert rule_on("new_recruits", date(2025, 8, 5)).status_on(date(2025, 8, 5)) is Status.UNKNOWN
    # Two texts: the rule lives as long as the later one.
    assert rule_on("no_ladder", date(2026, 1, 1)).text_until == date(2027, 2, 28)


def test_examples_drafts_memory_and_headlines_of_an_unread_law_never_decide():
    never = {rule.code for rule in load_rules() if not rule.decides_on(rule.valid_from)}
    assert never == {
        "amendment_2026",
        "amendment_2026_draft_exemplary_commune",
        "amendment_2026_draft_extent",
        "amendment_2026_draft_grassroots_fighter",
        "amendment_2026_draft_national_universities",
        "amendment_2026_innovation_standard",
        "amendment_2026_priority_areas",
        "amendment_2026_simpler_procedures",
        "amendment_2026_thematic_commendation",
        "amendment_2026_transition",
        "cluster_flags_worked_case",
        "cluster_leadership_practice",
        "cluster_local_rule_content",
        "cluster_rotation_and_cross_check",
        "cluster_scoring_practice",
        "cluster_term_practice",
        "commendation_types",
        "council_vote_rounds",
        "local_deadlines",
        "next_period_anchor",
        "one_state_award_a_year",
        "priority_groups",
        "rating_of_civil_servants",
        "registration_calendar_culture",
        "registration_effect",
        "reorganised_history",
        "retention",
        "task_rating_evidence",
    }


def test_citations_read_as_an_officer_writes_them():
    rule = rule_on("bonus_title_and_form", date(2020, 1, 1))
    assert rule.cite.label_vi == "Điểm đ khoản 2 Điều 66 Nghị định số 91/2017/NĐ-CP"
    council = rule_on("council_central", date(2020, 1, 1))
    assert [cite.short for cite in council.citations] == ["law_2003:91a", "decree_91_2017:61"]
    assert (council.amended_by, council.area_vi, council.scope_vi) == (
        "law_2013",
        "Hội đồng, bỏ phiếu",
        "áp dụng chung",
    )


def test_differences_cite_the_older_law_before_and_the_newer_after():
    instruments = load_book().instruments
    for each in load_differences():
        assert {instruments[cite.instrument].valid_to for cite in each.cite_before} == {date(2023, 12, 31)}, each.code
        assert min(instruments[c.instrument].issued for c in each.cite_after) >= date(2022, 6, 15), each.code
        assert each.before_vi != each.after_vi
        assert bool(each.sources) != (each.status is Status.MEMORY_MEDIUM)
    assert [each.code for each in load_differences() if not each.status.decides] == ["labour_order_1_individual"]


def test_open_questions_are_unknown_and_name_what_they_touch():
    kinds = Counter((question.regime, question.kind) for question in load_open_questions())
    assert kinds == {("law_2022", "question"): 12, ("law_2003", "question"): 11, ("law_2022", "do_not_use"): 3}
    assert {question.status for question in load_open_questions()} == {Status.UNKNOWN}
    touching = [question.code for question in load_open_questions() if "council_vote" in question.rules]
    assert touching == ["decree_152_votes_and_receipt_dates", "january_to_september_2017"]


def copy_of_rules(tmp_path):
    return shutil.copytree(DATA / "rules", tmp_path / "rules")


def load_copy(folder):
    return check_rules(list(read_rules(folder, load_book().instruments, load_book().sources)))


def test_a_correct_copy_is_read(tmp_path):
    assert load_copy(copy_of_rules(tmp_path)) == load_rules()


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("    cite: circular_12_2019:3.3\n", "", 6, "rules.0.cite: Field required"),
        ("cite: circular_12_2019:3.3", "cite: circular_99_2019:3.3", 12, "names an instrument that instruments.yaml"),
        ("cite: circular_12_2019:3.3", "cite: Điều 3", 12, "is not written instrument:article"),
        ("valid_to: 2020-12-24", "valid_to: 2019-12-24", 25, "valid_to 2019-12-24 is before valid_from 2020-01-01"),
        ("valid_from: 2020-01-01", "valid_from: 2010-01-01", 6, "begins on 2010-01-01, before every text it cites"),
        ("    valid_from: 2020-01-01\n", "", 6, "rules.0.valid_from: Field required"),
        ("sources: [H_tt_12_2019]", "sources: [H_tt_13_2019]", 14, "source 'H_tt_13_2019' is not in sources.yaml"),
        ("    sources: [H_tt_12_2019]\n", "", 6, "status verified needs at least one source"),
        ("status: verified", "status: certain", 13, "Input should be 'verified'"),
        ("{max: 1,", "{max: 1.5,", 9, "a decimal is written as a string: '1.5'"),
        ("    text_vi: ", "    text_until: 2030-01-01\n    text_vi: ", 6, "text_until is worked out"),
        ("area: eligibility", "area: fitness", 3, "area: Input should be 'principles'"),
        ("area: eligibility", "area: council", 1, "the file holds law_2003_council"),
        (
            "code: managed_units_only",
            "code: hold_while_pending",
            35,
            "two values of hold_while_pending hold on the same",
        ),
        (
            "code: managed_units_only",
            "code: council_vote",
            35,
            "council_vote stands in the areas council and eligibility",
        ),
        ("code: managed_units_only", "code: Managed", 35, "String should match pattern"),
    ],
)
def test_wrong_rules_are_refused_with_file_and_line(tmp_path, old, new, line, reason):
    folder = copy_of_rules(tmp_path)
    path = folder / "law_2003_eligibility.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BookError) as caught:
        load_copy(folder)
    assert str(caught.value).split(": ")[0] == f"{path}:{line}"
    assert reason in str(caught.value)


def read_notes(path):
    book = load_book()
    if path.name == "differences.yaml":
        return read_differences(path, book.instruments, book.sources)
    codes = frozenset(rule.code for rule in load_rules())
    return read_open_questions(path, book.instruments, book.sources, codes)


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "reason"),
    [
        ("differences.yaml", "    cite_after: [law_2022:7]\n", "", 4, "differences.0.cite_after: Field required"),
        ("differences.yaml", "cite_before: [law_2003:10.1]", "cite_before: []", 8, "at least 1 item"),
        ("differences.yaml", "code: grassroots_fighter_quota", "code: grounds_for_a_title", 22, "stands twice"),
        ("differences.yaml", "    sources: [H_law_15_2003, H_law_06_2022]\n", "", 4, "needs at least one source"),
        ("open_questions.yaml", "    rules: [amendment_2026]", "    rules: [amendment_2027]", 8, "the unknown rule"),
        ("open_questions.yaml", "instruments: [law_2026]", "instruments: [law_2036]", 7, "names 'law_2036'"),
        ("open_questions.yaml", "    regime: law_2022\n", "    regime: law_2022\n    status: verified\n", 6, "unknown"),
        (
            "open_questions.yaml",
            "    awards: [grassroots_emulation_fighter]\n",
            "",
            71,
            "does not say what it concerns",
        ),
    ],
)
def test_wrong_differences_and_questions_are_refused_with_file_and_line(tmp_path, name, old, new, line, reason):
    path = tmp_path / name
    text = (DATA / name).read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BookError) as caught:
        read_notes(path)
    assert str(caught.value).split(": ")[0] == f"{path}:{line}"
    assert reason in str(caught.value)
