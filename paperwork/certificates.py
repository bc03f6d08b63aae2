"""Giấy khen and bằng danh hiệu, thousands in one compile, each with a QR code of its check address.

Lines and colours: Decree 98/2023/NĐ-CP, article 104 (its successor's pattern is left to the Prime Minister and was
not found); font and ornament are the issuer's choice, ours is geometric. A certificate is exactly one page: texts are
fitted to their boxes here, by the advance widths of the font, before the layout sees them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from paperwork.blocks import PaperError, Signer, written_date
from paperwork.qr import qr_svgs
from paperwork.render import FONTS, clean_text, moment_of, render, shorten

# Beyond this the one file gets unwieldy (memory grows by about 0.2 MB a page): print it in several.
MOST_PAGES = 2000
MILLIMETRE = 72 / 25.4
# The layout sets lines 1.21 em apart (cap height 0.66 em, leading 0.55 em).
LINE_PITCH = 1.21
CAP_HEIGHT = 0.66
# Typst may kern a line a little wider than the sum of advances.
SAFETY = 0.98


@dataclass(frozen=True)
class Certificate:
    """One page. `authority` is line 3 (who awards), `grant` line 4 ("Tặng" or "Tặng danh hiệu"), `award` line 5.

    `name` with "Ông"/"Bà" for persons; `detail` is the post and unit or the address; `achievement` the sentence of
    merit; `gold_book_number` the ordinal within the decision (article 104); `check_code` goes into the address of the
    QR code, "" prints none; `proof` marks an A4 trial print of an award whose original is on A3 stock; `number_line`
    stands in place of the number of the gold book on papers that are no award ("Số: 05/GCN-SK-UBND").
    """

    authority: str
    award: str
    name: str
    detail: str
    achievement: str
    decision: str
    decided_on: date
    gold_book_number: int
    place: str
    issued_on: date
    signer: Signer
    check_code: str = ""
    grant: str = "Tặng"
    proof: bool = False
    number_line: str = ""

    @property
    def is_title(self) -> bool:
        """An emulation title ("TẶNG DANH HIỆU") carries the row of red flags."""
        return "danh hiệu" in self.grant.lower()


def render_certificates(
    certificates: Sequence[Certificate], *, base_url: str, created_at: datetime | None = None
) -> bytes:
    """All certificates, one page each in the given order, as one PDF/A-2a file.

    `base_url` is the address the check code is appended to ("https://…/kiem-tra/"). `created_at` defaults to midnight
    of the first `issued_on`. Raises `PaperError` for none, more than `MOST_PAGES`, or a text too long for its box.
    """
    if not certificates:
        raise PaperError("Chưa chọn giấy khen nào để in.")
    if len(certificates) > MOST_PAGES:
        raise PaperError(f"Mỗi tệp in nhiều nhất {MOST_PAGES} tờ; hãy chia {len(certificates)} tờ thành nhiều tệp.")
    data = {
        "title": f"{certificates[0].award} ({len(certificates)} tờ)",
        "certificates": certificate_rows(certificates, base_url),
    }
    return render("certificates", data, created_at=created_at or moment_of(certificates[0].issued_on))


def print_run(
    certificates: Sequence[Certificate], *, base_url: str, created_at: datetime | None = None, size: int = MOST_PAGES
) -> Iterator[bytes]:
    """The certificates as files of at most `size` pages, in order; for more than one file can hold."""
    for start in range(0, len(certificates), size):
        yield render_certificates(certificates[start : start + size], base_url=base_url, created_at=created_at)


def certificate_rows(certificates: Sequence[Certificate], base_url: str) -> list[dict[str, Any]]:
    """The values of each page of `layouts/certificates.typ`, with the QR code where there is a check code."""
    rows = [certificate_data(one) for one in certificates]
    checked = [row for row in rows if "code" in row]
    addresses = check_addresses([one for one in certificates if one.check_code], base_url)
    for row, picture in zip(checked, qr_svgs(addresses), strict=True):
        row["qr"] = picture
    return rows


def check_addresses(certificates: Sequence[Certificate], base_url: str) -> list[str]:
    """The address in the QR code of each certificate; all of them have a check code."""
    base = base_url.rstrip("/")  # the final slash saves every scan a redirect
    return [f"{base}/{quote(one.check_code, safe='')}/" for one in certificates]


def certificate_data(one: Certificate) -> dict[str, Any]:
    """The values of one page but for its QR code."""
    signer = one.signer.data()
    data = {
        "title": one.is_title,
        "proof": one.proof,
        "grant": one.grant.upper(),
        "authority": fit(one.authority.upper(), "Bold", width=225, height=8, largest=21),
        "award": fit(one.award.upper(), "Bold", width=237, height=20, largest=46),
        "name": fit(one.name, "Bold", width=237, height=16, largest=30),
        "detail": fit(one.detail, "Regular", width=229, height=7, largest=15.5),
        "achievement": fit(one.achievement, "Italic", width=221, height=14, largest=16.5),
        "decision": one.decision,
        "decided": written_date(one.decided_on),
        "number": one.number_line or f"Số sổ vàng: {one.gold_book_number:02d}",
        "dated": fit(f"{one.place}, {written_date(one.issued_on)}", "BoldItalic", width=106, height=6, largest=14),
        "position": fit("\n".join(signer["lines"]), "Bold", width=106, height=11, largest=14),
        "signer": fit(signer["name"], "Bold", width=106, height=6, largest=15),
    }
    if one.check_code:
        data["code"] = one.check_code
    return data


# ── Fitting ──────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def _advances(style: str) -> dict[str, float]:
    """Advance width of every character of a face, in em."""
    from fontTools.ttLib import TTFont

    with TTFont(FONTS / f"Tinos-{style}.ttf", lazy=True) as font:
        unit = font["head"].unitsPerEm
        metrics = font["hmtx"].metrics
        return {chr(code): metrics[glyph][0] / unit for code, glyph in font.getBestCmap().items()}


def _broken(text: str, style: str, room: float) -> list[str] | None:
    """The lines of greedy breaking at `room` em, or None when a single word is wider than that."""
    advances = _advances(style)
    space = advances[" "]
    lines: list[str] = []
    for part in text.split("\n"):
        line: list[str] = []
        used = 0.0
        for word in part.split(" "):
            width = sum(advances.get(character, 1.0) for character in word)
            if width > room:
                return None
            if line and used + space + width > room:
                lines.append(" ".join(line))
                line, used = [word], width
            else:
                used += width + (space if line else 0)
                line.append(word)
        lines.append(" ".join(line))
    return lines


@lru_cache(maxsize=4096)
def fit(text: str, style: str, *, width: float, height: float, largest: float, smallest: float = 7) -> dict[str, Any]:
    """The largest size in points, in half points, at which `text` fits a box of millimetres, and its lines.

    More lines than one are broken to like length. Raises `PaperError` naming the text when it does not fit even at
    `smallest`.
    """
    text = clean_text(text)
    size = largest
    while size >= smallest:
        room = width * MILLIMETRE * SAFETY / size
        lines = _broken(text, style, room)
        if lines is not None and (len(lines) - 1) * LINE_PITCH + CAP_HEIGHT <= height * MILLIMETRE / size:
            if len(lines) > 1:
                lines = _balanced(text, style, room, lines)
            return {"text": "\n".join(lines), "size": size}
        size -= 0.5
    raise PaperError(f"Nội dung quá dài để in vừa một tờ: “{shorten(text)}” ({len(text)} ký tự). Hãy viết gọn lại.")


def _balanced(text: str, style: str, room: float, lines: list[str]) -> list[str]:
    """Break into the same number of lines in the narrowest room that allows it."""
    narrow = room / 2
    best = lines
    for _ in range(8):
        middle = (narrow + room) / 2
        tried = _broken(text, style, middle)
        if tried is not None and len(tried) == len(lines):
            best, room = tried, middle
        else:
            narrow = middle
    return best
