"""A verdict as text for a letter and as JSON, and a list held against a ratio with the names behind it."""

import json
from datetime import date

import pytest

from rulebook.book import load_book
from tests.nominations.screens import december, page  # noqa: F401
from thidua.nominations import actions
from thidua.nominations.models import Nomination
from thidua.people.models import Person
from thidua.shared import clock


def test_the_letter_names_the_person_the_conditions_the_facts_and_the_articles(ward, client):
    line = ward.sent([ward.good[0]]).lines.get()
    text = page(client, ward.office.officer, "nominations:letter", line.pk).context["text"].splitlines()
    assert text[:3] == [
        f"Kết quả đối chiếu tiêu chuẩn Lao động tiên tiến năm 2025 đối với {ward.good[0]}",
        "Quy định áp dụng tại ngày 01/12/2025.",
        "Có thể đề xét tặng Lao động tiên tiến.",
    ]
    assert (
        "- Hoàn thành tốt nhiệm vụ trở lên trong năm (Điểm a khoản 1 Điều 24 Luật Thi đua, khen thưởng số 06/2022/QH15). "
        "Xếp loại năm 2025: hoàn thành tốt nhiệm vụ."
    ) in text
    assert (
        text[-1] == "Đây là kết quả đối chiếu với dữ liệu pháp luật, không thay thế kết luận của người có thẩm quyền."
    )


def test_the_verdict_comes_as_the_data_that_was_stored(ward, client):
    line = ward.sent([ward.good[0]]).lines.get()
    answer = page(client, ward.office.officer, "nominations:verdict-json", line.pk)
    plain = json.loads(answer.content)
    assert answer["Content-Disposition"] == ('attachment; filename="doi-chieu-nguyen-thi-an-lao-dong-tien-tien.json"')
    assert (plain["outcome"], plain["data_version"]) == ("may_be_proposed", load_book().data_version)
    assert plain == {name: line.verdict[name] for name in plain}


def test_a_name_never_breaks_out_of_the_file_name(ward, client):
    line = ward.sent([ward.good[0]]).lines.get()
    Person.objects.filter(pk=line.person_id).update(full_name='Đỗ "../Ạ";\u200b x' + "a" * 80)
    answer = page(client, ward.office.officer, "nominations:verdict-json", line.pk)
    assert answer["Content-Disposition"] == f'attachment; filename="doi-chieu-do-a-x{"a" * 54}-lao-dong-tien-tien.json"'


def test_a_verdict_is_not_handed_to_those_who_may_not_see_the_dossier(ward, client):
    line = ward.sent([ward.good[0]]).lines.get()
    for name in ("letter", "verdict-json"):
        assert page(client, ward.province.cam_pha.officer, f"nominations:{name}", line.pk).status_code == 404


def fighters(ward, people) -> Nomination:
    nomination = ward.draft(award="grassroots_emulation_fighter")
    actions.add_nominees(
        nomination=nomination, people=people, by=ward.office.officer, at=clock.at_hour(date(2025, 12, 2))
    )
    return nomination


def test_a_ratio_is_tried_on_a_list_with_the_names_behind_each_figure(ward, client):
    ward.draft(ward.good)
    nomination = fighters(ward, ward.good[:2])
    answer = page(
        client, ward.office.officer, "nominations:ratio", nomination.pk, percent="15", base="advanced_holders"
    )
    tried = answer.context["tried"]
    assert (tried.base_count, tried.count, tried.most, tried.over) == (5, 2, 0, 2)
    assert [one.name for one in answer.context["proposed"]] == sorted(
        (p.full_name for p in ward.good[:2]), key=lambda name: name.split()[-1]
    )
    holders = dict(answer.context["bases"])["Số Lao động tiên tiến, Chiến sĩ tiên tiến của năm"]
    assert {(one.name, one.why_vi) for one in holders} == {(p.full_name, "đang được đề nghị") for p in ward.good}
    assert nomination.lines.count() == 2  # nothing is stored


def test_where_the_law_has_no_ratio_the_page_says_so(ward, client):
    answer = page(client, ward.office.officer, "nominations:ratio", fighters(ward, ward.good[:1]).pk)
    assert (answer.context["checks"], answer.context["tried"]) == ([], None)
    assert "Không có tỷ lệ áp dụng chung" in answer.content.decode()


@pytest.mark.parametrize(
    ("percent", "base", "field", "message"),
    [
        ("150", "members", "percent", "Số lớn nhất được nhận là 100."),
        ("nhiều", "members", "percent", "Hãy nhập một số nguyên, ví dụ 12."),
    ],
)
def test_an_impossible_ratio_is_told_at_its_field(ward, client, percent, base, field, message):
    nomination = fighters(ward, ward.good[:1])
    answer = page(client, ward.office.officer, "nominations:ratio", nomination.pk, percent=percent, base=base)
    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [message]})
