"""The screens of a season, for the right persona and for the wrong one."""

from decimal import Decimal

import pytest
from django.urls import reverse

from rulebook.rubrics import load_rubric
from tests.scoring.conftest import rows
from thidua.rubrics import actions as studio
from thidua.scoring.models import ScoreChange, Season, Standing
from thidua.shared.models import AuditEvent, DemoClock


@pytest.fixture
def get(client):
    def fetch(user, name, *args):
        client.force_login(user)
        return client.get(reverse(f"scoring:{name}", args=args))

    return fetch


@pytest.fixture
def post(client):
    def send(user, name, *args, **data):
        client.force_login(user)
        return client.post(reverse(f"scoring:{name}", args=args), data)

    return send


def form_data(card, **changes):
    """What the browser sends for the whole card of ``rows()``."""
    data = {"version": str(card.version)}
    for code, figures, evidence in rows(**changes):
        for key, value in figures.items():
            data[f"{code}:{key}"] = (
                {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
            )
        data[f"{code}:evidence"] = evidence
    return data


def test_the_officer_enters_saves_and_sends_the_own_card(scene, province, get, post):
    officer, card = province.ha_long.officer, scene.card(province.ha_long)
    page = get(officer, "card", card.pk)
    assert page.status_code == 200
    assert "Còn 7 mục chưa nhập." in page.content.decode()
    assert post(officer, "card", card.pk, **form_data(card)).status_code == 302
    card = scene.card(province.ha_long)
    assert card.self_total == Decimal("87")
    text = get(officer, "card", card.pk).content.decode()
    assert "87,00" in text
    assert "40 × 90%" in text
    assert post(officer, "card-send", card.pk, version=card.version).status_code == 302
    assert scene.card(province.ha_long).state == "sent"
    assert post(officer, "card-send", card.pk, version=card.version).status_code == 403
    assert AuditEvent.objects.filter(act="scorecard_sent").count() == 1


def test_saving_the_same_card_again_changes_nothing(scene, province, post):
    officer, card = province.ha_long.officer, scene.card(province.ha_long)
    post(officer, "card", card.pk, **form_data(card))
    card = scene.card(province.ha_long)
    post(officer, "card", card.pk, **form_data(card))
    assert scene.card(province.ha_long).version == card.version
    assert AuditEvent.objects.filter(act="scores_entered").count() == 1


def test_an_old_page_does_not_overwrite_a_newer_card(scene, province, post):
    officer, card = province.ha_long.officer, scene.card(province.ha_long)
    old = form_data(card, revenue=10)
    scene.enter(province.ha_long)
    answer = post(officer, "card", card.pk, **old)
    assert answer.status_code == 422
    assert "Trang này đã cũ" in answer.content.decode()
    assert scene.card(province.ha_long).self_total == Decimal("87")


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("I.1:actual", "chín mươi", "Hãy nhập một số"),
        ("I.1:plan", "", "Chưa nhập: Chỉ tiêu, kế hoạch."),
        ("T:points", "6", "Điểm chấm không được quá điểm tối đa 5."),
        ("P:count", "1,5", "Hãy nhập số nguyên"),
        ("II:letter", "Z", "không có trong danh sách"),
    ],
)
def test_a_bad_figure_comes_back_at_its_field_and_nothing_is_saved(scene, province, post, field, value, error):
    card = scene.card(province.ha_long)
    answer = post(province.ha_long.officer, "card", card.pk, **(form_data(card) | {field: value}))
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert card.entries.count() == 0


def test_others_get_neither_the_form_nor_the_blind_points(scene, province, get, post):
    scene.send(province.cam_pha)
    scene.enter(province.ha_long)
    theirs = scene.card(province.cam_pha)
    blind = get(province.ha_long.officer, "card", theirs.pk)
    assert blind.status_code == 403
    assert (
        "87"
        not in get(province.ha_long.officer, "detail", scene.season.pk)
        .content.decode()
        .split("Cẩm Phả")[1]
        .split("</tr>")[0]
    )
    assert get(province.stranger, "card", theirs.pk).status_code == 404
    assert get(province.stranger, "detail", scene.season.pk).status_code == 404
    draft = scene.card(province.ha_long)
    assert post(province.cam_pha.officer, "card", draft.pk, **form_data(draft, revenue=1)).status_code == 403
    assert scene.card(province.ha_long).self_total == Decimal("87")


