"""Signed pledges for the tests: the paper, its signers, what our check and poppler say."""

import subprocess
from datetime import datetime, timedelta
from functools import cache

from paperwork import practice_signing as hand
from paperwork.papers.pledge import render_pledge_to_sign
from paperwork.practice_signing import Holder
from paperwork.samples import VIETNAM, pledge
from paperwork.signatures import Examination, Finding, Trust, examine

AT = datetime(2025, 7, 15, 10, tzinfo=VIETNAM)
FIELDS = ("ky_superior", "ky_member")
CHAIR = Holder("chair", "Trần Mạnh Hùng", "Ủy ban nhân dân tỉnh Quảng Ninh")
WARD = Holder("ward", "Đỗ Thị Bích Ngọc", "Ủy ban nhân dân phường Hạ Long")
TRUST = Trust((hand.der(hand.authority()),), (), (hand.revocation_list(),))


@cache
def to_sign() -> bytes:
    return render_pledge_to_sign(pledge(), FIELDS, created_at=datetime(2025, 7, 15, tzinfo=VIETNAM))


@cache
def once(holder: Holder = CHAIR, field: str = FIELDS[0]) -> bytes:
    return hand.sign(to_sign(), field, holder, post="Chủ tịch", at=AT)


@cache
def twice() -> bytes:
    return hand.sign(once(), FIELDS[1], WARD, post="Chủ tịch", at=AT + timedelta(hours=1))


def judged(
    content: bytes, current: bytes | None = None, trust: Trust = TRUST, at: datetime = AT, **more
) -> Examination:
    """The verdict without a child process; a file that cannot be read is refused, as the child process says."""
    current = to_sign() if current is None else current
    try:
        return examine(content, current, trust, [at], own_hand=True, **more)[0]
    except MemoryError:
        return Examination((Finding("bomb", "refused", ""),))
    except Exception:
        return Examination((Finding("broken", "refused", ""),))


def codes(found: Examination) -> list[str]:
    return [finding.code for finding in found.findings if finding.outcome in ("refused", "flag")]


def outcomes(found: Examination) -> dict[str, str]:
    return {finding.code: finding.outcome for finding in found.findings}


def poppler(content: bytes, place) -> list[tuple[str, str, bool]]:
    """What pdfsig says of each signature, in the order of signing: (name, verdict, does it cover the whole file)."""
    file = place / "signed.pdf"
    file.write_bytes(content)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    found = []
    for part in said.split("Signature #")[1:]:
        lines = {
            key.strip(" -"): value.strip() for key, _, value in (line.partition(":") for line in part.splitlines())
        }
        if "Signature Validation" in lines:
            ranges = int(lines["Signed Ranges"].rstrip("]").split(" ")[-1].rstrip("]"))
            whole = "Total document signed" in [line.strip(" -") for line in part.splitlines()]
            found.append((ranges, lines["Signer Certificate Common Name"], lines["Signature Validation"], whole))
    return [(name, verdict, whole) for _, name, verdict, whole in sorted(found)]
