"""Bonus lists, what was paid, and the emulation and commendation fund (requirement R2)."""

from django.db import models

from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.papers.models import Paper
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class BonusList(Staged):
    """The bonus money of one issued decision (danh sách chi tiền thưởng). Its lines stand still once it is approved.

    ``unit`` pays. No personal data beyond its lines.
    """

    LIFECYCLE = "bonus_list"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="bonus_lists")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bonus_lists")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = person_field()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = person_field()
    returned_reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("checked_at", "checked_by"), name="bonus_checked_paired"),
            models.CheckConstraint(condition=paired("approved_at", "approved_by"), name="bonus_approved_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="bonus_withdrawn_paired"),
        ]

    def __str__(self) -> str:
        return f"Danh sách chi tiền thưởng, Quyết định số {self.decision.number_text}"


class BonusLine(models.Model):
    """What one recipient gets and by which rule: the reckoning of ``rulebook.bonus`` as it was on that day.

    ``reckoned_vnd`` is empty while a part is unknown; ``doubt`` says what a person must look at. What that person set
    stands in ``set_vnd`` with reason and basis. ``is_live`` is false in a list that was withdrawn.

    Personal data: the name as in the published decision, and the amount.
    """

    bonus_list = models.ForeignKey(BonusList, on_delete=models.PROTECT, related_name="lines")
    ordinal = models.PositiveIntegerField()
    # The award line of the register, never a later entry.
    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="bonus_lines")
    is_live = models.BooleanField(default=True)
    recipient = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    detail = models.CharField(max_length=300, blank=True)
    coefficient = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    base_salary_vnd = models.PositiveIntegerField(null=True, blank=True)
    reckoned_vnd = models.BigIntegerField(null=True, blank=True)
    steps = models.JSONField(default=list)
    citations = models.JSONField(default=list)
    doubt = models.CharField(max_length=600, blank=True)
    set_vnd = models.BigIntegerField(null=True, blank=True)
    set_reason = models.CharField(max_length=300, blank=True)
    set_basis = models.CharField(max_length=300, blank=True)
    set_at = models.DateTimeField(null=True, blank=True)
    set_by = person_field()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["bonus_list", "ordinal"], name="bonus_line_ordinal"),
            models.UniqueConstraint(
                fields=["honour"], condition=models.Q(is_live=True), name="honour_paid_in_one_list"
            ),
            models.CheckConstraint(condition=paired("set_at", "set_by"), name="bonus_line_set_paired"),
            models.CheckConstraint(
                condition=models.Q(set_at__isnull=True, set_vnd__isnull=True)
                | (models.Q(set_at__isnull=False, set_vnd__gte=0) & ~models.Q(set_reason="") & ~models.Q(set_basis="")),
                name="bonus_line_set_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(reckoned_vnd__isnull=True) | models.Q(reckoned_vnd__gte=0), name="bonus_not_negative"
            ),
        ]

    @property
    def owed_vnd(self) -> int | None:
        """What is to be paid: what a person set, else what the law gives without doubt; None while nobody knows."""
        if self.set_at is not None:
            return self.set_vnd
        return None if self.doubt else self.reckoned_vnd


class FundEntry(models.Model):
    """One entry of the fund of an agency in a year. Append-only in the database itself: a slip is put right by a counter
    entry that refers to it. ``balance_after`` follows from the entries before; below zero only with a stated reason.

    No personal data.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", "Số dư đầu kỳ"
        ALLOCATION = "allocation", "Ngân sách cấp"
        CONTRIBUTION = "contribution", "Đóng góp, nguồn hợp pháp khác"
        BONUS = "bonus", "Chi tiền thưởng"
        PURCHASE = "purchase", "Chi mua hiện vật, in phôi"
        ORGANISING = "organising", "Chi tổ chức phong trào, sơ kết, tổng kết, kiểm tra"
        OTHER = "other", "Chi khác"
        RECOVERY = "recovery", "Thu hồi tiền thưởng"
        CORRECTION = "correction", "Bút toán điều chỉnh"
        CARRY_OUT = "carry_out", "Chuyển số dư sang năm sau"
        CARRY_IN = "carry_in", "Số dư năm trước chuyển sang"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="fund_entries")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    amount_vnd = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    entered_on = models.DateField()
    basis = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True)
    overdraft_reason = models.CharField(max_length=300, blank=True)
    bonus_list = models.ForeignKey(
        BonusList, on_delete=models.PROTECT, null=True, blank=True, related_name="fund_entries"
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by_entry"
    )
    recorded_at = models.DateTimeField()
    recorded_by = person_field(null=False)

    class Meta:
        ordering = ["unit", "-year", "-serial"]
        constraints = [
            # Of two entries at once one is the next, the other fails: the balance never forks.
            models.UniqueConstraint(fields=["unit", "year", "serial"], name="one_fund_entry_per_place"),
            models.CheckConstraint(condition=~models.Q(amount_vnd=0), name="fund_entry_moves_money"),
            models.CheckConstraint(
                condition=models.Q(balance_after__gte=0) | ~models.Q(overdraft_reason=""),
                name="fund_below_zero_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="correction", corrects__isnull=False)
                | (~models.Q(kind="correction") & models.Q(corrects__isnull=True)),
                name="only_corrections_correct",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, bút toán {self.serial}/{self.year}"


class BonusPayment(models.Model):
    """What happened to the money of one line: paid, not collected, a slip taken back, recovered. Append-only.

    Personal data: who took the money where it was not the recipient, and as what (heir, by proxy).
    """

    class Kind(models.TextChoices):
        CASH = "cash", "Đã chi tiền mặt"
        TRANSFER = "transfer", "Đã chuyển khoản"
        HEIR = "heir", "Đã giao người thừa kế, người nhận thay"
        NOT_COLLECTED = "not_collected", "Chưa đến nhận"
        TAKEN_BACK = "taken_back", "Hủy ghi nhận chi"
        RECOVERED = "recovered", "Đã thu hồi"

    PAID = (Kind.CASH, Kind.TRANSFER, Kind.HEIR)

    line = models.ForeignKey(BonusLine, on_delete=models.PROTECT, related_name="payments")
    serial = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=Kind)
    amount_vnd = models.BigIntegerField(default=0)
    happened_on = models.DateField()
    receipt = models.CharField(max_length=60, blank=True)
    receiver = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    recorded_at = models.DateTimeField()
    recorded_by = person_field(null=False)

    class Meta:
        ordering = ["line", "serial"]
        constraints = [
            # Of two clicks at once one is the next, the other fails: nobody is paid twice.
            models.UniqueConstraint(fields=["line", "serial"], name="one_payment_per_place"),
            models.CheckConstraint(condition=models.Q(amount_vnd__gte=0), name="payment_not_negative"),
        ]
