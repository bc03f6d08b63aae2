"""Who is in a cluster in a year, who heads it and whose hands the head's are."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from thidua.clusters import emails, guards, queries
from thidua.clusters.actions import document_text, reasoned
from thidua.clusters.models import MemberChange
from thidua.clusters.permissions import check_can_form, check_organises
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.wording import vi_date
from thidua.units import actions as units
from thidua.units.actions_chairs import pass_chair
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit

Place = ClusterMembership.Role
LEAST_MEMBERS, MOST_MEMBERS, MOST_DEPUTIES = 2, 200, 5
YEARS_AHEAD = 1


def _check_year(year: int, on: date) -> None:
    if not on.year - 1 <= year <= on.year + YEARS_AHEAD:
        raise Denied(f"Chỉ lập danh sách cho năm trước, năm nay hoặc năm sau ({on.year - 1}–{on.year + YEARS_AHEAD}).")


def _check_lives(unit: Unit, year: int, on: date) -> None:
    """A member exists in the year, and still does."""
    first = max(on, date(year, 1, 1)) if year >= on.year else date(year, 12, 31)
    if unit.valid_to is not None and unit.valid_to < first:
        raise Denied(f"{unit.name} đã kết thúc ngày {vi_date(unit.valid_to)}; hãy chọn đơn vị kế thừa.")
    if unit.valid_from > date(year, 12, 31):
        raise Denied(f"{unit.name} chỉ có từ ngày {vi_date(unit.valid_from)}.")


@transaction.atomic
def form_year(
    *,
    cluster: Cluster,
    year: int,
    members: Iterable[tuple[Unit, str]],
    by,
    at: datetime,
    chair_from: date | None = None,
    people: Iterable | None = None,
    document: str = "",
) -> list[ClusterMembership]:
    """The list of a year from (unit, role) pairs: two members at least, one head, up to five deputies, no unit elsewhere.

    ``chair_from``: the day from which the new head's people work as such; None: not before the handover, or another
    naming. ``people``: those accounts; None: the officers of the head.
    """
    check_can_form(by, cluster, year, at.date())
    _check_year(year, at.date())
    rows = list(members)
    fresh = Unit.objects.without_tree_fields().in_bulk([unit.pk for unit, _ in rows])
    rows = [(fresh[unit.pk], role) for unit, role in rows]
    if not LEAST_MEMBERS <= len(rows) <= MOST_MEMBERS:
        raise Denied(f"Cụm, khối có từ {LEAST_MEMBERS} đến {MOST_MEMBERS} thành viên; danh sách này có {len(rows)}.")
    if len({unit.pk for unit, _ in rows}) != len(rows):
        raise Denied("Có đơn vị ghi hai lần trong danh sách.")
    for unit, role in rows:
        if role not in Place.values:
            raise Denied("Vai trò trong cụm, khối không hợp lệ.")
        _check_lives(unit, year, at.date())
    if sum(role == Place.DEPUTY for _, role in rows) > MOST_DEPUTIES:
        raise Denied(f"Cụm, khối có nhiều nhất {MOST_DEPUTIES} phó.")
    if cluster.memberships.filter(year=year).exists():
        raise Denied(f"Danh sách {cluster.name} năm {year} đã lập; hãy thêm, bớt từng thành viên.")
    units.form_cluster(
        organiser=cluster.organiser, code=cluster.code, name=cluster.name, kind=cluster.kind, year=year, members=rows,
        by=by, at=at,
    )  # fmt: skip
    head = next(unit for unit, role in rows if role == Place.HEAD)
    if chair_from is not None:
        reason = f"{head.name} là trưởng {cluster.name} năm {year}"
        seat(
            cluster=cluster,
            year=year,
            head=head,
            people=people,
            on=chair_from,
            document=document,
            reason=reason,
            by=by,
            at=at,
        )
    told = queries.officers_in([unit.pk for unit, _ in rows], at.date())
    outbox.queue(told, *emails.formed(cluster, year, len(rows), head.name), by=by, at=at)
    return queries.members_in(cluster, year)


def seat(
    *,
    cluster: Cluster,
    year: int,
    head: Unit,
    people: Iterable | None,
    on: date,
    document: str,
    reason: str,
    by,
    at: datetime,
) -> list[RoleGrant]:
    """The role follows the unit: from ``on`` the named accounts of ``head`` (None: its officers) are the head's hands.

    Called inside an act that has checked the right to set the head; the accounts must work in ``head``.
    """
    may = {user.pk: user for user in queries.may_be_hands(head, at.date())}
    if people is None:
        # whoever does the act has the organiser's power already, and nobody names themselves
        chosen = [user for user in queries.officers_in([head.pk], at.date()) if user.pk != by.pk]
    else:
        chosen = list({user.pk: user for user in people}.values())
        for user in chosen:
            if user.pk not in may:
                raise Denied(f"{user.display_name} không phải chuyên viên hay thủ trưởng của {head.name}.")
    return pass_chair(
        cluster=cluster, year=year, people=chosen, starts_on=on, document=document, reason=reason, by=by, at=at
    )  # fmt: skip


@transaction.atomic
def name_people(
    *, cluster: Cluster, year: int, people: Iterable, starts_on: date, by, at: datetime, document: str = ""
) -> list[RoleGrant]:
    """Name the accounts of the head's unit that work as head from a day on; whoever did until then no longer does."""
    check_organises(by, cluster, at.date())
    head = queries.head_in(cluster, year)
    if head is None:
        raise Denied(f"{cluster.name} chưa có trưởng năm {year}.")
    people = list(people)
    if not people:
        raise Denied("Mời chọn ít nhất một cán bộ phụ trách việc trưởng cụm, khối.")
    if not year - 1 <= starts_on.year <= year + 1:
        raise Denied(f"Ngày bắt đầu {vi_date(starts_on)} không thuộc nhiệm kỳ năm {year}.")
    reason = f"{head.name} cử cán bộ phụ trách việc trưởng {cluster.name} năm {year}"
    made = seat(
        cluster=cluster, year=year, head=head, people=people, on=starts_on, document=document, reason=reason, by=by, at=at
    )  # fmt: skip
    detail = {"year": year, "people": len(people), "from": max(starts_on, at.date()).isoformat()}
    audit.record("cluster_people_named", cluster, by=by, at=at, detail=detail)
    return made


