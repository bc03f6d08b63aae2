"""Films about what an article tells: named at the address of who shows them, never without their words."""

from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction

from thidua.portal.models import Article
from thidua.portal.models_newsroom import ArticleVideo
from thidua.portal.permissions import check_can_place_video
from thidua.shared import audit
from thidua.shared.actions_rows import strike
from thidua.shared.denied import Denied
from thidua.shared.pictures import is_placeholder
from thidua.shared.text import nfc, nfc_lines

MOST_VIDEOS = 5
# Less is no account of a film; more is a text of its own.
SHORTEST, LONGEST = 100, 20_000
_is_address = URLValidator(schemes=["https"])


def _address(typed: str) -> str:
    """An address a reader can judge by its name: https, a host with a name, nobody's account, no other port."""
    address = nfc(typed)
    try:
        _is_address(address)
        parts = urlsplit(address)
        plain = parts.username is None and parts.port is None
    except (ValidationError, ValueError):
        plain = False
    if not plain or len(address) > 300:
        raise Denied(
            "Địa chỉ video phải bắt đầu bằng https:// và là trang của nơi phát, ví dụ https://qtv.vn/video/123."
        )
    host = parts.hostname or ""
    if host.replace(".", "").isdigit() or ":" in host:
        raise Denied("Địa chỉ video phải có tên miền, không phải dãy số.")
    if not host.isascii() or "xn--" in host:
        raise Denied("Tên miền của video có chữ cái dễ nhầm với chữ khác. Mời ghi địa chỉ chỉ có chữ không dấu.")
    return address


def _checked(title: str, publisher: str, address: str, transcript: str) -> dict[str, str]:
    title, publisher, transcript = nfc(title), nfc(publisher), nfc_lines(transcript)
    if not title or len(title) > 200 or not publisher or len(publisher) > 120:
        raise Denied("Mời ghi tên video (không quá 200 ký tự) và nơi phát (không quá 120 ký tự).")
    if not SHORTEST <= len(transcript) <= LONGEST or is_placeholder(transcript):
        raise Denied(
            f"Mời ghi lời của video: ai nói gì, hình có gì, từ {SHORTEST} đến {LONGEST // 1000}.000 ký tự. Người không nghe, "
            "không xem được đọc lời này thay video."
        )
    return {"title": title, "publisher": publisher, "address": _address(address), "transcript": transcript}


@transaction.atomic
def add_video(
    *, article: Article, title: str, publisher: str, address: str, transcript: str, by, at: datetime
) -> ArticleVideo:
    """Name a film beneath the text of an article; ``transcript``: all that is said and what is to be seen."""
    check_can_place_video(by, article, at.date())
    fields = _checked(title, publisher, address, transcript)
    if article.videos.filter(withdrawn_at=None).count() >= MOST_VIDEOS:
        raise Denied(f"Một bài có nhiều nhất {MOST_VIDEOS} video.")
    try:
        with transaction.atomic():
            video = ArticleVideo.objects.create(article=article, added_at=at, added_by=by, **fields)
    except IntegrityError:
        raise Denied("Video ở địa chỉ này đã có trong bài.") from None
    audit.record("article_video_added", article, by=by, at=at, detail={"video": video.pk, "address": video.address})
    return video


@transaction.atomic
def edit_video(
    *, video: ArticleVideo, title: str, publisher: str, address: str, transcript: str, by, at: datetime
) -> None:
    """Better words for a film, or the address it moved to."""
    check_can_place_video(by, video.article, at.date())
    if video.withdrawn_at is not None:
        raise Denied("Video này đã gỡ.")
    for name, value in _checked(title, publisher, address, transcript).items():
        setattr(video, name, value)
    try:
        with transaction.atomic():
            video.save(update_fields=["title", "publisher", "address", "transcript"])
    except IntegrityError:
        raise Denied("Video ở địa chỉ này đã có trong bài.") from None
    audit.record(
        "article_video_edited", video.article, by=by, at=at, detail={"video": video.pk, "address": video.address}
    )


@transaction.atomic
def withdraw_video(*, video: ArticleVideo, reason: str, by, at: datetime) -> None:
    """Take a film and its words off the article."""
    check_can_place_video(by, video.article, at.date())
    if video.withdrawn_at is not None:
        raise Denied("Video này đã gỡ.")
    strike(video, "withdrawn", reason=reason, by=by, at=at)
    audit.record("article_video_withdrawn", video.article, by=by, at=at, detail={"video": video.pk})
