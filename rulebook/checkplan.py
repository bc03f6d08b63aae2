"""What a cross-check plan is made of: who checks whom, what is forbidden and why, and a refusal with its proof."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Pair = tuple[str, str]  # (who checks, who is checked)
Relax = Literal["repeat", "reciprocal"]
RELAX_VI: dict[Relax, str] = {
    "repeat": "lặp lại cặp của kế hoạch trước",
    "reciprocal": "hai đơn vị kiểm tra lẫn nhau",
}

Names = Mapping[str, str]  # what a unit's code is called in sentences; without an entry, the code itself
NO_NAMES: Names = {}


def named(unit: str, names: Names) -> str:
    return names.get(unit, unit)


class PlanError(ValueError):
    """The question itself cannot be: the reason is Vietnamese and may be shown."""


@dataclass(frozen=True)
class Ban:
    """``checker`` must not check ``checked`` (``both_ways``: nor the other way round), for a reason that is shown.

    ``kind``: a ban or a conflict of interest stated by a person, or the repeat of an earlier plan.
    """

    checker: str
    checked: str
    reason_vi: str
    both_ways: bool = True
    kind: Literal["ban", "conflict", "repeat"] = "ban"

    @property
    def pairs(self) -> tuple[Pair, ...]:
        one = (self.checker, self.checked)
        return (one, one[::-1]) if self.both_ways else (one,)

    def sentence(self, names: Names = NO_NAMES) -> str:
        one, two = named(self.checker, names), named(self.checked, names)
        if self.both_ways:
            return f"{one} và {two} không kiểm tra lẫn nhau ({self.reason_vi})"
        return f"{one} không kiểm tra {two} ({self.reason_vi})"


@dataclass(frozen=True)
class Earlier:
    """A plan of before: its pairs should not come again. ``label_vi``: how it is called, such as "năm 2025"."""

    label_vi: str
    pairs: tuple[Pair, ...]

    def bans(self) -> list[Ban]:
        why = f"đã kiểm tra trong kế hoạch {self.label_vi}"
        return [Ban(checker, checked, why, False, "repeat") for checker, checked in self.pairs]


@dataclass(frozen=True)
class Check:
    """``checker`` checks ``checked``. ``items``: codes of the criteria it looks at, none: the whole card.

    ``second``: the second independent look at a drawn sample, not part of the k checks of the plan.
    """

    checker: str
    checked: str
    items: tuple[str, ...] = ()
    second: bool = False


@dataclass(frozen=True)
class Plan:
    """A plan that keeps what was asked. Stored as JSON by ``to_dict``; ``crosscheck.check`` verifies it anew.

    ``order``: the units as they stand on the circle of the public ``seed``, attempt ``attempt``. ``method``: how the
    pairs were found (``circle``: the next k on the circle; ``swaps``: the circle repaired by exchanging partners;
    ``solver``: CP-SAT). ``repeats`` and ``reciprocal``: what was given up where the office allowed it; ``fewest``: it
    is proven that no plan gives up less.
    """

    order: tuple[str, ...]
    per_unit: int
    seed: str
    attempt: int
    method: Literal["circle", "swaps", "solver"]
    checks: tuple[Check, ...]
    repeats: tuple[Ban, ...] = ()
    reciprocal: tuple[Pair, ...] = ()
    relax: tuple[Relax, ...] = ()
    fewest: bool = True

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The k checks of every unit, without the second looks."""
        return tuple((each.checker, each.checked) for each in self.checks if not each.second)

    @property
    def seconds(self) -> tuple[Check, ...]:
        return tuple(each for each in self.checks if each.second)

    def checked_by(self, unit: str) -> tuple[str, ...]:
        """Whom ``unit`` checks."""
        return tuple(checked for checker, checked in self.pairs if checker == unit)

    def checkers_of(self, unit: str) -> tuple[str, ...]:
        """Who checks ``unit``."""
        return tuple(checker for checker, checked in self.pairs if checked == unit)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        plain = asdict(self)
        plain["checks"] = [{**each, "items": list(each["items"])} for each in plain["checks"]]
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Plan":
        """Raises ``PlanError`` for what is no stored plan."""
        try:
            known = {
                "order": tuple(plain["order"]),
                "checks": tuple(Check(**{**each, "items": tuple(each["items"])}) for each in plain["checks"]),
                "repeats": tuple(Ban(**each) for each in plain["repeats"]),
                "reciprocal": tuple((str(a), str(b)) for a, b in plain["reciprocal"]),
                "relax": tuple(plain["relax"]),
            }
            return cls(**{**plain, **known})
        except (KeyError, TypeError, ValueError) as error:
            raise PlanError("Kế hoạch kiểm tra chéo đã lưu không đọc được.") from error


