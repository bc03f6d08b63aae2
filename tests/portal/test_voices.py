"""Comments, polls and messages of readers: what is taken, what is refused, what is never shown."""

from datetime import date, timedelta

import altcha
import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.honours.builders import import_for
from tests.portal.builders import published
from thidua.honours.queries import visible_to
from thidua.portal import actions_voices as acts
from thidua.portal import captcha, queries_voices
from thidua.portal.forms_voices import COMMENT, MESSAGE
from thidua.portal.models_voices import Comment, Message, Poll, PollVote
from thidua.portal.queries import tasks_for
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter

TEXT = "Tôi rất mừng khi thấy bà con được biểu dương."


def solved(purpose: str) -> str:
    """What the widget of a reader's browser sends after its work."""
    asked = altcha.Challenge.from_dict(captcha.challenge(purpose))
    return altcha.Payload(asked, altcha.solve_challenge(asked)).to_base64()


def send(article, at, **fields) -> Comment:
    given = {"name": "Lê Thị Mây", "email": "may@example.vn", "title": "Chúc mừng", "text": TEXT, "source": "a"}
    return acts.send_comment(article=article, at=at, **(given | fields))


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(Denied) as caught:
        act(*args, **kwargs)
    return caught.value.reason


@pytest.fixture
def article(province):
    return published(province.ha_long, province.at)


# ── the check against programmes ──


def test_an_answer_is_taken_once_and_only_for_its_own_form(db):
    answer = solved(COMMENT)
    assert captcha.trouble(answer, MESSAGE).startswith("Máy chưa kiểm tra được")
    assert captcha.trouble(answer, COMMENT) == ""
    assert captcha.trouble(answer, COMMENT).startswith("Lần kiểm tra này đã dùng rồi")


@pytest.mark.parametrize("answer", ["x", "e30=", "bnVsbA==", "W10=", "9" * 5000, "🙂", "eyJjaGFsbGVuZ2UiOiB7fX0="])
def test_what_is_no_answer_is_refused_without_a_fault(db, answer):
    assert captcha.trouble(answer, COMMENT).startswith("Máy chưa kiểm tra được")


def test_a_question_made_by_somebody_else_or_changed_is_not_taken(db, settings):
    foreign = altcha.create_challenge("PBKDF2/SHA-256", 1, data={"for": COMMENT}, hmac_secret="khác")
    answer = altcha.Payload(foreign, altcha.solve_challenge(foreign)).to_base64()
    assert captcha.trouble(answer, COMMENT).startswith("Máy chưa kiểm tra được")
    easier = captcha.challenge(COMMENT)
    easier["parameters"]["keyPrefix"] = ""
    asked = altcha.Challenge.from_dict(easier)
    answer = altcha.Payload(asked, altcha.solve_challenge(asked)).to_base64()
    assert captcha.trouble(answer, COMMENT).startswith("Máy chưa kiểm tra được")


def test_an_answer_that_is_too_old_says_so(db, monkeypatch):
    monkeypatch.setattr(captcha, "MINUTES", -1)
    answer = solved(COMMENT)
    assert captcha.trouble(answer, COMMENT).startswith("Đã quá")


# ── comments ──


def test_a_comment_is_read_by_nobody_before_an_editor_decides(province, article, client):
    send(article, province.at, text="Nội dung chưa ai duyệt, kể cả tôi.")
    page = client.get(f"/tin-tuc/{article.slug}/").content.decode()
    assert ("Nội dung chưa ai duyệt" in page, "may@example.vn" in page) == (False, False)
    acts.publish_comment(comment=Comment.objects.get(), by=province.ha_long.editor, at=province.at)
    page = client.get(f"/tin-tuc/{article.slug}/").content.decode()
    assert ("Nội dung chưa ai duyệt" in page, "may@example.vn" in page) == (True, False)
    assert Comment.objects.get().source == ""


def test_only_editors_decide_and_of_two_at_once_one(province, article):
    comment = send(article, province.at)
    other = Comment.objects.get()
    assert refused(acts.publish_comment, comment=comment, by=province.ha_long.officer, at=province.at) == (
        "Để xử lý ý kiến bạn đọc cần vai trò “Biên tập viên” hoặc “Người duyệt ý kiến bạn đọc” của Phường Hạ Long hoặc của "
        "cấp trên."
    )
    acts.publish_comment(comment=comment, by=province.ha_long.editor, at=province.at)
    with pytest.raises(Stale):
        acts.refuse_comment(comment=other, reason="Quảng cáo", by=province.root.editor, at=province.at)


