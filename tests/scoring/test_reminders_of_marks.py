"""Who is reminded of sheets, and that the season's own last days come before those of the house."""

from datetime import timedelta

from tests.scoring.test_marks import give, lead, rules, treasury  # noqa: F401
from thidua.scoring.models import SeasonDeadline
from thidua.scoring.reminders import to_mark, to_send

Step = SeasonDeadline.Step


def test_the_seasons_last_day_comes_before_that_of_the_house(scene, province):
    day = scene.at.date() + timedelta(days=5)
    house = {due.due_on for due in to_send(scene.at.date())}
    rules(scene, deadlines={Step.SELF: day})
    assert house != {day}
    assert {due.due_on for due in to_send(scene.at.date())} == {day}


def test_a_marking_unit_is_reminded_once_a_season_until_everything_is_given(scene, province, treasury):  # noqa: F811
    day = scene.at.date() + timedelta(days=3)
    rules(scene, deadlines={Step.LEAD: day})
    lead(scene, treasury, "I.3")
    assert list(to_mark(scene.at.date())) == []
    scene.verifying()
    [due] = to_mark(scene.at.date())
    assert (due.to, due.unit, due.what, due.due_on, due.url) == (
        treasury.officer.pk,
        treasury.pk,
        "Chủ trì chấm 3 bảng điểm năm 2025 của Cụm thi đua số 1",
        day,
        "/cham-diem/phieu-cham/",
    )
    for office in scene.offices:
        give(scene, treasury, office, treasury.officer)
    assert list(to_mark(scene.at.date())) == []
