"""Forms: Vietnamese words, clean text, Vietnamese numbers and dates, and a guard against pages that have grown old.

Every form of the house inherits :class:`BaseForm` (or :class:`BaseModelForm`). All text is brought to NFC, freed of
blanks at its ends and refused when it holds control characters or looks like TCVN3 or VNI bytes read as Latin.
"""

import copy
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.forms.boundfield import BoundField
from django.http import HttpRequest, QueryDict

from thidua.shared import clock
from thidua.shared.text import LEAST_REASON, reason_trouble
from thidua.shared.wording import vi_date, vi_number

LEGACY_MESSAGE = (
    "Văn bản có vẻ dùng bảng mã cũ (TCVN3/VNI). Hãy chuyển sang Unicode (Unikey: Ctrl+Shift+F6) rồi dán lại."
)
CONTROL_MESSAGE = (
    "Có ký tự điều khiển không nhìn thấy được (thường do dán từ tệp khác). Hãy gõ lại hoặc dán dạng văn bản thuần."
)

# Signs that TCVN3 puts inside words ("NguyÔn V¨n §øc") and a capital after a small letter, which no name has;
# VNI pairs of a vowel and a second sign for its mark ("Nguyeãn", "Ñaûng") that no language here writes.
_STRONG = re.compile(
    r"[¡¢£¤¥¦§¨©ª«¬®¯µ¶¸¹»¼½¾×Þ÷]|[a-zà-ÿ][À-ÖØ-Þ]"
    r"|[aeouy][ùøûõ]|[aeo][âåä]|[ae][áàã]|a[êèú]|[öô][ùøûõï]",
)
_STRONG_CAPITALS = re.compile(r"[AEOUY][ÙØÛÕ]|[AEO][ÂÅÄ]|[AE][ÁÀÃ]|A[ÊÈÚ]|[ÖÔ][ÙØÛÕÏ]")
# Letters those encodings use that names of other languages use as well (Müller, Raphaël): alone they prove nothing.
_WEAK = re.compile("[\u00adÆÇËÎÏÑÖØÜßäåæçëîïñöøüûþÿ]")
_WORDS = re.compile(r"[^\s\d.,;:()\"'/\-–]+")
_ALLOWED_CONTROLS = {"\n", "\r", "\t"}
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")  # zero-width signs that word processors leave behind


def looks_like_legacy_encoding(text: str) -> bool:
    """Whether ``text`` looks like TCVN3 or VNI read as Latin ("NguyÔn V¨n §øc", "Nguyeãn Vaên Ñöùc").

    A stray "§ 5", "20 m²", «quotes» or a foreign name passes: one word in three must be suspicious, and either one of
    them holds what no other writing has, or there are three of them and half of all words.
    """
    words = [word.removeprefix("«").removesuffix("»") for word in _WORDS.findall(unicodedata.normalize("NFC", text))]
    words = [word for word in words if len(word) > 1 and word not in ("µm", "µg", "µl")]
    plain = [word for word in words if not any(_is_vietnamese_only(sign) for sign in word)]
    strong = sum(1 for word in plain if _STRONG.search(word) or _STRONG_CAPITALS.search(word))
    suspicious = sum(1 for word in plain if _STRONG.search(word) or _STRONG_CAPITALS.search(word) or _WEAK.search(word))
    if strong:
        return 3 * suspicious >= len(words)
    return suspicious >= 3 and 2 * suspicious >= len(words)


def _is_vietnamese_only(sign: str) -> bool:
    """Signs that exist in Unicode Vietnamese and in neither old code page: ơ ư ă đ and the block 1EA0–1EF9."""
    return sign in "ăĂđĐơƠưƯĩĨũŨ" or "\u1ea0" <= sign <= "\u1ef9"


def clean_text(value: str) -> str:
    """``value`` in NFC without invisible signs and without blanks at its ends; ValidationError as said above."""
    if looks_like_legacy_encoding(value):  # before the soft hyphen goes, which TCVN3 uses as a letter
        raise ValidationError(LEGACY_MESSAGE, code="legacy")
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", value)).replace("\r\n", "\n").replace("\u00a0", " ").strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn"} and sign not in _ALLOWED_CONTROLS for sign in text):
        raise ValidationError(CONTROL_MESSAGE, code="control")
    if any(sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for sign in text):
        raise ValidationError(CONTROL_MESSAGE, code="control")  # signs that turn the direction of writing
    return text


class TextField(forms.CharField):
    """One line of text, cleaned; line breaks become blanks."""

    def to_python(self, value: Any) -> str:
        return " ".join(clean_text(super().to_python(value) or "").split())


