"""A returned file is the issued paper with one good signature, or it is refused with the reason."""

import random
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader

from paperwork.signature_fields import Update
from paperwork.signatures import LARGEST, Trust, examine, screened_scan
from tests.paperwork.signed import (
    AT,
    CHAIR,
    FIELDS,
    TRUST,
    WARD,
    codes,
    hand,
    judged,
    once,
    outcomes,
    poppler,
    to_sign,
    twice,
)

OTHER = replace(CHAIR, authority="CA của kẻ khác")


# ── what we make ──


def test_the_paper_to_sign_is_the_same_every_time_and_names_a_field_for_each_side():
    fields = PdfFileReader(BytesIO(to_sign())).root["/AcroForm"]["/Fields"]
    assert sorted(str(field.get_object()["/T"]) for field in fields) == sorted(FIELDS)
    to_sign.cache_clear()
    again = to_sign()
    to_sign.cache_clear()
    assert to_sign() == again


def test_poppler_finds_both_signatures_valid_and_the_last_one_over_the_whole_file(tmp_path):
    assert poppler(once(), tmp_path) == [(CHAIR.name, "Signature is Valid.", True)]
    assert poppler(twice(), tmp_path) == [
        (CHAIR.name, "Signature is Valid.", False),
        (WARD.name, "Signature is Valid.", True),
    ]


def test_both_signatures_are_accepted_one_after_the_other_in_a_child_process():
    first = examine(once(), to_sign(), TRUST, [AT])[0]
    second = examine(twice(), once(), TRUST, [AT + timedelta(hours=1)])[0]
    assert (first.outcome, second.outcome) == ("accepted", "accepted")
    assert (first.seen.name, first.seen.field, second.seen.name) == (CHAIR.name, FIELDS[0], WARD.name)
    assert outcomes(first) == {
        "same": "met", "coverage": "met", "integrity": "met", "chain": "met", "validity": "met", "revocation": "met",
        "time": "note",
    }  # fmt: skip


def test_a_signature_in_a_field_the_program_chose_itself_is_read():
    own = hand.sign(to_sign(), "Signature1", CHAIR, post="", at=AT, new_box=(0, 100, 100, 270, 163))
    found = judged(own)
    assert (found.outcome, found.seen.field) == ("accepted", "Signature1")


# ── one byte altered ──


def flipped(content: bytes, place: int, bit: int) -> bytes:
    return content[:place] + bytes([content[place] ^ (1 << bit)]) + content[place + 1 :]


def test_one_byte_altered_anywhere_is_refused(tmp_path):
    whole, start, chance = once(), len(to_sign()), random.Random(7)
    byte_range = PdfFileReader(BytesIO(whole)).embedded_signatures[0].byte_range
    hexed = range(int(byte_range[1]), int(byte_range[2]))
    places = [chance.randrange(start) for _ in range(40)]
    places += [chance.randrange(start, len(whole)) for _ in range(60)]
    places += [chance.choice(hexed) for _ in range(60)]  # the container is the part no signature covers
    kept = [place for place in places if judged(flipped(whole, place, chance.randrange(8))).outcome != "refused"]
    assert kept == []


@pytest.mark.parametrize("more", [b"\n", b" ", b"%", b"\n%%EOF\n", b"0" * 100])
def test_bytes_added_after_the_signature_are_refused(more):
    assert judged(once() + more).outcome == "refused"


@pytest.mark.parametrize("less", [1, 10, 500, 5000])
def test_a_file_cut_short_is_refused(less):
    assert judged(once()[:-less]).outcome == "refused"


# ── the content changed although the signature holds ──


def changed(content: bytes, change) -> bytes:
    update = Update(content)
    change(update)
    return update.bytes()


def other_page(update: Update) -> None:
    page = update.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = update.add_object(generic.StreamObject(stream_data=b"BT ET"))
    update.update_container(page)


