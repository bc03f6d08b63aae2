"""The screens of the track record: the right person, the wrong one, entry, correction, opening, initiatives."""

from datetime import date

import pytest
from django.urls import reverse

from thidua.records import actions
from thidua.records.models import Absence, Discipline, Hold, Initiative, InitiativeUse, RecordCorrection, TaskRating
from thidua.shared import clock
from thidua.shared.models import AuditEvent

from .test_initiatives import DESCRIBED, recognised, submitted
from .test_track_record import hold, rate

AT = clock.at_hour(date(2025, 11, 20))


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: AT.date())
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def office(province):
    return province.ha_long


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"records:{name}", args=args), query)


@pytest.mark.parametrize("name", ["list", "units", "holds", "initiatives", "uses", "bulk", "initiative-new"])
def test_the_lists_open_for_an_officer_and_not_for_somebody_without_a_role(client, province, office, name):
    assert page(client, office.officer, name).status_code == 200
    answer = page(client, province.stranger, name)
    if name == "initiatives":  # anybody may have initiatives of their own
        assert (answer.status_code, answer.context["table"].count) == (200, 0)
    else:
        assert answer.status_code == 403


def test_people_of_other_units_are_not_shown(client, province, office):
    rate(province, office, office.people[0], year=2025)
    names = [row.record.person.full_name for row in page(client, office.officer, "list").context["table"].rows]
    assert (len(names), page(client, province.cam_pha.officer, "person", office.people[0].pk).status_code) == (8, 403)
    assert page(client, province.root.officer, "list").context["table"].count == 24


def test_the_page_of_a_person_hides_what_is_sensitive_until_it_is_opened_for_a_purpose(client, province, office):
    an, binh = office.people[:2]
    hold(province, office)
    actions.enter_disciplines(
        rows=[Discipline(person=binh, form="warning", decided_on=date(2025, 2, 1))],
        under=office.unit,
        by=office.officer,
        at=AT,
    )
    closed = page(client, office.officer, "person", binh.pk).content.decode()
    assert [word in closed for word in ("Cảnh cáo", "đơn tố cáo về đất đai", "Đang che")] == [False, False, True]
    opened = client.post(
        reverse("records:open", args=[binh.pk]),
        {"fields_wanted": ["discipline", "hold"], "purpose": "Lập hồ sơ đề nghị năm 2025"},
    )
    text = opened.content.decode()
    assert [word in text for word in ("Cảnh cáo", "đơn tố cáo về đất đai")] == [True, True]
    assert AuditEvent.objects.get(act="private_values_opened").detail["fields"] == ["discipline", "hold"]
    assert opened.headers["Cache-Control"].split(", ")[0] == "max-age=0"
    without = client.post(reverse("records:open", args=[binh.pk]), {"fields_wanted": ["hold"], "purpose": ""})
    assert (without.status_code, "đơn tố cáo về đất đai" in without.content.decode()) == (422, False)
    client.force_login(office.clerk)
    assert client.post(reverse("records:open", args=[binh.pk]), {}).status_code == 403
    assert page(client, office.officer, "person", an.pk).context["is_held"] is False


def test_a_year_of_a_unit_is_entered_on_one_page(client, province, office):
    an, binh = office.people[:2]
    rate(province, office, an, year=2025)
    client.force_login(office.officer)
    address = f"{reverse('records:bulk')}?unit={office.unit.pk}&year=2025"
    form = client.get(address).context["form"]
    assert (f"r{an.pk}" in form.fields, f"r{binh.pk}" in form.fields, f"a{an.pk}" in form.fields) == (False, True, True)
    given = {"source": "Thông báo 15/TB-UBND", f"r{binh.pk}": "excellent", f"a{an.pk}": "4"}
    assert client.post(address, given | {f"r{binh.pk}": "superb"}).status_code == 422
    assert client.post(address, given).status_code == 302
    assert TaskRating.objects.values_list("rating", "source").get(person=binh) == ("excellent", "Thông báo 15/TB-UBND")
    assert Absence.objects.values_list("person", "working_days").get() == (an.pk, 4)
    other = f"{reverse('records:bulk')}?unit={province.cam_pha.unit.pk}&year=2025"
    assert client.get(other).status_code == 422


def test_a_rating_is_corrected_with_a_reason_and_the_page_shows_what_changed(client, province, office):
    row = rate(province, office, office.people[0])
    client.force_login(office.officer)
    address = reverse("records:correct", args=["rating", row.pk])
    given = {"rating": "excellent", "source": "Thông báo 5/TB-UBND"}
    assert client.post(address, given | {"why": "sai"}).status_code == 422
    assert client.post(address, given | {"why": "Nhập nhầm dòng của người khác"}).status_code == 302
    history = page(client, office.officer, "person", office.people[0].pk).context["history"]
    assert [event.what for event in history] == [
        "Xếp loại, xếp loại: Hoàn thành tốt nhiệm vụ → Hoàn thành xuất sắc nhiệm vụ"
    ]
    assert RecordCorrection.objects.count() == 1
    assert page(client, province.cam_pha.officer, "correct", "rating", row.pk).status_code == 403
    assert page(client, office.head, "correct", "rating", row.pk).status_code == 403
    assert page(client, office.officer, "correct", "evil", row.pk).status_code == 404