class LongTextField(forms.CharField):
    """Several lines of text, cleaned; line breaks kept."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, **options: Any):
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class ReasonField(LongTextField):
    """A reason that is kept; says how long it must be before it is refused."""

    def __init__(self, **options: Any):
        help_text = f"Ít nhất {LEAST_REASON} ký tự."
        given: dict[str, Any] = {"label": "Lý do", "rows": 3, "max_length": 300, "help_text": help_text}
        super().__init__(**(given | options))

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and (trouble := reason_trouble(text)):
            raise ValidationError(trouble, code="reason")
        return text


class NumberField(forms.Field):
    """A number as Vietnamese people type it: "1.234,5", "1234,5", "1 234". Gives a Decimal.

    A lone point before exactly three figures groups thousands ("1.234" is 1234); before one, two or more than three
    figures ("96.5") it is refused with the way to write it, so that 96,5 never becomes 965.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Hãy nhập một số, ví dụ 1.234,5 (dấu phẩy trước phần thập phân).",
        "point": "Dấu chấm là phần nghìn hay phần thập phân? Viết phần thập phân sau dấu phẩy, ví dụ {example}.",
        "small": "Số nhỏ nhất được nhận là {limit}.",
        "large": "Số lớn nhất được nhận là {limit}.",
        "places": "Chỉ nhận tối đa {limit} chữ số thập phân.",
        "whole": "Hãy nhập số nguyên, không có phần thập phân.",
    }

    def __init__(self, *, min_value: Any = None, max_value: Any = None, places: int = 2, **options: Any):
        self.min_value = None if min_value is None else Decimal(str(min_value))
        self.max_value = None if max_value is None else Decimal(str(max_value))
        self.places = places
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "numeric" if self.places == 0 else "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return vi_number(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        text = str(value).strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("−", "-")
        if len(text) > 40 or not re.fullmatch(r"-?\d[\d.]*(,\d+)?", text, re.ASCII):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        whole, _, decimals = text.partition(",")
        if "." in whole and not re.fullmatch(r"-?\d{1,3}(\.\d{3})+", whole):
            example = whole.replace(".", ",") if whole.count(".") == 1 else "1.234,5"
            raise ValidationError(self.error_messages["point"].format(example=example), code="point")
        try:
            return Decimal(f"{whole.replace('.', '')}.{decimals or 0}") if decimals else Decimal(whole.replace(".", ""))
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        places = max(0, -value.normalize().as_tuple().exponent)
        if places > self.places:
            if self.places == 0:
                raise ValidationError(self.error_messages["whole"], code="places")
            raise ValidationError(self.error_messages["places"].format(limit=self.places), code="places")
        if self.min_value is not None and value < self.min_value:
            raise ValidationError(self.error_messages["small"].format(limit=vi_number(self.min_value)), code="small")
        if self.max_value is not None and value > self.max_value:
            raise ValidationError(self.error_messages["large"].format(limit=vi_number(self.max_value)), code="large")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (None if initial in self.empty_values else Decimal(str(initial)))
        except (ValidationError, InvalidOperation):
            return True


class WholeNumberField(NumberField):
    """A whole number; gives an int."""

    default_error_messages = {
        "invalid": "Hãy nhập một số nguyên, ví dụ 12.",
        "point": "Hãy nhập số nguyên, không có phần thập phân.",
    }

    def __init__(self, **options: Any):
        super().__init__(places=0, **options)

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else int(number)


class YearField(WholeNumberField):
    """A year, written without a dot between the figures, read with or without; 2000 to 2100 unless told otherwise."""

    default_error_messages = {
        "invalid": "Hãy nhập năm bằng bốn chữ số, ví dụ 2026.",
        "point": "Hãy nhập năm bằng bốn chữ số, ví dụ 2026.",
        "year": "Hãy nhập năm từ {} đến {}.",
    }

    def __init__(self, *, min_value: int = 2000, max_value: int = 2100, **options: Any):
        super().__init__(min_value=min_value, max_value=max_value, **options)

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)
        if value is not None and not (value == int(value) and self.min_value <= value <= self.max_value):
            raise ValidationError(self.error_messages["year"].format(self.min_value, self.max_value), code="year")

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value


_DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
_LIKE_A_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


