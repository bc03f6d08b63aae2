"""Why the honours of a year do not simply hold: one line for each reason, with what nearly all of them lack."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from thidua.law.queries import in_use
from thidua.nominations.legality import FAILS, LOOK, LOOKED_AT, OUTCOMES_VI, WHY_LOOK_VI, Audited
from thidua.shared.wording import vi_number

# One condition explains a reason when at least so large a part of its honours, and so many, wait for it alone.
NEARLY_ALL, FEWEST = 0.8, 5


@dataclass(frozen=True)
class Line:
    """``key``: an outcome (FAILS, LOOKED_AT) or a key of WHY_LOOK_VI. ``nearly_vi``: the one condition that explains
    nearly all, "" when there is none."""

    key: str
    told_vi: str
    count: int
    nearly_vi: str = ""

    @property
    def filter_name(self) -> str:
        """The filter of the list that shows these honours."""
        return "why" if self.key in WHY_LOOK_VI else "outcome"


def summary(audited: Iterable[Audited]) -> list[Line]:
    """The gravest first; a reason that no honour has is left out."""
    found: dict[str, list[Audited]] = {key: [] for key in (FAILS, *WHY_LOOK_VI, LOOKED_AT)}
    for each in audited:
        key = each.why_look if each.outcome == LOOK else each.outcome
        if key in found:
            found[key].append(each)
    labels = {**OUTCOMES_VI, **WHY_LOOK_VI}
    return [
        Line(key, labels[key], len(mine), "" if key == LOOKED_AT else _nearly_vi(mine))
        for key, mine in found.items()
        if mine
    ]


def _nearly_vi(audited: list[Audited]) -> str:
    alone: Counter[str] = Counter()
    for each in audited:
        texts = {text for _, text in each.answer.deciding().values()} if each.answer else {each.told_vi.rstrip(".")}
        if len(texts) == 1:
            alone.update(texts)
    if not alone:
        return ""
    [(text, count)] = alone.most_common(1)
    if count < FEWEST or count < NEARLY_ALL * len(audited):
        return ""
    many = "tất cả" if count == len(audited) else f"{vi_number(count)} trong số đó"
    return f"{many} chỉ vì một nội dung: {in_use(text)}"
