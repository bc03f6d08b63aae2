"""The bases of a decision change with the day and with who decides."""

from datetime import date, timedelta

import pytest

from thidua.honours.bases import BASES, law_bases, said_left_out, unread_bases
from thidua.law.queries import the_book
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
                "Nghị định số 152/2025/NĐ-CP",
                "Thông tư số 15/2025/TT-BNV",
            ],
        ),
    ],
)
def test_only_instruments_in_force_on_the_day_are_named(kind, on, numbers):
    assert _numbers(kind, on) == numbers


@pytest.mark.parametrize("basis", BASES, ids=lambda basis: basis.instrument)
def test_every_basis_has_its_day_of_signing_its_days_in_force_and_a_source(basis):
    act = the_book().instruments[basis.instrument]
    assert act.issued is not None
    assert act.valid_from is not None
    assert act.issued <= act.valid_from <= (act.valid_to or date.max)
    assert act.url.startswith("http")


def test_the_one_basis_whose_articles_nobody_has_read_is_known_by_name():
    """Its number and days are known, its text is not (rulebook/data/instruments.yaml): a second such basis needs a decision."""
    instruments = the_book().instruments
    assert [each.instrument for each in BASES if instruments[each.instrument].status == "unknown"] == ["law_2026"]


def test_what_nobody_has_read_is_never_among_the_printed_bases():
    unit, on = Unit(kind="province"), date(2026, 10, 1)
    (offered,) = unread_bases(unit, on)
    assert offered.startswith("Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng")
    assert offered not in law_bases(unit, on)


def test_beside_a_form_that_offers_no_choice_one_sentence_names_what_is_left_out():
    unit, first = Unit(kind="province"), the_book().instruments["law_2026"].valid_from
    assert said_left_out(unit, first) == (
        "Bản in không ghi căn cứ Luật sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng ngày 23 tháng 4 năm 2026: "
        "đang có hiệu lực nhưng chưa đối chiếu văn bản gốc."
    )
    assert said_left_out(unit, first - timedelta(days=1)) == ""


@pytest.mark.parametrize("basis", BASES, ids=lambda basis: basis.instrument)
def test_a_basis_stands_on_papers_from_its_first_to_its_last_day_only(basis):
    act = the_book().instruments[basis.instrument]
    kind = next(iter(basis.kinds), Unit.Kind.PROVINCE)
    written = f"{act.issued.day:02d} tháng"

    def stands(on: date) -> bool:
        lines = (law_bases if act.status.decides else unread_bases)(Unit(kind=kind), on)
        return any(written in line and (act.name_vi in line or act.label_vi in line) for line in lines)

    first, day = act.valid_from, timedelta(days=1)
    assert (stands(first - day), stands(first)) == (False, True)
    if act.valid_to is not None:
        assert (stands(act.valid_to), stands(act.valid_to + day)) == (True, False)
