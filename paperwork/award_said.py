"""What a line of an old decision says, with how sure each part is, and small readers of Vietnamese lists: awards in a
sentence, dates and numbers in words, ditto marks, years."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from paperwork.values import fold

CLEAR, GUESSED, DOUBT = "clear", "guessed", "doubt"
_ORDER = (CLEAR, GUESSED, DOUBT)


@dataclass(frozen=True, slots=True)
class Said:
    """One field: its value as text (codes for awards, ISO for dates), how sure, and why it is not clear."""

    value: str = ""
    sure: str = CLEAR
    reasons: tuple[str, ...] = ()

    def but(self, sure: str, reason: str) -> Said:
        """The same with one more reason, no surer than ``sure``."""
        return Said(self.value, max(self.sure, sure, key=_ORDER.index), (*self.reasons, reason))

    def as_plain(self) -> dict:
        return {"value": self.value, "sure": self.sure, "reasons": list(self.reasons)}


NOTHING = Said()


def doubtful(value: str, reason: str) -> Said:
    return Said(value, DOUBT, (reason,))


def guessed(value: str, reason: str) -> Said:
    return Said(value, GUESSED, (reason,))


# ── awards ──

_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """An award found in a text: its code, and from which to which sign it stands."""

    code: str
    start: int
    end: int


class Awards:
    """Every way to write the awards, found in running text whatever the marks and capitals."""

    # Who gives decides which award these are: the name of the giver stands elsewhere on the paper.
    _GENERAL = ("bang khen", "giay khen", "co thi dua", "chien si thi dua")

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        """``words``: (as written, code of the award)."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self.code_of: dict[str, str] = {}
        for word, code in words:
            tokens = tuple(_TOKEN.findall(fold(word)))
            if tokens and " ".join(tokens) not in self.code_of:
                self.code_of[" ".join(tokens)] = code
                self._by_first.setdefault(tokens[0], []).append((tokens, code))
        for some in self._by_first.values():
            some.sort(key=lambda each: -len(each[0]))

    def find(self, text: str) -> list[Hit]:
        """The awards a text names, from left to right, the longest wording first."""
        spans = [(fold(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(text)]
        words, hits, place = [word for word, _, _ in spans], [], 0
        while place < len(words):
            for tokens, code in self._by_first.get(words[place], ()):
                if tuple(words[place : place + len(tokens)]) == tokens and not self._is_general(tokens):
                    hits.append(Hit(code, spans[place][1], spans[place + len(tokens) - 1][2]))
                    place += len(tokens)
                    break
            else:
                place += 1
        return hits

    def _is_general(self, tokens: tuple[str, ...]) -> bool:
        return " ".join(tokens) in self._GENERAL

    def general(self, text: str) -> str:
        """The general word of an award ("bang khen") a text holds, "" for none."""
        folded = " ".join(_TOKEN.findall(fold(text)))
        return next((word for word in self._GENERAL if re.search(rf"\b{word}\b", folded)), "")

    def by_agency(self, general: str, agency: str) -> str:
        """The code of a general word with who gives it, "" where that is not told."""
        giver = giver_of(agency)
        tries = (f"{general} cua {giver}", f"{general} {giver}")
        return next((self.code_of[each] for each in tries if giver and each in self.code_of), "")


def giver_of(agency: str) -> str:
    """The level of an agency as the wording of awards names it."""
    words = " ".join(_TOKEN.findall(fold(agency)))
    words = words.removeprefix("chu tich ")
    for office in ("uy ban nhan dan ", "ubnd "):
        if words.startswith(office):
            rest = words.removeprefix(office)
            if rest.startswith("tinh"):
                return "ubnd tinh"
            if rest.startswith(("xa", "phuong", "dac khu")):
                return "ubnd xa"
            return ""
    if words.startswith(("thu tuong", "chinh phu")):
        return "thu tuong"
    if words.startswith("bo "):
        return "bo truong"
    return "giam doc so" if words.startswith("so ") else ""


# ── years, dates, numbers ──

_YEAR = re.compile(r"\bnăm\s+(?:học\s+)?(\d{4})(?:\s*[-–/]\s*(\d{4}))?(?!\d)", re.IGNORECASE)
_ONLY_YEAR = re.compile(r"\s*(?:năm\s+)?(?:học\s+)?(\d{4})(?:\s*[-–/]\s*(\d{4}))?\s*", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)")
_IN_WORDS = re.compile(r"ng[aà]y\s*(\d{1,2})\s*th[aá]ng\s*(\d{1,2})\s*n[aă]m\s*(\d{4})", re.IGNORECASE)
_SPELT = re.compile(r"ngay ((?:mung )?[a-z ]+?) thang ([a-z ]+?) nam ((?:mot|hai) (?:nghin|ngan) [a-z ]+)")
_ONES = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9, "gieng": 1, "chap": 12,
}  # fmt: skip


def year_in(text: str) -> Said:
    """The year a text names: "năm 2018"; of a school year the later one, as a guess."""
    return _year(_YEAR.search(text))


def year_of_cell(text: str) -> Said:
    """A cell that should hold a year alone."""
    match = _ONLY_YEAR.fullmatch(text)
    if match:
        return _year(match)
    return doubtful("", f"không đọc được năm “{text}”") if text.strip() else NOTHING


def _year(match: re.Match[str] | None) -> Said:
    if match is None:
        return NOTHING
    first, later = match.group(1), match.group(2)
    if not 1945 <= int(later or first) <= 2100:
        return doubtful("", f"năm {later or first} ngoài khoảng 1945–2100")
    if later:
        return guessed(later, f"năm học {first}–{later}: lấy năm sau")
    return Said(first)


def number_in_words(words: str) -> int | None:
    """Folded Vietnamese words of a number below 10,000: "hai nghin khong tram muoi chin" is 2019."""
    total = current = 0
    seen = False
    for word in words.split():
        if word in ("mung", "ngay", "le", "linh"):
            continue
        if word in _ONES:
            current += _ONES[word]
        elif word == "muoi":
            current = (current or 1) * 10 if current % 10 or not current else current
        elif word in ("tram", "nghin", "ngan"):
            total, current = total + current * (100 if word == "tram" else 1000), 0
        else:
            return None
        seen = True
    return total + current if seen else None


def date_in(text: str) -> Said:
    """The first date of a text: 15/8/2019, "ngày 15 tháng 8 năm 2019", or wholly in words (a guess)."""
    if match := _IN_WORDS.search(text) or _DAY.search(text):
        day, month, year = map(int, match.groups())
        return _date(day, month, year, match.group())
    if match := _SPELT.search(" ".join(_TOKEN.findall(fold(text)))):
        parts = [number for group in match.groups() if (number := number_in_words(group)) is not None]
        if len(parts) == 3:
            found = _date(parts[0], parts[1], parts[2], match.group())
            return found.but(GUESSED, "ngày viết bằng chữ") if found.value else found
    return NOTHING


def _date(day: int, month: int, year: int, written: str) -> Said:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return doubtful("", f"không có ngày “{written}” trong lịch")
    if not 1945 <= year <= 2100:
        return doubtful("", f"ngày “{written}” ngoài khoảng 1945–2100")
    return Said(found.isoformat())


_BIRTH = re.compile(
    r"\(?\s*\b(?:sinh\s+(?:ngày|năm)?|sn|năm sinh|ngày sinh)\s*:?\s*((?:\d{1,2}[/.-]\d{1,2}[/.-])?\d{4})\s*\)?",
    re.IGNORECASE,
)
_BRACKET_YEAR = re.compile(r"\(\s*((?:\d{1,2}[/.-]\d{1,2}[/.-])?(?:19|20)\d{2})\s*\)")


def birth_in(text: str) -> tuple[Said, str]:
    """(birth: a year or an ISO date, the text without it)."""
    match = _BIRTH.search(text) or _BRACKET_YEAR.search(text)
    if match is None:
        return NOTHING, text
    return birth_of_cell(match.group(1)), f"{text[: match.start()]} {text[match.end() :]}"


def birth_of_cell(text: str) -> Said:
    """A cell that should hold a date or a year of birth."""
    text = text.strip()
    if re.fullmatch(r"(?:19|20)\d{2}", text):
        return Said(text)
    found = date_in(text)
    if found.value or found.sure == DOUBT:
        return found
    return doubtful("", f"không đọc được ngày sinh “{text}”") if text else NOTHING


_DITTO = re.compile(r"[-–\s]*(?:n[./]?t|như trên|như\s+dòng\s+trên|//|[\"″〃”“']{1,2}|-//-)[-–.\s]*", re.IGNORECASE)


def is_ditto(text: str) -> bool:
    """Whether a cell says "as above": nt, như trên, //, ″."""
    return bool(_DITTO.fullmatch(text.strip())) if text.strip() else False


_TOTAL = re.compile(
    r"\s*(?:tổng\s*(?:cộng|số)\b|tổng\s*[:\d]|cộng\b|ấn định danh sách\b|danh sách (?:này )?(?:gồm|có)\b)",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(\d{1,4})\s*(?:\([^)]*\)\s*)?(?:cá nhân|người|tập thể|đồng chí|trường hợp|ông)?", re.IGNORECASE)


def total_in(text: str) -> tuple[bool, int | None]:
    """(whether a text is a line of totals, the number it names)."""
    if not _TOTAL.match(text):
        return False, None
    match = _COUNT.search(text)
    return True, int(match.group(1)) if match else None


@dataclass(slots=True)
class Proposed:
    """One line that a decision may mean. ``source``: the text as it stands in the file; ``printed``: the recipient as
    printed, without number and form of address; fields by name: name, born, post,
    unit, detail, award, year, number, date, issuer, ground."""

    place: str
    page: int
    source: str
    printed: str
    kind: str  # "person", "unit", "" where neither is told
    fields: dict[str, Said] = field(default_factory=dict)
    from_head: set[str] = field(default_factory=set)  # fields the line leaves to the head of the paper

    def get(self, name: str) -> Said:
        return self.fields.get(name, NOTHING)

    @property
    def sure(self) -> str:
        """How sure the line is as a whole: as its worst field."""
        return max((said.sure for said in self.fields.values()), key=_ORDER.index, default=DOUBT)
