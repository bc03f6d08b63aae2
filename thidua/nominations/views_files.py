"""Screens of the papers of a dossier: what is asked for, what is there, handing in, reports for all, lists from a sheet."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.award import RECIPIENTS_VI
from rulebook.dossiers import form_named, forms_for, kinds_of, papers_asked
from thidua.law.links import citation_url
from thidua.law.queries import award_name, proposable, the_book
from thidua.nominations import actions_files, actions_lists, dossier, queries, sheet_lists
from thidua.nominations import permissions as may
from thidua.nominations.actions_jobs import DRAFT, request_drafting
from thidua.nominations.forms_desk import (
    FormChoiceForm,
    GroundsForm,
    OutsiderForm,
    PaperForm,
    PaperRuleForm,
    SheetForm,
)
from thidua.nominations.job_shown import job_shown
from thidua.nominations.models_files import DossierFile, PaperRule
from thidua.nominations.views import crumbs_of, nomination_or_404
from thidua.nominations.views_line import line_or_404
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.jobs.models import Job
from thidua.shared.ui import Crumb
from thidua.shared.uploads import TYPES
from thidua.units.queries import units_visible_to

MOST_NAMED = 50


def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """What the law asks of the dossier, what is there, who lacks what; handing in papers of the whole dossier."""
    nomination, on = nomination_or_404(request, pk), clock.today()
    law_day = dossier.law_day_of(nomination, on)
    asked = dossier.asked_of(nomination, law_day)
    why_not = reason_against(may.check_can_edit, request.user, nomination, on)
    codes = [paper.code for paper in asked.papers if paper.of == "dossier" and not paper.made] + ["other"]
    form = PaperForm(posted(request), request.FILES or None, codes=list(dict.fromkeys(codes)))
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form,
            actions_files.attach_paper,
            nomination=nomination,
            paper_code=form.cleaned_data["paper_code"],
            upload=form.cleaned_data["file"],
            by=request.user,
            at=clock.now(),
        )
        if kept:
            messages.success(request, f"Đã nhận tệp “{kept.name}”.")
            return redirect("nominations:papers", pk)
    lacking = dossier.missing(nomination, law_day, asked)
    named = nomination.lines.filter(pk__in=[line for line, *_ in lacking[:MOST_NAMED] if line])
    by_key = {line.pk: line for line in named.select_related("person", "unit", "outsider").defer("verdict", "sent_as")}
    context = {
        "nomination": nomination,
        "award": award_name(nomination.award_code),
        "asked": asked,
        "asked_url": citation_url(asked.url, nomination.award_code) if asked.url else "",
        "settled_by": dossier.who_settles(nomination, asked),
        "law_day": law_day,
        "rows": dossier.rows_of(nomination, law_day, asked),
        "lacking": [(by_key[each.line] if each.line else None, each) for each in lacking[:MOST_NAMED]],
        "lacking_count": len(lacking),
        "lacking_more": max(0, len(lacking) - MOST_NAMED),
        "without_report": nomination.lines.filter(report=None).count(),
        "form": None if why_not else form,
        "why_not": why_not,
        "may_choose": not reason_against(may.check_can_choose_papers, request.user, nomination.unit.root, on),
        "crumbs": crumbs_of(nomination, "Giấy tờ"),
    } | job_shown(request, DRAFT, nomination)
    return render(request, "nominations/papers.html", context, status=422 if form.is_bound else 200)


def draft_reports(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the reports of everybody who has none; asks for the form where the source names none."""
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_edit(request.user, nomination, on)
    lines = list(nomination.lines.filter(report=None).select_related("outsider").order_by("ordinal"))
    open_kinds = [
        recipient
        for recipient in dict.fromkeys(line.recipient for line in lines)
        if form_named(nomination.award_code, nomination.kind, recipient) is None
    ]
    form = None
    if open_kinds:
        choices = [each for each in forms_for(open_kinds[0]) if all(kind in each.recipients for kind in open_kinds)]
        choices = [each for each in choices if not each.awards or nomination.award_code in each.awards]
        form = FormChoiceForm(posted(request), choices=tuple(choices))
        whom = ", ".join(RECIPIENTS_VI[kind] for kind in open_kinds)
        form.fields["form"].help_text = (
            f"Phụ lục Nghị định số 152/2025/NĐ-CP không có mẫu nào nêu tên {award_name(nomination.award_code)} tặng cho "
            f"{whom}, nên chưa rõ mẫu nào bắt buộc: người lập hồ sơ chọn, hoặc hỏi cơ quan thẩm định "
            f"({nomination.to_unit.name}). Mẫu chỉ dành cho danh hiệu, hình thức khác không có ở đây."
        )
    if request.method == "POST" and (form is None or form.is_valid()):
        chosen = dict.fromkeys(open_kinds, form.cleaned_data["form"] if form else "")
        made = request_drafting(nomination=nomination, form=chosen, by=request.user, at=clock.now())
        told = (
            "Danh sách dài nên báo cáo được soạn ở phía sau; trang này báo khi xong."
            if isinstance(made, Job)
            else f"Đã soạn {made} báo cáo thành tích từ dữ liệu đang có. Mời người viết đọc lại, bổ sung."
        )
        messages.success(request, told)
        return redirect("nominations:papers", pk)
    if not lines:
        raise Denied("Mọi trường hợp đã có báo cáo thành tích.")
    context = {
        "title": "Soạn báo cáo thành tích",
        "kicker": nomination.title,
        "lead": f"Soạn cho {len(lines)} trường hợp chưa có báo cáo. Mỗi câu kèm nơi lưu dữ liệu; người viết sửa, bổ sung sau.",
        "form": form or FormChoiceForm(choices=()),
        "submit_label": "Soạn báo cáo",
        "back": reverse("nominations:papers", args=[pk]),
        "crumbs": crumbs_of(nomination, "Soạn báo cáo thành tích"),
        "no_choice": form is None,
        "nomination": nomination,
    }
    return render(request, "nominations/draft_reports.html", context, status=422 if form and form.is_bound else 200)


