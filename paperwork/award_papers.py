"""Old decisions as files (DOCX, XLSX, XLS, PDF with a text layer) to one stream of lines and rows of tables.

The file is measured first, then a child process with little memory and time reads it; macros are never run. Text of old
encodings (TCVN3, VNI) is repaired. What the lines mean is the work of :mod:`paperwork.award_lists`.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from paperwork.encodings import repair
from paperwork.sheet_guard import BookRefused, Limits, check_package
from paperwork.tables import open_book

_CHILD = Path(__file__).with_name("award_paper_child.py")
SUFFIXES = (".docx", ".xlsx", ".xls", ".pdf")
MOST_ROWS = 20_000
MOST_PAGES = 300
LIMITS = Limits(memory_mb=1024, seconds=120, inflated_bytes=150 * 2**20)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_TYPES = (b"macroEnabled", b"ms-word.vbaData")
_UNREADABLE = {
    "docx": "tệp bị hỏng hoặc không phải văn bản Word (.docx)",
    "pdf": "tệp bị hỏng hoặc không phải PDF",
    "picture": "không vẽ được trang này",
}

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text (``table`` 0, one cell) or a row of a table. ``place`` says in Vietnamese where it stands; ``page``
    is 0 where the file has none; ``is_line``: a line as it is broken on paper, not a whole paragraph; ``is_numbered``:
    the word processor numbers it."""

    cells: tuple[str, ...]
    table: int
    place: str
    page: int = 0
    is_line: bool = False
    is_numbered: bool = False


@dataclass(slots=True)
class Paper:
    """A file that was read: its rows in order, its pages (0 where it has none), notes in Vietnamese."""

    rows: list[Row]
    pages: int = 0
    notes: list[str] = field(default_factory=list)


class PaperRefused(BookRefused):
    """The file cannot be read; ``reason_vi`` says why."""


