"""Pages of pledges and registrations, for the right and the wrong person."""

from datetime import date

import pytest
from django.urls import reverse

from tests.movements.samples import launched
from tests.pledges.samples import drafted, proposed, signed
from thidua.pledges import actions
from thidua.pledges.models import Pledge, PledgeSignature, Progress, RegistrationLine, RegistrationSheet
from thidua.pledges.queries import text_hash
from thidua.shared import clock


@pytest.fixture(autouse=True)
def the_day(monkeypatch, province):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)


def rows_data(*rows, unit=None, total=6, **more):
    data = {"chi-tieu-TOTAL_FORMS": str(total), "chi-tieu-INITIAL_FORMS": "0", "commitments": "Cam kết"}
    data |= {"unit": unit.pk} if unit else {}
    for n in range(total):
        row = rows[n] if n < len(rows) else {}
        blank = {"name": "", "unit_of_measure": "", "baseline": "", "goal": "", "direction": "more", "weight": ""}
        for name, value in (blank | {"due_on": "31/12/2025", "criterion_code": ""} | row).items():
            data[f"chi-tieu-{n}-{name}"] = value
    return data | more


GOOD = {"name": "Thu ngân sách", "unit_of_measure": "tỷ đồng", "baseline": "1.200,5", "goal": "1.300", "weight": "10"}


def page(name, *args):
    return reverse(f"pledges:{name}", args=args)


def test_every_page_opens_for_the_right_person(client, province):
    movement = launched(province)
    draft, ready = drafted(province, province.ha_long, movement), signed(province, province.cam_pha, movement)
    client.force_login(province.ha_long.officer)
    for address in (page("list"), page("detail", draft.pk), page("edit", draft.pk), page("registrations")):
        assert client.get(address).status_code == 200, address
    assert client.get(page("registration-new")).status_code == 200
    client.force_login(province.cam_pha.officer)
    for address in (page("detail", ready.pk), page("quarter", ready.pk, 3), page("board", movement.pk)):
        assert client.get(address).status_code == 200, address
    for reader in (province.cam_pha.officer, province.root.head):
        client.force_login(reader)
        paper = client.get(page("paper", ready.pk))
        assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")


def test_a_neighbour_finds_nothing(client, province):
    movement = launched(province)
    pledge = signed(province, province.ha_long, movement)
    client.force_login(province.cam_pha.officer)
    for address in (page("detail", pledge.pk), page("paper", pledge.pk), page("quarter", pledge.pk, 3)):
        assert client.get(address).status_code == 404, address
    board = client.get(page("board", movement.pk))
    assert [call.unit for call in board.context["table"].records] == [province.cam_pha.unit]


def test_a_pledge_is_written_in_rows_and_blank_rows_are_left_out(client, province):
    movement = launched(province)
    client.force_login(province.ha_long.officer)
    address = f"{page('new')}?movement={movement.pk}"
    assert client.get(page("new")).headers["Location"] == address
    opened = client.get(address)
    assert len(opened.context["rows"].forms) == 6
    client.post(address, rows_data(GOOD, unit=province.ha_long.unit))
    pledge = Pledge.objects.get()
    assert [(t.name, f"{t.baseline:f}", f"{t.goal:f}") for t in pledge.targets.all()] == [
        ("Thu ngân sách", "1200.5000", "1300.0000")
    ]


def test_more_rows_without_scripts_keep_what_was_typed(client, province):
    movement = launched(province)
    client.force_login(province.ha_long.officer)
    address = f"{page('new')}?movement={movement.pk}"
    answer = client.post(address, rows_data(GOOD | {"goal": "chưa rõ"}, unit=province.ha_long.unit, more="1"))
    assert (answer.status_code, len(answer.context["rows"].forms)) == (200, 9)
    assert 'value="chưa rõ"' in answer.content.decode()
    assert "field-error" not in answer.content.decode()
    assert Pledge.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field", "error"),
    [
        (
            {"goal": "0"},
            "goal",
            "Mục tiêu bằng 0 thì kết quả nào cũng đạt. Nếu là “không để xảy ra”, hãy chọn “Càng ít càng tốt” hoặc “Đạt "
            "đúng mức”: khi đó chỉ kết quả 0 là đạt.",
        ),
        ({"goal": ""}, "goal", "Mục này không được để trống."),
        ({"goal": "95 %"}, "goal", "Không hiểu “%” sau số. Đơn vị tính ở đây là tỷ đồng; chỉ ghi số, ví dụ 25,8."),
        ({"unit_of_measure": ""}, "unit_of_measure", "Mục này không được để trống."),
        ({"due_on": "31/12/2026"}, "due_on", "thời hạn phải trong năm 2025."),
        ({"weight": ""}, "weight", "Mục này không được để trống."),
    ],
)
def test_a_wrong_row_shows_its_error_in_the_row(client, province, change, field, error):
    movement = launched(province)
    client.force_login(province.ha_long.officer)
    answer = client.post(
        f"{page('new')}?movement={movement.pk}",
        rows_data(GOOD, GOOD | {"name": "Khác"} | change, unit=province.ha_long.unit),
    )
    assert answer.status_code == 422
    assert answer.context["rows"].forms[1].errors == {field: [error]}
    assert answer.context["rows"].forms[0].errors == {}
    assert error in answer.content.decode()


