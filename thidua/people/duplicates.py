"""Records that may be one person: found, ranked and told in a sentence (requirement U3).

Grounds, the strongest first: one identity number; one name and one day of birth; a name that differs in one word by a
letter or two, or lacks a word, with the same day of birth; one name with day and month of birth exchanged; one name in
one unit where a day of birth is missing or differs in one part. Nothing here asks the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from thidua.shared.text import fold, tone_placed
from thidua.shared.wording import vi_date

IDENTITY, SAME, FOLDED, SWAPPED, NEAR, SHORTER, UNIT_UNKNOWN, UNIT_SLIP = (
    "identity", "same", "folded", "swapped", "near", "shorter", "unit_unknown", "unit_slip",
)  # fmt: skip
SCORES = {IDENTITY: 100, SAME: 92, FOLDED: 84, SWAPPED: 76, NEAR: 70, SHORTER: 66, UNIT_UNKNOWN: 60, UNIT_SLIP: 54}
OTHER_GENDER = 25  # points off
FEWEST_LETTERS_FOR_TWO = 5
# A block in which everybody resembles everybody (a day of birth typed for want of a better one) tells nothing.
LARGEST_BLOCK = 300


@dataclass(frozen=True)
class Record:
    """What of a record is compared; ``units``: where posts are or were; ``marks``: of its identity number."""

    pk: int
    name: str
    born_on: date | None
    gender: str
    units: frozenset[int] = frozenset()
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pair:
    """Two records with ``first`` < ``second``, why they may be one (grounds, strongest first), and how likely (0–100)."""

    first: int
    second: int
    grounds: tuple[str, ...]
    score: int


def distance(one: str, other: str, most: int = 2) -> int:
    """Letters added, left out, changed or exchanged with a neighbour between two words; ``most`` + 1 for more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if older and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def near(one: str, other: str) -> bool:
    """Whether two folded words may be one word mistyped: one letter, two in a long word."""
    most = 2 if min(len(one), len(other)) >= FEWEST_LETTERS_FOR_TWO else 1
    return distance(one, other, most) <= most


def find(records: Iterable[Record]) -> list[Pair]:
    """The pairs that resemble each other, most likely first. Time grows with the records, not with their square."""
    every = {record.pk: record for record in records}
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for ground, first, second in _candidates(every):
        found[min(first, second), max(first, second)].add(ground)
    pairs = [_pair(every[a], every[b], grounds) for (a, b), grounds in found.items()]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))


def _pair(one: Record, other: Record, grounds: set[str]) -> Pair:
    order = sorted(grounds, key=lambda ground: -SCORES[ground])
    score = SCORES[order[0]] - (OTHER_GENDER if one.gender != other.gender else 0)
    return Pair(one.pk, other.pk, tuple(order), score)


def _candidates(every: dict[int, Record]) -> Iterator[tuple[str, int, int]]:
    folded = {pk: fold(record.name) for pk, record in every.items()}
    by_mark, by_name, by_words = defaultdict(list), defaultdict(list), defaultdict(list)
    for pk, record in every.items():
        for mark in record.marks:
            by_mark[mark].append(pk)
        by_name[folded[pk]].append(pk)
        if record.born_on:
            words = folded[pk].split()
            by_words[record.born_on, tuple(words)].append((pk, -1))
            for place in range(len(words)):
                by_words[record.born_on, (*words[:place], *words[place + 1 :])].append((pk, place))
    for block in by_mark.values():
        for a, b in _pairs(sorted(set(block))):
            yield IDENTITY, a, b
    for block in by_name.values():
        for a, b in _pairs(block):
            if ground := _same_name(every[a], every[b]):
                yield ground, a, b
    for marked in by_words.values():
        for (a, left_out), (b, left_out_too) in _pairs(marked):
            if a != b and folded[a] != folded[b]:
                if ground := _other_name(folded[a], left_out, folded[b], left_out_too):
                    yield ground, a, b


def _pairs(block: list) -> Iterator[tuple]:
    if len(block) <= LARGEST_BLOCK:
        for place, a in enumerate(block):
            for b in block[place + 1 :]:
                yield a, b


def _same_name(one: Record, other: Record) -> str:
    """The ground between two records of one folded name, "" when the days of birth tell them apart."""
    a, b = one.born_on, other.born_on
    if a and b and a == b:
        return SAME if tone_placed(one.name) == tone_placed(other.name) else FOLDED
    if a and b and a.year == b.year and (a.day, a.month) == (b.month, b.day):
        return SWAPPED
    if one.units & other.units:
        if not a or not b:
            return UNIT_UNKNOWN
        if sum((a.year != b.year, a.month != b.month, a.day != b.day)) == 1:
            return UNIT_SLIP
    return ""


def _other_name(one: str, left_out: int, other: str, left_out_too: int) -> str:
    """The ground between two different names of which the same words are left when one is taken out."""
    if (left_out == -1) != (left_out_too == -1):
        return SHORTER
    if left_out == left_out_too != -1 and near(one.split()[left_out], other.split()[left_out_too]):
        return NEAR
    return ""


def told(grounds: Iterable[str], one: Record, other: Record) -> str:
    """Why two records may be one person, as a sentence."""
    born = vi_date(one.born_on or other.born_on)
    words = {
        IDENTITY: "cùng một số định danh cá nhân",
        SAME: f"cùng họ tên và cùng ngày sinh {born}"
        if one.name == other.name
        else f"họ tên chỉ khác cách viết ({one.name} – {other.name}), cùng ngày sinh {born}",
        FOLDED: f"họ tên chỉ khác dấu ({one.name} – {other.name}), cùng ngày sinh {born}",
        SWAPPED: f"cùng họ tên, ngày và tháng sinh có vẻ bị đảo ({vi_date(one.born_on)} – {vi_date(other.born_on)})",
        NEAR: f"họ tên khác nhau một chữ ({one.name} – {other.name}), cùng ngày sinh {born}",
        SHORTER: f"một hồ sơ thiếu một chữ trong họ tên ({one.name} – {other.name}), cùng ngày sinh {born}",
        UNIT_UNKNOWN: "cùng họ tên, cùng đơn vị, một hồ sơ chưa có ngày sinh",
        UNIT_SLIP: f"cùng họ tên, cùng đơn vị, ngày sinh gần giống ({vi_date(one.born_on)} – {vi_date(other.born_on)})",
    }
    parts = [words[ground] for ground in grounds if ground in words]
    sentence = "; ".join(parts)
    if one.gender != other.gender:
        sentence += "; nhưng khác giới tính"
    return sentence[:1].upper() + sentence[1:] + "."
