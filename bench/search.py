"""Finding a person among 200,000 by any words of the name, without diacritics, or by the code.

    python bench/search.py
    DATABASE_URL=postgres://… python bench/search.py

On a database of its own that is thrown away: SQLite in a file, or a test database on the server of DATABASE_URL. The rival
is the least any page can cost there: fifty people read in name order from the index. Beside it stands what people write
first, ``name_fold LIKE '%word%'`` for every word. Times hold the whole answer, people read, as the page uses it.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._database import in_a_file  # noqa: E402 - the root stands in the path only now
from bench._rival import write_report  # noqa: E402

PEOPLE = int(os.environ.get("PEOPLE", "200000"))
ROUNDS = 15
GOAL = 50.0  # times the bare look-up, itself about a millisecond; the slowest kind of question counts
LIMIT_MS = 50.0
# (what is asked, the words): from common to rare, from the front and from the middle, the end of the alphabet, a code.
QUESTIONS = (
    ("beginning of the name", "nguyen van a"),
    ("whole name", "nguyen thi thu hoa"),
    ("common middle word", "thi"),
    ("two common words", "thi nguyen"),
    ("one letter", "h"),
    ("rare word", "khue"),
    ("given name at the end of the alphabet", "yen"),
    ("nobody", "zzzz"),
    ("code", "QN123456"),
    ("beginning of a code", "qn1234"),
)


def fill() -> None:
    """Invented people in one ward, written as the acts write them: in bulk."""
    from datetime import date

    from thidua.management.year.names import Dice, full_name
    from thidua.people.models import Person, Post
    from thidua.units.models import Unit

    dice = Dice(1)
    unit = Unit.objects.create(
        code="22", name="Tỉnh", kind="province", valid_from=date(2020, 1, 1), agency_name="UBND", symbol="UBND",
        head_title="Chủ tịch", place="Quảng Ninh",
    )  # fmt: skip
    ward = Unit.objects.create(
        code="1", name="Phường", kind="ward", valid_from=date(2020, 1, 1), agency_name="UBND", symbol="UBND",
        head_title="Chủ tịch", place="Quảng Ninh", parent=unit,
    )  # fmt: skip
    for start in range(1, PEOPLE + 1, 20_000):
        people = [
            Person(
                code=f"QN{number:06d}",
                full_name=full_name(dice, "female" if number % 2 else "male", number % 9 == 0),
                gender="female" if number % 2 else "male",
                subject="civil_servant",
            ).fill_keys()
            for number in range(start, min(start + 20_000, PEOPLE + 1))
        ]
        Person.objects.bulk_create(people, batch_size=1000)
        # every two hundredth works in the ward, the others in the province
        posts = [
            Post(person=person, unit=ward if number % 200 == 0 else unit, title="Công chức", starts_on=date(2024, 1, 1))
            for number, person in enumerate(people)
        ]
        Post.objects.bulk_create(posts, batch_size=1000)


def median_ms(ask: Callable[[], object]) -> tuple[float, float]:
    """(median, slowest) of the rounds in milliseconds, the first one left out."""
    ask()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times), max(times)


def measure() -> dict:
    with in_a_file() as database:
        from django.db import connection
        from django.db.models import Q

        from thidua.people.models import Person
        from thidua.people.queries import in_units
        from thidua.people.search import find, words_of
        from thidua.units.models import Unit

        begin = time.perf_counter()
        fill()
        filled = time.perf_counter() - begin
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        middle = Person.objects.order_by("name_key")[PEOPLE // 2].name_key
        bare, _ = median_ms(lambda: list(Person.objects.filter(name_key__gte=middle).order_by("name_key", "code")[:50]))

        def scan(text: str) -> object:
            match = Q()
            for word in words_of(text):
                match &= Q(name_fold__contains=word)
            if any(sign.isdigit() for sign in text):
                match = Q(code__icontains=text)
            return list(Person.objects.filter(match).order_by("name_key", "code")[:50])

        from datetime import date

        ward = in_units(Unit.objects.filter(code="1").values_list("pk", flat=True), date(2025, 1, 1))
        rows = {}
        for kind, text in QUESTIONS:
            ours, slowest = median_ms(lambda text=text: find(text))
            theirs, _ = median_ms(lambda text=text: scan(text))
            seen, _ = median_ms(lambda text=text: find(text, among=ward))
            rows[kind] = {
                "asked": text, "found": len(find(text)), "ms": round(ours, 2), "slowest_ms": round(slowest, 2),
                "ratio": round(ours / bare, 1), "scan_ms": round(theirs, 2), "in_one_ward_ms": round(seen, 2),
            }  # fmt: skip
        return {"database": database, "fill_s": round(filled, 1), "bare_ms": round(bare, 2), "questions": rows}


def main() -> int:
    found = measure()
    rows = found["questions"]
    print(f"  {PEOPLE:,} people on {found['database']}; fifty people from the index: {found['bare_ms']} ms")
    print(f"  {'question':38}  {'asked':20}  {'ms':>7}  {'slowest':>7}  {'ratio':>6}  {'LIKE ms':>8}  {'one ward':>8}")
    for kind, row in rows.items():
        print(
            f"  {kind:38}  {row['asked']:20}  {row['ms']:>7}  {row['slowest_ms']:>7}  {row['ratio']:>6}  "
            f"{row['scan_ms']:>8}  {row['in_one_ward_ms']:>8}"
        )
    slowest = max(max(row["ms"], row["in_one_ward_ms"]) for row in rows.values())
    ratio = max(row["ratio"] for row in rows.values())
    print(f"  slowest question: {slowest} ms (limit {LIMIT_MS:.0f} ms)")
    write_report(
        "search", round(ratio, 1), GOAL, {**found, "people": PEOPLE, "slowest_median_ms": slowest, "limit_ms": LIMIT_MS}
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
