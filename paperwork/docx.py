"""An official paper as DOCX, from the same values as its PDF: for whoever must go on writing in it.

One function for each layout of :mod:`paperwork.layouts`, in the same order of blocks. Same data, same moment, same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION

from paperwork.docx_parts import (
    LOW_ROOM,
    ROOM,
    block,
    broken,
    columns,
    line,
    recipients,
    restart_pages,
    rule,
    set_page,
    signer_block,
    signer_rows,
    title,
    width_of,
)
from paperwork.render import clean_text

STATE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
# Millimetres of the right column on top. The name of the state is 96 mm wide in Times New Roman 13 bold and stands on one
# line; other fonts have room for it, too.
STATE_COLUMN = 103
Data = dict[str, Any]
DRAFT = "DỰ THẢO"


def render_docx(layout: str, data: Data, *, created_at: datetime) -> bytes:
    """The DOCX file of the values ``layouts/<layout>.typ`` is given. Raises `PaperError`, `LookupError` for a layout that has
    no such file."""
    if layout not in _LAYOUTS:
        raise LookupError(f"no DOCX for the layout {layout!r}")
    document = Document()
    room = set_page(document, landscape=data.get("landscape", False))
    _LAYOUTS[layout](document, data, room)
    properties = document.core_properties
    properties.title, properties.author, properties.language = clean_text(data["title"]), "", "vi-VN"
    properties.created = properties.modified = created_at.replace(tzinfo=None)
    stream = io.BytesIO()
    document.save(stream)
    return _undated(stream.getvalue(), created_at)


def _head(document, data: Data, room: float, *, numbered: bool = True, dated: bool = True, subject: str = "") -> None:
    """Blocks 1–4 (and 5b of a letter): agency and number on the left, state, motto, place and date on the right."""
    widths = (room - STATE_COLUMN, STATE_COLUMN)
    left, right = columns(document, widths)
    issuer = data["issuer"]
    if issuer["parent"]:
        line(left, issuer["parent"], size=13, align="center")
    line(left, issuer["name"], size=13, bold=True, align="center")
    last = width_of(broken(issuer["name"], 13, widths[0], bold=True)[-1], 13, bold=True)
    rule(left, room=widths[0], long=last * 0.4, after=5)
    line(right, STATE, size=13, bold=True, align="center")
    line(right, MOTTO, size=14, bold=True, align="center")
    rule(right, room=widths[1], long=width_of(MOTTO, 14, bold=True), after=5)
    code = data["reference"]["code"] if numbered else ""
    if not code and not dated:
        return
    left, right = columns(document, widths)
    line(left, f"Số: {code}" if code else "", size=13, align="center")
    if subject:
        line(left, f"V/v {subject}", size=13, align="center", before=6)
    date = f"{issuer['place']}, {data['reference']['date']}" if dated else ""
    line(right, date, size=14, italic=True, align="center")


def _draft_mark(document, data: Data) -> None:
    """A text that is not issued yet says so above its head."""
    if data.get("is_draft", False):
        line(document, DRAFT, size=13, bold=True, after=4)


def _title(document, kind: str, summary: str, room: float) -> None:
    """Block 5a with the rule below."""
    line(document, kind, size=14, bold=True, align="center", before=12)
    if not summary:
        return
    rule(document, room=room, long=title(document, summary, room) * 0.4, after=10)


def _addressed(document, names: tuple[str, ...]) -> None:
    if len(names) == 1:
        line(document, f"Kính gửi: {names[0]}", size=14, align="center", before=6, after=8)
    elif names:
        cells = columns(document, (48, 117))
        line(cells[0], "Kính gửi:", size=14, align="right", before=6)
        line(cells[1], "", size=14, before=6)
        for name in names:
            line(cells[1], f"- {name}", size=14)
        line(document, "", size=6)


def _body(document, items: list[Data], room: float) -> None:
    for item in items:
        block(document, item, room)


def _foot(document, data: Data, room: float) -> None:
    """Recipients on the left, level with the signer's position on the right (cells 9b and 7)."""
    line(document, "", size=6)
    left, right = columns(document, (room / 2, room / 2))
    recipients(left, data["distribution"])
    signer_block(right, data["signer"])


