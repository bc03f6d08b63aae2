"""The album: pictures of a conference with caption and alternative text."""

from datetime import datetime

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import Max

from thidua.conferences.models import Conference
from thidua.conferences.models_stage import Photo
from thidua.conferences.permissions import check_can_write
from thidua.shared import audit
from thidua.shared.actions_rows import move_row, strike
from thidua.shared.denied import Denied
from thidua.shared.pictures import check_words, take_picture
from thidua.shared.text import fold, nfc

MOST_PHOTOS = 200


def _check_texts(conference: Conference, caption: str, alt: str, but: int = 0) -> None:
    if len(caption) > 300 or len(alt) > 300:
        raise Denied("Chú thích, mô tả ảnh dài quá 300 ký tự.")
    check_words(caption, alt)
    others = conference.photos.filter(withdrawn_at=None).exclude(pk=but).values_list("caption", flat=True)
    if fold(caption) in {fold(other) for other in others}:
        raise Denied("Chú thích này đã dùng cho một ảnh khác của hội nghị; mỗi ảnh cần một chú thích riêng.")


@transaction.atomic
def add_photo(*, conference: Conference, upload: File, caption: str, alt: str, by, at: datetime) -> Photo:
    """Take in a picture: made anew in two sizes without metadata; caption and alternative text are asked."""
    check_can_write(by, conference, at.date())
    caption, alt = nfc(caption), nfc(alt)
    _check_texts(conference, caption, alt)
    if at.date() < conference.held_on:
        raise Denied(f"Hội nghị họp ngày {conference.held_on:%d/%m/%Y}; chưa có ảnh để đưa vào.")
    if conference.photos.filter(withdrawn_at=None).count() >= MOST_PHOTOS:
        raise Denied(f"Một hội nghị có nhiều nhất {MOST_PHOTOS} ảnh.")
    picture = take_picture(upload)
    last = conference.photos.aggregate(last=Max("ordinal"))["last"] or 0
    photo = Photo(
        conference=conference,
        ordinal=last + 1,
        caption=caption,
        alt=alt,
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        added_at=at,
        added_by=by,
    )
    name = f"{conference.pk}-{picture.sha256[:16]}"
    photo.large.save(f"{name}.jpg", ContentFile(picture.large), save=False)
    photo.small.save(f"{name}-nho.jpg", ContentFile(picture.small), save=False)
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError as error:
        photo.large.delete(save=False)
        photo.small.delete(save=False)
        raise Denied("Ảnh này đã có trong album.") from error
    audit.record("photo_added", photo, by=by, at=at, detail={"conference": conference.pk, "sha256": picture.sha256})
    return photo


@transaction.atomic
def edit_photo(*, photo: Photo, caption: str, alt: str, by, at: datetime) -> None:
    """Better words for a picture."""
    check_can_write(by, photo.conference, at.date())
    _check_shown(photo)
    caption, alt = nfc(caption), nfc(alt)
    _check_texts(photo.conference, caption, alt, photo.pk)
    photo.caption, photo.alt = caption, alt
    photo.save(update_fields=["caption", "alt"])
    audit.record("photo_edited", photo, by=by, at=at)


def _check_shown(photo: Photo) -> None:
    if photo.withdrawn_at is not None:
        raise Denied("Ảnh này đã gỡ.")


@transaction.atomic
def withdraw_photo(*, photo: Photo, reason: str, by, at: datetime) -> None:
    """Take a picture out of the album; it is shown to nobody from now on."""
    check_can_write(by, photo.conference, at.date())
    _check_shown(photo)
    strike(photo, "withdrawn", reason=reason, by=by, at=at)
    audit.record("photo_withdrawn", photo, by=by, at=at)


@transaction.atomic
def move_photo(*, photo: Photo, up: bool, by, at: datetime) -> None:
    """One place up or down in the album; nothing happens at the ends."""
    check_can_write(by, photo.conference, at.date())
    place = move_row(photo, photo.conference.photos.filter(withdrawn_at=None), up=up)
    if place is not None:
        audit.record("photo_moved", photo, by=by, at=at, detail={"place": place})
