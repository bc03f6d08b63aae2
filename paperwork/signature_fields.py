"""Empty signature fields on a printed paper, so that any signing program finds where its signature belongs.

The fields are appended to the file (an incremental update): the printed pages keep their bytes. This module loads
pyHanko, which takes a second: import it inside the function that needs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from io import BytesIO

from pyhanko.pdf_utils.generic import ByteStringObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from paperwork.blocks import PaperError
from paperwork.render import SignaturePlace

PAGE_HEIGHT = 841.89  # points: the height of A4
HEADROOM = 4.0


class Update(IncrementalPdfFileWriter):
    """An update that leaves title and dates of the file as the printer wrote them, and takes nothing from a clock or
    from chance: same input, same bytes."""

    def __init__(self, pdf: bytes):
        super().__init__(BytesIO(pdf), strict=True)
        first, _ = self._document_id
        self._document_id = type(self._document_id)([first, ByteStringObject(hashlib.sha256(pdf).digest()[:16])])

    def _update_meta(self) -> None:
        pass

    def bytes(self) -> bytes:
        out = BytesIO()
        self.write(out)
        return out.getvalue()


def box_of(place: SignaturePlace) -> tuple[int, int, int, int]:
    """Left, bottom, right, top of the field in points from the bottom left corner, as PDF counts."""
    top = PAGE_HEIGHT - place.y - HEADROOM
    bottom = top - place.height + 2 * HEADROOM
    return round(place.x - place.width / 2), round(bottom), round(place.x + place.width / 2), round(top)


def with_fields(pdf: bytes, places: Sequence[SignaturePlace], spoken: Mapping[str, str]) -> bytes:
    """`pdf` with an empty signature field at each place; `spoken` is what a screen reader says of each field.

    Raises `PaperError` when the layout left no place for one of the fields.
    """
    if missing := set(spoken) - {place.field for place in places}:
        raise PaperError(f"Mẫu giấy tờ chưa chừa chỗ ký cho: {', '.join(sorted(missing))}.")
    update = Update(pdf)
    for place in places:
        name = spoken[place.field]
        spec = SigFieldSpec(place.field, on_page=place.page - 1, box=box_of(place), readable_field_name=name)
        append_signature_field(update, spec)
    # "Append only": a signer's program that must set this flag itself would change more than its signature.
    form = update.root["/AcroForm"]
    form["/SigFlags"] = NumberObject(3)
    update.update_container(form)
    return update.bytes()
