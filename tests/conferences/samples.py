"""Conferences of the small province."""

from datetime import date

from thidua.conferences import actions
from thidua.conferences.models import Conference

AGENDA = [
    ("report", "Báo cáo kết quả phong trào"),
    ("awards", "Trao thưởng"),
    ("launch", "Phát động phong trào"),
    ("signing", "Ký giao ước thi đua"),
    ("handover", "Bàn giao trưởng cụm"),
]


def planned(province, **changes) -> Conference:
    arguments = {
        "kind": "launch",
        "title": "Hội nghị phát động thi đua năm 2025",
        "unit": province.root.unit,
        "year_launched": 2025,
        "held_on": date(2025, 7, 8),
        "place": "Hội trường tỉnh",
        "agenda": AGENDA,
        "invited": [office.unit for office in (province.ha_long, province.cam_pha, province.van_don)],
        "by": province.root.officer,
        "at": province.at,
    }
    return actions.plan_conference(**(arguments | changes))
