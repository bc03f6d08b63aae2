"""Taking an honour away by a case of the law, giving it back, and what follows."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from rulebook.revocations import MISTAKE, OTHER, cause_of, causes_on
from tests.honours.builders import PDF, act_file, import_for, past_line, revoke
from thidua.honours import actions, actions_ending, queries
from thidua.honours.chain import sentences
from thidua.honours.consequences import consequences_of, finds, kinds
from thidua.honours.models import FollowUp, Honour
from thidua.honours.reminders import follow_ups
from thidua.nominations.models import Nomination, NominationLine
from thidua.papers.actions import keep_paper
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent
from thidua.units.models import Unit

HERO = "hero_of_labour"


def hero(province, **more) -> Honour:
    """A State title of An of Hạ Long, given by the President."""
    office = province.ha_long
    row = past_line(office, office.people[0], award=HERO, authority="Chủ tịch nước", **more)
    actions.import_past_honours(rows=[row], under=office.unit, by=office.officer, at=province.at)
    return row


def strip(honour, province, **more) -> Honour:
    return revoke(honour, province.ha_long.officer, province.at, **({"cause": "final_conviction"} | more))


# ── the law ──


def test_the_cases_are_those_the_law_of_the_day_names():
    def codes(day, kind=None):
        return [cause.code for cause in causes_on(day, kind)]

    of_2022 = ["declaration_fraud", "forged_documents", "unlawful_process", "later_found_violation_in_period"]
    assert codes(date(2026, 1, 5)) == [*of_2022, OTHER]
    assert codes(date(2026, 1, 5), "state_honorary_title") == [
        *of_2022, "final_conviction", "permanent_suspension", "acquittal", "exemption", OTHER,
    ]  # fmt: skip
    assert codes(date(2020, 1, 5), "state_honorary_title") == [
        "declaration_fraud", "later_found_violation_in_period", "final_conviction", OTHER,
    ]  # fmt: skip
    assert codes(date(2005, 1, 5)) == [OTHER]


def test_what_was_not_read_says_so():
    told = {day: cause_of("declaration_fraud", day).basis_vi for day in (date(2026, 1, 5), date(2026, 10, 5))}
    law = "Khoản 2 Điều 93 Luật Thi đua, khen thưởng số 06/2022/QH15"
    assert told == {
        date(2026, 1, 5): f"{law} (đã đối chiếu văn bản)", date(2026, 10, 5): f"{law} (chưa biết nội dung)",
    }  # fmt: skip
    assert cause_of("acquittal", date(2026, 1, 5)).citation_vi.startswith("Khoản 3 đến khoản 7 Điều 93 ")
    assert (cause_of(OTHER, date(2026, 1, 5)).basis_vi, cause_of(MISTAKE, date(2026, 1, 5)).act) == (
        "chưa đối chiếu với văn bản nào", "cancel",
    )  # fmt: skip
    with pytest.raises(KeyError, match="no case of revocation is called 'x'"):
        cause_of("x", date(2026, 1, 5))


# ── taking away ──


def test_a_revocation_keeps_case_decision_and_file_and_says_it_in_a_sentence(province):
    honour, _ = import_for(province.ha_long, province.at)
    line = revoke(honour, province.ha_long.decider, province.at)
    assert (line.cause, line.act_number, line.act_on, line.act_paper.kind, line.act_paper.number_text) == (
        "declaration_fraud", "99/QĐ-UBND", province.at.date(), "honour_ended", "99/QĐ-UBND",
    )  # fmt: skip
    assert sentences(queries.chain_of(honour)) == [
        "Nguyễn Thị An được ghi vào sổ vàng: Lao động tiên tiến năm 2024, theo quyết định số "
        f"{honour.decision_number} ngày 20/12/2024 của {honour.issuer.agency_name}, số sổ vàng 1.",
        f"Hủy bỏ theo quyết định số 99/QĐ-UBND ngày 08/07/2025 của {honour.issuer.agency_name}. Trường hợp: gian dối trong "
        "việc kê khai thành tích (Khoản 2 Điều 93 Luật Thi đua, khen thưởng số 06/2022/QH15).",
    ]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"number": "  "}, "Hãy ghi số của quyết định."),
        ({"number": "9" * 61}, "Số quyết định dài quá 60 ký tự."),
        ({"on": date(2025, 7, 9)}, "Ngày của quyết định ở tương lai."),
        ({"on": date(2024, 12, 19)}, "Ngày của quyết định trước ngày quyết định khen thưởng."),
        ({"cause": "no_such"}, "Luật có hiệu lực ngày 08/07/2025 không nêu trường hợp này cho khen thưởng này."),
        ({"cause": "final_conviction"}, "Luật có hiệu lực ngày 08/07/2025 không nêu trường hợp này cho khen thưởng này."),
        ({"cause": "acquittal"}, "Luật có hiệu lực ngày 08/07/2025 không nêu trường hợp này cho khen thưởng này."),
        ({"cause": MISTAKE}, "Luật có hiệu lực ngày 08/07/2025 không nêu trường hợp này cho khen thưởng này."),
        ({"cause": OTHER, "reason": "Vì thế"}, "Trường hợp khác: hãy ghi rõ điều, khoản của văn bản và lý do."),
        ({"file": None}, "Hãy đính kèm tệp của quyết định."),
        ({"reason": " "}, "Cần ghi rõ lý do."),
        ({"reason": "a" * 301}, "Lý do dài quá 300 ký tự. Mời viết gọn lại."),
        ({"file": act_file("a.docm")}, "Tệp có thể chứa macro nên không nhận; hãy lưu lại dưới dạng không có macro hoặc PDF."),
        ({"file": act_file("a.pdf", b"")}, "Tệp đã chọn rỗng. Hãy chọn tệp khác."),
    ],
)  # fmt: skip
def test_an_incomplete_revocation_is_refused_and_nothing_is_written(province, more, reason):
    honour, _ = import_for(province.ha_long, province.at)
    before = AuditEvent.objects.count()
    with pytest.raises(Denied) as refused:
        revoke(honour, province.ha_long.decider, province.at, **more)
    assert refused.value.reason == reason
    assert (queries.state_of(honour), FollowUp.objects.count(), AuditEvent.objects.count()) == ("valid", 0, before)


def test_the_number_of_another_paper_or_of_the_award_itself_is_refused(province):
    office, at = province.ha_long, province.at
    first, second = import_for(office, at)
    keep_paper(
        kind="award_decision", title="Quyết định tặng Giấy khen", unit=office.unit, content=PDF, issued_on=at.date(),
        by=office.clerk, at=at, number=5, number_text="05/QĐ-UBND",
    )  # fmt: skip

    def refused(honour, **more) -> str:
        with pytest.raises(Denied) as found:
            revoke(honour, office.decider, at, **more)
        return found.value.reason

    own = first.decision_number
    same_year = {"on": date(first.decided_on.year, 12, 31)} if first.decided_on.year < at.year else {}
    assert refused(first, number=own.lower(), **same_year) == (
        f"{own.lower()} là số của chính quyết định khen thưởng. Hãy ghi số của quyết định hủy bỏ, phục hồi."
    )
    assert refused(first, number="05/qđ-ubnd") == (
        "Số 05/qđ-ubnd năm 2025 đã dùng cho: Quyết định tặng Giấy khen (08/07/2025)."
    )
    revoke(first, office.decider, at)
    assert refused(second, on=at.date() - timedelta(days=1)) == (
        "Quyết định số 99/QĐ-UBND đã ghi với ngày 08/07/2025. Hãy xem lại số hoặc ngày."
    )
    revoke(second, office.decider, at)  # one decision takes several away
    assert Honour.objects.filter(entry="revocation").count() == 2


def test_what_was_decided_above_is_recorded_by_the_officer_who_keeps_the_line(province):
    honour = hero(province)
    with pytest.raises(Denied) as refused:
        revoke(honour, province.ha_long.decider, province.at)
    assert refused.value.reason == (
        "Để ghi quyết định hủy bỏ của cấp trên cần vai trò “Chuyên viên thi đua, khen thưởng” của Phường Hạ Long."
    )
    line = strip(honour, province)
    assert sentences(queries.chain_of(honour))[1].startswith(
        "Tước theo quyết định số 99/QĐ-UBND ngày 08/07/2025 của Chủ tịch nước."
    )
    assert line.cause == "final_conviction"


def test_a_title_of_the_state_that_nobody_above_gave_is_not_stripped_here(province):
    office = province.ha_long
    row = past_line(office, office.people[0], award=HERO)
    actions.import_past_honours(rows=[row], under=office.unit, by=office.officer, at=province.at)
    with pytest.raises(Denied) as refused:
        revoke(row, office.decider, province.at, cause="final_conviction")
    assert refused.value.reason == "Tước danh hiệu vinh dự nhà nước do Chủ tịch nước quyết định."


# ── giving back ──


def test_a_stripped_title_is_given_back_and_counts_again(province):
    honour = hero(province)
    strip(honour, province)
    rows = list(FollowUp.objects.order_by("pk"))
    actions_ending.close_follow_up(
        row=rows[0], done=True, note="Đã thu bằng", by=province.ha_long.officer, at=province.at
    )
    line = actions_ending.restore_honour(
        honour=honour, cause="acquittal", reason="Bản án phúc thẩm", number="5/QĐ-CTN", on=province.at.date(),
        file=act_file(), by=province.ha_long.officer, at=province.at,
    )  # fmt: skip
    assert (queries.state_of(honour), [h.pk for h in queries.standing()], line.serial) == ("restored", [line.pk], 2)
    assert {h.pk: h.state for h in queries.award_lines()} == {honour.pk: "restored"}
    assert [h.pk for h in queries.award_lines().filter(~queries.taken_away())] == [honour.pk]
    states = list(
        FollowUp.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("state", flat=True)
    )
    assert states == ["done"] + ["not_needed"] * (len(rows) - 1)
    again = FollowUp.objects.get(entry=line)
    assert (again.state, again.what) == ("open", f"Sau phục hồi, xem xét lại việc đã làm: {rows[0].what}")
    # what was given back can be taken away once more
    assert strip(honour, province, number="100/QĐ-CTN").serial == 3
    assert queries.state_of(honour) == "revoked"


def test_only_what_was_stripped_is_given_back_and_not_before(province):
    cancelled, standing = import_for(province.ha_long, province.at)
    revoke(cancelled, province.ha_long.decider, province.at)
    told = {"cause": "acquittal", "reason": "x", "number": "5/QĐ", "on": province.at.date(), "file": act_file(),
            "at": province.at}  # fmt: skip
    with pytest.raises(Denied) as refused:
        actions_ending.restore_honour(honour=cancelled, by=province.ha_long.decider, **told)
    assert refused.value.reason == (
        "Luật chỉ nêu việc phục hồi danh hiệu vinh dự nhà nước đã bị tước, không nêu việc phục hồi sau hủy bỏ."
    )
    with pytest.raises(Denied) as refused:
        actions_ending.restore_honour(honour=standing, by=province.ha_long.decider, **told)
    assert refused.value.reason == "Chỉ phục hồi danh hiệu đã bị tước."
    honour = hero(province, ordinal=9)
    strip(honour, province)
    early = told | {"on": province.at.date() - timedelta(days=1)}
    with pytest.raises(Denied) as refused:
        actions_ending.restore_honour(honour=honour, by=province.ha_long.officer, **early)
    assert refused.value.reason == "Ngày phục hồi trước ngày tước danh hiệu."


# ── what follows ──


def _whose(honour) -> str:
    return (
        f"Nguyễn Thị An theo Quyết định số {honour.decision_number} ngày {honour.decided_on:%d/%m/%Y}: đối chiếu danh sách "
        "giao nhận"
    )


def test_items_and_money_are_told_by_the_law_of_the_decisions_day(province):
    honour, _ = import_for(province.ha_long, province.at, award="ministry_province_emulation_fighter")
    found = [(kind.code, each.what, each.amount_vnd) for kind, each in consequences_of(honour, province.at.date())]
    whose = _whose(honour)
    assert found == [
        ("honours.item", f"Thu hồi bằng chứng nhận, nếu đã trao cho {whose}", None),
        ("honours.item", f"Thu hồi khung, nếu đã trao cho {whose}", None),
        ("honours.item", f"Thu hồi huy hiệu, nếu đã trao cho {whose}", None),
        ("honours.item", f"Thu hồi hộp đựng huy hiệu, nếu đã trao cho {whose}", None),
        (
            "honours.money",
            "Thu hồi tiền thưởng, nếu đã chi cho Nguyễn Thị An: mức theo luật 7.020.000 đ, đối chiếu chứng từ chi",
            7_020_000,  # 3.0 × 2,340,000 since 2024-07-01
        ),
    ]


def test_an_award_the_law_data_does_not_hold_asks_for_receipts(province):
    honour, _ = import_for(province.ha_long, province.at, award="badge_of_old")
    found = [(kind.code, each.what, each.amount_vnd) for kind, each in consequences_of(honour, province.at.date())]
    assert found == [
        ("honours.item", f"Thu hồi hiện vật, nếu đã trao cho {_whose(honour)}", None),
        ("honours.money", "Thu hồi tiền thưởng, nếu đã chi cho Nguyễn Thị An: tra chứng từ chi để biết số tiền", None),
    ]


def _title_found(honour, on) -> list[tuple[str, str, int]]:
    found = consequences_of(honour, on)
    return [(kind.code, each.rests_on, each.thing) for kind, each in found if kind.code.startswith("nominations.")]


def test_a_later_title_without_a_kept_dossier_follows_when_its_standard_reads_this_one(province):
    office = province.ha_long
    an, binh = office.people[:2]
    rows = [
        past_line(office, an, award="grassroots_emulation_fighter", year=2022, ordinal=1),
        past_line(office, an, award="ministry_province_emulation_fighter", year=2024, ordinal=2),
        past_line(office, an, award="advanced_worker", year=2024, ordinal=3),  # its standard reads no title
        past_line(office, binh, award="ministry_province_emulation_fighter", year=2024, ordinal=4),  # somebody else
    ]
    actions.import_past_honours(rows=rows, under=office.unit, by=office.officer, at=province.at)
    assert _title_found(rows[0], province.at.date()) == [
        (
            "nominations.title",
            "tiêu chuẩn có tính đến Chiến sĩ thi đua cơ sở; hệ thống không giữ hồ sơ đã xét, cần người đối chiếu",
            rows[1].pk,
        )
    ]
    assert _title_found(rows[1], province.at.date()) == []


def _dossier(province, honour, *, fact: str, state="received", outcome="met", verdict=True, **line) -> NominationLine:
    dossier = Nomination.objects.create(
        award_code="ministry_province_emulation_fighter", unit=province.ha_long.unit, to_unit=province.root.unit, year=2025,
        title="CSTĐ cấp tỉnh 2025", kind="merit", state=state, drafted_at=province.at, drafted_by=province.ha_long.officer,
    )  # fmt: skip
    kept = {"conditions": [{"code": "streak", "path": "1", "outcome": outcome, "fact_vi": fact}]} if verdict else None
    return NominationLine.objects.create(nomination=dossier, ordinal=1, person=honour.person, verdict=kept, **line)


def test_an_open_dossier_follows_when_its_frozen_verdict_counted_the_honour(province):
    honour, _ = import_for(province.ha_long, province.at, award="grassroots_emulation_fighter")
    label = f"Quyết định số {honour.decision_number} ngày 20/12/2024"
    line = _dossier(province, honour, fact=f"2024: có, {label}")
    told = "phiếu xét điều kiện đã lưu trong hồ sơ có tính khen thưởng này"
    assert _title_found(honour, province.at.date()) == [("nominations.dossier", told, line.pk)]
    revoke(honour, province.ha_long.decider, province.at)
    row = FollowUp.objects.get(kind="nominations.dossier")
    assert (row.thing, row.rests_on, row.unit_id) == (line.pk, told, province.ha_long.unit.pk)


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"fact": "2024: có, Quyết định số khác"}, 0),
        ({"outcome": "not_met"}, 0),
        ({"state": "withdrawn"}, 0),
        ({"appraisal": "excluded"}, 0),
        ({"result": "failed"}, 0),
        ({"verdict": False, "state": "draft"}, 1),  # not judged yet: the standard reads the title
        ({"fact": "Xét năm 2024 (2024: đạt danh hiệu Chiến sĩ thi đua cơ sở)"}, 1),
    ],
)
def test_dossiers_that_did_not_count_it_or_are_over_do_not_follow(province, more, count):
    honour, _ = import_for(province.ha_long, province.at, award="grassroots_emulation_fighter")
    label = f"Quyết định số {honour.decision_number} ngày 20/12/2024"
    _dossier(province, honour, **({"fact": f"2024: có, {label}"} | more))
    assert len(_title_found(honour, province.at.date())) == count


def test_a_title_whose_verdict_did_not_count_the_honour_does_not_follow(province):
    office = province.ha_long
    an = office.people[0]
    rows = [
        past_line(office, an, award="grassroots_emulation_fighter", year=2023, ordinal=1),
        past_line(office, an, award="ministry_province_emulation_fighter", year=2024, ordinal=2),
    ]
    actions.import_past_honours(rows=rows, under=office.unit, by=office.officer, at=province.at)
    line = _dossier(province, rows[0], fact="2023: không", state="decided", result="passed")
    Nomination.objects.filter(pk=line.nomination_id).update(year=2024)
    assert _title_found(rows[0], province.at.date()) == []
    label = f"Quyết định số {rows[0].decision_number} ngày 20/12/2023"
    NominationLine.objects.filter(pk=line.pk).update(
        verdict={"conditions": [{"code": "streak", "path": "1", "outcome": "met", "fact_vi": f"2023: có, {label}"}]}
    )
    assert [(code, thing) for code, _, thing in _title_found(rows[0], province.at.date())] == [
        ("nominations.title", rows[1].pk)
    ]


def test_two_finders_cannot_have_one_code():
    assert [kind.code for kind in kinds()] == [
        "honours.item",
        "honours.money",
        "nominations.title",
        "nominations.dossier",
        "rewards.sheet",
        "rewards.bonus",
        "rewards.bonus_beside",
    ]
    with pytest.raises(ValueError, match=r"two finders of consequences are called honours\.item"):
        finds("honours.item", "Khác")(lambda honour, on: [])


def test_a_follow_up_is_closed_with_a_note_once_and_opened_again_with_a_reason(province):
    honour, _ = import_for(province.ha_long, province.at)
    revoke(honour, province.ha_long.decider, province.at)
    row = FollowUp.objects.first()
    officer, at = province.ha_long.officer, province.at
    with pytest.raises(Denied) as refused:
        actions_ending.close_follow_up(row=row, done=False, note=" ", by=officer, at=at)
    assert refused.value.reason == "Hãy ghi vì sao không phải làm."
    with pytest.raises(Denied) as refused:
        actions_ending.close_follow_up(row=row, done=True, note="x", by=province.cam_pha.officer, at=at)
    assert refused.value.reason == (
        "Để ghi kết quả việc sau hủy bỏ cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Người ký quyết định” "
        "của Phường Hạ Long."
    )
    same = FollowUp.objects.get(pk=row.pk)
    actions_ending.close_follow_up(row=row, done=True, note="Biên bản 3/BB", by=officer, at=at)
    with pytest.raises(Stale):
        actions_ending.close_follow_up(row=same, done=True, note="Lần nữa", by=officer, at=at)
    assert (row.state, row.closed_by, row.closed_note) == ("done", officer, "Biên bản 3/BB")
    actions_ending.reopen_follow_up(row=row, reason="Biên bản sai người", by=officer, at=at)
    row.refresh_from_db()
    assert (row.state, row.closed_at, row.closed_note) == ("open", None, "")


def test_officers_are_reminded_once_for_each_honour_until_all_is_settled(province):
    honour, _ = import_for(province.ha_long, province.at)
    revoke(honour, province.ha_long.decider, province.at)
    due_on = FollowUp.objects.first().due_on
    count = FollowUp.objects.count()
    told = [(due.to, due.what, due.due_on, due.url) for due in follow_ups(due_on)]
    assert told == [
        (
            province.ha_long.officer.pk, f"{count} việc sau khi hủy bỏ khen thưởng của Nguyễn Thị An", due_on,
            reverse("honours:detail", args=[honour.pk]),
        )
    ]  # fmt: skip
    for row in FollowUp.objects.all():
        actions_ending.close_follow_up(
            row=row, done=False, note="Chưa trao", by=province.ha_long.officer, at=province.at
        )
    assert list(follow_ups(due_on)) == []


# ── screens ──


def test_what_follows_is_read_before_and_stands_on_the_page_after(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    client.force_login(province.ha_long.decider)
    before = client.get(reverse("honours:revoke", args=[honour.pk]))
    revoke(honour, province.ha_long.decider, province.at)
    after = client.get(reverse("honours:detail", args=[honour.pk]))
    assert sorted(row.what for row in after.context["follow_ups"]) == sorted(
        f["what"] for f in before.context["follows"]
    )
    assert after.context["open_count"] == len(before.context["follows"]) > 0


def test_follow_ups_are_for_those_who_keep_awards_of_the_unit(client, province):
    honour, _ = import_for(province.ha_long, province.at)
    revoke(honour, province.ha_long.decider, province.at)
    row = FollowUp.objects.first()
    address = reverse("honours:follow-up", args=[row.pk])
    seen = {}
    for name, user in (("officer", province.ha_long.officer), ("other", province.cam_pha.officer), ("none", province.stranger),
                       ("clerk", province.ha_long.clerk)):  # fmt: skip
        client.force_login(user)
        listed = client.get(reverse("honours:follow-ups")).context["table"].count
        shown = len(client.get(reverse("honours:detail", args=[honour.pk])).context.get("follow_ups") or [])
        seen[name] = (listed, client.get(address).status_code, shown)
    count = FollowUp.objects.count()
    assert seen == {"officer": (count, 200, count), "other": (0, 404, 0), "none": (0, 404, 0), "clerk": (0, 404, 0)}
    client.force_login(province.ha_long.officer)
    version = client.get(address).context["form"]["version"].value()
    told = {"outcome": "done", "note": "<script>alert(1)</script> đã thu", "version": version}
    assert client.post(address, told).status_code == 302
    assert client.post(address, told).status_code == 422  # the form of an open matter on one that is closed
    page = client.get(reverse("honours:detail", args=[honour.pk])).content.decode()
    assert ("<script>alert(1)</script>" in page, "&lt;script&gt;alert(1)&lt;/script&gt; đã thu" in page) == (
        False,
        True,
    )


def test_the_list_of_follow_ups_costs_few_queries(client, province, django_assert_max_num_queries):
    for honour in import_for(province.ha_long, province.at, people=3):
        revoke(honour, province.ha_long.decider, province.at)
    line = Honour.objects.filter(entry="revocation").first()
    unit = Unit.objects.get(pk=province.ha_long.unit.pk)
    FollowUp.objects.bulk_create(
        FollowUp(entry=line, kind="honours.item", what=f"Việc {n}", unit=unit, due_on=province.at.date(), found_at=province.at,
                 state="open") for n in range(60)
    )  # fmt: skip
    client.force_login(province.ha_long.officer)
    with django_assert_max_num_queries(12):
        client.get(reverse("honours:follow-ups"))
    with django_assert_max_num_queries(12):
        client.get(reverse("honours:list"))
