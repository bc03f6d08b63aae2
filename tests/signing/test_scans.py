"""A pledge signed in ink: the scan is kept and called a scan."""

from datetime import date, timedelta

from tests.paperwork.test_signatures import JPEG, PNG, changed, script
from tests.pledges.test_signing import refusal
from thidua.pledges import actions
from thidua.pledges import actions_signing as signing
from thidua.pledges.reminders import unconfirmed
from thidua.reports.queries import Task, tasks_for
from thidua.shared.models import Letter
from thidua.signing import actions as signing_actions
from thidua.signing.models import SignedFile


def scan(waiting, province, content=PNG, **changes):
    arguments = {
        "signers": {"member": province.ha_long.head, "superior": province.root.head},
        "signed_on": province.at.date(),
        "by": province.root.officer,
        "at": province.at,
    }
    return signing.scan_pledge(pledge=waiting.fresh, content=content, **(arguments | changes))


def test_one_scan_carries_both_signatures_in_ink(waiting, province):
    files = scan(waiting, province)
    pledge = waiting.fresh
    assert (pledge.state, pledge.signing.state, {f.way for f in files}) == ("signed", "complete", {"scan"})
    assert {f.paper for f in files} == {pledge.paper}
    assert set(pledge.signatures.values_list("side", "way")) == {("member", "scan"), ("superior", "scan")}
    assert pledge.paper.file.name.endswith(".png")


def told(to) -> list[str]:
    return list(Letter.objects.filter(to=to, subject__contains="bản giấy").values_list("subject", flat=True))


def test_a_clerk_vouches_for_the_own_head_only_the_other_side_waits_for_its_clerk(waiting, province):
    clerk, top = province.ha_long.clerk, province.root.head
    files = scan(waiting, province, by=clerk)
    assert [(f.place.key, f.outcome) for f in files] == [("member", "accepted"), ("superior", "flagged")]
    assert (waiting.fresh.state, [s.side for s in waiting.fresh.signatures.all()]) == ("proposed", ["member"])
    assert told(top) == ["Ghi nhận bạn đã ký bản giấy: giao ước của Phường Hạ Long"]
    assert told(province.ha_long.head) == ["Ghi nhận bạn đã ký bản giấy: giao ước của Phường Hạ Long"]
    waits = ["Chữ ký trên bản giấy chờ xác nhận: giao ước của Phường Hạ Long"]
    assert [told(each) for each in (province.root.clerk, province.root.officer, clerk)] == [waits, waits, []]
    task = Task("Chữ ký chờ xác nhận", f"/giao-uoc/{waiting.pledge.pk}/ky-so/", 1)
    tasks = {
        u: [t for t in tasks_for(u, province.at.date()) if t.label == task.label] for u in (province.root.clerk, clerk)
    }
    assert tasks == {province.root.clerk: [task], clerk: []}
    due = [(d.to, d.what) for d in unconfirmed(province.at.date())]
    what = f"Xác nhận chữ ký của {top.display_name} trên giao ước năm 2025 của Phường Hạ Long"
    assert sorted(due) == sorted([(province.root.clerk.pk, what), (province.root.officer.pk, what)])


def test_a_waiting_side_is_confirmed_by_its_own_clerk_alone(waiting, province):
    *_, file = scan(waiting, province, by=province.ha_long.clerk)
    confirm = {"file": file, "reason": "Bản giấy lưu tại văn thư", "remember": False, "at": province.at}
    for other in (province.ha_long.clerk, province.ha_long.officer, province.root.head):
        assert refusal(signing.confirm_pledge_signer, **confirm, by=other) == (
            "Để xác nhận người ký cần vai trò “Văn thư” hoặc “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh."
        )
    signing.confirm_pledge_signer(**confirm, by=province.root.clerk)
    pledge = waiting.fresh
    assert (pledge.state, pledge.signing.state) == ("signed", "complete")
    assert set(pledge.signatures.values_list("side", "way", "signer")) == {
        ("member", "scan", province.ha_long.head.pk),
        ("superior", "scan", province.root.head.pk),
    }
    assert pledge.signing.current == pledge.signing.issued


