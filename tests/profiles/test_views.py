"""The page about one person: what each reader sees, opens, takes away."""

import inspect
import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from tests.honours.builders import past_line
from tests.people.builders import NUMBER, enter
from thidua.honours.actions import import_past_honours
from thidua.profiles import copy
from thidua.profiles.queries import everything_about
from thidua.records import actions as records
from thidua.records.models import Absence, Discipline, TaskRating
from thidua.shared.models import AuditEvent
from thidua.units.actions import NewAccount, grant_role, open_accounts

PURPOSE = "Lập hồ sơ đề nghị Bằng khen"


@pytest.fixture
def person(province):
    """With everything a page can hold."""
    office, at = province.ha_long, province.at
    private = {"identity": NUMBER, "ethnicity": "Tày", "party": "Đảng viên chính thức"}
    made = enter(office, at, private=private)
    given = {"under": office.unit, "by": office.officer, "at": at}
    records.enter_ratings(rows=[TaskRating(person=made, year=2024, rating="excellent")], **given)
    records.enter_disciplines(rows=[Discipline(person=made, form="warning", decided_on=date(2024, 2, 1))], **given)
    records.enter_absences(rows=[Absence(person=made, year=2024, working_days=17, reason="maternity")], **given)
    import_past_honours(rows=[past_line(office, made)], **given)
    return made


@pytest.fixture
def own(province, person):
    """The account of the person, without any role."""
    accounts = [NewAccount("chinh.minh", person.full_name, (), person=person)]
    return open_accounts(accounts=accounts, under=province.ha_long.unit, by=province.ha_long.officer, at=province.at)[0]


@pytest.fixture
def auditor(province):
    accounts = [NewAccount("kiem.soat", "Người kiểm soát", ())]
    given = {"by": province.root.officer, "at": province.at}
    user = open_accounts(accounts=accounts, under=province.root.unit, **given)[0]
    grant_role(user=user, role="auditor", unit=province.root.unit, **given)
    return user


def page(client, user, person, status=200):
    client.force_login(user)
    answer = client.get(reverse("profiles:person", args=[person.pk]))
    assert answer.status_code == status
    return answer.content.decode()


def open_it(client, user, person, fields, purpose=PURPOSE):
    client.force_login(user)
    return client.post(reverse("profiles:open", args=[person.pk]), {"fields_wanted": fields, "purpose": purpose})


def test_the_page_gathers_what_every_stage_holds(client, province, person):
    text = page(client, province.ha_long.officer, person)
    wanted = [
        "Công chức", "Hoàn thành xuất sắc nhiệm vụ", "officer Phường Hạ Long nhập ngày 08/07/2025", "Lao động tiên tiến",
        "Quyết định số 12/QĐ-UBND ngày 20/12/2024", "Lộ trình khen thưởng", "••• 234", "Đang che", "Chưa ai mở.",
    ]  # fmt: skip
    assert [words for words in wanted if words not in text] == []


