"""The papers of a conference: invitation, minutes, notice of the conclusion, record of a handover."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from paperwork.blocks import Column, Distribution, Reference, Section, Table, written_date
from paperwork.papers.conference_minutes import (
    ConferenceMinutes,
    conference_minutes_docx,
    render_conference_minutes,
)
from paperwork.papers.handover import HandoverRecord, render_handover
from paperwork.papers.invitation import Invitation, Invited, render_invitation
from paperwork.papers.named import NamedPaper, render_named
from thidua.conferences.codes import address_for
from thidua.conferences.models import AgendaPoint, Conference, Participation, Remark
from thidua.conferences.models_stage import Handover
from thidua.conferences.queries import head_of
from thidua.conferences.queries_figures import FigureFacts
from thidua.conferences.vocabulary import MEASURES
from thidua.papers.letterhead import issuer_of, signer_of, symbol_of
from thidua.papers.wordings import paragraphs_for
from thidua.shared.text import paragraphs
from thidua.shared.wording import vi_number

Kind = AgendaPoint.Kind
# Of those who were absent and of what was said, minutes print so many lines; the rest stands in the record.
MOST_LINES = 60


def outcome_of(kind: str, facts: dict[str, Any]) -> tuple[str, ...]:
    """What the facts add under a point of the agenda, as sentences; nothing where there is nothing."""
    if kind == Kind.LAUNCH and facts["movements_launched"]:
        return tuple(f"Phát động phong trào thi đua “{title}”." for title in facts["movements_launched"])
    if kind == Kind.SIGNING and facts["pledges_signed"]:
        units = "; ".join(facts["pledge_units"])
        return (f"{facts['pledges_signed']:02d} giao ước thi đua đã được hai bên ký với: {units}.",)
    if kind == Kind.AWARDS and facts["honours"]:
        lines = "; ".join(f"{number:02d} {name}" for _, name, number in facts["honours"])
        return (f"Công bố, trao thưởng năm {facts['year_summarised']}: {lines}.",)
    if kind == Kind.HANDOVER:
        return tuple(f"Trưởng {cluster} nhiệm kỳ mới: {unit}." for cluster, unit in facts["next_cluster_heads"])
    if kind == Kind.ENROLMENT and facts.get("flag", (0, 0))[0]:
        registered, of = facts["flag"]
        return (f"{registered:02d}/{of:02d} đơn vị đăng ký phấn đấu Cờ thi đua cấp tỉnh năm {facts['year_launched']}.",)
    return ()


def said(remark: Remark) -> str:
    """ "Phường Hạ Long (Chánh Văn phòng): …", as much of it as is known."""
    unit = remark.unit.name if remark.unit else ""
    who = f"{unit} ({remark.speaker})" if unit and remark.speaker else unit or remark.speaker
    text = " ".join(remark.text.split())
    return f"{who}: {text}" if who else text


def _discussed(remarks: dict[str, list[Remark]]) -> tuple[str, ...]:
    lines = [f"- {said(remark)}" for remark in remarks[Remark.Kind.STATEMENT] + remarks[Remark.Kind.PROPOSAL]]
    for remark in remarks[Remark.Kind.COMMENT]:
        about = f" (về {remark.paper.title})" if remark.paper else ""
        outcome = f" – {remark.get_outcome_display()}" if remark.outcome else ""
        lines.append(f"- {said(remark)}{about}{outcome}")
    return _cut(lines)


def _cut(lines: Sequence[str]) -> tuple[str, ...]:
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    return (*lines[:MOST_LINES], f"- và {len(lines) - MOST_LINES} mục khác lưu trong hồ sơ hội nghị")


def figure_table(found: FigureFacts) -> Table:
    """Plan, result, rate of completion and last year, by member and in all."""
    figure = found["figure"]
    rows: list[tuple] = [
        (
            n,
            line.unit.name,
            vi_number(line.plan) if line.plan is not None else "",
            vi_number(line.result),
            _percent(line.plan, line.result),
            vi_number(line.last_year) if line.last_year is not None else "",
        )
        for n, line in enumerate(found["lines"], start=1)
    ]
    total = (
        "",
        "Tổng số",
        vi_number(figure.plan) if figure.plan is not None else "",
        vi_number(figure.result),
        _percent(figure.plan, figure.result),
        vi_number(figure.last_year) if figure.last_year is not None else "",
    )
    columns = (
        Column("STT", 0, "center"),
        Column("Đơn vị", 4),
        Column("Kế hoạch", 2, "right"),
        Column("Thực hiện", 2, "right"),
        Column("Đạt (%)", 0, "right"),
        Column("Năm trước", 2, "right"),
    )
    every = [*rows, total]
    # A column in which nobody has anything is left out.
    shown = [place for place in range(len(columns)) if any(row[place] for row in every)]
    return Table(tuple(columns[p] for p in shown), tuple(tuple(row[p] for p in shown) for row in every))


def _percent(plan, result) -> str:
    return vi_number(result / plan * 100, 1) if plan else ""


def figure_sentence(found: FigureFacts) -> str:
    """ "Thu ngân sách nhà nước: 25.800 tỷ đồng, đạt 112,3 % kế hoạch giao (22.970 tỷ đồng)."."""
    figure = found["figure"]
    unit = MEASURES[figure.measure].name
    text = f"{figure.name}: {vi_number(figure.result)} {unit}"
    if figure.plan:
        text += f", đạt {_percent(figure.plan, figure.result)} % kế hoạch giao ({vi_number(figure.plan)} {unit})"
    return f"{text}."


def _sections(conference: Conference, facts: dict[str, Any]) -> tuple[Section, ...]:
    # The outcome stands once, under the first point of its kind.
    sections: list[Section] = []
    told: set[str] = set()
    for kind, label, text in facts["agenda"]:
        added = () if kind in told else outcome_of(kind, facts)
        if kind == Kind.DISCUSSION and kind not in told:
            added += _discussed(facts["remarks"])
        told.add(kind)
        if kind == Kind.CLOSING:
            continue  # stands last, with the conclusion itself
        sections.append(Section(label, (text, *added)))
    if Kind.DISCUSSION not in told and (lines := _discussed(facts["remarks"])):
        sections.append(Section("Ý kiến phát biểu, góp ý", lines))
    if facts["figures"]:
        body: list[str | Table] = []
        for found in facts["figures"]:
            measure = MEASURES[found["figure"].measure].name
            body.append(f"{figure_sentence(found)} Đơn vị tính: {measure}.")
            if found["lines"]:
                body.append(figure_table(found))
        sections.append(Section("Số liệu báo cáo tại hội nghị", tuple(body)))
    if lessons := facts["remarks"][Remark.Kind.LESSON]:
        sections.append(Section("Bài học kinh nghiệm", _cut([f"- {said(each)}" for each in lessons])))
    if assessment := paragraphs(conference.assessment):
        sections.append(Section("Đánh giá chung", assessment))
    tasks = _cut([f"- {_task(each)}" for each in facts["remarks"][Remark.Kind.TASK]])
    closing = [text for kind, _, text in facts["agenda"] if kind == Kind.CLOSING and text != Kind.CLOSING.label]
    if ending := (*closing, *paragraphs(conference.conclusion), *tasks):
        sections.append(Section("Kết luận", ending))
    return tuple(sections)


def _task(remark: Remark) -> str:
    due = f" (thời hạn {remark.due_on:%d/%m/%Y})" if remark.due_on else ""
    return f"{said(remark)}{due}"


def minutes_of(
    conference: Conference, facts: dict[str, Any], *, number: int, began_at: datetime, ended_at: datetime
) -> ConferenceMinutes:
    """The minutes as values; PDF and DOCX are made from the same ones."""
    attendance = [
        f"{unit}: {representative}" if representative else unit for unit, representative in facts["came"]
    ] or ["Không có đơn vị được mời dự"]
    attendance += [f"Khách mời: {role}" for role in facts["guests_came"]]
    absent = [f"Vắng: {unit}{f' ({why})' if why else ''}" for unit, why in facts["absent"]]
    # Whoever came is named in full; of a long list of absent ones the first.
    absent = [
        *absent[:MOST_LINES],
        *([f"và {len(absent) - MOST_LINES} đơn vị khác vắng"] if len(absent) > MOST_LINES else []),
    ]
    return ConferenceMinutes(
        issuer=issuer_of(conference.unit),
        reference=Reference(number, symbol_of("BB", conference.unit), ended_at.date()),
        summary=conference.title,
        started_at=began_at,
        ended_at=ended_at,
        venue=conference.place,
        chair=conference.chair,
        secretary=conference.secretary,
        attendance=(_count_of(facts), *attendance, *absent),
        agenda=_sections(conference, facts),
    )


def _count_of(facts: dict[str, Any]) -> str:
    """ "12/13 đơn vị được mời có mặt", and how many of them nobody noted at the door."""
    line = f"{facts['units_came']}/{facts['units_invited']} đơn vị được mời có mặt"
    if recorded := facts["units_recorded"]:
        line += f", trong đó {recorded:02d} đơn vị ghi nhận khi lập biên bản"
    return line


def render_minutes(paper: ConferenceMinutes) -> bytes:
    """PDF bytes. Raises ``paperwork.blocks.PaperError`` for text that cannot be printed."""
    return render_conference_minutes(paper)


def minutes_docx(paper: ConferenceMinutes) -> bytes:
    """The same as DOCX bytes. Raises ``paperwork.blocks.PaperError``."""
    return conference_minutes_docx(paper)


def render_letters(
    conference: Conference,
    rows: Iterable[Participation],
    *,
    number: int | None = None,
    issued_on: date | None = None,
    total: int = 0,
) -> bytes:
    """One page of invitation for each row, with its code; without rows the one that is filed, for ``total`` invited.

    Number and day come from the issued invitation where they are not given. Raises ``PaperError``.
    """
    issued = conference.invitation
    number = number if number is not None else (issued.number if issued else None)
    dated = issued_on or (issued.issued_on if issued else None)
    invited = tuple(Invited(row.name, address_for(conference, row.pk)) for row in rows)
    unit = conference.unit
    head = head_of(unit, conference.held_on)
    moment = f"{conference.begins:%H} giờ {conference.begins:%M} phút, {written_date(conference.held_on)}"
    if conference.lunar_label:
        moment += f" (trước thềm năm {conference.lunar_label})"
    return render_invitation(
        Invitation(
            issuer=issuer_of(unit),
            reference=Reference(number, symbol_of("GM", unit), dated),
            summary=conference.title,
            chair=conference.chair or head,
            when=moment,
            place=conference.place,
            signer=signer_of(unit, head.split(",")[0]),
            distribution=Distribution(("Như trên",), "VT"),
            invited=invited or (Invited(f"{total} đơn vị, đại biểu theo danh sách mời"),),
            notes=paragraphs_for(
                unit,
                "invitation.note",
                dated or conference.held_on,
                # A copy printed for a later guest says what the issued one says.
                known_at=issued.kept_at if issued else None,
                co_quan=unit.agency_name,
            ),
            code_note=(
                "Quét mã này tại hội nghị để điểm danh. Mã chỉ dùng cho đại biểu ghi trên giấy mời, trong ngày "
                f"{conference.held_on:%d/%m/%Y}."
            ),
        )
    )


def render_notice(
    conference: Conference, body: Sequence[str], tasks: Sequence[Remark], *, number: int, issued_on: date
) -> bytes:
    """The notice of the conclusion (văn bản có tên loại). Raises ``PaperError``."""
    unit = conference.unit
    head = head_of(unit, issued_on)
    day = written_date(conference.held_on)
    opening = (
        f"{day[0].upper()}{day[1:]}, tại {conference.place}, {unit.agency_name} đã tổ chức "
        f"{conference.title[:1].lower()}{conference.title[1:]}. {conference.chair or 'Chủ tọa'} chủ trì. Sau khi nghe báo "
        "cáo và các ý kiến phát biểu, chủ tọa hội nghị kết luận như sau:"
    )
    sections = [Section("Kết luận chung", tuple(body))]
    if tasks:
        sections.append(Section("Nhiệm vụ trọng tâm", tuple(f"- {_task(each)}." for each in tasks)))
    return render_named(
        NamedPaper(
            kind="Thông báo",
            issuer=issuer_of(unit),
            reference=Reference(number, symbol_of("TB", unit), issued_on),
            summary=f"Kết luận tại {conference.title[:1].lower()}{conference.title[1:]}",
            signer=signer_of(unit, head.split(",")[0]),
            distribution=Distribution(("Các đơn vị dự hội nghị",), "VT"),
            opening=(opening,),
            sections=tuple(sections),
            ending=paragraphs_for(unit, "conclusion_notice.ending", issued_on, co_quan=unit.agency_name),
        )
    )


def render_handover_record(record: Handover, *, number: int, place: str) -> bytes:
    """The record of a handover between two heads of a cluster. Raises ``PaperError``."""
    organiser = record.cluster.organiser
    return render_handover(
        HandoverRecord(
            issuer=issuer_of(organiser),
            reference=Reference(number, symbol_of("BB", organiser), record.handed_on),
            summary=f"Bàn giao nhiệm vụ trưởng {record.cluster.name} năm {record.year}",
            held_on=record.handed_on,
            place=place,
            giver=f"{record.giver.name}, trưởng {record.cluster.name} năm {record.year - 1}",
            given_by=record.given_by_name,
            taker=f"{record.taker.name}, trưởng {record.cluster.name} năm {record.year}",
            taken_by=record.taken_by_name,
            files=paragraphs(record.files),
            seal=record.seal,
            unfinished=paragraphs(record.unfinished),
        )
    )
