"""Pages of clusters: who sees which year, what a form says back, where an upload goes."""

from datetime import date

import pytest
from django.urls import reverse

from tests.clusters.samples import LATER, WHY, created, planned_briefing, planned_item, roles, row_of
from tests.clusters.test_members import ended, pairs
from tests.conferences.files import pdf
from tests.conferences.test_figures_and_stage import handing
from thidua.clusters import actions, actions_members, actions_work
from thidua.clusters.models import Gathering, PlanItem
from thidua.shared.models import DemoClock

pytestmark = pytest.mark.usefixtures("september")


@pytest.fixture
def september(settings, db):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=LATER.date())


def at(name: str, province, *more, year: int = 2025) -> str:
    return reverse(f"clusters:{name}", args=[province.cluster.pk, year, *more])


def opened_as(client, user, address: str) -> int:
    client.force_login(user)
    return client.get(address).status_code


def errors(answer) -> list[str]:
    return [text for found in answer.context["form"].errors.values() for text in found]


YEAR_PAGES = ("year", "members", "regulations", "plan", "gatherings", "documents")


@pytest.mark.parametrize("name", YEAR_PAGES)
def test_members_the_head_and_the_organiser_open_a_year_a_stranger_does_not(client, province, name):
    address = at(name, province)
    insiders = [province.root.officer, province.cluster_head, province.van_don.clerk, province.cam_pha.head]
    assert [opened_as(client, user, address) for user in insiders] == [200] * 4
    assert opened_as(client, province.stranger, address) == 404


def test_a_member_sees_the_years_it_was_in_and_no_other(client, province):
    who = {"by": province.root.officer, "at": LATER}
    members = [(province.ha_long.unit, "head"), (province.cam_pha.unit, "member")]
    actions_members.form_year(cluster=province.cluster, year=2026, members=members, **who)
    seen = [
        opened_as(client, user, at("year", province, year=2026))
        for user in (province.cam_pha.officer, province.van_don.officer)
    ]
    assert seen == [200, 404]
    assert opened_as(client, province.van_don.officer, at("year", province)) == 200
    client.force_login(province.van_don.officer)
    assert client.get(reverse("clusters:detail", args=[province.cluster.pk])).headers["Location"] == at(
        "year", province
    )


def test_a_member_that_left_still_reads_its_year(client, province):
    leaving = {"outcome": "left", "on": date(2025, 9, 10), "reason": WHY}
    actions_members.settle_member(membership=row_of(province.van_don), **leaving, by=province.root.officer, at=LATER)
    assert opened_as(client, province.van_don.officer, at("year", province)) == 200


def test_the_list_finds_a_cluster_by_another_name_and_shows_the_head(client, province):
    bloc = created(province)
    actions.add_alias(cluster=bloc, name="Cụm cơ quan tư pháp", by=province.root.officer, at=LATER)
    client.force_login(province.root.officer)

    def found(query: str) -> list[tuple]:
        table = client.get(f"/cum-khoi/{query}").context["table"]
        return [(row.name, row.head, row.members) for row in table.records]

    assert found("?q=tu phap cum") == [("Khối thi đua Nội chính", None, 0)]
    assert found("?q=CUM-1") == [("Cụm thi đua số 1", "Phường Hạ Long", 3)]
    assert found("?kind=khoi") == [("Khối thi đua Nội chính", None, 0)]
    assert found("?nam=2025") == [("Cụm thi đua số 1", "Phường Hạ Long", 3)]
    assert found("?nam=2026") == []
    assert len(found("?nam=²²²²&q=%00")) == 2
    client.force_login(province.stranger)
    assert client.get("/cum-khoi/").context["table"].count == 0


def test_a_bloc_is_entered_and_leads_to_its_first_list(client, province):
    client.force_login(province.root.officer)
    given = {
        "organiser": province.root.unit.pk, "code": "khoi-nc", "name": "Khối thi đua Nội chính", "kind": "khoi",
        "basis_number": "12/QĐ-UBND", "basis_dated": "31/02/2025", "basis_issuer": "UBND tỉnh",
    }  # fmt: skip
    refused = client.post("/cum-khoi/lap/", given)
    assert (refused.status_code, errors(refused)) == (422, ["Không có ngày 31/02/2025. Hãy xem lại ngày và tháng."])
    made = client.post("/cum-khoi/lap/", given | {"basis_dated": "03/07/2025"})
    assert made.headers["Location"].endswith("/2025/lap-danh-sach/")
    client.force_login(province.ha_long.head)
    assert client.get("/cum-khoi/lap/").status_code == 403


