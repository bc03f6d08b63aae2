"""Lists of people."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from thidua.people.duplicates import IDENTITY, Record, told
from thidua.people.models import DuplicatePair, Person, Post
from thidua.shared import clock
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date
from thidua.units.models import Unit


def page_of(person: Person) -> str:
    """The page about a person."""
    return reverse("profiles:person", args=[person.merged_into_id or person.pk])


def _whose(post: Post) -> Person:
    return post.person.merged_into or post.person


def ended_mark(unit: Unit) -> str:
    """ " (đã kết thúc 24/01/2026)" for a unit that is no more."""
    return f" (đã kết thúc {vi_date(unit.valid_to)})" if unit.valid_to and unit.valid_to < clock.today() else ""


def unit_line(post: Post) -> str:
    """The unit of a post; marked where it has ended and the post has not been moved on."""
    waits = post.ends_on is None or (post.unit.valid_to is not None and post.ends_on > post.unit.valid_to)
    return f"{post.unit.full_name}{ended_mark(post.unit) if waits else ''}"


class PostsTable(Table):
    """Posts held on a day; needs ``select_related("person__merged_into", "unit__parent")``."""

    caption = "Cán bộ theo đơn vị"
    export_name = "danh-sach-can-bo"
    noun = "người"
    search_fields = ("person__name_fold", "person__merged_into__name_fold")
    plain_search_fields = ("person__code",)
    search_label = "Tìm theo tên hoặc mã"
    default_sort = "name"
    empty_title = "Chưa có ai"
    empty_text = "Không có ai giữ chức vụ tại các đơn vị này vào ngày đã chọn."
    columns = (
        Column("name", "Họ và tên", sort=("person__name_key", "person__code", "pk"), primary=True,
               value=lambda p: _whose(p).full_name, link=lambda p: page_of(p.person)),
        Column("code", "Mã", sort="person__code", nowrap=True, value=lambda p: _whose(p).code),
        Column("born_on", "Ngày sinh", sort="person__born_on", value=lambda p: _whose(p).born_on, format=vi_date),
        Column("gender", "Giới tính", value=lambda p: _whose(p).get_gender_display()),
        Column("subject", "Đối tượng", sort="person__subject", value=lambda p: _whose(p).get_subject_display()),
        Column("title", "Chức vụ, vị trí", sort="title",
               value=lambda p: p.title if p.is_main else f"{p.title} (kiêm nhiệm)"),
        Column("role_label", "Lãnh đạo, trực tiếp", sort="is_leader"),
        Column("unit.full_name", "Đơn vị", sort="unit__name_fold", value=lambda p: unit_line(p)),
        Column("starts_on", "Từ ngày", sort="starts_on", format=vi_date),
    )  # fmt: skip


def post_filters(units: list) -> list[Filter]:
    filters = [
        Filter("leader", "Lãnh đạo, trực tiếp", [("yes", "Lãnh đạo, quản lý"), ("no", "Trực tiếp công tác")],
               apply=lambda rows, value: rows.filter(is_leader=value == "yes")),
        Filter("subject", "Đối tượng", Person.Subject.choices, field="person__subject"),
        Filter("gender", "Giới tính", Person.Gender.choices, field="person__gender"),
    ]  # fmt: skip
    if len(units) > 1:
        own = Filter(
            "unit",
            "Đơn vị",
            [(str(unit.pk), f"{unit.name}{ended_mark(unit)}") for unit in units],
            apply=lambda rows, value: rows.filter(Q(unit=value) | Q(unit__parent=value, unit__kind="section")),
        )
        filters.insert(0, own)
    return filters


class PairsTable(Table):
    """Pairs of records that may be one person; needs ``select_related("first", "second")``."""

    caption = "Hồ sơ có thể trùng"
    noun = "cặp hồ sơ"
    search_fields = ("first__name_fold", "second__name_fold")
    plain_search_fields = ("first__code", "second__code")
    default_sort = "-score"
    empty_title = "Không có cặp nào cần xem"
    empty_text = "Bấm “Tìm hồ sơ trùng” sau khi nhập cán bộ mới."
    columns = (
        Column("first.full_name", "Hồ sơ thứ nhất", sort="first__name_key", primary=True,
               value=lambda p: f"{p.first.full_name} ({p.first.code})",
               link=lambda p: reverse("profiles:compare", args=[p.first_id, p.second_id])),
        Column("second.full_name", "Hồ sơ thứ hai", value=lambda p: f"{p.second.full_name} ({p.second.code})"),
        Column("why", "Vì sao", value=lambda p: why(p)),
        Column("score", "Mức giống", sort=("score", "-pk"), numeric=True, format=lambda score: f"{score} %"),
        Column("act", "Việc làm", value=lambda p: "So hai hồ sơ",
               link=lambda p: reverse("profiles:compare", args=[p.first_id, p.second_id])),
    )  # fmt: skip


def why(pair: DuplicatePair) -> str:
    """The sentence of a pair; "" for one that was marked without having been found."""
    one, other = (Record(p.pk, p.full_name, p.born_on, p.gender) for p in (pair.first, pair.second))
    return told(pair.grounds, one, other) if pair.grounds else ""


PAIR_FILTERS = [
    Filter("ground", "Căn cứ", [("identity", "Cùng số định danh"), ("strong", "Rất giống"), ("weak", "Hơi giống")],
           apply=lambda rows, value: _by_strength(rows, value)),
]  # fmt: skip


def _by_strength(rows: Any, value: str) -> Any:
    if value == IDENTITY:
        return rows.filter(score__gte=75, grounds__icontains=IDENTITY)
    return rows.filter(score__gte=75) if value == "strong" else rows.filter(score__lt=75)
