"""The stocktake counts every value once and lists what is open."""

from datetime import date

from rulebook.book import load_book
from rulebook.citations import Status
from rulebook.rules import load_open_questions, load_rules
from rulebook.stocktake import PARTS_VI, take_stock
from tests.rulebook.builders import sample_book


def test_the_counts_of_the_awards_add_up_to_those_of_the_regimes_and_of_the_whole():
    stock = take_stock()
    regimes = [regime.code for regime in load_book().regimes]
    assert sum(each.counts.total for each in stock.awards) == stock.whole.total == len(stock.values)
    assert sum(stock.of_regime(code).total for code in regimes) == stock.whole.total
    assert sum(each.counts.open for each in stock.awards) == stock.whole.open == len(stock.open)
    whole = stock.whole
    assert whole.verified + whole.memory + whole.other + whole.unknown == whole.total
    assert {value.part for value in stock.values} <= set(PARTS_VI)
    assert len(stock.awards) == sum(len(load_book().awards_of(code)) for code in regimes)


def test_what_does_not_decide_is_counted_apart():
    whole = take_stock().whole
    weak = {status: number for status, number in whole.of.items() if not status.decides}
    assert whole.undecided == sum(weak.values())
    assert set(weak) & {Status.VERIFIED, Status.VERIFIED_PARTIAL, Status.MEMORY_HIGH} == set()


def test_the_amended_law_whose_text_is_unknown_stands_in_the_open_list():
    flag = [v for v in take_stock().open if v.award == "ministry_province_emulation_flag" and v.part == "standard"]
    assert [(v.regime, v.status, v.valid_from) for v in flag] == [("law_2022", Status.UNKNOWN, date(2026, 10, 1))]


def test_an_award_with_a_standard_is_not_among_those_without():
    missing = {award.code for award in take_stock().without_standard("law_2022")}
    assert missing & {"advanced_worker", "ministry_province_emulation_flag"} == set()


def test_the_general_rules_and_the_open_questions_are_counted_for_the_shipped_data_alone(tmp_path):
    stock = take_stock()
    assert sum(each.counts.total for each in stock.rules) == len(load_rules())
    assert stock.questions == load_open_questions()
    small = take_stock(sample_book(tmp_path))
    assert (small.rules, small.questions, len(small.awards)) == ((), (), 1)
