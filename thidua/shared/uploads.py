"""Documents people hand in beside a record: what is taken, told apart by content, never opened or run here."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import puremagic
from django.conf import settings
from django.core.files.base import File

from thidua.shared.denied import Denied

# Suffix → what puremagic may call its content. The old office formats share one container, the new ones are zips.
_OLD_OFFICE = {".doc", ".xls", ".ppt", ".msi", ".msg", ".dot", ".xlt", ".pps", ".wps", ".msp", ".mst", ".vsd", ".pub"}
CONTENTS: dict[str, set[str]] = {
    ".pdf": {".pdf"},
    ".docx": {".docx", ".zip"},
    ".xlsx": {".xlsx", ".zip"},
    ".pptx": {".pptx", ".zip"},
    ".odt": {".odt", ".zip"},
    ".ods": {".ods", ".zip"},
    ".odp": {".odp", ".zip"},
    ".doc": _OLD_OFFICE,
    ".xls": _OLD_OFFICE,
    ".ppt": _OLD_OFFICE,
    ".jpg": {".jpg", ".jpeg", ".jfif", ".jpe"},
    ".jpeg": {".jpg", ".jpeg", ".jfif", ".jpe"},
    ".png": {".png"},
}
TAKEN = "PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG"
# What proves a figure: a smaller choice.
PROOF = {suffix: CONTENTS[suffix] for suffix in (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx")}
PROOF_TAKEN = "PDF, Word (.docx), Excel (.xlsx), JPG, PNG"
PROOF_LARGEST = 20 * 2**20
# What is said of a kept file when it is handed out.
TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MACROS = {".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".xlam", ".xlsb", ".ppsm"}
_PDF_END = 4096  # bytes from the end among which a whole PDF says that it ends
_START = 262_144  # bytes from the start that tell what a file is


@dataclass(frozen=True)
class Taken:
    """An accepted file: its bytes, the name without folders, suffix, SHA-256."""

    content: bytes
    name: str
    suffix: str
    sha256: str


def _is_whole_pdf(content: bytes) -> bool:
    """Whether it has an object and an end, not only a beginning; a scanner may write a little after the end."""
    return b" obj" in content and b"%%EOF" in content[-_PDF_END:]


def plain_name(name: str) -> str:
    """The name of an upload without folders, control and direction signs; at most 200 signs, suffix kept."""
    bare = Path(name.replace("\\", "/")).name
    bare = "".join(c for c in unicodedata.normalize("NFC", bare) if unicodedata.category(c)[0] != "C")
    bare = re.sub(r"\s+", " ", bare).strip(" .") or "tai-lieu"
    stem, suffix = Path(bare).stem, Path(bare).suffix
    return f"{stem[: 200 - len(suffix)]}{suffix}"


def take_document(upload: File) -> Taken:
    """The upload as bytes. Raises Denied for a kind that is not taken, macros, a wrong content, an empty or large file."""
    return take(upload, CONTENTS, TAKEN, settings.UPLOAD_LARGEST)


def take(upload: File, contents: dict[str, set[str]], taken: str, largest: int) -> Taken:
    """As :func:`take_document` for other kinds: suffix → content, their names for people, the largest size in bytes."""
    name = plain_name(upload.name or "")
    suffix = Path(name).suffix.lower()
    if suffix in _MACROS:
        raise Denied("Tệp có thể chứa macro nên không nhận; hãy lưu lại dưới dạng không có macro hoặc PDF.")
    if suffix not in contents:
        raise Denied(f"Chỉ nhận tệp {taken}.")
    if (upload.size or 0) > largest:
        raise Denied(f"Tệp quá lớn: nhiều nhất {largest // 2**20} MB.")
    content = upload.read(largest + 1)
    if len(content) > largest:
        raise Denied(f"Tệp quá lớn: nhiều nhất {largest // 2**20} MB.")
    if not content:
        raise Denied("Tệp đã chọn rỗng. Hãy chọn tệp khác.")
    try:
        found = {match.extension.lower() for match in puremagic.magic_string(content[:_START], name)}
        # the name alone must not vouch for the content
        found &= {match.extension.lower() for match in puremagic.magic_string(content[:_START])}
    except (puremagic.PureError, ValueError):
        found = set()
    # Office files hold their kind further inside: there the container is what can be told.
    is_zip = content[:4] == b"PK\x03\x04" and ".zip" in contents[suffix]
    if not (found & contents[suffix] or is_zip) or (".zip" in contents[suffix] and not is_zip):
        raise Denied(f"Nội dung tệp không phải {suffix} như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi.")
    if suffix == ".pdf" and not _is_whole_pdf(content):
        raise Denied("Tệp PDF bị hỏng hoặc chưa tải lên hết. Hãy mở thử trên máy, xuất lại rồi gửi.")
    if is_zip and b"vbaProject.bin" in content:  # a macro under a harmless name
        raise Denied("Tệp có thể chứa macro nên không nhận; hãy lưu lại dưới dạng không có macro hoặc PDF.")
    return Taken(content, name, suffix, hashlib.sha256(content).hexdigest())
