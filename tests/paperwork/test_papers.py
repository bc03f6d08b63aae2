import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from paperwork import samples
from paperwork.blocks import PaperError, Reference, Table, written_date
from paperwork.papers.appraisal_report import Appraised, appraisal_report_docx, render_appraisal_report
from paperwork.papers.council_minutes import render_council_minutes
from paperwork.papers.count_sheet import render_count_sheet
from paperwork.papers.decision import decision_data, render_decision
from paperwork.papers.launch_plan import render_launch_plan
from paperwork.papers.nomination_list import render_nomination_list
from paperwork.papers.pledge import render_pledge
from paperwork.papers.ranking import render_ranking
from paperwork.papers.verdict_sheet import render_verdict_sheet
from tests.paperwork.test_render import text_of


def test_decision_numbers_its_articles_and_closes_the_last():
    articles = decision_data(samples.decision())["articles"]
    assert [article["lead"] for article in articles] == ["Điều 1.", "Điều 2.", "Điều 3."]
    assert [article["text"].endswith("./.") for article in articles] == [False, False, True]


def test_one_list_is_phu_luc_and_two_get_roman_numerals():
    one = samples.decision()
    two = replace(one, lists=one.lists * 2)
    assert [a["label"] for a in decision_data(one)["appendices"]] == ["Phụ lục"]
    assert [a["label"] for a in decision_data(two)["appendices"]] == ["Phụ lục I", "Phụ lục II"]


def test_draft_decision_leaves_room_for_number_and_date():
    text = text_of(render_decision(replace(samples.decision(), reference=Reference(None, "QĐ-UBND", None), lists=())))
    assert "Số: /QĐ-UBND" in text
    assert "Quảng Ninh, ngày tháng năm" in text


def test_decision_without_articles_is_refused():
    with pytest.raises(PaperError, match="ít nhất một điều"):
        decision_data(replace(samples.decision(), articles=()))


def test_row_with_a_missing_cell_is_refused():
    table = samples.decision().lists[0].table
    with pytest.raises(PaperError, match="Bảng có 4 cột nhưng một dòng có 2 ô"):
        Table(table.columns, ((1, "Ông A"),)).data()


def test_minutes_state_share_of_all_members():
    text = text_of(render_council_minutes(samples.council_minutes()))
    assert "22/24 thành viên Hội đồng" in text
    assert "Ông Đỗ Minh Sỹ" in text
    assert "20 04 83,33% Không đạt" in text
    assert "có gửi ý kiến bằng văn bản" in text


def test_an_end_before_the_beginning_leaves_its_hour_to_be_written():
    paper = samples.council_minutes()
    text = text_of(render_council_minutes(replace(paper, ended_at=paper.started_at.replace(hour=4, minute=6))))
    assert f"Cuộc họp kết thúc vào …… giờ …… phút, {written_date(paper.started_at.date())};" in text
    assert "04 giờ 06 phút" not in text
    sheet = text_of(render_count_sheet(replace(samples.count_sheet(), is_hour_known=False)))
    assert "Thời gian: …… giờ …… phút, ngày 12 tháng 01 năm 2026." in sheet


def test_minutes_with_a_member_lost_are_refused():
    with pytest.raises(PaperError, match="25 thành viên nhưng biên bản ghi 22 người dự, 2 người vắng"):
        render_council_minutes(replace(samples.council_minutes(), members_total=25))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"returned": 23}, "Thu về 23 phiếu nhưng chỉ phát ra 22 phiếu"),
        ({"invalid": 1}, r"Phiếu hợp lệ \(22\) cộng phiếu không hợp lệ \(1\) khác số phiếu thu về \(22\)"),
        ({"written_opinions": 1}, "nhiều hơn số phiếu hợp lệ"),
        ({"members_present": 25}, "nhiều hơn tổng số thành viên"),
        ({"invalid": -1, "valid": 23}, "không thể âm"),
        ({"tellers": ()}, "phải có Ban kiểm phiếu"),
    ],
)
def test_count_sheet_that_contradicts_itself_is_refused(changes, reason):
    with pytest.raises(PaperError, match=reason):
        render_count_sheet(replace(samples.count_sheet(), **changes))


