"""Papers before and after a session: the invitation; drafts of the submission, the award decisions, the founding decision."""

from collections.abc import Sequence
from datetime import date, datetime

from paperwork.blocks import (
    Column,
    Distribution,
    PaperError,
    Reference,
    Signer,
    Table,
    unwritten_time,
    written_date,
    written_share,
)
from paperwork.papers.council_decision import CouncilDecision as DecisionPaper
from paperwork.papers.council_decision import Seat as SeatLine
from paperwork.papers.decision import AttachedList
from paperwork.papers.decision import Decision as AwardDecision
from paperwork.papers.invitation import Invitation, Invited, render_invitation
from paperwork.papers.nomination_list import (
    NominationList,
    Nominee,
    counted_recipients,
    everybody_vi,
    nominee_table,
)
from thidua.councils.models import AgendaItem, Council, CouncilSession
from thidua.councils.papers import award_words, described, feat_of, item_kind, seat_posts
from thidua.councils.queries import Seat, author_words, presider_of
from thidua.honours.bases import law_bases, minutes_basis
from thidua.honours.wording import authority_of, wording
from thidua.law.queries import award_name
from thidua.papers.actions import keep_paper, next_number
from thidua.papers.letterhead import issuer_of, signer_of, symbol_of
from thidua.papers.models import Paper
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_role


def keep_invitation(
    session: CouncilSession, seats: Sequence[Seat], items: Sequence[AgendaItem], *, by, at: datetime
) -> Paper:
    """One page for each seat, numbered GM of the unit."""
    unit = session.council.unit
    number = next_number(unit, "GM", at.year)
    presider = presider_of(session)
    # An hour nobody has entered is left to be written: an invitation without one calls nobody.
    begins = (
        f"{session.begins:%H giờ %M phút}, {written_date(session.held_on)}"
        if session.begins
        else unwritten_time(session.held_on)
    )
    posts = seat_posts(seats, session.held_on)
    paper = Invitation(
        issuer=issuer_of(unit),
        reference=Reference(number, symbol_of("GM", unit), at.date()),
        summary=f"Phiên họp {session.council.name} xét khen thưởng năm {session.year}",
        chair=f"{presider.user.display_name}, {presider.get_role_display()}" if presider else "",
        when=begins,
        place=session.place,
        signer=signer_of(unit, _head_name(session.council, at.date())),
        distribution=Distribution(("Như trên",), "VT"),
        invited=tuple(
            Invited(", ".join(part for part in (seat.name, posts[seat.member.pk]) if part)) for seat in seats
        ),
        agenda=agenda_lines(items),
        notes=(
            "Tài liệu gửi kèm trên hệ thống, mục Hội đồng; mời đọc trước phiên họp.",
            "Thành viên vắng mặt gửi lý do và ý kiến bằng văn bản trên hệ thống",
        ),
    )
    try:
        content = render_invitation(paper, created_at=at)
    except PaperError as error:
        raise Denied(str(error)) from error
    return keep_paper(
        kind="council_invitation",
        title=f"Giấy mời họp {session.council.name} ngày {session.held_on:%d/%m/%Y}",
        unit=unit,
        content=content,
        issued_on=at.date(),
        by=by,
        at=at,
        number=number,
        number_text=f"{number:02d}/{symbol_of('GM', unit)}",
    )


def agenda_lines(items: Sequence[AgendaItem]) -> tuple[str, ...]:
    """The agenda in a few lines: one for each award or kind."""
    counts: dict[str, int] = {}
    for item in items:
        words = award_name(item.award_code) if item.award_code else item.get_kind_display()
        counts[words] = counts.get(words, 0) + 1
    return tuple(f"{words}: {number:02d} trường hợp" for words, number in counts.items())


def submission_values(session: CouncilSession, items: Sequence[AgendaItem], on: date) -> NominationList:
    """The draft of the submission to who decides, with the list and the shares of votes. Without number: the clerk's."""
    unit = session.council.unit
    passed = [item for item in items if item.has_passed and item.award_code]
    named = described(passed, session.held_on)
    number = session.minutes.number_text if session.minutes else ""
    return NominationList(
        issuer=issuer_of(unit),
        reference=Reference(None, symbol_of("TTr", unit), None),
        summary=f"Về việc khen thưởng năm {session.year} theo kết quả họp {session.council.name}",
        addressees=(authority_of(unit),),
        legal_bases=tuple(law_bases(unit, on)),
        opening=(
            f"Theo Biên bản {f'số {number} ' if number else ''}họp {session.council.name} "
            f"{written_date(session.held_on)}, Hội đồng đã thông qua {len(passed):02d} trường hợp.",
            *dict.fromkeys(feat for item in passed if (feat := feat_of(item))),
        ),
        nominees=tuple(
            Nominee(
                *named[item.pk],
                award_words(item, session.council),
                item_kind(item),
                _deed(item),
                written_share(certain(item.yes), session.total_members),
            )
            for item in passed
        ),
        signer=signer_of(unit, ""),
        distribution=Distribution(("Như trên", "Các thành viên Hội đồng"), "VT, TĐKT"),
    )


def _deed(item: AgendaItem) -> str:
    """What stands beside a nominee proposed for a sudden merit: what the dossier says they did."""
    if not feat_of(item):
        return ""
    return certain(item.line).achievement or certain(item.nomination).occasion


