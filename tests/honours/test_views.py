"""Screens of the register: what is listed for whom, the chain, corrections, few queries."""

import pytest
from django.urls import reverse

from tests.honours.builders import import_for, past_line
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
    actions.revoke_honour(honour=Honour.objects.first(), reason="Sai", by=province.ha_long.decider, at=province.at)
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
    assert [(e.note, e.tone) for e in answer.context["events"]] == [("Sai chức vụ", "caution"), ("", "gold")]
    assert dict(row[:2] for row in answer.context["rows"])["Chức vụ, đơn vị"] == "Phó phòng"
    assert [bool(a.refused) for a in answer.context["actions"]] == [False, True]


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
    version = client.get(address).context["form"]["version"].value()
    assert client.post(address, {"reason": "Gian dối", "version": version}).status_code == 302
    assert queries.state_of(honour) == "revoked"


def test_a_person_finds_the_own_honours_though_without_any_role(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    province.stranger.person = province.ha_long.people[0]
    province.stranger.save()
    client.force_login(province.stranger)
    assert _names(client.get(reverse("honours:person", args=[honour.person_id]))) == ["Nguyễn Thị An"]
    other = province.ha_long.people[1].pk
    assert client.get(reverse("honours:person", args=[other])).status_code == 404
