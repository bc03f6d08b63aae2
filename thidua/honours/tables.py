"""Lists of the register."""

import re
from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from rulebook.award import LEVELS_VI
from rulebook.lifecycles import LIFECYCLES
from thidua.honours.consequences import kind_of, kinds
from thidua.honours.counting import KINDS, LEADS, PLACE_OTHER, at_place, codes_of_level, of_kind, places, who_leads
from thidua.honours.models import Extract, FollowUp, Honour
from thidua.honours.queries import CORRECTED, RESTORED, REVOKED, STATE_LABELS, VALID, taken_away
from thidua.law.queries import award_name
from thidua.people.models import Person
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.text import fold
from thidua.shared.wording import money

# The badges of thidua.shared.ui for the states of an award line.
BADGES = {VALID: "accepted", CORRECTED: "returned", REVOKED: "revoked", RESTORED: "accepted"}
IN_FORCE = "in_force"
_ORDINAL = re.compile(r"(?:so vang|so|#)?\s*(\d{1,7})")


class HonourTable(Table):
    """Award lines with ``state``; needs ``select_related("of_unit", "issuer")``."""

    caption = "Sổ vàng khen thưởng"
    export_name = "so-vang"
    noun = "khen thưởng"
    search_fields: ClassVar[Sequence[str]] = ("recipient_fold", "of_unit__name_fold")
    plain_search_fields: ClassVar[Sequence[str]] = ("decision_number", "check_code", "act_number")
    search_label = "Tên, đơn vị, số quyết định, số sổ vàng, mã kiểm tra"
    default_sort = "-decided_on"
    empty_title = "Sổ vàng chưa có dòng nào"
    empty_text = "Khen thưởng được ghi vào đây khi quyết định được ban hành, hoặc khi nhập từ hồ sơ cũ."
    columns = (
        Column(
            "recipient_name",
            "Người, tập thể được khen",
            sort="recipient_fold",
            primary=True,
            link=lambda h: reverse("honours:detail", args=[h.pk]),
        ),
        Column("of_unit.name", "Đơn vị", sort="of_unit__name_fold"),
        Column("award_code", "Danh hiệu, hình thức", sort="award_code", format=award_name),
        Column("year", "Năm", sort="year", numeric=True, format=str),
        Column("decision_number", "Số quyết định", nowrap=True),
        Column("ordinal", "Số sổ vàng", numeric=True, format=str),
        Column("decided_on", "Ngày", sort=("decided_on", "-ordinal")),
        Column("state", "Tình trạng", badge=lambda h: BADGES[h.state], format=STATE_LABELS.__getitem__),
    )

    def asked_for(self) -> Q:
        """Names and decisions of later entries are found too: who was corrected is known by both names. A number alone is
        also the number in the gold book."""
        found = super().asked_for()
        words = fold(self.search).split()
        later = Honour.objects.filter(refers_to=OuterRef("pk"))
        told = Q(act_number__icontains=self.search)
        if words:
            told |= reduce(lambda one, word: one & Q(recipient_fold__contains=word), words, Q())
        found |= Q(Exists(later.filter(told)))
        if number := _ORDINAL.fullmatch(fold(self.search)):
            found |= Q(ordinal=int(number[1]))
        return found


def register_filters(seen: QuerySet[Honour], years: list[int], on: date) -> list[Filter]:
    """What officers narrow the register by; the figures of the statistics open the list with the same filters."""
    return [
        unit_place_filter(on),
        award_filter(seen),
        year_filter(years),
        Filter("level", "Cấp", list(LEVELS_VI.items()),
               apply=lambda rows, value: rows.filter(award_code__in=codes_of_level(value))),
        Filter("kind", "Đối tượng", list(KINDS.items()), apply=lambda rows, value: rows.filter(of_kind(value))),
        Filter("leads", "Chức vụ khi đó", list(LEADS.items()), apply=who_leads),
        Filter("gender", "Giới tính", list(Person.Gender.choices), field="person__gender"),
        Filter("state", "Tình trạng", [(IN_FORCE, "Đang có hiệu lực (mọi loại)"), *STATE_LABELS.items()],
               apply=_in_state),
    ]  # fmt: skip


