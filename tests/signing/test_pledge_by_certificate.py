"""A pledge signed by both heads with their own certificates, brought back as files."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from paperwork import practice_signing as hand
from tests.paperwork.signed import poppler
from tests.pledges.test_signing import refusal
from tests.signing.hands import AUTHORITY, desk, holder, register, trusted_folder
from thidua.pledges import actions
from thidua.pledges import actions_signing as signing
from thidua.pledges.models import PledgeSignature
from thidua.shared.denied import Stale
from thidua.shared.models import AuditEvent
from thidua.signing import actions as signing_actions
from thidua.signing.actions_certificates import end_certificate
from thidua.signing.models import SignatureCheck, SignedFile, SignerCertificate
from thidua.signing.queries import content_of
from thidua.units.models import RoleGrant


def reasons(file: SignedFile) -> list[str]:
    return [f["code"] for f in file.checks.first().then_findings if f["outcome"] in ("refused", "flag")]


def test_both_heads_sign_the_same_file_one_after_the_other(waiting, province, tmp_path):
    unit, top = province.ha_long.head, province.root.head
    first = waiting.hand_in(waiting.signed(unit, "member"), unit)
    assert (first.outcome, waiting.fresh.state) == ("accepted", "proposed")
    second = waiting.hand_in(waiting.signed(top, "superior"), top)
    pledge = waiting.fresh
    assert (second.outcome, pledge.state, pledge.signing.state) == ("accepted", "signed", "complete")
    assert list(pledge.signatures.values_list("side", "way", "signer__username", "file_id")) == [
        ("member", "digital", unit.username, first.pk),
        ("superior", "digital", top.username, second.pk),
    ]
    assert pledge.paper == second.paper
    assert poppler(content_of(pledge.paper), tmp_path) == [
        (unit.display_name, "Signature is Valid.", False),
        (top.display_name, "Signature is Valid.", True),
    ]
    acts = AuditEvent.objects.filter(thing_kind__in=["signing", "pledge"]).order_by("seq").values_list("act", flat=True)
    assert list(acts)[2:] == [
        "signing_prepared", "pledge_paper_prepared", "signed_file_received", "pledge_signed", "signed_file_received",
        "signing_completed", "pledge_frozen", "pledge_signed",
    ]  # fmt: skip


def test_a_certificate_nobody_knows_waits_for_a_clerk_who_confirms_with_a_reason(unregistered, province):
    unit, clerk, at = province.ha_long.head, province.ha_long.clerk, province.at
    file = unregistered.hand_in(unregistered.signed(unit, "member"), unit)
    assert (file.outcome, reasons(file), unregistered.fresh.signatures.count()) == ("flagged", ["signer"], 0)
    confirm = {"file": file, "remember": True, "at": at}
    assert refusal(signing.confirm_pledge_signer, **confirm, reason="", by=clerk) == (
        "Mời ghi lý do: đã đối chiếu chứng thư với gì."
    )
    assert refusal(signing.confirm_pledge_signer, **confirm, reason="x", by=province.cam_pha.clerk) == (
        "Để xác nhận người ký cần vai trò “Văn thư” hoặc “Chuyên viên thi đua, khen thưởng” của Phường Hạ Long."
    )
    signing.confirm_pledge_signer(**confirm, reason="Sê-ri trên biên bản giao token", by=clerk)
    assert list(unregistered.fresh.signatures.values_list("side", "way", "signer_id")) == [
        ("member", "digital", unit.pk)
    ]
    assert SignerCertificate.objects.get().user == unit
    with pytest.raises(Stale):
        signing_actions._settle(file, "accepted", "lần hai", clerk, at)


def test_a_rejected_file_frees_the_place_and_stays_on_record(unregistered, province):
    unit, clerk = province.ha_long.head, province.ha_long.clerk
    content = unregistered.signed(unit, "member")
    file = unregistered.hand_in(content, unit)
    assert refusal(unregistered.hand_in, content=content, by=unit) == ("Chữ ký của bên này đang chờ văn thư xác nhận.")
    signing_actions.reject_signed(file=file, reason="Không phải token của Chủ tịch", by=clerk, at=province.at)
    assert (file.outcome, file.paper is not None, unregistered.fresh.signatures.count()) == ("refused", True, 0)
    assert unregistered.hand_in(content, unit).outcome == "flagged"


def test_a_known_identity_number_in_the_certificate_needs_no_clerk(unregistered, province):
    from thidua.accounts.models import IdentityNumber
    from thidua.accounts.queries import keyed

    unit = province.ha_long.head
    IdentityNumber.objects.create(
        user=unit,
        digest=keyed("identity-number", "022085001234"),
        approved_at=province.at,
        approved_by=province.root.officer,
    )
    signed = unregistered.signed(unit, "member", identity="CCCD:022085001234")
    assert unregistered.hand_in(signed, unit).outcome == "accepted"
    kept = [f["text"] for f in SignatureCheck.objects.get().then_findings]
    assert [text for text in kept if "022085001234" in text] == []


def test_somebody_elses_certificate_is_refused(waiting, province):
    unit, top = province.ha_long.head, province.root.head
    file = waiting.hand_in(waiting.signed(top, "member"), unit)
    assert (file.outcome, reasons(file), file.paper) == ("refused", ["signer"], None)
    assert waiting.fresh.signatures.count() == 0


def test_a_signature_in_the_other_sides_field_is_refused(waiting, province):
    unit = province.ha_long.head
    file = waiting.hand_in(waiting.signed(unit, "superior"), unit)
    assert (file.outcome, reasons(file)) == ("refused", ["field"])


def test_who_heads_neither_side_hands_in_nothing(waiting, province):
    stranger = province.cam_pha.head
    assert refusal(waiting.hand_in, content=waiting.file(), by=stranger) == (
        "Để ký giao ước thi đua cần vai trò “Thủ trưởng đơn vị” của Phường Hạ Long hoặc của Tỉnh Quảng Ninh."
    )
    assert SignedFile.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d, unit: d.file(), "unsigned"),
        (lambda d, unit: d.signed(unit, "member")[:-30], "broken"),
        (lambda d, unit: d.signed(unit, "member").replace(b"/Sig", b"/Sih", 1), "altered"),
        (lambda d, unit: b"%PDF-1.7 khac", "different"),
        (lambda d, unit: d.signed(unit, "member", valid_to=date(2025, 1, 1)), "validity"),
        (lambda d, unit: hand.sign(d.file(), "ky_member", replace(holder(unit), authority="X"), post="", at=d.province.at),
         "chain"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_reason_and_only_its_checksum_kept(waiting, province, change, code):
    unit = province.ha_long.head
    file = waiting.hand_in(change(waiting, unit), unit)
    assert (file.outcome, reasons(file)[0], file.paper, len(file.sha256)) == ("refused", code, None, 64)
    assert (waiting.fresh.state, waiting.fresh.signatures.count()) == ("proposed", 0)


def test_a_revoked_certificate_is_refused(waiting, province, trust_folder):
    unit = province.ha_long.head
    day = (province.at - timedelta(days=1)).astimezone(UTC)
    serial = hand.certificate(holder(unit)).serial_number
    trusted_folder(trust_folder, crl=hand.revocation_list({serial: day}, name=AUTHORITY, made_at=day))
    assert reasons(waiting.hand_in(waiting.signed(unit, "member"), unit)) == ["revocation"]


def test_the_file_of_another_pledge_is_refused(waiting, province):
    from tests.pledges.samples import proposed

    other = proposed(province, province.cam_pha, waiting.pledge.movement)
    signing.prepare_pledge_paper(pledge=other, by=province.cam_pha.officer, at=province.at)
    content = hand.sign(
        content_of(other.signing.current), "ky_member", holder(province.ha_long.head), post="", at=province.at
    )
    assert waiting.hand_in(content, province.ha_long.head).outcome == "refused"


def test_a_file_signed_beside_the_other_signature_is_refused(waiting, province):
    unit, top = province.ha_long.head, province.root.head
    base = waiting.file()
    waiting.hand_in(waiting.signed(unit, "member"), unit)
    file = waiting.hand_in(waiting.signed(top, "superior", base=base), top)
    assert reasons(file) == ["beside"]


def test_two_files_at_once_give_one_signature_and_one_clear_message(waiting, province):
    unit = province.ha_long.head
    place = waiting.fresh.signing.places.select_related("signing__current", "unit").get(key="member")
    content = waiting.signed(unit, "member")
    first, second = (
        signing_actions.judge_signed(place=place, content=content, signer=unit, at=province.at) for _ in range(2)
    )
    signing_actions.receive_signed(judged=first, signer=unit, by=unit, at=province.at)
    with pytest.raises(Stale):
        signing_actions.receive_signed(judged=second, signer=unit, by=unit, at=province.at)
    again = waiting.fresh.signing.places.select_related("signing__current", "unit").get(key="member")
    late = replace(second, place=again, version=again.signing.version)
    with pytest.raises(Stale):
        signing_actions.receive_signed(judged=late, signer=unit, by=unit, at=province.at)
    assert SignedFile.objects.count() == 1


def test_taking_the_pledge_back_stops_the_signing_and_its_files_no_longer_count(waiting, province):
    unit = province.ha_long.head
    waiting.hand_in(waiting.signed(unit, "member"), unit)
    old = waiting.file()
    actions.take_back_pledge(pledge=waiting.fresh, by=province.ha_long.officer, at=province.at)
    pledge = waiting.fresh
    assert (pledge.signing, pledge.signatures.count(), SignedFile.objects.get().outcome) == (None, 0, "accepted")
    assert SignedFile.objects.get().place.signing.state == "closed"
    actions.edit_pledge(pledge=pledge, commitments="Khác.", by=province.ha_long.officer, at=province.at)
    actions.propose_pledge(pledge=waiting.fresh, by=province.ha_long.officer, at=province.at)
    signing.prepare_pledge_paper(pledge=waiting.fresh, by=province.ha_long.officer, at=province.at)
    assert waiting.hand_in(old, unit).outcome == "refused"


def test_a_side_may_sign_on_the_screen_and_the_other_with_a_certificate(waiting, province):
    unit, top = province.ha_long.head, province.root.head
    waiting.hand_in(waiting.signed(unit, "member"), unit)
    actions.sign_pledge(pledge=waiting.fresh, by=top, at=province.at)
    pledge = waiting.fresh
    assert (pledge.state, pledge.paper, pledge.signing.state) == ("signed", SignedFile.objects.get().paper, "complete")
    assert set(pledge.signatures.values_list("way", flat=True)) == {"digital", "screen"}


def test_checked_again_the_verdict_of_then_and_of_today_stand_side_by_side(waiting, province, trust_folder):
    unit = province.ha_long.head
    file = waiting.hand_in(waiting.signed(unit, "member"), unit)
    later = province.at + timedelta(days=20)
    revoked = (province.at + timedelta(days=10)).astimezone(UTC)
    serial = hand.certificate(holder(unit)).serial_number
    trusted_folder(trust_folder, crl=hand.revocation_list({serial: revoked}, name=AUTHORITY, made_at=revoked))
    check = signing_actions.check_again(file=file, by=province.ha_long.officer, at=later)
    assert (check.then_outcome, check.now_outcome, file.checks.count()) == ("accepted", "refused", 2)
    assert refusal(signing_actions.check_again, file=file, by=province.stranger, at=later) == (
        "Bạn không có quyền xem chữ ký trên giấy tờ này."
    )


def test_a_kept_file_that_was_changed_on_the_disk_is_noticed(waiting, province):
    unit = province.ha_long.head
    file = waiting.hand_in(waiting.signed(unit, "member"), unit)
    with open(file.paper.file.path, "r+b") as kept:
        kept.seek(-100, 2)
        kept.write(b"\0")
    check = signing_actions.check_again(file=file, by=unit, at=province.at)
    assert (check.then_outcome, [f["code"] for f in check.now_findings]) == ("refused", ["kept"])


def test_an_ended_certificate_needs_a_clerk_again(waiting, province):
    unit, clerk = province.ha_long.head, province.ha_long.clerk
    known = SignerCertificate.objects.get(user=unit)
    end_certificate(certificate=known, reason="Mất token", by=clerk, at=province.at)
    assert waiting.hand_in(waiting.signed(unit, "member"), unit).outcome == "flagged"


def test_a_certificate_is_ended_by_its_holder_or_its_office_and_once(waiting, province):
    head = province.ha_long.head
    known = SignerCertificate.objects.get(user=head)
    seen_before = SignerCertificate.objects.get(user=head)
    ending = {"certificate": known, "reason": "Mất token", "at": province.at}
    assert refusal(end_certificate, **ending, by=province.cam_pha.clerk) == (
        f"Chỉ {head.display_name}, văn thư hoặc chuyên viên của đơn vị người đó ngừng dùng được chứng thư này."
    )
    assert refusal(end_certificate, **{**ending, "reason": " "}, by=head) == "Mời ghi lý do."
    end_certificate(**ending, by=head)
    assert refusal(end_certificate, **ending, by=head) == "Chứng thư này đã ngừng dùng."
    assert refusal(end_certificate, **{**ending, "certificate": seen_before}, by=province.ha_long.clerk) == (
        "Trang này đã cũ: nội dung vừa được người khác thay đổi. Mời tải lại rồi làm lại."
    )
    RoleGrant.objects.filter(user=head).update(ends_on=province.at.date() - timedelta(days=1))
    again = register(head, province.root.officer, province.at)
    end_certificate(certificate=again, reason="Đã thôi giữ chức vụ", by=province.ha_long.clerk, at=province.at)
    assert SignerCertificate.objects.filter(user=head, ended_at=None).count() == 0


def test_a_certificate_has_one_holder(waiting, province):
    assert refusal(lambda: register(province.ha_long.head, province.root.officer, province.at)) == (
        "Chứng thư này đã đăng ký cho một tài khoản."
    )


def test_signing_on_the_server_is_never_offered_outside_practice(waiting, province, settings):
    arguments = {"pledge": waiting.fresh, "by": province.ha_long.head, "at": province.at}
    settings.DEMO = False
    assert refusal(signing.sign_pledge_for_practice, **arguments) == (
        "Ký trên máy chủ chỉ có ở tỉnh diễn tập; ở đây mời ký bằng chứng thư của mình rồi tải tệp lên."
    )
    settings.DEMO = True
    assert signing.sign_pledge_for_practice(**arguments).outcome == "accepted"
    assert PledgeSignature.objects.get().way == "practice"


def test_practice_signatures_are_refused_outside_practice(waiting, province, settings):
    unit = province.ha_long.head
    settings.DEMO = False
    content = hand.sign(
        waiting.file(), "ky_member", replace(holder(unit), authority=hand.AUTHORITY), post="", at=province.at
    )
    assert reasons(waiting.hand_in(content, unit))[0] == "chain"


def test_a_paper_is_prepared_once_and_only_while_the_pledge_waits(province):
    made = desk(province)
    assert (
        refusal(signing.prepare_pledge_paper, pledge=made.fresh, by=province.ha_long.officer, at=province.at)
        == "Bản chờ ký đã được phát hành."
    )
    assert refusal(
        signing.prepare_pledge_paper, pledge=made.fresh, by=province.cam_pha.officer, at=province.at
    ).startswith("Để phát hành bản chờ ký cần vai trò")


def test_a_broken_revocation_list_stops_the_check_instead_of_passing_for_none(waiting, province, trust_folder):
    (trust_folder / "crl" / "ca.crl").write_bytes(b"rong")
    unit = province.ha_long.head
    assert refusal(waiting.hand_in, content=waiting.signed(unit, "member"), by=unit) == (
        "Tệp crl/ca.crl trong thư mục chứng thực không đọc được; hãy báo kỹ thuật viên."
    )
