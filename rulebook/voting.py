"""Counting votes of a council in whole numbers, against the rule of the day.

The base is always all members, present or not; a written opinion of an absent member counts as a vote.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from .book import Book, VoteRule, load_book


def vote_rule(award_code: str, on: date, book: Book | None = None) -> VoteRule | None:
    """The voting rule of an award on a day; ``None`` when our data does not reach that day. ``KeyError``: no award."""
    return (book or load_book()).award(award_code).vote_rule_on(on)


@dataclass(frozen=True)
class VoteResult:
    """``passed`` is ``None`` when the rule is not known: a person must look."""

    yes: int
    no: int
    invalid: int
    not_cast: int
    total_members: int
    needed: int | None
    passed: bool | None
    has_quorum: bool | None
    summary_vi: str
    citation: str
    status: str

    def to_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)


def votes_needed(total_members: int, rule: VoteRule) -> int | None:
    """Smallest number of agreeing votes that passes; ``None``: rule not known. ``ValueError``: no members."""
    if total_members < 1:
        raise ValueError("a council needs at least one member")
    if rule.percent is None:
        return None
    if rule.strict:
        return rule.percent * total_members // 100 + 1
    return -(-rule.percent * total_members // 100)


def count_votes(yes: int, no: int, invalid: int, total_members: int, rule: VoteRule) -> VoteResult:
    """Count a ballot: passes when ``100 × yes ≥ percent × total_members`` (``>`` where the rule is strict).

    Votes include written opinions of absent members. Raises ``ValueError`` for counts that cannot be.
    """
    for name, value in (("yes", yes), ("no", no), ("invalid", invalid), ("total_members", total_members)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{name} is {value!r}, a whole number is needed")
        if value < 0:
            raise ValueError(f"{name} is {value}, a count cannot be negative")
    cast = yes + no + invalid
    if cast > total_members:
        raise ValueError(f"{cast} votes were counted for {total_members} members")
    needed = votes_needed(total_members, rule)
    passed = None if needed is None else yes >= needed
    quorum = None if rule.quorum is None else Fraction(cast, total_members) >= Fraction(*rule.quorum)
    return VoteResult(
        yes=yes,
        no=no,
        invalid=invalid,
        not_cast=total_members - cast,
        total_members=total_members,
        needed=needed,
        passed=passed,
        has_quorum=quorum,
        summary_vi=_summary(yes, total_members, needed, passed, rule),
        citation=rule.cite.label_vi,
        status=rule.status.value,
    )


def _summary(yes: int, total: int, needed: int | None, passed: bool | None, rule: VoteRule) -> str:
    if needed is None:
        unknown = "chưa có quy định đã đối chiếu cho ngày này, cần người có thẩm quyền xem xét"
        return f"{yes}/{total} thành viên đồng ý; {unknown}."
    share = f"quá {rule.percent}%" if rule.strict else f"từ {rule.percent}%"
    verdict = "Đạt" if passed else "Không đạt"
    kind = "" if rule.ballot_required else " (không thuộc trường hợp bắt buộc bỏ phiếu)"
    return f"{verdict}: {yes}/{total} thành viên đồng ý, cần {needed} ({share} tổng số thành viên){kind}."


def must_reveal(total_members: int, rule: VoteRule) -> str | None:
    """A warning in Vietnamese when passing means everyone agreed, so that the result shows each vote; else ``None``."""
    needed = votes_needed(total_members, rule)
    if needed is None or needed < total_members:
        return None
    return passing_reveals(total_members, needed)


def passing_reveals(total_members: int, needed: int) -> str:
    """The sentence of :func:`must_reveal`, also for a council that asks for more than the law does."""
    return (
        f"Hội đồng có {total_members} thành viên, cần {needed} phiếu đồng ý mới đạt: "
        "kết quả đạt đồng nghĩa mọi thành viên đều đồng ý, phiếu của từng người không còn kín."
    )
