"""The screens of dossiers: the right person sees and acts, the wrong one does not, long lists stay cheap."""

import re
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.honours.builders import import_for
from tests.nominations.conftest import RECEIVED
from tests.nominations.screens import december, page  # noqa: F401
from thidua.nominations import actions
from thidua.nominations.models import Nomination, NominationLine
from thidua.people.models import Person, Post
from thidua.shared import clock


def post(client, user, name, *args, **data):
    client.force_login(user)
    referer = reverse("nominations:list")
    return client.post(reverse(name, args=args), data, headers={"referer": f"http://testserver{referer}"}, follow=True)


def words(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_list_shows_only_what_the_person_may_read(ward, client):
    ward.sent(ward.good[:2])
    mine = page(client, ward.office.officer, "nominations:list")
    assert (mine.status_code, mine.context["table"].count) == (200, 1)
    assert page(client, ward.province.cam_pha.officer, "nominations:list").context["table"].count == 0
    assert page(client, ward.office.officer, "nominations:list", state="draft").context["table"].count == 0
    assert page(client, ward.office.appraiser, "nominations:desk").context["table"].count == 1
    assert page(client, ward.office.officer, "nominations:desk").context["table"].count == 0


def test_the_desk_of_the_level_above_tells_its_own_dossiers_from_those_below(ward, client):
    ward.sent(ward.good[:2])
    above = ward.province.root.appraiser
    counts = {
        place: page(client, above, "nominations:desk", to=place).context["table"].count
        for place in ("", "own", "below")
    }
    assert counts == {"": 1, "own": 0, "below": 1}
    assert page(client, ward.office.appraiser, "nominations:desk", to="own", state="sent").context["table"].count == 1


def test_a_dossier_of_others_is_not_found(ward, client):
    nomination = ward.sent(ward.good[:1])
    line = nomination.lines.get()
    for name, pk in (("detail", nomination.pk), ("line", line.pk), ("card", line.pk), ("pick", nomination.pk)):
        assert page(client, ward.office.officer, f"nominations:{name}", pk).status_code in (200, 403)
        assert page(client, ward.province.cam_pha.officer, f"nominations:{name}", pk).status_code == 404
        assert page(client, ward.office.clerk, f"nominations:{name}", pk).status_code == 404
    client.logout()
    answer = client.get(reverse("nominations:detail", args=[nomination.pk]))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("accounts:sign-in"))


def test_drafting_and_picking_through_the_screens(ward, client):
    officer = ward.office.officer
    data = {"unit": ward.office.unit.pk, "award_code": "advanced_worker", "kind": "title", "year": "2025"}
    answer = post(client, officer, "nominations:new", **data)
    nomination = Nomination.objects.get()
    assert answer.redirect_chain == [(reverse("nominations:pick", args=[nomination.pk]), 302)]
    assert [(tile.label, tile.figure) for tile in answer.context["tiles"]] == [
        ("Có thể đề xét", "5"),
        ("Chưa đủ điều kiện", "1"),
        ("Cần người xem xét", "2"),
    ]
    answer = post(client, officer, "nominations:pick", nomination.pk, version=nomination.version, all="1")
    assert (words(answer), nomination.lines.count()) == (["Đã đưa 5 trường hợp vào danh sách."], 5)
    again = post(client, officer, "nominations:pick", nomination.pk, version=nomination.version, all="1")
    assert words(again) == ["Trang này đã cũ: nội dung vừa được người khác thay đổi. Mời tải lại rồi làm lại."]
    nomination.refresh_from_db()
    chosen = {"version": nomination.version, "chosen": [f"person-{ward.giang.pk}"]}
    post(client, officer, "nominations:pick", nomination.pk, **chosen)
    assert nomination.lines.count() == 6
    narrowed = page(client, officer, "nominations:pick", nomination.pk, q="hoa")
    assert [row["subject"] for row in narrowed.context["rows"]] == [ward.hoa]


def test_a_wrong_form_comes_back_with_its_errors(ward, client):
    answer = post(client, ward.office.officer, "nominations:new", award_code="x", year="hai nghìn")
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"unit", "award_code", "kind", "year"}
    assert page(client, ward.office.clerk, "nominations:new").status_code == 403


