"""The page about one person, and what a person sees about themself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.honours.queries import STATE_LABELS, honours_of_person
from thidua.law.queries import award_name
from thidua.nominations.roadmaps import people_to_plan_for
from thidua.people import permissions, queries
from thidua.people.actions import DETAIL_LABELS
from thidua.people.actions_private import ABSENCE, DISCIPLINE, HOLD, OPENABLE, about, open_for_export, open_values
from thidua.people.checks import masked
from thidua.people.models import Person, Post, PrivateValue
from thidua.profiles.copy import packed
from thidua.profiles.forms import OWN_PURPOSE, ExportForm, OpenForm
from thidua.profiles.queries import everything_about, line_of_time, openings_of, years_of
from thidua.profiles.tables import OpeningsTable
from thidua.records.merging import rated
from thidua.records.models import Absence, Discipline, Hold
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.fieldlock import CannotOpen, Secret, unlock
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, guarded
from thidua.shared.wording import vi_date, vi_datetime

DAMAGED = "Giá trị đang lưu không mở được bằng khóa hiện có. Chưa mục nào được mở; hãy báo người vận hành hệ thống."


def person_seen(request: HttpRequest, pk: int) -> Person:
    """Somebody the reader may see, the kept record of merged ones; whether anybody else exists is not told."""
    kept = Person.objects.filter(pk=pk).values_list("merged_into_id", flat=True).first()
    return get_object_or_404(queries.visible_to(signed_in(request), clock.today()), pk=kept or pk)


def mine(request: HttpRequest) -> HttpResponse:
    """The page about oneself."""
    me = signed_in(request)
    if me.person_id is None:
        return render(request, "profiles/none.html")
    own = Person.objects.values_list("merged_into_id", flat=True).get(pk=me.person_id)
    return redirect("profiles:person", own or me.person_id)


@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    whose = person_seen(request, pk)
    if whose.pk != pk:
        return redirect("profiles:person", whose.pk)
    return _page(request, whose, OpenForm(initial=_purpose(request, whose)))


def _purpose(request: HttpRequest, whose: Person) -> dict[str, str]:
    return {"purpose": OWN_PURPOSE} if permissions.is_own(request.user, whose) else {}


@require_POST
@never_cache
def open_private(request: HttpRequest, pk: int) -> HttpResponse:
    """Open fields for a purpose; they stand in this one answer only."""
    whose, me = person_seen(request, pk), signed_in(request)
    form = OpenForm(posted(request))
    opened: dict[str, Secret] | None = None
    wanted: list[str] = []
    if form.is_valid():
        wanted = form.cleaned_data["fields_wanted"]
        purpose = form.cleaned_data["purpose"]
        try:
            opened = open_values(person=whose, fields=wanted, purpose=purpose, by=me, at=clock.now())
        except Denied as denied:
            form.add_error(None, denied.reason)
        except CannotOpen:
            form.add_error(None, DAMAGED)
    if opened is None:
        return _page(request, whose, form, status=422)
    return _page(request, whose, OpenForm(initial=_purpose(request, whose)), opened=opened, wanted=wanted)


@dataclass(frozen=True)
class PrivateRow:
    """One field under lock as the page shows it."""

    label: str
    shown: str
    is_open: bool = False
    note: str = ""


def private_rows(whose: Person, opened: dict[str, Secret] | None = None) -> list[PrivateRow]:
    """Every field: opened, masked, or without a value."""
    rows = {row.field: row for row in queries.stored(whose, PrivateValue.Field.values)}
    shown = []
    for field, label in PrivateValue.Field.choices:
        row = rows.get(field)
        if row is None:
            shown.append(PrivateRow(label, "Chưa ghi"))
            continue
        note = "Đang đối chiếu với hồ sơ khác" if row.is_disputed else ""
        if opened and field in opened:
            shown.append(PrivateRow(label, opened[field].reveal(), is_open=True, note=note))
            continue
        try:
            shown.append(PrivateRow(label, masked(unlock(row.token, about(row.person_id, field)).reveal()), note=note))
        except CannotOpen:
            shown.append(PrivateRow(label, "•••", note="Không mở được bằng khóa hiện có"))
    return shown


def _page(
    request: HttpRequest,
    whose: Person,
    form: OpenForm,
    *,
    opened: dict[str, Secret] | None = None,
    wanted: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    posts = list(queries.posts_of(whose))
    is_own = permissions.is_own(me, whose)
    may_open = is_own or permissions.opens_by_role(me, whose, on)
    is_keeper = is_own or not reason_against(permissions.check_keeps, me, whose, on, "xem")
    sees_openings = not reason_against(permissions.check_can_see_openings, me, whose, on)
    honours = list(honours_of_person(whose))
    first, last, bars = line_of_time(posts, on)
    now = [post for post in posts if post.starts_on <= on and (post.ends_on is None or post.ends_on >= on)]
    gone = queries.departure_of(whose)
    if gone is not None and now and gone.on < on:
        gone = None  # came back since
    mains = [post for post in now if post.is_main]
    lines = years_of(whose, rated(whose), honours)
    ids = queries.selves(whose.pk)
    context = {
        "person": whose,
        "is_own": is_own,
        "kicker": "Hồ sơ của tôi" if is_own else "Hồ sơ cán bộ",
        "lead": _lead(now, gone),
        "gone": gone,
        "two_mains": "; ".join(f"{post.title}, {post.unit.full_name}" for post in mains) if len(mains) > 1 else "",
        "ended_units": [post for post in now if post.unit.valid_to is not None and post.unit.valid_to < on],
        "can_take_back": bool(gone) and not reason_against(permissions.check_can_depart, me, whose, on),
        "facts": [
            ("Mã cán bộ", whose.code),
            ("Ngày sinh", vi_date(whose.born_on)),
            ("Giới tính", whose.get_gender_display()),
            ("Đối tượng", whose.get_subject_display()),
            ("Ngày tuyển dụng", vi_date(whose.recruited_on)),
        ],
        "posts": [_post_row(me, post, on) for post in posts],
        "bars": [(bar, place * 26) for place, bar in enumerate(bars)],
        "picture": {"first": first, "last": last, "height": len(bars) * 26},
        "years": [_year_row(line) for line in lines],
        "private": private_rows(whose, opened),
        "opened_labels": [OPENABLE[field] for field in wanted or []],
        "may_open": may_open,
        "open_refused": "" if may_open else reason_against(permissions.check_can_open, me, whose, on),
        "form": form,
        "disciplines": list(Discipline.objects.filter(person_id__in=ids, annulled_at=None).order_by("-decided_on"))
        if DISCIPLINE in (wanted or [])
        else None,
        "absences": list(Absence.objects.filter(person_id__in=ids).order_by("-year", "reason"))
        if ABSENCE in (wanted or [])
        else None,
        "holds": list(Hold.objects.filter(person_id__in=ids)) if HOLD in (wanted or []) else None,
        "openings": [_opening(event) for event in openings_of(whose)[:5]] if sees_openings else None,
        "changes": [_change(change) for change in whose.changes.select_related("changed_by")[:10]] if is_keeper else [],
        "merges": list(queries.merges_of(whose)) if is_keeper else [],
        "may_part": not reason_against(permissions.check_can_compare, me, whose, on),
        "roadmap": reverse("nominations:roadmap-person", args=[whose.pk])
        if people_to_plan_for(me, on).filter(pk=whose.pk).exists()
        else "",
        "actions": _acts(me, whose, on, is_own),
        "crumbs": [Crumb("Cán bộ", reverse("people:list")), Crumb(whose.full_name)],
    }
    return render(request, "profiles/person.html", context, status=status)


def _lead(now: list[Post], gone: Any) -> str:
    if now:
        held = "; ".join(f"{post.title}, {post.unit.full_name}" for post in sorted(now, key=lambda p: not p.is_main))
        return f"{held}. {gone.get_kind_display()} từ sau ngày {vi_date(gone.on)}." if gone is not None else held
    if gone is not None:
        return f"{gone.get_kind_display()} từ sau ngày {vi_date(gone.on)}."
    return "Hiện không giữ chức vụ nào."


def _acts(me, whose: Person, on: date, is_own: bool) -> list[Action]:
    def act(label: str, name: str, check, **options: Any) -> Action:
        return guarded(label, reverse(name, args=[whose.pk]), check, me, whose, on, **options)

    export = act("Trích xuất dữ liệu", "profiles:export", permissions.check_can_export, icon="download")
    keeping = [
        act("Sửa thông tin", "people:edit", permissions.check_can_correct, icon="edit"),
        act("Thông tin riêng", "people:private", permissions.check_can_lock_values, icon="lock"),
        act("Ghi thêm chức vụ", "people:appoint", permissions.check_can_appoint, icon="plus"),
        act("Thôi công tác", "people:depart", permissions.check_can_depart, icon="exit"),
    ]
    if is_own or any(not each.refused for each in keeping):
        # who only looks up a colleague is not shown a row of grey buttons
        keeping = [each for each in keeping if not each.refused]
        return [*keeping, export] if not export.refused else keeping
    return []


def _post_row(me, post: Post, on: date) -> dict[str, Any]:
    refused = reason_against(permissions.check_can_change_post, me, post, on)
    acts: list[Action] = []
    if not refused:
        if post.ends_on is None:
            acts.append(Action("Đổi chức vụ", reverse("people:change-post", args=[post.pk])))
            if post.is_main:
                acts.append(Action("Chuyển đơn vị", reverse("people:transfer", args=[post.pk])))
            acts.append(Action("Kết thúc", reverse("people:end-post", args=[post.pk])))
        acts.append(Action("Sửa chỗ ghi nhầm", reverse("people:correct-post", args=[post.pk])))
    return {"post": post, "acts": acts, "is_now": post.starts_on <= on and (post.ends_on is None or post.ends_on >= on)}


def _year_row(line) -> dict[str, Any]:
    source = ""
    if line.rating is not None and line.rating.entered_by is not None:
        source = f"{line.rating.entered_by.display_name} nhập ngày {vi_date(line.rating.entered_at)}"
    return {
        "year": line.year,
        "rating": line.rating.get_rating_display() if line.rating else "",
        "source": source,
        "others": [f"Hồ sơ đã gộp ghi: {row.get_rating_display()}" for row in line.others],
        "honours": [(honour, award_name(honour.award_code), STATE_LABELS[honour.state]) for honour in line.honours],
        "initiatives": line.initiatives,
    }


def _opening(event) -> Event:
    fields = ", ".join(OPENABLE.get(field, field) for field in event.detail.get("fields", []))
    what = "Trích xuất toàn bộ dữ liệu" if event.act == "personal_data_exported" else f"Mở: {fields}"
    by = event.by.display_name if event.by else ""
    return Event(what, vi_datetime(event.at), by, event.detail.get("purpose", ""), "look")


def _change(change) -> Event:
    what = f"{DETAIL_LABELS.get(change.field, change.field)}: {change.before or '—'} → {change.after or '—'}"
    return Event(what, vi_datetime(change.changed_at), change.changed_by.display_name, change.reason, "quiet")


def openings(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every opening of what is under lock about a person."""
    whose = person_seen(request, pk)
    permissions.check_can_see_openings(signed_in(request), whose, clock.today())
    table = OpeningsTable(openings_of(whose), request)
    back = reverse("profiles:person", args=[whose.pk])
    crumbs = [Crumb("Cán bộ", reverse("people:list")), Crumb(whose.full_name, back), Crumb("Các lần mở")]
    return table_page(request, table, "profiles/openings.html", {"person": whose, "crumbs": crumbs})


