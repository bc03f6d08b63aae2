"""What waits for a person in the seasons of the clusters: to open, to verify, to mark, to answer. Reads only."""

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from thidua.reports.waiting import Waiting, listed
from thidua.reports.year import working_year
from thidua.scoring.models import Objection, Scorecard, Season, Standing
from thidua.scoring.models_marks import MarkSheet
from thidua.units.models import Cluster, ClusterMembership

# The month from which a cluster without a season for the year is a thing to do.
_SEASONS_OPEN_FROM = 11


def of_opening(clusters: set[int], organising: set[int], on: date) -> list[Waiting]:
    """From November on: clusters with members whose season of the year nobody opened yet."""
    year = working_year(on)
    if not (clusters or organising) or on < date(year, _SEASONS_OPEN_FROM, 1):
        return []
    closed = Cluster.objects.filter(
        Q(pk__in=clusters) | Q(organiser__in=organising),
        Exists(ClusterMembership.objects.filter(cluster=OuterRef("pk"), year=year)),
        ~Exists(Season.objects.filter(cluster=OuterRef("pk"), year=year)),
    )
    return [Waiting(f"Mùa chấm điểm năm {year} cần mở", closed, reverse("scoring:open"))]


def _of_head_unit(season: str = "season", unit: str = "unit") -> Exists:
    """Whether a scorecard is that of the unit that heads the cluster in the season's year; elsewhere: the ways to the
    season and to the unit."""
    return Exists(
        ClusterMembership.objects.filter(
            cluster=OuterRef(f"{season}__cluster"),
            year=OuterRef(f"{season}__year"),
            role=ClusterMembership.Role.HEAD,
            unit=OuterRef(unit),
        )
    )


def _objections_of_head() -> Q:
    """Whether an objection touches the unit that heads the cluster: the organiser answers it, not the head."""
    return Q(_of_head_unit("card__season", "card__unit")) | Q(_of_head_unit("card__season"))


def of_cluster(clusters: set[int]) -> list[Waiting]:
    """What the head of a cluster does next: cards to verify (never the own one), then one step after the other."""
    if not clusters:
        return []
    seasons = Season.objects.filter(cluster__in=clusters)
    cards = Scorecard.objects.filter(
        ~_of_head_unit(), season__cluster__in=clusters, season__state="verifying", state="sent"
    )
    asked = Objection.objects.filter(
        ~_objections_of_head(), card__season__cluster__in=clusters, state="open",
        card__season__state__in=["ranked", "meeting"],
    )  # fmt: skip
    of_season = Scorecard.objects.filter(season=OuterRef("pk"))
    proposed = Standing.objects.filter(season=OuterRef("pk")).exclude(proposed_award="")
    all_sent = seasons.filter(Exists(of_season), ~Exists(of_season.exclude(state="sent")), state="self_scoring")
    verified = seasons.filter(Exists(of_season), ~Exists(of_season.exclude(state="verified")), state="verifying")
    unproposed = seasons.filter(~Exists(proposed), state="ranked")
    every, one = reverse("scoring:list"), "scoring:detail"
    return [
        Waiting("Cụm, khối đã gửi đủ bảng điểm, chờ chuyển sang thẩm định", all_sent, every, one),
        Waiting("Bảng điểm của cụm, khối chờ thẩm định", cards, every, one, by="season"),
        Waiting("Cụm, khối đã thẩm định xong, chờ họp", verified, every, one),
        Waiting("Cụm, khối đã họp, chờ xếp hạng", seasons.filter(state="meeting"), every, one),
        Waiting("Bảng xếp hạng chờ đề nghị khen thưởng", unproposed, every, one),
        Waiting("Kiến nghị về điểm chờ trả lời", asked, every, "scoring:objections", by="card__season"),
    ]


def of_appraiser(units: set[int]) -> list[Waiting]:
    """Results of clusters; cards of the units that head a cluster and objections that touch them: not for these heads."""
    if not units:
        return []
    ranked = Season.objects.filter(cluster__organiser__in=units, state="ranked")
    cards = Scorecard.objects.filter(
        _of_head_unit(), season__cluster__organiser__in=units, season__state="verifying", state="sent"
    )
    asked = Objection.objects.filter(
        _objections_of_head(), card__season__cluster__organiser__in=units, state="open",
        card__season__state__in=["ranked", "meeting"],
    )  # fmt: skip
    verifying, to_confirm = (listed("scoring:list", state=state) for state in ("verifying", "ranked"))
    return [
        Waiting("Bảng điểm của đơn vị trưởng cụm, khối chờ thẩm định", cards, verifying, "scoring:card"),
        Waiting(
            "Kiến nghị liên quan đơn vị trưởng cụm, khối chờ trả lời",
            asked,
            reverse("scoring:list"),
            "scoring:objections",
            by="card__season",
        ),
        Waiting("Kết quả cụm, khối chờ công nhận", ranked, to_confirm, "scoring:detail"),
    ]


def of_marking(units: set[int]) -> list[Waiting]:
    """Cards of others that the unit has to mark, as lead department or in a cross-check."""
    sheets = MarkSheet.objects.filter(unit__in=units, state="open", card__state="sent", card__season__state="verifying")
    desk = listed("scoring:desk", state="open")
    return [Waiting("Phiếu chấm bảng điểm của đơn vị khác chờ chấm", sheets, desk, "scoring:sheet")]
