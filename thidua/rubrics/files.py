"""Files of scoring tables: taken in through the guarded readers, given out as the form of the guide, YAML or PDF."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from paperwork.sheet_guard import BookRefused, Limits
from paperwork.sheets import Column, Form, write_book, write_csv
from paperwork.tables import read_sheets
from thidua.rubrics import families, params, sheets, sheets_in, yaml_in
from thidua.rubrics.sheet_cells import SheetsRefused
from thidua.rubrics.tree import Tree, settled
from thidua.shared.denied import Denied
from thidua.shared.uploads import take

LARGEST = 5 * 2**20
_LIMITS = Limits(memory_mb=512, seconds=20, inflated_bytes=40 * 2**20)
_OLD = {".xls", ".doc", ".ppt", ".msi", ".msg", ".dot", ".xlt", ".pps", ".wps", ".msp", ".mst", ".vsd", ".pub"}
_CONTENTS = {".xlsx": {".xlsx", ".zip"}, ".ods": {".ods", ".zip"}, ".xls": _OLD}
TAKEN = "Excel (.xlsx, .xls), OpenDocument (.ods), .csv hoặc .yaml"


class FileRefused(Denied):
    """A file with troubles in its cells; ``troubles`` are sentences."""

    def __init__(self, troubles: list[str]):
        super().__init__(f"Tệp có {len(troubles)} chỗ cần sửa.")
        self.troubles = troubles


def tree_of_upload(upload: UploadedFile, base: Mapping[str, Any]) -> Tree:
    """The table of an uploaded file. ``base``: what stands where the file says nothing (a CSV has no head).

    Raises Denied, and FileRefused with every trouble by row and cell. Nothing of the file is run or kept.
    """
    suffix = Path(upload.name or "").suffix.lower()
    if suffix in (".yaml", ".yml"):
        if (upload.size or 0) > yaml_in.LARGEST:
            raise Denied("Tệp YAML quá lớn: nhiều nhất 1 MB.")
        return yaml_in.read_tree(upload.read(yaml_in.LARGEST + 1))
    if suffix == ".csv":
        content = upload.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Denied(f"Tệp quá lớn: nhiều nhất {LARGEST // 2**20} MB.")
    else:
        content = take(upload, _CONTENTS, TAKEN, LARGEST).content
    with tempfile.TemporaryDirectory(prefix="rubric") as folder:
        place = Path(folder) / f"bang{suffix}"
        place.write_bytes(content)
        try:
            found = read_sheets(place, sheets.MOST_ROWS, _LIMITS)
        except BookRefused as error:
            raise Denied(f"Không đọc được tệp: {error.reason_vi}.") from error
    try:
        return sheets_in.read_tree(found, base)
    except SheetsRefused as error:
        raise FileRefused([f"{str(trouble).rstrip('.')}." for trouble in error.troubles]) from error


def workbook(tree: Mapping[str, Any]) -> bytes:
    """The table in the form of the guide, with a sheet that says what each way of scoring asks for."""
    return _written([*sheets.forms_of(tree), _help()])


def csv_file(tree: Mapping[str, Any]) -> bytes:
    """The sheet "Mục chấm" alone."""
    form, rows = sheets.forms_of(tree)[0]
    return write_csv(form, rows)


def template() -> bytes:
    """An example of every way of scoring, ready to be written over."""
    return workbook(example_tree())


def _written(forms: list[tuple[Form, list[dict[str, Any]]]]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="rubric") as folder:
        place = Path(folder) / "bang.xlsx"
        write_book(place, forms)
        return place.read_bytes()


def _help() -> tuple[Form, list[dict[str, Any]]]:
    columns = (
        Column("name", "Cách tính", width=34),
        Column("about", "Nghĩa là", width=70),
        Column("params", "Tham số ghi ở cột “Tham số”", width=70),
        Column("example", "Ví dụ (mục 20 điểm)", width=60),
    )
    samples = {node["scoring"]["type"]: node for node in example_nodes()}
    rows = [
        {
            "name": family.name,
            "about": family.about,
            "params": "\n".join(
                f"{param.label}{'' if param.needed and not param.is_figure else ' (không bắt buộc)'}"
                + (f": {'; '.join(param.choices.values())}" if param.choices else "")
                for param in family.params
            ),
            "example": families.example(samples[kind]["scoring"], samples[kind]["max"]),
        }
        for kind, family in families.FAMILIES.items()
    ]
    return Form(sheets.HELP, columns), rows


_EXAMPLES: dict[str, dict[str, str]] = {
    "proportional_to_target": {"achieved": "Số hộ đạt chuẩn", "target": "Số hộ của đơn vị"},
    "over_achievement_proportional": {"cap": "25"},
    "proportional_with_bonus_split": {"item_cap_percent": "10"},
    "leader_relative": {"half_percent": "50"},
    "ladder_percent": {"bands": "dưới 80 = 0 | từ 80 đến dưới 90 = 10 | từ 90 = 20"},
    "ladder_days_late": {"bands": "dưới 1 = 20 | từ 1 đến dưới 5 = 10 | từ 5 = 0", "counts": "Ngày làm việc"},
    "ladder_date": {
        "bands": "đến 31/01/2026 = 20 | từ 01/02/2026 đến 28/02/2026 = 10 | từ 01/03/2026 = 0",
        "missing_points": "0",
        "day_off": "Đúng ngày in trong văn bản",
    },
    "ladder_count_missing": {
        "counters": "Số báo cáo gửi thiếu | Số cuộc họp vắng",
        "rows": "(1) bằng 0 và (2) bằng 0 = 20 | một trong [(1) từ 1 hoặc (2) từ 1] = 5",
    },
    "tier_by_volume": {
        "tiers": "dưới 100 / dưới 90 = 5 | dưới 100 / từ 90 = 15 | từ 100 / dưới 90 = 10 | từ 100 / từ 90 = 20"
    },
    "pass_fail": {},
    "graded_letter": {"grades": "B = 15 | C = 10 | D = 5"},
    "sample_survey": {"sample": "50", "mark_yes": "0,4", "small": "Tính theo tỷ lệ số người được hỏi"},
    "direct": {"step": "0,25"},
    "external_assessor": {"assessor_vi": "Cơ quan thường trực Hội đồng Thi đua - Khen thưởng"},
    "per_occurrence": {"points": "5", "cap": "20"},
    "incremental_over": {"threshold": "100", "step": "5", "points": "2", "cap": "20"},
    "one_of": {"options": "Giải nhất cấp tỉnh = 20 | Giải nhì cấp tỉnh = 15"},
    "title_bonus": {
        "titles": "Cờ thi đua của Chính phủ = 20 | Cờ thi đua của tỉnh = 10",
        "together": "Chỉ lấy mức cao nhất",
    },
    "unknown": {"note_vi": "Chọn cách tính trước khi khóa bảng"},
}


def example_nodes(names: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """One item of 20 points for each way of scoring."""
    names = {} if names is None else names
    found = []
    for number, (kind, family) in enumerate(families.FAMILIES.items(), start=1):
        code = f"I.{number}"
        scoring = params.scoring_from(kind, _EXAMPLES[kind], code, names)
        found.append(
            {
                "code": code,
                "name_vi": f"Ví dụ: {family.name.lower()}",
                "max": "20",
                "scoring": scoring,
                "note_vi": family.about,
            }
        )
    return found


def example_tree() -> Tree:
    names: dict[str, str] = {}
    nodes = example_nodes(names)
    return settled(
        {
            "code": "bang_mau",
            "title_vi": "Bảng tiêu chí mẫu",
            "issuer_vi": "Ủy ban nhân dân tỉnh",
            "year": 2026,
            "applies_to_vi": "Xã, phường",
            "status": "local_default",
            "source": {"url": "", "form": "local", "completeness_vi": "Bảng mẫu để ghi đè"},
            "rounding": {"places": 2, "stated": False, "chosen": True, "note_vi": ""},
            "criteria": [
                {"code": "I", "name_vi": "Mỗi cách tính một ví dụ", "max": str(20 * len(nodes)), "children": nodes}
            ],
            "bonuses": [
                {"code": "T1", "name_vi": "Sáng kiến được công nhận", "max": "5", "scoring": {"type": "direct", "value": "T1.mark"}}
            ],
            "deductions": [
                {"code": "P1", "name_vi": "Báo cáo bị nhắc nhở", "max": "10",
                 "scoring": {"type": "per_occurrence", "value": "P1.count", "points": "2", "cap": "10"}}
            ],
            "tie_break": [{"kind": "points", "value": "I.1", "text_vi": "Mục I.1 nhiều điểm hơn"},
                          {"kind": "vote", "text_vi": "Bỏ phiếu"}],
            "figures_vi": names,
        }
    )  # fmt: skip
