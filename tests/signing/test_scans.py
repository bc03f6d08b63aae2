"""A pledge signed in ink: the scan is kept and called a scan."""

from datetime import date, timedelta

from tests.paperwork.test_signatures import JPEG, PNG, changed, script
from tests.pledges.test_signing import refusal
from thidua.pledges import actions_signing as signing
from thidua.signing.models import SignedFile


def scan(waiting, province, content=PNG, **changes):
    arguments = {
        "signers": {"member": province.ha_long.head, "superior": province.root.head},
        "signed_on": province.at.date(),
        "by": province.ha_long.clerk,
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
    from thidua.pledges import actions

    actions.sign_pledge(pledge=waiting.fresh, by=province.ha_long.head, at=province.at)
    assert refusal(scan, waiting=waiting, province=province) == "Phường Hạ Long đã ký giao ước."
