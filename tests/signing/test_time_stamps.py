"""Signatures made by the product's own act with a time-stamping authority configured: honest, silent, lying."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from paperwork import practice_signing, time_stamps
from tests.decisions.builders import signed
from tests.paperwork.signed import poppler
from tests.signing import stamping
from thidua.decisions import actions_signing
from thidua.decisions.actions_signing import SEAL, SIGNER
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent
from thidua.signing.models import SignedFile, SignerCertificate
from thidua.signing.queries import content_of

STAMPED = {"code": "time", "outcome": "met", "text": "Có dấu thời gian được tin cậy: 10:04 ngày 08/07/2025."}


@pytest.fixture
def decision(province, settings, trust_folder):
    """A numbered decision of a practice province whose folder of trust holds the time-stamping authority."""
    settings.DEMO = True
    (trust_folder / "anchors" / "tsa.pem").write_bytes(stamping.certificate().public_bytes(Encoding.PEM))
    decision = signed(province.ha_long, province.at)
    actions_signing.number_decision(decision=decision, by=province.ha_long.clerk, at=province.at)
    practice_signing.time_stamper.cache_clear()
    decision.refresh_from_db()
    return decision


def _times(decision, key: str) -> list[dict[str, str]]:
    (file,) = decision.signing.places.get(key=key).files.all()
    return [found for found in file.checks.get().then_findings if found["code"] == "time"]


def test_person_and_agency_sign_with_a_stamp_and_the_check_says_its_time(decision, province, settings, tmp_path):
    ha_long, at = province.ha_long, province.at
    with stamping.authority(stamping.honest) as settings.SIGNING_TSA_URL:
        actions_signing.sign_for_practice(decision=decision, by=ha_long.decider, at=at)
        decision.refresh_from_db()
        actions_signing.seal_for_practice(decision=decision, by=ha_long.clerk, at=at)
    decision.refresh_from_db()
    assert (decision.state, _times(decision, SIGNER), _times(decision, SEAL)) == ("issued", [STAMPED], [STAMPED])
    said = poppler(content_of(decision.paper), tmp_path)
    assert [verdict for _, verdict, _ in said] == ["Signature is Valid.", "Signature is Valid."]


def test_a_stamp_of_an_authority_the_agency_does_not_trust_proves_no_time(decision, province, settings, trust_folder):
    (trust_folder / "anchors" / "tsa.pem").unlink()
    with stamping.authority(stamping.honest) as settings.SIGNING_TSA_URL:
        actions_signing.sign_for_practice(decision=decision, by=province.ha_long.decider, at=province.at)
    (found,) = _times(decision, SIGNER)
    assert (found["outcome"], "dấu thời gian trong tệp không do tổ chức được tin cậy cấp" in found["text"]) == (
        "note",
        True,
    )


def _refused(decision, province) -> str:
    """Why signing was refused; asserts that nothing at all was written."""
    before = AuditEvent.objects.count()
    file = decision.signing.current_id
    with pytest.raises(Denied) as refused:
        actions_signing.sign_for_practice(decision=decision, by=province.ha_long.decider, at=province.at)
    decision.signing.refresh_from_db()
    assert (AuditEvent.objects.count(), SignedFile.objects.count(), SignerCertificate.objects.count()) == (before, 0, 0)
    assert (decision.signing.current_id, decision.signing.state) == (file, "open")
    start, end = "Chưa ký: máy chủ cấp dấu thời gian ", ". Văn bản vẫn như trước khi ký"
    assert refused.value.reason.startswith(start)
    return refused.value.reason.removeprefix(start).partition(end)[0]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (stamping.other_nonce, "trả lời cho một câu hỏi khác (số nonce không khớp)"),
        (stamping.no_nonce, "trả lời cho một câu hỏi khác (số nonce không khớp)"),
        (stamping.other_imprint, "đóng dấu lên nội dung khác (mã băm không khớp)"),
        (stamping.other_key, "gửi dấu thời gian có chữ ký không đúng"),
        (stamping.refuses, "từ chối cấp dấu thời gian"),
        (stamping.garbage, "trả lời không phải dấu thời gian"),
        (stamping.a_page, "trả lời không phải dấu thời gian"),
        (stamping.endless, "trả lời không phải dấu thời gian"),
        (stamping.fails, "báo lỗi 500"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_an_authority_that_lies_or_fails_stops_the_signing_whole(decision, province, settings, answers, why):
    with stamping.authority(answers) as settings.SIGNING_TSA_URL:
        assert _refused(decision, province) == why


def test_an_authority_that_is_down_or_misconfigured_stops_the_signing_whole(decision, province, settings):
    with stamping.authority(stamping.honest) as address:
        pass
    settings.SIGNING_TSA_URL = address
    assert _refused(decision, province) == "không kết nối được"
    settings.SIGNING_TSA_URL = "file:///etc/hostname"
    assert _refused(decision, province) == "địa chỉ đã cấu hình không phải http hay https"


def test_an_authority_that_drips_its_answer_is_cut_off(decision, province, settings, monkeypatch):
    monkeypatch.setattr(time_stamps.TimeStampAuthority.__init__, "__kwdefaults__", {"seconds": 0.5})
    with stamping.authority(stamping.honest, pause=0.2) as settings.SIGNING_TSA_URL:
        assert _refused(decision, province) == "không trả lời kịp"