def test_the_head_corrects_with_a_reason_and_verifies(scene, province, get, post):
    scene.verifying()
    head, card = province.cluster_head, scene.card(province.cam_pha)
    page = get(head, "card", card.pk).content.decode()
    assert reverse("scoring:correct", args=[card.pk, "I.3"]) in page
    assert get(head, "correct", card.pk, "I.3").status_code == 200
    assert get(head, "correct", card.pk, "X").status_code == 404
    data = {"I.3:actual": "80", "I.3:plan": "100", "version": str(card.version)}
    assert post(head, "correct", card.pk, "I.3", **data).status_code == 422
    assert ScoreChange.objects.count() == 0
    assert post(head, "correct", card.pk, "I.3", **data, reason="Đối chiếu Kho bạc").status_code == 302
    assert ScoreChange.objects.count() == 1
    text = get(province.cam_pha.officer, "card", card.pk).content.decode()
    assert "Mục I.3 Thu ngân sách: 20 điểm sửa thành 16 điểm" in text
    assert "Lý do: Đối chiếu Kho bạc" in text
    assert reverse("scoring:correct", args=[card.pk, "I.3"]) not in text
    card = scene.card(province.cam_pha)
    assert post(head, "card-verify", card.pk, version=card.version).status_code == 302
    assert post(head, "card-verify", card.pk, version=card.version).status_code == 403
    assert scene.card(province.cam_pha).state == "verified"


def test_the_head_does_not_verify_the_own_units_card_on_the_page_either(scene, province, get, post):
    scene.verifying()
    card = scene.card(province.ha_long)
    text = get(province.cluster_head, "card", card.pk).content.decode()
    assert "Không ai thẩm định bảng điểm của đơn vị mình" in text
    assert post(province.cluster_head, "card-verify", card.pk, version=card.version).status_code == 403
    assert post(province.cluster_head, "card-return", card.pk, reason="x").status_code == 403
    assert scene.card(province.ha_long).state == "sent"


def test_a_card_is_returned_and_reopened_with_a_reason(scene, province, post):
    scene.verifying()
    head, card = province.cluster_head, scene.card(province.cam_pha)
    assert post(head, "card-return", card.pk).status_code == 422
    assert post(head, "card-return", card.pk, reason="Thiếu minh chứng").status_code == 302
    assert scene.card(province.cam_pha).state == "returned"
    other = scene.card(province.van_don)
    post(head, "card-verify", other.pk, version=other.version)
    assert post(head, "card-reopen", other.pk, reason="Nhầm").status_code == 302
    assert scene.card(province.van_don).state == "sent"


def test_the_season_goes_its_way_from_page_to_page(scene, province, get, post):
    scene.send_all({}, {"revenue": 50}, {"revenue": 40})
    head, appraiser, pk = province.cluster_head, province.root.appraiser, scene.season.pk
    assert post(province.cam_pha.head, "act", pk, "ket-thuc-tu-cham", version=1).status_code == 403
    assert post(head, "act", pk, "ket-thuc-tu-cham", version=1).status_code == 302
    for office in scene.offices:
        card = scene.card(office)
        assert post(appraiser, "card-verify", card.pk, version=card.version).status_code == 302
    assert get(head, "ranking", pk).status_code == 404
    assert get(head, "export", pk).status_code == 404
    assert post(head, "act", pk, "hop", version=scene.fresh().version).status_code == 302
    assert post(head, "act", pk, "xep-hang", version=scene.fresh().version).status_code == 302
    assert get(head, "propose", pk).status_code == 200
    assert post(head, "propose", pk).status_code == 302
    text = get(province.van_don.officer, "ranking", pk).content.decode()
    assert "Tính lại khớp" in text
    assert text.count("Đề nghị:") == 1
    assert get(province.van_don.officer, "export", pk).json()["document"]["standings"][0]["rank"] == 1
    assert post(head, "act", pk, "cong-nhan", version=scene.fresh().version).status_code == 403
    assert post(appraiser, "act", pk, "cong-nhan", version=scene.fresh().version).status_code == 302
    assert scene.fresh().state == "confirmed"
    assert post(appraiser, "act", pk, "khong-co").status_code == 404


