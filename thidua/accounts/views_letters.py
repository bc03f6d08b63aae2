"""A person's own letters: read and unread, and which of them come by e-mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts import actions_letters as actions
from thidua.accounts.forms_letters import ChoicesForm
from thidua.accounts.queries import declined_kinds, letters_of, signed_in, unread_letters
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted
from thidua.shared.letters import kinds
from thidua.shared.ui import Action, Crumb

LETTERS_A_PAGE = 30


def letters(request: HttpRequest) -> HttpResponse:
    """``?chua-doc=1``: the unread ones only."""
    user = signed_in(request)
    unread = unread_letters(user)
    only_unread = request.GET.get("chua-doc") == "1"
    rows = letters_of(user).filter(read_at=None) if only_unread else letters_of(user)
    page = Paginator(rows, LETTERS_A_PAGE).get_page(request.GET.get("trang"))
    read_all = reverse("accounts:letters-read")
    context = {
        "page": page,
        "letters": page.object_list,
        "unread": unread,
        "only_unread": only_unread,
        "actions": [
            *([Action("Đánh dấu tất cả đã đọc", read_all, method="post", icon="check")] if unread else []),
            Action("Chọn loại nhận qua thư", reverse("accounts:letter-choices"), icon="mail"),
        ],
    }
    return render(request, "accounts/letters.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """One letter (``thu``), or all."""
    user = signed_in(request)
    asked = request.POST.get("thu", "")
    letter = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    if asked and letter is None:
        return redirect("accounts:letters")
    actions.read_letters(user=user, letter=letter, by=user, at=clock.now())
    place = reverse("accounts:letters")
    return redirect(f"{place}#thu-{letter}" if letter else place)


def choices(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = ChoicesForm(posted(request), declined=declined_kinds(user), initial={"email": user.email})
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        done = attempt(form, actions.choose_kinds, user=user, declined=form.declined, by=user, at=now)
        if done is not None:
            actions.change_email(user=user, email=form.cleaned_data["email"], by=user, at=now)
            messages.success(request, "Đã lưu lựa chọn của bạn.")
            return redirect("accounts:letters")
    always = [f"{kind.group}: {kind.label}" for kind in kinds() if kind.is_legal]
    context = {
        "title": "Thông báo qua thư điện tử",
        "lead": "Mọi thông báo đều đọc được trên hệ thống. Ở đây bạn chọn loại nào gửi thêm qua thư điện tử.",
        "notices": [{"tone": "quiet", "title": "Luôn gửi qua thư khi có địa chỉ", "text": "", "items": always}],
        "form": form,
        "submit_label": "Lưu lựa chọn",
        "back": reverse("accounts:letters"),
        "crumbs": [Crumb("Thông báo", reverse("accounts:letters")), Crumb("Nhận qua thư điện tử")],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