def test_editing_drops_the_row_that_was_ticked(client, province):
    pledge = drafted(province)
    client.force_login(province.ha_long.officer)
    first = {"name": "Hồ sơ", "unit_of_measure": "%", "goal": "96", "weight": "60", "DELETE": "on"}
    data = rows_data(first, GOOD, total=5, version="1") | {"chi-tieu-INITIAL_FORMS": "2"}
    answer = client.post(page("edit", pledge.pk), data)
    assert answer.status_code == 302
    assert [t.name for t in pledge.targets.all()] == ["Thu ngân sách"]


def test_the_way_to_two_signatures_by_clicks(client, province):
    pledge = drafted(province)
    client.force_login(province.ha_long.officer)
    client.post(page("propose", pledge.pk), {"version": "1"})
    for head in (province.ha_long.head, province.root.head):
        client.force_login(head)
        shown = client.get(page("detail", pledge.pk)).context["actions"][0]
        assert shown.refused == ""
        client.post(page("sign", pledge.pk), dict(shown.hidden))
    pledge.refresh_from_db()
    assert (pledge.state, pledge.signatures.count()) == ("signed", 2)


def test_signing_without_the_hash_of_the_seen_text_is_refused(client, province):
    pledge = proposed(province)
    client.force_login(province.root.head)
    assert client.post(page("sign", pledge.pk)).status_code == 403
    assert PledgeSignature.objects.count() == 0


def test_a_double_click_on_sign_signs_once(client, province):
    pledge = proposed(province)
    client.force_login(province.root.head)
    data = {"version": str(pledge.version), "text_hash": text_hash(pledge)}
    answers = [client.post(page("sign", pledge.pk), data).status_code for _ in range(2)]
    assert (answers, PledgeSignature.objects.count()) == ([302, 403], 1)


def test_the_board_signs_all_that_it_showed(client, province):
    movement = launched(province)
    for office in (province.ha_long, province.cam_pha):
        pledge = proposed(province, office, movement)
        actions.sign_pledge(pledge=pledge, by=office.head, at=province.at)
    client.force_login(province.root.head)
    shown = client.get(page("board", movement.pk)).context["actions"][0]
    assert shown.label == "Ký tất cả (2 giao ước)"
    late = proposed(province, province.van_don, movement)
    client.post(page("sign-all", movement.pk), {"pledge": [value for _, value in shown.hidden]})
    states = dict(Pledge.objects.values_list("unit__name", "state"))
    assert states == {"Phường Hạ Long": "signed", "Phường Cẩm Phả": "signed", "Đặc khu Vân Đồn": "proposed"}
    assert late.signatures.count() == 0


def test_the_board_refuses_when_a_pledge_changed_meanwhile(client, province):
    movement = launched(province)
    pledge = proposed(province, province.ha_long, movement)
    client.force_login(province.root.head)
    answer = client.post(page("sign-all", movement.pk), {"pledge": f"{pledge.pk}:1"})
    assert (answer.status_code, PledgeSignature.objects.count()) == (403, 0)


