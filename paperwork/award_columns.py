"""The columns of lists of awards: which heading is which field, where a header stands, ticks under the name of an award."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from paperwork.award_said import Awards
from paperwork.values import fold

# Field → how its heading reads, folded; the first that fits counts. "Năm" (year) and "Nam" (men) fold alike: see _field.
_HEADINGS: tuple[tuple[str, str], ...] = (
    ("stt", r"stt|tt|so tt|so thu tu|so tt\."),
    ("number_date", r"so,? (va )?ngay.*(quyet dinh|qd).*|quyet dinh so,? ngay.*|so quyet dinh,? ngay.*|so qd,? ngay.*"),
    ("number", r"so,? (ky hieu )?(quyet dinh|qd).*|quyet dinh( so)?|so qd"),
    ("date", r"ngay( thang( nam)?)? (quyet dinh|qd|ky|ban hanh).*|ngay,? thang,? nam (quyet dinh|qd|ky)"),
    ("issuer", r"co quan (khen thuong|ra quyet dinh|ban hanh|quyet dinh)|cap (khen thuong|khen|ra quyet dinh|quyet dinh)"),
    ("born", r"(ngay|nam)([ ,]+thang)?([ ,]+nam)? ?sinh|ngay sinh|nam sinh|sinh nam"),
    ("name", r"ten|ho( va)?,? ?(chu dem,? )?(va )?ten.*|ten ca nhan.*|ca nhan( duoc khen.*)?|danh sach ca nhan"
             r"|nguoi duoc khen.*|ho ten.*"
             r"|doi tuong( khen thuong| duoc khen.*)?|ten (don vi|tap the),? (va )?ca nhan.*|don vi,? ca nhan"
             r"|tap the,? ca nhan|ten doi tuong"),
    ("unit_name", r"ten (tap the|don vi)( duoc khen.*)?|tap the( duoc khen.*)?|danh sach tap the|ten co quan,? don vi"),
    ("post_unit", r"chuc (vu|danh)\W+(va )?(don vi|noi|co quan).*|chuc vu.*don vi.*"),
    ("post", r"chuc (vu|danh).*|cong viec.*|nhiem vu|nghe nghiep"),
    ("unit", r"don vi.*|khoa(,? phong.*)?|to chuyen mon|truong|noi cong tac|co quan.*|phong ban|phong,? ban.*"
             r"|noi lam viec|dia chi.*|bo phan|cong tac tai.*"),
    ("year", r"nam (khen|duoc khen|thanh tich|dat).*|nam hoc"),
    ("ground", r"(noi dung )?thanh tich.*|noi dung( khen.*)?|ly do( khen.*)?"),
    ("ignored", r"so tien.*|tien thuong.*|muc (tien )?thuong.*|ghi chu.*|ky nhan|chu ky|gioi tinh|ma (so|cb|can bo).*"
                r"|dan toc|so phieu.*|ty le.*"),
    ("award", r"danh hieu.*|hinh thuc.*|khen thuong|de nghi khen.*|duoc khen.*|muc khen.*"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _HEADINGS)
_INDEX = re.compile(r"\(?\s*(\d{1,2}|[A-ZĐ])\s*\)?")


@dataclass(frozen=True)
class Columns:
    """Which column is which field; ``ticks``: column → code of the award that a sign in it means; ``labels`` as they are."""

    of: dict[str, int]
    labels: tuple[str, ...]
    ticks: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> int:
        return self.of["name"]

    def cell(self, key: str, cells: Sequence[str]) -> str:
        place = self.of.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""


def _field(label: str) -> str:
    """The field of a heading, "" for none."""
    low = " ".join(label.lower().split())
    if low in ("năm", "năm:"):
        return "year"
    if low == "nam":
        return "born_male"
    if low in ("nữ", "nử"):
        return "born_female"
    folded = " ".join(re.sub(r"[^a-z0-9,./ ]+", " ", fold(re.sub(r"\([^)]*\)", " ", label))).split()).strip(" .,:")
    return next((name for name, pattern in _COMPILED if pattern.fullmatch(folded)), "")


def is_index_row(cells: Sequence[str]) -> bool:
    """The row under a header that numbers the columns: (1) (2) (3), A B 1 2."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 3 or not all(_INDEX.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(bare) for cell in filled if (bare := cell.strip("() ")).isdigit()]
    return len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))


def header_at(rows: Sequence[Sequence[str]], awards: Awards) -> tuple[Columns, int] | None:
    """(columns, how many rows the header has) where the first of ``rows`` is a header of a list; None where it is none."""
    upper = list(rows[0])
    if sum(bool(cell.strip()) for cell in upper) < 2 or any(len(cell) > 90 for cell in upper):
        return None
    fields = [_field(cell) if cell.strip() else "" for cell in upper]
    if sum(bool(each) for each in fields) < 2 or not {"name", "unit_name", "unit"} & set(fields):
        return None
    lower = list(rows[1]) if len(rows) > 1 else []
    if _is_second_line(upper, lower, fields, awards):
        for place, cell in enumerate(lower):
            # a cell merged downwards repeats what stands above it
            if place < len(upper) and cell.strip() and cell != upper[place]:
                fields[place] = _field(cell) or ("" if not upper[place].strip() else fields[place])
                upper[place] = cell
        return _columns(fields, upper, awards), 2
    return _columns(fields, upper, awards), 1


def _is_second_line(upper: Sequence[str], lower: Sequence[str], fields: Sequence[str], awards: Awards) -> bool:
    parts = [
        (place, cell) for place, cell in enumerate(lower)
        if cell.strip() and not (place < len(upper) and cell == upper[place])
    ]  # fmt: skip
    if not parts or is_index_row(lower) or any(cell.strip().isdigit() for _, cell in parts):
        return False
    known = [bool(_field(cell)) or (bool(awards.find(cell)) and len(cell) <= 40) for _, cell in parts]
    # the lower line only fills what the upper one groups: nothing under the number or the name of a person
    free = all(place >= len(fields) or fields[place] not in ("stt", "name") for place, _ in parts)
    return all(known) and free


def _columns(fields: Sequence[str], labels: Sequence[str], awards: Awards) -> Columns:
    of: dict[str, int] = {}
    for place, name in enumerate(fields):
        if name and name != "ignored":
            of.setdefault(name, place)
    if "name" not in of:  # a list of units: its units are who is awarded
        of["name"] = of.pop("unit_name") if "unit_name" in of else of.pop("unit")
        of["only_units"] = -1
    ticks = {
        place: hits[0].code
        for place, label in enumerate(labels)
        if fields[place] in ("", "award") and (hits := awards.find(label)) and len(label) <= 40
    }
    for place in ticks:
        if of.get("award") == place:
            del of["award"]
    return Columns(of, tuple(labels), ticks)