def decision_values(session: CouncilSession, items: Sequence[AgendaItem], award_code: str, on: date) -> AwardDecision:
    """The draft decision of one award from what the council passed, without number and day."""
    unit = session.council.unit
    passed = [item for item in items if item.has_passed and item.award_code == award_code]
    named = described(passed, session.held_on)
    words = wording(award_code, unit)
    kinds = [item_kind(item) for item in passed]
    whom, everybody = counted_recipients(kinds, units_first=True), everybody_vi(kinds)
    phrase = words.phrase[:1].upper() + words.phrase[1:]
    feats = {certain(item.nomination).occasion.strip().rstrip(".") if feat_of(item) else "" for item in passed}
    deed = feats.pop() if len(feats) == 1 else ""  # one for all of them is said in the article, others in the list
    return _draft(
        session,
        on,
        phrase=words.phrase,
        articles=(
            f"{phrase} năm {session.year} cho {whom} có tên trong danh sách kèm theo"
            f"{f', đã lập thành tích đột xuất: {deed}' if deed else ''}.",
            "Mức tiền thưởng và nguồn chi thực hiện theo quy định của pháp luật về thi đua, khen thưởng.",
            "Quyết định này có hiệu lực kể từ ngày ký. Bộ phận phụ trách thi đua, khen thưởng, bộ phận tài chính và các "
            f"{everybody} có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
        ),
        distribution=Distribution(("Như Điều 3", f"Các đơn vị có {everybody} được khen thưởng"), "VT, TĐKT"),
        heading=f"Danh sách {words.phrase}",
        table=nominee_table(
            tuple(Nominee(*named[item.pk], words.award, "person", _deed(item)) for item in passed), (words.award,)
        ),
    )


def recognition_values(session: CouncilSession, items: Sequence[AgendaItem], on: date) -> AwardDecision:
    """The draft decision that recognises the initiatives the council passed, every author with the share. Without number and
    day; the bases are those our law data holds (the statute on initiatives was not read: the clerk adds it)."""
    passed = [item for item in items if item.has_passed and item.kind == AgendaItem.Kind.INITIATIVE]
    authors = author_words(passed)
    rows = tuple(
        (
            place,
            item.title,
            authors.get(item.pk) or (item.person.full_name if item.person is not None else ""),
            item.unit.full_name if item.unit is not None else "",
        )
        for place, item in enumerate(passed, start=1)
    )
    columns = (
        Column("STT", 0, "center"),
        Column("Tên sáng kiến", 4),
        Column("Tác giả, tỷ lệ đóng góp", 4),
        Column("Đơn vị", 3),
    )
    return _draft(
        session,
        on,
        phrase="công nhận sáng kiến",
        articles=(
            f"Công nhận {len(passed):02d} sáng kiến năm {session.year} có tên trong danh sách kèm theo.",
            "Tác giả, đồng tác giả được hưởng quyền lợi theo quy định của pháp luật về sáng kiến.",
            "Quyết định này có hiệu lực kể từ ngày ký. Các đơn vị, cá nhân có tên trong danh sách chịu trách nhiệm thi hành "
            "Quyết định này.",
        ),
        distribution=Distribution(("Như Điều 3",), "VT"),
        heading="Danh sách sáng kiến được công nhận",
        table=Table(columns, rows),
    )


def _draft(
    session: CouncilSession,
    on: date,
    *,
    phrase: str,
    articles: tuple[str, ...],
    distribution: Distribution,
    heading: str,
    table: Table,
) -> AwardDecision:
    """What every decision drafted from a session begins and ends with."""
    unit = session.council.unit
    number = session.minutes.number_text if session.minutes else ""
    return AwardDecision(
        issuer=issuer_of(unit),
        reference=Reference(None, f"QĐ-{unit.symbol}", None),
        summary=f"Về việc {phrase} năm {session.year}",
        authority=authority_of(unit),
        legal_bases=(*law_bases(unit, on), minutes_basis(session.council.name, session.held_on, number)),
        proposal=f"Theo đề nghị của {session.council.name}",
        articles=articles,
        signer=Signer("", unit.head_title or "Thủ trưởng", ""),
        distribution=distribution,
        lists=(AttachedList(f"{heading} năm {session.year}", table),),
    )


def founding_values(council: Council, seats: Sequence[Seat], on: date, *, is_new: bool) -> DecisionPaper:
    """The draft decision that founds the council or brings its members up to date."""
    unit = council.unit
    duties = [
        f"{council.name} tham mưu, tư vấn cho {authority_of(unit)} về công tác thi đua, khen thưởng; làm việc theo quy chế do "
        "Chủ tịch Hội đồng ban hành."
        if council.kind == Council.Kind.EMULATION
        else f"{council.name} làm việc theo quy chế do Chủ tịch Hội đồng ban hành."
    ]
    if council.standing_body:
        duties.append(f"Cơ quan thường trực của Hội đồng: {council.standing_body}.")
    return DecisionPaper(
        issuer=issuer_of(unit),
        reference=Reference(None, f"QĐ-{unit.symbol}", None),
        verb="Thành lập" if is_new else "Kiện toàn",
        council=council.name,
        authority=authority_of(unit),
        legal_bases=tuple(law_bases(unit, on)),
        proposal=f"Theo đề nghị của {council.standing_body or 'bộ phận phụ trách thi đua, khen thưởng'}",
        duties=tuple(duties),
        seats=tuple(SeatLine(seat.name, seat.title, seat.member.get_role_display()) for seat in seats),
        signer=Signer("", unit.head_title or "Thủ trưởng", _head_name(council, on)),
    )


def _head_name(council: Council, on: date) -> str:
    heads = users_with_role([RoleGrant.Role.HEAD], council.unit, on)
    return heads[0].display_name if heads else ""
