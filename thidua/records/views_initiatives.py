"""Screens of initiatives: the list, an application, its answer, wider recognition, certificate, the ledger of use."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.accounts.queries import signed_in
from thidua.law.queries import every_award
from thidua.people.models import Person
from thidua.people.queries import homes_of, people_of
from thidua.records import actions_initiatives as actions
from thidua.records import permissions
from thidua.records.forms import (
    InitiativeForm,
)
from thidua.records.models import Initiative, InitiativeUse, RecordCorrection
from thidua.records.queries_initiatives import visible
from thidua.records.tables import InitiativeTable, UseTable, initiatives_listed, uses_listed
from thidua.records.views import FIELD_LABELS, crumbs, parts
from thidua.records.vocabulary import DESCRIPTION
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import attempt
from thidua.shared.forms import posted
from thidua.shared.similar import similar_pairs
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, guarded
from thidua.shared.wording import vi_date, vi_number
from thidua.units.models import Unit
from thidua.units.queries import in_force, unit_ids_with_roles

SCOPES = dict(Initiative.Scope.choices)
MOST_ALIKE = 2_000


def seen(request: HttpRequest):
    me, on = signed_in(request), clock.today()
    return visible(me, on, permissions.track_unit_ids(me, on))


def initiative_list(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    years = [(year, str(year)) for year in range(on.year, on.year - 8, -1)]
    filters = [
        Filter("state", "Tình trạng", list(LIFECYCLES["initiative"].states.items())),
        Filter("scope", "Công nhận tại", Initiative.Scope.choices),
        Filter("year", "Năm", years),
    ]
    new = []
    if _units_to_apply_at(request):
        new = [Action("Viết đơn công nhận sáng kiến", reverse("records:initiative-new"), kind="primary", icon="plus")]
    context = {
        "parts": parts("initiatives") if permissions.track_unit_ids(me, on) else [],
        "actions": new, "years": [], "crumbs": crumbs(Crumb("Sáng kiến")), "title": "Sáng kiến",
    }  # fmt: skip
    table = InitiativeTable(initiatives_listed(seen(request)), request, filters=filters)
    return table_page(request, table, "records/list.html", context)


def uses(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    permissions.check_can_track(me, on)
    rows = uses_listed(InitiativeUse.objects.filter(initiative__in=seen(request)))
    context = {
        "parts": parts("uses"),
        "actions": [],
        "years": [],
        "crumbs": crumbs(Crumb("Sổ dùng sáng kiến")),
        "title": "Sổ dùng sáng kiến",
    }
    return table_page(request, UseTable(rows, request), "records/list.html", context)


def initiative_or_404(request: HttpRequest, pk: int) -> Initiative:
    rows = seen(request).select_related("person", "unit__parent", "certificate", "recognised_by", "submitted_by")
    return get_object_or_404(rows, pk=pk)


def _act(request: HttpRequest, initiative: Initiative, label: str, name: str, check, *more, **options) -> Action:
    url = reverse(f"records:{name}", args=[initiative.pk])
    return guarded(label, url, check, signed_in(request), initiative, *more, clock.today(), **options)


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = initiative_or_404(request, pk)
    authors = list(initiative.authors.select_related("person"))
    act = lambda *given, **options: _act(request, initiative, *given, **options)  # noqa: E731
    by_state = {
        "draft": [
            act("Sửa đơn", "initiative-edit", permissions.check_can_edit, icon="edit"),
            act("Nộp đơn", "initiative-submit", permissions.check_can_submit, method="post", kind="primary", icon="send",
                confirm="Nộp đơn này? Sau khi nộp, đơn không sửa được nữa."),
            act("Rút đơn", "initiative-withdraw", permissions.check_can_withdraw, kind="grave"),
        ],
        "submitted": [
            act("Công nhận", "initiative-recognise", permissions.check_can_answer, "recognise", kind="primary", icon="seal"),
            act("Không công nhận", "initiative-refuse", permissions.check_can_answer, "refuse"),
            act("Trả lại để bổ sung", "initiative-return", permissions.check_can_answer, "return"),
            act("Rút đơn", "initiative-withdraw", permissions.check_can_withdraw, kind="grave"),
        ],
        "recognised": [
            act("Công nhận phạm vi rộng hơn", "initiative-widen", permissions.check_can_widen, icon="seal"),
            act("Cấp giấy chứng nhận", "initiative-certify", permissions.check_can_certify, method="post", icon="file",
                confirm="Cấp giấy chứng nhận cho các tác giả? Mỗi sáng kiến cấp một lần."),
            act("Sửa tác giả, tỷ lệ", "initiative-authors", check_can_correct_authors, icon="edit"),
            act("Ghi lần đã dùng", "initiative-use", check_can_note, icon="history"),
            act("Hủy công nhận", "initiative-revoke", permissions.check_can_revoke, kind="grave"),
        ],
    }  # fmt: skip
    by_state["returned"] = by_state["draft"]
    context = {
        "initiative": initiative,
        "actions": by_state.get(initiative.state, []),
        "authors": [(row.person, "Chưa ghi" if row.share is None else f"{vi_number(row.share.normalize())}%") for row in authors],
        "facts": _facts(initiative),
        "description": [(label, initiative.described.get(key, "")) for key, label, _, _ in DESCRIPTION if initiative.described.get(key)],
        "wider": list(initiative.wider.select_related("recorded_by")),
        "uses": list(initiative.uses.select_related("person", "noted_by")),
        "awards": dict(every_award()),
        "events": _events(initiative),
        "alike": _alike(initiative) if initiative.state in ("submitted", "draft", "returned") else [],
        "crumbs": crumbs(Crumb("Sáng kiến", reverse("records:initiatives")), Crumb(initiative.title)),
    }  # fmt: skip
    return render(request, "records/initiative.html", context)


def check_can_correct_authors(user, initiative: Initiative, on) -> None:
    homes = [initiative.unit] if initiative.unit else homes_of(initiative.person, on)
    permissions.check_can_correct(user, homes[0], on, "tác giả sáng kiến")


def check_can_note(user, initiative: Initiative, on) -> None:
    permissions.check_can_note_use(user, initiative.person, on)


def _facts(initiative: Initiative) -> list[tuple[str, ...]]:
    paper = initiative.certificate
    rows: list[tuple[str, ...]] = [
        ("Cơ sở xét công nhận", initiative.unit.full_name if initiative.unit else "Chưa ghi"),
        ("Năm", str(initiative.year)),
        ("Lĩnh vực áp dụng", initiative.area or "Chưa ghi"),
        ("Chủ đầu tư", initiative.investor or "Tác giả"),
        ("Áp dụng lần đầu", vi_date(initiative.applied_on) or "Chưa ghi"),
        ("Nơi đã áp dụng", initiative.applied_where or "Chưa ghi"),
        ("Phạm vi đã áp dụng", SCOPES.get(initiative.applied_scope, "Chưa ghi")),
    ]
    if initiative.recognised_on:
        rows += [
            ("Công nhận tại", f"{SCOPES[initiative.scope]}, Quyết định {initiative.decision_no} ngày {vi_date(initiative.recognised_on)}"),
            ("Hội đồng", initiative.council or "Chưa ghi"),
            ("Có khả năng nhân rộng", "Có" if initiative.is_replicable else "Chưa ghi"),
        ]  # fmt: skip
    if paper is not None:
        rows.append(("Giấy chứng nhận", paper.number_text, reverse("papers:open", args=[paper.pk])))
    return rows


def _events(initiative: Initiative) -> list[Event]:
    steps = [
        (initiative.entered_at, "Viết đơn" if initiative.unit else "Nhập từ danh sách", ""),
        (initiative.submitted_at, "Nộp đơn", ""),
        (initiative.returned_at, "Trả lại để bổ sung", initiative.returned_reason),
        (initiative.recognised_at, "Công nhận", initiative.council),
        (initiative.refused_at, "Không công nhận", initiative.refused_reason),
        (initiative.withdrawn_at, "Hủy công nhận" if initiative.state == "revoked" else "Rút đơn", initiative.withdrawn_reason),
    ]  # fmt: skip
    done = sorted(((at, what, note) for at, what, note in steps if at), key=lambda step: step[0])
    shown = [Event(what, vi_date(at), note=note) for at, what, note in reversed(done)]
    corrections = RecordCorrection.objects.filter(kind="initiative", record_key=initiative.pk).select_related(
        "changed_by"
    )
    return [
        *(Event(f"Sửa {FIELD_LABELS.get(row.field, row.field)}: {row.before} → {row.after}", vi_date(row.changed_at),
                by=row.changed_by.display_name, note=row.reason) for row in corrections[:20]),
        *shown,
    ]  # fmt: skip


def _alike(initiative: Initiative) -> list[dict[str, Any]]:
    """Other initiatives whose description is much like this one: for whoever answers. At most :data:`MOST_ALIKE` read."""
    others = list(
        Initiative.objects.exclude(pk=initiative.pk).exclude(described={}).order_by("-year", "-pk")
        .values_list("pk", "title", "year", "unit__name", "described")[:MOST_ALIKE]
    )  # fmt: skip
    texts = [
        "\n".join(map(str, initiative.described.values())),
        *("\n".join(map(str, row[4].values())) for row in others),
    ]
    return [
        {"title": others[pair.other - 1][1], "year": others[pair.other - 1][2], "unit": others[pair.other - 1][3],
         "share": min(100, round(100 * pair.share))}
        for pair in similar_pairs(texts, only=[0])
    ]  # fmt: skip


# ── applying ──


def _units_to_apply_at(request: HttpRequest) -> list[Unit]:
    """Where the account may apply: units it is the officer of; those its own person works in."""
    me, on = signed_in(request), clock.today()
    held = unit_ids_with_roles(me, on, {permissions.Role.OFFICER})
    rows = Unit.objects.without_tree_fields().filter(in_force(on, "valid_from", "valid_to"), pk__in=held)
    units = {unit.pk: unit for unit in rows.select_related("parent").order_by("name_fold", "pk")[:300]}
    if me.person_id is not None:
        units |= {home.pk: home for home in homes_of(Person.objects.get(pk=me.person_id), on)}
    return list(units.values())


def _candidates(units: list[Unit]) -> list[Person]:
    """People who may be authors: those of the first unit and below; others are found by the code later."""
    on, found = clock.today(), dict[int, Person]()
    for unit in units[:20]:
        for person in people_of(unit, on)[:300]:
            found[person.pk] = person
    return sorted(found.values(), key=lambda person: person.name_key)


def new(request: HttpRequest) -> HttpResponse:
    units = _units_to_apply_at(request)
    if not units:
        permissions.check_can_track(signed_in(request), clock.today())
    form = InitiativeForm(
        posted(request),
        people=_candidates(units),
        units=units,
        initial={"year": clock.today().year, "share1": Decimal(100)},
    )
    if request.method == "POST" and form.is_valid():
        made = attempt(form, actions.draft_initiative, **form.given(), by=signed_in(request), at=clock.now())
        if made is not None:
            messages.success(request, "Đã lưu đơn; xem lại rồi nộp.")
            return redirect("records:initiative", made.pk)
    return _application(request, form, "Đơn yêu cầu công nhận sáng kiến", reverse("records:initiatives"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    initiative = initiative_or_404(request, pk)
    permissions.check_can_edit(signed_in(request), initiative, clock.today())
    authors = list(initiative.authors.select_related("person"))
    people = {
        person.pk: person
        for person in [*_candidates([initiative.unit] if initiative.unit else []), *(row.person for row in authors)]
    }
    initial: dict[str, Any] = {
        name: getattr(initiative, name)
        for name in ("title", "area", "investor", "applied_on", "applied_where", "applied_scope")
    }
    initial |= {f"d_{key}": text for key, text in initiative.described.items()}
    for place, row in enumerate(authors, start=1):
        initial |= {f"author{place}": str(row.person_id), f"share{place}": row.share}
    form = InitiativeForm(posted(request), people=people.values(), initial=initial)
    back = reverse("records:initiative", args=[pk])
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.edit_initiative, initiative=initiative, **form.given(), by=signed_in(request), at=clock.now()
        )
        if not form.errors:
            messages.success(request, "Đã lưu đơn.")
            return redirect(back)
    return _application(request, form, "Sửa đơn yêu cầu công nhận sáng kiến", back)


def _application(request: HttpRequest, form: InitiativeForm, title: str, back: str) -> HttpResponse:
    context = {
        "form": form, "title": title, "kicker": "Sáng kiến", "back": back, "submit_label": "Lưu đơn", "notices": [], "facts": [],
        "lead": "Tỷ lệ đóng góp của các tác giả cộng lại phải bằng 100%. Bản lưu chưa nộp thì còn sửa được.",
        "crumbs": crumbs(Crumb("Sáng kiến", reverse("records:initiatives")), Crumb(title)),
    }  # fmt: skip
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
