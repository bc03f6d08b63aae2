"""The text of an article: what markup it may hold, cleaned on writing; its plain words; the page made of it. No database.

What an editor sends is distrusted like any upload: everything that is not listed here goes, and what stands inside scripts,
styles and drawings goes with them. A picture stands in the text as ``<figure data-photo="12"></figure>`` only; its address,
caption and alternative text are put in when the page is made.
"""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

import nh3

from thidua.shared.denied import Denied
from thidua.shared.text import nfc, nfc_lines, paragraphs

LONGEST = 200_000  # signs, markup included
DEEPEST = 24  # elements inside each other
_BLOCKS = ("p", "h2", "h3", "ul", "ol", "blockquote", "table", "figure")
_TAGS = {*_BLOCKS, "li", "tbody", "tr", "th", "td", "strong", "em", "b", "i", "a", "br"}
_WITH_CONTENT = {
    "script", "style", "svg", "math", "iframe", "object", "embed", "template", "noscript", "title", "textarea", "select",
    "xmp", "noembed", "noframes", "plaintext",
}  # fmt: skip
_SPAN = re.compile(r"(?:[2-9]|1\d|20)$")
_FIGURE = re.compile(r'<figure data-photo="([0-9]{1,18})"></figure>')
_STARTS_WITH_BLOCK = re.compile(rf"\s*<(?:{'|'.join(_BLOCKS)})[\s>]", re.IGNORECASE)
_BLOCK = re.compile(rf"<(?:{'|'.join(_BLOCKS)})[ >]")
_ENDS_OF_BLOCKS = re.compile(rf"(</(?:{'|'.join(_BLOCKS)})>)\s*(?=<)")
_EMPTY = re.compile(r"<(p|h2|h3|li|strong|em|a|blockquote|ul|ol)(?: [^>]*)?>(?:\s|<br>)*</\1>")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("colspan", "rowspan"):
        return value if _SPAN.fullmatch(value) else None
    if name == "data-photo":
        return value if value.isascii() and value.isdigit() and len(value) <= 18 else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_WITH_CONTENT,
    attributes={"a": {"href"}, "figure": {"data-photo"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
    strip_comments=True,
)


def from_plain(text: str) -> str:
    """Paragraphs of plain text as the markup that is kept."""
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs(text))


def cleaned(text: str) -> str:
    """What is kept of a text an editor sent: markup when it begins with a block of it, plain paragraphs otherwise; "" when
    nothing is left. Denied for one that is too long or nested too deeply."""
    if len(text) > LONGEST:
        raise Denied(f"Nội dung dài quá {LONGEST // 1000}.000 ký tự (kể cả định dạng). Mời chia thành nhiều bài.")
    if not _STARTS_WITH_BLOCK.match(text):
        return from_plain(text)
    html = nfc_lines(_CLEANER.clean(text))
    _check_depth(html)
    for short, whole in (("b", "strong"), ("i", "em")):
        html = html.replace(f"<{short}>", f"<{whole}>").replace(f"</{short}>", f"</{whole}>")
    html = nfc_lines(_bare_figures(html))
    html = _without_empty(_led_by_block(_without_empty(html)))
    return _ENDS_OF_BLOCKS.sub(r"\1\n", html)


def _without_empty(html: str) -> str:
    while (shorter := _EMPTY.sub("", html)) != html:
        html = shorter
    return html.strip()


def _led_by_block(html: str) -> str:
    """What stands before the first block becomes a paragraph, so that the text is taken for markup the next time too."""
    first = _BLOCK.search(html)
    at = first.start() if first else len(html)
    head = re.sub(r"</?li>", "", html[:at]).strip()
    return nfc_lines(_CLEANER.clean(f"<p>{head}</p>{html[at:]}")) if at else html


def _bare_figures(html: str) -> str:
    """Figures without a picture of ours, and whatever was written inside one, go."""
    html = re.sub(r'(<figure data-photo="[0-9]+">).*?</figure>', r"\1</figure>", html, flags=re.DOTALL)
    html = re.sub(r"<figure>.*?</figure>", "", html, flags=re.DOTALL)
    return _CLEANER.clean(html)  # closes what one figure inside another left open


class _Depth(HTMLParser):
    """How deeply elements stand inside each other."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.deepest = 0

    def handle_starttag(self, tag, attrs) -> None:
        if tag != "br":
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag) -> None:
        self.depth = max(0, self.depth - 1)


def _check_depth(html: str) -> None:
    reader = _Depth()
    reader.feed(html)
    reader.close()
    if reader.deepest > DEEPEST:
        raise Denied("Nội dung có quá nhiều lớp định dạng lồng nhau. Mời dán lại dạng văn bản thuần.")


class _Words(HTMLParser):
    """The blocks of a cleaned text as plain lines; cells of a row beside each other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.line: list[str] = []

    def end_line(self) -> None:
        text = nfc("".join(self.line)).removesuffix(" |")
        if text.strip(" |"):
            self.found.append(text)
        self.line = []

    def handle_starttag(self, tag, attrs) -> None:
        if tag == "br":
            self.line.append(" ")
        elif tag == "tr" or ((tag in _BLOCKS or tag == "li") and not self.in_cell):
            self.end_line()
        if tag in ("td", "th"):
            self.in_cell = True

    def handle_endtag(self, tag) -> None:
        if tag in ("td", "th"):
            self.in_cell = False
            self.line.append(" | ")
        elif tag == "p" and self.in_cell:
            self.line.append(" ")
        elif tag == "tr" or ((tag in _BLOCKS or tag == "li") and not self.in_cell):
            self.end_line()

    def handle_data(self, data) -> None:
        self.line.append(data)

    in_cell = False


def words_of(html: str) -> str:
    """The plain words of a cleaned text, one blank line between paragraphs, list items and rows."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return "\n\n".join(reader.found)


def photos_in(html: str) -> list[int]:
    """Keys of the pictures that stand in a cleaned text, in their order."""
    return [int(key) for key in _FIGURE.findall(html)]


def shown(html: str, picture: Callable[[int], str]) -> str:
    """The cleaned text as a page shows it: ``picture`` gives the markup for the key of a picture, "" to leave it out. Wide
    tables scroll by themselves, with the keyboard too."""
    html = _FIGURE.sub(lambda found: picture(int(found[1])), html)
    frame = '<div class="article-table" role="region" aria-label="Bảng số liệu" tabindex="0"><table>'
    return html.replace("<table>", frame).replace("</table>", "</table></div>")
