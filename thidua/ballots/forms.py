"""Forms of the ballot box."""

from collections.abc import Mapping, Sequence

from django import forms
from django.db.models import QuerySet

from thidua.accounts.models import User
from thidua.ballots.models import Ballot
from thidua.ballots.permissions import PHRASE_LENGTH
from thidua.ballots.queries import numbers_of
from thidua.shared.forms import BaseForm, TextField


def _phrase_field(label: str, help_text: str = "") -> forms.CharField:
    # "off" and no value given back: a phrase must not stay in a browser that two people share
    widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, widget=widget, max_length=200, strip=False)


class PhrasesForm(BaseForm):
    """The phrases of both trustees; each types in person. ``repeat``: twice, when they are set."""

    def __init__(self, *args, ballot: Ballot, repeat: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.repeat = repeat
        self.trustees = list(ballot.trustees.select_related("user").order_by("pk"))
        for trustee in self.trustees:
            name = trustee.user.display_name
            hint = f"Ít nhất {PHRASE_LENGTH} ký tự; một câu dễ nhớ là tốt nhất." if repeat else ""
            self.fields[f"phrase_{trustee.user_id}"] = _phrase_field(f"Mật khẩu của {name}", hint)
            if repeat:
                self.fields[f"again_{trustee.user_id}"] = _phrase_field(f"{name} gõ lại mật khẩu")
        for field in self.fields.values():
            self._dress(field)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for trustee in self.trustees if self.repeat else []:
            first, again = (cleaned.get(f"{part}_{trustee.user_id}") for part in ("phrase", "again"))
            if first and again and first != again:
                self.add_error(f"again_{trustee.user_id}", "Hai lần gõ chưa giống nhau.")
        return cleaned

    @property
    def phrases(self) -> dict[int, str]:
        return {t.user_id: self.cleaned_data[f"phrase_{t.user_id}"] for t in self.trustees}


class CancelForm(BaseForm):
    reason = TextField(label="Lý do hủy", max_length=300)


class ArrangeForm(BaseForm):
    """How a prepared ballot is kept."""

    mode = forms.ChoiceField(label="Cách bỏ phiếu", choices=Ballot.Mode.choices, widget=forms.RadioSelect)
    trustees = forms.ModelMultipleChoiceField(
        label="Người giữ hòm phiếu",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Họp tại một phòng: đúng hai người. Mã hóa: từ hai đến chín người, nên là người của các bên khác nhau.",
    )
    needed = forms.IntegerField(
        label="Số người giữ hòm cần có để mở kết quả",
        min_value=2,
        max_value=9,
        help_text="Ít hơn tổng số thì vẫn kiểm phiếu được khi một người vắng hoặc mất mã.",
    )

    def __init__(self, *args, accounts: QuerySet[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_rows("trustees", accounts, lambda user: user.display_name)


class StrikeForm(BaseForm):
    reason = TextField(label="Lý do", max_length=300, help_text="Ví dụ: thôi là thành viên Hội đồng từ ngày nào.")


def _count_field(label: str, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most)


class PaperCountForm(BaseForm):
    """The hand count: whole papers first, then four numbers an item."""

    def __init__(self, *args, items: Sequence[Mapping[str, str]], issued: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        words = {"yes": "đồng ý", "no": "không đồng ý", "blank": "không có ý kiến", "invalid": "không hợp lệ"}
        self.fields["issued"] = _count_field("Số phiếu phát ra", 65535)
        self.fields["issued"].help_text = f"Danh sách ghi đã phát {issued} phiếu."
        self.fields["returned"] = _count_field("Số phiếu thu về", 65535)
        self.fields["spoiled"] = _count_field("Số phiếu không hợp lệ (cả phiếu)", 65535)
        for place, (number, item) in enumerate(zip(numbers_of(items), items, strict=True)):
            for mark, word in words.items():
                self.fields[f"{mark}_{place}"] = _count_field(f"{number}. {item['label']}: {word}", 65535)
        for field in self.fields.values():
            self._dress(field)

    @property
    def entry(self) -> dict:
        """The arguments of ``actions_paper.enter_paper_count``."""
        data = self.cleaned_data
        marks = ("yes", "no", "blank", "invalid")
        counts = {
            item["key"]: {mark: data[f"{mark}_{place}"] for mark in marks} for place, item in enumerate(self.items)
        }
        return {name: data[name] for name in ("issued", "returned", "spoiled")} | {"counts": counts}


class OpinionForm(BaseForm):
    """A signed written opinion: the paper it stands on, and one choice an item."""

    reference = TextField(label="Số, ngày của văn bản có chữ ký", max_length=200)

    def __init__(self, *args, items: Sequence[Mapping[str, str]], words: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        for place, (number, item) in enumerate(zip(numbers_of(items), items, strict=True)):
            self.fields[f"item_{place}"] = forms.ChoiceField(
                label=f"{number}. {item['label']}", choices=list(words.items()), widget=forms.RadioSelect
            )
        for field in self.fields.values():
            self._dress(field)

    @property
    def choices(self) -> dict[str, str]:
        return {item["key"]: self.cleaned_data[f"item_{place}"] for place, item in enumerate(self.items)}
