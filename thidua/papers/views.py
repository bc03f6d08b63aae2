"""Opening an issued paper."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.text import slugify

from thidua.papers.models import Paper
from thidua.papers.permissions import check_can_open_paper
from thidua.shared import clock


@login_not_required  # public papers are open to all; the check refuses the others
def open_paper(request: HttpRequest, pk: int) -> FileResponse:
    paper = get_object_or_404(Paper, pk=pk)
    check_can_open_paper(request.user, paper, clock.today())
    name = f"{slugify(paper.number_text or paper.kind)}.pdf"
    return FileResponse(paper.file.open("rb"), content_type="application/pdf", filename=name)
