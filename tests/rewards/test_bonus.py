"""Bonus lists: the law's amount with its rule, unknown stays unknown, checked, approved, frozen, paid once."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.decisions.builders import closed_session, concluded_nomination, issued
from tests.honours.builders import revoke
from tests.rewards.builders import approved_list, checked_list, drafted_list, filled_fund
from thidua.decisions import actions as decisions
from thidua.rewards import actions_bonus as bonus
from thidua.rewards import actions_payments as pay
from thidua.rewards.models_money import BonusLine, BonusPayment, FundEntry
from thidua.rewards.queries_bonus import lines_of, to_recover
from thidua.rewards.queries_fund import balance_of
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter

WHY = {"reason": "Theo ý kiến của Sở Tài chính", "basis": "Công văn số 12/STC"}


def refused(act, **fields) -> str:
    with pytest.raises(Denied) as refusal:
        act(**fields)
    return refusal.value.reason


def states(bonus_list) -> list[str]:
    return [line.line_state for line in lines_of(bonus_list)]


def test_each_line_carries_amount_coefficient_salary_and_article(province):
    made = drafted_list(province.ha_long, province.at)
    lines = list(made.lines.all())
    # 8 July 2025: 0,3 × 2.340.000 = 702.000, rounded up to 710.000
    assert [(x.owed_vnd, str(x.coefficient), x.base_salary_vnd, x.recipient) for x in lines] == [
        (710_000, "0.300", 2_340_000, "individual")
    ] * 3
    assert lines[0].steps[-1] == "0,3 × 2.340.000 đ = 702.000 đ, làm tròn lên 710.000 đ"
    assert [article for article, _ in lines[0].citations][:2] == [
        "Điều 50 Nghị định số 152/2025/NĐ-CP", "Nghị định số 73/2024/NĐ-CP",
    ]  # fmt: skip
    assert [x.owed for x in lines_of(made)] == [710_000] * 3
    assert Letter.objects.filter(to=province.ha_long.accountant).count() == 1


def test_a_collective_gets_the_amount_of_collectives(province):
    ha_long, at = province.ha_long, province.at
    nomination = concluded_nomination(
        ha_long, ha_long.people[:1], at=at, units=[ha_long.unit], award="certificate_of_merit_commune"
    )
    (decision,) = decisions.draft_decisions(
        session=closed_session(ha_long, [nomination], at), by=ha_long.council_secretary, at=at
    )
    decisions.sign_decision(decision=decision, by=ha_long.decider, at=at)
    decisions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    made = bonus.draft_bonus_list(decision=decision, by=ha_long.accountant, at=at)
    assert [(x.recipient, x.owed_vnd) for x in made.lines.all()] == [("individual", 710_000), ("collective", 1_410_000)]


def test_of_two_titles_of_one_year_only_the_highest_is_paid(province):
    ha_long, at = province.ha_long, province.at
    lower = issued(ha_long, at, people=2)
    higher = issued(ha_long, at, people=1, award="grassroots_emulation_fighter")
    made = bonus.draft_bonus_list(decision=lower, by=ha_long.officer, at=at)
    first, second = made.lines.all()
    assert (first.owed_vnd, second.owed_vnd) == (0, 710_000)
    assert first.steps[-1] == (
        "Nhiều danh hiệu thi đua cho cùng một thời gian thì chỉ nhận mức tiền thưởng cao nhất "
        "(cùng năm còn có: Chiến sĩ thi đua cơ sở)"
    )
    assert [x.owed_vnd for x in bonus.draft_bonus_list(decision=higher, by=ha_long.officer, at=at).lines.all()] == [
        2_340_000
    ]


def test_what_was_approved_for_the_lower_title_before_makes_a_person_look(province):
    ha_long, at = province.ha_long, province.at
    approved_list(ha_long, at, people=1)
    higher = drafted_list(ha_long, at, people=1, award="grassroots_emulation_fighter")
    line = higher.lines.get()
    assert (line.reckoned_vnd, line.owed_vnd) == (2_340_000, None)
    assert line.doubt == "Đã duyệt chi 710.000 đ cho danh hiệu khác của cùng thời gian, cần xác định phần còn lại."


def test_what_the_law_does_not_say_stops_the_list_until_a_person_says_it(province):
    ha_long, at = province.ha_long, province.at
    made = drafted_list(ha_long, at, people=2)
    made.lines.filter(ordinal=2).update(doubt="Chưa có dữ liệu", reckoned_vnd=None)
    told = refused(bonus.check_bonus_list, bonus_list=made, by=ha_long.accountant, at=at)
    assert told.startswith("Còn 1 dòng cần cán bộ xác định mức thưởng (dòng đầu tiên: 2, ")
    line = made.lines.get(ordinal=2)
    bonus.set_bonus(bonus_list=made, lines=[line.pk], amount_vnd=0, by=ha_long.officer, at=at, **WHY)
    line.refresh_from_db()
    assert (line.owed_vnd, line.set_reason, line.set_basis, line.set_by) == (0, *WHY.values(), ha_long.officer)
    bonus.check_bonus_list(bonus_list=made, by=ha_long.accountant, at=at)
    assert made.state == "checked"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reason": "vì"}, "Lý do: Cần ít nhất 10 ký tự"),
        ({"basis": "  "}, "Cần ghi căn cứ"),
        ({"amount_vnd": -1}, "Mức thưởng phải là số nguyên đồng"),
        ({"amount_vnd": 10**13}, "Mức thưởng phải là số nguyên đồng"),
        ({"amount_vnd": 1.5}, "Mức thưởng phải là số nguyên đồng"),
        ({"amount_vnd": True}, "Mức thưởng phải là số nguyên đồng"),
        ({"lines": []}, "Chưa chọn dòng nào"),
        ({"basis": "x" * 301}, "Lý do hoặc căn cứ dài quá 300 ký tự"),
    ],
)
def test_an_amount_is_set_with_reason_basis_and_a_sum_that_can_be(province, fields, told):
    ha_long, at = province.ha_long, province.at
    made = drafted_list(ha_long, at, people=1)
    given = {"lines": [made.lines.get().pk], "amount_vnd": 5, **WHY} | fields
    assert refused(bonus.set_bonus, bonus_list=made, by=ha_long.officer, at=at, **given).startswith(told)
    assert made.lines.get().set_at is None


def test_checker_and_approver_are_two_and_only_the_right_roles_act(province):
    ha_long, at = province.ha_long, province.at
    made = drafted_list(ha_long, at, people=1)
    assert refused(bonus.check_bonus_list, bonus_list=made, by=ha_long.officer, at=at) == (
        "Để kiểm tra danh sách chi tiền thưởng cần vai trò “Kế toán” của Phường Hạ Long."
    )
    bonus.check_bonus_list(bonus_list=made, by=ha_long.accountant, at=at)
    assert "cần vai trò “Người ký quyết định”" in refused(
        bonus.approve_bonus_list, bonus_list=made, by=ha_long.accountant, at=at
    )
    made.checked_by = ha_long.decider
    assert refused(bonus.approve_bonus_list, bonus_list=made, by=ha_long.decider, at=at) == (
        "Người kiểm tra danh sách không đồng thời là người duyệt chi."
    )


def test_nobody_approves_their_own_bonus(province):
    ha_long, at = province.ha_long, province.at
    made = checked_list(ha_long, at, people=1)
    ha_long.decider.person = ha_long.people[0]
    ha_long.decider.save()
    assert refused(bonus.approve_bonus_list, bonus_list=made, by=ha_long.decider, at=at) == (
        "Người duyệt có tên trong danh sách: không ai tự duyệt tiền thưởng cho mình."
    )


def test_an_approved_list_stands_still_and_its_paper_names_sum_rule_and_payer(province):
    ha_long, at = province.ha_long, province.at
    made = approved_list(ha_long, at)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made.paper.file.read())).pages).split())
    for part in (
        "DANH SÁCH CHI TIỀN THƯỞNG", "0,3 × 2.340.000", "2.130.000", "Hai triệu một trăm ba mươi nghìn đồng",
        "Điều 50 Nghị định số 152/2025/NĐ-CP", "Quỹ thi đua, khen thưởng của",
    ):  # fmt: skip
        assert part in text
    assert "không còn ở bước đang lập" in refused(
        bonus.set_bonus, bonus_list=made, lines=[1], amount_vnd=1, by=ha_long.officer, at=at, **WHY
    )
    assert "Không thực hiện được" in refused(
        bonus.withdraw_bonus_list, bonus_list=made, reason="Lập nhầm danh sách", by=ha_long.officer, at=at
    )
    assert AuditEvent.objects.filter(act="bonus_list_approved").get().detail == {"count": 3, "total": 2_130_000}


def test_one_honour_stands_in_one_list_and_a_withdrawn_list_frees_it(province):
    ha_long, at = province.ha_long, province.at
    made = drafted_list(ha_long, at, people=2)
    again = {"decision": made.decision, "by": ha_long.officer, "at": at}
    assert "đã có trong danh sách" in refused(bonus.draft_bonus_list, **again)
    bonus.withdraw_bonus_list(bonus_list=made, reason="Lập nhầm danh sách", by=ha_long.officer, at=at)
    assert bonus.draft_bonus_list(**again).lines.count() == 2


def test_a_revoked_honour_stops_the_approval(province):
    ha_long, at = province.ha_long, province.at
    made = checked_list(ha_long, at, people=2)
    revoke(made.lines.get(ordinal=1).honour, ha_long.decider, at)
    told = refused(bonus.approve_bonus_list, bonus_list=made, by=ha_long.decider, at=at)
    assert told.endswith("đã bị hủy bỏ sau khi lập danh sách. Mời rút danh sách này và lập lại.")


def paid(bonus_list, office, at, lines=None, **fields) -> FundEntry:
    given = {"way": "cash", "receipt": "PC-01", "on": at.date()} | fields
    lines = [line.pk for line in bonus_list.lines.all()] if lines is None else lines
    return pay.pay_lines(bonus_list=bonus_list, lines=lines, by=office.accountant, at=at, **given)


def test_paying_writes_the_fund_once_and_a_line_is_never_paid_twice(province):
    ha_long, at = province.ha_long, province.at
    made, _ = approved_list(ha_long, at), filled_fund(ha_long, at)
    entry = paid(made, ha_long, at)
    assert (entry.amount_vnd, entry.balance_after, states(made)) == (-2_130_000, 97_870_000, ["paid"] * 3)
    first = made.lines.first()
    assert refused(paid, bonus_list=made, office=ha_long, at=at, lines=[first.pk]).startswith("Không chi được dòng 1")


def test_of_two_payments_at_once_one_stands_and_the_other_takes_no_money(province, monkeypatch):
    ha_long, at = province.ha_long, province.at
    made, _ = approved_list(ha_long, at, people=1), filled_fund(ha_long, at)
    seen = pay._chosen

    def overtaken(*args):
        found = seen(*args)
        monkeypatch.setattr(pay, "_chosen", seen)
        paid(made, ha_long, at)  # somebody else, after this one has looked
        return found

    monkeypatch.setattr(pay, "_chosen", overtaken)
    with pytest.raises(Stale):
        paid(made, ha_long, at)
    # Both stood in one transaction here, hence both are gone; the fund shows neither.
    assert (BonusPayment.objects.count(), balance_of(ha_long.unit, 2025)) == (0, 100_000_000)


def test_an_empty_fund_is_overdrawn_only_with_a_reason(province):
    ha_long, at = province.ha_long, province.at
    made = approved_list(ha_long, at, people=1)
    told = refused(paid, bonus_list=made, office=ha_long, at=at)
    assert told.startswith("Quỹ năm 2025 sẽ âm 710.000 đ. Nếu vẫn ghi, cần nêu lý do chi vượt số dư.")
    assert (BonusPayment.objects.count(), FundEntry.objects.count(), states(made)) == (0, 0, ["unpaid"])
    entry = paid(made, ha_long, at, overdraft_reason="Ngân sách cấp bổ sung vào tháng sau")
    assert (entry.balance_after, entry.overdraft_reason) == (-710_000, "Ngân sách cấp bổ sung vào tháng sau")


def test_not_collected_then_an_heir_takes_it_with_papers(province):
    ha_long, at = province.ha_long, province.at
    made, _ = approved_list(ha_long, at, people=2), filled_fund(ha_long, at)
    one = made.lines.first()
    by = {"bonus_list": made, "by": ha_long.accountant, "at": at}
    pay.note_not_collected(lines=[one.pk], note="Hẹn tháng sau", **by)
    assert states(made) == ["not_collected", "unpaid"]
    assert "từng dòng một" in refused(paid, bonus_list=made, office=ha_long, at=at, way="heir")
    assert "giấy tờ chứng minh" in refused(paid, bonus_list=made, office=ha_long, at=at, way="heir", lines=[one.pk])
    paid(made, ha_long, at, [one.pk], way="heir", receiver="Bà Trần Thị Hoa", note="Giấy khai tử, đăng ký kết hôn")
    last = one.payments.order_by("-serial")[0]
    assert (states(made)[0], last.kind, last.receiver, last.amount_vnd) == ("paid", "heir", "Bà Trần Thị Hoa", 710_000)


def test_a_payment_noted_by_mistake_comes_back_into_the_fund(province):
    ha_long, at = province.ha_long, province.at
    made, _ = approved_list(ha_long, at, people=1), filled_fund(ha_long, at, 710_000)
    paid(made, ha_long, at)
    line = made.lines.get()
    pay.take_back_payment(
        bonus_list=made, line=line.pk, reason="Ghi nhầm sang danh sách khác", by=ha_long.accountant, at=at
    )
    assert (states(made), balance_of(ha_long.unit, 2025)) == (["unpaid"], 710_000)
    paid(made, ha_long, at)
    assert (states(made), balance_of(ha_long.unit, 2025), line.payments.count()) == (["paid"], 0, 3)


def test_money_of_a_revoked_honour_must_come_back(province):
    ha_long, at = province.ha_long, province.at
    made, _ = approved_list(ha_long, at, people=2), filled_fund(ha_long, at)
    paid(made, ha_long, at)
    line = made.lines.get(ordinal=2)
    revoke(line.honour, ha_long.decider, at)
    assert states(made) == ["paid", "to_recover"]
    assert [x.pk for x in to_recover(ha_long.accountant, at.date())] == [line.pk]
    given = {"bonus_list": made, "receipt": "PT-02", "on": at.date(), "by": ha_long.accountant, "at": at}
    assert "Không ghi thu hồi được dòng 1" in refused(
        pay.recover_bonus, line=made.lines.get(ordinal=1).pk, basis="Quyết định hủy bỏ", **given
    )
    pay.recover_bonus(line=line.pk, basis="Quyết định hủy bỏ số 09", **given)
    assert (states(made), balance_of(ha_long.unit, 2025)) == (["paid", "recovered"], 100_000_000 - 710_000)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"receipt": ""}, "Cần ghi số chứng từ"),
        ({"way": "not_collected"}, "Cách chi phải là"),
        ({"lines": [999_999]}, "Chưa chọn dòng nào"),
        ({"receipt": "x" * 61}, "Số chứng từ (60)"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_whole(province, fields, told):
    ha_long, at = province.ha_long, province.at
    made, _ = approved_list(ha_long, at, people=1), filled_fund(ha_long, at)
    assert refused(paid, bonus_list=made, office=ha_long, at=at, **fields).startswith(told)
    assert (BonusPayment.objects.count(), FundEntry.objects.count()) == (0, 1)


# ── screens ──


def test_the_screens_lead_from_the_decision_to_the_money(client, province, django_assert_max_num_queries):
    ha_long, at = province.ha_long, province.at
    decision, _ = issued(ha_long, at), filled_fund(ha_long, at)
    client.force_login(ha_long.officer)
    assert [w["decision"].pk for w in client.get(reverse("rewards:bonuses")).context["waiting"]] == [decision.pk]
    client.post(reverse("rewards:bonus-draft", args=[decision.pk]))
    made = decision.bonus_lists.get()
    address = reverse("rewards:bonus", args=[made.pk])
    client.force_login(ha_long.accountant)
    page = client.get(address)
    assert [act.refused for act in page.context["actions"]] == ["", "", ""]
    client.post(reverse("rewards:bonus-check", args=[made.pk]), {"version": made.version})
    client.force_login(ha_long.decider)
    made.refresh_from_db()
    client.post(reverse("rewards:bonus-approve", args=[made.pk]), {"version": made.version})
    client.force_login(ha_long.accountant)
    lines = [line.pk for line in made.lines.all()]
    answer = client.post(
        reverse("rewards:bonus-pay", args=[made.pk]),
        {"lines": lines[:2], "way": "transfer", "receipt": "UNC 07", "on": "08/07/2025"},
    )
    assert (answer.status_code, states(made)) == (302, ["paid", "paid", "unpaid"])
    with django_assert_max_num_queries(12):
        page = client.get(address)
    assert [row.record.line_state for row in page.context["table"].rows] == ["paid", "paid", "unpaid"]
    assert client.get(reverse("rewards:bonus-receipt", args=[made.pk, lines[0]])).content[:5] == b"%PDF-"
    assert client.get(reverse("rewards:bonus-line", args=[made.pk, lines[0]])).status_code == 200
    sheet = client.get(f"{address}?export=csv")
    assert "Điều 50 Nghị định số 152/2025/NĐ-CP" in b"".join(sheet.streaming_content).decode()


def test_another_unit_finds_nothing_and_a_stale_page_does_nothing(client, province):
    ha_long, at = province.ha_long, province.at
    made = drafted_list(ha_long, at)
    client.force_login(province.cam_pha.accountant)
    for name in ("bonus", "bonus-set", "bonus-pay", "bonus-return"):
        assert client.get(reverse(f"rewards:{name}", args=[made.pk])).status_code == 404
    client.force_login(ha_long.accountant)
    client.post(reverse("rewards:bonus-check", args=[made.pk]), {"version": "99"})
    made.refresh_from_db()
    assert made.state == "draft"


def test_the_form_sets_what_nobody_knows(client, province):
    ha_long, at = province.ha_long, province.at
    made = drafted_list(ha_long, at, people=2)
    made.lines.filter(ordinal=2).update(doubt="Chưa có dữ liệu", reckoned_vnd=None)
    client.force_login(ha_long.officer)
    address = reverse("rewards:bonus-set", args=[made.pk])
    offered = client.get(address).context["form"].fields["lines"].choices
    open_line = BonusLine.objects.get(bonus_list=made, ordinal=2)
    assert [pk for pk, _ in offered] == [open_line.pk]
    client.post(address, {"lines": [open_line.pk], "amount_vnd": "1.500.000", "version": made.version, **WHY})
    open_line.refresh_from_db()
    assert open_line.owed_vnd == 1_500_000
