"""Reading dispatches and letters: what a desk may see, how many stand where, what is wrong with the mail server."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thidua.accounts.models import User
from thidua.shared.jobs.models import Round
from thidua.shared.letters import kinds
from thidua.shared.models import AuditEvent, Dispatch, KindRule, Letter, MailServer
from thidua.units.models import RoleGrant
from thidua.units.queries import EveryUnit, unit_ids_with_roles

Role = RoleGrant.Role
READERS = (Role.OFFICER, Role.AUDITOR)


def dispatches_visible_to(user: User, on: date) -> QuerySet[Dispatch]:
    """What the units of a person's desk had to tell: officers and auditors, the units below theirs included; what the
    system tells by itself is the root's. Whoever else has a role sees nothing."""
    units = unit_ids_with_roles(user, on, READERS)
    rows = Dispatch.objects.select_related("unit")
    return rows if isinstance(units, EveryUnit) else rows.filter(unit__in=units)


def with_letters(rows: QuerySet[Dispatch], state: str) -> QuerySet[Dispatch]:
    """Those with at least one letter in the state."""
    return rows.filter(Exists(Letter.objects.filter(dispatch=OuterRef("pk"), state=state)))


def counts_of(dispatches: Iterable[int]) -> dict[int, dict[str, int]]:
    """{dispatch: {state: letters}} for primary keys, or the query that gives them. One query."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Letter.objects.filter(dispatch__in=dispatches).order_by()
    for dispatch, state, number in rows.values_list("dispatch", "state").annotate(number=Count("pk")):
        found[dispatch][state] = number
    return found


def open_counts(dispatches: QuerySet[Dispatch]) -> dict[str, int]:
    """{state: letters} of what waits, is held or failed within these dispatches. One query."""
    rows = Letter.objects.filter(
        dispatch__in=dispatches.order_by().values("pk"), state__in=["look", "held", "waiting", "failed"]
    )
    return dict(rows.order_by().values_list("state").annotate(number=Count("pk")))


def kinds_that_wait() -> set[str]:
    """Codes of the kinds an officer looks at before they leave."""
    return set(KindRule.objects.filter(waits=True).values_list("kind", flat=True))


def mail_trouble() -> MailServer | None:
    """What is wrong with the mail server since when; None when nothing is."""
    return MailServer.objects.filter(pk=1, failures__gt=0).first()


def acts_on(dispatch: Dispatch) -> list[AuditEvent]:
    """What officers did with a dispatch and its letters, newest first; at most fifty. One query."""
    mine = Q(thing_kind="dispatch", thing_id=str(dispatch.pk))
    return list(AuditEvent.objects.filter(mine).select_related("by").order_by("-seq")[:50])


def rounds() -> QuerySet[Round]:
    """Every daily work of every day, the newest day first."""
    return Round.objects.select_related("job").order_by("-day", "name")


def units_of(users: Collection[int], on: date) -> dict[int, str]:
    """{account: the unit or cluster of its earliest role on a day}. One query."""
    held = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), user__in=users, starts_on__lte=on)
    found: dict[int, str] = {}
    for user, unit, cluster in held.order_by("pk").values_list("user_id", "unit__name", "cluster__name"):
        found.setdefault(user, unit or cluster)
    return found


def kinds_by_group() -> dict[str, list]:
    """{group: its kinds}, in the order of screens."""
    found: dict[str, list] = {}
    for kind in kinds():
        found.setdefault(kind.group, []).append(kind)
    return found