def _check_day(on: date, year: int, at: datetime) -> None:
    if on.year != year:
        raise Denied(f"Ngày {vi_date(on)} không thuộc năm {year}.")
    if on > at.date():
        raise Denied(f"Ngày {vi_date(on)} chưa đến.")


def _changed(
    cluster: Cluster, year: int, kind: str, unit: Unit, on: date, reason: str, document: str, by, at: datetime, **more
) -> MemberChange:
    change = MemberChange.objects.create(
        cluster=cluster, year=year, kind=kind, unit=unit, on=on, reason=reason, document=document, changed_at=at,
        changed_by=by, **more,
    )  # fmt: skip
    detail = {"year": year, "kind": kind, "unit": unit.pk, "on": on.isoformat()}
    audit.record("cluster_member_changed", cluster, by=by, at=at, detail=detail)
    return change


def _tell(cluster: Cluster, year: int, units_: Iterable[Unit], sentence: str, reason: str, by, at: datetime) -> None:
    ids = set(cluster.memberships.filter(year=year).values_list("unit_id", flat=True)) | {unit.pk for unit in units_}
    told = queries.officers_in(ids, at.date())
    outbox.queue(told, *emails.member_changed(cluster, year, sentence, reason), by=by, at=at)


def _join(cluster: Cluster, year: int, unit: Unit, role: str) -> None:
    there = ClusterMembership.objects.filter(unit=unit, year=year).select_related("cluster").first()
    if there is not None:
        where = "cụm, khối này" if there.cluster_id == cluster.pk else there.cluster.name
        raise Denied(f"{unit.name} đã thuộc {where} trong năm {year}.")
    try:
        with transaction.atomic():
            ClusterMembership.objects.create(cluster=cluster, unit=unit, year=year, role=role)
    except IntegrityError as error:
        raise Denied(f"{unit.name} vừa được ghi vào một cụm, khối năm {year}.") from error


