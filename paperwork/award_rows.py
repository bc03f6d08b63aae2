"""Rows of tables as lines of a list: ditto marks, merged and broken rows, ticks under an award, several awards a cell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from paperwork.award_columns import Columns
from paperwork.award_names import (
    canonical,
    joined_name,
    looks_like_person,
    looks_like_unit,
    post_and_unit,
    recipient_of,
    tidy,
)
from paperwork.award_papers import Row
from paperwork.award_said import (
    DOUBT,
    GUESSED,
    NOTHING,
    Awards,
    Proposed,
    Said,
    birth_of_cell,
    date_in,
    doubtful,
    is_ditto,
    year_in,
    year_of_cell,
)
from paperwork.values import fold

if TYPE_CHECKING:
    from paperwork.award_lists import AwardList, Context

_ORDINAL = re.compile(r"\(?\d{1,4}[.)]?")
_TICK = re.compile(r"[xXvV✓✔+1]|có", re.IGNORECASE)
_DECISION = re.compile(r"(\d{1,6}[\w.]*\s*/\s*[\wĐ.&/-]+)")
_CARRIED = ("post", "unit", "post_unit", "award", "year", "number", "number_date", "date", "issuer", "ground", "born")


class RowReader:
    """Reads the rows of one list after another; remembers the row above for ditto marks and broken rows."""

    def __init__(self, found: AwardList, awards: Awards) -> None:
        self.found, self.awards = found, awards
        self.above: dict[str, str] = {}
        self.last: tuple[Row, Columns] | None = None
        self.made: list[Proposed] = []  # the lines of the last row
        self.crossed = False  # a new table (or page) began since

    def new_list(self) -> None:
        self.above, self.last, self.made = {}, None, []

    def new_table(self) -> None:
        self.crossed = True

    def take(self, row: Row, columns: Columns, context: Context) -> None:
        """One row under a header."""
        cells = [tidy(cell) for cell in row.cells]
        ordinal, name = columns.cell("stt", cells), columns.cell("name", cells)
        if "stt" in columns.of and not ordinal and self.last is not None and self._continues(name, cells, columns):
            self._join(row, columns, context, name)
            return
        if not name:
            self._nameless(row, cells, ordinal)
            return
        doubts = []
        if "stt" in columns.of and not _ORDINAL.fullmatch(ordinal):
            if not (looks_like_person(name) or looks_like_unit(name)):
                self.found.skipped.append((row.place, _source(cells)))
                return
            doubts.append("dòng không có số thứ tự")
        self.last, self.crossed = (replace(row, cells=tuple(cells)), columns), False
        self.made = self._lines(row, cells, columns, context, doubts)
        self.found.lines += self.made

    def _nameless(self, row: Row, cells: list[str], ordinal: str) -> None:
        if _ORDINAL.fullmatch(ordinal) and sum(bool(cell) for cell in cells) > 1:
            line = Proposed(row.place, row.page, _source(cells), "", "", {"name": doubtful("", "dòng thiếu tên")})
            self.found.lines.append(line)
        elif any(cells):
            self.found.skipped.append((row.place, _source(cells)))

    # ── rows broken in two ──

    def _continues(self, name: str, cells: list[str], columns: Columns) -> bool:
        """Whether a row without a number is the rest of the row above."""
        if self.last is None:
            return False
        before = columns.cell("name", self.last[0].cells)
        if not name:
            return any(cells)
        if name == before:  # a name merged over two rows: another award of the same person
            return False
        if fold(before.split()[-1] if before else "") in ("thi", "van", "va"):
            return True
        whole = looks_like_person(canonical(name)) or looks_like_unit(name)
        return not whole and len(name.split()) <= 4 and len(f"{before} {name}".split()) <= 7

    def _join(self, row: Row, columns: Columns, context: Context, name: str) -> None:
        assert self.last is not None
        first = self.last[0]
        width = max(len(first.cells), len(row.cells))
        pairs = zip((*first.cells, *[""] * width), (*map(tidy, row.cells), *[""] * width), strict=False)
        cells = [tidy(f"{a} {b}") if a != b else a for a, b in list(pairs)[:width]]
        for line in self.made:
            self.found.lines.remove(line)
        reason = "tên nằm ở hai dòng của bảng, đã ghép lại" if name else ""
        self.last = (replace(first, cells=tuple(cells)), columns)
        self.made = self._lines(first, cells, columns, context, [reason] if reason else [])
        if not reason:
            for line in self.made:
                for key in ("post", "unit"):
                    if line.get(key).value:
                        line.fields[key] = line.get(key).but(GUESSED, "dòng của bảng bị ngắt làm hai, đã ghép lại")
        self.found.lines += self.made

    # ── one row to its lines ──

    def _cell(self, key: str, cells: list[str], columns: Columns) -> Said:
        """The text of a column; a ditto mark stands for the row above."""
        text = columns.cell(key, cells)
        if not is_ditto(text):
            if key in columns.of:
                self.above[key] = text
            return Said(text)
        if self.above.get(key):
            return Said(self.above[key], GUESSED, (f"ghi “{text}”, lấy theo dòng trên",))
        return doubtful("", f"ghi “{text}” nhưng dòng trên không có")

    def _lines(
        self, row: Row, cells: list[str], columns: Columns, context: Context, doubts: list[str]
    ) -> list[Proposed]:
        text = next((cell for cell in [row.cells[columns.name]] if "\n" in cell), columns.cell("name", cells))
        text = joined_name(text)
        if is_ditto(text):
            ditto = Said(self.above.get("name", "")).but(DOUBT, f"cột tên ghi “{text}”")
            text = ditto.value
            doubts = [*doubts, *ditto.reasons]
        else:
            self.above["name"] = text
        said = {key: self._cell(key, cells, columns) for key in _CARRIED if key in columns.of}
        who = recipient_of(text, context.kind)
        name = who.name
        for reason in doubts:
            name = name.but(DOUBT, reason)
        fields = {"name": name, "born": who.born, "post": who.post, "unit": who.unit, "detail": Said(who.detail)}
        self._place(fields, said, columns, context, who.kind)
        self._born(fields, said, columns, cells)
        self._decision(fields, said)
        source = _source(cells)
        made = []
        for award, year in self._awards(said, columns, cells, context):
            line = Proposed(row.place, row.page, source, who.printed, who.kind)
            own = fields | {"award": award, "year": year}
            line.fields = {
                key: each for key, each in own.items() if each.value or each.reasons or key in ("name", "award", "year")
            }
            made.append(line)
        return made

    def _place(
        self, fields: dict[str, Said], said: dict[str, Said], columns: Columns, context: Context, kind: str
    ) -> None:
        if both := said.get("post_unit"):
            post, unit = post_and_unit(both.value)
            fields["post"] = replace(post, reasons=(*post.reasons, *both.reasons), sure=max_sure(post, both))
            fields["unit"] = replace(unit, reasons=(*unit.reasons, *both.reasons), sure=max_sure(unit, both))
        if said.get("post", NOTHING).value or said.get("post", NOTHING).reasons:
            fields["post"] = said["post"]
        if said.get("unit", NOTHING).value or said.get("unit", NOTHING).reasons:
            fields["unit"] = said["unit"]
        elif not fields["unit"].value and context.unit and kind == "person":
            fields["unit"] = Said(context.unit, GUESSED, ("lấy theo tiêu đề nhóm",))
        parts = [said[key].value for key in ("post", "post_unit", "unit") if said.get(key, NOTHING).value]
        fields["detail"] = Said(", ".join(part for part in [fields["detail"].value, *parts] if part))

    def _born(self, fields: dict[str, Said], said: dict[str, Said], columns: Columns, cells: list[str]) -> None:
        text = said.get("born", NOTHING).value
        for key in ("born_male", "born_female"):
            text = text or columns.cell(key, cells)
        if text:
            fields["born"] = birth_of_cell(text)

    def _decision(self, fields: dict[str, Said], said: dict[str, Said]) -> None:
        """Number, day and giver of a line of its own, in lists of many decisions."""
        if both := said.get("number_date"):
            match = _DECISION.search(both.value)
            fields["number"] = Said(match.group(1).replace(" ", ""), both.sure, both.reasons) if match else both
            day = date_in(both.value)
            if both.value and not day.value and not day.reasons:
                day = doubtful("", f"không đọc được ngày quyết định “{both.value}”")
            fields["date"] = day if both.sure == "clear" else day.but(both.sure, both.reasons[0])
            if both.value and not match:
                fields["number"] = doubtful("", f"không đọc được số quyết định “{both.value}”")
        if "number" in said:
            fields["number"] = said["number"]
        if "date" in said and (said["date"].value or said["date"].reasons):
            day = date_in(said["date"].value)
            if not day.value and not day.reasons:
                day = doubtful("", f"không đọc được ngày “{said['date'].value}”")
            fields["date"] = (
                day if said["date"].sure == "clear" else day.but(said["date"].sure, said["date"].reasons[0])
            )
        for key in ("issuer", "ground"):
            if key in said:
                fields[key] = said[key]

    def _awards(
        self, said: dict[str, Said], columns: Columns, cells: list[str], context: Context
    ) -> list[tuple[Said, Said]]:
        """(award, year) of each line the row stands for."""
        year = context.year
        if "year" in said:
            own = year_of_cell(said["year"].value)
            year = own if not said["year"].reasons else own.but(said["year"].sure, said["year"].reasons[0])
            year = year if year.value or year.reasons else context.year
        ticked = [code for place, code in columns.ticks.items() if place < len(cells) and _TICK.fullmatch(cells[place])]
        odd = [cells[p] for p in columns.ticks if p < len(cells) and cells[p] and not _TICK.fullmatch(cells[p])]
        if columns.ticks and "award" not in said:
            reason = f"ô đánh dấu ghi “{odd[0]}”" if odd else ""
            some = [Said(code) if not reason else doubtful(code, reason) for code in ticked]
            return [(each, year) for each in some] or [
                (doubtful("", reason or "không ô danh hiệu nào được đánh dấu"), year)
            ]
        cell = said.get("award", NOTHING)
        if not cell.value:
            return [(cell if cell.reasons else context.award, year)]
        codes = list(dict.fromkeys(hit.code for hit in self.awards.find(cell.value)))
        own = year_in(cell.value)
        year = own if own.value else year
        if codes:
            return [(Said(code, cell.sure, cell.reasons), year) for code in codes]
        general = self.awards.general(cell.value)
        agency = said.get("issuer", NOTHING).value or self.found.head.agency.value
        code = self.awards.by_agency(general, agency) if general else ""
        code = code or self.awards.code_of.get(" ".join(fold(cell.value).split()), "")
        if code:
            return [(Said(code, GUESSED, (*cell.reasons, f"tệp ghi “{cell.value}”, suy từ cơ quan ban hành")), year)]
        return [(doubtful("", f"không nhận ra hình thức khen thưởng “{cell.value[:80]}”"), year)]


def max_sure(one: Said, other: Said) -> str:
    """The less sure of two."""
    return one.but(other.sure, "").sure


def _source(cells: list[str]) -> str:
    return " | ".join(cell for cell in cells if cell)[:1000]
