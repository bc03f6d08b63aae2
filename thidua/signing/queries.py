"""Reading signings: what a person may see, whose place is free, whose certificate it is."""

from datetime import date

from django.db.models import Case, Q, QuerySet, Value, When

from paperwork.signatures import Seen
from thidua.accounts.queries import user_by_identity_number
from thidua.papers.models import Paper
from thidua.signing.models import SignedFile, SignerCertificate, Signing, SigningPlace
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import unit_ids_visible_to

MOST_FILES = 50
HELD = (SignedFile.Outcome.ACCEPTED, SignedFile.Outcome.FLAGGED)


def visible_to(user, on: date) -> QuerySet[Signing]:
    """Signings with a place of a unit the person may see."""
    seen = unit_ids_visible_to(user, on)
    return Signing.objects.filter(places__unit__in=seen).distinct().select_related("unit", "issued", "current")


def files_of(signing: Signing) -> list[SignedFile]:
    """The files that came back, the latest first, not more than MOST_FILES: the rest are refused attempts. One query."""
    files = SignedFile.objects.filter(place__signing=signing).select_related("place__signing", "place__unit", "signer")
    return list(files[:MOST_FILES])


def held_places(signing: Signing) -> dict[int, SignedFile]:
    """{place: the accepted or waiting file that holds it}. One query."""
    files = SignedFile.objects.filter(place__signing=signing, outcome__in=HELD).select_related("signer", "place")
    return {each.place_id: each for each in files}


def place_of(signing: Signing, key: str) -> SigningPlace:
    """The place of one party. Raises SigningPlace.DoesNotExist."""
    return signing.places.select_related("unit", "signing__current", "signing__issued").get(key=key)


def content_of(paper: Paper) -> bytes:
    with paper.file.open("rb") as stream:
        return stream.read()


def earlier_of(signing: Signing) -> list[bytes]:
    """The revisions before the current one, the issued one first."""
    bases = {
        each.base_id: each.base
        for each in SignedFile.objects.filter(
            place__signing=signing, outcome=SignedFile.Outcome.ACCEPTED
        ).select_related("base")
    }
    bases.pop(signing.current_id, None)
    return [content_of(paper) for _, paper in sorted(bases.items())]


def holder_of(seen: Seen):
    """The account a certificate is known to belong to and how: ("certificate" or "identity"), else (None, "")."""
    known = SignerCertificate.objects.filter(fingerprint=seen.fingerprint, ended_at=None).select_related("user").first()
    if known is not None:
        return known.user, "certificate"
    user = user_by_identity_number(seen.identity) if len(seen.identity) == 12 else None
    return (user, "identity") if user is not None else (None, "")


def agency_of(seen: Seen) -> Unit | None:
    """The agency a certificate is known to be that of; None for a person's or an unknown one. One query."""
    known = (
        SignerCertificate.objects.filter(fingerprint=seen.fingerprint, ended_at=None).select_related("agency").first()
    )
    return known.agency if known is not None else None


def certificates_seen_by(user, on: date) -> QuerySet[SignerCertificate]:
    """The certificates noted for people with a role, now or once, in a unit the account sees, and its own; with
    ``state``: "active", "ended" or "expired" (on the day)."""
    holders = RoleGrant.objects.filter(unit__in=unit_ids_visible_to(user, on)).values("user")
    return (
        SignerCertificate.objects.filter(Q(user=user) | Q(user__in=holders))
        .select_related("user", "registered_by", "ended_by")
        .annotate(
            state=Case(
                When(ended_at__isnull=False, then=Value("ended")),
                When(valid_to__date__lt=on, then=Value("expired")),
                default=Value("active"),
            )
        )
    )
