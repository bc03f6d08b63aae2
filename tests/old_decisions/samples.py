"""The twenty samples by name, and the truth about each (``truth/NAME.yaml``)."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tests.old_decisions import book_samples, docx_samples, pdf_samples

SAMPLES: dict[str, Callable[[Path], None]] = {
    "01-hop-chu.docx": docx_samples.boxes_and_titles,
    "02-o-gop.docx": docx_samples.merged_groups,
    "03-doan-van.docx": docx_samples.paragraphs,
    "04-ngat-trang.docx": docx_samples.split_pages,
    "05-nhu-tren.docx": docx_samples.dittos,
    "06-danh-dau.docx": docx_samples.ticks,
    "07-phu-luc.docx": docx_samples.only_annex,
    "08-tcvn3.docx": docx_samples.tcvn3,
    "09-unicode-to-hop.docx": docx_samples.odd_unicode,
    "10-nhieu-hinh-thuc.docx": docx_samples.many_awards,
    "11-tieu-de.xlsx": book_samples.titled,
    "12-nhieu-danh-sach.xlsx": book_samples.several_lists,
    "13-tcvn3.xlsx": book_samples.tcvn3,
    "14-vni.xls": book_samples.vni,
    "15-ngay-sinh.xlsx": book_samples.births,
    "16-nhieu-quyet-dinh.xls": book_samples.many_decisions,
    "17-lap-tieu-de.pdf": pdf_samples.repeated_header,
    "18-xuong-dong.pdf": pdf_samples.wrapped,
    "19-khong-tieu-de.pdf": pdf_samples.no_header_again,
    "20-tap-the-ca-nhan.pdf": pdf_samples.mixed_kinds,
}
_TRUTH = Path(__file__).with_name("truth")


def sample(folder: Path, name: str) -> Path:
    """The sample as a file."""
    place = folder / name
    SAMPLES[name](place)
    return place


def truth(name: str) -> dict[str, Any]:
    return yaml.safe_load((_TRUTH / f"{name}.yaml").read_text("utf-8"))


@lru_cache(maxsize=1)
def words() -> tuple[tuple[str, str], ...]:
    """The awards as the imports know them; reads the law, no database."""
    from thidua.imports.shapes import kind_named

    return kind_named("honours").by_key["award_code"].choices
