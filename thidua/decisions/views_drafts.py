"""Writing drafts: alone, their list, their text, the distribution list, papers about issued decisions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from paperwork.blocks import PaperError
from thidua.accounts.queries import signed_in
from thidua.decisions import actions_drafts as drafts
from thidua.decisions import actions_public as public
from thidua.decisions import paper, queries
from thidua.decisions.forms import AloneForm, CopiesForm, LaterForm, TextForm
from thidua.decisions.models import Decision, DecisionCopy
from thidua.decisions.permissions import (
    DRAFTERS,
    check_can_change_lines,
    check_can_edit,
    check_can_send,
    check_can_write_later,
)
from thidua.decisions.texts import annulment_causes, case_label, letter_body
from thidua.decisions.views import crumbs, visible
from thidua.honours.bases import doubts_about, unread_bases
from thidua.people import search
from thidua.people.queries import posts_on
from thidua.people.queries import visible_to as people_visible_to
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.text import fold
from thidua.shared.ui import Crumb
from thidua.shared.uploads import TYPES
from thidua.units.models import Unit
from thidua.units.queries import units_visible_to, units_with_own_role

MOST_FOUND = 20
PER_PAGE = 50


def alone(request: HttpRequest) -> HttpResponse:
    """A decision on its own: award, case and the basis stated by the officer."""
    me, on = signed_in(request), clock.today()
    own = units_with_own_role(me, DRAFTERS, on)
    if not own:
        raise Denied("Để dự thảo quyết định cần vai trò “Thư ký Hội đồng” hoặc “Chuyên viên thi đua, khen thưởng”.")
    units = Unit.objects.filter(pk__in=[unit.pk for unit in own]).order_by("code")
    form = AloneForm(posted(request), units=units, initial={"year": on.year, "unit": own[0].pk})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, drafts.draft_alone, by=me, at=clock.now(), **form.cleaned_data)
        if made is not None:
            messages.success(request, "Đã lập dự thảo. Mời đưa người, tập thể vào danh sách.")
            return redirect("decisions:recipients", pk=made.pk)
    context = {
        "title": "Quyết định không qua phiên họp Hội đồng",
        "kicker": "Quyết định",
        "lead": "Khen đột xuất, niên hạn, cống hiến và trường hợp khác mà văn bản cho phép quyết định không họp Hội đồng.",
        "form": form,
        "submit_label": "Lập dự thảo",
        "back": reverse("decisions:list"),
        "crumbs": crumbs(Crumb("Lập dự thảo")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def recipients(request: HttpRequest, pk: int) -> HttpResponse:
    """Who stands in the list of a draft alone; people and units of the register are found by name, nominees of dossiers
    chosen."""
    me, on = signed_in(request), clock.today()
    decision = visible(request, pk)
    check_can_change_lines(me, decision, on)
    if request.method == "POST":
        check_fresh(decision, request.POST.get("version"))
        count = _add(request, decision, me)
        messages.success(request, f"Đã đưa {count} trường hợp vào danh sách.")
        return redirect("decisions:recipients", pk=pk)
    typed = request.GET.get("q", "").replace("\0", "").strip()[:120]
    people = search.find(typed, among=people_visible_to(me, on), limit=MOST_FOUND) if typed else []
    units = (
        list(units_visible_to(me, on).filter(name_fold__contains=fold(typed), valid_to=None)[:MOST_FOUND])
        if typed
        else []
    )
    posts = posts_on([person.pk for person in people], on)
    page = Paginator(queries.dossier_lines(decision), PER_PAGE).get_page(request.GET.get("page"))
    lines = Paginator(decision.lines.select_related("of_unit"), PER_PAGE).get_page(request.GET.get("list"))
    context = {
        "decision": decision,
        "q": typed,
        "people": [(person, posts.get(person.pk)) for person in people],
        "units": units,
        "page": page,
        "lines": lines,
        "crumbs": crumbs(Crumb(decision.title, reverse("decisions:detail", args=[pk])), Crumb("Danh sách")),
    }
    return render(request, "decisions/recipients.html", context)


def _add(request: HttpRequest, decision: Decision, me) -> int:
    given, now = request.POST, clock.now()
    if dossiers := given.getlist("line"):
        keys = [int(each) for each in dossiers if each.isdigit()]
        return drafts.add_from_dossiers(decision=decision, chosen=keys, by=me, at=now)
    people = [int(each) for each in given.getlist("person") if each.isdigit()]
    units = [int(each) for each in given.getlist("unit") if each.isdigit()]
    on = clock.today()
    chosen = [
        *(drafts.Recipient(p, None, given.get("ground", "")) for p in people_visible_to(me, on).filter(pk__in=people)),
        *(drafts.Recipient(None, u, given.get("ground", "")) for u in units_visible_to(me, on).filter(pk__in=units)),
    ]
    if not chosen:
        raise Denied("Mời chọn ít nhất một cá nhân hoặc tập thể.")
    return drafts.add_recipients(decision=decision, recipients=chosen, by=me, at=now)


@require_POST
def remove(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    decision = visible(request, pk)
    check_fresh(decision, request.POST.get("version"))
    line = get_object_or_404(decision.lines, pk=line_pk)
    drafts.remove_recipient(decision=decision, line=line, by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã bỏ {line.recipient_name} khỏi danh sách.")
    return redirect("decisions:recipients", pk=pk)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    drafts.submit_draft(decision=visible(request, pk), by=signed_in(request), at=clock.now())
    messages.success(request, "Đã báo người ký.")
    return redirect("decisions:detail", pk=pk)


def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a draft beside its pages as they will be printed."""
    me, decision = signed_in(request), visible(request, pk)
    check_can_edit(me, decision, clock.today())
    content = paper.content_of(decision)
    articles = decision.articles or (
        [part for group in letter_body(decision, ()) for part in group]
        if decision.is_letter
        else list(paper.articles_of(decision, content))
    )
    initial = {
        "title": decision.title,
        "bases": "\n".join(decision.bases),
        "proposal": decision.proposal,
        "articles": "\n\n".join(articles),
    }
    form = TextForm(
        posted(request), decision=decision, unread=unread_bases(decision.unit, clock.today()), initial=initial,
        thing_version=decision.version, thing_name="dự thảo",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        words = form.text()
        if list(words.articles) == [" ".join(each.split()) for each in articles] and not decision.articles:
            words = drafts.Text(words.title, words.bases, words.proposal, ())  # as the system writes them: stays so
        if attempt(form, _edit, decision=decision, text=words, by=me, at=clock.now()):
            messages.success(request, "Đã lưu dự thảo.")
            return redirect("decisions:text", pk=pk)
    pages, trouble = 0, ""
    try:
        pages = len(paper.draft_pictures(decision, content))
    except PaperError as error:
        trouble = str(error)
    context = {
        "decision": decision,
        "form": form,
        "pages": range(1, min(pages, 6) + 1),
        "trouble": trouble,
        "doubts": [doubt for line in decision.bases if (doubt := doubts_about(line, clock.today()))],
        "alone": case_label(decision.alone_case),
        "back": reverse("decisions:detail", args=[pk]),
        "crumbs": crumbs(Crumb(decision.title, reverse("decisions:detail", args=[pk])), Crumb("Soạn văn bản")),
    }
    return render(request, "decisions/text.html", context, status=422 if form.is_bound else 200)


def _edit(*, decision: Decision, text: drafts.Text, by, at) -> bool:
    drafts.edit_text(decision=decision, text=text, by=by, at=at)
    return True


def _draft(request: HttpRequest, pk: int) -> Decision:
    """A text not issued yet, for who belongs to its unit."""
    decision = visible(request, pk)
    if decision.state not in ("draft", "signed"):
        raise Http404
    return decision


def page_picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    decision = _draft(request, pk)
    pages = paper.draft_pictures(decision, paper.content_of(decision))
    if not 1 <= number <= len(pages):
        raise Http404
    answer = HttpResponse(pages[number - 1], content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer


def draft_file(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """The draft as PDF or DOCX, marked "DỰ THẢO"."""
    decision = _draft(request, pk)
    content = paper.content_of(decision)
    try:
        made = paper.draft_docx(decision, content) if suffix == "docx" else paper.render_draft(decision, content)
    except PaperError as error:
        raise Denied(f"Chưa in được dự thảo: {error}") from error
    answer = HttpResponse(made, content_type=TYPES[f".{suffix}"])
    kind = "attachment" if suffix == "docx" else "inline"
    answer["Content-Disposition"] = f'{kind}; filename="du-thao-{slugify(fold(decision.title))[:60]}.{suffix}"'
    return answer


def copies_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The distribution list of a draft."""
    me, decision = signed_in(request), visible(request, pk)
    check_can_send(me, decision, clock.today())
    rows = list(decision.copies.select_related("unit"))

    def of(way: str) -> str:
        return "\n".join(row.name for row in rows if row.way == way and not row.is_printed)

    initial = {
        "printed": "\n".join(row.name for row in rows if row.is_printed),
        "filed": decision.filed,
        "units": "\n".join(f"{row.unit.name} (mã {row.unit.code})" for row in rows if row.unit is not None),
        "by_hand": of(DecisionCopy.Way.HAND),
        "exchange": of(DecisionCopy.Way.EXCHANGE),
    }
    form = CopiesForm(posted(request), initial=initial, thing_version=decision.version, thing_name="dự thảo")
    back = reverse("decisions:copies", args=[pk])
    if request.method == "POST" and form.is_valid():
        if attempt(form, _set_copies, decision=decision, given=form, by=me, at=clock.now()):
            messages.success(request, "Đã lưu Nơi nhận.")
            return redirect(back)
    context = {
        "title": "Nơi nhận",
        "kicker": decision.number_text or "Dự thảo",
        "lead": decision.title,
        "form": form,
        "submit_label": "Lưu Nơi nhận",
        "back": back,
        "crumbs": crumbs(Crumb(decision.title, reverse("decisions:detail", args=[pk])), Crumb("Nơi nhận")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def _set_copies(*, decision: Decision, given: CopiesForm, by, at) -> bool:
    public.set_copies(decision=decision, entries=given.entries(), filed=given.cleaned_data["filed"], by=by, at=at)
    return True


def later(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction, amendment, recall or annulment of an issued decision."""
    me, original = signed_in(request), visible(request, pk)
    check_can_write_later(me, original, clock.today())
    lines = {line.ordinal: line for line in original.lines.all()}
    form = LaterForm(posted(request), lines=lines, causes=annulment_causes(clock.today()))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form, drafts.draft_later, original=original, kind=given["kind"], reason=given["reason"],
            ground=given["ground"], changes=form.changes(), by=me, at=clock.now(),
        )  # fmt: skip
        if made is not None:
            messages.success(request, "Đã lập dự thảo, chờ ký. Sổ vàng thay đổi khi văn bản được ban hành.")
            return redirect("decisions:text", pk=made.pk)
    context = {
        "title": "Đính chính, sửa đổi, thu hồi, hủy bỏ",
        "kicker": f"Quyết định số {original.number_text}",
        "lead": "Văn bản mới có số riêng, gắn với quyết định gốc. Thu hồi văn bản không tự hủy bỏ khen thưởng; muốn hủy "
        "khen thưởng thì lập quyết định hủy bỏ.",
        "form": form,
        "lines": list(lines.values())[:PER_PAGE],
        "more": max(0, len(lines) - PER_PAGE),
        "back": reverse("decisions:detail", args=[pk]),
        "crumbs": crumbs(Crumb(original.number_text, reverse("decisions:detail", args=[pk])), Crumb("Văn bản về sau")),
    }
    return render(request, "decisions/later.html", context, status=422 if form.is_bound else 200)
