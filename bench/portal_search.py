"""Finding among 100,000 public honours and 10,000 articles by any words, without diacritics.

    python bench/portal_search.py
    DATABASE_URL=postgres://… python bench/portal_search.py

On a database of its own that is thrown away: SQLite in a file, or a test database on the server of DATABASE_URL. Times
hold whole answers: what the search page shows, and the honour roll narrowed by the same words with its count. The rival is
what people write first: every word ``LIKE '%word%'`` in the folded names and in the folded text of the articles.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._database import in_a_file  # noqa: E402 - the root stands in the path only now
from bench._rival import write_report  # noqa: E402
from bench.search import median_ms  # noqa: E402

HONOURS = int(os.environ.get("HONOURS", "100000"))
ARTICLES = int(os.environ.get("ARTICLES", "10000"))
GOAL = 1.0  # of the rival's time, at the question where it is nearest
LIMIT_MS = 80.0
QUESTIONS = (
    ("whole name", "nguyễn thị thu hoà"),
    ("beginning of the name", "nguyen van a"),
    ("common word", "thi"),
    ("word of every article", "thi dua"),
    ("one letter", "h"),
    ("words of the text", "Hội nghị chuyển đổi số"),
    ("name of a unit", "phuong 17"),
    ("number of a decision", "321/QĐ-UBND"),
    ("nobody", "zzzz"),
)
_TEXT = (
    "thi đua khen thưởng phong trào gương điển hình hội nghị tổng kết chuyển đổi số phường xã tỉnh nông thôn mới văn "
    "hóa cơ sở cải cách hành chính sáng kiến tập thể cá nhân tiêu biểu giáo viên bác sĩ công nhân biên giới hải đảo"
)
_WORDS = _TEXT.split()


def fill() -> None:
    """Invented honours of 60 wards and articles of some 250 words, written as the acts write them: in bulk."""
    from datetime import UTC, date, datetime, timedelta

    from thidua.accounts.models import User
    from thidua.honours.models import Honour
    from thidua.management.year.names import Dice, full_name
    from thidua.portal.models import Article
    from thidua.shared.text import fold
    from thidua.units.models import Unit

    dice, draw = Dice(1), random.Random(1)
    about = {
        "valid_from": date(2020, 1, 1), "agency_name": "UBND", "symbol": "UBND", "head_title": "Chủ tịch", "place": "QN",
    }  # fmt: skip
    top = Unit.objects.create(code="22", name="Tỉnh", kind="province", **about)
    wards = [Unit.objects.create(code=f"P{n}", name=f"Phường {n}", kind="ward", parent=top, **about) for n in range(60)]
    at = datetime(2025, 1, 1, tzinfo=UTC)
    editor = User.objects.create(username="bench")
    rows = []
    for number in range(HONOURS):
        name = full_name(dice, "female" if number % 2 else "male", number % 9 == 0)
        decision = number // 100
        rows.append(
            Honour(
                recipient_name=name, recipient_fold=fold(name), recipient_detail="Công chức", of_unit=wards[decision % 60],
                award_code="advanced_worker", year=2016 + decision * 10 // 1000, issuer=wards[decision % 60],
                decision_number=f"{decision}/QĐ-UBND", decided_on=date(2016, 1, 1) + timedelta(days=decision * 3),
                ordinal=number + 1, check_code=f"{number:016d}", source="imported", recorded_at=at, recorded_by=editor,
            )
        )  # fmt: skip
    Honour.objects.bulk_create(rows, batch_size=2000)
    articles = []
    for number in range(ARTICLES):
        title = " ".join(draw.choices(_WORDS, k=12))
        articles.append(
            Article(
                slug=f"tin-{number}", title=title, title_fold=fold(title), lead=" ".join(draw.choices(_WORDS, k=40)),
                body="\n\n".join(" ".join(draw.choices(_WORDS, k=70)) for _ in range(3)), author_name="B", unit=top,
                drafted_at=at, drafted_by=editor, published_at=at + timedelta(hours=number), published_by=editor,
                state="published",
            )
        )  # fmt: skip
    Article.objects.bulk_create(articles, batch_size=1000)


def measure() -> dict:
    with in_a_file() as database:
        from django.db import connection
        from django.db.models import Q
        from django.test import RequestFactory

        from thidua.decisions.queries import withheld_honours
        from thidua.honours.queries import standing
        from thidua.people.search import words_of
        from thidua.portal.queries import published
        from thidua.portal.queries_search import articles_in_order, find
        from thidua.portal.tables import RollTable

        begin = time.perf_counter()
        fill()
        filled = time.perf_counter() - begin
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        public = standing().exclude(withheld_honours())

        def scan(text: str) -> object:
            names, texts = Q(), Q()
            for word in words_of(text):
                names &= Q(recipient_fold__contains=word) | Q(of_unit__name_fold__contains=word)
                texts &= Q(title_fold__contains=word) | Q(lead__icontains=word) | Q(body__icontains=word)
            names |= Q(decision_number__icontains=text)
            return list(public.filter(names).order_by("-decided_on", "-pk")[:11]), list(published().filter(texts)[:20])

        def page(text: str) -> object:
            found = find(text)
            return articles_in_order(found.articles[:20])

        def roll(text: str) -> object:
            request = RequestFactory().get("/", {"q": text})
            table = RollTable(public.select_related("of_unit"), request)
            return table.count, table.records

        rows = {}
        for kind, text in QUESTIONS:
            ours, slowest = median_ms(lambda text=text: page(text))
            listed, _ = median_ms(lambda text=text: roll(text))
            theirs, _ = median_ms(lambda text=text: scan(text))
            found = find(text)
            rows[kind] = {
                "asked": text, "articles": len(found.articles), "honours": roll(text)[0], "ms": round(ours, 2),
                "slowest_ms": round(slowest, 2), "roll_ms": round(listed, 2), "like_ms": round(theirs, 2),
                "ratio": round(ours / theirs, 3),
            }  # fmt: skip
        return {"database": database, "fill_s": round(filled, 1), "questions": rows}


def main() -> int:
    found = measure()
    rows = found["questions"]
    print(f"  {HONOURS:,} honours, {ARTICLES:,} articles on {found['database']}")
    print(f"  {'question':22}  {'asked':24}  {'honours':>8}  {'page ms':>8}  {'roll ms':>8}  {'LIKE ms':>8}")
    for kind, row in rows.items():
        print(
            f"  {kind:22}  {row['asked']:24}  {row['honours']:>8}  {row['ms']:>8}  {row['roll_ms']:>8}  {row['like_ms']:>8}"
        )
    slowest = max(row["ms"] for row in rows.values())
    ratio = max(row["ratio"] for row in rows.values())
    print(f"  slowest question: {slowest} ms (limit {LIMIT_MS:.0f} ms)")
    write_report("portal_search", ratio, GOAL, {**found, "slowest_median_ms": slowest, "limit_ms": LIMIT_MS})
    return 0


if __name__ == "__main__":
    sys.exit(main())
