"""The decision as a paper: what stands in the database, in the order of Decree 30/2020."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from paperwork.blocks import Column, Distribution, Reference, Signer, Table
from paperwork.papers import decision as paper
from paperwork.papers import official_letter as letter
from paperwork.papers.nomination_list import counted_recipients, everybody_vi
from thidua.decisions.models import Decision, DecisionCopy, DecisionLine, LineChange
from thidua.decisions.texts import default_articles, letter_body
from thidua.honours.wording import authority_of, wording
from thidua.nominations.models import NominationLine
from thidua.nominations.papers import kind_of
from thidua.papers.letterhead import issuer_of
from thidua.papers.queries import LETTERS, series_text
from thidua.shared.certain import certain
from thidua.shared.clock import today
from thidua.shared.text import fold

BY_DELEGATION = "TUQ. "
Kind = Decision.Kind


class Content(NamedTuple):
    """What a paper is made of, read once: lines of the list, changes of a later paper, the distribution list."""

    lines: list[DecisionLine]
    changes: list[LineChange]
    copies: list[DecisionCopy]


def symbol_of(decision: Decision) -> str:
    """The series that numbers the paper."""
    return LETTERS if decision.is_letter else "QĐ"


def content_of(decision: Decision) -> Content:
    """Three queries at most."""
    lines = decision.lines.select_related("person", "unit", "of_unit", "nomination_line__outsider")
    changes = decision.changes.select_related("line__person") if decision.kind != Kind.AWARD else ()
    return Content(list(lines), list(changes), list(decision.copies.select_related("unit")))


def signer_of(decision: Decision) -> Signer:
    """A deputy signs for the head ("KT."), a delegate by delegation ("TUQ."); the head signs without prefix.

    Nghị định 30/2020/NĐ-CP, Điều 13 and Phụ lục I, phần II, mục 7.
    """
    head = decision.unit.head_title
    if not decision.signer_title:
        return Signer("", head or "Thủ trưởng", "")  # a draft: nobody has signed
    if decision.signer_title.startswith(BY_DELEGATION):
        whose, _, own = decision.signer_title.partition(", ")
        return Signer(whose.upper() if own else "", own or whose, decision.signer_name)
    is_deputy = decision.signer_title.lower().startswith("phó")
    return Signer(f"KT. {head.upper()}" if is_deputy else "", decision.signer_title, decision.signer_name)


def office_of(post: str, head: str) -> str:
    """A post of the unit as it stands above the name of who signs: without the people's committee, which heads the paper
    ("Chủ tịch UBND tỉnh" signs as "Chủ tịch"). Every other post stays as the record has it.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục 7.
    """
    for office in (head, f"Phó {head}") if head else ():
        rest = fold(post).removeprefix(f"{fold(office)} ")
        if rest.startswith(("ubnd", "uy ban nhan dan")):
            return office
    return post


def honorific(line: DecisionLine) -> str:
    """ "Ông", "Bà" for people, nothing for collectives."""
    if line.person is None:
        return ""
    return "Bà" if line.person.gender == "female" else "Ông"


def recipient_of(line: DecisionLine) -> str:
    """What the law calls such a recipient (``rulebook.award.Recipient``). ``nomination_line__outsider`` selected: who stands
    in no register of ours is what the dossier says."""
    if line.person_id is None and line.unit_id is None and line.nomination_line is not None:
        return line.nomination_line.recipient
    return "individual" if line.person_id is not None else "collective"


def counted(lines: list[DecisionLine]) -> str:
    """ "12 cá nhân", "03 tập thể và 12 cá nhân", "01 tập thể, 02 hộ gia đình và 12 cá nhân"."""
    return counted_recipients((kind_of(recipient_of(line)) for line in lines), units_first=True)


def all_of(lines: list[DecisionLine]) -> str:
    """ "cá nhân, tập thể", and households where there are any."""
    return everybody_vi({kind_of(recipient_of(line)) for line in lines})


def feats(lines: list[DecisionLine]) -> tuple[dict[int, str], str]:
    """({nomination line: the deed}, the deed all of them share or "") of what was asked for as a sudden merit: such a
    decision says for what. One query."""
    keys = [line.nomination_line_id for line in lines if line.nomination_line_id is not None]
    rows = list(
        NominationLine.objects.filter(pk__in=keys, nomination__kind="ad_hoc").values_list(
            "pk", "achievement", "nomination__occasion"
        )
    )
    occasions = {occasion.strip().rstrip(".") for *_, occasion in rows}
    shared = occasions.pop() if len(occasions) == 1 and len(rows) == len(lines) else ""
    return {pk: achievement or occasion for pk, achievement, occasion in rows}, shared


def articles_of(decision: Decision, content: Content, on: date | None = None) -> tuple[str, ...]:
    """The texts of Điều 1, 2, …: as the officer wrote them, else made from the lines, in the agency's wording of the day
    of the paper (None: of today)."""
    if decision.articles:
        return tuple(decision.articles)
    lines = content.lines or [change.line for change in content.changes]
    return default_articles(decision, counted(lines), all_of(content.lines), on or today(), feats(content.lines)[1])


def _award_table(lines: list[DecisionLine]) -> Table:
    columns = [Column("STT", 0, "center"), Column("Họ và tên, tên tập thể", 4), Column("Chức vụ, đơn vị", 5)]
    rows: list[tuple[str | int, ...]] = [
        (line.ordinal, f"{honorific(line)} {line.recipient_name}".strip(), line.recipient_detail) for line in lines
    ]
    if deeds := feats(lines)[0]:
        columns.append(Column("Thành tích", 5))
        rows = [
            (*row, deeds.get(line.nomination_line_id or 0, line.ground)) for row, line in zip(rows, lines, strict=True)
        ]
    return Table(tuple(columns), tuple(rows))


def change_table(changes: list[LineChange]) -> Table:
    """What the paper said and what it shall say; of a taken back one the recipient."""
    if all(change.is_taken_back for change in changes):
        return _award_table([change.line for change in changes])
    rows = []
    for change in changes:
        line, was, now = change.line, [], []
        for old, new in (
            (line.recipient_name, change.recipient_name),
            (line.recipient_detail, change.recipient_detail),
            (line.ground, change.ground),
        ):
            if new:
                was.append(old or "(không ghi)")
                now.append(new)
        rows.append((line.ordinal, line.recipient_name, "\n".join(was), "\n".join(now)))
    columns = (
        Column("Số TT\ntrong danh sách", 0, "center"), Column("Người, tập thể", 3), Column("Đã ghi", 4),
        Column("Nay ghi là", 4),
    )  # fmt: skip
    return Table(columns, tuple(rows))


def _lists(decision: Decision, content: Content) -> tuple[paper.AttachedList, ...]:
    if content.lines:
        words = wording(decision.award_code, decision.unit)
        title = f"Danh sách {words.phrase} năm {decision.year}"
        return (paper.AttachedList(title, _award_table(content.lines)),)
    if content.changes:
        title = "Danh sách bị hủy bỏ khen thưởng" if decision.kind == Kind.ANNULMENT else "Nội dung sửa đổi, bổ sung"
        return (paper.AttachedList(title, change_table(content.changes)),)
    return ()


def _distribution(decision: Decision, content: Content) -> Distribution:
    return Distribution(tuple(copy.name for copy in content.copies if copy.is_printed), decision.filed)


def _reference(decision: Decision, number: int | None, on: date | None) -> Reference:
    return Reference(number, series_text(symbol_of(decision), decision.unit), on)


def as_decision(decision: Decision, content: Content, number: int | None, on: date | None) -> paper.Decision:
    """The values of a decision; number and day None on a draft."""
    unit = decision.unit
    return paper.Decision(
        issuer=issuer_of(unit),
        reference=_reference(decision, number, on),
        summary=decision.title,
        authority=authority_of(unit),
        legal_bases=tuple(decision.bases),
        proposal=decision.proposal,
        articles=articles_of(decision, content, on),
        signer=signer_of(decision),
        distribution=_distribution(decision, content),
        lists=_lists(decision, content),
    )


def as_letter(decision: Decision, content: Content, number: int | None, on: date | None) -> letter.OfficialLetter:
    """The values of an official letter about a decision."""
    table = (change_table(content.changes),) if content.changes else ()
    before, after = letter_body(decision, tuple(decision.articles))
    return letter.OfficialLetter(
        issuer=issuer_of(decision.unit),
        reference=_reference(decision, number, on),
        subject=decision.title,
        addressees=tuple(c.name for c in content.copies if c.is_printed and c.way != DecisionCopy.Way.NONE)
        or ("Các cơ quan, đơn vị đã nhận văn bản",),
        opening=(*before, *table, *after),
        signer=signer_of(decision),
        distribution=replace(_distribution(decision, content), recipients=("Như trên",)),
    )


def render(decision: Decision, content: Content, number: int, on: date) -> bytes:
    """The PDF of the numbered paper, to be signed in ink."""
    if decision.is_letter:
        return letter.render_letter(as_letter(decision, content, number, on))
    return paper.render_decision(as_decision(decision, content, number, on))


def render_to_sign(decision: Decision, content: Content, number: int, on: date) -> bytes:
    """The same with empty fields for the certificates of the signer and of the agency."""
    signer = signer_of(decision)
    spoken = (f"Chữ ký số của {signer.position} {signer.name}", f"Chữ ký số của {decision.unit.agency_name}")
    if decision.is_letter:
        return letter.render_letter_to_sign(as_letter(decision, content, number, on), spoken=spoken)
    return paper.render_decision_to_sign(as_decision(decision, content, number, on), spoken=spoken)


def render_draft(decision: Decision, content: Content) -> bytes:
    """The PDF as it stands now, marked "DỰ THẢO", without number and day."""
    if decision.is_letter:
        return letter.render_letter(replace(as_letter(decision, content, None, None), is_draft=True))
    return paper.render_decision(replace(as_decision(decision, content, None, None), is_draft=True))


def draft_pictures(decision: Decision, content: Content) -> list[bytes]:
    """The pages of the draft as PNG, for the screen."""
    if decision.is_letter:
        return letter.letter_pictures(replace(as_letter(decision, content, None, None), is_draft=True))
    return paper.decision_pictures(replace(as_decision(decision, content, None, None), is_draft=True))


def draft_docx(decision: Decision, content: Content) -> bytes:
    """The same as DOCX."""
    if decision.is_letter:
        return letter.letter_docx(replace(as_letter(decision, content, None, None), is_draft=True))
    return paper.decision_docx(replace(as_decision(decision, content, None, None), is_draft=True))


def original_of(decision: Decision) -> Decision:
    """The decision a later paper is about."""
    return certain(decision.refers_to)
