"""The archive package of a decision: its papers, a manifest with metadata and SHA-256, and a script that checks them.

Metadata: Decree 30/2020/NĐ-CP, Appendix VI, data of outgoing papers and of the file; a field the system does not hold is
in the manifest with null and is listed under "unknown". Pure; same input, same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

VERIFIER = Path(__file__).with_name("archive_verify.py")
MANIFEST, SCRIPT = "manifest.json", "kiem_tra.py"
# Data the archive assigns when it takes a file in, or that no agency has told the system.
UNKNOWN_PAPER = ("FileCode", "IssuedAmount", "DueDate", "Priority")
UNKNOWN_FILE = ("FileCode", "Maintenance", "Rights")


@dataclass(frozen=True)
class Kept:
    """One paper: file name inside the package, bytes, and the data of Appendix VI that are known."""

    name: str
    content: bytes
    type_name: str
    number: str
    notation: str
    issued_on: date
    organ_name: str
    subject: str
    signer_position: str = ""
    signer_name: str = ""
    receivers: tuple[str, ...] = ()
    description: str = ""


def pages_of(content: bytes) -> int | None:
    """How many pages a PDF has; None for what is no readable PDF."""
    if not content.startswith(b"%PDF-"):
        return None
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        return int(PdfFileReader(io.BytesIO(content)).root["/Pages"]["/Count"])
    except (PdfError, KeyError, ValueError):
        return None


def _is_pdfa(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"pdfaid:part" in content


def manifest(title: str, creator: str, papers: Sequence[Kept], made_at: datetime) -> dict[str, Any]:
    """What the package says of itself and of each paper."""
    days = [paper.issued_on for paper in papers]
    rows: list[dict[str, Any]] = []
    for ordinal, paper in enumerate(papers, start=1):
        rows.append(
            {
                "file": f"giay-to/{paper.name}",
                "sha256": hashlib.sha256(paper.content).hexdigest(),
                "size": len(paper.content),
                "pdfa": _is_pdfa(paper.content),
                "metadata": {
                    "DocOrdinal": ordinal,
                    "TypeName": paper.type_name,
                    "CodeNumber": paper.number,
                    "CodeNotation": paper.notation,
                    "IssuedDate": f"{paper.issued_on:%d/%m/%Y}",
                    "OrganName": paper.organ_name,
                    "Subject": paper.subject,
                    "Language": "Tiếng Việt",
                    "PageAmount": pages_of(paper.content),
                    "Description": paper.description,
                    "SignerInfo": {"Position": paper.signer_position, "FullName": paper.signer_name},
                    "To": list(paper.receivers),
                    **dict.fromkeys(UNKNOWN_PAPER),
                },
            }
        )
    totals = [row["metadata"]["PageAmount"] for row in rows]
    return {
        "format": "thi-dua-archive-1",
        "made_at": made_at.isoformat(timespec="seconds"),
        "source": "Nghị định 30/2020/NĐ-CP, Phụ lục VI",
        "unknown": {"file": list(UNKNOWN_FILE), "paper": list(UNKNOWN_PAPER)},
        "metadata": {
            "Title": title,
            "Creator": creator,
            "Language": "Tiếng Việt",
            "StartDate": f"{min(days):%d/%m/%Y}",
            "EndDate": f"{max(days):%d/%m/%Y}",
            "DocTotal": len(rows),
            "PageTotal": sum(pages for pages in totals if pages is not None),
            "Description": "",
            **dict.fromkeys(UNKNOWN_FILE),
        },
        "papers": rows,
    }


def build_archive(title: str, creator: str, papers: Sequence[Kept], made_at: datetime) -> bytes:
    """The package as ZIP. Raises ValueError for none or two papers of one name."""
    if not papers or len({paper.name for paper in papers}) != len(papers):
        raise ValueError("an archive package needs papers with names of their own")
    described = json.dumps(manifest(title, creator, papers, made_at), ensure_ascii=False, indent=1).encode()
    files = [(f"giay-to/{paper.name}", paper.content) for paper in papers]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [(MANIFEST, described), (SCRIPT, VERIFIER.read_bytes()), *files]:
            entry = zipfile.ZipInfo(name, date_time=made_at.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()
