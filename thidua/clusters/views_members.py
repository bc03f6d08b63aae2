"""Who is in a cluster in a year: the list, forming it, changes, the head's people."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.clusters import actions_members as actions
from thidua.clusters import guards, permissions, queries
from thidua.clusters.forms import MemberForm, PeopleForm, PlaceForm, SettleForm, YearListForm
from thidua.clusters.models import MemberChange
from thidua.clusters.screens import one_form, room, year_of
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.forms import posted
from thidua.shared.ui import Event, guarded
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster, ClusterMembership

Place = ClusterMembership.Role


def members(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    rows = queries.members_in(cluster, year)
    waiting = {each.membership.pk: each for each in queries.unsettled_in(cluster, year, on)}
    changes = list(cluster.member_changes.filter(year=year).select_related("unit", "successor", "changed_by"))
    stays = {each.unit_id: each for each in changes if each.kind == MemberChange.Kind.STAYS}
    may = not reason_against(permissions.check_can_form, me, cluster, year, on)
    acts, frozen = _acts(request, cluster, year, on, bool(rows)), guards.frozen(cluster, year)
    context = room(request, cluster, year, "members") | {
        "rows": [{"row": row, "waiting": waiting.get(row.pk), "stays": stays.get(row.unit_id)} for row in rows],
        "may": may,
        # where the grey button says it, the page need not say it again
        "frozen": frozen if rows and all(act.refused != frozen for act in acts) else "",
        "changes": [_told(each) for each in reversed(changes)],
        "people": queries.people_in(cluster, year),
        "actions": acts,
        "on": on,
    }
    return render(request, "clusters/members.html", context)


def _told(change: MemberChange) -> Event:
    """One change as a sentence."""
    unit = change.unit.name
    sentence = {
        MemberChange.Kind.JOINED: f"{unit} vào cụm, khối",
        MemberChange.Kind.LEFT: f"{unit} ra khỏi cụm, khối",
        MemberChange.Kind.STAYS: f"{unit} được giữ lại đến hết năm, cùng điểm số",
        MemberChange.Kind.SUCCEEDED: f"{change.successor.name if change.successor else ''} thay {unit}",
        MemberChange.Kind.ROLE: f"{unit}: {change.get_role_before_display()} → {change.get_role_after_display()}",
    }[MemberChange.Kind(change.kind)]
    note = f"{change.reason} ({change.document})" if change.document else change.reason
    return Event(sentence, when=f"Từ {vi_date(change.on)}", by=change.changed_by.display_name, note=note)


def _acts(request: HttpRequest, cluster: Cluster, year: int, on: date, is_formed: bool) -> list:
    me, check = signed_in(request), permissions.check_can_form
    if not is_formed:
        address = reverse("clusters:form-year", args=[cluster.pk, year])
        return [
            guarded(f"Lập danh sách năm {year}", address, check, me, cluster, year, on, kind="primary", icon="people")
        ]
    add = reverse("clusters:member-add", args=[cluster.pk, year])
    people = reverse("clusters:people", args=[cluster.pk, year])
    return [
        guarded("Thêm thành viên", add, check, me, cluster, year, on, kind="primary", icon="plus"),
        guarded("Cử cán bộ phụ trách", people, permissions.check_organises, me, cluster, on, icon="chair"),
    ]


def form_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The list of a year, filled in from that of the year before: looked at, changed, then done."""
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    permissions.check_can_form(me, cluster, year, on)
    if cluster.memberships.filter(year=year).exists():
        raise Denied(f"Danh sách {cluster.name} năm {year} đã lập; hãy thêm, bớt từng thành viên.")
    first = max(on, date(year, 1, 1))
    before = queries.lasting(cluster, year - 1, first)
    free = {unit.pk: unit for unit in queries.free_units(cluster, year, first)}
    others = [unit for key, unit in free.items() if key not in {row.unit_id for row in before}]
    kept = [row for row in before if row.unit_id in free or row.unit.kind == "section"]
    gone = [row.unit for row in queries.members_in(cluster, year - 1) if row.unit_id not in {r.unit_id for r in kept}]
    start: dict[str, Any] = {"members": [str(row.unit_id) for row in kept]}
    # the deputy of this year is proposed as next year's head, as most rules of operation have it; people choose
    deputies = [str(row.unit_id) for row in kept if row.role == Place.DEPUTY]
    start["head"] = deputies[0] if deputies else ""
    if not cluster.memberships.filter(year=year - 1).exists():
        start["chair_from"] = first
    form = YearListForm(posted(request), before=[row.unit for row in kept], others=others, initial=start)

    def given(data: dict[str, Any]) -> dict[str, Any]:
        return {
            "cluster": cluster, "year": year, "members": data["rows"], "chair_from": data["chair_from"],
            "document": data["document"],
        }  # fmt: skip

    notices = []
    if gone:
        heirs = {each.membership.unit_id: each.heirs for each in queries.unsettled_in(cluster, year - 1, first)}
        items = []
        for unit in gone:
            names = ", ".join(heir.name for heir in heirs.get(unit.pk, []))
            ended = f"kết thúc ngày {vi_date(unit.valid_to)}" if unit.valid_to else "đã ra hoặc thuộc cụm, khối khác"
            items.append(f"{unit.name}: {ended}" + (f"; đơn vị kế thừa: {names}" if names else ""))
        notices = [{"tone": "caution", "title": "Thành viên năm trước không sang năm này", "items": items}]
    return one_form(
        request, cluster, form, actions.form_year, given, title=f"Danh sách năm {year}",
        back=reverse("clusters:members", args=[pk, year]), submit="Lập danh sách", notices=notices,
        done=f"Đã lập danh sách {cluster.name} năm {year}.", template="clusters/form_year.html",
        lead="Lấy từ danh sách năm trước; xem lại từng đơn vị, chọn trưởng, phó rồi lập.",
    )  # fmt: skip