def test_sending_twice_gives_one_result(ward, client):
    nomination = ward.draft(ward.good[:1])
    version = nomination.version
    first = post(client, ward.office.officer, "nominations:send", nomination.pk, version=version)
    assert words(first) == ["Đã chuyển hồ sơ sang thẩm định tại Phường Hạ Long, 01/TTr-UBND."]
    second = post(client, ward.office.officer, "nominations:send", nomination.pk, version=version)
    assert words(second) == ["Trang này đã cũ: nội dung vừa được người khác thay đổi. Mời tải lại rồi làm lại."]
    nomination.refresh_from_db()
    assert (nomination.state, nomination.version) == ("sent", version + 1)


def test_refused_acts_are_grey_with_their_reason(ward, client):
    nomination = ward.sent(ward.good[:1])
    answer = page(client, ward.office.officer, "nominations:detail", nomination.pk)
    receive = next(act for act in answer.context["actions"] if act.label == "Tiếp nhận")
    assert receive.refused == "Để tiếp nhận hồ sơ cần vai trò “Cán bộ thẩm định” của Phường Hạ Long."
    refused = post(client, ward.office.officer, "nominations:receive", nomination.pk, version=nomination.version)
    assert words(refused) == [receive.refused]


def test_the_appraiser_works_through_the_desk(ward, client):
    nomination = ward.sent([*ward.good[:2], ward.giang])
    appraiser = ward.office.appraiser

    def version():
        return Nomination.objects.get(pk=nomination.pk).version

    post(client, appraiser, "nominations:receive", nomination.pk, version=version())
    answer = post(client, appraiser, "nominations:include", nomination.pk, version=version())
    assert words(answer) == ["Đã đưa 2 trường hợp có thể đề xét vào danh sách."]
    line = NominationLine.objects.get(nomination=nomination, person=ward.giang)
    empty = post(client, appraiser, "nominations:line", line.pk, version=version(), appraisal="included")
    assert (empty.status_code, empty.context["form"].errors) == (422, {"reason": ["Mục này không được để trống."]})
    data = {"version": version(), "appraisal": "included", "reason": "Công an phường xác nhận"}
    done = post(client, appraiser, "nominations:line", line.pk, **data)
    assert words(done) == ["Nguyễn Thị Giang: đưa vào danh sách."]
    post(client, appraiser, "nominations:judge", nomination.pk, version=version())
    answer = post(client, appraiser, "nominations:finish", nomination.pk, version=version())
    assert words(answer) == ["Đã kết thúc thẩm định; hồ sơ chờ Hội đồng."]
    assert Nomination.objects.get(pk=nomination.pk).state == "appraised"


def test_one_reason_for_all_that_need_a_look(ward, client):
    nomination = ward.received([ward.giang, ward.hoa])
    answer = post(client, ward.office.appraiser, "nominations:look", nomination.pk, reason="Đã xem hồ sơ giấy")
    assert words(answer) == ["Đã đưa 2 trường hợp cần xem xét vào danh sách, ghi cùng lý do."]
    assert page(client, ward.office.officer, "nominations:look", nomination.pk).status_code == 403


def test_a_line_shows_every_condition_with_its_article(ward, client):
    nomination = ward.received(ward.good[:1])
    line = nomination.lines.get()
    answer = page(client, ward.office.appraiser, "nominations:line", line.pk)
    card = answer.context["verdict"]
    assert (card.outcome, card.rule_date) == ("may_be_proposed", "03/12/2025")
    assert len(card.conditions) == len(line.verdict["conditions"])
    assert all(condition.article for condition in card.conditions)
    assert page(client, ward.office.appraiser, "nominations:card", line.pk).status_code == 200


def test_before_and_after_stand_on_the_same_line_with_the_place_between(ward, client):
    nomination = ward.received(ward.good[:3])
    told = []
    for line in nomination.lines.order_by("ordinal"):
        html = page(client, ward.office.appraiser, "nominations:line", line.pk).content.decode()
        [row] = re.findall(r'<nav class="beside".*?</nav>', html, re.DOTALL)
        told.append(re.findall(r"prev|next|\d / 3", row))
    assert told == [["1 / 3", "next"], ["prev", "2 / 3", "next"], ["prev", "3 / 3"]]


