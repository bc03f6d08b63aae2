"""Pictures of an article: taken in with caption and alternative text, from a file or from the album of its conference."""

from datetime import datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Max

from thidua.conferences.models_stage import Photo
from thidua.portal.models import Article
from thidua.portal.models_newsroom import ArticlePhoto
from thidua.portal.permissions import check_can_place_photo
from thidua.portal.photos import store
from thidua.shared import audit
from thidua.shared.actions_rows import move_row, strike
from thidua.shared.denied import Denied
from thidua.shared.pictures import check_words, take_renditions
from thidua.shared.text import fold, nfc

MOST_PHOTOS = 60


def _checked(article: Article, caption: str, alt: str, but: int = 0) -> dict[str, str]:
    caption, alt = nfc(caption), nfc(alt)
    if len(caption) > 300 or len(alt) > 300:
        raise Denied("Chú thích, mô tả ảnh dài quá 300 ký tự.")
    check_words(caption, alt)
    others = article.photos.filter(withdrawn_at=None).exclude(pk=but).values_list("caption", flat=True)
    if fold(caption) in {fold(other) for other in others}:
        raise Denied("Chú thích này đã dùng cho một ảnh khác của bài; mỗi ảnh cần một chú thích riêng.")
    return {"caption": caption, "alt": alt}


@transaction.atomic
def add_photo(*, article: Article, upload: File, caption: str, alt: str, by, at: datetime) -> ArticlePhoto:
    """Take in a picture: made anew in several widths without metadata; caption and alternative text are asked."""
    check_can_place_photo(by, article, at.date())
    words = _checked(article, caption, alt)
    shown = article.photos.filter(withdrawn_at=None)
    if shown.count() >= MOST_PHOTOS:
        raise Denied(f"Một bài có nhiều nhất {MOST_PHOTOS} ảnh.")
    renditions, sha256 = take_renditions(upload)
    if shown.filter(sha256=sha256).exists():
        raise Denied("Ảnh này đã có trong bài.")
    stem = f"tin-bai/{at.year}/{article.pk}-{sha256[:16]}"
    last = article.photos.aggregate(last=Max("ordinal"))["last"] or 0
    photo = ArticlePhoto(
        article=article,
        ordinal=last + 1,
        stem=stem,
        sizes=[[each.width, each.height] for each in renditions],
        sha256=sha256,
        added_at=at,
        added_by=by,
        **words,
    )
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError as error:
        raise Denied("Ảnh này đã có trong bài.") from error
    audit.record("article_photo_added", article, by=by, at=at, detail={"photo": photo.pk, "sha256": sha256})
    store(stem, renditions)
    return photo


@transaction.atomic
def add_from_album(*, article: Article, photo: Photo, by, at: datetime) -> ArticlePhoto:
    """Take a picture of the album of the conference the article tells of, with its words."""
    if article.conference_id is None or photo.conference_id != article.conference_id:
        raise Denied("Ảnh này không thuộc album hội nghị của bài.")
    if photo.withdrawn_at is not None:
        raise Denied("Ảnh này đã gỡ khỏi album.")
    with photo.large.open("rb") as file:
        upload = File(file, name="album.jpg")
        return add_photo(article=article, upload=upload, caption=photo.caption, alt=photo.alt, by=by, at=at)


def _check_shown(photo: ArticlePhoto) -> None:
    if photo.withdrawn_at is not None:
        raise Denied("Ảnh này đã gỡ.")


@transaction.atomic
def edit_photo(*, photo: ArticlePhoto, caption: str, alt: str, by, at: datetime) -> None:
    """Better words for a picture."""
    check_can_place_photo(by, photo.article, at.date())
    _check_shown(photo)
    words = _checked(photo.article, caption, alt, photo.pk)
    photo.caption, photo.alt = words["caption"], words["alt"]
    photo.save(update_fields=["caption", "alt"])
    audit.record("article_photo_edited", photo.article, by=by, at=at, detail={"photo": photo.pk})


@transaction.atomic
def withdraw_photo(*, photo: ArticlePhoto, reason: str, by, at: datetime) -> None:
    """Take a picture out; it is shown to nobody from now on, wherever it stands in a text."""
    check_can_place_photo(by, photo.article, at.date())
    _check_shown(photo)
    strike(photo, "withdrawn", reason=reason, by=by, at=at)
    audit.record("article_photo_withdrawn", photo.article, by=by, at=at, detail={"photo": photo.pk})


@transaction.atomic
def move_photo(*, photo: ArticlePhoto, up: bool, by, at: datetime) -> None:
    """One place up or down among the pictures of the article."""
    check_can_place_photo(by, photo.article, at.date())
    place = move_row(photo, photo.article.photos.filter(withdrawn_at=None), up=up)
    if place is not None:
        audit.record("article_photo_moved", photo.article, by=by, at=at, detail={"photo": photo.pk, "place": place})
