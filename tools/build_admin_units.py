"""Build the administrative units of Vietnam before and after 2025-07-01 from the package `vietnamadminunits` (MIT).

A build-time tool, run by hand when the source changes; the product reads only the files it writes. Use:

    python3 -m venv .venv-units
    .venv-units/bin/pip install vietnamadminunits==1.0.4
    .venv-units/bin/pip install --no-deps vietnam-provinces==2025.10.1      # only to compare, optional
    .venv-units/bin/python tools/build_admin_units.py

Nothing is written when a count is not the one the reform decided, a code occurs twice, an old unit of the mapping is
unknown, an old unit has no successor or a new unit no predecessor. What the second source says otherwise is written to
`known_differences.csv`; only our own code, our own name and the kind of difference stand there, none of its data.
"""

from __future__ import annotations

import argparse
import csv
import importlib.resources
import json
import sqlite3
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

LAST_DAY, FIRST_DAY = "2025-06-30", "2025-07-01"
KINDS = {"Phường": "ward", "Xã": "commune", "Thị trấn": "township", "Đặc khu": "special_zone"}
EXPECTED_OLD = {"province": 63, "district": 696, "lower": 10_035}
EXPECTED_NEW = {"province": 34, "lower": 3_321}
UNIT_COLUMNS = ("code", "name", "kind", "parent")
SUCCESSION_COLUMNS = ("old", "new", "part")
DIFFERENCE_COLUMNS = ("code", "name", "province", "difference")
DEFAULT_FOLDER = Path(__file__).parent.parent / "thidua/units/data"


@dataclass(frozen=True, order=True)
class Row:
    """One unit: official code, name with its kind, our word for the kind, code of the unit above."""

    code: str
    name: str
    kind: str
    parent: str = ""


class Refused(Exception):
    """The source does not hold what it must; nothing was written."""


def clean(text: str) -> str:
    """NFC, single blanks, the typewriter apostrophe of Central Highlands names as in the official lists."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_source() -> tuple[list[Row], list[Row], list[tuple[str, str, str]]]:
    """(old units, new units, (old code, new code, "" whole | "part" | "main")), each sorted by code."""
    data = importlib.resources.files("vietnamadminunits") / "data"
    with importlib.resources.as_file(data / "dataset.db") as path:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        legacy = database.execute(
            "SELECT provinceCode, province, districtCode, district, wardCode, ward, wardType, provinceKey, districtKey,"
            " wardKey FROM admin_units_legacy"
        ).fetchall()
        present = database.execute(
            "SELECT provinceCode, province, wardCode, ward, wardType, provinceKey, wardKey FROM admin_units"
        ).fetchall()
        database.close()
    mapping = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))

    old: set[Row] = set()
    old_code: dict[str, str] = {}
    for province, province_name, district, district_name, code, name, kind, *keys in legacy:
        old.add(Row(province, clean(province_name), "province"))
        old.add(Row(district, clean(district_name), "district", province))
        if code:
            old.add(Row(code, clean(name), KINDS[kind], district))
        # an island district without communes is itself what was turned into a special zone
        old_code["_".join(key or "" for key in keys)] = code or district
    new: set[Row] = set()
    new_code: dict[tuple[str, str], str] = {}
    for province, province_name, code, name, kind, province_key, key in present:
        new.add(Row(province, clean(province_name), "province"))
        new.add(Row(code, clean(name), KINDS[kind], province))
        new_code[province_key, key] = code

    links: set[tuple[str, str, str]] = set()
    try:
        for province_key, units in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for key, olds in units.items():
                links |= {(old_code[each], new_code[province_key, key], "") for each in olds}
        for province_key, units in mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
            for key, parts in units.items():
                for part in parts:
                    word = "main" if part["isDefaultNewWard"] else "part"
                    links.add((old_code[key], new_code[province_key, part["newWardKey"]], word))
        province_of = {row[5]: row[0] for row in present}
        old_province_of = {row[7]: row[0] for row in legacy}
        for key, olds in mapping["DICT_PROVINCE"].items():
            links |= {(old_province_of[each], province_of[key], "") for each in olds}
    except KeyError as error:
        raise Refused(f"{error}: named in the mapping, unknown in the lists") from error
    return sorted(old), sorted(new), sorted(links)


def check(old: list[Row], new: list[Row], links: list[tuple[str, str, str]]) -> None:
    """Raises Refused with the first thing that cannot be."""
    for rows, expected in ((old, EXPECTED_OLD), (new, EXPECTED_NEW)):
        counts = Counter(row.kind if row.kind in ("province", "district") else "lower" for row in rows)
        if dict(counts) != expected:
            raise Refused(f"{dict(counts)} units, expected {expected}")
        doubled = [code for code, times in Counter(row.code for row in rows).items() if times > 1]
        if doubled:
            raise Refused(f"code {doubled[0]} occurs twice")
        codes = {row.code for row in rows}
        if orphans := [row.code for row in rows if row.parent and row.parent not in codes]:
            raise Refused(f"{orphans[0]}: its superior is unknown")
    froms, tos = {link[0] for link in links}, {link[1] for link in links}
    if lost := [row for row in old if row.kind != "district" and row.code not in froms]:
        raise Refused(f"{lost[0].name}: no successor")
    if sprung := [row for row in new if row.code not in tos]:
        raise Refused(f"{sprung[0].name}: no predecessor")
    for code in froms:
        parts = [part for old_code, _, part in links if old_code == code] if code in _divided(links) else [""]
        if parts != [""] and parts.count("main") != 1:
            raise Refused(f"{code}: divided, but {parts.count('main')} main successors")


def _divided(links: list[tuple[str, str, str]]) -> set[str]:
    return {old for old, _, part in links if part}


def plain(text: str) -> str:
    """What two spellings of one name share: no marks, no signs, no case."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in bare if sign.isalnum())


