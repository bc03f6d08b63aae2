"""Lists inside a formula as lines of text: options, counters, conditions on counters, two-way tables. Read and written."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from thidua.rubrics import words
from thidua.shared.text import nfc

_KEY = re.compile(r"[A-Za-z0-9_.\-]{1,80}", re.ASCII)
_CONDITION = re.compile(
    r"\(?(?P<number>\d{1,2})\)?\s*(?:bằng\s+(?P<is>\d{1,4})|(?:từ\s+(?P<from>\d{1,4}))?\s*(?:đến\s+(?P<to>\d{1,4}))?)",
    re.IGNORECASE,
)
_ANY = re.compile(r"một trong\s*\[(?P<inside>[^\]]*)\]", re.IGNORECASE)


def _split_key(text: str, usual: str) -> tuple[str, str]:
    """ "Cờ thi đua @ flag" → words and the name of the figure, the usual one where none is written."""
    said, sign, key = text.rpartition(" @ ")
    if not sign:
        return nfc(text), usual
    if not _KEY.fullmatch(key.strip()):
        raise ValueError(f"tên số liệu “{key.strip()[:40]}” chỉ gồm chữ không dấu, số và dấu . _ -")
    return nfc(said), key.strip()


def _with_key(text: str, key: str, usual: str) -> str:
    return text if key == usual else f"{text} @ {key}"


def write_options(options: Sequence[Mapping[str, Any]], code: str) -> list[str]:
    return [
        f"{_with_key(each['text_vi'], each['value'], f'{code}.o{n}')} = {words.number_text(each['points'])}"
        for n, each in enumerate(options, start=1)
    ]


def read_options(text: str, code: str) -> list[dict[str, str]]:
    """Lines "Cờ thi đua của Chính phủ = 20"."""
    found = []
    for number, line in enumerate(words.lines_of(text), start=1):
        said, sign, points = line.rpartition("=")
        if not sign or not said.strip():
            raise ValueError(f"dòng {number} “{line[:60]}” chưa đọc được, viết như “Cờ thi đua của tỉnh = 10”")
        said, key = _split_key(said.strip(), f"{code}.o{number}")
        found.append({"value": key, "text_vi": said, "points": words.needed_number(points)})
    _once([each["value"] for each in found])
    return found


def write_counters(counters: Sequence[Mapping[str, Any]], code: str) -> list[str]:
    return [_with_key(each["text_vi"], each["value"], f"{code}.c{n}") for n, each in enumerate(counters, start=1)]


def read_counters(text: str, code: str) -> list[dict[str, str]]:
    """Lines "Số báo cáo tháng gửi thiếu"."""
    found = []
    for number, line in enumerate(words.lines_of(text), start=1):
        said, key = _split_key(line, f"{code}.c{number}")
        found.append({"value": key, "text_vi": said})
    _once([each["value"] for each in found])
    return found


def _once(keys: Sequence[str]) -> None:
    if len(set(keys)) != len(keys):
        raise ValueError("hai dòng dùng chung một số liệu")
    if len(keys) > words.MOST_BANDS:
        raise ValueError(f"nhiều nhất {words.MOST_BANDS} dòng")


def write_count_rows(rows: Sequence[Mapping[str, Any]], counters: Sequence[Mapping[str, Any]]) -> list[str]:
    """ "(1) bằng 0 và một trong [(2) từ 1 hoặc (3) từ 2] = 5"; (1) is the first counter."""
    place = {each["value"]: n for n, each in enumerate(counters, start=1)}

    def one(condition: Mapping[str, Any]) -> str:
        low, high = condition.get("from") or 0, condition.get("to")
        if high is not None and low == high:
            range_ = f"bằng {low}"
        else:
            range_ = " ".join(
                [*([f"từ {low}"] if low or high is None else []), *([f"đến {high}"] if high is not None else [])]
            )
        return f"({place[condition['counter']]}) {range_}"

    lines = []
    for row in rows:
        parts = [one(each) for each in row.get("all") or ()]
        if row.get("any"):
            parts.append(f"một trong [{' hoặc '.join(one(each) for each in row['any'])}]")
        lines.append(f"{' và '.join(parts) or words.EVERYTHING} = {words.number_text(row['points'])}")
    return lines


def read_count_rows(text: str, counters: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for number, line in enumerate(words.lines_of(text), start=1):
        said, sign, points = line.rpartition("=")
        if not sign:
            raise ValueError(f"dòng {number}: thiếu dấu “=” trước số điểm")
        row: dict[str, Any] = {"points": words.needed_number(points)}
        said = said.strip()
        if one_of := _ANY.search(said):
            row["any"] = [
                _condition(part, counters, number) for part in re.split(r"\s+hoặc\s+", one_of["inside"].strip())
            ]
            said = re.sub(r"(^|\s+và\s+)$|^\s*và\s+", "", (said[: one_of.start()] + said[one_of.end() :]).strip())
            said = re.sub(r"\s*và\s*$", "", said)
        if said and said.lower() != words.EVERYTHING:
            row["all"] = [_condition(part, counters, number) for part in re.split(r"\s+và\s+", said)]
        found.append(row)
    if len(found) > words.MOST_BANDS:
        raise ValueError(f"nhiều nhất {words.MOST_BANDS} dòng")
    return found


def _condition(text: str, counters: Sequence[Mapping[str, Any]], line: int) -> dict[str, Any]:
    match = _CONDITION.fullmatch(text.strip())
    if not match or not (match["is"] or match["from"] or match["to"]):
        raise ValueError(
            f"dòng {line}: “{text.strip()[:40]}” chưa đọc được, viết như “(1) từ 1 đến 2” hoặc “(1) bằng 0”"
        )
    number = int(match["number"])
    if not 1 <= number <= len(counters):
        raise ValueError(f"dòng {line}: không có số đếm thứ {number}; có {len(counters)} số đếm")
    low, high = (match["is"], match["is"]) if match["is"] else (match["from"], match["to"])
    condition: dict[str, Any] = {"counter": counters[number - 1]["value"]}
    if low and int(low):
        condition["from"] = int(low)
    if high is not None:
        condition["to"] = int(high)
    return condition


def write_tiers(tiers: Sequence[Mapping[str, Any]]) -> list[str]:
    """ "từ 100 đến dưới 500 / từ 90 = 2": workload, then rate, then points (which may be negative)."""
    lines = []
    for tier in tiers:
        ends = words.write_bands([{**tier, "points": "0"}])[0].partition(" = ")[0]
        lines += [f"{ends} / {line}" for line in words.write_bands(tier["bands"])]
    return lines


def read_tiers(text: str) -> list[dict[str, Any]]:
    tiers: list[dict[str, Any]] = []
    last = None
    for number, line in enumerate(words.lines_of(text), start=1):
        ends, sign, band = line.partition("/")
        if not sign:
            raise ValueError(f"dòng {number}: thiếu dấu “/” giữa khối lượng và tỷ lệ, viết như “từ 100 / từ 90 = 2”")
        ends = ends.strip()
        tier = words.read_bands(f"{ends} = 0")[0]
        tier.pop("points")
        column = words.read_bands(band, signed=True)[0]
        if ends == last:
            tiers[-1]["bands"].append(column)
        else:
            tiers.append({**tier, "bands": [column]})
        last = ends
    return tiers
