"""Loading the real administrative units of one province, those before the reform of 2025 with those since (U2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.wording import vi_date
from thidua.units import gazetteer
from thidua.units.actions import Predecessor, enter_units, record_predecessors
from thidua.units.actions_reorganisation import rearrange_units, record_loaded
from thidua.units.gazetteer import LAST_DAY_BEFORE, NATIONAL_ASSEMBLY_BODY, REFORM, Place
from thidua.units.models import Reorganisation, Unit, UnitSuccession, legal_basis_text
from thidua.units.permissions import check_can_load
from thidua.units.reorganising import LegalBasis, Link, NewUnit, check_codes_free, lock_units

NOTE = "Theo danh mục đơn vị hành chính kèm theo hệ thống"
_KIND_WORDS = ("Phường ", "Xã ", "Thị trấn ", "Đặc khu ", "Quận ", "Huyện ", "Thị xã ", "Thành phố ", "Tỉnh ")


@dataclass(frozen=True)
class Loaded:
    """How many rows of each kind came in."""

    districts: int
    old: int
    new: int
    successions: int


def signature_of(place: Place) -> dict[str, str]:
    """How the people's committee of a place signs its papers."""
    bare = place.name
    for word in _KIND_WORDS:
        bare = bare.removeprefix(word)
    return {
        "agency_name": f"Ủy ban nhân dân {place.name[0].lower()}{place.name[1:]}",
        "symbol": "UBND",
        "head_title": "Chủ tịch",
        "place": bare,
    }


def old_unit(place: Place, since: date, until: date | None = None) -> Unit:
    """An unsaved unit for a place of before the reform."""
    return Unit(
        code=place.code, name=place.name, kind=place.kind, valid_from=since, valid_to=until, is_start_known=False,
        **signature_of(place),
    )  # fmt: skip


@transaction.atomic
def load_province(
    *, root: Unit, province: str, by, at: datetime, since: date | None = None, with_history: bool = True
) -> Loaded:
    """Enter the units of a province below ``root`` and replay the reform of 2025-07-01 through the acts.

    ``province``: official code since the reform, that of the root's own province: no installation holds another's. With
    history, the districts and communes of before are entered as living
    from ``since`` (default: as long as the root), end on 2025-06-30 and pass to the new ones by the resolution for the
    province; where the reform joined several provinces, the others are entered as ended and pass to the root. Where the
    new communes stand in the register already (same code and first day), they stay and get their predecessors. Refused
    when old units stand there already, or some new ones but not all.
    """
    check_can_load(by, root, at.date())
    lock_units()
    places = gazetteer.new_places()
    if province not in places or places[province].kind != "province":
        raise Denied(f"Không có tỉnh, thành phố nào mang mã “{province[:10]}” sau ngày sắp xếp.")
    own = gazetteer.own_province(root.code, root.name)
    if own is None or own.code != province:
        raise Denied(
            f"{places[province].name} không phải là tỉnh của hệ thống này ({root.name}, mã {root.code}); chỉ nạp được đơn vị "
            "hành chính của chính tỉnh mình."
        )
    since = since or root.valid_from
    if with_history and since >= REFORM:
        raise Denied(
            f"{root.name} có từ ngày {vi_date(root.valid_from)}, sau khi sắp xếp: không nạp được đơn vị cũ. Đính chính "
            "ngày thành lập của đơn vị gốc, hoặc chỉ nạp đơn vị hiện nay."
        )
    if since < root.valid_from:
        raise Denied(f"Đơn vị cũ không thể có trước đơn vị gốc (từ ngày {vi_date(root.valid_from)}).")
    news = gazetteer.below(places, province)
    present = {
        unit.code: unit for unit in Unit.objects.filter(code__in=[new.code for new in news], valid_from=REFORM, parent=root)
        if unit.valid_to is None or unit.valid_to >= REFORM
    }  # fmt: skip
    if present and len(present) < len(news):
        missing = next(new.name for new in news if new.code not in present)
        raise Denied(f"Danh mục đã có {len(present)} trong {len(news)} đơn vị mới, còn thiếu (ví dụ {missing}).")
    basis = LegalBasis(*gazetteer.resolution_of(province), NATIONAL_ASSEMBLY_BODY)
    if with_history:
        loaded = _with_history(root, province, news, present, since, basis, by, at)
    else:
        loaded = _present_only(root, news, present, basis, by, at)
    detail = {"province": province, "old": loaded.old, "districts": loaded.districts, "new": loaded.new}
    audit.record("province_loaded", root, by=by, at=at, detail=detail)
    return loaded


