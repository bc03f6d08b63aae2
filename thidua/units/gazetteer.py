"""The administrative units of Vietnam before and after 2025-07-01, read from the files of ``data/`` (requirement U2).

What the register of an installation holds is another thing: here stands the whole country, to look up an old address and
to load a province. Nothing here asks the database.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from thidua.shared.text import fold, nfc

DATA = Path(__file__).parent / "data"
REFORM = date(2025, 7, 1)
LAST_DAY_BEFORE = date(2025, 6, 30)
NATIONAL_ASSEMBLY_BODY = "Ủy ban Thường vụ Quốc hội"
MOST_FOUND = 60
_SIGNS = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative unit: official code, name with its kind, kind as in ``Unit.Kind``, code of the unit above."""

    code: str
    name: str
    kind: str
    parent: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class Step:
    """``old`` passed to ``new``: wholly, or in part; ``is_main``: ``new`` is the heir where only one can be."""

    old: str
    new: str
    is_part: bool
    is_main: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A line of an answer: the place, where it lies ("Thành phố Hạ Long, Tỉnh Quảng Ninh"), what it became or was."""

    place: Place
    within: str
    others: tuple[tuple[Place, str, bool], ...]  # (place, where it lies, in part)


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@cache
def old_places() -> dict[str, Place]:
    """{code: place} as on 2025-06-30: 63 provinces, 696 districts, 10,035 communes."""
    return {row["code"]: Place(**row, is_old=True) for row in _rows("units_until_2025-06-30.csv")}


@cache
def new_places() -> dict[str, Place]:
    """{code: place} since 2025-07-01: 34 provinces, 3,321 communes."""
    return {row["code"]: Place(**row, is_old=False) for row in _rows("units_from_2025-07-01.csv")}


@cache
def _steps() -> tuple[dict[str, list[Step]], dict[str, list[Step]]]:
    forward, backward = defaultdict(list), defaultdict(list)
    for row in _rows("succession_2025-07-01.csv"):
        step = Step(row["old"], row["new"], row["part"] != "", row["part"] != "part")
        forward[step.old].append(step)
        backward[step.new].append(step)
    return dict(forward), dict(backward)


def steps_from(old: str) -> list[Step]:
    """What an old unit passed to; the main heir first. Empty for a district that had communes."""
    return sorted(_steps()[0].get(old, []), key=lambda step: (not step.is_main, step.new))


def steps_to(new: str) -> list[Step]:
    """What a new unit came from."""
    return sorted(_steps()[1].get(new, []), key=lambda step: step.old)


def resolution_of(province: str) -> tuple[str, date]:
    """(number, day) of the resolution on the commune-level units of a new province. Raises KeyError."""
    rows = {row["province"]: row for row in _rows("resolutions_2025.csv")}
    return f"Nghị quyết {rows[province]['number']}", date.fromisoformat(rows[province]["dated"])


def new_provinces() -> list[Place]:
    """The 34 provinces and cities, by code."""
    return [place for place in new_places().values() if place.kind == "province"]


def own_province(code: str, name: str) -> Place | None:
    """The province of today that a register with this code and name at its root belongs to; None for no province."""
    place = new_places().get(code)
    if place is not None and place.kind == "province":
        return place
    own = f" {' '.join(_words(name))}"
    hits = [each for each in new_provinces() if own.endswith(f" {_bare_province(each)}")]
    return hits[0] if len(hits) == 1 else None


def _bare_province(place: Place) -> str:
    return " ".join(_words(place.name.removeprefix("Tỉnh ").removeprefix("Thành phố ")))


def old_provinces_of(province: str) -> list[Place]:
    """The provinces a new one was formed from, the one that kept its code first."""
    olds = [old_places()[step.old] for step in steps_to(province)]
    return sorted(olds, key=lambda place: (place.code != province, place.code))


def below(places: dict[str, Place], code: str) -> list[Place]:
    """The places directly below one, by code."""
    return _children(places is old_places()).get(code, [])


def below_all(old_province: str) -> list[Place]:
    """Every district and commune of an old province, superiors first."""
    districts = below(old_places(), old_province)
    return districts + [place for district in districts for place in below(old_places(), district.code)]


@cache
def _children(is_old: bool) -> dict[str, list[Place]]:
    children: dict[str, list[Place]] = defaultdict(list)
    for place in (old_places() if is_old else new_places()).values():
        if place.parent:
            children[place.parent].append(place)
    return dict(children)


def within(place: Place) -> str:
    """Where a place lies, from near to far; "" for a province."""
    places, names = (old_places() if place.is_old else new_places()), []
    here = place.parent
    while here:
        names.append(places[here].name)
        here = places[here].parent
    return ", ".join(names)


def _words(text: str) -> list[str]:
    """Folded words without signs: "Ea H'Leo, Đắk Lắk" → ea, hleo, dak, lak."""
    return _SIGNS.sub(" ", fold(text.replace("'", "").replace("’", ""))).split()


@cache
def _index() -> list[tuple[str, str, Place]]:
    """(words of the whole address, words of the own name, place), each with a blank before every word."""
    rows = []
    for place in (*old_places().values(), *new_places().values()):
        own = " " + " ".join(_words(place.name))
        rows.append((own + " " + " ".join(_words(within(place))), own, place))
    return rows


def search(text: str, *, province: str = "", is_old: bool | None = None) -> list[Found]:
    """Places whose address holds a word beginning with each word of ``text``, without diacritics; at most MOST_FOUND.

    Nearest first: the name with its marks as typed, all words in the own name, then fewer; old before new. ``province``:
    code of a new province; old units are searched in the provinces it was formed from. Each comes with what it became
    (old) or came from (new).
    """
    words = _words(text)[:12]
    if not words:
        return []
    starts = [f" {word}" for word in words]
    typed = nfc(text).lower()
    allowed_old = {place.code for place in old_provinces_of(province)} if province else set()
    hits = []
    for address, own, place in _index():
        if is_old is not None and place.is_old != is_old:
            continue
        if all(start in address for start in starts):
            if province and _province_of(place) not in (allowed_old if place.is_old else {province}):
                continue
            in_name = sum(start in own for start in starts)
            if in_name:
                exact = own.split()[-len(words) :] == words
                # who typed the marks meant them: Hạ Long before Hà Long
                as_typed = typed in place.name.lower()
                hits.append(
                    (not as_typed, not exact, -in_name, len(own), not place.is_old, place.name, place.code, place)
                )
    hits.sort(key=lambda hit: hit[:-1])
    return [found(hit[-1]) for hit in hits[:MOST_FOUND]]


_SHORT = {"tp": "thanh pho", "tx": "thi xa", "tt": "thi tran", "p": "phuong", "q": "quan", "h": "huyen", "t": "tinh"}
_SHORTENED = re.compile(r"(?<!\w)(tp|tx|tt|p|q|h|t)(?:\.|(?=\s))\s*(?=[^\W\d_])", re.IGNORECASE)
_KIND_STARTS = ("phuong ", "xa ", "thi tran ", "dac khu ", "quan ", "huyen ", "thi xa ", "thanh pho ", "tinh ")
_OF_COMMUNE = ("phuong ", "xa ", "thi tran ", "dac khu ")


def place_part(text: str) -> str:
    """The part of a written address that names units: "tổ 5 khu 3 phường Hà Khánh, TP Hạ Long" → "phuong ha khanh thanh
    pho ha long"; "" where nothing in it says so. House, street, hamlet and group are left out."""
    spelt = _SHORTENED.sub(lambda found: f"{_SHORT[found[1].lower()]} ", text)
    kept = []
    for part in (fold(each) for each in re.split(r"[,;–]| - ", spelt)):
        words = f" {' '.join(_SIGNS.sub(' ', part).split())}"
        places = [at for start in _KIND_STARTS if (at := words.find(f" {start}")) >= 0]
        if places:
            kept.append(words[min(places) :].strip())
        elif kept:
            kept.append(words.strip())
    return " ".join(part for part in kept if part)


