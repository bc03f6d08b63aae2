"""A film stands at the address of who shows it, never without its words, never inside our page."""

import re

import pytest
from django.urls import reverse

from tests.portal.builders import draft, published
from thidua.portal.actions_publishing import withdraw_article
from thidua.portal.actions_videos import MOST_VIDEOS, add_video, edit_video, withdraw_video
from thidua.portal.models_newsroom import ArticleVideo
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

WORDS = (
    "Người dẫn: Sáng nay, thành phố tổng kết phong trào thi đua.\n"
    "Hình: đại biểu vào hội trường, lá cờ thi đua được trao cho phường Hạ Long.\n"
    "Chủ tịch phường: Chúng tôi cảm ơn nhân dân."
)
GIVEN = {
    "title": "Hội nghị tổng kết",
    "publisher": "Đài Quảng Ninh",
    "address": "https://qtv.vn/video/12",
    "transcript": WORDS,
}


def _refusal(act, **given) -> str:
    with pytest.raises(Denied) as caught:
        act(**given)
    return caught.value.reason


def _by(province) -> dict:
    return {"by": province.ha_long.editor, "at": province.at}


def test_a_film_is_a_link_to_its_named_place_with_its_words_on_our_page(client, province):
    article = published(province.ha_long, province.at, "Bài có video")
    video = add_video(article=article, **GIVEN, **_by(province))
    answer = client.get("/tin-tuc/bai-co-video/")
    page = answer.content.decode()
    assert 'rel="external noopener noreferrer" href="https://qtv.vn/video/12"' in page
    assert "Xem tại trang Đài Quảng Ninh (qtv.vn)" in re.sub(r"\s+", " ", page)
    assert [f"<p>{line}</p>" in page for line in WORDS.split("\n")] == [True] * 3
    # nothing foreign is loaded or framed
    assert re.findall(r"<(?:iframe|video|object|embed|frame)\b", page) == []
    assert "qtv.vn" not in answer.headers["Content-Security-Policy"]
    told = AuditEvent.objects.get(act="article_video_added")
    assert (told.thing_id, told.detail) == (str(article.pk), {"video": video.pk, "address": GIVEN["address"]})


def test_an_article_without_a_film_says_nothing_of_one(client, province):
    published(province.ha_long, province.at, "Bài thường")
    assert 'id="video"' not in client.get("/tin-tuc/bai-thuong/").content.decode()


_ADDRESS = "Địa chỉ video phải bắt đầu bằng https:// và là trang của nơi phát, ví dụ https://qtv.vn/video/123."
_WORDS = (
    "Mời ghi lời của video: ai nói gì, hình có gì, từ 100 đến 20.000 ký tự. Người không nghe, không xem được đọc lời này "
    "thay video."
)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        *(
            ({"address": address}, _ADDRESS)
            for address in (
                "", "http://qtv.vn/1", "javascript:alert(1)", "data:text/html,x", "//qtv.vn/1", "https://", "https://a b.vn/",
                "https://qtv.vn@xau.vn/1", "https://qtv.vn:8443/1", "https://qtv.vn/" + "x" * 300, "https://qtv.vn:x/",
            )
        ),
        ({"address": "https://10.0.0.1/1"}, "Địa chỉ video phải có tên miền, không phải dãy số."),
        ({"address": "https://[::1]/1"}, "Địa chỉ video phải có tên miền, không phải dãy số."),
        *(
            ({"address": address}, "Tên miền của video có chữ cái dễ nhầm với chữ khác. Mời ghi địa chỉ chỉ có chữ không dấu.")
            for address in ("https://qтv.vn/1", "https://xn--qv-6kc.vn/1")
        ),
        *(({"transcript": words}, _WORDS) for words in ("", "Có lời.", "x" * 200, "a" * 20_001, " \n " * 60)),
        ({"title": " "}, "Mời ghi tên video (không quá 200 ký tự) và nơi phát (không quá 120 ký tự)."),
        ({"publisher": ""}, "Mời ghi tên video (không quá 200 ký tự) và nơi phát (không quá 120 ký tự)."),
    ],
)  # fmt: skip
def test_a_film_without_words_or_with_an_odd_address_is_refused(province, given, reason):
    article = draft(province.ha_long, province.at)
    assert _refusal(add_video, article=article, **(GIVEN | given), **_by(province)) == reason
    assert not ArticleVideo.objects.exists()


def test_words_are_text_on_the_page(client, province):
    article = published(province.ha_long, province.at, "Bài có video")
    add_video(article=article, **(GIVEN | {"transcript": "<script>alert(1)</script> " + WORDS}), **_by(province))
    page = client.get("/tin-tuc/bai-co-video/").content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_only_editors_touch_films_of_articles_that_stand_and_the_same_film_comes_once(province):
    article = published(province.ha_long, province.at)
    video = add_video(article=article, **GIVEN, **_by(province))
    assert _refusal(add_video, article=article, **GIVEN, **_by(province)) == "Video ở địa chỉ này đã có trong bài."
    other = {"by": province.cam_pha.editor, "at": province.at}
    refused = "Để đưa video vào bài viết cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."
    assert _refusal(add_video, article=article, **(GIVEN | {"address": "https://a.vn/2"}), **other) == refused
    assert _refusal(edit_video, video=video, **GIVEN, **other) == refused
    assert _refusal(withdraw_video, video=video, reason="x", **other) == refused
    for number in range(MOST_VIDEOS - 1):
        add_video(article=article, **(GIVEN | {"address": f"https://qtv.vn/{number}"}), **_by(province))
    assert _refusal(add_video, article=article, **(GIVEN | {"address": "https://qtv.vn/x"}), **_by(province)) == (
        "Một bài có nhiều nhất 5 video."
    )
    withdraw_video(video=video, reason="Đài đã gỡ", **_by(province))
    video.refresh_from_db()
    assert (video.withdrawn_by, video.withdrawn_reason) == (province.ha_long.editor, "Đài đã gỡ")
    assert _refusal(edit_video, video=video, **GIVEN, **_by(province)) == "Video này đã gỡ."
    withdraw_article(article=article, reason="Sai", **_by(province))
    assert _refusal(add_video, article=article, **GIVEN, **_by(province)) == (
        "Bài viết đã gỡ, không thêm hay sửa video được nữa."
    )


def test_the_whole_way_through_the_screens(client, province):
    article = published(province.ha_long, province.at, "Bài có video")
    client.force_login(province.ha_long.editor)
    listed = reverse("portal:videos", args=[article.pk])
    assert listed in client.get(reverse("portal:desk-article", args=[article.pk])).content.decode()
    refused = client.post(reverse("portal:video-add", args=[article.pk]), GIVEN | {"transcript": "Có lời."})
    assert (refused.status_code, "Mời ghi lời của video" in refused.content.decode()) == (422, True)
    client.post(reverse("portal:video-add", args=[article.pk]), GIVEN)
    video = ArticleVideo.objects.get()
    client.post(reverse("portal:video-edit", args=[article.pk, video.pk]), GIVEN | {"title": "Lễ tổng kết"})
    assert "Lễ tổng kết" in client.get(listed).content.decode()
    client.post(reverse("portal:video-withdraw", args=[article.pk, video.pk]), {"reason": "Đài đã gỡ"})
    assert "Lễ tổng kết" not in client.get("/tin-tuc/bai-co-video/").content.decode()
