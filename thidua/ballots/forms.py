"""Forms of the ballot box."""

from django import forms

from thidua.ballots.models import Ballot
from thidua.ballots.permissions import PHRASE_LENGTH
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
