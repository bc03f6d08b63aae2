"""A news item from the facts of a conference: who, how many, which awards. Pure: facts in, plain text out.

Only what is known is said: a paragraph whose figure is missing is left out, so that no gap is ever printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from paperwork.blocks import written_date
from thidua.honours.wording import lower_first


@dataclass(frozen=True)
class ConferenceFacts:
    """What a conference left behind. ``honours``: (name of the award as decided, how many); ``reports`` and
    ``speeches``: texts of those points of the agenda."""

    title: str
    organiser: str
    held_on: date
    place: str
    group: str = ""
    year_summarised: int | None = None
    year_launched: int | None = None
    came: int = 0
    invited: int = 0
    pledges_signed: int = 0
    honours: Sequence[tuple[str, int]] = field(default=())
    reports: Sequence[str] = field(default=())
    speeches: Sequence[str] = field(default=())
    conclusion: str = ""
    next_head: str = ""


@dataclass(frozen=True)
class DraftText:
    title: str
    lead: str
    body: str


def counted(number: int) -> str:
    """Numbers below 10 with a leading zero, as Vietnamese official texts write them."""
    return f"{number:02d}"


def joined(parts: Sequence[str]) -> str:
    """ "A", "A và B", "A, B và C"."""
    parts = list(parts)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} và {parts[-1]}"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def write_article(facts: ConferenceFacts) -> DraftText:
    """Title, lead and body (paragraphs with one blank line between) of the draft an editor starts from."""
    where = facts.group or facts.organiser
    return DraftText(title=_title(facts, where), lead=_lead(facts, where), body="\n\n".join(_body(facts, where)))


def _title(facts: ConferenceFacts, where: str) -> str:
    deeds = []
    if facts.year_summarised:
        deeds.append(f"tổng kết phong trào thi đua năm {facts.year_summarised}")
    if facts.year_launched:
        deeds.append(f"phát động thi đua năm {facts.year_launched}")
    if not deeds:
        return facts.title[:300]
    return f"{where} {joined(deeds)}"[:300]


def _lead(facts: ConferenceFacts, where: str) -> str:
    opening = f"Ngày {facts.held_on.day:02d}/{facts.held_on.month:02d}/{facts.held_on.year}, tại {facts.place}, "
    text = f"{opening}{facts.organiser} tổ chức {lower_first(facts.title)}"
    if facts.group and facts.group.lower() not in facts.title.lower():
        text += f" của {facts.group}"
    details = []
    if facts.honours:
        details.append(f"ghi nhận {counted(sum(n for _, n in facts.honours))} tập thể, cá nhân được khen thưởng")
    if facts.pledges_signed:
        details.append(f"chứng kiến {counted(facts.pledges_signed)} đơn vị ký giao ước thi đua")
    return _sentence(f"{text}; hội nghị {joined(details)}" if details else text)


def _body(facts: ConferenceFacts, where: str) -> list[str]:
    paragraphs = []
    if facts.came:
        invited = f" trong tổng số {counted(facts.invited)} đơn vị được mời" if facts.invited > facts.came else ""
        paragraphs.append(f"Dự hội nghị có đại diện của {counted(facts.came)} đơn vị{invited}.")
    if facts.reports:
        paragraphs.append(f"Hội nghị đã nghe {joined([lower_first(text.rstrip(' .;')) for text in facts.reports])}.")
    if facts.honours:
        year = f" năm {facts.year_summarised}" if facts.year_summarised else ""
        listed = joined([f"{counted(number)} {name}" for name, number in facts.honours])
        paragraphs.append(
            f"Kết quả khen thưởng phong trào thi đua{year} của {where} gồm {listed}. Danh sách từng cá nhân, tập thể được "
            "công bố tại mục Vinh danh của cổng thông tin; mỗi khen thưởng có mã để mọi người kiểm tra."
        )
    if facts.speeches:
        paragraphs.append(f"Tại hội nghị có {joined([lower_first(text.rstrip(' .;')) for text in facts.speeches])}.")
    if facts.year_launched and facts.pledges_signed:
        paragraphs.append(
            f"Bước sang năm {facts.year_launched}, {counted(facts.pledges_signed)} đơn vị đã ký giao ước thi đua với những "
            "chỉ tiêu cụ thể, có thời hạn và có người chịu trách nhiệm; kết quả được theo dõi theo từng quý."
        )
    elif facts.pledges_signed:
        paragraphs.append(f"{counted(facts.pledges_signed)} đơn vị đã ký giao ước thi đua.")
    elif facts.year_launched:
        paragraphs.append(f"Hội nghị phát động phong trào thi đua năm {facts.year_launched}.")
    if facts.next_head:
        what = "khối" if where.lower().startswith("khối") else "cụm"
        when = f" năm {facts.year_launched}" if facts.year_launched else ""
        paragraphs.append(f"Hội nghị bàn giao nhiệm vụ Trưởng {what}{when} cho {facts.next_head}.")
    if facts.conclusion:
        paragraphs.append(f"Kết luận hội nghị: {_sentence(lower_first(' '.join(facts.conclusion.split())))}")
    if not paragraphs:
        paragraphs.append(_sentence(f"Hội nghị do {facts.organiser} tổ chức {written_date(facts.held_on)}"))
    return paragraphs
