"""The list of a person's jobs."""

from django.urls import reverse

from thidua.shared.columns import Column
from thidua.shared.tables import Table


class JobTable(Table):
    caption = "Việc đang chạy nền"
    noun = "việc"
    default_sort = "-requested_at"
    columns = (
        Column("title", "Việc", primary=True, link=lambda job: reverse("jobs:detail", args=[job.pk])),
        Column("requested_at", "Yêu cầu lúc", sort="id"),
        Column("get_state_display", "Tình trạng", badge=lambda job: f"job_{job.state}"),
        Column("sentence", "Ghi chú"),
    )
    empty_title = "Chưa có việc nào chạy nền"
    empty_text = (
        "Việc lâu như kiểm tra và ghi một bảng tính lớn chạy ở đây; có thể đóng trình duyệt, việc vẫn tiếp tục."
    )
