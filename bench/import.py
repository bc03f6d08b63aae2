"""100,000 rows of 12 columns read, validated and previewed, against a bare read plus the database's own bulk insert.

Ours is the whole way a person walks: the upload is measured and looked into, then the job reads it again, repairs text,
reads every cell by its kind, finds units and people in the register and keeps the preview. The rival only reads the cells
with the same reader and puts them into one table by the fastest means the database has (SQLite: one transaction of
executemany; PostgreSQL: COPY). PostgreSQL is measured too when DATABASE_URL names one.
"""

import json
import os
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
ROWS = int(os.environ.get("ROWS", "100000"))
ROUNDS = 3
GOAL = 3.0
MEMORY_GOAL = 600  # MB, our process and its reader together
HEADS = ("STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Giới tính", "Đối tượng", "Ngày tuyển dụng", "Đơn vị", "Chức vụ",
         "Lãnh đạo", "Giữ chức vụ từ ngày", "Ghi chú")  # fmt: skip
SYLLABLES = [
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Hà",
    "Hòa",
    "Khánh",
    "Linh",
    "Minh",
    "Ngọc",
    "Phúc",
    "Quang",
    "Thảo",
    "Tuấn",
    "Vân",
    "Yến",
    "Đức",
    "Ánh",
]


def write_sheet(place: Path) -> None:
    import xlsxwriter

    size = len(SYLLABLES)
    with xlsxwriter.Workbook(str(place), {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("Cán bộ"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADS)
        for n in range(ROWS):
            name = " ".join(SYLLABLES[n // size**power % size] for power in (3, 2, 1, 0))
            born, joined = datetime(1965, 1, 1) + timedelta(n % 12_000), datetime(2005, 1, 1) + timedelta(n % 6000)
            unit = ("Phường Hạ Long", "P. Cẩm Phả", "06994")[n % 3]
            sheet.write_number(n + 1, 0, n + 1)
            sheet.write_string(n + 1, 1, f"B{n:07d}")
            sheet.write_string(n + 1, 2, f"Nguyễn {name}")
            sheet.write_datetime(n + 1, 3, born, day)
            sheet.write_string(n + 1, 4, "Nữ" if n % 2 else "Nam")
            sheet.write_string(n + 1, 5, "Công chức" if n % 3 else "Viên chức")
            sheet.write_datetime(n + 1, 6, joined, day)
            sheet.write_string(n + 1, 7, unit)
            sheet.write_string(n + 1, 8, "Trưởng phòng" if n % 17 == 0 else "Chuyên viên")
            sheet.write_string(n + 1, 9, "Có" if n % 17 == 0 else "Không")
            sheet.write_datetime(n + 1, 10, datetime(2025, 7, 1), day)
            sheet.write_string(n + 1, 11, f"Ghi chú {n % 50}")


# ── in processes of their own ──


def bare(sheet: str, address: str) -> dict[str, float]:
    """The rival: read, then insert."""
    import python_calamine

    start = time.perf_counter()
    rows = python_calamine.CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()[1:]
    read = time.perf_counter() - start
    start = time.perf_counter()
    columns = ", ".join(f"c{n} text" for n in range(12))
    plain = ([str(c) if isinstance(c, date) else c for c in row] for row in rows)
    if address.startswith("sqlite"):
        connection = sqlite3.connect(address.removeprefix("sqlite:///"))
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(f"CREATE TABLE bare (id integer primary key, {columns})")
        names = ", ".join(f"c{n}" for n in range(12))
        connection.executemany(f"INSERT INTO bare ({names}) VALUES ({', '.join('?' * 12)})", plain)
        connection.commit()
    else:
        import psycopg

        with psycopg.connect(address) as connection:
            connection.execute(f"CREATE TABLE bare (id bigserial primary key, {columns})")
            with connection.cursor().copy(f"COPY bare ({', '.join(f'c{n}' for n in range(12))}) FROM STDIN") as copy:
                for row in plain:
                    copy.write_row(row)
    return {"read": read, "insert": time.perf_counter() - start}


def ours(sheet: str, address: str) -> dict[str, float]:
    import django

    django.setup()
    from django.conf import settings
    from django.core.files.uploadedfile import TemporaryUploadedFile
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    from tests.conftest import small_province
    from thidua.imports import actions
    from thidua.imports.matching import match_columns
    from thidua.imports.shapes import kind_named
    from thidua.shared.jobs.running import perform

    province, kind = small_province(), kind_named("people")
    by, at = province.root.officer, province.at
    upload = TemporaryUploadedFile("lon.xlsx", "", 0, None)
    upload.write(Path(sheet).read_bytes())
    upload.size = Path(sheet).stat().st_size
    upload.seek(0)
    start = time.perf_counter()
    imported = actions.upload_file(kind=kind, unit=province.root.unit, season=None, upload=upload, by=by, at=at)
    looked = time.perf_counter() - start
    actions.choose_table(imported=imported, sheet_place=0, row=0, height=1, by=by, at=at)
    mapping = {match.key: place for place, match in match_columns(kind, imported.labels, {}).items()}
    job = actions.check_import(imported=imported, mapping=mapping, by=by, at=at)
    start = time.perf_counter()
    perform(job.pk)
    checked = time.perf_counter() - start
    imported.refresh_from_db()
    if imported.counts != {"new": ROWS, "changed": 0, "same": 0, "refused": 0} or len(mapping) != 10:
        raise SystemExit(f"the preview is not what it should be: {imported.state} {imported.counts} {mapping}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"looked": looked, "checked": checked, "own_mb": own, "reader_mb": child}


def run(role: str, sheet: Path, address: str, folder: Path) -> dict[str, float]:
    env = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "UPLOAD_ROOT": str(folder / "uploads"),
        "MEDIA_ROOT": str(folder / "media"),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, __file__, role, str(sheet), address], cwd=ROOT, env=env, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:] or done.stdout)
    return json.loads(done.stdout.splitlines()[-1])


def measure(kind: str, sheet: Path, folder: Path, new_database) -> dict[str, float]:
    rivals, own = [], []
    for number in range(ROUNDS):
        for role, kept in (("bare", rivals), ("ours", own)):
            with new_database(f"{role}{number}") as address:
                kept.append(run(role, sheet, address, folder))
    rival = [one["read"] + one["insert"] for one in rivals]
    mine = [one["looked"] + one["checked"] for one in own]
    memory = max(one["own_mb"] + one["reader_mb"] for one in own)
    ratio = statistics.median(mine) / statistics.median(rival)
    read, insert = (statistics.median(one[key] for one in rivals) for key in ("read", "insert"))
    looked, checked = (statistics.median(one[key] for one in own) for key in ("looked", "checked"))
    print(f"  {kind}: bare read {read:.2f} s + its own bulk insert {insert:.2f} s = {statistics.median(rival):.2f} s")
    print(f"  {kind}: ours {statistics.median(mine):.2f} s (look {looked:.2f}, check and preview {checked:.2f}; "
          f"rounds {', '.join(f'{one:.2f}' for one in mine)}), memory {memory:.0f} MB (goal < {MEMORY_GOAL})")  # fmt: skip
    return {"ratio": ratio, "read": read, "insert": insert, "look": looked, "check": checked, "memory_mb": memory}


def main() -> int:
    from contextlib import contextmanager

    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sheet = folder / "lon.xlsx"
        write_sheet(sheet)
        print(f"  {ROWS} rows × {len(HEADS)} columns, {sheet.stat().st_size / 2**20:.1f} MB")

        @contextmanager
        def sqlite_file(what: str):
            yield f"sqlite:///{folder / what}.sqlite3"

        figures["SQLite"] = measure("SQLite", sheet, folder, sqlite_file)
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            import django

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
            django.setup()
            from tests import databases

            figures["PostgreSQL"] = measure(
                "PostgreSQL", sheet, folder, lambda what: databases.own(f"bench_import_{what}_{os.getpid()}")
            )
    ratio = max(one["ratio"] for one in figures.values())
    memory = max(one["memory_mb"] for one in figures.values())
    out = ROOT / "out" / "bench"
    out.mkdir(parents=True, exist_ok=True)
    plain = {name: {key: round(value, 3) for key, value in one.items()} for name, one in figures.items()}
    result = {"name": "import", "ratio": round(ratio, 2), "goal": GOAL, "better": "lower",
              "figures": plain | {"rows": ROWS}, "machine": platform.platform()}  # fmt: skip
    (out / "import.json").write_text(json.dumps(result, ensure_ascii=False, indent=1))
    print(f"import: ratio {ratio:.2f} (goal {GOAL})")
    return 0 if memory < MEMORY_GOAL else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps({"bare": bare, "ours": ours}[sys.argv[1]](sys.argv[2], sys.argv[3])))
        raise SystemExit(0)
    raise SystemExit(main())