def test_results_of_a_quarter_with_errors_at_their_place(client, province, monkeypatch):
    pledge = signed(province)
    first, second = pledge.targets.all()
    monkeypatch.setattr("thidua.shared.clock.now", lambda: clock.at_hour(date(2025, 10, 6)))
    client.force_login(province.ha_long.officer)
    data = {"version": str(pledge.version), f"value-{first.pk}": "92,5", f"evidence-{first.pk}": "BC 15"}
    data |= {f"value-{second.pk}": "", f"evidence-{second.pk}": "chưa có số"}
    wrong = client.post(page("quarter", pledge.pk, 3), data)
    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {f"value-{second.pk}": ["Có minh chứng nhưng chưa có kết quả."]}
    done = client.post(page("quarter", pledge.pk, 3), data | {f"evidence-{second.pk}": ""})
    assert done.status_code == 302
    assert [(p.target, f"{p.value:f}") for p in Progress.objects.all()] == [(first, "92.5000")]
    shown = client.get(page("detail", pledge.pk))
    assert [row["percent"] and f"{row['percent']}" for row in shown.context["rows"]] == ["97.36", None]
    assert client.get(page("quarter", pledge.pk, 5)).status_code == 404


def test_a_registration_from_first_line_to_acceptance(client, province):
    office = province.ha_long
    client.force_login(office.officer)
    client.post(f"{page('registration-new')}?year=2025", {"unit": office.unit.pk})
    sheet = RegistrationSheet.objects.get()
    people = [person.pk for person in office.people[:3]]
    client.post(page("registration-people", sheet.pk), {"award": "advanced_worker", "chosen": people})
    again = client.post(page("registration-people", sheet.pk), {"award": "advanced_worker", "chosen": people[:1]})
    assert again.status_code == 422
    assert again.context["form"].non_field_errors() == ["Nguyễn Thị An đã có dòng đăng ký Lao động tiên tiến."]
    units = {"award": "ministry_province_emulation_flag", "chosen": [office.unit.pk]}
    client.post(page("registration-collectives", sheet.pk), units)
    line = RegistrationLine.objects.get(person=people[0])
    client.post(page("registration-remove", sheet.pk), {"line": line.pk})
    assert sheet.lines.count() == 3
    sheet.refresh_from_db()
    assert client.get(page("registration", sheet.pk)).status_code == 200
    client.post(page("registration-send", sheet.pk), {"version": str(sheet.version)})
    client.force_login(province.root.officer)
    assert client.get(page("registrations")).context["balances"][0].registered == 1
    sheet.refresh_from_db()
    client.post(page("registration-accept", sheet.pk), {"version": str(sheet.version)})
    sheet.refresh_from_db()
    assert sheet.state == "accepted"


def test_a_person_of_another_unit_cannot_be_chosen(client, province):
    office = province.ha_long
    sheet = actions.draft_registration(unit=office.unit, year=2025, by=office.officer, at=province.at)
    client.force_login(office.officer)
    stranger = {"award": "advanced_worker", "chosen": [province.cam_pha.people[0].pk]}
    assert client.post(page("registration-people", sheet.pk), stranger).status_code == 422
    client.force_login(province.cam_pha.officer)
    assert client.get(page("registration", sheet.pk)).status_code == 404
    assert RegistrationLine.objects.count() == 0


def test_lists_stay_within_twelve_queries(client, province, django_assert_max_num_queries):
    movement = launched(province)
    for office in (province.ha_long, province.cam_pha, province.van_don):
        pledge = proposed(province, office, movement)
        actions.sign_pledge(pledge=pledge, by=office.head, at=province.at)
        sheet = actions.draft_registration(unit=office.unit, year=2025, by=office.officer, at=province.at)
        lines = [(person, None, "advanced_worker") for person in office.people]
        actions.register_titles(sheet=sheet, lines=lines, by=office.officer, at=province.at)
    client.force_login(province.root.officer)
    for address in (page("list"), page("registration", sheet.pk), page("registrations"), page("board", movement.pk)):
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)


def test_the_board_of_registrations_is_narrowed_to_one_state(client, province):
    sheet = actions.draft_registration(
        unit=province.ha_long.unit, year=2025, by=province.ha_long.officer, at=province.at
    )
    client.force_login(province.root.officer)

    def shown(**asked) -> list[str]:
        return [
            unit.name for unit in client.get(page("registrations"), {"year": 2025, **asked}).context["table"].records
        ]

    assert shown() == ["Phường Hạ Long", "Phường Cẩm Phả", "Đặc khu Vân Đồn"]
    assert shown(state="draft") == [sheet.unit.name]
    assert shown(state="none") == ["Phường Cẩm Phả", "Đặc khu Vân Đồn"]
    assert shown(state="sent") == []
    assert shown(state="strange") == shown()
