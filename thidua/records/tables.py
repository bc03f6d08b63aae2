"""Lists of the track record. Holds, discipline and absences are in no file."""

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from thidua.law.queries import award_name
from thidua.people.models import Post
from thidua.records.models import Hold, Initiative, InitiativeAuthor, InitiativeUse, TaskRating
from thidua.records.queries import standing_holds
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date
from thidua.units.models import Unit

_RATINGS = dict(TaskRating.Rating.choices)


def people_with_year(posts: QuerySet[Post], year: int, on) -> QuerySet[Post]:
    """Posts with ``rating``, ``initiatives`` (recognised, of the year) and ``held`` (somebody is on hold today)."""
    rating = TaskRating.objects.filter(person=OuterRef("person"), year=year).values("rating")[:1]
    authored = InitiativeAuthor.objects.filter(
        person=OuterRef("person"), initiative__year=year, initiative__state="recognised"
    )
    number = authored.order_by().values("person").annotate(number=Count("pk")).values("number")
    return posts.annotate(
        rating=Subquery(rating),
        initiatives=Coalesce(Subquery(number, output_field=IntegerField()), 0),
        held=Exists(standing_holds(on).order_by().filter(person=OuterRef("person"))),
    )


def units_with_year(units: QuerySet[Unit], year: int, on) -> QuerySet[Unit]:
    rating = TaskRating.objects.filter(unit=OuterRef("pk"), year=year).values("rating")[:1]
    held = Exists(standing_holds(on).order_by().filter(unit=OuterRef("pk")))
    return units.annotate(rating=Subquery(rating), held=held)


def _hold_word(row) -> str:
    return "Tạm dừng xét" if row.held else ""


class PeopleTable(Table):
    caption = "Theo dõi thành tích cá nhân"
    export_name = "theo-doi-thanh-tich"
    noun = "người"
    search_fields = ("person__name_fold",)
    plain_search_fields = ("person__code",)
    search_label = "Tìm theo tên hoặc mã"
    default_sort = "name"
    columns = (
        Column("name", "Họ và tên", sort=("person__name_key", "person__code", "pk"), primary=True,
               value=lambda p: p.person.full_name, link=lambda p: reverse("records:person", args=[p.person_id])),
        Column("person.code", "Mã", sort="person__code", nowrap=True),
        Column("unit.full_name", "Đơn vị", sort="unit__name_fold"),
        Column("title", "Chức vụ, vị trí", sort="title"),
        Column("rating", "Xếp loại năm", sort="rating", value=lambda p: _RATINGS.get(p.rating, "Chưa có")),
        Column("initiatives", "Sáng kiến", sort="initiatives", numeric=True),
        Column("held", "Lưu ý", export=False, value=_hold_word),
    )  # fmt: skip
    empty_title = "Chưa có ai"
    empty_text = "Cán bộ của đơn vị bạn theo dõi sẽ hiện ở đây."


class UnitTable(Table):
    caption = "Theo dõi thành tích tập thể"
    export_name = "theo-doi-tap-the"
    noun = "đơn vị"
    search_fields = ("name_fold",)
    plain_search_fields = ("code",)
    default_sort = "name"
    columns = (
        Column("name", "Đơn vị", sort=("name_fold", "pk"), primary=True, value=lambda u: u.full_name,
               link=lambda u: reverse("records:unit", args=[u.pk])),
        Column("code", "Mã", sort="code", nowrap=True),
        Column("rating", "Xếp loại năm", sort="rating", value=lambda u: _RATINGS.get(u.rating, "Chưa có")),
        Column("held", "Lưu ý", export=False, value=_hold_word),
    )  # fmt: skip
    empty_title = "Chưa có đơn vị nào"


