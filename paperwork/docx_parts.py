"""The pieces of an official paper in DOCX: page, lines, ruled paragraphs, tables, signature blocks.

Measures: Decree 30/2020/NĐ-CP, Appendix I. Text is put in as text, never as markup.
"""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import ImageFont

from paperwork.render import FONTS, clean_text

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
FAMILY = "Times New Roman"
INDENT = Mm(12.7)
ROOM, LOW_ROOM = 4, 2  # empty lines for signature and seal; on a page that lies on its side
MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}  # mm


def set_page(document, *, landscape: bool = False) -> int:
    """A4 with the margins and page numbers of the decree; the width of the text in millimetres."""
    section = document.sections[0]
    wide, high = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(width))
    section.header_distance = Mm(10)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FAMILY, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FAMILY)
    number_pages(section)
    return wide - MARGINS["left"] - MARGINS["right"]


def number_pages(section) -> None:
    """Arabic, 13 pt, in the middle of the top margin, not on the first page of the section (Appendix I, I.7)."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)
    run = number.add_run("1")
    run.font.size = Pt(13)
    field.append(run._r)


def restart_pages(section) -> None:
    """The section counts its pages from 1: an appendix has numbers of its own (Appendix I, V)."""
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.append(start)
    number_pages(section)


def write(paragraph, text: str, *, size: float, bold: bool = False, italic: bool = False) -> None:
    for number, part in enumerate(clean_text(text).split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(part)
        run.font.size, run.bold, run.italic = Pt(size), bold, italic


def line(place, text: str, *, size: float, bold=False, italic=False, align="left", before: float = 0, after: float = 0):
    """A paragraph of one style in a document or a cell; spaces before and after in points."""
    paragraph = place.add_paragraph()
    paragraph.alignment = ALIGN[align]
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.0
    write(paragraph, text, size=size, bold=bold, italic=italic)
    return paragraph


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Millimetres of the longest line of ``text`` in the paper font, which has the widths of Times New Roman."""
    font = ImageFont.truetype(str(FONTS / f"Tinos-{'Bold' if bold else 'Regular'}.ttf"), 1000)
    return max(font.getlength(clean_text(part)) for part in text.split("\n")) / 1000 * size * 25.4 / 72


