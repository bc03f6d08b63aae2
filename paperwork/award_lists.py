"""Old decisions read line by line: which rows and paragraphs name somebody, and what each says, with how sure it is.

:func:`read_list` gives proposals only. What could not be read is a line in doubt or stands among ``skipped``; nothing
is dropped silently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from paperwork.award_columns import Columns, header_at, is_index_row
from paperwork.award_head import Head, lines_of, read_head
from paperwork.award_items import Items
from paperwork.award_names import looks_like_person, looks_like_unit, tidy
from paperwork.award_papers import Row
from paperwork.award_rows import RowReader
from paperwork.award_said import Awards, Proposed, Said, total_in, year_in
from paperwork.values import fold

_GROUP_MARK = re.compile(r"^\s*(?:[IVX]{1,5}|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/:-]*\s*$")
_HEADING = re.compile(
    r"^\s*(?:(?:[IVX]{1,5}|[A-HĐ])\s*[.)/-]|\d{1,2}(?:\.\d{1,2})*\s*[.)/-]|[-–+*•])?\s*(.*)$", re.DOTALL
)
_NUMBER = re.compile(r"\d{1,4}[.)]?")
_ARTICLE = re.compile(r"^điều\s+(\d+)\s*[.:]?\s*", re.IGNORECASE)
_GIVES = re.compile(r"(?:nay |quyet dinh )?(?:tang|truy tang|cong nhan|khen thuong|bieu duong)\b")
_END = re.compile(
    r"^(?:noi nhan|chanh van phong|kinh phi|tien thuong|quyet dinh nay|cac ong|giao |nguoi lap|luu:|luu vt)"
)
_START = re.compile(r"^(?:danh sach|phu luc|bieu |trich danh sach)")
_ALOUD = re.compile(r"^(?:ong|ba|dong chi|cac ong|cac ba|ho va ten|tap the|ca nhan)\b")


# Sentences that are joined over lines, and what never is the rest of one.
_OPENS = re.compile(r"\s*(?:điều\s+\d|v/v|về việc)", re.IGNORECASE)
_NEW_PART = re.compile(
    r"\s*(?:điều\s+\d|căn cứ|theo đề nghị|xét|\d{1,4}[.)]|[-–+•]\s|ông |bà |[IVX]+\.|[^a-zà-ỹđ]+$)", re.IGNORECASE
)


@dataclass(slots=True)
class Context:
    """What headings said for the lines under them."""

    award: Said = field(default_factory=Said)
    year: Said = field(default_factory=Said)
    kind: str = ""
    unit: str = ""


@dataclass(slots=True)
class AwardList:
    """What was read: head, lines in order, notes, and (place, text) of what was passed over as no line."""

    head: Head
    lines: list[Proposed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def read_list(rows: Sequence[Row], awards: Awards) -> AwardList:
    """Every line that an old decision may mean, with the head it stands under."""
    return _Reading(rows, awards).read()


class _Reading:
    def __init__(self, rows: Sequence[Row], awards: Awards) -> None:
        self.rows, self.awards = list(_without_ruling(_whole_sentences(rows), awards)), awards
        self.found = AwardList(read_head(self.rows, awards))
        if pages := sorted({row.page for row in self.rows if row.table < 0}):
            self.found.notes.append(
                f"Danh sách không kẻ khung (trang {', '.join(map(str, pages))}): cột được tách theo khoảng trống, hãy xem kỹ"
            )
        self.context = Context()
        self.columns: Columns | None = None
        self.in_list = self.has_articles = False
        self.began = 0  # the first line of the present table, for its total
        self.table_rows = RowReader(self.found, awards)
        self.items = Items(self.found, awards)

    def read(self) -> AwardList:
        self.has_articles = any(_ARTICLE.match(line) for row in self.rows for line in lines_of(row))
        place, table, width = 0, 0, 0
        while place < len(self.rows):
            row = self.rows[place]
            taken = 1
            if row.table:
                self.items.close()
                if row.table != table:
                    table = row.table
                    if self.columns is not None and len(row.cells) != width:
                        self.columns = None
                    self.table_rows.new_table()
                taken = self._table_row(place)
                width = len(row.cells)
            else:
                for line in row.cells:
                    self._text(line, row)
            place += taken
        self.items.close()
        for proposed in self.found.lines:
            self._from_head(proposed)
        self.found.skipped = _told_once(self.found.skipped)
        if not self.found.lines:
            self.found.notes.append("Không thấy dòng khen thưởng nào trong tệp")
        return self.found

    # ── rows of tables ──

    def _table_row(self, place: int) -> int:
        row = self.rows[place]
        filled = [(column, cell) for column, cell in enumerate(row.cells) if cell.strip()]
        if not filled:
            return 1
        ahead = [each.cells for each in self.rows[place : place + 2] if each.table == row.table]
        if header := header_at(ahead, self.awards):
            columns, height = header
            if self.columns is None or columns.labels != self.columns.labels:
                self.began = len(self.found.lines)
                self.table_rows.new_list()
            self.columns, self.in_list = columns, True
            if "only_units" in columns.of:
                self.context.kind = "unit"
            return height
        if is_index_row(row.cells) and (self.columns is None or not self._names(row)):
            return 1
        texts = list(dict.fromkeys(tidy(cell) for _, cell in filled))
        is_total, count = total_in(" ".join(texts))
        if is_total and not looks_like_person(texts[-1]):
            self._total(row, " ".join(texts), count)
            return 1
        if self._is_heading(row, filled, texts):
            self._heading(texts[-1], row)
            return 1
        if self.columns is None:
            for _, cell in filled:
                for line in cell.split("\n"):
                    self._text(line, row)
            return 1
        if _END.match(fold(texts[0])) or any(fold(text).startswith("noi nhan") for text in texts):
            self.columns, self.in_list = None, False
            return 1
        self.table_rows.take(row, self.columns, self.context)
        return 1

    def _names(self, row: Row) -> bool:
        return self.columns is not None and bool(re.search(r"[^\W\d_]{2}", self.columns.cell("name", row.cells)))

    def _is_heading(self, row: Row, filled: list[tuple[int, str]], texts: list[str]) -> bool:
        """One text across the table, alone or behind the mark of a group: "II | Cá nhân"."""
        if len(texts) == 1:
            alone = filled[0][0]
            if self.columns is None:
                return not row.cells[alone].count("\n") and len(texts[0]) < 160 and self._says_group(texts[0])
            return alone < self.columns.name or (alone == self.columns.name and self._says_group(texts[0]))
        if len(texts) != 2 or not _GROUP_MARK.match(texts[0]) or self.columns is None:
            return False
        if texts[0].strip(". )").isdigit():
            return self._says_group(texts[1]) and not looks_like_person(texts[1]) and texts[1].rstrip().endswith(":")
        return True

    def _says_group(self, text: str) -> bool:
        """Whether a text is the heading of a group rather than somebody's name."""
        bare = fold(_bare(text))
        if bare.startswith(("tap the", "ca nhan", "danh sach", "phu luc")) and len(bare.split()) <= 12:
            return not re.match(r"tap the (?!lao dong|dat|duoc|cac)\w+ \w+", bare) or bare.endswith(":")
        return bool(self.awards.find(text)) or bool(re.match(r"(khoi|nhom|don vi|cap)\b", bare))

    def _total(self, row: Row, text: str, count: int | None) -> None:
        there = len(self.found.lines) - self.began
        rows = len({line.place for line in self.found.lines[self.began :]})
        self.found.skipped.append((row.place, text))
        if count is not None and count not in (there, rows, len(self.found.lines)):
            self.found.notes.append(f"Dòng cộng ({row.place}) ghi {count}, đọc được {there} dòng: xem lại kẻo sót")

    # ── lines of text ──

    def _text(self, text: str, row: Row) -> None:
        line = tidy(text.replace("\t", " "))
        if not line:
            return
        words = fold(line)
        if article := _ARTICLE.match(line):
            self.items.close()
            rest = line[article.end() :]
            self.in_list = bool(_GIVES.match(fold(rest)))
            if self.in_list:
                self.columns = None
                self._heading(rest, row)
                self._after_colon(rest, row)
            return
        if _END.match(words):
            self.items.close()
            self.in_list = False
            return
        if _START.match(words) or (not self.has_articles and self._says_group(line) and not self.in_list):
            self.items.close()
            self.in_list = True
            self._heading(line, row)
            return
        if not self.in_list:
            return
        if line.startswith("(") and "kèm theo" in line.lower():
            return
        is_item = self.items.begins(line, row)
        bare = _bare(line)
        is_total, count = total_in(line)
        if is_total:
            self.items.close()
            self._total(row, line, count)
        elif self._is_group_line(line, bare):
            self.items.close()
            self._heading(bare, row)
        elif is_item or _ALOUD.match(fold(bare)):
            self.items.open(line, row, self.context)
        elif not self.items.goes_on(line, row):
            self.items.close()
            if self._might_name(line):
                self.items.open(line, row, self.context)
                self.items.doubt("dòng không có số thứ tự hay dấu đầu dòng")
            else:
                self.found.skipped.append((row.place, line[:300]))

    def _is_group_line(self, line: str, bare: str) -> bool:
        folded = fold(bare)
        if _ALOUD.match(folded) and re.match(r"(ong|ba|dong chi)\b", folded):
            return False
        if re.match(r"(?:[IVX]{1,5}|[A-HĐ])\s*[.)/-]\s", line) and not looks_like_person(bare):
            return True
        if folded.rstrip(":; .") in (
            "tap the",
            "ca nhan",
            "doi voi tap the",
            "doi voi ca nhan",
            "cac tap the",
            "cac ca nhan",
        ):
            return True
        has_award = bool(self.awards.find(bare)) or bool(self.awards.general(bare))
        names = looks_like_person(re.split(r"[,;:]", bare)[0])
        if has_award and not names and (_GIVES.match(folded) or line.rstrip().endswith(":") or self._only_award(bare)):
            return True
        return bare.rstrip().endswith(":") and (looks_like_unit(bare) or "tap the" in folded or "ca nhan" in folded)

    def _only_award(self, text: str) -> bool:
        hits = self.awards.find(text)
        if not hits:
            return False
        left = text[: hits[0].start] + text[hits[-1].end :]
        left = re.sub(r"\([^)]*\)|\d+|năm|người|cá nhân|tập thể|danh hiệu|[\W_]+", " ", left, flags=re.IGNORECASE)
        return len(left.split()) <= 2

    def _might_name(self, line: str) -> bool:
        head = re.split(r"[,;:(]", line)[0]
        return looks_like_person(head) or (looks_like_unit(head) and len(line) < 200 and not line.endswith(":"))

    def _after_colon(self, text: str, row: Row) -> None:
        """ "Tặng … cho ông Nguyễn Văn A, …": an article that names its one recipient."""
        match = re.search(r"\bcho\s+(?=(?:ông|bà|đồng chí|đ/c)\s)", text, re.IGNORECASE)
        if match and not re.match(r"các\b", text[match.end() :], re.IGNORECASE):
            self.items.open(text[match.end() :], row, self.context)

    def _heading(self, text: str, row: Row) -> None:
        """What a heading says counts for the lines under it: award, year, whom it is for, which unit."""
        bare, context = _bare(text), self.context
        hits = self.awards.find(bare)
        rest = bare
        for hit in reversed(hits):
            rest = f"{rest[: hit.start]} {rest[hit.end :]}"
        folded = fold(rest)
        year = year_in(bare)
        if year.value or year.reasons:
            context.year = year
        codes = list(dict.fromkeys(hit.code for hit in hits))
        if codes:
            context.award = Said(codes[0])
            if len(codes) > 1:
                context.award = Said().but("doubt", "tiêu đề nêu nhiều hình thức khen thưởng")
            context.kind = ""
        elif general := self.awards.general(bare):
            if _GIVES.match(folded) or not context.award.value:
                code = self.awards.by_agency(general, self.found.head.agency.value)
                reason = "suy từ cơ quan ban hành" if code else "không rõ của cấp nào tặng"
                context.award = Said(code).but("guessed" if code else "doubt", reason)
        if "tap the" in folded and "ca nhan" in folded:
            context.kind = ""
        elif "tap the" in folded:
            context.kind = "unit"
        elif re.search(r"ca nhan|\d+ (?:dong chi|nguoi|ong)", folded):
            context.kind = "person"
        elif not codes and looks_like_unit(bare) and not _START.match(folded):
            context.unit = re.sub(r"\s*\([^)]*\)\s*$", "", bare.rstrip(" :;."))
        elif not (codes or year.value or self.awards.general(bare) or len(bare) < 4 or _START.match(folded)):
            self.found.skipped.append((row.place, bare[:300]))

    def _from_head(self, line: Proposed) -> None:
        """What a line and its headings leave open, the head says; unsure until an officer has confirmed the head."""
        head = self.found.head
        for key, said in (("award", head.award), ("year", head.year)):
            if not line.get(key).value and not line.get(key).reasons:
                line.fields[key] = said if said.value else said.but("doubt", "dòng không ghi")
                line.from_head.add(key)


