"""Pages of conferences, for the right and the wrong person."""

import pytest
from django.urls import reverse

from tests.conferences.samples import AGENDA, planned
from thidua.conferences.models import Conference


@pytest.fixture(autouse=True)
def the_day(monkeypatch, province):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)


def page(name, *args):
    return reverse(f"conferences:{name}", args=args)


def plan_data(province, **changes):
    data = {"unit": province.root.unit.pk, "cluster": "", "kind": "launch", "title": "Hội nghị phát động"}
    data |= {
        "year_launched": "2025",
        "year_summarised": "",
        "held_on": "08/07/2025",
        "begins": "08:00",
        "place": "Hội trường",
    }
    data |= {"invited": [province.ha_long.unit.pk], "muc-TOTAL_FORMS": "6", "muc-INITIAL_FORMS": "0"}
    data |= {"host": "", "lunar_year": "", "quorum": "", "quorum_basis": "", "chair": "", "theme": ""}
    for n in range(6):
        data |= {f"muc-{n}-kind": AGENDA[n][0] if n < 2 else "report", f"muc-{n}-text": AGENDA[n][1] if n < 2 else ""}
    return data | changes


def record_data(conference, **changes):
    data = {
        "version": str(conference.version),
        "began": "08:00",
        "ended": "11:00",
        "chair": "",
        "conclusion": "Xong.",
        "secretary": "Lê Thị Thư",
    }
    return data | changes


def test_every_page_opens_for_the_right_person(client, province):
    conference = planned(province)
    client.force_login(province.root.officer)
    pages = [page("list"), page("new"), page("detail", conference.pk), page("agenda", conference.pk)]
    pages += [page("record", conference.pk), *(page("show", conference.pk, n) for n in range(1, 6))]
    for address in pages:
        assert client.get(address).status_code == 200, address
    beyond = client.get(page("show", conference.pk, 6))
    assert (beyond.status_code, beyond.headers["Location"]) == (302, f"{page('show', conference.pk, 5)}?v=cu")


def test_who_was_not_invited_finds_nothing_and_a_guest_only_reads(client, province):
    conference = planned(province, invited=[province.ha_long.unit])
    client.force_login(province.cam_pha.officer)
    assert client.get(page("detail", conference.pk)).status_code == 404
    client.force_login(province.ha_long.officer)
    assert client.get(page("detail", conference.pk)).status_code == 200
    assert client.get(page("record", conference.pk)).status_code == 403
    assert client.post(page("record", conference.pk), record_data(conference)).status_code == 403


def test_a_conference_is_planned_in_rows(client, province):
    client.force_login(province.root.officer)
    more = client.post(page("new"), plan_data(province, more="1"))
    assert (more.status_code, len(more.context["rows"].forms)) == (200, 9)
    client.post(page("new"), plan_data(province))
    conference = Conference.objects.get()
    assert [(p.kind, p.text) for p in conference.agenda.all()] == AGENDA[:2]
    assert [row.unit for row in conference.participation.all()] == [province.ha_long.unit]


def test_a_plan_without_its_year_comes_back_with_everything_typed(client, province):
    client.force_login(province.root.officer)
    answer = client.post(page("new"), plan_data(province, year_launched=""))
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["Hội nghị phát động cần ghi năm được phát động."]
    assert AGENDA[1][1] in answer.content.decode()
    assert Conference.objects.count() == 0


def test_recording_by_form_and_a_second_click_changes_nothing(client, province):
    conference = planned(province)
    client.force_login(province.root.officer)
    unit = province.ha_long.unit.pk
    data = record_data(conference, **{f"came-{unit}": "on", f"who-{unit}": "Phó Chủ tịch Lê Văn Ba"})
    assert [client.post(page("record", conference.pk), data).status_code for _ in range(2)] == [302, 403]
    conference.refresh_from_db()
    assert conference.minutes.number_text == "01/BB-UBND"
    came = list(conference.participation.filter(came=True).values_list("unit_id", "representative"))
    assert came == [(unit, "Phó Chủ tịch Lê Văn Ba")]
    assert client.get(page("minutes", conference.pk)).headers["Content-Type"] == "application/pdf"
    client.force_login(province.ha_long.officer)
    assert client.get(page("minutes", conference.pk)).status_code == 404


def test_a_wrong_hour_is_shown_at_its_field(client, province):
    conference = planned(province)
    client.force_login(province.root.officer)
    answer = client.post(page("record", conference.pk), record_data(conference, began="sáng"))
    assert answer.context["form"].errors == {"began": ["Hãy ghi giờ:phút, ví dụ 08:30."]}


def test_the_programme_is_changed_by_form(client, province):
    conference = planned(province)
    client.force_login(province.root.officer)
    data = {"muc-TOTAL_FORMS": "2", "muc-INITIAL_FORMS": "1", "version": "1"}
    data |= {"muc-0-kind": "speech", "muc-0-text": "Khai mạc", "muc-1-kind": "report", "muc-1-text": "Báo cáo"}
    client.post(page("agenda", conference.pk), data)
    assert [p.text for p in conference.agenda.all()] == ["Khai mạc", "Báo cáo"]


def test_the_hand_of_the_cluster_head_plans_on_screen(client, province):
    client.force_login(province.cluster_head)
    client.post(page("new"), plan_data(province, cluster=province.cluster.pk))
    assert Conference.objects.get().cluster == province.cluster


def test_a_plan_for_a_cluster_starts_with_its_members_and_a_summary_with_the_handover(client, province):
    client.force_login(province.root.officer)
    members = sorted(str(row.unit_id) for row in province.cluster.memberships.filter(year=2025))
    answer = client.get(page("new"), {"kind": "year_end", "cluster": province.cluster.pk})
    form = answer.context["form"]
    assert (sorted(form.initial["invited"]), form.initial["cluster"], form.initial["purposes"]) == (
        members,
        province.cluster.pk,
        ("sum_up", "awards", "handover"),
    )
    assert sorted(pk for pk, _ in form.fields["host"].choices if pk) == members
    for asked in ("", "0", "a"):
        form = client.get(page("new"), {"kind": "year_end", "cluster": asked}).context["form"]
        assert ("cluster" in form.initial, form.initial["purposes"]) == (False, ("sum_up", "awards")), asked


def test_the_show_leads_from_point_to_point(client, province):
    conference = planned(province)
    client.force_login(province.root.officer)
    first, last = client.get(page("show", conference.pk, 1)), client.get(page("show", conference.pk, 5))
    addresses = [each.context[way].partition("?")[0] for each in (first, last) for way in ("before", "after")]
    assert addresses == ["", page("show", conference.pk, 2), page("show", conference.pk, 4), ""]
    assert (first.context["is_changed"], last.context["is_changed"]) == (False, False)


def test_the_list_stays_within_twelve_queries(client, province, django_assert_max_num_queries):
    for n in range(55):
        planned(province, title=f"Hội nghị {n}")
    client.force_login(province.root.officer)
    with django_assert_max_num_queries(12):
        listed = client.get(page("list"))
    assert listed.context["table"].count == 55
