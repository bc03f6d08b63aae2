"""Typed text, numbers and dates: clean values or one clear Vietnamese sentence."""

import unicodedata
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

import thidua
from thidua.shared import clock
from thidua.shared.forms import (
    CONTROL_MESSAGE,
    LEGACY_MESSAGE,
    BaseForm,
    DateField,
    LongTextField,
    NumberField,
    TextField,
    VersionedMixin,
    WholeNumberField,
    YearField,
    looks_like_legacy_encoding,
    reason_trouble,
)
from thidua.shared.wording import vi_number


class Sample(BaseForm):
    name = TextField(label="Họ và tên", max_length=20)
    note = LongTextField(label="Ghi chú", required=False)
    score = NumberField(label="Điểm", required=False, min_value=0, max_value=1000)
    people = WholeNumberField(label="Số người", required=False)
    day = DateField(label="Ngày", required=False)
    kind = forms.ChoiceField(label="Loại", required=False, choices=[("a", "A"), ("b", "B")])


class VersionedSample(VersionedMixin, BaseForm):
    name = TextField(label="Tên")


def errors(**data: str) -> dict[str, list[str]]:
    return {key: list(value) for key, value in Sample({"name": "Hà", **data}).errors.items()}


def cleaned(**data: str) -> dict:
    form = Sample({"name": "Hà", **data})
    assert form.errors == {}
    return form.cleaned_data


def test_a_name_typed_in_nfd_is_kept_in_nfc():
    assert cleaned(name=unicodedata.normalize("NFD", "  Đặng  Thị Ngọc "))["name"] == "Đặng Thị Ngọc"


def test_line_breaks_stay_in_long_text_and_become_blanks_in_a_line():
    form = cleaned(name="Lê\nHà", note="một\r\nhai")
    assert (form["name"], form["note"]) == ("Lê Hà", "một\nhai")


@pytest.mark.parametrize("text", ["Hà\x07", "Hà\u202egnaH", "Hà\ud800", "Hà\ue000"])
def test_control_and_direction_characters_are_refused(text):
    assert errors(name=text) == {"name": [CONTROL_MESSAGE]}


def test_a_null_character_is_refused():
    assert list(errors(name="Hà\x00")) == ["name"]


@pytest.mark.parametrize(
    "text",
    [
        "NguyÔn V¨n §øc", "TrÇn ThÞ H»ng", "Lª ThÞ Hoµ", "ph­êng Hång Hµ",
        "Nguyeãn Vaên Ñöùc", "Traàn Thò Haèng", "TRAÀN VAÊN NAM",
    ],
)  # fmt: skip
def test_text_in_an_old_code_page_is_named_as_such(text):
    assert errors(name=text) == {"name": [LEGACY_MESSAGE]}


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Văn Đức", "Lê Thị Hoà", "Hoàng Hoa Thám", "toán", "Hoã", "Ea H’leo", "Đắk Lắk", "Y Nhoã",
        "François Müller", "Raphaël", "São Paulo", "Åse Sørensen", "Ñandu", "José", "§ 5 khoản 1", "20 m²", "100 µm",
        "«Thi đua»", "Thi đua ©", "iPhone", "",
    ],
)  # fmt: skip
def test_vietnamese_in_unicode_and_foreign_names_are_not_taken_for_an_old_code_page(text):
    assert looks_like_legacy_encoding(text) is False


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1.234,5", "1234.5"), ("1234,5", "1234.5"), ("1 234", "1234"), ("0,25", "0.25"), ("1.234", "1234"), ("7", "7")],
)
def test_numbers_are_read_the_vietnamese_way(typed, value):
    assert NumberField(places=2).clean(typed) == Decimal(value)


def test_a_decimal_point_is_refused_with_the_way_to_write_it():
    assert errors(score="96.5") == {
        "score": ["Dấu chấm là phần nghìn hay phần thập phân? Viết phần thập phân sau dấu phẩy, ví dụ 96,5."]
    }


