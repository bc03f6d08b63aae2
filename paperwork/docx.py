"""An official paper as DOCX, from the same values as its PDF: for whoever must go on writing in it.

Form: Decree 30/2020/NĐ-CP, Appendix I (A4, margins 20/20/30/15 mm, Times New Roman, sizes beside each block). Text is put
in as text, never as markup. Same data, same moment, same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from paperwork.render import clean_text

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_ROOM = 4  # empty lines for signature and seal


def render_docx(kind: str, data: dict[str, Any], *, dated: bool, created_at: datetime) -> bytes:
    """The DOCX file of the values a layout of :mod:`paperwork` is given (issuer, reference, summary, body, signers,
    distribution; blocks of an ``appendix`` stand on pages of their own). ``kind`` is the title in capitals; ``dated`` sets
    place and date in the head. Raises `PaperError`.
    """
    document = Document()
    _page(document)
    _head(document, data, dated)
    if kind:  # an official letter has no title
        _line(document, kind, size=14, bold=True, align="center", before=12)
    if data["summary"]:
        _line(document, data["summary"], size=14, bold=True, align="center", after=12)
    for block in data["body"]:
        _block(document, block)
    _signers(document, data["signers"])
    _line(document, "Nơi nhận:", size=12, bold=True, italic=True, before=12)
    for line in data["distribution"]:
        _line(document, line, size=11)
    if appendix := data.get("appendix"):
        document.add_page_break()
        for block in appendix:
            _block(document, block)
    return _saved(document, data["title"], created_at)


def render_report_docx(data: dict[str, Any], *, created_at: datetime) -> bytes:
    """As :func:`render_docx` for an achievement report: dated head, the nominee below the title, signers two to a row, no
    distribution."""
    document = Document()
    _page(document)
    _head(document, data, dated=True)
    _line(document, data["kind"], size=14, bold=True, align="center", before=12)
    _line(document, data["summary"], size=14, bold=True, align="center", after=6)
    if data["subject"]:
        _line(document, data["subject"], size=14, italic=True, align="center", after=12)
    for block in data["body"]:
        _block(document, block)
    for place in range(0, len(data["signers"]), 2):
        _signers(document, data["signers"][place : place + 2])
    return _saved(document, data["title"], created_at)


def render_speaking_docx(data: dict[str, Any], *, created_at: datetime) -> bytes:
    """The names of a ceremony in large type: ``groups`` of {title, lines of {place, name, title, note}}."""
    document = Document()
    _page(document)
    _head(document, data | {"reference": {"code": ""}}, dated=False)
    _line(document, data["kind"], size=16, bold=True, align="center", before=12)
    _line(document, data["summary"], size=16, bold=True, align="center", after=12)
    for group in data["groups"]:
        heading = _line(document, group["title"], size=17, bold=True, before=14, after=6)
        heading.paragraph_format.keep_with_next = True
        for line in group["lines"]:
            rest = [(line["title"], 16, False), (line["note"], 14, True)]
            name = _line(document, f"{line['place']} {line['name']}", size=20, bold=True, before=8)
            name.paragraph_format.keep_with_next = any(text for text, _, _ in rest)
            for text, size, italic in rest:
                if text:
                    _line(document, text, size=size, italic=italic)
    return _saved(document, data["title"], created_at)


def _saved(document, title: str, created_at: datetime) -> bytes:
    properties = document.core_properties
    properties.title, properties.author, properties.language = clean_text(title), "", "vi-VN"
    properties.created = properties.modified = created_at.replace(tzinfo=None)
    stream = io.BytesIO()
    document.save(stream)
    return _undated(stream.getvalue(), created_at)


def _page(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)


def _write(paragraph, text: str, *, size: float, bold: bool = False, italic: bool = False) -> None:
    for number, part in enumerate(clean_text(text).split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(part)
        run.font.size, run.bold, run.italic = Pt(size), bold, italic


def _line(
    place, text: str, *, size: float, bold=False, italic=False, align="left", before: float = 0, after: float = 0
):
    paragraph = place.add_paragraph()
    paragraph.alignment = _ALIGN[align]
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.0
    _write(paragraph, text, size=size, bold=bold, italic=italic)
    return paragraph


def _ruled(paragraph) -> None:
    """A rule below the paragraph."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    # pBdr has its place in the order of the schema: before spacing, indents and alignment.
    properties = paragraph._p.get_or_add_pPr()
    properties.insert(0, borders)