def test_a_scan_that_waits_hinders_no_head_from_signing(waiting, province):
    unit, top = province.ha_long.head, province.root.head
    file, *_ = scan(waiting, province, by=province.ha_long.clerk, signers={"superior": top})
    late = {"file": file, "reason": "x", "remember": False, "by": province.root.clerk, "at": province.at}
    assert waiting.hand_in(waiting.signed(unit, "member"), unit).outcome == "accepted"
    actions.sign_pledge(pledge=waiting.fresh, by=top, at=province.at)
    assert (waiting.fresh.state, waiting.fresh.paper) == ("signed", waiting.fresh.signing.current)
    assert refusal(signing.confirm_pledge_signer, **late) == (
        "Tỉnh Quảng Ninh đã ký giao ước; tệp này không cần xác nhận nữa."
    )


def test_a_rejected_scan_counts_for_nothing(waiting, province):
    *_, file = scan(waiting, province, by=province.ha_long.clerk)
    signing_actions.reject_signed(file=file, reason="Chủ tịch chưa ký", by=province.root.clerk, at=province.at)
    assert (file.outcome, waiting.fresh.state, waiting.fresh.signatures.count()) == ("refused", "proposed", 1)


def test_a_scan_of_one_side_leaves_the_other_open(waiting, province):
    scan(waiting, province, content=JPEG, signers={"member": province.ha_long.head})
    assert (waiting.fresh.state, waiting.fresh.signatures.get().side) == ("proposed", "member")


def test_what_is_no_scan_is_refused(waiting, province, settings):
    for content in (b"", b"MZ\x90", b"<svg/>", b"PK\x03\x04"):
        assert refusal(scan, waiting=waiting, province=province, content=content) == (
            "Chỉ nhận bản quét PDF, ảnh JPEG hoặc PNG."
        )
    assert refusal(scan, waiting=waiting, province=province, content=changed(waiting.file(), script)) == (
        "Tệp có mã lệnh, tự động mở hoặc tệp đính kèm bên trong nên không nhận."
    )
    settings.UPLOAD_LARGEST = 2**20
    assert refusal(scan, waiting=waiting, province=province, content=PNG + b"\0" * 2**20) == (
        "Tệp quá lớn: nhiều nhất 1 MB."
    )
    assert SignedFile.objects.count() == 0


def test_only_heads_sign_and_only_clerks_hand_in(waiting, province):
    wrong = {"signers": {"member": province.cam_pha.head}}
    assert refusal(scan, waiting=waiting, province=province, **wrong) == (
        "Người ký cho Phường Hạ Long phải là thủ trưởng của đơn vị vào ngày ký."
    )
    assert refusal(scan, waiting=waiting, province=province, signers={}) == "Mời chọn bên đã ký trên bản giấy."
    assert refusal(scan, waiting=waiting, province=province, by=province.cam_pha.clerk) == (
        "Để tải lên bản giấy đã ký cần vai trò “Văn thư” hoặc “Chuyên viên thi đua, khen thưởng” của Phường Hạ Long."
    )


def test_the_day_of_signing_lies_between_issue_and_today(waiting, province):
    reason = "Ngày ký phải từ ngày phát hành bản chờ ký đến hôm nay."
    for day in (date(2025, 7, 7), province.at.date() + timedelta(days=1)):
        assert refusal(scan, waiting=waiting, province=province, signed_on=day) == reason


def test_a_side_that_signed_on_the_screen_is_not_signed_again_by_a_scan(waiting, province):
    actions.sign_pledge(pledge=waiting.fresh, by=province.ha_long.head, at=province.at)
    assert refusal(scan, waiting=waiting, province=province) == "Phường Hạ Long đã ký giao ước."