def rehearse_load(**arguments: Any) -> Loaded:
    """What :func:`load_province` would bring in, or Denied with the reason. Nothing is kept."""
    with transaction.atomic():
        loaded = load_province(**arguments)
        transaction.set_rollback(True)
    return loaded


def _present_only(
    root: Unit, news: list[Place], present: dict[str, Unit], basis: LegalBasis, by, at: datetime
) -> Loaded:
    if present:
        raise Denied("Các đơn vị của tỉnh đã có trong danh mục.")
    rows = [Unit(code=new.code, name=new.name, kind=new.kind, valid_from=REFORM, **signature_of(new)) for new in news]
    entered = enter_units(parent=root, units=rows, by=by, at=at)
    olds = gazetteer.old_places()
    predecessors = [
        Predecessor(
            new=unit, on=REFORM, legal_basis=str(basis), old_code=step.old, is_part=step.is_part,
            old_name=f"{olds[step.old].name}, {gazetteer.within(olds[step.old])}",
        )
        for unit in entered
        for step in gazetteer.steps_to(unit.code)
    ]  # fmt: skip
    act = record_loaded(under=root, on=REFORM, basis=basis, loaded=entered, note=NOTE, by=by, at=at)
    count = record_predecessors(rows=predecessors, under=root, by=by, at=at, act=act)
    return Loaded(0, 0, len(entered), count)


def _with_history(
    root: Unit,
    province: str,
    news: list[Place],
    present: dict[str, Unit],
    since: date,
    basis: LegalBasis,
    by,
    at: datetime,
) -> Loaded:
    olds = gazetteer.old_places()
    until = LAST_DAY_BEFORE if present else None
    there = set(Unit.objects.without_tree_fields().values_list("pk", flat=True))
    districts: dict[str, Unit] = {}
    communes: dict[str, Unit] = {}
    joined: list[Unit] = []
    for old_province in gazetteer.old_provinces_of(province):
        above = root
        if old_province.code != province:
            above = _joined_province(old_province, since)
            joined.append(above)
        districts |= _entered(gazetteer.below(olds, old_province.code), above, since, until, by, at)
    for code, district in districts.items():
        communes |= _entered(gazetteer.below(olds, code), district, since, until, by, at)
    old_units = {**districts, **communes}
    if not present:
        loaded = [*old_units.values(), *joined]
        return replay_reform(root=root, province=province, by=by, at=at, loaded=loaded)
    rows = [
        Predecessor(
            new=present[new.code], old=old_units[step.old], on=REFORM, legal_basis=str(basis), is_part=step.is_part,
            is_main=step.is_main,
        )
        for new in news
        for step in gazetteer.steps_to(new.code)
    ]  # fmt: skip
    loaded = [unit for unit in old_units.values() if unit.pk not in there] + joined
    act = record_loaded(under=root, on=REFORM, basis=basis, loaded=loaded, note=NOTE, by=by, at=at)
    count = record_predecessors(rows=rows, under=root, by=by, at=at, act=act)
    _end_provinces(joined, root, act)
    return Loaded(len(districts), len(communes), 0, count)


@transaction.atomic
def enter_old_units(*, root: Unit, province: str, by, at: datetime, since: date | None = None) -> int:
    """Enter the districts and communes of before the reform as living, for an installation that has yet to replay it.

    Returns how many. :func:`replay_reform` ends them.
    """
    check_can_load(by, root, at.date())
    lock_units()
    since = since or root.valid_from
    if len(gazetteer.old_provinces_of(province)) > 1:
        # the others would be living roots beside this one until the reform is replayed
        raise Denied("Tỉnh này lập từ nhiều tỉnh cũ: hãy nạp đơn vị cũ cùng lúc với việc sắp xếp.")
    olds = gazetteer.below(gazetteer.old_places(), province)
    districts = _entered(olds, root, since, None, by, at)
    count = 0
    for code, district in districts.items():
        count += len(_entered(gazetteer.below(gazetteer.old_places(), code), district, since, None, by, at))
    return count + len(districts)


