"""A numbered paper signed by the person it names, then by the agency; what is refused, and ink instead."""

from datetime import date, timedelta

import pytest

from paperwork import practice_signing as hand
from paperwork.practice_signing import Holder
from tests.decisions.builders import signed
from tests.signing.hands import AUTHORITY, holder, register, trusted_folder
from thidua.decisions import actions, actions_signing
from thidua.decisions.actions_signing import SEAL, SIGNER
from thidua.honours.models import Honour
from thidua.papers.models import NumberNote
from thidua.papers.queries import book_of
from thidua.shared.denied import Denied
from thidua.signing.actions_certificates import register_certificate
from thidua.signing.queries import content_of
from thidua.units.models import RoleGrant


@pytest.fixture
def trusted(settings, tmp_path):
    settings.SIGNING_TRUST_FOLDER = str(trusted_folder(tmp_path))


def _agency(office) -> Holder:
    return Holder(code="agency", name=office.unit.agency_name, agency=office.unit.agency_name, authority=AUTHORITY)


def _known_agency(office, by, at) -> None:
    from cryptography.hazmat.primitives import hashes

    found = hand.certificate(_agency(office)).fingerprint(hashes.SHA256()).hex()
    register_certificate(
        user=by, fingerprint=found, name=office.unit.agency_name, issuer=AUTHORITY, serial="2", agency=office.unit,
        by=by, at=at,
    )  # fmt: skip


def numbered(office, at, **fields):
    decision = signed(office, at, **fields)
    actions_signing.number_decision(decision=decision, by=office.clerk, at=at)
    decision.refresh_from_db()
    return decision


def by_person(decision, at, who=None, base: bytes | None = None) -> bytes:
    content = base or content_of(decision.signing.current)
    return hand.sign(content, "nguoi_ky", holder(who or decision.signed_by), post="Chủ tịch", at=at)


def by_agency(decision, office, at) -> bytes:
    return hand.sign(
        content_of(decision.signing.current),
        "co_quan",
        _agency(office),
        post=office.unit.agency_name,
        at=at,
        is_seal=True,
    )


def _both(office, at, trusted):
    register(office.decider, office.clerk, at)
    _known_agency(office, office.clerk, at)
    decision = numbered(office, at)
    first = actions_signing.sign_by_file(decision=decision, content=by_person(decision, at), by=office.decider, at=at)
    decision.refresh_from_db()
    decision.signing.refresh_from_db()
    return decision, first


def test_the_person_then_the_agency_and_the_paper_is_in_force(province, trusted):
    ha_long, at = province.ha_long, province.at
    decision, first = _both(ha_long, at, trusted)
    assert (first.outcome, decision.state, decision.number_text, Honour.objects.count()) == (
        "accepted", "numbered", "01/QĐ-UBND", 0,
    )  # fmt: skip
    content = by_agency(decision, ha_long, at)
    second = actions_signing.seal_by_file(decision=decision, content=content, by=ha_long.clerk, at=at)
    decision.refresh_from_db()
    with decision.paper.file.open("rb") as kept:
        assert kept.read() == content
    assert (second.outcome, decision.state, decision.signing.state, Honour.objects.count()) == (
        "accepted", "issued", "complete", 3,
    )  # fmt: skip
    assert (decision.paper.number_text, decision.paper.is_public) == ("01/QĐ-UBND", True)


def test_the_agency_never_signs_first_and_nothing_is_issued_with_a_signature_missing(province, trusted):
    ha_long, at = province.ha_long, province.at
    _known_agency(ha_long, ha_long.clerk, at)
    decision = numbered(ha_long, at)
    content = by_agency(decision, ha_long, at)
    with pytest.raises(Denied) as sealed:
        actions_signing.seal_by_file(decision=decision, content=content, by=ha_long.clerk, at=at)
    with pytest.raises(Denied) as finished:
        actions_signing.finish_decision(decision=decision, by=ha_long.clerk, at=at)
    with pytest.raises(Denied) as direct:
        actions.issue_decision(decision=decision, by=ha_long.clerk, at=at)
    assert sealed.value.reason == (
        "Chưa có chữ ký số của Chủ tịch decider Phường Hạ Long; cơ quan ký sau người có thẩm quyền."
    )
    assert finished.value.reason == ("Chưa ban hành được: còn thiếu chữ ký của Chủ tịch decider Phường Hạ Long.")
    assert direct.value.reason.startswith("Quyết định này đã cấp số và đang chờ ký số")
    decision.refresh_from_db()
    assert (decision.state, Honour.objects.count()) == ("numbered", 0)


