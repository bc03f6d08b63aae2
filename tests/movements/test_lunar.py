"""The lunar calendar against days that are known from elsewhere."""

from datetime import date

import pytest

from rulebook.book import DATA
from rulebook.yamlfile import read_yaml
from thidua.movements.lunar import name_of_year, solar_day

# The first day of the lunar year as calendars print it.
NEW_YEARS = {
    1968: date(1968, 1, 29),  # with Vietnam's own clock, a day before the calendar of China
    1985: date(1985, 1, 21),  # a month before the calendar of China
    2000: date(2000, 2, 5),
    2019: date(2019, 2, 5),
    2023: date(2023, 1, 22),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
}


@pytest.mark.parametrize(("year", "day"), list(NEW_YEARS.items()))
def test_the_new_year(year, day):
    assert solar_day(year, 1, 1) == day


def test_the_day_of_the_hung_kings_in_every_year_of_the_list_of_holidays():
    data, _ = read_yaml(DATA / "holidays.yaml")
    known = sorted(
        row["day"]
        for year in data["years"]
        for row in year["days"]
        if row["of"] == "hung_kings" and "in_lieu_of" not in row
    )
    assert len(known) >= 12
    assert [solar_day(day.year, 3, 10) for day in known] == known


def test_what_is_no_day():
    assert solar_day(2025, 12, 30) is None or solar_day(2025, 12, 30) == date(2026, 2, 16)
    for wrong in ((2025, 13, 1), (2025, 1, 31), (1899, 1, 1), (2200, 1, 1), (2025, 0, 5)):
        with pytest.raises(ValueError, match="no lunar day"):
            solar_day(*wrong)


def test_the_names_of_years():
    assert [name_of_year(year) for year in (2018, 2019, 2025, 1984)] == ["Mậu Tuất", "Kỷ Hợi", "Ất Tỵ", "Giáp Tý"]
