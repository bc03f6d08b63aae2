"""A list of nominees in a spreadsheet: read, matched with the people and units of the proposing unit. Writes nothing."""

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.files.base import File

from paperwork.sheets import Column, Form, FormRow, SheetProblem, SheetRefused, read_book, read_form, write_book
from thidua.nominations import queries
from thidua.nominations.models import Nomination, Outsider
from thidua.people.models import Person
from thidua.people.queries import posts_on
from thidua.shared.denied import Denied
from thidua.shared.text import fold
from thidua.shared.uploads import plain_name
from thidua.units.models import Unit

LARGEST = 10 * 2**20
MOST_ROWS = 5_000
SHEET = "Danh sách"
FORM = Form(
    SHEET,
    (
        Column("code", "Mã cán bộ hoặc mã đơn vị", is_required=False, width=24),
        Column("name", "Họ và tên hoặc tên tập thể", kind="name", width=32),
        Column("born_on", "Ngày sinh", kind="date", is_required=False, width=14),
        Column("unit", "Đơn vị", is_required=False, width=32),
        Column("achievement", "Tóm tắt thành tích", is_required=False, width=60),
    ),
)
LONGEST_ACHIEVEMENT = 4000


@dataclass
class Found:
    """The people and units of a sheet in its order with their achievements, or the problems: never both."""

    people: list[Person] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    achievements: dict[Person | Unit | Outsider, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_list(*, nomination: Nomination, upload: File, on: date) -> Found:
    """Raises Denied for a file that is no sheet or too large. Six queries, whatever the number of rows."""
    rows, problems = _rows(upload)
    people, units = (
        list(queries.eligible_people(nomination.unit, on)),
        list(queries.eligible_units(nomination.unit, on)),
    )
    names: dict[str, list[Person | Unit]] = defaultdict(list)
    codes: dict[str, Person | Unit] = {}
    everybody: list[Person | Unit] = [*people, *units]
    for each in everybody:
        names[each.name_fold].append(each)
        codes[each.code] = each
    posts = posts_on([person.pk for person in people], on)
    found = Found(problems=[_told(each) for each in problems])
    seen: dict[Person | Unit, int] = {}
    for row in rows:
        try:
            subject = _subject(row, codes, names, posts, nomination)
        except LookupError as reason:
            found.problems.append(f"Dòng {row.number}: {row.values['name']}: {reason.args[0]}.")
            continue
        if subject in seen:
            found.problems.append(f"Dòng {row.number}: {row.values['name']}: đã có ở dòng {seen[subject]}.")
            continue
        seen[subject] = row.number
        text = row.values["achievement"] or ""
        if len(text) > LONGEST_ACHIEVEMENT:
            found.problems.append(
                f"Dòng {row.number}: {row.values['name']}: tóm tắt thành tích dài quá {LONGEST_ACHIEVEMENT} ký tự."
            )
        if text:
            found.achievements[subject] = text
        if isinstance(subject, Person):
            found.people.append(subject)
        else:
            found.units.append(subject)
    if not rows and not found.problems:
        raise Denied("Tệp không có dòng nào.")
    return found


def _rows(upload: File) -> tuple[list[FormRow], list[SheetProblem]]:
    name = plain_name(upload.name or "")
    suffix = Path(name).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise Denied("Chỉ nhận tệp Excel (.xlsx) hoặc CSV.")
    if (upload.size or 0) > LARGEST:
        raise Denied(f"Tệp quá lớn: nhiều nhất {LARGEST // 2**20} MB.")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"danh-sach{suffix}"
        place.write_bytes(upload.read(LARGEST + 1))
        try:
            book = read_book(place)
        except SheetRefused as refused:
            return [], list(refused.problems)
    form = FORM
    if book.sheet(SHEET) is None and len(book.sheets) == 1:
        form = Form(book.sheets[0].name, FORM.columns)
    rows, problems = read_form(book, form, name)
    if len(rows) > MOST_ROWS:
        raise Denied(f"Một lần nhận nhiều nhất {MOST_ROWS} dòng; hãy chia tệp.")
    return rows, problems


def _told(problem: SheetProblem) -> str:
    where = f"Dòng {problem.row}" if problem.row else "Tệp"
    column = f", cột {problem.column}" if problem.column else ""
    shown = f" “{problem.value}”" if problem.value else ""
    return f"{where}{column}:{shown} {problem.reason_vi}."


def _subject(row: FormRow, codes, names, posts, nomination: Nomination) -> Person | Unit:
    """Whom a row names; LookupError with the reason."""
    values = row.values
    name = fold(values["name"])
    if code := values["code"]:
        subject = codes.get(str(code).strip())
        if subject is None:
            raise LookupError(f"không có mã “{code}” trong {nomination.unit.name}")
        if subject.name_fold != name:
            raise LookupError(f"mã “{code}” là của {subject}")
        return subject
    fitting = names.get(name, [])
    if values["born_on"]:
        fitting = [each for each in fitting if isinstance(each, Person) and each.born_on == values["born_on"]]
    if values["unit"] and len(fitting) > 1:
        where = fold(values["unit"])
        fitting = [
            each
            for each in fitting
            if isinstance(each, Person) and each.pk in posts and posts[each.pk].unit.name_fold == where
        ]
    if not fitting:
        raise LookupError(f"không tìm thấy trong {nomination.unit.name}")
    if len(fitting) > 1:
        raise LookupError(f"có {len(fitting)} người, tập thể cùng tên; hãy ghi mã hoặc ngày sinh")
    return fitting[0]


def empty_sheet() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "mau.xlsx"
        write_book(place, [(FORM, [])])
        return place.read_bytes()
