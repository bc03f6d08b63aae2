"""Runs alone in a child process: reads one DOCX or PDF under limits and prints its lines as JSON. Never imported.

Usage: python -I award_paper_child.py docx|pdf|pdf-look|picture FILE MEMORY_MB CPU_SECONDS MOST_ROWS MOST_PAGES [PAGE]
One JSON object a line on standard output: {"of": pages} first, then of a page {"page": n}, of a row
{"cells": [...], "table": n (0: no table), "row": n, "page": n, "auto": numbered by the word processor}.
``picture`` prints one page (from 1) as PNG instead.
Exit status 0; 3 unreadable, 4 too large, 5 a password, 6 too many pages, 7 no text in it.
"""

import io
import json
import re
import resource
import sys
import zipfile
from itertools import pairwise
from typing import Any, NoReturn
from xml.etree import ElementTree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_CHARACTERS = 8_000_000
FEWEST_CHARACTERS = 20  # less than that is no paper that could be read
MOST_SIDE = 1400  # pixels of a picture
GAP = 18.0  # points between two words of one line from which they are two columns
_REFUSALS = {"unreadable": 3, "too_large": 4, "password": 5, "too_many_pages": 6, "no_text": 7}


class _Out:
    """The rows, counted as they are printed."""

    def __init__(self, most_rows: int) -> None:
        self.rows, self.characters, self.most = 0, 0, most_rows

    def row(self, cells: list, table: int, row: int, page: int, auto: bool = False) -> None:
        self.rows += 1
        self.characters += sum(map(len, cells))
        if self.rows > self.most or self.characters > MOST_CHARACTERS:
            _refuse("too_large")
        _say({"cells": cells, "table": table, "row": row, "page": page, "auto": auto})


def _say(answer: dict) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()


def _refuse(reason: str) -> NoReturn:
    sys.exit(_REFUSALS[reason])


# ── DOCX: the text of the body with its text boxes; what was deleted under tracked changes, fields and pictures are
# passed over ──

_DRAWN = ("pict", "drawing", "AlternateContent")


def _text(node: ElementTree.Element) -> str:
    parts: list[str] = []

    def walk(one: ElementTree.Element) -> None:
        for each in one:
            tag = each.tag.rpartition("}")[2]
            if tag == "t":
                parts.append(each.text or "")
            elif tag == "tab":
                parts.append("\t")
            elif tag in ("br", "cr"):
                parts.append("\n")
            elif tag == "noBreakHyphen":
                parts.append("-")
            elif tag not in ("del", "moveFrom", "instrText", *_DRAWN, "pPr", "rPr"):
                walk(each)

    walk(node)
    return "".join(parts)


def _boxes(paragraph: ElementTree.Element) -> list[ElementTree.Element]:
    """The text boxes anchored in a paragraph, each once: Word stores most of them a second time for older programs."""
    found: list[ElementTree.Element] = []

    def walk(one: ElementTree.Element) -> None:
        for each in one:
            tag = each.tag.rpartition("}")[2]
            if tag == "txbxContent":
                found.append(each)
            elif tag == "AlternateContent":
                before = len(found)
                for choice in each:  # the newer form comes first
                    if len(found) == before:
                        walk(choice)
            elif tag not in ("del", "moveFrom"):
                walk(each)

    walk(paragraph)
    return found


def _cell_text(cell: ElementTree.Element) -> str:
    lines: list[str] = []

    def walk(node: ElementTree.Element) -> None:
        for each in node:
            if each.tag == f"{_W}p":
                lines.append(_text(each))
                for box in _boxes(each):
                    walk(box)
            elif each.tag.rpartition("}")[2] not in ("tcPr", "del", "moveFrom", *_DRAWN):
                walk(each)

    walk(cell)
    return "\n".join(lines).strip("\n")


def _docx_table(table: ElementTree.Element, number: int, out: _Out) -> None:
    above: dict[int, str] = {}
    for place, row in enumerate(table.iterfind(f"{_W}tr"), start=1):
        cells: list[str] = []
        before = row.find(f"{_W}trPr/{_W}gridBefore")
        cells += [""] * (_whole(before) if before is not None else 0)
        for cell in _cells(row):
            column = len(cells)
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            if merged is not None and merged.get(f"{_W}val") != "restart":
                text = above.get(column, "")
            else:
                text = _cell_text(cell)
            above[column] = text
            cells.append(text)
            cells += [""] * (min(_whole(span), 100) - 1 if span is not None else 0)
        if len(cells) > 200:
            _refuse("too_large")
        out.row(cells, number, place, 0)


def _cells(row: ElementTree.Element):
    for each in row:
        if each.tag == f"{_W}tc":
            yield each
        elif each.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _cells(each)


