"""What people enter into the reckoners of the reading room."""

from django import forms
from django.utils.text import capfirst

from rulebook.award import RECIPIENTS_VI
from rulebook.deadlines import deadline_codes, deadline_rule
from rulebook.quotas import load_quotas, quota_codes
from thidua.law.queries import every_award
from thidua.shared.forms import BaseForm, DateField, WholeNumberField

_PAID = ("individual", "collective", "household")
WORKING_DAYS = "working_days"
_OWN_DAYS = "Tự nhập số ngày làm việc"


class BonusForm(BaseForm):
    """Which award, to whom, decided when, and by whom where that matters."""

    award = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    recipient = forms.ChoiceField(label="Người nhận", choices=[(key, capfirst(RECIPIENTS_VI[key])) for key in _PAID])
    day = DateField(label="Ngày quyết định khen thưởng")
    issuer = forms.ChoiceField(label="Người quyết định", required=False)

    def __init__(self, *args, issuers: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.offer("award", every_award())
        self.offer("issuer", [("", "Không nêu"), *issuers])


class DeadlineForm(BaseForm):
    """A deadline of the law, or so many working days, from a day."""

    deadline = forms.ChoiceField(label="Thời hạn")
    start = DateField(label="Tính từ ngày")
    days = WholeNumberField(label="Số ngày làm việc", min_value=1, max_value=250, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].optional_vi = f"bắt buộc khi chọn “{_OWN_DAYS}”"  # type: ignore[attr-defined]
        named = [(code, deadline_rule(code).name_vi) for code in deadline_codes()]
        self.offer("deadline", [(WORKING_DAYS, _OWN_DAYS), *named])

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("deadline") == WORKING_DAYS and "days" in cleaned and cleaned["days"] is None:
            self.add_error("days", "Hãy nhập số ngày làm việc.")
        return cleaned


class QuotaForm(BaseForm):
    """A cluster or bloc under the quotas some province published."""

    quota = forms.ChoiceField(label="Chỉ tiêu của")
    units = WholeNumberField(label="Số đơn vị trong cụm, khối", min_value=1, max_value=500)
    both = forms.ChoiceField(
        label="Đơn vị được đề nghị Cờ thi đua của Chính phủ có nhận luôn cờ của tỉnh không",
        choices=[("", "Chưa rõ"), ("yes", "Có"), ("no", "Không")],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # What was published stands before drafts, so that the list does not open on one.
        tables = sorted((load_quotas(code) for code in quota_codes()), key=lambda t: (not t.status.decides, -t.year))
        self.offer(
            "quota",
            [
                (f"{t.code}:{row.scope}", f"{t.title_vi}: {row.label_vi} ({t.status.label_vi})")
                for t in tables
                for row in t.rows
            ],
        )

    @property
    def both_taken(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["both"])
