"""The grid of 60 units × 120 criteria, every cell filled, in a browser: how soon a key is seen, how even the scrolling is.

    python bench/grid.py

The product's own server and page; Chromium without a window, 1280 × 800. An appraiser types corrections down a column with
the keyboard, every cell sent to the server, then walks with the arrows; then the wheel turns through the whole grid. From a
key to the end of the frame that shows it, in milliseconds; the longest gap between two frames while scrolling. The floor is
measured in the same browser in turn: a plain table of the same size with the same texts and nothing else, in which the same
keys go into a plain field of one cell and the same wheel turns. The ratio is that of the medians of the keys.
"""

from __future__ import annotations

import html
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import cells  # noqa: E402
from bench._rival import write_report  # noqa: E402
from bench.cluster import make_units  # noqa: E402

GOAL, GOAL_MS, GOAL_GAP_MS = 3.0, 100, 200
TYPED, WALKED, TURNS, ROUNDS = int(os.environ.get("CELLS", "25")), 40, 60, 3
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]
# From the time of the key to the message after the frame that it caused; gaps between frames while ``watching``.
METER = """
(() => {
  const found = (window.found = { keys: [], gaps: [], watching: false });
  const channel = new MessageChannel();
  let waiting = [];
  channel.port1.onmessage = () => {
    for (const at of waiting) found.keys.push(performance.now() - at);
    waiting = [];
  };
  addEventListener("keydown", (event) => {
    if (!waiting.length) requestAnimationFrame(() => channel.port2.postMessage(0));
    waiting.push(event.timeStamp);
  }, true);
  let last = 0;
  const frame = (now) => {
    if (found.watching && last) found.gaps.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();
"""


def texts_of(season: Any, seed: int) -> dict[tuple[int, str], str]:
    from thidua.scoring import cells as written
    from thidua.scoring import queries

    items, figures = queries.items_of(season), cells.figures_of(season, make_units(seed))
    cards = season.scorecards.select_related("unit")
    return {(c.pk, code): written.text_of(items[code], g) for c in cards for code, g in figures[c.unit.code].items()}


def verified(season: Any) -> None:
    """Every card sent, the season being verified: the appraisers see and correct all of it."""
    from thidua.accounts.models import User
    from thidua.scoring import actions
    from thidua.shared import clock

    at, people = clock.now(), {user.username: user for user in User.objects.all()}
    for card in season.scorecards.select_related("unit", "season__cluster__organiser"):
        actions.send_scorecard(card=card, by=people[f"xa{card.unit.code[1:]}"], at=at)
    season.refresh_from_db()
    actions.start_verifying(season=season, by=people["tham0"], at=at)


def plain_table(rows: list[list[str]]) -> str:
    """The floor: the texts of the grid, a field in the first cell, a frame that scrolls."""
    body = "".join("<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    return (
        "<!doctype html><style>div{overflow:auto;max-height:72vh}table{table-layout:fixed;width:max-content}"
        "td{width:7rem;height:2.5rem}</style><input id=field><div id=frame><table>" + body + "</table></div>"
    )


def scroll(page: Any, frame: str) -> list[float]:
    """The wheel through the grid, down and to the right; milliseconds between frames."""
    box = page.locator(frame).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.evaluate("found.gaps = []; found.watching = true")
    for turn in range(TURNS):
        page.mouse.wheel(0 if turn % 2 else 240, 60 if turn % 2 else 0)
        page.wait_for_timeout(16)
    gaps = page.evaluate("found.watching = false; found.gaps")
    page.evaluate(f"document.querySelector('{frame}').scrollTo(0, 0)")
    return gaps


def keys_of(page: Any) -> list[float]:
    page.wait_for_timeout(200)
    return page.evaluate("found.keys.splice(0)")


def type_cells(page: Any, wanted: list[str]) -> None:
    for text in wanted:
        page.keyboard.type(text, delay=20)
        page.keyboard.press("Enter")


