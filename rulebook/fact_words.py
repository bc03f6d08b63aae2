"""A row of facts in Vietnamese words: what a worked example supposes, a line for each fact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .award import Award, leaves
from .book import Book
from .facts_base import FORMS, FORMS_VI, MEASURES, RATINGS, RATINGS_VI, SUBJECTS, SUBJECTS_VI
from .facts_rows import DISCIPLINE, DISCIPLINE_VI
from .figures import shown

UNKNOWN_VI = "chưa rõ"
_CHOICES: dict[str, tuple[str, dict[str, int], tuple[str, ...]]] = {
    "subject": ("Đối tượng", SUBJECTS, SUBJECTS_VI),
    "form": ("Loại tập thể", FORMS, FORMS_VI),
    "discipline": ("Kỷ luật trong năm", DISCIPLINE, DISCIPLINE_VI),
}
_YEARS = {
    "initiatives_unit": "Sáng kiến phạm vi cơ sở",
    "initiatives_province": "Sáng kiến phạm vi bộ, tỉnh",
    "initiatives_nation": "Sáng kiến phạm vi toàn quốc",
}
_PLAIN = {
    "recruited_on": "Ngày tuyển dụng",
    "absence_days": "Số ngày làm việc đã nghỉ trong năm",
    "is_leader": "Giữ chức vụ lãnh đạo",
    "pending_case": "Có vụ việc đang xem xét, chưa kết luận",
    "movement_result": "Tiêu biểu xuất sắc trong phong trào thi đua",
    "registered": "Đã đăng ký thi đua của năm",
    "targets_exceeded": "Vượt chỉ tiêu thi đua và nhiệm vụ được giao",
    "dissolved": "Đã giải thể",
    "members_total": "Số thành viên",
    "members_completed": "Số thành viên hoàn thành nhiệm vụ",
    "members_advanced_worker": "Số thành viên đạt Lao động tiên tiến, Chiến sĩ tiên tiến",
    "members_grassroots_fighter": "Số thành viên đạt Chiến sĩ thi đua cơ sở",
    "members_disciplined": "Số thành viên bị kỷ luật từ cảnh cáo trở lên",
    "cluster_rank": "Thứ hạng trong cụm, khối thi đua",
    "cluster_size": "Số đơn vị trong cụm, khối thi đua",
}


@dataclass(frozen=True)
class FactLine:
    """``name`` is the fact ("ratings", "titles.advanced_worker", "attestations.x"), the rest are words."""

    name: str
    label_vi: str
    value_vi: str


def fact_lines(row: Mapping[str, Any], book: Book, award: Award, day: date) -> tuple[FactLine, ...]:
    """Every fact of ``row`` (keys as ``PersonFacts.from_rows`` reads them) in words.

    A recorded judgement is named by the condition of ``award`` that asks for it.
    """
    return tuple(_lines(row, book, _questions(book, award, day)))


def _lines(row: Mapping[str, Any], book: Book, questions: Mapping[str, str]) -> Iterator[FactLine]:
    for name, value in row.items():
        if name in _CHOICES:
            label, codes, words = _CHOICES[name]
            yield FactLine(name, label, words[codes[value]] if value in codes else UNKNOWN_VI)
        elif name == "ratings":
            said = {year: RATINGS_VI[RATINGS[word]] if word in RATINGS else UNKNOWN_VI for year, word in value.items()}
            yield FactLine(name, "Xếp loại", _by_year(said))
        elif name in _YEARS:
            yield FactLine(name, _YEARS[name], _by_year({year: _said(n) for year, n in (value or {}).items()}))
        elif name == "titles":
            if not value:
                yield FactLine(name, "Danh hiệu, hình thức đã được tặng", "không có")
            for code, years in value.items():
                yield FactLine(f"{name}.{code}", f"Đã được tặng {_name(code, book)}", _held(years))
        elif name == "measures":
            for key, number in value.items():
                yield FactLine(f"{name}.{key}", f"Số {MEASURES.get(key, key)}", _said(number))
        elif name == "attestations":
            for key, said in value.items():
                label = f"Nhận xét, giấy tờ: {questions.get(key, key)}"
                yield FactLine(f"{name}.{key}", label, {True: "đạt", False: "không đạt"}.get(said, UNKNOWN_VI))
        elif name == "records":
            yield FactLine(name, "Giấy tờ", "; ".join(str(label) for label in value.values()))
        else:
            yield FactLine(name, _PLAIN.get(name, name), _said(value))


def _questions(book: Book, award: Award, day: date) -> dict[str, str]:
    found: dict[str, str] = {}
    # The day's own words first; a judgement of another day keeps the words it had there.
    if award.for_people:
        found |= dict(book.attestations(award.code, day, "person"))
    if award.for_collectives:
        found = dict(book.attestations(award.code, day, "collective")) | found
    for version in award.versions:
        for leaf in leaves(version.conditions):
            if leaf.attestation:
                found.setdefault(leaf.attestation, leaf.text_vi)
    return found


def _name(code: str, book: Book) -> str:
    try:
        return book.award(code).name_vi
    except KeyError:
        return code


def _by_year(said: Mapping[Any, str]) -> str:
    return "; ".join(f"năm {year}: {words}" for year, words in sorted(said.items())) or "không có"


def _held(years: Any) -> str:
    if isinstance(years, Mapping):
        words = {True: "có", False: "không"}
        return _by_year({year: words.get(held, UNKNOWN_VI) for year, held in years.items()})
    return f"năm {', '.join(str(year) for year in years)}" if years else "không có"


def _said(value: Any) -> str:
    if value is None:
        return UNKNOWN_VI
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return shown(value) if isinstance(value, int) else str(value)


__all__ = ["UNKNOWN_VI", "FactLine", "fact_lines"]
