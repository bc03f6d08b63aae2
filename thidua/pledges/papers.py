"""A signed pledge as a paper."""

from collections.abc import Mapping
from datetime import date, datetime

from paperwork.papers.pledge import Party, PledgeTarget, render_pledge, render_pledge_to_sign
from paperwork.papers.pledge import Pledge as PledgePaper
from thidua.papers.letterhead import issuer_of, signer_of
from thidua.pledges.models import Direction, JointPledge, Pledge, PledgeSignature
from thidua.pledges.models import PledgeTarget as Target
from thidua.shared.text import paragraphs
from thidua.shared.wording import vi_datetime


def _row(target: Target, of: str = "") -> PledgeTarget:
    """The paper has no column for the direction; a reader must not take a limit for a goal."""
    name = f"{of}: {target.name}" if of else target.name
    note = target.get_direction_display()
    if target.direction == Direction.DONE:
        return PledgeTarget(name, "–", None, "Hoàn thành", target.weight, target.due_on)
    name = name if target.direction == Direction.MORE else f"{name} ({note[:1].lower()}{note[1:]})"
    return PledgeTarget(name, target.unit_of_measure, target.baseline, target.goal, target.weight, target.due_on)


def _on_screen(signature: PledgeSignature) -> tuple[str, ...]:
    """What stands in the place of a signature given on the screen; () for one to be given, by hand or certificate."""
    if signature.signed_at is None or signature.way != PledgeSignature.Way.SCREEN:
        return ()
    return (
        f"Đã ký trên hệ thống lúc {vi_datetime(signature.signed_at)}",
        f"Mã kiểm tra: {signature.text_hash[:16]}",
    )


def render_joint(
    joint: JointPledge, parts: list[Pledge], signatures: Mapping[int, PledgeSignature], signed_on: date
) -> bytes:
    """One paper for all members of a cluster: every member a party, every member's targets under its name."""
    parties = []
    for part in parts:
        signature = signatures[part.pk]
        name = signature.signer.display_name
        represented = f"{name}, {signature.signer_title}"
        parties.append(Party(part.unit.agency_name, represented, signer_of(part.unit, name), _on_screen(signature)))
    return render_pledge(
        PledgePaper(
            issuer=issuer_of(joint.cluster.organiser),
            year=joint.year,
            movement=joint.movement.title,
            parties=tuple(parties),
            targets=tuple(_row(target, part.unit.name) for part in parts for target in part.targets.all()),
            titles=(),
            commitments=tuple(dict.fromkeys(line for part in parts for line in paragraphs(part.commitments))),
            signed_on=signed_on,
        )
    )


def paper_of(pledge: Pledge, signatures: list[PledgeSignature], signed_on: date) -> PledgePaper:
    """The first party receives the pledge, the second gives it."""
    by_side = {signature.side: signature for signature in signatures}
    parties = []
    for unit, side in ((pledge.superior, "superior"), (pledge.unit, "member")):
        signature = by_side[side]
        name = signature.signer.display_name
        represented = f"{name}, {signature.signer_title}"
        parties.append(Party(unit.agency_name, represented, signer_of(unit, name), _on_screen(signature)))
    return PledgePaper(
        issuer=issuer_of(pledge.superior),
        year=pledge.year,
        movement=pledge.movement.title,
        parties=tuple(parties),
        targets=tuple(_row(target) for target in pledge.targets.all()),
        titles=(),
        commitments=paragraphs(pledge.commitments),
        signed_on=signed_on,
    )


def render(pledge: Pledge, signatures: list[PledgeSignature], signed_on: date) -> bytes:
    """PDF bytes. Raises ``paperwork.blocks.PaperError`` for text that cannot be printed."""
    return render_pledge(paper_of(pledge, signatures, signed_on))


def render_to_sign(pledge: Pledge, signers: list[PledgeSignature], at: datetime) -> bytes:
    """The paper with an empty signature field for each side, named by :func:`field_of`; ``signers``: unsaved rows that
    say who is to sign. Raises PaperError as :func:`render` does."""
    paper = paper_of(pledge, signers, at.date())
    return render_pledge_to_sign(paper, (field_of("superior"), field_of("member")), created_at=at)


def field_of(side: str) -> str:
    """The name of a side's signature field in the file."""
    return f"ky_{side}"
