"""Reading accounts."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from thidua.accounts.models import IdentityNumber, Session, User
from thidua.shared.models import DeclinedKind, Letter

PROVIDER = "vneid"  # the one identity service; its name on screens is a setting
METHODS = {
    "password": "mật khẩu",
    "mfa": "lớp thứ hai",
    "socialaccount": "dịch vụ định danh",
    "demo": "thẻ diễn tập",
}


def signed_in(request: HttpRequest) -> User:
    """The account behind a request. The login middleware lets nobody else in; a door open to all must not ask."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@dataclass(frozen=True)
class DemoPerson:
    """A card of the sign-in page: the account and its roles as one line."""

    user: User
    roles: str


def demo_people(on: date) -> list[DemoPerson]:
    """The people of a practice province with the roles they hold on a day. Two queries.

    Units are founded from the top down, so the last accounts are nearest the ground: wards come before the province.
    Roles belong to the units, which build on this package; their model is asked for by name.
    """
    grants = apps.get_model("thidua", "RoleGrant").objects
    held = grants.filter(Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on)))
    people = User.objects.filter(is_demo=True, is_active=True).order_by("-pk")
    people = people.prefetch_related(Prefetch("grants", held.select_related("unit", "cluster").order_by("pk")))
    return [DemoPerson(user, _roles(user)) for user in people]


def _roles(user: User) -> str:
    places: dict[str, list[str]] = {}
    for grant in user.grants.all():
        places.setdefault(str(grant.unit or grant.cluster), []).append(grant.get_role_display())
    return "; ".join(f"{', '.join(roles)} – {place}" for place, roles in places.items())


def address_of(request: HttpRequest) -> str:
    """The network address a request came from, behind as many trusted servers as TRUSTED_PROXIES says; "" if unknown."""
    return get_client_ip(request) or ""


def keyed(purpose: str, text: str) -> str:
    """A keyed SHA-256 of a secret: useless to who has the database only. Another SECRET_KEY gives another one."""
    return salted_hmac(f"thidua.accounts.{purpose}", text, algorithm="sha256").hexdigest()


def must_have_second_factor(user: User, on: date) -> bool:
    """Whether a role the account holds on a day asks for a second factor (setting SECOND_FACTOR_ROLES)."""
    wanted = set(settings.SECOND_FACTOR_ROLES)
    if not wanted:
        return False
    grants = apps.get_model("thidua", "RoleGrant").objects
    held = grants.filter(Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on)), user=user)
    asking = Q(role__in=[role for role in wanted if "@" not in role])
    asking |= Q(role__in=[role.removesuffix("@root") for role in wanted if "@" in role], unit__parent__isnull=True)
    return held.filter(asking).exists()


def has_second_factor(user) -> bool:
    """Whether a code on the telephone or a passkey is on; recovery codes alone are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=user.pk, type__in=kinds).exists()


def sessions_of(user: User) -> list[Session]:
    """Sessions that are still good, the last used first; at most 100."""
    now = timezone.now()
    idle = now - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return list(
        Session.objects.filter(user=user, expire_date__gt=now, last_seen_at__gt=idle).order_by("-last_seen_at")[:100]
    )


def browser_name(agent: str) -> str:
    """What a person calls the programme and the machine: "Chrome trên Windows"; "Trình duyệt khác" if unknown."""
    programme = next((name for sign, name in _PROGRAMMES if sign in agent), "")
    machine = next((name for sign, name in _MACHINES if sign in agent), "")
    if not programme:
        return "Trình duyệt khác" + (f" trên {machine}" if machine else "")
    return f"{programme} trên {machine}" if machine else programme


_PROGRAMMES = (
    ("coc_coc", "Cốc Cốc"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("Android", "điện thoại Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "máy Mac"),
    ("Linux", "Linux"),
)


def method_name(method: str) -> str:
    """How a session began, in words."""
    if method == "mfa":
        return "khóa truy cập"  # a passkey alone
    names = [METHODS[part] for part in method.split("+") if part in METHODS]
    return " và ".join(names) or "không rõ"


def user_by_identity_number(number: str) -> User | None:
    """The account an officer approved this identification number for."""
    row = IdentityNumber.objects.filter(digest=keyed("identity-number", number)).select_related("user").first()
    return row.user if row else None


def identity_of(user: User) -> str:
    """How the account is tied to the identity service: "linked", "approved" (waits for the first sign-on) or ""."""
    if SocialAccount.objects.filter(user=user, provider=PROVIDER).exists():
        return "linked"
    return "approved" if IdentityNumber.objects.filter(user=user).exists() else ""


def known_name(typed: str) -> str:
    """The user name meant: names are small letters, and telephones begin with a capital; one kept otherwise as typed."""
    return typed if User.objects.filter(username=typed).exists() else typed.lower()


def is_guessed_at(username: str) -> bool:
    """Whether a name, of an account or not, has failed so often within an hour from all machines together that its
    password is not looked at for now (ASVS 2.2.1)."""
    recent = AccessAttempt.objects.filter(username=username, attempt_time__gt=timezone.now() - timedelta(hours=1))
    failures = recent.aggregate(total=Sum("failures_since_start"))["total"] or 0
    return failures >= settings.FAILURES_AN_HOUR


def is_locked(user: User) -> bool:
    """Whether too many wrong passwords lock the account out from some machine at this moment."""
    recent = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    failures = AccessAttempt.objects.filter(
        username=user.username, failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=recent
    )
    return failures.exists()


def letters_of(user: User) -> QuerySet[Letter]:
    """A person's letters, the newest first: what nothing holds up."""
    return Letter.objects.filter(to=user).exclude(state__in=Letter.UNSEEN).select_related("dispatch")


def unread_letters(user: User) -> int:
    """How many of them the person has not marked as read. One query."""
    return letters_of(user).filter(read_at=None).count()


def declined_kinds(user: User) -> set[str]:
    """Codes of the kinds of letters the person reads in the system only."""
    return set(DeclinedKind.objects.filter(user=user).values_list("kind", flat=True))


def data_of(user: User) -> dict[str, Any]:
    """What the system keeps about an account, for the export a person may ask for: plain values, no secrets.

    Keys: account, sessions, sign_ins (the last 1,000), factors, identity_service, roles (all, ended ones too),
    declined_letters (kinds not wanted by e-mail).
    """
    grants = apps.get_model("thidua", "RoleGrant").objects.filter(user=user).select_related("unit", "cluster")
    return {
        "account": {
            "username": user.username,
            "display_name": user.display_name,
            "email": user.email,
            "is_open": user.is_active,
        },
        "sessions": [
            {
                "began_at": row.began_at.isoformat(),
                "last_seen_at": row.last_seen_at.isoformat(),
                "address": row.address,
                "browser": row.browser,
                "method": row.method,
            }
            for row in sessions_of(user)
        ],
        "sign_ins": [
            {"at": at.isoformat(), "address": address or "", "browser": agent}
            for at, address, agent in AccessLog.objects.filter(username=user.username)
            .order_by("-attempt_time")
            .values_list("attempt_time", "ip_address", "user_agent")[:1000]
        ],
        "factors": [
            {"kind": row.type, "added_at": row.created_at.isoformat()}
            for row in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "identity_service": identity_of(user),
        "roles": [
            {
                "role": grant.role,
                "place": str(grant.unit or grant.cluster),
                "starts_on": grant.starts_on.isoformat(),
                "ends_on": grant.ends_on.isoformat() if grant.ends_on else None,
                "delegated": grant.delegated_from_id is not None,
            }
            for grant in grants.order_by("pk")
        ],
        "declined_letters": sorted(declined_kinds(user)),
    }
