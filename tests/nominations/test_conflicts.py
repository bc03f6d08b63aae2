"""What stands against a dossier: found with reason and article, settled with a note, nothing silently stopped."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rulebook import rules
from tests.honours.test_facts import honour
from thidua.nominations import actions, actions_reports, conflicts, conflicts_uses
from thidua.nominations import actions_conflicts as acts
from thidua.nominations.facts import judge_nominees
from thidua.nominations.models_conflicts import ConflictNote, Kinship, TextMatch
from thidua.nominations.models_files import AchievementReport
from thidua.nominations.pieces import text_of
from thidua.people.models import Person
from thidua.records import actions as records
from thidua.records import actions_initiatives as initiatives
from thidua.records.models import Initiative
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent

from .conftest import SENT
from .samples import FORMS

ON = SENT.date()
ONCE = "Một thành tích chỉ khen một lần (Khoản 2 Điều 5 Luật Thi đua, khen thưởng số 06/2022/QH15)"
LONG = (
    "Trực tiếp lắp đặt cân điện tử cho bốn mươi hộ ở chợ cá, dạy từng hộ đọc số trên màn hình, ghi sổ theo dõi từng lần cân lệch. "
    "Vận động các hộ đóng góp mua thêm hai mươi thùng giữ lạnh, chia phiên trực vệ sinh, không để nước thải chảy ra bến. "
    "Đứng ra hòa giải mười một vụ tranh chấp chỗ ngồi kéo dài nhiều năm, lập sơ đồ chỗ ngồi mới được tất cả tiểu thương ký tên."
)
OTHER = (
    "Soạn bộ câu hỏi ôn tập cho lớp xóa mù chữ buổi tối, mượn nhà văn hóa làm phòng học, xin được năm mươi bộ bàn ghế cũ. "
    "Mỗi tuần đi thuyền ra ba làng chài đưa sách vở, ghi tên từng người vắng học để đến tận nhà hỏi lý do và giúp đỡ."
)


def kinds(nomination, **given) -> list[tuple[str, str, str]]:
    return [(f.kind, str(f.line.person or f.line.unit), f.text) for f in conflicts.findings(nomination, ON, **given)]


def refused(act, **given) -> str:
    with pytest.raises(Denied) as denied:
        act(**given)
    return denied.value.reason


def recognised(ward, people, shares=("60", "40"), title="Số hóa hồ sơ") -> Initiative:
    made = initiatives.draft_initiative(
        unit=ward.office.unit, year=2025, authors=[(p, Decimal(s)) for p, s in zip(people, shares, strict=True)], title=title,
        area="Cải cách hành chính", applied_on=date(2025, 3, 3),
        described=dict.fromkeys(("known", "substance", "novelty", "benefit"), "Nội dung đủ để nộp đơn."),
        by=ward.office.officer, at=SENT,
    )  # fmt: skip
    initiatives.submit_initiative(initiative=made, by=ward.office.officer, at=SENT)
    initiatives.recognise_initiative(
        initiative=made, decision_no="12/QĐ-UBND", decided_on=ON, by=ward.office.head, at=SENT
    )
    return made


@pytest.fixture
def rule_holds(monkeypatch):
    """The rule that an initiative counts once, as if it held on the days of these tests (it begins on 06/02/2026)."""
    rule = rules.rule_on("initiative_used_once", date(2026, 3, 1))
    early = rule.model_copy(update={"valid_from": date(2024, 1, 1)})
    monkeypatch.setattr(conflicts_uses, "rule_on", lambda code, day: early)
    return early


def test_a_clean_dossier_has_no_findings(ward):
    assert kinds(ward.draft(ward.good)) == []


def test_what_was_given_already_and_another_form_for_the_same_year_are_told_with_the_article(ward):
    an, binh = ward.good[:2]
    root, at = ward.province.root.unit, ward.province.at
    honour(an, "certificate_of_merit_commune", 2025, 1, root, at, decided_on=date(2025, 6, 1))
    honour(binh, "advanced_worker", 2025, 2, root, at, decided_on=date(2025, 6, 1))
    nomination = ward.draft([an, binh], award="diploma_of_merit_ministry_province")
    [finding] = conflicts.findings(nomination, ON)
    assert (finding.kind, finding.line.person, finding.citation, finding.by_law) == ("twice", an, ONCE, False)
    assert finding.text == (
        "Cùng năm đã được tặng Giấy khen của Chủ tịch Ủy ban nhân dân cấp xã (Quyết định số 1/QĐ-UBND ngày 01/06/2025); hãy xem có phải "
        "cùng một thành tích: một thành tích không được khen bằng nhiều hình thức."
    )


def test_two_dossiers_that_ask_for_the_same_person_see_each_other(ward):
    an = ward.good[0]
    first = ward.draft([an], award="certificate_of_merit_commune")
    second = ward.draft([an], award="diploma_of_merit_ministry_province")
    assert [(kind, who) for kind, who, _ in kinds(first)] == [("twice", str(an))]
    assert [(kind, who) for kind, who, _ in kinds(second)] == [("twice", str(an))]
    actions.withdraw_nomination(nomination=second, reason="Chọn một hình thức phù hợp", by=ward.office.officer, at=SENT)
    assert kinds(first) == []


def test_a_title_whose_years_were_counted_before_is_told_with_the_condition_of_the_standard(ward):
    an = ward.good[0]
    honour(an, "ministry_province_emulation_fighter", 2024, 1, ward.province.root.unit, ward.province.at)
    nomination = ward.draft([an], award="ministry_province_emulation_fighter")
    [finding] = [f for f in conflicts.findings(nomination, ON) if f.kind == "waiting"]
    assert finding.text == (
        "Đã được tặng Chiến sĩ thi đua cấp tỉnh năm 2024 (Quyết định số 1/QĐ-UBND ngày 20/12/2024); thời gian 3 năm tính cho "
        "lần này có phần đã dùng cho lần trước."
    )


def test_somebody_on_hold_is_told_and_the_judge_refuses(ward):
    an = ward.good[0]
    nomination = ward.draft([an])
    records.enter_hold(
        person=an, kind="investigation", reason="Cơ quan điều tra đang làm rõ vụ việc", starts_on=date(2025, 11, 1),
        source="Thông báo 8/TB-CSĐT ngày 01/11/2025", under=ward.office.unit, by=ward.office.officer, at=SENT,
    )  # fmt: skip
    [finding] = conflicts.findings(nomination, ON)
    assert (finding.kind, finding.text, finding.by_law) == ("hold", "Tạm dừng xét từ 01/11/2025: đang điều tra.", True)
    assert refused(actions.send_nomination, nomination=nomination, by=ward.office.officer, at=SENT).startswith(
        "Chưa gửi được vì có trường hợp chưa đủ điều kiện: Nguyễn Thị An: "
    )


def test_who_drafts_a_dossier_and_stands_in_it_reads_so_in_the_draft_and_among_the_conflicts(ward, client):
    drafter, nomination = ward.office.officer, ward.draft(ward.good)
    address = reverse("nominations:detail", args=[nomination.pk])
    client.force_login(drafter)
    assert client.get(address).context["own"] == ""
    drafter.person = ward.good[1]
    drafter.save(update_fields=["person"])
    text = f"{drafter.display_name} (Người lập hồ sơ) có tên ở dòng này: không tự xét, phải để người khác."
    assert kinds(nomination) == [("own", str(ward.good[1]), text)]
    shown = client.get(address)
    assert shown.context["own"] == f"2. {ward.good[1].full_name}: {text}"
    assert "Tự xét về mình" in shown.content.decode()


def test_whoever_would_weigh_the_own_line_is_told(ward):
    an = ward.good[0]
    ward.office.appraiser.person = an
    ward.office.appraiser.save(update_fields=["person"])
    [(kind, who, text)] = kinds(ward.draft(ward.good))
    assert (kind, who, text) == (
        "own", str(an),
        "appraiser Phường Hạ Long (Cán bộ thẩm định tại Phường Hạ Long) có tên ở dòng này: không tự xét, phải để người khác.",
    )  # fmt: skip


def test_a_relative_among_those_who_weigh_is_told_to_those_who_may_know(ward):
    an, binh = ward.good[:2]
    ward.office.council_secretary.person = Person.objects.get(pk=ward.hoa.pk)
    ward.office.council_secretary.save(update_fields=["person"])
    acts.note_kinship(person=ward.hoa, relative=binh, relation="spouse", by=ward.office.officer, at=SENT)
    nomination = ward.draft([an, binh])
    assert kinds(nomination) == []
    assert kinds(nomination, with_kin=True) == [
        ("kin", str(binh),
         "council_secretary Phường Hạ Long (Thư ký Hội đồng) có quan hệ vợ, chồng với người này; cần xem việc không tham gia xét."),
    ]  # fmt: skip
    assert conflicts.kin_among([ward.hoa.pk], [an.pk, binh.pk]) == [(ward.hoa.pk, binh.pk, "Vợ, chồng")]
    assert conflicts.kin_among([binh.pk], [ward.hoa.pk]) == [(binh.pk, ward.hoa.pk, "Vợ, chồng")]


def test_kinship_is_noted_once_by_those_concerned_and_not_taken_back_by_them(ward):
    an, binh = ward.good[:2]
    given = {"relation": "sibling", "at": SENT}
    row = acts.note_kinship(person=binh, relative=an, by=ward.office.officer, **given)
    assert (row.person, row.relative) == tuple(sorted((an, binh), key=lambda p: p.pk))
    assert refused(acts.note_kinship, person=an, relative=binh, by=ward.office.officer, **given) == (
        "Quan hệ của hai người này đã được ghi."
    )
    assert (
        refused(acts.note_kinship, person=an, relative=an, by=ward.office.officer, **given)
        == "Hai hồ sơ này là một người."
    )
    assert refused(acts.note_kinship, person=an, relative=ward.hoa, by=ward.province.stranger, **given) == (
        "Để ghi quan hệ thân thích cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Cán bộ thẩm định” hoặc "
        "“Thư ký Hội đồng” của Phường Hạ Long."
    )
    ward.office.officer.person = an
    ward.office.officer.save(update_fields=["person"])
    take_back = {"kinship": row, "reason": "Ghi nhầm hai người cùng tên", "at": SENT}
    assert refused(acts.withdraw_kinship, by=ward.office.officer, **take_back) == (
        "Quan hệ đã ghi về chính bạn thì người khác gỡ, sau khi xem lại."
    )
    acts.withdraw_kinship(by=ward.office.appraiser, **take_back)
    assert Kinship.objects.get().withdrawn_reason == "Ghi nhầm hai người cùng tên"


def test_an_initiative_used_for_a_title_does_not_count_for_a_form_once_the_rule_holds(ward, rule_holds):
    an = ward.good[0]
    made = recognised(ward, ward.good[:2])
    title = ward.draft([an], award="grassroots_emulation_fighter")
    acts.name_use(line=title.lines.get(), initiative=made, by=ward.office.officer, at=SENT)
    form = ward.draft([an], award="diploma_of_merit_ministry_province")
    [finding] = conflicts.findings(form, ON)
    assert finding.kind == "initiative"
    assert finding.text == (
        f"Sáng kiến “Số hóa hồ sơ” đã dùng cho Chiến sĩ thi đua cơ sở năm 2025 (hồ sơ số {title.pk}): không tính cho lần này."
    )
    facts = judge_nominees(form.award_code, 2025, ON, ON, people=[an.pk, ward.good[1].pk])["person"].facts
    assert facts.initiatives_unit[:, -1].tolist() == [0, 1]
    assert facts.record(0, "initiatives_unit.2025") == (
        "không tính “Số hóa hồ sơ” (12/QĐ-UBND ngày 01/12/2025): đã dùng cho Chiến sĩ thi đua cơ sở năm 2025 "
        f"(hồ sơ số {title.pk}); sáng kiến chỉ dùng một lần ({rule_holds.cite.label_vi})"
    )
    again = judge_nominees(title.award_code, 2025, ON, ON, people=[an.pk])["person"].facts
    assert again.initiatives_unit[:, -1].tolist() == [1]  # its own use takes nothing away
    other = judge_nominees("ministry_province_emulation_fighter", 2025, ON, ON, people=[an.pk])["person"].facts
    assert other.initiatives_unit[:, -1].tolist() == [1]  # of title and title the rule says nothing


def test_a_use_whose_dossier_was_withdrawn_frees_the_initiative(ward, rule_holds):
    an = ward.good[0]
    title = ward.draft([an], award="grassroots_emulation_fighter")
    acts.name_use(line=title.lines.get(), initiative=recognised(ward, [an], ["100"]), by=ward.office.officer, at=SENT)
    form = ward.draft([an], award="diploma_of_merit_ministry_province")
    assert len(conflicts.findings(form, ON)) == 1
    actions.withdraw_nomination(nomination=title, reason="Không đề nghị danh hiệu nữa", by=ward.office.officer, at=SENT)
    assert conflicts.findings(form, ON) == []
    facts = judge_nominees(form.award_code, 2025, ON, ON, people=[an.pk])["person"].facts
    assert facts.initiatives_unit[:, -1].tolist() == [1]


def test_before_the_rule_is_known_a_second_use_is_told_but_still_counts(ward):
    an = ward.good[0]
    title = ward.draft([an], award="grassroots_emulation_fighter")
    acts.name_use(line=title.lines.get(), initiative=recognised(ward, [an], ["100"]), by=ward.office.officer, at=SENT)
    form = ward.draft([an], award="diploma_of_merit_ministry_province")
    [finding] = conflicts.findings(form, ON)
    assert (finding.by_law, finding.citation) == (
        False, "Chưa có quy định trong dữ liệu luật cho ngày này; cần người xem xét",
    )  # fmt: skip
    facts = judge_nominees(form.award_code, 2025, ON, ON, people=[an.pk])["person"].facts
    assert facts.initiatives_unit[:, -1].tolist() == [1]


def copied_dossiers(ward):
    """Hạ Long: An with a long report, Bình with another; Cẩm Phả: somebody who copied An's with other figures."""
    mine = ward.draft(ward.good[:2])
    one, two = mine.lines.order_by("ordinal")
    actions.edit_achievement(line=one, achievement=LONG, by=ward.office.officer, at=SENT)
    actions.edit_achievement(line=two, achievement=OTHER, by=ward.office.officer, at=SENT)
    there = ward.province.cam_pha
    theirs = actions.draft_nomination(
        unit=there.unit, award_code="advanced_worker", year=2025, by=there.officer, at=SENT
    )
    [line] = actions.add_nominees(
        nomination=theirs, people=there.people[:1], achievements={there.people[0]: "Năm qua. " + LONG.replace("bốn mươi", "40")},
        by=there.officer, at=SENT,
    )  # fmt: skip
    return mine, one, theirs, line


