"""Merge the unicode-range faces of the paper fonts into whole TTF files.

The npm packages ship each weight cut into latin, latin-ext and vietnamese WOFF2 files; typst reads neither WOFF2
nor a family spread over files that overlap. So set-up joins them once:

    node_modules/@fontsource/<family>/files/*.woff2  →  paperwork/fonts/<Family>-<Style>.ttf

Run again it does nothing unless a source file is newer or a target is missing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "@fontsource"
TARGET = ROOT / "paperwork" / "fonts"
# Order matters: where two cuts hold the same code point, the first one wins.
CUTS = ("latin", "latin-ext", "vietnamese")
# (npm package, css weight, css style, name of the file made)
FACES = (
    ("tinos", 400, "normal", "Tinos-Regular"),
    ("tinos", 400, "italic", "Tinos-Italic"),
    ("tinos", 700, "normal", "Tinos-Bold"),
    ("tinos", 700, "italic", "Tinos-BoldItalic"),
)
# What every face must hold afterwards: all Vietnamese letters, the đồng sign and the quotation marks of the papers.
REQUIRED = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwzàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
REQUIRED_SIGNS = "₫–—“”‘’…0123456789/.,;:%()-"
# Letters of names in the Ê-đê, Gia Rai, Ba Na and Mông orthographies beyond the Vietnamese ones.
REQUIRED_NAMES = "ĕŏĭŭčñƀẽĩũõ\u0306"
# Ê-đê, Gia Rai, Ba Na: these carry a breve, and Unicode has no single letter for them. The packages hold neither the
# combining breve nor rules that place marks, so both are made here from the breve of the letter ă.
BREVE = "\u0306"
UNDER_BREVE = "êôơưÊÔƠƯ"
GAP = 60  # font units between a letter's own mark and the breve above it


class FontsMissing(Exception):
    """A source file of a face is not there; the message says what to do."""


def source_files(package: str, weight: int, style: str, source: Path = SOURCE) -> list[Path]:
    """The WOFF2 cuts of one face, in merging order. Raises `FontsMissing` when one is absent."""
    files = [source / package / "files" / f"{package}-{cut}-{weight}-{style}.woff2" for cut in CUTS]
    absent = [file for file in files if not file.is_file()]
    if absent:
        raise FontsMissing(f"{absent[0]} is missing: run `make setup` (it fetches the fonts from package-lock.json)")
    return files


def is_fresh(target: Path, sources: list[Path]) -> bool:
    """Whether `target` was made after every one of `sources`."""
    return target.is_file() and target.stat().st_mtime >= max(file.stat().st_mtime for file in sources)


def missing_characters(font_file: Path) -> str:
    """The characters of `REQUIRED` (both cases) and `REQUIRED_SIGNS` the font has no glyph for."""
    from fontTools.ttLib import TTFont

    with TTFont(font_file, lazy=True) as font:
        held = font.getBestCmap()
    wanted = REQUIRED + REQUIRED.upper() + REQUIRED_SIGNS + REQUIRED_NAMES + REQUIRED_NAMES.upper()
    return "".join(character for character in wanted if ord(character) not in held)


def add_breve(font: Any) -> None:
    """Give a merged face (`TTFont`) the combining breve and one glyph for each letter of `UNDER_BREVE` with a breve.

    A ligature rule (`ccmp`) turns letter and breve into that glyph; after any other letter the mark stands at the height of
    small letters over the middle of an average one. Text copied from a paper is still the letter and the mark.
    """
    from fontTools.otlLib.builder import buildLigatureSubstSubtable
    from fontTools.ttLib.tables import otTables
    from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

    glyphs, widths, codes = font["glyf"], font["hmtx"], font.getBestCmap()
    mark = next(part.glyphName for part in glyphs[codes[ord("ă")]].components if "breve" in part.glyphName)
    breve = glyphs[mark]
    middle = (breve.xMin + breve.xMax) // 2
    order = list(font.getGlyphOrder())

    def composed(name: str, parts: list[tuple[str, int, int]], width: int) -> None:
        glyph = Glyph()
        glyph.numberOfContours = -1
        glyph.components = []
        for part, x, y in parts:
            component = GlyphComponent()
            component.glyphName, component.x, component.y, component.flags = part, x, y, 0x4
            glyph.components.append(component)
        glyphs.glyphs[name] = glyph
        order.append(name)
        glyph.recalcBounds(glyphs)
        widths[name] = (width, glyph.xMin)

    composed("uni0306", [(mark, -middle - widths[codes[ord("o")]][0] // 2, 0)], 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(BREVE)] = "uni0306"
    rules = {}
    for letter in UNDER_BREVE:
        base = codes[ord(letter)]
        under = glyphs[base]
        # Horns reach over the right edge of the letter proper: the breve stands over the plain letter's middle.
        plain = glyphs[codes[ord({"ơ": "o", "Ơ": "O", "ư": "u", "Ư": "U"}.get(letter, letter))]]
        x = (plain.xMin + plain.xMax) // 2 - middle
        y = max(0, under.yMax + GAP - breve.yMin)
        name = f"{base}.breve"
        composed(name, [(base, 0, 0), (mark, x, y)], widths[base][0])
        rules[(base, "uni0306")] = name
    font.setGlyphOrder(order)
    glyphs.setGlyphOrder(order)
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = 4, 0
    lookup.SubTable = [buildLigatureSubstSubtable(rules)]
    lookup.SubTableCount = 1
    table = font["GSUB"].table
    table.LookupList.Lookup.append(lookup)
    table.LookupList.LookupCount += 1
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "ccmp":
            record.Feature.LookupListIndex.append(table.LookupList.LookupCount - 1)
            record.Feature.LookupCount += 1


def merge_face(sources: list[Path], target: Path) -> None:
    """Join the cuts into `target`, written in one step so that a killed run leaves no half font."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    with tempfile.TemporaryDirectory() as folder:
        unpacked = []
        for number, file in enumerate(sources):
            with TTFont(file) as font:
                font.flavor = None
                # Hinting programs of separate cuts cannot be joined; paper needs none.
                for table in ("fpgm", "prep", "cvt ", "hdmx", "VDMX", "LTSH", "gasp"):
                    if table in font:
                        del font[table]
                for glyph in font["glyf"].glyphs.values():
                    glyph.removeHinting()
                unpacked.append(Path(folder) / f"{number}.ttf")
                font.save(unpacked[-1])
        merged = Merger().merge([str(file) for file in unpacked])
        add_breve(merged)
        # Same bytes on every machine: the time of merging is no property of the font.
        merged.recalcTimestamp = False
        merged["head"].created = merged["head"].modified = 3_600_000_000
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        merged.save(partial)
        partial.replace(target)


def merge_all(source: Path = SOURCE, target: Path = TARGET) -> list[Path]:
    """Make every face that is missing or stale; return the files made (empty when all were fresh).

    Raises `FontsMissing` when a source is absent or a merged face lacks a required character.
    """
    made = []
    for package, weight, style, name in FACES:
        sources = source_files(package, weight, style, source)
        file = target / f"{name}.ttf"
        if is_fresh(file, sources):
            continue
        merge_face(sources, file)
        if lacking := missing_characters(file):
            file.unlink()
            raise FontsMissing(f"{name} has no glyph for {lacking}: the package does not fit, check package-lock.json")
        made.append(file)
    return made


def main() -> int:
    try:
        made = merge_all()
    except FontsMissing as error:
        print(f"fonts: {error}", file=sys.stderr)
        return 1
    print(f"fonts: {len(made)} made, {len(FACES) - len(made)} already there, in {TARGET.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
