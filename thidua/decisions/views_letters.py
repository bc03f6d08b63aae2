"""The letter to those who have not said that they received a paper: its form and its file."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.decisions.actions_letters import issue_receipt_reminder
from thidua.decisions.forms import RemindForm
from thidua.decisions.permissions import check_can_remind
from thidua.decisions.queries import late_copies
from thidua.decisions.views import visible
from thidua.decisions.views_issue import form_page
from thidua.papers.views import file_response
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted
from thidua.shared.wording import vi_date


def remind(request: HttpRequest, pk: int) -> HttpResponse:
    decision, me, on = visible(request, pk), signed_in(request), clock.today()
    check_can_remind(me, decision, on)
    back, form = reverse("decisions:copies", args=[pk]), RemindForm(posted(request))
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        letter = attempt(form, issue_receipt_reminder, decision=decision, until=until, by=me, at=clock.now())
        if letter is not None:
            messages.success(request, f"Đã lập công văn đôn đốc số {letter.number_text}.")
            return redirect(back)
    facts = [
        (copy.unit.name if copy.unit else copy.name, f"phải xác nhận chậm nhất {vi_date(due)}")
        for copy, due in late_copies(decision, on)
    ]
    lead = "Công văn nêu tên các nơi quá hạn dưới đây, được cấp số, lưu lại; cấp số rồi thì không sửa được."
    return form_page(
        request, decision, form, title="Công văn đôn đốc xác nhận", lead=lead, facts=facts,
        submit_label="Cấp số, lập công văn", back=back,
    )  # fmt: skip


def reminder_file(request: HttpRequest, pk: int, copy_pk: int) -> FileResponse:
    """The last letter that asked for the receipt of a copy, for whoever sees the decision."""
    copy = get_object_or_404(visible(request, pk).copies.select_related("reminder"), pk=copy_pk)
    if copy.reminder is None:
        raise Http404
    return file_response(copy.reminder)
