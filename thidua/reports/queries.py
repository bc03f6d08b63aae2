"""What waits for a person at each stage, and where it is done. Reads only: one query and the rights."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse

from thidua.ballots.models import BallotVoter
from thidua.ballots.queries import keeper_work
from thidua.clusters.queries import unsettled_clusters
from thidua.conferences.models import Conference, Participation, Remark
from thidua.councils.models import AgendaItem, Council, CouncilMember, CouncilSession, Substitution
from thidua.councils.models_sessions import SessionReply
from thidua.decisions.models import Decision
from thidua.movements.models import Movement, MovementCall, MovementReview, UnitReport
from thidua.nominations.models import Nomination, NominationLine
from thidua.people.models import Transfer
from thidua.pledges.models import Pledge, PledgeChange, PledgeSignature, PledgeTarget, Progress, RegistrationSheet
from thidua.reports import of_seasons
from thidua.reports.waiting import Waiting
from thidua.reports.waiting import listed as _listed
from thidua.reports.year import working_year
from thidua.rewards.queries_printing import unprinted
from thidua.scoring.models import Scorecard
from thidua.shared.certain import certain
from thidua.signing.models import SignedFile
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import grants_of

Role = RoleGrant.Role


@dataclass(frozen=True)
class Task:
    """Something that waits: ``count`` of them, seen at ``url``: the thing itself when it is one, else its list."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class _Found:
    number: int
    first: int | None
    last: int | None


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
        *_of_invited(places[Role.OFFICER] | places[Role.HEAD], on),
        *_of_organiser(places[Role.OFFICER], clusters),
        *_of_members(places[Role.OFFICER], on),
        *of_seasons.of_opening(clusters, places[Role.OFFICER], on),
        *of_seasons.of_cluster(clusters),
        *of_seasons.of_appraiser(places[Role.APPRAISER]),
        *_of_appraiser(places[Role.APPRAISER]),
        *_of_secretary(places[Role.COUNCIL_SECRETARY]),
        *_of_council(user, on),
        *_of_voter(user),
        *_of_drafting(places[Role.OFFICER] | places[Role.COUNCIL_SECRETARY]),
        *_of_signing(places[Role.DECIDER], places[Role.CLERK]),
        *_of_confirming(places[Role.OFFICER] | places[Role.CLERK], user),
    ]
    found = _count(waiting)
    return [Task(each.label, _address(each, found[n]), found[n].number) for n, each in enumerate(waiting) if n in found]


def _address(waiting: Waiting, found: _Found) -> str:
    is_single = waiting.one and found.first is not None and found.first == found.last
    return reverse(waiting.one, args=[found.first]) if is_single else waiting.many


def _count(lists: Sequence[Waiting]) -> dict[int, _Found]:
    """{place in ``lists``: how many, and the smallest and largest ``by``}, empty ones left out, whatever the models.
    One query for all together."""
    if not lists:
        return {}
    first, *others = (
        each.rows.order_by()
        .annotate(in_list=Value(n, IntegerField()))
        .values("in_list")
        .annotate(found=Count("pk"), least=Min(each.by), most=Max(each.by))
        .values_list("in_list", "found", "least", "most")
        for n, each in enumerate(lists)
    )
    rows = first.union(*others, all=True)
    return {place: _Found(number, least, most) for place, number, least, most in rows if number}


def counts(lists: Sequence[QuerySet]) -> dict[int, int]:
    """{place in ``lists``: number of rows}, empty ones left out, whatever the models. One query for all together."""
    found = _count([Waiting("", rows, "") for rows in lists])
    return {place: each.number for place, each in found.items()}


def _of_officer(units: set[int], on: date) -> list[Waiting]:
    if not units:
        return []
    year = working_year(on)
    waiting = Transfer.objects.filter(to_unit__in=units, accepted_at__isnull=True, closed_at__isnull=True)
    return [
        Waiting("Cán bộ chuyển đến chờ tiếp nhận", waiting, reverse("people:transfers")),
        *_of_movements(units, year, on),
        *_of_sheets(units, sorted({year, on.year})),
        *_of_pledges(units, year, on),
        *_of_papers(units, on),
        *of_seasons.of_marking(units),
    ]


