"""The money that goes with an award: coefficient × base salary of the decision day, rounded up as the law says.

Coefficients stand in the award files (``Award.bonus_on``); base salaries and the rules of reckoning in
``data/base_salary.yaml`` and ``data/bonus_rules.yaml``. Exact decimals throughout. ``several.py`` says which of
several bonuses is paid.
"""

import itertools
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from .award import Award, Bonus
from .book import DATA, Book, load_book
from .citations import Cited, Status
from .dated import Dated, Strict, check_no_overlap, in_force
from .figures import shown
from .yamlfile import load_model

Recipient = Literal["individual", "collective", "household"]
RECIPIENTS_VI = {"individual": "cá nhân", "collective": "tập thể", "household": "hộ gia đình"}
_FIELD = {"individual": "person", "collective": "collective", "household": "household"}


def _no_float(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError(f"{value} must be written as text, '{value}': money is never a float")
    return value


Exact = Annotated[Decimal, BeforeValidator(_no_float)]


class BonusError(ValueError):
    """The question cannot be asked. The message names the argument."""


class BaseSalary(Dated, Cited):
    """Dong a month."""

    vnd_per_month: int = Field(gt=0)


class BaseDay(Dated, Cited):
    """Whose day the base salary is taken of; the law of both regimes says: the decision."""

    day: Literal["decision_day"]


class Rounding(Dated, Cited):
    """Up to the next whole ``up_to_vnd``."""

    up_to_vnd: int = Field(gt=0)


class Factor(Dated, Cited):
    """What a recipient gets, in times the coefficient of a person, for these kinds of award."""

    factor: Exact = Field(gt=0)
    award_kinds: tuple[str, ...]


class SeveralRule(Dated, Cited):
    """What is paid when one recipient gets several awards. ``same_day_only``: it speaks only of one and the same day."""

    code: Literal[
        "titles_same_achievement",
        "titles_different_periods",
        "forms_different_achievements",
        "title_and_form",
        "foreign_souvenir",
    ]
    text_vi: str
    same_day_only: bool = True


class _BaseSalaries(Strict):
    last_checked: date
    values: tuple[BaseSalary, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_a_day_without_gap(self):
        check_no_overlap(self.values, "base salaries")
        for earlier, later in itertools.pairwise(self.values):
            if earlier.valid_to is None or later.valid_from is None or (later.valid_from - earlier.valid_to).days != 1:
                raise ValueError(f"there is a gap or a wrong order before {later.valid_from}")
        return self


class BonusRules(Strict):
    """``data/bonus_rules.yaml``."""

    last_checked: date
    base_day: tuple[BaseDay, ...]
    rounding: tuple[Rounding, ...]
    collective_factor: tuple[Factor, ...]
    household_factor: tuple[Factor, ...]
    several: tuple[SeveralRule, ...]

    @model_validator(mode="after")
    def _one_value_a_day(self):
        for name in ("base_day", "rounding", "collective_factor", "household_factor"):
            check_no_overlap(getattr(self, name), name)
        for code in {rule.code for rule in self.several}:
            check_no_overlap([rule for rule in self.several if rule.code == code], code)
        return self


def _context() -> dict[str, Any]:
    book = load_book()
    return {"instruments": book.instruments, "sources": book.sources}


@lru_cache(maxsize=1)
def base_salaries() -> tuple[BaseSalary, ...]:
    """In order of time, without gap. ``BookError``: bad data."""
    return load_model(DATA / "base_salary.yaml", _BaseSalaries, _context()).values


@lru_cache(maxsize=1)
def bonus_rules() -> BonusRules:
    """``BookError``: bad data."""
    return load_model(DATA / "bonus_rules.yaml", BonusRules, _context())


def base_salary(day: date) -> BaseSalary:
    """The base salary in force on ``day``. ``BonusError``: not a day, or before our data begins."""
    checked_day("day", day)
    found = in_force(base_salaries(), day)
    if found is None:
        raise BonusError(f"day is {day}, our base salaries begin on {base_salaries()[0].valid_from}")
    return found


@dataclass(frozen=True)
class BonusAmount:
    """``amount_vnd`` is ``None`` when a part is not known; ``needs_person_vi`` then says which, and also when the
    amount rests on a value too weak to decide. Paying without a person is right only when it is empty.
    """

    award: str
    award_vi: str
    recipient: Recipient
    decided_on: date
    amount_vnd: int | None
    coefficient: Decimal | None
    base_salary_vnd: int
    steps_vi: tuple[str, ...]
    citations: tuple[tuple[str, str], ...]  # (article, address)
    status: Status
    needs_person_vi: str

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; decimals and days as text."""
        return {
            **self.__dict__,
            "decided_on": self.decided_on.isoformat(),
            "coefficient": None if self.coefficient is None else str(self.coefficient),
            "steps_vi": list(self.steps_vi),
            "citations": [list(each) for each in self.citations],
            "status": str(self.status),
        }


def checked_day(name: str, day: Any) -> date:
    """``BonusError`` unless ``day`` is a plain date (a moment is refused: which day it is depends on the clock)."""
    if not isinstance(day, date) or isinstance(day, datetime):
        raise BonusError(f"{name} is {day!r}, a day is needed")
    return day


def weakest(parts: list[Cited]) -> Status:
    """The status a result of these parts has."""
    order = list(Status)
    return max((part.status for part in parts), key=order.index, default=Status.UNKNOWN)


def bonus(
    award_code: str, recipient: Recipient, decided_on: date, book: Book | None = None, issuer: str | None = None
) -> BonusAmount:
    """What ``recipient`` of an award decided on ``decided_on`` receives, in dong.

    ``issuer``: code of who signs, one of ``Award.authorities_on``; it matters where the coefficient depends on it.
    Raises ``BonusError`` naming the argument: unknown award, issuer or recipient, an award that does not go to this
    recipient, not a day, a day before our data.
    """
    book = book or load_book()
    checked_day("decided_on", decided_on)
    if recipient not in get_args(Recipient):
        raise BonusError(f"recipient is {recipient!r}, one of {', '.join(get_args(Recipient))} is needed")
    try:
        award = book.award(award_code, decided_on)
    except KeyError:
        raise BonusError(f"award_code is {award_code!r}, no award is called so") from None
    _check_issuer(award, issuer, decided_on)
    try:
        salary = base_salary(decided_on)
    except BonusError:
        raise BonusError(
            f"decided_on is {decided_on}, our base salaries begin on {base_salaries()[0].valid_from}"
        ) from None
    rules = bonus_rules()
    coefficient, parts, doubts = _coefficient(award, recipient, decided_on, issuer)
    base_day, rounding = in_force(rules.base_day, decided_on), in_force(rules.rounding, decided_on)
    parts = [*parts, salary, *(part for part in (base_day, rounding) if part is not None)]
    steps = [f"Mức lương cơ sở ngày {decided_on:%d/%m/%Y}: {shown(Decimal(salary.vnd_per_month))} đ"]
    amount = None
    if base_day is None or rounding is None:
        doubts.append("chưa có quy định về cách tính và làm tròn tiền thưởng vào ngày này trong dữ liệu")
    elif coefficient is not None:
        exact = coefficient * salary.vnd_per_month
        amount = int((exact / rounding.up_to_vnd).to_integral_value(rounding=ROUND_CEILING)) * rounding.up_to_vnd
        product = f"{shown(coefficient)} × {shown(Decimal(salary.vnd_per_month))} đ = {shown(exact)} đ"
        steps.append(product if amount == exact else f"{product}, làm tròn lên {shown(Decimal(amount))} đ")
    doubts += [
        f"{part.cite.label_vi} ({part.status.label_vi})"
        for part in {id(part): part for part in parts}.values()
        if not part.status.decides
    ]
    unknown = book.unknown_from(decided_on)
    if unknown is not None:
        doubts.append(
            f"{unknown.name_vi}, từ ngày {unknown.day:%d/%m/%Y}, nội dung và văn bản hướng dẫn chưa đối chiếu"
        )
    return BonusAmount(
        award=award.code,
        award_vi=award.name_vi,
        recipient=recipient,
        decided_on=decided_on,
        amount_vnd=amount,
        coefficient=coefficient,
        base_salary_vnd=salary.vnd_per_month,
        steps_vi=tuple(steps),
        citations=tuple(dict.fromkeys((part.cite.label_vi, part.url) for part in parts)),
        status=weakest(parts) if amount is not None else Status.UNKNOWN,
        needs_person_vi=f"Cần người có thẩm quyền xem xét: {'; '.join(doubts)}" if doubts else "",
    )


def _check_issuer(award: Award, issuer: str | None, day: date) -> None:
    known = {each.code for each in award.authorities_on(day)} | {each.issuer for each in _by_issuer(award, day)}
    if issuer is not None and issuer not in known:
        names = ", ".join(sorted(each for each in known if each)) or "nobody known"
        raise BonusError(f"issuer is {issuer!r}, {award.code} is decided by {names}")


def _by_issuer(award: Award, day: date) -> list[Bonus]:
    return [each for each in award.bonuses if each.issuer is not None and each.holds_on(day)]


def _coefficient(
    award: Award, recipient: Recipient, day: date, issuer: str | None
) -> tuple[Decimal | None, list[Cited], list[str]]:
    """Coefficient, the values it rests on, and what is open about it."""
    rules, field, doubts = bonus_rules(), _FIELD[recipient], list[str]()
    entry = award.bonus_on(day, issuer)
    found = getattr(entry, field, None)
    if found is None and recipient not in award.recipient_kinds:
        raise BonusError(f"recipient is {recipient!r}, {award.code} goes to {', '.join(award.recipient_kinds)}")
    special = _by_issuer(award, day)
    if special and issuer is None:
        labels = {each.code: each.label_vi for each in award.authorities}
        names = ", ".join(labels.get(each.issuer or "", each.issuer or "") for each in special)
        doubts.append(f"chưa rõ ai quyết định khen thưởng; hệ số khác khi người quyết định là {names}")
    if entry is None:
        return None, [], [*doubts, "chưa có hệ số tiền thưởng vào ngày này trong dữ liệu"]
    if found is not None:
        return found, [entry], doubts
    if entry.person is not None and recipient != "individual":
        series = rules.collective_factor if recipient == "collective" else rules.household_factor
        factor = in_force(series, day)
        if factor is not None and award.kind in factor.award_kinds:
            return entry.person * factor.factor, [entry, factor], doubts
    return None, [entry], [*doubts, f"chưa có hệ số tiền thưởng cho {RECIPIENTS_VI[recipient]} trong dữ liệu"]
