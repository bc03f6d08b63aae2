"""How many flags and certificates a cluster or bloc may be proposed for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from .citations import Status
from .dated import Strict
from .rubrics import RubricSource
from .yamlfile import load_model, read_yaml

FOLDER = Path(__file__).parent / "data" / "rubrics"


class QuotaRow(Strict):
    """Fixed numbers, or a percentage of the units left after the flags (rounded down: "at most")."""

    scope: str
    label_vi: str
    government_flag_nominees: int = Field(default=0, ge=0)
    provincial_flags: int = Field(ge=0)
    certificates: int | None = Field(default=None, ge=0)
    certificate_percent: int | None = Field(default=None, ge=0, le=100)

    @model_validator(mode="after")
    def _one_rule(self):
        if (self.certificates is None) == (self.certificate_percent is None):
            raise ValueError(f"{self.scope} needs either certificates or certificate_percent")
        return self


class QuotaExample(Strict):
    name: str
    given: dict[str, Any]
    expect: dict[str, int | None]
    note: str = ""


class QuotaTable(Strict):
    """The quotas one issuer published."""

    code: str
    title_vi: str
    issuer_vi: str
    year: int
    status: Status
    source: RubricSource
    rows: tuple[QuotaRow, ...]
    unknown_vi: tuple[str, ...] = ()
    worked_examples: tuple[QuotaExample, ...] = ()

    def row(self, scope: str) -> QuotaRow:
        """Raises ``KeyError`` for an unknown scope."""
        for row in self.rows:
            if row.scope == scope:
                return row
        raise KeyError(f"{self.code} has no scope {scope!r}")


@dataclass(frozen=True)
class Quota:
    """``certificates_max`` is ``None`` when the source leaves it open; then the reason stands in ``how_vi``."""

    government_flag_nominees: int
    provincial_flags: int
    certificates_max: int | None
    how_vi: str


@lru_cache(maxsize=1)
def quota_codes() -> tuple[str, ...]:
    """Codes of the quota tables that are shipped, sorted."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        content, _ = read_yaml(path)
        if "rows" in content:  # rubrics live in the same folder
            found.append(path.stem)
    return tuple(found)


@lru_cache(maxsize=16)
def load_quotas(code: str) -> QuotaTable:
    """The table of ``data/rubrics/<code>.yaml``. ``KeyError``: unknown code, ``BookError``: bad data."""
    path = FOLDER / f"{code}.yaml"
    if not code.replace("_", "").isalnum() or not path.is_file():
        raise KeyError(f"no quota table is called {code!r}")
    return load_model(path, QuotaTable)


def bloc_quota(table: QuotaTable, scope: str, units: int, same_unit_takes_both: bool | None = None) -> Quota:
    """What a bloc of ``units`` members may get. ``same_unit_takes_both``: the nominee for the Government flag also
    takes the provincial one; ``None`` means not known. Raises ``ValueError`` for an impossible number of units.
    """
    row = table.row(scope)
    if isinstance(units, bool) or not isinstance(units, int) or units < 1:
        raise ValueError(f"units is {units!r}, a whole number of at least 1 is needed")
    nominees, flags = min(row.government_flag_nominees, units), min(row.provincial_flags, units)
    if row.certificate_percent is None:
        return Quota(nominees, flags, row.certificates, f"{flags} cờ, {row.certificates} bằng khen cho mỗi cụm, khối")
    taken = {True: {max(nominees, flags)}, False: {nominees + flags}, None: {max(nominees, flags), nominees + flags}}
    left = sorted({max(units - each, 0) for each in taken[same_unit_takes_both]})
    most = sorted({row.certificate_percent * each // 100 for each in left})
    how = f"Không quá {row.certificate_percent}% của {' hoặc '.join(map(str, left))} đơn vị còn lại"
    if len(most) > 1:
        how += ", chưa rõ một đơn vị có nhận cả hai cờ hay không: cần người có thẩm quyền xem xét"
    return Quota(nominees, flags, most[0] if len(most) == 1 else None, how)


def total_quota(table: QuotaTable, blocs: Mapping[str, int]) -> Quota:
    """Sum over blocs with fixed numbers, ``blocs``: scope → how many of them. ``ValueError`` for a percentage scope."""
    flags = certificates = nominees = 0
    for scope, count in blocs.items():
        row = table.row(scope)
        if row.certificates is None:
            raise ValueError(f"{scope} depends on the number of units, use bloc_quota")
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise ValueError(f"{scope}: {count!r} is not a number of blocs")
        nominees += row.government_flag_nominees * count
        flags += row.provincial_flags * count
        certificates += row.certificates * count
    return Quota(nominees, flags, certificates, f"{flags} cờ, {certificates} bằng khen")
