"""Who signs a pledge for its unit, and the live board of a movement."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, QuerySet, Sum
from django.utils import timezone

from thidua.accounts.models import User
from thidua.movements.models import Movement, MovementCall
from thidua.pledges.models import Pledge, PledgeSignature
from thidua.units.models import ClusterMembership, RoleGrant, Unit
from thidua.units.queries import in_force


def heads_of(units: Iterable[Unit], on: date) -> dict[int, User]:
    """{unit: the account of its head on a day}; of several the one appointed first, own powers before delegated. One
    query."""
    grants = RoleGrant.objects.filter(in_force(on), role=RoleGrant.Role.HEAD, unit__in=[unit.pk for unit in units])
    heads: dict[int, User] = {}
    for grant in grants.select_related("user").order_by(F("delegated_from").asc(nulls_first=True), "pk"):
        if grant.unit_id is not None:
            heads.setdefault(grant.unit_id, grant.user)
    return heads


_WAYS = {"screen": "ký trên hệ thống", "digital": "ký số", "practice": "ký số diễn tập", "scan": "ký giấy"}


@dataclass(frozen=True, slots=True)
class BoardSide:
    """One signature on the live board; ``way`` is a value of PledgeSignature.Way."""

    signer: str
    way: str
    at: datetime

    @property
    def words(self) -> str:
        """ "ký số 10:05 15/07": short enough for a hall."""
        at = timezone.localtime(self.at)
        return f"{_WAYS[self.way]} {at:%H:%M %d/%m}"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One pledge on the live board; ``pledge`` and ``state`` empty where the unit has none yet."""

    unit: str
    pledge: int | None
    state: str
    member: BoardSide | None
    superior: BoardSide | None

    @property
    def is_complete(self) -> bool:
        return self.member is not None and self.superior is not None


def on_live_board(calls: QuerySet[MovementCall], cluster: int | None, year: int) -> QuerySet[MovementCall]:
    """The calls of one cluster's members of a year, or all."""
    if cluster is None:
        return calls
    members = ClusterMembership.objects.filter(cluster=cluster, year=year).values("unit")
    return calls.filter(unit__in=members)


def live_mark(movement: Movement, calls: QuerySet[MovementCall]) -> str:
    """A text that changes whenever the board would: every signature is a version step of its pledge. Two small queries."""
    pledges = Pledge.objects.filter(movement=movement, unit__in=calls.order_by().values("unit")).order_by()
    found = pledges.aggregate(n=Count("pk"), versions=Sum("version"), last=Max("pk"))
    text = f"{movement.pk} {calls.count()} {found['n']} {found['versions']} {found['last']}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def live_rows(movement: Movement, calls: QuerySet[MovementCall]) -> list[BoardRow]:
    """One row a unit, those still to sign first, then by code. Two queries whatever the number."""
    units = calls.order_by("unit__code").values_list("unit_id", "unit__name")
    signed = (
        Pledge.objects.filter(movement=movement, unit__in=calls.order_by().values("unit"))
        .order_by()
        .values_list(
            "unit_id", "pk", "state", "signatures__side", "signatures__signer__display_name", "signatures__way",
            "signatures__signed_at",
        )
    )  # fmt: skip
    pledges: dict[int, tuple[int, str]] = {}
    sides: dict[tuple[int, str], BoardSide] = {}
    for unit, pk, state, side, name, way, at in signed:
        pledges[unit] = (pk, state)
        if side:
            sides[unit, side] = BoardSide(name, way, at)
    rows = [
        BoardRow(
            name,
            pledges.get(unit, (None, ""))[0],
            pledges.get(unit, (None, ""))[1],
            sides.get((unit, PledgeSignature.Side.MEMBER)),
            sides.get((unit, PledgeSignature.Side.SUPERIOR)),
        )
        for unit, name in units
    ]
    return sorted(rows, key=lambda row: row.is_complete)
