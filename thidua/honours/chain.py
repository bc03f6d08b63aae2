"""The entries of one honour as plain sentences. Reads only."""

from collections.abc import Sequence

from rulebook.revocations import ACTS_VI, MISTAKE, cause_of
from thidua.honours.models import Honour
from thidua.law.queries import award_name
from thidua.shared.certain import certain
from thidua.shared.wording import vi_date

Entry = Honour.Entry
_CALLED = {
    "recipient_name": "tên",
    "recipient_detail": "chức vụ, đơn vị",
    "award_code": "danh hiệu, hình thức",
    "year": "năm",
    "ground": "thành tích",
}


def _value(entry: Honour, name: str) -> str:
    value = getattr(entry, name)
    return award_name(value) if name == "award_code" else str(value) if value != "" else "(để trống)"


def sentence(entry: Honour, before: Honour | None) -> str:
    """What one entry did to the honour. ``before``: the entry before it, None for the award line itself."""
    if before is None:
        return (
            f"{entry.recipient_name} được ghi vào sổ vàng: {award_name(entry.award_code)} năm {entry.year}, theo quyết "
            f"định số {entry.decision_number} ngày {vi_date(entry.decided_on)} của {entry.issuer_name}, "
            f"số sổ vàng {entry.ordinal}."
        )
    if entry.entry == Entry.CORRECTION:
        changed = [
            f"{label} từ “{_value(before, name)}” thành “{_value(entry, name)}”"
            for name, label in _CALLED.items()
            if getattr(entry, name) != getattr(before, name)
        ]
        return f"Đính chính {'; '.join(changed)}."
    if entry.cause == MISTAKE:
        return "Lấy lại dòng đã nhập nhầm từ hồ sơ cũ; dòng này chưa từng có hiệu lực."
    cause = cause_of(certain(entry.cause), certain(entry.act_on))
    act = ACTS_VI[cause.act].capitalize()
    basis = f" ({cause.citation_vi})" if cause.citation_vi else ""
    return (
        f"{act} theo quyết định số {entry.act_number} ngày {vi_date(entry.act_on)} của {entry.issuer_name}. "
        f"Trường hợp: {cause.label_vi[:1].lower()}{cause.label_vi[1:]}{basis}."
    )


def sentences(chain: Sequence[Honour]) -> list[str]:
    """One sentence for each entry, in order. ``chain``: as ``queries.chain_of`` gives it."""
    return [sentence(entry, chain[place - 1] if place else None) for place, entry in enumerate(chain)]
