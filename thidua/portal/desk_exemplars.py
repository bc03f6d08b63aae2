"""The editors' desk for exemplars: who was spotted, what was verified, who agreed, who took the example up."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.lifecycles import LIFECYCLES
from thidua.accounts.queries import signed_in
from thidua.portal import actions_exemplars as acts
from thidua.portal import permissions, queries
from thidua.portal.forms_exemplars import ConsentForm, CopyForm, NewExemplarForm, ProofForm, ReasonForm
from thidua.portal.models_newsroom import Exemplar
from thidua.portal.screens import crumbs, one_form
from thidua.portal.tables import ExemplarTable
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import Denied
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import active_units, units_with_own_role

_NO_EDITOR = "Để ghi nhận gương điển hình cần vai trò “Biên tập viên”."


def _list() -> Crumb:
    return Crumb("Gương điển hình", reverse("portal:desk-exemplars"))


def exemplars(request: HttpRequest) -> HttpResponseBase:
    today = clock.today()
    states = Filter("state", "Tình trạng", list(LIFECYCLES["exemplar"].states.items()))
    table = ExemplarTable(queries.exemplars_at_desk(request.user, today), request, filters=[states])
    refused = "" if queries.editors_unit_ids(request.user, today) else _NO_EDITOR
    context = {
        "heading": "Gương điển hình",
        "actions": [
            Action("Ghi nhận gương", reverse("portal:new-exemplar"), kind="primary", icon="plus", refused=refused)
        ],
        "crumbs": crumbs(Crumb("Gương điển hình")),
    }
    return table_page(request, table, "portal/desk_list.html", context)


def new(request: HttpRequest) -> HttpResponse:
    units = queries.units_edited(request.user, clock.today())
    if not units.exists():
        raise Denied(_NO_EDITOR)
    own = units_with_own_role(signed_in(request), [RoleGrant.Role.EDITOR], clock.today())
    form = NewExemplarForm(posted(request), units=units, initial={"unit": own[0].pk if own else None})
    return one_form(
        request, form, acts.spot_exemplar, lambda data: data,
        title="Ghi nhận gương điển hình", steps=[_list()], back=reverse("portal:desk-exemplars"),
        lead="Chỉ biên tập viên của đơn vị thấy. Gương chỉ lên cổng bằng một bài viết, sau khi đã xác minh và người đó đồng ý.",
        done="Đã ghi nhận. Bước tiếp theo: xác minh.",
    )  # fmt: skip


def _exemplar(request: HttpRequest, pk: int) -> Exemplar:
    return get_object_or_404(queries.exemplars_at_desk(request.user, clock.today()), pk=pk)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    found = _exemplar(request, pk)
    articles = list(found.articles.order_by("pk"))
    context = {
        "exemplar": found,
        "badge": found.badge,
        "facts": _facts(found),
        "articles": articles,
        "copies": list(found.copies.select_related("unit")),
        "actions": _acts(request.user, found, any(article.state != "withdrawn" for article in articles)),
        "crumbs": crumbs(_list(), Crumb(found.name)),
    }
    return render(request, "portal/desk_exemplar.html", context)


def _facts(found: Exemplar) -> list[tuple[str, str]]:
    facts = [
        ("Đối tượng", found.get_kind_display()),
        ("Chức vụ, đơn vị, nơi ở", found.detail),
        ("Nguồn phát hiện", found.found),
        ("Ghi nhận", f"{vi_datetime(found.spotted_at)}, {found.spotted_by.display_name}"),
    ]
    if found.verified_at and found.verified_by:
        facts.append(
            ("Xác minh", f"{found.proof} ({vi_datetime(found.verified_at)}, {found.verified_by.display_name})")
        )
    if found.consent_on:
        kept = f"{found.get_consent_display()} ngày {vi_date(found.consent_on)}; lưu tại: {found.consent_kept}"
        facts.append(("Sự đồng ý của người được nêu gương", kept))
    elif found.kind == Exemplar.Kind.PERSON:
        facts.append(("Sự đồng ý của người được nêu gương", "Chưa ghi nhận"))
    if found.ended_at and found.ended_by:
        facts.append(
            (found.state_label, f"{found.ended_reason} ({vi_datetime(found.ended_at)}, {found.ended_by.display_name})")
        )
    return facts


def _acts(user, found: Exemplar, has_article: bool) -> list[Action]:
    """What comes next for an exemplar, then what ends it."""
    today, offered = clock.today(), []

    def offer(label: str, name: str, act: str, **look: Any) -> None:
        check = (permissions.check_can_handle, user, found, today, act)
        offered.append(guarded(label, reverse(f"portal:{name}", args=[found.pk]), *check, **look))

    cycle = LIFECYCLES["exemplar"].acts(found.state)
    if "verify" in cycle:
        offer("Xác minh", "verify-exemplar", "verify", kind="primary", icon="check")
    if found.state == "verified":
        if found.kind == Exemplar.Kind.PERSON and found.consent_at is None:
            address = reverse("portal:exemplar-consent", args=[found.pk])
            check = (permissions.check_can_record_consent, user, found, today)
            offered.append(guarded("Ghi nhận sự đồng ý", address, *check, kind="primary", icon="pen"))
        if not has_article:
            address = reverse("portal:exemplar-article", args=[found.pk])
            offered.append(
                guarded("Soạn bài", address, permissions.check_can_tell, user, found, today, method="post", icon="news")
            )
    if "copy" in cycle:
        offer("Ghi nơi học tập, nhân rộng", "exemplar-copy", "copy", icon="plus")
    if "end_consent" in cycle and found.consent_at is not None:
        offer("Ghi nhận rút lại đồng ý", "end-consent", "end_consent", kind="quiet")
    if "drop" in cycle:
        offer("Không nêu gương", "drop-exemplar", "drop", kind="quiet")
    return offered


def _step(
    request: HttpRequest, pk: int, make: Callable[..., forms.Form], act: Callable[..., Any], name: str, **words: Any
) -> HttpResponse:
    """One step of the life-cycle as a form; ``name``: the act whose right is asked first."""
    found = _exemplar(request, pk)
    if name == "consent":
        permissions.check_can_record_consent(request.user, found, clock.today())
    else:
        permissions.check_can_handle(request.user, found, clock.today(), name)
    home = Crumb(found.name, reverse("portal:desk-exemplar", args=[pk]))
    return one_form(
        request, make(posted(request)), act, lambda data: {"exemplar": found, **data},
        back=home.url, steps=[_list(), home], **words,
    )  # fmt: skip


def verify(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request, pk, ProofForm, acts.verify_exemplar, "verify",
        title="Xác minh gương điển hình", submit="Đã xác minh", done="Đã ghi nhận việc xác minh.",
    )  # fmt: skip


def consent(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request, pk, ConsentForm, acts.record_consent, "consent",
        title="Ghi nhận sự đồng ý", done="Đã ghi nhận sự đồng ý. Bây giờ có thể soạn và đăng bài.",
        lead="Người được nêu gương có thể rút lại sự đồng ý bất cứ lúc nào; khi đó bài được gỡ ngay.",
    )  # fmt: skip


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    article = acts.draft_article_of(exemplar=_exemplar(request, pk), by=request.user, at=clock.now())
    messages.success(request, "Đã soạn bản nháp từ việc làm đã xác minh. Mời đọc lại, sửa và đăng.")
    return redirect("portal:desk-article", pk=article.pk)


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    def make(data) -> CopyForm:
        units = Unit.objects.without_tree_fields().filter(pk__in=active_units(clock.today()).values("pk"))
        return CopyForm(data, units=units.exclude(kind=Unit.Kind.SECTION).order_by("code"))

    return _step(
        request, pk, make, acts.record_copy, "copy",
        title="Ghi nơi học tập, nhân rộng", done="Đã ghi nhận.", lead="Hiện dưới bài viết trên cổng thông tin.",
    )  # fmt: skip


def drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request, pk, ReasonForm, acts.drop_exemplar, "drop",
        title="Không nêu gương", submit="Không nêu gương", done="Đã ghi nhận. Hồ sơ được giữ lại.",
    )  # fmt: skip


def end_consent(request: HttpRequest, pk: int) -> HttpResponse:
    return _step(
        request, pk, ReasonForm, acts.end_consent, "end_consent",
        title="Ghi nhận rút lại đồng ý", submit="Rút lại, gỡ bài", done="Đã ghi nhận; bài viết không còn trên cổng thông tin.",
        lead="Bài đã đăng được gỡ ngay và không đăng lại được. Hồ sơ và các bản lưu được giữ tại bàn biên tập.",
    )  # fmt: skip