def test_a_report_copied_from_another_unit_is_found_and_settled_with_a_note(ward):
    mine, one, _theirs, line = copied_dossiers(ward)
    done = acts.compare_reports(nomination=mine, by=ward.office.officer, at=SENT)
    assert list(TextMatch.objects.values_list("line_key", "other_key")) == [(one.pk, line.pk)]
    assert (done.reports, done.since_year) == (1, 2023)
    [finding] = conflicts.findings(mine, ON)
    assert (finding.kind, finding.line) == ("text", one)
    given = {"nomination": mine, "key": finding.key, "note": "Đã yêu cầu viết lại bằng lời của mình", "at": SENT}
    acts.settle_finding(outcome="waiting", by=ward.office.officer, **given)
    acts.settle_finding(outcome="handled", by=ward.office.officer, **given)
    [finding] = conflicts.findings(mine, ON)
    assert (finding.is_settled, finding.note.outcome, ConflictNote.objects.count()) == (True, "handled", 2)
    assert AuditEvent.objects.filter(act="conflict_settled").count() == 2
    assert not acts.is_stale(done, mine)
    actions.edit_achievement(line=one, achievement=OTHER[::-1], by=ward.office.officer, at=SENT)
    assert acts.is_stale(done, mine)


def test_an_edited_achievement_report_is_what_is_compared_drafted_sentences_are_not(ward):
    mine, one, _theirs, line = copied_dossiers(ward)
    run = {"by": ward.office.officer, "at": SENT}
    two = mine.lines.exclude(pk=one.pk).get()
    actions_reports.draft_reports(nomination=mine, form=FORMS, **run)
    acts.compare_reports(nomination=mine, **run)
    assert list(TextMatch.objects.values_list("line_key", "other_key")) == [(one.pk, line.pk)]
    for nominee, text in ((one, OTHER[::-1]), (two, LONG)):
        report = AchievementReport.objects.select_related("line__nomination__unit").get(line=nominee)
        part = report.parts[-1]
        actions_reports.edit_report(
            report=report, texts={part["code"]: f"{text_of(part)}\n{text}"}, seen_version=report.version, **run
        )
    assert acts.is_stale(conflicts.last_comparison(mine), mine)
    done = acts.compare_reports(nomination=mine, **run)
    assert list(done.matches.values_list("line_key", "other_key")) == [(two.pk, line.pk)]