def _in_state(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(~taken_away()) if value == IN_FORCE else rows.filter(state=value)


def unit_place_filter(on: date) -> Filter:
    """The units right below the province as they are today, each with all below it and all it took over."""
    there = places(on)
    choices = [(str(pk), name) for pk, name in there]
    return Filter("place", "Đơn vị, kể cả cấp dưới", [*choices, (PLACE_OTHER, "Đơn vị khác, không rõ")],
                  apply=lambda rows, value: rows.filter(at_place(value, there)))  # fmt: skip


def award_filter(honours: QuerySet[Honour]) -> Filter:
    """The awards that occur in the list."""
    codes = honours.order_by().values_list("award_code", flat=True).distinct()
    return Filter("award", "Danh hiệu, hình thức", sorted(((c, award_name(c)) for c in set(codes)), key=lambda p: p[1]),
                  field="award_code")  # fmt: skip


def year_filter(years: list[int]) -> Filter:
    return Filter("year", "Năm", [(str(year), str(year)) for year in years])


def unit_filter(units: list) -> Filter:
    """The units of the list; a unit takes its sections along."""
    return Filter(
        "unit",
        "Đơn vị",
        [(str(unit.pk), unit.name) for unit in units],
        apply=lambda rows, value: rows.filter(
            Q(of_unit=value) | Q(of_unit__parent=value, of_unit__kind="section") | Q(unit=value)
        ),
    )


class FollowUpTable(Table):
    """Needs ``select_related("entry", "unit")``."""

    caption = "Việc sau khi hủy bỏ khen thưởng"
    export_name = "viec-sau-huy-bo"
    noun = "việc"
    search_fields = ("entry__recipient_fold",)
    plain_search_fields = ("entry__decision_number", "entry__act_number")
    search_label = "Tìm theo tên người, tập thể, số quyết định"
    default_sort = "due_on"
    empty_title = "Chưa có việc nào"
    empty_text = (
        "Khi một khen thưởng bị hủy bỏ, việc phải làm được liệt kê ở đây: hiện vật, tiền thưởng, danh hiệu liên quan."
    )
    columns = (
        Column("what", "Việc", primary=True, link=lambda f: reverse("honours:follow-up", args=[f.pk])),
        Column("kind", "Loại", sort="kind", format=lambda code: kind.label if (kind := kind_of(code)) else code),
        Column("amount_vnd", "Số tiền", sort="amount_vnd", numeric=True, nowrap=True, format=money),
        Column("entry.recipient_name", "Khen thưởng của", sort="entry__recipient_fold"),
        Column("due_on", "Hạn", sort=("due_on", "pk")),
        Column("state_label", "Tình trạng", badge=lambda f: f"follow_up_{f.state}"),
        Column("closed_note", "Kết quả", shown=False),
    )


def follow_up_filters() -> list[Filter]:
    states = list(LIFECYCLES[FollowUp.LIFECYCLE].states.items())
    return [
        Filter("state", "Tình trạng", states),
        Filter("kind", "Loại", [(kind.code, kind.label) for kind in kinds()]),
    ]


class ExtractTable(Table):
    """Needs ``select_related("paper", "unit")``. Who asked stands on the opened request, not here."""

    caption = "Trích lục khen thưởng"
    noun = "yêu cầu"
    plain_search_fields = ("paper__number_text", "check_code", "recipient_name")
    search_label = "Tìm theo số giấy, mã kiểm tra, tên người được khen"
    default_sort = "-asked_at"
    empty_title = "Chưa có yêu cầu trích lục nào"
    empty_text = "Mở khen thưởng của một người hoặc tập thể trong Sổ vàng rồi chọn “Nhận yêu cầu trích lục”."
    columns = (
        Column(
            "recipient_name", "Khen thưởng của", primary=True, link=lambda e: reverse("honours:extract", args=[e.pk])
        ),
        Column("get_asker_display", "Người yêu cầu"),
        Column("unit.name", "Nơi cấp", sort="unit__name_fold"),
        Column("asked_at", "Ngày nhận", sort="asked_at"),
        Column("paper.number_text", "Số giấy", nowrap=True),
        Column("state_label", "Tình trạng", badge=lambda e: f"extract_{e.state}"),
    )


def extract_filters() -> list[Filter]:
    return [Filter("state", "Tình trạng", list(LIFECYCLES[Extract.LIFECYCLE].states.items()))]
