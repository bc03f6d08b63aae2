"""Posts: appoint, change, correct, end, transfer, leave, everybody of a unit at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.people import actions_carrying as carrying
from thidua.people import actions_posts as acts
from thidua.people import checks, permissions, queries
from thidua.people.forms import (
    AppointForm,
    ChangePostForm,
    CorrectPostForm,
    DepartForm,
    EndPostForm,
    MoveUnitForm,
    ReasonForm,
    TakeInForm,
    TransferForm,
)
from thidua.people.models import Departure, Person, Post, Transfer
from thidua.people.tables import page_of
from thidua.people.views import check_keeps_any, crumbs, form_page, kept_units, person_or_404
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted
from thidua.shared.ui import Crumb
from thidua.shared.wording import vi_date
from thidua.units.models import Reorganisation
from thidua.units.permissions import check_can_see_unit


def _post(request: HttpRequest, pk: int) -> Post:
    """A post of somebody the reader may see."""
    post = get_object_or_404(Post.objects.select_related("person", "unit__parent"), pk=pk)
    person_or_404(request, post.person.merged_into_id or post.person_id)
    return post


def _of(person: Person, step: str) -> list[Crumb]:
    return crumbs(Crumb(person.full_name, page_of(person)), Crumb(step))


def _facts(post: Post) -> list[tuple]:
    until = f" đến {vi_date(post.ends_on)}" if post.ends_on else ""
    return [
        ("Chức vụ", post.title),
        ("Đơn vị", post.unit.full_name),
        ("Lãnh đạo, trực tiếp", post.role_label),
        ("Thời gian", f"từ {vi_date(post.starts_on)}{until}"),
    ]


def _done(request: HttpRequest, person: Person, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(page_of(person))


def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    person, me = person_or_404(request, pk), signed_in(request)
    permissions.check_is_kept(person)
    check_keeps_any(me)
    form = AppointForm(posted(request), units=kept_units(request))
    if form.is_bound and form.is_valid():
        post = Post(person=person, **form.cleaned_data)
        if attempt(form, acts.appoint_post, post=post, by=me, at=clock.now()):
            return _done(request, person, f"Đã ghi chức vụ {post.title} của {person.full_name}.")
    title = f"Ghi chức vụ của {person.full_name}"
    lead = "Để ghi chức vụ mới thay chức vụ đang giữ, dùng “Đổi chức vụ”; để sang đơn vị khác, dùng “Chuyển đơn vị”."
    return form_page(
        request,
        form,
        title=title,
        submit="Ghi chức vụ",
        back=page_of(person),
        here=_of(person, "Ghi chức vụ"),
        lead=lead,
    )


def change(request: HttpRequest, pk: int) -> HttpResponse:
    post, me = _post(request, pk), signed_in(request)
    permissions.check_can_end_post(me, post, clock.today())
    form = ChangePostForm(posted(request), initial={"is_leader": "yes" if post.is_leader else "no"})
    if form.is_bound and form.is_valid():
        if attempt(form, acts.change_post, post=post, by=me, at=clock.now(), **form.cleaned_data):
            return _done(request, post.person, "Đã ghi chức vụ mới; chức vụ cũ kết thúc hôm trước.")
    title = f"Đổi chức vụ của {post.person.full_name}"
    return form_page(
        request,
        form,
        title=title,
        submit="Ghi chức vụ mới",
        back=page_of(post.person),
        here=_of(post.person, "Đổi chức vụ"),
        facts=_facts(post),
    )


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    post, me = _post(request, pk), signed_in(request)
    permissions.check_can_change_post(me, post, clock.today())
    initial: dict[str, Any] = {name: getattr(post, name) for name in acts.POST_FIELDS}
    initial |= {name: "yes" if getattr(post, name) else "no" for name in ("is_leader", "is_main")}
    form = CorrectPostForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in acts.POST_FIELDS}
        reason = form.cleaned_data["reason"]
        done = attempt(form, acts.correct_post, post=post, changes=changes, reason=reason, by=me, at=clock.now())
        if done:
            return _done(request, post.person, f"Đã sửa: {', '.join(done).lower()}.")
    title = f"Sửa chức vụ ghi nhầm của {post.person.full_name}"
    return form_page(
        request,
        form,
        title=title,
        submit="Ghi sửa đổi",
        back=page_of(post.person),
        here=_of(post.person, "Sửa chức vụ"),
        lead="Chỉ để sửa chỗ ghi nhầm. Thay đổi thật thì dùng “Đổi chức vụ”, “Kết thúc” hoặc “Chuyển đơn vị”.",
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    post, me = _post(request, pk), signed_in(request)
    permissions.check_can_end_post(me, post, clock.today())
    form = EndPostForm(posted(request))
    if form.is_bound and form.is_valid():
        arguments = {"post": post, "on": form.cleaned_data["on"], "by": me, "at": clock.now()}
        if attempt(form, _ended, **arguments):
            return _done(request, post.person, f"Đã kết thúc chức vụ {post.title}.")
    title = f"Kết thúc chức vụ của {post.person.full_name}"
    return form_page(
        request,
        form,
        title=title,
        submit="Kết thúc chức vụ",
        back=page_of(post.person),
        here=_of(post.person, "Kết thúc chức vụ"),
        facts=_facts(post),
    )


def _ended(**arguments: Any) -> bool:
    acts.end_post(**arguments)
    return True


def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody go to another unit."""
    post, me = _post(request, pk), signed_in(request)
    permissions.check_can_send(me, post, clock.today())
    form = TransferForm(posted(request))
    if form.is_bound and form.is_valid():
        moved = attempt(form, acts.send_transfer, post=post, by=me, at=clock.now(), **form.cleaned_data)
        if moved:
            words = (
                f"{post.person.full_name} đã chuyển đến {moved.to_unit.name} từ ngày {vi_date(moved.on)}."
                if moved.accepted_at
                else f"Đã chuyển {post.person.full_name} đi; chờ {moved.to_unit.name} tiếp nhận."
            )
            return _done(request, post.person, words)
    title = f"Chuyển đơn vị: {post.person.full_name}"
    return form_page(
        request,
        form,
        title=title,
        submit="Chuyển đi",
        back=page_of(post.person),
        here=_of(post.person, "Chuyển đơn vị"),
        facts=_facts(post),
    )


