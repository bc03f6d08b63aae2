"""The script that recomputes a ranking without the system agrees with the system, whatever the season."""

import json
import random
import subprocess
import sys
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rulebook.rubrics import FOLDER, Rubric, load_rubric, walk
from rulebook.workdays import is_working_day
from rulebook.yamlfile import read_yaml
from thidua.scoring import marking
from thidua.shared.seal import public_keys, seal
from tools.recompute_ranking import Refused, differences, main, recompute, undefined

SCRIPT = Path(__file__).parents[2] / "tools" / "recompute_ranking.py"
CODES = [path.stem for path in sorted(FOLDER.glob("*.yaml")) if "criteria" in read_yaml(path)[0]]
NUMBERS = ["0", "0.5", "1", "2.25", "3", "33.3", "80", "95", "97.25", "100", "107", "120.5"]
DAYS = ["missing", "2025-06-27", "2025-06-30", "2025-11-30", "2025-12-01", "2025-12-15", "2026-01-02", "2026-01-05"]


def value_of(field, draw, top, capped, wild):
    """What a unit might enter; ``capped``: {figure: formula} with a bound of its own. ``wild``: now and then nonsense."""
    formula = capped.get(field.figure)
    match field.kind:
        case "number" if field.key == "points":
            return str(draw.randint(0, int(2 * (top or 10)) + (draw.random() < 0.02 if wild else 0)) / 2)
        case "number":
            most = 120.5 if wild or formula is None else 100
            least = 0 if field.key != "plan" or draw.random() < 0.03 else 0.1
            return draw.choice([each for each in NUMBERS if least <= float(each) <= most])
        case "whole":
            least, most = (3, 6) if field.key in ("sample", "count") and not wild else (0, 6 if wild else 3)
            return str(draw.randint(least, 1 if field.key in ("excluded", "overlap") and not wild else most))
        case "wholes":
            return [str(draw.choice([0, 0, 1, 3, 7, 12])) for _ in range(draw.randint(1, 3))]
        case "yes_no":
            return draw.random() < 0.7
        case "letter":
            return draw.choice("AABCD")
        case "day":
            no_paper = formula is not None or wild
            return draw.choice(DAYS if no_paper else DAYS[1:])
    raise AssertionError(field.kind)


def bounded(rubric: Rubric) -> dict:
    """{figure: formula} of percentages that are parts of a whole, and of papers that may be missing."""
    found = {}
    for each in [*walk(rubric.criteria), *rubric.bonuses, *rubric.deductions]:
        formula = each.scoring
        if getattr(formula, "share", False) or getattr(formula, "missing_points", None) is not None:
            found[formula.value] = formula
    return found


def season_of(rubric: Rubric, seed: int, units: int, missing: float = 0.02, tame: bool = False) -> dict:
    """A random season with the standings the system gives, as it is exported."""
    draw = random.Random(seed)
    plain, digest = marking.freeze(rubric)
    plain = json.loads(json.dumps(plain))
    items = [line for line in marking.lines_of(plain, digest) if isinstance(line, marking.Item)]
    rows, capped, wild = [], bounded(rubric), not tame and draw.random() < 0.1
    for at in range(units):
        inputs = {}
        for item in items:
            if draw.random() < missing:
                continue
            given = {field.key: value_of(field, draw, item.max, capped, wild) for field in item.fields}
            if given.get("assigned") is False:
                given = {"assigned": False}
            inputs[item.code] = given
        rows.append({"code": f"U{at}", "name": f"Đơn vị {at}", "inputs": inputs})
    if units > 2:
        rows[-1]["inputs"] = {**rows[0]["inputs"]}  # equal totals
    return {
        "cluster": "Khối",
        "year": 2025,
        "rubric": plain,
        "rubric_hash": digest,
        "units": rows,
        "days_off": days_off(),
    }


def days_off():
    """Days of the two years on which offices do not work, by the rulebook's calendar."""
    days = [date(2025, 1, 1) + timedelta(days=at) for at in range(800)]
    return [day.isoformat() for day in days if not is_working_day(day)]