@pytest.mark.parametrize("typed", ["abc", "1,2,3", "1e5", "NaN", "Infinity", "٣", "--1", "9" * 41, "1,"])
def test_what_is_no_number_gets_one_sentence(typed):
    assert errors(score=typed) == {"score": ["Hãy nhập một số, ví dụ 1.234,5 (dấu phẩy trước phần thập phân)."]}


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("score", "-1", "Số nhỏ nhất được nhận là 0."),
        ("score", "1.000,5", "Số lớn nhất được nhận là 1.000."),
        ("score", "1,234", "Chỉ nhận tối đa 2 chữ số thập phân."),
        ("people", "1,5", "Hãy nhập số nguyên, không có phần thập phân."),
    ],
)
def test_limits_of_numbers_are_said(field, typed, message):
    assert errors(**{field: typed}) == {field: [message]}


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_number_shown_by_us_is_read_back_the_same(number):
    assert NumberField(places=4).clean(vi_number(number)) == number


def test_a_whole_number_is_an_int():
    assert cleaned(people="1.200")["people"] == 1200


@pytest.mark.parametrize("typed", ["21/11/2026", "21-11-2026", "2026-11-21"])
def test_days_are_read_day_first(typed):
    assert cleaned(day=typed)["day"] == date(2026, 11, 21)


@pytest.mark.parametrize(("typed", "day"), [("31/02/2026", "31/02/2026"), ("2023-2-30", "30/02/2023"),
                                            ("29.2.2025", "29/02/2025"), ("31-04-2026", "31/04/2026")])  # fmt: skip
def test_a_day_the_calendar_does_not_have_is_told_as_such(typed, day):
    assert errors(day=typed) == {"day": [f"Không có ngày {day}. Hãy xem lại ngày và tháng."]}


@pytest.mark.parametrize(("typed", "year"), [("01/01/3000", "3000"), ("1/1/0001", "0001")])
def test_a_year_nobody_means_is_named(typed, year):
    assert errors(day=typed) == {
        "day": [f"Năm {year} không hợp lý: chỉ nhận từ năm 1900 đến năm 2199. Hãy xem lại năm."]
    }


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("Nhầm", "Cần ít nhất 10 ký tự (đang có 4): nói rõ vì sao, để người xem lại sau này hiểu."),
        ("aaaaaaaaaaaaaaaa", "Hãy ghi lý do bằng lời, ít nhất hai từ."),
        ("Ghi nhầm ngày bổ nhiệm", ""),
    ],
)
def test_a_reason_says_what_it_lacks(typed, trouble):
    assert reason_trouble(typed) == trouble


@pytest.mark.parametrize("typed", ["32/01/2026", "11/21/2026", "21/11/26", "hôm nay"])
def test_a_day_that_is_none_gets_the_day_it_is_as_an_example(monkeypatch, typed):
    monkeypatch.setattr(clock, "today", lambda: date(2025, 12, 5))
    assert errors(day=typed) == {"day": ["Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 05/12/2025."]}
    assert str(Sample()["day"]).count('placeholder="ngày/tháng/năm"') == 1


def test_errors_of_every_field_are_vietnamese():
    assert errors(name="", kind="zzz") == {
        "name": ["Mục này không được để trống."],
        "kind": ["Giá trị đã chọn không có trong danh sách. Hãy chọn lại."],
    }
    assert errors(name="x" * 21) == {"name": ["Dài quá 20 ký tự (đang có 21). Hãy rút gọn."]}


def test_values_are_shown_the_vietnamese_way():
    form = Sample(initial={"score": Decimal("1234.50"), "day": date(2026, 1, 5)})
    assert (form["score"].value(), form["day"].value()) == ("1.234,5", "05/01/2026")


def test_a_page_that_grew_old_is_refused_and_keeps_what_was_typed():
    form = VersionedSample({"version": "3", "name": "Hà"}, thing_version=4, thing_name="giao ước")
    assert [error.code for error in form.errors.as_data()["__all__"]] == ["stale"]
    assert form.errors["__all__"][0].startswith("Trang này đã cũ: giao ước vừa được thay đổi.")
    assert form["name"].value() == "Hà"


