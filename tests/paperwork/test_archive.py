"""Every paper against the rules of PDF/A-2a that can be read without a validator; each rule seen to find its breach."""

import io

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from paperwork import samples
from paperwork.catalogue import BY_CODE, KINDS
from paperwork.certificates import render_certificates
from tests.paperwork import signed
from tests.paperwork.archive import archive_faults


@pytest.mark.parametrize("kind", KINDS, ids=[kind.code for kind in KINDS])
def test_every_kind_keeps_the_rules(kind):
    assert archive_faults(kind.pdf()) == []


def test_a_certificate_keeps_them_and_so_does_a_paper_to_sign_once_and_twice_signed():
    assert archive_faults(render_certificates([samples.certificate()], base_url="https://thidua.example.vn")) == []
    for pdf in (signed.to_sign(), signed.once(), signed.twice()):
        assert archive_faults(pdf, signed=True) == []


def _named(**entries) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def _root(key: str, value):
    return lambda writer: writer._root_object.__setitem__(NameObject(key), value)


def _without(key: str):
    return lambda writer: writer._root_object.__delitem__(key)


def _metadata(old: bytes, new: bytes):
    def change(writer):
        stream = writer._root_object["/Metadata"]
        fresh = DecodedStreamObject()
        fresh.set_data(stream.get_data().replace(old, new))
        writer._root_object[NameObject("/Metadata")] = writer._add_object(fresh)

    return change


def _font(change):
    def on_first(writer):
        font = next(iter(writer.pages[0]["/Resources"]["/Font"].values())).get_object()
        change(font, font["/DescendantFonts"][0].get_object())

    return on_first


def _unembedded(font, inner) -> None:
    descriptor = inner["/FontDescriptor"].get_object()
    for name in {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
        del descriptor[name]


def _other_kind(font, inner) -> None:
    inner.pop("/CIDToGIDMap", None)
    inner[NameObject("/Subtype")] = NameObject("/CIDFontType2")


def _state(**entries):
    def change(writer):
        resources = writer.pages[0]["/Resources"].get_object()
        resources[NameObject("/ExtGState")] = _named(G0=_named(Type=NameObject("/ExtGState"), **entries))

    return change


def _painted(text: bytes):
    def change(writer):
        stream = DecodedStreamObject()
        stream.set_data(text)
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    return change


def _annotation(**entries):
    box = ArrayObject([FloatObject(side) for side in (10, 10, 90, 30)])
    full = _named(Type=NameObject("/Annot"), Rect=box, **entries)
    return lambda writer: writer.pages[0].__setitem__(NameObject("/Annots"), ArrayObject([full]))


def _profile_of_another_space(writer) -> None:
    writer._root_object["/OutputIntents"][0].get_object()["/DestOutputProfile"].get_object()[NameObject("/N")] = (
        NumberObject(4)
    )


def _in_another_file(writer) -> None:
    writer._root_object["/Metadata"].get_object()[NameObject("/F")] = TextStringObject("http://example.vn/xmp")


def _unknown_structure(writer) -> None:
    tree = writer._root_object["/StructTreeRoot"].get_object()
    child = tree["/K"]
    child = (child[0] if isinstance(child, ArrayObject) else child).get_object()
    child[NameObject("/S")] = NameObject("/Ornament")


_LINK = {"Subtype": NameObject("/Link")}
_JAVASCRIPT = _named(Type=NameObject("/Action"), S=NameObject("/JavaScript"))
BREACHES = {
    "part": (_metadata(b">2</pdfaid:part>", b">1</pdfaid:part>"), "metadata say part 1"),
    "level": (_metadata(b">A</pdfaid", b">B</pdfaid"), "metadata say conformance B"),
    "intent": (_without("/OutputIntents"), "no output intent with a sound colour profile"),
    "profile": (_profile_of_another_space, "no output intent with a sound colour profile"),
    "tags": (_without("/StructTreeRoot"), "not tagged"),
    "language": (_root("/Lang", TextStringObject("en")), "language is not Vietnamese"),
    "structure": (_unknown_structure, "structure of a kind unknown to the standard: /Ornament"),
    "opening": (_root("/OpenAction", _JAVASCRIPT), "action /JavaScript"),
    "script": (_root("/Names", _named(JavaScript=_named())), "form, script, attachment or act at opening"),
    "attachment": (_root("/Names", _named(EmbeddedFiles=_named())), "form, script, attachment or act at opening"),
    "form": (_root("/AcroForm", _named()), "form, script, attachment or act at opening"),
    "layers": (_root("/OCProperties", _named()), "optional content"),
    "triggers": (_root("/AA", _named()), "forbidden key /AA"),
    "outside": (_in_another_file, "a stream that lives in another file"),
    "not embedded": (_font(_unembedded), "is not embedded"),
    "unreadable": (_font(lambda font, _: font.__delitem__("/ToUnicode")), "cannot be read back as text"),
    "encoding": (
        _font(lambda font, _: font.__setitem__(NameObject("/Encoding"), NameObject("/UniJIS-UCS2-H"))),
        "is encoded by a table that is not in the file",
    ),
    "font kind": (_font(_other_kind), "is not of the kind it says"),
    "blend": (_state(BM=NameObject("/Glow")), "blend mode /Glow"),
    "transfer": (_state(TR=NameObject("/Identity")), "forbidden key /TR"),
    "transfer 2": (_state(TR2=NameObject("/Identity")), "a transfer function"),
    "ink": (_painted(b"1 0 0 0 k 0 0 9 9 re f"), "colours of CMYK without their profile"),
    "nest": (_painted(b"q " * 29), "graphics states nested too deep"),
    "intent name": (_painted(b"/Pretty ri"), "an unknown rendering intent"),
    "hidden": (_annotation(**_LINK, F=NumberObject(2)), "annotation /Link is hidden or not printed"),
    "film": (_annotation(Subtype=NameObject("/Movie"), F=NumberObject(4)), "annotation /Movie"),
    "launch": (_annotation(**_LINK, F=NumberObject(4), A=_named(S=NameObject("/Launch"))), "action /Launch"),
    "field": (_annotation(Subtype=NameObject("/Widget"), F=NumberObject(4)), "a field without a picture of itself"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "fault"), BREACHES.values(), ids=list(BREACHES))
def test_each_rule_finds_its_breach(change, fault):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(BY_CODE["ranking"].pdf()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    assert [found for found in archive_faults(out.getvalue()) if found.endswith(fault)] != []


def test_breaches_of_the_file_itself_are_found():
    pdf = BY_CODE["ranking"].pdf()
    assert archive_faults(pdf + b"<script>") == ["something stands behind the end"]
    assert archive_faults(pdf[:9] + b"%ab" + pdf[12:])[0] == "header or the comment of bytes behind it"
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    assert "encrypted, or no ID in the trailer" in archive_faults(out.getvalue())
