"""The head of a cluster verifies the cards of the others, calls the meeting, ranks and proposes the flag."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import error_at, on_page, press, refused, told

STAGE = "ranking"
pytestmark = pytest.mark.journey
CLUSTER = "Cụm thi đua số 1 – khu vực Hạ Long"


def test_the_cluster_is_verified_met_and_ranked(practice, look):
    head = practice.as_("halong.chuyenvien")
    head.goto("/cham-diem/")
    press(head, CLUSTER)
    season = head.url
    press(head, "Kết thúc tự chấm")
    told(head, "Đã kết thúc tự chấm, bắt đầu thẩm định.")
    look(head, "cum-1-tham-dinh")

    press(head, "Phường Bãi Cháy")
    look(head, "cum-2-bang-diem")
    press(head, "Sửa mục I.2")
    look(head, "cum-3-sua-diem")
    head.locator("[name='I.2:actual']").fill("2.000")
    press(head, "Sửa điểm")
    assert error_at(head, "reason") == "Mục này không được để trống."
    head.get_by_label("Lý do sửa").fill("Đối chiếu danh sách gốc của Bưu điện")
    press(head, "Sửa điểm")
    look(head, "cum-4-da-sua")
    press(head, "Thẩm định xong")
    told(head, "Đã thẩm định xong bảng điểm của Phường Bãi Cháy.")
    press(head, "Phường Hà Lầm")
    press(head, "Thẩm định xong")
    # nobody verifies the card of the own unit
    press(head, "Phường Hạ Long")
    assert refused(head, "Thẩm định xong") == (
        "Không ai thẩm định bảng điểm của đơn vị mình; việc này do cán bộ thẩm định của Ủy ban nhân dân tỉnh Quảng Ninh làm."
    )
    own_card = head.url
    appraiser = practice.as_("tinh.thamdinh")
    appraiser.goto(own_card)
    press(appraiser, "Thẩm định xong")

    head.goto(season)
    press(head, "Họp cụm, khối")
    told(head, "Đã chuyển sang họp cụm, khối.")
    press(head, "Xếp hạng")
    look(head, "cum-5-xep-hang")
    on_page(head, CLUSTER)
    expect(head.locator(".page-header")).to_contain_text("Đã xếp hạng")
    head.goto(season + "xep-hang/")
    look(head, "cum-6-bang-xep-hang")
    head.goto(season)
    press(head, "Đề nghị khen thưởng")
    look(head, "cum-7-de-nghi")
