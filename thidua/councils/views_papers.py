"""Papers of a session: what is handed out before it, what was issued, drafts of what follows from it."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from paperwork.blocks import PaperError
from paperwork.papers.council_minutes import council_minutes_docx
from paperwork.papers.count_sheet import count_sheet_docx
from paperwork.papers.decision import decision_docx, render_decision
from paperwork.papers.nomination_list import nomination_list_docx, render_nomination_list
from thidua.accounts.queries import signed_in
from thidua.councils import (
    actions_members,
    forms,
    papers,
    papers_drafts,
    queries,
)
from thidua.councils import permissions as may
from thidua.councils.models import AgendaItem, CouncilSession
from thidua.councils.models_sessions import SessionPaper
from thidua.councils.views import file_answer
from thidua.councils.views_meeting import act_form, acting
from thidua.councils.views_session import INITIATIVES, KEPT, session_of
from thidua.papers.permissions import check_can_open_paper
from thidua.papers.views import file_response
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.forms import posted

Stage = AgendaItem.Stage


# ── papers ──


def paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    def make(session: CouncilSession):
        return forms.PaperForm(posted(request), request.FILES or None)

    def act(*, file, **given):
        return actions_members.add_session_paper(upload=file, **given)

    return act_form(request, pk, "Thêm tài liệu", make, act, "Đã gửi tài liệu đến các thành viên.", may.check_can_serve)


def _handout(request: HttpRequest, pk: int, paper: int) -> SessionPaper:
    session = session_of(request, pk)
    found = get_object_or_404(SessionPaper, pk=paper, session=session, withdrawn_at=None)
    found.session = session
    return found


def paper_withdraw(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    handout = _handout(request, pk, paper)

    def act(*, session: CouncilSession, **given):
        return actions_members.withdraw_session_paper(paper=handout, **given)

    return act_form(
        request, pk, f"Gỡ tài liệu “{handout.title}”", lambda s: forms.WhyForm(posted(request)), act, "Đã gỡ tài liệu.",
        may.check_can_serve,
    )  # fmt: skip


@require_POST
def handout(request: HttpRequest, pk: int, paper: int) -> FileResponse:
    """The file; the first opening by a member is its receipt, hence a POST."""
    found = _handout(request, pk, paper)
    actions_members.note_reading(paper=found, **acting(request))
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


def kept_paper(request: HttpRequest, pk: int, key: str) -> FileResponse:
    """An issued paper of the session: for who works for the unit and for the members."""
    session = session_of(request, pk)
    paper = getattr(session, KEPT.get(key, ""), None)
    if paper is None:
        raise Http404
    if not any(seat.user.pk == signed_in(request).pk for seat in queries.seats_of(session)):
        check_can_open_paper(request.user, paper, clock.today())
    return file_response(paper)


def kept_paper_docx(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Minutes or count sheet as Word, from the frozen votes, with the number of the issued paper."""
    session = session_of(request, pk)
    paper = getattr(session, KEPT.get(key, ""), None)
    if paper is None or session.closed_at is None or key not in ("bien-ban", "kiem-phieu"):
        raise Http404
    items = list(queries.agenda_of(session))
    number = certain(paper.number)
    if key == "bien-ban":
        values: Any = papers.minutes_values(session, items, number=number, ended_at=session.closed_at)
        return _made(lambda at: council_minutes_docx(values, created_at=at), f"bien-ban-{pk}.docx")
    values = papers.count_sheet_values(session, items, number=number, dated=paper.issued_on)
    return _made(lambda at: count_sheet_docx(values, created_at=at), f"kiem-phieu-{pk}.docx")


def _made(make, name: str) -> HttpResponse:
    try:
        content = make(clock.now())
    except PaperError as error:
        raise Denied(str(error)) from error
    return file_answer(content, name)


def _closed(request: HttpRequest, pk: int) -> tuple[CouncilSession, list[AgendaItem]]:
    session = session_of(request, pk)
    if session.state != "closed":
        raise Denied("Phiên họp chưa kết thúc nên chưa có kết quả để dự thảo.")
    return session, list(queries.agenda_of(session))


def submission(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    session, items = _closed(request, pk)
    values = papers_drafts.submission_values(session, items, clock.today())
    make = render_nomination_list if suffix == "pdf" else nomination_list_docx
    return _made(lambda at: make(values, created_at=at), f"du-thao-to-trinh-{pk}.{suffix}")


def award_decision(request: HttpRequest, pk: int, code: str, suffix: str) -> HttpResponse:
    session, items = _closed(request, pk)
    if code == INITIATIVES:
        found, draft = any(item.has_passed and item.kind == AgendaItem.Kind.INITIATIVE for item in items), ""
    else:
        found, draft = any(item.has_passed and item.award_code == code for item in items), code
    if not found:
        raise Http404
    today = clock.today()
    values = (
        papers_drafts.decision_values(session, items, draft, today)
        if draft
        else papers_drafts.recognition_values(session, items, today)
    )
    make = render_decision if suffix == "pdf" else decision_docx
    return _made(lambda at: make(values, created_at=at), f"du-thao-quyet-dinh-{pk}.{suffix}")
