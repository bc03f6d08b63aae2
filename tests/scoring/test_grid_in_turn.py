"""Cells that several people save at once: what is reckoned before the lock is what the whole reckoning gives."""

import json
import random
from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rulebook.rubrics import Rubric
from tests.scoring.conftest import RUBRIC, Scene
from thidua.scoring import actions, actions_grid, actions_setup, cells, marking, queries, reckoning
from thidua.scoring.models import ScoreChange, ScoreEntry, Season
from thidua.shared.denied import Denied, reason_against
from thidua.shared.models import AuditEvent
from thidua.units import actions as units

LEADER = {"type": "leader_relative", "achieved": "revenue", "target": "plan"}


def table(**changes) -> Rubric:
    """The table of the tests, its third criterion compared with the leader of the cluster."""
    plain = deepcopy(RUBRIC) | changes
    plain["criteria"][0]["children"][2]["scoring"] = LEADER
    return Rubric.model_validate(plain)


@pytest.fixture
def compared(province) -> Scene:
    season = actions.open_season(
        cluster=province.cluster, year=2025, rubric=table(), by=province.root.officer, at=province.at
    )
    scene = Scene(province, season)
    scene.verifying({"revenue": 150}, {"revenue": 120}, {"revenue": 90})
    return scene


@pytest.fixture
def meanwhile(monkeypatch):
    """A list of what others do between the reckoning and the writing of whoever saves next."""
    waiting: list = []
    real = reckoning.reckon

    def reckon(*args, **kwargs):
        made = real(*args, **kwargs)
        if waiting:
            act, rest = waiting.pop(), waiting[:]
            waiting.clear()
            act()
            waiting.extend(rest)
        return made

    monkeypatch.setattr(reckoning, "reckon", reckon)
    return waiting


def correct(scene, office, code, text, by=None, version=None):
    card = scene.card(office)
    item = queries.items_of(card.season)[code]
    seen = ScoreEntry.objects.get(card=card, criterion_code=code).version if version is None else version
    by = by or scene.province.root.appraiser
    return actions_grid.correct_cell(
        card=card, criterion_code=code, data=cells.read(item, text), seen_version=seen, reason="Theo Kho bạc", by=by,
        at=scene.at,
    )  # fmt: skip


def whole(scene, office):
    """Total and points of a card, everything read and reckoned anew with every unit that is ranked."""
    season = Season.objects.get(pk=scene.season.pk)
    scores, _ = marking.rank(queries.rubric_of(season), queries.sheets_of(season))
    score = scores[office.unit.code]
    items = queries.items_of(season)
    entries = ScoreEntry.objects.filter(card__season=season, card__unit=office.unit)
    return score.total, {e.criterion_code: marking.mark_of(score, items[e.criterion_code]) for e in entries}


def stored(scene, office):
    card = scene.card(office)
    return card.verified_total, dict(card.entries.values_list("criterion_code", "verified_points"))


@pytest.mark.parametrize("seed", range(6))
def test_whoever_is_faster_the_points_are_those_of_the_whole_reckoning(compared, province, meanwhile, seed):
    dice = random.Random(seed)
    offices = list(compared.offices)

    def somebody(office):
        figures = f"{dice.randint(1, 400)}; {dice.choice([0, 50, 100])}"
        if refused := reason_against(correct, compared, office, "I.3", figures):
            assert refused == "Số liệu mới giống số liệu đang có; không có gì để sửa."
            return
        # the one who was overtaken reckoned again: nothing stands that misses what the others wrote
        assert stored(compared, office) == whole(compared, office)

    for _ in range(5):
        others = [each for each in offices for _ in range(dice.randint(0, 2))]
        dice.shuffle(others)
        mine = dice.choice(offices)
        for each in others:
            if each is not mine:
                meanwhile.append(lambda each=each: somebody(each))
        if dice.random() < 0.4:
            rule = dice.choice(["reconcile", "lead", "advice"])
            meanwhile.append(lambda rule=rule: change_rules(compared, rule))
        del meanwhile[actions_grid.TRIES :]  # after that many the cards are held, and nobody comes in between
        somebody(mine)
        meanwhile.clear()
    leaver = offices.pop()
    meanwhile.append(lambda: leave(compared, leaver))
    somebody(offices[0])
    assert compared.card(leaver).state == "closed"
    assert leaver.unit.code not in queries.sheets_of(compared.fresh())
    # one record and one sentence for each cell that was saved, none for the tries that were overtaken
    corrected = AuditEvent.objects.filter(act="score_corrected").count()
    assert ScoreChange.objects.filter(reason="Theo Kho bạc").count() == corrected


