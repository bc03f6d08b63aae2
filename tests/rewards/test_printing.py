"""Print runs: every honour on exactly one good sheet, by the clerk, in a job; sheets spoiled, exchanged, re-issued."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.decisions.builders import issued, signed
from tests.honours.builders import revoke
from tests.rewards.hands import laid_out, pages, printed, replaced, work_off
from thidua.honours import actions as honours
from thidua.honours.models import Honour
from thidua.rewards.actions_badges import issue_badges
from thidua.rewards.actions_bonus import draft_bonus_list
from thidua.rewards.actions_ceremony import open_ceremony
from thidua.rewards.actions_printing import discard_run, print_spoiled, request_print, resume_run
from thidua.rewards.actions_reissue import grant_reissue, print_reissue, receive_reissue
from thidua.rewards.models import CertificateCopy, PrintRun, Reissue
from thidua.rewards.models_ceremony import ReissueRequest
from thidua.shared.denied import Denied
from thidua.shared.jobs.actions import stop_job
from thidua.shared.jobs.queries import last_job
from thidua.shared.models import AuditEvent

TORN = "Máy in kéo lệch giấy"


def states() -> list[tuple[int, int, str]]:
    """(ordinal, serial, state) of every sheet."""
    rows = CertificateCopy.objects.order_by("honour__ordinal", "serial")
    return list(rows.values_list("honour__ordinal", "serial", "state"))


def test_one_page_for_each_honour_with_name_ordinal_and_code(province):
    ha_long, at = province.ha_long, province.at
    run = printed(issued(ha_long, at), ha_long, at)
    found = pages(run)
    assert (run.state, run.count, run.made_at is not None, len(found)) == ("made", 3, True, 3)
    for page, honour in zip(found, Honour.objects.order_by("ordinal"), strict=True):
        wanted = (f"Bà {honour.recipient_name}", honour.check_code, "01/QĐ-UBND", f"{honour.ordinal:02d}")
        assert [text.lower() in page.lower() for text in wanted] == [True] * 4
    part = run.parts.get()
    assert (part.count, part.paper.kind, part.paper.is_public) == (3, "certificates", False)
    assert AuditEvent.objects.filter(act="certificates_printed").get().detail == {"part": 1, "count": 3, "left_out": 0}
    assert states() == [(1, 1, "printed"), (2, 1, "printed"), (3, 1, "printed")]


def test_a_revoked_honour_is_not_printed_and_a_corrected_one_as_corrected(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    first, second, third = Honour.objects.order_by("ordinal")
    revoke(first, ha_long.decider, at)
    honours.correct_honour(honour=second, recipient_name="Nguyễn Thị Bích", reason="Sai", by=ha_long.officer, at=at)
    found = pages(printed(decision, ha_long, at))
    assert [("Nguyễn Thị Bích" in page, second.check_code in page, third.check_code in page) for page in found] == [
        (True, True, False),
        (False, False, True),
    ]
    assert [first.check_code in page for page in found] == [False, False]


def test_what_is_revoked_between_order_and_printing_is_left_out(province):
    ha_long, at = province.ha_long, province.at
    run = request_print(decision=issued(ha_long, at), by=ha_long.clerk, at=at)
    revoke(Honour.objects.get(ordinal=2), ha_long.decider, at)
    assert work_off(run) == "done"
    assert (states(), len(pages(run))) == ([(1, 1, "printed"), (2, 1, "dropped"), (3, 1, "printed")], 2)
    assert CertificateCopy.objects.get(state="dropped").check_code is None


def test_a_whole_part_of_revoked_honours_makes_no_file(province):
    ha_long, at = province.ha_long, province.at
    run = request_print(decision=issued(ha_long, at), by=ha_long.clerk, at=at, part_size=1)
    revoke(Honour.objects.get(ordinal=2), ha_long.decider, at)
    assert work_off(run) == "done"
    assert (list(run.parts.values_list("number", flat=True)), len(pages(run))) == ([1, 3], 2)


def test_certificates_are_ordered_once_after_issue_by_the_clerk(province):
    ha_long, at = province.ha_long, province.at
    early = signed(ha_long, at, people=1)
    with pytest.raises(Denied) as refused:
        request_print(decision=early, by=ha_long.clerk, at=at)
    assert refused.value.reason == "Chỉ in giấy khen, bằng khen sau khi quyết định đã được ban hành."
    decision = issued(ha_long, at, people=1, award="grassroots_emulation_fighter")
    with pytest.raises(Denied) as refused:
        request_print(decision=decision, by=ha_long.officer, at=at)
    assert refused.value.reason == "Để in giấy khen, bằng khen cần vai trò “Văn thư” của Phường Hạ Long."
    request_print(decision=decision, by=ha_long.clerk, at=at)
    with pytest.raises(Denied) as refused:
        request_print(decision=decision, by=ha_long.clerk, at=at)
    assert refused.value.reason == "Giấy khen, bằng khen của quyết định này đã được in; mời tải tệp đã lưu."
    assert PrintRun.objects.count() == 1


def test_when_all_are_revoked_nothing_is_printed(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at, people=1)
    revoke(Honour.objects.get(), ha_long.decider, at)
    with pytest.raises(Denied) as refused:
        request_print(decision=decision, by=ha_long.clerk, at=at)
    assert refused.value.reason == "Mọi khen thưởng của quyết định này đã bị hủy bỏ, không còn gì để in."


def test_the_database_refuses_a_second_good_sheet_of_an_honour(province):
    ha_long, at = province.ha_long, province.at
    run = printed(issued(ha_long, at, people=1), ha_long, at)
    copy = run.copies.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateCopy.objects.create(
            honour=copy.honour, run=run, position=2, serial=2, state="planned", check_code="X"
        )


def test_a_text_that_cannot_be_printed_stops_the_run_before_the_first_sheet_and_goes_on_once_corrected(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    second = Honour.objects.get(ordinal=2)
    bad = "Nguyễn Thị Bình 🎉"
    honours.correct_honour(honour=second, recipient_name=bad, reason="Sai", by=ha_long.officer, at=at)
    run = request_print(decision=decision, by=ha_long.clerk, at=at, part_size=1)
    assert work_off(run) == "failed"
    run.refresh_from_db()
    assert (run.state, run.parts.count()) == ("stopped", 0)
    assert last_job(run.job_key).sentence == (
        "Số 2: Không in được ký tự “🎉” (U+1F389) trong “Bà Nguyễn Thị Bình 🎉”. Hãy sửa lại nội dung này, chỉ dùng chữ, "
        "số và dấu câu thông thường."
    )
    honours.correct_honour(honour=second, recipient_name="Nguyễn Thị Bình", reason="Sai", by=ha_long.officer, at=at)
    resume_run(run=run, by=ha_long.clerk, at=at)
    assert (work_off(run), len(pages(run))) == ("done", 3)


def test_a_stopped_run_keeps_what_is_printed_and_goes_on_later(province):
    ha_long, at = province.ha_long, province.at
    run = request_print(decision=issued(ha_long, at), by=ha_long.clerk, at=at, part_size=1)
    stop_job(job=last_job(run.job_key), by=ha_long.clerk, at=at)
    run.refresh_from_db()
    assert (run.state, states()) == ("stopped", [(n, 1, "planned") for n in (1, 2, 3)])
    with pytest.raises(Denied) as refused:
        resume_run(run=run, by=ha_long.officer, at=at)
    assert refused.value.reason == "Để in giấy khen, bằng khen cần vai trò “Văn thư” của Phường Hạ Long."
    resume_run(run=run, by=ha_long.clerk, at=at)
    assert (work_off(run), len(pages(run))) == ("done", 3)


def test_a_discarded_run_counts_its_sheets_as_spoiled_and_the_lines_can_be_ordered_anew(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    first = printed(decision, ha_long, at)
    codes = set(first.copies.values_list("check_code", flat=True))
    with pytest.raises(Denied) as refused:
        discard_run(run=first, reason="sai", by=ha_long.clerk, at=at)
    assert refused.value.reason.startswith("Cần ít nhất")
    discard_run(run=first, reason="Đặt sai vị trí chữ", by=ha_long.clerk, at=at)
    again = printed(decision, ha_long, at)
    assert states() == [(n, serial, state) for n in (1, 2, 3) for serial, state in ((1, "spoiled"), (2, "printed"))]
    assert not codes & set(again.copies.values_list("check_code", flat=True))
    assert [copy.replaces.run for copy in again.copies.all()] == [first] * 3


def test_an_order_never_printed_and_discarded_leaves_the_codes_to_the_next(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at, people=1)
    run = request_print(decision=decision, by=ha_long.clerk, at=at)
    stop_job(job=last_job(run.job_key), by=ha_long.clerk, at=at)
    run.refresh_from_db()
    discard_run(run=run, reason="Chọn nhầm mẫu in", by=ha_long.clerk, at=at)
    again = printed(decision, ha_long, at)
    assert again.copies.get().check_code == Honour.objects.get().check_code
    assert states() == [(1, 1, "dropped"), (1, 2, "printed")]


def test_spoiled_sheets_are_printed_anew_linked_to_the_first(province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    printed(decision, ha_long, at)
    run = print_spoiled(decision=decision, ordinals=[3, 1, 3], reason=TORN, by=ha_long.clerk, at=at)
    assert (work_off(run), run.why, len(pages(run))) == ("done", "spoiled", 2)
    assert states() == [(1, 1, "spoiled"), (1, 2, "printed"), (2, 1, "printed"), (3, 1, "spoiled"), (3, 2, "printed")]
    assert [(new.replaces.serial, new.replaces.honour_id == new.honour_id) for new in run.copies.all()] == [
        (1, True)
    ] * 2
    for ordinals, reason in (
        ([7], "Số 7 trong quyết định không có tờ nào đang dùng để báo hỏng."), ([], "Chưa ghi tờ nào bị hỏng."),
    ):  # fmt: skip
        with pytest.raises(Denied) as refused:
            print_spoiled(decision=decision, ordinals=ordinals, reason=TORN, by=ha_long.clerk, at=at)
        assert refused.value.reason == reason


def test_a_lost_sheet_is_reissued_on_a_request_and_linked(province):
    ha_long, at = province.ha_long, province.at
    copy = printed(issued(ha_long, at, people=1), ha_long, at).copies.get()
    new = replaced(copy, ha_long, at)
    assert work_off(new.run) == "done"
    copy.refresh_from_db()
    kept = Reissue.objects.get()
    assert (copy.state, new.replaces, new.serial, new.run.why, kept.copy) == ("replaced", copy, 2, "reissue", new)
    told = "Đề nghị của Bà Trần Thị Kín (Người được khen), đồng ý tại Công văn 12/UBND"
    assert (kept.request, kept.reason, kept.made_by) == (told, "Mất trong đợt lũ vừa qua", ha_long.clerk)
    assert new.check_code in pages(new.run)[0]
    assert copy.check_code != new.check_code


def test_a_sheet_is_replaced_only_on_a_granted_request_by_its_clerk_once_and_while_the_honour_stands(province):
    ha_long, at = province.ha_long, province.at
    copy = printed(issued(ha_long, at, people=1), ha_long, at).copies.get()
    given = {
        "honour": copy.honour, "kind": "exchange", "asker": "Bà An", "asker_role": "Người được khen", "papers": "Đơn",
        "reason": "Giấy bị ướt, rách góc", "received_on": at.date(), "by": ha_long.clerk, "at": at,
    }  # fmt: skip
    asked = receive_reissue(**given)

    def refusal(by=ha_long.clerk):
        with pytest.raises(Denied) as refused:
            print_reissue(request=asked, by=by, at=at)
        return refused.value.reason

    assert refusal().startswith("Không thực hiện được")  # nobody has agreed yet
    grant_reissue(request=asked, document="Công văn 12/UBND", by=ha_long.decider, at=at)
    assert refusal(province.cam_pha.clerk) == ("Để in giấy khen, bằng khen cần vai trò “Văn thư” của Phường Hạ Long.")
    assert states() == [(1, 1, "printed")]
    print_reissue(request=asked, by=ha_long.clerk, at=at)
    assert refusal() == "Tờ mới của đề nghị này đã được lập."
    assert states() == [(1, 1, "replaced"), (1, 2, "planned")]


def test_a_revoked_honour_gets_no_new_sheet_though_the_request_was_granted(province):
    ha_long, at = province.ha_long, province.at
    copy = printed(issued(ha_long, at, people=1), ha_long, at).copies.get()
    asked = receive_reissue(
        honour=copy.honour, kind="exchange", asker="Bà An", asker_role="Người được khen", papers="Đơn",
        reason="Giấy bị ướt, rách góc", received_on=at.date(), by=ha_long.clerk, at=at,
    )  # fmt: skip
    grant_reissue(request=asked, document="Công văn 12/UBND", by=ha_long.decider, at=at)
    revoke(copy.honour, ha_long.decider, at)
    with pytest.raises(Denied) as refused:
        print_reissue(request=asked, by=ha_long.clerk, at=at)
    assert refused.value.reason == "Khen thưởng này đã bị hủy bỏ nên không in lại, không cấp đổi, cấp lại giấy."
    assert states() == [(1, 1, "printed")]


def test_stock_takes_the_lines_of_its_kind_and_the_run_keeps_the_version_it_used(province):
    from dataclasses import replace

    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    first = laid_out(ha_long, decision.award_code, at)
    empty = laid_out(ha_long, decision.award_code, at, kind="collective")
    with pytest.raises(Denied) as refused:
        request_print(decision=decision, layout=empty, by=ha_long.clerk, at=at)
    assert refused.value.reason == "Không còn tờ nào thuộc loại này chờ in."
    run = printed(decision, ha_long, at, layout=first)
    assert len(pages(run)) == 3
    assert "CỘNG HÒA" not in pages(run)[0]
    moved = laid_out(
        ha_long, decision.award_code, at, layout=replace(first.layout, boxes=first.layout.boxes[:5]), seen=1
    )
    run.refresh_from_db()
    assert (run.layout, moved.version) == (first, 2)
    again = print_spoiled(decision=decision, ordinals=[1], reason=TORN, by=ha_long.clerk, at=at)
    assert again.layout == moved


def test_a_layout_of_another_agency_award_or_an_old_version_is_refused(province):
    from dataclasses import replace

    ha_long, cam_pha, at = province.ha_long, province.cam_pha, province.at
    decision = issued(ha_long, at)
    old = laid_out(ha_long, decision.award_code, at)
    laid_out(ha_long, decision.award_code, at, layout=replace(old.layout, boxes=old.layout.boxes[:3]), seen=1)
    for layout in (
        laid_out(cam_pha, decision.award_code, at), laid_out(ha_long, "certificate_of_merit_commune", at), old,
    ):  # fmt: skip
        with pytest.raises(Denied) as refused:
            request_print(decision=decision, layout=layout, by=ha_long.clerk, at=at)
        assert refused.value.reason.startswith("Mẫu in trên phôi này không phải mẫu hiện hành")


# ── screens ──


def test_the_screens_print_once_and_hand_out_the_files(client, province, django_assert_max_num_queries):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    client.force_login(ha_long.clerk)
    assert [d.pk for d in client.get(reverse("rewards:list")).context["waiting"]] == [decision.pk]
    page = client.get(reverse("rewards:detail", args=[decision.pk]))
    assert [(way.label, way.refused) for way in page.context["ways"]] == [
        ("In cả 3 tờ bằng mẫu A4 đầy đủ", ""), ("Đặt vị trí chữ trên phôi (cá nhân)", ""),
    ]  # fmt: skip
    for _ in range(2):
        client.post(reverse("rewards:print", args=[decision.pk]))
    run = PrintRun.objects.get()
    assert "Đang chờ đến lượt" in client.get(reverse("rewards:detail", args=[decision.pk])).text
    work_off(run)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("rewards:list"))
    assert ([d.pk for d in page.context["waiting"]], [r.record for r in page.context["table"].rows]) == ([], [run])
    with django_assert_max_num_queries(12):
        page = client.get(reverse("rewards:detail", args=[decision.pk]))
    part = run.parts.get()
    assert reverse("papers:open", args=[part.paper_id]) in page.text
    assert client.get(reverse("papers:open", args=[part.paper_id])).status_code == 200
    assert (page.context["ways"], len(page.context["table"].rows)) == ([], 3)
    assert [(act.label, bool(act.refused)) for act in page.context["after"]] == [
        ("Lập danh sách chi tiền thưởng", True), ("Chuẩn bị lễ trao", False), ("Ký huy hiệu số", False),
    ]  # fmt: skip
    assert (
        reverse("rewards:detail", args=[decision.pk])
        in client.get(reverse("decisions:detail", args=[decision.pk])).text
    )
    money = draft_bonus_list(decision=decision, by=ha_long.officer, at=at)
    issue_badges(decision=decision, by=ha_long.clerk, at=at)
    hall = {
        "title": "Lễ trao",
        "place": "Hội trường",
        "held_on": at.date(),
        "decisions": [decision],
        "by": ha_long.clerk,
        "at": at,
    }
    made = open_ceremony(unit=ha_long.unit, **hall)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("rewards:detail", args=[decision.pk]))
    assert [act.url for act in page.context["after"]] == [
        reverse("rewards:bonus", args=[money.pk]), reverse("rewards:ceremony", args=[made.pk]), reverse("rewards:badges"),
    ]  # fmt: skip


def test_the_screens_of_a_sheet_report_exchange_and_spoiling(client, province):
    ha_long, at = province.ha_long, province.at
    decision = issued(ha_long, at)
    run = printed(decision, ha_long, at)
    copy = run.copies.earliest("position")
    client.force_login(ha_long.clerk)
    sheet = reverse("rewards:sheet", args=[copy.pk])
    (act,) = client.get(sheet).context["actions"]
    assert (act.label, act.url) == (
        "Tiếp nhận cấp đổi, cấp lại", reverse("rewards:reissue-receive", args=[copy.honour_id]),
    )  # fmt: skip
    form = {
        "kind": "lost", "asker": "Bà An", "asker_role": "Người được khen", "reason": "Mất do lũ quét", "papers": "Đơn",
        "confirmed_by": "UBND phường", "received_on": "08/07/2025",
    }  # fmt: skip
    assert client.post(act.url, form | {"asker": ""}).status_code == 422
    page = client.post(act.url, form).url
    (act,) = client.get(sheet).context["actions"]
    assert (act.label, act.url) == ("Mở đề nghị cấp đổi, cấp lại", page)
    grant_reissue(request=ReissueRequest.objects.get(), document="Công văn 12/UBND", by=ha_long.decider, at=at)
    client.post(f"{page}in/")
    new = CertificateCopy.objects.get(replaces=copy)
    work_off(new.run)
    page = client.get(reverse("rewards:sheet", args=[new.pk]))
    assert [event.what for event in page.context["events"]] == [
        "Tờ số 1: in lần đầu", "Tờ số 1: đã thay bằng tờ khác", "Tờ số 2: cấp lại",
    ]  # fmt: skip
    assert "Tệp 1, trang 1" in page.text
    spoiled = reverse("rewards:spoiled", args=[decision.pk])
    assert client.post(spoiled, {"ordinals": "2; x", "reason": TORN}).status_code == 422
    client.post(spoiled, {"ordinals": "2-3", "reason": TORN})
    assert PrintRun.objects.filter(why="spoiled").get().count == 2
    first = PrintRun.objects.get(why="first")
    client.post(reverse("rewards:discard", args=[first.pk]), {"reason": "Đặt sai vị trí chữ"})
    first.refresh_from_db()
    assert first.state == "discarded"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", [3]), ("3, 12-14", [3, 12, 13, 14]), ("5 – 6;9", [5, 6, 9]), ("9-5", None), ("0", None), ("a", None),
        ("1-999999", None), ("-3", None), ("1,,2", [1, 2]), ("٣", None),
    ],
)  # fmt: skip
def test_ordinals_are_read_as_written(text, found):
    from django.core.exceptions import ValidationError

    from thidua.rewards.forms_printing import read_ordinals

    if found is None:
        with pytest.raises(ValidationError):
            read_ordinals(text)
    else:
        assert read_ordinals(text) == found


def test_another_unit_finds_neither_run_sheet_nor_file(client, province):
    ha_long, at = province.ha_long, province.at
    run = printed(issued(ha_long, at), ha_long, at)
    copy, part = run.copies.first(), run.parts.get()
    client.force_login(province.cam_pha.clerk)
    assert client.get(reverse("rewards:list")).context["table"].count == 0
    for name, pk in (("detail", run.decision_id), ("sheet", copy.pk), ("spoiled", run.decision_id),
                     ("discard", run.pk)):  # fmt: skip
        assert client.get(reverse(f"rewards:{name}", args=[pk])).status_code == 404
    for name, pk in (("print", run.decision_id), ("resume", run.pk)):
        assert client.post(reverse(f"rewards:{name}", args=[pk])).status_code == 404
    assert client.get(reverse("papers:open", args=[part.paper_id])).status_code == 403