def overlay(update: Update) -> None:
    page = update.root["/Pages"]["/Kids"][0].get_object()
    note = {"/Type": "/Annot", "/Subtype": "/FreeText", "/F": "4"}
    annotation = generic.DictionaryObject({pdf_name(k): pdf_name(v) for k, v in note.items() if k != "/F"})
    annotation["/Rect"] = generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 500, 500)])
    held = page.get("/Annots", generic.ArrayObject())
    held.append(update.add_object(annotation))
    page["/Annots"] = held
    update.update_container(page)


def script(update: Update) -> None:
    update.root["/OpenAction"] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    )
    update.update_root()


def attachment(update: Update) -> None:
    stream = update.add_object(generic.StreamObject({pdf_name("/Type"): pdf_name("/EmbeddedFile")}, stream_data=b"MZ"))
    names = generic.DictionaryObject({pdf_name("/EF"): generic.DictionaryObject({pdf_name("/F"): stream})})
    update.root["/Names"] = generic.DictionaryObject({pdf_name("/EmbeddedFiles"): names})
    update.update_root()


@pytest.mark.parametrize(
    ("change", "code"), [(other_page, "changed"), (overlay, "changed"), (script, "acting"), (attachment, "acting")]
)
def test_a_paper_changed_and_then_signed_is_refused_although_the_signature_holds(change, code, tmp_path):
    evil = hand.sign(changed(to_sign(), change), FIELDS[0], CHAIR, post="", at=AT)
    assert poppler(evil, tmp_path) == [(CHAIR.name, "Signature is Valid.", True)]
    assert codes(judged(evil)) == [code]


@pytest.mark.parametrize(
    ("change", "code"), [(other_page, "changed"), (overlay, "changed"), (script, "acting"), (attachment, "acting")]
)
def test_a_paper_changed_after_signing_is_refused(change, code):
    assert codes(judged(changed(once(), change))) == [code]


def test_two_new_signatures_in_one_file_are_refused():
    assert codes(judged(twice())) == ["several"]


def test_changes_without_a_signature_are_refused():
    assert codes(judged(changed(to_sign(), lambda update: update.add_object(generic.NullObject())))) == ["unsigned"]


# ── what the bytes alone refuse ──


def test_files_that_are_not_the_issued_one_are_refused_with_the_reason():
    def code(content: bytes, current: bytes, *earlier: bytes) -> list[str]:
        return codes(judged(content, current, earlier=earlier))

    assert code(to_sign(), to_sign()) == ["unsigned"]
    assert code(b"PK\x03\x04 not a PDF", to_sign()) == ["kind"]
    assert code(b"", to_sign()) == ["kind"]
    assert code(b"%PDF-1.7\n" + b"x" * 5000, to_sign()) == ["different"]
    assert code(b"%PDF-1.7\n" + b"0" * LARGEST, to_sign()) == ["size"]
    assert code(to_sign() + b"x" * (6 * 2**20), to_sign()) == ["size"]
    beside = hand.sign(to_sign(), FIELDS[1], WARD, post="", at=AT)
    assert code(beside, once(), to_sign()) == ["beside"]
    assert code(once(), once(), to_sign()) == ["unsigned"]


def test_an_encrypted_copy_is_refused():
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(BytesIO(to_sign())))
    writer.encrypt("mat-khau", "mat-khau")
    out = BytesIO()
    writer.write(out)
    assert codes(judged(out.getvalue())) == ["encrypted"]


def test_an_object_that_inflates_without_end_ends_the_child_process_only():
    bomb = zlib.compress(zlib.compress(b"0" * 600_000_000, 9), 9)

    def add(update: Update) -> None:
        stream = generic.StreamObject(encoded_data=bomb)
        stream[pdf_name("/Filter")] = generic.ArrayObject([pdf_name("/FlateDecode"), pdf_name("/FlateDecode")])
        update.root["/Metadata"] = update.add_object(stream)
        update.update_root()

    found = examine(hand.sign(changed(to_sign(), add), FIELDS[0], CHAIR, post="", at=AT), to_sign(), TRUST, [AT])[0]
    assert found.outcome == "refused"


