"""Achievement reports: drafted from what is on record, edited by their author, both told apart."""

from datetime import date

import pytest

from paperwork.papers.nomination_list import submission_of
from tests.nominations.conftest import SENT
from tests.nominations.samples import FORMS
from tests.nominations.test_actions import last_act, line_of, refused
from thidua.honours import actions as honours
from thidua.honours.models import Honour
from thidua.nominations import actions, actions_lists, actions_reports, papers
from thidua.nominations.models_files import AchievementReport
from thidua.nominations.pieces import edited
from thidua.records import actions as records
from thidua.records.models import Initiative
from thidua.shared.denied import Stale


@pytest.fixture
def nomination(ward):
    """An and Bình; An has an initiative and a title of the year before."""
    an = ward.good[0]
    common = {"under": ward.office.unit, "by": ward.office.officer, "at": ward.province.at}
    idea = Initiative(
        person=an,
        year=2025,
        title="Số hóa hồ sơ một cửa",
        scope="unit",
        recognised_on=date(2025, 6, 1),
        decision_no="15/QĐ-UBND",
    )
    records.enter_initiatives(rows=[idea], **common)
    row = Honour(
        person=an, of_unit=ward.office.unit, recipient_name=an.full_name, award_code="advanced_worker", year=2024,
        issuer=ward.office.unit, decision_number="99/QĐ-UBND", decided_on=date(2024, 12, 20), ordinal=1,
    )  # fmt: skip
    honours.import_past_honours(rows=[row], **common)
    return ward.draft(ward.good[:2])


def drafted(ward, nomination, person) -> AchievementReport:
    actions_reports.draft_reports(nomination=nomination, form=FORMS, by=ward.office.officer, at=SENT)
    report = AchievementReport.objects.select_related("line__nomination__unit").get(line=line_of(nomination, person))
    return report


def part(report, code) -> dict:
    return next(each for each in report.parts if each["code"] == code)


def test_every_sentence_and_row_rests_on_a_record(ward, nomination):
    report = drafted(ward, nomination, ward.good[0])
    an = ward.good[0]
    assert [each["code"] for each in report.parts] == ["person", "duties", "ratings", "merit", "initiatives", "honours"]
    assert [piece["text"] for piece in part(report, "person")["pieces"]] == [
        "Họ và tên: Nguyễn Thị An.",
        "Ngày sinh: 01/01/1985.",
        "Giới tính: Nữ.",
        "Chức vụ, đơn vị công tác: Công chức, Phường Hạ Long.",
    ]
    assert [piece["text"] for piece in part(report, "merit")["pieces"]] == [
        "Năm 2025 được xếp loại hoàn thành tốt nhiệm vụ.",
        "Có sáng kiến “Số hóa hồ sơ một cửa” năm 2025, được công nhận phạm vi cơ sở theo Quyết định số 15/QĐ-UBND ngày 01/06/2025.",
    ]
    assert [row["cells"] for row in part(report, "ratings")["rows"]] == [["2025", "Hoàn thành tốt nhiệm vụ"]]
    [honour] = part(report, "honours")["rows"]
    assert honour["cells"] == [
        "2024",
        "Lao động tiên tiến",
        "Quyết định số 99/QĐ-UBND ngày 20/12/2024; Ủy ban nhân dân phường hạ long",
    ]
    assert honour["group"] == "Danh hiệu thi đua"
    assert honour["records"] == [["honour", Honour.objects.get().pk, "Lao động tiên tiến năm 2024"]]
    bases = [piece["records"] for each in report.parts for piece in [*each["pieces"], *each["rows"]]]
    assert all(bases)
    assert part(report, "ratings")["rows"][0]["records"] == [["rating", an.pk, "Xếp loại năm 2025"]]
    assert {piece["origin"] for each in report.parts for piece in each["pieces"]} == {"drafted"}


def test_the_form_must_be_chosen_where_the_decree_names_none(ward, nomination):
    given = {"nomination": nomination, "by": ward.office.officer, "at": SENT}
    assert refused(actions_reports.draft_reports, **given) == (
        "Nghị định không nêu mẫu báo cáo riêng cho danh hiệu, hình thức này. Hãy chọn mẫu."
    )
    assert refused(actions_reports.draft_reports, form="merit_collective", **given) == (
        "Nguyễn Thị An: mẫu báo cáo đã chọn không dành cho đối tượng này."
    )