def test_next_years_list_is_looked_at_and_then_formed(client, province):
    ended(province, into=province.cam_pha.unit)
    client.force_login(province.root.officer)
    address = at("form-year", province, year=2026)
    page = client.get(address)
    assert page.context["form"].initial["members"] == [str(o.unit.pk) for o in (province.ha_long, province.cam_pha)]
    assert page.context["notices"][0]["items"] == [
        "Đặc khu Vân Đồn: kết thúc ngày 31/08/2025; đơn vị kế thừa: Phường Cẩm Phả"
    ]
    two = [province.ha_long.unit.pk, province.cam_pha.unit.pk]
    refused = client.post(address, {"members": two[:1], "head": two[1], "deputy": two[0], "deputy2": two[0]})
    assert errors(refused) == ["Phường Cẩm Phả chưa được chọn làm thành viên.", "Phường Hạ Long đã giữ vai trò khác."]
    done = client.post(address, {"members": two, "head": two[1], "deputy": two[0]})
    assert (done.status_code, roles(province.cluster, 2026)) == (
        302,
        {"Phường Hạ Long": "deputy", "Phường Cẩm Phả": "head"},
    )
    assert client.get(address).status_code == 403  # formed once


def test_a_waiting_member_is_flagged_and_settled(client, province):
    ended(province, into=province.cam_pha.unit)
    client.force_login(province.root.officer)
    assert [n["title"] for n in client.get(at("year", province)).context["notices"]] == ["Thành viên chờ giải quyết"]
    address = at("settle", province, row_of(province.van_don).pk)
    form = client.get(address).context["form"]
    assert (form.initial["outcome"], [c for c, _ in form.fields["outcome"].choices]) == (
        "succeeded", ["succeeded", "stays", "left"],
    )  # fmt: skip
    given = {"outcome": "stays", "on": "01/09/2025", "reason": ""}
    assert errors(client.post(address, given)) == ["Mục này không được để trống."]
    assert client.post(address, given | {"reason": WHY}).status_code == 302
    shown = client.get(at("members", province)).context
    assert [event.what for event in shown["changes"]] == ["Đặc khu Vân Đồn được giữ lại đến hết năm, cùng điểm số"]
    client.force_login(province.cluster_head)
    assert (client.get(address).status_code, client.post(address, given).status_code) == (403, 403)


def test_another_head_is_chosen_on_the_page_and_its_people_named(client, province):
    client.force_login(province.root.officer)
    address = at("place", province, row_of(province.van_don).pk)
    done = client.post(address, {"role": "head", "on": "10/09/2025", "reason": WHY})
    assert (done.status_code, roles(province.cluster, 2025)["Đặc khu Vân Đồn"]) == (302, "head")
    people = at("people", province)
    form = client.get(people).context["form"]
    assert form.initial["people"] == [str(province.van_don.officer.pk)]
    assert client.post(people, {"people": [province.stranger.pk], "starts_on": "10/09/2025"}).status_code == 422
    done = client.post(people, {"people": [province.van_don.head.pk], "starts_on": "11/09/2025"})
    assert done.status_code == 302
    page = client.get(at("members", province))
    assert [g.user.username for g in page.context["people"]] == [
        "cum1.head", "vandon.officer", "vandon.head"
    ]  # fmt: skip


def test_the_plan_shows_what_each_may_do(client, province):
    mine = planned_item(province, owner=province.van_don.unit)
    planned_item(province, text="Kiểm tra chéo", due_on=date(2025, 9, 1))

    def rows(user) -> list[tuple]:
        client.force_login(user)
        found = client.get(at("plan", province)).context["rows"]
        return [(row["item"].text, row["word"], row["may_do"], row["may_write"]) for row in found]

    texts = ("Kiểm tra chéo", "Quá hạn"), ("Giao lưu tại Vân Đồn", "Chưa thực hiện")
    assert rows(province.cluster_head) == [(*each, True, True) for each in texts]
    assert rows(province.van_don.officer) == [(*texts[0], False, False), (*texts[1], True, False)]
    assert rows(province.van_don.clerk) == [(*texts[0], False, False), (*texts[1], False, False)]
    client.force_login(province.van_don.officer)
    done = client.post(at("item-done", province, mine.pk), {"done_on": "09/09/2025", "result": "Đã tổ chức"})
    assert (done.status_code, PlanItem.objects.get(pk=mine.pk).state) == (302, "done")
    again = client.post(at("item-done", province, mine.pk), {"done_on": "09/09/2025", "result": "Đã tổ chức"})
    assert again.status_code == 403
    assert client.get(at("item-edit", province, mine.pk)).status_code == 403