def rounds(page: Any, floor: Any, columns: dict[int, list[str]]) -> dict[str, Any]:
    """The grid and the floor in turn; milliseconds of every key and every frame."""
    found: dict[str, list[float]] = {"keys": [], "floor_keys": [], "gaps": [], "floor_gaps": []}
    for place, wanted in columns.items():
        page.bring_to_front()
        cell = page.locator("#score-grid tbody tr").nth(0).locator("td").nth(place)
        cell.click()
        type_cells(page, wanted)
        for step in range(WALKED):
            page.keyboard.press("ArrowRight" if step % 2 else "ArrowUp")
        found["keys"] += keys_of(page)
        found["gaps"] += scroll(page, ".score-grid-frame")
        floor.bring_to_front()
        floor.locator("#field").focus()
        type_cells(floor, wanted)
        for step in range(WALKED):
            floor.keyboard.press("ArrowRight" if step % 2 else "ArrowUp")
        found["floor_keys"] += keys_of(floor)
        found["floor_gaps"] += scroll(floor, "#frame")
    return found


def measure(database: str, folder: Path) -> dict[str, Any]:
    cells.settings(database, folder)
    season = cells.found()
    verified(season)
    shown, other = texts_of(season, 1), texts_of(season, 2)
    from thidua.scoring import queries

    codes, cards = list(queries.items_of(season)), [c.pk for c in season.scorecards.order_by("unit__code")]
    # columns whose every figure changes: a correction that corrects nothing is refused
    places = [n for n, code in enumerate(codes) if all(shown[pk, code] != other[pk, code] for pk in cards[:TYPED])]
    with cells.a_server(dict(os.environ), folder) as (port, _):
        from playwright.sync_api import sync_playwright

        person = cells.Typist(port, "tham0", season.pk, [], 0)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            site = f"http://127.0.0.1:{port}"
            context.add_cookies([{"name": n, "value": v, "url": site} for n, v in person.cookies.items()])
            context.add_init_script(METER)
            page, floor = context.new_page(), context.new_page()
            page.goto(f"{site}/cham-diem/{season.pk}/luoi/")
            page.locator("#grid-reason").fill("Theo văn bản xác nhận")
            (folder / "floor.html").write_text(plain_table([[shown[pk, c] for c in codes] for pk in cards]), "utf-8")
            floor.goto((folder / "floor.html").as_uri())
            columns = {place: [other[pk, codes[place]] for pk in cards[:TYPED]] for place in places[:ROUNDS]}
            found = rounds(page, floor, columns)
            saved = page.locator("#grid-saved", has_text="Mọi ô đã lưu.")
            saved.or_(page.locator("td.is-wrong")).first.wait_for()
            refused = page.locator("td.is-wrong").count()
            browser.close()
    return {
        **{name: cells.spread([ms / 1000 for ms in each]) for name, each in found.items()},
        "typed": TYPED * len(columns),
        "not_saved": refused,
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as name, cells.a_database(Path(name)) as database:
        figures = measure(database, Path(name))
        from django.db import connections

        connections.close_all()
    for row in ("keys", "floor_keys", "gaps", "floor_gaps"):
        print(f"    {row:11}" + "".join(f"{key} {value:>8}  " for key, value in figures[row].items()))
    keys, gap = figures["keys"], figures["gaps"]["most_ms"]
    ratio = round(keys["p50_ms"] / figures["floor_keys"]["p50_ms"], 2)
    print(f"  the slowest twentieth of the keys: {keys['p95_ms']} ms (goal {GOAL_MS})")
    print(f"  the longest gap while scrolling: {gap} ms (goal {GOAL_GAP_MS})")
    write_report("grid", ratio, GOAL, figures)
    return 0 if ratio <= GOAL and keys["p95_ms"] <= GOAL_MS and gap <= GOAL_GAP_MS else 1


if __name__ == "__main__":
    sys.exit(main())