def assert_both_agree(season: dict) -> None:
    lines = marking.lines_of(season["rubric"], season["rubric_hash"])
    rubric = marking.rubric_from(season["rubric"], season["rubric_hash"])
    sheets = {unit["code"]: marking.sheet_of(lines, unit["inputs"]) for unit in season["units"]}
    try:
        scores, ranked = marking.rank(rubric, sheets)
    except marking.BadFigure:
        with pytest.raises(Refused):
            recompute(season)
        return
    places, found = recompute(season)
    assert places == {row.key: row.rank for row in ranked if row.rank is not None}
    for code, score in scores.items():
        total = found[code]["total"]
        assert total == (None if score.total is None else Fraction(score.total)), code
        marks = {key: None if undefined(cell) else cell for key, cell in found[code]["lines"].items()}
        theirs = {
            key: None if line.points is None else Fraction(line.points)
            for key, line in score.lines.items()
            if key in marks or not key.endswith(".own")
        }
        assert marks == theirs, code
        unknown = {key for key, cell in found[code]["lines"].items() if undefined(cell)}
        assert unknown == {key for key, line in score.lines.items() if line.undefined_vi and not key.endswith(".own")}
    season["standings"] = [
        {"unit": row.key, "total": f"{row.total:f}", "rank": row.rank}
        for row in ranked
        if row.total is not None and row.rank is not None
    ]
    assert differences(season, places, found) == []


KINDS = ("quantitative", "quantitative_inverse", "qualitative", "direct")


def settled(rubric: Rubric, draw: random.Random) -> Rubric:
    """The table with items agreed and, now and then, every open question answered."""
    tops = {each.code: each.max for each in walk(rubric.criteria)}
    items = []
    for group in rubric.groups_agreed_later:
        third = int((tops[group] or draw.choice([15, 30])) / 3)
        bases = [third, third, (tops[group] or 3 * third) - 2 * third]
        for at, (kind, base) in enumerate(zip(draw.sample(KINDS, 3), bases, strict=True)):
            item = {"code": f"{group}.{at}", "group": group, "name_vi": "Mục", "base": str(base), "kind": kind}
            items.append(item | ({"grades": {"B": "4", "C": "2.5", "D": "0"}} if kind == "qualitative" else {}))
    rubric = rubric.with_agreed_marks(items)
    try:
        from rulebook.choices import open_questions, with_choices
    except ImportError:  # tables of one printed form leave nothing to choose
        return rubric
    answers = {}
    for question in open_questions(rubric):
        if draw.random() < 0.05:
            continue
        free = {
            "items": [{"code": f"{question.code}+", "name_vi": "Mục", "max": "5", "scoring": direct(question.code)}],
            "grades": {"B": "4", "C": "2", "D": "0"},
            "scoring": direct(question.code),
        }
        if question.choices:
            answers[question.key] = draw.choice(question.choices).value
        elif question.free in free:
            answers[question.key] = free[question.free]
    return with_choices(rubric, answers)


def direct(code: str) -> dict:
    return {"type": "direct", "value": f"{code}+.mark"}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CODES), st.integers(0, 10**6), st.integers(1, 7))
def test_a_random_season_of_every_shipped_rubric_is_recomputed_to_the_last_mark(code, seed, units):
    assert_both_agree(season_of(settled(load_rubric(code), random.Random(seed)), seed, units))


BANDS = [{"from": "90", "points": "5"}, {"from": "50", "below": "90", "points": "2.5"}, {"below": "50", "points": "0"}]
GAPS = [{"above": "100", "points": "5"}, {"from": "80", "to": "100", "points": "3"}, {"to": "80", "points": "-1"}]
DATES = [
    {"to": "2025-11-30", "points": "5"},
    {"from": "2025-12-01", "to": "2026-01-03", "points": "3"},
    {"from": "2026-01-05", "points": "0"},
]


