"""The decision as a paper: what stands in the database, in the order of Decree 30/2020."""

from datetime import date

from paperwork.blocks import Column, Distribution, Issuer, Reference, Signer, Table
from paperwork.papers import decision as paper
from rulebook.award import PERSONS
from thidua.decisions.models import Decision, DecisionLine
from thidua.honours.wording import authority_of, wording
from thidua.papers.wordings import text_for

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
    kinds = [recipient_of(line) for line in lines]
    people, households = sum(kind in PERSONS for kind in kinds), kinds.count("household")
    parts = [(len(lines) - people - households, "tập thể"), (households, "hộ gia đình"), (people, "cá nhân")]
    told = [f"{number:02d} {what}" for number, what in parts if number]
    return " và ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))


def _all_of(kinds: set[str]) -> str:
    """ "cá nhân, tập thể", and households where there are any."""
    return "cá nhân, tập thể, hộ gia đình" if "household" in kinds else "cá nhân, tập thể"


def render(decision: Decision, lines: list[DecisionLine], number: int, on: date) -> bytes:
    """The PDF of an issued decision with its list."""
    unit = decision.unit
    everybody = _all_of({recipient_of(line) for line in lines})
    words = wording(decision.award_code, unit)
    table = Table(
        (
            Column("STT", 0, "center"),
            Column("Họ và tên, tên tập thể", 4),
            Column("Chức vụ, đơn vị", 5),
        ),
        tuple(
            (line.ordinal, f"{honorific(line)} {line.recipient_name}".strip(), line.recipient_detail) for line in lines
        ),
    )
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
                f"{phrase} năm {decision.year} cho {counted(lines)} có tên trong danh sách kèm theo.",
                text_for(unit, "decision.money", on, co_quan=unit.agency_name, nam=str(decision.year)),
                text_for(
                    unit,
                    "decision.carrying_out",
                    on,
                    co_quan=unit.agency_name,
                    nam=str(decision.year),
                    doi_tuong=everybody,
                ),
            ),
            signer=signer_of(decision),
            distribution=Distribution(("Như Điều 3", f"Các đơn vị có {everybody} được khen thưởng"), "VT, TĐKT"),
            lists=(paper.AttachedList(f"Danh sách {words.phrase} năm {decision.year}", table),),
        )
    )
