"""Lists of sessions and of agendas."""

from django.urls import reverse

from thidua.councils.models import AgendaItem
from thidua.law.queries import award_name
from thidua.shared.columns import Column
from thidua.shared.tables import Table


def result_code(item: AgendaItem) -> str:
    return {True: "passed", False: "failed", None: "pending"}[item.has_passed]


def result_words(item: AgendaItem) -> str:
    if item.stage == AgendaItem.Stage.DEFERRED:
        return item.get_stage_display()
    return {True: "Được thông qua", False: "Không được thông qua", None: "Chưa có kết quả"}[item.has_passed]


def subject(item: AgendaItem) -> str:
    return item.subject


def award_words(item: AgendaItem) -> str:
    return award_name(item.award_code) if item.award_code else item.get_kind_display()


def unit_words(item: AgendaItem) -> str:
    unit = item.nomination.unit if item.nomination is not None else item.unit
    return unit.name if unit is not None else ""


class SessionTable(Table):
    caption = "Phiên họp Hội đồng"
    export_name = "phien-hop"
    noun = "phiên họp"
    search_fields = ("council__unit__name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    default_sort = "-held_on"
    empty_title = "Chưa có phiên họp nào"
    empty_text = "Thư ký chuẩn bị phiên họp từ trang của Hội đồng."
    columns = (
        Column(
            "held_on", "Ngày họp", sort="held_on", primary=True, link=lambda s: reverse("councils:detail", args=[s.pk])
        ),
        Column("council.name", "Hội đồng", sort="council__name"),
        Column("year", "Năm xét", sort="year", format=str),
        Column("get_way_display", "Hình thức", sort="way"),
        Column("place", "Địa điểm"),
        Column("items", "Trường hợp", numeric=True, sort="items"),
        Column("passed", "Được thông qua", numeric=True, sort="passed"),
        Column("state_label", "Tình trạng", badge=lambda s: s.state),
    )


class AgendaTable(Table):
    caption = "Chương trình và kết quả"
    export_name = "chuong-trinh-hop"
    noun = "trường hợp"
    search_fields = (
        "line__person__name_fold", "line__unit__name_fold", "line__outsider__name_fold", "standing__unit__name_fold",
    )  # fmt: skip
    columns = (
        Column("ordinal", "TT", sort="ordinal", numeric=True),
        Column(
            "subject",
            "Cá nhân, tập thể",
            primary=True,
            value=subject,
            link=lambda item: reverse("nominations:line", args=[item.line_id]) if item.line_id else "",
        ),
        Column("award", "Danh hiệu, nội dung", sort="nomination__award_code", value=award_words),
        Column("unit", "Đơn vị", sort="nomination__unit__name_fold", value=unit_words),
        Column("get_way_display", "Cách", sort="way"),
        Column("progress", "Tình trạng", sort="stage"),
        Column("yes", "Đồng ý", numeric=True, sort="yes"),
        Column("no", "Không", numeric=True),
        Column("blank", "Trống", numeric=True),
        Column("result", "Kết quả", value=result_words, badge=result_code),
        Column("note", "Ghi chú"),
    )
