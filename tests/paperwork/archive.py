"""What can be read of ISO 19005-2 (PDF/A-2) without a validator: every object, every content stream, every profile.

Says what breaks a rule; an empty list is no certificate. docs/papers.md names what stays unproven.
"""

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pypdf
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, NameObject, StreamObject

RDF, PDFAID = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://www.aiim.org/pdfa/ns/id/}"
DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
# 6.1.7: filters of the standard less LZW; a key of 6.1.7.1 makes a stream live in another file.
FILTERS = {"/FlateDecode", "/DCTDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode", "/JPXDecode",
           "/CCITTFaxDecode", "/JBIG2Decode"}  # fmt: skip
OUTSIDE = {"/F", "/FFilter", "/FDecodeParms"}
ACTS = {"/GoTo", "/URI", "/Named"}  # of the actions 6.5.1 leaves, those a paper of ours may hold
BLENDS = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn",
          "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity"}  # fmt: skip
FORBIDDEN = {"/JS", "/JavaScript", "/XFA", "/EF", "/AA", "/NeedsRendering", "/Requirements", "/Alternates", "/OPI", "/TR",
             "/Ref", "/PresSteps", "/AlternatePresentations"}  # fmt: skip
STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private", "P",
    "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot",
    "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP",
    "Figure", "Formula", "Form",
}  # fmt: skip
CHANNELS = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}
DEVICE = {"/DeviceGray": b"GRAY", "/DeviceRGB": b"RGB ", "/DeviceCMYK": b"CMYK"}
COLOURS = {b"rg": b"RGB ", b"RG": b"RGB ", b"k": b"CMYK", b"K": b"CMYK"}
DEEPEST_NEST, LONGEST_NAME = 28, 127


def archive_faults(pdf: bytes, *, signed: bool = False) -> list[str]:
    """What breaks PDF/A-2a in a paper, each fault once. `signed`: fields of signatures are there, in later revisions."""
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    root = reader.trailer["/Root"]
    objects = list(_objects(reader))
    found = [
        *_file(pdf, reader), *_metadata(root), *_catalogue(root, signed=signed), *_structure(root, objects),
        *(fault for each in objects for fault in _object(each)),
        *(fault for each in objects for fault in _font(each)),
        *_colours(reader, root, objects),
    ]  # fmt: skip
    return list(dict.fromkeys(found))


