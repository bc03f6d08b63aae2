"""Pictures of an article: distrusted when they come, made anew in widths, described, shown where they belong."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.conferences.files import photo
from tests.portal.builders import draft, held_conference
from thidua.conferences import actions_album
from thidua.portal import actions
from thidua.portal import actions_photos as acts
from thidua.portal import actions_publishing as publishing
from thidua.portal.models_newsroom import ArticlePhoto
from thidua.portal.photos import name_of
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

WORDS = {"caption": "Cô Mai dạy chữ tại khu 4, phường Hạ Long", "alt": "Người phụ nữ viết bảng trước mười em nhỏ"}


def _add(province, article, upload=None, **words):
    return acts.add_photo(
        article=article, upload=upload or photo(), by=province.ha_long.editor, at=province.at, **(WORDS | words)
    )


def _refusal(act, *args, **given) -> str:
    with pytest.raises(Denied) as refused:
        act(*args, **given)
    return refused.value.reason


def test_a_picture_is_made_anew_upright_in_widths_with_nothing_of_the_camera(province):
    found = _add(province, draft(province.ha_long, province.at), photo(size=(2400, 1200)))
    # lying on its side in the file: 2400 × 1200 is shown as 1200 × 2400
    assert found.sizes == [[480, 960], [960, 1920], [1200, 2400]]
    for (width, height), kind, name in ((found.sizes[0], "webp", "WEBP"), (found.sizes[2], "jpg", "JPEG")):
        with default_storage.open(name_of(found.stem, width, kind)) as file, Image.open(file) as made:
            assert (made.format, made.size, dict(made.getexif()), made.info.get("xmp")) == (
                name,
                (width, height),
                {},
                None,
            )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "Chỉ nhận tệp ảnh JPG, PNG, WEBP."),
        (
            "a.jpg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
            "Nội dung tệp không phải .jpg như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi.",
        ),
        ("a.gif", b"GIF89a/*<script>alert(1)</script>*/", "Chỉ nhận tệp ảnh JPG, PNG, WEBP."),
        (
            "a.png",
            b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>" * 20,
            "Không đọc được ảnh này; có thể tệp bị hỏng.",
        ),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(province, name, content, reason):
    article = draft(province.ha_long, province.at)
    assert _refusal(_add, province, article, SimpleUploadedFile(name, content)) == reason
    assert ArticlePhoto.objects.count() == 0


def test_a_polyglot_leaves_its_second_nature_behind(province):
    upload = photo(size=(600, 600))
    double = SimpleUploadedFile("a.jpg", upload.read() + b"<script>alert(1)</script>PK\x03\x04")
    found = _add(province, draft(province.ha_long, province.at), double)
    with default_storage.open(name_of(found.stem, found.sizes[-1][0], "jpg")) as file:
        content = file.read()
    assert (content.count(b"<script>"), content.count(b"PK\x03\x04")) == (0, 0)


def test_a_picture_of_twenty_thousand_pixels_is_refused_before_it_is_unpacked(province):
    stream = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(stream, "PNG")
    upload = SimpleUploadedFile("a.png", stream.getvalue())
    assert _refusal(_add, province, draft(province.ha_long, province.at), upload) == (
        "Ảnh quá lớn: nhiều nhất 60 triệu điểm ảnh."
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"alt": ""}, "Ảnh cần có mô tả ảnh."),
        ({"caption": "Chú thích ảnh"}, "“Chú thích ảnh” chưa phải chú thích: hãy ghi rõ ai, làm gì, ở đâu."),
        (
            {"alt": WORDS["caption"]},
            "Mô tả ảnh dành cho người không nhìn thấy ảnh: hãy tả ảnh có gì, không lặp lại chú thích.",
        ),
    ],
)
def test_a_picture_without_words_of_its_own_is_refused(province, words, reason):
    assert _refusal(_add, province, draft(province.ha_long, province.at), **words) == reason


def test_pictures_stand_in_the_text_or_beneath_it_once_each(client, province):
    article, by = draft(province.ha_long, province.at), province.ha_long.editor
    first = _add(province, article)
    second = _add(province, article, photo(colour="blue"), caption="Lớp học buổi tối ở nhà văn hóa khu 4")
    texts = {"title": article.title, "lead": article.lead, "author_name": "Hà", "category": "tin-tuc"}
    body = f'<p>Lời.</p><figure data-photo="{first.pk}"></figure><figure data-photo="999999"></figure>'
    actions.edit_article(article=article, body=body, by=by, at=province.at, **texts)
    publishing.publish_article(article=article, by=by, at=province.at)
    page = client.get(reverse("portal:article", args=[article.slug]))
    text = page.content.decode()
    assert [each["pk"] for each in page.context["album"]] == [second.pk]
    assert [text.count(f"<figcaption>{each.caption}</figcaption>") for each in (first, second)] == [1, 1]
    sources = ", ".join(f"/anh/{first.pk}/{width}.webp {width}w" for width, _ in first.sizes)
    assert f'srcset="{sources}"' in text
    assert f'alt="{first.alt}"' in text
    assert f'property="og:image" content="http://testserver/anh/{first.pk}/' in text


def test_files_are_public_with_the_article_only_and_gone_with_the_picture(client, province):
    article, by = draft(province.ha_long, province.at), province.ha_long.editor
    found = _add(province, article)
    width = found.sizes[0][0]
    address = reverse("portal:photo", args=[found.pk, width, "webp"])
    assert client.get(address).status_code == 404
    client.force_login(province.cam_pha.editor)
    assert client.get(address).status_code == 404
    client.force_login(by)
    seen = client.get(address)
    assert (seen.status_code, seen["Cache-Control"], seen["Content-Type"]) == (200, "private, no-store", "image/webp")
    publishing.publish_article(article=article, by=by, at=province.at)
    client.logout()
    seen = client.get(address)
    assert (seen.status_code, seen["Cache-Control"]) == (200, "public, max-age=3600")
    others = [reverse("portal:photo", args=[found.pk, *each]) for each in ((9, "webp"), (width, "svg"))]
    assert [client.get(each).status_code for each in others] == [404, 404]
    acts.withdraw_photo(photo=found, reason="Người trong ảnh đề nghị", by=by, at=province.at)
    assert client.get(address).status_code == 404


def test_the_album_of_the_conference_is_at_hand(client, province):
    conference = held_conference(province)
    by = province.root.editor
    kept = actions_album.add_photo(
        conference=conference, upload=photo(), by=province.root.officer, at=province.at.replace(year=2026, month=2),
        caption="Đại biểu dự hội nghị tổng kết cụm", alt="Hội trường đông người, sân khấu nền đỏ",
    )  # fmt: skip
    article = actions.draft_article_from_conference(conference=conference, by=by, at=province.at)
    client.force_login(by)
    page = client.get(reverse("portal:photos", args=[article.pk]))
    assert page.context["album"] == [kept]
    assert client.post(reverse("portal:photo-from-album", args=[article.pk, kept.pk])).status_code == 302
    taken = article.photos.get()
    assert (taken.caption, taken.alt) == (kept.caption, kept.alt)
    assert client.get(reverse("portal:photos", args=[article.pk])).context["album"] == []
    other = draft(province.root, province.at)
    assert _refusal(acts.add_from_album, article=other, photo=kept, by=by, at=province.at) == (
        "Ảnh này không thuộc album hội nghị của bài."
    )


def test_only_editors_touch_pictures_and_the_same_picture_comes_once(client, province):
    article = draft(province.ha_long, province.at)
    found = _add(province, article)
    assert _refusal(_add, province, article, caption="Một chú thích khác hẳn cho ảnh này") == "Ảnh này đã có trong bài."
    assert _refusal(
        acts.edit_photo, photo=found, **WORDS, by=province.ha_long.officer, at=province.at
    ) == "Để đưa ảnh vào bài viết cần vai trò “Biên tập viên” của Phường Hạ Long hoặc của cấp trên."  # fmt: skip
    client.force_login(province.ha_long.editor)
    address = reverse("portal:photo-add", args=[article.pk])
    sent = {"upload": photo(colour="blue"), "caption": "Ảnh", "alt": "Mô tả"}
    assert client.post(address, sent).status_code == 422
    words = {"caption": "Cô Mai cùng học trò trong giờ tập viết", "alt": "Ba em nhỏ cúi viết bên ngọn đèn"}
    assert client.post(address, sent | {"upload": photo(colour="blue")} | words).status_code == 302
    moved = article.photos.get(ordinal=2)
    client.post(reverse("portal:photo-move", args=[article.pk, moved.pk]), {"up": "1"})
    assert list(article.photos.values_list("pk", flat=True)) == [moved.pk, found.pk]
    client.post(reverse("portal:photo-withdraw", args=[article.pk, moved.pk]), {"reason": "Nhầm bài"})
    assert AuditEvent.objects.latest("seq").act == "article_photo_withdrawn"
