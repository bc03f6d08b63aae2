"""The head of a cluster goes round: the role of its people follows the unit that heads it (requirement S1)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from thidua.accounts.models import User
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.text import nfc
from thidua.units import emails
from thidua.units.actions_accounts import end_grant
from thidua.units.models import Cluster, RoleGrant
from thidua.units.permissions import check_has_role
from thidua.units.queries import has_cluster_role

Role = RoleGrant.Role


@transaction.atomic
def pass_chair(
    *,
    cluster: Cluster,
    year: int,
    people: Iterable[User],
    starts_on: date,
    document: str,
    reason: str,
    by,
    at: datetime,
) -> list[RoleGrant]:
    """From ``starts_on`` these accounts, and no others, are the hands of the cluster's head of ``year``; the new grants.

    Never into the past: a day gone by counts as today. Whoever had the role keeps it through the day before; who has it
    and is named again keeps it as it is; who is named for a later year already takes over on that day. By the officer of
    the organiser, or by the present head's hand, which gives it away; nobody names themselves.
    """
    on = at.date()
    if not has_cluster_role(by, cluster, on):
        check_has_role(by, [Role.OFFICER], cluster.organiser, on, f"giao việc trưởng {cluster.name}")
    starts_on = max(starts_on, on)
    wanted = {user.pk: user for user in people}
    # two at once wait for each other here
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    still = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    held = list(
        RoleGrant.objects.filter(still, cluster=cluster, role=Role.CLUSTER_HEAD).select_related("user", "cluster")
    )
    following = min((g.starts_on for g in held if g.starts_on > max(starts_on, date(year, 12, 31))), default=None)
    held = [grant for grant in held if following is None or grant.starts_on < following]
    until = None if following is None else following - timedelta(days=1)
    staying = {g.user_id for g in held if g.user_id in wanted and g.starts_on <= starts_on and g.ends_on == until}
    if by.pk in wanted and by.pk not in staying:
        raise Denied("Không ai tự giao vai trò cho chính mình.")
    for user in wanted.values():
        if not user.is_active:
            raise Denied(f"Tài khoản của {user.display_name} đã đóng; hãy chọn người khác.")
    for grant in held:
        if grant.user_id not in staying:
            last_day = starts_on - timedelta(days=1)
            if grant.ended_at is not None:  # its end was set already, to a later day
                RoleGrant.objects.filter(pk=grant.pk).update(ended_at=None, ended_by=None)
            end_grant(grant, last_day, nfc(reason)[:300], by=by, at=at)
            outbox.queue([grant.user], *emails.role_ended(grant, last_day, reason), by=by, at=at)
    made = []
    for pk, user in wanted.items():
        if pk in staying:
            continue
        grant = RoleGrant.objects.create(
            user=user, role=Role.CLUSTER_HEAD, cluster=cluster, starts_on=starts_on, ends_on=until, document=nfc(document)[:200],
            granted_at=at, granted_by=by,
        )  # fmt: skip
        detail = {"role": grant.role, "cluster": cluster.pk, "grant": grant.pk, "from": starts_on.isoformat()}
        audit.record("role_granted", user, by=by, at=at, detail=detail)
        outbox.queue([user], *emails.role_given(grant), by=by, at=at)
        made.append(grant)
    return made