def test_a_comment_taken_off_keeps_its_reason_and_loses_the_address(province, article, client):
    comment = send(article, province.at)
    editor = province.ha_long.editor
    acts.publish_comment(comment=comment, by=editor, at=province.at)
    acts.answer_comment(comment=comment, answer="Cảm ơn bạn.", by=editor, at=province.at)
    assert "Cảm ơn bạn." in client.get(f"/tin-tuc/{article.slug}/").content.decode()
    assert refused(acts.refuse_comment, comment=comment, reason=" ", by=editor, at=province.at) == (
        "Cần ghi rõ lý do không đăng."
    )
    acts.refuse_comment(comment=comment, reason="Người viết đề nghị gỡ", by=editor, at=province.at)
    comment.refresh_from_db()
    assert (comment.state, comment.email, comment.decided_reason) == ("refused", "", "Người viết đề nghị gỡ")
    assert TEXT not in client.get(f"/tin-tuc/{article.slug}/").content.decode()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": " "}, "Mời ghi họ tên và tiêu đề ý kiến."),
        ({"title": ""}, "Mời ghi họ tên và tiêu đề ý kiến."),
        ({"text": "hay"}, "Mời viết rõ nội dung, ít nhất vài từ."),
        ({"text": "a" * 3001}, "Nội dung dài quá 3000 ký tự. Mời rút gọn."),
        ({"name": "a" * 101}, "Họ tên không quá 100 ký tự, tiêu đề không quá 150 ký tự."),
    ],
)
def test_what_is_missing_or_too_long_is_said(province, article, fields, reason):
    assert refused(send, article, province.at, **fields) == reason
    assert Comment.objects.count() == 0


def test_floods_end_per_address_and_altogether_and_doubles_are_refused(province, article, monkeypatch):
    send(article, province.at)
    assert refused(send, article, province.at) == "Ý kiến này vừa được gửi rồi."
    for place in range(4):
        send(article, province.at, text=f"{TEXT} {place}")
    assert refused(send, article, province.at, text=f"{TEXT} 9").startswith("Bạn đã gửi nhiều lần")
    send(article, province.at + timedelta(hours=2), text=f"{TEXT} 9")
    monkeypatch.setattr(acts, "FROM_ALL", 6)
    assert refused(send, article, province.at, source="b").startswith("Đang có quá nhiều ý kiến gửi cùng lúc")


def test_drafts_and_articles_without_comments_take_none(province, article):
    article.takes_comments = False
    assert refused(send, article, province.at) == "Bài viết này không nhận ý kiến."
    article.takes_comments, article.state = True, "withdrawn"
    assert refused(send, article, province.at) == "Bài viết này không nhận ý kiến."


@pytest.mark.parametrize(
    ("given", "doubts"),
    [
        (("Lan", "Hay", TEXT), []),
        (("Lan", "Hay", "Xem https://a.b và www.c.vn nhé"), ["có 2 liên kết"]),
        (("Lan", "Hay", "Gọi 0912 345 678 để nhận quà"), ["có số điện thoại"]),
        (("Lan", "HAY", "MUA NGAY HÔM NAY ĐỂ NHẬN ƯU ĐÃI LỚN NHẤT TRONG NĂM"), ["viết hoa gần hết"]),
        (("Nguуễn Lan", "Hay", TEXT), ["có chữ cái của bảng chữ khác trông giống chữ Latinh"]),  # у of Cyrillic
        (("Lan", "Hay", "𝐇𝐚𝐲 lắm các bạn ơi"), ["có chữ kiểu lạ thay chữ thường"]),
        (("Lan", "Hay", "hayyyyyyyyyyyyyyy"), ["lặp một ký tự nhiều lần"]),
    ],
)
def test_what_speaks_for_a_second_look_is_told_to_the_editor(given, doubts):
    assert acts.doubts_of(*given) == doubts


def test_the_form_takes_a_solved_check_and_thanks_once(province, article, client):
    here = f"/tin-tuc/{article.slug}/y-kien/"
    fields = {"name": "Lê Thị Mây", "email": "", "title": "Chúc mừng", "text": TEXT}
    answer = client.post(here, fields)
    assert answer.status_code == 422
    assert "Hãy đánh dấu “Tôi không phải là robot”" in answer.content.decode()
    assert Comment.objects.count() == 0
    sent = client.post(here, fields | {"captcha": solved(COMMENT)})
    assert (sent.status_code, sent["Location"]) == (302, f"{here}?da-gui=1")
    page = client.get(sent["Location"]).content.decode()
    assert ("Đã nhận ý kiến của bạn" in page, "error-summary" in page) == (True, False)
    assert Comment.objects.get().state == "waiting"