@transaction.atomic
def add_member(
    *,
    cluster: Cluster,
    year: int,
    unit: Unit,
    on: date,
    reason: str,
    by,
    at: datetime,
    number: str = "",
    dated: date | None = None,
    issuer: str = "",
) -> MemberChange:
    """A unit joins a list that is formed already, from a day of the year."""
    check_can_form(by, cluster, year, at.date())
    reason, document = reasoned(reason), document_text(number, dated, issuer, at.date())
    _check_day(on, year, at)
    if not cluster.memberships.filter(year=year).exists():
        raise Denied(f"{cluster.name} chưa có danh sách năm {year}; hãy lập danh sách trước.")
    _check_lives(Unit.objects.without_tree_fields().get(pk=unit.pk), year, at.date())
    if on < unit.valid_from:
        raise Denied(f"{unit.name} chỉ có từ ngày {vi_date(unit.valid_from)}.")
    if cluster.memberships.filter(year=year).count() >= MOST_MEMBERS:
        raise Denied(f"Cụm, khối có nhiều nhất {MOST_MEMBERS} thành viên.")
    _join(cluster, year, unit, Place.MEMBER)
    change = _changed(
        cluster, year, MemberChange.Kind.JOINED, unit, on, reason, document, by, at, role_after=Place.MEMBER
    )
    _tell(cluster, year, [unit], f"{unit.name} vào {cluster.name} từ ngày {vi_date(on)}.", reason, by, at)
    return change


OUTCOMES = (MemberChange.Kind.STAYS, MemberChange.Kind.LEFT, MemberChange.Kind.SUCCEEDED)


@transaction.atomic
def settle_member(
    *,
    membership: ClusterMembership,
    outcome: str,
    on: date,
    reason: str,
    by,
    at: datetime,
    successor: Unit | None = None,
    number: str = "",
    dated: date | None = None,
    issuer: str = "",
) -> MemberChange:
    """Say what becomes of a member that leaves in the year or whose unit ended: it stays on the list to the end of the
    year with what it scored, it leaves the list, or its successor stands in its place.

    A member bound by a scorecard can only stay. The head must hand over before it leaves; a successor takes its role.
    """
    cluster, year, unit = membership.cluster, membership.year, membership.unit
    check_can_form(by, cluster, year, at.date())
    if outcome not in OUTCOMES:
        raise Denied("Mời chọn cách giải quyết.")
    reason, document = reasoned(reason), document_text(number, dated, issuer, at.date())
    _check_day(on, year, at)
    if (outcome == MemberChange.Kind.SUCCEEDED) != (successor is not None):
        raise Denied("Mời chọn đơn vị kế thừa, hoặc chọn cách giải quyết khác.")
    if outcome != MemberChange.Kind.STAYS and (bound := guards.binds(cluster, year, unit)):
        raise Denied(f"{bound} Hãy chọn “{MemberChange.Kind.STAYS.label}”.")
    if outcome == MemberChange.Kind.LEFT and membership.role == Place.HEAD:
        raise Denied(f"{unit.name} đang là trưởng {cluster.name} năm {year}; hãy chọn trưởng khác trước.")
    row = ClusterMembership.objects.filter(pk=membership.pk, unit=unit, role=membership.role)
    if not row.select_for_update().exists():
        raise Stale(f"{unit.name} vừa được người khác giải quyết; mời tải lại trang.")
    told = [unit]
    if outcome == MemberChange.Kind.STAYS:
        stays = MemberChange.objects.filter(cluster=cluster, year=year, unit=unit, kind=outcome)
        if stays.exists():
            raise Denied(f"{unit.name} đã được giữ lại đến hết năm {year}.")
        sentence = f"{unit.name} được giữ lại trong {cluster.name} đến hết năm {year}, cùng điểm số."
    else:
        if cluster.memberships.filter(year=year).count() <= LEAST_MEMBERS and successor is None:
            raise Denied(f"{cluster.name} chỉ còn {LEAST_MEMBERS} thành viên; không bớt được nữa.")
        if not row.update(left_on=on, left_at=at, left_by=by):
            raise Stale()
        sentence = f"{unit.name} ra khỏi {cluster.name} từ ngày {vi_date(on)}."
    if successor is not None:
        if unit.valid_to is None or unit.valid_to >= at.date():
            raise Denied(f"{unit.name} còn hoạt động nên không có đơn vị kế thừa.")
        heirs = [each.new_id for each in unit.successors.filter(holds=True)]
        if successor.pk not in heirs:
            raise Denied(f"{successor.name} không kế thừa {unit.name} theo hồ sơ sắp xếp đơn vị.")
        _check_lives(successor, year, at.date())
        _join(cluster, year, successor, membership.role)
        told.append(successor)
        sentence = f"{successor.name} thay {unit.name} trong {cluster.name} từ ngày {vi_date(on)}."
        if membership.role == Place.HEAD:
            seat(
                cluster=cluster,
                year=year,
                head=successor,
                people=None,
                on=on,
                document=document,
                reason=sentence,
                by=by,
                at=at,
            )
    change = _changed(
        cluster, year, outcome, unit, on, reason, document, by, at,
        successor=successor, role_before=membership.role, role_after=membership.role if successor else "",
    )  # fmt: skip
    _tell(cluster, year, told, sentence, reason, by, at)
    return change