def file(request: HttpRequest, pk: int) -> FileResponse:
    """A paper of a dossier one may see; always as a download, never shown as a page of ours."""
    seen = queries.visible_to(request.user, clock.today()).values("pk")
    found = get_object_or_404(DossierFile, pk=pk, nomination__in=seen)
    suffix = found.name[found.name.rfind(".") :].lower()
    answer = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=TYPES.get(suffix, "application/octet-stream"),
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def remove_file(request: HttpRequest, pk: int) -> HttpResponse:
    seen = queries.visible_to(request.user, clock.today()).values("pk")
    found = get_object_or_404(DossierFile.objects.select_related("nomination__unit"), pk=pk, nomination__in=seen)
    actions_files.remove_paper(file=found, by=request.user, at=clock.now())
    messages.success(request, f"Đã gỡ tệp “{found.name}”.")
    if found.line_id:
        return redirect("nominations:line-papers", found.line_id)
    return redirect("nominations:papers", found.nomination_id)


def line_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of one nominee: what is asked, what is there, on what the proposal rests."""
    line, on = line_or_404(request, pk), clock.today()
    nomination = line.nomination
    asked = dossier.asked_of(nomination, dossier.law_day_of(nomination, on))
    mine = [paper for paper in asked.papers if paper.of == "nominee"]
    held = dossier.held_by(nomination, on)
    why_not = reason_against(may.check_can_write, request.user, nomination, on, {line.pk})
    codes = [paper.code for paper in mine if paper.made != "opinion"] + ["other"]
    grounds = [paper.code for paper in mine if paper.need == "relied"]
    is_grounds = request.method == "POST" and "doi-can-cu" in request.POST
    form = PaperForm(
        None if is_grounds else posted(request), request.FILES or None, codes=list(dict.fromkeys(codes)), prefix="tep"
    )
    ground_form = GroundsForm(posted(request) if is_grounds else None, codes=grounds, initial={"codes": line.relies_on})
    if is_grounds and ground_form.is_valid():
        done = attempt(
            ground_form,
            actions_files.rely_on,
            line=line,
            codes=ground_form.cleaned_data["codes"],
            by=request.user,
            at=clock.now(),
        )
        if not ground_form.errors and done is None:
            messages.success(request, "Đã ghi căn cứ của trường hợp này.")
            return redirect("nominations:line-papers", pk)
    elif request.method == "POST" and form.is_valid():
        kept = attempt(
            form,
            actions_files.attach_paper,
            nomination=nomination,
            line=line,
            paper_code=form.cleaned_data["paper_code"],
            upload=form.cleaned_data["file"],
            by=request.user,
            at=clock.now(),
        )
        if kept:
            messages.success(request, f"Đã nhận tệp “{kept.name}”.")
            return redirect("nominations:line-papers", pk)
    files = list(line.files.filter(removed_at=None))
    rows = [
        {
            "paper": paper,
            "need_vi": dossier.NEEDS_VI[paper.need],
            "has": held.has(line.pk, paper),
            "lack": dossier.Lack(line.pk, paper, held.begun.get(line.pk, ()) if paper.made == "report" else ()),
            "needed": paper.need == "always" or (paper.need == "relied" and paper.code in line.relies_on),
            "files": [each for each in files if each.paper_code == paper.code],
        }
        for paper in mine
    ]
    known = {paper.code for paper in mine}
    context = {
        "line": line,
        "nomination": nomination,
        "name": str(line.subject),
        "rows": rows,
        "others": [each for each in files if each.paper_code not in known],
        "asked": asked,
        "form": None if why_not else form,
        "grounds": None if why_not or not grounds else ground_form,
        "why_not": why_not,
        "crumbs": [
            *crumbs_of(nomination),
            Crumb(str(line.subject), reverse("nominations:line", args=[line.pk])),
            Crumb("Giấy tờ"),
        ],
    }
    bound = form.is_bound or ground_form.is_bound
    return render(request, "nominations/line_papers.html", context, status=422 if bound else 200)


# ── what a province asks for ──


def paper_rules(request: HttpRequest) -> HttpResponse:
    """The awards whose dossier the law leaves to the province, and what it has chosen."""
    on = clock.today()
    root = units_visible_to(request.user, on).filter(parent=None).first()
    if root is None:
        raise Denied("Chỉ người của cơ quan cấp tỉnh xem và chọn giấy tờ do tỉnh quy định.")
    chosen: dict[str, PaperRule] = {}
    for each in PaperRule.objects.filter(unit=root).select_related("chosen_by").order_by("pk"):
        chosen[each.award_code] = each
    rows = []
    for code in _left_to_province(on):
        asked = papers_asked(code, kinds_of(code)[0], on, the_book())
        names = {paper.code: paper.name_vi for paper in asked.papers}
        rule: PaperRule | None = chosen.get(code)
        rows.append(
            {
                "code": code,
                "award": award_name(code),
                "rule": rule,
                "papers": [names[paper] for paper in rule.codes if paper in names] if rule else [],
                "citation": asked.citation,
            }
        )
    why_not = reason_against(may.check_can_choose_papers, request.user, root, on)
    context = {"rows": rows, "root": root, "why_not": why_not, "crumbs": _rule_crumbs()}
    return render(request, "nominations/paper_rules.html", context)


def _left_to_province(on) -> list[str]:
    return [code for code in proposable() if papers_asked(code, kinds_of(code)[0], on, the_book()).is_left_to_province]


def _rule_crumbs(*more: str) -> list[Crumb]:
    here = Crumb("Giấy tờ do tỉnh quy định", reverse("nominations:paper-rules"))
    return [Crumb("Hồ sơ", reverse("nominations:list")), here, *(Crumb(text) for text in more)]


def choose_papers(request: HttpRequest, code: str) -> HttpResponse:
    on = clock.today()
    root = units_visible_to(request.user, on).filter(parent=None).first()
    if root is None:
        raise Denied("Chỉ người của cơ quan cấp tỉnh chọn giấy tờ do tỉnh quy định.")
    may.check_can_choose_papers(request.user, root, on)
    if code not in _left_to_province(on):
        raise Denied("Hồ sơ của hình thức này do luật, nghị định quy định; tỉnh không chọn giấy tờ.")
    asked = papers_asked(code, kinds_of(code)[0], on, the_book())
    choices = [(paper.code, paper.name_vi) for paper in asked.papers if paper.made != "submission"]
    rule = PaperRule.objects.filter(unit=root, award_code=code).order_by("-pk").first()
    start = {"codes": rule.codes, "basis": rule.basis} if rule else {}
    form = PaperRuleForm(posted(request), choices=choices, initial=start)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            actions_files.choose_papers,
            unit=root,
            award_code=code,
            by=request.user,
            at=clock.now(),
            **form.cleaned_data,
        )
        if done:
            messages.success(request, f"Đã ghi giấy tờ bắt buộc của hồ sơ {award_name(code)}.")
            return redirect("nominations:paper-rules")
    context = {
        "title": award_name(code),
        "kicker": "Giấy tờ do tỉnh quy định",
        "lead": "Áp dụng cho hồ sơ gửi từ bây giờ. Không chọn giấy tờ nào: chỉ cần tờ trình kèm danh sách.",
        "form": form,
        "submit_label": "Ghi quy định",
        "back": reverse("nominations:paper-rules"),
        "crumbs": _rule_crumbs(award_name(code)),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


# ── nominees outside the registers, lists from a sheet ──


def outsider(request: HttpRequest, pk: int) -> HttpResponse:
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_edit(request.user, nomination, on)
    if not queries.outsider_kinds(nomination.award_code):
        raise Denied(f"{award_name(nomination.award_code)} không tặng cho hộ gia đình, người hay tập thể nước ngoài.")
    form = OutsiderForm(posted(request), award_code=nomination.award_code)
    if request.method == "POST" and form.is_valid():
        line = attempt(
            form,
            actions_lists.add_outsider,
            nomination=nomination,
            by=request.user,
            at=clock.now(),
            **form.cleaned_data,
        )
        if line:
            messages.success(request, f"Đã đưa {line.subject} vào danh sách.")
            return redirect("nominations:detail", pk)
    context = {
        "title": "Thêm hộ gia đình, người nước ngoài",
        "kicker": nomination.title,
        "lead": "Những đối tượng không có trong danh sách cán bộ, đơn vị. Không ghi số giấy tờ tùy thân.",
        "form": form,
        "submit_label": "Đưa vào danh sách",
        "back": reverse("nominations:detail", args=[pk]),
        "crumbs": crumbs_of(nomination, "Thêm đối tượng ngoài danh sách"),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A list of nominees from a spreadsheet: all of it or nothing, every problem with its row and cell."""
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_edit(request.user, nomination, on)
    form = SheetForm(posted(request), request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        found = attempt(form, sheet_lists.read_list, nomination=nomination, upload=form.cleaned_data["file"], on=on)
        problems = found.problems if found else []
        if found and not problems:
            lines = attempt(
                form, actions_lists.add_from_sheet, nomination=nomination, found=found, by=request.user, at=clock.now()
            )
            if lines:
                messages.success(request, f"Đã đưa {len(lines)} trường hợp từ tệp vào danh sách.")
                return redirect("nominations:detail", pk)
    context = {
        "nomination": nomination,
        "form": form,
        "problems": problems[:200],
        "problem_count": len(problems),
        "back": reverse("nominations:detail", args=[pk]),
        "crumbs": crumbs_of(nomination, "Danh sách từ tệp"),
    }
    return render(request, "nominations/sheet.html", context, status=422 if form.is_bound else 200)


def sheet_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The empty sheet to fill in."""
    nomination = nomination_or_404(request, pk)
    answer = HttpResponse(sheet_lists.empty_sheet(), content_type=TYPES[".xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="danh-sach-de-nghi-{nomination.pk}.xlsx"'
    return answer