def _of_movements(units: set[int], year: int, on: date) -> list[Waiting]:
    """The movement that starts the year in a unit with none above; what a launched one asks of the units it reached."""
    live = Movement.objects.filter(unit=OuterRef("pk"), year=year).exclude(state="withdrawn")
    tops = Unit.objects.without_tree_fields().filter(~Exists(live), pk__in=units, parent=None)
    ended = Movement.objects.filter(unit__in=units, state="launched", ends_on__lt=on)
    calls = MovementCall.objects.filter(unit__in=units, movement__state="launched")
    pledged = Pledge.objects.filter(movement=OuterRef("movement"), unit=OuterRef("unit"))
    unpledged = calls.filter(~Exists(pledged), movement__year__gte=year)
    page, listed = "movements:detail", "movements:list"
    return [
        Waiting(f"Phong trào thi đua năm {year} cần soạn", tops, reverse("movements:new")),
        Waiting("Phong trào đã hết thời hạn, cần tổng kết", ended, _listed("movements:list", state="launched"), page),
        Waiting("Kết quả phong trào cần báo cáo", _unreported(units), reverse(listed), "movements:review"),
        Waiting("Phong trào chờ đơn vị trả lời", calls.filter(answered_at=None), reverse(listed), page, by="movement"),
        Waiting("Giao ước cần lập cho phong trào đã phát động", unpledged, reverse("pledges:new")),
    ]


def _unreported(units: set[int]) -> QuerySet:
    """Open reviews of movements that reached one of the units, which has not reported yet."""
    called = MovementCall.objects.filter(movement=OuterRef("movement"), unit__in=units)
    sent = UnitReport.objects.filter(review=OuterRef("pk"), unit__in=units)
    return MovementReview.objects.filter(Exists(called), ~Exists(sent), state="open")


def _of_sheets(units: set[int], years: Sequence[int]) -> list[Waiting]:
    board, one = reverse("pledges:registrations"), "pledges:registration"
    own = RegistrationSheet.objects.filter(unit__in=units)
    below = RegistrationSheet.objects.filter(unit__in=Unit.objects.filter(parent__in=units).values("pk"), state="sent")
    waiting = []
    for year in years:
        called = MovementCall.objects.filter(unit=OuterRef("pk"), movement__state="launched", movement__year=year)
        sheets = RegistrationSheet.objects.filter(unit=OuterRef("pk"), year=year)
        missing = Unit.objects.without_tree_fields().filter(Exists(called), ~Exists(sheets), pk__in=units)
        to_make = _listed("pledges:registration-new", year=year)
        waiting.append(Waiting("Bản đăng ký thi đua cần lập", missing, to_make))
    return [
        *waiting,
        Waiting("Bản đăng ký thi đua cần gửi", own.filter(state="draft"), board, one),
        Waiting("Bản đăng ký thi đua bị trả lại, cần sửa", own.filter(state="returned"), board, one),
        *(
            Waiting(
                "Bản đăng ký của cấp dưới chờ tiếp nhận",
                below.filter(year=year),
                _listed("pledges:registrations", year=year, state="sent"),
                one,
            )
            for year in years
        ),
    ]


