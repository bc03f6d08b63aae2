"""Ceremonies in speaking order, prepared and handed over; exchange and re-issue with the honour linked."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.decisions.builders import closed_session, concluded_nomination, issued
from tests.honours.builders import revoke
from tests.rewards.hands import printed, work_off
from thidua.decisions import actions as decisions
from thidua.honours.models import Honour
from thidua.rewards import actions_ceremony as ceremony
from thidua.rewards import actions_reissue as reissue
from thidua.rewards.actions_printing import print_spoiled
from thidua.rewards.models_ceremony import HandingLine, ReissueRequest
from thidua.rewards.queries_ceremony import due_of, new_sheet
from thidua.shared.denied import Denied


def refused(act, **fields) -> str:
    with pytest.raises(Denied) as refusal:
        act(**fields)
    return refusal.value.reason


def mixed(office, at):
    """A decision for two people and a collective."""
    nomination = concluded_nomination(
        office, office.people[:2], at=at, units=[office.unit], award="certificate_of_merit_commune"
    )
    (made,) = decisions.draft_decisions(
        session=closed_session(office, [nomination], at), by=office.council_secretary, at=at
    )
    decisions.sign_decision(decision=made, by=office.decider, at=at)
    decisions.issue_decision(decision=made, by=office.clerk, at=at)
    return made


def opened(office, at, *chosen, **fields):
    given = {"title": "Lễ trao thưởng", "held_on": at.date(), "place": "Hội trường"} | fields
    return ceremony.open_ceremony(unit=office.unit, decisions=list(chosen), by=office.clerk, at=at, **given)


def awards(made) -> list[tuple[str, bool]]:
    return [(x.honour.award_code, x.honour.person_id is None) for x in made.lines.order_by("ordinal")]


def test_higher_awards_come_first_and_collectives_before_people(province):
    ha_long, at = province.ha_long, province.at
    chosen = [mixed(ha_long, at), issued(ha_long, at, people=1, award="grassroots_emulation_fighter")]
    merit, fighter = "certificate_of_merit_commune", "grassroots_emulation_fighter"
    assert awards(opened(ha_long, at, *chosen)) == [(fighter, False), (merit, True), (merit, False), (merit, False)]
    collectives = opened(ha_long, at, *chosen, order="collectives_first")
    assert awards(collectives) == [(merit, True), (fighter, False), (merit, False), (merit, False)]
    assert collectives.lines.get(ordinal=2).spoken.startswith(("Bà ", "Ông "))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.integers(0, 4), st.integers(1, 5), max_size=5))
def test_whatever_is_moved_places_stay_one_to_the_last(province, moves):
    ha_long, at = province.ha_long, province.at
    made = ha_long.__dict__.get("kept") or opened(ha_long, at, issued(ha_long, at, people=5))
    ha_long.__dict__["kept"] = made
    before = list(made.lines.order_by("ordinal").values_list("pk", flat=True))
    places = {before[index]: place for index, place in moves.items()}
    ceremony.reorder(handing_list=made, places=places, by=ha_long.clerk, at=at)
    after = dict(made.lines.values_list("pk", "ordinal"))
    assert sorted(after.values()) == [1, 2, 3, 4, 5]
    assert set(after) == set(before)
    if len(places) == 1:
        assert [after[pk] for pk in places] == list(places.values())


def test_the_paper_reads_in_large_type_with_giver_and_absence(province):
    ha_long, at = province.ha_long, province.at
    made = opened(ha_long, at, mixed(ha_long, at), giver="Chủ tịch Ủy ban nhân dân phường")
    line = made.lines.get(ordinal=2)
    ceremony.prepare_line(
        line=line, spoken="Bà H'Hen Niê", spoken_title="Tổ trưởng", giver="Bí thư", presence="absent", place=1,
        by=ha_long.clerk, at=at,
    )  # fmt: skip
    client_lines = list(made.lines.order_by("ordinal"))
    assert (client_lines[0].spoken, client_lines[0].giver) == ("Bà H'Hen Niê", "Bí thư")
    from paperwork.papers.speaking_list import render_speaking_list, speaking_list_docx
    from thidua.rewards.papers_ceremony import render_signing_sheet, speaking_list

    paper = speaking_list(made, client_lines)
    text = " ".join(PdfReader(BytesIO(render_speaking_list(paper))).pages[0].extract_text().split())
    words = " ".join(p.text for p in Document(BytesIO(speaking_list_docx(paper))).paragraphs)
    for part in ("Bà H'Hen Niê", "Người trao: Bí thư; Vắng.", "Tặng Giấy khen của"):
        assert part in text
        assert part in words
    assert render_signing_sheet(made, client_lines)[:5] == b"%PDF-"


def test_the_pile_and_what_was_handed_over(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    printed(decision, ha_long, at)
    made = opened(ha_long, at, decision)
    first, second, third = made.lines.order_by("ordinal")
    assert [first.is_printed, second.is_framed] == [True, False]
    by = {"handing_list": made, "by": ha_long.clerk, "at": at}
    assert "chưa đóng khung được" in refused(
        ceremony.check_pile, lines=[first.pk], is_printed=False, is_framed=True, **by
    )
    ceremony.check_pile(lines=[first.pk, second.pk], is_printed=True, is_framed=True, **by)
    on = at.date()
    assert ceremony.hand_over(lines=[first.pk], how="handed", on=on, **by) == 1
    assert "Cần ghi người nhận thay" in refused(ceremony.hand_over, lines=[second.pk], how="on_behalf", on=on, **by)
    ceremony.hand_over(lines=[second.pk], how="later", on=on, **by)
    ceremony.hand_over(lines=[second.pk], how="on_behalf", receiver="Con trai", on=on, **by)
    assert refused(ceremony.hand_over, lines=[first.pk], how="later", on=on, **by) == (
        "Các lượt này đã ghi nhận là đã trao."
    )
    revoke(third.honour, ha_long.decider, at)
    assert "đã bị hủy bỏ" in refused(ceremony.hand_over, lines=[third.pk], how="handed", on=on, **by)
    assert list(made.lines.order_by("ordinal").values_list("handed", flat=True)) == ["handed", "on_behalf", "waiting"]


def test_a_decision_that_came_late_stands_behind(province):
    ha_long, at = province.ha_long, province.at
    made, late = opened(ha_long, at, issued(ha_long, at, people=2)), mixed(ha_long, at)
    assert ceremony.add_decision(handing_list=made, decision=late, by=ha_long.clerk, at=at) == 3
    assert list(made.lines.values_list("ordinal", flat=True)) == [1, 2, 3, 4, 5]
    assert "đã có trong buổi lễ" in refused(
        ceremony.add_decision, handing_list=made, decision=late, by=ha_long.clerk, at=at
    )


def test_the_screens_of_a_ceremony(client, province, django_assert_max_num_queries):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    client.force_login(ha_long.clerk)
    answer = client.post(
        reverse("rewards:ceremony-add"),
        {"unit": ha_long.unit.pk, "title": "Lễ trao", "held_on": "08/07/2025", "order": "award_first",
         "decisions": [decision.pk]},
    )  # fmt: skip
    made = ha_long.unit.handing_lists.get()
    assert answer.url == reverse("rewards:ceremony", args=[made.pk])
    hand = reverse("rewards:ceremony-hand", args=[made.pk])
    client.post(hand, {"first": 1, "last": 2, "how": "handed", "on": "08/07/2025"})
    pile = reverse("rewards:ceremony-pile", args=[made.pk])
    client.post(pile, {"first": 1, "last": 3, "is_printed": "on", "is_framed": "on"})
    assert list(made.lines.values_list("handed", "is_framed")) == [("handed", True)] * 2 + [("waiting", True)]
    line = HandingLine.objects.get(ordinal=3)
    reading = reverse("rewards:reading", args=[made.pk, line.pk])
    client.post(reading, {"spoken": "Bà Ba", "presence": "comes", "place": 1})
    line.refresh_from_db()
    assert (line.ordinal, line.spoken, line.presence) == (1, "Bà Ba", "comes")
    with django_assert_max_num_queries(12):
        assert client.get(reverse("rewards:ceremony", args=[made.pk])).status_code == 200
    for name, args in (("ceremony-paper", ["pdf"]), ("ceremony-paper", ["docx"]), ("ceremony-signing", [])):
        assert client.get(reverse(f"rewards:{name}", args=[made.pk, *args])).status_code == 200
    client.force_login(province.cam_pha.clerk)
    assert client.get(reverse("rewards:ceremony", args=[made.pk])).status_code == 404


# ── exchange and re-issue ──

ASKED = {
    "kind": "lost", "asker": "Bà Lê Thị Hoa", "asker_role": "Người được khen", "reason": "Mất trong trận bão số 3",
    "papers": "Đơn đề nghị", "confirmed_by": "UBND phường Hạ Long",
}  # fmt: skip


def received(office, at, **fields) -> ReissueRequest:
    honour = Honour.objects.first() or (issued(office, at, people=1) and Honour.objects.get())
    given = {"honour": honour, "received_on": at.date(), **ASKED} | fields
    return reissue.receive_reissue(by=office.clerk, at=at, **given)


def test_a_lost_sheet_is_issued_anew_and_the_honour_stays(province):
    ha_long, at = province.ha_long, province.at
    asked = received(ha_long, at)
    assert (asked.due_on, "chưa có thời hạn" in asked.due_basis) == (None, True)
    assert "đang có một đề nghị" in refused(received, office=ha_long, at=at)
    reissue.grant_reissue(request=asked, document="Công văn 12/UBND", by=ha_long.decider, at=at)
    reissue.finish_reissue(
        request=asked, new_serial="AB 7", old_returned=False, handed_to="Bà Hoa", by=ha_long.clerk, at=at
    )
    assert (asked.state, asked.honour.reissues.count(), Honour.objects.count()) == ("done", 1, 1)


def test_a_granted_request_prints_the_sheet_in_place_of_the_old_one_once(client, province):
    ha_long, at = province.ha_long, province.at
    old = printed(issued(ha_long, at, people=1), ha_long, at).copies.get()
    asked = received(ha_long, at)
    mine = {"request": asked, "by": ha_long.clerk, "at": at}
    done = {"new_serial": "", "old_returned": False, "handed_to": "Bà Hoa"} | mine
    assert "Không thực hiện được" in refused(reissue.print_reissue, **mine)
    reissue.grant_reissue(request=asked, document="Công văn 12/UBND", by=ha_long.decider, at=at)
    assert "in tờ mới trước" in refused(reissue.finish_reissue, **done)
    client.force_login(ha_long.clerk)
    page = reverse("rewards:reissue", args=[asked.pk])
    assert "In tờ mới" in client.get(page).text
    assert client.post(reverse("rewards:reissue-print", args=[asked.pk])).url == page
    new = asked.new_sheet.copy
    told = (new.replaces, new.run.why, new.reissue.confirmed_by, new.reissue.reason)
    assert told == (old, "reissue", asked.confirmed_by, asked.reason)
    assert "đã được lập" in refused(reissue.print_reissue, **mine)
    assert "đã được lập" in refused(reissue.withdraw_reissue, reason="Không cần nữa", **mine)
    assert "chưa in xong" in refused(reissue.finish_reissue, **done)
    work_off(new.run)
    spoiled = print_spoiled(
        decision=new.run.decision, ordinals=[1], reason="Máy in kéo lệch giấy", by=ha_long.clerk, at=at
    )
    assert (new_sheet(asked), spoiled.copies.get().replaces) == (spoiled.copies.get(), new)
    work_off(spoiled)
    asked.refresh_from_db()
    reissue.finish_reissue(**done | {"request": asked})
    assert asked.state == "done"
    assert reverse("rewards:sheet", args=[spoiled.copies.get().pk]) in client.get(page).text


def test_an_exchange_takes_the_old_sheet_back(province):
    ha_long, at = province.ha_long, province.at
    asked = received(ha_long, at, kind="exchange", confirmed_by="")
    reissue.grant_reissue(request=asked, document="Công văn 12", by=ha_long.decider, at=at)
    given = {"request": asked, "new_serial": "", "handed_to": "Bà Hoa", "by": ha_long.clerk, "at": at}
    assert "phải thu lại bản cũ" in refused(reissue.finish_reissue, old_returned=False, **given)
    reissue.finish_reissue(old_returned=True, **given)
    assert asked.state == "done"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"confirmed_by": ""}, "Cấp lại do mất cần nơi xác nhận"),
        ({"reason": "mất"}, "Lý do: Cần ít nhất 10 ký tự"),
        ({"papers": ""}, "Cần ghi người đề nghị"),
        ({"kind": "stolen"}, "Loại đề nghị không có"),
        ({"asker": "x" * 201}, "Có mục dài quá 200 ký tự"),
        ({"received_on": date(2030, 1, 1)}, "Ngày tiếp nhận phải từ"),
    ],
)
def test_a_request_that_cannot_be_is_refused(province, fields, told):
    assert refused(received, office=province.ha_long, at=province.at, **fields).startswith(told)


def test_a_revoked_honour_is_not_issued_anew_and_refusals_are_kept(province):
    ha_long, at = province.ha_long, province.at
    asked = received(ha_long, at)
    assert "cần vai trò" in refused(reissue.grant_reissue, request=asked, document="CV 1", by=ha_long.clerk, at=at)
    reissue.refuse_reissue(request=asked, document="CV 2", reason="Không có trong hồ sơ lưu", by=ha_long.decider, at=at)
    assert (asked.state, asked.refused_reason) == ("refused", "Không có trong hồ sơ lưu")
    revoke(asked.honour, ha_long.decider, at)
    assert "còn hiệu lực" in refused(received, office=ha_long, at=at)


def test_the_day_to_answer_comes_from_the_law_of_its_time_or_stays_unknown():
    day, basis = due_of(date(2022, 3, 1))
    assert (day, basis) == (date(2022, 3, 16), "Nghị định số 101/2018/NĐ-CP; mới đối chiếu một phần")
    assert due_of(date(2025, 8, 1))[0] is None


def test_the_screens_of_a_request(client, province):
    ha_long, at = province.ha_long, province.at
    issued(ha_long, at, people=1)
    honour = Honour.objects.get()
    client.force_login(ha_long.clerk)
    receive = reverse("rewards:reissue-receive", args=[honour.pk])
    assert receive in client.get(reverse("honours:detail", args=[honour.pk])).content.decode()
    answer = client.post(receive, ASKED | {"received_on": "08/07/2025"})
    asked = ReissueRequest.objects.get()
    assert answer.url == reverse("rewards:reissue", args=[asked.pk])
    client.force_login(ha_long.decider)
    client.post(reverse("rewards:reissue-grant", args=[asked.pk]), {"document": "CV 3"})
    client.force_login(ha_long.clerk)
    client.post(reverse("rewards:reissue-finish", args=[asked.pk]), {"handed_to": "Bà Hoa"})
    asked.refresh_from_db()
    assert asked.state == "done"
    assert [row.record.pk for row in client.get(reverse("rewards:reissues")).context["table"].rows] == [asked.pk]
    client.force_login(province.cam_pha.clerk)
    assert client.get(reverse("rewards:reissue", args=[asked.pk])).status_code == 404
