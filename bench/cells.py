"""Twenty people typing into the grid of a cluster of 60 units × 120 criteria: how long the server takes to save one cell.

    python bench/cells.py

The product's own server in processes of its own, people who sign in with their password, real requests on kept
connections; a database of its own that is thrown away: an SQLite file, or one on the server of DATABASE_URL. Every card is
full, so that each save reckons 120 criteria, twelve of which compare the unit with the leader of the cluster. Two rounds:
units enter their own cards, then the organiser's appraisers correct cards of all units, each cell with a reason and its
sentence in the history, the leaders' figures changing all the while. Nobody waits for the answer to type on: a cell every
second or two, the watch of the grid every five seconds, as the page asks.

Times are those of whoever typed: from the request to the last byte of the answer, the queue before the server included.
Two floors are taken in the same minutes under the same load: the same request with nothing in it, which passes session,
account and CSRF and stops there; and one row changed and committed in the database, nothing else. The ratio is that of the
medians: a cell over both floors together; the goal in milliseconds is that of the slowest twentieth of the cells.
"""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._rival import write_report  # noqa: E402
from bench.cluster import CRITERIA, UNITS, make_rubric, make_units  # noqa: E402
from rulebook.choices import with_choices  # noqa: E402

GOAL, GOAL_MS = 4.0, 50
PEOPLE, SECONDS, WARM_SECONDS = 20, int(os.environ.get("SECONDS_EACH", "40")), 6
PAUSE, WATCH_EVERY = (1.0, 2.0), 5.0
PASSWORD = "mat-khau-dai-cho-phep-do"
SINCE = date(2025, 7, 1)
FORM = "application/x-www-form-urlencoded"


class NotSaved(AssertionError):
    """The server answered a cell with something else than that it is saved."""


@contextmanager
def a_database(folder: Path) -> Iterator[str]:
    """The address of an empty database that goes with the block."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder / 'cells.sqlite3'}"
        return
    import psycopg
    from psycopg import sql

    server, _, _ = given.rpartition("/")
    name = f"cells_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield f"{server}/{name}"
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def found() -> Any:
    """The cluster with its season, every card full; the season."""
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from thidua.accounts.models import User
    from thidua.scoring import actions
    from thidua.shared import clock
    from thidua.units import actions as units
    from thidua.units.actions import NewAccount
    from thidua.units.models import Unit

    call_command("migrate", verbosity=0)
    at = clock.now()
    paper = {"valid_from": SINCE, "head_title": "Chủ tịch", "place": "Quảng Ninh"}
    root, officer = units.found_installation(
        code="22", name="Tỉnh Quảng Ninh", kind="province", agency_name="Ủy ban nhân dân tỉnh", symbol="UBND",
        officer_username="officer", officer_name="Chuyên viên tỉnh", officer_password=None, at=at, **paper,
    )  # fmt: skip
    wards = [
        Unit(code=f"u{n}", name=f"Phường số {n}", kind="ward", agency_name=f"Phường số {n}", symbol="UBND", **paper)
        for n in range(UNITS)
    ]
    members = units.enter_units(parent=root, units=wards, by=officer, at=at)
    accounts = [NewAccount(f"xa{n}", f"Chuyên viên {n}", (("officer", unit),)) for n, unit in enumerate(members)]
    accounts += [NewAccount(f"tham{n}", f"Cán bộ thẩm định {n}", (("appraiser", root),)) for n in range(PEOPLE)]
    people = units.open_accounts(accounts=accounts, under=root, by=officer, at=at)
    cluster = units.form_cluster(
        organiser=root, code="CUM-1", name="Cụm 1", kind="cum", year=at.year,
        members=[(unit, "member" if n else "head") for n, unit in enumerate(members)], by=officer, at=at,
    )  # fmt: skip
    rubric = with_choices(make_rubric(), {"ties": "share"})
    season = actions.open_season(cluster=cluster, year=at.year, rubric=rubric, by=officer, at=at)
    first = figures_of(season, make_units(1))
    owners = {user.username: user for user in people}
    for card in season.scorecards.select_related("unit", "season__cluster__organiser"):
        rows = [(code, given, "") for code, given in first[card.unit.code].items()]
        actions.enter_scores(card=card, rows=rows, by=owners[f"xa{card.unit.code[1:]}"], at=at)
    User.objects.update(password=make_password(PASSWORD))
    return season


def figures_of(season: Any, units: dict[str, dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """{unit: {criterion: figures as they are stored}} from the figures of :func:`bench.cluster.make_units`."""
    from thidua.scoring import queries

    items = queries.items_of(season)
    return {
        unit: {
            code: {field.key: figures[field.figure] for field in item.fields}
            for code, item in items.items()
            if all(field.figure in figures for field in item.fields)
        }
        for unit, figures in units.items()
    }


def processor_seconds(pid: int) -> float:
    """What a process and those it started have computed so far: the same on a busy machine as on an idle one."""
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # gone meanwhile
            continue
        if pid in (int(status.parent.name), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def a_server(env: dict[str, str], folder: Path) -> Iterator[tuple[int, int]]:
    """The port of the product's server, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--no-worker"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            for _ in range(1200):
                if server.poll() is not None:
                    raise RuntimeError((folder / "server.log").read_text())
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield port, server.pid
        finally:
            server.terminate()
            server.wait(timeout=60)


