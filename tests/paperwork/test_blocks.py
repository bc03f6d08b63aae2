from datetime import date, datetime
from decimal import Decimal

import pytest

from paperwork.blocks import (
    Distribution,
    PaperError,
    Reference,
    Signer,
    bare_name,
    broken_agency,
    closed,
    legal_basis,
    paragraph,
    roman,
    written_date,
    written_number,
    written_share,
    written_time,
)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2025, 12, 31), "ngày 31 tháng 12 năm 2025"),
    ],
)
def test_day_below_ten_and_months_one_and_two_are_padded(day, written):
    assert written_date(day) == written


def test_time_is_written_out():
    assert written_time(datetime(2026, 3, 9, 8, 5)) == "08 giờ 05 phút, ngày 09 tháng 3 năm 2026"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (None, ""),
        (0, "0"),
        (1250, "1.250"),
        (1234567, "1.234.567"),
        (Decimal("97.50"), "97,5"),
        (Decimal("1234.05"), "1.234,05"),
        (Decimal("1E+3"), "1.000"),
        (Decimal("-0.5"), "-0,5"),
        ("trên 95", "trên 95"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(number, written):
    assert written_number(number) == written


@pytest.mark.parametrize("number", [0.1, Decimal("NaN"), Decimal("Infinity")])
def test_inexact_numbers_are_refused(number):
    with pytest.raises(PaperError):
        written_number(number)


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [(9, 10, "90,00%"), (89_999, 100_000, "89,99%"), (23, 24, "95,83%"), (0, 7, "0,00%"), (24, 24, "100,00%")],
)
def test_a_share_is_cut_and_never_rounded_up(part, whole, written):
    assert written_share(part, whole) == written


def test_a_share_of_nobody_is_refused():
    with pytest.raises(PaperError):
        written_share(0, 0)


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        (Reference(5, "QĐ-UBND", None), "05/QĐ-UBND"),
        (Reference(128, "QĐ-UBND", None), "128/QĐ-UBND"),
        (Reference(None, "TTr-SNV", None), "\u00a0" * 7 + "/TTr-SNV"),
    ],
)
def test_number_below_ten_is_padded_and_a_missing_one_leaves_room(reference, written):
    assert reference.written() == written


def test_number_zero_is_refused():
    with pytest.raises(PaperError):
        Reference(0, "QĐ-UBND", None).written()


def test_signer_lines_are_upper_case_in_order():
    signer = Signer("TM. Ủy ban nhân dân\nKT. Chủ tịch", "Phó Chủ tịch", "Lê Thị Mơ")
    assert signer.data() == {
        "lines": ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        "name": "Lê Thị Mơ",
    }


def test_unknown_signing_authority_is_refused_by_name():
    with pytest.raises(PaperError, match=r"“Thay mặt Ủy ban” phải bắt đầu bằng .*TM\., Q\., KT\., TL\., TUQ\."):
        Signer("Thay mặt Ủy ban", "Chủ tịch", "Lê Thị Mơ").data()


def test_recipients_get_dashes_and_the_filing_line_ends_the_list():
    assert Distribution(("Như Điều 3;", "Các sở"), "VT, NV.").data() == ["- Như Điều 3;", "- Các sở;", "- Lưu: VT, NV."]


def test_long_agency_names_break_before_their_place():
    assert broken_agency("ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH") == "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NINH"
    assert broken_agency("SỞ NỘI VỤ") == "SỞ NỘI VỤ"


def test_name_under_a_signature_has_no_form_of_address():
    assert bare_name("Bà Lê Thị Quỳnh, Thư ký Hội đồng") == "Lê Thị Quỳnh"
    assert bare_name("Ông Ích Khiêm") == "Ích Khiêm"
    assert bare_name("Bành Văn Ông") == "Bành Văn Ông"


def test_roman_numerals():
    assert [roman(n) for n in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]
    with pytest.raises(PaperError):
        roman(40)


def test_legal_bases_end_with_semicolon_and_the_last_with_a_stop():
    assert legal_basis("Căn cứ Luật.", last=False)["text"] == "Căn cứ Luật;"
    assert legal_basis("Theo đề nghị;", last=True)["text"] == "Theo đề nghị."


def test_closing_mark_replaces_the_last_stop_only():
    assert [b["text"] for b in closed([paragraph("Một."), paragraph("Hai.")])] == ["Một.", "Hai./."]