def test_comments_that_wait_stand_on_top_then_the_newest(province, article, client):
    times = [province.at + timedelta(hours=n) for n in range(5)]
    sent = [send(article, at, text=f"{TEXT} {n}", source=str(n)) for n, at in enumerate(times)]
    editor = province.ha_long.editor
    for which in (0, 4):
        acts.publish_comment(comment=sent[which], by=editor, at=times[4])
    acts.refuse_comment(comment=sent[2], reason="Quảng cáo", by=editor, at=times[4])
    client.force_login(editor)
    table = client.get(reverse("portal:desk-comments")).context["table"]
    assert [sent.index(row.record) for row in table.rows] == [3, 1, 2, 4, 0]


def test_what_was_not_sent_or_not_found_is_not_called_not_saved(province, article, client):
    pages = [
        (client.post(f"/tin-tuc/{article.slug}/y-kien/", {}), "Chưa gửi được: mời xem lại"),
        (client.post("/lien-he/", {}), "Chưa gửi được: mời xem lại"),
        (client.post("/lien-he/tra-loi/xem/", {"ma": "AAAABBBBCCCC"}), "Chưa tìm thấy thư: mời xem lại mã"),
    ]
    told = [(page.status_code, words in page.text, "Chưa lưu được" in page.text) for page, words in pages]
    assert told == [(422, True, False)] * 3


def test_script_in_a_comment_is_text_on_the_page(province, article, client):
    comment = send(article, province.at, title="<b>x</b>", text="<script>alert(1)</script> chào mọi người")
    acts.publish_comment(comment=comment, by=province.ha_long.editor, at=province.at)
    page = client.get(f"/tin-tuc/{article.slug}/").content.decode()
    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_direction_signs_and_two_megabytes_are_refused_at_the_form(province, article, client):
    here = f"/tin-tuc/{article.slug}/y-kien/"
    fields = {"name": "Mây \u202egnud", "title": "Hay", "text": TEXT, "captcha": solved(COMMENT)}
    assert client.post(here, fields).status_code == 422
    fields |= {"name": "Mây", "text": "á" * 1_000_000}
    assert client.post(here, fields).status_code == 422
    assert Comment.objects.count() == 0


def test_other_units_editors_do_not_see_the_comment(province, article, client):
    comment = send(article, province.at)
    client.force_login(province.cam_pha.editor)
    assert client.get(f"/ban-bien-tap/y-kien/{comment.pk}/").status_code == 404
    client.force_login(province.ha_long.editor)
    assert client.get(f"/ban-bien-tap/y-kien/{comment.pk}/").status_code == 200


# ── polls ──


@pytest.fixture
def poll(province) -> Poll:
    made = acts.draft_poll(
        unit=province.root.unit,
        question="Trang thông tin đáp ứng nhu cầu của bạn thế nào?",
        choices=["Tốt", "Khá", "Trung bình", "Kém"],
        closes_on=province.at.date() + timedelta(days=30),
        by=province.root.editor,
        at=province.at,
    )
    acts.open_poll(poll=made, by=province.root.editor, at=province.at)
    return made


def vote(poll, at, device="d1", place=1, source="a") -> None:
    acts.vote_in_poll(poll=poll, choice=poll.choices.get(ordinal=place), device=device, source=source, at=at)


def test_a_device_votes_once_and_the_shares_make_up_a_hundred(province, poll):
    for number, place in enumerate([1, 1, 2], start=1):
        vote(poll, province.at, f"d{number}", place)
    assert refused(vote, poll, province.at, "d1", 3) == "Bạn đã bình chọn câu hỏi này rồi."
    shares = queries_voices.shares_of(poll)
    assert [(share.label, share.votes, share.percent) for share in shares] == [
        ("Tốt", 2, 67), ("Khá", 1, 33), ("Trung bình", 0, 0), ("Kém", 0, 0),
    ]  # fmt: skip


def test_a_poll_stuffed_from_one_address_ends(province, poll):
    for number in range(acts.VOTES_FROM_ONE):
        vote(poll, province.at, f"d{number}")
    assert refused(vote, poll, province.at, "another").startswith("Có quá nhiều phiếu từ cùng một mạng")
    vote(poll, province.at, "another", source="b")
    assert PollVote.objects.count() == acts.VOTES_FROM_ONE + 1


