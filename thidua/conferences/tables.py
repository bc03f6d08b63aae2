"""The list of conferences."""

from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.conferences.models import Conference, Participation, Remark
from thidua.pledges.outlook import award_name
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table


class ConferenceTable(Table):
    caption = "Hội nghị"
    export_name = "hoi-nghi"
    noun = "hội nghị"
    plain_search_fields = ("title", "place")
    search_label = "Tìm theo tên, địa điểm"
    default_sort = "-held_on"
    columns = (
        Column(
            "title", "Hội nghị", sort="title", primary=True, link=lambda c: reverse("conferences:detail", args=[c.pk])
        ),
        Column("held_on", "Ngày", sort="held_on"),
        Column("unit.name", "Đơn vị tổ chức", sort="unit__name_fold"),
        Column("cluster.name", "Cụm, khối"),
        Column("get_kind_display", "Loại", sort="kind"),
        Column("present", "Có mặt", value=lambda c: f"{c.came}/{c.invited}" if c.state == "held" else ""),
        Column("state_label", "Tình trạng", sort="state", badge=lambda c: c.state),
    )
    empty_title = "Chưa có hội nghị nào"
    empty_text = "Hội nghị do đơn vị bạn tổ chức hoặc được mời dự sẽ hiện ở đây."


def _attendance(row: Participation) -> str:
    if row.came:
        return "done"
    return "withdrawn" if row.conference.state == "held" else "pending"


_HERE = {"done": "Có mặt", "withdrawn": "Vắng", "pending": "Chưa đến"}


class GuestTable(Table):
    """Who is invited to one conference; needs ``select_related("unit", "conference")``."""

    caption = "Danh sách mời"
    export_name = "danh-sach-moi"
    noun = "dòng"
    search_fields = ("unit__name_fold",)
    plain_search_fields = ("title", "representative")
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu), chức danh"
    columns = (
        Column("name", "Được mời", sort="unit__name_fold", primary=True),
        Column("get_answer_display", "Trả lời", sort="answer"),
        Column("answer_note", "Người dự, lý do vắng"),
        Column(
            "came",
            "Tham dự",
            sort="came",
            value=lambda row: _HERE[_attendance(row)],
            badge=_attendance,
        ),
        Column("came_at", "Lúc", sort="came_at", value=lambda row: row.came_at if row.came else None),
        Column("get_came_how_display", "Cách ghi", sort="came_how"),
        Column("representative", "Đại diện"),
        Column(
            "letter",
            "Giấy mời",
            value=lambda row: "PDF" if row.conference.invited_at else "",
            link=lambda row: (
                reverse("conferences:letter", args=[row.conference_id, row.pk]) if row.conference.invited_at else ""
            ),
            export=False,
        ),
    )
    empty_title = "Chưa mời ai"
    empty_text = "Thêm đơn vị, chức danh hoặc khách mời vào danh sách."


class ArrivalTable(GuestTable):
    """The same list at the desk, a page of which is one form; drawn by its own template."""

    caption = "Danh sách điểm danh"
    export_name = ""


class RemarkTable(Table):
    """What was said at one conference; needs ``select_related("unit", "paper", "conference")``."""

    caption = "Ý kiến, bài học, nhiệm vụ"
    export_name = "y-kien-hoi-nghi"
    noun = "ghi nhận"
    plain_search_fields = ("text", "speaker")
    search_fields = ("unit__name_fold",)
    search_label = "Tìm trong nội dung, tên đơn vị"
    columns = (
        Column(
            "text", "Nội dung", primary=True, link=lambda r: reverse("conferences:remark", args=[r.conference_id, r.pk])
        ),
        Column("get_kind_display", "Loại", sort="kind"),
        Column("unit.name", "Đơn vị", sort="unit__name_fold"),
        Column("speaker", "Người nêu"),
        Column("paper.title", "Về tài liệu"),
        Column("due_on", "Thời hạn", sort="due_on"),
        Column("get_outcome_display", "Xử lý", sort="outcome"),
        Column("reply", "Giải trình"),
    )
    empty_title = "Chưa có ghi nhận nào"
    empty_text = "Góp ý, phát biểu, sáng kiến, bài học và nhiệm vụ của hội nghị được giữ ở đây."


class CeremonyTable(Table):
    """The awards in the order of the ceremony; needs ``queries.called``."""

    caption = "Thứ tự trao thưởng"
    export_name = "thu-tu-trao-thuong"
    noun = "lượt trao"
    search_fields = ("honour__recipient_fold",)
    default_sort = "ordinal"
    columns = (
        Column("ordinal", "Lượt", sort="ordinal", numeric=True),
        Column("honour.recipient_name", "Người, tập thể", sort="honour__recipient_fold", primary=True),
        Column("honour.recipient_detail", "Chức vụ, đơn vị"),
        Column(
            "award", "Khen thưởng", sort="honour__award_code", value=lambda line: award_name(line.honour.award_code)
        ),
        Column("honour.decision_number", "Quyết định", nowrap=True),
        Column(
            "state",
            "Đã trao",
            sort="handed_at",
            value=lambda line: "Đã trao" if line.handed_at else "Chưa trao",
            badge=lambda line: "done" if line.handed_at else "pending",
        ),
        Column("giver", "Người trao"),
    )
    empty_title = "Chưa xếp thứ tự trao thưởng"
    empty_text = "Bấm “Xếp thứ tự trao” để lấy danh sách từ các quyết định đã ban hành."


GUEST_FILTERS = (
    Filter("answer", "Trả lời", [c for c in Participation.Answer.choices if c[0]]),
    Filter(
        "came",
        "Có mặt",
        [("1", "Có mặt"), ("0", "Chưa, vắng")],
        apply=lambda rows, value: rows.filter(came=value == "1"),
    ),
)
REMARK_FILTERS = (
    Filter("kind", "Loại", Remark.Kind.choices),
    Filter("outcome", "Xử lý", [c for c in Remark.Outcome.choices if c[0]]),
)
FILTERS = (
    Filter("kind", "Loại", Conference.Kind.choices),
    Filter("state", "Tình trạng", list(LIFECYCLES[Conference.LIFECYCLE].states.items())),
)
