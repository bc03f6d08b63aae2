"""Where the signer and the agency sign on an issued paper: Decree 30/2020/NĐ-CP, Appendix I.

The seal covers about one third of the picture of the signer's signature, on its left (Appendix I, II.8).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from paperwork.render import SignaturePlace, render_with_places

SIGNER_FIELD, SEAL_FIELD = "nguoi_ky", "co_quan"
SEAL_WIDTH = 102.0  # points: 36 mm, the seal of an agency


def _seal_beside(place: SignaturePlace) -> SignaturePlace:
    left = place.x - place.width / 2
    return replace(place, field=SEAL_FIELD, x=left + place.width / 3 - SEAL_WIDTH / 2, width=SEAL_WIDTH)


def printed_to_sign(layout: str, data: dict[str, Any], created_at: datetime, spoken: tuple[str, str]) -> bytes:
    """The PDF with the two fields; `data` has one "signer"."""
    from paperwork.signature_fields import with_fields  # loads pyHanko

    data = {**data, "signer": {**data["signer"], "place": SIGNER_FIELD}}
    pdf, places = render_with_places(layout, data, created_at=created_at)
    both = [each for place in places for each in (place, _seal_beside(place))]
    return with_fields(pdf, both, dict(zip((SIGNER_FIELD, SEAL_FIELD), spoken, strict=True)))
