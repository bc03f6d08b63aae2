"""An honour that comes twice: lines of one file, of another number, or already in the register, are shown side by side."""

import pytest

from tests.old_decisions.hands import HEAD, NUMBER, ROWS, line, matched, paper, registered, written
from thidua.honours.models import Honour
from thidua.honours.queries import standing
from thidua.imports import actions_old_lines as lines_acts
from thidua.shared.denied import Denied


def test_a_line_that_stands_already_is_shown_beside_it_and_never_written_twice(province, old_ward, me, tmp_path):
    registered(tmp_path / "a.docx", province, me, [HEAD, ROWS[1]])
    stands = Honour.objects.get()
    again = matched(paper(tmp_path / "b.docx", [HEAD, ROWS[1], ROWS[2]]), province.root.unit, me, province.at)
    twin = {
        "kind": "same", "title": "PHẠM THU THUỶ", "honour": stands.pk,
        "about": f"Quyết định số {NUMBER} ngày 05/01/2024, Ủy ban nhân dân phường Hồng Gai; Công chức, UBND phường Hồng Gai",
    }  # fmt: skip
    assert (line(again, 1).twins, line(again, 1).is_doubtful) == ([twin], True)
    with pytest.raises(Denied) as refused:
        lines_acts.confirm_line(line=line(again, 1), by=me, at=province.at)
    assert refused.value.reason.startswith("PHẠM THU THUỶ: khen thưởng này đã có trong sổ vàng")
    assert lines_acts.drop_registered_lines(decision=again, by=me, at=province.at) == 1
    lines_acts.confirm_clear_lines(decision=again, by=me, at=province.at)
    written(again, me, province.at)
    assert [(h.recipient_name, h.ordinal) for h in Honour.objects.order_by("ordinal")] == [
        ("PHẠM THU THUỶ", 1), ("Nguyễn Văn Đức", 2),
    ]  # fmt: skip


def test_the_same_honour_under_another_number_is_shown_and_left_to_the_officer(province, old_ward, me, tmp_path):
    registered(tmp_path / "a.docx", province, me, [HEAD, ROWS[1]])
    other = matched(
        paper(tmp_path / "b.docx", [HEAD, ROWS[1]], number="16/QĐ-UBND"), province.root.unit, me, province.at
    )
    assert [twin["kind"] for twin in line(other, 1).twins] == ["other"]
    with pytest.raises(Denied):
        lines_acts.confirm_clear_lines(decision=other, by=me, at=province.at)
    lines_acts.confirm_line(line=line(other, 1), by=me, at=province.at)
    assert written(other, me, province.at).state == "written"
    assert standing().count() == 2


def test_twice_in_one_file_is_shown_on_both_and_one_is_written(province, old_ward, me, tmp_path):
    rows = [HEAD, ROWS[1], ["2", "Phạm Thu Thủy", "1980", "", "Phường Hồng Gai"]]
    twice = matched(paper(tmp_path / "a.docx", rows), province.root.unit, me, province.at)
    assert [[twin["ordinal"] for twin in line(twice, n).twins] for n in (1, 2)] == [[2], [1]]
    lines_acts.confirm_line(line=line(twice, 1), by=me, at=province.at)
    with pytest.raises(Denied) as refused:
        lines_acts.confirm_line(line=line(twice, 2), by=me, at=province.at)
    assert refused.value.reason == (
        "Phạm Thu Thủy: dòng trùng (bảng 2, dòng 2) đã được xác nhận; hãy bỏ một trong hai."
    )
