"""The heading of a Word paper: the name of the state has room on one line."""

from io import BytesIO

from docx import Document
from docx.shared import Mm
from PIL import ImageFont

from paperwork.docx import HEAD_COLUMNS, _head
from paperwork.render import FONTS

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_the_name_of_the_state_fits_its_column_with_room_to_spare():
    wide = ImageFont.truetype(str(FONTS / "Tinos-Bold.ttf"), 1300).getlength(STATE) / 100 * 25.4 / 72
    assert round(wide) == 96
    assert HEAD_COLUMNS[1] - wide > 10


def test_the_cells_of_the_heading_have_no_margins():
    document = Document()
    issuer = {"parent": "", "name": "ỦY BAN NHÂN DÂN", "place": "Hạ Long"}
    _head(document, {"issuer": issuer, "reference": {"code": "01/BB-UBND", "date": ""}}, dated=False)
    place = BytesIO()
    document.save(place)
    place.seek(0)
    cells = Document(place).tables[0].rows[0].cells
    assert cells[1].paragraphs[0].text == STATE
    assert [round(cell.width / Mm(1)) for cell in cells] == list(HEAD_COLUMNS)
    margins = [(m.tag.split("}")[1], m.values()[0]) for cell in cells for m in cell._tc.tcPr.xpath("w:tcMar/*")]
    assert margins == [("left", "0"), ("right", "0")] * 2