def _last_ended_quarter(year: int, on: date) -> tuple[int, date] | None:
    """(quarter of ``year``, its last day) that ended most recently before ``on``; None before the first."""
    ends = [date(year, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]
    ended = [(number, end) for number, end in enumerate(ends, start=1) if end < on]
    return ended[-1] if ended else None


def _of_pledges(units: set[int], year: int, on: date) -> list[Waiting]:
    """Drafts; quarters that are over and have no result; pledges of a year gone by."""
    own, one = Pledge.objects.filter(unit__in=units), "pledges:detail"
    drafts, running = (_listed("pledges:list", state=state) for state in ("draft", "signed"))
    asked = PledgeChange.objects.filter(pledge=OuterRef("pk"), answer="open")
    by_other_side = Q(Exists(asked.filter(side="superior")), unit__in=units) | Q(
        Exists(asked.filter(side="member")), superior__in=units
    )
    talks = Pledge.objects.filter(by_other_side, state="negotiating")
    waiting = [
        Waiting("Giao ước đang soạn, chưa trình ký", own.filter(state="draft"), drafts, one),
        Waiting("Đề nghị sửa giao ước chờ trả lời", talks, _listed("pledges:list", state="negotiating"), one),
    ]
    if ended := _last_ended_quarter(year, on):
        quarter, last_day = ended
        entered = Progress.objects.filter(target=OuterRef("pk"), quarter=quarter)
        empty = PledgeTarget.objects.filter(~Exists(entered), pledge=OuterRef("pk"))
        behind = own.filter(Exists(empty), state="signed", year=year, signed_at__date__lte=last_day)
        waiting.append(Waiting(f"Giao ước chưa có kết quả quý {quarter}", behind, running, one))
    over = own.filter(state="signed", year__lt=on.year)
    return [*waiting, Waiting("Giao ước hết năm, cần tổng kết", over, running, one)]


def _of_papers(units: set[int], on: date) -> list[Waiting]:
    """Scorecards, dossiers and conferences that the officer has to bring further."""
    cards = Scorecard.objects.filter(unit__in=units)
    dossiers = Nomination.objects.filter(unit__in=units)
    meetings = Conference.objects.filter(unit__in=units, state="planned", held_on__lte=on)
    seasons, dossier = reverse("scoring:list"), "nominations:detail"
    drafts, returned = (_listed("nominations:list", state=state) for state in ("draft", "returned"))
    to_fill = cards.filter(state="draft", season__state="self_scoring")
    to_mend = cards.filter(state="returned", season__state__in=["self_scoring", "verifying"])
    planned = _listed("conferences:list", state="planned")
    return [
        Waiting("Bảng điểm cần điền và gửi", to_fill, seasons, "scoring:card"),
        Waiting("Bảng điểm bị trả lại, cần sửa", to_mend, seasons, "scoring:card"),
        Waiting("Hồ sơ đang lập, chưa gửi", dossiers.filter(state="draft"), drafts, dossier),
        Waiting("Hồ sơ bị trả lại, cần sửa", dossiers.filter(state="returned"), returned, dossier),
        Waiting(
            "Câu hỏi của cơ quan thẩm định chờ trả lời",
            dossiers.filter(state="asked"),
            _listed("nominations:list", state="asked"),
            "nominations:reply",
        ),
        Waiting("Hội nghị đến ngày, cần ghi nhận kết quả", meetings, planned, "conferences:detail"),
    ]


def _of_invited(units: set[int], on: date) -> list[Waiting]:
    """Invitations to conferences still to come that nobody of the unit answered; officer and head may."""
    if not units:
        return []
    silent = Participation.objects.filter(unit__in=units, answer="", conference__state="planned")
    rows = silent.filter(conference__invited_at__isnull=False, conference__held_on__gte=on)
    planned = _listed("conferences:list", state="planned")
    return [Waiting("Giấy mời dự hội nghị chờ trả lời", rows, planned, "conferences:detail", by="conference")]


def _of_organiser(units: set[int], clusters: set[int]) -> list[Waiting]:
    """Comments on papers of conferences the person runs that have no answer yet."""
    if not units and not clusters:
        return []
    runs = Q(conference__unit__in=units) | Q(conference__cluster__in=clusters)
    comments = Remark.objects.filter(runs, kind=Remark.Kind.COMMENT, outcome="", paper__withdrawn_at=None)
    rows = comments.exclude(conference__state="cancelled")
    return [
        Waiting("Góp ý hội nghị chờ trả lời", rows, reverse("conferences:list"), "conferences:remarks", by="conference")
    ]


def _of_head(units: set[int]) -> list[Waiting]:
    """Pledges in which the head's own side has not signed yet, drafts of movements to launch."""
    if not units:
        return []
    signed = PledgeSignature.objects.filter(pledge=OuterRef("pk"))
    proposed = Pledge.objects.filter(state="proposed")
    own = proposed.filter(~Exists(signed.filter(side="member")), unit__in=units)
    # the parts of a cluster's joint pledge are signed by its members only
    below = proposed.filter(~Exists(signed.filter(side="superior")), superior__in=units, joint=None)
    movements = Movement.objects.filter(unit__in=units, state="draft")
    written = MovementReview.objects.filter(movement__unit__in=units, state="open")
    reviews = written.exclude(assessment="").exclude(lessons="")
    drafts, listed = _listed("movements:list", state="draft"), _listed("pledges:list", state="proposed")
    return [
        Waiting("Phong trào chờ phát động", movements, drafts, "movements:detail"),
        Waiting("Báo cáo sơ kết, tổng kết chờ ban hành", reviews, reverse("movements:list"), "movements:review"),
        Waiting("Giao ước chờ ký", own, listed, "pledges:detail"),
        # the board of a movement is where all its pledges are signed at once
        Waiting("Giao ước của cấp dưới chờ ký", below, listed, "pledges:board", by="movement"),
    ]


def _of_members(organising: set[int], on: date) -> list[Waiting]:
    """Clusters with a member whose unit ended and about which nobody decided."""
    if not organising:
        return []
    waiting = unsettled_clusters(organising, on.year, on)
    return [
        Waiting(
            "Cụm, khối có thành viên đã kết thúc, chờ giải quyết", waiting, reverse("clusters:list"), "clusters:detail"
        )
    ]


def _of_appraiser(units: set[int]) -> list[Waiting]:
    """Dossiers on the desk of the appraiser."""
    if not units:
        return []
    inbox = Nomination.objects.filter(to_unit__in=units)
    sent, received = (_listed("nominations:desk", state=state, to="own") for state in ("sent", "received"))
    return [
        Waiting("Hồ sơ chờ tiếp nhận", inbox.filter(state="sent"), sent, "nominations:detail"),
        Waiting("Hồ sơ đang thẩm định", inbox.filter(state="received"), received, "nominations:detail"),
    ]


def _of_secretary(units: set[int]) -> list[Waiting]:
    if not units:
        return []
    included = NominationLine.objects.filter(nomination=OuterRef("pk"), appraisal=NominationLine.Appraisal.INCLUDED)
    councils = Council.objects.filter(unit=OuterRef("to_unit")).order_by("-established_on", "-pk").values("pk")[:1]
    dossiers = Nomination.objects.filter(Exists(included), to_unit__in=units, state="appraised").annotate(
        council=Subquery(councils)
    )
    sessions = CouncilSession.objects.filter(council__unit__in=units)
    prepared, opened = (_listed("councils:list", state=state) for state in ("prepared", "open"))
    one = "councils:detail"
    return [
        Waiting(
            "Hồ sơ đã thẩm định, chờ đưa ra Hội đồng",
            dossiers,
            reverse("councils:list"),
            "councils:council",
            by="council",
        ),
        Waiting("Phiên họp Hội đồng đã chuẩn bị, chờ khai mạc", sessions.filter(state="prepared"), prepared, one),
        Waiting("Phiên họp Hội đồng chưa kết thúc", sessions.filter(state="open"), opened, one),
    ]


def _of_council(user, on: date) -> list[Waiting]:
    """Of a member: invitations to meetings still to come without an answer. Of who presides: sessions to close."""
    seats = CouncilMember.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), user=user, starts_on__lte=on)
    instead = Substitution.objects.filter(user=user, starts_on__lte=on, ends_on__gte=on, ended_at=None)
    councils = Q(council__in=seats.values("council")) | Q(council__in=instead.values("member__council"))
    own = Q(member__in=seats.values("pk")) | Q(member__in=instead.values("member"))
    answered = SessionReply.objects.filter(own, session=OuterRef("pk"))
    invited = CouncilSession.objects.filter(councils, ~Exists(answered), state="prepared", way="meeting")
    chairs = seats.filter(role=CouncilMember.Role.CHAIR).values("council")
    presides = Q(presider__user=user) | Q(presider=None, council__in=chairs)
    running = CouncilSession.objects.filter(presides, state__in=["open", "paused"])
    place, opened = reverse("councils:list"), _listed("councils:list", state="open")
    return [
        Waiting("Giấy mời họp Hội đồng chờ trả lời", invited.filter(held_on__gte=on), place, "councils:seat"),
        Waiting("Phiên họp bạn chủ trì chưa kết thúc", running, opened, "councils:detail"),
    ]


