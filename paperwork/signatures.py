"""Whether a returned file is the issued paper with one more signature, by whom, and whether that signature holds.

The file must begin with the very bytes that were issued, so all that needs trust is what was appended. That part is
read in a child process with little memory and time (``signature_child.py``); uploads never reach a parser here.
Law 20/2023/QH15 on electronic transactions and Decree 30/2020 (Appendix I) ask for the signer's own certificate, an
unchanged content and a time; the words of the findings say what was checked, never more.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

# met: checked and right. note: to be known. unknown: could not be checked. flag: a person must look. refused: wrong.
Outcome = Literal["met", "note", "unknown", "flag", "refused"]

LARGEST = 20 * 1024 * 1024  # bytes of a returned file
LARGEST_ADDED = 5 * 1024 * 1024  # bytes one signing program may append: picture, fonts, certificates, revocation lists
MEMORY_MB, SECONDS = 1024, 30
_CHILD = Path(__file__).with_name("signature_child.py")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what (`code`), with what result, in a Vietnamese sentence."""

    code: str
    outcome: Outcome
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The signer as the certificate says. `identity` is the personal number a Vietnamese authority writes into the
    certificate ("CCCD:…"), digits only, "" when there is none; dates are ISO texts."""

    field: str
    name: str
    agency: str
    issuer: str
    serial: str
    fingerprint: str
    identity: str
    valid_from: str
    valid_to: str
    claimed_at: str
    stamped_at: str
    certificate: str  # DER as base64


@dataclass(frozen=True, slots=True)
class Trust:
    """What the agency trusts, all DER: certificates of authorities, further certificates of chains, revocation lists."""

    anchors: tuple[bytes, ...] = ()
    others: tuple[bytes, ...] = ()
    revocations: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Examination:
    """The findings for one moment and the signer, None when no new signature could be read."""

    findings: tuple[Finding, ...]
    seen: Seen | None = None

    @property
    def outcome(self) -> Literal["accepted", "flagged", "refused"]:
        """Refused when anything is wrong, flagged when a person must look, else accepted; what could not be checked
        does not refuse but stays visible."""
        found = {finding.outcome for finding in self.findings}
        return "refused" if "refused" in found else "flagged" if "flag" in found else "accepted"

    @property
    def reasons(self) -> list[str]:
        """The sentences that refuse or flag."""
        return [finding.text for finding in self.findings if finding.outcome in ("refused", "flag")]

    def data(self) -> list[dict[str, str]]:
        return [asdict(finding) for finding in self.findings]


def _refused(code: str, text: str) -> Examination:
    return Examination((Finding(code, "refused", text),))


def screened(content: bytes, current: bytes, earlier: Sequence[bytes] = ()) -> Examination | None:
    """What the bytes alone refuse; None when the file is `current` with something appended.

    `earlier`: the revisions before `current`, the issued one first: a file that grew from one of them was signed
    beside another signature.
    """
    if len(content) > LARGEST:
        return _refused("size", f"Tệp quá lớn: nhiều nhất {LARGEST // 2**20} MB.")
    if not content.startswith(b"%PDF-"):
        return _refused("kind", "Tệp không phải PDF.")
    if content == current or content in earlier:
        return _refused(
            "unsigned", "Tệp đúng là bản đã phát hành nhưng chưa có chữ ký mới nào. Hãy ký số rồi tải lên lại."
        )
    if content.startswith(current):
        if len(content) - len(current) > LARGEST_ADDED:
            return _refused("size", f"Phần thêm vào khi ký quá lớn: nhiều nhất {LARGEST_ADDED // 2**20} MB.")
        return None
    if any(content.startswith(each) for each in earlier):
        return _refused(
            "beside",
            "Tệp được ký trên bản cũ, thiếu chữ ký vừa có của bên kia. Hãy tải bản mới nhất về, ký lại rồi tải lên.",
        )
    if b"/Encrypt" in content[-4096:] or b"/Encrypt" in content[:4096]:
        return _refused("encrypted", "Tệp bị đặt mật khẩu hoặc mã hóa nên không kiểm tra được.")
    same = _common(content, current)
    if 2 * same > len(current):
        return _refused(
            "altered",
            f"Nội dung đã phát hành bị thay đổi (từ byte thứ {same + 1}). Phần mềm ký phải giữ nguyên bản đã phát hành "
            "và chỉ ghi thêm chữ ký vào cuối tệp.",
        )
    return _refused(
        "different",
        "Đây không phải tệp đã phát hành để ký: là giấy tờ khác, hoặc phần mềm đã ghi lại toàn bộ tệp. Hãy tải bản chờ "
        "ký về, ký trực tiếp trên tệp đó, không in hay lưu lại thành tệp khác.",
    )


def _common(first: bytes, second: bytes) -> int:
    """How many bytes two texts have in common at their start."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[:middle] == second[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def examine(
    content: bytes,
    current: bytes,
    trust: Trust,
    moments: Sequence[datetime],
    *,
    earlier: Sequence[bytes] = (),
    own_hand: bool = False,
) -> list[Examination]:
    """One examination for each moment (with time zone): was the signature good then.

    `own_hand`: the bytes were made by this process a moment ago, so they need no child process.
    """
    if refused := screened(content, current, earlier):
        return [refused for _ in moments]
    asked = {
        "current": len(current),
        "moments": [moment.isoformat() for moment in moments],
        "trust": {name: [base64.b64encode(each).decode() for each in getattr(trust, name)] for name in Trust.__slots__},
    }
    if own_hand:
        from paperwork.signature_check import check  # loads pyHanko

        return [_again(each) for each in check(content, asked)]
    return _ask_child(content, "signed", asked, len(moments))


def screened_scan(content: bytes, suffix: str, *, own_hand: bool = False) -> Examination:
    """Whether the scan of a signed paper is harmless: a PDF without scripts, attachments, passwords and bombs, or a
    JPEG or PNG picture. `suffix` is the kind the content has (".pdf", ".jpg", ".png"); `own_hand` as in :func:`examine`.
    """
    if own_hand and suffix == ".pdf":
        from paperwork.signature_check import check_scan  # loads pyHanko

        return _again(check_scan(content))
    return _ask_child(content, f"scan{suffix}", {}, 1)[0]


def _again(found: dict[str, Any]) -> Examination:
    seen = Seen(**found["seen"]) if found["seen"] else None
    return Examination(tuple(Finding(**each) for each in found["findings"]), seen)


def _ask_child(content: bytes, mode: str, asked: dict[str, Any], answers: int) -> list[Examination]:
    question = json.dumps({"content": base64.b64encode(content).decode(), **asked}).encode()
    command = [sys.executable, "-I", str(_CHILD), mode, str(MEMORY_MB), str(SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell
            command, input=question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=2 * SECONDS, env={}
        )
    except subprocess.TimeoutExpired:
        return [_refused("slow", "Đọc tệp quá lâu nên đã dừng; tệp có thể được tạo để phá hoại.")] * answers
    if done.returncode == 3:
        return [_refused("broken", "Tệp bị hỏng hoặc cấu trúc không đúng chuẩn nên không kiểm tra được.")] * answers
    if done.returncode != 0:  # ended by a limit
        return [_refused("bomb", "Tệp phình quá lớn khi mở ra; có thể được tạo để phá hoại.")] * answers
    return [_again(each) for each in json.loads(done.stdout)]
