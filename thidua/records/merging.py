"""What two records of one person say differently: shown before they are joined, settled by a choice that is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from thidua.people.actions import DETAIL_LABELS
from thidua.people.actions_merge import detail_conflicts
from thidua.people.actions_private import same_value
from thidua.people.models import Person, PrivateValue
from thidua.people.queries import counted, key_text, selves_of, stored
from thidua.records.models import Absence, Attestation, TaskRating
from thidua.shared.wording import show

KEPT, MERGED, BOTH = "kept", "merged", "both"


@dataclass(frozen=True)
class Conflict:
    """One difference. ``key`` names it in the choices; ``kept`` and ``merged``: what each record says, as text;
    ``may_add``: both can be true and count together (days absent)."""

    key: str
    label: str
    kept: str
    merged: str
    may_add: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        return (KEPT, MERGED, BOTH) if self.may_add else (KEPT, MERGED)


def conflicts(person: Person, into: Person) -> list[Conflict]:
    """Everything that must be settled before ``person`` is merged into ``into``, in a fixed order. Ten queries."""
    found = [
        Conflict(f"detail:{name}", DETAIL_LABELS[name], _detail(into, name), _detail(person, name))
        for name in detail_conflicts(person, into)
    ]
    theirs = {row.field: row for row in stored(person, PrivateValue.Field.values)}
    for row in stored(into, PrivateValue.Field.values):
        if row.field in theirs and not same_value(row, theirs[row.field]):
            label = row.get_field_display()
            found.append(Conflict(f"private:{row.field}", label, "giá trị ở hồ sơ được giữ", "giá trị ở hồ sơ bị gộp"))
    found += _rows(
        "rating",
        rated(person),
        rated(into),
        lambda year: f"Xếp loại năm {year}",
        lambda rating: str(TaskRating.Rating(rating).label),
    )
    found += _rows(
        "absence",
        absent(person),
        absent(into),
        lambda key: f"Số ngày nghỉ năm {key[0]} ({Absence.Reason(key[1]).label.lower()})",
        lambda days: f"{days} ngày",
        may_add=True,
    )
    found += _rows(
        "attestation",
        attested(person),
        attested(into),
        lambda key: f"Đánh giá của thủ trưởng năm {key[0]} ({key[1]})",
        lambda holds: "Đạt" if holds else "Không đạt",
    )
    return found


def _detail(person: Person, name: str) -> str:
    if name in ("gender", "subject"):
        return str(getattr(person, f"get_{name}_display")())
    return show(getattr(person, name))


def _rows(
    kind: str,
    merged: Mapping[Any, Any],
    kept: Mapping[Any, Any],
    label: Callable[[Any], str],
    text: Callable[[Any], str],
    may_add: bool = False,
) -> list[Conflict]:
    return [
        Conflict(f"{kind}:{key_text(key)}", label(key), text(kept[key]), text(merged[key]), may_add)
        for key in sorted(merged)
        if key in kept and (may_add or kept[key] != merged[key])
    ]


def rated(person: Person) -> dict[int, str]:
    """{year: rating} of a person with everything joined so far."""
    return _of(person, "rating", TaskRating.objects.values_list("person_id", "year", "rating"))


def absent(person: Person) -> dict[tuple[int, str], int]:
    """{(year, reason): working days}."""
    rows = Absence.objects.values_list("person_id", "year", "reason", "working_days")
    return _of(person, "absence", rows)


def attested(person: Person) -> dict[tuple[int, str], bool]:
    """{(year, key): holds}."""
    return _of(person, "attestation", Attestation.objects.values_list("person_id", "year", "key", "holds"))


def _of(person: Person, kind: str, rows) -> dict:
    them = selves_of([person.pk])
    held: dict[int, dict] = {}
    for record, *key, value in rows.filter(person_id__in=them.ids).order_by("pk"):
        held.setdefault(record, {})[key[0] if len(key) == 1 else tuple(key)] = value
    return counted(them, held, kind).get(person.pk, {})
