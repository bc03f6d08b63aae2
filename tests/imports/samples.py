"""Imports for tests that need some, made by real acts."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.imports.books import plain_xlsx
from tests.imports.hands import checked, upload
from thidua.imports.models import Import
from thidua.shared.jobs.models import Job

HEAD = ["Mã cán bộ", "Họ và tên", "Ngày sinh", "Giới tính", "Đối tượng", "Đơn vị", "Chức vụ", "Giữ chức vụ từ ngày"]


_SYLLABLES = ("An", "Bình", "Chi", "Dũng", "Hà", "Khánh", "Linh", "Minh", "Ngọc", "Phúc", "Quang", "Thảo")


def _name(n: int) -> str:
    """A different name for each number below 20,736."""
    words = [_SYLLABLES[n // 12**place % 12] for place in range(3, -1, -1)]
    return f"Lê {' '.join(words)}"


def people_rows(count: int, unit: str = "Phường Hạ Long", prefix: str = "M") -> list[list[object]]:
    """That many people nobody knows yet."""
    return [
        [
            f"{prefix}-{n:06d}",
            _name(n),
            date(1970 + n % 30, 1 + n % 12, 1 + n % 28),
            "Nữ" if n % 2 else "Nam",
            "Công chức",
            unit,
            "Chuyên viên",
            date(2025, 7, 1),
        ]
        for n in range(count)
    ]


def two_imports(province, user) -> tuple[Import, Import]:
    """One just uploaded, one checked, of the ward Hạ Long, by ``user``."""
    unit, rows = province.ha_long.unit, people_rows(3)
    rows[2][5] = "Phường Không Có"
    with tempfile.TemporaryDirectory() as folder:
        place = plain_xlsx(Path(folder) / "danh-sach.xlsx", [HEAD, *rows])
        return (
            upload(place, "people", unit, user, province.at),
            checked(place, "people", unit, user, province.at),
        )


def copies_of_import(imported: Import, new: range, copies: Callable) -> None:
    """The same import, its job and its pages many times over."""
    copies(imported, new, lambda n: {"file_name": f"tep-{n}.xlsx"})
    copies(Job.objects.earliest("pk"), new, lambda n: {"key": f"import:ban-{n}", "title": f"Việc {n}"})
    for chunk in imported.chunks.filter(ordinal=0):
        copies(chunk, new, lambda n: {"ordinal": 1 + n})