class Typist(threading.Thread):
    """One signed-in person who types cells until told to stop. ``cells``: [(card, criterion, text)], in a ring."""

    def __init__(self, port: int, username: str, season: int, cells: list, seed: int) -> None:
        super().__init__(daemon=True)
        self.cells, self.rng, self.season = cells, random.Random(seed), season
        self.saves: list[float] = []
        self.empties: list[float] = []
        self.watches: list[float] = []
        self.counting = self.stopping = False
        self.trouble: Exception | None = None
        self._server = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        status, page = self._ask("GET", "/tai-khoan/dang-nhap/")
        if status != 200:
            raise NotSaved(f"no page to sign in: {status}")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]  # type: ignore[index]
        form = f"csrfmiddlewaretoken={token}&username={username}&password={PASSWORD}"
        status, _ = self._ask("POST", "/tai-khoan/dang-nhap/", form, {"Content-Type": FORM})
        if status != 302:
            raise NotSaved(f"{username} could not sign in: {status}")
        began = time.perf_counter()
        page = self._ask("GET", f"/cham-diem/{season}/luoi/")[1]
        self.page_s, self.page_bytes = time.perf_counter() - began, len(page.encode())
        self._token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]
        rows = re.split(r"<tr [^>]*data-card=", page)[1:]
        self.versions: dict[tuple[int, int], int] = {}
        for row in rows:
            card = int(row.split('"', 2)[1])
            for place, version in enumerate(re.findall(r'<td [^>]*data-v="(\d+)"', row)):
                self.versions[card, place] = int(version)

    def _ask(self, method: str, path: str, body: str | None = None, more: dict | None = None) -> tuple[int, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, **(more or {})}
        try:
            self._server.request(method, path, body, headers)
            answer = self._server.getresponse()
        except (BrokenPipeError, ConnectionResetError, RemoteDisconnected):
            # A kept connection the server closed while the machine did other things: opened anew, as a browser does.
            self._server.close()
            self._server.request(method, path, body, headers)
            answer = self._server.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text

    def _post(self, body: str) -> tuple[int, str, float]:
        began = time.perf_counter()
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._token}
        status, text = self._ask("POST", f"/cham-diem/{self.season}/luoi/o/", body, headers)
        return status, text, time.perf_counter() - began

    def run(self) -> None:
        try:
            self._type()
        except Exception as error:  # told to the one who waits
            self.trouble = error

    def _type(self) -> None:
        place = {f"c{number}": number for number in range(CRITERIA)}
        watched = time.perf_counter() - self.rng.random() * WATCH_EVERY
        number = 0
        time.sleep(self.rng.uniform(*PAUSE))
        while not self.stopping:
            card, code, text = self.cells[number % len(self.cells)]
            due = time.perf_counter() + self.rng.uniform(*PAUSE)
            given = {"card": card, "code": code, "text": text, "version": self.versions[card, place[code]]}
            status, said, seconds = self._post(json.dumps(given | {"reason": "Theo văn bản xác nhận"}))
            if status != 200:
                raise NotSaved(f"{status} for {given}: {said[:300]}")
            answer = json.loads(said)
            self.versions[card, place[code]] = answer["version"]
            for other in answer["others"]:
                self.versions[card, place[other["code"]]] = other["version"]
            if self.counting:
                self.saves.append(seconds)
            if number % 4 == 0:
                status, said, seconds = self._post("")
                if status != 422:
                    raise NotSaved(f"{status} for nothing at all: {said[:300]}")
                if self.counting:
                    self.empties.append(seconds)
            if time.perf_counter() - watched > WATCH_EVERY:
                watched = began = time.perf_counter()
                status, _ = self._ask("GET", f"/cham-diem/{self.season}/luoi/ai/?o={card}:{code}&tu={self.since()}")
                if status != 200:
                    raise NotSaved(f"{status} for the watch")
                if self.counting:
                    self.watches.append(time.perf_counter() - began)
            number += 1
            time.sleep(max(0.0, due - time.perf_counter()))

    @staticmethod
    def since() -> str:
        from datetime import UTC, datetime, timedelta

        return (datetime.now(UTC) - timedelta(seconds=WATCH_EVERY)).isoformat().replace("+00:00", "Z")


