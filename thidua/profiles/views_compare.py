"""Two records side by side: joined, parted again, or marked as two people."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.honours.queries import honours_of_person
from thidua.law.queries import award_name
from thidua.people import actions_merge, permissions, queries
from thidua.people.duplicates import find, told
from thidua.people.forms import ReasonForm
from thidua.people.models import DuplicatePair, Merge, Person
from thidua.people.tables import page_of
from thidua.profiles.forms import MergeForm
from thidua.profiles.views import PrivateRow, private_rows, tell
from thidua.records.actions_merge import merge_people
from thidua.records.merging import conflicts, rated
from thidua.records.models import Discipline, TaskRating
from thidua.records.queries_initiatives import authored_by
from thidua.shared import clock
from thidua.shared.denied import attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.ui import Crumb
from thidua.shared.wording import vi_date

PAIRS = "people:duplicates"


def _two(request: HttpRequest, first: int, second: int) -> tuple[Person, Person]:
    """Two records the reader keeps; others are not told of."""
    if first == second:
        raise Http404
    seen = queries.visible_to(signed_in(request), clock.today())
    one, other = get_object_or_404(seen, pk=first), get_object_or_404(seen, pk=second)
    for person in (one, other):
        permissions.check_can_compare(signed_in(request), person, clock.today())
    return one, other


def compare(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Side by side; the second is kept unless ``?giu=`` names the first."""
    one, other = _two(request, first, second)
    me, on = signed_in(request), clock.today()
    keep = one if request.GET.get("giu") == str(one.pk) else other if request.GET.get("giu") else _richer(one, other)
    goes = other if keep is one else one
    form = MergeForm(posted(request), conflicts=conflicts(goes, keep))
    if form.is_bound and form.is_valid():
        merge = attempt(
            form,
            merge_people,
            person=goes,
            into=keep,
            choices=form.choices(),
            reason=form.cleaned_data["reason"],
            by=me,
            at=clock.now(),
        )
        if merge:
            warned = (
                " Còn hai chức vụ chính cùng hiệu lực: mời kết thúc một chức vụ." if _main_posts(keep, keep, on) else ""
            )
            return tell(
                request, f"Đã gộp hồ sơ {goes.code} vào hồ sơ {keep.code}. Có thể gỡ ra ở trang này.{warned}", keep
            )
    records = {
        record.pk: record for record in actions_merge.records_of(Person.objects.filter(pk__in=[one.pk, other.pk]))
    }
    grounds = find(records.values())
    pair = DuplicatePair.objects.filter(first=min(first, second), second=max(first, second)).first()
    context = {
        "keep": keep,
        "goes": goes,
        "why": told(grounds[0].grounds, records[goes.pk], records[keep.pk]) if grounds else "",
        "rows": _rows(goes, keep, {conflict.label for conflict in form.conflicts.values()}),
        "refused": reason_against(actions_merge.check_can_join, me, goes, keep, on),
        "other_way": f"{reverse('profiles:compare', args=[first, second])}?giu={goes.pk}",
        "apart": pair if pair and pair.apart_at else None,
        "form": form,
        "differences": len(form.conflicts),
        "two_mains": _main_posts(goes, keep, on),
        "crumbs": [
            Crumb("Cán bộ", reverse("people:list")),
            Crumb("Hồ sơ trùng", reverse(PAIRS)),
            Crumb("So hai hồ sơ"),
        ],
    }
    return render(request, "profiles/compare.html", context, status=422 if form.is_bound else 200)


def _main_posts(goes: Person, keep: Person, on: date) -> list[str]:
    """The main posts that would hold at once after joining, in words; empty when there are not two."""
    mains = {
        post.pk: post
        for person in (goes, keep)
        for post in queries.posts_of(person)
        if post.is_main and (post.ends_on is None or post.ends_on >= on)
    }
    if len(mains) < 2:
        return []
    return [f"{post.title}, {post.unit.full_name}, từ {vi_date(post.starts_on)}" for post in mains.values()]


def _richer(one: Person, other: Person) -> Person:
    """The record to keep when nobody has said: that of an account, else that which holds others, else the older one."""
    for each in (one, other):
        if hasattr(each, "account") or Merge.objects.filter(into=each, undone_at__isnull=True).exists():
            return each
    return min(one, other, key=lambda person: person.pk)


ALWAYS_DIFFERS = "Mã cán bộ"


