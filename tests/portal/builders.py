"""Articles and a held conference of the small province."""

from datetime import date

from thidua.conferences.models import AgendaPoint, Conference, Participation
from thidua.portal import actions
from thidua.portal import actions_publishing as publishing


def draft(office, at, title="Phường Hạ Long biểu dương gương điển hình", **fields):
    texts = {"lead": "Ngày 08/7/2025, phường biểu dương.", "body": "Đoạn một.\n\nĐoạn hai.", "author_name": "Thu Hà"}
    return actions.draft_article(unit=office.unit, title=title, **(texts | fields), by=office.editor, at=at)


def published(office, at, title="Phường Hạ Long biểu dương gương điển hình", **fields):
    article = draft(office, at, title, **fields)
    publishing.publish_article(article=article, by=office.editor, at=at)
    return article


def held_conference(province, **fields) -> Conference:
    """A year-end conference of the cluster: two of three members came."""
    values = {
        "kind": "year_end_launch",
        "title": "Hội nghị tổng kết năm 2025, phát động thi đua năm 2026",
        "unit": province.root.unit,
        "cluster": province.cluster,
        "year_summarised": 2025,
        "year_launched": 2026,
        "held_on": date(2026, 1, 15),
        "place": "Trung tâm Hội nghị tỉnh",
        "conclusion": "Các đơn vị giữ vững kỷ cương, đổi mới cách làm",
        "state": "held",
        "planned_at": province.at,
        "planned_by": province.root.officer,
        "held_at": province.at,
        "held_by": province.root.officer,
    }
    conference = Conference.objects.create(**(values | fields))
    AgendaPoint.objects.create(
        conference=conference, ordinal=1, kind="report", text="Báo cáo kết quả phong trào thi đua năm 2025"
    )
    for office, came in ((province.ha_long, True), (province.cam_pha, True), (province.van_don, False)):
        Participation.objects.create(conference=conference, unit=office.unit, came=came)
    return conference
