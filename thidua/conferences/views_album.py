"""Pages of the album."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.conferences import actions_album as actions
from thidua.conferences import permissions
from thidua.conferences.forms import ReasonForm
from thidua.conferences.forms_papers import PhotoForm, PhotoWordsForm
from thidua.conferences.models_stage import Photo
from thidua.conferences.screens import conference_of, one_form, room
from thidua.shared import clock
from thidua.shared.denied import reason_against
from thidua.shared.forms import posted
from thidua.shared.ui import guarded


def album(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    conference = conference_of(request, pk)
    check = permissions.check_can_write
    address = reverse("conferences:photo-add", args=[pk])
    add = guarded("Thêm ảnh", address, check, request.user, conference, on, kind="primary", icon="plus")
    context = room(conference, "album") | {
        "photos": list(conference.photos.filter(withdrawn_at=None)),
        "runs": not reason_against(check, request.user, conference, on),
        "actions": [add],
    }
    return render(request, "conferences/album.html", context)


def _photo(request: HttpRequest, pk: int, photo_pk: int) -> Photo:
    conference = conference_of(request, pk)
    photos = Photo.objects.select_related("conference__unit", "conference__cluster").filter(withdrawn_at=None)
    return get_object_or_404(photos, pk=photo_pk, conference=conference)


def photo(request: HttpRequest, pk: int, photo_pk: int, size: str) -> FileResponse:
    """The picture itself, "lon" or "nho"."""
    shown = _photo(request, pk, photo_pk)
    file = shown.large if size == "lon" else shown.small
    return FileResponse(file.open("rb"), content_type="image/jpeg", filename=f"anh-{photo_pk}-{size}.jpg")


def photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    conference = conference_of(request, pk)
    permissions.check_can_write(request.user, conference, clock.today())
    form = PhotoForm(posted(request), request.FILES if request.method == "POST" else None)
    return one_form(
        request, conference, form, actions.add_photo, lambda data: {"conference": conference, **data},
        title="Thêm ảnh", back=reverse("conferences:album", args=[pk]), submit="Thêm ảnh", done="Đã thêm ảnh.",
    )  # fmt: skip


def photo_edit(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    shown = _photo(request, pk, photo_pk)
    permissions.check_can_write(request.user, shown.conference, clock.today())
    form = PhotoWordsForm(posted(request), initial={"caption": shown.caption, "alt": shown.alt})
    return one_form(
        request, shown.conference, form, actions.edit_photo, lambda data: {"photo": shown, **data},
        title="Sửa chú thích, mô tả ảnh", back=reverse("conferences:album", args=[pk]), done="Đã sửa chú thích.",
    )  # fmt: skip


def photo_withdraw(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    shown = _photo(request, pk, photo_pk)
    permissions.check_can_write(request.user, shown.conference, clock.today())
    return one_form(
        request, shown.conference, ReasonForm(posted(request)), actions.withdraw_photo,
        lambda data: {"photo": shown, "reason": data["reason"]}, title="Gỡ ảnh", facts=[("Chú thích", shown.caption)],
        back=reverse("conferences:album", args=[pk]), submit="Gỡ ảnh", done="Đã gỡ ảnh.",
    )  # fmt: skip


@require_POST
def photo_move(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    shown = _photo(request, pk, photo_pk)
    actions.move_photo(photo=shown, up="up" in request.POST, by=request.user, at=clock.now())
    return redirect("conferences:album", pk)
