"""The form of an official paper as the decree sets it: Decree 30/2020/NĐ-CP, Appendix I. Sizes in points, lengths in mm.

Each line names the part of the appendix it stands in. The measuring tests read nothing else.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """How one element is printed: least and greatest size, face, capitals, and where the appendix says so."""

    sizes: tuple[float, float]
    face: str
    upper: bool
    source: str


REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Regular", "Bold", "Italic", "BoldItalic"
ELEMENTS = {
    "state": Style((12, 13), BOLD, True, "II.1a"),
    "motto": Style((13, 14), BOLD, False, "II.1b"),
    "parent": Style((12, 13), REGULAR, True, "II.2"),
    "agency": Style((12, 13), BOLD, True, "II.2"),
    "number": Style((13, 13), REGULAR, False, "II.3"),
    "date": Style((13, 14), ITALIC, False, "II.4"),
    "kind": Style((13, 14), BOLD, True, "II.5a"),
    "summary": Style((13, 14), BOLD, False, "II.5a"),
    "subject": Style((12, 13), REGULAR, False, "II.5b"),
    "basis": Style((13, 14), ITALIC, False, "II.6"),
    "heading": Style((13, 14), BOLD, False, "II.6"),
    "lead": Style((13, 14), BOLD, False, "II.6"),
    "text": Style((13, 14), REGULAR, False, "II.6"),
    "authority": Style((13, 14), BOLD, True, "II.6"),
    "position": Style((13, 14), BOLD, True, "II.7a"),
    "name": Style((13, 14), BOLD, False, "II.7b"),
    "addressee": Style((13, 14), REGULAR, False, "II.9a"),
    "recipients": Style((12, 12), BOLD_ITALIC, False, "II.9b"),
    "recipient": Style((11, 11), REGULAR, False, "II.9b"),
    "appendix_label": Style((14, 14), BOLD, False, "V"),
    "appendix_title": Style((13, 14), BOLD, True, "V"),
    "appendix_attached": Style((13, 14), ITALIC, False, "V"),
    "page_number": Style((13, 14), REGULAR, False, "I.7"),
}
MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}  # I.4
A4 = (210, 297)  # I.1
RULE_SHARES = {"motto": (1.0, 1.0), "agency": (1 / 3, 1 / 2), "summary": (1 / 3, 1 / 2)}  # II.1b, II.2, II.5a
INDENTS = (10.0, 12.7)  # II.6: 1 cm or 1.27 cm
BETWEEN_PARAGRAPHS = 6.0  # points at least, II.6
LINE_SPACING = (1.0, 1.5)  # single to one and a half, II.6
SINGLE = 1.149  # em: the height of a single line of Times New Roman
SUBJECT_GAP = 6.0  # points between the number and "V/v", II.5b
STAMP_ROOM = (
    15.0  # mm between position and name: not in the appendix, a seal has 36 mm and covers a third of the signature
)
NUMBER = r"Số:(0[1-9]|[1-9]\d+)/[A-ZĐ][\wĐđ]*(-[A-ZĐ][\wĐđ]*)*"  # II.3, without spaces
DATE = r".+, ngày (0[1-9]|[12]\d|3[01]) tháng (01|02|[3-9]|1[0-2]) năm \d{4}"  # II.4
# A draft has neither number nor day: room is left for both (models 1.2, 1.5), blanks are no letters of the file.
NUMBER_LEFT_OPEN = r"Số:/[A-ZĐ][\wĐđ]*(-[A-ZĐ][\wĐđ]*)*"
DATE_LEFT_OPEN = r".+, ngày\s+tháng\s+năm\s+"
SPOKEN = 18  # points at least: not the decree's, a list read under stage light is ours