def test_a_signer_whose_delegation_has_ended_is_refused_with_its_last_day(province, trusted):
    ha_long, at = province.ha_long, province.at
    deputy = ha_long.head
    own = RoleGrant.objects.get(user=ha_long.decider, role="decider", unit=ha_long.unit)
    RoleGrant.objects.create(
        user=deputy, role="decider", unit=ha_long.unit, starts_on=date(2025, 7, 1), ends_on=at.date(),
        delegated_from=own, document="Giấy ủy quyền 03/GUQ-UBND",
    )  # fmt: skip
    from tests.decisions.builders import drafted

    decision = drafted(ha_long, at)
    actions.sign_decision(decision=decision, by=deputy, at=at)
    actions_signing.number_decision(decision=decision, by=ha_long.clerk, at=at)
    decision.refresh_from_db()
    later = at + timedelta(days=1)
    with pytest.raises(Denied) as refused:
        actions_signing.sign_by_file(decision=decision, content=by_person(decision, later), by=deputy, at=later)
    assert refused.value.reason == (
        f"Ủy quyền ký của decider Phường Hạ Long cho {deputy.display_name} đã hết hạn ngày 08/07/2025 "
        "(Giấy ủy quyền 03/GUQ-UBND). Cần văn bản ủy quyền mới hoặc người khác ký."
    )
    with pytest.raises(Denied) as other:
        actions_signing.sign_by_file(decision=decision, content=b"", by=ha_long.decider, at=at)
    assert other.value.reason.startswith("Văn bản này ghi tên người ký là")


def test_an_altered_file_another_persons_certificate_and_a_private_seal_are_refused_by_name(province, trusted):
    ha_long, at = province.ha_long, province.at
    register(ha_long.decider, ha_long.clerk, at)
    register(province.cam_pha.decider, ha_long.clerk, at)
    decision = numbered(ha_long, at)
    good = by_person(decision, at)
    place = len(content_of(decision.signing.current)) * 3 // 4
    altered = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
    outcomes = []
    for content in (altered, by_person(decision, at, province.cam_pha.decider), content_of(decision.signing.current)):
        file = actions_signing.sign_by_file(decision=decision, content=content, by=ha_long.decider, at=at)
        (check,) = file.checks.all()
        refusals = [(f["code"], f["text"]) for f in check.then_findings if f["outcome"] == "refused"]
        outcomes.append((file.outcome, refusals))
        decision.signing.refresh_from_db()
    assert outcomes == [
        (
            "refused",
            [(
                "altered",
                f"Nội dung đã phát hành bị thay đổi (từ byte thứ {place + 1}). Phần mềm ký phải giữ nguyên bản đã phát "
                "hành và chỉ ghi thêm chữ ký vào cuối tệp.",
            )],
        ),
        (
            "refused",
            [("signer", "Chứng thư là của decider Phường Cẩm Phả, không phải của người tải tệp lên.")],
        ),
        (
            "refused",
            [(
                "unsigned",
                "Tệp đúng là bản đã phát hành nhưng chưa có chữ ký mới nào. Hãy ký số rồi tải lên lại.",
            )],
        ),
    ]  # fmt: skip


