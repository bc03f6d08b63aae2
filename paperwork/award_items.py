"""Numbered and dashed paragraphs as lines of a list, broken lines of a page joined again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paperwork.award_names import recipient_of, tidy
from paperwork.award_papers import Row
from paperwork.award_said import DOUBT, GUESSED, Awards, Proposed, Said, birth_in, year_in

if TYPE_CHECKING:
    from paperwork.award_lists import AwardList, Context

_ITEM = re.compile(r"^\s*(?:\(?\d{1,4}\s*[.)/]\s*(?!\d)|[-–—+•*▪●◦·]\s*)\S")
_ENDS = (";", ".")
_MOST = 4  # broken lines that one item may have


class Items:
    """Gathers the lines of one item; when it ends, it becomes a proposal."""

    def __init__(self, found: AwardList, awards: Awards) -> None:
        self.found, self.awards = found, awards
        self._parts: list[str] = []
        self._row: Row | None = None
        self._context: tuple[Said, Said, str, str] = (Said(), Said(), "", "")
        self._doubts: list[str] = []

    def begins(self, line: str, row: Row) -> bool:
        return bool(_ITEM.match(line)) or row.is_numbered

    def open(self, line: str, row: Row, context: Context) -> None:
        self.close()
        self._parts, self._row, self._doubts = [line], row, []
        self._context = (context.award, context.year, context.kind, context.unit)

    def doubt(self, reason: str) -> None:
        self._doubts.append(reason)

    def goes_on(self, line: str, row: Row) -> bool:
        """Take a line as the rest of the open item, where it can be that."""
        if not self._parts or not row.is_line or self._parts[-1].rstrip().endswith(_ENDS) or len(self._parts) >= _MOST:
            return False
        self._parts.append(line)
        return True

    def close(self) -> None:
        """End the open item, if there is one."""
        if not self._parts or self._row is None:
            return
        parts, row = self._parts, self._row
        self._parts, self._row = [], None
        award, year, kind, unit = self._context
        text = " ".join(parts)
        hits = self.awards.find(text)
        if hits and re.search(r"[,;:(–-]\s*(?:danh hiệu\s*)?$", text[: hits[0].start], re.IGNORECASE):
            award = Said(hits[0].code)
            before, after = text[: hits[0].start].rstrip(" ,;:(–-"), text[hits[-1].end :].lstrip(' )“”"')
            text = f"{before} {after}"
        own = year_in(birth_in(text)[1])
        if own.value:
            year = own
        who = recipient_of(text, kind)
        name = who.name
        if len(parts) > 1 and len(parts[0]) < len(who.printed) + 3:
            name = name.but(DOUBT, "tên bị ngắt xuống dòng, đã ghép lại")
        for reason in self._doubts:
            name = name.but(DOUBT, reason)
        unit_said = who.unit
        if not unit_said.value and unit and who.kind == "person":
            unit_said = Said(unit, GUESSED, ("lấy theo tiêu đề nhóm",))
        line = Proposed(row.place, row.page, tidy(" ".join(parts)), who.printed, who.kind)
        line.fields = {"name": name, "award": award, "year": year}
        said = {"born": who.born, "post": who.post, "unit": unit_said, "detail": Said(who.detail)}
        line.fields |= {key: each for key, each in said.items() if each.value or each.reasons}
        self.found.lines.append(line)
