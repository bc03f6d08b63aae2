"""An article as it is read: its text with the pictures in their places, the other pictures beneath, where its example was
taken up, the programme of its conference."""

from datetime import time
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from thidua.conferences.models import Conference
from thidua.conferences.queries import agenda_of
from thidua.portal import queries
from thidua.portal.models import Article
from thidua.portal.models_newsroom import ArticlePhoto, ArticleVideo, ExemplarCopy
from thidua.portal.richtext import photos_in, shown
from thidua.shared.text import paragraphs


def picture_of(photo: ArticlePhoto) -> dict[str, Any]:
    """What the template of a picture asks: addresses by width for both kinds, size and words."""

    def address(width: int, kind: str) -> str:
        return reverse("portal:photo", args=[photo.pk, width, kind])

    widths = [width for width, _ in photo.sizes]
    return {
        "pk": photo.pk,
        "caption": photo.caption,
        "alt": photo.alt,
        "srcsets": [
            (f"image/{name}", ", ".join(f"{address(width, kind)} {width}w" for width in widths))
            for name, kind in (("webp", "webp"), ("jpeg", "jpg"))
        ],
        "src": address(widths[min(1, len(widths) - 1)], "jpg"),
        "small": address(widths[0], "jpg"),
        "large": address(widths[-1], "jpg"),
        "width": photo.sizes[-1][0],
        "height": photo.sizes[-1][1],
    }


def video_of(video: ArticleVideo) -> dict[str, Any]:
    """What the template of a film asks: where it is played, by whom, and its words in paragraphs."""
    return {
        "pk": video.pk,
        "title": video.title,
        "publisher": video.publisher,
        "address": video.address,
        "host": urlsplit(video.address).hostname or "",
        "transcript": paragraphs(video.transcript),
    }


def _programme(conference: Conference) -> list[tuple[time | None, str]]:
    """(when it begins, what) of each point of the agenda; no time after a point whose length is not said. One query."""
    known, found = True, []
    for begins, point in agenda_of(conference):
        found.append((begins if known else None, point.text))
        known = known and point.minutes > 0
    return found


def article_context(article: Article) -> dict[str, Any]:
    """For ``portal/_article_text.html``. Queries: pictures, films, two lists of other news, and copies or programme
    where it tells of an exemplar or a conference. Of the programme the page says time and matter, not who speaks."""
    photos = {photo.pk: picture_of(photo) for photo in article.photos.filter(withdrawn_at=None)}
    placed = photos_in(article.html)

    def figure(key: int) -> str:
        found = photos.get(key)
        return render_to_string("portal/_photo.html", {"photo": found}) if found else ""

    copies = ExemplarCopy.objects.filter(exemplar=article.exemplar_id).select_related("unit")
    return {
        "article": article,
        "lead": paragraphs(article.lead),
        "text": mark_safe(shown(article.html, figure)),  # noqa: S308 — cleaned on writing, pictures by a template
        "album": [photo for key, photo in photos.items() if key not in placed],
        "cover": next(iter(photos.values()), None),
        "videos": [video_of(video) for video in article.videos.filter(withdrawn_at=None)],
        "copies": list(copies) if article.exemplar_id else [],
        "programme": _programme(article.conference) if article.conference is not None else [],
        "same_section": queries.same_section(article),
        "others": queries.other_news(article),
    }
