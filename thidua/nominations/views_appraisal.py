"""The pages of the appraisal report (the recommendation before it is numbered, the files afterwards) and of the letter
that gives a dossier back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paperwork.blocks import PaperError
from paperwork.papers.appraisal_report import appraisal_report_docx
from thidua.nominations import permissions as may
from thidua.nominations.actions_appraisal import issue_appraisal_report
from thidua.nominations.actions_letters import issue_return_letter
from thidua.nominations.appraisal_papers import report_of
from thidua.nominations.forms_desk import RecommendationForm, ReturnLetterForm
from thidua.nominations.models import NominationLine
from thidua.nominations.views import back_to, crumbs_of, nomination_or_404
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.uploads import TYPES

Appraisal = NominationLine.Appraisal


def appraisal_report(request: HttpRequest, pk: int) -> HttpResponse:
    nomination = nomination_or_404(request, pk)
    may.check_can_report_appraisal(request.user, nomination, clock.today())
    included = nomination.lines.filter(appraisal=Appraisal.INCLUDED).count()
    excluded = nomination.lines.filter(appraisal=Appraisal.EXCLUDED).count()
    start = f"Trình Hội đồng xét {included} trường hợp đưa vào danh sách."
    form = RecommendationForm(posted(request), initial={"recommendation": start})
    if request.method == "POST" and form.is_valid():
        given = {"nomination": nomination, "by": request.user, "at": clock.now(), **form.cleaned_data}
        paper = attempt(form, issue_appraisal_report, **given)
        if paper is not None:
            return back_to(request, nomination, f"Đã lập Báo cáo thẩm định số {paper.number_text}.")
    context = {
        "title": "Báo cáo thẩm định",
        "kicker": f"{nomination.title} – {nomination.unit.name}",
        "lead": (
            f"Báo cáo ghi {included} trường hợp đưa vào danh sách, {excluded} trường hợp không đưa vào kèm lý do, điều khoản "
            "đã đối chiếu và ý kiến của cơ quan khác. Cấp số rồi thì không sửa được."
        ),
        "form": form,
        "submit_label": "Cấp số, lập báo cáo",
        "back": reverse("nominations:detail", args=[pk]),
        "crumbs": crumbs_of(nomination, "Báo cáo thẩm định"),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def return_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter that goes with a dossier given back: written by the desk, then read by whoever sees the dossier."""
    nomination = nomination_or_404(request, pk)
    if nomination.return_letter is not None and request.method == "GET":
        content = nomination.return_letter.file.read()
        headers = {"Content-Disposition": f'inline; filename="cong-van-tra-{nomination.pk}.pdf"'}
        return HttpResponse(content, content_type=TYPES[".pdf"], headers=headers)
    may.check_can_write_return(request.user, nomination, clock.today())
    form = ReturnLetterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = {"nomination": nomination, "by": request.user, "at": clock.now(), **form.cleaned_data}
        paper = attempt(form, issue_return_letter, **given)
        if paper is not None:
            return back_to(request, nomination, f"Đã lập Công văn trả hồ sơ số {paper.number_text}.")
    context = {
        "title": "Công văn trả hồ sơ",
        "kicker": f"{nomination.title} – {nomination.unit.name}",
        "lead": f"Công văn gửi {nomination.unit.agency_name}, ghi lý do đã trả: “{nomination.returned_reason}”. Cấp số rồi thì "
        "không sửa được.",
        "form": form,
        "submit_label": "Cấp số, lập công văn",
        "back": reverse("nominations:detail", args=[pk]),
        "crumbs": crumbs_of(nomination, "Công văn trả hồ sơ"),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def as_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbered report as a Word file, from the same values."""
    nomination = nomination_or_404(request, pk)
    paper = nomination.appraisal_report
    if paper is None:
        raise Http404
    values = report_of(nomination, paper.number, nomination.recommendation, paper.issued_on)
    try:
        content = appraisal_report_docx(values, created_at=paper.kept_at)
    except PaperError as error:
        raise Denied(str(error)) from error
    answer = HttpResponse(content, content_type=TYPES[".docx"])
    answer["Content-Disposition"] = f'attachment; filename="bao-cao-tham-dinh-{pk}.docx"'
    answer["Cache-Control"] = "no-store"
    return answer
