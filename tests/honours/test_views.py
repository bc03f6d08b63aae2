"""Screens of the register: what is listed for whom, the chain, corrections, few queries."""

import pytest
from django.urls import reverse

from tests.honours.builders import act_file, import_for, past_line, revoke
from thidua.honours import actions, queries
from thidua.honours.models import Honour


def _names(answer) -> list[str]:
    return [row.record.recipient_name for row in answer.context["table"].rows]


def test_each_officer_sees_the_own_unit_and_the_province_sees_all(client, province):
    import_for(province.ha_long, province.at)
    import_for(province.cam_pha, province.at, people=1)
    seen = {}
    for user in (province.ha_long.officer, province.root.officer, province.stranger):
        client.force_login(user)
        seen[user.username] = len(_names(client.get(reverse("honours:list"))))
    assert seen == {"halong.officer": 2, "tinh.officer": 3, "nguoi.la": 0}


def test_the_list_is_searched_without_diacritics_and_filtered(client, province):
    import_for(province.ha_long, province.at, people=5)
    client.force_login(province.ha_long.officer)
    assert _names(client.get(reverse("honours:list"), {"q": "thi dao"})) == ["Nguyễn Thị Đào"]
    assert len(_names(client.get(reverse("honours:list"), {"year": "2024", "award": "advanced_worker"}))) == 5
    revoke(Honour.objects.first(), province.ha_long.decider, province.at)
    assert len(_names(client.get(reverse("honours:list"), {"state": "revoked"}))) == 1


def test_the_public_search_takes_a_word_from_its_beginning(province):
    import_for(province.ha_long, province.at, people=5)
    found = {
        words: [honour.recipient_name for honour in queries.search(Honour.objects.all(), text=words)]
        for words in ("nguyen an", "Hạ Long Đào", "guyen", "ong")
    }
    assert found == {"nguyen an": ["Nguyễn Thị An"], "Hạ Long Đào": ["Nguyễn Thị Đào"], "guyen": [], "ong": []}


@pytest.mark.parametrize("count", [5, 300])
def test_the_list_costs_the_same_queries_at_any_size(client, province, django_assert_max_num_queries, count):
    person = province.ha_long.people[0]
    rows = [past_line(province.ha_long, person, ordinal=n) for n in range(1, count + 1)]
    actions.import_past_honours(rows=rows, under=province.ha_long.unit, by=province.ha_long.officer, at=province.at)
    client.force_login(province.ha_long.officer)
    with django_assert_max_num_queries(12):
        client.get(reverse("honours:list"))