def member_add(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    permissions.check_can_form(me, cluster, year, on)
    form = MemberForm(posted(request), units=queries.free_units(cluster, year, on), initial={"on": on})
    return one_form(
        request, cluster, form, actions.add_member, lambda data: {"cluster": cluster, "year": year, **data},
        title=f"Thêm thành viên năm {year}", back=reverse("clusters:members", args=[pk, year]), submit="Thêm",
        done="Đã thêm thành viên.",
    )  # fmt: skip


def _membership(request: HttpRequest, pk: int, year: int, row_pk: int) -> ClusterMembership:
    cluster = year_of(request, pk, year)
    rows = ClusterMembership.objects.select_related("cluster__organiser", "unit")
    found = get_object_or_404(rows, pk=row_pk, cluster=cluster, year=year)
    permissions.check_can_form(signed_in(request), found.cluster, year, clock.today())
    return found


def settle(request: HttpRequest, pk: int, year: int, row_pk: int) -> HttpResponse:
    """A member leaves in the year, or its unit ended: what becomes of it."""
    on = clock.today()
    row = _membership(request, pk, year, row_pk)
    ended = row.unit.valid_to is not None and row.unit.valid_to < on
    heirs = [each.new for each in row.unit.successors.filter(holds=True).select_related("new")] if ended else []
    bound = guards.binds(row.cluster, year, row.unit)
    start: dict[str, Any] = {"on": on if on.year == year else None}
    if bound:
        start["outcome"] = MemberChange.Kind.STAYS
    elif heirs:
        start |= {"outcome": MemberChange.Kind.SUCCEEDED, "successor": str(heirs[0].pk)}
    facts = [("Đơn vị", row.unit.name), ("Vai trò", row.get_role_display())]
    if row.unit.valid_to is not None:
        facts.append(("Kết thúc hoạt động", vi_date(row.unit.valid_to)))
    notices = [{"tone": "look", "title": "Đơn vị đã có bảng điểm", "text": bound}] if bound else []
    return one_form(
        request, row.cluster, SettleForm(posted(request), heirs=heirs, initial=start), actions.settle_member,
        lambda data: {"membership": row, **data}, title=f"Giải quyết việc của {row.unit.name}",
        back=reverse("clusters:members", args=[pk, year]), done="Đã ghi cách giải quyết.", facts=facts, notices=notices,
    )  # fmt: skip


def place(request: HttpRequest, pk: int, year: int, row_pk: int) -> HttpResponse:
    on = clock.today()
    row = _membership(request, pk, year, row_pk)
    form = PlaceForm(posted(request), now=row.role, initial={"on": on if on.year == year else None})
    return one_form(
        request, row.cluster, form, actions.change_place, lambda data: {"membership": row, **data},
        title=f"Vai trò của {row.unit.name}", back=reverse("clusters:members", args=[pk, year]),
        done="Đã đổi vai trò.", facts=[("Đơn vị", row.unit.name), ("Vai trò hiện nay", row.get_role_display())],
        lead="Chọn làm trưởng thì trưởng hiện nay thành thành viên trong cùng một lần ghi, và người của trưởng mới nhận việc.",
    )  # fmt: skip


def people(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    permissions.check_organises(me, cluster, on)
    head = queries.head_in(cluster, year)
    if head is None:
        raise Denied(f"{cluster.name} chưa có trưởng năm {year}.")
    accounts = [user for user in queries.may_be_hands(head, on) if user.pk != me.pk]
    present = {grant.user_id for grant in queries.people_of(cluster, on)}
    start = {
        "people": [str(user.pk) for user in accounts if user.pk in present],
        "starts_on": max(on, date(year, 1, 1)),
    }
    return one_form(
        request, cluster, PeopleForm(posted(request), accounts=accounts, initial=start), actions.name_people,
        lambda data: {"cluster": cluster, "year": year, **data}, title="Cử cán bộ phụ trách",
        back=reverse("clusters:members", args=[pk, year]), done="Đã cử cán bộ phụ trách việc trưởng cụm, khối.",
        facts=[("Đơn vị trưởng", head.name), ("Năm", str(year))],
    )  # fmt: skip
