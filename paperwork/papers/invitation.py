"""Giấy mời: one page for each who is invited, with a QR code for the check-in where one is given.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paperwork.blocks import Distribution, Issuer, Reference, Signer
from paperwork.qr import qr_svgs
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class Invited:
    """Who a copy is for, and the address of its QR code ("" for none)."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class Invitation:
    """`summary` is the occasion ("Hội nghị …"), `when` and `place` as printed, `notes` what to mind, one line each."""

    issuer: Issuer
    reference: Reference
    summary: str
    chair: str
    when: str
    place: str
    signer: Signer
    distribution: Distribution
    invited: tuple[Invited, ...]
    agenda: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    code_note: str = ""


def invitation_data(paper: Invitation) -> dict[str, Any]:
    """The values of `layouts/invitation.typ`."""
    wanted = [each.address for each in paper.invited if each.address]
    codes = dict(zip(wanted, qr_svgs(wanted), strict=True))
    return {
        "title": f"Giấy mời {paper.reference.written()}",
        "issuer": paper.issuer.data(),
        "issuer-name": paper.issuer.spoken,
        "reference": paper.reference.data(),
        "summary": paper.summary,
        "attend": paper.summary[:1].lower() + paper.summary[1:],
        "chair": paper.chair,
        "when": paper.when,
        "place": paper.place,
        "agenda": list(paper.agenda),
        "notes": list(paper.notes),
        "code-note": paper.code_note,
        "signer": paper.signer.data(),
        "distribution": paper.distribution.data(),
        "invited": [{"name": each.name, "qr": codes.get(each.address, "")} for each in paper.invited],
    }


def render_invitation(paper: Invitation, *, created_at: datetime | None = None) -> bytes:
    """One page for each of `invited` as one PDF/A-2a file. Raises `PaperError` for text that cannot be printed."""
    return render("invitation", invitation_data(paper), created_at=created_at or moment_of(paper.reference.dated))
