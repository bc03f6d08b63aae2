"""What a season says of its cluster's year: when the list stands, who is bound by a scorecard, where it is done."""

from datetime import date

from django.urls import reverse

from thidua.scoring.models import Scorecard, Season
from thidua.scoring.queries import visible_to
from thidua.shared.ui import Event
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster, Unit


class SeasonGuard:
    """A :class:`thidua.clusters.guards.YearGuard`. A card binds its unit to the list until it is closed: who takes no more
    part in the season may leave the list or give its place to a successor."""

    def frozen(self, cluster: Cluster, year: int) -> str:
        season = Season.objects.filter(cluster=cluster, year=year, state__in=["ranked", "confirmed"]).first()
        if season is None:
            return ""
        return f"Mùa chấm điểm năm {year} của {cluster.name} đã xếp hạng; danh sách, kế hoạch năm {year} không đổi được nữa."

    def binds(self, cluster: Cluster, year: int, unit: Unit) -> str:
        cards = Scorecard.objects.filter(season__cluster=cluster, season__year=year, unit=unit)
        if not cards.exclude(state="closed").exists():
            return ""
        return (
            f"{unit.name} đã có bảng điểm trong mùa chấm điểm năm {year}; muốn cho ra khỏi danh sách, trước hết cho thôi "
            "tham gia ở trang mùa chấm điểm."
        )


def season_doors(cluster: Cluster, year: int, user, on: date) -> list[Event]:
    """The season of the year, where the account sees it. One query."""
    seasons = visible_to(user, on).filter(cluster=cluster, year=year).distinct()
    return [
        Event(
            f"Mùa chấm điểm năm {year}: {season.state_label}",
            when=f"Mở ngày {vi_date(season.opened_at)}",
            url=reverse("scoring:detail", args=[season.pk]),
        )
        for season in seasons
    ]