def seldom_open(values: list, draw: random.Random):
    """One of them; what stays open (``None``) seldom."""
    return draw.choice([each for each in values if each is not None] if draw.random() < 0.9 else values)


def formulas(draw: random.Random) -> list[dict]:
    """One of every formula there is, with its options drawn."""
    pick, goal = lambda values: seldom_open(values, draw), {"achieved": "a", "target": "t"}
    options = [{"value": f"o{at}", "text_vi": "Cờ", "points": points} for at, points in enumerate(["3", "2", "9"])]
    rows = [
        {"all": [{"counter": "m1", "to": 1}], "points": "5"},
        {"all": [{"counter": "m1", "from": 2}], "any": [{"counter": "m2", "to": 2}], "points": "2"},
        {"all": [{"counter": "m1", "from": 2}, {"counter": "m2", "from": pick([2, 3])}], "points": "0"},
    ]
    return [
        {"type": "proportional_to_target", **goal, "inverse": pick([True, False]), "clamp_low": pick(["0", "1"])},
        {"type": "proportional_to_target", **goal, "clamp_high": pick(["base", "12", None])},
        {"type": "over_achievement_proportional", **goal, "cap": pick([None, "11"])},
        {"type": "proportional_with_bonus_split", **goal, "item_cap_percent": pick(["5", "10", "33"])},
        {"type": "leader_relative", **goal, "no_target": pick(["own_group", "undefined"]), "inverse": pick([1, 0]) == 1},
        {"type": "ladder_percent", "value": "v", "bands": pick([BANDS] * 9 + [GAPS]), "share": draw.random() < 0.1},
        {"type": "ladder_days_late", "value": "v", "bands": pick([BANDS] * 9 + [GAPS]), "counts": pick(["working", None])},
        {
            "type": "ladder_date", "value": "v", "bands": DATES, "missing_points": pick([None, "0"]),
            "day_off": pick(["as_printed", "next_working_day", None]),
        },
        {
            "type": "ladder_count_missing",
            "counters": [{"value": "m1", "text_vi": "tháng"}, {"value": "m2", "text_vi": "quý"}],
            "rows": rows,
        },
        {
            "type": "tier_by_volume", "volume": "w", "value": "v",
            "tiers": [{"below": "50", "bands": BANDS}, {"from": pick(["50"] * 5 + ["40"]), "bands": pick([BANDS, GAPS])}],
        },
        {"type": "pass_fail", "value": "v"},
        {"type": "pass_fail", "value": "v", "at_least": "95"},
        {"type": "graded_letter", "value": "v", "grades": {"B": "4", "C": pick(["2", None]), "D": "0"}},
        {"type": "sample_survey", "positive": "p", "size": "s", "sample": 5, "mark_yes": "2", "small": pick(["scale", None])},
        {"type": "direct", "value": "v", "step": pick([None, "0.5"])},
        {"type": "external_assessor", "value": "v", "assessor_vi": "Sở Nội vụ"},
        {"type": "one_of", "options": options},
        {"type": "title_bonus", "titles": options, "together": pick(["add", "best", None])},
        {
            "type": "per_occurrence", "value": "c", "points": "1.5", "cap": pick([None, "4"]),
            "excluded": pick(["", "e"]), "overlap": "f", "overlap_counts": pick(["once", "each", None]),
        },
        {"type": "incremental_over", "value": "v", "threshold": "100", "step": "3", "points": "0.5", "cap": pick([None, "2"])},
    ]  # fmt: skip


def own_names(formula: dict, code: str) -> dict:
    """The formula with figures of its own; now and then two items share one."""
    named = json.loads(json.dumps(formula))
    for key in ("achieved", "target", "value", "volume", "positive", "size", "excluded", "overlap"):
        if named.get(key):
            named[key] = f"{code}.{named[key]}"
    for each in [*named.get("options", []), *named.get("titles", []), *named.get("counters", [])]:
        each["value"] = f"{code}.{each['value']}"
    for row in named.get("rows", []):
        for condition in [*row.get("all", []), *row.get("any", [])]:
            condition["counter"] = f"{code}.{condition['counter']}"
    return named


