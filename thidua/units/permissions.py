"""The check every stage uses: does this person hold the role the act needs, here, today?"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import F, Q

from thidua.shared import behalf
from thidua.shared.denied import Denied
from thidua.shared.wording import vi_date
from thidua.units.carriers import CARRIERS
from thidua.units.models import Cluster, Reorganisation, RoleGrant, Unit
from thidua.units.queries import has_cluster_role, not_for, powers, unit_ids_visible_to

Role = RoleGrant.Role


def check_has_role(user, roles: Iterable[str], unit: Unit, on: date, to_do: str) -> None:
    """Refuse unless the account holds one of ``roles`` for ``unit``; ``to_do`` completes "Để …".

    A power that is held by delegation only is noted, so that the audit says for whom the act was done.
    """
    roles = list(roles)
    held = powers(user, roles, unit, on)
    if not held:
        names = " hoặc ".join(f"“{Role(role).label}”" for role in roles)
        raise Denied(f"Để {to_do} cần vai trò {names} của {unit.name}.")
    note_power(held[0])


def note_power(grant: RoleGrant) -> None:
    """The right just checked rests on this grant."""
    source = grant.delegated_from
    behalf.note(None if source is None else behalf.Behalf(grant.user_id, source.user_id, grant.pk))


def check_not_own(user, roles: Iterable[str], unit: Unit, on: date, people: Collection[int], refusal: str) -> None:
    """Nobody decides about themselves, directly or through who acts for them (requirement U7).

    ``people``: primary keys of the persons the act is about. Refuses with ``refusal`` when the account's own person is
    among them, and when the account has the power only from somebody who is.
    """
    about = not_for(user, roles, unit, on) & set(people)
    if not about:
        return
    if user.person_id in about:
        raise Denied(refusal)
    principals = [grant.delegated_from.user for grant in powers(user, roles, unit, on) if grant.delegated_from]
    name = next(each.display_name for each in principals if each.person_id in about)
    raise Denied(
        f"Bạn làm việc này theo ủy quyền của {name}, mà {name} có tên trong nội dung đang xét: "
        "không ai tự quyết định về mình, kể cả qua người được ủy quyền."
    )


def check_heads_cluster(user, cluster: Cluster, on: date, to_do: str) -> None:
    if not has_cluster_role(user, cluster, on):
        raise Denied(f"Để {to_do} cần vai trò “{Role.CLUSTER_HEAD.label}” của {cluster.name}.")
    behalf.note(None)  # this role is not delegated


def check_can_see_unit(user, unit: Unit, on: date) -> None:
    if unit.pk not in unit_ids_visible_to(user, on):
        raise Denied(f"Bạn không có quyền xem công việc của {unit.name}.")


def check_can_reorganise(user, units: Iterable[Unit], superiors: Iterable[Unit], on: date) -> None:
    """An officer of every superior concerned: that of each changing unit, and where new units are to stand."""
    places = {unit.parent.pk: unit.parent for unit in units if unit.parent is not None}
    places |= {unit.pk: unit for unit in units if unit.parent is None}
    places |= {unit.pk: unit for unit in superiors}
    for place in places.values():
        check_has_role(user, [Role.OFFICER], place, on, "sắp xếp đơn vị")


def check_can_enter(user, parent: Unit, on: date) -> None:
    """A unit is entered below one that still exists."""
    check_has_role(user, [Role.OFFICER], parent, on, "nhập đơn vị")
    if parent.valid_to is not None and parent.valid_to < on:
        raise Denied(f"{parent.name} đã kết thúc ngày {vi_date(parent.valid_to)}; không nhập đơn vị mới dưới đó.")


def check_can_load(user, root: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], root, on, "nạp đơn vị hành chính")
    if root.parent_id is not None or root.kind != Unit.Kind.PROVINCE:
        raise Denied(f"Chỉ nạp được dưới đơn vị gốc cấp tỉnh; {root.name} không phải.")


def check_can_change(user, unit: Unit, on: date) -> None:
    """Whether the screens of merging, splitting and so on may be opened for a unit."""
    check_can_reorganise(user, [unit], [], on)
    if unit.valid_to is not None:
        raise Denied(f"{unit.name} đã kết thúc ngày {vi_date(unit.valid_to)}; không sắp xếp lần nữa.")


def check_can_restructure(user, unit: Unit, on: date) -> None:
    """As :func:`check_can_change`, for what the root of the tree cannot undergo."""
    check_can_change(user, unit, on)
    if unit.parent_id is None:
        raise Denied(f"{unit.name} là đơn vị gốc của hệ thống; chỉ đổi tên được, không nhập, chia hay giải thể.")


def check_can_correct(user, unit: Unit, on: date) -> None:
    """What was typed wrongly is put right by whoever may enter it: the officer of the superior."""
    check_has_role(user, [Role.OFFICER], unit.parent or unit, on, "đính chính đơn vị")


def check_can_sign_edit(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "sửa thể thức ký văn bản của đơn vị")


# What may hang on a unit, in the words of the screens; anything else is "dữ liệu khác".
_THINGS = {
    "post": "chức vụ công tác của cán bộ",
    "honour": "khen thưởng trong sổ vàng",
    "nomination": "hồ sơ đề nghị khen thưởng",
    "rolegrant": "vai trò của tài khoản",
    "clustermembership": "thành viên cụm, khối thi đua",
    "pledge": "giao ước thi đua",
    "registrationsheet": "bản đăng ký thi đua",
    "movement": "phong trào thi đua",
    "movementcall": "phong trào thi đua",
    "unit": "đơn vị trực thuộc",
    "user": "tài khoản",
    "taskrating": "kết quả xếp loại",
    "council": "Hội đồng",
    "decision": "quyết định khen thưởng",
    "unitsuccession": "lần sắp xếp sau",
    "reorganisation": "lần sắp xếp sau",
    "formerparent": "lần sắp xếp sau",
}


_WAYS_BACK = {
    "post": " Nếu cán bộ được chuyển sang do lần sắp xếp này, hãy lấy lại việc chuyển cán bộ trước (ở trang lần sắp xếp)."
}


def check_can_undo(user, act: Reorganisation, on: date) -> None:
    """The officer of the superior; and nothing builds on the act: no later change of its units, nothing hangs on the
    units it brought about."""
    check_has_role(user, [Role.OFFICER], act.under, on, "hủy việc sắp xếp đơn vị")
    if act.undone_at is not None:
        raise Denied("Việc sắp xếp này đã được hủy.")
    started, ended = act.moved.get("started", []), act.moved.get("ended", [])
    children = dict(act.moved.get("children", []))
    # what came in with the act goes with it, so nothing may hang on that either
    started = sorted({*started, *act.moved.get("loaded", [])})
    later = Reorganisation.objects.filter(pk__gt=act.pk, undone_at=None)
    touched = {*started, *ended, *children}
    for other in later:
        theirs = {*other.moved.get("ended", []), *(child for child, _ in other.moved.get("children", []))}
        if touched & theirs:
            raise Denied(
                f"Sau đó đã có lần sắp xếp khác ({other.get_kind_display()}, ngày {vi_date(other.on)}); hủy lần đó trước."
            )
    own = {
        "rolegrant": Q(pk__in=act.moved.get("grants_opened", [])),
        "unitsuccession": Q(reorganisation=act),
        "formerparent": Q(reorganisation=act),
        "reorganisation": Q(pk=act.pk),
        "unit": Q(pk__in=[*children, *started]),
        "user": Q(pk__in=[account for account, _ in act.moved.get("offices", [])]),
    }
    for carrier in CARRIERS:
        if refused := carrier.refusal(act):
            raise Denied(refused)
        own |= carrier.own(act)
    for relation in Unit._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        kind = str(model._meta.model_name)
        rows = model._default_manager.filter(**{f"{name}__in": started})
        if kind in own:
            rows = rows.exclude(own[kind])
        if kind == "unitsuccession":
            rows = rows.filter(holds=True)
        if started and rows.exists():
            what = _THINGS.get(kind, "dữ liệu khác")
            raise Denied(f"Không hủy được: đơn vị mới đã có {what}.{_WAYS_BACK.get(kind, '')}")
    _check_room_for([pk for pk in ended if pk not in started], started)


def _check_room_for(ended: list[int], started: list[int]) -> None:
    """The old units can live again only below one that still exists, and while nobody else took their code since. Two
    queries whatever the number."""
    plain = Unit.objects.without_tree_fields()
    units = list(plain.filter(pk__in=ended).select_related("parent"))
    going, gone = set(ended), set(started)
    alive = Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
    others = plain.filter(alive, code__in={unit.code for unit in units})
    taken: dict[str, list[Unit]] = {}
    for other in others:
        if other.pk not in gone:
            taken.setdefault(other.code, []).append(other)
    for unit in units:
        above = unit.parent
        if above is not None and above.valid_to is not None and above.pk not in going:
            raise Denied(
                f"Không hủy được: {above.name}, cấp trên của {unit.name}, đã kết thúc ngày {vi_date(above.valid_to)}."
            )
        for other in taken.get(unit.code, []):
            if other.pk != unit.pk and (other.valid_to is None or other.valid_to >= unit.valid_from):
                raise Denied(f"Mã {unit.code} nay là mã của đơn vị khác; không khôi phục {unit.name} được.")
