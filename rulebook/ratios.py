"""How many of a group may receive an award where a ratio limits it (requirement L10).

"At most 15 %" is compared as it stands, ``100 × proposed ≤ percent × group``: no rounding comes in. Where nobody set a
ratio there is nothing to hold against a list, only what one tries out.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .award import Ratio
from .book import Book, load_book

BASES_VI: dict[str, str] = {
    "advanced_holders": "số Lao động tiên tiến, Chiến sĩ tiên tiến của năm",
    "members": "số người của đơn vị",
    "cluster_units": "số đơn vị của cụm, khối",
    "proposed_individuals": "số cá nhân được đề nghị",
}


@dataclass(frozen=True)
class RatioCheck:
    """``most``: the largest number within the ratio; ``over``: how many too many; ``holds`` is ``None`` when the ratio
    rests on a value too weak to decide. ``citation`` is empty for a ratio that is only tried out.
    """

    percent: int
    base: str
    base_vi: str
    base_count: int
    count: int
    most: int
    over: int
    holds: bool | None
    how_vi: str
    citation: str
    url: str
    status_vi: str

    def to_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)


def ratios_of(award_code: str, on: date, book: Book | None = None) -> tuple[Ratio, ...]:
    """Ratios of the day, also those that say nobody set one (``percent`` is ``None``). ``KeyError``: no such award."""
    return (book or load_book()).award(award_code, on).ratios_on(on)


def check_ratio(ratio: Ratio, count: int, base_count: int) -> RatioCheck:
    """Hold ``count`` against a ratio of the data. Raises ``ValueError`` for a ratio without a number or bad counts."""
    if ratio.percent is None or ratio.base is None:
        raise ValueError("the ratio has no percentage to hold a list against")
    found = try_ratio(ratio.percent, ratio.base, count, base_count)
    holds = found.holds if ratio.status.decides else None
    labels = {"citation": ratio.cite.label_vi, "url": ratio.url, "status_vi": ratio.status.label_vi}
    return RatioCheck(**(found.to_dict() | {"holds": holds} | labels))


def try_ratio(percent: int, base: str, count: int, base_count: int) -> RatioCheck:
    """What a ratio would mean for ``count`` out of ``base_count``. Raises ``ValueError`` naming the argument."""
    for name, value, high in (("percent", percent, 100), ("count", count, None), ("base_count", base_count, None)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0 or (high is not None and value > high):
            raise ValueError(f"{name} is {value!r}, a whole number from 0{f' to {high}' if high else ''} is needed")
    if base not in BASES_VI:
        raise ValueError(f"base is {base!r}, one of {', '.join(BASES_VI)} is needed")
    most = percent * base_count // 100
    over = max(0, count - most)
    verdict = "trong tỷ lệ" if not over else f"vượt {over}"
    return RatioCheck(
        percent=percent,
        base=base,
        base_vi=BASES_VI[base],
        base_count=base_count,
        count=count,
        most=most,
        over=over,
        holds=not over,
        how_vi=f"{percent}% của {base_count} ({BASES_VI[base]}): nhiều nhất {most}, đề nghị {count}, {verdict}",
        citation="",
        url="",
        status_vi="",
    )
