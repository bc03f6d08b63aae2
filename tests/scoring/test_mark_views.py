"""Screens of rules, lead departments, marks, plans, differences, fairness, objections, votes: right person, refusal, cost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.scoring.test_marks import checked, give, lead, offices_of, plan, rules, sheet, treasury  # noqa: F401
from tests.scoring.test_season_acts import PDF, attach, object_to
from thidua.scoring import actions, queries
from thidua.scoring.models import Objection, ScoreEvidence, Standing
from thidua.scoring.models_marks import CheckPlan, MarkSheet, Settlement
from thidua.units.models import RoleGrant


@pytest.fixture
def page(client, scene, django_assert_max_num_queries):
    """``page(user, name, *args)`` opens an address of the season and counts what it costs."""

    def see(user, name, *args, most=12, **query):
        client.force_login(user)
        with django_assert_max_num_queries(most):
            return client.get(reverse(f"scoring:{name}", args=args), query)

    return see


@pytest.fixture
def send(client):
    def post(user, name, *args, data=None, follow=True):
        client.force_login(user)
        return client.post(reverse(f"scoring:{name}", args=args), data or {}, follow=follow)

    return post


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def errors(answer):
    form = answer.context["form"]
    return {name or "": list(texts) for name, texts in form.errors.items()}


# ── rules, lead departments, leaving ──


def test_the_head_sets_rules_and_deadlines(scene, province, page, send):
    season = scene.season.pk
    answer = page(province.cluster_head, "rules", season)
    assert answer.status_code == 200
    data = {
        "mark_rule": "lead",
        "correction_route": "restart",
        "evidence_codes": ["I.1"],
        "due_self": "20/7/2025",
        "due_check": "25/7/2025",
        "version": answer.context["form"]["version"].value(),
    }
    assert said(send(province.cluster_head, "rules", season, data=data)) == [
        "Đã lưu quy định và hạn của mùa chấm điểm."
    ]
    assert (scene.fresh().mark_rule, len(queries.deadlines_of(scene.season))) == ("lead", 2)
    late = send(province.cluster_head, "rules", season, data=data)
    assert (late.status_code, list(errors(late))) == (422, ["__all__"])  # the page has grown old
    data |= {"version": str(scene.season.version), "due_check": "1/7/2025"}
    wrong = send(province.cluster_head, "rules", season, data=data)
    assert errors(wrong) == {"__all__": ["Hạn “Kiểm tra chéo” không được trước hạn “Tự chấm và gửi bảng điểm”."]}


@pytest.mark.parametrize("name", ["rules", "leads", "plan", "differences", "fairness", "vote"])
def test_desks_of_the_leader_are_refused_to_members(scene, province, client, name):
    client.force_login(province.ha_long.officer)
    answer = client.get(reverse(f"scoring:{name}", args=[scene.season.pk]))
    assert answer.status_code in (302, 403)


def test_the_head_hands_criteria_to_a_department(scene, province, page, send, treasury):  # noqa: F811
    assert page(province.cluster_head, "leads", scene.season.pk).status_code == 200
    form = page(province.cluster_head, "leads", scene.season.pk).context["form"]
    names = dict(form.fields["unit"].choices)
    assert (names[str(treasury.pk)], names[str(province.ha_long.unit.pk)]) == (
        treasury.name,
        "Phường Hạ Long (thành viên được chấm)",
    )
    data = {"unit": treasury.pk, "codes": ["I.3", "T"]}
    assert said(send(province.cluster_head, "leads", scene.season.pk, data=data)) == [
        f"Đã giao {treasury.name} chủ trì chấm 2 mục."
    ]
    assert said(send(province.cluster_head, "leads", scene.season.pk, data={"unit": "", "codes": ["T"]})) == [
        "Đã thôi giao 1 mục."
    ]
    assert list(scene.season.lead_duties.values_list("criterion_code", "unit__code")) == [("I.3", "SO-TC")]
    RoleGrant.objects.filter(unit=treasury).update(ends_on=scene.at.date() - timedelta(days=1))
    assert said(send(province.cluster_head, "leads", scene.season.pk, data=data | {"codes": ["T"]})) == [
        "Đã giao Sở Tài chính chủ trì chấm 1 mục.",
        "1 đơn vị chưa có người nhận: Sở Tài chính. Hãy mở tài khoản cho đơn vị này, nếu không sẽ không ai chấm.",
    ]


def test_a_member_leaves_by_the_page(scene, province, page, send):
    card = scene.card(province.van_don)
    assert page(province.root.officer, "close-card", scene.season.pk, card.pk).status_code == 200
    answer = send(province.root.officer, "close-card", scene.season.pk, card.pk, data={"reason": "Sáp nhập"})
    assert said(answer) == [
        "Đặc khu Vân Đồn thôi tham gia; bảng điểm được giữ lại và không xếp hạng. Danh sách thành viên năm 2025 chưa đổi: "
        "ghi ở Cụm, khối › Thành viên, “Ra, thay thế”."
    ]
    assert scene.card(province.van_don).state == "closed"
    assert page(province.cluster_head, "detail", scene.season.pk).status_code == 200
    assert page(province.van_don.officer, "card", card.pk).status_code == 200


# ── evidence ──


def test_evidence_is_added_read_and_taken_away_by_the_unit(scene, province, page, send, client):
    card = scene.card(province.ha_long)
    assert page(province.ha_long.officer, "proofs", card.pk, "I.3").status_code == 200
    both = {"file": SimpleUploadedFile("a.pdf", PDF), "url": "https://x.vn"}
    assert errors(send(province.ha_long.officer, "proofs", card.pk, "I.3", data=both)) == {
        "__all__": ["Hãy chọn một tệp hoặc ghi một liên kết."]
    }
    answer = send(province.ha_long.officer, "proofs", card.pk, "I.3", data={"file": SimpleUploadedFile("a.pdf", PDF)})
    assert said(answer) == ["Đã thêm minh chứng cho mục I.3."]
    link = {"url": "https://quangninh.gov.vn/12", "name": "Công văn 12"}
    assert said(send(province.ha_long.officer, "proofs", card.pk, "I.3", data=link)) == [
        "Đã thêm minh chứng cho mục I.3."
    ]
    kept = ScoreEvidence.objects.get(url="", removed_at=None)
    answer = page(province.ha_long.officer, "proof", kept.pk)
    assert (answer.status_code, answer["Content-Disposition"], b"".join(answer.streaming_content)) == (
        200,
        'attachment; filename="a.pdf"',
        PDF,
    )
    assert page(province.ha_long.officer, "card", card.pk).status_code == 200
    for person in (province.cam_pha.officer, province.stranger):
        client.force_login(person)
        assert client.get(reverse("scoring:proof", args=[kept.pk])).status_code in (302, 403, 404)
    assert said(send(province.ha_long.officer, "proof-remove", kept.pk)) == ["Đã gỡ minh chứng “a.pdf”."]
    assert page(province.ha_long.officer, "proof", kept.pk).status_code == 404


def test_who_marks_a_criterion_reads_its_evidence(scene, province, page, treasury):  # noqa: F811
    kept = attach(scene, province.ha_long)
    other = attach(scene, province.ha_long, "T")
    lead(scene, treasury, "I.3")
    scene.verifying()
    assert page(treasury.officer, "proof", kept.pk).status_code == 200
    assert page(treasury.officer, "proof", other.pk).status_code in (302, 403)


# ── sheets ──


def test_the_desk_lists_the_sheets_of_the_unit_and_one_is_marked_and_given(scene, province, page, send, treasury):  # noqa: F811
    lead(scene, treasury, "I.3", "T")
    scene.verifying()
    rows = page(treasury.officer, "desk").context["table"]
    assert rows.page.paginator.count == 3 if hasattr(rows, "page") else True
    own = sheet(scene, treasury, province.ha_long)
    answer = page(treasury.officer, "sheet", own.pk)
    assert [row["item"].code for row in answer.context["rows"]] == ["I.3", "T"]
    data = {
        "version": answer.context["form"]["version"].value(),
        "I.3:agree": "on",
        "T:points": "0,5",
        "T:comment": "",
    }
    wrong = send(treasury.officer, "sheet", own.pk, data=data)
    assert errors(wrong) == {"T:comment": ["Chấm khác số đơn vị kê khai thì ghi rõ lý do, ít nhất 5 ký tự."]}
    data |= {"T:comment": "Chỉ một sáng kiến cấp cơ sở", "give": "1"}
    assert said(send(treasury.officer, "sheet", own.pk, data=data)) == ["Đã gửi phiếu chấm."]
    given = sheet(scene, treasury, province.ha_long)
    assert (given.state, given.given_by) == ("given", treasury.officer)
    assert page(treasury.officer, "sheet", own.pk).context["form"] is None
    half = {"version": "1", "I.3:agree": "on", "give": "1"}
    answer = send(treasury.officer, "sheet", sheet(scene, treasury, province.cam_pha).pk, data=half)
    assert said(answer) == ["Đã lưu 1 mục. Chưa gửi được, còn chưa chấm mục T."]


def test_a_sheet_that_is_not_given_is_read_by_nobody_else(scene, province, client, treasury):  # noqa: F811
    lead(scene, treasury, "I.3")
    scene.verifying()
    address = reverse("scoring:sheet", args=[sheet(scene, treasury, province.ha_long).pk])
    for person in (province.root.appraiser, province.cluster_head, province.ha_long.officer, province.cam_pha.officer):
        client.force_login(person)
        assert client.get(address).status_code in (302, 403)
    give(scene, treasury, province.ha_long, treasury.officer)
    client.force_login(province.root.appraiser)
    assert client.get(address).status_code == 200


def test_the_verifier_asks_to_mark_again(scene, province, page, send, treasury):  # noqa: F811
    lead(scene, treasury, "I.3")
    scene.verifying()
    give(scene, treasury, province.cam_pha, treasury.officer)
    own = sheet(scene, treasury, province.cam_pha)
    assert page(province.root.appraiser, "sheet-again", own.pk).status_code == 200
    answer = send(province.root.appraiser, "sheet-again", own.pk, data={"reason": "Xem lại số liệu"})
    assert said(answer) == ["Đã đề nghị Sở Tài chính chấm lại."]
    assert sheet(scene, treasury, province.cam_pha).state == "open"


def test_a_checker_sees_no_verified_points_before_giving_the_own(scene, province, page, treasury):  # noqa: F811
    rules(scene, mark_rule="lead")
    lead(scene, treasury, "I.3")
    made = plan(scene)
    scene.verifying()
    checker, on = offices_of(scene, made)[0]
    give(scene, treasury, on, treasury.officer, revenue=50)
    seen = page(checker.officer, "card", scene.card(on).pk).context
    assert (seen["blind"], seen["stands"], seen["events"]) == (True, None, [])
    give(scene, checker.unit, on, checker.officer, "check", revenue=50)
    seen = page(checker.officer, "card", scene.card(on).pk).context
    assert (seen["blind"], len(seen["events"])) == (False, 1)


# ── plan, differences, fairness ──

ASKED = {"per_unit": "1", "seed": "bốc thăm 4711", "double_percent": "0", "bans": ""}


def test_a_plan_is_previewed_confirmed_and_replaced(scene, province, page, send):
    head, season = province.cluster_head, scene.season.pk
    assert page(head, "plan", season).status_code == 200
    shown = send(head, "plan", season, data=ASKED)
    assert (shown.status_code, len(shown.context["rows"]), CheckPlan.objects.count()) == (200, 3, 0)
    confirm = ASKED | {"confirm": "1", "digest": shown.context["digest"]}
    other = send(head, "plan", season, data=confirm | {"seed": "khác"})
    assert CheckPlan.objects.count() == 0, other
    assert said(send(head, "plan", season, data=confirm)) == [
        "Kế hoạch kiểm tra chéo có hiệu lực; phiếu chấm đã giao cho các đơn vị."
    ]
    assert page(head, "plan", season).status_code == 200
    assert page(head, "plan-replace", season).status_code == 200
    send(head, "plan-replace", season, data={"reason": "Bốc thăm lại trước cuộc họp"})
    assert MarkSheet.objects.exclude(state="set_aside").count() == 0


def test_a_plan_drawn_anew_begins_with_what_the_one_before_was_asked(scene, province, page, send):
    head, season = province.cluster_head, scene.season.pk
    first = page(head, "plan", season).context["form"]
    assert first.fields["bans"].help_text == (
        "Mỗi cặp một dòng: đơn vị; đơn vị; lý do. Ví dụ: Phường Hạ Long; Phường Cẩm Phả; cùng đoàn kiểm tra."
    )
    stored = plan(scene, relax=("reciprocal",), parts=("I",))
    stored.bans = [
        {"checker": one, "checked": two, "reason": reason, "both_ways": True}
        for one, two, reason in (
            (province.ha_long.unit.code, province.cam_pha.unit.code, "cùng đoàn"),
            (province.ha_long.unit.code, "99999", "đã rời cụm"),
        )
    ]
    stored.save(update_fields=["bans"])
    send(head, "plan-replace", season, data={"reason": "Bốc thăm lại trước cuộc họp"})
    form = page(head, "plan", season).context["form"]
    assert {name: form.initial[name] for name in ("per_unit", "bans", "relax", "parts", "is_split")} == {
        "per_unit": 1, "bans": "Phường Hạ Long; Phường Cẩm Phả; cùng đoàn", "relax": ["reciprocal"], "parts": ["I"], "is_split": False,
    }  # fmt: skip
    assert form.initial["seed"] != stored.seed


def test_the_organisers_people_read_what_the_head_has_set_up(scene, province, page, send, treasury):  # noqa: F811
    season, onlooker = scene.season.pk, province.root.officer
    leads, plan_ = reverse("scoring:leads", args=[season]), reverse("scoring:plan", args=[season])

    def links(user):
        return [url for _, url, _ in page(user, "detail", season, most=14).context["links"]]

    assert (leads in links(onlooker), plan_ in links(onlooker)) == (False, False)
    lead(scene, treasury, "I.3", "T")
    plan(scene)
    assert (leads in links(onlooker), plan_ in links(onlooker)) == (True, True)
    assert (leads in links(province.cam_pha.officer), plan_ in links(province.cam_pha.officer)) == (False, False)
    answer = page(onlooker, "leads", season)
    assert answer.context["duties"] == [("Sở Tài chính", ["I.3. Thu ngân sách", "T. Sáng tạo"])]
    assert send(onlooker, "leads", season, data={"unit": "", "codes": ["T"]}).status_code == 403


def test_who_owes_marks_finds_them_from_the_season(scene, province, page):
    made = plan(scene)
    scene.verifying()
    checker, _ = offices_of(scene, made)[0]
    desk = ("Phiếu chấm của đơn vị", reverse("scoring:desk"), "Bảng điểm của đơn vị khác phải chấm")

    def offered(user):
        return desk in page(user, "detail", scene.season.pk, most=14).context["links"]

    assert (offered(checker.officer), offered(province.root.officer)) == (True, False)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"bans": "Phường Hạ Long; Phường Cẩm Phả"}, {"bans": ["Dòng 1 cần đủ: đơn vị; đơn vị; lý do."]}),
        (
            {"bans": "Phường Hạ Long; Phường X; cùng đoàn"},
            {"bans": ["Dòng 1: không có đơn vị “Phường X” trong mùa chấm điểm."]},
        ),
        (
            {"bans": "phuong ha long; 06652; chính mình"},
            {"bans": ["Dòng 1: hai đơn vị phải khác nhau."]},
        ),
        ({"per_unit": "0"}, {"per_unit": ["Số nhỏ nhất được nhận là 1."]}),
        ({"double_percent": "101"}, {"double_percent": ["Số lớn nhất được nhận là 100."]}),
    ],
)
def test_a_plan_that_cannot_be_asked_says_where(scene, province, send, changes, wrong):
    answer = send(province.cluster_head, "plan", scene.season.pk, data=ASKED | changes)
    assert (answer.status_code, errors(answer)) == (422, wrong)


def test_an_impossible_plan_shows_its_proof(scene, province, send):
    answer = send(province.cluster_head, "plan", scene.season.pk, data=ASKED | {"per_unit": "2"})
    assert (answer.status_code, answer.context["drawn"], bool(answer.context["proof"])) == (422, None, True)


def waiting(answer):
    """What of a card still has to be settled, and why it cannot be verified yet."""
    rows = [(row["line"].code, row["settle_url"]) for row in answer.context["rows"] if "settle_url" in row]
    return rows, answer.context["acts"][0].refused


def test_differences_are_settled_line_by_line(scene, province, page, send):
    checked(scene, revenue=50)
    by, season = province.root.appraiser, scene.season.pk
    [row] = page(by, "differences", season).context["rows"]
    card = scene.card(province.cam_pha)
    assert row["url"] == reverse("scoring:settle", args=[card.pk, "I.3"])
    assert waiting(page(by, "card", card.pk, most=18)) == (
        [("I.3", row["url"])], "Chưa thẩm định xong được: điểm còn khác nhau ở mục I.3.",
    )  # fmt: skip
    answer = page(by, "settle", card.pk, "I.3", most=14)
    mark = answer.context["found"].given[0].sheet.pk
    data = {"stands": f"phieu-{mark}", "reason": "ừ", "version": str(card.version)}
    assert list(errors(send(by, "settle", card.pk, "I.3", data=data))) == ["reason"]
    data |= {"reason": "Đã đối chiếu với Kho bạc"}
    assert said(send(by, "settle", card.pk, "I.3", data=data)) == ["Đã thống nhất mục I.3; lý do đã ghi vào lịch sử."]
    assert Settlement.objects.get().input == {"actual": "50", "plan": "100"}
    assert waiting(page(by, "card", card.pk, most=18)) == ([], "")
    assert page(by, "settle", card.pk, "T", most=14).status_code == 404


def test_the_fairness_panel_is_advice_and_counts(scene, province, page):
    checked(scene, revenue=50)
    before = list(scene.season.scorecards.values_list("verified_total"))
    answer = page(province.root.appraiser, "fairness", scene.season.pk)
    assert (answer.status_code, answer.context["count"]) == (200, 21)
    assert page(province.root.appraiser, "fairness", scene.season.pk, threshold="x", step="0").status_code == 422
    assert list(scene.season.scorecards.values_list("verified_total")) == before


# ── objections, ties, the vote ──


def test_an_objection_is_sent_read_answered(scene, province, page, send):
    scene.ranked({}, {"revenue": 50}, {"revenue": 60})
    card = scene.card(province.cam_pha)
    assert page(province.cam_pha.officer, "object", card.pk, muc="I.3").status_code == 200
    data = {"criterion": "I.3", "reason": "Số thu theo Kho bạc là 95"}
    assert said(send(province.cam_pha.officer, "object", card.pk, data=data)) == ["Đã gửi kiến nghị."]
    found = Objection.objects.get()
    assert page(province.van_don.officer, "objection", found.pk).context["form"] is None
    assert page(province.van_don.officer, "objections", scene.season.pk).status_code == 200
    assert page(province.root.appraiser, "objection", found.pk).context["form"] is not None
    answer = {"verdict": "change", "I.3:actual": "95", "I.3:plan": "100", "answer": "Đã đối chiếu với Kho bạc"}
    assert said(send(province.root.appraiser, "objection", found.pk, data=answer)) == [
        "Đã trả lời kiến nghị và báo cho các bên."
    ]
    assert scene.fresh().state == "meeting"


def test_an_objection_is_withdrawn_by_its_unit_only(scene, province, send):
    scene.ranked({}, {"revenue": 50}, {"revenue": 60})
    found = object_to(scene, province.cam_pha, province.cam_pha.officer)
    send(province.van_don.officer, "objection-withdraw", found.pk)
    found.refresh_from_db()
    assert found.state == "open"
    send(province.cam_pha.officer, "objection-withdraw", found.pk)
    found.refresh_from_db()
    assert found.state == "withdrawn"


def test_a_tie_is_decided_by_the_page(scene, province, page, send):
    scene.ranked({"transfers": 5}, {"transfers": 5}, {"revenue": 50, "transfers": 5})
    season = scene.season.pk
    detail = page(province.cluster_head, "detail", season)
    assert [each["names"] for each in detail.context["ties"]] == ["Phường Hạ Long, Phường Cẩm Phả"]
    assert page(province.cluster_head, "tie", season, 1).status_code == 200
    assert page(province.cluster_head, "tie", season, 2).status_code == 404
    data = {"place:06652": "1", "place:06760": "1", "way": "meeting", "reason": "Biểu quyết 3/3"}
    assert errors(send(province.cluster_head, "tie", season, 1, data=data)) == {
        "__all__": ["Mỗi đơn vị một thứ tự khác nhau."]
    }
    send(province.cluster_head, "tie", season, 1, data=data | {"place:06652": "2"})
    assert list(Standing.objects.values_list("unit__code", "rank")) == [("06760", 1), ("06652", 2), ("06994", 3)]


def test_the_vote_is_prepared_by_the_page(scene, province, page, send):
    scene.meeting({}, {}, {"revenue": 50})
    answer = page(province.root.appraiser, "vote", scene.season.pk)
    assert answer.status_code == 200
    data = {
        "units": [province.ha_long.unit.pk],
        "voters": [province.ha_long.head.pk],
        "first": province.ha_long.head.pk,
        "second": province.ha_long.head.pk,
    }
    wrong = send(province.root.appraiser, "vote", scene.season.pk, data=data)
    assert (wrong.status_code, list(errors(wrong))) == (422, ["__all__"])


def test_every_card_and_season_page_still_opens_for_each_persona(scene, province, page):
    scene.ranked({}, {"revenue": 50}, {"revenue": 60})
    for person in (province.cluster_head, province.root.officer, province.root.appraiser, province.cam_pha.head):
        for name in ("detail", "ranking", "grid", "objections"):
            assert page(person, name, scene.season.pk, most=14).status_code == 200, (person, name)
    actions.propose_awards(season=scene.fresh(), by=province.cluster_head, at=scene.at)
