"""The member's phone, the room, the controls, the desk: who sees what, and that screens follow one another."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.councils.conftest import CLOSED, MEETING, PREPARED
from tests.councils.test_members import PDF
from tests.councils.test_views import page, post, words
from thidua.councils import actions, actions_members, actions_room
from thidua.councils.models import Council, CouncilMember, CouncilSession
from thidua.councils.models_sessions import MemberOpinion, PaperReading
from thidua.shared.models import DemoClock


@pytest.fixture(autouse=True)
def meeting_day(settings, db):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=date(2025, 12, 10))


def asks(client, user, name, *args, mark=""):
    """What a page that is open asks every few seconds."""
    client.force_login(user)
    return client.get(reverse(name, args=args), headers={"HX-Request": "true", "If-None-Match": mark})


@pytest.mark.parametrize("screen", ["councils:show", "councils:seat"])
def test_screens_hear_nothing_while_nothing_changed_and_follow_what_did(chamber, client, screen):
    session = chamber.opened(chamber.advanced)
    member = chamber.users[3]
    first = asks(client, member, screen, session.pk)
    mark = first.headers["ETag"]
    assert (first.status_code, asks(client, member, screen, session.pk, mark=mark).status_code) == (200, 304)
    third = session.agenda.all()[2]
    actions_room.show_item(session=session, item=third, by=chamber.chair, at=MEETING)
    again = asks(client, member, screen, session.pk, mark=mark)
    shown = again.context["item"] if screen == "councils:show" else again.context["current"]
    assert (again.status_code, shown, "<html" in again.content.decode()) == (200, third, False)
    # by reload, without scripts
    assert str(third.line.person) in page(client, member, screen, session.pk).content.decode()


def test_a_vote_in_the_box_moves_the_counter_and_nothing_else(chamber, client):
    session = chamber.opened(chamber.fighters)
    before = asks(client, chamber.users[3], "councils:show", session.pk)
    chamber.vote(session, "no", "-", "-", "-", "-")
    after = asks(client, chamber.users[3], "councils:show", session.pk, mark=before.headers["ETag"])
    text = after.content.decode()
    assert (after.status_code, after.context["seen"].cast) == (200, 1)
    assert [word in text for word in ("không đồng ý", "Không đồng ý", chamber.chair.display_name)] == [False] * 3


def test_the_controls_refuse_an_old_page(chamber, client):
    session = chamber.opened(chamber.advanced)
    first, second = session.agenda.all()[:2]
    old = page(client, chamber.chair, "councils:control", session.pk).context["session"].version
    answer = client.post(
        reverse("councils:act", args=[session.pk, first.pk]), {"version": old, "viec": "chieu"}, follow=True
    )
    assert answer.context["current"] == first
    client.force_login(chamber.secretary)
    back = {"referer": f"http://testserver{reverse('councils:control', args=[session.pk])}"}
    answer = client.post(
        reverse("councils:act", args=[session.pk, second.pk]),
        {"version": old, "viec": "chieu"},
        headers=back,
        follow=True,
    )
    assert words(answer) == ["Trang này đã cũ: nội dung vừa được người khác thay đổi. Mời tải lại rồi làm lại."]
    assert CouncilSession.objects.get().current == first


def test_the_chair_goes_through_the_agenda_by_click(chamber, client):
    session = chamber.opened(chamber.advanced)
    items = list(session.agenda.all())

    def click(item, **data):
        version = CouncilSession.objects.get().version
        client.force_login(chamber.chair)
        return client.post(
            reverse("councils:act", args=[session.pk, item.pk]), {"version": version, **data}, follow=True
        )

    click(items[0], viec="chieu")
    answer = click(items[0], viec="xong-tiep", discussion="Nhất trí.")
    assert (answer.context["current"], answer.context["done"]) == (items[1], 1)
    answer = click(items[1], viec="de-lai", reason="Chờ giấy tờ")
    assert words(answer) == ["Mục 2 để lại phiên sau."]
    assert (answer.context["current"], answer.context["upcoming"]) == (None, items[2])
    answer = click(items[1], viec="dua-lai")
    assert words(answer) == ["Mục 2 trở lại chương trình."]
    assert page(client, chamber.users[3], "councils:control", session.pk).status_code == 403


def test_a_member_reads_replies_asks_and_writes_on_the_phone(chamber, client):
    session = chamber.prepared(chamber.advanced)
    paper = actions_members.add_session_paper(
        session=session,
        title="Báo cáo",
        upload=SimpleUploadedFile("bao-cao.pdf", PDF),
        by=chamber.secretary,
        at=PREPARED,
    )
    member = chamber.users[3]
    assert page(client, member, "councils:seat", session.pk).context["handouts"] == [(paper, False)]
    client.force_login(member)
    file = client.post(reverse("councils:handout", args=[session.pk, paper.pk]))
    assert (file.headers["Content-Type"], b"".join(file.streaming_content)) == ("application/octet-stream", PDF)
    assert list(PaperReading.objects.values_list("user", flat=True)) == [member.pk]
    wrong = post(client, member, "councils:reply", session.pk, answer="absent")
    assert wrong.context["form"].non_field_errors() == ["Mời ghi lý do vắng mặt."]
    assert words(post(client, member, "councils:reply", session.pk, answer="absent", reason="Đi học")) == [
        "Đã trả lời: vắng, gửi ý kiến bằng văn bản."
    ]
    assert words(post(client, member, "councils:ask", session.pk, text="Vì sao?")) == ["Đã gửi câu hỏi đến thư ký."]
    few = post(client, member, "councils:opinion", session.pk)
    assert (few.status_code, few.context["refused"]) == (422, "Còn 5 mục chưa chọn ý kiến; ý kiến chưa được nhận.")
    choices = {f"muc-{item.pk}": "yes" for item in session.agenda.all()}
    assert words(post(client, member, "councils:opinion", session.pk, **choices)) == [
        "Đã nhận ý kiến của bạn về 5 mục. Gửi lại trước hạn thì bản sau thay bản trước."
    ]
    assert MemberOpinion.objects.filter(member__user=member).count() == 5


def test_nobody_else_reads_a_written_opinion_before_the_end(chamber, client):
    session = chamber.opened(chamber.advanced, present=4)
    marked = "ý kiến riêng không ai đọc"
    choices = {item.pk: "no" for item in session.agenda.all()}
    actions_members.give_opinion(
        session=session, choices=choices, reasons=dict.fromkeys(choices, marked), by=chamber.users[4], at=MEETING
    )
    for user in (chamber.secretary, chamber.chair, chamber.users[3], chamber.ward.office.officer):
        for name in ("detail", "show"):
            assert marked not in page(client, user, f"councils:{name}", session.pk).content.decode()
    table = page(client, chamber.secretary, "councils:detail", session.pk, dang="csv")
    assert marked not in table.content.decode()
    assert marked in page(client, chamber.users[4], "councils:opinion", session.pk).content.decode()


def test_why_somebody_stands_aside_is_for_the_desk_only(chamber, client):
    session = chamber.prepared(chamber.advanced)
    seat = CouncilMember.objects.get(user=chamber.users[3])
    actions_members.note_recusal(
        item=session.agenda.last(), member=seat, ground="relative", reason="con rể ông Bình", by=seat.user, at=PREPARED
    )
    seen = {
        user.username: "con rể ông Bình" in page(client, user, "councils:detail", session.pk).content.decode()
        for user in (chamber.secretary, chamber.chair, chamber.users[4], chamber.ward.office.officer)
    }
    assert list(seen.values()) == [True, True, False, False]
    assert "con rể" not in page(client, chamber.users[4], "councils:show", session.pk, muc="5").content.decode()


def test_outsiders_find_no_address_of_a_session(chamber, client):
    session = chamber.opened(chamber.advanced)
    item = session.agenda.first()
    stranger = chamber.ward.province.cam_pha.officer
    names = (
        "detail", "show", "control", "seat", "reply", "ask", "opinion", "stand-aside", "recuse", "move", "cancel", "pause",
        "reopen", "paper-add", "attendance", "submission-pdf",
    )  # fmt: skip
    assert {
        name: page(client, stranger, f"councils:{name}", session.pk).status_code for name in names
    } == dict.fromkeys(names, 404)
    client.force_login(stranger)
    assert client.post(reverse("councils:act", args=[session.pk, item.pk]), {"viec": "chieu"}).status_code == 404
    assert client.post(reverse("councils:handout", args=[session.pk, 1])).status_code == 404
    names = ("change", "rules", "describe", "dissolve", "substitute", "decision-pdf")
    found = {name: page(client, stranger, f"councils:{name}", chamber.council.pk).status_code for name in names}
    assert found == dict.fromkeys(names, 404)


def test_the_papers_of_a_closed_session_open_for_its_members(chamber, client):
    session = chamber.opened()
    chamber.agree(session, 5)
    chamber.vote(session, "yes", "yes", "blank", "yes", "yes")
    session.refresh_from_db()
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    starts = {}
    member = chamber.users[3]
    for url in (
        *(reverse("councils:paper", args=[session.pk, key]) for key in ("bien-ban", "kiem-phieu", "danh-sach")),
        *(reverse("councils:paper-docx", args=[session.pk, key]) for key in ("bien-ban", "kiem-phieu")),
        reverse("councils:submission-pdf", args=[session.pk]),
        reverse("councils:submission-docx", args=[session.pk]),
        reverse("councils:award-pdf", args=[session.pk, "advanced_worker"]),
        reverse("councils:award-docx", args=[session.pk, "grassroots_emulation_fighter"]),
        reverse("councils:decision-docx", args=[chamber.council.pk]),
    ):
        client.force_login(member)
        answer = client.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        starts[url.rpartition("/")[2] or url.split("/")[-2]] = content[:4]
    assert set(starts.values()) == {b"%PDF", b"PK\x03\x04"}
    assert client.get(reverse("councils:award-pdf", args=[session.pk, "hero_of_labour"])).status_code == 404


def test_changing_a_council_by_form(chamber, client):
    officer, third = chamber.ward.office.officer, CouncilMember.objects.get(user=chamber.users[3])
    data = {"document": "Quyết định số 27/QĐ-UBND", "effective_on": "11/12/2025", "leaves": [third.pk]}
    answer = post(client, officer, "councils:change", chamber.council.pk, **data)
    assert words(answer) == ["Đã ghi quyết định và báo cho những người liên quan."]
    assert Council.objects.get().decisions.last().kind == "change"
    rules = {"document": "Quy chế 05", "in_force_from": "10/12/2025", "quorum_percent": "75", "recuses_own_unit": "1"}
    assert words(post(client, officer, "councils:rules", chamber.council.pk, **rules)) == [
        "Đã ghi quy chế của Hội đồng."
    ]
    own = Council.objects.get().rules.get()
    assert (own.quorum_percent, own.recuses_own_unit, own.substitutes_vote) == (75, True, None)
    again = post(client, officer, "councils:rules", chamber.council.pk, **rules)
    assert again.context["form"].non_field_errors() == [
        "Đã có quy chế có hiệu lực từ ngày đó hoặc sau đó; quy chế mới phải có hiệu lực muộn hơn."
    ]