def test_plan_leaves_empty_parts_out_and_closes_the_numbering():
    text = text_of(render_launch_plan(replace(samples.launch_plan(), calendar=(), criteria=(), scope=())))
    assert "I. MỤC ĐÍCH, YÊU CẦU" in text
    assert "II. KHEN THƯỞNG" in text
    assert "III. TỔ CHỨC THỰC HIỆN" in text
    assert "THỜI GIAN THỰC HIỆN" not in text


def test_submission_counts_persons_and_units_per_award():
    text = text_of(render_nomination_list(samples.nomination_list()))
    assert "khen thưởng 14 cá nhân và 01 tập thể" in text
    assert "1. Danh hiệu “Chiến sĩ thi đua cơ sở”: 14 cá nhân;" in text
    assert "2. Danh hiệu “Tập thể lao động xuất sắc”: 01 tập thể." in text


def test_submission_names_households_as_what_they_are_and_nothing_there_is_none_of():
    paper = samples.nomination_list()
    households = tuple(replace(each, kind="household") for each in paper.nominees[:2])
    mixed = text_of(render_nomination_list(replace(paper, nominees=(*households, *paper.nominees[2:]))))
    only = text_of(render_nomination_list(replace(paper, nominees=households)))
    assert (
        "khen thưởng 12 cá nhân, 02 hộ gia đình và 01 tập thể, cụ thể:" in mixed,
        "khen thưởng 02 hộ gia đình, cụ thể:" in only,
    ) == (True, True)


def test_submission_without_nominees_is_refused():
    with pytest.raises(PaperError):
        render_nomination_list(replace(samples.nomination_list(), nominees=()))


def test_pledge_prints_each_target_with_unit_baseline_goal_weight_and_date():
    text = text_of(render_pledge(samples.pledge()))
    assert "Thu ngân sách trên địa bàn tỷ đồng 1.250 1.400 20 31/12/2025" in text
    assert "Đỗ Thị Bích Ngọc" in text
    assert "Trần Mạnh Hùng" in text


@pytest.mark.parametrize("changes", [{"parties": samples.pledge().parties[:1]}, {"targets": ()}])
def test_pledge_needs_two_sides_and_a_target(changes):
    with pytest.raises(PaperError, match="ít nhất"):
        render_pledge(replace(samples.pledge(), **changes))


def test_ranking_out_of_order_is_refused():
    paper = samples.ranking()
    with pytest.raises(PaperError, match="xếp theo thứ hạng"):
        render_ranking(replace(paper, rows=paper.rows[::-1]))


def test_verdict_sheet_states_outcome_fact_and_article():
    text = text_of(render_verdict_sheet(samples.verdict_sheet()))
    assert "CẦN NGƯỜI CÓ THẨM QUYỀN XEM XÉT" in text
    assert "Không đạt Xếp loại: Hoàn thành tốt Điều 23 khoản 2" in text
    assert "xét theo quy định có hiệu lực ngày 12 tháng 01 năm 2026" in text


def test_verdict_sheet_with_unknown_outcome_is_refused():
    with pytest.raises(PaperError, match="“maybe”"):
        render_verdict_sheet(replace(samples.verdict_sheet(), outcome="maybe"))


def test_undated_pledge_still_prints():
    assert "ngày tháng năm" in text_of(render_pledge(replace(samples.pledge(), signed_on=None)))
    assert date(2025, 3, 6) == samples.pledge().signed_on


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"included": (), "excluded": ()}, "Báo cáo thẩm định phải nêu ít nhất một trường hợp."),
        ({"rules": ()}, "Báo cáo thẩm định phải nêu điều, khoản đã đối chiếu."),
        ({"recommendation": ()}, "Báo cáo thẩm định phải có đề xuất."),
        (
            {"excluded": (Appraised("Lê An", "Công chức", "Cần người xem xét"),)},
            "Lê An: không đưa vào danh sách thì phải ghi lý do.",
        ),
    ],
)
def test_appraisal_report_that_says_too_little_is_refused(changes, reason):
    with pytest.raises(PaperError) as refused:
        render_appraisal_report(replace(samples.appraisal_report(), **changes))
    assert str(refused.value) == reason


def test_appraisal_report_as_word_holds_the_same_cases():
    content = appraisal_report_docx(samples.appraisal_report())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("word/document.xml").decode()
    assert "Đang chờ kết luận xác minh đơn tố cáo" in text
    assert samples.person(14) in text
