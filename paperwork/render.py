"""Data and a layout in, PDF/A-2a bytes out.

One compiler per layout is kept and reused (a fresh one costs a font scan each time); compilers are not thread-safe,
so each stands behind a lock. Text reaches a layout as JSON in `sys.inputs` and is never read as markup.
Same data, same moment, same bytes.
"""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from paperwork.blocks import PaperError

__all__ = [
    "FONTS",
    "LAYOUTS",
    "PaperError",
    "SignaturePlace",
    "clean_text",
    "moment_of",
    "render",
    "render_pictures",
    "render_with_places",
]

HERE = Path(__file__).resolve().parent
LAYOUTS = HERE / "layouts"
FONTS = HERE / "fonts"
FACES = (
    "Tinos-Regular.ttf",
    "Tinos-Italic.ttf",
    "Tinos-Bold.ttf",
    "Tinos-BoldItalic.ttf",
)
VIETNAM = timezone(timedelta(hours=7))
# A paper without date is a draft; PDF/A wants a date all the same, and a clock would change the bytes.
UNDATED = datetime(2000, 1, 1, tzinfo=VIETNAM)


def moment_of(day: date | None) -> datetime:
    """Midnight in Viet Nam of the paper's own date: the default creation time written into the file."""
    return UNDATED if day is None else datetime.combine(day, time(), tzinfo=VIETNAM)


@lru_cache(maxsize=1)
def _characters() -> frozenset[str]:
    """What all four faces can print, so that no style of a text loses a letter; format characters never."""
    from fontTools.ttLib import TTFont

    held: set[int] | None = None
    for name in FACES:
        with TTFont(_font_file(name), lazy=True) as font:
            codes = set(font.getBestCmap())
        held = codes if held is None else held & codes
    return frozenset(chr(code) for code in held or () if unicodedata.category(chr(code)) != "Cf") | {"\n"}


def _font_file(name: str) -> Path:
    file = FONTS / name
    if not file.is_file():
        raise PaperError("Chưa có phông chữ để in giấy tờ. Hãy chạy `make setup` rồi thử lại.")
    return file


def clean_text(text: str) -> str:
    """`text` in NFC, without invisible format characters; tabs and odd spaces of Windows line ends made plain.

    Raises `PaperError` naming the text when it holds a character the paper font cannot print: a PDF that silently
    drops a letter of a name would be worse than none.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if set(text) - _characters():
        # Zero-width and direction marks come with pasted text; they print nothing but can disguise a name.
        text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    if unprintable := set(text) - _characters():
        first = min(unprintable, key=text.index)
        shown = first if first.isprintable() else " "
        raise PaperError(
            f"Không in được ký tự “{shown}” (U+{ord(first):04X}) trong “{shorten(text)}”. "
            "Hãy sửa lại nội dung này, chỉ dùng chữ, số và dấu câu thông thường."
        )
    return text


def shorten(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    return value


@dataclass
class _Press:
    """One layout with its compiler and lock."""

    compiler: typst.Compiler
    lock: threading.Lock = field(default_factory=threading.Lock)


_presses: dict[str, _Press] = {}
_presses_lock = threading.Lock()


def _press(layout: str) -> _Press:
    with _presses_lock:
        if layout not in _presses:
            file = LAYOUTS / f"{layout}.typ"
            if not file.is_file():
                raise LookupError(f"no layout {layout!r} in {LAYOUTS}")
            for name in FACES:
                _font_file(name)
            fonts = typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(FONTS)],
            )
            _presses[layout] = _Press(
                typst.Compiler(
                    str(file),
                    root=str(LAYOUTS),
                    font_paths=fonts,
                    ignore_system_fonts=True,
                )
            )
        return _presses[layout]


@dataclass(frozen=True)
class SignaturePlace:
    """Room for a digital signature on a printed page: `page` from 1; `x` the middle and `y` the upper edge of the room,
    its `height` and `width`, all in points from the top left corner of the page."""

    field: str
    page: int
    x: float
    y: float
    height: float
    width: float = 170.0  # 60 mm


def render(layout: str, data: dict[str, Any], *, created_at: datetime) -> bytes:
    """The PDF/A-2a file of `data` in `layouts/<layout>.typ`.

    `created_at` must carry a time zone; it is written into the file, so equal input gives equal bytes.
    Raises `PaperError` when the data cannot be printed, `RuntimeError` when the layout itself is at fault.
    """
    return _printed(layout, data, created_at, has_places=False)[0]


def render_with_places(
    layout: str, data: dict[str, Any], *, created_at: datetime
) -> tuple[bytes, tuple[SignaturePlace, ...]]:
    """As :func:`render`, with the room the layout left for the signer of each `place` named in the data."""
    return _printed(layout, data, created_at, has_places=True)


def render_pictures(layout: str, data: dict[str, Any], *, ppi: int = 80) -> list[bytes]:
    """The pages as PNG, to be looked at beside a form or in a gallery; not the paper itself. Raises as :func:`render`."""
    press = _press(layout)
    inputs = {"data": json.dumps(_clean(data), ensure_ascii=False)}
    with press.lock, _explained(layout):
        pages = press.compiler.compile(sys_inputs=inputs, format="png", ppi=ppi)
    found = pages if isinstance(pages, list) else [pages]
    return [page for page in found if page is not None]


@contextmanager
def _explained(layout: str) -> Iterator[None]:
    """What the compiler refuses: in Vietnamese for whoever wrote the text, with its trace for whoever wrote the layout."""
    try:
        yield
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            raise PaperError(f"Có chữ không in được bằng phông của giấy tờ: {error.message}") from error
        raise RuntimeError(f"layout {layout}: {error.message}\n{error.diagnostic}") from error
    return [pages] if isinstance(pages, bytes) else list(pages or ())


def _printed(
    layout: str, data: dict[str, Any], created_at: datetime, *, has_places: bool
) -> tuple[bytes, tuple[SignaturePlace, ...]]:
    if created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone")
    inputs = {"data": json.dumps(_clean(data), ensure_ascii=False)}
    press = _press(layout)
    with press.lock, _explained(layout):
        pdf, warnings = press.compiler.compile_with_warnings(
            sys_inputs=inputs,
            pdf_standards=["a-2a"],
            timestamp=int(created_at.timestamp()),
        )
        # The compiler answers about what it has just printed, hence inside the lock.
        found = json.loads(press.compiler.query("<signature-place>", field="value")) if has_places else ()
    if warnings:
        raise RuntimeError(f"layout {layout}: {warnings[0]}")
    if not isinstance(pdf, bytes):
        raise RuntimeError(f"layout {layout}: typst gave no single PDF")
    return pdf, tuple(SignaturePlace(**each) for each in found)
