"""What waits for a person at each stage, and how far the year has come. Reads only, a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from thidua.ballots.models import BallotVoter
from thidua.conferences.models import Conference
from thidua.councils.models import CouncilSession
from thidua.decisions.models import Decision
from thidua.movements.models import Movement, MovementCall
from thidua.nominations.models import Nomination
from thidua.pledges.models import Pledge, PledgeSignature, RegistrationSheet
from thidua.scoring.models import Scorecard, Season
from thidua.shared.certain import certain
from thidua.shared.ui import Stage
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import grants_of

Role = RoleGrant.Role


@dataclass(frozen=True)
class Task:
    """Something that waits: ``count`` of them, done at ``url``."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class Waiting:
    """Rows that wait, before they are counted: label, name of the address, the rows."""

    label: str
    address: str
    rows: QuerySet


def tasks_for(user, on: date) -> list[Task]:
    """What waits for the person today, in the order of the year; only what is not zero. One query and the rights.

    A task waits in the very unit in which the role is held: an officer of the province is not told of every ward's.
    """
    places: dict[str, set[int]] = defaultdict(set)
    clusters: set[int] = set()
    for grant in grants_of(user, on):
        if grant.cluster_id:
            clusters.add(grant.cluster_id)
        else:
            places[grant.role].add(certain(grant.unit_id))
    waiting = [
        *_of_officer(places[Role.OFFICER], on),
        *_of_head(places[Role.HEAD]),
        *_of_cluster(clusters),
        *_of_appraiser(places[Role.APPRAISER]),
        *_of_secretary(places[Role.COUNCIL_SECRETARY]),
        *_of_voter(user),
        *_of_signing(places[Role.DECIDER], places[Role.CLERK]),
    ]
    found = counts([each.rows for each in waiting])
    return [Task(each.label, reverse(each.address), found[n]) for n, each in enumerate(waiting) if n in found]


def counts(lists: Sequence[QuerySet]) -> dict[int, int]:
    """{place in ``lists``: number of rows}, empty ones left out, whatever the models. One query for all together."""
    if not lists:
        return {}
    numbered = [
        rows.order_by().annotate(in_list=Value(n, IntegerField())).values("in_list").annotate(found=Count("pk"))
        for n, rows in enumerate(lists)
    ]
    first, *others = (rows.values_list("in_list", "found") for rows in numbered)
    return {place: number for place, number in first.union(*others, all=True) if number}


def _of_officer(units: set[int], on: date) -> list[Waiting]:
    if not units:
        return []
    below = Unit.objects.filter(parent__in=units).values("pk")
    sheets = RegistrationSheet.objects.all()
    cards = Scorecard.objects.filter(
        unit__in=units, state__in=["draft", "returned"], season__state__in=["self_scoring", "verifying"]
    )
    return [
        Waiting(
            "Phong trào chờ đơn vị trả lời",
            "movements:list",
            MovementCall.objects.filter(unit__in=units, answered_at=None, movement__state="launched"),
        ),
        Waiting(
            "Bản đăng ký thi đua cần gửi",
            "pledges:list",
            sheets.filter(unit__in=units, state__in=["draft", "returned"]),
        ),
        Waiting("Bản đăng ký của cấp dưới chờ tiếp nhận", "pledges:list", sheets.filter(unit__in=below, state="sent")),
        Waiting(
            "Giao ước đang soạn, chưa trình ký",
            "pledges:list",
            Pledge.objects.filter(unit__in=units, state="draft"),
        ),
        Waiting("Bảng điểm cần điền và gửi", "scoring:list", cards),
        Waiting(
            "Hồ sơ đang lập, chưa gửi",
            "nominations:list",
            Nomination.objects.filter(unit__in=units, state__in=["draft", "returned"]),
        ),
        Waiting(
            "Hội nghị đến ngày, cần ghi nhận kết quả",
            "conferences:list",
            Conference.objects.filter(unit__in=units, state="planned", held_on__lte=on),
        ),
    ]


def _of_head(units: set[int]) -> list[Waiting]:
    """Pledges in which the head's own side has not signed yet, drafts of movements to launch."""
    if not units:
        return []
    signed = PledgeSignature.objects.filter(pledge=OuterRef("pk"))
    unsigned = Pledge.objects.filter(
        Q(unit__in=units) & ~Exists(signed.filter(side="member"))
        | Q(superior__in=units) & ~Exists(signed.filter(side="superior")),
        state="proposed",
    )
    return [
        Waiting("Phong trào chờ phát động", "movements:list", Movement.objects.filter(unit__in=units, state="draft")),
        Waiting("Giao ước chờ ký", "pledges:list", unsigned),
    ]


