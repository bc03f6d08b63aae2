"""Honours of a decision → what each recipient is paid, by the rulebook. Reads only; unknown stays unknown."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rulebook.bonus import BonusAmount, BonusError, Recipient, bonus
from rulebook.several import Awarded, Payment, payable
from thidua.decisions.models import Decision, DecisionLine
from thidua.decisions.paper import recipient_of
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.law.queries import award_name, the_book
from thidua.rewards.models_money import BonusLine
from thidua.shared.text import fold
from thidua.shared.wording import money

# What the law calls a recipient → whose coefficient it gets.
_PAID_AS: dict[str, Recipient] = {
    "individual": "individual",
    "foreign_individual": "individual",
    "collective": "collective",
    "foreign_collective": "collective",
    "commune": "collective",
    "province": "collective",
    "community": "collective",
    "household": "household",
}


BESIDE = "cùng năm còn có"  # in the step of a line that another award of the year has a say in


@dataclass(frozen=True)
class Reckoned:
    """``amount`` None or a ``doubt``: a person must say. ``citations``: (article, address)."""

    recipient: str
    amount: int | None
    coefficient: Any = None
    base_salary: int | None = None
    steps: tuple[str, ...] = ()
    citations: tuple[tuple[str, str], ...] = ()
    doubt: str = ""


def root_of(entry: Honour) -> int:
    """The primary key of the award line an entry belongs to."""
    return entry.refers_to_id or entry.pk


def reckon(decision: Decision, entries: Sequence[Honour]) -> dict[int, Reckoned]:
    """{award line: what is paid} of the standing entries of one decision. Five queries, whatever their number."""
    kinds = _kinds(decision)
    others = _other_awards(entries)
    paid = _already_paid([root for rows in others.values() for root in rows])
    found = {}
    for entry in entries:
        root, (recipient, foreign) = root_of(entry), kinds.get(entry.ordinal, _kind_of(entry))
        own = _one(entry, recipient)
        found[root] = _beside(entry, own, foreign, list(others.get(root, {}).values()), paid)
    return found


def _kinds(decision: Decision) -> dict[int, tuple[str, bool]]:
    lines: Iterable[DecisionLine] = decision.lines.select_related("nomination_line__outsider")
    named = {line.ordinal: recipient_of(line) for line in lines}
    return {ordinal: (_PAID_AS.get(kind, "individual"), kind.startswith("foreign")) for ordinal, kind in named.items()}


def _kind_of(entry: Honour) -> tuple[str, bool]:
    return ("individual" if entry.person_id else "collective"), False


def _one(entry: Honour, recipient: str) -> Reckoned:
    try:
        known: BonusAmount = bonus(entry.award_code, recipient, entry.decided_on, the_book())  # type: ignore[arg-type]
    except BonusError:
        doubt = "Dữ liệu luật chưa có mức thưởng cho trường hợp này (danh hiệu, đối tượng hoặc ngày quyết định)."
        return Reckoned(recipient, None, doubt=doubt)
    return Reckoned(
        recipient,
        known.amount_vnd,
        known.coefficient,
        known.base_salary_vnd,
        known.steps_vi,
        known.citations,
        known.needs_person_vi or ("" if known.amount_vnd is not None else "Chưa tính được mức thưởng."),
    )


def _other_awards(entries: Sequence[Honour]) -> dict[int, dict[int, Honour]]:
    """{award line: {award line: standing honour}} of the same recipients for the same years. Two queries."""
    years = {entry.year for entry in entries}
    found: dict[int, dict[int, Honour]] = defaultdict(dict)
    for field in ("person_id", "unit_id"):
        whose = defaultdict(list)
        for entry in entries:
            if getattr(entry, field):
                whose[getattr(entry, field), entry.year].append(root_of(entry))
        keys = {key for key, _ in whose}
        for other in standing().filter(**{f"{field}__in": keys}, year__in=years) if keys else ():
            for root in whose.get((getattr(other, field), other.year), ()):
                if root_of(other) != root:
                    found[root][root_of(other)] = other
    return found


def _already_paid(roots: Iterable[int]) -> dict[int, int]:
    """{award line: dong} of approved lists. One query."""
    lines = BonusLine.objects.filter(honour__in=set(roots), is_live=True, bonus_list__state="approved")
    return {line.honour_id: line.owed_vnd or 0 for line in lines}


def _awarded(entry: Honour, amount: int | None, foreign: bool) -> Awarded:
    book = the_book()
    try:
        kind = book.award(entry.award_code, entry.decided_on).kind
    except KeyError:
        kind = "emulation_title"
    # A title rewards the year, a form of commendation the deed that its decision names.
    deed = str(entry.year) if kind == "emulation_title" else f"{entry.year}: {fold(entry.ground)}"
    return Awarded(str(root_of(entry)), str(kind), deed, entry.decided_on, amount, foreign)


def _beside(entry: Honour, own: Reckoned, foreign: bool, others: list[Honour], paid: dict[int, int]) -> Reckoned:
    """``own`` after the rules on several awards to one recipient."""
    if own.amount is None or (not others and not foreign):
        return own
    items = [_awarded(entry, own.amount, foreign)]
    items += [_awarded(other, _one(other, own.recipient).amount, foreign) for other in others]
    verdict: Payment = payable(items)[0]
    cited = (*own.citations, (verdict.citation, verdict.url)) if verdict.citation else own.citations
    names = ", ".join(dict.fromkeys(award_name(other.award_code) for other in others))
    step = f"{verdict.reason_vi} ({BESIDE}: {names})" if names else verdict.reason_vi
    amount, doubts = own.amount, [own.doubt]
    if verdict.paid is None:
        doubts.append(f"{step}.")
    elif verdict.paid is False:
        amount = 0
    # Only the highest is paid: what was paid for a lower one before is a person's to weigh.
    same = [item for item in items[1:] if (item.achievement, item.kind) == (items[0].achievement, items[0].kind)]
    before = sum(paid.get(int(item.key), 0) for item in same)
    if before:
        doubts.append(f"Đã duyệt chi {money(before)} cho danh hiệu khác của cùng thời gian, cần xác định phần còn lại.")
    doubt = " ".join(filter(None, doubts))[:600]
    return replace(own, amount=amount, steps=(*own.steps, step), citations=cited, doubt=doubt)
