"""Where citations lead."""

import pytest

from thidua.law.links import citation_url, is_official


@pytest.mark.parametrize(
    ("url", "official"),
    [
        ("https://congbao.chinhphu.vn/van-ban/1", True),
        ("https://vanban.chinhphu.vn/?docid=1", True),
        ("https://vbpl.vn/x", True),
        ("https://thiduakhenthuong.langson.gov.vn/a", True),
        ("http://vbpl.vn/x", False),
        ("https://github.com/somebody/laws/blob/main/law.md", False),
        ("https://gov.vn.example.com/x", False),
        ("https://notgov.vn/x", False),
        ("javascript:alert(1)//vbpl.vn", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_state_are_official(url, official):
    assert is_official(url) is official


def test_a_copy_elsewhere_leads_to_our_reading_room():
    copy = "https://github.com/somebody/laws/blob/main/law.md"
    assert citation_url(copy, "advanced_worker") == "/luat/advanced_worker/"
    assert citation_url(copy) == "/luat/van-ban/"
    assert citation_url("https://vbpl.vn/x", "advanced_worker") == "https://vbpl.vn/x"