def _rows(goes: Person, keep: Person, differing: set[str]) -> list[dict[str, Any]]:
    """The two columns, line by line; ``differs`` marks what is not alike, also under lock (``differing`` labels)."""
    left, right = _column(goes), _column(keep)
    return [
        {
            "label": label,
            "goes": left[label],
            "keep": right[label],
            "differs": label != ALWAYS_DIFFERS and (left[label] != right[label] or label in differing),
        }
        for label in left
    ]


def _column(person: Person) -> dict[str, list[str]]:
    ids = queries.selves(person.pk)
    private: list[PrivateRow] = private_rows(person)
    posts = queries.posts_of(person)
    ratings = sorted(rated(person).items(), reverse=True)
    return {
        "Họ và tên": [person.full_name],
        "Mã cán bộ": [person.code],
        "Ngày sinh": [vi_date(person.born_on)],
        "Giới tính": [person.get_gender_display()],
        "Đối tượng": [person.get_subject_display()],
        "Ngày tuyển dụng": [vi_date(person.recruited_on)],
        "Chức vụ": [
            f"{vi_date(post.starts_on)}–{vi_date(post.ends_on) if post.ends_on else 'nay'}: {post.title}, "
            f"{post.unit.full_name}"
            for post in posts
        ],
        "Xếp loại": [f"{year}: {TaskRating.Rating(rating).label}" for year, rating in ratings],
        "Khen thưởng": [
            f"{honour.year}: {award_name(honour.award_code)} (QĐ {honour.decision_number})"
            for honour in honours_of_person(person)
        ],
        "Sáng kiến": [f"{row.year}: {row.title}" for row in authored_by(ids).order_by("-year", "pk")],
        "Kỷ luật": [
            f"{Discipline.objects.filter(person_id__in=ids, annulled_at=None).count()} quyết định (mở ở trang của từng người)"
        ],
        **{row.label: [row.shown] for row in private},
    }


def apart(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Two people, for good."""
    one, other = _two(request, first, second)
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():

        def done(**arguments: Any) -> bool:
            actions_merge.mark_apart(**arguments)
            return True

        given = {"reason": form.cleaned_data["reason"], "by": signed_in(request), "at": clock.now()}
        if attempt(form, done, first=one, second=other, **given):
            messages.success(
                request, f"Đã ghi: {one.full_name} ({one.code}) và {other.full_name} ({other.code}) là hai người."
            )
            return redirect(PAIRS)
    return _reason_page(
        request,
        form,
        "Hai người khác nhau",
        f"{one.full_name} ({one.code}) và {other.full_name} ({other.code}). Cặp hồ sơ này sẽ không hiện lại.",
        reverse("profiles:compare", args=[first, second]),
    )


def not_apart(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Take the mark away: POST only."""
    one, other = _two(request, first, second)
    if request.method != "POST":
        return redirect("profiles:compare", first, second)
    actions_merge.take_back_apart(first=one, second=other, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã bỏ ghi nhận hai người khác nhau.")
    return redirect("profiles:compare", first, second)


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Part two records again."""
    merge = get_object_or_404(Merge.objects.select_related("person", "into"), pk=pk, undone_at__isnull=True)
    me, on = signed_in(request), clock.today()
    get_object_or_404(queries.visible_to(me, on), pk=merge.into_id)
    permissions.check_can_compare(me, merge.into, on)
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():

        def done(**arguments: Any) -> bool:
            actions_merge.undo_merge(**arguments)
            return True

        if attempt(form, done, merge=merge, by=me, at=clock.now(), **form.cleaned_data):
            return tell(request, f"Đã gỡ hồ sơ {merge.person.code} ra; hai hồ sơ lại đứng riêng.", merge.into)
    lead = f"Hồ sơ {merge.person.code} sẽ tách khỏi hồ sơ {merge.into.code}; dữ liệu của mỗi hồ sơ còn nguyên."
    return _reason_page(request, form, "Gỡ gộp hồ sơ", lead, page_of(merge.into))


def _reason_page(request: HttpRequest, form: ReasonForm, title: str, lead: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "kicker": "Hồ sơ trùng",
        "lead": lead,
        "submit_label": "Ghi nhận",
        "back": back,
        "crumbs": [Crumb("Cán bộ", reverse("people:list")), Crumb("Hồ sơ trùng", reverse(PAIRS)), Crumb(title)],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