def test_a_page_of_the_present_version_passes():
    form = VersionedSample({"version": "4", "name": "Hà"}, thing_version=4)
    assert form.errors == {}


def test_a_form_without_its_version_is_refused():
    form = VersionedSample({"name": "Hà"}, thing_version=4)
    assert [error.code for error in form.errors.as_data()["__all__"]] == ["stale"]


class ChoosingForm(BaseForm):
    colour = forms.ChoiceField(label="Màu")
    name = TextField(label="Tên", required=False)


def test_a_form_takes_only_what_it_offers():
    form = ChoosingForm({"colour": "red"})
    form.offer("colour", iter([("red", "Đỏ"), ("gold", "Vàng")]))
    assert form.is_valid()
    assert form.cleaned_data["colour"] == "red"
    other = ChoosingForm({"colour": "red"})
    other.offer("colour", [("gold", "Vàng")])
    assert other.errors == {"colour": ["Giá trị đã chọn không có trong danh sách. Hãy chọn lại."]}


def test_choices_are_offered_to_choice_fields_only():
    with pytest.raises(AssertionError):
        ChoosingForm().offer("name", [("red", "Đỏ")])


class YearSample(BaseForm):
    year = YearField(label="Năm")
    past = YearField(label="Năm khen", min_value=1945, required=False)


def test_a_year_is_shown_and_read_without_a_dot():
    shown = YearSample(initial={"year": 2025, "past": 1985})
    assert [shown[name].value() for name in ("year", "past")] == ["2025", "1985"]
    form = YearSample({"year": "2025", "past": ""})
    assert (form.is_valid(), form.cleaned_data) == (True, {"year": 2025, "past": None})


@pytest.mark.parametrize("typed", ["1999", "2101", "-2025", "2025,5"])
def test_a_year_out_of_range_is_refused_with_years_written_as_years(typed):
    assert YearSample({"year": typed}).errors == {"year": ["Hãy nhập năm từ 2000 đến 2100."]}
    assert "past" not in YearSample({"year": "2025", "past": "1945"}).errors


def test_every_field_that_is_a_year_is_a_year_field():
    """Walks the forms of all packages: a number field that holds a year would show 2.025."""
    found = {}
    for path in sorted(Path(thidua.__file__).parent.glob("*/forms.py")):
        module = import_module(f"thidua.{path.parent.name}.forms")
        for form in vars(module).values():
            for name, field in getattr(form, "base_fields", {}).items():
                if isinstance(field, NumberField) and name.startswith("year"):
                    found[f"{path.parent.name}.{form.__name__}.{name}"] = isinstance(field, YearField)
    assert len(found) >= 5
    assert [name for name, is_year in found.items() if not is_year] == []


class WithFiles(BaseForm):
    title = TextField(label="Tên", max_length=20)
    file = forms.FileField(label="Tệp", required=False)
    other = forms.FileField(label="Tệp khác", required=False)


@pytest.mark.parametrize(("title", "lost"), [("", "bản <b>ký.pdf"), ("Quyết định", "")])
def test_a_refused_form_tells_the_file_to_choose_again(title, lost):
    file = SimpleUploadedFile("bản <b>ký.pdf", b"%PDF-1.7")
    form = WithFiles({"title": title}, {"file": file})
    assert ([form[name].lost_files for name in form.fields], WithFiles()["file"].lost_files) == (["", lost, ""], "")
    shown = " ".join(render_to_string("components/form.html", {"form": form}).split())
    told = "Mời chọn lại tệp bản &lt;b&gt;ký.pdf: trình duyệt không giữ tệp khi biểu mẫu bị trả lại."
    assert (told in shown, shown.count("Mời chọn lại tệp")) == (bool(lost), int(bool(lost)))
