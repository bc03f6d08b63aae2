"""Where the link of a letter leads, and what the two buttons that send say of each other."""

from types import SimpleNamespace

import pytest

from thidua.notices.views import _ways
from thidua.notices.wording import page_about, text_of
from thidua.shared.ui import Action


def letter_about(kind: str, pk: str):
    dispatch = SimpleNamespace(kind="conferences.invitation", covering="", about_kind=kind, about_id=pk)
    return SimpleNamespace(dispatch=dispatch, to=SimpleNamespace(display_name="Bà Lê"), body="Mời dự.")


def links(kind: str, pk: str) -> list[str]:
    return [line for line in text_of(letter_about(kind, pk)).splitlines() if " trên hệ thống: " in line]


def test_a_letter_leads_to_what_it_is_about_else_to_the_list_of_letters(settings):
    settings.PUBLIC_URL = "https://thidua.example.vn/"
    assert links("conference", "7") == ["Mở trên hệ thống: https://thidua.example.vn/hoi-nghi/7/"]
    assert links("", "") == ["Đọc trên hệ thống: https://thidua.example.vn/tai-khoan/thong-bao/"]


@pytest.mark.parametrize(
    ("kind", "pk", "page"),
    [
        ("movement", "3", "/phong-trao/3/"),
        ("pledge", "3", "/giao-uoc/3/"),
        ("registrationsheet", "3", "/giao-uoc/dang-ky/3/"),
        ("participation", "3", ""),
        ("conference", "x", ""),
        ("conference", "", ""),
    ],
)
def test_only_what_has_a_page_of_its_own_is_led_to(kind, pk, page):
    assert page_about(kind, pk) == page


def test_the_two_ways_to_send_are_told_apart_where_both_are_offered():
    both = [Action("Cho gửi", "/a/"), Action("Gửi ngay", "/b/"), Action("Tạm giữ", "/c/")]
    assert [name for name, _ in _ways(both)] == ["Cho gửi", "Gửi ngay"]
    assert _ways(both[1:]) == []