def test_a_persons_certificate_is_no_seal_and_an_unknown_one_waits_for_a_colleague(province, trusted):
    ha_long, at = province.ha_long, province.at
    register(ha_long.decider, ha_long.clerk, at)
    register(ha_long.clerk, ha_long.clerk, at)
    decision = numbered(ha_long, at)
    actions_signing.sign_by_file(decision=decision, content=by_person(decision, at), by=ha_long.decider, at=at)
    decision.signing.refresh_from_db()
    private = hand.sign(
        content_of(decision.signing.current), "co_quan", holder(ha_long.clerk), post="", at=at, is_seal=True
    )
    file = actions_signing.seal_by_file(decision=decision, content=private, by=ha_long.clerk, at=at)
    assert (file.outcome, file.checks.get().then_findings[-1]["text"]) == (
        "refused",
        "Chứng thư là của một cá nhân (clerk Phường Hạ Long); chỗ này cần chữ ký số của cơ quan "
        f"{ha_long.unit.agency_name}.",
    )
    decision.signing.refresh_from_db()
    file = actions_signing.seal_by_file(
        decision=decision, content=by_agency(decision, ha_long, at), by=ha_long.clerk, at=at
    )
    assert file.outcome == "flagged"
    actions_signing.confirm_decision_signer(
        file=file, reason="Đã đối chiếu giấy bàn giao USB token", remember=True, by=ha_long.officer, at=at
    )
    decision.refresh_from_db()
    assert decision.state == "numbered"
    honours = actions_signing.finish_decision(decision=decision, by=ha_long.clerk, at=at)
    assert (decision.state, len(honours)) == ("issued", 3)


def test_a_number_whose_paper_is_withdrawn_stays_in_the_book_as_void(province, trusted):
    ha_long, at = province.ha_long, province.at
    decision = numbered(ha_long, at)
    actions.withdraw_decision(decision=decision, reason="Phát hiện sai danh sách", by=ha_long.decider, at=at)
    second = signed(ha_long, at, award="grassroots_emulation_fighter")
    actions.issue_decision(decision=second, by=ha_long.clerk, at=at)
    assert second.number_text == "02/QĐ-UBND"
    (note,) = NumberNote.objects.all()
    assert [(line.text, line.state) for line in book_of(note.series)] == [
        ("01/QĐ-UBND", "void"), ("02/QĐ-UBND", "issued"),
    ]  # fmt: skip
    decision.signing.refresh_from_db()
    assert (decision.signing.state, note.reason) == ("closed", "Phát hiện sai danh sách")


def test_practice_signatures_issue_a_paper_only_in_a_practice_province(province, settings):
    ha_long, at = province.ha_long, province.at
    decision = numbered(ha_long, at)
    with pytest.raises(Denied) as refused:
        actions_signing.sign_for_practice(decision=decision, by=ha_long.decider, at=at)
    assert refused.value.reason.startswith("Ký trên máy chủ chỉ có ở tỉnh diễn tập")
    settings.DEMO = True
    actions_signing.sign_for_practice(decision=decision, by=ha_long.decider, at=at)
    decision.refresh_from_db()
    actions_signing.seal_for_practice(decision=decision, by=ha_long.clerk, at=at)
    assert (decision.state, [f.place.key for f in decision.signing.places.get(key=SIGNER).files.all()]) == (
        "issued", [SIGNER],
    )  # fmt: skip
    assert decision.signing.places.get(key=SEAL).files.get().certificate_name == ha_long.unit.agency_name


def test_ink_instead_of_certificates_keeps_the_scan_and_issues(province):
    ha_long, at = province.ha_long, province.at
    decision = numbered(ha_long, at)
    scan = content_of(decision.signing.current)
    with pytest.raises(Denied) as early:
        actions_signing.ink_instead(
            decision=decision, content=scan, signed_on=date(2025, 7, 9), by=ha_long.clerk, at=at, own_hand=True
        )
    assert early.value.reason == "Ngày ký phải từ ngày phát hành bản chờ ký đến hôm nay."
    actions_signing.ink_instead(
        decision=decision, content=scan, signed_on=at.date(), by=ha_long.clerk, at=at, own_hand=True
    )
    decision.refresh_from_db()
    assert (decision.state, decision.scan.kind, Honour.objects.count()) == ("issued", "decision_scan", 3)