def _of_voter(user) -> list[Waiting]:
    open_ballots = BallotVoter.objects.filter(user=user, has_voted=False, ballot__state="open")
    place = reverse("ballots:list")
    return [
        Waiting("Phiếu kín đang mở, chưa bỏ", open_ballots, place, "ballots:vote", by="ballot"),
        Waiting("Hòm phiếu chờ phần của người giữ hòm", keeper_work(user), place, "ballots:keeper", by="ballot"),
    ]


def _of_drafting(units: set[int]) -> list[Waiting]:
    """Closed sessions with passed nominees who stand in no decision yet."""
    if not units:
        return []
    undecided = AgendaItem.objects.filter(
        session=OuterRef("pk"), has_passed=True, line__result=NominationLine.Result.PASSED, line__decision_lines=None
    )
    sessions = CouncilSession.objects.filter(Exists(undecided), council__unit__in=units, state="closed")
    return [Waiting("Kết quả Hội đồng chờ dự thảo quyết định", sessions, reverse("decisions:list"))]


def _of_confirming(units: set[int], user) -> list[Waiting]:
    """Signatures of the unit's head that a clerk has to vouch for; not one's own, which another confirms."""
    files = SignedFile.objects.filter(
        place__unit__in=units, outcome=SignedFile.Outcome.FLAGGED, place__signing__state="open"
    ).exclude(Q(signer=user) | Q(received_by=user))
    if not units:
        return []
    listed = _listed("pledges:list", state="proposed")
    return [Waiting("Chữ ký chờ xác nhận", files, listed, "pledges:signing", by="place__signing__pledge")]


def _of_signing(deciding: set[int], numbering: set[int]) -> list[Waiting]:
    drafts = Decision.objects.filter(unit__in=deciding, state="draft")
    to_number = Decision.objects.filter(unit__in=numbering)
    one = "decisions:detail"
    to_sign, to_issue = (_listed("decisions:list", state=state) for state in ("draft", "signed"))
    return [
        Waiting("Quyết định chờ ký", drafts, to_sign, one),
        Waiting("Quyết định chờ cấp số, ban hành", to_number.filter(state="signed"), to_issue, one),
        Waiting("Giấy khen, bằng khen chờ in", unprinted(to_number), reverse("rewards:list")),
    ]