def test_the_own_report_of_an_earlier_year_is_told_that_of_the_same_year_is_not(ward):
    an = ward.good[0]
    earlier = actions.draft_nomination(
        unit=ward.office.unit, award_code="advanced_worker", year=2024, by=ward.office.officer, at=SENT
    )
    same_year = ward.draft(award="certificate_of_merit_commune")
    now = ward.draft()
    for nomination in (earlier, same_year, now):
        actions.add_nominees(
            nomination=nomination, people=[an], achievements={an: LONG}, by=ward.office.officer, at=SENT
        )
    acts.compare_reports(nomination=now, by=ward.office.officer, at=SENT)
    others = list(TextMatch.objects.values_list("other_key", "share"))
    assert others == [(earlier.lines.get().pk, 100)]


def test_nobody_settles_what_is_about_themselves_and_nothing_is_settled_that_is_not_there(ward):
    an = ward.good[0]
    ward.office.officer.person = an
    ward.office.officer.save(update_fields=["person"])
    honour(
        an,
        "certificate_of_merit_commune",
        2025,
        1,
        ward.province.root.unit,
        ward.province.at,
        decided_on=date(2025, 6, 1),
    )
    nomination = ward.draft([an], award="diploma_of_merit_ministry_province")
    [finding] = [f for f in conflicts.findings(nomination, ON) if f.kind == "twice"]
    given = {"nomination": nomination, "outcome": "no_conflict", "note": "Hai thành tích khác nhau", "at": SENT}
    assert refused(acts.settle_finding, key=finding.key, by=ward.office.officer, **given) == (
        "Vướng mắc này về chính bạn nên bạn không tự ghi kết quả; hãy để người khác hoặc cấp trên xem."
    )
    acts.settle_finding(key=finding.key, by=ward.office.head, **given)
    with pytest.raises(Stale):
        acts.settle_finding(key="twice:0:0", by=ward.office.head, **given)
    assert refused(acts.settle_finding, key=finding.key, by=ward.office.head, **(given | {"note": "ok"})) == (
        "Cần ít nhất 10 ký tự (đang có 2): nói rõ vì sao, để người xem lại sau này hiểu."
    )


