"""The editors' desk around one article: its kept texts, its moment of publication, its pictures."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from thidua.conferences.forms import ReasonForm
from thidua.conferences.forms_papers import PhotoForm, PhotoWordsForm
from thidua.conferences.models_stage import Photo
from thidua.portal import actions_photos, actions_publishing, actions_revisions, queries
from thidua.portal.article_page import picture_of
from thidua.portal.changes import changes
from thidua.portal.forms import ScheduleForm
from thidua.portal.models import Article
from thidua.portal.models_newsroom import ArticlePhoto, ArticleRevision
from thidua.portal.permissions import check_can_edit, check_can_place_photo, check_can_publish
from thidua.portal.richtext import photos_in, words_of
from thidua.portal.screens import crumbs, one_form
from thidua.portal.tables import TextTable
from thidua.shared import clock
from thidua.shared.denied import reason_against
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_datetime


def _article(request: HttpRequest, pk: int) -> Article:
    return get_object_or_404(queries.visible_to(request.user, clock.today()), pk=pk)


def _home(article: Article) -> Crumb:
    return Crumb(article.title, reverse("portal:desk-article", args=[article.pk]))


# ── a moment to come ──


def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    article = _article(request, pk)
    check_can_publish(request.user, article, clock.today(), "schedule")
    form = ScheduleForm(posted(request), thing_version=article.version, thing_name="bài viết")

    def given(data: dict[str, Any]) -> dict[str, Any]:
        moment = timezone.make_aware(datetime.combine(data["day"], data["time"]))
        return {"article": article, "publish_from": moment}

    return one_form(
        request, form, actions_publishing.schedule_article, given,
        title="Hẹn giờ đăng", submit="Hẹn giờ", back=reverse("portal:desk-article", args=[pk]), steps=[_home(article)],
        lead="Đến giờ này bài tự hiện trên cổng thông tin; trước đó bạn đọc không thấy.", done="Đã hẹn giờ đăng bài.",
    )  # fmt: skip


@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    article = _article(request, pk)
    check_fresh(article, request.POST.get("version"))
    actions_publishing.unschedule_article(article=article, by=request.user, at=clock.now())
    messages.success(request, "Đã bỏ hẹn giờ; bài là bản nháp.")
    return redirect("portal:desk-article", pk=pk)


# ── kept texts ──


def texts(request: HttpRequest, pk: int) -> HttpResponseBase:
    article = _article(request, pk)
    table = TextTable(article.revisions.select_related("saved_by"), request)
    context = {"heading": "Các bản đã lưu", "actions": [], "crumbs": crumbs(_home(article), Crumb("Các bản đã lưu"))}
    return table_page(request, table, "portal/desk_list.html", context)


def text(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One kept text beside the one before it."""
    article = _article(request, pk)
    shown = get_object_or_404(article.revisions.select_related("saved_by"), number=number)
    before = article.revisions.filter(number=number - 1).first()
    take_back = guarded(
        "Lấy lại bản này", reverse("portal:take-back", args=[pk, number]), check_can_edit, request.user, article,
        clock.today(), method="post", icon="history", hidden=[("version", str(article.version))],
        confirm="Bài viết trở lại như bản này; các bản sau vẫn được giữ.",
    )  # fmt: skip
    differs = any(getattr(shown, name) != getattr(article, name) for name in actions_revisions.TEXTS)
    listed = Crumb("Các bản đã lưu", reverse("portal:texts", args=[pk]))
    context = {
        "article": article,
        "shown": shown,
        "before": before,
        "parts": _compared(before, shown),
        "new_pictures": _pictures_changed(before, shown),
        "actions": [take_back] if differs else [],
        "crumbs": crumbs(_home(article), listed, Crumb(f"Bản {number}")),
    }
    return render(request, "portal/desk_text.html", context)


def _plain(text: ArticleRevision | None, names: dict[str, str]) -> list[tuple[str, str]]:
    fields = [("Tiêu đề", "title"), ("Tóm tắt (sa-pô)", "lead"), ("Tác giả", "author_name")]
    found = [(label, getattr(text, name) if text else "") for label, name in fields]
    found.insert(2, ("Nội dung", words_of(text.html) if text else ""))
    return [("Chuyên mục", names.get(text.category, text.category) if text else ""), *found]


