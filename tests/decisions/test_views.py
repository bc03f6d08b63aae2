"""Screens of the decisions: who sees what, one act per click, refused acts say why."""

from django.urls import reverse

from tests.decisions.builders import closed_session, concluded_nomination, drafted, issued, signed
from thidua.decisions import paper
from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.nominations.models import Nomination


def _post(client, name, pk, **data):
    return client.post(reverse(f"decisions:{name}", args=[pk]), data)


def test_from_the_session_to_the_issued_decision_through_the_screens(client, province):
    ha_long, at = province.ha_long, province.at
    session = closed_session(ha_long, [concluded_nomination(ha_long, ha_long.people[:2], at=at)], at)
    client.force_login(ha_long.council_secretary)
    page = client.get(reverse("decisions:list"))
    assert [(row["session"].pk, row["session"].waiting, row["action"].refused) for row in page.context["sessions"]] == [
        (session.pk, 2, "")
    ]
    assert _post(client, "draft", session.pk).url == reverse("decisions:list")
    decision = Decision.objects.get()
    assert client.get(reverse("decisions:list")).context["sessions"] == []
    client.force_login(ha_long.decider)
    page = client.get(reverse("decisions:detail", args=[decision.pk]))
    assert [a.label for a in page.context["actions"] if not a.refused] == [
        "Ký quyết định", "Xem dự thảo (PDF)",
    ]  # fmt: skip
    assert [a.label for a in page.context["more"]] == ["Tải dự thảo (Word)", "Nơi nhận", "Rút dự thảo"]
    _post(client, "sign", decision.pk, version=decision.version)
    client.force_login(ha_long.clerk)
    decision.refresh_from_db()
    for _ in range(2):  # a double click
        _post(client, "issue", decision.pk, version=decision.version)
    decision.refresh_from_db()
    assert (decision.state, decision.number_text, Honour.objects.count()) == ("issued", "01/QĐ-UBND", 2)
    page = client.get(reverse("decisions:detail", args=[decision.pk]))
    assert [a.label for a in page.context["actions"]] == [
        "Xem văn bản (PDF)", "Giấy khen, tiền thưởng, lễ trao", "Nơi nhận, gửi, xác nhận", "Lưu bản quét",
    ]  # fmt: skip
    assert [a.label for a in page.context["more"]] == [
        "Lập gói tin liên thông", "Tải gói lưu trữ", "Thôi công khai", "Đính chính, thu hồi, hủy bỏ",
    ]  # fmt: skip
    pdf = client.get(reverse("papers:open", args=[decision.paper_id]))
    assert b"".join(pdf.streaming_content)[:5] == b"%PDF-"


def test_the_grey_button_says_why(client, province):
    decision = drafted(province.ha_long, province.at)
    client.force_login(province.ha_long.officer)
    page = client.get(reverse("decisions:detail", args=[decision.pk]))
    assert [(a.label, a.refused) for a in page.context["actions"] + page.context["more"] if a.refused] == [
        ("Ký quyết định", "Để ký quyết định cần vai trò “Người ký quyết định” của Phường Hạ Long."),
        ("Rút dự thảo", "Để rút dự thảo quyết định cần vai trò “Người ký quyết định” của Phường Hạ Long."),
    ]
    refused = _post(client, "sign", decision.pk, version=decision.version)
    assert refused.status_code == 403
    decision.refresh_from_db()
    assert decision.state == "draft"


def test_a_stale_page_signs_nothing(client, province):
    decision = drafted(province.ha_long, province.at)
    client.force_login(province.ha_long.decider)
    answer = _post(client, "sign", decision.pk, version=decision.version - 1)
    decision.refresh_from_db()
    assert (answer.status_code, decision.state) == (403, "draft")


def test_a_draft_is_seen_in_the_own_unit_and_an_issued_one_where_it_honours(client, province):
    ha_long, cam_pha, at = province.ha_long, province.cam_pha, province.at
    draft = drafted(ha_long, at, people=1)
    own = issued(cam_pha, at, people=1)
    # The province honours a person of Hạ Long.
    from_above = signed_by_province(province, ha_long.people[1])
    client.force_login(ha_long.officer)
    seen = {row.record.pk for row in client.get(reverse("decisions:list")).context["table"].rows}
    assert seen == {draft.pk, from_above.pk}
    assert client.get(reverse("decisions:detail", args=[own.pk])).status_code == 404
    client.force_login(cam_pha.officer)
    assert client.get(reverse("decisions:detail", args=[draft.pk])).status_code == 404
    assert client.get(reverse("decisions:detail", args=[from_above.pk])).status_code == 404


def signed_by_province(province, person) -> Decision:
    from thidua.decisions.actions import draft_decisions, issue_decision, sign_decision

    root, at = province.root, province.at
    nomination = concluded_nomination(
        province.ha_long, [person], award="diploma_of_merit_ministry_province", to_unit=root.unit, at=at
    )
    (decision,) = draft_decisions(session=closed_session(root, [nomination], at), by=root.council_secretary, at=at)
    sign_decision(decision=decision, by=root.decider, at=at)
    issue_decision(decision=decision, by=root.clerk, at=at)
    return decision


def test_a_withdrawal_needs_its_reason_at_the_field(client, province):
    decision = signed(province.ha_long, province.at)
    client.force_login(province.ha_long.decider)
    address = reverse("decisions:withdraw", args=[decision.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"reason": "", "version": decision.version})
    assert (answer.status_code, dict(answer.context["form"].errors)) == (
        422, {"reason": ["Mục này không được để trống."]},
    )  # fmt: skip
    assert client.post(address, {"reason": "Thiếu người", "version": decision.version}).status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.withdrawn_reason) == ("withdrawn", "Thiếu người")


def test_pages_cost_few_queries(client, province, django_assert_max_num_queries):
    decision = issued(province.ha_long, province.at, people=8)
    issued(province.ha_long, province.at, people=2, award="grassroots_emulation_fighter")
    client.force_login(province.ha_long.officer)
    with django_assert_max_num_queries(12):
        client.get(reverse("decisions:list"))
    with django_assert_max_num_queries(12):
        client.get(reverse("decisions:detail", args=[decision.pk]))


def test_the_decision_on_a_sudden_merit_says_for_what_in_its_article_and_its_list(province, monkeypatch):
    decision = drafted(province.ha_long, province.at, people=2)
    content = paper.content_of(decision)
    printed = []
    monkeypatch.setattr(paper.paper, "render_decision", printed.append)
    paper.render(decision, content, 1, decision.drafted_at.date())
    Nomination.objects.update(kind="ad_hoc", occasion="Cứu hai người đuối nước ngày 01/07/2025.")
    paper.render(decision, content, 1, decision.drafted_at.date())
    usual, sudden = printed
    assert usual.articles[0].endswith("cho 02 cá nhân có tên trong danh sách kèm theo.")
    assert sudden.articles[0].endswith(
        "có tên trong danh sách kèm theo, đã lập thành tích đột xuất: Cứu hai người đuối nước ngày 01/07/2025."
    )
    titles = [[column.title for column in each.lists[0].table.columns] for each in printed]
    assert titles == [
        ["STT", "Họ và tên, tên tập thể", "Chức vụ, đơn vị"],
        ["STT", "Họ và tên, tên tập thể", "Chức vụ, đơn vị", "Thành tích"],
    ]
    assert [row[3] for row in sudden.lists[0].table.rows] == ["Hoàn thành tốt nhiệm vụ"] * 2
