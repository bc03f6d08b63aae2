"""Every kind of paper as a picture, with invented people (practice and debug only): what developers and officers look at
before the first real one is printed."""

from functools import lru_cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paperwork.catalogue import BY_CODE, KINDS


def _check_open() -> None:
    if not (settings.DEMO or settings.DEBUG):
        raise Http404


@login_not_required  # invented papers; answers 404 on a real installation
def gallery(request: HttpRequest) -> HttpResponse:
    _check_open()
    rows = [
        {
            "kind": kind,
            "picture": reverse("papers:sample-picture", args=[kind.code]),
            "files": [
                (label, reverse("papers:sample-file", args=[kind.code, suffix]))
                for label, suffix in (("PDF", "pdf"), ("Word", "docx"))
                if suffix == "pdf" or not kind.no_docx
            ],
        }
        for kind in KINDS
    ]
    return render(request, "papers/gallery.html", {"rows": rows})


@login_not_required
def sample_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The first page as PNG; made once a process."""
    _check_open()
    if code not in BY_CODE:
        raise Http404
    return HttpResponse(_first_page(code), content_type="image/png")


@lru_cache(maxsize=64)
def _first_page(code: str) -> bytes:
    return BY_CODE[code].pictures(ppi=60)[0]


@login_not_required
def sample_file(request: HttpRequest, code: str, suffix: str) -> HttpResponse:
    _check_open()
    kind = BY_CODE.get(code)
    if kind is None or suffix not in ("pdf", "docx") or (suffix == "docx" and kind.no_docx):
        raise Http404
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    content, kind_of_file = (kind.pdf(), "application/pdf") if suffix == "pdf" else (kind.docx(), word)
    headers = {"Content-Disposition": f'inline; filename="{code}.{suffix}"'}
    return HttpResponse(content, content_type=kind_of_file, headers=headers)
