"""The page /thiet-ke/ (practice and debug only): every component of the design system with content as in real life."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from thidua.shared.forms import BaseForm, DateField, LongTextField, NumberField, TextField
from thidua.shared.ui import (
    Action,
    Condition,
    Crumb,
    Event,
    NavItem,
    Signature,
    Stage,
    Tile,
    VerdictCard,
)

ICON_NAMES = (
    "check cross alert error info question look lock clock calendar search filter download upload print "
    "up down sort chevron-down chevron-right chevron-left menu plus minus edit trash send paperclip link "
    "user people exit home history mail bell flag pen scale ballot file folder book medal star seal news "
    "law chart empty swap chair"
)
UNITS = [("ha-long", "Phường Hạ Long"), ("hong-gai", "Phường Hồng Gai"), ("van-don", "Đặc khu Vân Đồn")]


class SampleForm(BaseForm):
    """A form that shows every kind of field."""

    title = TextField(
        label="Tên phong trào", max_length=120, help_text="Ghi đúng như trong kế hoạch phát động, không viết tắt."
    )
    unit = forms.ChoiceField(label="Đơn vị phát động", choices=[("", "Chọn đơn vị…"), *UNITS])
    starts_on = DateField(label="Ngày phát động", help_text="Ngày/tháng/năm, ví dụ 15/01/2025.")
    goal = NumberField(label="Chỉ tiêu thu ngân sách (tỷ đồng)", min_value=0, help_text="Phần thập phân sau dấu phẩy.")
    kind = forms.ChoiceField(
        label="Hình thức tổ chức",
        widget=forms.RadioSelect,
        choices=[("r", "Thi đua thường xuyên"), ("t", "Thi đua theo chuyên đề")],
    )
    content = LongTextField(label="Nội dung thi đua", required=False, rows=3)
    agreed = forms.BooleanField(label="Tôi đã đối chiếu với kế hoạch được duyệt")


def _verdict() -> VerdictCard:
    return VerdictCard(
        title="Chiến sĩ thi đua cấp tỉnh",
        outcome="human_must_look",
        subject="Bà Vũ Thị Thanh Hương, Phó Trưởng phòng Kinh tế, phường Hồng Gai",
        rule_date="12/01/2026",
        conditions=[
            Condition(
                "Đạt danh hiệu Chiến sĩ thi đua cơ sở ba lần liên tục",
                "met",
                "Ba quyết định: 2023 (số 112/QĐ-UBND), 2024 (số 98/QĐ-UBND), 2025 (số 141/QĐ-UBND).",
                article="Điều 22 Luật Thi đua, khen thưởng",
                article_url="#",
            ),
            Condition(
                "Sáng kiến có phạm vi ảnh hưởng trong tỉnh",
                "needs_evidence",
                "Sáng kiến “Số hóa hồ sơ hộ kinh doanh” được công nhận ở cấp cơ sở ngày 20/10/2025.",
                "Cần quyết định công nhận phạm vi ảnh hưởng cấp tỉnh.",
                "Điều 22 Luật Thi đua, khen thưởng",
                "#",
            ),
            Condition(
                "Không trong thời gian xem xét kỷ luật",
                "needs_judgement",
                "Có một thông báo kiểm tra từ tháng 11/2025, chưa kết luận.",
                "Người thẩm định đọc thông báo và ghi ý kiến.",
                "Quy chế của tỉnh",
            ),
            Condition(
                "Hoàn thành xuất sắc nhiệm vụ năm xét",
                "not_met",
                "Xếp loại năm 2025: hoàn thành tốt nhiệm vụ.",
                "Sớm nhất xét lại vào năm 2027, khi có kết quả xếp loại năm 2026.",
                "Điều 22 Luật Thi đua, khen thưởng",
                "#",
            ),
            Condition(
                "Tỷ lệ phiếu đồng ý của Hội đồng", "not_covered", "Chưa có quy định nào của tỉnh được nạp vào hệ thống."
            ),
        ],
        advice="Kết quả đối chiếu giúp người thẩm định; quyền đề nghị và quyết định thuộc về người có thẩm quyền.",
        data_version="2025.12",
    )


def _table() -> dict[str, Any]:
    """A table as components/data_table.html reads it, without a database."""

    def cell(label: str, text: str, **rest: Any) -> dict[str, Any]:
        return {"label": label, "text": text, **rest}

    people = [
        ("Phạm Đức Hậu", "Phường Hạ Long", "Lao động tiên tiến", "8,75", "sent", "Đã gửi"),
        ("Đặng Thị Bích Ngọc", "Phường Hồng Gai", "Chiến sĩ thi đua cơ sở", "9,50", "returned", "Trả lại để sửa"),
        ("Nguyễn Quỳnh Giang", "Đặc khu Vân Đồn", "Chiến sĩ thi đua cơ sở", "9,25", "appraised", "Đã thẩm định"),
        ("Vũ Thị Thanh Hương", "Phường Hồng Gai", "Chiến sĩ thi đua cấp tỉnh", "9,80", "in_council", "Trình Hội đồng"),
        ("Bùi Xuân Ngữ", "Phường Cẩm Phả", "Lao động tiên tiến", "8,90", "decided", "Đã có quyết định"),
        ("Lý A Sềnh", "Xã Lục Hồn", "Lao động tiên tiến", "9,10", "draft", "Đang lập"),
    ]
    labels = ["Họ và tên", "Đơn vị", "Danh hiệu đề nghị", "Điểm", "Tình trạng"]
    rows = [
        {
            "css": "is-mine" if name.startswith("Đặng") else "",
            "cells": [
                cell(labels[0], name, url="#", primary=True),
                cell(labels[1], unit),
                cell(labels[2], award),
                cell(labels[3], score, numeric=True),
                cell(labels[4], word, badge=state),
            ],
        }
        for name, unit, award, score, state, word in people
    ]
    heads = [
        {"label": label, "numeric": label == "Điểm", "url": "?sort=x" if label != "Tình trạng" else "", "aria_sort": ""}
        for label in labels
    ]
    heads[0]["aria_sort"] = "ascending"
    return {
        "id": "danh-sach",
        "path": "/thiet-ke/",
        "caption": "Hồ sơ đề nghị khen thưởng năm 2025",
        "hide_caption": True,
        "has_tools": True,
        "searchable": True,
        "search_label": "Tìm theo tên (không cần gõ dấu)",
        "search": "",
        "filter_fields": [{"key": "unit", "label": "Đơn vị", "choices": UNITS, "value": ""}],
        "exportable": True,
        "xlsx_url": "?export=xlsx",
        "csv_url": "?export=csv",
        "headers": heads,
        "rows": rows,
        "count_text": "51–56 trong 1.234 hồ sơ",
        "pages": [
            {"text": "1", "url": "?page=1", "aria": "Trang 1"},
            {"text": "2", "here": True},
            {"text": "3", "url": "?page=3", "aria": "Trang 3"},
            {"text": "…"},
            {"text": "25", "url": "?page=25", "aria": "Trang 25"},
        ],
    }


def _context() -> dict[str, Any]:
    return {
        "nav": [
            NavItem(label, "#", current=label == "Hồ sơ", count=count)
            for label, count in [
                ("Phong trào", 0),
                ("Đăng ký, giao ước", 0),
                ("Chấm điểm", 3),
                ("Hồ sơ", 12),
                ("Hội đồng", 0),
                ("Quyết định", 0),
                ("Sổ vàng", 0),
                ("Hội nghị", 0),
                ("Tin bài", 0),
            ]
        ],
        "crumbs": [Crumb("Việc của tôi", "/"), Crumb("Hồ sơ", "#"), Crumb("Khối nội chính, năm 2025")],
        "is_demo": True,
        "demo_day": date(2026, 1, 16),
        "actions": [
            Action(
                "Gửi hồ sơ",
                "#",
                "post",
                "send",
                "primary",
                confirm="Sau khi gửi, hồ sơ chỉ sửa được khi cơ quan thẩm định trả lại.",
            ),
            Action("In danh sách", "#", icon="print"),
            Action(
                "Đưa ra Hội đồng",
                "#",
                "post",
                refused="Còn 2 hồ sơ chưa có ý kiến thẩm định: Đặng Thị Bích Ngọc, Lý A Sềnh.",
            ),
        ],
        "kinds": [
            Action("Nút chính", "#", kind="primary"),
            Action("Nút phụ", "#"),
            Action("Nút nhẹ", "#", kind="quiet"),
            Action(
                "Thu hồi quyết định",
                "#",
                "post",
                "trash",
                "grave",
                confirm="Quyết định thu hồi được ghi vào sổ và không xóa được.",
            ),
        ],
        "stages": [
            Stage("Phát động", "done", "#", "tháng 1"),
            Stage("Đăng ký, giao ước", "done", "#", "tháng 3"),
            Stage("Sơ kết", "done", "#", "tháng 6"),
            Stage("Kiểm tra chéo", "done", "#", "tháng 10"),
            Stage("Chấm điểm", "current", "#", "tháng 11"),
            Stage("Hồ sơ", "next", "", "tháng 12"),
            Stage("Hội đồng", "next", "", "tháng 12"),
            Stage("Quyết định", "next", "", "tháng 1"),
            Stage("Tổng kết", "next", "", "tháng 1"),
        ],
        "tiles": [
            Tile("Hồ sơ đã tiếp nhận", "1.234", url="#", note="tăng 86 so với năm 2024"),
            Tile("Có thể đề xét", "1.087", tone="met"),
            Tile("Cần người xem xét", "103", tone="look"),
            Tile("Chưa đủ điều kiện", "44", tone="error"),
            Tile("Còn lại đến hạn nộp", "6", "ngày", tone="caution", note="Hạn: 22/01/2026"),
        ],
        "verdict": _verdict(),
        "table": _table(),
        "events": [
            Event(
                "Trả lại hồ sơ để bổ sung 2 giấy tờ",
                "10:42, 14/01/2026",
                "Đinh Văn Khánh",
                "Thiếu quyết định công nhận sáng kiến.",
                "caution",
            ),
            Event("Tiếp nhận hồ sơ", "08:15, 12/01/2026", "Ban Thi đua, khen thưởng", tone="look"),
            Event("Gửi hồ sơ", "16:58, 09/01/2026", "Phường Hồng Gai", tone="met"),
        ],
        "facts": [
            ("Người được đề nghị", "Bà Vũ Thị Thanh Hương", "#"),
            ("Chức vụ", "Phó Trưởng phòng Kinh tế"),
            ("Ngày tiếp nhận", "12/01/2026"),
            ("Người thẩm định", ""),
        ],
        "signatures": [
            Signature("Ủy ban nhân dân tỉnh", "Chủ tịch Lê Hữu Thành", "15/03/2025"),
            Signature("Phường Hạ Long", "Chủ tịch Nguyễn Hải Vân", "15/03/2025"),
            Signature("Phường Hồng Gai", "Chủ tịch Trịnh Thị Minh", ""),
            Signature("Đặc khu Vân Đồn", "Chủ tịch Hoàng Sơn Bá", "", "ủy quyền cho Phó Chủ tịch"),
        ],
        "ballot": [
            {
                "name": "p1",
                "label": "Đặng Thị Bích Ngọc",
                "note": "Phường Hồng Gai · Chiến sĩ thi đua cơ sở",
                "choices": [("y", "Đồng ý"), ("n", "Không đồng ý")],
                "chosen": "y",
            },
            {
                "name": "p2",
                "label": "Nguyễn Quỳnh Giang",
                "note": "Đặc khu Vân Đồn · Chiến sĩ thi đua cơ sở",
                "choices": [("y", "Đồng ý"), ("n", "Không đồng ý")],
                "error": "Chưa chọn cho người này.",
            },
        ],
        "ranking": [
            {
                "rank": 1,
                "name": "Phường Hạ Long",
                "url": "#",
                "cells": ["48,50", "29,75", "18,00"],
                "total": "96,25",
                "top": True,
            },
            {
                "rank": 2,
                "name": "Phường Hồng Gai",
                "url": "#",
                "cells": ["47,00", "29,50", "18,50"],
                "total": "95,00",
                "mine": True,
            },
            {"rank": 3, "name": "Đặc khu Vân Đồn", "url": "#", "cells": ["46,25", "28,00", "17,00"], "total": "91,25"},
        ],
        "columns": ["Kinh tế", "Xã hội", "Xây dựng Đảng"],
        "icon_names": ICON_NAMES.split(),
        "reasons": ["Thiếu kế hoạch số, ngày.", "Chưa có thành phần tham gia."],
    }


@login_not_required  # only practice data, and only where settings allow it
def design_page(request: HttpRequest) -> HttpResponse:
    """GET shows all components; POST answers the sample form, so that its errors can be seen."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = SampleForm(data, initial={"starts_on": date(2025, 1, 15), "goal": 1234.5})
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"Đã nhận: {form.cleaned_data['title']}")
    return render(request, "design/page.html", _context() | {"form": form}, status=422 if form.errors else 200)