class InitiativeTable(Table):
    """Needs ``select_related("person", "unit")`` and ``authors_count``."""

    caption = "Sáng kiến"
    export_name = "sang-kien"
    noun = "sáng kiến"
    search_fields = ("title_fold", "person__name_fold")
    plain_search_fields = ("decision_no",)
    search_label = "Tìm theo tên sáng kiến, tác giả (không cần gõ dấu), số quyết định"
    default_sort = "-year"
    columns = (
        Column("title", "Tên sáng kiến", sort="title_fold", primary=True, link=lambda i: reverse("records:initiative", args=[i.pk])),
        Column("year", "Năm", sort="year", format=str),
        Column("author", "Tác giả", sort="person__name_key",
               value=lambda i: i.person.full_name + (f" và {i.authors_count - 1} người" if i.authors_count > 1 else "")),
        Column("unit.name", "Cơ sở", sort="unit__name_fold"),
        Column("get_scope_display", "Công nhận tại", sort="scope"),
        Column("decision_no", "Quyết định", nowrap=True),
        Column("state_label", "Tình trạng", sort="state", badge=lambda i: i.state),
    )  # fmt: skip
    empty_title = "Chưa có sáng kiến nào"
    empty_text = "Đơn yêu cầu công nhận và sáng kiến đã công nhận của đơn vị sẽ hiện ở đây."


class UseTable(Table):
    """The ledger; needs ``select_related("initiative", "person", "noted_by")``."""

    caption = "Sổ dùng sáng kiến"
    export_name = "so-dung-sang-kien"
    noun = "lần dùng"
    search_fields = ("initiative__title_fold", "person__name_fold")
    default_sort = "-year"
    columns = (
        Column("initiative.title", "Sáng kiến", sort="initiative__title_fold", primary=True,
               link=lambda u: reverse("records:initiative", args=[u.initiative_id])),
        Column("person.full_name", "Tác giả", sort="person__name_key"),
        Column("award_code", "Dùng cho", sort="award_code", format=award_name),
        Column("year", "Năm", sort="year", format=str),
        Column("source", "Nơi dùng", value=lambda u: u.source or "Hồ sơ đề nghị trong hệ thống"),
        Column("noted_at", "Ghi ngày", sort="noted_at", format=vi_date),
        Column("released_reason", "Đã thôi dùng, lý do"),
        Column("act", "Việc", export=False, value=lambda u: "" if u.released_at else "Thôi dùng",
               link=lambda u: "" if u.released_at else reverse("records:use-release", args=[u.pk])),
    )  # fmt: skip
    empty_title = "Chưa ghi lần dùng nào"
    empty_text = "Khi một hồ sơ dựa vào sáng kiến, lần dùng được ghi ở đây để không tính hai lần."


def _hold_state(hold: Hold) -> str:
    return f"{hold.get_outcome_display()}, {vi_date(hold.lifted_on)}" if hold.lifted_on else "Đang tạm dừng"


class HoldTable(Table):
    """Needs ``select_related("person", "unit")``. The words of a case stand on the opened page of a person, not here; no
    file."""

    caption = "Tạm dừng xét khen thưởng"
    noun = "việc"
    search_fields = ("person__name_fold", "unit__name_fold")
    default_sort = "-starts_on"
    columns = (
        Column("who", "Cá nhân, tập thể", primary=True, value=lambda h: str(h.person or h.unit),
               link=lambda h: reverse("records:person", args=[h.person_id]) if h.person_id else reverse("records:unit", args=[h.unit_id])),
        Column("get_kind_display", "Loại vụ việc", sort="kind"),
        Column("starts_on", "Từ ngày", sort="starts_on", format=vi_date),
        Column("expected_until", "Dự kiến đến", sort="expected_until", format=vi_date),
        Column("state", "Tình trạng", value=_hold_state),
        Column("act", "Việc", value=lambda h: "" if h.lifted_at else "Ghi kết quả",
               link=lambda h: "" if h.lifted_at else reverse("records:hold-lift", args=[h.pk])),
    )  # fmt: skip
    empty_title = "Không có ai đang tạm dừng xét"


HOLD_FILTERS = (
    Filter("open", "Tình trạng", [("yes", "Đang tạm dừng"), ("no", "Đã có kết quả")],
           apply=lambda rows, value: rows.filter(lifted_at__isnull=value == "yes")),
    Filter("kind", "Loại vụ việc", Hold.Kind.choices),
)  # fmt: skip


def initiatives_listed(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    number = InitiativeAuthor.objects.filter(initiative=OuterRef("pk")).order_by().values("initiative")
    counted = number.annotate(number=Count("pk")).values("number")
    return (
        rows.select_related("person", "unit")
        .defer("described")
        .annotate(authors_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
    )


def uses_listed(rows: QuerySet[InitiativeUse]) -> QuerySet[InitiativeUse]:
    return rows.select_related("initiative", "person", "noted_by").annotate(of_year=F("year"))
