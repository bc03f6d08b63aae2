"""The rules over the whole table: grades, what several lines give at most, events that bar (requirement S2)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import BaseModel, ValidationError

from rulebook.rubrics import Cap, Disqualification, Grade, GradeCap
from thidua.rubrics import rules, tree
from thidua.rubrics.actions_steps import begin, keep, settled
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.problems import reason_vi
from thidua.shared.denied import Denied


@transaction.atomic
def change_grades(
    *, record: RubricRecord, grades: Iterable[Mapping[str, Any]], seen_version: Any = None, by, at: datetime
) -> str:
    """The grades, best first: least marks (or percent), and floors. An event that names a grade no longer there keeps
    the table from being frozen."""
    content = begin(record, seen_version, by, at)
    rows = _valid(Grade, grades)
    nodes = {row.code: row for row in tree.rows_of(content)}
    _refuse_first(rules.grade_troubles(rows, nodes))
    return keep(record, settled({**content, "classification": rows}), by, at, "rubric_grades_changed")


@transaction.atomic
def change_caps(
    *, record: RubricRecord, caps: Iterable[Mapping[str, Any]], seen_version: Any = None, by, at: datetime
) -> str:
    """What several lines together give at most."""
    content = begin(record, seen_version, by, at)
    rows = _valid(Cap, caps)
    nodes = {row.code: row for row in tree.rows_of(content)}
    _refuse_first(rules.cap_troubles(rows, nodes))
    return keep(record, settled({**content, "caps": rows}), by, at, "rubric_caps_changed")


@transaction.atomic
def change_events(
    *, record: RubricRecord, disqualification: Iterable[Mapping[str, Any]], grade_caps: Iterable[Mapping[str, Any]],
    seen_version: Any = None, by, at: datetime,
) -> str:  # fmt: skip
    """Events that take the nomination, the grade or the rank away, or every grade above one."""
    content = begin(record, seen_version, by, at)
    content = {
        **content,
        "disqualification": _valid(Disqualification, disqualification),
        "grade_caps": _valid(GradeCap, grade_caps),
    }
    _refuse_first(rules.event_troubles(content))
    return keep(record, settled(content), by, at, "rubric_events_changed")


def _valid(kind: type[BaseModel], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of one kind as they are stored; Denied for one that cannot be."""
    plain = [dict(row) for row in rows]
    tree.check_numbers(plain)
    try:
        return [kind.model_validate(row).model_dump(mode="json", exclude_defaults=True) for row in plain]
    except ValidationError as error:
        raise Denied(f"Nội dung chưa dùng được: {reason_vi(error)}.") from error


def _refuse_first(troubles: Iterator[str]) -> None:
    if trouble := next(troubles, ""):
        raise Denied(trouble)