def test_the_detail_shows_the_chain_and_what_may_be_done(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    actions.correct_honour(
        honour=honour, recipient_detail="Phó phòng", reason="Sai chức vụ", by=province.ha_long.officer, at=province.at
    )
    client.force_login(province.ha_long.officer)
    answer = client.get(reverse("honours:detail", args=[honour.pk]))
    assert [(e.note, e.tone) for e in answer.context["events"]] == [("Lý do: Sai chức vụ", "caution"), ("", "gold")]
    assert dict(row[:2] for row in answer.context["rows"])["Chức vụ, đơn vị"] == "Phó phòng"
    acts = [(a.label, bool(a.refused)) for a in answer.context["actions"]]
    assert acts == [
        ("Đính chính", False), ("Hủy bỏ khen thưởng", True), ("Nhận yêu cầu trích lục", False),
        ("Tiếp nhận cấp đổi, cấp lại", False), ("Đối chiếu nhật ký", False),
    ]  # fmt: skip


def test_a_line_of_another_unit_is_not_found(client, province):
    honour, _ = import_for(province.cam_pha, province.at)
    client.force_login(province.ha_long.officer)
    for name in ("detail", "correct", "revoke"):
        assert client.get(reverse(f"honours:{name}", args=[honour.pk])).status_code == 404
    assert client.get(reverse("honours:person", args=[honour.person_id])).status_code == 404


def test_a_correction_by_form_and_its_double_click(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    client.force_login(province.ha_long.officer)
    address = reverse("honours:correct", args=[honour.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"recipient_name": "Nguyễn Thị Ân", "reason": "Sai dấu"}
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 422
    assert [e.recipient_name for e in queries.chain_of(honour)] == ["Nguyễn Thị An", "Nguyễn Thị Ân"]


def test_a_correction_without_reason_is_told_at_the_field(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    client.force_login(province.ha_long.officer)
    address = reverse("honours:correct", args=[honour.pk])
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"recipient_name": "X", "reason": ""}
    answer = client.post(address, data)
    assert (answer.status_code, dict(answer.context["form"].errors)) == (
        422, {"reason": ["Mục này không được để trống."]},
    )  # fmt: skip


def test_a_revocation_by_form_and_a_refused_one(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    address = reverse("honours:revoke", args=[honour.pk])
    client.force_login(province.ha_long.officer)
    refused = client.get(address)
    assert (refused.status_code, refused.context["reason"]) == (
        403, "Để hủy bỏ khen thưởng cần vai trò “Người ký quyết định” của Phường Hạ Long.",
    )  # fmt: skip
    client.force_login(province.ha_long.decider)
    shown = client.get(address)
    version = shown.context["form"]["version"].value()
    told = {
        "cause": "forged_documents", "number": "7/QĐ-UBND", "on": "08/07/2025", "reason": "Bằng cấp giả", "version": version,
        "file": act_file(),
    }  # fmt: skip
    unread = client.post(address, told)
    assert (unread.status_code, dict(unread.context["form"].errors)) == (
        422, {"looked": ["Mục này không được để trống."]},
    )  # fmt: skip
    assert client.post(address, told | {"file": act_file(), "looked": "on"}).status_code == 302
    assert queries.state_of(honour) == "revoked"


def test_a_person_finds_the_own_honours_though_without_any_role(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    province.stranger.person = province.ha_long.people[0]
    province.stranger.save()
    client.force_login(province.stranger)
    assert _names(client.get(reverse("honours:person", args=[honour.person_id]))) == ["Nguyễn Thị An"]
    other = province.ha_long.people[1].pk
    assert client.get(reverse("honours:person", args=[other])).status_code == 404


def _typed(province, **fields) -> dict:
    person = province.ha_long.people[0]
    return {
        "under": province.ha_long.unit.pk, "person": person.code, "unit": "", "award_code": "labour_order_3",
        "year": "2019", "decision_number": "1200/QĐ-CTN", "decided_on": "20/07/2020", "issuer": "chủ tịch nước",
        "ground": "",
    } | fields  # fmt: skip


def test_a_past_honour_is_typed_looked_at_and_written_once(client, province):
    client.force_login(province.ha_long.officer)
    address, person = reverse("honours:enter"), province.ha_long.people[0]
    shown = client.post(address, _typed(province))
    facts = dict(shown.context["facts"])
    assert Honour.objects.count() == 0
    assert (facts["Người, tập thể được khen"].split(",")[0], facts["Cấp quyết định"]) == (
        f"{person.full_name} (mã {person.code}",
        "Chủ tịch nước",
    )
    mark = shown.context["form"].data["looked"]
    # what is written is what was looked at
    assert client.post(address, _typed(province, looked=mark, year="2018")).context["facts"]
    assert Honour.objects.count() == 0
    written = client.post(address, _typed(province, looked=mark))
    line = Honour.objects.get()
    assert written.headers["Location"] == reverse("honours:detail", args=[line.pk])
    assert (line.person, line.authority, line.issuer, line.source) == (
        person, "Chủ tịch nước", province.root.unit, "imported"
    )  # fmt: skip
    again = client.post(address, _typed(province, looked=mark))
    assert (again.status_code, Honour.objects.count()) == (422, 1)


@pytest.mark.parametrize(
    ("fields", "name", "reason"),
    [
        ({"person": ""}, "__all__", "Hãy ghi một trong hai: cá nhân hoặc tập thể được khen."),
        ({"person": "X-9"}, "person", "Không có cán bộ nào mang mã hoặc họ tên “X-9” ở đơn vị này."),
        ({"issuer": "Bộ Nào Đó"}, "issuer", "Ngày 20/07/2020 không có đơn vị nào mang mã hoặc tên “Bộ Nào Đó”."),
    ],
)
def test_what_names_nobody_is_refused_at_its_field(client, province, fields, name, reason):
    client.force_login(province.ha_long.officer)
    answer = client.post(reverse("honours:enter"), _typed(province, **fields))
    assert (answer.status_code, answer.context["form"].errors) == (422, {name: [reason]})


def test_nobody_enters_an_honour_of_their_own(client, province):
    officer = province.ha_long.officer
    officer.person = province.ha_long.people[0]
    officer.save()
    client.force_login(officer)
    mark = client.post(reverse("honours:enter"), _typed(province)).context["form"].data["looked"]
    answer = client.post(reverse("honours:enter"), _typed(province, looked=mark))
    assert answer.context["form"].errors == {
        "__all__": ["Không ai tự ghi khen thưởng của chính mình vào sổ vàng; mời đồng nghiệp hoặc cấp trên ghi."]
    }
    assert Honour.objects.count() == 0
