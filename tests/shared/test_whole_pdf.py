"""A PDF that is taken has an object and an end, not only a beginning."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from thidua.shared.denied import Denied
from thidua.shared.uploads import take_document

WHOLE = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
BROKEN = "Tệp PDF bị hỏng hoặc chưa tải lên hết. Hãy mở thử trên máy, xuất lại rồi gửi."


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4 foo", WHOLE[:-8], b"%PDF-1.4 foo %%EOF", WHOLE + b"x" * 5000],
    ids=["twelve bytes", "cut off", "no object", "end far before the end"],
)
def test_a_pdf_without_objects_or_end_is_refused(content):
    with pytest.raises(Denied) as caught:
        take_document(SimpleUploadedFile("a.pdf", content))
    assert caught.value.reason == BROKEN


@pytest.mark.parametrize("after", [b"", b"\r\n\x00\x00"])
def test_a_whole_pdf_is_taken_also_with_a_little_after_its_end(after):
    assert take_document(SimpleUploadedFile("a.pdf", WHOLE + after)).content == WHOLE + after
