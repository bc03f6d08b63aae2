"""Reading the stock: what is on the shelf, where a number is, what runs low."""

from datetime import date

from django.db.models import Count, F, QuerySet

from thidua.rewards.models_stock import StockItem, StockMove, StockPiece
from thidua.units.queries import unit_ids_visible_to


def visible_to(user, on: date) -> QuerySet[StockItem]:
    """Items of the units whose affairs the account may see."""
    return StockItem.objects.filter(unit__in=unit_ids_visible_to(user, on)).select_related("unit")


def low(items: QuerySet[StockItem]) -> QuerySet[StockItem]:
    """Those at or below their level."""
    return items.filter(on_shelf__lte=F("low_level"))


def moves_of(item: StockItem) -> QuerySet[StockMove]:
    return item.moves.select_related("recorded_by", "minutes", "decision", "honour").order_by("-number")


def places_of(item: StockItem) -> dict[str, int]:
    """{place: pieces} of an item with numbers. One query."""
    rows = StockPiece.objects.filter(item=item).order_by().values_list("place").annotate(number=Count("pk"))
    return dict(rows)


def find_piece(item: StockItem, serial: str) -> StockPiece | None:
    """The piece with a number as written, blanks and letter size aside."""
    wanted = " ".join(serial.upper().split())
    return StockPiece.objects.filter(item=item, serial=wanted).select_related("move").first()
