"""Changing units on a day: merge, split, rename, abolish, move, rearrange many at once; undoing the last of them (U1).

A unit ends the day before and its successor begins on the day, each with its legal basis. What refers to the old unit,
honours above all, keeps referring to it and so shows the unit of its time. Carried along: units below (to the main heir),
accounts looked after there and, where the officer says so, open role grants. Posts of people belong to ``thidua.people``:
a mere renaming carries them along (:class:`thidua.units.actions_carrying.Carrier`), after a merge or a split they stay in
the old unit until they are transferred; :func:`thidua.units.lineage.main_successors` names the unit to transfer them to.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import nfc
from thidua.units.actions_carrying import (
    carry,
    carry_children,
    carry_grants,
    carry_offices,
    give_back_grants,
    give_back_offices,
)
from thidua.units.carriers import CARRIERS
from thidua.units.models import FormerParent, Reorganisation, RoleGrant, Unit, UnitSuccession
from thidua.units.permissions import check_can_reorganise, check_can_undo, check_has_role
from thidua.units.reach import ids_above
from thidua.units.reorganising import (
    ONE_DAY,
    LegalBasis,
    Link,
    NewUnit,
    check_basis,
    check_codes_free,
    check_ends,
    check_links,
    check_localities_apart,
    check_parent,
    check_shape,
    lock_units,
)

Kind = Reorganisation.Kind


@transaction.atomic
def merge_units(
    *,
    units: Sequence[Unit],
    on: date,
    basis: LegalBasis,
    by,
    at: datetime,
    successor: NewUnit | None = None,
    into: Unit | None = None,
    passing: Collection[int] = (),
    note: str = "",
) -> Reorganisation:
    """Two or more units become ``successor``; or one or more are taken in by ``into``, which goes on living.

    ``passing``: primary keys of the ending units whose open role grants go on in the new unit; the others end.
    """
    if (successor is None) == (into is None):
        raise Denied("Chọn một trong hai: lập đơn vị mới, hoặc sáp nhập vào một đơn vị đang có.")
    if successor is not None and len(units) < 2:
        raise Denied("Sáp nhập thành đơn vị mới cần ít nhất hai đơn vị; một đơn vị thì dùng “Đổi tên, đổi loại hình”.")
    if not units:
        raise Denied("Chưa chọn đơn vị nào để sáp nhập.")
    links = [Link(unit, 0 if into is None else into) for unit in units]
    act = _reorganise(
        kind=Kind.MERGE, ends=units, starts=[successor] if successor else [], links=links, on=on, basis=basis,
        passing=passing, note=note, by=by, at=at,
    )  # fmt: skip
    check_localities_apart([*units, *([into] if into is not None else [])], successor)
    return act


@transaction.atomic
def split_unit(
    *,
    unit: Unit,
    parts: Sequence[tuple[NewUnit | Unit, Decimal | None]],
    main: int,
    on: date,
    basis: LegalBasis,
    by,
    at: datetime,
    passing: Collection[int] = (),
    note: str = "",
) -> Reorganisation:
    """One unit is divided: each part becomes a new unit or goes to an existing one, with its share in percent where known.

    ``main``: the place in ``parts`` of the one that stands in for the old unit where only one can; units below and the
    role grants of ``passing`` go there.
    """
    if len(parts) < 2:
        raise Denied("Chia, tách cần ít nhất hai đơn vị nhận.")
    if not 0 <= main < len(parts):
        raise Denied("Chưa chọn đơn vị kế thừa chính.")
    starts: list[NewUnit] = []
    links: list[Link] = []
    for place, (part, share) in enumerate(parts):
        if isinstance(part, NewUnit):
            starts.append(part)
        goes_to = len(starts) - 1 if isinstance(part, NewUnit) else part
        links.append(Link(unit, goes_to, is_part=True, share=share, is_main=place == main))
    return _reorganise(
        kind=Kind.SPLIT, ends=[unit], starts=starts, links=links, on=on, basis=basis, passing=passing, note=note,
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def rename_unit(
    *, unit: Unit, successor: NewUnit, on: date, basis: LegalBasis, by, at: datetime, note: str = ""
) -> Reorganisation:
    """A new name, kind or level from a day on; the code may stay. All role grants go on."""
    same = (nfc(successor.name), successor.kind, successor.code.strip()) == (unit.name, unit.kind, unit.code)
    if same and (successor.parent is None or successor.parent.pk == unit.parent_id):
        raise Denied("Tên, loại hình, mã và cấp trên vẫn như cũ: không có gì để đổi.")
    return _reorganise(
        kind=Kind.RENAME, ends=[unit], starts=[successor], links=[Link(unit, 0)], on=on, basis=basis,
        passing=[unit.pk], note=note, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def abolish_unit(
    *, unit: Unit, on: date, basis: LegalBasis, by, at: datetime, into: Unit | None = None, note: str = ""
) -> Reorganisation:
    """A unit ends without a new one; ``into`` takes over its tasks where the paper names somebody. Role grants end."""
    links = [] if into is None else [Link(unit, into)]
    return _reorganise(
        kind=Kind.ABOLISH, ends=[unit], starts=[], links=links, on=on, basis=basis, passing=(), note=note, by=by, at=at
    )


@transaction.atomic
def move_unit(
    *, unit: Unit, parent: Unit, on: date, basis: LegalBasis, by, at: datetime, note: str = ""
) -> Reorganisation:
    """The unit stands under another superior from a day on; it stays the same unit."""
    lock_units()
    [unit], [parent] = _afresh([unit]), _afresh([parent])
    check_basis(basis, on, timezone.localdate(at))
    check_can_reorganise(by, [unit], [parent], at.date())
    check_ends([unit], on)
    if unit.parent_id is None:
        raise Denied(f"{unit.name} là đơn vị gốc, không có cấp trên.")
    if parent.pk == unit.parent_id:
        raise Denied(f"{unit.name} đang trực thuộc {parent.name}.")
    if parent.pk == unit.pk or unit.pk in ids_above(parent.pk):
        raise Denied(f"{parent.name} lại thuộc {unit.name}; không làm cấp trên được.")
    check_parent(parent, [], on)
    act = _record(Kind.MOVE, parent, on, basis, note, by, at)
    moved = carry([unit], parent, on, act)
    return _finish(act, {"children": moved}, [unit], [], by, at)


@transaction.atomic
def rearrange_units(
    *,
    ends: Sequence[Unit],
    starts: Sequence[NewUnit],
    links: Sequence[Link],
    on: date,
    basis: LegalBasis,
    by,
    at: datetime,
    passing: Collection[int] = (),
    note: str = "",
    loaded: Sequence[Unit] = (),
) -> Reorganisation:
    """Many units at once by one paper, parts of one going to several and several coming together in one: the reform of a
    province. ``links`` say what passes where; a unit without a link ends without an heir. ``loaded``: units that were
    entered only to be rearranged; undoing takes them out of the register again."""
    act = _reorganise(
        kind=Kind.REARRANGE, ends=ends, starts=starts, links=links, on=on, basis=basis, passing=passing, note=note,
        by=by, at=at,
    )  # fmt: skip
    return _with_loaded(act, loaded)


@transaction.atomic
def record_loaded(
    *, under: Unit, on: date, basis: LegalBasis, loaded: Sequence[Unit], by, at: datetime, note: str = ""
) -> Reorganisation:
    """Record a change of the past whose units came into the register as they are now: ``loaded`` are those entered for
    it, already saved. It stands among the changes and can be undone, which takes them out again."""
    lock_units()
    check_basis(basis, on, timezone.localdate(at))
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "ghi nhận sắp xếp đơn vị")
    act = _record(Kind.REARRANGE, under, on, basis, note, by, at)
    return _with_loaded(_finish(act, {}, [], [], by, at), loaded)


def _with_loaded(act: Reorganisation, loaded: Sequence[Unit]) -> Reorganisation:
    if loaded:
        act.moved["loaded"] = sorted(unit.pk for unit in loaded)
        act.save(update_fields=["moved"])
    return act


@transaction.atomic
def undo_reorganisation(*, reorganisation: Reorganisation, reason: str, by, at: datetime) -> Reorganisation:
    """Take back an act on which nothing builds yet: old units live again, new ones never were, and what came into the
    register only for this act leaves it. The record stays."""
    lock_units()
    act = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    reason = nfc(reason)
    if not reason:
        raise Denied("Cần ghi lý do hủy việc sắp xếp.")
    check_can_undo(by, act, at.date())
    changed = Reorganisation.objects.filter(pk=act.pk, undone_at=None).update(
        undone_at=at, undone_by=by, undone_reason=reason[:300]
    )
    if changed != 1:
        raise Stale("Việc sắp xếp này vừa được người khác hủy.")
    moved = act.moved
    loaded = set(moved.get("loaded", []))
    rows = Unit.objects.without_tree_fields()
    rows.filter(pk__in=set(moved.get("ended", [])) - loaded).update(valid_to=None)
    rows.filter(pk__in=loaded | set(moved.get("started", []))).update(valid_to=models.F("valid_from") - ONE_DAY)
    UnitSuccession.objects.filter(reorganisation=act).update(holds=False)
    FormerParent.objects.filter(reorganisation=act).update(ends_on=models.F("starts_on") - ONE_DAY)
    for child, parent in moved.get("children", []):
        Unit.objects.filter(pk=child).update(parent=parent)
    give_back_grants(moved, by, at)
    give_back_offices(moved)
    for carrier in CARRIERS:
        carrier.give_back(act)
    audit.record("reorganisation_undone", act.under, by=by, at=at, detail={"reorganisation": act.pk})
    act.refresh_from_db()
    return act


@dataclass(frozen=True)
class Rehearsal:
    """What an act would do, in rows that were written and taken back."""

    ended: list[Unit]
    started: list[Unit]
    successions: list[UnitSuccession]
    children: list[Unit]
    grants_ended: int
    grants_opened: int
    carried: dict[str, int]
    """How many rows of other packages go along by themselves, by their key in ``Reorganisation.moved``."""


def rehearse(of: Callable[..., Reorganisation], **arguments: Any) -> Rehearsal:
    """Do the act ``of`` and take it back: what would happen, or Denied with the reason. Nothing is kept."""
    with transaction.atomic():
        done = of(**arguments)
        moved = done.moved
        rows = Unit.objects.select_related("parent")
        rehearsal = Rehearsal(
            ended=list(rows.filter(pk__in=moved["ended"]).order_by("code")),
            started=list(rows.filter(pk__in=moved["started"]).order_by("code")),
            successions=list(
                done.successions.select_related("old", "new").order_by("old_code", "-is_main", "new__code")
            ),
            children=list(rows.filter(pk__in=[child for child, _ in moved.get("children", [])]).order_by("code")),
            grants_ended=len(moved.get("grants_ended", [])),
            grants_opened=len(moved.get("grants_opened", [])),
            carried={carrier.key: len(moved.get(carrier.key, [])) for carrier in CARRIERS},
        )
        transaction.set_rollback(True)
    return rehearsal


# ── the one way units change ──


def _reorganise(
    *,
    kind: str,
    ends: Sequence[Unit],
    starts: Sequence[NewUnit],
    links: Sequence[Link],
    on: date,
    basis: LegalBasis,
    passing: Collection[int],
    note: str,
    by,
    at: datetime,
) -> Reorganisation:
    lock_units()
    ends = _afresh(ends)
    fresh = {unit.pk: unit for unit in ends}
    others = _afresh([*{link.new.pk: link.new for link in links if isinstance(link.new, Unit)}.values()])
    into = {unit.pk: unit for unit in others}
    links = [
        replace(
            link,
            old=fresh.get(link.old.pk, link.old),
            new=link.new if isinstance(link.new, int) else into[link.new.pk],
        )
        for link in links
    ]
    check_basis(basis, on, timezone.localdate(at))
    above = _afresh([*{start.parent.pk: start.parent for start in starts if start.parent is not None}.values()])
    by_pk = {unit.pk: unit for unit in above}
    rows = [start.row(_superior(start, place, links, ends, by_pk), on) for place, start in enumerate(starts)]
    superiors = {row.parent.pk: row.parent for row in rows if row.parent is not None}
    check_can_reorganise(by, ends, [*superiors.values(), *into.values()], at.date())
    check_ends(ends, on)
    _check_root(ends, rows, kind)
    for row in rows:
        check_shape(row)
    check_codes_free(rows, ends)
    for parent in superiors.values():
        check_parent(parent, ends, on)
    check_links(ends, links, rows, on)
    for unit in into.values():
        check_parent(unit, ends, on)

    last_day = on - ONE_DAY
    ended = Unit.objects.filter(pk__in=[unit.pk for unit in ends], valid_to=None).update(valid_to=last_day)
    if ended != len(ends):
        raise Stale("Có đơn vị vừa được người khác sắp xếp. Mời tải lại trang rồi xem lại.")
    try:
        with transaction.atomic():
            for row in rows:
                row.save()
    except IntegrityError as error:
        raise Stale("Đơn vị mới vừa được người khác nhập. Mời tải lại trang.") from error
    superior = _nearest_superior(ends, rows)
    act = _record(kind, superior, on, basis, note, by, at)
    heirs: dict[int, Unit] = {}
    successions = []
    for link in links:
        new = rows[link.new] if isinstance(link.new, int) else link.new
        if link.is_main:
            heirs[link.old.pk] = new
        successions.append(
            UnitSuccession(
                old=link.old, old_code=link.old.code, old_name=link.old.full_name, new=new, on=on, is_part=link.is_part,
                share=link.share, is_main=link.is_main, legal_basis=str(basis), reorganisation=act,
            )
        )  # fmt: skip
    UnitSuccession.objects.bulk_create(successions, batch_size=500)
    children = carry_children(ends, heirs, on, act)
    grants = carry_grants(ends, heirs, set(passing), act, by, at)
    moved = {"children": children, **grants, "offices": carry_offices(ends, heirs)}
    if kind == Kind.RENAME:
        # the same body under another name: what belongs to it goes on without anybody asking
        for carrier in CARRIERS:
            moved |= carrier.carry(ends[0], heirs[ends[0].pk], act)
    return _finish(act, moved, ends, rows, by, at, sorted(into))


def _afresh(units: Sequence[Unit]) -> list[Unit]:
    """The units as they stand in the register now, in the given order; one that was never entered is refused."""
    found = Unit.objects.select_related("parent").in_bulk([unit.pk for unit in units])
    for unit in units:
        if unit.pk not in found:
            raise Denied(f"{unit.name} không có trong danh mục đơn vị.")
    return [found[unit.pk] for unit in units]


def _superior(
    start: NewUnit, place: int, links: Sequence[Link], ends: Sequence[Unit], above: dict[int, Unit]
) -> Unit | None:
    """Where a new unit stands: as told, else where those it comes from stand."""
    if start.parent is not None:
        return above[start.parent.pk]
    parents = {link.old.parent_id: link.old.parent for link in links if link.new == place}
    if len(parents) > 1:
        raise Denied(f"{start.name} hình thành từ các đơn vị khác cấp trên; cần chọn cấp trên của đơn vị mới.")
    return next(iter(parents.values()), None)


def _check_root(ends: Sequence[Unit], rows: Sequence[Unit], kind: str) -> None:
    roots = [unit for unit in ends if unit.parent_id is None]
    if roots and (kind != Kind.RENAME or len(ends) > 1):
        raise Denied(f"{roots[0].name} là đơn vị gốc của hệ thống; chỉ đổi tên được, không nhập, chia hay giải thể.")
    if any(row.parent is None for row in rows) and not roots:
        raise Denied("Đơn vị mới cần có cấp trên.")


def _nearest_superior(ends: Sequence[Unit], rows: Sequence[Unit]) -> Unit:
    """The unit in whose hands the act lies: the superior of what changes, the root's own successor for the root."""
    for unit in [*rows, *ends]:
        if unit.parent is not None:
            return unit.parent
    return rows[0]