# ── Transfers that wait ──


def transfers(request: HttpRequest) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    rows = list(queries.open_transfers(me, on)[:100])
    kept = queries.kept_by(me, on)
    context = {
        "rows": [
            {"transfer": row, "may_take_in": row.to_unit_id in kept, "may_withdraw": row.post.unit_id in kept}
            for row in rows
        ],
        "crumbs": crumbs(Crumb("Chuyển đơn vị đang chờ")),
    }
    return render(request, "people/transfers.html", context)


def _transfer(request: HttpRequest, pk: int) -> Transfer:
    rows = queries.open_transfers(signed_in(request), clock.today())
    return get_object_or_404(rows, pk=pk)


def _on_the_way(row: Transfer) -> list[tuple]:
    return [
        ("Người", row.person.full_name),
        ("Từ", f"{row.post.unit.full_name} ({row.post.title})"),
        ("Đến", row.to_unit.full_name),
        ("Từ ngày", vi_date(row.on)),
        ("Căn cứ", row.basis),
    ]


def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    row, me = _transfer(request, pk), signed_in(request)
    permissions.check_can_take_in(me, row, clock.today())
    form = TakeInForm(posted(request))
    if form.is_bound and form.is_valid():
        if attempt(form, acts.take_in, transfer=row, by=me, at=clock.now(), **form.cleaned_data):
            return _done(request, row.person, f"{row.to_unit.name} đã tiếp nhận {row.person.full_name}.")
    return form_page(
        request,
        form,
        title=f"Tiếp nhận {row.person.full_name}",
        submit="Tiếp nhận",
        back=reverse("people:transfers"),
        here=crumbs(Crumb("Chuyển đơn vị đang chờ", reverse("people:transfers")), Crumb("Tiếp nhận")),
        facts=_on_the_way(row),
    )


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row, me = _transfer(request, pk), signed_in(request)
    permissions.check_can_take_in(me, row, clock.today())
    return _closing(request, row, acts.decline_transfer, "Không tiếp nhận")


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row, me = _transfer(request, pk), signed_in(request)
    permissions.check_can_withdraw_transfer(me, row, clock.today())
    return _closing(request, row, acts.withdraw_transfer, "Rút lại việc chuyển")


def _closing(request: HttpRequest, row: Transfer, act: Any, words: str) -> HttpResponse:
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():

        def done(**arguments: Any) -> bool:
            act(**arguments)
            return True

        if attempt(form, done, transfer=row, by=signed_in(request), at=clock.now(), **form.cleaned_data):
            messages.success(request, f"{words}: {row.person.full_name}.")
            return redirect("people:transfers")
    return form_page(
        request,
        form,
        title=f"{words}: {row.person.full_name}",
        submit=words,
        back=reverse("people:transfers"),
        here=crumbs(Crumb("Chuyển đơn vị đang chờ", reverse("people:transfers")), Crumb(words)),
        facts=_on_the_way(row),
    )


# ── Leaving, and whole units ──


