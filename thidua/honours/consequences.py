"""What follows when an honour is taken away or given back. Reads only.

The register stands below dossiers and rewards and cannot ask them. So each package that can be concerned registers a
finder here (as packages register reminders): given the award line and a day, it yields what it knows rests on the honour.
What is found is shown before the act, frozen as follow-ups with it, and seen to by people: nothing falls by itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from rulebook.bonus import BonusError, bonus
from rulebook.dated import in_force
from thidua.honours.models import Honour
from thidua.law.queries import the_book
from thidua.shared.wording import money

Finder = Callable[[Honour, date], Iterable["Consequence"]]


@dataclass(frozen=True)
class Consequence:
    """``what`` is to be looked at, a sentence without full stop; ``rests_on``: how it is known. ``thing``: key for the
    address the finder's kind gives. ``amount_vnd`` where money is concerned and the law tells the sum."""

    what: str
    rests_on: str
    thing: int | None = None
    amount_vnd: int | None = None


@dataclass(frozen=True)
class Kind:
    """``code`` names the finder in follow-ups; ``label`` in lists. ``url`` gives the address of a ``thing``."""

    code: str
    label: str
    find: Finder
    url: Callable[[int], str] | None = None


_KINDS: dict[str, Kind] = {}


def finds(code: str, label: str, url: Callable[[int], str] | None = None) -> Callable[[Finder], Finder]:
    """Make a finder known under its code; ValueError when another has it."""

    def enter(finder: Finder) -> Finder:
        kind = Kind(code, label, finder, url)
        if _KINDS.setdefault(code, kind).find is not finder:
            raise ValueError(f"two finders of consequences are called {code}")
        return finder

    return enter


def kinds() -> list[Kind]:
    """Every kind, in the order the packages were loaded."""
    return list(_KINDS.values())


def kind_of(code: str) -> Kind | None:
    return _KINDS.get(code)


def consequences_of(honour: Honour, on: date) -> list[tuple[Kind, Consequence]]:
    """All that is known to rest on an award line on a day, kind by kind. The queries of every finder."""
    return [(kind, each) for kind in _KINDS.values() for each in kind.find(honour, on)]


# ── what the register and the law know by themselves ──


def as_it_stands(honour: Honour) -> Honour:
    """What the award line says with its corrections."""
    later = honour.later_entries.filter(entry=Honour.Entry.CORRECTION).order_by("-serial").first()
    return later or honour


@finds("honours.item", "Hiện vật phải thu hồi")
def items(honour: Honour, on: date) -> Iterator[Consequence]:
    """The items the law of the decision's day names for the award."""
    present = as_it_stands(honour)
    try:
        award = the_book().award(present.award_code, honour.decided_on)
    except KeyError:
        found = None
    else:
        found = in_force(award.items, honour.decided_on)
    if found is None:
        yield Consequence(
            f"Thu hồi hiện vật đã trao cho {present.recipient_name}: đối chiếu biên nhận xem đã trao gì",
            "dữ liệu luật của ngày quyết định không ghi hiện vật kèm theo",
        )
        return
    names = found.items_vi or ("Bằng, giấy chứng nhận nếu",)
    for name in names:
        yield Consequence(
            f"Thu hồi {name[:1].lower()}{name[1:]} đã trao cho {present.recipient_name}",
            f"{found.cite.label_vi} ({found.status.label_vi})",
        )


@finds("honours.money", "Tiền thưởng phải thu hồi")
def bonus_paid(honour: Honour, on: date) -> Iterator[Consequence]:
    """The bonus by the law of the decision's day; whether it was paid, the accounts tell."""
    present = as_it_stands(honour)
    recipient = "individual" if honour.person_id else "collective" if honour.unit_id else "household"
    try:
        reckoned = bonus(present.award_code, recipient, honour.decided_on, the_book())  # type: ignore[arg-type]
    except BonusError:
        reckoned = None
    whose = present.recipient_name
    if reckoned is None or reckoned.amount_vnd is None:
        yield Consequence(
            f"Thu hồi tiền thưởng đã chi cho {whose}: tra chứng từ chi để biết số tiền",
            "dữ liệu luật không đủ để tính mức thưởng của ngày quyết định",
        )
        return
    law = "; ".join(label for label, _ in reckoned.citations)
    doubt = f". {reckoned.needs_person_vi}" if reckoned.needs_person_vi else ""
    yield Consequence(
        f"Thu hồi tiền thưởng đã chi cho {whose}: mức theo luật {money(reckoned.amount_vnd)}, đối chiếu chứng từ chi",
        f"{'; '.join(reckoned.steps_vi)}. {law}{doubt}"[:500],
        amount_vnd=reckoned.amount_vnd,
    )
