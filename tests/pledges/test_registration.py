"""Registering titles, with the law's outlook on each line."""

from datetime import date

import pytest

from thidua.honours.models import Honour
from thidua.pledges import actions
from thidua.pledges.models import RegistrationLine, RegistrationSheet
from thidua.pledges.queries_titles import flag_balances, flags_a_cluster, registration_board, sheets_visible_to
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter

FIGHTER = "ministry_province_emulation_fighter"
GRASSROOTS = "grassroots_emulation_fighter"
FLAG = "ministry_province_emulation_flag"


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


def sheet_of(office, province) -> RegistrationSheet:
    return actions.draft_registration(unit=office.unit, year=2025, by=office.officer, at=province.at)


def register(sheet, office, province, *lines):
    return actions.register_titles(sheet=sheet, lines=lines, by=office.officer, at=province.at)


def hold(province, person, code, year):
    """A title of the past as the register holds it."""
    Honour.objects.create(
        person=person,
        recipient_name=person.full_name,
        recipient_fold=person.name_fold,
        of_unit=province.ha_long.unit,
        award_code=code,
        year=year,
        issuer=province.ha_long.unit,
        decision_number=f"{person.pk}/QĐ-UBND",
        decided_on=date(year, 12, 20),
        ordinal=1,
        check_code=f"{person.pk}-{year}",
        source="imported",
        recorded_at=province.at,
        recorded_by=province.root.officer,
    )


def test_one_sheet_a_unit_and_year(province):
    sheet = sheet_of(province.ha_long, province)
    assert (sheet.state, sheet.unit, sheet.year) == ("draft", province.ha_long.unit, 2025)
    reason = refusal(
        actions.draft_registration,
        unit=province.ha_long.unit,
        year=2025,
        by=province.ha_long.officer,
        at=province.at,
    )
    assert reason == "Phường Hạ Long đã có bản đăng ký thi đua năm 2025."


def test_a_title_still_within_reach_is_possible(province):
    person = province.ha_long.people[0]
    lines = register(
        sheet_of(province.ha_long, province), province.ha_long, province, (person, None, "advanced_worker")
    )
    assert [(line.outlook, line.outlook_note) for line in lines] == [("possible", "")]


def test_too_few_years_in_a_row_is_out_of_reach_with_the_earliest_year_and_the_article(province):
    ready, never = province.ha_long.people[:2]
    hold(province, ready, GRASSROOTS, 2023)
    hold(province, ready, GRASSROOTS, 2024)
    sheet = sheet_of(province.ha_long, province)
    lines = register(sheet, province.ha_long, province, (ready, None, FIGHTER), (never, None, FIGHTER))
    assert [line.outlook for line in lines] == ["possible", "not_possible"]
    assert lines[1].outlook_note == (
        "Sớm nhất năm 2027. 03 lần liên tục được tặng danh hiệu Chiến sĩ thi đua cơ sở: xét các năm 2023–2025 "
        "(2023: không; 2024: không; 2025: chưa rõ) "
        "(Điểm a khoản 1 Điều 22 Luật Thi đua, khen thưởng số 06/2022/QH15)"
    )


def test_titles_of_last_year_not_yet_decided_by_anybody_leave_the_way_open(province):
    waiting, never = province.ha_long.people[:2]
    for year in (2022, 2023):
        hold(province, waiting, GRASSROOTS, year)
    sheet = sheet_of(province.ha_long, province)
    lines = register(sheet, province.ha_long, province, (waiting, None, FIGHTER), (never, None, FIGHTER))
    assert [line.outlook for line in lines] == ["possible", "not_possible"]


def test_the_number_of_queries_does_not_grow_with_the_lines(province, django_assert_max_num_queries):
    sheet = sheet_of(province.ha_long, province)
    people = province.ha_long.people
    lines = [(person, None, code) for person in people for code in ("advanced_worker", GRASSROOTS)]
    lines.append((None, province.ha_long.unit, FLAG))
    with django_assert_max_num_queries(45):
        made = register(sheet, province.ha_long, province, *lines)
    assert len(made) == 17


def test_nothing_is_replaced_silently(province):
    person = province.ha_long.people[0]
    sheet = sheet_of(province.ha_long, province)
    register(sheet, province.ha_long, province, (person, None, "advanced_worker"))
    again = [(province.ha_long.people[1], None, "advanced_worker"), (person, None, "advanced_worker")]
    arguments = {"sheet": sheet, "by": province.ha_long.officer, "at": province.at}
    assert refusal(actions.register_titles, lines=again, **arguments) == (
        "Nguyễn Thị An đã có dòng đăng ký Lao động tiên tiến."
    )
    assert sheet.lines.count() == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            lambda p: (p.cam_pha.people[0], None, "advanced_worker"),
            "Nguyễn Thị An không công tác tại Phường Hạ Long.",
        ),
        (lambda p: (None, p.cam_pha.unit, FLAG), "Phường Cẩm Phả không thuộc Phường Hạ Long."),
        (lambda p: (None, None, FLAG), "Mỗi dòng đăng ký dành cho đúng một cá nhân hoặc một tập thể."),
        (
            lambda p: (p.ha_long.people[0], p.ha_long.unit, FLAG),
            "Mỗi dòng đăng ký dành cho đúng một cá nhân hoặc một tập thể.",
        ),
        (
            lambda p: (None, p.ha_long.unit, "no_such_award"),
            "Không có danh hiệu, hình thức khen thưởng nào có mã “no_such_award”.",
        ),
    ],
)
def test_a_wrong_line_is_refused_by_name_and_none_is_kept(province, line, reason):
    sheet = sheet_of(province.ha_long, province)
    good = (province.ha_long.people[2], None, "advanced_worker")
    arguments = {"sheet": sheet, "by": province.ha_long.officer, "at": province.at}
    assert refusal(actions.register_titles, lines=[good, line(province)], **arguments) == reason
    assert RegistrationLine.objects.count() == 0


