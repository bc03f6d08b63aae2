"""Which column of a sheet is which field: as the agency taught us, as the heading says, or as it nearly says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from paperwork.values import fold
from thidua.imports.shapes import Kind

# Abbreviations of headings, by word.
_SHORT = {
    "cb": "can bo", "cbcc": "can bo", "cbccvc": "can bo", "ccvc": "can bo", "nv": "nhan vien", "dv": "don vi",
    "ns": "ngay sinh", "gt": "gioi tinh", "cv": "chuc vu", "cd": "chuc danh", "qd": "quyet dinh", "sk": "sang kien",
    "kt": "khen thuong", "xl": "xep loai", "kq": "ket qua", "cq": "co quan", "ngsinh": "ngay sinh", "td": "tuyen dung",
    "hvt": "ho va ten", "ntns": "ngay thang nam sinh",
}  # fmt: skip
_NOISE = {"cua", "va", "theo", "so luong"}
ENOUGH = 0.82  # likeness from which a heading is offered


@dataclass(frozen=True)
class Match:
    """A field that was found for a column. ``how``: learned, same, like."""

    key: str
    how: str
    likeness: float


def heading_key(label: str) -> str:
    """A heading as it is compared and remembered: folded, without brackets and signs, abbreviations written out."""
    text = re.sub(r"\([^)]*\)", " ", fold(label))
    words = re.sub(r"[^a-z0-9]+", " ", text).split()
    written = " ".join(_SHORT.get(word, word) for word in words)
    return written or fold(label)[:200]


def _tokens(key: str) -> frozenset[str]:
    return frozenset(word for word in key.split() if word not in _NOISE)


def _headings(kind: Kind) -> dict[str, str]:
    """{heading key: field}; of two fields with one heading the earlier keeps it, its own label going first."""
    known: dict[str, str] = {}
    for each in kind.fields:
        known.setdefault(heading_key(each.label), each.key)
    for each in kind.fields:
        for heading in each.headings:
            known.setdefault(heading_key(heading), each.key)
    return known


def knows(kind: Kind):
    """A function that tells whether a label is a heading of this kind."""
    known = set(_headings(kind))
    return lambda label: heading_key(str(label)) in known


def _likeness(one: str, other: str) -> float:
    ratio = SequenceMatcher(None, one, other).ratio()
    a, b = _tokens(one), _tokens(other)
    if a and b and (a <= b or b <= a) and min(len(a), len(b)) >= 2:
        ratio = max(ratio, 0.84 + 0.1 * min(len(a), len(b)) / max(len(a), len(b)))
    return ratio


def match_columns(kind: Kind, labels: Sequence[str], learned: Mapping[str, str]) -> dict[int, Match]:
    """{place of a column: its field}, each field once. ``learned``: {heading key: field, "" for not read}."""
    known = _headings(kind)
    offers: list[tuple[float, int, str, str]] = []
    for place, label in enumerate(labels):
        if not label.strip():
            continue
        # A heading of two lines may be told by its lower line alone.
        for part, worth in ((label, 1.0), (label.rpartition(" – ")[2], 0.97)):
            key = heading_key(part)
            if key in learned:
                if learned[key] in kind.by_key:
                    offers.append((3.0 * worth, place, learned[key], "learned"))
                break
            if key in known:
                offers.append((2.0 * worth, place, known[key], "same"))
                continue
            best = max(((_likeness(key, heading), each) for heading, each in known.items()), default=(0.0, ""))
            if best[0] >= ENOUGH:
                offers.append((best[0] * worth, place, best[1], "like"))
    found: dict[int, Match] = {}
    taken: set[str] = set()
    for worth, place, key, how in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        if place not in found and key not in taken:
            found[place] = Match(key, how, min(worth, 1.0))
            taken.add(key)
    return found