def test_a_hold_is_entered_and_lifted_on_the_screens(client, office):
    binh = office.people[1]
    client.force_login(office.officer)
    address = reverse("records:hold-new-person", args=[binh.pk])
    given = {
        "kind": "complaint",
        "reason": "Đang xác minh đơn tố cáo",
        "starts_on": "01/11/2025",
        "source": "Thông báo 3/TB",
    }
    assert client.post(address, given | {"starts_on": "30/02/2025"}).status_code == 422
    assert client.post(address, given).status_code == 302
    row = Hold.objects.get()
    assert page(client, office.officer, "holds").context["table"].count == 1
    lift = reverse("records:hold-lift", args=[row.pk])
    assert client.get(lift).status_code == 200
    given = {"lifted_on": "15/11/2025", "outcome": "no_violation", "outcome_source": "Kết luận 9/KL-TTr"}
    assert client.post(lift, given).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, client.get(lift).status_code) == ("no_violation", 403)


def test_an_application_is_written_handed_in_recognised_and_certified_on_the_screens(client, office):
    an, binh = office.people[:2]
    client.force_login(office.officer)
    given = {
        "unit": office.unit.pk, "year": "2025", "title": "Số hóa hồ sơ", "area": "Cải cách hành chính", "applied_on": "03/03/2025",
        "author1": an.pk, "share1": "60", "author2": binh.pk, "share2": "30", **{f"d_{key}": text for key, text in DESCRIBED.items()},
    }  # fmt: skip
    wrong = client.post(reverse("records:initiative-new"), given)
    assert wrong.status_code == 422
    assert wrong.context["form"].non_field_errors() == [
        "Tổng tỷ lệ đóng góp của các tác giả phải bằng 100%, hiện là 90%."
    ]
    assert client.post(reverse("records:initiative-new"), given | {"author2": ""}).status_code == 422
    assert client.post(reverse("records:initiative-new"), given | {"share2": "40"}).status_code == 302
    made = Initiative.objects.get()
    assert (
        client.post(
            reverse("records:initiative-edit", args=[made.pk]), given | {"share2": "40", "title": "Số hóa"}
        ).status_code
        == 302
    )
    assert client.post(reverse("records:initiative-submit", args=[made.pk])).status_code == 302
    decision = {"decision_no": "12/QĐ-UBND", "decided_on": "20/11/2025"}
    assert client.post(reverse("records:initiative-recognise", args=[made.pk]), decision).status_code == 403
    client.force_login(office.head)
    assert client.post(reverse("records:initiative-recognise", args=[made.pk]), decision).status_code == 302
    assert client.post(reverse("records:initiative-certify", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.certificate.number_text) == ("recognised", "01/GCN-SK-UBND")
    assert client.get(reverse("records:initiative", args=[made.pk])).context["authors"] == [(an, "60%"), (binh, "40%")]


def test_the_ledger_is_kept_on_the_screens(client, office):
    made = recognised(office)
    client.force_login(office.officer)
    given = {
        "author": office.people[0].pk,
        "award_code": "advanced_worker",
        "year": "2025",
        "source": "Quyết định 5/QĐ-UBND",
    }
    assert client.post(reverse("records:initiative-use", args=[made.pk]), given | {"author": "999"}).status_code == 422
    assert client.post(reverse("records:initiative-use", args=[made.pk]), given).status_code == 302
    row = InitiativeUse.objects.get()
    assert page(client, office.officer, "uses").context["table"].count == 1
    release = reverse("records:use-release", args=[row.pk])
    assert client.post(release, {"reason": "Hồ sơ đã rút trước khi xét"}).status_code == 302
    row.refresh_from_db()
    assert row.released_reason == "Hồ sơ đã rút trước khi xét"


def test_a_description_much_like_another_is_shown_to_whoever_answers(client, province, office):
    text = (
        "Quét từng trang hồ sơ một cửa, gắn mã vạch ở góc phải, lập bảng tra theo họ tên không dấu và số tờ bản đồ, hướng dẫn "
        "người mới bằng phim ngắn ba phút, mỗi tuần kiểm lại hai mươi hồ sơ ngẫu nhiên để tìm trang quét lệch hoặc thiếu dấu."
    )
    submitted(office, described=DESCRIBED | {"substance": text})
    again = submitted(office, title="Tra cứu hồ sơ nhanh", described=DESCRIBED | {"substance": text})
    alike = page(client, office.head, "initiative", again.pk).context["alike"]
    assert [(each["title"], each["unit"]) for each in alike] == [("Số hóa hồ sơ một cửa", "Phường Hạ Long")]
    assert page(client, province.cam_pha.officer, "initiative", again.pk).status_code == 404
