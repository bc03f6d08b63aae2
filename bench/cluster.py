"""A cluster of 60 units × 120 criteria recomputed, against the same scoring table as a workbook and a plain loop.

    python bench/cluster.py

The table mixes what real ones have: typed marks, done or not, shares of a target with and without a bonus, bands of a
percentage, and twelve criteria that compare every unit with the leader. Ours takes the figures of all units as they are
stored (texts, yes or no) and gives every mark and the order of the units. The workbook holds the same figures as numbers,
one formula a mark with the same rounding, and is recalculated as a whole inside a running headless LibreOffice; opening
it is printed and not counted. The plain loop asks the formulas unit by unit with exact fractions, the way they are
defined. All three give the same totals before anything is counted. A province is 200 clusters one after the other.
"""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._rival import spread, write_report  # noqa: E402
from rulebook.compiled import compiled, rounder  # noqa: E402
from rulebook.figures import Figures, Points  # noqa: E402
from rulebook.rubrics import Rubric  # noqa: E402
from rulebook.scoring import rank, score_cluster  # noqa: E402

UNITS, CRITERIA, CLUSTERS = 60, 120, 200
ROUNDS, REPEATS = 3, 9
GOAL = 1.0
CLUSTER_GOAL_MS, PROVINCE_GOAL_S = 20, 2
KINDS = ["direct"] * 48 + ["pass_fail"] * 36 + ["leader_relative"] * 12 + ["proportional_to_target"] * 12
KINDS += ["proportional_with_bonus_split"] * 6 + ["ladder_percent"] * 6
BANDS = [(0, 60, "0"), (60, 70, "2"), (70, 80, "4"), (80, 95, "6.5"), (95, 100, "8"), (100, None, "10")]
BASIC = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Bench" script:language="StarBasic">
Sub Run(source As String, target As String, rounds As Integer)
  Dim args(0) As New com.sun.star.beans.PropertyValue
  args(0).Name = &quot;Hidden&quot;
  args(0).Value = True
  began = GetSystemTicks()
  doc = StarDesktop.loadComponentFromURL(source, &quot;_blank&quot;, 0, args())
  opened = GetSystemTicks() - began
  file = FreeFile
  Open ConvertFromURL(target) For Output As #file
  Print #file, &quot;opened &quot; &amp; opened
  On Error GoTo Failed
  For i = 1 To rounds
    began = GetSystemTicks()
    For k = 1 To 10
      doc.calculateAll()
    Next k
    Print #file, &quot;ticks &quot; &amp; (GetSystemTicks() - began)
  Next i
  sheet = doc.Sheets.getByName(&quot;Marks&quot;)
  For i = 0 To ROWS_LESS_ONE
    Print #file, &quot;total &quot; &amp; sheet.getCellByPosition(0, i + 1).Value
  Next i
  Close #file
  doc.close(True)
  StarDesktop.terminate()
  Exit Sub
Failed:
  Print #file, &quot;failed &quot; &amp; Error$ &amp; &quot; line &quot; &amp; Erl
  Close #file
  StarDesktop.terminate()
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Bench"/></library:library>
"""
LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>
"""


class DifferentTotals(AssertionError):
    """Ours, the workbook and the plain loop do not say the same."""


def scoring_of(kind: str, code: str) -> dict[str, Any]:
    names = {"achieved": f"{code}.x", "target": f"{code}.t"}
    match kind:
        case "direct" | "pass_fail":
            return {"type": kind, "value": f"{code}.x"}
        case "ladder_percent":
            bands = [{"from": low, "below": high, "points": points} for low, high, points in BANDS]
            return {"type": kind, "value": f"{code}.x", "bands": bands}
        case "proportional_with_bonus_split":
            return {"type": kind, "item_cap_percent": 10, **names}
    return {"type": kind, **names}


def make_rubric() -> Rubric:
    groups = []
    for start in range(0, CRITERIA, 10):
        children = [
            {"code": f"c{place}", "name_vi": f"Tiêu chí {place}", "max": 10, "scoring": scoring_of(kind, f"c{place}")}
            for place, kind in enumerate(KINDS[start : start + 10], start=start)
        ]
        groups.append({"code": f"G{start}", "name_vi": f"Nhóm {start}", "max": 100, "children": children})
    plain = {"code": "bench", "title_vi": "b", "issuer_vi": "b", "year": 2025, "applies_to_vi": "b", "status": "draft"}
    plain |= {"source": {"url": "", "form": "full", "completeness_vi": ""}, "criteria": groups}
    plain |= {"rounding": {"places": 2, "stated": True, "note_vi": ""}, "quantitative_bonus_cap": 3}
    return Rubric.model_validate(plain)