@dataclass(frozen=True)
class Impossible:
    """No such plan exists, and why: ``reason_vi`` is a proof that can be followed with a pencil.

    ``kind``: ``count`` (2k > n − 1, or k > n − 1), ``partners`` (one unit has too few allowed partners), ``crowding``
    (the checks of ``units`` find too few places, of which k × ``receivers``), ``bans`` (the listed ``bans`` contradict
    each other; ``minimal``: leaving out any one of them ends the contradiction), ``days`` (visits need more days).
    ``needed`` > ``available`` are the two sides that do not meet, 0 where there are none.
    """

    kind: Literal["count", "partners", "crowding", "bans", "days"]
    reason_vi: str
    units: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    bans: tuple[Ban, ...] = ()
    needed: int = 0
    available: int = 0
    minimal: bool = True


@dataclass(frozen=True)
class NotFound:
    """Neither a plan nor a proof within the allowed effort: not the same as impossible."""

    reason_vi: str


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names in a sentence: "A, B và C", at most ``most`` of them."""
    known = list(names)
    if len(known) > most:
        return f"{', '.join(known[:most])} và {len(known) - most} đơn vị khác"
    return " và ".join(filter(None, [", ".join(known[:-1]), known[-1]])) if known else ""


def sentences(bans: Iterable[Ban], names: Names = NO_NAMES, most: int = 12) -> str:
    """Bans in one sentence, at most ``most`` of them; the proof has them all."""
    known = [ban.sentence(names) for ban in bans]
    more = [f"và {len(known) - most} điều khác"] if len(known) > most else []
    return "; ".join(known[:most] + more)


@dataclass(frozen=True)
class Asked:
    """A checked question. Units are numbers from here on, in the order of ``order``.

    ``hard`` and ``soft``: forbidden, or given up last, ordered pairs with the bans that say so. ``both_allowed``: two
    units may check each other.
    """

    order: tuple[str, ...]
    k: int
    hard: dict[tuple[int, int], Ban]
    soft: dict[tuple[int, int], Ban]
    both_allowed: bool
    repeat_weight: int
    reciprocal_weight: int
    names: Names

    @property
    def n(self) -> int:
        return len(self.order)

    def name(self, unit: int) -> str:
        return named(self.order[unit], self.names)

    def because(self, bans: Iterable[Ban]) -> str:
        return f"Vì: {sentences(bans, self.names)}."

    def allowed(self, a: int, b: int) -> bool:
        return a != b and (a, b) not in self.hard


def asked(
    order: Sequence[str], k: int, bans: Iterable[Ban], earlier: Iterable[Earlier], relax: Sequence[Relax], names: Names
) -> Asked:
    """The question in numbers. What stands first in ``relax`` is given up first: any number of it before one of the
    next. A pair that a person banned stays banned whatever is relaxed."""
    number = {unit: at for at, unit in enumerate(order)}
    hard: dict[tuple[int, int], Ban] = {}
    soft: dict[tuple[int, int], Ban] = {}
    for ban in bans:
        for one, two in ban.pairs:
            hard.setdefault((number[one], number[two]), ban)
    past = soft if "repeat" in relax else hard
    for plan in earlier:
        for ban in plan.bans():
            # Units that left since then are nobody to check.
            if ban.checker in number and ban.checked in number:
                pair = (number[ban.checker], number[ban.checked])
                if pair not in hard:
                    past.setdefault(pair, ban)
    dear = len(order) * k + 1
    weights = {name: dear**at for at, name in enumerate(relax)}
    return Asked(
        tuple(order),
        k,
        hard,
        soft,
        "reciprocal" in relax,
        weights.get("repeat", 0),
        weights.get("reciprocal", 0),
        names,
    )
