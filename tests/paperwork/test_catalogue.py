"""Each kind of paper: sound to qpdf, the DOCX twin with the same words and the measures of the decree."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from paperwork import render as press
from paperwork.catalogue import BY_CODE, KINDS
from paperwork.docx import DRAFT, render_docx
from paperwork.docx_parts import broken, width_of
from paperwork.render import UNDATED
from tests.paperwork.decree30 import ELEMENTS, INDENTS, MARGINS, RULE_SHARES
from tests.paperwork.measure import MOTTO, STATE

SOFFICE, QPDF = shutil.which("soffice"), shutil.which("qpdf")
each_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
WORD_KINDS = [kind for kind in KINDS if not kind.no_docx]
each_word_kind = pytest.mark.parametrize("kind", WORD_KINDS, ids=[kind.code for kind in WORD_KINDS])


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(QPDF is None, reason="qpdf is not installed")
@each_kind
def test_every_kind_is_sound_to_qpdf(kind, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(kind.pdf())
    said = subprocess.run([str(QPDF), "--check", str(file)], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    assert "No syntax or stream encoding errors found" in said.stdout


def test_the_pictures_of_a_paper_are_its_pages():
    pages = BY_CODE["decision"].pictures(ppi=30)
    assert len(pages) == len(pypdf.PdfReader(io.BytesIO(BY_CODE["decision"].pdf())).pages) == 4
    assert {page[:8] for page in pages} == {b"\x89PNG\r\n\x1a\n"}


# ── DOCX ─────────────────────────────────────────────────────────────────────────────────────────────────────


def opened(kind):
    return Document(io.BytesIO(kind.docx()))


def paragraphs(document):
    """All paragraphs in the order of the page, those in cells included, each merged cell once."""
    yield from document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")


def words_of(text: str) -> set[str]:
    return set(text.split())


def docx_text(document) -> str:
    lines = []
    for part in paragraphs(document):
        runs = part.iter(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t",
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}br",
        )
        lines.append("".join(each.text or "" if each.tag.endswith("}t") else "\n" for each in runs))
    return "\n".join(lines)


def pdf_text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


@each_word_kind
def test_the_docx_says_what_the_pdf_says(kind):
    printed, written = pdf_text(kind.pdf()), docx_text(opened(kind))
    # Lines break elsewhere: what is compared are the words, and each paragraph of the one in the other. Page numbers stand
    # in the printed file alone.
    assert words_of(written) - words_of(printed) == set()
    more = words_of(printed) - words_of(written)
    assert {word for word in more if solid(word) not in solid(written)} <= {"2", "3", "4"}
    assert [line for line in written.split("\n") if solid(line) not in solid(printed)] == []


def test_a_docx_that_lost_a_line_is_found():
    kind = BY_CODE["conclusion_notice"]
    shorter = kind.sample()
    shorter["body"] = shorter["body"][:-1]
    written = docx_text(Document(io.BytesIO(render_docx(kind.layout, shorter, created_at=UNDATED))))
    assert [word for word in words_of(pdf_text(kind.pdf())) if solid(word) not in solid(written)]


@each_word_kind
def test_the_same_values_are_the_same_docx(kind):
    assert kind.docx() == kind.docx()


def test_an_invitation_has_no_docx_and_the_catalogue_says_why():
    kind = BY_CODE["invitation"]
    assert kind.no_docx != ""
    with pytest.raises(LookupError, match="invitation"):
        kind.docx()


def styles_of(document):
    """text → (size, face, alignment, indent) of each paragraph with letters."""
    found = {}
    for table in [*document.tables, document]:
        cells = [cell for row in table.rows for cell in row.cells] if table is not document else [document]
        for cell in cells:
            for paragraph in cell.paragraphs:
                runs = [run for run in paragraph.runs if run.text.strip()]
                if runs:
                    face = {(True, True): "BoldItalic", (True, False): "Bold", (False, True): "Italic"}
                    found[paragraph.text] = (
                        {run.font.size.pt for run in runs},
                        {face.get((bool(run.bold), bool(run.italic)), "Regular") for run in runs},
                        paragraph.alignment,
                        paragraph.paragraph_format.first_line_indent,
                    )
    return found


def style_faults(document, layout, data) -> list[str]:
    styles, faults = styles_of(document), []
    wanted = [("state", STATE), ("motto", MOTTO), ("agency", data["issuer"]["name"])]
    if data["issuer"]["parent"]:
        wanted.append(("parent", data["issuer"]["parent"]))
    if layout not in ("list_form", "speaking"):
        reference = data["reference"]
        wanted += [("number", f"Số: {reference['code']}")] if reference["code"] else []
        wanted += [("date", f"{data['issuer']['place']}, {reference['date']}")] if layout != "minutes" else []
    if layout == "official_letter":
        wanted.append(("subject", f"V/v {data['subject']}"))
    elif data["summary"]:
        wanted.append(("summary", data["summary"]))
    wanted += [("recipients", "Nơi nhận:")] if data.get("distribution") else []
    wanted += [("recipient", line) for line in data.get("distribution", [])]
    wanted += [("mark", DRAFT)] if data.get("is_draft") else []
    signers = data.get("signers") or ([data["signer"]] if "signer" in data else [])
    wanted += [("position", "\n".join(signer["lines"])) for signer in signers if signer["lines"]]
    wanted += [("name", signer["name"]) for signer in signers if signer["name"]]
    wanted += [("basis", item["text"]) for item in data.get("body", data.get("bases", [])) if item["t"] == "basis"]
    centred = ("state", "motto", "agency", "parent", "number", "date", "subject", "summary", "position", "name")
    for element, text in wanted:
        if text not in styles:
            faults.append(f"{element}: “{text}” is missing")
            continue
        sizes, faces, align, _ = styles[text]
        style = ELEMENTS["summary" if element == "mark" else element]
        if not all(style.sizes[0] <= size <= style.sizes[1] for size in sizes):
            faults.append(f"{element}: {sizes} pt")
        if faces != {style.face}:
            faults.append(f"{element}: {faces}")
        if element in centred and align != WD_ALIGN_PARAGRAPH.CENTER:
            faults.append(f"{element}: {align}")
    for item in data.get("body", data.get("articles", [])):
        if item["t"] in ("p", "article", "basis"):
            text = (f"{item['lead']} " if item.get("lead") else "") + item["text"].split("\n")[0]
            sizes, _, align, indent = styles.get(text, ({0}, set(), None, None))
            right_indent = indent is not None and any(abs(indent / Mm(1) - each) < 0.1 for each in INDENTS)
            if (sizes, align, right_indent) != ({14.0}, WD_ALIGN_PARAGRAPH.JUSTIFY, True):
                faults.append(f"text: “{text[:30]}” {sizes} {align} {indent}")
    return faults


@each_word_kind
def test_the_docx_has_the_sizes_and_faces_of_the_decree(kind):
    assert style_faults(opened(kind), kind.layout, kind.sample()) == []


def test_a_docx_in_the_wrong_style_is_found():
    kind = BY_CODE["conclusion_notice"]
    document = opened(kind)
    for cell in document.tables[0].rows[0].cells:
        cell.paragraphs[0].runs[0].font.size = Pt(16)
    last = [paragraph for paragraph in document.paragraphs if paragraph.text][-1]
    last.alignment = WD_ALIGN_PARAGRAPH.LEFT
    assert [fault.split(":")[0] for fault in style_faults(document, kind.layout, kind.sample())] == [
        "state", "agency", "text",
    ]  # fmt: skip


@each_word_kind
def test_the_docx_has_page_margins_and_page_numbers_of_the_decree(kind):
    document = opened(kind)
    style = document.styles["Normal"]
    assert (style.font.name, style.font.size.pt) == ("Times New Roman", 14)
    for section in document.sections:
        for side, (low, high) in MARGINS.items():
            assert low <= round(getattr(section, f"{side}_margin") / Mm(1), 1) <= high
        assert sorted(round(each / Mm(1)) for each in (section.page_width, section.page_height)) == [210, 297]
        number = section.header.paragraphs[0]
        assert (section.different_first_page_header_footer, number.alignment) == (True, WD_ALIGN_PARAGRAPH.CENTER)
        assert number._p.xpath("./w:fldSimple/@w:instr") == ["PAGE"]
        assert section.first_page_header.paragraphs[0].text == ""


def test_appendices_of_the_docx_count_their_pages_from_one():
    sections = opened(BY_CODE["decision"]).sections
    assert [section._sectPr.xpath("./w:pgNumType/@w:start") for section in sections] == [[], ["1"]]


@each_word_kind
def test_the_rules_on_top_of_the_docx_are_as_long_as_the_decree_asks(kind):
    document, data = opened(kind), kind.sample()
    table = document.tables[0]
    for cell, element, text in zip(
        table.rows[0].cells, ("agency", "motto"), (data["issuer"]["name"], MOTTO), strict=True
    ):
        ruled = [paragraph for paragraph in cell.paragraphs if paragraph._p.xpath("./w:pPr/w:pBdr/w:bottom")]
        room, shape = cell.width / Mm(1), ruled[0].paragraph_format
        long = room - (shape.left_indent + shape.right_indent) / Mm(1)
        size = 13 if element == "agency" else 14
        line = width_of(broken(text, size, room, bold=True)[-1], size, bold=True)
        low, high = RULE_SHARES[element]
        assert low - 0.02 <= long / line <= high + 0.02
        assert (len(ruled), shape.left_indent) == (1, shape.right_indent)
    # Six millimetres to spare for another font; the cells have no margins of their own.
    margins = table._tbl.xpath("./w:tr/w:tc/w:tcPr/w:tcMar/*/@w:w")
    assert (set(margins), len(margins)) == ({"0"}, 4)
    assert width_of(STATE, 13, bold=True) + 6 < table.rows[0].cells[1].width / Mm(1)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_every_docx_and_prints_its_words(tmp_path):
    files = []
    for kind in WORD_KINDS:
        files.append(tmp_path / f"{kind.code}.docx")
        files[-1].write_bytes(kind.docx())
    fonts = tmp_path / "fonts.conf"
    # The paper font stands in for Times New Roman, whose widths it has; the machine may hold neither.
    fonts.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{Path(press.FONTS)}</dir><cachedir>{tmp_path}/cache</cachedir>'
        "<alias binding='same'><family>Times New Roman</family><accept><family>Tinos</family></accept></alias></fontconfig>"
    )
    profile, output = f"-env:UserInstallation=file://{tmp_path}/profile", str(tmp_path / "pdf")
    run = subprocess.run(
        [str(SOFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", output, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "FONTCONFIG_FILE": str(fonts)},
    )
    assert run.returncode == 0, run.stderr
    lost = {}
    for kind in WORD_KINDS:
        printed = pdf_text((tmp_path / "pdf" / f"{kind.code}.pdf").read_bytes())
        missing = {word for word in words_of(docx_text(opened(kind))) if solid(word) not in solid(printed)}
        if missing:
            lost[kind.code] = missing
    assert lost == {}
