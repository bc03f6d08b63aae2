"""Serial numbers as people write them: "AB 000101–AB 000200, AB 000305". Pure."""

import re
from collections.abc import Iterable

from thidua.shared.denied import Denied
from thidua.shared.text import nfc

MOST = 20_000  # pieces in one move
_ONE = re.compile(r"(?P<prefix>[^\W\d_]{0,10}[ ./]?)(?P<figures>[0-9]{1,12})")
_DASH = re.compile(r"\s*[-–—]\s*")


def _one(text: str) -> tuple[str, str]:
    found = _ONE.fullmatch(text)
    if found is None:
        raise Denied(f"Số sê-ri “{text[:40]}” không đúng dạng: chữ (không bắt buộc) rồi đến số, ví dụ AB 000101.")
    return found["prefix"].upper(), found["figures"]


def read_serials(text: str) -> list[str]:
    """Every serial number meant, in order, each once. Denied: another form, a range that runs back or changes its letters,
    a number twice, none, or more than :data:`MOST`."""
    serials: list[str] = []
    for part in filter(None, (" ".join(part.split()) for part in re.split(r"[,;\n]", nfc(text)))):
        ends = _DASH.split(part)
        if len(ends) > 2:
            raise Denied(f"Dải số “{part[:60]}” có nhiều hơn hai đầu; mời cách các dải bằng dấu phẩy.")
        prefix, first = _one(ends[0])
        if len(ends) == 1:
            serials.append(prefix + first)
            continue
        other, last = _one(ends[1])
        if (other and other != prefix) or len(last) != len(first) or int(last) < int(first):
            raise Denied(f"Dải số “{part[:60]}” phải cùng phần chữ, cùng số chữ số và đi từ nhỏ đến lớn.")
        if int(last) - int(first) >= MOST:
            raise Denied(f"Mỗi lần ghi nhiều nhất {MOST} số sê-ri.")
        serials += [f"{prefix}{number:0{len(first)}d}" for number in range(int(first), int(last) + 1)]
        if len(serials) > MOST:
            raise Denied(f"Mỗi lần ghi nhiều nhất {MOST} số sê-ri.")
    if not serials:
        raise Denied("Cần ghi số sê-ri, ví dụ AB 000101–AB 000200.")
    if len(set(serials)) != len(serials):
        twice = next(serial for place, serial in enumerate(serials) if serial in serials[:place])
        raise Denied(f"Số {twice} được ghi hai lần.")
    return serials


def written_serials(serials: Iterable[str]) -> str:
    """The numbers as ranges: "AB 000101–AB 000200, AB 000305"; what follows one another is put together."""
    ranges: list[list[str]] = []
    for serial in sorted(serials, key=lambda s: (_one(s)[0], len(s), s)):
        if ranges:
            prefix, figures = _one(ranges[-1][-1])
            if serial == f"{prefix}{int(figures) + 1:0{len(figures)}d}":
                ranges[-1] = [ranges[-1][0], serial]
                continue
        ranges.append([serial])
    return ", ".join("–".join(each) for each in ranges)
