"""PAdES signatures against bare pyHanko, 1,000 of each unless told otherwise.

    python bench/sign.py [COUNT]

Ours puts the signer's name, post and moment as a picture into the field and leaves the printed bytes as they were. Bare
pyHanko is the least a program must do for a visible signature of the same key: one picture made beforehand for all, its own
writer. Both keep the key loaded, sign the same numbered decision of two pages, and take turns in rounds, so that what else
the machine does falls on both alike. One file of ours a round is checked again by the check of returned files.
"""

from __future__ import annotations

import asyncio
import platform
import statistics
import sys
import time
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: E402
from pyhanko.sign.fields import SigSeedSubFilter  # noqa: E402
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner  # noqa: E402
from pyhanko.stamp import StaticStampStyle  # noqa: E402

from paperwork import practice_signing as ours  # noqa: E402
from paperwork.blocks import Column, Distribution, Issuer, Reference, Signer, Table  # noqa: E402
from paperwork.papers.decision import AttachedList, Decision, render_decision_to_sign  # noqa: E402
from paperwork.render import render  # noqa: E402
from paperwork.signatures import Trust, examine  # noqa: E402

COUNT, ROUNDS, GOAL = 1000, 100, 1.2
AT = datetime(2026, 1, 20, 9, 0, tzinfo=timezone(timedelta(hours=7)))
HOLDER = ours.Holder("bench", "Nguyễn Thị Hòa", "Ủy ban nhân dân phường Hạ Long")


def to_sign() -> bytes:
    table = Table((Column("STT", 0), Column("Họ và tên", 4)), tuple((n, f"Nguyễn Văn {n}") for n in range(1, 31)))
    paper = Decision(
        Issuer("", "Ủy ban nhân dân phường Hạ Long", "Hạ Long"), Reference(5, "QĐ-UBND", date(2026, 1, 20)),
        "Về việc tặng Giấy khen", "Chủ tịch Ủy ban nhân dân phường Hạ Long", ("Căn cứ Luật Thi đua, khen thưởng",),
        "Theo đề nghị của Hội đồng", ("Tặng Giấy khen.", "Thi hành."), Signer("", "Chủ tịch", HOLDER.name),
        Distribution(("Như Điều 2",)), (AttachedList("Danh sách", table),),
    )  # fmt: skip
    return render_decision_to_sign(paper, spoken=("Người ký", "Cơ quan"))


class Bare:
    """pyHanko as its manual shows it, with a signer that keeps its key."""

    def __init__(self) -> None:
        values = {"title": "Chữ ký số", "name": HOLDER.name, "post": "Chủ tịch", "at": f"{AT:%d/%m/%Y}", "note": ""}
        stamp = render("signature_stamp", {**values, "width": 170, "height": 63}, created_at=AT)
        self.signer = PdfSigner(
            PdfSignatureMetadata(field_name="nguoi_ky", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
            signer=ours._Hand(HOLDER),
            stamp_style=StaticStampStyle(background=ours._Picture(stamp), border_width=0, background_opacity=1),
        )

    def sign(self, pdf: bytes) -> bytes:
        out = asyncio.run(self.signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))))
        return out.read()


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    pdf, bare = to_sign(), Bare()
    trust = Trust((ours.der(ours.authority()),), (), (ours.revocation_list(),))
    each = max(count // ROUNDS, 1)
    spent = {"ours": [], "pyHanko": []}
    processor = {"ours": 0.0, "pyHanko": 0.0}
    checked = 0
    ours.sign(pdf, "nguoi_ky", HOLDER, post="Chủ tịch", at=AT)
    bare.sign(pdf)
    for number in range(ROUNDS):
        received = AT + timedelta(seconds=number * each)  # with its signature, not all with the first
        files: list[bytes] = []
        for name in ("ours", "pyHanko") if number % 2 else ("pyHanko", "ours"):
            start, worked = time.perf_counter(), time.process_time()
            for n in range(each):
                if name == "ours":
                    at = received + timedelta(seconds=n)
                    files.append(ours.sign(pdf, "nguoi_ky", HOLDER, post="Chủ tịch", at=at))
                else:
                    bare.sign(pdf)
            spent[name].append(time.perf_counter() - start)
            processor[name] += time.process_time() - worked
        (found,) = examine(files[0], pdf, trust, [received], own_hand=True)
        if found.outcome != "accepted":
            print(f"a signature of ours does not hold: {found.reasons}")
            return 1
        checked += 1
        if not checked % 10:
            print(
                f"  {checked * each} signed each: {sum(spent['ours']):.1f} s, {sum(spent['pyHanko']):.1f} s", flush=True
            )
    done = each * ROUNDS
    ratio = sum(spent["ours"]) / sum(spent["pyHanko"])
    middle = statistics.median(a / b for a, b in zip(spent["ours"], spent["pyHanko"], strict=True))
    print(f"{platform.machine()}, Python {platform.python_version()}: {done} signatures each, {checked} checked again")
    for name, times in spent.items():
        print(
            f"  {name:8} {sum(times):7.1f} s, {1000 * sum(times) / done:6.1f} ms a signature; processor {processor[name]:.1f} s"
        )
    print(
        f"  ratio    {ratio:.2f} (median of rounds {middle:.2f}), goal at most {GOAL}: {'met' if ratio <= GOAL else 'MISSED'}"
    )
    return 0 if ratio <= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
