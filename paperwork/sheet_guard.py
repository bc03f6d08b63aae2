"""Opens a workbook somebody sent: the zip is measured first, then a child process with little memory and time reads it.

What is refused before the reader sees it: not a zip, damaged, encrypted, more than 200 MB when inflated (counted, not
believed), too many parts, a document type or entity declaration, formulas (with the cell that holds one).
"""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_CHILD = Path(__file__).with_name("sheet_child.py")
_CHUNK = 1 << 20
_OVERLAP = 400
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION_16 = re.compile(rb"<\x00!\x00[DdEe]\x00|\x00<\x00!\x00[DdEe]")
# Bounded repeats: a hostile part must not make the search slow.
_FORMULA = re.compile(rb"<c\s(?:[^<>]{0,150}\s)?r=[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^<>]{0,150}>\s{0,50}<f[\s>/]")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be, and what its reader may use."""

    inflated_bytes: int = 200 * 1024 * 1024
    parts: int = 500
    rows: int = 200_000
    columns: int = 200
    cells: int = 4_000_000
    memory_mb: int = 2048
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The cells of a sheet, row 1 first: str, int, float, bool, date, datetime or None; merged ranges 0-based."""

    name: str
    rows: list[list[object]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


class BookRefused(Exception):
    """The file as a whole cannot be read; `cells` lists (sheet, cell) where that is known."""

    def __init__(self, reason_vi: str, cells: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(reason_vi)
        self.reason_vi = reason_vi
        self.cells = cells


def read_guarded(path: Path, limits: Limits) -> list[RawSheet]:
    """All sheets of an XLSX file. Raises BookRefused with a reason in Vietnamese."""
    _check_zip(path, limits)
    return _read_in_child(path, limits)


def check_package(path: Path, limits: Limits, main_part: str) -> list[str]:
    """Measure a zipped spreadsheet whose main part is ``main_part`` (XLSX or ODS) before any reader sees it: formulas
    are let through, since only their stored values are read. Gives notes in Vietnamese; raises BookRefused."""
    notes: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > limits.parts:
                raise BookRefused(f"tệp có quá nhiều phần bên trong ({len(parts)})")
            if len(names) != len(parts):
                raise BookRefused("tệp có hai phần trùng tên bên trong")
            if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
                raise BookRefused("tệp chứa macro; hãy lưu lại dưới dạng .xlsx không có macro")
            if main_part not in names:
                raise BookRefused("bên trong tệp không phải bảng tính như đuôi tệp nói")
            room, has_formulas = limits.inflated_bytes, False
            for part in parts:
                if part.flag_bits & 0x1:
                    raise BookRefused("tệp được đặt mật khẩu, hãy bỏ mật khẩu rồi gửi lại")
                size, formulas = _measure_part(archive, part, room, limits)
                room -= size
                has_formulas = has_formulas or formulas
            if has_formulas:
                notes.append("Bảng có công thức: chỉ đọc giá trị đã tính sẵn trong tệp, không tính lại.")
            if any(name.startswith("Basic/") and name.endswith(".xml") for name in names):
                notes.append("Tệp có macro; macro không được chạy, chỉ đọc giá trị các ô.")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, zlib.error, NotImplementedError, OSError) as error:
        raise BookRefused("tệp bị hỏng, bị cắt cụt hoặc không phải bảng tính") from error
    except (RuntimeError, ValueError) as error:
        raise BookRefused("cấu trúc bên trong của tệp bị hỏng") from error
    return notes


def _measure_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: int, limits: Limits) -> tuple[int, bool]:
    """The inflated size of a part, counted, and whether it has formulas; a declaration of a document type is refused."""
    size, tail, has_formulas = 0, b"", False
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise BookRefused(f"tệp quá lớn khi giải nén (hơn {limits.inflated_bytes // 2**20} MB)")
            window = tail + chunk
            # A plain look for the two signs first: it costs a tenth of the patterns.
            if b"<!" in window and _DECLARATION.search(window):
                raise BookRefused("tệp có khai báo kiểu tài liệu hoặc thực thể ngoài, không được phép")
            if b"!\x00" in window and _DECLARATION_16.search(window):
                raise BookRefused("tệp có khai báo kiểu tài liệu hoặc thực thể ngoài, không được phép")
            if not has_formulas:
                has_formulas = b"<f>" in window or b"<f " in window or b"table:formula=" in window
            tail = window[-_OVERLAP:]
    return size, has_formulas


