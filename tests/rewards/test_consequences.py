"""What of a revoked honour was printed, handed over and paid here is named exactly, in place of what the law lets one guess."""

from tests.decisions.builders import issued
from tests.honours.builders import revoke
from tests.rewards.builders import approved_list, filled_fund
from tests.rewards.hands import printed, replaced, work_off
from thidua.honours.consequences import consequences_of
from thidua.honours.models import Honour
from thidua.rewards import actions_payments as pay
from thidua.rewards import actions_reissue as reissue
from thidua.rewards.actions_bonus import draft_bonus_list


def found(honour, at) -> list[tuple[str, str, int | None]]:
    return [(kind.code, each.what, each.amount_vnd) for kind, each in consequences_of(honour, at.date())]


def test_a_printed_sheet_is_named_with_its_code_and_whether_it_was_handed_over(province):
    ha_long, at = province.ha_long, province.at
    copy = printed(issued(ha_long, at, people=1), ha_long, at).copies.get()
    (money, item) = found(copy.honour, at)
    assert item == (
        "rewards.sheet",
        f"Giữ lại, hủy tờ số 1 “Lao động tiên tiến” của Nguyễn Thị An (mã kiểm tra {copy.check_code}): chưa ghi đã trao; nếu đã "
        "trao thì thu hồi",
        None,
    )
    assert money[0] == "honours.money"
    new = replaced(copy, ha_long, at)
    work_off(new.run)
    new.refresh_from_db()
    reissue.finish_reissue(
        request=new.reissue.asked,
        new_serial="",
        old_returned=False,
        handed_to="Bà Trần Thị Kín",
        by=ha_long.clerk,
        at=at,
    )
    assert found(copy.honour, at)[1][1] == (
        f"Thu hồi tờ số 2 “Lao động tiên tiến” của Nguyễn Thị An (mã kiểm tra {new.check_code}): đã trao ngày 08/07/2025 cho "
        "Bà Trần Thị Kín"
    )


def test_money_in_a_list_is_stopped_before_and_recovered_after_it_was_paid(province):
    ha_long, at = province.ha_long, province.at
    filled_fund(ha_long, at)
    made = approved_list(ha_long, at, people=1)
    honour = Honour.objects.get()
    assert found(honour, at)[1] == (
        "rewards.bonus", "Không chi 710.000 đ tiền thưởng cho Nguyễn Thị An: có trong danh sách chi, chưa chi", 710_000,
    )  # fmt: skip
    pay.pay_lines(
        bonus_list=made,
        lines=[made.lines.get().pk],
        way="cash",
        on=at.date(),
        receipt="PC 7",
        by=ha_long.accountant,
        at=at,
    )
    assert found(honour, at)[1] == (
        "rewards.bonus", "Thu hồi 710.000 đ tiền thưởng đã chi cho Nguyễn Thị An ngày 08/07/2025, chứng từ PC 7", 710_000,
    )  # fmt: skip


def test_the_bonus_of_a_lower_title_is_looked_at_again_once_the_higher_one_is_gone(province):
    ha_long, at = province.ha_long, province.at
    lower = issued(ha_long, at, people=2)
    issued(ha_long, at, people=1, award="grassroots_emulation_fighter")
    made = draft_bonus_list(decision=lower, by=ha_long.officer, at=at)
    higher = Honour.objects.get(award_code="grassroots_emulation_fighter")
    beside = [each for kind, each in consequences_of(higher, at.date()) if kind.code == "rewards.bonus_beside"]
    assert [(each.what, each.amount_vnd, each.thing) for each in beside] == [
        (
            "Xét lại tiền thưởng “Lao động tiên tiến” của Nguyễn Thị An: danh sách chi ghi không chi vì cùng năm có “Chiến sĩ thi "
            "đua cơ sở”; mức theo luật khi đứng một mình 710.000 đ",
            710_000,
            made.pk,
        )
    ]
    # the other person's line, paid in full, does not rest on it; nor does a line whose own honour is gone
    one = made.lines.order_by("ordinal").first().honour
    revoke(one, ha_long.decider, at)
    assert [kind.code for kind, _ in consequences_of(higher, at.date())].count("rewards.bonus_beside") == 0
