"""Numbers of kept papers: one number once within a series, each series from 01."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from thidua.papers.actions import keep_paper, next_number


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