def _objects(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file that the catalogue leads to, streams among them, each once."""
    seen, waiting = set[tuple[int, int]](), [reader.trailer["/Root"]]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if (thing.idnum, thing.generation) in seen:
                continue
            seen.add((thing.idnum, thing.generation))
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            yield thing
            waiting += [thing.raw_get(key) for key in thing]
        elif isinstance(thing, ArrayObject):
            waiting += list(list.__iter__(thing))


def _file(pdf: bytes, reader: pypdf.PdfReader) -> Iterator[str]:
    """6.1.2 header, 6.1.3 trailer."""
    if not re.match(rb"%PDF-1\.[4-7]\r?\n%[\x80-\xff]{4}", pdf):
        yield "header or the comment of bytes behind it"
    if reader.is_encrypted or "/ID" not in reader.trailer:
        yield "encrypted, or no ID in the trailer"
    if not re.search(rb"%%EOF\r?\n?\Z", pdf):
        yield "something stands behind the end"


def _metadata(root: Any) -> Iterator[str]:
    """6.6.2: XMP that names part and level, in UTF-8, with a title."""
    content = root["/Metadata"].get_data()
    opened = content.split(b"?>", 1)[0]
    if b"bytes=" in opened or b"encoding=" in opened:
        yield "the packet of the metadata says bytes or encoding"
    said = {}
    for part in ElementTree.fromstring(content).iter(f"{RDF}Description"):
        said.update({child.tag: "".join(child.itertext()).strip() for child in part} | dict(part.attrib))
    for name, wanted in (("part", "2"), ("conformance", "A")):
        if said.get(PDFAID + name) != wanted:
            yield f"metadata say {name} {said.get(PDFAID + name)}"
    if not said.get(DC_TITLE):
        yield "metadata have no title"


def _catalogue(root: Any, *, signed: bool) -> Iterator[str]:
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "not tagged"
    if not str(root.get("/Lang", "")).startswith("vi"):
        yield "language is not Vietnamese"
    names = root.get("/Names", {})
    if ("/AcroForm" in root) != signed or {"/JavaScript", "/EmbeddedFiles"} & set(names) or "/OpenAction" in root:
        yield "form, script, attachment or act at opening"
    if signed and root["/AcroForm"].get("/NeedAppearances"):
        yield "the form asks the reader to draw it"
    if "/OCProperties" in root:
        yield "optional content"


def _structure(root: Any, objects: list[DictionaryObject]) -> Iterator[str]:
    """6.7: kinds of structure are the standard's or mapped onto them; a figure says in words what it shows."""
    roles = root.get("/StructTreeRoot", {}).get("/RoleMap", {})
    for each in objects:
        if each.get("/Type") != "/StructElem" and not ("/S" in each and "/P" in each and "/K" in each):
            continue
        kind = str(each.get("/S", ""))
        if str(roles.get(kind, kind)).removeprefix("/") not in STANDARD:
            yield f"structure of a kind unknown to the standard: {kind}"
        if kind == "/Figure" and not {"/Alt", "/ActualText"} & set(each):
            yield "a figure without words for it"


def _object(each: DictionaryObject) -> Iterator[str]:
    """Rules of one dictionary or stream: 6.1.7 streams, 6.2.5 graphics states, 6.2.8 pictures, 6.3 annotations, 6.5 acts."""
    kind, more = each.get("/Subtype"), each.get("/Type")
    for key in set(each) & FORBIDDEN if more != "/StructElem" else ():
        yield f"forbidden key {key}"
    if any(len(str(key).encode()) - 1 > LONGEST_NAME for key in each):
        yield "a name of more than 127 bytes"
    if isinstance(each, StreamObject):
        filters = each.get("/Filter", [])
        filters = {str(name) for name in (filters if isinstance(filters, list) else [filters])}
        if filters - FILTERS:
            yield f"filter {', '.join(sorted(filters - FILTERS))}"
        if OUTSIDE & set(each):
            yield "a stream that lives in another file"
    if kind == "/Image" and (each.get("/Interpolate") or int(each.get("/BitsPerComponent", 1)) not in (1, 2, 4, 8, 16)):
        yield "an interpolated picture"
    if kind == "/PS" or each.get("/Subtype2") == "/PS":
        yield "PostScript"
    modes = each.get("/BM", []) if more == "/ExtGState" or "/BM" in each else []
    for mode in modes if isinstance(modes, list) else [modes]:
        if str(mode) not in BLENDS:
            yield f"blend mode {mode}"
    if each.get("/TR2", "/Default") != "/Default":
        yield "a transfer function"
    if more == "/Annot" or kind in ("/Link", "/Widget"):
        yield from _annotation(each)
    if more == "/Action" and str(each.get("/S")) not in ACTS:
        yield f"action {each.get('/S')}"


def _annotation(each: DictionaryObject) -> Iterator[str]:
    flags, kind = int(each.get("/F", 0)), str(each.get("/Subtype"))
    if kind not in ("/Link", "/Widget"):
        yield f"annotation {kind}"
    if flags & 0b100011 or not flags & 0b100:  # invisible, hidden, no view; print
        yield f"annotation {kind} is hidden or not printed"
    left, bottom, right, top = (float(side) for side in each["/Rect"])
    if kind == "/Widget" and left != right and bottom != top and "/N" not in each.get("/AP", {}):
        yield "a field without a picture of itself"
    action = each.get("/A")
    if action is not None and str(action.get_object().get("/S")) not in ACTS:
        yield f"action {action.get_object().get('/S')}"


def _font(each: DictionaryObject) -> Iterator[str]:
    """6.2.11: embedded, of the kind it says, readable back as text."""
    if each.get("/Type") != "/Font" or each.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
        return
    name, kind = each.get("/BaseFont", "/Type3"), each.get("/Subtype")
    if "/ToUnicode" not in each:
        yield f"font {name} cannot be read back as text"
    else:
        cmap = each["/ToUnicode"].get_data()
        if re.search(
            rb"<(?:0000|FEFF|FFFE)>\s*(?:\n|endbf)",
            cmap.split(b"begincodespacerange")[-1].split(b"endcodespacerange")[-1],
            re.I,
        ):
            yield f"font {name} maps a sign to nothing"
    if kind == "/Type3":
        return
    inner = each["/DescendantFonts"][0].get_object() if kind == "/Type0" else each
    files = {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object())
    if len(files) != 1:
        yield f"font {name} is not embedded"
        return
    if kind == "/Type0":
        if each["/Encoding"] not in ("/Identity-H", "/Identity-V") and not isinstance(each["/Encoding"], StreamObject):
            yield f"font {name} is encoded by a table that is not in the file"
        wanted = {"/CIDFontType2": {"/FontFile2", "/FontFile3"}, "/CIDFontType0": {"/FontFile3"}}[inner["/Subtype"]]
        if not files <= wanted or (inner["/Subtype"] == "/CIDFontType2" and "/CIDToGIDMap" not in inner):
            yield f"font {name} is not of the kind it says"


def _profile(stream: Any) -> bytes:
    """The colour space of an ICC profile of version 2 or 4, b"" when it is none or contradicts its stream."""
    content = stream.get_data()
    space = bytes(content[16:20])
    sound = content[36:40] == b"acsp" and content[8] in (2, 4) and int.from_bytes(content[:4], "big") == len(content)
    return space if sound and CHANNELS.get(space) == int(stream["/N"]) else b""


def _colours(reader: pypdf.PdfReader, root: Any, objects: list[DictionaryObject]) -> Iterator[str]:
    """6.2.2 one output intent with a profile; 6.2.4 colours of a device only where that profile says what they are; 6.2.10
    transparency only over such a profile."""
    intents = [each.get_object() for each in root.get("/OutputIntents", [])]
    profiles = [
        each["/DestOutputProfile"]
        for each in intents
        if each.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in each
    ]
    space = _profile(profiles[0].get_object()) if len(profiles) == 1 else b""
    if not space:
        yield "no output intent with a sound colour profile"
    used = set[bytes]()
    for each in objects:
        for key in each:
            value = each[key] if key in ("/ColorSpace", "/CS") else None
            for name in value.values() if isinstance(value, DictionaryObject) else [value] if value is not None else []:
                name = name.get_object()
                if isinstance(name, ArrayObject) and name[0] == "/ICCBased" and not _profile(name[1].get_object()):
                    yield "a colour space whose profile is not sound"
                if isinstance(name, NameObject) and str(name) in DEVICE:
                    used.add(DEVICE[str(name)])
        if isinstance(each, StreamObject) and each.get("/Subtype") == "/Form":
            used |= yield from _painted(ContentStream(each, reader))
    for page in reader.pages:
        width, height = (float(side) for side in page.mediabox[2:])
        if not 3 <= min(width, height) <= max(width, height) <= 14400:
            yield "a page too small or too large"
        if page.get_contents() is not None:
            used |= yield from _painted(page.get_contents())
    # Grey may stand under any profile.
    for other in sorted(used - {b"GRAY", space}):
        yield f"colours of {other.decode().strip()} without their profile"


def _painted(content: ContentStream) -> Iterator[str]:
    """Gives (as the value of ``yield from``) the device spaces used; says what else is wrong in the stream."""
    used, nest = set[bytes](), 0
    for operands, operator in content.operations:
        if operator in COLOURS:
            used.add(COLOURS[operator])
        if operator in (b"cs", b"CS") and str(operands[0]) in DEVICE:
            used.add(DEVICE[str(operands[0])])
        nest += {b"q": 1, b"Q": -1}.get(operator, 0)
        if nest > DEEPEST_NEST:
            yield "graphics states nested too deep"
        if operator == b"ri" and str(operands[0]) not in (
            "/Perceptual",
            "/RelativeColorimetric",
            "/Saturation",
            "/AbsoluteColorimetric",
        ):
            yield "an unknown rendering intent"
    return used
