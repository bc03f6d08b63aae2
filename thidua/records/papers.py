"""The certificate of a recognised initiative: one page an author."""

from collections.abc import Sequence
from datetime import date

from paperwork.certificates import Certificate, render_certificates
from thidua.papers.letterhead import signer_of
from thidua.people.queries import posts_on
from thidua.records.models import Initiative, InitiativeAuthor
from thidua.shared.certain import certain
from thidua.shared.wording import vi_number
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_role


def certificate_of(
    initiative: Initiative, authors: Sequence[InitiativeAuthor], unit: Unit, number: str, on: date
) -> bytes:
    """The file. Điều lệ Sáng kiến (Nghị định 13/2012/NĐ-CP); the wording of its form was not read, ours says what the
    decision says: who, which initiative, what share, by which decision. Raises ``PaperError``."""
    posts = posts_on([row.person_id for row in authors], on)
    heads = users_with_role([RoleGrant.Role.HEAD], unit, on)
    signer = signer_of(unit, heads[0].display_name if heads else "")
    pages = []
    for row in authors:
        post = posts.get(row.person_id)
        called = {"female": "Bà ", "male": "Ông "}.get(row.person.gender, "")
        share = "" if row.share is None or len(authors) == 1 else f", đóng góp {vi_number(row.share.normalize())}%"
        pages.append(
            Certificate(
                authority=f"{unit.head_title or 'Thủ trưởng'} {unit.agency_name}",
                grant="Chứng nhận",
                award="Tác giả sáng kiến",
                name=f"{called}{row.person.full_name}",
                detail=f"{post.title}, {post.unit.full_name}" if post else unit.name,
                achievement=f"Sáng kiến “{initiative.title}”{share}",
                decision=initiative.decision_no,
                decided_on=certain(initiative.recognised_on),
                gold_book_number=0,
                number_line=f"Số: {number}",
                place=unit.place,
                issued_on=on,
                signer=signer,
            )
        )
    return render_certificates(pages, base_url="")
