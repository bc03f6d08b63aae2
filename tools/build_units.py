"""Build the commune-level units of the demo province from the package `vietnamadminunits` (MIT).

A build-time tool, run by hand when the source changes; the product reads only the file it writes. Use:

    python3 -m venv .venv-units
    .venv-units/bin/pip install vietnamadminunits==1.0.4
    .venv-units/bin/pip install --no-deps vietnam-provinces==2025.10.1      # only to compare, optional
    .venv-units/bin/python tools/build_units.py

Every old unit must be found by its key and every new unit must come from at least one old unit; otherwise the
tool stops and writes nothing. Differences to the second source are printed and end the run with status 1.
"""

from __future__ import annotations

import argparse
import csv
import importlib.resources
import json
import sqlite3
import sys
from collections import Counter
from pathlib import Path

VALID_FROM = "2025-07-01"
KINDS = {"Phường": "ward", "Xã": "commune", "Đặc khu": "special_zone"}
COLUMNS = (
    "code",
    "name",
    "kind",
    "valid_from",
    "former_districts",
    "area_km2",
    "predecessors",
)
DISTRICT_COLUMNS = ("code", "name", "valid_to")
LAST_DAY_OF_DISTRICTS = "2025-06-30"
DEFAULT_FOLDER = Path(__file__).parent.parent / "thidua/management/year/data"


def read_units(province: str, province_key: str) -> list[dict[str, str]]:
    """The units of a province with their old units and former districts, sorted by official code.

    Raises LookupError when an old unit named in the mapping is unknown or a new unit has no old unit.
    """
    data = importlib.resources.files("vietnamadminunits") / "data"
    with importlib.resources.as_file(data / "dataset.db") as path:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        new = database.execute(
            "SELECT wardCode, ward, wardType, wardKey FROM admin_units WHERE provinceKey = ?",
            (province_key,),
        ).fetchall()
        old = {
            f"{province}_{district}_{ward}": (name, district_name)
            for province, district, ward, name, district_name in database.execute(
                "SELECT provinceKey, districtKey, wardKey, ward, district FROM admin_units_legacy"
            )
        }
        database.close()
    mapping = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    sources: dict[str, list[tuple[str, str]]] = {}
    for new_key, old_keys in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"][province_key].items():
        for old_key in old_keys:
            sources.setdefault(new_key, []).append((old_key, ""))
    for old_key, parts in mapping["DICT_PROVINCE_WARD_DIVIDED"][province_key].items():
        for part in parts:
            sources.setdefault(part["newWardKey"], []).append((old_key, " (một phần)"))

    rows = []
    for code, name, ward_type, key in sorted(new):
        parts = sources.get(key, [])
        if not parts:
            raise LookupError(f"{name}: no old unit in the mapping")
        districts: Counter[str] = Counter()
        predecessors = []
        for old_key, note in sorted(parts):
            if old_key in old:
                old_name, district = old[old_key]
            else:
                raise LookupError(f"{old_key}: unknown old unit")
            districts[district] += 2 if old_name == name else 1  # an equal name breaks a tie
            predecessors.append(f"{old_name}{note} – {district}")
        rows.append(
            {
                "code": code,
                "name": name,
                "kind": KINDS[ward_type],
                "valid_from": VALID_FROM,
                "former_districts": "; ".join(name for name, _ in districts.most_common()),
                "predecessors": "; ".join(predecessors),
            }
        )
    return rows


def read_districts(province_key: str) -> list[dict[str, str]]:
    """The district-level units that ceased to exist with the reform, sorted by official code."""
    data = importlib.resources.files("vietnamadminunits") / "data"
    with importlib.resources.as_file(data / "dataset.db") as path:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        found = database.execute(
            "SELECT DISTINCT districtCode, district FROM admin_units_legacy WHERE provinceKey = ? ORDER BY 1",
            (province_key,),
        ).fetchall()
        database.close()
    return [{"code": code, "name": name, "valid_to": LAST_DAY_OF_DISTRICTS} for code, name in found]


def write(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows written to {path}")


def compare(rows: list[dict[str, str]], province: str) -> list[str]:
    """Differences to `vietnam-provinces` in code, name or kind; a sentence when that package is not installed."""
    try:
        import vietnam_provinces
    except ImportError:
        return ["not compared: vietnam-provinces is not installed"]
    provinces = json.loads(vietnam_provinces.NESTED_DIVISIONS_JSON_PATH.read_text(encoding="utf-8"))
    wards = next(one["wards"] for one in provinces if one["name"] == province)
    theirs = {f"{ward['code']:05d}": (ward["name"], KINDS[ward["division_type"].capitalize()]) for ward in wards}
    ours = {row["code"]: (row["name"], row["kind"]) for row in rows}
    return [
        f"{code}: {ours.get(code)} / {theirs.get(code)}"
        for code in sorted(ours | theirs)
        if ours.get(code) != theirs.get(code)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--province", default="Quảng Ninh")
    parser.add_argument("--key", default="tinhquangninh", help="the province's key in vietnamadminunits")
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER)
    options = parser.parse_args()
    rows = read_units(options.province, options.key)
    districts = read_districts(options.key)
    differences = compare(rows, options.province)
    options.folder.mkdir(parents=True, exist_ok=True)
    write(options.folder / "quang_ninh_units.csv", COLUMNS, rows)
    write(options.folder / "quang_ninh_former_districts.csv", DISTRICT_COLUMNS, districts)
    print("\n".join(differences) or "no difference to the second source")
    return 1 if differences and not differences[0].startswith("not compared") else 0


if __name__ == "__main__":
    sys.exit(main())