@pytest.mark.parametrize("role", ["officer", "head", "clerk", "decider", "appraiser", "editor", "council_secretary"])
def test_nobody_reads_what_is_under_lock_without_opening_it(client, province, person, role):
    text = page(client, getattr(province.ha_long, role), person)
    secrets = [NUMBER, "Tày", "Đảng viên chính thức", "Cảnh cáo", "17 ngày", "thai sản"]
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.parametrize("who", ["ha_long.officer", "ha_long.appraiser", "root.officer"])
def test_by_right_and_purpose_the_chosen_fields_open_and_the_rest_stays(client, province, person, who):
    office, role = who.split(".")
    answer = open_it(client, getattr(getattr(province, office), role), person, ["identity", "discipline"])
    text = answer.content.decode()
    assert [words in text for words in (NUMBER, "Cảnh cáo, ngày 01/02/2024", "Tày", "17 ngày")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("who", ["ha_long.head", "ha_long.council_secretary", "ha_long.decider"])
def test_without_the_right_nothing_opens_and_the_page_says_why(client, province, person, who):
    office, role = who.split(".")
    before = AuditEvent.objects.count()
    answer = open_it(client, getattr(getattr(province, office), role), person, ["identity"])
    text = answer.content.decode()
    assert (answer.status_code, NUMBER in text, AuditEvent.objects.count()) == (422, False, before)
    assert "Để mở thông tin riêng cần vai trò" in text


@pytest.mark.parametrize(
    ("fields", "purpose"), [([], PURPOSE), (["identity"], ""), (["identity"], f"số {NUMBER}"), (["password"], PURPOSE)]
)
def test_an_incomplete_question_opens_nothing(client, province, person, fields, purpose):
    before = AuditEvent.objects.count()
    answer = open_it(client, province.ha_long.officer, person, fields, purpose)
    text = answer.content.decode()
    assert (answer.status_code, AuditEvent.objects.count()) == (422, before)
    assert (NUMBER in text.replace(purpose, "")) is False


def test_reading_the_address_of_the_opening_opens_nothing(client, province, person):
    client.force_login(province.ha_long.officer)
    assert client.get(reverse("profiles:open", args=[person.pk])).status_code == 405


def test_the_person_the_officer_and_the_auditor_see_who_opened_what(client, province, person, own, auditor):
    open_it(client, province.ha_long.appraiser, person, ["identity", "party"])
    for user in (own, province.ha_long.officer, auditor):
        text = page(client, user, person)
        assert [words in text for words in ("Mở: Số định danh cá nhân (CCCD), Đảng viên", PURPOSE)] == [True, True]
        listed = client.get(reverse("profiles:openings", args=[person.pk])).content.decode()
        assert "appraiser Phường Hạ Long" in listed
    assert "Ai đã mở thông tin riêng" not in page(client, province.ha_long.head, person)


def test_the_auditor_sees_openings_and_no_values(client, province, person, auditor):
    answer = open_it(client, auditor, person, ["identity"])
    assert (answer.status_code, NUMBER in answer.content.decode()) == (422, False)


def test_the_person_sees_the_own_page_and_no_other(client, province, person, own):
    client.force_login(own)
    assert client.get(reverse("profiles:mine"))["Location"] == reverse("profiles:person", args=[person.pk])
    text = page(client, own, person)
    assert ("Hồ sơ của tôi" in text, "Tự xem hồ sơ của mình" in text, "Sửa thông tin" in text) == (True, True, False)
    page(client, own, province.ha_long.people[0], status=404)
    answer = open_it(client, own, person, ["identity", "absence"], "Tự xem hồ sơ của mình")
    assert [words in answer.content.decode() for words in (NUMBER, "17 ngày (thai sản)")] == [True, True]


def test_an_account_without_a_record_is_told_what_to_do(client, province):
    client.force_login(province.stranger)
    text = client.get(reverse("profiles:mine")).content.decode()
    assert "Tài khoản này chưa gắn với hồ sơ cán bộ nào" in text


def test_officers_of_other_units_do_not_learn_of_the_person(client, province, person):
    for user in (province.cam_pha.officer, province.stranger, province.cluster_head):
        page(client, user, person, status=404 if user != province.cluster_head else 200)
    assert open_it(client, province.cam_pha.officer, person, ["identity"]).status_code == 404


def unpacked(answer) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("who", ["own", "officer"])
def test_everything_about_a_person_comes_as_one_file(client, province, person, own, who):
    user = own if who == "own" else province.ha_long.officer
    client.force_login(user)
    answer = client.post(reverse("profiles:export", args=[person.pk]), {"purpose": "Bản sao dữ liệu của người này"})
    files = unpacked(answer)
    assert (sorted(files), answer["Content-Type"], "no-store" in answer["Cache-Control"]) == (
        ["du-lieu.html", "du-lieu.json"], "application/zip", True,
    )  # fmt: skip
    held = json.loads(files["du-lieu.json"])
    assert {row["muc"]: row["gia_tri"] for row in held["thong_tin_rieng"]} == {
        "Số định danh cá nhân (CCCD)": NUMBER, "Dân tộc": "Tày", "Đảng viên": "Đảng viên chính thức",
    }  # fmt: skip
    assert held["ky_luat"] == [
        {"hinh_thuc": "Cảnh cáo", "ngay": "2024-02-01", "hieu_luc_tu": "", "hieu_luc_den": "", "da_huy": False}
    ]
    assert [row["danh_hieu"] for row in held["khen_thuong"]] == ["advanced_worker"]
    assert held["lan_mo_thong_tin_rieng"][0]["muc_dich"] == "Bản sao dữ liệu của người này"
    assert [words in files["du-lieu.html"] for words in ("Cảnh cáo", "Lao động tiên tiến", NUMBER)] == [True] * 3
    assert [held["tai_khoan"][0]["ten_dang_nhap"], bool(held["phien_dang_nhap"]), held["viec_da_lam"]] == [
        "chinh.minh", who == "own", [{"viec": "personal_data_exported", "so_lan": 1}] if who == "own" else [],
    ]  # fmt: skip
    event = AuditEvent.objects.last()
    assert (event.act, event.by, event.detail["own"]) == ("personal_data_exported", user, who == "own")


@pytest.mark.parametrize("role", ["head", "appraiser", "clerk"])
def test_who_does_not_keep_the_record_exports_nothing(client, province, person, role):
    client.force_login(getattr(province.ha_long, role))
    answer = client.post(reverse("profiles:export", args=[person.pk]), {"purpose": "Muốn xem thử"})
    assert answer.status_code == 403
    assert AuditEvent.objects.filter(act="personal_data_exported").count() == 0


def test_a_damaged_value_is_told_and_opens_nothing(client, province, person):
    from thidua.people.models import PrivateValue

    PrivateValue.objects.filter(person=person, field="party").update(token="1.00000000.AAAA")
    assert "Không mở được bằng khóa hiện có" in page(client, province.ha_long.officer, person)
    before = AuditEvent.objects.count()
    answer = open_it(client, province.ha_long.officer, person, ["party"])
    assert (answer.status_code, AuditEvent.objects.count()) == (422, before)
    assert "Chưa mục nào được mở" in answer.content.decode()
    client.force_login(province.ha_long.officer)
    answer = client.post(reverse("profiles:export", args=[person.pk]), {"purpose": "Bản sao dữ liệu"})
    assert answer.status_code == 422


def test_every_column_of_the_file_has_a_heading():
    """A register added to the file without its words would break the page inside it only for those who stand in it."""
    source = inspect.getsource(everything_about)
    keys = set(re.findall(r'"([a-z_]+)":', source))
    assert keys - set(copy.HEADINGS) - set(copy._HEADS) == set()
