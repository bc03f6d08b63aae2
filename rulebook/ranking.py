"""The order of the units of a cluster: what they are compared by, and how equal ones are told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .figures import Figures, ScoringError, shown
from .rubrics import Rubric

if TYPE_CHECKING:
    from .scoring import UnitScore

Ties = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class RankedUnit:
    """``rank`` is ``None`` while what is compared is not known. ``needs_vote``: an order only people can give.

    ``compared``: the exact number the unit was ranked by (marks, percent, average or counter).
    """

    key: str
    rank: int | None
    total: Decimal | None
    tie_group: tuple[str, ...]
    needs_vote: bool
    how_vi: str
    compared: Fraction | None = None


def rank_units(scores: Mapping[str, "UnitScore"], tie_values: Ties, rubric: Rubric) -> list[RankedUnit]:
    """:func:`rank` without ballots."""
    return rank(rubric, scores, tie_values)


def rank(
    rubric: Rubric,
    scores: Mapping[str, "UnitScore"],
    tie_values: Ties | None = None,
    ballots: Mapping[str, int] | None = None,
) -> list[RankedUnit]:
    """Units from best to last by the rubric's ranking basis. Equal ones go through its tie steps with
    ``tie_values[key][step.value]``; what stays equal shares a rank (1, 1, 3) and says that a vote is needed.

    ``ballots``: agreeing votes of each unit that went to the secret ballot (basis ``total_then_ballot``).
    Raises ``ScoringError`` for bad values. The order in which units are given does not matter.
    """
    ties = tie_values or {}
    values: dict[str, Fraction] = {}
    unranked: dict[str, str] = {}
    for key, score in scores.items():
        found = _value(rubric, key, score, ties)
        if isinstance(found, str):
            unranked[key] = found
        else:
            values[key] = found
    ranked = _by_value(rubric, scores, values, ties)
    if rubric.ranking.basis == "total_then_ballot":
        ranked = _balloted(rubric, ranked, ballots or {})
    for key in sorted(unranked):
        ranked.append(RankedUnit(key, None, scores[key].total, (), False, unranked[key]))
    return ranked


def _value(rubric: Rubric, key: str, score: "UnitScore", ties: Ties) -> Fraction | str:
    """What the unit is compared by, or why it cannot be ranked."""
    basis = rubric.ranking.basis
    if basis is None:
        return "Chưa xếp hạng: chưa chọn căn cứ xếp hạng, văn bản không nêu"
    if rubric.disqualification and score.barred("ranking"):
        return f"Không xếp hạng: {'; '.join(score.disqualified_vi)}"
    if basis == "counter":
        count = Figures(ties.get(key, {})).number(rubric.ranking.counter)
        if count is None:
            count = score.figure(rubric.ranking.counter)
        what = rubric.ranking.counter_vi or rubric.ranking.counter
        return f"Chưa xếp hạng: chưa có số liệu “{what}”" if count is None else count
    if score.total is None:
        return f"Chưa xếp hạng: chưa xác định được mục {', '.join(score.undefined)}"
    if basis == "percent_of_assigned":
        percent = score.percent
        return "Chưa xếp hạng: chưa biết điểm tối đa của các mục được giao" if percent is None else percent
    if basis == "average_per_field":
        fields = sum(score.lines[code].assigned for code in rubric.ranking.fields if code in score.lines)
        return Fraction(score.total) / fields if fields else "Chưa xếp hạng: đơn vị không được giao lĩnh vực nào"
    return Fraction(score.total)


_BY = {
    "total": "Theo tổng điểm",
    "total_then_ballot": "Theo tổng điểm",
    "percent_of_assigned": "Theo tỷ lệ trên điểm tối đa được giao",
    "average_per_field": "Theo điểm bình quân mỗi lĩnh vực được giao",
}


def _by_value(
    rubric: Rubric, scores: Mapping[str, "UnitScore"], values: Mapping[str, Fraction], ties: Ties
) -> list[RankedUnit]:
    basis = rubric.ranking.basis or "total"
    by = _BY.get(basis) or f"Theo {rubric.ranking.counter_vi or rubric.ranking.counter}"
    groups: dict[Fraction, list[str]] = {}
    for key, value in values.items():
        groups.setdefault(value, []).append(key)
    ranked: list[RankedUnit] = []
    place = 1
    for value in sorted(groups, reverse=True):
        group = tuple(sorted(groups[value]))
        for cell, said, vote in _split(group, ties, rubric, scores, 0, ()):
            how = "; ".join(said) or by
            for key in cell:
                equal = group if len(group) > 1 else ()
                ranked.append(RankedUnit(key, place, scores[key].total, equal, vote, how, value))
            place += len(cell)
    return ranked


Cell = tuple[tuple[str, ...], tuple[str, ...], bool]


def _split(
    group: tuple[str, ...],
    ties: Ties,
    rubric: Rubric,
    scores: Mapping[str, "UnitScore"],
    at: int,
    said: tuple[str, ...],
) -> list[Cell]:
    if len(group) == 1:
        return [(group, said, False)]
    if at == len(rubric.tie_break):
        why = "bằng điểm, văn bản không nêu tiêu chí phụ" if not rubric.tie_break else "bằng nhau ở mọi tiêu chí phụ"
        return [(group, (*said, f"{why}: cần cụm, khối bỏ phiếu"), True)]
    step = rubric.tie_break[at]
    if step.kind in ("vote", "share"):
        return [(group, (*said, f"vẫn bằng nhau: {step.text_vi}"), step.kind == "vote")]
    if step.kind == "points":
        lines = {key: scores[key].lines.get(step.value) for key in group}
        marks = {key: None if line is None else line.points for key, line in lines.items()}
        values = {key: None if mark is None else Fraction(mark) for key, mark in marks.items()}
    else:
        values = {key: Figures(ties.get(key, {})).number(step.value) for key in group}
    known = {key: value for key, value in values.items() if value is not None}
    if len(known) < len(group):
        return [(group, (*said, f"thiếu số liệu “{step.text_vi}” nên chưa phân hạng được"), True)]
    cells: list[Cell] = []
    for value in sorted(set(known.values()), reverse=step.kind != "less"):
        cell = tuple(key for key in group if known[key] == value)
        note = f"Bằng điểm, xét {step.text_vi}: {shown(value)}" if not said else f"xét {step.text_vi}: {shown(value)}"
        cells += _split(cell, ties, rubric, scores, at + 1, (*said, note))
    return cells


def _balloted(rubric: Rubric, ranked: list[RankedUnit], ballots: Mapping[str, int]) -> list[RankedUnit]:
    """The nominees in the order of their votes, then the others. Until every nominee has its votes the order by marks
    stands and says that the ballot is still to come."""
    for key, votes in ballots.items():
        if isinstance(votes, bool) or not isinstance(votes, int) or votes < 0:
            raise ScoringError(f"{key}: {votes!r} is not a number of votes")
    most = rubric.ranking.nominees
    nominees = [row for row in ranked if most is None or (row.rank is not None and row.rank <= most)]
    rest = ranked[len(nominees) :]
    if strange := sorted(set(ballots) - {row.key for row in nominees}):
        raise ScoringError(f"{strange[0]}: votes for a unit that is not nominated")
    if any(row.key not in ballots for row in nominees):
        waiting = [_with(row, row.rank, True, f"{row.how_vi}; chờ bỏ phiếu kín") for row in nominees]
        return [*waiting, *rest]
    found: list[RankedUnit] = []
    ordered = sorted(nominees, key=lambda row: (-ballots[row.key], row.rank or 0, row.key))
    for place, row in enumerate(ordered):
        votes = ballots[row.key]
        before = ordered[place - 1] if place else None
        equal = [other for other in ordered if ballots[other.key] == votes and other.rank == row.rank]
        same = before is not None and before in equal
        rank_here = found[-1].rank if same else place + 1
        how = f"{row.how_vi}; bỏ phiếu kín: {votes} phiếu"
        found.append(_with(row, rank_here, len(equal) > 1, how))
    return [*found, *rest]


def _with(row: RankedUnit, place: int | None, vote: bool, how: str) -> RankedUnit:
    return RankedUnit(row.key, place, row.total, row.tie_group, vote, how, row.compared)