def _check_zip(path: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > limits.parts:
                raise BookRefused(f"tệp có quá nhiều phần bên trong ({len(parts)})")
            if len({part.filename for part in parts}) != len(parts):
                raise BookRefused("tệp có hai phần trùng tên bên trong")
            if "xl/workbook.xml" not in archive.namelist():
                raise BookRefused("tệp không phải bảng tính Excel (.xlsx)")
            room = limits.inflated_bytes
            formulas: dict[str, list[str]] = {}
            for part in parts:
                if part.flag_bits & 0x1:
                    raise BookRefused("tệp được đặt mật khẩu, hãy bỏ mật khẩu rồi gửi lại")
                room -= _scan_part(archive, part, room, formulas)
            if formulas:
                names = _sheet_names(archive)
                cells = tuple((names.get(part, part), cell) for part, found in formulas.items() for cell in found)
                raise BookRefused("ô chứa công thức; hãy dán lại dưới dạng giá trị", cells)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, zlib.error, NotImplementedError, OSError) as error:
        raise BookRefused("tệp bị hỏng hoặc không phải bảng tính Excel (.xlsx)") from error
    except (ElementTree.ParseError, KeyError, RuntimeError, ValueError) as error:
        raise BookRefused("cấu trúc bên trong của tệp bị hỏng") from error


def _scan_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: int, formulas: dict[str, list[str]]) -> int:
    """The inflated size of a part, after looking for declarations and formulas in it."""
    size, tail = 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise BookRefused("tệp quá lớn khi giải nén (hơn 200 MB)")
            window = tail + chunk
            if _DECLARATION.search(window) or _DECLARATION_16.search(window):
                raise BookRefused("tệp có khai báo kiểu tài liệu hoặc thực thể ngoài, không được phép")
            if b"<f" in window:
                found = formulas.setdefault(part.filename, [])
                for match in _FORMULA.finditer(window):
                    cell = match.group(1).decode("ascii")
                    if cell not in found and len(found) < 50:
                        found.append(cell)
                if not found:
                    del formulas[part.filename]
            tail = window[-_OVERLAP:]
    return size


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part name → sheet name. Both parts were already refused if they declare a document type or an entity."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - see docstring
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    names = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION_ID), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        names[part] = sheet.get("name", "")
    return names


def _read_in_child(path: Path, limits: Limits) -> list[RawSheet]:
    numbers = (limits.memory_mb, limits.seconds, limits.rows, limits.columns, limits.cells)
    command = [sys.executable, "-I", str(_CHILD), str(path.resolve()), *map(str, numbers)]
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell
            command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, timeout=limits.seconds, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise BookRefused("đọc tệp quá lâu nên đã dừng; hãy chia nhỏ tệp") from error
    if done.returncode == 3:
        raise BookRefused("tệp bị hỏng hoặc không phải bảng tính Excel (.xlsx)")
    if done.returncode != 0:  # too_large, or ended by a limit
        raise BookRefused(f"bảng quá lớn: nhiều nhất {limits.rows} dòng, {limits.columns} cột")
    return [
        RawSheet(
            sheet["name"],
            [[_cell(value) for value in row] for row in sheet["rows"]],
            [(tuple(start), tuple(end)) for start, end in sheet["merged"]],
        )
        for sheet in json.loads(done.stdout)
    ]


def _cell(value: object) -> object:
    if isinstance(value, list):
        kind, text = value
        return dt.datetime.fromisoformat(text) if kind == "d" else text
    return value
