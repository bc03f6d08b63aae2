"""Pages of clusters: the list, setting one up, its year, its names."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.clusters import actions, guards, permissions, queries
from thidua.clusters.forms import AliasForm, ClusterForm, EditForm, EndForm, ReasonForm
from thidua.clusters.models import ClusterAlias
from thidua.clusters.screens import cluster_of, crumbs, one_form, room, year_of
from thidua.clusters.tables import ClusterTable
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, Tile, guarded
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster, RoleGrant, Unit
from thidua.units.queries import units_with_own_role

Role = RoleGrant.Role


def _may_create(organisers: list[Unit]) -> None:
    if not organisers:
        raise Denied(f"Để lập cụm, khối thi đua cần vai trò “{Role.OFFICER.label}”.")


def cluster_list(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    seen = queries.visible_to(me, on)
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else on.year
    years = [(str(each), f"Năm {each}") for each in range(on.year + 1, on.year - 10, -1)]
    organisers = Unit.objects.filter(pk__in=seen.order_by().values("organiser")).order_by("code")
    filters = [
        Filter("nam", "Danh sách năm", years, apply=lambda rows, value: rows.filter(members__gt=0)),
        Filter("kind", "Loại hình", Cluster.Kind.choices),
    ]
    offered = [(str(unit.pk), unit.name) for unit in organisers[:200]]
    if len(offered) > 1:
        filters.append(Filter("organiser", "Đơn vị tổ chức", offered))
    table = ClusterTable(queries.numbered(seen, year), request, filters=filters)
    own = units_with_own_role(me, [Role.OFFICER], on)
    new_act = guarded("Lập cụm, khối", reverse("clusters:new"), _may_create, own, kind="primary", icon="plus")
    context = {"actions": [new_act], "year": year}
    return table_page(request, table, "clusters/list.html", context)


def new(request: HttpRequest) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    organisers = units_with_own_role(me, [Role.OFFICER], on)
    _may_create(organisers)
    form = ClusterForm(posted(request), organisers=organisers, initial={"kind": Cluster.Kind.CLUSTER})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, actions.create_cluster, **form.cleaned_data, by=me, at=clock.now())
        if made:
            messages.success(request, f"Đã lập {made.name}. Mời lập danh sách thành viên năm {on.year}.")
            return redirect("clusters:form-year", made.pk, on.year)
    context = {
        "form": form, "title": "Lập cụm, khối thi đua", "kicker": "Cụm, khối thi đua", "submit_label": "Lập",
        "back": reverse("clusters:list"), "crumbs": crumbs(Crumb("Lập cụm, khối")),
        "lead": "Cụm, khối giữ một mã qua các năm; thành viên, trưởng, phó được ghi theo từng năm.",
    }  # fmt: skip
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """To its page of this year or, where the person sees none, the latest one it may see."""
    cluster, on = cluster_of(request, pk), clock.today()
    seen = queries.years_seen(signed_in(request), cluster, on)
    year = next((each for each in seen if each <= on.year), seen[-1] if seen else on.year)
    return redirect("clusters:year", pk, year)


# ── a year ──


def year_page(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    members = queries.members_in(cluster, year)
    items = list(queries.plan_of(cluster, year).exclude(state="withdrawn"))
    gatherings = list(queries.with_presence(cluster.gatherings.filter(year=year)).exclude(state="cancelled"))
    papers = cluster.documents.filter(year=year, withdrawn_at=None)
    context = room(request, cluster, year, "year") | {
        "members": members,
        "notices": _notices(cluster, year, on, bool(members)),
        "tiles": _tiles(cluster, year, members, items, gatherings, papers.count()),
        "upcoming": [item for item in items if item.state == "planned"][:6],
        "gatherings": sorted(gatherings, key=lambda each: each.held_on)[:6],
        "papers": list(papers[:5]),
        "facts": _facts(cluster, year, on),
        "heads": _heads(cluster),
        "doors": guards.doors(cluster, year, me, on),
        "actions": _acts(request, cluster, year, on, bool(members)),
        "on": on,
    }
    return render(request, "clusters/year.html", context)


def _notices(cluster: Cluster, year: int, on: date, is_formed: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    members = reverse("clusters:members", args=[cluster.pk, year])
    if cluster.ended_at is not None:
        text = f"Ngày cuối cùng {vi_date(cluster.ended_on)}. {cluster.ended_reason}"
        found.append({"tone": "look", "title": "Đã giải thể", "text": text})
    if not is_formed:
        found.append(
            {"tone": "look", "title": f"Chưa có danh sách năm {year}", "text": "Đơn vị tổ chức lập danh sách."}
        )
    elif waiting := queries.unsettled_in(cluster, year, on):
        names = ", ".join(each.membership.unit.name for each in waiting)
        text = f"{names} đã kết thúc hoạt động theo sắp xếp đơn vị."
        found.append(
            {"tone": "caution", "title": "Thành viên chờ giải quyết", "text": text, "url": members, "url_label": "Giải quyết"}
        )  # fmt: skip
    if reason := guards.frozen(cluster, year):
        found.append({"tone": "look", "title": "Danh sách năm này đã chốt", "text": reason})
    return found


def _tiles(cluster: Cluster, year: int, members: list, items: list, gatherings: list, papers: int) -> list[Tile]:
    def there(name: str) -> str:
        return reverse(f"clusters:{name}", args=[cluster.pk, year])

    done = sum(item.state == "done" for item in items)
    late = sum(item.state == "planned" and item.due_on < clock.today() for item in items)
    held = sum(each.state == "held" for each in gatherings)
    return [
        Tile("Thành viên", str(len(members)), url=there("members")),
        Tile(
            "Việc đã xong", f"{done}/{len(items)}", note=f"{late} việc quá hạn" if late else "",
            tone="caution" if late else "met", url=there("plan"),
        ),
        Tile("Giao ban, giao lưu", f"{held}/{len(gatherings)}", note="đã tổ chức", url=there("gatherings")),
        Tile("Văn bản", str(papers), url=there("documents")),
    ]  # fmt: skip


def _facts(cluster: Cluster, year: int, on: date) -> list[tuple[str, ...]]:
    day = min(max(on, date(year, 1, 1)), date(year, 12, 31))
    rules = queries.regulation_on(cluster, day)
    names = ", ".join(cluster.aliases.filter(withdrawn_at=None).values_list("name", flat=True))
    rows: list[tuple[str, ...]] = [
        ("Mã", cluster.code),
        ("Loại hình", cluster.get_kind_display()),
        ("Đơn vị tổ chức", cluster.organiser.name),
        ("Phạm vi", cluster.scope),
        ("Căn cứ thành lập", cluster.legal_basis),
        ("Tên gọi khác", names),
    ]
    if rules is not None:
        told = f"{rules.title} (từ {vi_date(rules.in_force_from)})"
        rows.append(("Quy chế đang áp dụng", told, reverse("clusters:regulations", args=[cluster.pk, year])))
    return [row for row in rows if row[1]]


def _heads(cluster: Cluster) -> list[Event]:
    """Who headed it in which year, with the way to that year."""
    return [
        Event(head.name, when=f"Năm {year}", note=f"Phó: {', '.join(deputies)}" if deputies else "")
        for year, head, deputies in queries.heads_by_year(cluster)
    ]


def _acts(request: HttpRequest, cluster: Cluster, year: int, on: date, is_formed: bool) -> list[Action]:
    me = signed_in(request)
    acts = []
    if not is_formed:
        address = reverse("clusters:form-year", args=[cluster.pk, year])
        acts.append(
            guarded(f"Lập danh sách năm {year}", address, permissions.check_can_form, me, cluster, year, on, kind="primary", icon="people")
        )  # fmt: skip
    elif year == on.year and not cluster.memberships.filter(year=year + 1).exists():
        address = reverse("clusters:form-year", args=[cluster.pk, year + 1])
        acts.append(
            guarded(f"Lập danh sách năm {year + 1}", address, permissions.check_can_form, me, cluster, year + 1, on, icon="people")
        )  # fmt: skip
    edit = reverse("clusters:edit", args=[cluster.pk])
    acts.append(guarded("Sửa thông tin, tên gọi", edit, permissions.check_organises, me, cluster, on, icon="edit"))
    return acts


# ── what is written of it ──


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = cluster_of(request, pk)
    permissions.check_organises(me, cluster, on)
    seen = {name: getattr(cluster, name) for name in actions.CHANGEABLE}
    form = EditForm(
        posted(request), initial=seen, thing_version="|".join(map(str, seen.values())), thing_name="thông tin cụm, khối"
    )

    def given(data: dict[str, Any]) -> dict[str, Any]:
        changes = {name: data[name] for name in actions.CHANGEABLE}
        return {"cluster": cluster, "changes": changes, "reason": data["reason"], "seen": seen}

    names = list(cluster.aliases.filter(withdrawn_at=None))
    return one_form(
        request, cluster, form, actions.edit_cluster, given, title="Sửa thông tin cụm, khối",
        back=reverse("clusters:detail", args=[pk]), done="Đã lưu thông tin cụm, khối.", template="clusters/edit.html",
        more={"cluster": cluster, "names": names},
    )  # fmt: skip


def alias_add(request: HttpRequest, pk: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = cluster_of(request, pk)
    permissions.check_organises(me, cluster, on)
    return one_form(
        request, cluster, AliasForm(posted(request)), actions.add_alias, lambda data: {"cluster": cluster, **data},
        title="Thêm tên gọi khác", back=reverse("clusters:edit", args=[pk]), submit="Thêm", done="Đã thêm tên gọi khác.",
        lead="Cùng một tổ chức có nơi gọi là Khối, có nơi gọi là Cụm: tìm tên nào cũng ra một cụm, khối này.",
    )  # fmt: skip


def alias_withdraw(request: HttpRequest, pk: int, alias_pk: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = cluster_of(request, pk)
    permissions.check_organises(me, cluster, on)
    alias = get_object_or_404(ClusterAlias, pk=alias_pk, cluster=cluster, withdrawn_at=None)
    return one_form(
        request, cluster, ReasonForm(posted(request)), actions.withdraw_alias,
        lambda data: {"alias": alias, "reason": data["reason"]}, title=f"Bỏ tên gọi “{alias.name}”",
        back=reverse("clusters:edit", args=[pk]), submit="Bỏ tên gọi này", done="Đã bỏ tên gọi.",
    )  # fmt: skip


def end(request: HttpRequest, pk: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = cluster_of(request, pk)
    permissions.check_organises(me, cluster, on)
    return one_form(
        request, cluster, EndForm(posted(request), initial={"on": on}), actions.end_cluster,
        lambda data: {"cluster": cluster, **data}, title=f"Giải thể {cluster.name}",
        back=reverse("clusters:detail", args=[pk]), submit="Ghi nhận giải thể", done=f"Đã ghi nhận {cluster.name} giải thể.",
        lead="Mọi việc đã làm vẫn xem được; từ năm sau không lập danh sách nữa.",
    )  # fmt: skip
