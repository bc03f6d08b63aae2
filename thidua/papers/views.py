"""Opening an issued paper."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from thidua.papers.models import Paper
from thidua.papers.permissions import check_can_open_paper
from thidua.shared import clock
from thidua.shared.text import fold
from thidua.shared.uploads import TYPES


@login_not_required  # public papers are open to all; the check refuses the others
def open_paper(request: HttpRequest, pk: int) -> FileResponse:
    paper = get_object_or_404(Paper, pk=pk)
    check_can_open_paper(request.user, paper, clock.today())
    return file_response(paper)


def file_response(paper: Paper, *, name: str = "", as_attachment: bool = False) -> FileResponse:
    """The file of a paper by what it is: a PDF, or the picture of a scan. The caller has checked the right."""
    suffix = Path(paper.file.name or "").suffix.lower()
    name = f"{name or slugify(fold(paper.number_text or paper.kind))}{suffix}"
    kind = TYPES.get(suffix, "application/octet-stream")
    return FileResponse(paper.file.open("rb"), content_type=kind, filename=name, as_attachment=as_attachment)
