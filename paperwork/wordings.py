"""Texts of papers an agency may word in its own way: which, with what placeholders, and what such a text may hold.

A slot is one text of one kind of paper. The set of slots and of placeholders is closed; the form of the paper (head, number,
signature, recipients) is the decree's and no slot.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from paperwork import samples, samples_more
from paperwork.blocks import Issuer, PaperError
from paperwork.papers.decision import decision_data
from paperwork.papers.invitation import invitation_data
from paperwork.papers.launch_plan import launch_plan_named
from paperwork.papers.named import named_data
from paperwork.render import clean_text, render_pictures, shorten

LONGEST, MOST_PARAGRAPHS = 1_000, 5
# Signs of programs and mark-up: no official text needs them, and whoever pastes them has pasted something else.
_FOREIGN = re.compile(r"[#$`\\<>*~^|\[\]]")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Slot:
    """One text: the kind of paper (code of :mod:`paperwork.catalogue`), the block, what it is called, the text that stands
    when the agency has none of its own, and its placeholders with what each means and a value to try it with."""

    kind: str
    block: str
    label_vi: str
    default: str
    placeholders: Mapping[str, tuple[str, str]]

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.block}"


_AGENCY = ("tên cơ quan ban hành", "Ủy ban nhân dân phường Hạ Long")
_YEAR = ("năm khen thưởng", "2025")

SLOTS: tuple[Slot, ...] = (
    Slot(
        "decision",
        "money",
        "Quyết định khen thưởng: điều về tiền thưởng",
        "Mức tiền thưởng và nguồn chi thực hiện theo quy định của pháp luật về thi đua, khen thưởng.",
        {"co_quan": _AGENCY, "nam": _YEAR},
    ),
    Slot(
        "decision",
        "carrying_out",
        "Quyết định khen thưởng: điều về hiệu lực, thi hành",
        "Quyết định này có hiệu lực kể từ ngày ký. Bộ phận phụ trách thi đua, khen thưởng, bộ phận tài chính và các "
        "{doi_tuong} có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
        {"doi_tuong": ("những ai có trong danh sách", "cá nhân, tập thể"), "co_quan": _AGENCY, "nam": _YEAR},
    ),
    Slot(
        "launch_plan",
        "commendation",
        "Kế hoạch phát động: phần khen thưởng",
        "Kết thúc phong trào, các đơn vị tổng kết, lựa chọn tập thể, cá nhân tiêu biểu để khen thưởng theo thẩm quyền hoặc "
        "đề nghị cấp có thẩm quyền khen thưởng theo quy định của pháp luật về thi đua, khen thưởng.",
        {"co_quan": _AGENCY, "phong_trao": ("tên phong trào", "Quảng Ninh đoàn kết, sáng tạo, bứt phá")},
    ),
    Slot(
        "invitation",
        "note",
        "Giấy mời hội nghị: điều cần lưu ý",
        "Mời đơn vị trả lời trong mục Hội nghị của hệ thống: sẽ dự, cử người dự thay, hoặc vắng có lý do",
        {"co_quan": _AGENCY},
    ),
    Slot(
        "conclusion_notice",
        "ending",
        "Thông báo kết luận hội nghị: câu kết",
        "{co_quan} thông báo để các đơn vị biết, thực hiện.",
        {"co_quan": _AGENCY},
    ),
)
BY_KEY = {slot.key: slot for slot in SLOTS}


def checked(slot: Slot, text: str) -> str:
    """``text`` as it may be kept for ``slot``. Raises `PaperError` that names what is wrong with it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise PaperError("Hãy nhập lời văn, hoặc chọn “Dùng lại lời văn chung”.")
    if len(text) > LONGEST:
        raise PaperError(f"Lời văn có {len(text):,} ký tự; nhiều nhất {LONGEST:,} ký tự.".replace(",", "."))
    if text.count("\n") >= MOST_PARAGRAPHS:
        raise PaperError(f"Lời văn có nhiều hơn {MOST_PARAGRAPHS} đoạn.")
    for character in text:
        if unicodedata.category(character) == "Cf" or unicodedata.bidirectional(character) in ("R", "AL"):
            raise PaperError(
                f"Lời văn có ký tự ẩn hoặc chữ viết từ phải sang trái (U+{ord(character):04X}). Hãy gõ lại đoạn này thay vì dán."
            )
    if foreign := _FOREIGN.search(text):
        raise PaperError(f"Ký hiệu “{foreign.group()}” không dùng trong văn bản hành chính. Hãy bỏ ký hiệu này.")
    clean_text(text)
    known = ", ".join(f"{{{name}}}" for name in slot.placeholders)
    for name in _PLACEHOLDER.findall(text):
        if name not in slot.placeholders:
            raise PaperError(
                f"Không có chỗ điền “{{{shorten(name, 30)}}}” cho lời văn này. Chỗ điền dùng được: {known}."
            )
    if "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
        raise PaperError(f"Dấu ngoặc nhọn phải đủ cặp và chỉ dùng cho chỗ điền: {known}.")
    return text


def filled(slot: Slot, text: str, values: Mapping[str, str]) -> str:
    """``text`` with its placeholders filled. What stands in a value is never read as a placeholder."""
    missing = set(slot.placeholders) - set(values)
    if missing:
        raise LookupError(f"{slot.key}: no value for {sorted(missing)}")
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def sample_values(slot: Slot) -> dict[str, str]:
    return {name: sample for name, (_, sample) in slot.placeholders.items()}


def preview(slot: Slot, text: str, issuer: Issuer, *, ppi: int = 70) -> list[bytes]:
    """Pages of an invented paper of the kind, headed by ``issuer``, with ``text`` in its place, as PNG. Raises `PaperError`."""
    layout, data = _PREVIEWS[slot.key](filled(slot, checked(slot, text), sample_values(slot)), issuer)
    return render_pictures(layout, data, ppi=ppi)


def _decision(money: str, carrying_out: str, issuer: Issuer) -> tuple[str, dict[str, Any]]:
    paper = samples.decision(3)
    articles = (paper.articles[0], money, carrying_out)
    return "decision", decision_data(replace(paper, issuer=issuer, articles=articles, lists=()))


def _default(key: str) -> str:
    return filled(BY_KEY[key], BY_KEY[key].default, sample_values(BY_KEY[key]))


def _plan(text: str, issuer: Issuer) -> tuple[str, dict[str, Any]]:
    paper = replace(samples.launch_plan(), issuer=issuer, commendation=tuple(text.split("\n")))
    return "named", named_data(launch_plan_named(paper))


def _invitation(text: str, issuer: Issuer) -> tuple[str, dict[str, Any]]:
    paper = replace(samples_more.conference_invitation(), issuer=issuer, notes=tuple(text.split("\n")))
    return "invitation", invitation_data(paper)


def _notice(text: str, issuer: Issuer) -> tuple[str, dict[str, Any]]:
    return "named", named_data(replace(samples_more.conclusion_notice(), issuer=issuer, ending=tuple(text.split("\n"))))


_PREVIEWS: dict[str, Callable[[str, Issuer], tuple[str, dict[str, Any]]]] = {
    "decision.money": lambda text, issuer: _decision(text, _default("decision.carrying_out"), issuer),
    "decision.carrying_out": lambda text, issuer: _decision(_default("decision.money"), text, issuer),
    "launch_plan.commendation": _plan,
    "invitation.note": _invitation,
    "conclusion_notice.ending": _notice,
}
