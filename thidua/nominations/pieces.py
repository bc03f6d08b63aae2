"""Drafted, edited, written: what an author did to a drafted report. Pure: stored pieces and a text in, pieces out."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from thidua.shared.text import fold, paragraphs

Piece = dict[str, Any]
ORIGINS_VI = {"drafted": "Hệ thống soạn", "edited": "Đã sửa", "written": "Tự viết"}
# How alike a paragraph must be to a drafted one to count as its edited form.
ALIKE = 0.5


def edited(pieces: list[Piece], text: str) -> list[Piece]:
    """The paragraphs of ``text`` as pieces. One that still stands as it was drafted stays drafted, with its records; one
    that is like a drafted one that is gone is its edited form, keeps the records and what stood there; others are the
    author's own."""
    standing = {piece["text"]: piece for piece in pieces}
    wanted = list(paragraphs(text))
    gone = [piece for piece in pieces if piece["text"] not in wanted and piece["origin"] != "written"]
    found = []
    for paragraph in wanted:
        if paragraph in standing:
            found.append(standing[paragraph])
            continue
        near = max(gone, key=lambda piece: likeness(piece["text"], paragraph), default=None)
        if near is not None and likeness(near["text"], paragraph) >= ALIKE:
            gone.remove(near)
            drafted = near["drafted"] or near["text"]
            if paragraph == drafted:
                found.append({"text": drafted, "origin": "drafted", "drafted": "", "records": near["records"]})
            else:
                found.append({"text": paragraph, "origin": "edited", "drafted": drafted, "records": near["records"]})
        else:
            found.append({"text": paragraph, "origin": "written", "drafted": "", "records": []})
    return found


def likeness(one: str, other: str) -> float:
    """0 to 1, by words; marks and capitals do not count."""
    return SequenceMatcher(None, fold(one).split(), fold(other).split(), autojunk=False).ratio()


def text_of(part: dict[str, Any]) -> str:
    """The paragraphs of a part as one text for the author."""
    return "\n".join(piece["text"] for piece in part["pieces"])


def words_of(parts: list[dict[str, Any]]) -> int:
    """How many words a report holds, tables included."""
    texts = [piece["text"] for part in parts for piece in part["pieces"]]
    cells = [cell for part in parts for row in part["rows"] for cell in row["cells"]]
    return sum(len(text.split()) for text in (*texts, *cells))


def unwritten(parts: list[dict[str, Any]], needed: Iterable[str]) -> list[str]:
    """The codes of the parts a form needs that hold neither a row nor a paragraph, in the order of the form."""
    filled = {part["code"] for part in parts if part["rows"] or part["pieces"]}
    return [code for code in needed if code not in filled]


def plain(parts: list[dict[str, Any]]) -> str:
    """A report as plain text: what its checksum and a comparison are taken of."""
    lines = []
    for part in parts:
        lines.append(part["code"])
        lines += [" | ".join(row["cells"]) for row in part["rows"]]
        lines += [piece["text"] for piece in part["pieces"]]
    return "\n".join(lines)