def check_paper(path: Path) -> None:
    """Measure a file before any reader sees it. Raises BookRefused with a reason in Vietnamese."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise PaperRefused("chỉ nhận tệp Word (.docx), Excel (.xlsx, .xls) hoặc PDF")
    with path.open("rb") as stream:
        start = stream.read(1024)
    if not start:
        raise PaperRefused("tệp trống")
    if suffix == ".pdf":
        if b"%PDF-" not in start:
            raise PaperRefused("tệp mang tên .pdf nhưng bên trong không phải PDF")
        for _ in _ask("pdf-look", path):
            pass
    elif suffix == ".docx":
        if start[:8] == _OLE:
            raise PaperRefused("tệp được đặt mật khẩu hoặc là Word cũ (.doc); hãy bỏ mật khẩu, lưu lại dưới dạng .docx")
        if start[:4] != b"PK\x03\x04":
            raise PaperRefused("tệp mang tên .docx nhưng bên trong không phải văn bản Word")
        _check_docx(path)
    else:
        open_book(path, LIMITS)


def _check_docx(path: Path) -> None:
    try:
        check_package(path, LIMITS, "word/document.xml")
        with zipfile.ZipFile(path) as archive:
            types = archive.read("[Content_Types].xml")
    except BookRefused as error:
        reason = error.reason_vi.replace("dưới dạng .xlsx không có macro", "dưới dạng .docx không có macro")
        raise PaperRefused(reason.replace("bảng tính", "văn bản Word")) from error
    except (KeyError, zipfile.BadZipFile, OSError) as error:
        raise PaperRefused(_UNREADABLE["docx"]) from error
    if any(each in types for each in _MACRO_TYPES):
        raise PaperRefused("tệp chứa macro; hãy lưu lại dưới dạng .docx không có macro")


def read_paper(path: Path, tell: Tell = lambda done, total: None) -> Paper:
    """Everything a file says, in order. ``tell``: pages done, pages in all. Raises BookRefused."""
    suffix = path.suffix.lower()
    if suffix == ".docx":
        check_paper(path)
        paper = _from_child("docx", path, tell)
    elif suffix == ".pdf":
        check_paper(path)
        paper = _from_child("pdf", path, tell)
    elif suffix in SUFFIXES:
        paper = _from_book(path)
    else:
        raise PaperRefused("chỉ nhận tệp Word (.docx), Excel (.xlsx, .xls) hoặc PDF")
    texts = sorted({cell for row in paper.rows for cell in row.cells if not cell.isascii()})
    changed, note = repair(texts)
    if changed:
        paper.rows = [replace(row, cells=tuple(changed.get(cell, cell) for cell in row.cells)) for row in paper.rows]
        paper.notes.append(f"Tệp có {note}")
    return paper


def page_picture(path: Path, page: int) -> bytes:
    """One page of a PDF (from 1) as PNG. Raises BookRefused."""
    return b"".join(_ask("picture", path, page))


# ── spreadsheets ──


def _from_book(path: Path) -> Paper:
    book = open_book(path, LIMITS, MOST_ROWS + 1)
    paper = Paper([], 0, list(book.notes))
    table = 0
    for sheet in book.sheets:
        name = f"trang tính “{sheet.name}”"
        if sheet.is_hidden:
            paper.notes.append(f"Không đọc {name}: trang ẩn")
            continue
        if sheet.is_too_large or sheet.rows > MOST_ROWS:
            raise PaperRefused(f"{name} quá lớn: nhiều nhất {MOST_ROWS} dòng")
        table += 1
        rows = [[_cell(cell) for cell in cells] for cells in sheet.first]
        for (top, left), (bottom, right) in sheet.merged:
            # A value that stands once for several rows counts in each of them.
            for row in range(top + 1, min(bottom + 1, len(rows))):
                if left == right and left < len(rows[row]) and left < len(rows[top]):
                    rows[row][left] = rows[top][left]
        for number, cells in enumerate(rows, start=1):
            paper.rows.append(Row(tuple(cells), table, f"{name}, dòng {number}"))
    return paper


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


# ── the child ──


def _from_child(mode: str, path: Path, tell: Tell) -> Paper:
    paper = Paper([])
    for line in _ask(mode, path):
        one = json.loads(line)
        if "of" in one:
            paper.pages = one["of"] if mode == "pdf" else 0
        elif "cells" not in one:
            tell(one["page"], paper.pages)
        else:
            page, table, number = one["page"], one["table"], one["row"]
            where = f"bảng {table}, dòng {number}" if table else f"{'dòng' if page else 'đoạn'} {number}"
            place = f"trang {page}, {where}" if page else where
            cells = tuple(cell.replace("\x00", "") for cell in one["cells"])
            paper.rows.append(Row(cells, table, place, page, bool(page) and not table, one["auto"]))
    return paper


def _ask(mode: str, path: Path, page: int = 0) -> Iterator[bytes]:
    """The lines the child prints, as they come. Raises PaperRefused, also when it ended by a limit."""
    numbers = (LIMITS.memory_mb, LIMITS.seconds, MOST_ROWS, MOST_PAGES, page)
    command = [sys.executable, "-I", str(_CHILD), mode, str(path.resolve()), *map(str, numbers)]
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, env={})  # noqa: S603 - our own script
    # Time that passes, beside the time of the processor that the child limits itself.
    clock = threading.Timer(2 * LIMITS.seconds, child.kill)
    clock.start()
    try:
        yield from _printed(child)
        status = child.wait()
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
    if status == 5:
        raise PaperRefused("tệp được đặt mật khẩu, hãy bỏ mật khẩu rồi gửi lại")
    if status == 6:
        raise PaperRefused(f"tệp có quá nhiều trang: nhiều nhất {MOST_PAGES} trang; hãy tách từng quyết định")
    if status == 7:
        raise PaperRefused("PDF chỉ có ảnh quét, không có lớp chữ nên không đọc được; hãy dùng tệp Word hoặc Excel gốc")
    if status == 3:
        raise PaperRefused(_UNREADABLE[mode.removesuffix("-look")])
    if status != 0:  # too large, or ended by a limit
        raise PaperRefused("tệp quá lớn hoặc đọc quá lâu nên đã dừng; hãy chia nhỏ tệp")


def _printed(child: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """What the child prints; a pipe was asked for, so there is one."""
    if child.stdout is not None:
        yield from child.stdout