def test_drafting_many_takes_a_constant_number_of_queries(ward, nomination, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        assert actions_reports.draft_reports(nomination=nomination, form=FORMS, by=ward.office.officer, at=SENT) == 2


def test_the_author_s_words_are_told_from_the_system_s(ward, nomination):
    report = drafted(ward, nomination, ward.good[0])
    actions_reports.edit_report(
        report=report,
        texts={
            "merit": "Năm 2025 được xếp loại hoàn thành tốt nhiệm vụ, đứng đầu bộ phận.\n"
            "Có sáng kiến “Số hóa hồ sơ một cửa” năm 2025, được công nhận phạm vi cơ sở theo Quyết định số 15/QĐ-UBND ngày 01/06/2025.\n"
            "Vận động hai mươi hộ dân hiến đất mở đường."
        },
        seen_version=1,
        by=ward.office.officer,
        at=SENT,
    )
    report.refresh_from_db()
    first, second, third = part(report, "merit")["pieces"]
    assert (first["origin"], first["drafted"], first["records"][0][0]) == (
        "edited",
        "Năm 2025 được xếp loại hoàn thành tốt nhiệm vụ.",
        "rating",
    )
    assert (second["origin"], second["records"][0][0]) == ("drafted", "initiative")
    assert (third["origin"], third["records"]) == ("written", [])
    assert (report.version, report.edited_by, last_act()) == (2, ward.office.officer, "report_edited")


def test_an_edited_sentence_put_back_is_the_system_s_again():
    pieces = [{"text": "Một hai ba bốn năm.", "origin": "drafted", "drafted": "", "records": [["post", 1, "x"]]}]
    changed = edited(pieces, "Một hai ba bốn sáu.")
    assert [each["origin"] for each in changed] == ["edited"]
    assert edited(changed, "Một hai ba bốn năm.") == pieces


def test_two_authors_at_once_one_is_told(ward, nomination):
    report = drafted(ward, nomination, ward.good[0])
    other = AchievementReport.objects.select_related("line__nomination__unit").get(pk=report.pk)
    given = {"by": ward.office.officer, "at": SENT}
    actions_reports.edit_report(report=report, texts={"merit": "Một."}, seen_version=report.version, **given)
    with pytest.raises(Stale):
        actions_reports.edit_report(report=other, texts={"merit": "Hai."}, seen_version=1, **given)


def test_five_megabytes_are_refused_in_words_and_nothing_is_cut(ward, nomination):
    report = drafted(ward, nomination, ward.good[0])
    before = report.parts
    given = {"report": report, "seen_version": 1, "by": ward.office.officer, "at": SENT}
    assert refused(actions_reports.edit_report, texts={"merit": "ă" * 5_000_000}, **given) == (
        "Mục “Thành tích đạt được” dài 5.000.000 ký tự; mỗi mục nhận nhiều nhất 20.000 ký tự. "
        "Hãy rút gọn, hoặc đính kèm tài liệu thành tệp."
    )
    report.refresh_from_db()
    assert report.parts == before


def test_drafted_anew_keeps_what_the_author_wrote(ward, nomination):
    report = drafted(ward, nomination, ward.good[0])
    given = {"by": ward.office.officer, "at": SENT}
    actions_reports.edit_report(report=report, texts={"duties": "Phụ trách tiếp dân."}, seen_version=1, **given)
    actions_reports.draft_report_anew(report=report, seen_version=2, form="summary", **given)
    report.refresh_from_db()
    assert (report.form, [each["code"] for each in report.parts]) == ("summary", ["merit", "honours"])
    assert [piece["text"] for piece in part(report, "honours")["pieces"]] == ["Phụ trách tiếp dân."]


def test_a_household_s_report_says_what_is_known_and_no_more(ward):
    nomination = actions.draft_nomination(
        unit=ward.office.unit,
        award_code="diploma_of_merit_ministry_province",
        kind="ad_hoc",
        occasion="Cứu hai người đuối nước tại bến Cửa Lục ngày 12/08/2025.",
        year=2025,
        by=ward.office.officer,
        at=SENT,
    )
    line = actions_lists.add_outsider(
        nomination=nomination, kind="household", name="Phạm Văn Đông", place="Khu 3, phường Hạ Long",
        achievement="Cứu người.", by=ward.office.officer, at=SENT,
    )  # fmt: skip
    actions_reports.draft_reports(nomination=nomination, by=ward.office.officer, at=SENT)
    report = AchievementReport.objects.get(line=line)
    assert (report.form, [[piece["text"] for piece in each["pieces"]] for each in report.parts]) == (
        "ad_hoc",
        [["Cứu hai người đuối nước tại bến Cửa Lục ngày 12/08/2025."], ["Cứu người."], []],
    )


FEAT = "Cứu hai người đuối nước tại bến Cửa Lục ngày 12/08/2025."


@pytest.fixture
def sudden(ward):
    """An has a recognised initiative; the dossier is about something else."""
    an = ward.good[0]
    idea = Initiative(
        person=an,
        year=2025,
        title="Số hóa hồ sơ một cửa",
        scope="unit",
        recognised_on=date(2025, 6, 1),
        decision_no="15/QĐ-UBND",
    )
    records.enter_initiatives(rows=[idea], under=ward.office.unit, by=ward.office.officer, at=ward.province.at)
    dossier = actions.draft_nomination(
        unit=ward.office.unit,
        award_code="certificate_of_merit_commune",
        kind="ad_hoc",
        occasion=FEAT,
        year=2025,
        by=ward.office.officer,
        at=SENT,
    )
    actions.add_nominees(nomination=dossier, people=[an], by=ward.office.officer, at=SENT)
    return dossier


def test_a_sudden_merit_is_summed_up_by_its_deed_and_not_by_old_initiatives(ward, sudden):
    assert line_of(sudden, ward.good[0]).achievement == FEAT


def test_the_submission_and_the_appraisal_report_of_a_sudden_merit_say_for_what(ward, sudden, monkeypatch):
    printed = []
    monkeypatch.setattr(papers, "render_nomination_list", lambda paper, created_at: printed.append(paper) or b"%PDF-")
    lines = list(sudden.lines.select_related("person", "unit", "outsider"))
    papers.keep_submission(sudden, lines, by=ward.office.officer, at=SENT)
    assert printed[0].opening == (f"Thành tích đột xuất: {FEAT}",)
    assert [nominee.merit for nominee in printed[0].nominees] == [FEAT]


def test_what_was_typed_about_a_deed_is_carried_into_its_report(ward, sudden):
    line = line_of(sudden, ward.good[0])
    given = {"by": ward.office.officer, "at": SENT}
    actions.edit_achievement(line=line, achievement="Nhảy xuống nước, đưa hai cháu vào bờ.", **given)
    actions_reports.draft_reports(nomination=sudden, **given)
    report = AchievementReport.objects.get(line=line)
    assert [[piece["text"] for piece in each["pieces"]] for each in report.parts] == [
        [FEAT],
        ["Nhảy xuống nước, đưa hai cháu vào bờ."],
        [],
    ]


def test_what_the_own_head_decides_is_put_to_the_head_by_those_who_look_after_commendation(ward, sudden, monkeypatch):
    printed = []
    monkeypatch.setattr(papers, "render_nomination_list", lambda paper, created_at: printed.append(paper) or b"%PDF-")
    officer, head = ward.office.officer, ward.office.head
    lines = list(sudden.lines.select_related("person", "unit", "outsider"))
    papers.keep_submission(sudden, lines, by=officer, at=SENT)
    own = printed.pop()
    assert (own.proposer, own.signer.name) == (
        f"Bộ phận phụ trách thi đua, khen thưởng {ward.office.unit.agency_name}", officer.display_name,
    )  # fmt: skip
    [sentence] = [text for text in submission_of(own).opening if "kính trình" in text]
    assert sentence.startswith(f"{own.proposer} kính trình {own.addressees[0]} xem xét")
    up = ward.draft(ward.good[:1], award="ministry_province_emulation_fighter")
    papers.keep_submission(up, list(up.lines.select_related("person", "unit", "outsider")), by=officer, at=SENT)
    above = printed.pop()
    assert (sudden.is_own_appraisal, up.is_own_appraisal) == (True, False)
    assert (above.proposer, above.signer.name) == ("", head.display_name)