def _of_cluster(clusters: set[int]) -> list[Waiting]:
    if not clusters:
        return []
    cards = Scorecard.objects.filter(season__cluster__in=clusters, season__state="verifying", state="sent")
    return [Waiting("Bảng điểm của cụm, khối chờ thẩm định", "scoring:list", cards)]


def _of_appraiser(units: set[int]) -> list[Waiting]:
    if not units:
        return []
    inbox = Nomination.objects.filter(to_unit__in=units)
    seasons = Season.objects.filter(cluster__organiser__in=units, state="ranked")
    return [
        Waiting("Kết quả cụm, khối chờ công nhận", "scoring:list", seasons),
        Waiting("Hồ sơ chờ tiếp nhận", "nominations:list", inbox.filter(state="sent")),
        Waiting("Hồ sơ đang thẩm định", "nominations:list", inbox.filter(state="received")),
    ]


def _of_secretary(units: set[int]) -> list[Waiting]:
    if not units:
        return []
    dossiers = Nomination.objects.filter(to_unit__in=units, state="appraised")
    sessions = CouncilSession.objects.filter(council__unit__in=units, state__in=["prepared", "open"])
    return [
        Waiting("Hồ sơ đã thẩm định, chờ đưa ra Hội đồng", "councils:list", dossiers),
        Waiting("Phiên họp Hội đồng chưa kết thúc", "councils:list", sessions),
    ]


def _of_voter(user) -> list[Waiting]:
    open_ballots = BallotVoter.objects.filter(user=user, has_voted=False, ballot__state="open")
    return [Waiting("Phiếu kín đang mở, chưa bỏ", "ballots:list", open_ballots)]


def _of_signing(deciding: set[int], numbering: set[int]) -> list[Waiting]:
    to_number = Decision.objects.filter(unit__in=numbering)
    return [
        Waiting("Quyết định chờ ký", "decisions:list", Decision.objects.filter(unit__in=deciding, state="draft")),
        Waiting("Quyết định chờ cấp số, ban hành", "decisions:list", to_number.filter(state="signed")),
        Waiting("Giấy khen, bằng khen chờ in", "rewards:list", to_number.filter(state="issued", certificates=None)),
    ]


# (label, address, months) of the stages of a year as the calendar of the movement has them; months beyond 12 belong to
# the following January, in which the year before is decided and summed up.
_STEPS = (
    ("Phát động", "movements:list", "tháng 1"),
    ("Đăng ký, giao ước", "pledges:list", "tháng 1–3"),
    ("Chấm điểm", "scoring:list", "tháng 11"),
    ("Hồ sơ", "nominations:list", "tháng 12"),
    ("Hội đồng", "councils:list", "tháng 12"),
    ("Quyết định", "decisions:list", "tháng 12–1"),
    ("Trao thưởng, hội nghị", "conferences:list", "tháng 1"),
)


def working_year(on: date) -> int:
    """The emulation year people work on: in January and February still the year before."""
    return on.year - 1 if on.month <= 2 else on.year


def year_steps(year: int) -> list[Stage]:
    """The stages of a year with what is done, what is going on, what is to come; read from the work itself."""
    reached = _reached(year)
    last = max((place for place, is_reached in enumerate(reached) if is_reached), default=-1)
    steps = []
    for place, (label, name, when) in enumerate(_STEPS):
        state = "done" if place < last else "current" if place == max(last, 0) else "next"
        steps.append(Stage(label, state, reverse(name), when))
    return steps


def _reached(year: int) -> list[bool]:
    """Whether each stage has begun. One query."""
    begun = (
        Movement.objects.filter(year=year).exclude(state__in=["draft", "withdrawn"]),
        Pledge.objects.filter(year=year),
        Season.objects.filter(year=year),
        Nomination.objects.filter(year=year).exclude(state="draft"),
        CouncilSession.objects.filter(year=year),
        Decision.objects.filter(year=year),
        Conference.objects.filter(year_summarised=year, state="held"),
    )
    found = counts(begun)
    return [place in found for place in range(len(begun))]
