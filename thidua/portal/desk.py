"""The editors' desk: drafts, editing, publishing, taking off."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.lifecycles import LIFECYCLES
from thidua.accounts.queries import signed_in
from thidua.conferences.models import Conference
from thidua.portal import actions, queries
from thidua.portal import actions_publishing as publishing
from thidua.portal.article_page import article_context, picture_of
from thidua.portal.forms import ArticleForm, NewArticleForm, WithdrawForm
from thidua.portal.models import Article
from thidua.portal.permissions import (
    check_can_draft_from,
    check_can_edit,
    check_can_publish,
    check_can_unschedule,
    check_can_withdraw,
)
from thidua.portal.tables import DeskTable
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import Denied
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_datetime
from thidua.units.models import RoleGrant
from thidua.units.queries import units_with_own_role

_TEXTS = ("category", "title", "lead", "body", "author_name")
_NO_EDITOR = "Để soạn bài viết cần vai trò “Biên tập viên”."


def desk(request: HttpRequest) -> HttpResponseBase:
    today = clock.today()
    states = Filter("state", "Tình trạng", list(LIFECYCLES["article"].states.items()))
    table = DeskTable(queries.visible_to(request.user, today), request, filters=[states])
    is_editor = bool(queries.editors_unit_ids(request.user, today))
    conferences = [
        {
            "conference": conference,
            "action": guarded(
                "Soạn bài từ hội nghị",
                reverse("portal:draft-from-conference", args=[conference.pk]),
                check_can_draft_from,
                request.user,
                conference,
                today,
                method="post",
                icon="news",
            ),
        }
        for conference in queries.conferences_without_article(request.user, today)[:3]
    ]
    new = Action("Viết bài", reverse("portal:new"), icon="plus", refused="" if is_editor else _NO_EDITOR)
    voices = [
        Action("Gương điển hình", reverse("portal:desk-exemplars"), icon="star"),
        Action("Ý kiến bạn đọc", reverse("portal:desk-comments"), icon="people"),
        Action("Bình chọn", reverse("portal:desk-polls"), icon="chart"),
        Action("Thư bạn đọc", reverse("portal:desk-messages"), icon="mail"),
        Action("Chuyên mục", reverse("portal:categories"), icon="folder"),
    ]
    context = {"conferences": conferences, "actions": [new, *voices]}
    return table_page(request, table, "portal/desk.html", context)


def _visible(request: HttpRequest, pk: int) -> Article:
    return get_object_or_404(queries.visible_to(request.user, clock.today()), pk=pk)


def _crumbs(*last: Crumb) -> list[Crumb]:
    return [Crumb("Tin bài", reverse("portal:desk")), *last]


def new(request: HttpRequest) -> HttpResponse:
    units = queries.units_edited(request.user, clock.today())
    if not units.exists():
        raise Denied(_NO_EDITOR)
    me = signed_in(request)
    own = units_with_own_role(me, [RoleGrant.Role.EDITOR], clock.today())
    initial = {"author_name": me.display_name, "unit": own[0].pk if own else None}
    form = NewArticleForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        article = actions.draft_article(**form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, "Đã lưu bản nháp.")
        return redirect("portal:desk-article", pk=article.pk)
    context = {
        "form": form,
        "heading": "Viết bài",
        "back": reverse("portal:desk"),
        "crumbs": _crumbs(Crumb("Viết bài")),
    }
    return render(request, "portal/edit.html", context, status=422 if form.is_bound else 200)


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The article as the public will see it, with what can be done."""
    article = _visible(request, pk)
    today = clock.today()
    context = article_context(article) | {
        "actions": _acts(request.user, article, today),
        "crumbs": _crumbs(Crumb(article.title)),
        "texts": article.revisions.count(),
        "publish_text": f"Lúc {vi_datetime(article.publish_from)}." if article.publish_from else "",
        "sources": sources_of(article),
    }
    return render(request, "portal/desk_article.html", context)


def _acts(user, article: Article, today: date) -> list[Action]:
    """What can be done with an article now, the likeliest first."""
    pk, hidden = article.pk, [("version", str(article.version))]
    acts = [guarded("Sửa bài", reverse("portal:edit", args=[pk]), check_can_edit, user, article, today, icon="edit")]
    if article.state in ("draft", "scheduled"):
        acts.insert(
            0,
            guarded(
                "Đăng bài", reverse("portal:publish", args=[pk]), check_can_publish, user, article, today,
                method="post", kind="primary", icon="send", hidden=hidden,
                confirm="Bài hiện ngay trên cổng thông tin công cộng.",
            ),
        )  # fmt: skip
    if article.state == "draft":
        address = reverse("portal:schedule", args=[pk])
        acts.append(guarded("Hẹn giờ đăng", address, check_can_publish, user, article, today, "schedule", icon="clock"))
    if article.state == "scheduled":
        acts.append(
            guarded(
                "Bỏ hẹn giờ", reverse("portal:unschedule", args=[pk]), check_can_unschedule, user, article, today,
                method="post", kind="quiet", hidden=hidden,
            )
        )  # fmt: skip
    if article.state == "published":
        acts.insert(0, Action("Xem trên cổng", reverse("portal:article", args=[article.slug]), icon="link"))
        address = reverse("portal:withdraw", args=[pk])
        acts.append(guarded("Gỡ bài", address, check_can_withdraw, user, article, today, kind="quiet"))
    return acts


