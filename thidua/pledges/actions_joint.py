"""One pledge of all members of a cluster: drafted for all, put forward, signed by each head, frozen by the last one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from paperwork.blocks import PaperError
from thidua.movements.models import Movement
from thidua.papers.actions import keep_paper
from thidua.pledges import emails, papers
from thidua.pledges.actions_library import learn_targets
from thidua.pledges.actions_negotiation import number_anew
from thidua.pledges.models import JointPledge, Pledge, PledgeSignature, PledgeTarget
from thidua.pledges.permissions import check_can_draft_joint, check_can_propose_joint, check_can_take_back_joint
from thidua.pledges.queries import parts_of, text_hash
from thidua.pledges.targets import targets_of
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc_lines
from thidua.units.models import Cluster, RoleGrant
from thidua.units.queries import members_of, users_with_roles_in

Role = RoleGrant.Role


@transaction.atomic
def draft_joint(
    *,
    cluster: Cluster,
    movement: Movement,
    targets: Iterable[Mapping[str, Any]],
    commitments: str,
    by,
    at: datetime,
) -> JointPledge:
    """One part for every member of the cluster in the movement's year, all with the same targets to begin with.

    Each member then writes its own baseline and goal into its part, or negotiates them with the organiser.
    """
    units = members_of(cluster, movement.year)
    check_can_draft_joint(by, cluster, movement, units, at.date())
    rows = list(targets)
    targets_of(rows, movement.year)
    joint = JointPledge.objects.create(
        cluster=cluster, movement=movement, year=movement.year, **stamp("drafted", by=by, at=at)
    )
    parts = Pledge.objects.bulk_create(
        Pledge(
            state="draft",
            movement=movement,
            superior=cluster.organiser,
            unit=unit,
            joint=joint,
            year=movement.year,
            commitments=nfc_lines(commitments),
            **stamp("drafted", by=by, at=at),
        )
        for unit in units
    )
    made = []
    for part in parts:
        for target in targets_of(rows, movement.year):
            target.pledge = part
            made.append(target)
    PledgeTarget.objects.bulk_create(made)
    detail = {"cluster": cluster.pk, "members": len(parts), "targets": len(rows)}
    audit.record("joint_pledge_drafted", joint, by=by, at=at, detail=detail)
    return joint


@transaction.atomic
def propose_joint(*, joint: JointPledge, by, at: datetime) -> JointPledge:
    """Put all parts before the heads of the members: all or none; from here on every part stands still."""
    parts = parts_of(joint)
    check_can_propose_joint(by, joint, parts, at.date())
    for part in parts:
        number_anew(part)
        pass_gate(part, "propose", **stamp("proposed", by=by, at=at))
    audit.record("joint_pledge_proposed", joint, by=by, at=at, detail={"members": len(parts)})
    heads = users_with_roles_in([Role.HEAD], [part.unit for part in parts], at.date())
    outbox.queue(heads, *emails.joint_proposed(joint), by=by, at=at)
    return joint


@transaction.atomic
def take_back_joint(*, joint: JointPledge, by, at: datetime) -> JointPledge:
    """All parts back to their talks (or their draft). The signatures given so far fall; their givers are told."""
    parts = parts_of(joint)
    check_can_take_back_joint(by, joint, parts, at.date())
    for part in parts:
        pass_gate(part, "reopen" if part.offered_at else "take_back", proposed_at=None, proposed_by=None)
    fallen = list(PledgeSignature.objects.filter(pledge__in=parts).select_related("signer"))
    PledgeSignature.objects.filter(pledge__in=parts).delete()
    detail = {"fallen": [{"part": s.pledge_id, "signer": s.signer_id, "text_hash": s.text_hash} for s in fallen]}
    audit.record("joint_pledge_taken_back", joint, by=by, at=at, detail=detail)
    outbox.queue([s.signer for s in fallen], *emails.joint_taken_back(joint), by=by, at=at)
    return joint


def sign_part(*, pledge: Pledge, digest: str, by, at: datetime) -> PledgeSignature:
    """One member's signature. Called by ``actions.sign_pledge``, in its transaction and behind its checks.

    The last member's signature freezes every part and issues one paper for all.
    """
    parts = [part for part in parts_of(certain(pledge.joint)) if part.pk != pledge.pk]
    given = {s.pledge_id: s for s in PledgeSignature.objects.filter(pledge__in=parts).select_related("signer")}
    for part in parts:
        if part.pk in given and given[part.pk].text_hash != text_hash(part):
            raise Denied(f"Nội dung đã khác bản mà {part.unit.name} ký; mời lấy lại để trình ký lại.")
        if part.pk in given and given[part.pk].signer_id == by.pk:
            raise Denied("Một người không ký giao ước chung cho hai đơn vị.")
    signature = PledgeSignature.objects.create(
        pledge=pledge,
        side=PledgeSignature.Side.MEMBER,
        signer=by,
        signer_title=pledge.unit.head_title or "Thủ trưởng",
        text_hash=digest,
        signed_at=at,
    )
    touch(pledge)
    audit.record("pledge_signed", pledge, by=by, at=at, detail={"side": "member", "text_hash": digest})
    if len(given) == len(parts):
        given[pledge.pk] = signature
        _freeze([*parts, pledge], given, by, at)
    return signature


def _freeze(parts: list[Pledge], signatures: Mapping[int, PledgeSignature], by, at: datetime) -> None:
    parts = sorted(parts, key=lambda part: (part.unit.code, part.pk))
    joint = certain(parts[0].joint)
    try:
        content = papers.render_joint(joint, parts, signatures, at.date())
    except PaperError as error:
        raise Denied(f"Chưa in được giao ước chung: {error}") from error
    paper = keep_paper(
        kind="pledge",
        title=f"Giao ước thi đua chung năm {joint.year} của {joint.cluster.name}",
        unit=joint.cluster.organiser,
        content=content,
        issued_on=at.date(),
        by=by,
        at=at,
    )
    for part in parts:
        pass_gate(part, "sign", frozen_hash=signatures[part.pk].text_hash, paper=paper, **stamp("signed", by=by, at=at))
    audit.record("joint_pledge_frozen", joint, by=by, at=at, detail={"paper": paper.pk, "members": len(parts)})
    learn_targets(pledges=parts, by=by, at=at)
    officers = users_with_roles_in([Role.OFFICER], [part.unit for part in parts], at.date())
    outbox.queue(officers, *emails.signed(parts[0]), by=by, at=at)
