"""The head of an old decision: number, date, agency, award, year, legal bases, signer, each with how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from paperwork.award_columns import header_at
from paperwork.award_names import looks_like_person, looks_like_unit, person_name, tidy
from paperwork.award_papers import Row
from paperwork.award_said import DOUBT, GUESSED, Awards, Said, date_in, doubtful, guessed, year_in
from paperwork.values import fold

_NUMBER = re.compile(
    r"\bSố\s*[:.]?\s*(\d{1,6}[\w.]*\s*/\s*(?:\d{4}\s*/\s*)?[A-ZĐƯÂÊÔĂ][\w.&]*(?:\s?[-–]\s?[\w.&]+)*)", re.IGNORECASE
)
_BLANK_NUMBER = re.compile(r"\bSố\s*[:.]?\s*[.…_ ]*/\s*[A-ZĐ]", re.IGNORECASE)
_WITH = re.compile(r"kèm theo\s+(?:quyết định|qđ|tờ trình)", re.IGNORECASE)
_BASE = re.compile(r"(?:căn cứ|theo đề nghị|xét đề nghị|xét tờ trình|thực hiện)\b", re.IGNORECASE)
_MOTTO = re.compile(
    r"cong hoa xa hoi|doc lap\s*[-–]|^so\s*[:.]?\s*[\d.…/]|ngay .*thang .*nam|^-+$|^quyet dinh|^\*+$|ban sao"
)
_TITLE = re.compile(
    r"^(?:(?:tm|kt|tl|tuq)\.?\s*.*|(?:pho )?(?:chu tich|giam doc|thu tuong|bo truong|thu truong|hieu truong"
    r"|truong phong|chanh van phong|bi thu|tong giam doc)\b.*)"
)
_SIGNATURE = re.compile(r"^\(?(?:da ky|ky ten|dau|ky,? ?(?:ghi ro ho ten|dong dau)|chu ky|signed).*")
_PLACES = r"(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã(?!\s+hội)|phường|đặc khu)"
_FIRST = 30  # rows among which the head of a paper stands


@dataclass(slots=True)
class Head:
    """What the head of a decision says. ``sources``: field → the words it was read from."""

    number: Said
    date: Said
    agency: Said
    award: Said
    year: Said
    signer: Said
    bases: list[str] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)


def lines_of(row: Row) -> list[str]:
    """The single lines of a row: cells, line breaks and columns of a line apart."""
    return [text for cell in row.cells for part in re.split(r"[\n\t]", cell) if (text := tidy(part))]


def read_head(rows: Sequence[Row], awards: Awards) -> Head:
    """Guess the head of the decision whose list was handed in. What is not there comes back as a doubt."""
    sources: dict[str, str] = {}
    top = _above_list(rows, awards)
    first = [line for row in top for line in lines_of(row)]
    every = [line for row in rows for line in lines_of(row)]
    bases = _bases(rows)
    based = {line for line in every if _BASE.match(line)}
    number = _number(first, every, based, sources)
    day = _date(first, every, based, bases, sources)
    agency = _agency(top, first, sources)
    award, year = _award(every, based, awards, agency.value, sources)
    if not year.value and not day.value:
        year = doubtful("", "không thấy năm khen thưởng")
    elif not year.value:
        year = doubtful(day.value[:4], "không thấy năm khen thưởng; lấy tạm năm của quyết định")
    return Head(number, day, agency, award, year, _signer(rows, sources), bases, sources)


def _above_list(rows: Sequence[Row], awards: Awards) -> list[Row]:
    """The rows above the first table that is a list: only they are the head of a paper."""
    for place, row in enumerate(rows[:_FIRST]):
        ahead = [each.cells for each in rows[place : place + 2] if each.table == row.table]
        if row.table and header_at(ahead, awards):
            return list(rows[:place])
    return list(rows[:_FIRST])


def _number(first: list[str], every: list[str], based: set[str], sources: dict[str, str]) -> Said:
    for lines, is_head in ((first, True), (every, False)):
        for line in lines:
            if line in based or (is_head and _WITH.search(line)):
                continue
            if not is_head and not _WITH.search(line):
                continue
            if match := _NUMBER.search(line):
                sources["number"] = line
                number = re.sub(r"\s+", "", match.group(1)).replace("–", "-")
                if is_head:
                    return Said(number)
                return guessed(number, "lấy từ dòng “kèm theo Quyết định”")
    if blank := next((line for line in first if _BLANK_NUMBER.search(line)), ""):
        sources["number"] = blank
        return doubtful("", "chỗ ghi số còn để trống")
    return doubtful("", "không thấy số quyết định")


def _date(first: list[str], every: list[str], based: set[str], bases: list[str], sources: dict[str, str]) -> Said:
    for line in first:
        if line in based or _WITH.search(line) or any(line in base for base in bases):
            continue
        if "ngày" in line.lower() or re.match(r"[\w\s]+,\s*\d", line):
            found = date_in(line)
            if found.value or found.sure == DOUBT:
                sources["date"] = line
                return found
    for line in every:
        if _WITH.search(line):
            found = date_in(line)
            if found.value:
                sources["date"] = line
                return found.but(GUESSED, "lấy từ dòng “kèm theo Quyết định”")
    return doubtful("", "không thấy ngày quyết định")


def _agency(top: Sequence[Row], first: Sequence[str], sources: dict[str, str]) -> Said:
    lines: list[str] = []
    for row in top[:12]:
        if row.table:
            columns = [
                [line for part in cell.split("\n") if (line := tidy(part))] for cell in row.cells if cell.strip()
            ]
            found = columns[0] if columns else []
        else:
            found = [tidy(row.cells[0].split("\t")[0])]
        ended = False
        for line in found:
            words = fold(line)
            if (
                _MOTTO.search(words)
                or _BASE.match(line)
                or words.startswith(("danh sach", "phu luc", "ve viec", "v/v", "("))
            ):
                ended = ended or bool(lines) or words.startswith(("danh sach", "phu luc"))
                continue
            if (words and looks_like_unit(line)) or (lines and line.isupper()):
                lines.append(line)
        if ended or len(lines) > 3:
            break
    for line in first:
        match = re.search(r"quyết định số\b.*?\bcủa\s+(.+?)\)?\.?$", line, re.IGNORECASE)
        if match and not lines:
            sources["agency"] = line
            return guessed(agency_words(match.group(1)), "lấy từ dòng nói về quyết định")
    if not lines:
        return doubtful("", "không thấy cơ quan ban hành")
    sources["agency"] = " / ".join(lines)
    name = lines[0]
    for line in lines[1:]:
        joins = re.match(_PLACES, line, re.IGNORECASE) and fold(name).endswith(("uy ban nhan dan", "ubnd"))
        name = f"{name} {line}" if joins else line
    if name.isupper() or not name[:1].isupper():
        return guessed(agency_words(name), "đã viết lại chữ hoa, chữ thường")
    return Said(name)


def agency_words(text: str) -> str:
    """The name of an agency from capitals: "ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH" → "Ủy ban nhân dân tỉnh Quảng Ninh"."""
    text = tidy(text)
    if not text.isupper():
        return text[:1].upper() + text[1:]
    words = text.lower()
    words = re.sub(rf"\b({_PLACES})\s+(.+?)(?=\s+{_PLACES}\b|$)", lambda m: f"{m[1]} {m[2].title()}", words)
    words = re.sub(r"\bubnd\b", "UBND", words).replace(" và ủy ban nhân dân", " và Ủy ban nhân dân")
    if field := re.match(r"(sở|ban|phòng|bộ|trường|chi cục|cục)\s+", words):
        # Each field of the office begins with a capital: "Giáo dục và Đào tạo", "Lao động - Thương binh và Xã hội".
        first, rest = words[: field.end()], words[field.end() :].replace("công thương", "công Thương")
        words = first + re.sub(r"(^|, |\bvà | [-–] )(\w)", lambda m: m[1] + m[2].upper(), rest)
    return words[:1].upper() + words[1:]


def _award(
    every: Iterable[str], based: set[str], awards: Awards, agency: str, sources: dict[str, str]
) -> tuple[Said, Said]:
    """(award, year) as the title or the first article says."""
    award, year, general = Said(), Said(), ""
    codes: set[str] = set()
    for line in every:
        words = re.sub(r"^(?:\d{1,2}|[ivx]{1,4})[.)]\s*", "", fold(line))
        if line in based or not re.match(
            r"(?:v/v|ve viec|ve|dieu 1|dieu \d+\W+(?:tang|truy tang|cong nhan|khen)|tang|cong nhan|khen|danh sach"
            r"|phu luc|quyet dinh|tap the|chien si|lao dong)\b",
            words,
        ):
            continue
        hits = awards.find(line)
        codes |= {hit.code for hit in hits}
        if hits and not award.value:
            sources["award"] = line
            award = Said(hits[0].code)
        general = general or (awards.general(line) if not hits else "")
        if general and "award" not in sources:
            sources["award"] = line
        year = year if year.value else year_in(line)
        if year.value:
            sources.setdefault("year", line)
    if len(codes) > 1:
        award = doubtful(award.value, "văn bản nêu nhiều hình thức khen thưởng")
    if not award.value and general:
        code = awards.by_agency(general, agency)
        award = guessed(code, "suy từ cơ quan ban hành") if code else doubtful("", "không rõ của cấp nào tặng")
    if not award.value and not award.reasons:
        award = doubtful("", "không thấy danh hiệu, hình thức khen thưởng ở phần đầu")
    return award, year


def _bases(rows: Sequence[Row]) -> list[str]:
    """The paragraphs "Căn cứ …"; lines broken on paper joined."""
    found: list[str] = []
    is_open = False
    for row in rows:
        text = tidy(row.cells[0]) if not row.table and row.cells else ""
        if _BASE.match(text):
            found.append(text)
            is_open = row.is_line and not text.endswith((";", "."))
        elif is_open and text and not re.match(r"quyết định\b", text, re.IGNORECASE):
            found[-1] = f"{found[-1]} {text}"
            is_open = not text.endswith((";", "."))
        elif text:
            is_open = False
    return found[:20]


def _signer(rows: Sequence[Row], sources: dict[str, str]) -> Said:
    """The name under the office of who signed, in the same column: the last one of the paper."""
    titled: set[tuple[int, int]] = set()
    found = Said()
    for row in rows:
        for place, cell in enumerate(row.cells):
            column = (row.table, place)
            parts = cell.split("\n") if row.table else cell.split("\t")[-1:]
            for line in map(tidy, parts):
                words = fold(line)
                if not words or _SIGNATURE.match(words):
                    continue
                if line.isupper() and _TITLE.match(words):
                    titled.add(column)
                elif column in titled and not line.isupper() and looks_like_person(line) and len(line.split()) <= 5:
                    found = person_name(line)
                    titled.discard(column)
                    sources["signer"] = line
    return found if found.value else doubtful("", "không thấy người ký")
