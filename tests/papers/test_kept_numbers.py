"""Numbers of kept papers: one number once within a series, each series from 01."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from thidua.papers.actions import keep_paper, next_number
from thidua.papers.models import NumberSeries
from thidua.papers.queries import book_of


def kept(province, symbol: str, number: int):
    return keep_paper(
        kind="council_minutes", title="Biên bản", unit=province.root.unit, content=b"%PDF", issued_on=date(2025, 12, 10),
        by=province.root.clerk, at=province.at, number=number, number_text=f"{number:02d}/{symbol}",
    )  # fmt: skip


def test_two_series_of_a_unit_each_have_a_paper_number_one(province):
    with transaction.atomic():
        numbers = [next_number(province.root.unit, symbol, 2025) for symbol in ("BB-HĐTĐKT", "BB-HĐSK")]
    papers = [kept(province, symbol, n) for symbol, n in zip(("BB-HĐTĐKT", "BB-HĐSK"), numbers, strict=True)]
    assert [paper.number_text for paper in papers] == ["01/BB-HĐTĐKT", "01/BB-HĐSK"]


def test_one_number_of_a_series_is_kept_once(province):
    kept(province, "BB-HĐSK", 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(province, "BB-HĐSK", 1)


def test_the_book_of_a_council_shows_its_minutes_and_nothing_missing(province):
    root = province.root.unit
    with transaction.atomic():
        for symbol in ("BB-HĐTĐKT", "BB-HĐTĐKT", "BB-HĐ"):
            kept(province, symbol, next_number(root, symbol, 2025))
    books = {series.symbol: book_of(series) for series in NumberSeries.objects.filter(unit=root)}
    assert {symbol: [(line.text, line.state) for line in lines] for symbol, lines in books.items()} == {
        "BB-HĐTĐKT": [("01/BB-HĐTĐKT", "issued"), ("02/BB-HĐTĐKT", "issued")],
        "BB-HĐ": [("01/BB-HĐ", "issued")],
    }


def test_the_list_of_books_names_the_kind_and_writes_a_year_as_a_year(province, client):
    with transaction.atomic():
        next_number(province.root.unit, "BB-HĐTĐKT", 2025)
    client.force_login(province.root.clerk)
    row = client.get(reverse("papers:series")).context["table"].rows[0]
    assert [cell.text for cell in row.cells][:3] == [
        "Biên bản Hội đồng Thi đua - Khen thưởng (BB-HĐTĐKT)", "Tỉnh Quảng Ninh", "2025",
    ]  # fmt: skip