def test_a_page_of_the_plan_that_grew_old_overwrites_nothing(client, province):
    item = planned_item(province)
    client.force_login(province.cluster_head)
    address = at("item-edit", province, item.pk)
    version = client.get(address).context["form"]["version"].value()
    given = {"kind": "exchange", "text": "Giao lưu tại Hạ Long", "due_on": "30/09/2025", "version": version}
    assert client.post(address, given).status_code == 302
    late = client.post(address, given | {"text": "Giao lưu tại Cẩm Phả"})
    assert (late.status_code, PlanItem.objects.get(pk=item.pk).text) == (422, "Giao lưu tại Hạ Long")


def test_last_years_plan_is_copied_by_one_button(client, province):
    item = planned_item(province)
    who = {"by": province.root.officer, "at": LATER}
    actions_members.form_year(cluster=province.cluster, year=2026, members=pairs(province), **who)
    client.force_login(province.root.officer)
    assert client.get(at("plan", province, year=2026)).context["earlier"] == [item]
    copied = client.post(at("plan-copy", province, year=2026), {"item": [item.pk, "²", "x" * 30]})
    assert (copied.status_code, PlanItem.objects.filter(year=2026).count()) == (302, 1)
    assert client.get(at("plan", province, year=2026)).context["earlier"] == []


def test_a_briefing_is_planned_recorded_and_its_minutes_taken_home_by_members_only(client, province):
    gathering = planned_briefing(province)
    client.force_login(province.cluster_head)
    address = at("gathering-record", province, gathering.pk)
    version = client.get(address).context["form"]["version"].value()
    unit = province.van_don.unit.pk
    given = {"version": version, f"came-{unit}": "on", f"who-{unit}": "Chủ tịch", "conclusion": "Thống nhất."}
    hostile = client.post(address, given | {"upload": pdf(name="<script>.html")})
    assert errors(hostile) == ["Chỉ nhận tệp PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG."]
    kept = client.post(address, given | {"upload": pdf(name="../bien ban\u202e 1.pdf")})
    assert (kept.status_code, Gathering.objects.get(pk=gathering.pk).file_name) == (302, "bien ban 1.pdf")
    file = at("gathering-file", province, gathering.pk)
    answer = client.get(file)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert opened_as(client, province.stranger, file) == 404


def test_rules_and_papers_are_downloaded_until_they_are_withdrawn(client, province):
    who = {"by": province.cluster_head, "at": LATER}
    rules = actions_work.add_regulation(
        cluster=province.cluster, title="Quy chế", in_force_from=date(2025, 7, 15), upload=pdf(), **who
    )
    client.force_login(province.van_don.officer)
    file = at("regulation-file", province, rules.pk)
    assert client.get(file).status_code == 200
    withdraw = at("regulation-withdraw", province, rules.pk)
    assert client.post(withdraw, {"reason": WHY}).status_code == 403
    client.force_login(province.cluster_head)
    assert client.post(withdraw, {"reason": WHY}).status_code == 302
    assert client.get(file).status_code == 404
    given = {"kind": "plan", "title": "Kế hoạch", "dated": "01/09/2025", "issuer": "Phường Hạ Long", "upload": pdf()}
    assert client.post(at("document-add", province), given).status_code == 302
    table = client.get(at("documents", province)).context["table"]
    assert [(d.title, d.issuer) for d in table.records] == [("Kế hoạch", "Phường Hạ Long")]


def test_the_year_shows_its_handover_with_the_record(client, province):
    handing(province)
    client.force_login(province.root.officer)
    events = client.get(at("year", province, year=2026)).context["doors"]
    assert [(event.what, bool(event.url)) for event in events] == [("Bàn giao: Phường Hạ Long → Phường Cẩm Phả", True)]