def test_a_line_of_a_draft_shows_the_verdict_of_today(ward, client):
    nomination = ward.draft([ward.good[0], ward.giang])
    outcomes = []
    for line in nomination.lines.order_by("ordinal"):
        answer = page(client, ward.office.officer, "nominations:line", line.pk)
        outcomes.append((line.verdict, answer.context["verdict"].outcome))
    assert outcomes == [(None, "may_be_proposed"), (None, "human_must_look")]


def test_returning_and_withdrawing_ask_for_a_reason(ward, client):
    nomination = ward.received(ward.good[:1])
    empty = post(client, ward.office.appraiser, "nominations:return", nomination.pk, reason="")
    assert (empty.status_code, empty.context["form"].errors) == (422, {"reason": ["Mục này không được để trống."]})
    post(client, ward.office.appraiser, "nominations:return", nomination.pk, reason="Thiếu chữ ký")
    shown = page(client, ward.office.officer, "nominations:detail", nomination.pk)
    assert "Thiếu chữ ký" in shown.content.decode()
    post(client, ward.office.officer, "nominations:withdraw", nomination.pk, reason="Lập lại")
    assert Nomination.objects.get(pk=nomination.pk).state == "withdrawn"


def test_a_nominee_is_edited_and_removed_before_sending(ward, client):
    nomination = ward.draft(ward.good[:1])
    line = nomination.lines.get()
    post(client, ward.office.officer, "nominations:line", line.pk, version=nomination.version, achievement="Tốt")
    line.refresh_from_db()
    assert line.achievement == "Tốt"
    nomination.refresh_from_db()
    answer = post(client, ward.office.officer, "nominations:remove", line.pk, version=nomination.version)
    assert words(answer) == ["Đã đưa Nguyễn Thị An ra khỏi danh sách."]


def test_two_thousand_lines_page_in_few_queries(ward, client):
    office = ward.office
    people = Person.objects.bulk_create(
        [
            Person(code=f"n{n}", full_name=f"Trần Văn {n}", gender="male", subject="worker").fill_keys()
            for n in range(2000)
        ]
    )
    Post.objects.bulk_create(
        [Post(person=p, unit=office.unit, title="Nhân viên", starts_on=date(2025, 7, 1)) for p in people]
    )
    small = ward.received(ward.good[:1])
    nomination = ward.draft(people)
    actions.send_nomination(nomination=nomination, by=office.officer, at=RECEIVED)
    actions.receive_nomination(nomination=nomination, by=office.appraiser, at=RECEIVED)
    client.force_login(office.appraiser)

    def cost(pk):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("nominations:detail", args=[pk]))
        return answer, len(queries)

    _, few = cost(small.pk)
    answer, many = cost(nomination.pk)
    assert len(answer.context["table"].records) == 50
    assert answer.context["table"].count == 2000
    assert many == few
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("nominations:list"))
    assert len(queries) <= 12
    assert clock.today() == date(2025, 12, 3)


def test_who_is_asked_for_elsewhere_is_not_offered_again(ward, client):
    ward.sent(ward.good[:1])
    second = ward.draft([])
    answer = page(client, ward.office.officer, "nominations:pick", second.pk)
    offered = [row["subject"] for row in answer.context["rows"]]
    assert (ward.good[0] in offered, ward.good[1] in offered, answer.context["elsewhere"]) == (False, True, 1)


def test_titles_of_other_units_are_not_counted_as_left_out(ward, client, province):
    for office in (ward.office, province.cam_pha):
        import_for(office, province.at, people=2, year=2025, decided_on=date(2025, 7, 4))
    second = ward.draft([])
    answer = page(client, ward.office.officer, "nominations:pick", second.pk)
    offered = {row["subject"].pk for row in answer.context["rows"]}
    held = {person.pk for person in ward.office.people[:2]}
    assert (offered & held, answer.context["elsewhere"]) == (set(), 2)