def invented(seed: int) -> Rubric:
    """A table with every formula and everything a table can ask, drawn at random."""
    draw = random.Random(seed)
    pick = draw.choice
    items, bonuses, deductions = [], [], []
    for at, formula in enumerate(formulas(draw)):
        code = f"i{at}"
        scoring = own_names(formula, f"i{at - 1}" if formula["type"] == "direct" and draw.random() < 0.1 else code)
        part = pick(["tree", "tree", "tree", "bonus", "deduction"])
        plain = {"code": code, "name_vi": code, "max": "10", "scoring": scoring}
        if part != "tree":
            (bonuses if part == "bonus" else deductions).append(plain)
            continue
        if draw.random() < 0.3:
            plain["may_be_unassigned"] = True
        if draw.random() < 0.2:
            plain["gate"] = {"value": f"{code}.open", "text_vi": "có kế hoạch"}
        items.append(plain)
    half = len(items) // 2
    tree = [
        {"code": "A", "name_vi": "A", "max": 10 * half, "children": items[:half]},
        {
            "code": "B", "name_vi": "B", "max": 10 * (len(items) - half) + 3, "children": items[half:], "own_max": "3",
            "scoring": {"type": "direct", "value": "B.v"}, "is_bonus": draw.random() < 0.3,
        },
        {
            "code": "C", "name_vi": "C", "max": 4, "gate": {"value": "i10.v", "text_vi": "được giao"},
            "children": [
                {"code": "C1", "name_vi": "C1", "max": 4, "scoring": {"type": "direct", "value": "C1.v"}},
            ],
        },
    ]  # fmt: skip
    basis = pick(["total", "total", "percent_of_assigned", "average_per_field", "counter", "total_then_ballot"])
    ranking = {"basis": basis, "stated": True, "counter": "cases" if basis == "counter" else ""}
    ranking |= {"fields": ["A", "C1"] if basis == "average_per_field" else [], "nominees": pick([None, 2])}
    steps = [
        {
            "kind": "points",
            "value": pick(["A", "C1", "i0"]) if any(e["code"] == "i0" for e in items) else "A",
            "text_vi": "A",
        },
        {"kind": "less", "value": "complaints", "text_vi": "đơn thư"},
        {"kind": "more", "value": "C1.v", "text_vi": "C1"},
        {"kind": pick(["vote", "share"]), "text_vi": "bỏ phiếu"},
    ]
    codes = [each["code"] for each in items]
    return Rubric.model_validate(
        {
            **meta(),
            "rounding": {
                "places": pick([None, 0, 1, 2, 2]), "stated": True, "note_vi": "", "mode": pick(["half_up", "down", "up"]),
            },
            "criteria": tree,
            "bonuses": bonuses,
            "deductions": deductions,
            "caps": [{"code": "cap", "name_vi": "cap", "items": draw.sample(codes, 3), "limit": pick(["12", "7.5"])}],
            "bonus_max": pick([None, "6.25"]),
            "deductions_max": pick([None, "5"]),
            "quantitative_bonus_cap": pick([None, "0.3"]),
            "ranking": ranking,
            "tie_break": draw.sample(steps, draw.randint(0, 4)),
            "disqualification": [{"value": "fined", "text_vi": "bị phạt", "bars": pick(["award", "ranking"])}],
            "mark_step": pick([None, "0.25"]),
        }
    )  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.integers(1, 6))
def test_a_table_with_every_formula_and_option_is_recomputed_to_the_last_mark(seed, units):
    pytest.importorskip("rulebook.counts")
    assert_both_agree(season_of(invented(seed), seed, units, missing=0.005))


def meta() -> dict:
    shipped = load_rubric("hung_yen_2021").model_dump(mode="json", by_alias=True)
    return {key: shipped[key] for key in ("code", "title_vi", "issuer_vi", "year", "applies_to_vi", "status", "source")}


