"""Measures a printed paper against the decree: what stands where, in which face and size, under which rule.

``findings`` gives one sentence for each deviation; () is a paper in order. The values the paper was printed from tell which
words belong to which element; everything else is read from the file.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber

from tests.paperwork.decree30 import (
    A4,
    BETWEEN_PARAGRAPHS,
    DATE,
    DATE_LEFT_OPEN,
    ELEMENTS,
    INDENTS,
    LINE_SPACING,
    MARGINS,
    NUMBER,
    NUMBER_LEFT_OPEN,
    RULE_SHARES,
    SINGLE,
    SPOKEN,
    STAMP_ROOM,
    SUBJECT_GAP,
)

MM = 72 / 25.4
STATE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
# Where a measure in points may lie off by the rounding of the file.
SLACK = 0.3


@dataclass(frozen=True)
class Line:
    """Letters on one base line; x from the left and base from the top in mm, size in points."""

    page: int
    text: str
    x0: float
    x1: float
    base: float
    faces: frozenset[str]
    sizes: tuple[float, float]

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


class Printed:
    """The letters and rules of a PDF in the order they were printed."""

    def __init__(self, pdf: bytes) -> None:
        self.letters: list[dict[str, Any]] = []
        self.rules: list[tuple[int, float, float, float]] = []
        self.pages: list[tuple[float, float]] = []
        with pdfplumber.open(io.BytesIO(pdf)) as file:
            for number, page in enumerate(file.pages):
                self.pages.append((page.width / MM, page.height / MM))
                for letter in page.chars:
                    if letter["text"].strip():
                        base = (page.height - letter["matrix"][5]) / MM
                        self.letters.append({**letter, "page": number, "base": base})
                for line in page.lines:
                    if abs(line["x1"] - line["x0"]) > 2 and abs(line["bottom"] - line["top"]) < 1:
                        self.rules.append((number, line["x0"] / MM, line["x1"] / MM, line["top"] / MM))
        self.text = "".join(letter["text"] for letter in self.letters)
        # A ligature is one letter on the page and several in the text.
        self.places = [place for place, letter in enumerate(self.letters) for _ in letter["text"]]

    def find(self, text: str, after: int = 0) -> tuple[list[Line], int] | None:
        """The lines ``text`` stands on and where it ends, looked for from ``after``; None when it was not printed."""
        wanted = re.sub(r"\s+", "", text)
        start = self.text.find(wanted, after)
        if start < 0 or not wanted:
            return None
        letters = [self.letters[place] for place in self.places[start : start + len(wanted)]]
        return list(_lines(letters)), start + len(wanted)

    def lines(self) -> list[Line]:
        return list(_lines(self.letters))


def _lines(letters: list[dict[str, Any]]) -> Iterator[Line]:
    group: list[dict[str, Any]] = []
    for letter in [*letters, None]:
        if group and (
            letter is None or letter["page"] != group[-1]["page"] or abs(letter["base"] - group[-1]["base"]) > SLACK
        ):
            sizes = [round(each["size"], 2) for each in group]
            yield Line(
                group[0]["page"],
                "".join(each["text"] for each in group),
                group[0]["x0"] / MM,
                group[-1]["x1"] / MM,
                group[0]["base"],
                frozenset(each["fontname"].split("-")[-1] for each in group),
                (min(sizes), max(sizes)),
            )
            group = []
        if letter is not None:
            group.append(letter)


def findings(pdf: bytes, layout: str, data: dict[str, Any]) -> list[str]:
    """What of the paper is not as the decree says, one sentence each."""
    return list(_Measure(Printed(pdf), layout, data).all())


class _Measure:
    def __init__(self, printed: Printed, layout: str, data: dict[str, Any]) -> None:
        self.printed, self.layout, self.data = printed, layout, data
        wide, high = printed.pages[0]
        self.room = (MARGINS["left"][0], wide - MARGINS["right"][0])
        self.centre = sum(self.room) / 2
        self.landscape = wide > high
        self.at = 0

    def all(self) -> Iterator[str]:
        yield from self.page()
        yield from self.mark()
        yield from self.head()
        yield from self.title()
        yield from self.body()
        yield from self.foot()
        yield from self.appendices()
        yield from self.page_numbers()

    # ── tools ──

    def seen(
        self, element: str, text: str, *, after: int | None = None, moves: bool = True
    ) -> tuple[list[Line], list[str]]:
        """The lines of an element and what is wrong with their face, size and capitals."""
        found = self.printed.find(text, self.at if after is None else after)
        if found is None:
            return [], [f"{element}: “{text[:40]}” was not printed"]
        lines, end = found
        if moves:
            self.at = end
        style, wrong = ELEMENTS[element], []
        for line in lines:
            low, high = style.sizes
            if not (low - 0.01 <= line.sizes[0] and line.sizes[1] <= high + 0.01):
                wrong.append(f"{element}: {line.sizes[0]}–{line.sizes[1]} pt, not {low}–{high} ({style.source})")
            if line.faces != {style.face}:
                wrong.append(f"{element}: {'/'.join(sorted(line.faces))}, not {style.face} ({style.source})")
        if style.upper and text != text.upper():
            wrong.append(f"{element}: not in capitals ({style.source})")
        return lines, wrong

    def under(self, element: str, line: Line) -> Iterator[str]:
        """The rule below a line: there, of the right length, balanced."""
        below = [
            rule
            for rule in self.printed.rules
            if rule[0] == line.page
            and 0.5 < rule[3] - line.base < 5
            and rule[1] >= line.x0 - 1
            and rule[2] <= line.x1 + 1
        ]
        if len(below) != 1:
            yield f"{element}: {len(below)} rules below, not one"
            return
        _, x0, x1, _ = below[0]
        share, (low, high) = (x1 - x0) / (line.x1 - line.x0), RULE_SHARES[element]
        if not low - 0.02 <= share <= high + 0.02:
            yield f"{element}: rule is {share:.2f} of the line, not {low:.2f}–{high:.2f}"
        if abs((x0 + x1) / 2 - line.middle) > 0.6:
            yield f"{element}: rule is not balanced under the line"

    def centred(self, element: str, lines: list[Line], middle: float, slack: float = 1.0) -> Iterator[str]:
        for line in lines:
            if abs(line.middle - middle) > slack:
                yield f"{element}: middle at {line.middle:.1f} mm, not {middle:.1f}"

    # ── blocks ──

    def page(self) -> Iterator[str]:
        for wide, high in self.printed.pages:
            if (round(min(wide, high)), round(max(wide, high))) != A4:
                yield f"page is {wide:.0f} × {high:.0f} mm, not A4"
        high = self.printed.pages[0][1]
        numbers = set(self.numbers())
        # Page numbers and the mark of a draft stand in the margin.
        lines = [line for line in self.printed.lines() if line not in numbers and line.text != "DỰTHẢO"]
        left, right = min(line.x0 for line in lines), self.printed.pages[0][0] - max(line.x1 for line in lines)
        # A letter reaches over its base line by two thirds of its size at most, below it by a quarter.
        top = min(line.base - line.sizes[1] * 0.66 / MM for line in lines)
        bottom = high - max(line.base + line.sizes[1] * 0.25 / MM for line in lines)
        for side, white in (("left", left), ("right", right), ("top", top), ("bottom", bottom)):
            if white < MARGINS[side][0] - 1.2:
                yield f"{side} margin: {white:.1f} mm, less than {MARGINS[side][0]}"
        for side, white in (("left", left), ("right", right), ("top", top)):
            if white > MARGINS[side][1] + 1.2:
                yield f"{side} margin: {white:.1f} mm, more than {MARGINS[side][1]}"

    def mark(self) -> Iterator[str]:
        marks = [line for line in self.printed.lines() if line.text == "DỰTHẢO"]
        if len(marks) != int(self.data.get("is_draft", False)) or any(line.page for line in marks):
            yield f"draft: {len(marks)} marks on the paper"

    def head(self) -> Iterator[str]:
        issuer, start = self.data["issuer"], 0
        left: list[Line] = []
        for element, text in (("parent", issuer["parent"]), ("agency", issuer["name"])):
            if text:
                lines, wrong = self.seen(element, text)
                left += lines
                yield from wrong
        state, wrong = self.seen("state", STATE, after=start)
        yield from wrong
        motto, wrong = self.seen("motto", MOTTO, after=start)
        yield from wrong
        if not (left and state and motto):
            return
        if len(state) != 1:
            yield "state: stands on more than one line (II.1a)"
        if abs(left[0].base - state[0].base) > SLACK:
            yield "state: not level with the first line of the agency block"
        if not left[0].middle < self.centre < state[0].middle:
            yield "head: agency on the left and state on the right are wanted"
        yield from self.centred("motto", motto, state[0].middle)
        yield from self.centred("agency", left, left[0].middle)
        yield from self.under("motto", motto[-1])
        yield from self.under("agency", left[-1])
        yield from self.reference(left[0].middle, motto[0].middle, left[-1].base)

    def reference(self, left: float, right: float, above: float) -> Iterator[str]:
        reference = self.data.get("reference")
        if not reference or self.layout == "list_form":
            return
        number: list[Line] = []
        draft = self.data.get("is_draft", False)
        if reference["code"]:
            number, wrong = self.seen("number", f"Số: {reference['code']}", moves=False)
            yield from wrong
            yield from self.centred("number", number, left)
            if number and not re.fullmatch(NUMBER_LEFT_OPEN if draft else NUMBER, number[0].text):
                yield f"number: “{number[0].text}” is not written as II.3 asks"
            if number and number[0].base <= above:
                yield "number: stands above the agency"
        if self.data.get("subject") and self.layout == "official_letter":
            subject, wrong = self.seen("subject", f"V/v {self.data['subject']}", moves=False)
            yield from wrong
            yield from self.centred("subject", subject, left)
            # 6 pt of white: between the base of the number and the top of the letters below.
            white = (subject[0].base - number[0].base) * MM - subject[0].sizes[0] * 0.92 if subject and number else 0
            if white < SUBJECT_GAP - 3.5:
                yield f"subject: {white:.1f} pt below the number, not {SUBJECT_GAP}"
        if self.layout == "minutes":
            if self.printed.find(f"{self.data['issuer']['place']}, ngày", 0) is not None:
                yield "date: minutes carry no place and date in the head (model 1.9)"
            return
        written = f"{self.data['issuer']['place']}, {reference['date']}"
        date, wrong = self.seen("date", written, moves=False)
        yield from wrong
        if not draft:  # the year left blank at its end has width, but no ink
            yield from self.centred("date", date, right)
        if not re.fullmatch(DATE_LEFT_OPEN if draft else DATE, written):
            yield f"date: “{written}” is not written as II.4 asks"
        if date and number and abs(date[0].base - number[0].base) > SLACK:
            yield "date: not on the line of the number (II.4)"

    def title(self) -> Iterator[str]:
        kind = {"decision": "QUYẾT ĐỊNH", "minutes": "BIÊN BẢN", "invitation": "GIẤY MỜI"}.get(
            self.layout, self.data.get("kind", "")
        )
        if self.layout == "official_letter":
            return
        for element, text in (("kind", kind), ("summary", self.data["summary"])):
            if not text:
                continue
            lines, wrong = self.seen(element, text)
            yield from wrong
            yield from self.centred(element, lines, self.centre)
            if element == "summary" and lines:
                yield from self.under("summary", lines[-1])

    def body(self) -> Iterator[str]:
        names = self.data.get("addressees", ())
        if names:
            lines, wrong = self.seen("addressee", "Kính gửi:" + (names[0] if len(names) == 1 else ""))
            yield from wrong
            if len(names) == 1:
                yield from self.centred("addressee", lines, self.centre)
            ends = [name[-1] for name in names] if len(names) > 1 else []
            if ends and ends != [*[";"] * (len(names) - 1), "."]:
                yield "addressee: “;” after each, “.” after the last (II.9a)"
            for name in names if len(names) > 1 else ():
                yield from self.seen("addressee", f"- {name}")[1]
        if self.layout == "decision":
            for items, after in ((self.data["bases"], "QUYẾT ĐỊNH:"), (self.data["articles"], "")):
                if items is self.data["bases"]:
                    lines, wrong = self.seen("authority", self.data["authority"])
                    yield from wrong
                    yield from self.centred("authority", lines, self.centre)
                yield from self.blocks(items)
                if after:
                    lines, wrong = self.seen("authority", after)
                    yield from wrong
                    yield from self.centred("authority", lines, self.centre)
            yield from self.endings(self.data["bases"])
            yield from self.closing(self.data["articles"])
            return
        if self.layout == "speaking":
            yield from self.spoken()
        items = self.data.get("body", [])
        yield from self.blocks(items)
        yield from self.endings([item for item in items if item["t"] == "basis"])
        if self.layout in ("named", "official_letter", "minutes"):
            yield from self.closing(items)

    def spoken(self) -> Iterator[str]:
        """Names to be read aloud: in order, large."""
        for item in [item for group in self.data["groups"] for item in group["lines"]]:
            found = self.printed.find(item["place"] + item["name"], self.at)
            if found is None:
                yield f"spoken: “{item['name']}” was not printed in its place"
                continue
            lines, self.at = found
            if min(line.sizes[0] for line in lines) < SPOKEN:
                yield f"spoken: “{item['name']}” in {lines[0].sizes[0]} pt"

    def endings(self, bases: list[dict[str, Any]]) -> Iterator[str]:
        for number, basis in enumerate(bases, 1):
            allowed = ";." if number == len(bases) else ";"
            if basis["text"][-1] not in allowed:
                yield f"basis: “{basis['text'][-20:]}” ends neither as II.6 asks"

    def closing(self, items: list[dict[str, Any]]) -> Iterator[str]:
        if items and items[-1]["t"] in ("p", "article") and not items[-1]["text"].endswith("./."):
            yield "text: the last paragraph does not end with “./.” (II.6)"

    def blocks(self, items: list[dict[str, Any]]) -> Iterator[str]:
        before: Line | None = None
        for item in items:
            if item["t"] == "table":
                before = None
                for row in item["rows"]:
                    for cell in [row] if isinstance(row, str) else row:
                        if cell and self.printed.find(cell) is None:
                            yield f"table: “{cell[:30]}” was not printed"
                continue
            if item["t"] == "h":
                lines, wrong = self.seen("heading", item["text"])
                yield from wrong
                before = lines[-1] if lines else None
                continue
            for number, part in enumerate(item["text"].split("\n")):
                lead = item.get("lead", "") if number == 0 else ""
                start = self.at
                if lead:
                    yield from self.seen("lead", lead)[1]
                if part:
                    element = "basis" if item["t"] == "basis" else "text"
                    yield from self.seen(element, part)[1]
                whole = self.printed.find(lead + part, start)
                if whole is not None:
                    yield from self.paragraph(whole[0], before)
                    before = whole[0][-1]

    def paragraph(self, lines: list[Line], before: Line | None) -> Iterator[str]:
        first, size = lines[0], lines[0].sizes[1]
        if not any(abs(first.x0 - self.room[0] - indent) < 0.7 for indent in INDENTS):
            yield f"text: first line begins {first.x0 - self.room[0]:.1f} mm in, not 10 or 12.7 (II.6)"
        for line in lines[1:]:
            if abs(line.x0 - self.room[0]) > 0.7:
                yield f"text: “{line.text[:20]}” begins {line.x0 - self.room[0]:.1f} mm in"
        for line in lines[:-1]:
            if abs(line.x1 - self.room[1]) > 0.7:
                yield f"text: “{line.text[-20:]}” ends {self.room[1] - line.x1:.1f} mm before the margin, not justified"
        pitches = [(b.base - a.base) * MM for a, b in itertools.pairwise(lines) if a.page == b.page]
        for pitch in pitches:
            if not LINE_SPACING[0] * SINGLE * size - SLACK <= pitch <= LINE_SPACING[1] * SINGLE * size + SLACK:
                yield f"text: lines {pitch:.1f} pt apart, not single to one and a half (II.6)"
        if before is not None and before.page == first.page:
            white = (first.base - before.base) * MM - SINGLE * size
            if white < BETWEEN_PARAGRAPHS - SLACK:
                yield f"text: {white:.1f} pt between paragraphs, not {BETWEEN_PARAGRAPHS} at least (II.6)"

    def foot(self) -> Iterator[str]:
        signers = self.data.get("signers") or ([self.data["signer"]] if "signer" in self.data else [])
        single = "signer" in self.data
        last = self.at
        tops: list[Line] = []
        for number, signer in enumerate(signers):
            if signer["lines"]:
                # Positions of one row are printed before its names: each is looked for from the end of the body.
                lines, wrong = self.seen("position", "".join(signer["lines"]), after=last, moves=False)
                yield from wrong
                tops += lines[:1]
                middle = lines[0].middle if lines else self.centre
                yield from self.centred("position", lines, middle)
                if single and lines and middle <= self.centre:
                    yield "position: not on the right (II.7)"
                if signer["name"]:
                    names, wrong = self.seen(
                        "name", signer["name"], after=self.end_of(signer["lines"], last), moves=False
                    )
                    yield from wrong
                    yield from self.centred("name", names, middle)
                    same = names and lines and names[0].page == lines[-1].page
                    if same and not signer.get("screen") and names[0].base - lines[-1].base < STAMP_ROOM:
                        yield f"name: {names[0].base - lines[-1].base:.0f} mm below the position, no room for a seal"
                    if same and names[0].base < lines[-1].base:
                        yield f"name: of signer {number + 1} stands above the position"
        yield from self.recipients(tops[0] if single and tops else None, last)

    def end_of(self, lines: list[str], after: int) -> int:
        found = self.printed.find("".join(lines), after)
        return found[1] if found else after

    def recipients(self, level: Line | None, after: int) -> Iterator[str]:
        listed = self.data.get("distribution", [])
        if not listed:
            return
        head, wrong = self.seen("recipients", "Nơi nhận:", after=after, moves=False)
        yield from wrong
        if head and abs(head[0].x0 - self.room[0]) > 0.7:
            yield "recipients: not at the left margin"
        if head and level and abs(head[0].base - level.base) > 0.7:
            yield "recipients: not level with the signer's position (II.9b)"
        if [line[-1] for line in listed] != [*[";"] * (len(listed) - 1), "."]:
            yield "recipient: “;” after each, “.” after the last (II.9b)"
        if not listed[-1].startswith("- Lưu: VT"):
            yield "recipient: the last line is “Lưu: VT, …” (II.9b)"
        for line in listed:
            lines, wrong = self.seen("recipient", line, after=after, moves=False)
            yield from wrong
            for each in lines[:1]:
                if abs(each.x0 - self.room[0]) > 0.7:
                    yield "recipient: not at the left margin"

    def appendices(self) -> Iterator[str]:
        for item in self.data.get("appendices", []):
            for element, text in (
                ("appendix_label", item["label"]),
                ("appendix_title", item["title"]),
                ("appendix_attached", item["attached"]),
            ):
                lines, wrong = self.seen(element, text)
                yield from wrong
                yield from self.centred(element, lines, self.centre)
            yield from self.blocks(item["body"])

    def numbers(self) -> list[Line]:
        return [line for line in self.printed.lines() if line.base < MARGINS["top"][0] and line.text.isdigit()]

    def page_numbers(self) -> Iterator[str]:
        starts = {0}
        at = 0
        for item in self.data.get("appendices", []):
            found = self.printed.find(item["label"] + item["title"], at)
            if found:
                starts.add(found[0][0].page)
                at = found[1]
        if self.layout == "invitation":
            starts = set(range(len(self.printed.pages)))
        begun = 0
        printed = {line.page: line for line in self.numbers()}
        style = ELEMENTS["page_number"]
        for page in range(len(self.printed.pages)):
            begun = page if page in starts else begun
            wanted = "" if page == begun else str(page - begun + 1)
            line = printed.get(page)
            if (line.text if line else "") != wanted:
                yield f"page_number: “{line.text if line else ''}” on page {page + 1}, not “{wanted}” (I.7)"
            elif line:
                yield from self.centred("page_number", [line], self.centre)
                if line.faces != {style.face} or not style.sizes[0] <= line.sizes[0] <= style.sizes[1]:
                    yield f"page_number: {line.sizes[0]} pt {'/'.join(line.faces)} (I.7)"
