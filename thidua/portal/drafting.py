"""A news item from the facts of a conference: who, how many, which awards. Pure: facts in, plain text out.

Only what is known is said: a sentence whose figure is missing is left out, so that no gap is ever printed. Every sentence
names the records it rests on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from paperwork.blocks import written_date
from thidua.honours.wording import lower_first

MOST_RECORDS = 30  # behind one sentence; of more the first are kept


@dataclass(frozen=True)
class Record:
    """What a sentence rests on: kind ("conference", "pledge" …), primary key, and a word for people."""

    kind: str
    pk: int
    label: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of the draft and its records."""

    text: str
    records: tuple[Record, ...]


@dataclass(frozen=True)
class ConferenceFacts:
    """What a conference left behind. ``honours``: (name of the award as decided, how many); ``reports`` and
    ``speeches``: texts of those points of the agenda; ``figures``: whole sentences with unit and rate of completion;
    ``said``: (who, what) of statements; ``comments``: (given, accepted at least in part); ``proposals``: (given, taken up);
    ``flag``: (units registered, units). ``records``: {part of the facts: what it rests on}.
    ``is_launch``: the year is launched here, not only planned for, as at a briefing."""

    title: str
    organiser: str
    held_on: date
    place: str
    group: str = ""
    host: str = ""
    theme: str = ""
    lunar: str = ""
    year_summarised: int | None = None
    year_launched: int | None = None
    is_launch: bool = True
    came: int = 0
    invited: int = 0
    directing: Sequence[str] = field(default=())
    pledges_signed: int = 0
    movements: Sequence[str] = field(default=())
    honours: Sequence[tuple[str, int]] = field(default=())
    reports: Sequence[str] = field(default=())
    speeches: Sequence[str] = field(default=())
    figures: Sequence[str] = field(default=())
    assessment: str = ""
    said: Sequence[tuple[str, str]] = field(default=())
    comments: tuple[int, int] = (0, 0)
    proposals: tuple[int, int] = (0, 0)
    adopted: Sequence[str] = field(default=())
    steering: int = 0
    flag: tuple[int, int] = (0, 0)
    lessons: Sequence[str] = field(default=())
    tasks: Sequence[str] = field(default=())
    conclusion: str = ""
    next_head: str = ""
    records: Mapping[str, Sequence[Record]] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftText:
    """The draft; ``sentences`` are those of lead and body in order, with what they rest on."""

    title: str
    lead: str
    body: str
    sentences: tuple[Sentence, ...] = ()


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
    lead = Sentence(_lead(facts, where), _behind(facts, "conference", "honours", "pledges"))
    body = _body(facts, where)
    return DraftText(
        title=_title(facts, where),
        lead=lead.text,
        body="\n\n".join(" ".join(sentence.text for sentence in paragraph) for paragraph in body),
        sentences=(lead, *(sentence for paragraph in body for sentence in paragraph)),
    )


def _behind(facts: ConferenceFacts, *parts: str) -> tuple[Record, ...]:
    """The records of the parts, at least the conference itself, each once."""
    found = [record for part in parts for record in facts.records.get(part, ())]
    return tuple(dict.fromkeys(found or facts.records.get("conference", ())))[:MOST_RECORDS]


def _title(facts: ConferenceFacts, where: str) -> str:
    deeds = []
    if facts.year_summarised:
        deeds.append(f"tổng kết phong trào thi đua năm {facts.year_summarised}")
    if facts.year_launched and facts.is_launch:
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


def _body(facts: ConferenceFacts, where: str) -> list[list[Sentence]]:
    paragraphs = [
        _who_came(facts),
        _theme_and_reports(facts),
        _results(facts, where),
        _honours(facts, where),
        _discussion(facts),
        _speeches(facts),
        _next_year(facts),
        _head(facts, where),
        _after(facts),
    ]
    found = [paragraph for paragraph in paragraphs if paragraph]
    if not found:
        text = _sentence(f"Hội nghị do {facts.organiser} tổ chức {written_date(facts.held_on)}")
        found.append([Sentence(text, _behind(facts, "conference"))])
    return found


def _who_came(facts: ConferenceFacts) -> list[Sentence]:
    found = []
    if facts.directing:
        text = f"Dự và chỉ đạo hội nghị có {joined(facts.directing)}."
        found.append(Sentence(text, _behind(facts, "conference")))
    if facts.came:
        invited = f" trong tổng số {counted(facts.invited)} đơn vị được mời" if facts.invited > facts.came else ""
        text = f"Dự hội nghị có đại diện của {counted(facts.came)} đơn vị{invited}."
        found.append(Sentence(text, _behind(facts, "conference")))
    if facts.host:
        found.append(Sentence(f"Hội nghị do {facts.host} đăng cai.", _behind(facts, "conference")))
    return found


def _theme_and_reports(facts: ConferenceFacts) -> list[Sentence]:
    found = []
    if facts.reports:
        listed = joined([lower_first(text.rstrip(" .;")) for text in facts.reports])
        found.append(Sentence(f"Hội nghị đã nghe {listed}.", _behind(facts, "agenda")))
    if facts.steering:
        text = f"Trong năm, {counted(facts.steering)} văn bản chỉ đạo, hướng dẫn đã được ban hành, triển khai."
        found.append(Sentence(text, _behind(facts, "steering")))
    return found


