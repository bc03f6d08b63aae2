"""Lists of the register."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from thidua.honours.models import Honour
from thidua.honours.queries import CORRECTED, REVOKED, STATE_LABELS, VALID
from thidua.law.queries import award_name
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table

# The badges of thidua.shared.ui for the states of an award line.
BADGES = {VALID: "accepted", CORRECTED: "returned", REVOKED: "revoked"}


class HonourTable(Table):
    """Award lines with ``state``; needs ``select_related("of_unit", "issuer")``."""

    caption = "Sổ vàng khen thưởng"
    export_name = "so-vang"
    noun = "khen thưởng"
    search_fields = ("recipient_fold", "of_unit__name_fold")
    plain_search_fields = ("decision_number", "check_code")
    search_label = "Tìm theo tên người, tập thể, đơn vị, số quyết định"
    default_sort = "-decided_on"
    empty_title = "Sổ vàng chưa có dòng nào"
    empty_text = "Khen thưởng được ghi vào đây khi quyết định được ban hành, hoặc khi nhập từ hồ sơ cũ."
    columns = (
        Column(
            "recipient_name",
            "Người, tập thể được khen",
            sort="recipient_fold",
            primary=True,
            link=lambda h: reverse("honours:detail", args=[h.pk]),
        ),
        Column("of_unit.name", "Đơn vị", sort="of_unit__name_fold"),
        Column("award_code", "Danh hiệu, hình thức", sort="award_code", format=award_name),
        Column("year", "Năm", sort="year", numeric=True, format=str),
        Column("decision_number", "Số quyết định", nowrap=True),
        Column("decided_on", "Ngày", sort=("decided_on", "-ordinal")),
        Column("state", "Tình trạng", badge=lambda h: BADGES[h.state], format=STATE_LABELS.__getitem__),
    )


def award_filter(honours: QuerySet[Honour]) -> Filter:
    """The awards that occur in the list."""
    codes = honours.order_by().values_list("award_code", flat=True).distinct()
    return Filter("award", "Danh hiệu, hình thức", sorted(((c, award_name(c)) for c in set(codes)), key=lambda p: p[1]),
                  field="award_code")  # fmt: skip


def year_filter(years: list[int]) -> Filter:
    return Filter("year", "Năm", [(str(year), str(year)) for year in years])


def unit_filter(units: list) -> Filter:
    """The units of the list; a unit takes its sections along."""
    return Filter(
        "unit",
        "Đơn vị",
        [(str(unit.pk), unit.name) for unit in units],
        apply=lambda rows, value: rows.filter(
            Q(of_unit=value) | Q(of_unit__parent=value, of_unit__kind="section") | Q(unit=value)
        ),
    )


STATE_FILTER = Filter("state", "Tình trạng", list(STATE_LABELS.items()))