def test_votes_end_with_the_day_the_closing_and_a_foreign_choice(province, poll):
    late = province.at + timedelta(days=31)
    assert refused(vote, poll, late) == "Cuộc bình chọn này đã kết thúc."
    other = acts.draft_poll(
        unit=province.root.unit, question="Khác?", choices=["Có", "Không"], closes_on=poll.closes_on,
        by=province.root.editor, at=province.at,
    )  # fmt: skip
    given = {"device": "d", "source": "", "at": province.at}
    assert refused(acts.vote_in_poll, poll=poll, choice=other.choices.first(), **given) == (
        "Lựa chọn này không có trong câu hỏi."
    )
    vote(poll, province.at)
    acts.close_poll(poll=poll, by=province.root.editor, at=province.at)
    assert refused(vote, poll, province.at, "d2") == "Cuộc bình chọn này đã kết thúc."
    assert list(PollVote.objects.values_list("source", flat=True)) == [""]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"question": ""}, "Mời ghi câu hỏi, không quá 300 ký tự."),
        ({"choices": ["Một"]}, "Mời ghi từ 2 đến 10 lựa chọn, mỗi dòng một lựa chọn."),
        ({"choices": ["Tốt", "TỐT"]}, "Có hai lựa chọn giống nhau."),
        ({"closes_on": date(2020, 1, 1)}, "Ngày kết thúc phải từ hôm nay, không quá một năm."),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(province, fields, reason):
    given = {"question": "Bạn thấy sao?", "choices": ["Tốt", "Kém"], "closes_on": province.at.date()}
    who = {"unit": province.root.unit, "by": province.root.editor, "at": province.at}
    assert refused(acts.draft_poll, **(given | fields), **who) == reason


def test_the_page_takes_one_vote_of_a_browser_and_then_shows_the_result_only(province, poll, client):
    here = f"/binh-chon/{poll.pk}/"
    client.force_login(province.root.editor)  # the practice clock is not asked: the day of the fixture is not today
    Poll.objects.filter(pk=poll.pk).update(closes_on=date(2199, 1, 1))
    choice = poll.choices.first().pk
    assert client.post(here, {}).status_code == 422
    assert client.post(here, {"choice": choice}).status_code == 302
    page = client.get(here)
    assert (page.context["may_vote"], page.context["total"]) == (False, 1)
    again = client.post(here, {"choice": choice})
    assert (again.status_code, PollVote.objects.count()) == (422, 1)
    assert "Bạn đã bình chọn câu hỏi này rồi." in again.content.decode()


def test_a_draft_question_is_not_on_the_portal(province, poll, client):
    Poll.objects.filter(pk=poll.pk).update(state="draft")
    assert client.get(f"/binh-chon/{poll.pk}/").status_code == 404
    assert poll.question not in client.get("/binh-chon/").content.decode()


# ── messages ──


def test_a_message_is_answered_under_a_code_that_is_kept_nowhere(province, client):
    given = {"subject": "removal", "name": "Lê Thị Mây", "contact": "", "page": "", "text": "Mời gỡ tên tôi khỏi bài."}
    page = client.post("/lien-he/", given | {"captcha": solved(MESSAGE)})
    code = page.context["code"]
    message = Message.objects.get()
    stored = " ".join(str(value) for value in Message.objects.values_list().get())
    assert (len(code.replace("-", "")), code.replace("-", "") in stored, code in stored) == (12, False, False)
    told = " ".join(f"{letter.subject} {letter.body}" for letter in Letter.objects.all())
    assert ("Lê Thị Mây" in told, "gỡ tên tôi" in told) == (False, False)
    detail = " ".join(str(event.detail) for event in AuditEvent.objects.filter(act="message_received"))
    assert ("Mây" in detail, code in detail) == (False, False)
    answered = client.post("/lien-he/tra-loi/xem/", {"ma": code.lower().replace("-", " ")})
    assert "Chưa có trả lời" in answered.content.decode()
    acts.answer_message(
        message=message, answer="Đã gỡ.", outcome="removed", by=province.root.editor, at=province.at
    )  # fmt: skip
    answered = client.post("/lien-he/tra-loi/xem/", {"ma": code})
    assert "Đã gỡ." in answered.content.decode()
    wrong = client.post("/lien-he/tra-loi/xem/", {"ma": "AAAA-AAAA-AAAA"})
    assert (wrong.status_code, "Mời gỡ tên" in wrong.content.decode()) == (422, False)