@transaction.atomic
def change_place(
    *,
    membership: ClusterMembership,
    role: str,
    on: date,
    reason: str,
    by,
    at: datetime,
    number: str = "",
    dated: date | None = None,
    issuer: str = "",
    people: Iterable | None = None,
) -> MemberChange:
    """A member becomes head, deputy or plain member from a day on.

    A new head: who headed until then becomes a plain member in the same act, so that a period never has two heads or none,
    and the role of its people passes on.
    """
    cluster, year, unit = membership.cluster, membership.year, membership.unit
    check_can_form(by, cluster, year, at.date())
    reason, document = reasoned(reason), document_text(number, dated, issuer, at.date())
    _check_day(on, year, at)
    before = membership.role
    if role not in Place.values:
        raise Denied("Vai trò trong cụm, khối không hợp lệ.")
    if role == before:
        raise Denied(f"{unit.name} đang là {Place(role).label.lower()} rồi.")
    if before == Place.HEAD:
        raise Denied(f"{unit.name} đang là trưởng; hãy chọn đơn vị làm trưởng mới, một năm luôn có đúng một trưởng.")
    if unit.valid_to is not None and unit.valid_to < at.date():
        raise Denied(f"{unit.name} đã kết thúc ngày {vi_date(unit.valid_to)}.")
    rows = cluster.memberships.filter(year=year)
    # two officers at once wait for each other here
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not rows.filter(pk=membership.pk, role=before).exists():
        raise Stale(f"Vai trò của {unit.name} vừa được người khác thay đổi; mời tải lại trang.")
    if role == Place.DEPUTY and rows.filter(role=Place.DEPUTY).count() >= MOST_DEPUTIES:
        raise Denied(f"Cụm, khối có nhiều nhất {MOST_DEPUTIES} phó.")
    if role == Place.HEAD:
        former = rows.filter(role=Place.HEAD).select_related("unit").first()
        if former is not None:
            rows.filter(pk=former.pk, role=Place.HEAD).update(role=Place.MEMBER)
            _changed(
                cluster, year, MemberChange.Kind.ROLE, former.unit, on, reason, document, by, at,
                role_before=Place.HEAD, role_after=Place.MEMBER,
            )  # fmt: skip
    try:
        with transaction.atomic():
            done = rows.filter(pk=membership.pk, role=before).update(role=role)
    except IntegrityError as error:
        raise Denied(f"{cluster.name} năm {year} vừa có trưởng khác; một năm chỉ có một trưởng.") from error
    if done != 1:
        raise Stale()
    membership.role = role
    change = _changed(
        cluster, year, MemberChange.Kind.ROLE, unit, on, reason, document, by, at, role_before=before, role_after=role
    )
    if role == Place.HEAD:
        why = f"{unit.name} là trưởng {cluster.name} năm {year}"
        seat(cluster=cluster, year=year, head=unit, people=people, on=on, document=document, reason=why, by=by, at=at)
        told = queries.officers_in(rows.values_list("unit_id", flat=True), at.date())
        outbox.queue(told, *emails.headed_by(cluster, membership, reason), by=by, at=at)
    return change
