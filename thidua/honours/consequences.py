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
from thidua.shared.wording import money, vi_date

Finder = Callable[[Honour, date], Iterable["Consequence"]]
CERTIFICATE, MONEY = "certificate", "money"


@dataclass(frozen=True)
class Consequence:
    """``what`` is to be looked at, a sentence without full stop; ``rests_on``: how it is known. ``thing``: key for the
    address the finder's kind gives. ``amount_vnd`` where money is concerned and the sum is known. Of one ``topic`` a guess
    (what the law alone tells) is not listed where another finder knows."""

    what: str
    rests_on: str
    thing: int | None = None
    amount_vnd: int | None = None
    topic: str = ""
    is_guess: bool = False


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
    found = [(kind, each) for kind in _KINDS.values() for each in kind.find(honour, on)]
    known = {each.topic for _, each in found if each.topic and not each.is_guess}
    return [(kind, each) for kind, each in found if not (each.is_guess and each.topic in known)]


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
    whose = (
        f"{present.recipient_name} theo Quyết định số {honour.decision_number} ngày {vi_date(honour.decided_on)}: đối chiếu "
        "danh sách giao nhận"
    )
    if found is None:
        yield Consequence(
            f"Thu hồi hiện vật, nếu đã trao cho {whose}",
            "dữ liệu luật của ngày quyết định không ghi hiện vật kèm theo",
            topic=CERTIFICATE,
            is_guess=True,
        )
        return
    for name in found.items_vi or ("Bằng hoặc giấy chứng nhận",):
        is_sheet = name.lower().startswith(("bằng", "giấy"))
        yield Consequence(
            f"Thu hồi {name[:1].lower()}{name[1:]}, nếu đã trao cho {whose}",
            f"{found.cite.label_vi} ({found.status.label_vi})",
            topic=CERTIFICATE if is_sheet else "",
            is_guess=is_sheet,
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
            f"Thu hồi tiền thưởng, nếu đã chi cho {whose}: tra chứng từ chi để biết số tiền",
            "dữ liệu luật không đủ để tính mức thưởng của ngày quyết định",
            topic=MONEY,
            is_guess=True,
        )
        return
    law = "; ".join(label for label, _ in reckoned.citations)
    doubt = f". {reckoned.needs_person_vi}" if reckoned.needs_person_vi else ""
    yield Consequence(
        f"Thu hồi tiền thưởng, nếu đã chi cho {whose}: mức theo luật {money(reckoned.amount_vnd)}, đối chiếu chứng từ chi",
        f"{'; '.join(reckoned.steps_vi)}. {law}{doubt}"[:500],
        amount_vnd=reckoned.amount_vnd,
        topic=MONEY,
        is_guess=True,
    )
