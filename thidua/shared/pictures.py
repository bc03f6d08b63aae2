"""Pictures people hand in, made anew in the sizes a page needs: nothing of camera, place or person stays in them."""

import io
import warnings
from dataclasses import dataclass

from django.core.files.base import File
from PIL import Image, ImageOps, UnidentifiedImageError

from thidua.shared.denied import Denied
from thidua.shared.text import fold
from thidua.shared.uploads import take

LARGEST = 15 * 2**20  # bytes of an upload
MOST_PIXELS = 60_000_000
SMALLEST_SIDE = 200
LARGE, SMALL = 1600, 480  # longest side in pixels
_KINDS = {
    ".jpg": {".jpg", ".jpeg", ".jfif", ".jpe"},
    ".jpeg": {".jpg", ".jpeg", ".jfif", ".jpe"},
    ".png": {".png"},
    ".webp": {".webp"},
}
_TOO_LARGE = f"Ảnh quá lớn: nhiều nhất {MOST_PIXELS // 10**6} triệu điểm ảnh."
_FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Picture:
    """JPEG bytes in two sizes, the pixels of the large one, SHA-256 of the upload."""

    large: bytes
    small: bytes
    width: int
    height: int
    sha256: str


@dataclass(frozen=True)
class Rendition:
    """A picture in one width, as WebP and as JPEG; pixels."""

    width: int
    height: int
    webp: bytes
    jpeg: bytes


WIDTHS = (480, 960, 1600)


def take_picture(upload: File) -> Picture:
    """The upload made anew as JPEG, turned upright. Raises Denied for what is no picture, too large, or too small."""
    plain, sha256 = _taken(upload)
    large = _within(plain, LARGE)
    return Picture(_jpeg(large), _jpeg(_within(large, SMALL)), large.width, large.height, sha256)


def take_renditions(upload: File) -> tuple[list[Rendition], str]:
    """The upload made anew in the widths a page offers, the smallest first and none larger than the upload, with its
    SHA-256. Refusals as :func:`take_picture`."""
    plain, sha256 = _taken(upload)
    made: list[Rendition] = []
    for width in WIDTHS:
        sized = _within(plain, width, 2 * width)
        if not made or sized.width > made[-1].width:
            made.append(Rendition(sized.width, sized.height, _encoded(sized, "WEBP"), _jpeg(sized)))
    return made, sha256


def _taken(upload: File) -> tuple[Image.Image, str]:
    """The upload as nothing but colours, upright; its SHA-256."""
    taken = take(upload, _KINDS, "ảnh JPG, PNG, WEBP", LARGEST)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(taken.content), formats=_FORMATS) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise Denied(_TOO_LARGE)
                if min(found.size) < SMALLEST_SIDE:
                    raise Denied(f"Ảnh quá nhỏ: mỗi cạnh cần ít nhất {SMALLEST_SIDE} điểm ảnh.")
                found.draft("RGB", (LARGE, LARGE))  # a large JPEG is read at a fraction of its size
                # The direction stands in the metadata, which goes: the picture is turned before.
                upright = ImageOps.exif_transpose(found)
                return _on_white(upright), taken.sha256
    except Denied:
        raise
    except Image.DecompressionBombError as error:  # so large that it is not even opened
        raise Denied(_TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Denied("Không đọc được ảnh này; có thể tệp bị hỏng.") from error


def _on_white(picture: Image.Image) -> Image.Image:
    """A copy of nothing but colours: transparent parts become white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        solid = picture.convert("RGBA")
        ground = Image.new("RGB", solid.size, "white")
        ground.paste(solid, mask=solid.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _within(picture: Image.Image, width: int, height: int = 0) -> Image.Image:
    made = picture.copy()
    made.thumbnail((width, height or width), Image.Resampling.LANCZOS)
    return made


def _jpeg(picture: Image.Image) -> bytes:
    return _encoded(picture, "JPEG", optimize=True, progressive=True)


def _encoded(picture: Image.Image, kind: str, **options: bool) -> bytes:
    stream = io.BytesIO()
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)  # the new picture carries no info of the old one, hence no EXIF, XMP or profile
    clean.save(stream, kind, quality=84, **options)
    return stream.getvalue()


_EMPTY_WORDS = {
    "anh", "hinh", "chu", "thich", "caption", "photo", "image", "img", "dsc", "dscn", "dcim", "picture", "pic",
    "untitled", "test", "todo", "tbd", "lorem", "ipsum", "dolor", "placeholder", "nhap", "vao", "day", "mo", "ta", "xxx",
    "noi", "dung", "minh", "hoa", "so", "screenshot", "jpg", "jpeg", "png", "webp", "title", "tieu", "de", "abc", "asdf",
    "caption1", "alt", "text", "here",
}  # fmt: skip


def check_words(caption: str, alt: str) -> None:
    """A picture is published with words of its own: raises Denied for empty and placeholder captions, and for an
    alternative text that only repeats the caption (seeds 4.36, 4.37)."""
    for text, label in ((caption, "chú thích"), (alt, "mô tả ảnh")):
        if not text:
            raise Denied(f"Ảnh cần có {label}.")
        if is_placeholder(text):
            raise Denied(f"“{text}” chưa phải {label}: hãy ghi rõ ai, làm gì, ở đâu.")
    if fold(caption).strip(" .") == fold(alt).strip(" ."):
        raise Denied("Mô tả ảnh dành cho người không nhìn thấy ảnh: hãy tả ảnh có gì, không lặp lại chú thích.")


def is_placeholder(text: str) -> bool:
    """Whether a caption says nothing: fewer than three words, no letters, or only words of forms and file names."""
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    telling = [w for w in words if w not in _EMPTY_WORDS and w.strip("0123456789") != "" and len(set(w)) > 1]
    return len(words) < 3 or len(telling) < 2