def _whole_sentences(rows: Sequence[Row]) -> Iterator[Row]:
    """Articles and titles that are broken into lines on paper, each whole again."""
    open_row: Row | None = None
    for row in rows:
        text = row.cells[0] if row.is_line else ""
        if open_row is not None:
            before = open_row.cells[0].rstrip()
            goes_on = row.is_line and "\t" not in text and not before.endswith((":", ".", ";"))
            if goes_on and not _NEW_PART.match(text) and len(before) < 800:
                open_row = replace(open_row, cells=(f"{before} {text.strip()}",))
                continue
            yield open_row
            open_row = None
        if row.is_line and _OPENS.match(text):
            open_row = row
        else:
            yield row
    if open_row is not None:
        yield open_row


def _without_ruling(rows: Iterable[Row], awards: Awards) -> Iterator[Row]:
    """Lines in columns under a header as rows of a table, numbered from -1 down: lists that were set without ruling.

    Only a line that has a number and every column is taken; any other stays a line, for somebody to look at.
    """
    table, width = 0, 0
    for row in rows:
        cells = tuple(map(str.strip, row.cells[0].split("\t"))) if row.is_line else ()
        if len(cells) > 1 and header_at([cells], awards):
            table, width = table - 1, len(cells)
        elif not width or len(cells) != width or not _NUMBER.fullmatch(cells[0]):
            yield row
            continue
        yield replace(row, cells=cells, table=table, is_line=False)


def _told_once(skipped: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Running heads and page numbers, which stand on every page, told once; figures apart they read the same."""
    alike = Counter(re.sub(r"\d+", "0", text) for place, text in skipped if place.startswith("trang"))
    found, seen = [], set()
    for place, text in skipped:
        key, count = re.sub(r"\d+", "0", text), 0
        if place.startswith("trang"):
            count = alike[key]
        if count < 3:
            found.append((place, text))
        elif key not in seen:
            seen.add(key)
            found.append((place, f"{text} (lặp lại {count} lần)"))
    return found


def _bare(text: str) -> str:
    """A heading without its mark: "II. Cá nhân" → "Cá nhân"."""
    match = _HEADING.match(tidy(text))
    return match.group(1) if match else tidy(text)