def _appendices(document, data: Data, room: float) -> None:
    for item in data["appendices"]:
        restart_pages(document.add_section(WD_SECTION.NEW_PAGE))
        line(document, item["label"], size=14, bold=True, align="center")
        title(document, item["title"], room)
        last = title(document, item["attached"], room, size=13, bold=False, italic=True)
        rule(document, room=room, long=last * 0.4, after=8)
        _body(document, item["body"], room)


def _named(document, data: Data, room: float) -> None:
    _head(document, data, room)
    _title(document, data["kind"], data["summary"], room)
    _addressed(document, data["addressees"])
    _body(document, data["body"], room)
    _foot(document, data, room)
    _appendices(document, data, room)


def _official_letter(document, data: Data, room: float) -> None:
    _draft_mark(document, data)
    _head(document, data, room, subject=data["subject"])
    _addressed(document, data["addressees"])
    _body(document, data["body"], room)
    _foot(document, data, room)
    _appendices(document, data, room)


def _decision(document, data: Data, room: float) -> None:
    _draft_mark(document, data)
    _head(document, data, room)
    _title(document, "QUYẾT ĐỊNH", data["summary"], room)
    line(document, data["authority"], size=14, bold=True, align="center", before=4, after=8)
    _body(document, data["bases"], room)
    line(document, "QUYẾT ĐỊNH:", size=14, bold=True, align="center", before=4, after=8)
    _body(document, data["articles"], room)
    _foot(document, data, room)
    _appendices(document, data, room)


def _minutes(document, data: Data, room: float) -> None:
    _head(document, data, room, dated=False)
    _title(document, "BIÊN BẢN", data["summary"], room)
    _body(document, data["body"], room)
    signer_rows(document, data["signers"], room)
    line(document, "", size=6)
    recipients(document, data["distribution"])


def _list_form(document, data: Data, room: float) -> None:
    _head(document, data, room, numbered=False, dated=False)
    _title(document, data["kind"], data["summary"], room)
    _body(document, data["body"], room)
    signer_rows(document, data["signers"], room, before=data["dated"], high=LOW_ROOM if data["landscape"] else ROOM)


def _achievement_report(document, data: Data, room: float) -> None:
    _head(document, data, room)
    _title(document, data["kind"], data["summary"], room)
    if data["subject"]:
        line(document, data["subject"], size=14, italic=True, align="center", after=8)
    _body(document, data["body"], room)
    signer_rows(document, data["signers"], room)


def _speaking(document, data: Data, room: float) -> None:
    """The names of a ceremony in large type: ``groups`` of {title, lines of {place, name, title, note}}."""
    _head(document, data, room, numbered=False, dated=False)
    _title(document, data["kind"], data["summary"], room)
    for group in data["groups"]:
        heading = line(document, group["title"], size=17, bold=True, before=14, after=6)
        heading.paragraph_format.keep_with_next = True
        for item in group["lines"]:
            rest = [(item["title"], 16, False), (item["note"], 14, True)]
            name = line(document, f"{item['place']} {item['name']}", size=20, bold=True, before=8)
            name.paragraph_format.keep_with_next = any(text for text, _, _ in rest)
            for text, size, italic in rest:
                if text:
                    line(document, text, size=size, italic=italic)


_LAYOUTS: dict[str, Callable[[Any, Data, float], None]] = {
    "named": _named,
    "official_letter": _official_letter,
    "decision": _decision,
    "minutes": _minutes,
    "list_form": _list_form,
    "speaking": _speaking,
    "achievement_report": _achievement_report,
}


def _undated(content: bytes, created_at: datetime) -> bytes:
    """The same archive with one moment on every part, so that equal papers are equal files."""
    target = io.BytesIO()
    moment = max(created_at.year, 1980), created_at.month, created_at.day, 0, 0, 0
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, source.read(name))
    return target.getvalue()