# ── the certificate ──


def test_a_certificate_of_an_authority_the_agency_does_not_trust_is_refused():
    signed = once(OTHER)
    assert codes(judged(signed)) == ["chain"]
    assert codes(judged(signed, trust=Trust())) == ["chain"]


def test_a_certificate_is_judged_by_the_moment_asked_about():
    short = replace(CHAIR, code="short", valid_from=date(2025, 1, 1), valid_to=date(2025, 8, 1))
    signed = once(short)
    assert judged(signed).outcome == "accepted"
    assert codes(judged(signed, at=AT + timedelta(days=60))) == ["validity"]
    assert codes(judged(signed, at=AT - timedelta(days=300))) == ["validity", "time"]


def test_a_revoked_certificate_is_refused_from_the_day_of_revocation_on():
    serial = hand.certificate(CHAIR).serial_number
    at = datetime(2025, 7, 20, tzinfo=UTC)
    crl = hand.revocation_list({serial: at}, made_at=at)
    trust = replace(TRUST, revocations=(crl,))
    assert judged(once(), trust=trust).outcome == "accepted"
    later = judged(once(), trust=trust, at=AT + timedelta(days=30))
    assert (codes(later), later.reasons) == (
        ["revocation"], ["Chứng thư đã bị thu hồi từ 07:00 ngày 20/07/2025."],
    )  # fmt: skip


def test_without_a_fresh_revocation_list_revocation_is_unknown_and_said_so():
    old = hand.revocation_list(made_at=datetime(2025, 1, 1, tzinfo=UTC), valid_days=30)
    for lists in ((), (old,)):
        found = judged(once(), trust=replace(TRUST, revocations=lists))
        assert (found.outcome, outcomes(found)["revocation"]) == ("accepted", "unknown")


def test_a_revocation_list_of_another_authority_proves_nothing():
    other = hand.revocation_list(name="CA của kẻ khác")
    assert outcomes(judged(once(), trust=replace(TRUST, revocations=(other,))))["revocation"] == "unknown"


def test_a_signer_who_claims_the_future_is_looked_at_by_a_person():
    ahead = hand.sign(to_sign(), FIELDS[0], CHAIR, post="", at=AT + timedelta(hours=2))
    assert codes(judged(ahead)) == ["time"]
    assert judged(ahead).outcome == "flagged"


def test_the_number_of_an_identity_document_is_read_from_the_certificate():
    signed = once(replace(CHAIR, code="cccd", identity="CCCD:022085001234"))
    assert judged(signed).seen.identity == "022085001234"


# ── scans ──

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x05\0\x08\2\0\0\0abcd" + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08\x05\0\x04\0\3\1\x22\0\2\x11\1\3\x11\1\xff\xd9"


def test_scans_are_taken_when_they_only_show_pages():
    assert screened_scan(to_sign(), ".pdf").outcome == "accepted"
    assert screened_scan(PNG, ".png").findings[0].text == "Ảnh chụp hoặc quét 1024 × 1280 điểm ảnh."
    assert screened_scan(JPEG, ".jpg").findings[0].text == "Ảnh chụp hoặc quét 1024 × 1280 điểm ảnh."


@pytest.mark.parametrize(
    ("content", "suffix", "code"),
    [
        (changed(to_sign(), script), ".pdf", "acting"),
        (changed(to_sign(), attachment), ".pdf", "acting"),
        (b"%PDF-1.7 nothing", ".pdf", "broken"),
        (PNG[:20], ".png", "broken"),
        (PNG.replace(b"\0\0\x04\0\0\0\x05\0", b"\0\1\0\0\0\1\0\0"), ".png", "pixels"),
        (JPEG[:12], ".jpg", "broken"),
    ],
)
def test_scans_that_act_or_are_broken_are_refused(content, suffix, code):
    assert codes(screened_scan(content, suffix)) == [code]