def _results(facts: ConferenceFacts, where: str) -> list[Sentence]:
    found = []
    if facts.assessment:
        text = " ".join(facts.assessment.split())
        found.append(Sentence(_sentence(text), _behind(facts, "conference")))
    found += [Sentence(_sentence(text), _behind(facts, "figures")) for text in facts.figures]
    given, taken = facts.proposals
    if given:
        text = f"{counted(given)} sáng kiến, đề xuất được nêu tại hội nghị"
        text += f", trong đó {counted(taken)} đã được tiếp thu hoặc thực hiện" if taken else ""
        found.append(Sentence(f"{text}.", _behind(facts, "proposals")))
    return found


def _honours(facts: ConferenceFacts, where: str) -> list[Sentence]:
    if not facts.honours:
        return []
    year = f" năm {facts.year_summarised}" if facts.year_summarised else ""
    listed = joined([f"{counted(number)} {name}" for name, number in facts.honours])
    behind = _behind(facts, "honours")
    return [
        Sentence(f"Kết quả khen thưởng phong trào thi đua{year} của {where} gồm {listed}.", behind),
        Sentence(
            "Danh sách từng cá nhân, tập thể được công bố tại mục Vinh danh của cổng thông tin; mỗi khen thưởng có mã để "
            "mọi người kiểm tra.",
            behind,
        ),
    ]


def _discussion(facts: ConferenceFacts) -> list[Sentence]:
    found = []
    for who, what in facts.said:
        text = " ".join(what.split()).rstrip(" .;")
        opening = f"{who} nêu ý kiến: " if who else "Ý kiến tại hội nghị: "
        found.append(Sentence(_sentence(f"{opening}{lower_first(text)}"), _behind(facts, "said")))
    given, accepted = facts.comments
    if given:
        text = f"Các thành viên đã góp {counted(given)} ý kiến vào dự thảo, {counted(accepted)} ý kiến được tiếp thu."
        found.append(Sentence(text, _behind(facts, "comments")))
    if facts.adopted:
        listed = joined([f"“{title}”" for title in facts.adopted])
        found.append(Sentence(f"Hội nghị thông qua {listed}.", _behind(facts, "adopted")))
    return found


def _speeches(facts: ConferenceFacts) -> list[Sentence]:
    if not facts.speeches:
        return []
    listed = joined([lower_first(text.rstrip(" .;")) for text in facts.speeches])
    return [Sentence(f"Tại hội nghị có {listed}.", _behind(facts, "agenda"))]


def _next_year(facts: ConferenceFacts) -> list[Sentence]:
    found = []
    year, signed = facts.year_launched, facts.pledges_signed
    if facts.theme:
        of = f" năm {year}" if year else ""
        found.append(Sentence(f"Chủ đề thi đua{of}: “{facts.theme.strip(' “”.')}”.", _behind(facts, "conference")))
    if facts.movements and facts.is_launch:
        listed = joined([f"“{title}”" for title in facts.movements])
        found.append(Sentence(f"Hội nghị phát động phong trào thi đua {listed}.", _behind(facts, "movements")))
    elif year and facts.is_launch and not signed:
        found.append(Sentence(f"Hội nghị phát động phong trào thi đua năm {year}.", _behind(facts, "conference")))
    registered, of_units = facts.flag
    if registered:
        all_of_them = "Tất cả" if registered == of_units else f"{counted(registered)} trong số"
        text = f"{all_of_them} {counted(of_units)} đơn vị đăng ký phấn đấu Cờ thi đua cấp tỉnh."
        found.append(Sentence(text, _behind(facts, "flag")))
    if year and signed:
        text = (
            f"Bước sang năm {year}, {counted(signed)} đơn vị đã ký giao ước thi đua với những "
            "chỉ tiêu cụ thể, có thời hạn và có người chịu trách nhiệm; kết quả được theo dõi theo từng quý."
        )
        found.append(Sentence(text, _behind(facts, "pledges")))
    elif signed:
        found.append(Sentence(f"{counted(signed)} đơn vị đã ký giao ước thi đua.", _behind(facts, "pledges")))
    return found


def _head(facts: ConferenceFacts, where: str) -> list[Sentence]:
    if not facts.next_head:
        return []
    what = "khối" if where.lower().startswith("khối") else "cụm"
    when = f" năm {facts.year_launched}" if facts.year_launched else ""
    return [Sentence(f"Hội nghị bàn giao nhiệm vụ Trưởng {what}{when} cho {facts.next_head}.", _behind(facts, "head"))]


def _after(facts: ConferenceFacts) -> list[Sentence]:
    found = []
    if facts.lessons:
        listed = "; ".join(lower_first(" ".join(text.split()).rstrip(" .;")) for text in facts.lessons)
        found.append(Sentence(f"Những bài học kinh nghiệm được rút ra: {listed}.", _behind(facts, "lessons")))
    if facts.conclusion:
        text = f"Kết luận hội nghị: {_sentence(lower_first(' '.join(facts.conclusion.split())))}"
        found.append(Sentence(text, _behind(facts, "conference")))
    if facts.tasks:
        listed = "; ".join(lower_first(" ".join(text.split()).rstrip(" .;")) for text in facts.tasks)
        found.append(Sentence(f"Nhiệm vụ trọng tâm thời gian tới: {listed}.", _behind(facts, "tasks")))
    if facts.lunar:
        text = f"Nhân dịp này, hội nghị chúc Tết, chúc mừng năm mới {facts.lunar}."
        found.append(Sentence(text, _behind(facts, "conference")))
    return found
