"""QR codes as SVG text, one or thousands.

A QR code of fixed version, level and mask is an affine function of its bits: error correction and mask are nothing but
XOR. So of many addresses of one length only a few are encoded in full, one for each bit in which they differ; the
others are sums of those. The last one is encoded in full again and compared.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import segno

QUIET = 4  # modules of quiet zone on each side
# Below this many addresses of one length the sums do not pay.
FEW = 100


def qr_svg(address: str) -> str:
    """The QR code of `address` with its quiet zone, level M."""
    return _svg(_matrix(address.encode()))


def qr_svgs(addresses: Sequence[str]) -> list[str]:
    """As :func:`qr_svg` for each address, in order."""
    found: dict[int, str] = {}
    by_length: dict[int, list[int]] = {}
    texts = [address.encode() for address in addresses]
    for place, text in enumerate(texts):
        by_length.setdefault(len(text), []).append(place)
    for places in by_length.values():
        group = [texts[place] for place in places]
        found |= zip(places, map(_svg, _matrices(group)), strict=True)
    return [found[place] for place in range(len(addresses))]


def _matrix(text: bytes) -> np.ndarray:
    """Dark modules of one code as 0 and 1, shape (side, side).

    The mask is fixed: choosing the best one costs four times as much and any mask is valid.
    """
    code = segno.make(text, error="m", mask=4, mode="byte", boost_error=False, micro=False)
    return np.array(code.matrix, dtype=np.uint8)


def _matrices(texts: list[bytes]) -> list[np.ndarray]:
    """Codes of texts of one length."""
    if len(texts) < FEW:
        return [_matrix(text) for text in texts]
    bits = np.unpackbits(np.frombuffer(b"".join(texts), dtype=np.uint8).reshape(len(texts), -1), axis=1)
    base = bits[0]
    differ = bits ^ base
    where = np.flatnonzero(differ.any(axis=0))
    if len(where) >= len(texts):
        return [_matrix(text) for text in texts]
    first = _matrix(texts[0])
    steps = np.empty((len(where), first.size), dtype=np.float32)
    for row, bit in enumerate(where):
        turned = base.copy()
        turned[bit] ^= 1
        steps[row] = (_matrix(np.packbits(turned).tobytes()) ^ first).ravel()
    # Sums of at most a few hundred ones are exact in float32, whose product is the fast one.
    sums = (differ[:, where].astype(np.float32) @ steps).astype(np.int32) & 1
    codes = (sums.astype(np.uint8) ^ first.ravel()).reshape(len(texts), *first.shape)
    if not np.array_equal(codes[-1], _matrix(texts[-1])):
        raise RuntimeError("QR codes by sums differ from those encoded in full")
    return list(codes)


def _svg(matrix: np.ndarray) -> str:
    """One path: a rectangle for each run of dark modules of a row."""
    size = len(matrix)
    edges = np.zeros((size, size + 2), dtype=np.int8)
    edges[:, 1:-1] = matrix
    turns = np.diff(edges, axis=1)
    rows, starts = np.nonzero(turns == 1)
    ends = np.nonzero(turns == -1)[1]
    runs = [
        f"M{start} {row}h{length}v1h-{length}z"
        for start, row, length in zip(
            (starts + QUIET).tolist(), (rows + QUIET).tolist(), (ends - starts).tolist(), strict=True
        )
    ]
    side = size + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}">'
        f'<path d="{"".join(runs)}"/></svg>'
    )