def a_season(units=5):
    """Units apart by two and a half points each, with nothing left open."""
    target = {"type": "proportional_to_target", "achieved": "x", "target": "t"}
    rubric = Rubric.model_validate(
        {
            **meta(),
            "rounding": {"places": 2, "stated": True, "note_vi": ""},
            "criteria": [
                {"code": "1", "name_vi": "Một", "max": "20", "scoring": {"type": "direct", "value": "m"}},
                {"code": "2", "name_vi": "Hai", "max": "10", "scoring": target},
            ],
            "bonuses": [{"code": "T", "name_vi": "T", "max": "2", "scoring": {"type": "pass_fail", "value": "flag"}}],
        }
    )
    plain, digest = marking.freeze(rubric)
    rows = [
        {
            "code": f"U{at}",
            "name": f"Đơn vị {at}",
            "inputs": {
                "1": {"points": f"{20 - 2.5 * at}"},
                "2": {"actual": "2", "plan": "3"},
                "T": {"done": True},
            },
        }
        for at in range(units)
    ]
    season = {"cluster": "Khối", "year": 2025, "rubric": plain, "rubric_hash": digest, "units": rows}
    season["standings"] = marking.standings_of_export(season)
    assert season["standings"][0] == {"unit": "U0", "total": "28.67", "rank": 1}
    return season


def a_tied_season():
    season = a_season(4)
    for unit in season["units"][1:]:
        unit["inputs"] = season["units"][1]["inputs"]
    return season


def test_units_on_one_place_stay_so_until_the_meeting_decides_about_exactly_them():
    season = a_tied_season()
    assert recompute(season)[0] == {"U0": 1, "U1": 2, "U2": 2, "U3": 2}
    season["tie_decisions"] = [{"units": ["U1", "U2"], "how": "x"}, {"units": ["U0", "U1", "U2", "U3"], "how": "x"}]
    assert recompute(season)[0] == {"U0": 1, "U1": 2, "U2": 2, "U3": 2}
    season["tie_decisions"] += [{"units": ["U1", "U2", "U3"], "how": "x"}, {"units": ["U3", "U1", "U2"], "how": "x"}]
    assert recompute(season)[0] == {"U0": 1, "U3": 2, "U1": 3, "U2": 4}


def test_a_rule_that_lets_units_share_a_place_leaves_nothing_to_decide():
    season = a_tied_season()
    season["rubric"]["tie_break"] = [{"kind": "share", "value": "", "text_vi": "đồng hạng"}]
    season["tie_decisions"] = [{"units": ["U3", "U1", "U2"], "how": "x"}]
    assert recompute(season)[0] == {"U0": 1, "U1": 2, "U2": 2, "U3": 2}


def test_a_secret_ballot_orders_the_nominees_once_all_votes_are_there():
    season = a_tied_season()
    season["rubric"]["ranking"] = {"basis": "total_then_ballot", "nominees": 2}
    season["ballots"] = {"U0": 3, "U1": 9, "U2": 5}
    assert recompute(season)[0] == {"U0": 1, "U1": 2, "U2": 2, "U3": 2}
    season["ballots"]["U3"] = 5
    assert recompute(season)[0] == {"U1": 1, "U2": 2, "U3": 2, "U0": 4}
    season["tie_decisions"] = [{"units": ["U3", "U2"], "how": "x"}]
    assert recompute(season)[0] == {"U1": 1, "U3": 2, "U2": 3, "U0": 4}


def run(tmp_path, document, *arguments):
    place = tmp_path / "season.json"
    place.write_text(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(place), *arguments], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_the_script_runs_alone_and_agrees(tmp_path):
    season = a_season()
    code, said = run(tmp_path, season)
    assert code == 0
    assert said[0] == "Khối, năm 2025"
    assert len([line for line in said if line.startswith("  ")]) == 5
    assert said[-2:] == [
        "CHỮ KÝ: tệp không có chữ ký, không biết ai lập và có bị sửa không.",
        "Kết quả tính lại khớp với bảng xếp hạng đã công bố.",
    ]