def differences(new: list[Row]) -> list[dict[str, str]] | None:
    """Commune-level units that the second source writes otherwise; None when it is not installed."""
    try:
        import vietnam_provinces
    except ImportError:
        return None
    provinces = json.loads(vietnam_provinces.NESTED_DIVISIONS_JSON_PATH.read_text(encoding="utf-8"))
    theirs = {
        f"{ward['code']:05d}": (clean(ward["name"]), f"{one['code']:02d}") for one in provinces for ward in one["wards"]
    }
    names = {row.code: row.name for row in new}
    rows = []
    known = {(plain(name), province) for name, province in theirs.values()}
    for row in (row for row in new if row.kind != "province"):
        name, province = theirs.get(row.code, ("", ""))
        if (name, province) == (row.name, row.parent):
            continue
        if plain(name) == plain(row.name) and province == row.parent:
            word = "spelling"
        elif (plain(row.name), row.parent) in known:
            word = "code"  # the same unit of the same province stands under another code there
        else:
            word = "missing"
        rows.append({"code": row.code, "name": row.name, "province": names[row.parent], "difference": word})
    return rows


def write(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows written to {path}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER)
    options = parser.parse_args()
    try:
        old, new, links = read_source()
        check(old, new, links)
    except Refused as refused:
        print(f"nothing written: {refused}")
        return 2
    found = differences(new)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, rows in ((f"units_until_{LAST_DAY}.csv", old), (f"units_from_{FIRST_DAY}.csv", new)):
        write(options.folder / name, UNIT_COLUMNS, [{c: getattr(row, c) for c in UNIT_COLUMNS} for row in rows])
    succession = [dict(zip(SUCCESSION_COLUMNS, link, strict=True)) for link in links]
    write(options.folder / f"succession_{FIRST_DAY}.csv", SUCCESSION_COLUMNS, succession)
    if found is None:
        print("not compared: vietnam-provinces is not installed; known_differences.csv stays as it is")
        return 0
    write(options.folder / "known_differences.csv", DIFFERENCE_COLUMNS, found)
    print("differences to the second source:", dict(Counter(row["difference"] for row in found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
