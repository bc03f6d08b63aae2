"""The decision as a paper: what stands in the database, in the order of Decree 30/2020."""

from datetime import date

from paperwork.blocks import Column, Distribution, Issuer, Reference, Signer, Table
from paperwork.papers import decision as paper
from paperwork.papers.nomination_list import counted_recipients, everybody_vi
from thidua.decisions.models import Decision, DecisionLine
from thidua.honours.wording import authority_of, wording
from thidua.nominations.models import NominationLine
from thidua.nominations.papers import kind_of

BY_DELEGATION = "TUQ. "


def signer_of(decision: Decision) -> Signer:
    """A deputy signs for the head ("KT."), a delegate by delegation ("TUQ."); the head signs without prefix.

    Nghị định 30/2020/NĐ-CP, Điều 13 and Phụ lục I, phần II, mục 7.
    """
    head = decision.unit.head_title
    if decision.signer_title.startswith(BY_DELEGATION):
        whose, _, own = decision.signer_title.partition(", ")
        return Signer(whose.upper() if own else "", own or whose, decision.signer_name)
    is_deputy = decision.signer_title.lower().startswith("phó")
    return Signer(f"KT. {head.upper()}" if is_deputy else "", decision.signer_title, decision.signer_name)


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


def render(decision: Decision, lines: list[DecisionLine], number: int, on: date) -> bytes:
    """The PDF of an issued decision with its list."""
    unit = decision.unit
    everybody = everybody_vi({kind_of(recipient_of(line)) for line in lines})
    words = wording(decision.award_code, unit)
    deeds, shared = feats(lines)
    columns = [Column("STT", 0, "center"), Column("Họ và tên, tên tập thể", 4), Column("Chức vụ, đơn vị", 5)]
    rows: list[tuple[str | int, ...]] = [
        (line.ordinal, f"{honorific(line)} {line.recipient_name}".strip(), line.recipient_detail) for line in lines
    ]
    if deeds:
        columns.append(Column("Thành tích", 5))
        rows = [
            (*row, deeds.get(line.nomination_line_id or 0, line.ground)) for row, line in zip(rows, lines, strict=True)
        ]
    table = Table(tuple(columns), tuple(rows))
    phrase = words.phrase[:1].upper() + words.phrase[1:]
    return paper.render_decision(
        paper.Decision(
            issuer=Issuer("", unit.agency_name, unit.place),
            reference=Reference(number, f"QĐ-{unit.symbol}", on),
            summary=decision.title,
            authority=authority_of(unit),
            legal_bases=tuple(decision.bases),
            proposal=decision.proposal,
            articles=(
                f"{phrase} năm {decision.year} cho {counted(lines)} có tên trong danh sách kèm theo"
                f"{f', đã lập thành tích đột xuất: {shared}' if shared else ''}.",
                "Mức tiền thưởng và nguồn chi thực hiện theo quy định của pháp luật về thi đua, khen thưởng.",
                "Quyết định này có hiệu lực kể từ ngày ký. Bộ phận phụ trách thi đua, khen thưởng, bộ phận tài chính "
                f"và các {everybody} có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
            ),
            signer=signer_of(decision),
            distribution=Distribution(("Như Điều 3", f"Các đơn vị có {everybody} được khen thưởng"), "VT, TĐKT"),
            lists=(paper.AttachedList(f"Danh sách {words.phrase} năm {decision.year}", table),),
        )
    )