def broken(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """``text`` in lines of at most ``room`` millimetres, word by word as a word processor breaks them."""
    lines = []
    for part in text.split("\n"):
        line = ""
        for word in part.split():
            longer = f"{line} {word}".strip()
            if line and width_of(longer, size, bold=bold) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def balanced(text: str, size: float, room: float, *, bold: bool = False) -> float:
    """The narrowest width in millimetres that needs no more lines than ``room`` does: lines of like length."""
    wanted = len(broken(text, size, room, bold=bold))
    low, high = room * 0.4, room
    while high - low > 1:
        middle = (low + high) / 2
        if len(broken(text, size, middle, bold=bold)) > wanted:
            low = middle
        else:
            high = middle
    return high


def title(document, text: str, room: float, *, size: float = 14, bold: bool = True, italic: bool = False) -> float:
    """A centred text of lines of like length; the millimetres of its last line."""
    # Half a millimetre spared: a word processor that measures otherwise still needs no further line.
    wide = balanced(text, size, room * 0.9, bold=bold) + 0.5
    paragraph = line(document, text, size=size, bold=bold, italic=italic, align="center")
    side = Mm(max((room - wide) / 2, 0))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    return width_of(broken(text, size, wide, bold=bold)[-1], size, bold=bold)


def rule(place, *, room: float, long: float, after: float = 0):
    """An empty line that carries a rule ``long`` millimetres, in the middle of ``room``."""
    paragraph = line(place, "", size=3, after=after)
    paragraph.paragraph_format.line_spacing = Pt(3)  # exactly: an empty line is else as high as the text
    side = Mm(max((room - long) / 2, 0))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    # pBdr has its place in the order of the schema: before spacing, indents and alignment.
    paragraph._p.get_or_add_pPr().insert(0, borders)
    return paragraph


def columns(document, widths: tuple[float, ...]):
    """The empty cells of a table without lines and without margins, for blocks that stand side by side."""
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
        margins = OxmlElement("w:tcMar")
        for side in ("left", "right"):
            none = OxmlElement(f"w:{side}")
            none.set(qn("w:w"), "0")
            none.set(qn("w:type"), "dxa")
            margins.append(none)
        cell._tc.get_or_add_tcPr().append(margins)
    _keep(table.rows[0])
    return table.rows[0].cells


def _keep(row) -> None:
    """The row is not torn over two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def block(document, item: dict[str, Any], room: float) -> None:
    """One block of a body as :mod:`paperwork.blocks` makes it; ``room`` is the width of the text in millimetres."""
    if item["t"] == "table":
        ruled_table(document, item, room)
        return
    if item["t"] == "h":
        heading = line(document, item["text"], size=14, bold=True, before=9, after=6)
        heading.paragraph_format.first_line_indent = INDENT
        heading.paragraph_format.keep_with_next = True
        return
    for number, part in enumerate(item["text"].split("\n")):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        shape = paragraph.paragraph_format
        shape.first_line_indent, shape.space_after, shape.line_spacing = INDENT, Pt(6), 1.15
        if number == 0 and item.get("lead"):
            write(paragraph, item["lead"] + " ", size=14, bold=True)
        write(paragraph, part, size=14, italic=item["t"] == "basis")


def ruled_table(document, item: dict[str, Any], room: float) -> None:
    heads = item["columns"]
    table = document.add_table(rows=1, cols=len(heads))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = [Mm(width) for width in _widths(item, room)]
    for place, width in zip(table.columns, widths, strict=True):
        place.width = width
    for cell, column in zip(table.rows[0].cells, heads, strict=True):
        _fill(cell, column["title"], "center", bold=True)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in item["rows"]:
        added = table.add_row()
        _keep(added)
        cells = added.cells
        if isinstance(row, str):
            _fill(cells[0].merge(cells[-1]), row, "left", bold=True)
            continue
        for cell, text, column, width in zip(cells, row, heads, widths, strict=True):
            cell.width = width
            _fill(cell, text, column["align"])
    line(document, "", size=6).paragraph_format.line_spacing = Pt(8)


def _widths(item: dict[str, Any], room: float) -> list[float]:
    """Millimetres of the columns: those without a share as wide as their longest line, at most a quarter of the room, the
    others by their shares of the rest."""
    heads = item["columns"]
    rows = [row for row in item["rows"] if not isinstance(row, str)]
    fixed = {}
    for place, column in enumerate(heads):
        if not column["width"]:
            longest = max((width_of(row[place], 12) for row in rows), default=0)
            # The margins of a cell are 1.9 mm on each side.
            fixed[place] = min(max(longest, width_of(column["title"], 12, bold=True)) + 4.6, room / 4)
    shares = sum(column["width"] for column in heads) or 1
    rest = room - sum(fixed.values())
    return [fixed.get(place, rest * column["width"] / shares) for place, column in enumerate(heads)]


def _fill(cell, text: str, align: str, *, bold: bool = False) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    paragraph.paragraph_format.space_after = Pt(0)
    write(paragraph, text, size=12, bold=bold)


def signer_block(cell, signer: dict[str, Any], *, before: str | None = None, lines: int = 0, high: int = ROOM) -> None:
    """Authority and position, room, name. ``before`` stands above (place and date; "" keeps its height); ``lines`` is how
    many lines the tallest position beside it has, so that the names stand on one line."""
    if before is not None:
        line(cell, before, size=13, italic=True, align="center")
    line(cell, "\n".join(signer["lines"]), size=14, bold=True, align="center")
    if "note" in signer:
        line(cell, signer["note"], size=12, italic=True, align="center")
    for _ in range(max(lines - len(signer["lines"]), 0)):
        line(cell, "", size=14)
    if "screen" in signer:
        for part in signer["screen"]:
            line(cell, part, size=9, align="center")
    else:
        for _ in range(high):
            line(cell, "", size=14)
    line(cell, signer["name"], size=14, bold=True, align="center")


def signer_rows(
    document, signers: list[dict[str, Any]], room: float, *, before: str | None = None, high: int = ROOM
) -> None:
    """Two to a row, a last one alone in the middle; ``before`` stands over the last of the first row."""
    for start in range(0, len(signers), 2):
        row = signers[start : start + 2]
        line(document, "", size=6)
        tallest = max(len(each["lines"]) for each in row)
        for number, (cell, signer) in enumerate(
            zip(columns(document, (room / len(row),) * len(row)), row, strict=True), 1
        ):
            over = None if before is None or start else before if number == len(row) else ""
            signer_block(cell, signer, before=over, lines=tallest, high=high)


def recipients(place, distribution: list[str]) -> None:
    """Block 9b: "Nơi nhận:" 12 pt bold italic, the list 11 pt."""
    if not distribution:
        return
    line(place, "Nơi nhận:", size=12, bold=True, italic=True)
    for each in distribution:
        line(place, each, size=11)