def change_rules(scene, rule):
    actions_setup.set_rules(
        season=scene.fresh(), mark_rule=rule, correction_route="resume", evidence_codes=[], deadlines={},
        by=scene.province.root.appraiser, at=scene.at,
    )  # fmt: skip


def leave(scene, office):
    actions_setup.close_card(
        card=scene.card(office), reason="Đơn vị giải thể", by=scene.province.root.officer, at=scene.at
    )


def test_the_leader_who_moves_meanwhile_changes_what_is_written(compared, province, meanwhile):
    meanwhile.append(lambda: correct(compared, province.ha_long, "I.3", "300; 100"))
    correct(compared, province.cam_pha, "I.3", "140; 100")
    # 10 + 10 × 40/200: against the leader of now, not the one it was first reckoned with (10 + 10 × 40/50)
    assert stored(compared, province.cam_pha)[1]["I.3"] == 12
    assert stored(compared, province.cam_pha) == whole(compared, province.cam_pha)


def test_whoever_changes_what_no_formula_compares_lets_nobody_reckon_again(compared, province, meanwhile, monkeypatch):
    reckoned, real = [], actions_grid.reckon_verified
    monkeypatch.setattr(
        actions_grid, "reckon_verified", lambda card, *rest: reckoned.append(card.pk) or real(card, *rest)
    )
    own, other = (compared.card(office).pk for office in (province.cam_pha, province.ha_long))
    meanwhile.append(lambda: correct(compared, province.ha_long, "II", "có; C"))
    correct(compared, province.cam_pha, "I.3", "140; 100")
    assert reckoned == [own, other]
    meanwhile.append(lambda: correct(compared, province.ha_long, "I.3", "300; 100"))
    correct(compared, province.cam_pha, "I.3", "141; 100")
    assert reckoned[2:] == [own, other, own]
    assert stored(compared, province.cam_pha) == whole(compared, province.cam_pha)


def test_the_same_cell_written_meanwhile_is_a_conflict_and_nothing_of_the_slower_one_stays(
    compared, province, meanwhile
):
    meanwhile.append(lambda: correct(compared, province.cam_pha, "I.3", "111; 100"))
    with pytest.raises(actions_grid.CellConflict) as conflict:
        correct(compared, province.cam_pha, "I.3", "140; 100")
    assert conflict.value.entry.verified_input == {"actual": "111", "plan": "100"}
    assert [c.reason for c in ScoreChange.objects.filter(entry__criterion_code="I.3")] == ["Theo Kho bạc"]
    assert AuditEvent.objects.filter(act="score_corrected").count() == 1
    assert stored(compared, province.cam_pha) == whole(compared, province.cam_pha)


def test_a_card_verified_meanwhile_is_not_corrected_any_more(compared, province, meanwhile):
    def verify():
        actions.verify_scorecard(card=compared.card(province.cam_pha), by=province.root.appraiser, at=compared.at)

    meanwhile.append(verify)
    with pytest.raises(Denied) as refusal:
        correct(compared, province.cam_pha, "I.3", "140; 100")
    assert refusal.value.reason == "Chưa sửa điểm được: bảng điểm đang ở bước “Đã thẩm định”."
    assert ScoreChange.objects.filter(reason="Theo Kho bạc").count() == 0


def test_whoever_is_overtaken_every_time_holds_the_cards_and_is_saved(compared, province, meanwhile):
    for number in range(actions_grid.TRIES):
        meanwhile.append(lambda number=number: correct(compared, province.ha_long, "I.3", f"{200 + number}; 100"))
    correct(compared, province.cam_pha, "I.3", "140; 100")
    assert meanwhile == []
    assert stored(compared, province.cam_pha) == whole(compared, province.cam_pha)