def test_messages_are_answered_once_by_editors_of_the_office(province):
    cache.clear()
    message, _ = acts.send_message(
        unit=province.root.unit, subject="question", name="Mây", text="Bao giờ có kết quả?", source="", at=province.at
    )
    assert refused(
        acts.answer_message, message=message, answer="Tuần sau.", by=province.ha_long.editor, at=province.at
    ).startswith("Để xử lý bình chọn, thư bạn đọc cần vai trò “Biên tập viên” của")
    other = Message.objects.get()
    acts.set_message_aside(message=message, reason="Quảng cáo", by=province.root.editor, at=province.at)
    with pytest.raises(Stale):
        acts.answer_message(message=other, answer="Tuần sau.", by=province.root.editor, at=province.at)


def test_only_pages_of_our_own_portal_become_links_at_the_desk(province, article, client):
    cache.clear()
    honour, _ = import_for(province.ha_long, province.at)
    client.force_login(province.root.editor)
    there, line = reverse("portal:honour", args=[honour.pk]), reverse("honours:detail", args=[honour.pk])
    news, desk = reverse("portal:article", args=[article.slug]), reverse("portal:desk-article", args=[article.pk])
    check = reverse("portal:verify-code", args=[honour.check_code])
    sees = visible_to(province.root.editor, province.at.date()).filter(pk=honour.pk).exists()
    told = {
        there: (there, line if sees else ""),
        f"http://testserver{there}?x=1#y": (there, line if sees else ""),
        check: (check, line if sees else ""),
        f" https://testserver{news}": (news, desk),
        "/vinh-danh/": (reverse("portal:roll"), None),
        **dict.fromkeys(
            (f"https://example.com{there}", f"//example.com{there}", "javascript:alert(1)", f"testserver{there}", desk,
             f"https://testserver@example.com{there}", "http://[", "/khong-co/", "Danh sách vinh danh", "\\\\example.com", "/%00"),
            (None, None),
        ),
    }  # fmt: skip
    message, _ = acts.send_message(
        unit=province.root.unit, subject="removal", name="Mây", text="Mời gỡ tên tôi.", source="", at=province.at
    )
    for page, expected in told.items():
        Message.objects.filter(pk=message.pk).update(page=page)
        facts = {
            row[0]: row[1:] for row in client.get(reverse("portal:desk-message", args=[message.pk])).context["facts"]
        }
        linked = facts["Trang liên quan"][1] if len(facts["Trang liên quan"]) > 1 else None
        mended = facts["Nơi sửa hoặc gỡ"][1] if "Nơi sửa hoặc gỡ" in facts else None
        assert (page, linked, mended) == (page, *expected)


def test_who_asks_for_removal_is_always_answered_with_what_became_of_it(province, client):
    cache.clear()
    given = {"unit": province.root.unit, "name": "Mây", "source": "", "at": province.at}
    editor = {"by": province.root.editor, "at": province.at}
    asked, code = acts.send_message(subject="removal", text="Mời gỡ tên tôi khỏi bài.", **given)
    other, _ = acts.send_message(subject="question", text="Bao giờ có kết quả?", **given)
    assert refused(acts.set_message_aside, message=asked, reason="Quảng cáo", **editor) == (
        "Đề nghị gỡ, sửa thông tin về mình phải được trả lời, kể cả khi giữ nguyên. Mời chọn “Trả lời”."
    )
    for outcome in ("", "khac"):
        assert refused(acts.answer_message, message=asked, answer="Đã xem.", outcome=outcome, **editor) == (
            "Mời chọn kết quả của đề nghị: đã gỡ, đã sửa, hay giữ nguyên."
        )
    assert refused(acts.answer_message, message=other, answer="Tuần sau.", outcome="kept", **editor) == (
        "Chỉ đề nghị gỡ, sửa thông tin mới có kết quả."
    )
    tasks = {task.label: task.count for task in tasks_for(province.root.editor, province.at.date())}
    assert (tasks["Đề nghị gỡ, sửa thông tin chờ trả lời"], tasks["Thư bạn đọc chờ trả lời"]) == (1, 1)

    client.force_login(province.root.editor)
    there = reverse("portal:answer-message", args=[asked.pk])
    form = {"answer": "Tên trong quyết định đã công bố nên giữ nguyên.", "version": asked.version}
    assert (client.post(there, form).status_code, Message.objects.get(pk=asked.pk).state) == (422, "new")
    client.post(there, form | {"outcome": "kept"})
    asked.refresh_from_db()
    assert (asked.state, asked.outcome, asked.answered_by) == ("answered", "kept", province.root.editor)
    assert AuditEvent.objects.get(act="message_answered").detail == {"outcome": "kept"}
    client.logout()
    read = client.post("/lien-he/tra-loi/xem/", {"ma": code}).content.decode()
    assert ["Kết quả: Giữ nguyên, có lý do" in read, form["answer"] in read] == [True, True]
