"""Many rows changed or taken back in one act: only where they still stand as the caller saw them.

For the bulk acts of the stages (``actions_bulk.py``); rights, audit and transaction are theirs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models

from thidua.shared.denied import Denied, Stale

BATCH = 500
# What people call the tables that may refer to a unit, a person, a record.
TABLES = {
    "absence": "ngày nghỉ", "attestation": "xác nhận của thủ trưởng", "clustermembership": "thành viên cụm, khối",
    "decision": "quyết định", "decisionline": "dòng quyết định", "discipline": "kỷ luật", "honour": "sổ vàng",
    "detailchange": "sửa thông tin", "departure": "thôi công tác", "transfer": "chuyển công tác",
    "hold": "tạm dừng xét", "import": "lượt nhập dữ liệu", "initiative": "sáng kiến",
    "initiativeauthor": "tác giả sáng kiến", "initiativeuse": "sổ dùng sáng kiến", "widerrecognition": "công nhận phạm vi",
    "movement": "phong trào", "movementcall": "phát động",
    "nomination": "hồ sơ đề nghị", "nominationline": "dòng hồ sơ đề nghị", "pledge": "giao ước", "post": "chức vụ",
    "registrationline": "đăng ký thi đua", "registrationsheet": "bản đăng ký", "rolegrant": "vai trò", "scorecard": "bảng điểm",
    "taskrating": "kết quả xếp loại", "unit": "đơn vị", "unitsuccession": "sắp xếp đơn vị", "user": "tài khoản",
}  # fmt: skip
M = TypeVar("M", bound=models.Model)
# (primary key, {field: as it was seen}, {field: as it shall be}); fields by their database name, e.g. "unit_id"
Change = tuple[int, Mapping[str, Any], Mapping[str, Any]]


def locked(model: type[M], keys: Iterable[int]) -> dict[int, M]:
    """Rows by primary key, locked until the act ends (PostgreSQL; SQLite has one writer anyway)."""
    keys = list(keys)
    found: dict[int, M] = {}
    for start in range(0, len(keys), BATCH):
        rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=keys[start : start + BATCH])
        found |= {row.pk: row for row in rows.order_by("pk")}
    return found


def plain(value: Any) -> Any:
    """A value as it is kept among what an import did: dates and decimals as text."""
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def changed_rows(model: type[M], changes: Sequence[Change]) -> list[M]:
    """The rows with their new values set, not saved yet. Raises Stale when one no longer stands as it was seen."""
    rows = locked(model, [pk for pk, _, _ in changes])
    for pk, before, after in changes:
        row = rows.get(pk)
        if row is None or any(plain(getattr(row, name)) != plain(value) for name, value in before.items()):
            raise Stale("Dữ liệu vừa được người khác thay đổi. Chưa dòng nào được ghi; mời kiểm tra lại.")
        for name, value in after.items():
            field = row._meta.get_field(name.removesuffix("_id"))
            is_text = isinstance(value, str) and isinstance(field, models.Field)
            setattr(row, name, field.to_python(value) if is_text else value)  # type: ignore[union-attr]
    return [rows[pk] for pk, _, _ in changes]


def fields_changed(changes: Iterable[Change]) -> dict[str, int]:
    """{field: in how many rows}: what the audit keeps of a bulk change; values do not belong there."""
    return dict(Counter(name for _, _, after in changes for name in sorted(after)))


def in_use(model: type[models.Model], keys: Iterable[int], except_for: Mapping[str, Iterable[int]]) -> dict[str, int]:
    """{name of a table: how many of its rows refer to these}; ``except_for``: {table: keys} that go with them."""
    keys = list(keys)
    found: dict[str, int] = {}
    for relation in model._meta.related_objects:
        other = relation.related_model
        if isinstance(other, str):
            continue
        mine = set(except_for.get(other._meta.model_name or "", ()))
        count = 0
        for start in range(0, len(keys), BATCH):
            referring = other._base_manager.filter(**{f"{relation.field.name}__in": keys[start : start + BATCH]})
            count += len(set(referring.order_by().values_list("pk", flat=True)) - mine)
        if count:
            name = TABLES.get(other._meta.model_name or "", other._meta.verbose_name or "")
            found[str(name)] = found.get(str(name), 0) + count
    return found


def take_back(model: type[models.Model], keys: Sequence[int], except_for: Mapping[str, Iterable[int]]) -> None:
    """Remove rows that were entered by mistake and that nothing refers to. Raises Denied naming what does."""
    if used := in_use(model, keys, except_for):
        raise Denied(f"Không lấy lại được: đã có {', '.join(f'{n} dòng {name}' for name, n in used.items())} dùng đến.")
    for start in range(0, len(keys), BATCH):
        model._default_manager.filter(pk__in=list(keys)[start : start + BATCH]).delete()