def one_row(pk: int) -> float:
    """Seconds to change one row and commit it, and nothing else."""
    from django.db import transaction
    from django.db.models import F

    from thidua.scoring.models import ScoreEntry

    began = time.perf_counter()
    with transaction.atomic():
        ScoreEntry.objects.filter(pk=pk).update(version=F("version"))
    return time.perf_counter() - began


def spread(seconds: list[float]) -> dict[str, float]:
    """Milliseconds: median, the slowest twentieth, the slowest; and how many there are."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    found = {"p50_ms": statistics.median(ordered), "p95_ms": p95, "most_ms": ordered[-1]}
    return {name: round(1000 * value, 1) for name, value in found.items()} | {"n": len(ordered)}


def typing(typists: list[Typist], row: int, server: int) -> dict[str, Any]:
    """All of them at once for the time; what each request and each floor took; what the process ``server`` computed for
    a cell with everything that goes with it, a quarter of an empty request and a third of a watch."""
    one_row(row)
    for typist in typists:
        typist.start()
    time.sleep(WARM_SECONDS)
    for typist in typists:
        typist.counting = True
    rows, end, computed = [], time.perf_counter() + SECONDS, processor_seconds(server)
    while time.perf_counter() < end:
        rows.append(one_row(row))
        time.sleep(0.25)
    computed = processor_seconds(server) - computed
    cells = sum(len(typist.saves) for typist in typists)
    for typist in typists:
        typist.stopping = True
    for typist in typists:
        typist.join(timeout=70)
        if typist.trouble is not None:
            raise typist.trouble
    gathered = {name: [s for t in typists for s in getattr(t, name)] for name in ("saves", "empties", "watches")}
    measured = {name: spread(seconds) for name, seconds in gathered.items()} | {"one_row": spread(rows)}
    floors = measured["empties"]["p50_ms"] + measured["one_row"]["p50_ms"]
    measured["ratio"] = round(measured["saves"]["p50_ms"] / floors, 2)
    measured["saves_a_second"] = round(len(gathered["saves"]) / SECONDS, 1)
    measured["processor_ms_a_cell"] = round(1000 * computed / max(cells, 1), 1)
    measured["page"] = {
        "p50_ms": round(1000 * statistics.median(t.page_s for t in typists), 1),
        "bytes": typists[0].page_bytes,
    }
    return measured


def ring_of(texts: list[dict], cells: list[tuple[int, str]]) -> list[tuple[int, str, str]]:
    """The cells with one text after another; ``texts``: [{(card, criterion): text}]."""
    return [(card, code, each[card, code]) for each in texts for card, code in cells]


def changing(ring: list[tuple[int, str, str]], last: dict[tuple[int, str], str]) -> list[tuple[int, str, str]]:
    """Without the cells whose text would stay as it stands: a correction that corrects nothing is refused."""
    kept = []
    for card, code, text in [*ring, *ring]:
        if last.get((card, code)) != text:
            last[card, code] = text
            kept.append((card, code, text))
    return kept


def settings(database: str, folder: Path) -> None:
    """The product in this process and in those it starts, on a database of its own."""
    # practice mode: static files need no collecting; people sign in with their password all the same
    os.environ |= {"DEMO": "1", "DEBUG": "0", "DATABASE_URL": database, "MEDIA_ROOT": str(folder / "media")}
    os.environ |= {"SECRET_KEY": secrets.token_hex(32), "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ |= {"ALLOWED_HOSTS": "127.0.0.1,localhost"}
    import django

    django.setup()


def measure(database: str, folder: Path) -> dict[str, Any]:
    settings(database, folder)
    from django.db import connection

    from thidua.accounts.models import User
    from thidua.scoring import actions, cells, queries
    from thidua.scoring.models import ScoreEntry
    from thidua.shared import clock

    season = found()
    cards = list(season.scorecards.select_related("unit", "season__cluster__organiser").order_by("pk"))
    items = queries.items_of(season)

    def texts(seed: int) -> dict[tuple[int, str], str]:
        figures = figures_of(season, make_units(seed))
        return {(c.pk, code): cells.text_of(items[code], g) for c in cards for code, g in figures[c.unit.code].items()}

    shown, others = texts(1), [texts(2), texts(3)]
    rng = random.Random(7)
    everything = list(items)
    bare = ScoreEntry.objects.filter(card=cards[-1]).earliest("pk").pk
    with a_server(dict(os.environ), folder) as (port, server):
        typists = []
        for number in range(PEOPLE):
            mine = [(cards[number].pk, code) for code in rng.sample(everything, len(everything))]
            ring = changing(ring_of(others, mine), dict(shown))
            typists.append(Typist(port, f"xa{cards[number].unit.code[1:]}", season.pk, ring, number))
        entering = typing(typists, bare, server)
        at = clock.now()
        people = {user.username: user for user in User.objects.all()}
        for card in cards:
            card.refresh_from_db()
            actions.send_scorecard(card=card, by=people[f"xa{card.unit.code[1:]}"], at=at)
        season.refresh_from_db()
        actions.start_verifying(season=season, by=people["tham0"], at=at)
        entries = ScoreEntry.objects.filter(card__season=season)
        shown = {
            (each.card_id, each.criterion_code): cells.text_of(items[each.criterion_code], each.verified_input)
            for each in entries
        }
        typists = []
        for number in range(PEOPLE):
            mine = [(card.pk, code) for card in cards[number::PEOPLE] for code in everything]
            ring = changing(ring_of(others, rng.sample(mine, len(mine))), dict(shown))
            typists.append(Typist(port, f"tham{number}", season.pk, ring, number))
        correcting = typing(typists, bare, server)
    return {
        "database": connection.vendor,
        "units": UNITS,
        "criteria": CRITERIA,
        "people": PEOPLE,
        "goal_ms": GOAL_MS,
        "entering": entering,
        "correcting": correcting,
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as name, a_database(Path(name)) as database:
        figures = measure(database, Path(name))
        from django.db import connections

        connections.close_all()
    for each in ("entering", "correcting"):
        said = figures[each]
        print(f"  {each}, {figures['people']} people, {said['saves_a_second']} cells a second, {figures['database']}:")
        for row in ("saves", "empties", "one_row", "watches"):
            print(f"    {row:10}" + "".join(f"{key} {value:>8}  " for key, value in said[row].items()))
        print(
            f"    the server's processor: {said['processor_ms_a_cell']} ms a cell, watches and empty requests included"
        )
        print(f"    the page: {said['page']['p50_ms']} ms, {said['page']['bytes']} bytes; ratio {said['ratio']}")
    ratio = max(figures[each]["ratio"] for each in ("entering", "correcting"))
    slowest = max(figures[each]["saves"]["p95_ms"] for each in ("entering", "correcting"))
    print(f"  the slowest twentieth of the cells: {slowest} ms (goal {GOAL_MS})")
    write_report("cells", ratio, GOAL, figures)
    return 0 if ratio <= GOAL and slowest <= GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
