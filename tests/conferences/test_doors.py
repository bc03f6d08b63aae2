"""The pages around a conference: the door without signing in, buttons that rearrange, a screen that notices changes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.conferences.files import pdf
from tests.conferences.samples import planned
from tests.conferences.test_actions import honour
from tests.conferences.test_views import plan_data
from thidua.conferences import actions, actions_ceremony, actions_guests, actions_papers
from thidua.conferences.codes import code_for
from thidua.conferences.models import Conference, PaperVersion


@pytest.fixture(autouse=True)
def the_day(monkeypatch, province):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: province.at)


def page(name, *args):
    return reverse(f"conferences:{name}", args=args)


def who(province) -> dict:
    return {"by": province.root.officer, "at": province.at}


def test_a_phone_without_an_account_notes_an_arrival_once(client, province):
    conference = planned(province)
    actions_guests.invite(conference=conference, **who(province))
    row = conference.participation.get(unit=province.ha_long.unit)
    address = page("check-in", code_for(conference, row.pk))
    assert [client.get(address).status_code, client.post(address).context["is_new"]] == [200, True]
    assert client.post(address).context["is_new"] is False
    assert client.get(page("check-in", "1-1-20250708:x")).status_code == 403
    assert client.get(page("detail", conference.pk)).status_code == 302


def test_the_door_finds_a_unit_without_diacritics_and_refuses_strange_numbers(client, province):
    conference = planned(province)
    actions_guests.invite(conference=conference, **who(province))
    address = page("check-in", code_for(conference))
    found = client.get(address, {"q": "cam pha"}).context["rows"]
    assert [row.name for row in found] == ["Phường Cẩm Phả"]
    for wrong in ("", "x", "9" * 30, "0"):
        assert client.post(address, {"participation": wrong}).status_code == 403


def test_rows_of_the_agenda_change_places_by_button(client, province):
    client.force_login(province.root.officer)
    moved = client.post(page("new"), plan_data(province, down="0"))
    assert [form["text"].value() for form in moved.context["rows"].forms[:2]] == [
        "Trao thưởng",
        "Báo cáo kết quả phong trào",
    ]
    for strange in ({"up": "0"}, {"down": "99"}, {"up": "x"}, {"down": "-1"}):
        same = client.post(page("new"), plan_data(province, **strange))
        assert (same.status_code, same.context["rows"].forms[0]["text"].value()) == (200, "Báo cáo kết quả phong trào")
    assert Conference.objects.count() == 0


def test_the_screen_says_when_the_agenda_was_changed_under_it(client, province):
    conference = planned(province)
    client.force_login(province.root.officer)
    following = client.get(page("show", conference.pk, 1)).context["after"]
    actions.change_conference(
        conference=conference, agenda=[("speech", "Khai mạc"), ("report", "Mới")], **who(province)
    )
    changed = client.get(following)
    assert (changed.context["is_changed"], changed.context["point"].text) == (True, "Mới")


def test_awards_are_called_one_by_one_and_lead_back_to_the_agenda(client, province):
    conference = planned(province, kind="year_end", year_summarised=2024, year_launched=None)
    for number in (1, 2):
        honour(province, number, person=province.ha_long.people[number])
    actions_ceremony.arrange_awards(conference=conference, **who(province))
    client.force_login(province.root.officer)
    first, last = (client.get(page("award", conference.pk, 2, n)).context for n in (1, 2))
    assert (first["before"], first["after"]) == (page("show", conference.pk, 2), page("award", conference.pk, 2, 2))
    assert (last["upcoming"], last["after"]) == ("mục tiếp theo", page("show", conference.pk, 3))
    assert client.get(page("award", conference.pk, 2, 3)).status_code == 404


def test_a_file_is_always_a_download_and_only_for_those_who_see_the_conference(client, province):
    conference = planned(province, invited=[province.ha_long.unit])
    actions_papers.add_paper(
        conference=conference, kind="report", title="Báo cáo", upload=pdf(name="../../báo cáo\n.pdf"), **who(province)
    )
    version = PaperVersion.objects.get()
    address = page("paper-file", conference.pk, version.pk)
    client.force_login(province.ha_long.officer)
    answer = client.get(address)
    assert (version.name, answer.headers["Content-Type"]) == ("báo cáo.pdf", "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    client.force_login(province.cam_pha.officer)
    assert client.get(address).status_code == 404


def test_an_upload_by_form_that_is_refused_comes_back_with_its_reason(client, province):
    conference = planned(province)
    client.force_login(province.root.officer)
    data = {"kind": "report", "title": "Báo cáo", "upload": SimpleUploadedFile("a.exe", b"MZ")}
    answer = client.post(page("paper-add", conference.pk), data)
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422,
        ["Chỉ nhận tệp PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG."],
    )


def test_a_figure_is_entered_by_form_with_decimal_comma_and_confirmed(client, province):
    conference = planned(province, invited=[province.ha_long.unit])
    client.force_login(province.root.officer)
    unit = province.ha_long.unit.pk
    data = {"name": "Thu ngân sách", "measure": "ty", "plan": "23,5", "result": "25,8", f"result-{unit}": "25,8"}
    client.post(page("figure-add", conference.pk), data)
    figure = conference.figures.get()
    assert (str(figure.result), str(figure.lines.get().result)) == ("25.8000", "25.8000")
    client.post(page("figure", conference.pk, figure.pk), {"explained": ""})
    figure.refresh_from_db()
    assert figure.confirmed_at == province.at


def test_a_stranger_opens_none_of_the_pages(client, province):
    conference = planned(province, invited=[])
    client.force_login(province.cam_pha.officer)
    for name in ("guests", "papers", "remarks", "figures", "awards", "album", "arrivals", "door", "letters"):
        assert client.get(page(name, conference.pk)).status_code == 404, name
