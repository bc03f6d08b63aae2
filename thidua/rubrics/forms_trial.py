"""Forms of the trial with invented figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from rulebook.typed import percent_doubt, percent_meant
from thidua.rubrics.trial import Asked
from thidua.rubrics.words import LARGEST
from thidua.shared.forms import (
    BaseForm,
    DateField,
    NumberField,
    WholeNumberField,
)
from thidua.shared.wording import vi_number


class TrialForm(BaseForm):
    """How many invented units are tried."""

    units = WholeNumberField(label="Số đơn vị giả định", min_value=1, max_value=8, initial=3)


MOST_TRIAL_FIELDS = 800  # a page of more is refused by the server's own limit
_YES_NO = [("", "—"), ("yes", "Có"), ("no", "Không")]


class WholesField(forms.Field):
    """Whole numbers between commas or blanks: "4, 5, 12"; gives a list."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> list[int] | None:
        parts = str(value or "").replace(",", " ").replace(";", " ").split()
        if len(parts) > 50 or any(not part.isdecimal() or len(part) > 6 for part in parts):
            raise forms.ValidationError("Ghi các số nguyên, cách nhau bằng dấu phẩy, ví dụ: 4, 12.")
        return [int(part) for part in parts] or None

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(each) for each in value) if isinstance(value, list) else value


ALL = "all"


def as_percent(data: QueryDict, asked: Sequence[Asked]) -> QueryDict:
    """What was sent, with the fraction written as the percentage the person confirmed: ``percent`` names the field, or
    ``all`` of them."""
    which = data.get("percent", "")
    if not which:
        return data
    fresh = data.copy()
    for name in [which] if which != ALL else list(data):
        place = name[1:].partition("_")[0]
        if not (name.startswith("f") and place.isdecimal() and len(place) < 6 and int(place) < len(asked)):
            continue
        if asked[int(place)].is_percent:
            try:
                meant = percent_meant(NumberField(places=6).clean(data.get(name, "")))
            except forms.ValidationError:
                continue
            if meant is not None:
                fresh[name] = vi_number(meant)
    return fresh


class TrialFiguresForm(BaseForm):
    """Invented figures: one field a figure and unit, ``f<figure>_<unit>``."""

    trouble_title = "Chưa tính được: mời xem lại"

    def __init__(
        self,
        *args: Any,
        asked: Sequence[Asked],
        names: Sequence[str],
        given: Sequence[Mapping[str, Any]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.asked, self.units = asked, names
        for place, each in enumerate(asked):
            for unit, name in enumerate(names):
                field = _trial_field(each)
                field.label = f"{each.label}, {name}"
                field.widget.attrs["aria-label"] = field.label
                key = f"f{place}_{unit}"
                self.fields[key] = field
                self._dress(field)
                value = given[unit].get(each.key)
                self.initial[key] = ("yes" if value else "no") if isinstance(value, bool) else value

    def doubt_of(self, name: str) -> str:
        """The question about one field: a percentage typed as a fraction; "" when there is none."""
        if not self.is_bound or not self.asked[int(name[1:].partition("_")[0])].is_percent:
            return ""
        return percent_doubt(getattr(self, "cleaned_data", {}).get(name))

    @property
    def doubts(self) -> list[tuple[str, str, str]]:
        """(field, whose figure it is, the percentage that may be meant) of every such question."""
        found = []
        for name, field in self.fields.items():
            if self.doubt_of(name):
                found.append((name, str(field.label), vi_number(percent_meant(self.cleaned_data[name]))))
        return found

    def figures(self) -> dict[str, dict[str, Any]]:
        """Unit → figures, what stayed empty left out."""
        found: dict[str, dict[str, Any]] = {name: {} for name in self.units}
        for place, each in enumerate(self.asked):
            for unit, name in enumerate(self.units):
                value = self.cleaned_data.get(f"f{place}_{unit}")
                if value not in (None, "", []):
                    found[name][each.key] = value == "yes" if each.kind == "yes_no" else value
        return found


def _trial_field(each: Asked) -> forms.Field:
    match each.kind:
        case "yes_no":
            return forms.ChoiceField(choices=_YES_NO, required=False)
        case "letter":
            return forms.ChoiceField(choices=[("", "—"), *((letter, letter) for letter in "ABCD")], required=False)
        case "day":
            return DateField(required=False)
        case "wholes":
            return WholesField(required=False)
        case "whole":
            return WholeNumberField(required=False, min_value=0, max_value=each.largest or LARGEST)
    return NumberField(required=False, min_value=0, max_value=each.largest or LARGEST, places=6)
