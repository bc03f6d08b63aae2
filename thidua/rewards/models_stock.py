"""Blanks, frames and badges on the shelf (requirement R2)."""

from django.db import models

from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.papers.models import Paper
from thidua.shared.models import person_field
from thidua.units.models import Unit


class StockItem(models.Model):
    """One kind of thing an agency keeps for awards: blanks (phôi), frames, badges. No personal data."""

    class Kind(models.TextChoices):
        BLANK = "blank", "Phôi bằng, giấy khen"
        FRAME = "frame", "Khung"
        BADGE = "badge", "Kỷ niệm chương, huy hiệu"
        OTHER = "other", "Hiện vật khác"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="stock_items")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=160)
    name_fold = models.CharField(max_length=160, editable=False)
    measure = models.CharField(max_length=20, default="tờ")
    # Each piece carries a serial number of its own.
    has_serials = models.BooleanField(default=False)
    low_level = models.PositiveIntegerField(default=0)
    # Follows from the moves; kept with them in one transaction.
    on_shelf = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)

    class Meta:
        ordering = ["kind", "name_fold"]
        constraints = [models.UniqueConstraint(fields=["unit", "name_fold"], name="one_stock_item_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_low(self) -> bool:
        return self.on_shelf <= self.low_level


class StockMove(models.Model):
    """One move of a stock item. Append-only; what was entered wrongly is put right by the move that leads back.

    Personal data: who took the things out, as written on the delivery slip.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "Nhập kho"
        PRINTING = "printing", "Xuất để in"
        HAND_OUT = "hand_out", "Xuất trao, cấp phát"
        RETURNED = "returned", "Nhập lại kho"
        SPOILT = "spoilt", "Hủy do hỏng"
        MISSING = "missing", "Kiểm kê thiếu"
        FOUND = "found", "Kiểm kê thừa"

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="moves")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    quantity = models.PositiveIntegerField()
    # As typed: "AB 000101–AB 000200"; "" where pieces carry no serial.
    serials = models.CharField(max_length=120, blank=True)
    shelf_after = models.PositiveIntegerField()
    happened_on = models.DateField()
    basis = models.CharField(max_length=300)
    given_to = models.CharField(max_length=200, blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, null=True, blank=True, related_name="stock_moves")
    minutes = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = person_field(null=False)

    class Meta:
        ordering = ["item", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_stock_move_per_place"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="stock_move_moves"),
        ]


class StockPiece(models.Model):
    """One numbered piece and the one place where it is. No personal data."""

    class Place(models.TextChoices):
        SHELF = "shelf", "Trong kho"
        PRINTING = "printing", "Đã xuất để in"
        GIVEN = "given", "Đã trao, cấp phát"
        SPOILT = "spoilt", "Đã hủy"
        MISSING = "missing", "Kiểm kê thiếu"

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="pieces")
    serial = models.CharField(max_length=30)
    place = models.CharField(max_length=8, choices=Place, default=Place.SHELF)
    # The move that brought it there.
    move = models.ForeignKey(StockMove, on_delete=models.PROTECT, related_name="pieces")

    class Meta:
        ordering = ["item", "serial"]
        constraints = [models.UniqueConstraint(fields=["item", "serial"], name="serial_in_one_place")]
        indexes = [models.Index(fields=["item", "place"], name="stock_piece_place")]