def depart(request: HttpRequest, pk: int) -> HttpResponse:
    person, me = person_or_404(request, pk), signed_in(request)
    permissions.check_can_depart(me, person, clock.today())
    form = DepartForm(posted(request))
    if form.is_bound and form.is_valid():
        given = form.stated()
        doubts = checks.departure_doubts(person, given["kind"], given["on"], clock.today())
        gone = form.is_settled(doubts) and attempt(form, acts.depart, person=person, by=me, at=clock.now(), **given)
        if gone:
            words = f"Đã ghi: {person.full_name} {gone.get_kind_display().lower()} từ sau ngày {vi_date(gone.on)}."
            return _done(request, person, words)
    return form_page(
        request,
        form,
        title=f"Thôi công tác: {person.full_name}",
        submit="Ghi thôi công tác",
        back=page_of(person),
        here=_of(person, "Thôi công tác"),
        lead="Mọi chức vụ kết thúc cùng ngày. Hồ sơ, khen thưởng đã có được giữ nguyên.",
    )


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A departure entered by mistake."""
    gone = get_object_or_404(Departure.objects.select_related("person"), pk=pk, undone_at__isnull=True)
    person, me = person_or_404(request, gone.person.merged_into_id or gone.person_id), signed_in(request)
    permissions.check_can_depart(me, person, clock.today())
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():

        def done(**arguments: Any) -> bool:
            acts.take_back_departure(**arguments)
            return True

        if attempt(form, done, departure=gone, by=me, at=clock.now(), **form.cleaned_data):
            return _done(request, person, "Đã hủy việc thôi công tác; các chức vụ được tiếp tục.")
    return form_page(
        request,
        form,
        title=f"Hủy việc thôi công tác của {person.full_name}",
        submit="Hủy việc thôi công tác",
        back=page_of(person),
        here=_of(person, "Hủy việc thôi công tác"),
        facts=[("Đã ghi", f"{gone.get_kind_display()}, ngày {vi_date(gone.on)}")],
    )


def move_unit(request: HttpRequest) -> HttpResponse:
    """Everybody of a unit to its successor."""
    me = signed_in(request)
    check_keeps_any(me)
    asked = {"from_unit": "tu", "to_unit": "den", "on": "ngay"}
    initial = {name: request.GET.get(key, "")[:200].replace("\0", "") for name, key in asked.items()}
    form = MoveUnitForm(posted(request), initial=initial)
    facts: list[tuple] = []
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        check_can_see_unit(me, given["from_unit"], clock.today())
        does = request.POST.get("step") == "do"
        act = acts.move_unit if does else acts.rehearse_move
        moved = attempt(form, act, by=me, at=clock.now(), **given)
        if moved and does:
            words = f"Đã chuyển {moved} chức vụ từ {given['from_unit'].name} sang {given['to_unit'].name}."
            messages.success(request, words)
            return redirect("people:list")
        if moved:
            facts = [
                ("Đơn vị cũ", f"{given['from_unit'].full_name} (mã {given['from_unit'].code})"),
                ("Đơn vị mới", f"{given['to_unit'].full_name} (mã {given['to_unit'].code})"),
                ("Từ ngày", vi_date(given["on"])),
                ("Căn cứ", moved.basis),
                ("Số chức vụ", str(len(moved.posts))),
                ("Những ai", "; ".join(f"{post.person.full_name} ({post.title})" for post in moved.posts[:30])
                 + (" …" if len(moved.posts) > 30 else "")),
                ("Muốn lấy lại", "ở trang của lần sắp xếp, khi chức vụ mới chưa thay đổi"),
            ]  # fmt: skip
    context = {
        "form": form,
        "title": "Chuyển toàn bộ cán bộ sang đơn vị mới",
        "kicker": "Cán bộ",
        "submit_label": f"Chuyển {len(moved.posts)} chức vụ" if facts else "Xem trước",
        "back": reverse("people:list"),
        "crumbs": crumbs(Crumb("Chuyển toàn bộ")),
        "facts": facts,
        "lead": "Dùng sau khi sáp nhập, chia tách: mọi người giữ nguyên tên chức vụ, chức vụ cũ kết thúc hôm trước. Đơn vị chỉ "
        "đổi tên thì cán bộ đã đi theo.",
    }
    if facts:
        context |= {"submit_name": "step", "submit_value": "do"}
    return render(request, "components/form_page.html", context, status=422 if form.is_bound and not facts else 200)


def take_back_move(request: HttpRequest, pk: int) -> HttpResponse:
    """People moved after a change of units go back to the old ones."""
    act, me = get_object_or_404(Reorganisation, pk=pk), signed_in(request)
    permissions.check_can_take_back_move(me, act, clock.today())
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():
        count = attempt(form, carrying.take_back_move, reorganisation=act, by=me, at=clock.now(), **form.cleaned_data)
        if count:
            messages.success(request, f"Đã đưa {count} chức vụ về đơn vị cũ.")
            return redirect("units:reorganisation", pk)
    back = reverse("units:reorganisation", args=[pk])
    return form_page(
        request,
        form,
        title="Lấy lại việc chuyển cán bộ",
        submit="Đưa về đơn vị cũ",
        back=back,
        here=[Crumb("Các lần sắp xếp", reverse("units:reorganisations")), Crumb(str(act), back), Crumb("Lấy lại")],
        lead="Các chức vụ trở về đơn vị cũ như trước khi chuyển; lần sắp xếp đơn vị vẫn giữ nguyên.",
    )
