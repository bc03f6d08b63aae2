"""What a verdict says when no part of the standard speaks of the recipient."""

from datetime import date

from rulebook.facts import CollectiveFacts
from rulebook.judge import judge
from rulebook.verdict import explain


def test_a_recipient_of_whom_the_standard_says_nothing_gets_a_reason_and_no_conditions():
    household = CollectiveFacts.from_rows([{"key": "h", "form": "household"}], 2018)
    verdict = explain(judge("independence_order_1", household, date(2019, 5, 15)), 0)
    assert verdict.outcome == "human_must_look"
    assert verdict.conditions == ()
    assert verdict.summary_vi == (
        "Cần người có thẩm quyền xem xét trước khi đề xét tặng Huân chương Độc lập hạng nhất: "
        "tiêu chuẩn đối với đối tượng này chưa có trong dữ liệu."
    )
