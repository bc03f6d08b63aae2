"""The public pages of ours beside the public page of pretalx: the same two cores, the same PostgreSQL, one run.

    DATABASE_URL=postgres://… python bench/portal.py

Front page, an article and the honour roll of a practice province whose honours and articles were multiplied, served as
``make run`` serves them (granian, two processes); pretalx from PyPI in an environment of its own with as many talks, served
as its manual says (gunicorn, four processes), asked for its page of the call for papers, the lightest of its pages. Load by
``wrk``: 50 connections. The slowest of our pages counts. Every answer must be a 200.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._rival import alternate, ensure, write_report  # noqa: E402

RIVAL = ROOT / "bench" / "pretalx"
ENVIRONMENT = ROOT / "bench" / ".venv-pretalx"
PYTHON = ENVIRONMENT / "bin" / "python"
ROWS = int(os.environ.get("ROWS", "5000"))
SECONDS = int(os.environ.get("SECONDS_EACH", "8"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
CONNECTIONS = 50
GOAL = 5.0
LIMIT_MS = 150.0
OURS, THEIRS = 8411, 8412


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """The address of an empty database on the server, gone afterwards."""
    import psycopg

    parts = urlsplit(server)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def run(command: list, env: dict[str, str], cwd: Path = ROOT, stdin: str = "") -> str:
    """What a command prints. ``RuntimeError`` with its complaint when it fails."""
    done = subprocess.run(
        [str(each) for each in command], env=env, cwd=cwd, input=stdin, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{command[:4]}:\n{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def served(command: list, env: dict[str, str], cwd: Path, address: str) -> Iterator[None]:
    """A server that answers ``address``, stopped afterwards."""
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([str(each) for each in command], env=env, cwd=cwd, stdout=log, stderr=log)
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(address, timeout=5).read()
                    break
                except (urllib.error.URLError, ConnectionError, TimeoutError):
                    time.sleep(0.2)
            else:
                log.seek(0)
                raise RuntimeError(f"{address} never answered: {log.read().decode()[-2000:]}")
            yield
        finally:
            server.terminate()
            server.wait(timeout=60)


def load(address: str) -> dict[str, float]:
    """Requests a second, p50 and p95 in milliseconds at 50 connections. ``RuntimeError``: an answer was no 200."""
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "--timeout",
        "30s",
        "-s",
        RIVAL / "percentiles.lua",
        address,
    ]
    count, seconds, failed, p50, p95 = map(float, run(command, dict(os.environ)).splitlines()[-1].split())
    if failed or not count:
        raise RuntimeError(f"{address}: {failed:.0f} of {count:.0f} answers failed")
    return {"per_s": round(count / seconds, 1), "p50_ms": p50, "p95_ms": p95}


def prepare_rival(server: str, folder: Path, stack: ExitStack) -> str:
    ensure(ENVIRONMENT, RIVAL / "requirements.txt")
    there = urlsplit(stack.enter_context(database(server, "bench_portal_rival")))
    env = dict(os.environ) | {
        "PRETALX_DB_TYPE": "postgresql", "PRETALX_DB_NAME": there.path.strip("/"), "PRETALX_DB_USER": there.username or "",
        "PRETALX_DB_PASS": there.password or "", "PRETALX_DB_HOST": there.hostname or "", "PRETALX_DB_PORT": str(there.port or 5432),
        "PRETALX_DATA_DIR": str(folder), "PRETALX_SITE_URL": f"http://127.0.0.1:{THEIRS}", "PRETALX_DEBUG": "false",
        "PRETALX_FILESYSTEM_MEDIA": str(folder / "media"), "PRETALX_FILESYSTEM_STATIC": str(folder / "static"),
        "PRETALX_FILESYSTEM_LOGS": str(folder / "logs"), "TALKS": str(ROWS), "PYTHONPATH": str(RIVAL),
    }  # fmt: skip
    for part in ("media", "static", "logs"):
        (folder / part).mkdir(parents=True)
    run([PYTHON, "-m", "pretalx", "migrate", "--noinput"], env, folder)
    run([PYTHON, "-m", "pretalx", "collectstatic", "--noinput"], env, folder)
    run(
        [
            PYTHON,
            "-c",
            "import django,os;os.environ['DJANGO_SETTINGS_MODULE']='pretalx.settings';django.setup();import fill",
        ],
        env,
        folder,
    )
    address = f"http://127.0.0.1:{THEIRS}/bench/cfp"
    command = [PYTHON, "-m", "gunicorn", "pretalx.wsgi", "--workers", "4", "--bind", f"127.0.0.1:{THEIRS}"]
    stack.enter_context(served(command, env, folder, address))
    return address


def prepare_ours(server: str, folder: Path, stack: ExitStack) -> dict[str, str]:
    there = stack.enter_context(database(server, "bench_portal_ours"))
    env = dict(os.environ) | {
        "DEMO": "1",
        "DATABASE_URL": there,
        "MEDIA_ROOT": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    folder.mkdir()
    run([sys.executable, "manage.py", "seed", "--people", "60"], env)
    slug = json.loads(run([sys.executable, "-m", "bench._portal_rows", str(ROWS)], env).splitlines()[-1])["slug"]
    here = f"http://127.0.0.1:{OURS}"
    command = [sys.executable, "manage.py", "serve", "--port", OURS, "--no-worker"]
    stack.enter_context(served(command, env, ROOT, f"{here}/"))
    return {"front": f"{here}/", "article": f"{here}/tin-tuc/{quote(slug)}/", "roll": f"{here}/vinh-danh/"}


def main() -> int:
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres") or shutil.which("wrk") is None:
        print("portal: needs DATABASE_URL=postgres://… (a role that may create databases) and wrk on the path")
        return 2
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        theirs = prepare_rival(server, Path(place) / "rival", stack)
        ours = prepare_ours(server, Path(place) / "ours", stack)
        for address in (theirs, *ours.values()):
            urllib.request.urlopen(address, timeout=60).read()  # warm: templates, law, what is kept
        mine, rival = alternate(ROUNDS, lambda: {name: load(url) for name, url in ours.items()}, lambda: load(theirs))
    per_s = {name: statistics.median(each[name]["per_s"] for each in mine) for name in ours}
    base = statistics.median(each["per_s"] for each in rival)
    for name in ours:
        p95 = statistics.median(each[name]["p95_ms"] for each in mine)
        print(
            f"  {name:8} {per_s[name]:8.1f} a second, p95 {p95:7.1f} ms (limit {LIMIT_MS:.0f}), {per_s[name] / base:5.2f} times pretalx"
        )
    print(f"  pretalx  {base:8.1f} a second, p95 {statistics.median(each['p95_ms'] for each in rival):7.1f} ms")
    ratio = round(min(per_s.values()) / base, 2)
    figures = {"ours": mine, "pretalx": rival, "rows": ROWS, "connections": CONNECTIONS}
    write_report("portal", ratio, GOAL, figures, better="higher")
    return 0


if __name__ == "__main__":
    sys.exit(main())
