"""Votes: whole numbers, all members as the base, absent opinions counted, unknown law left open."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.voting import count_votes, must_reveal, vote_rule, votes_needed

JANUARY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("award", "day", "percent", "ballot", "citation", "status"),
    [
        ("ministry_province_emulation_fighter", date(2025, 6, 30), 90, True, "decree_98_2023:30.7", "verified"),
        ("ministry_province_emulation_fighter", date(2025, 7, 1), 90, True, "decree_152_2025:33", "verified_partial"),
        ("grassroots_emulation_fighter", JANUARY, 80, True, "decree_152_2025:33", "verified_partial"),
        ("ministry_province_emulation_flag", JANUARY, 80, True, "decree_152_2025:33", "verified_partial"),
        ("advanced_worker", JANUARY, 50, False, "law_2022:90", "verified_partial"),
        ("excellent_labour_collective", JANUARY, 50, False, "law_2022:90", "verified_partial"),
        ("advanced_worker", date(2026, 10, 1), None, None, "law_2026", "unknown"),
    ],
)
def test_rule_of_the_day(award, day, percent, ballot, citation, status):
    rule = vote_rule(award, day)
    assert (rule.percent, rule.ballot_required, rule.cite.short, rule.status) == (percent, ballot, citation, status)


def test_no_rule_before_our_data_begins():
    assert vote_rule("advanced_worker", date(2023, 12, 31)) is None


@pytest.mark.parametrize(
    ("award", "total", "needed"),
    [
        ("ministry_province_emulation_fighter", 10, 9),
        ("ministry_province_emulation_fighter", 11, 10),
        ("ministry_province_emulation_fighter", 9, 9),
        ("grassroots_emulation_fighter", 5, 4),
        ("grassroots_emulation_fighter", 7, 6),
        ("advanced_worker", 10, 6),
        ("advanced_worker", 9, 5),
    ],
)
def test_votes_needed_at_the_border(award, total, needed):
    rule = vote_rule(award, JANUARY)
    assert votes_needed(total, rule) == needed
    assert count_votes(needed, 0, 0, total, rule).passed is True
    assert count_votes(needed - 1, 0, 0, total, rule).passed is False


def test_members_who_did_not_vote_stay_in_the_base():
    result = count_votes(7, 0, 0, 10, vote_rule("grassroots_emulation_fighter", JANUARY))
    assert (result.passed, result.not_cast, result.has_quorum) == (False, 3, True)
    assert result.summary_vi == "Không đạt: 7/10 thành viên đồng ý, cần 8 (từ 80% tổng số thành viên)."
    assert count_votes(6, 0, 0, 10, vote_rule("grassroots_emulation_fighter", JANUARY)).has_quorum is False


def test_award_without_a_required_ballot_says_so():
    result = count_votes(6, 4, 0, 10, vote_rule("advanced_worker", JANUARY))
    assert result.summary_vi == (
        "Đạt: 6/10 thành viên đồng ý, cần 6 (quá 50% tổng số thành viên) (không thuộc trường hợp bắt buộc bỏ phiếu)."
    )
    assert result.to_dict()["citation"] == "Điều 90 Luật Thi đua, khen thưởng số 06/2022/QH15"


def test_unknown_law_neither_passes_nor_fails():
    result = count_votes(10, 0, 0, 10, vote_rule("advanced_worker", date(2026, 10, 1)))
    assert (result.passed, result.needed, result.has_quorum) == (None, None, None)
    assert "cần người có thẩm quyền xem xét" in result.summary_vi


@pytest.mark.parametrize(
    ("votes", "message"),
    [
        ((-1, 0, 0, 5), "yes is -1"),
        ((1.0, 0, 0, 5), "yes is 1.0, a whole number"),
        ((True, 0, 0, 5), "yes is True"),
        (("5", 0, 0, 5), "yes is '5'"),
        ((4, 1, 1, 5), "6 votes were counted for 5 members"),
        ((0, 0, 0, 0), "at least one member"),
    ],
)
def test_counts_that_cannot_be_are_refused(votes, message):
    with pytest.raises(ValueError, match=message):
        count_votes(*votes, vote_rule("advanced_worker", JANUARY))


def test_small_council_reveals_each_vote_when_passing_means_everyone():
    rule = vote_rule("ministry_province_emulation_fighter", JANUARY)
    assert must_reveal(9, rule).startswith("Hội đồng có 9 thành viên, cần 9 phiếu")
    assert must_reveal(10, rule) is None
    assert must_reveal(3, vote_rule("advanced_worker", date(2026, 10, 1))) is None


@given(st.integers(1, 60), st.data())
def test_one_more_yes_never_turns_a_pass_into_a_failure(total, data):
    award = data.draw(st.sampled_from(["advanced_worker", "grassroots_emulation_fighter"]))
    rule = vote_rule(award, JANUARY)
    yes = data.draw(st.integers(0, total - 1))
    before, after = count_votes(yes, 0, 0, total, rule), count_votes(yes + 1, 0, 0, total, rule)
    assert before.passed <= after.passed
    edge = 100 * yes > 50 * total if rule.strict else 100 * yes >= rule.percent * total
    assert before.passed is edge