def test_the_marks_of_every_item_are_printed_when_asked(tmp_path):
    season = a_season(1)
    code, said = run(tmp_path, season, "--marks")
    codes = [line.strip().split(":")[0] for line in said if line.startswith("      ")]
    _, scores = recompute(season)
    assert (code, codes) == (0, list(scores["U0"]["lines"]))


def test_a_changed_figure_place_total_or_rubric_shows(tmp_path):
    season = a_season()
    season["standings"][0]["total"] = "1.5"
    first = season["standings"][0]["unit"]
    code, said = run(tmp_path, season)
    assert code == 1
    assert next(line for line in said if line.startswith("KHÁC")).startswith(
        f"KHÁC: {first}: công bố 1,5 điểm, tính lại"
    )
    season = a_season()
    season["standings"][0]["rank"] = 9
    assert [line for line in run(tmp_path, season)[1] if line.startswith("KHÁC")] == [
        f"KHÁC: {first}: công bố hạng 9, tính lại hạng 1."
    ]
    season = a_season()
    gone = season["standings"].pop()
    assert [line for line in run(tmp_path, season)[1] if line.startswith("KHÁC")] == [
        f"KHÁC: {gone['unit']}: tính được hạng {gone['rank']} nhưng không có trong bảng công bố."
    ]
    season = a_season()
    season["standings"].append({"unit": "U9", "total": "1", "rank": 6})
    assert [line for line in run(tmp_path, season)[1] if line.startswith("KHÁC")] == [
        "KHÁC: U9: có trong bảng công bố nhưng không tính được."
    ]
    season = a_season()
    season["rubric"]["title_vi"] += "!"
    assert [line for line in run(tmp_path, season)[1] if line.startswith("KHÁC")] == [
        "KHÁC: Bảng tiêu chí trong tệp không khớp mã băm đã chốt khi mở mùa chấm điểm."
    ]


def test_a_sealed_season_is_checked_against_the_published_key(tmp_path):
    sealed, [key] = seal(a_season()), public_keys()
    code, said = run(tmp_path, sealed, key)
    assert (code, said[-2]) == (0, "CHỮ KÝ: đúng, bằng khóa của cơ quan.")
    code, said = run(tmp_path, sealed, "00" * 32)
    assert (code, said[-2]) == (1, "CHỮ KÝ: tệp được ký bằng khóa khác với khóa của cơ quan.")
    sealed["document"]["cluster"] = "Khối khác"
    code, said = run(tmp_path, sealed, key)
    assert (code, said[-2:]) == (
        1,
        ["CHỮ KÝ: SAI. Tệp đã bị sửa sau khi ký.", "Kết quả tính lại khớp với bảng xếp hạng đã công bố."],
    )


@pytest.mark.parametrize(
    "document",
    ["", "[]", "{}", "nothing", '{"document": 3}', '{"rubric": null, "units": []}', "[" * 100_000],
)
def test_a_file_that_is_no_season_is_refused(tmp_path, document):
    code, said = run(tmp_path, document)
    assert (code, len(said)) == (2, 1)
    assert said[0].startswith("Không đọc được tệp: ")


def test_figures_that_cannot_be_are_refused(tmp_path):
    season = a_season()
    entry = next(entry for entry in season["units"][0]["inputs"].values() if "points" in entry)
    entry["points"] = "100000"
    assert run(tmp_path, season)[0] == 2
    entry["points"] = "mười"
    returned, said = run(tmp_path, season)
    assert (returned, said[0].startswith("Không tính lại được: ")) == (2, True)


def test_without_a_file_the_use_is_explained(capsys):
    assert main([]) == 2
    assert capsys.readouterr().out.startswith("Recompute the ranking of an exported season.")
    assert main(["a", "b", "c"]) == 2
    assert main(["a", "--everything"]) == 2