class DayInput(forms.TextInput):
    """Says how a day is written, in words: a day standing there would look filled in."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return {"placeholder": "ngày/tháng/năm", **super().build_attrs(base_attrs, extra_attrs)}


class DateField(forms.DateField):
    """A day typed as 21/11/2026; also 21-11-2026 and 2026-11-21. Years 1900 to 2199."""

    default_error_messages = {
        "invalid": "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ {example}.",
        "year": "Năm {year} không hợp lý: chỉ nhận từ năm 1900 đến năm 2199. Hãy xem lại năm.",
        "no_such_day": "Không có ngày {day}. Hãy xem lại ngày và tháng.",
    }

    def __init__(self, **options: Any):
        options.setdefault("input_formats", list(_DAY_FORMATS))
        options.setdefault("widget", DayInput(attrs={"class": "is-date", "autocomplete": "off"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return vi_date(value) if isinstance(value, date | datetime) else value

    def to_python(self, value: Any) -> date | None:
        try:
            day = super().to_python(value)
        except ValidationError:
            raise self._refused(str(value)) from None
        if day is not None and not 1900 <= day.year <= 2199:
            year = self.error_messages["year"].format(year=f"{day.year:04d}")
            raise ValidationError(year, code="invalid")
        return day

    def _refused(self, typed: str) -> ValidationError:
        """30/02 of a year is written as a day and is none; anything else is told how to write one."""
        found = _LIKE_A_DAY.fullmatch(typed.strip())
        if found:
            day, month, year = (
                int(each) for each in (found.group(1, 2, 3) if found[1] else (found[6], found[5], found[4]))
            )
            if 1 <= month <= 12 and 28 < day <= 31:
                return ValidationError(
                    self.error_messages["no_such_day"].format(day=f"{day:02d}/{month:02d}/{year:04d}"), code="invalid"
                )
        return ValidationError(self.error_messages["invalid"].format(example=vi_date(clock.today())), code="invalid")


class FormField(BoundField):
    """A bound field that knows how components/field.html shall draw it."""

    @property
    def optional_vi(self) -> str:
        """What stands beside the label of a field that may be left empty; a field may say when it may not."""
        return getattr(self.field, "optional_vi", "không bắt buộc")

    @property
    def lost_files(self) -> str:
        """Names of the files chosen for a form that comes back refused: browsers never fill a file input again."""
        if not isinstance(self.field.widget, forms.FileInput) or not self.form.is_bound or not self.form.errors:
            return ""
        chosen = self.field.widget.value_from_datadict(self.form.data, self.form.files, self.html_name)
        each = chosen if isinstance(chosen, list | tuple) else [chosen]
        return ", ".join(file.name for file in each if getattr(file, "name", ""))

    @property
    def is_single_check(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def checks(self) -> bool:
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)

    @property
    def first_id(self) -> str:
        """Where the link of the error summary leads: the input, or the first of a group."""
        return f"{self.auto_id}_0" if self.checks else str(self.auto_id)


WORDS = {
    "required": "Mục này không được để trống.",
    "invalid_choice": "Giá trị đã chọn không có trong danh sách. Hãy chọn lại.",
    "invalid_list": "Hãy chọn trong danh sách.",
    "invalid_pk_value": "Giá trị đã chọn không hợp lệ. Hãy chọn lại.",
    "max_length": "Dài quá %(limit_value)d ký tự (đang có %(show_value)d). Hãy rút gọn.",
    "min_length": "Cần ít nhất %(limit_value)d ký tự (đang có %(show_value)d).",
    "empty": "Tệp đã chọn rỗng. Hãy chọn tệp khác.",
    "missing": "Chưa chọn tệp.",
    "max_value": "Số lớn nhất được nhận là %(limit_value)s.",
    "min_value": "Số nhỏ nhất được nhận là %(limit_value)s.",
}


class _Dressed(forms.BaseForm):
    """What all our forms share: classes of the theme, Vietnamese errors, our bound field."""

    bound_field_class = FormField
    trouble_title = ""  # over the errors, where "Chưa lưu được" would not be true
    use_required_attribute = False  # the server answers in Vietnamese at the place of the error
    error_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for form_field in self.fields.values():
            self._dress(form_field)

    def offer(self, name: str, choices: Iterable[tuple[Any, str | list[tuple[str, str]]]]) -> None:
        """Let the choice field ``name`` offer these (value, text) pairs; a (heading, pairs) stands as a group."""
        form_field = self.fields[name]
        assert isinstance(form_field, forms.ChoiceField)
        form_field.choices = list(choices)

    def offer_rows(self, name: str, rows: QuerySet[Any, Any], text: Callable[[Any], str] | None = None) -> None:
        """Let the model choice field ``name`` offer these rows; ``text`` names a row (default: ``str``)."""
        form_field = self.fields[name]
        assert isinstance(form_field, forms.ModelChoiceField)
        form_field.queryset = rows
        if text is not None:
            form_field.label_from_instance = text  # type: ignore[assignment, method-assign]  # a method by name only

    @staticmethod
    def _dress(form_field: forms.Field) -> None:
        standard: dict[str, Any] = {}
        for kind in reversed(type(form_field).__mro__):
            standard |= getattr(kind, "default_error_messages", {}) if "default_error_messages" in vars(kind) else {}
        for code, words in WORDS.items():
            # a sentence that the form wrote for its own field stays
            if code in standard and form_field.error_messages[code] == standard[code]:
                form_field.error_messages[code] = words
        for validator in form_field.validators:
            if isinstance(validator, BaseValidator) and validator.code in ("max_length", "min_length"):
                validator.message = WORDS[validator.code]
        widget = form_field.widget
        if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
            look = "form-check-input"
        elif isinstance(widget, forms.Select):
            look = "form-select"
        elif isinstance(widget, forms.HiddenInput):
            return
        else:
            look = "form-control"
        present = widget.attrs.get("class", "")
        if look not in present.split():
            widget.attrs["class"] = f"{look} {present}".strip()


class BaseForm(_Dressed, forms.Form):
    """Inherit for every form; fields: TextField, LongTextField, NumberField, WholeNumberField, DateField."""


class BaseModelForm(_Dressed, forms.ModelForm):
    """The same for a form of one model; writing still belongs to the action, so views use ``cleaned_data``."""


FormSet = TypeVar("FormSet", bound=BaseFormSet)


def formset_class(kind: type[FormSet], form: type[forms.Form], **options: Any) -> type[FormSet]:
    """``formset_factory`` that says what it makes: a subclass of ``kind`` with one ``form`` a row."""
    made = formset_factory(form, formset=kind, **options)
    assert issubclass(made, kind)
    return made


class VersionedMixin(forms.Form):
    """Carries the version of the thing the page showed; refuses the form when the thing has changed since.

    ``MyForm(data, thing_version=pledge.updated_at, thing_name="Giao ước")``. The version may be any value with a stable
    text (a counter, a moment). What the person typed stays in the form, so that nothing is lost.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)

    def __init__(self, *args: Any, thing_version: Any, thing_name: str = "nội dung", **kwargs: Any):
        self.thing_version = version_token(thing_version)
        self.thing_name = thing_name
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.thing_version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("version", "") != self.thing_version:
            raise ValidationError(
                f"Trang này đã cũ: {self.thing_name} vừa được thay đổi. Những gì bạn đã nhập vẫn còn dưới đây; "
                "mở trang mới trong thẻ khác để so lại, rồi nhập vào trang mới.",
                code="stale",
            )
        return cleaned