def _compared(before: ArticleRevision | None, shown: ArticleRevision) -> list[tuple[str, list]]:
    """(part, its paragraphs in pieces) of every part that differs from the text before."""
    names = queries.category_names()
    pairs = zip(_plain(before, names), _plain(shown, names), strict=True)
    return [(label, changes(old, new)) for (_, old), (label, new) in pairs if old != new]


def _pictures_changed(before: ArticleRevision | None, shown: ArticleRevision) -> bool:
    return before is not None and photos_in(before.html) != photos_in(shown.html)


@require_POST
def take_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    article = _article(request, pk)
    check_fresh(article, request.POST.get("version"))
    kept = get_object_or_404(ArticleRevision, article=article, number=number)
    actions_revisions.take_back_text(revision=kept, article=article, by=request.user, at=clock.now())
    messages.success(request, f"Bài viết đã trở lại như bản {number} ({vi_datetime(kept.saved_at)}).")
    return redirect("portal:desk-article", pk=pk)


# ── pictures ──


def photos(request: HttpRequest, pk: int) -> HttpResponse:
    article, today = _article(request, pk), clock.today()
    check = (check_can_place_photo, request.user, article, today)
    shown = list(article.photos.filter(withdrawn_at=None))
    placed = set(photos_in(article.html))
    taken = {photo.caption for photo in shown}
    album = Photo.objects.filter(conference=article.conference_id, withdrawn_at=None) if article.conference_id else []
    context = {
        "article": article,
        "photos": [picture_of(photo) | {"in_text": photo.pk in placed} for photo in shown],
        "album": [photo for photo in album if photo.caption not in taken],
        "runs": not reason_against(*check),
        "actions": [
            guarded("Thêm ảnh", reverse("portal:photo-add", args=[pk]), *check, kind="primary", icon="plus"),
            Action("Sửa bài", reverse("portal:edit", args=[pk]), icon="edit"),
        ],
        "crumbs": crumbs(_home(article), Crumb("Ảnh của bài")),
    }
    return render(request, "portal/desk_photos.html", context)


def _steps(article: Article) -> list[Crumb]:
    return [_home(article), Crumb("Ảnh của bài", reverse("portal:photos", args=[article.pk]))]


def photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    article = _article(request, pk)
    check_can_place_photo(request.user, article, clock.today())
    form = PhotoForm(posted(request), request.FILES if request.method == "POST" else None)
    return one_form(
        request, form, actions_photos.add_photo, lambda data: {"article": article, **data},
        title="Thêm ảnh", submit="Đưa ảnh vào", back=reverse("portal:photos", args=[pk]), steps=_steps(article),
        done="Đã thêm ảnh.",
    )  # fmt: skip


@require_POST
def photo_from_album(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    article = _article(request, pk)
    found = get_object_or_404(Photo, pk=photo_pk, conference=article.conference_id)
    actions_photos.add_from_album(article=article, photo=found, by=request.user, at=clock.now())
    messages.success(request, "Đã lấy ảnh từ album hội nghị.")
    return redirect("portal:photos", pk=pk)


def _photo(article: Article, photo_pk: int) -> ArticlePhoto:
    return get_object_or_404(article.photos.select_related("article__unit"), pk=photo_pk, withdrawn_at=None)


def photo_edit(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    article = _article(request, pk)
    found = _photo(article, photo_pk)
    check_can_place_photo(request.user, article, clock.today())
    form = PhotoWordsForm(posted(request), initial={"caption": found.caption, "alt": found.alt})
    return one_form(
        request, form, actions_photos.edit_photo, lambda data: {"photo": found, **data},
        title="Sửa chú thích", back=reverse("portal:photos", args=[pk]), steps=_steps(article), done="Đã sửa chú thích.",
    )  # fmt: skip


def photo_withdraw(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    article = _article(request, pk)
    found = _photo(article, photo_pk)
    check_can_place_photo(request.user, article, clock.today())
    return one_form(
        request, ReasonForm(posted(request)), actions_photos.withdraw_photo, lambda data: {"photo": found, **data},
        title="Gỡ ảnh", submit="Gỡ ảnh", back=reverse("portal:photos", args=[pk]), steps=_steps(article),
        facts=[("Chú thích", found.caption)], done="Đã gỡ ảnh.",
    )  # fmt: skip


@require_POST
def photo_move(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    found = _photo(_article(request, pk), photo_pk)
    actions_photos.move_photo(photo=found, up="up" in request.POST, by=request.user, at=clock.now())
    return redirect("portal:photos", pk=pk)
