"""Kiểm tra gói lưu trữ: mọi tệp có đúng như danh mục ghi hay không. Chỉ cần Python, không cần cài thêm.

    python kiem_tra.py            (trong thư mục đã giải nén)
    python kiem_tra.py goi.zip

Kết thúc với 0 khi đúng, 1 khi sai. / Checks the archive package it lies in with the standard library alone.
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path


def _from_zip(place):
    with zipfile.ZipFile(place) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def _from_folder(place):
    return {each.relative_to(place).as_posix(): each.read_bytes() for each in place.rglob("*") if each.is_file()}


def problems(files):
    """One sentence for each thing that is wrong."""
    if "manifest.json" not in files:
        return ["Thiếu manifest.json."]
    listed = {row["file"]: row for row in json.loads(files["manifest.json"])["papers"]}
    found = []
    for name, row in listed.items():
        if name not in files:
            found.append(f"Thiếu tệp {name}.")
        elif hashlib.sha256(files[name]).hexdigest() != row["sha256"]:
            found.append(f"Tệp {name} đã bị thay đổi: mã SHA-256 không khớp.")
    extra = sorted(name for name in files if name.startswith("giay-to/") and name not in listed)
    return found + [f"Tệp {name} không có trong danh mục." for name in extra]


def main(arguments):
    place = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    files = _from_zip(place) if place.is_file() else _from_folder(place)
    found = problems(files)
    for sentence in found:
        sys.stdout.write(sentence + "\n")
    if not found:
        count = len(json.loads(files["manifest.json"])["papers"])
        sys.stdout.write(f"Đúng: {count} tệp khớp danh mục.\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