def test_an_old_page_does_not_act_on_the_season(scene, province, post):
    scene.send_all()
    assert post(province.cluster_head, "act", scene.season.pk, "ket-thuc-tu-cham", version=0).status_code == 403
    assert scene.fresh().state == "self_scoring"


def test_a_tie_for_the_flag_is_asked_on_the_page(scene, province, post):
    scene.ranked({}, {}, {"revenue": 50})
    head, pk = province.cluster_head, scene.season.pk
    answer = post(head, "propose", pk)
    assert answer.status_code == 422
    assert "cụm, khối phải quyết định thứ hạng và ghi lại trước khi đề nghị" in answer.content.decode()
    assert post(head, "propose", pk, chosen=[province.cam_pha.unit.pk]).status_code == 422
    places = {"place:06760": 1, "place:06652": 2, "way": "meeting", "reason": "Biểu quyết 3/3, biên bản 5"}
    assert post(head, "tie", pk, 1, **places).status_code == 302
    assert post(head, "propose", pk).status_code == 302
    assert Standing.objects.exclude(proposed_award="").get().unit == province.cam_pha.unit
    assert post(province.cam_pha.head, "propose", pk).status_code == 403


def test_reopening_needs_a_reason(scene, province, post):
    scene.ranked()
    assert post(province.cluster_head, "reopen", scene.season.pk).status_code == 422
    assert post(province.cluster_head, "reopen", scene.season.pk, reason="Khiếu nại").status_code == 302
    assert scene.fresh().state == "verifying"


def test_the_organiser_opens_a_season_on_the_page(province, get, post, settings):
    officer = province.root.officer
    assert get(officer, "open").status_code == 200
    assert get(province.ha_long.officer, "open").status_code == 403
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=province.at.date())
    by = {"by": officer, "at": province.at}
    agreed = [{"code": f"{group}.a", "group": group, "base": 20, "kind": "direct"} for group in ("I", "II", "III")]
    content = load_rubric("hung_yen_2021").with_agreed_marks(agreed)
    record = studio.draft_rubric(unit=province.root.unit, content=content, year=2025, clusters=[province.cluster], **by)
    data = {"cluster": province.cluster.pk, "rubric": record.pk}
    assert post(officer, "open", **data).status_code == 422  # a draft is not offered
    studio.answer(record=record, answers={"rounding": "2", "ties": "vote", "late.counts": "calendar"}, **by)
    studio.freeze_rubric(record=record, **by)
    assert post(officer, "open", **data).status_code == 302
    season = Season.objects.get()
    assert (season.rubric_record, season.rubric_code, season.scorecards.count()) == (record, "hung_yen_2021", 3)
    page = get(officer, "open")  # a cluster with the season of that year is not offered again
    assert (page.context["clusters"], page.content.decode().count("Mọi cụm, khối đã có mùa chấm điểm")) == ([], 1)
    assert post(officer, "open", **data).status_code == 422
    assert Season.objects.count() == 1


def test_lists_cost_few_queries_however_many_rows(scene, province, client, django_assert_max_num_queries):
    scene.ranked()
    client.force_login(province.cluster_head)
    for name, args, limit in (("list", [], 8), ("detail", [scene.season.pk], 12), ("ranking", [scene.season.pk], 12)):
        with django_assert_max_num_queries(limit):
            assert client.get(reverse(f"scoring:{name}", args=args)).status_code == 200
    card = scene.card(province.cam_pha)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("scoring:card", args=[card.pk])).status_code == 200