@never_cache
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the system holds about a person, as a ZIP."""
    whose, me = person_seen(request, pk), signed_in(request)
    permissions.check_can_export(me, whose, clock.today())
    is_own = permissions.is_own(me, whose)
    form = ExportForm(posted(request), initial={"purpose": "Bản sao dữ liệu của chính mình"} if is_own else {})
    if form.is_bound and form.is_valid():
        now = clock.now()
        try:
            opened = open_for_export(person=whose, by=me, at=now, **form.cleaned_data)
        except Denied as denied:
            form.add_error(None, denied.reason)
        except CannotOpen:
            form.add_error(None, DAMAGED)
        else:
            plain = {field: value.reveal() for field, value in opened.items()}
            answer = HttpResponse(
                packed(whose.full_name, everything_about(whose), plain, now), content_type="application/zip"
            )
            answer["Content-Disposition"] = f'attachment; filename="du-lieu-{whose.pk}.zip"'
            return answer
    back = reverse("profiles:person", args=[whose.pk])
    context = {
        "form": form,
        "title": f"Trích xuất dữ liệu về {whose.full_name}",
        "kicker": "Dữ liệu cá nhân",
        "lead": "Một tệp ZIP gồm mọi điều hệ thống lưu về người này, cả thông tin riêng đã mở. Việc trích xuất được ghi lại; "
        "hãy giữ tệp như giữ hồ sơ mật và xóa khi xong việc.",
        "submit_label": "Trích xuất",
        "back": back,
        "crumbs": [Crumb("Cán bộ", reverse("people:list")), Crumb(whose.full_name, back), Crumb("Trích xuất dữ liệu")],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def tell(request: HttpRequest, words: str, whose: Person) -> HttpResponse:
    messages.success(request, words)
    return redirect("profiles:person", whose.pk)
