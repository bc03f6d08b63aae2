"""The list of certificates an office has noted."""

from django.urls import reverse

from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date

STATES = {"active": "Đang dùng", "expired": "Đã hết hạn", "ended": "Đã ngừng dùng"}
_BADGES = {"active": "done", "expired": "pending", "ended": "failed"}


class CertificateTable(Table):
    caption = "Chứng thư đã ghi nhận"
    export_name = "chung-thu-chu-ky-so"
    noun = "chứng thư"
    empty_title = "Chưa ghi nhận chứng thư nào"
    empty_text = "Khi văn thư xác nhận người ký của một tệp, chứng thư có thể được ghi nhận cho những lần ký sau."
    search_fields = ("user__name_fold",)
    default_sort = "-registered_at"
    columns = (
        Column(
            "user.display_name",
            "Người giữ",
            sort="user__name_fold",
            primary=True,
            link=lambda row: reverse("signing:certificate", args=[row.pk]),
        ),
        Column("name", "Tên trong chứng thư", sort="name"),
        Column("issuer", "Tổ chức chứng thực", sort="issuer"),
        Column("valid_to", "Hết hạn", sort="valid_to", format=lambda at: vi_date(at) if at else "không ghi"),
        Column("registered_at", "Ghi nhận ngày", sort="registered_at", format=vi_date),
        Column(
            "state",
            "Tình trạng",
            sort="state",
            format=lambda state: STATES[state],
            badge=lambda row: _BADGES[row.state],
        ),
    )


STATE_FILTER = Filter("state", "Tình trạng", list(STATES.items()))
