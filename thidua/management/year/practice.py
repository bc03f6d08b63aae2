"""Making a practice province: a fresh database, the year up to a stage, the clock on that day, demo people named."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from thidua.accounts.actions import name_demo_people
from thidua.accounts.models import User
from thidua.management.year.awarding import phrases_of
from thidua.management.year.handover import read_handover
from thidua.management.year.inputs import YearInput
from thidua.management.year.plan import STAGES
from thidua.management.year.population import generate
from thidua.management.year.runner import StageDone, Year, last_day, moment, run_year
from thidua.shared.actions import set_demo_day

PEOPLE, SEED = 5000, 2025
MOST_MEMBERS_SHOWN = 4  # of a cluster whose every officer and head stands on the sign-in page


@dataclass(frozen=True)
class Practised:
    """A year that was run: the context, the stages, the day the clock stands on."""

    year: Year
    done: list[StageDone]
    day: date


def input_for(people: int, seed: int, folder: Path | None) -> YearInput:
    """Rows from a hand-over folder, or invented from the seed. Raises HandoverRefused or ValueError before any write."""
    return read_handover(folder) if folder is not None else generate(people, seed)


def empty_database() -> None:
    """Remove every table of the practice database and build it anew. Refused outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("a database is emptied in demo mode only")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        else:
            cursor.execute("PRAGMA foreign_keys=OFF")
            # an index of words is a table that takes its own parts along: it goes first
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")
            indexes = [name for (name,) in cursor.fetchall()]
            for name in [*indexes, *connection.introspection.table_names(cursor)]:
                cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
            cursor.execute("PRAGMA foreign_keys=ON")
    call_command("migrate", verbosity=0)


def practise(
    given: YearInput, seed: int, stop_at: str | None, report: Callable[[str], None], *, everyone: bool = False
) -> Practised:
    """Run the year on an empty database and set the stage for people to sign in; ``everyone``: with a card for each."""
    year = Year(given, seed, None)
    done = run_year(year, STAGES, stop_at, report)
    return Practised(year, done, make_ready(year, stop_at, everyone=everyone))


def make_ready(year: Year, stop_at: str | None, *, everyone: bool = False) -> date:
    """A year that stands before ``stop_at`` becomes a province to sign in to; the day its clock is put on."""
    day = last_day(STAGES, stop_at)
    set_demo_day(day=day)
    if year.offices:
        name_demo_people(people=_cast(year, everyone), by=year.officer, at=moment(day))
    return day


def _cast(year: Year, everyone: bool) -> list[tuple[User, str]]:
    """The people on the sign-in page of a practice province, with what each can do; those of ``everyone`` beyond the
    usual ones have no note, their card says their roles."""
    first = next((office for office in year.below if office.unit.kind == "ward"), year.below[0])
    cluster = next(
        row for row in year.given.clusters if row.code.startswith("C") and first.unit.code in row.member_codes
    )
    head = year.offices[cluster.head_code]
    # once the chair is handed over, next year's head works there
    next_head = year.kept.get("next_heads", {}).get(cluster.code)
    member = next(user for user in year.province.council if user not in (year.province.head, year.province.clerk))
    cast = [
        (
            first.officer,
            f"Chuyên viên {first.unit.name}: đăng ký, giao ước, tiến độ, tự chấm điểm, lập hồ sơ"
            + (f"; việc trưởng {cluster.name} năm {year.year + 1}" if next_head == first.officer else ""),
        ),
        (head.officer, f"Trưởng {cluster.name}: thẩm định điểm, họp cụm, xếp hạng")
        if next_head is None
        else (next_head, f"Trưởng {cluster.name} năm {year.year + 1}: kế hoạch, giao ban, giao lưu của cụm"),
        (first.head, f"{first.unit.head_title} {first.unit.name}: ký giao ước, chủ tịch Hội đồng, ký quyết định"),
        (
            first.clerk,
            f"Văn thư, thư ký Hội đồng {first.unit.name}: chuẩn bị phiên họp, ghi biểu quyết, cấp số quyết định",
        ),
        (year.province.officer, "Chuyên viên thi đua, khen thưởng tỉnh: phong trào, đăng ký, hội nghị"),
        (year.appraiser, "Cán bộ thẩm định tỉnh: tiếp nhận, thẩm định hồ sơ, công nhận xếp hạng"),
        (member, "Ủy viên Hội đồng tỉnh: bỏ phiếu kín trên điện thoại"),
        (
            year.province.clerk,
            "Văn thư, thư ký Hội đồng tỉnh: chuẩn bị phiên họp, cấp số quyết định, in giấy chứng nhận",
        ),
        (year.province.head, "Chủ tịch UBND tỉnh: ký giao ước, kết thúc phiên họp, ký quyết định"),
        (year.accountant, "Kế toán tỉnh: kiểm tra, chi tiền thưởng, giữ sổ quỹ thi đua, khen thưởng"),
        (year.editor, "Biên tập viên: hoàn thiện, đăng tin bài"),
    ]
    # A pledge of all members needs every head of one cluster; of a large one the page would become a list of names.
    if len(cluster.member_codes) <= MOST_MEMBERS_SHOWN:
        for office in (year.offices[code] for code in cluster.member_codes):
            name = office.unit.name
            cast += [
                (office.officer, f"Chuyên viên {name}: đăng ký, giao ước, tiến độ"),
                (office.head, f"{office.unit.head_title} {name}: ký giao ước, giao ước chung của cụm"),
            ]
    shown: dict[User, str] = {}
    for user, note in cast:
        shown.setdefault(user, note)
    if everyone:
        for user in User.objects.filter(is_active=True).order_by("pk"):
            shown.setdefault(user, "")
    return list(shown.items())


def open_boxes(year: Year) -> list[tuple[str, str]]:
    """(account, practice pass phrase) of the trustees of a session still open, for those who try the count."""
    session = year.kept.get("province_session")
    if session is None or session.ballot_id is None:
        return []
    session.ballot.refresh_from_db()
    if session.ballot.state != "open":
        return []
    names = {user.pk: user.username for user in User.objects.filter(pk__in=phrases_of(session))}
    return [(names[pk], phrase) for pk, phrase in phrases_of(session).items()]
