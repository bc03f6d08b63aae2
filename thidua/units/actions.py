"""Entering units, clusters, accounts, roles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, models, transaction

from thidua.accounts.models import User
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.text import fold, nfc
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster, ClusterMembership, Reorganisation, RoleGrant, Unit, UnitSuccession
from thidua.units.permissions import check_has_role
from thidua.units.permissions_accounts import check_administers, check_can_grant
from thidua.units.reach import ids_below
from thidua.units.reorganising import ONE_DAY, check_codes_free, check_shape, check_within, lock_units

LATE_DAYS = 31


@transaction.atomic
def found_installation(
    *,
    code: str,
    name: str,
    kind: str,
    valid_from: date,
    agency_name: str,
    symbol: str,
    head_title: str,
    place: str,
    officer_username: str,
    officer_name: str,
    officer_password: str | None,
    at: datetime,
) -> tuple[Unit, User]:
    """The first unit and the first officer of an empty installation; refused once anything exists."""
    if Unit.objects.exists():
        raise Denied("Hệ thống đã có đơn vị gốc; không khởi tạo lần thứ hai.")
    root = Unit.objects.create(
        code=code,
        name=name,
        kind=kind,
        valid_from=valid_from,
        agency_name=agency_name,
        symbol=symbol,
        head_title=head_title,
        place=place,
    )
    officer = User.objects.create_user(officer_username, officer_password, display_name=officer_name, office=root)
    RoleGrant.objects.create(
        user=officer, role=RoleGrant.Role.OFFICER, unit=root, starts_on=at.date(), granted_at=at, granted_by=officer
    )
    audit.record("installation_founded", root, by=officer, at=at, detail={"officer": officer.pk})
    return root, officer


@transaction.atomic
def enter_units(*, parent: Unit, units: Iterable[Unit], by, at: datetime) -> list[Unit]:
    """Add units below ``parent``, all or none. Returns them with primary keys, in the given order.

    Refused: a code that another unit bears on one of the days, a life that begins before that of ``parent`` or outlasts
    it, a text that is missing, too long or unreadable.
    """
    check_has_role(by, [RoleGrant.Role.OFFICER], parent, at.date(), "nhập đơn vị")
    lock_units()
    rows = list(units)
    for unit in rows:
        unit.parent = parent
        unit.code = unit.code.strip()
        unit.fill_keys()
        check_shape(unit)
        check_within(unit, parent)
    check_codes_free(rows, [])
    Unit.objects.bulk_create(rows, batch_size=500)
    audit.record("units_entered", parent, by=by, at=at, detail={"count": len(rows)})
    return rows


@dataclass(frozen=True)
class Predecessor:
    """An older unit that ``new`` came from: a row of the register (``old``), or its name alone."""

    new: Unit
    on: date
    legal_basis: str
    old: Unit | None = None
    old_name: str = ""
    old_code: str = ""
    is_part: bool = False
    is_main: bool = True
    share: Decimal | None = None


@transaction.atomic
def record_predecessors(
    *, rows: Iterable[Predecessor], under: Unit, by, at: datetime, act: Reorganisation | None = None
) -> int:
    """Record which older units those already entered came from. Each older unit in the register ended the day before.

    ``act``: the change they are part of, where one stands in the register; they go when it is undone.
    """
    check_has_role(by, [RoleGrant.Role.OFFICER], under, at.date(), "ghi nhận sắp xếp đơn vị")
    lock_units()
    successions = []
    for row in rows:
        name = nfc(row.old.full_name if row.old else row.old_name)
        if not name or not row.legal_basis.strip():
            raise Denied(f"{row.new.name}: thiếu tên đơn vị cũ hoặc căn cứ.")
        if row.old is not None and row.old.valid_to != row.on - ONE_DAY:
            raise Denied(f"{name} không kết thúc ngay trước ngày {vi_date(row.on)}.")
        if row.new.valid_from > row.on or (row.new.valid_to is not None and row.new.valid_to < row.on):
            raise Denied(f"{row.new.name} không có vào ngày {vi_date(row.on)}.")
        successions.append(
            UnitSuccession(
                old=row.old, old_code=row.old.code if row.old else row.old_code, old_name=name[:200], new=row.new,
                on=row.on, is_part=row.is_part, is_main=row.is_main, share=row.share, legal_basis=nfc(row.legal_basis)[:260],
                reorganisation=act,
            )
        )  # fmt: skip
    try:
        with transaction.atomic():
            UnitSuccession.objects.bulk_create(successions, batch_size=500)
    except IntegrityError as error:
        raise Denied("Có đơn vị cũ đã được ghi nhận kế thừa rồi. Chưa dòng nào được ghi.") from error
    if act is not None:
        act.moved["heirs"] = sorted({each.new_id for each in successions})
        act.save(update_fields=["moved"])
    audit.record("predecessors_recorded", under, by=by, at=at, detail={"count": len(successions)})
    return len(successions)


@transaction.atomic
def form_cluster(
    *,
    organiser: Unit,
    code: str,
    name: str,
    kind: str,
    year: int,
    members: Iterable[tuple[Unit, str]],
    by,
    at: datetime,
) -> Cluster:
    """Form a cluster for a year from (unit, role) pairs; exactly one head, no unit twice (requirement S1)."""
    check_has_role(by, [RoleGrant.Role.OFFICER], organiser, at.date(), "thành lập cụm, khối thi đua")
    members = list(members)
    heads = [unit for unit, role in members if role == ClusterMembership.Role.HEAD]
    if len(heads) != 1:
        raise Denied(f"{name} cần đúng một trưởng cụm, khối; hiện có {len(heads)}.")
    taken = ClusterMembership.objects.filter(year=year, unit__in=[unit for unit, _ in members]).select_related("unit")
    if other := taken.first():
        raise Denied(f"{other.unit.name} đã thuộc một cụm, khối khác trong năm {year}.")
    cluster, _ = Cluster.objects.get_or_create(code=code, defaults={"name": name, "kind": kind, "organiser": organiser})
    rows = [ClusterMembership(cluster=cluster, unit=unit, year=year, role=role) for unit, role in members]
    try:
        with transaction.atomic():
            ClusterMembership.objects.bulk_create(rows)
    except IntegrityError as error:  # two officers at once
        raise Denied(f"Danh sách {name} năm {year} vừa được người khác lập, hoặc có đơn vị ghi hai lần.") from error
    audit.record("cluster_formed", cluster, by=by, at=at, detail={"year": year, "members": len(members)})
    return cluster


@transaction.atomic
def open_account(
    *,
    username: str,
    display_name: str,
    password: str | None,
    under: Unit,
    by,
    at: datetime,
    person: models.Model | None = None,
    is_demo: bool = False,
    demo_note: str = "",
) -> User:
    """Open an account; it can do nothing until a role is granted. ``password`` None: cannot sign in with a password."""
    check_administers(by, under, at.date(), "mở tài khoản")
    if User.objects.filter(username__iexact=username).exists():  # signing in tells no capitals apart
        raise Denied(f"Tên đăng nhập “{username}” đã có người dùng.")
    user = User.objects.create_user(
        username,
        password,
        display_name=display_name,
        person_id=person.pk if person else None,
        office=under,
        is_demo=is_demo,
        demo_note=demo_note,
    )
    audit.record("account_opened", user, by=by, at=at)
    return user


@dataclass(frozen=True)
class NewAccount:
    """An account to open, with the roles it starts with: (role, unit or cluster)."""

    username: str
    display_name: str
    roles: tuple[tuple[str, Unit | Cluster], ...]
    person: models.Model | None = None
    is_demo: bool = False
    demo_note: str = ""


@transaction.atomic
def open_accounts(*, accounts: Iterable[NewAccount], under: Unit, by, at: datetime) -> list[User]:
    """Open many accounts with their roles in one act, all or nothing; none can sign in with a password yet.

    Returns the accounts in the given order. Every place must lie in or below ``under``.
    """
    check_administers(by, under, at.date(), "mở tài khoản")
    rows = list(accounts)
    below = ids_below([under.pk])
    for row in rows:
        for _, place in row.roles:
            if (place.organiser_id if isinstance(place, Cluster) else place.pk) not in below:
                raise Denied(f"{place.name} không thuộc {under.name}; không giao được vai trò cho “{row.username}”.")
    names = [row.username for row in rows]
    taken = User.objects.filter(username__in=names).values_list("username", flat=True).first()
    doubled = taken or next((name for name in names if names.count(name) > 1), None)
    if doubled:
        raise Denied(f"Tên đăng nhập “{doubled}” đã có người dùng.")
    # Looked after by the officer of the first place it works in.
    offices = [_office(row.roles, under) for row in rows]
    # A password that nobody can type: one for all, made without the slow hash.
    locked = make_password(None)
    users = User.objects.bulk_create(
        [
            User(
                username=row.username,
                display_name=row.display_name,
                name_fold=fold(row.display_name),
                password=locked,
                person_id=row.person.pk if row.person else None,
                office=office,
                is_demo=row.is_demo,
                demo_note=row.demo_note,
            )
            for row, office in zip(rows, offices, strict=True)
        ],
        batch_size=500,
    )
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(
                user=user,
                role=role,
                unit=None if isinstance(place, Cluster) else place,
                cluster=place if isinstance(place, Cluster) else None,
                starts_on=at.date(),
                granted_at=at,
                granted_by=by,
            )
            for user, row in zip(users, rows, strict=True)
            for role, place in row.roles
        ],
        batch_size=500,
    )
    audit.record("accounts_opened", under, by=by, at=at, detail={"accounts": [user.pk for user in users]})
    return users


def _office(roles: tuple[tuple[str, Unit | Cluster], ...], under: Unit) -> Unit:
    if not roles:
        return under
    place = roles[0][1]
    return place.organiser if isinstance(place, Cluster) else place


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    by,
    at: datetime,
    unit: Unit | None = None,
    cluster: Cluster | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    document: str = "",
) -> RoleGrant:
    """Grant a role in a unit or in a cluster, for good or to a last day; an appointment may be entered a month late.

    Nobody grants a role to themselves, nobody outside their reach, nothing twice for the same days.
    """
    place = unit or (cluster.organiser if cluster else None)
    if place is None or (unit is not None and cluster is not None):
        raise Denied("Vai trò phải gắn với đúng một đơn vị hoặc một cụm, khối.")
    on = at.date()
    check_can_grant(by, user, place, role, on)
    if role not in RoleGrant.Role.values:
        raise Denied("Vai trò không có trong danh mục.")
    starts_on = starts_on or on
    if starts_on < on - timedelta(days=LATE_DAYS):
        raise Denied(
            f"Vai trò ghi lùi nhiều nhất {LATE_DAYS} ngày, để không viết lại việc ai giữ vai trò gì trước đây."
        )
    if ends_on is not None and ends_on < starts_on:
        raise Denied("Ngày cuối phải từ ngày bắt đầu trở đi.")
    if unit is not None and unit.valid_to is not None and (ends_on is None or ends_on > unit.valid_to):
        raise Denied(f"{unit.name} kết thúc hoạt động ngày {unit.valid_to:%d/%m/%Y}; vai trò không thể kéo dài hơn.")
    # two officers at once wait for each other here, so that the same role is not given twice
    User.objects.select_for_update().get(pk=user.pk)
    same = RoleGrant.objects.filter(user=user, role=role, unit=unit, cluster=cluster, delegated_from__isnull=True)
    overlapping = same.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=starts_on))
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise Denied("Người này đã có vai trò đó ở đây trong thời gian này.")
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        unit=unit,
        cluster=cluster,
        starts_on=starts_on,
        ends_on=ends_on,
        document=nfc(document)[:200],
        granted_at=at,
        granted_by=by,
    )
    audit.record(
        "role_granted", user, by=by, at=at, detail={"role": role, "unit": unit.pk if unit else None, "grant": grant.pk}
    )
    return grant