@transaction.atomic
def replay_reform(*, root: Unit, province: str, by, at: datetime, loaded: Sequence[Unit] = ()) -> Loaded:
    """The reform of 2025-07-01 for a province whose old units are in the register, as one act with its resolution.

    ``loaded``: units that were entered for this act only and go with it when it is undone.

    Districts end without an heir except the islands that became special zones; joined provinces pass to ``root``.
    """
    check_can_load(by, root, at.date())
    lock_units()
    wanted = [place for above in gazetteer.old_provinces_of(province) for place in gazetteer.below_all(above.code)]
    rows = Unit.objects.filter(code__in=[place.code for place in wanted], valid_from__lt=REFORM, valid_to=None)
    old_units = {unit.code: unit for unit in rows.select_related("parent")}
    if missing := [place for place in wanted if place.code not in old_units]:
        raise Denied(f"Chưa có đơn vị cũ nào mang mã {missing[0].code} ({missing[0].name}) để sắp xếp.")
    news = gazetteer.below(gazetteer.new_places(), province)
    place_of = {new.code: place for place, new in enumerate(news)}
    links = [
        Link(old_units[step.old], place_of[new.code], is_part=step.is_part, is_main=step.is_main)
        for new in news
        for step in gazetteer.steps_to(new.code)
    ]
    starts = [NewUnit(new.code, new.name, new.kind, parent=root, **signature_of(new)) for new in news]
    basis = LegalBasis(*gazetteer.resolution_of(province), NATIONAL_ASSEMBLY_BODY)
    act = rearrange_units(
        ends=list(old_units.values()), starts=starts, links=links, on=REFORM, basis=basis, by=by, at=at, note=NOTE,
        loaded=loaded,
    )  # fmt: skip
    joined = [place.code for place in gazetteer.old_provinces_of(province) if place.code != province]
    _end_provinces(list(Unit.objects.filter(code__in=joined, parent=None, valid_to=None)), root, act)
    districts = sum(place.kind == "district" for place in wanted)
    return Loaded(districts, len(wanted) - districts, len(news), len(links))


def _entered(places: list[Place], parent: Unit, since: date, until: date | None, by, at: datetime) -> dict[str, Unit]:
    """The places as units below ``parent``; those that stand there already as ended on the same day are taken as they
    are."""
    there: dict[str, Unit] = {}
    if until is not None:
        rows = Unit.objects.filter(parent=parent, code__in=[place.code for place in places], valid_to=until)
        there = {unit.code: unit for unit in rows}
    wanted = [old_unit(place, since, until) for place in places if place.code not in there]
    if wanted:
        there |= {unit.code: unit for unit in enter_units(parent=parent, units=wanted, by=by, at=at)}
    return {place.code: there[place.code] for place in places}


def _joined_province(place: Place, since: date) -> Unit:
    """A province that the reform joined to this one: a root of its own until the last day."""
    unit = old_unit(place, since).fill_keys()
    check_codes_free([unit], [])
    unit.save()
    return unit


def _end_provinces(joined: list[Unit], root: Unit, act: Reorganisation) -> None:
    """The joined provinces end with the reform; the root takes them over. Part of the act: it goes when that is undone."""
    Unit.objects.filter(pk__in=[unit.pk for unit in joined]).update(valid_to=LAST_DAY_BEFORE)
    UnitSuccession.objects.bulk_create(
        UnitSuccession(
            old=unit,
            old_code=unit.code,
            old_name=unit.name,
            new=root,
            on=REFORM,
            legal_basis=_JOINED,
            reorganisation=act,
        )
        for unit in joined
    )


_JOINED = legal_basis_text("Nghị quyết 202/2025/QH15", date(2025, 6, 12), "Quốc hội")
