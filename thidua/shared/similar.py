"""Near-identical Vietnamese texts among thousands, and the passages two of them share. Pure: no database, no network.

Texts are read as syllables: NFC, lower case, tone marks in one place (hoà = hòa), every number as one sign, so that a copy
with the year exchanged is a copy still. Set phrases of official reports are taken out, and runs of :data:`RUN` syllables
that many texts share (:func:`common_limit`) count for nothing, others the less the more texts have them: what weighs is what a
text says of its own. Every run is a 64-bit mark; an inverted index of the marks gives the pairs that share any, and those
that share enough are found exactly, not by chance. Time grows with the length of all texts and with the pairs that really
share something.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from thidua.shared.text import tone_placed

RUN = 6
# A pair is told when the shorter text shares this part of its own runs with the other, and at least so many of them.
LEAST_SHARE = 0.30
LEAST_COMMON = 25
# Beyond this many syllables a text is compared by its beginning: nobody writes such a report by hand.
MOST_SYLLABLES = 20_000
MOST_SIGNS = 200_000

# Said in every report; what stands here is never "own". Compared after the same reading as the texts.
SET_PHRASES = (
    "chấp hành nghiêm chủ trương, đường lối của Đảng, chính sách, pháp luật của Nhà nước",
    "chấp hành tốt chủ trương, đường lối của Đảng, chính sách pháp luật của Nhà nước",
    "chủ trương, đường lối của Đảng, chính sách, pháp luật của Nhà nước",
    "học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
    "có phẩm chất chính trị, đạo đức, lối sống tốt",
    "đoàn kết, tương trợ, tích cực tham gia phong trào thi đua",
    "tích cực tham gia các phong trào thi đua",
    "hoàn thành xuất sắc nhiệm vụ", "hoàn thành tốt nhiệm vụ", "hoàn thành nhiệm vụ được giao",
    "hoàn thành xuất sắc chức trách, nhiệm vụ được giao",
    "được tặng danh hiệu", "được tặng thưởng", "căn cứ Luật Thi đua, khen thưởng",
    "báo cáo thành tích đề nghị khen thưởng", "sơ lược lý lịch", "thành tích đạt được",
    "quyền hạn, nhiệm vụ được giao hoặc đảm nhận", "các hình thức đã được khen thưởng",
    "Chiến sĩ thi đua cơ sở", "Lao động tiên tiến", "Tập thể lao động tiên tiến", "Tập thể lao động xuất sắc",
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do - Hạnh phúc",
)  # fmt: skip

_WORD = re.compile(r"[^\W\d_]+|\d[\d.,/]*")
_NUMBER, _GAP = 1, 0  # ids of "a number" and of "here a set phrase was taken out"


@lru_cache(maxsize=200_000)
def _placed(word: str) -> str:
    return tone_placed(word)


def syllables(text: str) -> list[str]:
    """The syllables of a text as they are compared; "#" for a number."""
    return [each.word for each in _read(text)]


@dataclass(frozen=True)
class _Syllable:
    word: str
    start: int
    end: int


def _read(text: str) -> list[_Syllable]:
    text = unicodedata.normalize("NFC", text)[:MOST_SIGNS]
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        found.append(_Syllable("#" if word[0].isdigit() else _placed(word.lower()), match.start(), match.end()))
        if len(found) >= MOST_SYLLABLES:
            break
    return found


class Reader:
    """Texts → numbers of syllables, one vocabulary for all of them; set phrases become gaps.

    ``phrases``: what else is set here (names of awards and of the agency).
    """

    def __init__(self, phrases: Iterable[str] = ()) -> None:
        self._ids: dict[str, int] = {"": _GAP, "#": _NUMBER}
        self._as_written: dict[str, int] = {}  # the same, found without placing the tone again
        self._phrases: dict[int, list[list[int]]] = {}
        for phrase in {*SET_PHRASES, *phrases}:
            ids = [self._id(word) for word in syllables(phrase)]
            if len(ids) >= 2:
                self._phrases.setdefault(ids[0], []).append(ids)
        for known in self._phrases.values():
            known.sort(key=len, reverse=True)

    def _id(self, word: str) -> int:
        return self._ids.setdefault(word, len(self._ids))

    def numbers(self, text: str) -> np.ndarray:
        """The syllables of a text as numbers (int64), in order; 0 where a set phrase stood."""
        words = _WORD.findall(unicodedata.normalize("NFC", text)[:MOST_SIGNS])[:MOST_SYLLABLES]
        written = self._as_written
        ids = [written[word] if word in written else self._learn(word) for word in words]
        for place, first in enumerate(ids):
            for phrase in self._phrases.get(first, ()):
                if ids[place : place + len(phrase)] == phrase:
                    ids[place : place + len(phrase)] = [_GAP] * len(phrase)
                    break
        return np.asarray(ids, dtype=np.int64)

    def _learn(self, word: str) -> int:
        found = _NUMBER if word[0].isdigit() else self._id(_placed(word.lower()))
        self._as_written[word] = found
        return found


_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def _mixed(values: np.ndarray) -> np.ndarray:
    """A finaliser that spreads 64-bit values evenly (after SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def marks(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(64-bit mark of every run of :data:`RUN` syllables without a gap, place where it begins)."""
    count = len(numbers) - RUN + 1
    if count <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    value = np.zeros(count, np.uint64)
    whole = np.ones(count, bool)
    with np.errstate(over="ignore"):
        for step in range(RUN):
            part = numbers[step : step + count]
            value = _mixed(value * _FACTOR + part.astype(np.uint64) + np.uint64(step + 1))
            whole &= part != _GAP
    places = np.flatnonzero(whole)
    return value[places], places


def common_limit(texts: int) -> int:
    """A run that stands in more texts than this is a set phrase of these reports, not anybody's own words."""
    return max(20, min(60, texts // 200))


@dataclass(frozen=True)
class Pair:
    """Two texts, by their places in the given list, ``one`` before ``other``. ``common``: runs they share; ``share``: their
    weight as a part of that of the lighter text, 0 to 1; a run in n texts weighs 1 / (n - 1), one of a single text 1."""

    one: int
    other: int
    common: int
    share: float


def similar_pairs(
    texts: Sequence[str], *, phrases: Iterable[str] = (), only: Iterable[int] | None = None,
    least_share: float = LEAST_SHARE, least_common: int = LEAST_COMMON,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> list[Pair]:  # fmt: skip
    """Every pair that shares at least ``least_share`` and ``least_common``, the most alike first.

    ``only``: places of the texts that matter; pairs without any of them are left out. Exact for the measure above.
    ``tell(texts read, texts)`` is called now and then; what it raises ends the work.
    """
    reader = Reader(phrases)
    every: list[np.ndarray] = []
    owners: list[np.ndarray] = []
    for place, text in enumerate(texts):
        if place % 50 == 0:
            tell(place, len(texts))
        own = np.unique(marks(reader.numbers(text))[0])
        every.append(own)
        owners.append(np.full(len(own), place, np.int64))
    if not every:
        return []
    value, owner = np.concatenate(every), np.concatenate(owners)
    order = np.lexsort((owner, value))
    value, owner = value[order], owner[order]
    starts = np.flatnonzero(np.concatenate(([True], value[1:] != value[:-1]))) if len(value) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(starts, len(value)))
    limit = common_limit(len(texts))
    # What everybody says is nobody's own: it weighs nothing, neither as shared nor in the length of a text.
    weight = np.where(sizes <= limit, 1.0 / np.maximum(sizes - 1, 1), 0.0)
    own_weight = np.bincount(owner, weights=np.repeat(weight, sizes), minlength=len(texts))
    wanted = np.zeros(len(texts), bool)
    wanted[list(range(len(texts)) if only is None else only)] = True
    keys: list[np.ndarray] = []
    weights: list[np.ndarray] = []
    for size in range(2, limit + 1):
        groups = starts[sizes == size]
        if not len(groups):
            continue
        block = owner[groups[:, None] + np.arange(size)]
        for left in range(size - 1):
            for right in range(left + 1, size):
                one, other = block[:, left], block[:, right]
                kept = wanted[one] | wanted[other]
                keys.append(one[kept] * len(texts) + other[kept])
                weights.append(np.full(len(keys[-1]), 1.0 / (size - 1)))
    if not keys:
        return []
    pairs, places, counts = np.unique(np.concatenate(keys), return_inverse=True, return_counts=True)
    shared = np.bincount(places, weights=np.concatenate(weights))
    one, other = pairs // len(texts), pairs % len(texts)
    share = np.minimum(1.0, shared / np.minimum(own_weight[one], own_weight[other]))
    kept = (share >= least_share) & (counts >= least_common)
    found = [
        Pair(int(a), int(b), int(n), float(s))
        for a, b, n, s in zip(one[kept], other[kept], counts[kept], share[kept], strict=True)
    ]
    return sorted(found, key=lambda pair: (-pair.share, -pair.common, pair.one, pair.other))


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; ``shared``: it stands in the other text too; ``number``: the first shared stretch is 1."""

    text: str
    shared: bool
    number: int = 0


def side_by_side(one: str, other: str, *, phrases: Iterable[str] = ()) -> tuple[list[Piece], list[Piece]]:
    """Both texts whole, cut into what they share and what they do not, set phrases left unmarked. Linear in their length."""
    reader = Reader(phrases)
    first, second = marks(reader.numbers(one)), marks(reader.numbers(other))
    both = np.intersect1d(first[0], second[0])
    return _pieces(one, *first, both), _pieces(other, *second, both)


def _pieces(text: str, values: np.ndarray, places: np.ndarray, both: np.ndarray) -> list[Piece]:
    text = unicodedata.normalize("NFC", text)
    read = _read(text)
    covered = np.zeros(len(read) + RUN, bool)
    for place in places[np.isin(values, both)]:
        covered[place : place + RUN] = True
    pieces: list[Piece] = []
    at, place, number = 0, 0, 0
    while place < len(read):
        if not covered[place]:
            place += 1
            continue
        end = place
        while end + 1 < len(read) and covered[end + 1]:
            end += 1
        if read[place].start > at:
            pieces.append(Piece(text[at : read[place].start], False))
        number += 1
        pieces.append(Piece(text[read[place].start : read[end].end], True, number))
        at, place = read[end].end, end + 1
    if at < len(text):
        pieces.append(Piece(text[at:], False))
    return pieces


def digest_of(texts: Iterable[str]) -> str:
    """SHA-256 over texts in their order, to notice a later edit."""
    total = hashlib.sha256()
    for text in texts:
        total.update(len(text).to_bytes(8, "big"))
        total.update(text.encode())
    return total.hexdigest()