def test_an_own_cell_saved_beside_another_cell_of_the_card_loses_neither(scene, province, meanwhile):
    scene.enter(province.ha_long)
    item = queries.items_of(scene.season)["T"]

    def enter(by, code, figures):
        return actions_grid.save_cell(
            card=scene.card(province.ha_long), criterion_code=code, data=figures, seen_version=1, by=by, at=scene.at
        )

    meanwhile.append(lambda: enter(province.ha_long.head, "P", {"count": "2"}))
    done = enter(province.ha_long.officer, "T", cells.read(item, "3"))
    assert (done.total, scene.card(province.ha_long).self_total) == (85, 85)  # 87 + 2 − 4
    again = queries.score_of(scene.card(province.ha_long), scene.card(province.ha_long).entries.all(), False)
    assert again.total == 85
    assert AuditEvent.objects.filter(act="scores_entered").count() == 3


# ── what a process remembers ──


def test_another_table_of_the_season_is_read_though_the_process_knows_the_old_one(scene, province):
    scene.enter(province.ha_long)
    before = queries.items_of(scene.card(province.ha_long).season)["T"].max
    plain = deepcopy(RUBRIC)
    plain["bonuses"][0]["max"] = 9
    frozen, digest = marking.freeze(plain)
    Season.objects.filter(pk=scene.season.pk).update(rubric=frozen, rubric_hash=digest)  # as another process would
    done = actions_grid.save_cell(
        card=scene.card(province.ha_long), criterion_code="T", data={"points": "8"}, seen_version=1,
        by=province.ha_long.officer, at=scene.at,
    )  # fmt: skip
    assert (before, done.entry.self_points, done.total) == (5, 8, 94)


def test_figures_of_others_changed_by_another_process_are_reckoned_with(compared, province):
    correct(compared, province.cam_pha, "I.3", "140; 100")
    theirs = ScoreEntry.objects.filter(card=compared.card(province.ha_long), criterion_code="I.3")
    theirs.update(verified_input={"actual": "500", "plan": "100"})  # nothing in this process has seen it
    correct(compared, province.cam_pha, "I.3", "180; 100")
    assert stored(compared, province.cam_pha)[1]["I.3"] == 12  # 10 + 10 × 80/400
    assert stored(compared, province.cam_pha) == whole(compared, province.cam_pha)


def test_nothing_one_reader_saw_reaches_another_who_must_not(scene, province, client):
    from tests.scoring.test_marks import offices_of, plan

    units.grant_role(
        user=province.cluster_head, role="officer", unit=province.ha_long.unit, starts_on=scene.at.date(),
        by=province.root.officer, at=scene.at,
    )  # fmt: skip
    made = plan(scene)
    scene.verifying()
    owed = next(on for checker, on in offices_of(scene, made) if checker is province.ha_long)
    grid = reverse("scoring:grid", args=[scene.season.pk])
    watch = reverse("scoring:grid-watch", args=[scene.season.pk])
    began = scene.at.isoformat()
    correct(scene, owed, "I.3", "7,7531; 100")  # the planted figure, through every memory of this process
    client.force_login(province.root.appraiser)
    assert "7,7531" in client.get(grid).content.decode()
    client.force_login(province.cluster_head)
    page = client.get(grid)
    row = next(row for row in page.context["rows"] if row["card"].unit == owed.unit)
    assert (row["mode"], {cell.text for cell in row["cells"]}, row["total"]) == ("hidden", {""}, "")
    assert [word in page.content.decode() for word in ("7,7531", "7.7531")] == [False, False]
    said = client.get(watch, {"tu": began, "o": ""}).json()
    assert [each for each in said["cells"] if each["cell"].startswith(f"{scene.card(owed).pk}:")] == []
    body = {"card": scene.card(owed).pk, "code": "I.3", "text": "1; 100", "version": 0, "reason": "Thử xem"}
    refused = client.post(
        reverse("scoring:grid-save", args=[scene.season.pk]), json.dumps(body), content_type="application/json"
    )
    assert (refused.status_code, "7,7531" in refused.content.decode()) == (422, False)


# ── what the lock is held for ──


def test_while_the_database_is_held_a_corrected_cell_is_only_written(compared, province):
    card = compared.card(province.cam_pha)
    with CaptureQueriesContext(connection) as asked:
        correct(compared, province.cam_pha, "I.3", "140; 100")
    said = [query["sql"] for query in asked.captured_queries]
    opened = max(place for place, sql in enumerate(said) if sql.startswith("SAVEPOINT"))
    held = [sql.split()[0] for sql in said[opened + 1 :] if not sql.startswith(("RELEASE", "SELECT pg_advisory"))]
    assert held == ["UPDATE", "UPDATE", "INSERT", "SELECT", "INSERT", "SELECT"]
    assert card.entries.count() == 7