def _columns(document, widths: tuple[float, ...]):
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
    return table.rows[0].cells


# Millimetres of the two columns on top. The name of the state is 96 mm wide in Times New Roman 13 bold and stands on one
# line; without the margins of the cells other fonts have room for it, too.
HEAD_COLUMNS = (57, 108)


def _without_margins(*cells) -> None:
    for cell in cells:
        margins = OxmlElement("w:tcMar")
        for side in ("left", "right"):
            width = OxmlElement(f"w:{side}")
            width.set(qn("w:w"), "0")
            width.set(qn("w:type"), "dxa")
            margins.append(width)
        cell._tc.get_or_add_tcPr().append(margins)


def _head(document, data: dict[str, Any], dated: bool) -> None:
    left, right = _columns(document, HEAD_COLUMNS)
    _without_margins(left, right)
    issuer = data["issuer"]
    if issuer["parent"]:
        _line(left, issuer["parent"], size=13, align="center")
    name = _line(left, issuer["name"], size=13, bold=True, align="center")
    name.paragraph_format.keep_with_next = True
    rule = _line(left, "", size=4, after=4)
    rule.paragraph_format.left_indent = rule.paragraph_format.right_indent = Mm(20)
    _ruled(rule)
    if data["reference"]["code"]:
        _line(left, f"Số: {data['reference']['code']}", size=13, align="center")
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=13, bold=True, align="center")
    _line(right, "Độc lập - Tự do - Hạnh phúc", size=14, bold=True, align="center")
    rule = _line(right, "", size=4, after=4)
    rule.paragraph_format.left_indent = rule.paragraph_format.right_indent = Mm(19)
    _ruled(rule)
    if dated:
        _line(right, f"{issuer['place']}, {data['reference']['date']}", size=14, italic=True, align="center")


def _block(document, block: dict[str, Any]) -> None:
    if block["t"] == "table":
        _table(document, block)
        return
    if block["t"] == "h":
        heading = _line(document, block["text"], size=14, bold=True, before=9, after=6)
        heading.paragraph_format.first_line_indent = Mm(12.7)
        heading.paragraph_format.keep_with_next = True
        return
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    shape = paragraph.paragraph_format
    shape.first_line_indent, shape.space_after, shape.line_spacing = Mm(12.7), Pt(6), 1.15
    if block.get("lead"):
        _write(paragraph, block["lead"] + " ", size=14, bold=True)
    _write(paragraph, block["text"], size=14, italic=block["t"] == "basis")


def _table(document, block: dict[str, Any]) -> None:
    columns = block["columns"]
    table = document.add_table(rows=1, cols=len(columns))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    fixed = 18.0 * sum(1 for column in columns if not column["width"])
    shares = sum(column["width"] for column in columns) or 1
    widths = [Mm((165 - fixed) * column["width"] / shares if column["width"] else 18) for column in columns]
    for place, width in zip(table.columns, widths, strict=True):
        place.width = width
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        _fill(cell, column["title"], "center", bold=True)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in block["rows"]:
        cells = table.add_row().cells
        if isinstance(row, str):
            _fill(cells[0].merge(cells[-1]), row, "left", bold=True)
            continue
        for cell, text, column, width in zip(cells, row, columns, widths, strict=True):
            cell.width = width
            _fill(cell, text, column["align"])
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(cell, text: str, align: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    paragraph.paragraph_format.space_after = Pt(0)
    _write(paragraph, text, size=12, bold=bold)


def _signers(document, signers: list[dict[str, Any]]) -> None:
    cells = _columns(document, (165 / len(signers),) * len(signers))
    for cell, signer in zip(cells, signers, strict=True):
        _line(cell, "\n".join(signer["lines"]), size=14, bold=True, align="center", before=12)
        for _ in range(_ROOM):
            _line(cell, "", size=14)
        _line(cell, signer["name"], size=14, bold=True, align="center")


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
