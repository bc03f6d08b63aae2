"""Ratings and initiatives by the thousand: corrected, mistaken entries taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from thidua.records.models import Initiative, InitiativeAuthor, TaskRating
from thidua.records.permissions import check_inside
from thidua.shared import audit
from thidua.shared.actions_bulk import Change, changed_rows, fields_changed, in_use, locked, take_back
from thidua.shared.denied import Denied
from thidua.shared.text import fold
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role

INITIATIVE_CORRECTABLE = ("title", "scope", "is_replicable", "recognised_on", "decision_no")


def _check(rows: Sequence, under: Unit) -> None:
    """Every subject lies in or below the unit."""
    check_inside(
        {row.person_id for row in rows if row.person_id},
        {row.unit_id for row in rows if isinstance(row, TaskRating) and row.unit_id},
        under,
    )


def own_rows(model: type[models.Model], keys: Sequence[int]) -> dict[str, list[int]]:
    """{table: keys} of the rows that belong to these records and go with them when an import is undone: the authors."""
    if model is not Initiative:
        return {}
    rows = InitiativeAuthor.objects.filter(initiative_id__in=list(keys)).order_by("pk")
    return {"initiativeauthor": list(rows.values_list("pk", flat=True))}


def _correct(
    model: type[models.Model],
    fields: Sequence[str],
    what: str,
    changes: Sequence[Change],
    under: Unit,
    by,
    at: datetime,
) -> int:
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), f"sửa {what}")
    if strange := {name for _, _, after in changes for name in after} - set(fields):
        raise TypeError(f"cannot be corrected: {sorted(strange)}")
    rows = changed_rows(model, changes)
    _check(rows, under)
    for row in rows:
        row.entered_at, row.entered_by = at, by  # type: ignore[attr-defined]
        if isinstance(row, Initiative):
            row.title_fold = fold(row.title)
    more = ["title_fold"] if model is Initiative else []
    model._default_manager.bulk_update(rows, [*fields, *more, "entered_at", "entered_by"], batch_size=100)
    detail = {"rows": [pk for pk, _, _ in changes][:1000], "fields": fields_changed(changes)}
    audit.record(f"{model._meta.model_name}_corrected", under, by=by, at=at, detail=detail)
    return len(changes)


@transaction.atomic
def correct_ratings(*, changes: Sequence[Change], under: Unit, by, at: datetime) -> int:
    """Change yearly ratings (field ``rating``); returns how many."""
    return _correct(TaskRating, ("rating",), "kết quả xếp loại", changes, under, by, at)


@transaction.atomic
def correct_initiatives(*, changes: Sequence[Change], under: Unit, by, at: datetime) -> int:
    """Change details of initiatives (:data:`INITIATIVE_CORRECTABLE`); returns how many."""
    return _correct(Initiative, INITIATIVE_CORRECTABLE, "sáng kiến", changes, under, by, at)


@transaction.atomic
def take_back_records(
    *, model: type[TaskRating] | type[Initiative], keys: Sequence[int], under: Unit, reason: str, by, at: datetime
) -> int:
    """Take back ratings or initiatives entered by mistake, while nothing refers to them; returns how many."""
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "lấy lại dòng nhập nhầm")
    _check(list(locked(model, keys).values()), under)
    own = own_rows(model, keys)
    if used := in_use(model, keys, own):
        raise Denied(f"Không lấy lại được: đã có {', '.join(f'{n} dòng {name}' for name, n in used.items())} dùng đến.")
    if model is Initiative:
        InitiativeAuthor.objects.filter(pk__in=own["initiativeauthor"]).delete()
    take_back(model, keys, {})
    detail = {"count": len(keys), "reason": reason[:300]}
    audit.record(f"{model._meta.model_name}s_taken_back", under, by=by, at=at, detail=detail)
    return len(keys)
