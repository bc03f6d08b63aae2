"""Lists of people, the search, entering and correcting. Posts: ``views_posts``; records entered twice: ``views_pairs``."""

from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from thidua.accounts.queries import signed_in
from thidua.people import actions, actions_private, checks, permissions, queries, search
from thidua.people.forms import DetailsForm, NewPersonForm, PrivateValuesForm
from thidua.people.models import Person, Post, PrivateValue
from thidua.people.tables import PostsTable, page_of, post_filters
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.fieldlock import Secret
from thidua.shared.forms import DateField, posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force, unit_ids_visible_to

MOST_UNITS = 300  # in the filter; the rest is found by the name
SECRET = ("identity", "ethnicity", "party", "phone", "email")


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Cán bộ", reverse("people:list")), *steps]


def person_or_404(request: HttpRequest, pk: int) -> Person:
    """Somebody the reader may see; whether anybody else exists is not told."""
    return get_object_or_404(queries.visible_to(signed_in(request), clock.today()), pk=pk)


def day_asked(request: HttpRequest) -> date:
    """The day of ``?ngay=``; today when there is none or no such day."""
    try:
        return DateField(required=False).clean(request.GET.get("ngay", "")) or clock.today()
    except django_forms.ValidationError:
        return clock.today()


def kept_units(request: HttpRequest) -> list[Unit]:
    """The units whose people the reader keeps, in being, by name."""
    units = Unit.objects.without_tree_fields().select_related("parent").order_by("name_fold", "pk")
    kept = queries.kept_by(signed_in(request), clock.today())
    return list(units.filter(in_force(clock.today(), "valid_from", "valid_to"), pk__in=kept))


def check_keeps_any(user) -> None:
    if not queries.kept_by(user, clock.today()):
        raise Denied(f"Để nhập cán bộ cần vai trò “{RoleGrant.Role.OFFICER.label}” của một đơn vị.")


