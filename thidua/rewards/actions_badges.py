"""Digital badges: keys of agencies, and the signed credentials of a decision's honours."""

import base64
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from paperwork.credentials import LIST_BITS, Badge, sign_badge
from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.honours.queries import lines_of_decision
from thidua.honours.wording import wording
from thidua.rewards.models_badges import Credential, IssuerKey, StatusList
from thidua.rewards.queries_badges import address, issuer_of
from thidua.rewards.reckoning import root_of
from thidua.shared import audit
from thidua.shared.certain import certain
from thidua.shared.clock import at_hour
from thidua.shared.denied import Denied, Stale
from thidua.shared.fieldlock import lock, present_key, unlock
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role

MOST_BADGES = 20_000


def check_can_badge(user, unit: Unit, on) -> None:
    """The clerk keeps the seal; the key of digital badges is one."""
    check_has_role(user, [RoleGrant.Role.CLERK], unit, on, "ký huy hiệu số")


def _about(name: str) -> str:
    return f"issuerkey.seed.{name}"


@sensitive_variables()
def seed_of(key: IssuerKey) -> bytes:
    """The private seed. Only to sign with."""
    return base64.b64decode(unlock(key.locked_seed, _about(key.name)).reveal())


@sensitive_variables()
def _new_key(unit: Unit, by, at: datetime) -> IssuerKey:
    private = Ed25519PrivateKey.generate()
    name = f"k{at:%Y%m}-{secrets.token_hex(4)}"
    seed = base64.b64encode(private.private_bytes_raw()).decode()
    try:
        with transaction.atomic():
            key = IssuerKey.objects.create(
                unit=unit, name=name, public_hex=private.public_key().public_bytes_raw().hex(),
                locked_seed=lock(seed, _about(name)), made_at=at, made_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Stale() from error
    audit.record("issuer_key_made", key, by=by, at=at, detail={"name": name})
    return key


@transaction.atomic
def rotate_key(*, unit: Unit, by, at: datetime) -> IssuerKey:
    """A new key signs from now on; the one before stays published, what it signed can be checked for ever."""
    check_can_badge(by, unit, at.date())
    IssuerKey.objects.filter(unit=unit, replaced_at=None).update(replaced_at=at, replaced_by=by)
    return _new_key(unit, by, at)


def relock_keys() -> int:
    """After a change of FIELD_KEY: lock every seed again with the present key; how many were."""
    done = 0
    for key in IssuerKey.objects.exclude(locked_seed__contains=f".{present_key()}."):
        about = _about(key.name)
        IssuerKey.objects.filter(pk=key.pk).update(locked_seed=lock(unlock(key.locked_seed, about).reveal(), about))
        done += 1
    return done


@transaction.atomic
def issue_badges(*, decision: Decision, by, at: datetime) -> int:
    """Sign a credential for every standing honour of an issued decision that has none yet; how many are new."""
    unit = decision.unit
    check_can_badge(by, unit, at.date())
    if decision.state != "issued":
        raise Denied("Chỉ ký huy hiệu số sau khi quyết định đã được ban hành.")
    entries = list(lines_of_decision(unit, decision.number_text, certain(decision.decided_on)))
    roots = Honour.objects.in_bulk([root_of(entry) for entry in entries])
    there = set(Credential.objects.filter(honour__in=roots).values_list("honour", flat=True))
    entries = [entry for entry in entries if root_of(entry) not in there]
    if not entries:
        raise Denied("Mọi khen thưởng còn hiệu lực của quyết định này đã có huy hiệu số.")
    if len(entries) > MOST_BADGES:
        raise Denied(f"Mỗi lần ký nhiều nhất {MOST_BADGES} huy hiệu số.")
    key = IssuerKey.objects.filter(unit=unit, replaced_at=None).first() or _new_key(unit, by, at)
    seed, issuer, bits = seed_of(key), issuer_of(unit), _bits(unit, len(entries))
    rows = []
    for entry, (status_list, index) in zip(entries, bits, strict=True):
        root = roots[root_of(entry)]
        evidence = address("portal:verify-code", root.check_code)
        badge = Badge(
            id=address("rewards:badge-json", root.check_code),
            issuer=issuer,
            issuer_name=unit.agency_name,
            issuer_url=address("rewards:badge-issuer", unit.pk),
            achievement=f"{address('rewards:badge-issuer', unit.pk)}#{entry.award_code}",
            award=wording(entry.award_code, unit).award,
            ground=entry.ground,
            recipient=entry.recipient_name,
            valid_from=at_hour(entry.decided_on, 0),
            evidence=evidence,
            status_list=address("rewards:badge-status", unit.pk, status_list.number),
            status_index=index,
        )
        token = sign_badge(badge, seed=seed, kid=f"{issuer}#{key.name}")
        rows.append(Credential(honour=root, key=key, status_list=status_list, status_index=index, token=token,
                               issued_at=at, issued_by=by))  # fmt: skip
    try:
        with transaction.atomic():
            Credential.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise Stale() from error
    audit.record("badges_issued", decision, by=by, at=at, detail={"count": len(rows), "key": key.name})
    return len(rows)


def _bits(unit: Unit, number: int) -> list[tuple[StatusList, int]]:
    """The next free bits; the row stays locked until commit, so that no bit is given twice."""
    newest = StatusList.objects.filter(unit=unit).order_by("-number").first()
    if newest is None or newest.used + number > LIST_BITS:
        newest = StatusList.objects.create(unit=unit, number=newest.number + 1 if newest else 1)
    StatusList.objects.filter(pk=newest.pk).update(used=F("used") + number)
    newest.refresh_from_db()
    return [(newest, index) for index in range(newest.used - number, newest.used)]
