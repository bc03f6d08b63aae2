"""Biên bản in general: what council minutes, count sheets and conference minutes have in common.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.9.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from paperwork.blocks import Distribution, Issuer, Reference, Signer

FILED = Distribution(recipients=(), filed="VT, Hồ sơ")


def minutes_data(
    *,
    issuer: Issuer,
    reference: Reference,
    summary: str,
    body: list[dict[str, Any]],
    signers: Iterable[Signer],
    distribution: Distribution = FILED,
) -> dict[str, Any]:
    """The values of `layouts/minutes.typ`."""
    return {
        "title": f"Biên bản {reference.written()}",
        "issuer": issuer.data(),
        "reference": reference.data(),
        "summary": summary,
        "body": body,
        "signers": [signer.data() for signer in signers],
        "distribution": distribution.data(),
    }
