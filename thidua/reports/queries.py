"""What waits for a person at each stage, and how far the year has come. Reads only, a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
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


def tasks_for(user, on: date) -> list[Task]:
    """What waits for the person today, in the order of the year; only what is not zero. At most ten queries.

    A task waits in the very unit in which the role is held: an officer of the province is not told of every ward's.
    """
    places: dict[str, set[int]] = defaultdict(set)
    clusters: set[int] = set()
    for grant in grants_of(user, on):
        if grant.cluster_id:
            clusters.add(grant.cluster_id)
        else:
            places[grant.role].add(certain(grant.unit_id))
    tasks = [
        *_of_officer(places[Role.OFFICER], on),
        *_of_head(places[Role.HEAD]),
        *_of_cluster(clusters, on.year),
        *_of_appraiser(places[Role.APPRAISER]),
        *_of_secretary(places[Role.COUNCIL_SECRETARY]),
        *_of_voter(user),
        *_of_signing(places[Role.DECIDER], places[Role.CLERK]),
    ]
    return [task for task in tasks if task.count]


def _of_officer(units: set[int], on: date) -> list[Task]:
    if not units:
        return []
    below = Unit.objects.filter(parent__in=units).values("pk")
    sheets = RegistrationSheet.objects.aggregate(
        own=Count("pk", filter=Q(unit__in=units, state__in=["draft", "returned"])),
        accept=Count("pk", filter=Q(unit__in=below, state="sent")),
    )
    calls = MovementCall.objects.filter(unit__in=units, answered_at=None, movement__state="launched").count()
    pledges = Pledge.objects.filter(unit__in=units, state="draft").count()
    cards = Scorecard.objects.filter(
        unit__in=units, state__in=["draft", "returned"], season__state__in=["self_scoring", "verifying"]
    ).count()
    dossiers = Nomination.objects.filter(unit__in=units, state__in=["draft", "returned"]).count()
    held = Conference.objects.filter(unit__in=units, state="planned", held_on__lte=on).count()
    return [
        Task("Phong trào chờ đơn vị trả lời", reverse("movements:list"), calls),
        Task("Bản đăng ký thi đua cần gửi", reverse("pledges:list"), sheets["own"]),
        Task("Bản đăng ký của cấp dưới chờ tiếp nhận", reverse("pledges:list"), sheets["accept"]),
        Task("Giao ước đang soạn, chưa trình ký", reverse("pledges:list"), pledges),
        Task("Bảng điểm cần điền và gửi", reverse("scoring:list"), cards),
        Task("Hồ sơ đang lập, chưa gửi", reverse("nominations:list"), dossiers),
        Task("Hội nghị đến ngày, cần ghi nhận kết quả", reverse("conferences:list"), held),
    ]


def _of_head(units: set[int]) -> list[Task]:
    """Pledges in which the head's own side has not signed yet, drafts of movements to launch."""
    if not units:
        return []
    signed = PledgeSignature.objects.filter(pledge=OuterRef("pk"))
    waiting = Pledge.objects.filter(
        Q(unit__in=units) & ~Exists(signed.filter(side="member"))
        | Q(superior__in=units) & ~Exists(signed.filter(side="superior")),
        state="proposed",
    ).count()
    movements = Movement.objects.filter(unit__in=units, state="draft").count()
    return [
        Task("Phong trào chờ phát động", reverse("movements:list"), movements),
        Task("Giao ước chờ ký", reverse("pledges:list"), waiting),
    ]


def _of_cluster(clusters: set[int], year: int) -> list[Task]:
    if not clusters:
        return []
    cards = Scorecard.objects.filter(season__cluster__in=clusters, season__state="verifying", state="sent").count()
    return [Task("Bảng điểm của cụm, khối chờ thẩm định", reverse("scoring:list"), cards)]


def _of_appraiser(units: set[int]) -> list[Task]:
    if not units:
        return []
    inbox = Nomination.objects.filter(to_unit__in=units).aggregate(
        receive=Count("pk", filter=Q(state="sent")), appraise=Count("pk", filter=Q(state="received"))
    )
    seasons = Season.objects.filter(cluster__organiser__in=units, state="ranked").count()
    return [
        Task("Kết quả cụm, khối chờ công nhận", reverse("scoring:list"), seasons),
        Task("Hồ sơ chờ tiếp nhận", reverse("nominations:list"), inbox["receive"]),
        Task("Hồ sơ đang thẩm định", reverse("nominations:list"), inbox["appraise"]),
    ]


def _of_secretary(units: set[int]) -> list[Task]:
    if not units:
        return []
    dossiers = Nomination.objects.filter(to_unit__in=units, state="appraised").count()
    sessions = CouncilSession.objects.filter(council__unit__in=units, state__in=["prepared", "open"]).count()
    return [
        Task("Hồ sơ đã thẩm định, chờ đưa ra Hội đồng", reverse("councils:list"), dossiers),
        Task("Phiên họp Hội đồng chưa kết thúc", reverse("councils:list"), sessions),
    ]


def _of_voter(user) -> list[Task]:
    open_ballots = BallotVoter.objects.filter(user=user, has_voted=False, ballot__state="open").count()
    return [Task("Phiếu kín đang mở, chưa bỏ", reverse("ballots:list"), open_ballots)]


def _of_signing(deciding: set[int], numbering: set[int]) -> list[Task]:
    if not deciding and not numbering:
        return []
    waiting = Decision.objects.aggregate(
        sign=Count("pk", filter=Q(unit__in=deciding, state="draft")),
        issue=Count("pk", filter=Q(unit__in=numbering, state="signed")),
        print=Count("pk", filter=Q(unit__in=numbering, state="issued", certificates=None)),
    )
    return [
        Task("Quyết định chờ ký", reverse("decisions:list"), waiting["sign"]),
        Task("Quyết định chờ cấp số, ban hành", reverse("decisions:list"), waiting["issue"]),
        Task("Giấy khen, bằng khen chờ in", reverse("rewards:list"), waiting["print"]),
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
    """Whether each stage has begun. Seven short queries."""
    begun = (
        Movement.objects.filter(year=year).exclude(state__in=["draft", "withdrawn"]),
        Pledge.objects.filter(year=year),
        Season.objects.filter(year=year),
        Nomination.objects.filter(year=year).exclude(state="draft"),
        CouncilSession.objects.filter(year=year),
        Decision.objects.filter(year=year),
        Conference.objects.filter(year_summarised=year, state="held"),
    )
    return [rows.exists() for rows in begun]
