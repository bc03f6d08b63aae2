"""Papers with versions, comments with their answers, lessons that come back, pictures of the album."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.conferences.files import pdf, photo
from tests.conferences.samples import planned
from tests.conferences.test_guests import NOON, refusal
from thidua.conferences import actions, actions_album, actions_papers
from thidua.conferences.models import ConferencePaper
from thidua.conferences.models_stage import Photo
from thidua.conferences.queries import earlier_remarks
from thidua.shared.denied import Stale


@pytest.fixture
def scene(province):
    conference = planned(province, cluster=province.cluster, held_on=date(2025, 7, 8))
    return conference, {"by": province.root.officer, "at": NOON}


def plan_of(scene) -> ConferencePaper:
    conference, who = scene
    return actions_papers.add_paper(conference=conference, kind="plan", title="Kế hoạch năm", upload=pdf("một"), **who)


def test_a_draft_becomes_final_after_every_comment_has_its_answer(province, scene):
    conference, who = scene
    plan = plan_of(scene)
    member = {"by": province.cam_pha.officer, "at": NOON}
    comment = actions_papers.add_remark(
        conference=conference, kind="comment", paper=plan, unit=province.cam_pha.unit, text="Thêm ngày 18/10.", **member
    )
    final = {"paper": plan, "upload": pdf("hai"), "is_final": True}
    assert refusal(actions_papers.add_version, **final, **who) == (
        "Còn 1 góp ý chưa trả lời; hãy ghi tiếp thu hay không trước khi tải bản chính thức."
    )
    assert refusal(actions_papers.settle_remark, remark=comment, outcome="refused", **who) == (
        "Mời ghi lý do không tiếp thu hoặc chỉ tiếp thu một phần."
    )
    assert refusal(actions_papers.settle_remark, remark=comment, outcome="done", **who) == (
        "Cách xử lý này không dùng cho loại ghi nhận đã chọn."
    )
    actions_papers.settle_remark(remark=comment, outcome="accepted", **who)
    final["upload"] = pdf("hai")
    version = actions_papers.add_version(**final, **who)
    assert (version.number, version.is_final) == (2, True)
    assert refusal(actions_papers.add_version, paper=plan, upload=pdf("ba"), is_final=False, **who) == (
        "Tài liệu này đã có bản chính thức."
    )
    late = {"kind": "comment", "paper": plan, "unit": province.cam_pha.unit, "text": "Muộn."}
    assert refusal(actions_papers.add_remark, conference=conference, **late, **member) == (
        "Tài liệu này đã có bản chính thức; không góp ý được nữa."
    )


def test_a_member_speaks_for_itself_only_and_lessons_are_the_organisers(province, scene):
    conference, _ = scene
    member = {"conference": conference, "by": province.cam_pha.officer, "at": NOON, "text": "Ý kiến"}
    assert refusal(actions_papers.add_remark, kind="statement", unit=province.ha_long.unit, **member) == (
        "Để góp ý cho hội nghị cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Thủ trưởng đơn vị” của Phường Hạ Long."
    )
    assert refusal(actions_papers.add_remark, kind="lesson", unit=province.cam_pha.unit, **member) == (
        "Để tổ chức hội nghị cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (pdf(name="ke-hoach.exe"), "Chỉ nhận tệp PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG."),
        (
            pdf(name="ke-hoach.docm"),
            "Tệp có thể chứa macro nên không nhận; hãy lưu lại dưới dạng không có macro hoặc PDF.",
        ),
        (
            pdf(name="ke-hoach.docx"),
            "Nội dung tệp không phải .docx như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi.",
        ),
        (SimpleUploadedFile("a.pdf", b""), "Tệp đã chọn rỗng. Hãy chọn tệp khác."),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.4" + b"0" * (30 * 2**20)), "Tệp quá lớn: nhiều nhất 30 MB."),
    ],
)
def test_a_file_that_is_not_taken_leaves_nothing(scene, upload, reason):
    conference, who = scene
    arguments = {"conference": conference, "kind": "report", "title": "Báo cáo", "upload": upload}
    assert refusal(actions_papers.add_paper, **arguments, **who) == reason
    assert ConferencePaper.objects.count() == 0


def test_a_steering_document_names_number_day_and_issuer_and_the_order_is_changed(scene):
    conference, who = scene
    arguments = {"conference": conference, "kind": "steering", "title": "Chỉ thị về thi đua"}
    assert refusal(actions_papers.add_paper, **arguments, **who) == (
        "Văn bản chỉ đạo cần đủ số, ngày và cơ quan ban hành."
    )
    named = {"number": "34-CT/TW", "issuer": "Bộ Chính trị"}
    assert refusal(actions_papers.add_paper, dated=date(2026, 4, 7), **named, **arguments, **who) == (
        "Ngày văn bản 07/04/2026 ở tương lai."
    )
    first = actions_papers.add_paper(dated=date(2014, 4, 7), **named, **arguments, **who)
    second = plan_of(scene)
    actions_papers.move_paper(paper=second, up=True, **who)
    actions_papers.move_paper(paper=second, up=True, **who)
    assert [paper.pk for paper in conference.papers.all()] == [second.pk, first.pk]
    seen_before = ConferencePaper.objects.get(pk=first.pk)
    actions_papers.withdraw_paper(paper=first, reason="Nhầm hội nghị", **who)
    assert refusal(actions_papers.withdraw_paper, paper=first, reason="Nữa", **who) == "Tài liệu này đã gỡ."
    with pytest.raises(Stale):
        actions_papers.withdraw_paper(paper=seen_before, reason="Hai người cùng gỡ", **who)
    with pytest.raises(Stale):
        actions_papers.move_paper(paper=first, up=False, **who)


def test_lessons_and_open_tasks_come_back_next_year(province, scene):
    conference, who = scene
    kinds = {"lesson": "Giao ước cần số gốc", "task": "Kiểm tra chéo trước tháng 10", "statement": "Nên giao lưu đều"}
    kept = {
        kind: actions_papers.add_remark(conference=conference, kind=kind, text=text, **who)
        for kind, text in kinds.items()
    }
    actions_papers.settle_remark(remark=kept["task"], outcome="done", **who)
    following = planned(
        province, cluster=province.cluster, title="Năm sau", held_on=date(2026, 7, 8), year_launched=2026
    )
    assert list(earlier_remarks(following)) == [kept["lesson"]]
    found = [actions_papers.carry_over(conference=following, remarks=[kept["lesson"]], **who) for _ in range(2)]
    assert (found, [r.text for r in following.remarks.all()]) == ([1, 0], ["Giao ước cần số gốc"])
    elsewhere = planned(province, title="Của tỉnh", held_on=date(2026, 7, 9), year_launched=2026)
    assert refusal(actions_papers.carry_over, conference=elsewhere, remarks=[kept["lesson"]], **who) == (
        "Chỉ đưa vào bài học, nhiệm vụ của hội nghị trước cùng đơn vị, cụm, khối."
    )


# ── album ──

CAPTION, ALT = "Chủ tịch tỉnh ký giao ước với Phường Hạ Long", "Hai người ngồi cạnh nhau ký vào bản giấy trên bàn đỏ"


def test_a_picture_is_made_anew_upright_and_without_place_or_camera(scene):
    conference, who = scene
    kept = actions_album.add_photo(conference=conference, upload=photo(), caption=CAPTION, alt=ALT, **who)
    with Image.open(io.BytesIO(kept.large.read())) as large, Image.open(io.BytesIO(kept.small.read())) as small:
        assert (large.size, small.size) == ((600, 900), (320, 480))
        assert (dict(large.getexif()), "exif" in large.info, dict(small.getexif())) == ({}, False, {})
    assert b"Lan" not in kept.large.open().read()
    assert refusal(
        actions_album.add_photo, conference=conference, upload=photo(), caption=f"{CAPTION} (2)", alt=ALT, **who
    ) == ("Ảnh này đã có trong album.")


@pytest.mark.parametrize(
    ("caption", "alt", "reason"),
    [
        ("", ALT, "Ảnh cần có chú thích."),
        (CAPTION, "", "Ảnh cần có mô tả ảnh."),
        ("Chú thích ảnh", ALT, "“Chú thích ảnh” chưa phải chú thích: hãy ghi rõ ai, làm gì, ở đâu."),
        ("Nhập chú thích vào đây", ALT, "“Nhập chú thích vào đây” chưa phải chú thích: hãy ghi rõ ai, làm gì, ở đâu."),
        ("IMG_20250708_0815.jpg", ALT, "“IMG_20250708_0815.jpg” chưa phải chú thích: hãy ghi rõ ai, làm gì, ở đâu."),
        (
            CAPTION,
            CAPTION.upper(),
            "Mô tả ảnh dành cho người không nhìn thấy ảnh: hãy tả ảnh có gì, không lặp lại chú thích.",
        ),
    ],
)
def test_a_picture_without_words_of_its_own_is_refused(scene, caption, alt, reason):
    conference, who = scene
    arguments = {"conference": conference, "upload": photo(), "caption": caption, "alt": alt}
    assert refusal(actions_album.add_photo, **arguments, **who) == reason


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (pdf(name="anh.jpg"), "Nội dung tệp không phải .jpg như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi."),
        (photo(name="anh.svg"), "Chỉ nhận tệp ảnh JPG, PNG, WEBP."),
        (photo(size=(150, 900)), "Ảnh quá nhỏ: mỗi cạnh cần ít nhất 200 điểm ảnh."),
        (SimpleUploadedFile("a.jpg", photo().read()[:600]), "Không đọc được ảnh này; có thể tệp bị hỏng."),
        (SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0" + b"0" * (15 * 2**20)), "Tệp quá lớn: nhiều nhất 15 MB."),
    ],
)
def test_what_is_no_picture_is_refused(scene, upload, reason):
    conference, who = scene
    arguments = {"conference": conference, "upload": upload, "caption": CAPTION, "alt": ALT}
    assert refusal(actions_album.add_photo, **arguments, **who) == reason


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(scene, monkeypatch):
    monkeypatch.setattr("thidua.shared.pictures.MOST_PIXELS", 500_000)
    conference, who = scene
    arguments = {"conference": conference, "upload": photo(), "caption": CAPTION, "alt": ALT}
    assert refusal(actions_album.add_photo, **arguments, **who) == "Ảnh quá lớn: nhiều nhất 60 triệu điểm ảnh."


def test_captions_differ_pictures_move_and_are_taken_out(scene):
    conference, who = scene
    first = actions_album.add_photo(conference=conference, upload=photo(), caption=CAPTION, alt=ALT, **who)
    blue = {"conference": conference, "upload": photo(colour="blue"), "alt": ALT}
    assert refusal(actions_album.add_photo, caption=CAPTION, **blue, **who) == (
        "Chú thích này đã dùng cho một ảnh khác của hội nghị; mỗi ảnh cần một chú thích riêng."
    )
    blue["upload"] = photo(colour="blue")
    second = actions_album.add_photo(caption="Toàn cảnh hội trường tỉnh sáng 08/7", **blue, **who)
    actions_album.move_photo(photo=second, up=True, **who)
    assert [each.pk for each in conference.photos.all()] == [second.pk, first.pk]
    seen_before = Photo.objects.get(pk=second.pk)
    actions_album.withdraw_photo(photo=second, reason="Người trong ảnh yêu cầu", **who)
    with pytest.raises(Stale):
        actions_album.withdraw_photo(photo=seen_before, reason="Hai người cùng gỡ", **who)
    with pytest.raises(Stale):
        actions_album.move_photo(photo=second, up=True, **who)
    assert refusal(actions_album.edit_photo, photo=second, caption=CAPTION, alt=ALT, **who) == "Ảnh này đã gỡ."


def test_no_picture_before_the_day(province):
    conference = planned(province, held_on=date(2025, 7, 9))
    arguments = {"conference": conference, "upload": photo(), "caption": CAPTION, "alt": ALT}
    assert refusal(actions_album.add_photo, **arguments, by=province.root.officer, at=NOON) == (
        "Hội nghị họp ngày 09/07/2025; chưa có ảnh để đưa vào."
    )


def test_nothing_is_kept_for_a_cancelled_conference(province, scene):
    conference, who = scene
    actions.cancel_conference(conference=conference, reason="Bão", **who)
    assert refusal(actions_papers.add_remark, conference=conference, kind="task", text="x", **who) == "Hội nghị đã hủy."