# Where a record behind a sentence is read: kind → address from its key and the conference of the article.
_RECORDS: dict[str, Callable[[int, int | None], str]] = {
    "conference": lambda pk, _: reverse("conferences:detail", args=[pk]),
    "movement": lambda pk, _: reverse("movements:detail", args=[pk]),
    "pledge": lambda pk, _: reverse("pledges:detail", args=[pk]),
    "paper": lambda pk, _: reverse("papers:open", args=[pk]),
    "honours": lambda pk, _: f"{reverse('honours:list')}?year={pk}",
    "registration": lambda pk, _: f"{reverse('pledges:registrations')}?year={pk}",
    "figure": lambda pk, conference: reverse("conferences:figure", args=[conference, pk]),
    "remark": lambda pk, conference: reverse("conferences:remark", args=[conference, pk]),
    "conference_paper": lambda pk, conference: reverse("conferences:paper", args=[conference, pk]),
}


def sources_of(article: Article) -> list[dict[str, Any]]:
    """The sentences of the draft as they were written, each with links to its records and whether it still stands in the
    article as it is now."""
    text = " ".join(f"{article.lead} {article.body}".split())
    return [
        {
            "text": source["text"],
            "stands": " ".join(source["text"].split()) in text,
            "records": [(label, _RECORDS[kind](pk, article.conference_id)) for kind, pk, label in source["records"]],
        }
        for source in article.sources
    ]


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    article = _visible(request, pk)
    check_can_edit(request.user, article, clock.today())
    form = ArticleForm(
        request.POST or None,
        thing_version=article.version,
        thing_name="bài viết",
        initial={name: getattr(article, name) for name in _TEXTS} | {"body": article.html},
        category=article.category,
        photos=[picture_of(photo) for photo in article.photos.filter(withdrawn_at=None)],
    )
    if request.method == "POST" and form.is_valid():
        texts = {name: form.cleaned_data[name] for name in _TEXTS}
        actions.edit_article(article=article, **texts, by=request.user, at=clock.now())
        messages.success(request, "Đã lưu bài viết.")
        return redirect("portal:desk-article", pk=pk)
    back = reverse("portal:desk-article", args=[pk])
    context = {
        "form": form,
        "heading": "Sửa bài",
        "back": back,
        "crumbs": _crumbs(Crumb(article.title, back), Crumb("Sửa bài")),
    }
    return render(request, "portal/edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def draft_from_conference(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the conference."""
    units = queries.editors_unit_ids(request.user, clock.today())
    conference = get_object_or_404(Conference.objects.select_related("unit", "cluster"), pk=pk, unit__in=units)
    article = actions.draft_article_from_conference(conference=conference, by=request.user, at=clock.now())
    messages.success(request, "Đã soạn bản nháp từ số liệu của hội nghị. Mời đọc lại, sửa và đăng.")
    return redirect("portal:desk-article", pk=article.pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    article = _visible(request, pk)
    check_fresh(article, request.POST.get("version"))
    publishing.publish_article(article=article, by=request.user, at=clock.now())
    messages.success(request, "Đã đăng bài lên cổng thông tin.")
    return redirect("portal:desk-article", pk=pk)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    article = _visible(request, pk)
    check_can_withdraw(request.user, article, clock.today())
    form = WithdrawForm(request.POST or None, thing_version=article.version, thing_name="bài viết")
    if request.method == "POST" and form.is_valid():
        publishing.withdraw_article(
            article=article, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
        )  # fmt: skip
        messages.success(request, "Đã gỡ bài khỏi cổng thông tin.")
        return redirect("portal:desk-article", pk=pk)
    back = reverse("portal:desk-article", args=[pk])
    context = {
        "form": form,
        "heading": "Gỡ bài",
        "back": back,
        "submit": "Gỡ bài",
        "crumbs": _crumbs(Crumb(article.title, back), Crumb("Gỡ bài")),
    }
    return render(request, "portal/edit.html", context, status=422 if form.is_bound else 200)