def make_units(seed: int) -> dict[str, dict[str, Any]]:
    """Figures as the product stores them: numbers are texts."""
    rng = random.Random(seed)
    units: dict[str, dict[str, Any]] = {}
    for number in range(UNITS):
        figures: dict[str, Any] = {}
        for place, kind in enumerate(KINDS):
            if kind == "direct":
                figures[f"c{place}.x"] = f"{rng.randrange(1001) / 100:.2f}"
            elif kind == "pass_fail":
                figures[f"c{place}.x"] = rng.random() < 0.8
            elif kind == "ladder_percent":
                figures[f"c{place}.x"] = f"{rng.randrange(1001) / 10:.1f}"
            else:
                goal = rng.randrange(20, 400)
                figures[f"c{place}.t"] = str(goal)
                figures[f"c{place}.x"] = str(rng.randrange(goal // 2, goal * 3 // 2))
        units[f"u{number}"] = figures
    return units


def naive(rubric: Rubric, units: dict[str, dict[str, Any]]) -> list[Decimal]:
    """Totals by asking every formula for every unit, exact fractions, peers read again each time."""
    whole, totals = rounder(rubric.rounding), []
    everybody = [Figures(each) for each in units.values()]
    for figures in everybody:
        total = bonus = 0
        for item in rubric.items():
            result = item.scoring.compute(figures, Fraction(item.max), everybody)
            assert isinstance(result, Points)
            total += whole(result.points.numerator, result.points.denominator)
            bonus += whole(result.bonus.numerator, result.bonus.denominator)
        totals.append(Decimal(total + min(bonus, 300)).scaleb(-2))
    return totals


def write_workbook(place: Path, units: dict[str, dict[str, Any]]) -> None:
    """Sheet Figures: achieved and target of each criterion; sheet Marks: one formula a mark, the total first."""
    import xlsxwriter
    from xlsxwriter.utility import xl_col_to_name as column

    with xlsxwriter.Workbook(str(place)) as book:
        marks, given = book.add_worksheet("Marks"), book.add_worksheet("Figures")
        last = UNITS + 1
        for row, figures in enumerate(units.values(), start=1):
            line = row + 1
            bonuses = []
            for at, kind in enumerate(KINDS):
                x = figures[f"c{at}.x"]
                given.write(row, 2 * at, int(x) if isinstance(x, bool) else float(x))
                if f"c{at}.t" in figures:
                    given.write(row, 2 * at + 1, float(figures[f"c{at}.t"]))
                a, b = column(2 * at), column(2 * at + 1)
                here, goal = f"Figures.{a}{line}", f"Figures.{b}{line}"
                here, goal = here.replace(".", "!"), goal.replace(".", "!")
                if kind == "direct":
                    formula = f"=ROUND({here},2)"
                elif kind == "pass_fail":
                    formula = f"=IF({here}=1,10,0)"
                elif kind == "ladder_percent":
                    formula = (
                        f"=IF({here}>=100,10,IF({here}>=95,8,IF({here}>=80,6.5,IF({here}>=70,4,IF({here}>=60,2,0)))))"
                    )
                elif kind == "leader_relative":
                    lead = f"Marks!{column(1 + CRITERIA + at)}$1"
                    over = f"10*0.5+5*({here}/{goal}-1)/({lead}-1)"
                    formula = f"=ROUND(IF({here}<={goal},5*{here}/{goal},{over}),2)"
                else:
                    formula = f"=ROUND(10*MIN(1,{here}/{goal}),2)"
                    if kind == "proportional_with_bonus_split":
                        marks.write_formula(row, 1 + CRITERIA + at, f"=ROUND(MIN(1,10*MAX(0,{here}/{goal}-1)),2)")
                        bonuses.append(f"{column(1 + CRITERIA + at)}{line}")
                marks.write_formula(row, 1 + at, formula)
            total = f"=SUM(B{line}:{column(CRITERIA)}{line})+MIN(3,{'+'.join(bonuses)})"
            marks.write_formula(row, 0, total)
        for at, kind in enumerate(KINDS):
            if kind == "leader_relative":
                a, b = column(2 * at), column(2 * at + 1)
                ratio = f"=SUMPRODUCT(MAX(Figures!{a}2:{a}{last}/Figures!{b}2:{b}{last}))"
                marks.write_formula(0, 1 + CRITERIA + at, ratio)


def recalculate(book: Path, folder: Path) -> dict[str, Any] | None:
    """LibreOffice's own times and totals; ``None`` when it is not there or does not run the macro."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    start = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    subprocess.run([*start, "--terminate_after_init"], capture_output=True, timeout=120, check=False)
    basic = folder / "profile" / "user" / "basic"
    (basic / "Standard").mkdir(parents=True, exist_ok=True)  # a new profile is filled at its first start, so after it
    (basic / "script.xlc").write_text(LIBRARIES, encoding="utf-8")
    (basic / "Standard" / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    macro = BASIC.replace("ROWS_LESS_ONE", str(UNITS - 1))
    (basic / "Standard" / "Bench.xba").write_text(macro, encoding="utf-8")
    answer = folder / "answer.txt"
    call = f'macro:///Standard.Bench.Run("{book.as_uri()}","{answer.as_uri()}",{ROUNDS})'
    began = time.perf_counter()
    try:
        subprocess.run([*start, call], capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return None
    if not answer.exists():
        return None
    rows = [line.split() for line in answer.read_text().splitlines()]
    said = {
        name: [float(row[1].replace(",", ".")) for row in rows if row[0] == name]
        for name in ("opened", "ticks", "total")
    }
    if len(said["total"]) != UNITS:
        return None
    return {
        "whole_s": round(time.perf_counter() - began, 2),
        "opening_s": said["opened"][0] / 1000,
        "recalculating_s": [ticks / 10_000 for ticks in said["ticks"]],  # ten times, in milliseconds
        "totals": said["total"],
    }


def timed(job: Any, repeats: int) -> float:
    """Median seconds of one run."""
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        job()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def one_cluster(rubric: Rubric, units: dict[str, dict[str, Any]]) -> None:
    rank(rubric, score_cluster(rubric, units))


def main() -> int:
    rubric, units = make_rubric(), make_units(2025)
    began = time.perf_counter()
    compiled(rubric)
    compiling = time.perf_counter() - began
    began = time.perf_counter()
    scores = score_cluster(rubric, units)
    first = time.perf_counter() - began
    totals = [score.total for score in scores.values()]
    if naive(rubric, units) != totals:
        raise DifferentTotals("the plain loop gives other totals")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_workbook(folder / "cluster.xlsx", units)
        office = recalculate(folder / "cluster.xlsx", folder)
    if office is not None and any(abs(float(t) - o) > 1e-6 for t, o in zip(totals, office["totals"], strict=True)):
        raise DifferentTotals("the workbook gives other totals")
    mine = spread([timed(lambda: one_cluster(rubric, units), REPEATS) for _ in range(ROUNDS)])
    plain = spread([timed(lambda: naive(rubric, units), 1) for _ in range(ROUNDS)])
    province = [make_units(seed) for seed in range(CLUSTERS)]
    busy = time.process_time()
    for each in province:
        one_cluster(rubric, each)
    busy = time.process_time() - busy
    whole = spread([timed(lambda: [one_cluster(rubric, each) for each in province], 1) for _ in range(ROUNDS)])
    figures = {
        "units": UNITS,
        "criteria": CRITERIA,
        "one_cluster": mine,
        "first_time_s": round(first, 5),
        "compiling_s": round(compiling, 5),
        "goal_ms": CLUSTER_GOAL_MS,
        "clusters": CLUSTERS,
        "province": whole,
        "province_processor_s": round(busy, 3),
        "province_goal_s": PROVINCE_GOAL_S,
        "plain_loop": plain,
        "plain_loop_ratio": round(mine["median_s"] / plain["median_s"], 3),
    }
    print(f"  same totals for {UNITS} units × {CRITERIA} criteria")
    print(
        f"  ours: {1000 * mine['median_s']:.1f} ms a cluster (goal {CLUSTER_GOAL_MS}), first time {1000 * first:.1f} ms"
    )
    print(f"  compiling the table, once: {1000 * compiling:.1f} ms")
    print(f"  {CLUSTERS} clusters: {whole['median_s']:.2f} s (goal {PROVINCE_GOAL_S}), {busy:.2f} s of one processor")
    print(f"  plain loop: {1000 * plain['median_s']:.0f} ms, ours is {figures['plain_loop_ratio']} of it")
    if office is None:
        print("cluster: the workbook was skipped, LibreOffice with Calc is not here")
        write_report("cluster", figures["plain_loop_ratio"], GOAL, {**figures, "rival": "plain loop"})
        return 0
    theirs = spread(office["recalculating_s"])
    figures |= {"rival": "LibreOffice", "libreoffice": theirs, "libreoffice_opening_s": office["opening_s"]}
    figures["libreoffice_process_s"] = office["whole_s"]
    print(
        f"  LibreOffice, everything recalculated: {1000 * theirs['median_s']:.1f} ms; opening {office['opening_s']:.2f} s,"
    )
    print(f"    the whole process {office['whole_s']} s")
    write_report("cluster", round(mine["median_s"] / theirs["median_s"], 3), GOAL, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
