"""The values of the law in Vietnamese words, a label for each: what the reading room shows and compares."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from .award import Award, Bonus, Dossier, Ratio, VoteRule
from .book import Book
from .conditions import GROUPS_VI, Condition, Node
from .facts_base import FORMS, FORMS_VI, MEASURES, RATINGS, RATINGS_VI, SUBJECTS, SUBJECTS_VI
from .facts_rows import DISCIPLINE, DISCIPLINE_VI
from .figures import shown
from .vocabulary import AnyNode, Group
from .vocabulary_history import SCOPES_VI

WHOM_VI = "Áp dụng với"
ATTESTED_VI = "Người có thẩm quyền có thể xác nhận"
# What it means that a value is not there, where "none" would mislead.
ABSENT_VI = {WHOM_VI: "mọi đối tượng", ATTESTED_VI: "không"}
JOINS_VI = {"all_of": "Phải đạt tất cả", "any_of": "Đạt một trong"}
RATIO_BASES_VI = {
    "advanced_holders": "số người đạt danh hiệu Lao động tiên tiến, Chiến sĩ tiên tiến",
    "members": "số thành viên",
    "cluster_units": "số đơn vị trong cụm, khối thi đua",
    "proposed_individuals": "số cá nhân được đề nghị",
}


def whom_vi(node: Node, award: Award) -> str:
    """Of whom a condition speaks, where it does not speak of everybody who may receive the award."""
    if node.only:
        return "; ".join(GROUPS_VI[name] for name in node.only)
    if award.for_people and award.for_collectives and len(node.applies_to) == 1:
        return "cá nhân" if node.applies_to[0] == "person" else "tập thể, hộ gia đình, địa phương"
    return ""


def values_vi(node: AnyNode, book: Book, award: Award, day: date) -> dict[str, str]:
    """The figures and choices of a condition in words as they hold on ``day``: {label: words}."""
    found = {}
    whom = whom_vi(node, award)
    if whom:
        found[WHOM_VI] = whom
    if isinstance(node, Group):
        return found | {"Cách xét": JOINS_VI[node.type]}
    assert isinstance(node, Condition)
    if not node.decides:
        found["Vai trò"] = "lưu ý, không tính vào kết luận"
    if node.attestation:
        found[ATTESTED_VI] = "có"
    plain = node.model_dump(include=set(_LABELS))
    for name, label in _LABELS.items():
        value = plain.get(name)
        if name == "without":
            if left_out := _left_out_vi(plain["award"], value, book, day) if value else "":
                found[label] = left_out
        elif value not in (None, False, (), ""):
            found[label] = _value_vi(name, value, book)
    if (since := plain.get("since")) is not None:
        found["Tính từ khi được tặng"] = since["awards_vi"]
        found["Số năm kể từ đó"] = str(since["years"])
    return found


_LABELS = {
    "min": "Từ mức",
    "below": "Dưới mức",
    "max": "Nhiều nhất",
    "count": "Số lần, số năm",
    "min_count": "Số lượng ít nhất",
    "years": "Trong số năm",
    "months": "Số tháng ít nhất",
    "days": "Số ngày nhiều nhất",
    "percent": "Tỷ lệ phần trăm",
    "strict": "Phải vượt tỷ lệ",
    "scope": "Phạm vi",
    "title": "Danh hiệu",
    "award": "Theo tiêu chuẩn của",
    "awards": "Danh hiệu, hình thức đã có",
    "without": "Trừ điều kiện",
    "all": "Phải có đủ các danh hiệu, hình thức",
    "same_year": "Trong cùng năm xét",
    "any_set": "Một trong các bộ",
    "subjects": "Đối tượng",
    "measure": "Số đo",
    "level": "Từ hình thức kỷ luật",
    "then": "Khi không đạt",
    "older": "Sáng kiến các năm trước",
    "since": "",
}
_WORDS = {
    "needs_judgement": "người có thẩm quyền xem xét",
    "not_met": "không đạt",
    "not_counted": "không tính",
}


def _value_vi(name: str, value: Any, book: Book) -> str:
    if value is True:
        return "có"
    if isinstance(value, int):
        return shown(value)
    if name == "any_set":
        return " hoặc ".join(" và ".join(f"{n} {_name_vi(code, book)}" for code, n in each.items()) for each in value)
    if isinstance(value, tuple | list):
        return "; ".join(_value_vi(name, each, book) for each in value)
    if not isinstance(value, str):
        return str(value)
    if name in ("title", "award", "awards"):
        return _name_vi(value, book)
    if name == "measure":
        return MEASURES[value]
    lists: tuple[tuple[dict[str, int], tuple[str, ...]], ...] = (
        (RATINGS, RATINGS_VI),
        (SUBJECTS, SUBJECTS_VI),
        (FORMS, FORMS_VI),
        (DISCIPLINE, DISCIPLINE_VI),
    )
    words = next((labels[codes[value]] for codes, labels in lists if value in codes), None)
    return words or SCOPES_VI.get(value) or _WORDS.get(value) or value


def _left_out_vi(code: str, without: tuple[str, ...], book: Book, day: date) -> str:
    """What the conditions left out of another standard say on ``day``; those that do not hold on it are left out of
    nothing and stay unsaid.
    """
    version = book.award(code, day).version_on(day)
    found = all_nodes(version.conditions) if version else ()
    return "; ".join(node.text_vi for node in found if node.code in without and node.holds_on(day))


def all_nodes(nodes: Iterable[AnyNode]) -> Iterator[AnyNode]:
    """Groups and conditions, each before what stands below it."""
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from all_nodes(node.parts)


def _name_vi(code: str, book: Book) -> str:
    return book.award(code).name_vi


def vote_vi(rule: VoteRule) -> dict[str, str]:
    """A vote rule in words: {label: words}."""
    if rule.percent is None:
        share = "dữ liệu không có tỷ lệ"
    else:
        share = f"{'trên' if rule.strict else 'từ'} {rule.percent}%{'' if rule.strict else ' trở lên'}"
        share += " tổng số thành viên Hội đồng"
    ballot = {True: "bắt buộc", False: "không bắt buộc", None: "chưa rõ"}[rule.ballot_required]
    secret = {True: "bỏ phiếu kín", False: "không bỏ phiếu kín", None: "văn bản không nêu"}[rule.secret]
    found = {"Hội đồng": rule.council_vi, "Tỷ lệ đồng ý": share, "Bỏ phiếu": ballot, "Phiếu kín": secret}
    found["Thành viên vắng mặt"] = "lấy ý kiến bằng văn bản" if rule.absent == "written_opinion" else "không nêu"
    if rule.quorum:
        found["Số người dự họp"] = f"ít nhất {rule.quorum[0]}/{rule.quorum[1]} tổng số thành viên"
    if rule.quorum_note_vi:
        found["Về số người dự họp"] = rule.quorum_note_vi
    return found


def bonus_vi(bonus: Bonus) -> dict[str, str]:
    """Coefficients of the base salary in words: {recipient: words}."""
    values = (("Cá nhân", bonus.person), ("Tập thể", bonus.collective), ("Hộ gia đình", bonus.household))
    return {label: f"{shown(value)} lần mức lương cơ sở" for label, value in values if value is not None}


def ratio_vi(ratio: Ratio) -> dict[str, str]:
    """A ratio in words: {label: words}."""
    found = {}
    if ratio.percent is not None:
        of = f" {RATIO_BASES_VI[ratio.base]}" if ratio.base else ""
        found["Tỷ lệ"] = f"không quá {ratio.percent}%{of}"
    else:
        found["Tỷ lệ"] = "không có tỷ lệ chung cả nước"
    if ratio.set_by_vi:
        found["Nơi quy định"] = ratio.set_by_vi
    return found


def dossier_vi(dossier: Dossier) -> dict[str, str]:
    """The papers of a proposal in words: {label: words}."""
    found = {"Số bộ bản chính": str(dossier.sets)} if dossier.sets else {}
    return found | ({"Gồm": "; ".join(dossier.papers_vi)} if dossier.papers_vi else {})


__all__ = [
    "ABSENT_VI",
    "ATTESTED_VI",
    "JOINS_VI",
    "RATIO_BASES_VI",
    "all_nodes",
    "bonus_vi",
    "dossier_vi",
    "ratio_vi",
    "values_vi",
    "vote_vi",
    "whom_vi",
]