def test_an_award_for_collectives_is_not_for_a_person(province):
    sheet = sheet_of(province.ha_long, province)
    reason = refusal(
        actions.register_titles,
        sheet=sheet,
        lines=[(province.ha_long.people[0], None, FLAG)],
        by=province.ha_long.officer,
        at=province.at,
    )
    assert reason.endswith("không dành cho cá nhân (Nguyễn Thị An).")


def test_an_empty_sheet_is_not_sent(province):
    sheet = sheet_of(province.ha_long, province)
    assert refusal(actions.send_registration, sheet=sheet, by=province.ha_long.officer, at=province.at) == (
        "Bản đăng ký chưa có dòng nào."
    )


def test_sent_returned_changed_sent_again_accepted(province):
    office, at = province.ha_long, province.at
    sheet = sheet_of(office, province)
    first = register(sheet, office, province, (office.people[0], None, "advanced_worker"))[0]
    actions.send_registration(sheet=sheet, by=office.officer, at=at)
    assert Letter.objects.get(subject="Bản đăng ký thi đua năm 2025: Phường Hạ Long").to == province.root.officer
    lines = [(office.people[1], None, "advanced_worker")]
    assert refusal(actions.register_titles, sheet=sheet, lines=lines, by=office.officer, at=at) == (
        "Chỉ sửa được bản đăng ký khi đang lập hoặc bị trả lại."
    )
    actions.return_registration(sheet=sheet, reason="Thiếu tập thể", by=province.root.officer, at=at)
    assert Letter.objects.get(subject="Bản đăng ký thi đua năm 2025 bị trả lại").to == office.officer
    register(sheet, office, province, *lines)
    actions.remove_registration(line=RegistrationLine.objects.get(pk=first.pk), by=office.officer, at=at)
    sheet.refresh_from_db()
    actions.send_registration(sheet=sheet, by=office.officer, at=at)
    actions.accept_registration(sheet=sheet, by=province.root.officer, at=at)
    assert (sheet.state, sheet.lines.get().person) == ("accepted", office.people[1])
    recorded = AuditEvent.objects.filter(thing_kind="registrationsheet").values_list("act", flat=True)
    assert list(recorded) == [
        "registration_drafted",
        "titles_registered",
        "registration_sent",
        "registration_returned",
        "titles_registered",
        "registration_removed",
        "registration_sent",
        "registration_accepted",
    ]


def test_a_unit_does_not_accept_its_own_sheet(province):
    office = province.ha_long
    sheet = sheet_of(office, province)
    register(sheet, office, province, (office.people[0], None, "advanced_worker"))
    actions.send_registration(sheet=sheet, by=office.officer, at=province.at)
    assert refusal(actions.accept_registration, sheet=sheet, by=office.officer, at=province.at) == (
        "Để tiếp nhận bản đăng ký thi đua cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
    )
    reason = refusal(actions.return_registration, sheet=sheet, reason=" ", by=province.root.officer, at=province.at)
    assert reason == "Mời ghi lý do trả lại."


def test_two_clicks_on_send_give_one(province):
    office = province.ha_long
    sheet = sheet_of(office, province)
    register(sheet, office, province, (office.people[0], None, "advanced_worker"))
    same = RegistrationSheet.objects.get(pk=sheet.pk)
    actions.send_registration(sheet=sheet, by=office.officer, at=province.at)
    with pytest.raises(Stale):
        actions.send_registration(sheet=same, by=office.officer, at=province.at)


def test_more_units_than_flags_gives_a_notice_for_the_cluster(province):
    assert flags_a_cluster(province.at.date()) == 1
    offices = (province.ha_long, province.cam_pha, province.van_don)
    notices = []
    for office in offices:
        sheet = sheet_of(office, province)
        register(sheet, office, province, (None, office.unit, FLAG))
        (draft,) = flag_balances(province.root.officer, 2025, province.at.date())
        actions.send_registration(sheet=sheet, by=office.officer, at=province.at)
        (sent,) = flag_balances(province.root.officer, 2025, province.at.date())
        assert (draft.registered + 1, sent.members, sent.flags) == (sent.registered, 3, 1)
        notices.append(sent.notice)
    assert notices[0] == ""
    assert notices[2] == "Cụm thi đua số 1: 3 đơn vị đăng ký, có 1 cờ."


def test_the_number_of_flags_is_unknown_when_the_law_is(province):
    assert flags_a_cluster(date(2026, 10, 1)) is None


def test_the_board_shows_who_has_sent_and_how_many_titles(province):
    office = province.ha_long
    sheet = sheet_of(office, province)
    register(sheet, office, province, (office.people[0], None, "advanced_worker"), (None, office.unit, FLAG))
    rows = registration_board([office.unit, province.cam_pha.unit], 2025)
    assert [(row["unit"].name, row["sheet"] and row["sheet"].titles) for row in rows] == [
        ("Phường Hạ Long", 2),
        ("Phường Cẩm Phả", None),
    ]


def test_sheets_are_seen_by_the_unit_and_above_only(province):
    sheet = sheet_of(province.ha_long, province)
    on = province.at.date()
    assert list(sheets_visible_to(province.ha_long.officer, on)) == [sheet]
    assert list(sheets_visible_to(province.root.officer, on)) == [sheet]
    assert list(sheets_visible_to(province.cam_pha.officer, on)) == []
