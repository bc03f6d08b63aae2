"""What a year leaves in a folder: every issued paper, and the results as tables that two runs can be compared by."""

import csv
import json
import shutil
from pathlib import Path

from django.utils.text import slugify

from thidua.honours.models import Honour
from thidua.nominations.models import NominationLine
from thidua.papers.models import Paper
from thidua.scoring.models import Standing
from thidua.shared.text import fold

FOLDERS = {
    "launch_plan": "ke-hoach",
    "pledge": "giao-uoc",
    "ranking": "xep-hang",
    "nomination_list": "to-trinh",
    "appraisal_report": "bao-cao-tham-dinh",
    "council_minutes": "bien-ban-hoi-dong",
    "count_sheet": "bien-ban-kiem-phieu",
    "decision": "quyet-dinh",
    "certificates": "giay-chung-nhan",
    "invitation": "giay-moi",
    "conference_minutes": "bien-ban-hoi-nghi",
    "conference_minutes_docx": "bien-ban-hoi-nghi",
    "conclusion_notice": "thong-bao-ket-luan",
    "handover_record": "bien-ban-ban-giao",
}


# Written first: a folder that holds it is a year's, even one that was interrupted.
_MARK = "xep-hang.csv"


class FolderTaken(ValueError):
    """The folder holds something that is not the result of a year."""


def prepare_folder(folder: Path) -> None:
    """Empty the folder of an earlier year. Raises FolderTaken, before anything is run, for any other folder in use."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / _MARK).is_file():
        raise FolderTaken(f"Thư mục {folder} đang có tệp khác; hãy chọn một thư mục trống hoặc chưa có.")
    for name in FOLDERS.values():
        for suffix in ("pdf", "docx"):
            for paper in (folder / name).glob(f"*.{suffix}"):
                paper.unlink()


def write_folder(folder: Path, year: int) -> dict[str, int]:
    """Copy the papers by kind and write the result tables; returns how many files each sub-folder received."""
    _table(folder / _MARK, ["cum_khoi", "hang", "ma_don_vi", "don_vi", "diem", "ghi_chu"], _rankings(year))
    counts: dict[str, int] = {}
    for paper in Paper.objects.select_related("unit").order_by("id"):
        name = FOLDERS.get(paper.kind, paper.kind)
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        words = slugify(fold(f"{paper.unit.name} {paper.number_text.replace('/', ' ')} {paper.title}"))[:110]
        suffix = Path(paper.file.name or "").suffix
        with paper.file.open("rb") as source, (place / f"{words}-{paper.pk}{suffix}").open("wb") as target:
            shutil.copyfileobj(source, target)
        counts[name] = counts.get(name, 0) + 1
    _table(folder / "tham-dinh.csv", _VERDICT_COLUMNS, _verdicts(year))
    _table(folder / "so-vang.csv", ["nam", "danh_hieu", "ma", "ten", "quyet_dinh", "ngay", "so_thu_tu"], _honours(year))
    return counts


def _table(path: Path, head: list[str], rows) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)


def _rankings(year: int):
    rows = Standing.objects.filter(season__year=year).select_related("season__cluster", "unit")
    for row in rows.order_by("season__cluster__code", "rank", "unit__code"):
        yield [row.season.cluster.code, row.rank, row.unit.code, row.unit.name, f"{row.total:.4f}", row.tie_note]


_VERDICT_COLUMNS = ["don_vi_de_nghi", "danh_hieu", "ma", "ket_luan", "tham_dinh", "ket_qua", "dieu_kien"]


def _verdicts(year: int):
    lines = NominationLine.objects.filter(nomination__year=year).select_related(
        "nomination__unit", "person", "unit", "outsider"
    )
    for line in lines.order_by("nomination__unit__code", "nomination__award_code", "nomination_id", "ordinal"):
        conditions = [[c["code"], c["outcome"]] for c in (line.verdict or {}).get("conditions", [])]
        yield [
            line.nomination.unit.code,
            line.nomination.award_code,
            line.person.code if line.person else line.unit.code if line.unit else str(line.subject),
            line.outcome,
            line.appraisal,
            line.result,
            json.dumps(conditions, ensure_ascii=False),
        ]


def _honours(year: int):
    rows = Honour.objects.filter(year=year, source="decided").select_related("person", "unit")
    for row in rows.order_by("issuer__code", "decided_on", "decision_number", "ordinal", "serial"):
        code = row.person.code if row.person else row.unit.code if row.unit else ""
        yield [row.year, row.award_code, code, row.recipient_name, row.decision_number, row.decided_on, row.ordinal]
