"""The page of a dossier and the form that starts one: what is offered, to whom, and what each act brings about."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.nominations.conftest import RECEIVED, SENT
from tests.nominations.samples import pdf
from tests.nominations.screens import december, page  # noqa: F401
from tests.nominations.test_actions import line_of
from tests.nominations.test_views import post
from thidua.law.queries import proposable
from thidua.nominations import (
    actions,
    actions_consultation,
    actions_council,
    actions_files,
    actions_lists,
    dossier,
    facts,
    hands,
)
from thidua.nominations.forms_desk import OutsiderForm
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.views import building_units
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent
from thidua.units.models import RoleGrant, Unit, UnitSuccession


def test_a_new_dossier_begins_with_no_award_chosen_and_every_award_under_its_level(ward, client):
    form = page(client, ward.office.officer, "nominations:new").context["form"]
    first, *groups = form.fields["award_code"].choices
    assert first == ("", "Chọn danh hiệu, hình thức")
    assert [level for level, _ in groups] == ["Cơ sở", "Cấp xã", "Cấp bộ, ban, ngành, tỉnh", "Cấp Nhà nước"]
    assert sorted(code for _, rows in groups for code, _ in rows) == sorted(proposable())
    assert form.fields["award_code"].help_text == (
        "Khen thưởng cấp Nhà nước: hồ sơ của đơn vị gửi về tỉnh. Người trình: Thủ tướng Chính phủ, theo đề nghị của bộ, "
        "ban, ngành, tỉnh (Khoản 2 Điều 83 Luật Thi đua, khen thưởng số 06/2022/QH15)."
    )
    answer = post(client, ward.office.officer, "nominations:new", unit=ward.office.unit.pk, kind="title", year="2025")
    assert answer.context["form"].errors == {"award_code": ["Mục này không được để trống."]}


def test_units_that_ended_are_not_offered_and_not_taken(ward, client):
    gone = Unit.objects.create(
        name="Phường cũ", code="99999", kind=Unit.Kind.WARD, parent=ward.office.unit.parent,
        valid_from=date(2000, 1, 1), valid_to=date(2025, 6, 30),
    )  # fmt: skip
    UnitSuccession.objects.create(old=gone, new=ward.office.unit, is_main=True, on=date(2025, 7, 1))
    on = date(2025, 12, 3)
    assert list(building_units(ward.office.officer, on)) == [ward.office.unit]
    assert building_units(ward.province.root.officer, on).first() == ward.province.root.unit
    with pytest.raises(Denied) as refused:
        actions.draft_nomination(unit=gone, award_code="advanced_worker", year=2025, by=ward.office.officer, at=SENT)
    assert refused.value.reason == ("Phường cũ đã kết thúc ngày 30/06/2025; hãy lập hồ sơ của đơn vị tiếp nhận.")


def test_a_draft_is_filtered_by_the_verdict_of_today(ward, client):
    nomination = ward.draft([*ward.good, ward.giang, ward.hoa])
    officer = ward.office.officer

    def shown(**query):
        answer = page(client, officer, "nominations:detail", nomination.pk, **query)
        return [(str(line.subject), line.outcome) for line in answer.context["table"].records]

    good = {"may_be_proposed": 5, "human_must_look": 2, "may_not": 0}
    for outcome, number in good.items():
        rows = shown(outcome=outcome)
        assert (len(rows), {found for _, found in rows}) == (number, {outcome} if number else set())
    assert [name for name, _ in shown(outcome="human_must_look")] == [str(ward.giang), str(ward.hoa)]
    assert {found for _, found in shown()} == {""}
    assert not NominationLine.objects.exclude(outcome="").exists()
    csv = page(client, officer, "nominations:detail", nomination.pk, outcome="may_be_proposed", export="csv")
    assert b"".join(csv).decode("utf-8-sig").count("Có thể đề xét") == 5


def test_filtering_a_draft_asks_as_much_for_many_lines_as_for_few(ward, client):
    def asked(people):
        nomination = ward.draft(people)
        page(client, ward.office.officer, "nominations:detail", nomination.pk, outcome="may_not")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, ward.office.officer, "nominations:detail", nomination.pk, outcome="may_not")
        actions.withdraw_nomination(nomination=nomination, reason="thử", by=ward.office.officer, at=SENT)
        return len(queries)

    assert asked(ward.good) == asked(ward.good[:1])


def test_only_the_ways_back_of_this_person_at_this_step_are_offered(ward, client):
    def ways(user, nomination):
        shown = page(client, user, "nominations:detail", nomination.pk).context["shown"]
        return [act.label for act, _ in shown.back]

    officer, desk = ward.office.officer, ward.office.appraiser
    nomination = ward.draft(ward.good[:1])
    assert ways(officer, nomination) == ["Rút hẳn hồ sơ"]
    actions.send_nomination(nomination=nomination, by=officer, at=SENT)
    assert ways(officer, nomination) == ["Rút lại để sửa", "Rút hẳn hồ sơ"]
    assert ways(desk, nomination) == ["Trả lại để sửa"]
    actions.receive_nomination(nomination=nomination, by=desk, at=RECEIVED)
    assert (ways(officer, nomination), ways(desk, nomination)) == (["Rút hẳn hồ sơ"], ["Trả lại để sửa"])
    text = page(client, desk, "nominations:return", nomination.pk).content.decode()
    assert "Hồ sơ trở về đơn vị kèm lý do." in text


def test_a_running_consultation_stands_open_on_the_dossier(ward, client):
    nomination = ward.received(ward.good[:1])
    desk = ward.office.appraiser
    before = page(client, desk, "nominations:detail", nomination.pk)
    assert before.context["consultation"] is None
    empty = post(client, desk, "nominations:consult", nomination.pk, contact="Phòng Văn hóa, 0203 000 000")
    assert set(empty.context["form"].errors) == {"days", "basis"}
    opened = actions_consultation.open_consultation(
        nomination=nomination, days=5, basis="Quy chế số 4", contact="Phòng Văn hóa", by=desk, at=RECEIVED
    )
    text = page(client, desk, "nominations:detail", nomination.pk).content.decode()
    assert f"Đang lấy ý kiến đến hết ngày <strong>{opened.closes_on:%d/%m/%Y}</strong> (5 ngày làm việc)" in text
    assert reverse("portal:consultation", args=[opened.pk]) in text
    theirs = page(client, ward.office.officer, "nominations:detail", nomination.pk).content.decode()
    assert ("Trang công khai" in theirs, "Xem ý kiến đã nhận" in theirs) == (True, False)


def both_roles(ward):
    """The officer of the ward appraises there too."""
    RoleGrant.objects.create(
        user=ward.office.officer, unit=ward.office.unit, role=RoleGrant.Role.APPRAISER, starts_on=date(2025, 7, 1)
    )
    return ward.office.officer


def test_who_builds_and_appraises_a_dossier_is_named_in_it(ward, client):
    nomination, one = ward.sent(ward.good[:1]), both_roles(ward)
    actions.receive_nomination(nomination=nomination, by=one, at=RECEIVED)
    actions.appraise_lines(nomination=nomination, by=one, at=RECEIVED)
    shown = page(client, one, "nominations:detail", nomination.pk).context["shown"]
    finish = next(act for act in shown.front if act.label == "Kết thúc thẩm định")
    assert (finish.refused, finish.confirm.split(":")[0]) == ("", "Chính bạn đã lập hoặc gửi hồ sơ này")
    said = f"{one.display_name} vừa lập vừa thẩm định hồ sơ này."
    assert page(client, one, "nominations:conflicts", nomination.pk).context["hands"] == [said]
    actions.finish_appraisal(nomination=nomination, by=one, at=RECEIVED)
    assert AuditEvent.objects.order_by("-seq").first().detail == {"included": 1, "excluded": 0, "same_hands": 1}
    events = page(client, one, "nominations:detail", nomination.pk).context["events"]
    assert (events[0].what, events[0].note) == ("Một người làm nhiều bước", said)
    actions_council.bring_to_council(nomination)
    line = nomination.lines.get()
    told = actions_council.conclude(nomination, {line.pk: "passed"}, by=one, at=RECEIVED)
    assert told == [f"{one.display_name} vừa lập vừa thẩm định vừa kết luận hồ sơ này."]


def test_two_people_at_two_steps_are_not_remarked(ward, client):
    nomination = ward.received(ward.good[:1])
    actions.appraise_lines(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    actions.finish_appraisal(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    nomination.refresh_from_db()
    assert hands.same_hands(nomination) == []
    assert page(client, ward.office.appraiser, "nominations:conflicts", nomination.pk).context["hands"] == []


def test_nobody_ends_the_appraisal_of_a_dossier_with_their_own_name(ward):
    nomination = ward.received(ward.good[:2])
    desk, above = ward.office.appraiser, ward.province.root.appraiser
    desk.person = ward.good[0]
    desk.save()
    actions.appraise_lines(nomination=nomination, by=above, at=RECEIVED)
    with pytest.raises(Denied) as refused:
        actions.finish_appraisal(nomination=nomination, by=desk, at=RECEIVED)
    assert refused.value.reason == (
        "Bạn có tên trong hồ sơ này nên không tự kết thúc thẩm định; hãy để người khác hoặc cấp trên kết thúc."
    )
    actions.finish_appraisal(nomination=nomination, by=above, at=RECEIVED)
    assert nomination.state == "appraised"


def test_the_history_names_who_took_each_step(ward, client):
    nomination = ward.received(ward.good[:1])
    events = page(client, ward.office.officer, "nominations:detail", nomination.pk).context["events"]
    officer, desk = ward.office.officer.display_name, ward.office.appraiser.display_name
    assert [(event.what, event.by) for event in events] == [
        ("Tiếp nhận", desk),
        ("Gửi hồ sơ", officer),
        ("Lập hồ sơ", officer),
    ]


def test_a_file_that_is_there_already_is_named_by_its_own_name(ward):
    nomination = ward.draft(ward.good[:1])
    given = {"nomination": nomination, "paper_code": "other", "by": ward.office.officer, "at": SENT}
    actions_files.attach_paper(upload=pdf("bien-ban.pdf"), **given)
    with pytest.raises(Denied) as refused:
        actions_files.attach_paper(upload=pdf("ban-sao.pdf"), **given)
    assert refused.value.reason == (
        "Giấy tờ này đã có tệp “bien-ban.pdf” với cùng nội dung; tệp “ban-sao.pdf” không được nộp thêm."
    )


def test_a_long_name_of_a_household_comes_whole_and_is_refused(ward):
    nomination = ward.draft(award="cultural_family")
    form = OutsiderForm(award_code="cultural_family")
    assert "maxlength" not in form.fields["name"].widget.attrs
    data = {"kind": "household", "name": "Nguyễn " * 40, "place": "Khu 1", "achievement": "Gương mẫu"}
    assert set(OutsiderForm(data, award_code="cultural_family").errors) == {"name"}
    with pytest.raises(Denied) as refused:
        actions_lists.enter_outsider(
            nomination=nomination, kind="household", name="N" * 201, place="Khu 1", by=ward.office.officer, at=SENT
        )
    assert refused.value.reason == "Tên dài 201 ký tự; nhận nhiều nhất 200 ký tự."


def test_unknown_papers_say_who_settles_them_and_that_sending_goes_on(ward, client):
    nomination = ward.draft(ward.good[:1])
    asked = replace(dossier.asked_of(nomination, date(2025, 12, 3)), why_unknown_vi="Chưa rõ.")
    left = dossier.who_settles(nomination, replace(asked, is_left_to_province=True))
    assert "chọn giấy tờ bắt buộc ở Hồ sơ › Giấy tờ do tỉnh quy định" in left[0]
    other = dossier.who_settles(nomination, replace(asked, is_left_to_province=False))
    assert other[0].startswith("Hãy hỏi cơ quan thẩm định (Phường Hạ Long)")
    assert left[1] == other[1]
    assert dossier.who_settles(nomination, replace(asked, why_unknown_vi="")) == []


def test_forms_whose_title_names_another_award_are_not_offered_and_the_page_says_what_is_unknown(ward, client):
    nomination = ward.draft(ward.good[:1])
    form = page(client, ward.office.officer, "nominations:draft-reports", nomination.pk).context["form"].fields["form"]
    codes = [code for code, _ in form.choices]
    assert ("merit_individual" in codes, {"national_fighter", "hero_individual"} & set(codes)) == (True, set())
    assert (
        "không có mẫu nào nêu tên Lao động tiên tiến tặng cho cá nhân, nên chưa rõ mẫu nào bắt buộc" in form.help_text
    )


def test_an_achievement_typed_on_a_page_from_before_sending_is_refused_with_the_reason(client, ward):
    nomination = ward.draft(ward.good[:1])
    line, version = line_of(nomination, ward.good[0]), nomination.version
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    actions.receive_nomination(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    page = reverse("nominations:line", args=[line.pk])
    told = "Hồ sơ đã gửi nên không sửa được danh sách."
    for user, reason in ((ward.office.officer, told), (ward.office.appraiser, "Để lập hồ sơ đề nghị khen thưởng cần")):
        client.force_login(user)
        for seen in (version, Nomination.objects.get(pk=nomination.pk).version):
            posted = {"version": seen, "achievement": "Viết sau khi gửi"}
            answer = client.post(page, posted, headers={"referer": f"http://testserver{page}"}, follow=True)
            assert [reason in str(each) for each in answer.context["messages"]] == [True]
            assert reason in answer.content.decode()
    assert "Viết sau khi gửi" not in line_of(nomination, ward.good[0]).achievement


def test_a_household_is_not_asked_whether_the_agency_still_exists(ward):
    nomination = actions.draft_nomination(
        unit=ward.office.unit,
        award_code="certificate_of_merit_unit",
        kind="ad_hoc",
        occasion="Cứu người ngày 12/08/2025.",
        year=2025,
        by=ward.office.officer,
        at=SENT,
    )
    line = actions_lists.add_outsider(
        nomination=nomination, kind="household", name="Phạm Văn Đông", place="Khu 3", achievement="",
        by=ward.office.officer, at=SENT,
    )  # fmt: skip
    asked = [each["text_vi"] for each in facts.judge_lines(nomination, SENT.date())[line.pk]["conditions"]]
    assert [text for text in asked if "giải thể" in text] == []
    assert asked != []


def test_choosing_people_says_what_a_case_to_look_at_means_and_where_to_record_it(client, ward):
    nomination = ward.draft()
    client.force_login(ward.office.officer)
    answer = client.get(reverse("nominations:pick", args=[nomination.pk]))
    assert answer.context["to_look"] is True
    assert "không có nghĩa là người đó đang có vụ việc" in answer.content.decode()
    found = client.get(reverse("nominations:pick", args=[nomination.pk]) + "?outcome=may_be_proposed")
    assert found.context["to_look"] is False


def test_a_reason_of_many_people_is_said_once_above_them(client, ward, monkeypatch):
    address = reverse("nominations:pick", args=[ward.draft().pk])
    monkeypatch.setattr("thidua.nominations.facts.short_reason", lambda summary, outcome: f"Thiếu dữ liệu ({outcome})")
    client.force_login(ward.office.officer)
    answer = client.get(address)
    text, told = answer.content.decode(), "Thiếu dữ liệu (may_be_proposed)"
    of_it = [row["common"] for row in answer.context["rows"] if row["outcome"] == "may_be_proposed"]
    place = answer.context["common"].index(told) + 1
    assert (len(of_it) >= 3, set(of_it), text.count(told)) == (True, {place}, 1)
    assert text.count(f"Lý do chung {place}<") == len(of_it)
    monkeypatch.setattr("thidua.nominations.views_build.SAID_ONCE", 1000)
    answer = client.get(address)
    assert (answer.context["common"], answer.content.decode().count(told)) == ([], len(of_it))
