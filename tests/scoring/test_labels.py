"""What a scorecard asks, for the scoring tables that ship with the system."""

import re

import pytest

from rulebook.rubrics import load_rubric
from thidua.scoring import marking


def _labels(code: str) -> dict[str, list[str]]:
    lines = marking.lines_of(*marking.freeze(load_rubric(code)))
    return {line.code: [field.label for field in line.fields] for line in lines if isinstance(line, marking.Item)}


def test_a_gate_that_begins_with_the_word_for_having_says_it_once():
    assert _labels("can_tho_157_2025")["I.1"] == [
        "Có kế hoạch và minh chứng truyền thông trực tiếp, gián tiếp", "Số người trả lời đạt", "Số người được hỏi",
    ]  # fmt: skip


def test_a_result_is_asked_as_reached_and_a_fault_as_having_happened():
    assert _labels("can_tho_157_2025")["I.5.1"] == ["Đơn vị có đạt không"]
    assert _labels("can_tho_157_2025")["I.5.3"] == ["Kết quả (đạt khi từ 100)"]
    assert _labels("hung_yen_2021")["P10c"] == ["Có xảy ra không"]


@pytest.mark.parametrize("code", ["can_tho_157_2025", "hung_yen_2021"])
def test_no_label_says_a_word_twice(code):
    labels = [label for labels in _labels(code).values() for label in labels]
    assert [label for label in labels if re.search(r"\b(\w+) \1\b", label, re.IGNORECASE)] == []
