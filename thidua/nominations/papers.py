"""The submission (tờ trình) with its list, as the issued paper of a sent dossier."""

from datetime import date, datetime

from paperwork.blocks import Distribution, PaperError, Reference, Signer
from paperwork.papers.nomination_list import Kind, NominationList, Nominee, render_nomination_list
from rulebook.award import PERSONS
from thidua.honours.bases import law_bases
from thidua.honours.wording import authority_of, wording
from thidua.nominations.models import Nomination, NominationLine
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.papers.letterhead import issuer_of, signer_of, symbol_of
from thidua.papers.models import Paper
from thidua.people.queries import posts_on
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_role

SYMBOL = "TTr"
_KEEPERS, _KEEPERS_SIGN = "Bộ phận phụ trách thi đua, khen thưởng", "Người phụ trách thi đua,\nkhen thưởng"


def describe_subjects(lines: list[NominationLine], on: date) -> dict[int, tuple[str, str]]:
    """{line: (name, post and unit)} as printed. ``person`` and ``unit`` of the lines must be selected. One query."""
    posts = posts_on([line.person_id for line in lines if line.person_id], on)
    found = {}
    for line in lines:
        if line.person is not None:
            post = posts.get(line.person.pk)
            found[line.pk] = (line.person.full_name, f"{post.title}, {post.unit.full_name}" if post else "")
        elif line.outsider is not None:
            found[line.pk] = (str(line.outsider), ", ".join(filter(None, (line.outsider.place, line.outsider.country))))
        else:
            found[line.pk] = (
                certain(line.unit).name,
                line.nomination.unit.name if line.unit_id != line.nomination.unit_id else "",
            )
    return found


def kind_of(recipient: str) -> Kind:
    """How a list counts what the law calls a recipient (``rulebook.award.Recipient``)."""
    if recipient == "household":
        return "household"
    return "person" if recipient in PERSONS else "unit"


def for_what(nomination: Nomination) -> tuple[str, ...]:
    """The sentence of a paper that says for what a dossier asks; nothing where it is the work of the year."""
    told = nomination.occasion.strip().rstrip(".")
    if not told:
        return ()
    lead = "Thành tích đột xuất" if nomination.kind == "ad_hoc" else "Nội dung đề nghị khen thưởng"
    return (f"{lead}: {told}.",)


def keep_submission(
    nomination: Nomination,
    lines: list[NominationLine],
    *,
    by,
    at: datetime,
    unit: Unit | None = None,
    addressee: str = "",
) -> Paper:
    """Number, render and keep the paper of the proposing unit, or of ``unit`` that passes the dossier on to ``addressee``;
    inside the transaction that sends it."""
    on, unit = at.date(), unit or nomination.unit
    words = wording(nomination.award_code, nomination.to_unit)
    for line in lines:
        line.nomination = nomination
    described = describe_subjects(lines, on)
    number = next_number(unit, SYMBOL, on.year)
    heads = users_with_role([RoleGrant.Role.HEAD], unit, on)
    # What the head of the unit decides is put to the head by those who look after commendation, not by the head's own hand.
    is_own = nomination.is_own_appraisal and unit.pk == nomination.unit_id and not addressee
    paper = NominationList(
        issuer=issuer_of(unit),
        reference=Reference(number, symbol_of(SYMBOL, unit), on),
        summary=f"Về việc đề nghị {words.phrase} năm {nomination.year}",
        addressees=(addressee or authority_of(nomination.to_unit),),
        # Names of instruments only; which of their articles apply stands in each verdict.
        legal_bases=tuple(law_bases(unit, on)),
        opening=for_what(nomination),
        nominees=tuple(
            Nominee(*described[line.pk], words.award, kind_of(line.recipient), line.achievement) for line in lines
        ),
        signer=Signer("", _KEEPERS_SIGN, by.display_name)
        if is_own
        else signer_of(unit, heads[0].display_name if heads else ""),
        distribution=Distribution(("Như trên",), "VT"),
        proposer=f"{_KEEPERS} {unit.agency_name}" if is_own else "",
    )
    try:
        content = render_nomination_list(paper, created_at=at)
    except PaperError as error:
        raise Denied(str(error)) from error
    return keep_paper(
        kind="nomination_list",
        title=f"Tờ trình {nomination.title[0].lower()}{nomination.title[1:]}",
        unit=unit,
        content=content,
        issued_on=on,
        by=by,
        at=at,
        number=number,
        number_text=number_text(number, SYMBOL, unit),
    )