def form_page(
    request: HttpRequest,
    form: Any,
    *,
    title: str,
    submit: str,
    back: str,
    here: list[Crumb],
    lead: str = "",
    notices: list[dict[str, Any]] | None = None,
    facts: list[tuple] | None = None,
) -> HttpResponse:
    """A page that is one form; a refused one comes back with 422."""
    context = {
        "form": form,
        "title": title,
        "kicker": "Cán bộ",
        "lead": lead,
        "submit_label": submit,
        "back": back,
        "notices": notices or [],
        "facts": facts or [],
        "crumbs": here,
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def people_list(request: HttpRequest) -> HttpResponseBase:
    """Who holds which post on a day in the units the reader may see."""
    me, on = signed_in(request), day_asked(request)
    seen = unit_ids_visible_to(me, clock.today())
    posts = Post.objects.filter(in_force(on), unit_id__in=seen)
    offices = Unit.objects.without_tree_fields().filter(in_force(on, "valid_from", "valid_to"), pk__in=seen)
    offices = list(offices.exclude(kind=Unit.Kind.SECTION).order_by("name_fold", "pk")[:MOST_UNITS])
    # units that have ended and still have people: they wait to be moved to the successor
    left = Unit.objects.without_tree_fields().filter(pk__in=posts.filter(unit__valid_to__lt=on).values("unit"))
    offices += list(left.order_by("name_fold", "pk")[:MOST_UNITS])
    wanted = request.GET.get("unit", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 12 and int(wanted) in seen:
        if int(wanted) not in {unit.pk for unit in offices}:  # a section, or one that has ended: asked for by a link
            offices += Unit.objects.without_tree_fields().filter(pk=int(wanted))
    table = PostsTable(
        posts.select_related("person__merged_into", "unit__parent"),
        request,
        kept=["ngay"],
        filters=post_filters(offices),
    )
    context = {
        "on": on,
        "is_today": on == clock.today(),
        "typed_day": vi_date(on),
        "actions": [
            guarded("Nhập cán bộ", reverse("people:new"), check_keeps_any, me, kind="primary", icon="plus"),
            Action("Tìm người", reverse("people:search"), icon="search"),
            Action("Thành tích, sáng kiến", reverse("records:list"), icon="star"),
            Action("Chuyển đơn vị đang chờ", reverse("people:transfers"), icon="swap"),
            Action("Hồ sơ trùng", reverse("people:duplicates"), icon="people"),
        ],
    }
    return table_page(request, table, "people/list.html", context)


def search_page(request: HttpRequest) -> HttpResponse:
    """Anybody the reader may see, by any words of the name or by the code."""
    me, on = signed_in(request), clock.today()
    typed = request.GET.get("q", "").replace("\0", "").strip()[:120]
    is_number = looks_private(typed)
    found = [] if is_number or not typed else search.find(typed, among=_seen(me, on), limit=search.LIMIT + 1)
    posts = queries.posts_on([person.pk for person in found], on)
    context = {
        "q": "" if is_number else typed,
        "is_number": is_number,
        "asked": bool(typed) and not is_number,
        "rows": [(person, posts.get(person.pk)) for person in found[: search.LIMIT]],
        "more": len(found) > search.LIMIT,
        "limit": search.LIMIT,
        "crumbs": crumbs(Crumb("Tìm người")),
    }
    return render(request, "people/search.html", context)


def looks_private(typed: str) -> bool:
    """Whether somebody typed an identity number into the open search: it would stand in addresses and logs."""
    return checks.holds_number(typed)


def _seen(me, on: date):
    """None where everybody may be seen, so that the search asks one question only."""
    top = Unit.objects.without_tree_fields().filter(parent=None, valid_to=None).values_list("pk", flat=True)
    seen = unit_ids_visible_to(me, on)
    return None if seen and all(pk in seen for pk in top) else queries.visible_to(me, on)


@sensitive_variables()
def number_holder(values: dict[str, Secret]) -> list[Person]:
    """The record that holds the typed identity number already, as a list of none or one."""
    number = values.get(PrivateValue.Field.IDENTITY)
    found = queries.people_by_identity([number.reveal()]) if number is not None else {}
    return list(Person.objects.filter(pk__in=found.values()).select_related("merged_into"))


def _visible(me, people: list[Person]) -> set[int]:
    keys = [person.pk for person in people]
    return (
        set(queries.visible_to(me, clock.today()).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    )


@sensitive_variables()
def _doubts_about(
    typed: Person, others: list[Person], holder: list[Person], values: dict[str, Secret], seen: set[int]
) -> list[str]:
    """What stands against entering somebody, as questions. Of records the reader may not see only that they exist."""
    held = {person.pk for person in holder}
    found = []
    for other in others:
        who = f"hồ sơ {other.code} của {other.full_name}" if other.pk in seen else "một hồ sơ của đơn vị khác"
        if other.pk in held:
            found.append(
                f"Số định danh này đã có ở {who}. Nếu là một người, hãy chuyển đơn vị thay vì nhập mới; nếu vẫn nhập, số "
                "được giữ ở trạng thái đang đối chiếu."
            )
        else:
            born = f", sinh ngày {vi_date(other.born_on)}" if other.born_on and other.pk in seen else ""
            found.append(f"Có thể đã nhập rồi: {who}{born}.")
    number = values.get(PrivateValue.Field.IDENTITY)
    if number is not None:
        found += checks.identity_doubts(number.reveal(), typed.born_on, typed.gender)
    return found


def _links_to(others: list[Person], seen: set[int]) -> list[dict[str, Any]]:
    return [
        {
            "tone": "caution",
            "title": f"{other.full_name} ({other.code})",
            "text": "Hồ sơ đang có giống người đang nhập.",
            "url": page_of(other),
            "url_label": "Mở hồ sơ đang có",
        }
        for other in others
        if other.pk in seen
    ]


@sensitive_post_parameters(*SECRET)
def new(request: HttpRequest) -> HttpResponse:
    me = signed_in(request)
    check_keeps_any(me)
    form = NewPersonForm(posted(request), units=kept_units(request))
    others: list[Person] = []
    if form.is_bound and form.is_valid():
        typed, post, values = form.person(), form.post(), form.values()
        holder = number_holder(values)
        others = list({each.pk: each for each in [*queries.alike(typed, post.unit), *holder]}.values())
        doubts = _doubts_about(typed, others, holder, values, _visible(me, others))
        person = form.is_settled(doubts) and attempt(
            form,
            actions.enter_person,
            person=typed,
            post=post,
            private=values,
            is_disputed=bool(holder),
            by=me,
            at=clock.now(),
        )
        if person:
            messages.success(request, f"Đã nhập {person.full_name}, mã {person.code}.")
            return redirect(page_of(person))
    return form_page(
        request,
        form,
        title="Nhập cán bộ",
        submit="Nhập",
        back=reverse("people:list"),
        here=crumbs(Crumb("Nhập cán bộ")),
        notices=_links_to(others, _visible(me, others)),
        lead="Số định danh, dân tộc, đảng viên, điện thoại, thư điện tử được mã hóa khi lưu và chỉ mở được khi nêu mục đích.",
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put details right."""
    person, me = person_or_404(request, pk), signed_in(request)
    permissions.check_can_correct(me, person, clock.today())
    initial = {name: getattr(person, name) for name in actions.DETAILS}
    form = DetailsForm(posted(request), initial=initial, thing_version=person.version, thing_name="hồ sơ này")
    if form.is_bound and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in actions.DETAILS}
        reason = form.cleaned_data["reason"]
        done = attempt(
            form, actions.correct_details, person=person, changes=changes, reason=reason, by=me, at=clock.now()
        )
        if done:
            labels = ", ".join(actions.DETAIL_LABELS[name].lower() for name in done)
            messages.success(request, f"Đã sửa: {labels}.")
            return redirect(page_of(person))
    return form_page(
        request,
        form,
        title=f"Sửa thông tin của {person.full_name}",
        submit="Ghi sửa đổi",
        back=page_of(person),
        here=crumbs(Crumb(person.full_name, page_of(person)), Crumb("Sửa thông tin")),
    )


@sensitive_post_parameters(*SECRET)
def private(request: HttpRequest, pk: int) -> HttpResponse:
    """Put sensitive values under lock; what is there is never shown here."""
    person, me = person_or_404(request, pk), signed_in(request)
    permissions.check_can_lock_values(me, person, clock.today())
    form = PrivateValuesForm(posted(request))
    others: list[Person] = []
    if form.is_bound and form.is_valid():
        values = form.values()
        others = [each for each in number_holder(values) if each.pk not in queries.selves(person.pk)]
        number = values.get(PrivateValue.Field.IDENTITY)
        doubts = checks.identity_doubts(number.reveal(), person.born_on, person.gender) if number is not None else []
        done = form.is_settled(doubts) and attempt(
            form,
            actions_private.enter_values,
            person=person,
            values=values,
            is_disputed=form.cleaned_data["is_disputed"],
            by=me,
            at=clock.now(),
        )
        if done:
            messages.success(request, f"Đã ghi và mã hóa {done} mục thông tin riêng.")
            return redirect(page_of(person))
    return form_page(
        request,
        form,
        title=f"Thông tin riêng của {person.full_name}",
        submit="Ghi và mã hóa",
        back=page_of(person),
        here=crumbs(Crumb(person.full_name, page_of(person)), Crumb("Thông tin riêng")),
        notices=_links_to(others, _visible(me, others)),
        lead="Giá trị ghi ở đây thay cho giá trị cũ. Mục để trống được giữ nguyên. Giá trị đang lưu không hiện ở trang này.",
    )