def test_sending_is_not_stopped_by_what_a_person_must_weigh(ward):
    mine, *_ = copied_dossiers(ward)
    acts.compare_reports(nomination=mine, by=ward.office.officer, at=SENT)
    actions.send_nomination(nomination=mine, by=ward.office.officer, at=SENT)
    assert (mine.state, len(conflicts.findings(mine, ON))) == ("sent", 1)
    assert refused(acts.compare_reports, nomination=mine, by=ward.office.officer, at=SENT) == (
        "Để so các báo cáo thành tích cần vai trò “Cán bộ thẩm định” của Phường Hạ Long."
    )


def test_the_queries_do_not_grow_with_the_lines(ward):
    one, many = ward.draft(ward.good[:1]), ward.draft(ward.good[1:], award="diploma_of_merit_ministry_province")
    counts = []
    for nomination in (one, many):
        with CaptureQueriesContext(connection) as asked:
            conflicts.findings(nomination, ON, with_kin=True)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_pages_open_and_show_each_side_only_to_who_may_read_it(client, ward, settings):
    mine, _one, _theirs, line = copied_dossiers(ward)
    client.force_login(ward.office.officer)
    answer = client.post(reverse("nominations:compare", args=[mine.pk]))
    assert (answer.status_code, answer.url) == (302, reverse("nominations:conflicts", args=[mine.pk]))
    page = client.get(answer.url).content.decode()
    assert page.count("Xem hai bản cạnh nhau") == 1
    pair = reverse("nominations:text-pair", args=[TextMatch.objects.get().pk])
    seen = client.get(pair)
    assert [len(side["pieces"]) > 0 for side in seen.context["sides"]] == [True, False]
    assert str(line.person) not in seen.content.decode().replace(str(ward.good[0]), "")
    client.force_login(ward.province.cam_pha.officer)
    assert client.get(pair).status_code == 404
    client.force_login(ward.office.officer)
    key = conflicts.findings(mine, ON)[0].key
    settle = f"{reverse('nominations:settle', args=[mine.pk])}?muc={key}"
    assert client.get(settle).status_code == 200
    assert client.post(settle, {"outcome": "handled", "note": ""}).status_code == 422
    done = client.post(settle, {"outcome": "handled", "note": "Đã yêu cầu viết lại"})
    assert (done.status_code, ConflictNote.objects.get().note) == (302, "Đã yêu cầu viết lại")
    assert client.get(f"{reverse('nominations:settle', args=[mine.pk])}?muc=evil").status_code == 404


def test_balance_gives_counts_and_no_per_cent_of_a_few(client, ward):
    from thidua.nominations import balance

    nomination = ward.draft(ward.good)
    whole, by_unit = balance.of_dossier(nomination, ON)
    assert (whole.people, [share.said for share in whole.shares]) == (5, ["4/5", "1/5", "5/5", "5/5"])
    assert [group.name for group in by_unit] == ["Phường Hạ Long"]
    assert balance.Share("x", 1, 10).said == "1/10 (10%)"
    assert balance.Share("x", 1, 11, 2).said == "1/9; chưa rõ 2"
    for place, person in enumerate(ward.good, start=1):
        honour(
            person,
            "advanced_worker",
            2024,
            place,
            ward.province.root.unit,
            ward.province.at,
            decided_on=date(2025, 7, 9),
        )
    from thidua.honours.models import Honour

    assert Honour.objects.filter(of_unit=None).count() == 5
    client.force_login(ward.office.officer)
    page = client.get(reverse("nominations:balance", args=[nomination.pk]))
    assert page.status_code == 200
    assert len(page.context["preferences"]) == 2
