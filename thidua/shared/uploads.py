"""The guard for files people hand in as proof: size, name, content of the kind the name says; nothing is kept here."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import puremagic
from django.core.files.uploadedfile import UploadedFile

from thidua.shared.denied import Denied

# What the name says → what the content may be. Zipped office files and zip archives begin alike.
PROOF = {
    ".pdf": {".pdf"},
    ".jpg": {".jpg", ".jpeg", ".jfif"},
    ".jpeg": {".jpg", ".jpeg", ".jfif"},
    ".png": {".png"},
    ".docx": {".docx", ".zip"},
    ".xlsx": {".xlsx", ".zip"},
}
LARGEST = 20 * 2**20
TYPES = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed: its plain name (no folders, at most 200 signs), bytes and SHA-256."""

    name: str
    content: bytes
    sha256: str


def checked_file(upload: UploadedFile, kinds: dict[str, set[str]] | None = None, largest: int = LARGEST) -> CheckedFile:
    """The upload, read and looked into. Raises Denied with the reason in Vietnamese."""
    kinds = PROOF if kinds is None else kinds
    raw = (upload.name or "").replace("\\", "/").replace("\0", "")
    name = " ".join("".join(sign for sign in Path(raw).name if sign.isprintable()).split())[-200:]
    suffix = Path(name).suffix.lower()
    if suffix not in kinds:
        raise Denied(f"Chỉ nhận tệp {', '.join(kinds)}; tệp “{name or 'không tên'}” không thuộc các loại này.")
    content = b""
    for chunk in upload.chunks():
        content += chunk
        if len(content) > largest:
            raise Denied(f"Tệp “{name}” quá lớn: nhiều nhất {largest // 2**20} MB.")
    if not content:
        raise Denied(f"Tệp “{name}” rỗng.")
    try:
        found = {match.extension.lower() for match in puremagic.magic_string(content, name)}
        # The name alone must not vouch for the content.
        found &= {match.extension.lower() for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        found = set()
    if not found & kinds[suffix]:
        raise Denied(f"Nội dung tệp “{name}” không phải {suffix} như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi.")
    if suffix in (".docx", ".xlsx") and b"vbaProject.bin" in content:
        raise Denied(f"Tệp “{name}” chứa macro nên không nhận.")
    return CheckedFile(name, content, hashlib.sha256(content).hexdigest())
