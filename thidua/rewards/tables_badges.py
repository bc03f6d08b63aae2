"""The list of digital badges."""

from django.urls import reverse

from thidua.law.queries import award_name
from thidua.shared.columns import Column
from thidua.shared.tables import Table


class BadgeTable(Table):
    """Needs ``queries_badges.visible_to``."""

    caption = "Huy hiệu số đã ký"
    noun = "huy hiệu số"
    search_fields = ("honour__recipient_fold",)
    default_sort = "-issued_at"
    empty_title = "Chưa ký huy hiệu số nào"
    columns = (
        Column(
            "honour.recipient_name",
            "Người, tập thể",
            sort="honour__recipient_fold",
            primary=True,
            link=lambda c: reverse("honours:detail", args=[c.honour_id]),
        ),
        Column("award", "Khen thưởng", value=lambda c: award_name(c.honour.award_code)),
        Column("honour.decision_number", "Quyết định", nowrap=True),
        Column("key.unit.name", "Cơ quan ký"),
        Column("key.name", "Khóa", nowrap=True),
        Column("issued_at", "Ký lúc", sort="issued_at"),
        Column(
            "file",
            "Tệp",
            value=lambda c: "Tải tệp",
            link=lambda c: reverse("rewards:badge-json", args=[c.honour.check_code]),
            export=False,
        ),
    )
