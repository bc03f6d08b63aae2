"""The bases of a decision change with the day and with who decides."""

from datetime import date

import pytest

from thidua.honours.bases import law_bases
from thidua.units.models import Unit


def _numbers(kind: str, on: date) -> list[str]:
    return [line.removeprefix("Căn cứ ").split(" ngày ")[0] for line in law_bases(Unit(kind=kind), on)]


@pytest.mark.parametrize(
    ("kind", "on", "numbers"),
    [
        ("province", date(2023, 12, 31), []),
        ("province", date(2025, 6, 30), ["Luật Thi đua, khen thưởng", "Nghị định số 98/2023/NĐ-CP"]),
        ("province", date(2025, 7, 1), ["Luật Thi đua, khen thưởng", "Nghị định số 152/2025/NĐ-CP"]),
        (
            "ward",
            date(2026, 1, 15),
            [
                "Luật Thi đua, khen thưởng",
                "Nghị định số 129/2025/NĐ-CP",
                "Nghị định số 152/2025/NĐ-CP",
                "Thông tư số 15/2025/TT-BNV",
            ],
        ),
        (
            "province",
            date(2026, 10, 1),
            [
                "Luật Thi đua, khen thưởng",
                "Luật sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng",
                "Nghị định số 152/2025/NĐ-CP",
                "Thông tư số 15/2025/TT-BNV",
            ],
        ),
    ],
)
def test_only_instruments_in_force_on_the_day_are_named(kind, on, numbers):
    assert _numbers(kind, on) == numbers