def _whole(node: ElementTree.Element) -> int:
    value = node.get(f"{_W}val", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 0


def _docx(path: str, out: _Out) -> None:
    # The guard has refused every document type and entity, and counted what the parts inflate to.
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314 - see above
    body = root.find(f"{_W}body")
    if body is None:
        _refuse("unreadable")
    _say({"of": 1})
    tables = paragraphs = 0

    def walk(node: ElementTree.Element) -> None:
        nonlocal tables, paragraphs
        for each in node:
            if each.tag == f"{_W}tbl":
                tables += 1
                _docx_table(each, tables, out)
            elif each.tag == f"{_W}p":
                paragraphs += 1
                auto = each.find(f"{_W}pPr/{_W}numPr") is not None
                for line in _text(each).split("\n"):
                    out.row([line], 0, paragraphs, 0, auto)
                for box in _boxes(each):
                    walk(box)
            elif each.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
                walk(each)

    walk(body)


# ── PDF: ruled tables as tables, other words as lines, the columns of a line parted by tabs ──


def _pdf(path: str, out: _Out, most_pages: int) -> None:
    import pdfplumber

    _say({"of": _look(path, most_pages)})
    with pdfplumber.open(path) as book:
        tables = 0
        for number, page in enumerate(book.pages, start=1):
            page = page.dedupe_chars()
            pieces: list[tuple[float, int, int, Any]] = []
            found = page.find_tables()
            for table in found:
                tables += 1
                pieces.append((table.bbox[1], 0, tables, table))
            boxes = [table.bbox for table in found]
            words = [word for word in page.extract_words(x_tolerance=2) if not _is_in(word, boxes)]
            for top, cells in _lines(words):
                pieces.append((top, 1, 0, cells))
            for row, (_, kind, table_number, piece) in enumerate(sorted(pieces, key=lambda each: each[:2]), start=1):
                if kind:
                    out.row(["\t".join(piece)], 0, row, number)
                else:
                    _pdf_table(piece, table_number, number, out)
            page.close()
            _say({"page": number})
        if out.characters < FEWEST_CHARACTERS:
            _refuse("no_text")


def _look(path: str, most_pages: int) -> int:
    """How many pages there are; ends where they are too many, locked, or pictures all of them."""
    import pypdfium2

    try:
        book = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        _refuse("password" if "assword" in str(error) else "unreadable")
    count = len(book)
    if count > most_pages:
        _refuse("too_many_pages")
    # A scanned paper is refused at the door, not after a wait.
    if not any(page.get_textpage().count_chars() >= FEWEST_CHARACTERS for page in book):
        _refuse("no_text")
    book.close()
    return count


def _is_in(word: dict, boxes: list) -> bool:
    middle, height = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return any(left <= middle <= right and top <= height <= bottom for left, top, right, bottom in boxes)


def _lines(words: list[dict]):
    """(top, its columns) of each line of words."""
    rows: list[list[dict]] = []
    for word in sorted(words, key=lambda each: (each["top"] + each["bottom"], each["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows and rows[-1][0]["top"] <= middle <= rows[-1][0]["bottom"]:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda each: each["x0"])
        cells = [[row[0]["text"]]]
        for before, word in pairwise(row):
            if word["x0"] - before["x1"] > GAP:
                cells.append([])
            cells[-1].append(word["text"])
        yield min(word["top"] for word in row), [" ".join(cell) for cell in cells]


def _pdf_table(table, number: int, page: int, out: _Out) -> None:
    rows, texts = table.rows, table.extract(x_tolerance=2)
    tall: dict[int, tuple[float, str]] = {}  # column → (bottom of its last cell, its text)
    for place, (row, cells) in enumerate(zip(rows, texts, strict=True)):
        said = []
        for column, (box, text) in enumerate(zip(row.cells, cells, strict=True)):
            if box is not None:
                tall[column] = (box[3], text or "")
                said.append(text or "")
            else:  # part of the cell above it where that one reaches down, else of the one to its left
                bottom, above = tall.get(column, (0.0, ""))
                said.append(above if bottom >= row.bbox[3] - 1 else "")
        out.row([re.sub(r"[ \t]+", " ", each) for each in said], number, place + 1, page)


def _picture(path: str, number: int) -> None:
    import pypdfium2

    page = pypdfium2.PdfDocument(path)[number - 1]
    scale = min(1.6, MOST_SIDE / max(page.get_width(), page.get_height(), 1))
    stream = io.BytesIO()
    page.render(scale=scale).to_pil().convert("L").save(stream, "PNG")
    sys.stdout.buffer.write(stream.getvalue())


def main() -> None:
    mode, path = sys.argv[1:3]
    memory_mb, cpu_seconds, most_rows, most_pages = map(int, sys.argv[3:7])
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # writes no file at all
    try:
        if mode == "docx":
            _docx(path, _Out(most_rows))
        elif mode == "pdf-look":
            _say({"of": _look(path, most_pages)})
        elif mode == "pdf":
            _pdf(path, _Out(most_rows), most_pages)
        else:
            _picture(path, int(sys.argv[7]))
    except MemoryError:
        _refuse("too_large")
    except SystemExit:
        raise
    except BaseException:
        _refuse("unreadable")


if __name__ == "__main__":
    main()
