"""Lists of bonus money and of the fund."""

from django.urls import reverse

from thidua.honours.wording import lower_first
from thidua.law.queries import award_name
from thidua.rewards.models_money import BonusLine, FundEntry
from thidua.rewards.queries_bonus import LINE_STATES
from thidua.shared.columns import Column
from thidua.shared.tables import Table
from thidua.shared.wording import money

RECIPIENTS = {"individual": "Cá nhân", "collective": "Tập thể", "household": "Hộ gia đình"}


class BonusListTable(Table):
    """Needs ``queries_bonus.visible_to``."""

    caption = "Danh sách chi tiền thưởng"
    export_name = "danh-sach-chi-tien-thuong"
    noun = "danh sách"
    plain_search_fields = ("decision__number_text", "decision__title")
    search_label = "Tìm theo số, trích yếu quyết định"
    default_sort = "-drafted_at"
    empty_title = "Chưa có danh sách chi tiền thưởng"
    empty_text = "Danh sách được lập từ quyết định khen thưởng đã ban hành."
    columns = (
        Column(
            "decision.number_text",
            "Quyết định",
            primary=True,
            nowrap=True,
            link=lambda b: reverse("rewards:bonus", args=[b.pk]),
        ),
        Column("award", "Danh hiệu, hình thức", value=lambda b: award_name(b.decision.award_code)),
        Column("unit.name", "Đơn vị chi", sort="unit__name_fold"),
        Column("line_count", "Số dòng", sort="line_count", numeric=True),
        Column("open_count", "Cần xác định", sort="open_count", numeric=True),
        Column("total", "Tổng tiền", sort="total", numeric=True, format=money),
        Column("drafted_at", "Lập lúc", sort="drafted_at"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda b: b.state),
    )


def how(line: BonusLine) -> str:
    """The rule behind an amount in one sentence."""
    if line.set_at is not None:
        return f"{line.set_reason} Căn cứ: {line.set_basis}"
    steps = "; ".join(line.steps)
    return f"{steps}. {line.doubt}".strip() if line.doubt else steps


class BonusLineTable(Table):
    """Needs ``queries_bonus.lines_of``."""

    caption = "Từng người, tập thể"
    export_name = "chi-tien-thuong"
    noun = "dòng"
    search_fields = ("honour__recipient_fold",)
    default_sort = "ordinal"
    columns = (
        Column("ordinal", "STT", sort="ordinal", numeric=True),
        Column(
            "name",
            "Người, tập thể",
            sort="honour__recipient_fold",
            primary=True,
            link=lambda line: reverse("rewards:bonus-line", args=[line.bonus_list_id, line.pk]),
        ),
        Column("detail", "Chức vụ, đơn vị"),
        Column("recipient", "Đối tượng", format=lambda code: RECIPIENTS.get(code, code)),
        Column("coefficient", "Hệ số", numeric=True),
        Column("base_salary_vnd", "Lương cơ sở", numeric=True, format=money, shown=False),
        Column("how", "Cách tính, căn cứ", value=how),
        Column("articles", "Điều khoản", value=lambda line: "; ".join(a for a, _ in line.citations), shown=False),
        Column("owed", "Số tiền", sort="owed", numeric=True, format=money),
        Column(
            "line_state",
            "Tình trạng chi",
            sort="line_state",
            format=lambda state: LINE_STATES[state],
            badge=lambda line: line.line_state,
        ),
    )


class FundTable(Table):
    """Needs ``queries_fund.entries_of``."""

    caption = "Sổ quỹ"
    export_name = "so-quy-thi-dua-khen-thuong"
    noun = "bút toán"
    plain_search_fields = ("basis", "note")
    search_label = "Tìm theo căn cứ, ghi chú"
    default_sort = "-serial"
    empty_title = "Chưa có bút toán nào trong năm"
    empty_text = "Bắt đầu bằng số dư đầu kỳ hoặc khoản ngân sách cấp đầu tiên."
    columns = (
        Column("serial", "Bút toán", sort="serial", numeric=True),
        Column("entered_on", "Ngày", sort="entered_on"),
        Column(
            "get_kind_display",
            "Nội dung",
            sort="kind",
            primary=True,
            link=lambda entry: reverse("rewards:fund-entry", args=[entry.pk]),
        ),
        Column("basis", "Căn cứ"),
        Column("amount_vnd", "Thu, chi", sort="amount_vnd", numeric=True, format=money),
        Column("balance_after", "Số dư", numeric=True, format=money),
        Column("overdraft_reason", "Lý do vượt số dư"),
        Column("recorded_by.display_name", "Người ghi"),
    )


def told(entry: FundEntry) -> str:
    """An entry in one sentence, for the page that corrects it."""
    return (
        f"Bút toán {entry.serial} năm {entry.year}: {lower_first(entry.get_kind_display())} {money(entry.amount_vnd)}"
    )
