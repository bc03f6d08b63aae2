"""Near-identical reports among ten thousand, beside comparing every pair.

Run: python -m bench similarity. Invented reports of some 400 syllables, a third of their sentences common to
many, and 50 planted copies with a sentence dropped. The rival is ``difflib.SequenceMatcher`` over syllables on a sample of
pairs, extended to all pairs; it also says how many of the sampled planted pairs it would have found at the same share.
"""

import random
import sys
import time
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from thidua.shared.similar import similar_pairs, syllables

_ONSETS = (
    "b",
    "c",
    "d",
    "đ",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "q",
    "r",
    "s",
    "t",
    "v",
    "x",
    "th",
    "tr",
    "ng",
    "nh",
    "ch",
)
_RIMES = ("a", "an", "ang", "anh", "ao", "ay", "e", "em", "en", "i", "in", "inh", "o", "on", "ong", "u", "un", "ung", "ua",
          "uoc", "ươi", "ưởng", "ệt", "iệt")  # fmt: skip
PLANTED = 50
SAMPLE = 60


def reports(number: int, dice: random.Random) -> list[str]:
    words = [onset + rime for onset in _ONSETS for rime in _RIMES]
    common = [" ".join(dice.choice(words) for _ in range(14)) for _ in range(60)]

    def one() -> str:
        sentences, length = [], 0
        while length < 400:
            own = " ".join(dice.choice(words) for _ in range(dice.randint(8, 22)))
            sentences.append(dice.choice(common) if dice.random() < 0.35 else own)
            length += len(sentences[-1].split())
        return ". ".join(sentences)

    texts = [one() for _ in range(number - PLANTED)]
    for place in range(PLANTED):
        sentences = texts[place].split(". ")
        sentences.pop(dice.randrange(len(sentences)))
        texts.append(". ".join(sentences))
    return texts


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    dice = random.Random(20251208)
    texts = reports(number, dice)
    began = time.perf_counter()
    found = {(pair.one, pair.other) for pair in similar_pairs(texts)}
    ours = time.perf_counter() - began
    planted = {(place, number - PLANTED + place) for place in range(PLANTED)}
    print(
        f"ours: {number} reports, {ours:.1f} s; found {len(found & planted)}/{PLANTED}, false alarms {len(found - planted)}"
    )
    pairs = [tuple(sorted(dice.sample(range(number), 2))) for _ in range(SAMPLE)]
    read = {place: syllables(texts[place]) for pair in pairs for place in pair}
    began = time.perf_counter()
    for one, other in pairs:
        SequenceMatcher(None, read[one], read[other], autojunk=False).ratio()
    each = (time.perf_counter() - began) / SAMPLE
    hours = each * number * (number - 1) / 2 / 3600
    print(
        f"difflib: {each * 1000:.1f} ms a pair, {hours:.0f} hours for every pair: {hours * 3600 / ours:.0f} times ours"
    )


if __name__ == "__main__":
    main()
