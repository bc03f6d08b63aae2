"""Several awards to one recipient: which bonuses are paid, and by which article.

The rules are data (``several`` in ``data/bonus_rules.yaml``); where the data is silent nothing is decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .bonus import BonusError, SeveralRule, bonus_rules, checked_day
from .citations import Status
from .dated import in_force


@dataclass(frozen=True)
class Awarded:
    """One award of the recipient.

    ``kind`` as ``Award.kind``: ``emulation_title`` is a title, everything else a form of commendation.
    ``achievement``: the time or deed it rewards ("2025", "2024-2025", "cứu người ngày 03/08"); equal text means the
    same achievement. ``amount_vnd``: what ``bonus`` reckoned, ``None`` when that is not known.
    ``foreign``: a foreigner or a Vietnamese living abroad.
    """

    key: str
    kind: str
    achievement: str
    decided_on: date
    amount_vnd: int | None
    foreign: bool = False


@dataclass(frozen=True)
class Payment:
    """``paid``: yes, no, or ``None`` when a person must decide."""

    key: str
    paid: bool | None
    reason_vi: str
    citation: str = ""
    url: str = ""
    status: Status | None = None

    def to_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)


def payable(items: Sequence[Awarded]) -> tuple[Payment, ...]:
    """Which of the bonuses of one recipient are paid, in the order of ``items``.

    Titles for one achievement: only the highest. Titles for different times, and a title beside a form: each.
    Raises ``BonusError`` naming the item: no or a doubled key, no achievement, not a day, an impossible amount.
    """
    _check(items)
    found: dict[str, Payment] = {}
    for item in items:
        if item.foreign:
            rule = _rule("foreign_souvenir", item.decided_on)
            found[item.key] = _by(rule, item, paid=False) if rule else _open(item, "người nước ngoài")
    rest = [item for item in items if not item.foreign]
    for item in rest:
        same = [each for each in rest if _is_title(each) == _is_title(item) and each.achievement == item.achievement]
        found[item.key] = _alone(item, rest) if len(same) == 1 else _among(item, same)
    return tuple(found[item.key] for item in items)


def _check(items: Sequence[Awarded]) -> None:
    seen: set[str] = set()
    for place, item in enumerate(items):
        if not isinstance(item.key, str) or not item.key:
            raise BonusError(f"items[{place}]: key is {item.key!r}, a name is needed")
        if item.key in seen:
            raise BonusError(f"items[{place}]: key {item.key!r} stands twice")
        seen.add(item.key)
        if not isinstance(item.achievement, str) or not item.achievement.strip():
            raise BonusError(f"{item.key}: achievement is {item.achievement!r}, what the award rewards is needed")
        checked_day(f"{item.key}: decided_on", item.decided_on)
        amount = item.amount_vnd
        if amount is not None and (isinstance(amount, bool) or not isinstance(amount, int) or amount < 0):
            raise BonusError(f"{item.key}: amount_vnd is {amount!r}, a whole number of dong is needed")


def _is_title(item: Awarded) -> bool:
    return item.kind == "emulation_title"


def _rule(code: str, day: date) -> SeveralRule | None:
    return in_force([rule for rule in bonus_rules().several if rule.code == code], day)


def _by(rule: SeveralRule, item: Awarded, paid: bool | None) -> Payment:
    if not rule.status.decides:
        paid = None
    return Payment(item.key, paid, rule.text_vi, rule.cite.label_vi, rule.url, rule.status)


def _open(item: Awarded, about_vi: str) -> Payment:
    return Payment(item.key, None, f"Dữ liệu chưa có quy định về {about_vi} vào ngày này, cần người xem xét")


def _alone(item: Awarded, rest: Sequence[Awarded]) -> Payment:
    """The only award of its sort for its achievement."""
    beside = [each for each in rest if each is not item and each.decided_on == item.decided_on]
    alike = [each for each in beside if _is_title(each) == _is_title(item)]
    if not beside:
        return Payment(item.key, True, "Không cùng đợt với khoản thưởng nào khác")
    if not alike:
        rule, about = _rule("title_and_form", item.decided_on), "danh hiệu thi đua cùng lúc với hình thức khen thưởng"
    elif _is_title(item):
        rule, about = _rule("titles_different_periods", item.decided_on), "nhiều danh hiệu thi đua khác thời gian"
    else:
        rule = _rule("forms_different_achievements", item.decided_on)
        about = "nhiều hình thức khen thưởng khác thành tích"
    return _by(rule, item, paid=True) if rule else _open(item, about)


def _among(item: Awarded, same: Sequence[Awarded]) -> Payment:
    """One of several of its sort for the same achievement."""
    if any(each.amount_vnd is None for each in same):
        return Payment(item.key, None, "Chưa biết đủ các mức tiền thưởng để so sánh, cần người xem xét")
    highest = max(same, key=lambda each: each.amount_vnd or 0)  # the first of equal ones
    last_day = max(each.decided_on for each in same)
    rule = _rule("titles_same_achievement", last_day) if _is_title(item) else None
    if rule is None:
        about = "nhiều danh hiệu" if _is_title(item) else "nhiều hình thức khen thưởng"
        return _open(item, f"{about} cho cùng một thành tích")
    if rule.same_day_only and item is not highest and len({each.decided_on for each in same}) > 1:
        return Payment(
            item.key,
            None,
            "Quy định chỉ nói về các danh hiệu được tặng cùng lúc; các danh hiệu này khác ngày quyết định, cần người xem xét",
            rule.cite.label_vi,
            rule.url,
            rule.status,
        )
    return _by(rule, item, paid=item is highest)