class AsksAgain(forms.Form):
    """A form that asks back once where something is possible but unlikely, and takes it when told it is meant.

    The view calls :meth:`is_settled` with the doubts of a valid form. With none it goes on; else the form comes back with
    the doubts beside a box “vẫn ghi”. The tick counts for the doubts that were shown, not for new ones. Put it before
    :class:`BaseForm` among the bases.
    """

    NAMES = ("asked", "is_sure")
    asked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    is_sure = forms.BooleanField(label="Tôi đã xem lại, vẫn ghi như trên", required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.put_last()
        if "asked" not in (self.data or {}):
            self.drop()

    def put_last(self) -> None:
        """The box stands after every other field, where the eye goes before the button."""
        for name in self.NAMES:
            if name in self.fields:
                self.fields[name] = self.fields.pop(name)

    def drop(self) -> None:
        """Nothing is asked."""
        for name in self.NAMES:
            self.fields.pop(name, None)

    def is_settled(self, doubts: Iterable[str]) -> bool:
        """Whether the act may go on: no doubts, or these very ones have been seen and confirmed."""
        doubts = list(doubts)
        if not doubts:
            self.drop()
            return True
        token = hashlib.sha256("\n".join(doubts).encode()).hexdigest()
        if self.cleaned_data.get("asked") == token and self.cleaned_data.get("is_sure"):
            return True
        for name in self.NAMES:
            self.fields.setdefault(name, copy.deepcopy(self.base_fields[name]))
            self._dress(self.fields[name])  # type: ignore[attr-defined]
        self.put_last()
        shown: Any = self.data.copy()  # type: ignore[attr-defined]  # what the form shows again, not what was sent
        shown[self.add_prefix("asked")] = token
        shown.pop(self.add_prefix("is_sure"), None)
        self.data = shown
        for doubt in doubts:
            self.add_error("is_sure", doubt)
        return False

    def stated(self) -> dict[str, Any]:
        """``cleaned_data`` without what belongs to the asking."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.NAMES}


def version_token(value: Any) -> str:
    """A version as text: moments to the microsecond in ISO form, everything else by ``str``."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form of this request is bound to: the data of a POST, even an empty one, else nothing."""
    return request.POST if request.method == "POST" else None
