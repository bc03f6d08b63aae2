"""The editors' desk: the films of an article, each with its words."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from thidua.conferences.forms import ReasonForm
from thidua.portal import actions_videos, queries
from thidua.portal.actions_videos import LONGEST
from thidua.portal.article_page import video_of
from thidua.portal.models import Article
from thidua.portal.models_newsroom import ArticleVideo
from thidua.portal.permissions import check_can_place_video
from thidua.portal.screens import crumbs, one_form
from thidua.shared import clock
from thidua.shared.denied import reason_against
from thidua.shared.forms import BaseForm, LongTextField, TextField, posted
from thidua.shared.ui import Crumb, guarded

_FIELDS = ("title", "publisher", "address", "transcript")


class VideoForm(BaseForm):
    title = TextField(label="Tên video", max_length=200)
    publisher = TextField(label="Nơi phát", max_length=120, help_text="Đài, báo, cơ quan có trang phát video.")
    address = TextField(
        label="Địa chỉ trang phát",
        max_length=300,
        help_text="Bắt đầu bằng https://. Bạn đọc mở trang này để xem; video không nằm trên cổng thông tin.",
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    transcript = LongTextField(
        label="Lời của video",
        rows=12,
        max_length=LONGEST,
        help_text="Ai nói gì và hình có gì, theo thứ tự. Người không nghe, không xem được đọc lời này thay video.",
    )


def _article(request: HttpRequest, pk: int) -> Article:
    return get_object_or_404(queries.visible_to(request.user, clock.today()), pk=pk)


def _steps(article: Article, *last: Crumb) -> list[Crumb]:
    return [Crumb(article.title, reverse("portal:desk-article", args=[article.pk])), *last]


def videos(request: HttpRequest, pk: int) -> HttpResponse:
    article = _article(request, pk)
    check = (check_can_place_video, request.user, article, clock.today())
    add = guarded("Thêm video", reverse("portal:video-add", args=[pk]), *check, kind="primary", icon="plus")
    context = {
        "article": article,
        "videos": [video_of(video) for video in article.videos.filter(withdrawn_at=None)],
        "runs": not reason_against(*check),
        "actions": [add],
        "crumbs": crumbs(*_steps(article, Crumb("Video của bài"))),
    }
    return render(request, "portal/desk_videos.html", context)


def _listed(article: Article) -> list[Crumb]:
    return _steps(article, Crumb("Video của bài", reverse("portal:videos", args=[article.pk])))


def add(request: HttpRequest, pk: int) -> HttpResponse:
    article = _article(request, pk)
    check_can_place_video(request.user, article, clock.today())
    return one_form(
        request, VideoForm(posted(request)), actions_videos.add_video, lambda data: {"article": article, **data},
        title="Thêm video", back=reverse("portal:videos", args=[pk]), steps=_listed(article), done="Đã thêm video.",
    )  # fmt: skip


def _video(article: Article, video_pk: int) -> ArticleVideo:
    return get_object_or_404(article.videos.select_related("article__unit"), pk=video_pk, withdrawn_at=None)


def edit(request: HttpRequest, pk: int, video_pk: int) -> HttpResponse:
    article = _article(request, pk)
    found = _video(article, video_pk)
    check_can_place_video(request.user, article, clock.today())
    form = VideoForm(posted(request), initial={name: getattr(found, name) for name in _FIELDS})
    return one_form(
        request, form, actions_videos.edit_video, lambda data: {"video": found, **data},
        title="Sửa video", back=reverse("portal:videos", args=[pk]), steps=_listed(article), done="Đã sửa video.",
    )  # fmt: skip


def withdraw(request: HttpRequest, pk: int, video_pk: int) -> HttpResponse:
    article = _article(request, pk)
    found = _video(article, video_pk)
    check_can_place_video(request.user, article, clock.today())
    return one_form(
        request, ReasonForm(posted(request)), actions_videos.withdraw_video, lambda data: {"video": found, **data},
        title="Gỡ video", submit="Gỡ video", back=reverse("portal:videos", args=[pk]), steps=_listed(article),
        done="Đã gỡ video.",
    )  # fmt: skip