def _record(kind: str, under: Unit, on: date, basis: LegalBasis, note: str, by, at: datetime) -> Reorganisation:
    return Reorganisation.objects.create(
        kind=kind, under=under, on=on, basis_number=nfc(basis.number), basis_dated=basis.dated,
        basis_issuer=nfc(basis.issuer), note=nfc(note)[:300], done_at=at, done_by=by,
    )  # fmt: skip


def _finish(
    act: Reorganisation,
    moved: dict[str, Any],
    ends: Sequence[Unit],
    rows: Sequence[Unit],
    by,
    at: datetime,
    heirs: list[int] | None = None,
) -> Reorganisation:
    act.moved = {
        "ended": [unit.pk for unit in ends] if act.kind != Kind.MOVE else [],
        "started": [row.pk for row in rows],
        "heirs": heirs or [],
        **{name: [list(each) if isinstance(each, tuple) else each for each in found] for name, found in moved.items()},
    }
    act.save(update_fields=["moved"])
    detail = {
        "reorganisation": act.pk,
        "kind": str(act.kind),
        "on": act.on.isoformat(),
        "units": [unit.pk for unit in ends],
        "new": [row.pk for row in rows],
        "children": len(moved.get("children", [])),
        "grants_ended": len(moved.get("grants_ended", [])),
        "grants_opened": len(moved.get("grants_opened", [])),
    }
    audit.record("units_reorganised", act.under, by=by, at=at, detail=detail)
    return act