def search_address(text: str, *, province: str = "") -> tuple[list[Found], str]:
    """As :func:`search`; where the text as typed finds nothing, by the part of it that names units, which is then
    returned too ("" otherwise), and at last by its commune alone."""
    if hits := search(text, province=province):
        return hits, ""
    part = place_part(text)
    if not part:
        return [], ""
    if hits := search(part, province=province):
        return hits, part
    first = _first_unit(part)
    return search(first, province=province), first


def _first_unit(part: str) -> str:
    """The commune in "phuong a thanh pho b"."""
    if not part.startswith(_OF_COMMUNE):
        return part
    cuts = [at for start in _KIND_STARTS if (at := part.find(f" {start}")) > 0]
    return part[: min(cuts)] if cuts else part


def _province_of(place: Place) -> str:
    places = old_places() if place.is_old else new_places()
    while place.parent:
        place = places[place.parent]
    return place.code


def found(place: Place) -> Found:
    """A place with where it lies and what it became or came from."""
    if place.is_old:
        others = [(new_places()[step.new], step.is_part) for step in steps_from(place.code)]
        if not others and place.kind == "district":
            others = [(other, False) for other in heirs_of_district(place.code)]
    else:
        others = [(old_places()[step.old], step.is_part) for step in steps_to(place.code)]
    return Found(place, within(place), tuple((other, within(other), is_part) for other, is_part in others))


def heirs_of_district(code: str) -> list[Place]:
    """The new communes that lie, wholly or in part, where an old district was; by code."""
    codes = {step.new for child in below(old_places(), code) for step in steps_from(child.code)}
    return [new_places()[each] for each in sorted(codes)]


def old_place_named(name: str, district: str, province: str) -> Place | None:
    """The old commune of that name in the district of that name of an old province; None where none or several are."""
    hits = [
        place
        for above in below(old_places(), province)
        if above.name == district
        for place in below(old_places(), above.code)
        if place.name == name
    ]
    return hits[0] if len(hits) == 1 else None
