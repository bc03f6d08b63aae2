"""Registration read across units: what was reached, one list upward, who is late with what, the year to open on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from thidua.honours.queries import standing
from thidua.movements.models import Movement
from thidua.pledges.models import Deadline, Pledge, PledgeTarget, Progress, RegistrationLine, RegistrationSheet
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_visible_to

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class _Result(TypedDict):
        achieved: bool
        decision_person: str | None
        decision_unit: str | None

    LineWithResult = WithAnnotations[RegistrationLine, _Result]

What = Deadline.What
HANDED_IN = ("sent", "accepted")


def year_of_work(on: date) -> int:
    """The year a board opens on: this one once it has a launched movement or a sheet, else the one still in hand.

    In January, before anything of the new year exists, people still work on the old one. At most two queries.
    """
    year = on.year
    has_begun = (
        RegistrationSheet.objects.filter(year=year).exists()
        or Movement.objects.filter(year=year, launched_at__isnull=False).exists()
    )
    if has_begun or on.month > 3:
        return year
    return year - 1 if RegistrationSheet.objects.filter(year=year - 1).exists() else year


# ── registered against achieved ──


def with_results(lines: QuerySet[RegistrationLine]) -> "QuerySet[LineWithResult]":
    """Each line with ``achieved`` and ``decision`` (number, "" where not), as the register of honours holds it."""
    same = standing().filter(award_code=OuterRef("award_code"), year=OuterRef("sheet__year"))
    of_person = same.filter(person_id=OuterRef("person_id"))
    of_unit = same.filter(unit_id=OuterRef("unit_id"))
    return lines.annotate(
        achieved=Exists(of_person) | Exists(of_unit),
        decision_person=Subquery(of_person.values("decision_number")[:1]),
        decision_unit=Subquery(of_unit.values("decision_number")[:1]),
    )


def result_counts(lines: QuerySet[RegistrationLine]) -> dict[str, int]:
    """``registered``, ``achieved``, ``explained`` (missed with a reason). One query."""
    found = with_results(lines).order_by()
    counts = found.aggregate(
        registered=Count("pk"),
        reached=Count("pk", filter=Q(achieved=True)),
        explained=Count("pk", filter=Q(achieved=False) & ~Q(missed_reason="")),
    )
    return {"registered": counts["registered"], "achieved": counts["reached"], "explained": counts["explained"]}


# ── one list upward ──


def compiled_lines(user, year: int, on: date) -> QuerySet[RegistrationLine]:
    """Every line handed in for a year by the units the person may see."""
    seen = unit_ids_visible_to(user, on)
    lines = RegistrationLine.objects.filter(sheet__unit__in=seen, sheet__year=year, sheet__state__in=HANDED_IN)
    return lines.select_related("person", "unit", "sheet__unit")


@dataclass(frozen=True)
class AwardTotal:
    """How often one award was registered: by collectives, by people, out of reach by the law; reached so far."""

    award_code: str
    collectives: int
    people: int
    not_possible: int
    achieved: int

    @property
    def all(self) -> int:
        return self.collectives + self.people


def totals_by_award(lines: QuerySet[RegistrationLine]) -> list[AwardTotal]:
    """One row an award. One query."""
    rows = (
        with_results(lines)
        .order_by()
        .values("award_code")
        .annotate(
            collectives=Count("pk", filter=Q(person=None)),
            people=Count("pk", filter=Q(unit=None)),
            not_possible=Count("pk", filter=Q(outlook="not_possible")),
            reached=Count("pk", filter=Q(achieved=True)),
        )
    )
    return [AwardTotal(r["award_code"], r["collectives"], r["people"], r["not_possible"], r["reached"]) for r in rows]


# ── who is late, with what ──


def default_due(year: int, what: str) -> date | None:
    """A result of a quarter is due on the 10th of the month after it; the others only when a day was set."""
    return {
        What.Q1: date(year, 4, 10),
        What.Q2: date(year, 7, 10),
        What.Q3: date(year, 10, 10),
        What.Q4: date(year + 1, 1, 10),
    }.get(What(what))


def deadlines_of(unit: Unit | None, year: int) -> dict[str, date | None]:
    """{what: day} for those below ``unit``; where nothing was set the default, None where there is none. One query."""
    known = dict(Deadline.objects.filter(unit=unit, year=year).values_list("what", "due_on")) if unit else {}
    return {what: known.get(what, default_due(year, what)) for what in What.values}


@dataclass(frozen=True)
class Duty:
    """One thing one unit hands in: ``code`` is done, done_late, late, due (not yet), open (no day set), not_asked."""

    code: str
    words: str


DUTY_BADGES = {"done": "done", "done_late": "done", "late": "late", "due": "pending", "open": "pending"}


def _duty(done_on: date | None, due: date | None, on: date) -> Duty:
    if done_on is not None:
        if due is not None and done_on > due:
            return Duty("done_late", f"Đã nộp, trễ {(done_on - due).days} ngày")
        return Duty("done", "Đã nộp")
    if due is None:
        return Duty("open", "Chưa nộp")
    if on > due:
        return Duty("late", f"Trễ {(on - due).days} ngày")
    return Duty("due", f"Chưa nộp, hạn {due:%d/%m}")


def quarter_ends(year: int, quarter: int) -> date:
    return date(year + quarter // 4, 3 * quarter % 12 + 1, 1) - timedelta(days=1)


def quarters_asked(pledge: Pledge) -> list[int]:
    """The quarters a pledge answers for: from the one in which both sides had signed; [] before that.

    A quarter that was over before the pledge began is not asked for.
    """
    if pledge.signed_at is None:
        return []
    begun = pledge.signed_at.date()
    return [quarter for quarter in (1, 2, 3, 4) if quarter_ends(pledge.year, quarter) >= begun]


def duties_of(units: Sequence[Unit], year: int, days: dict[str, date | None], on: date) -> dict[int, dict[str, Duty]]:
    """{unit: {what: duty}} for the units of one page. Four queries whatever the number."""
    sheets = {s.unit_id: s for s in RegistrationSheet.objects.filter(unit__in=units, year=year)}
    pledges: dict[int, list[Pledge]] = defaultdict(list)
    for pledge in Pledge.objects.filter(unit__in=units, year=year).exclude(state="withdrawn").order_by("pk"):
        pledges[pledge.unit_id].append(pledge)
    running = [p.pk for ps in pledges.values() for p in ps if p.state in ("signed", "settled")]
    targets: dict[int, list[PledgeTarget]] = defaultdict(list)
    for target in PledgeTarget.objects.filter(pledge__in=running).only("pk", "pledge_id", "due_on"):
        targets[target.pledge_id].append(target)
    entered: dict[tuple[int, int], date] = {}
    rows = Progress.objects.filter(target__pledge__in=running).values_list("target_id", "quarter", "entered_at")
    for target_id, quarter, moment in rows:
        entered[target_id, quarter] = moment.date()
    found: dict[int, dict[str, Duty]] = {}
    for unit in units:
        sheet = sheets.get(unit.pk)
        sent = sheet.sent_at.date() if sheet and sheet.state in HANDED_IN and sheet.sent_at else None
        mine: dict[str, Duty] = {What.REGISTRATION: _duty(sent, days[What.REGISTRATION], on)}
        put = [p.proposed_at.date() for p in pledges[unit.pk] if p.proposed_at is not None]
        mine[What.PLEDGE] = _duty(min(put) if put else None, days[What.PLEDGE], on)
        for quarter, what in enumerate((What.Q1, What.Q2, What.Q3, What.Q4), start=1):
            mine[what] = _quarter_duty(pledges[unit.pk], targets, entered, quarter, days[what], on)
        found[unit.pk] = mine
    return found


def _quarter_duty(
    pledges: Iterable[Pledge],
    targets: dict[int, list[PledgeTarget]],
    entered: dict[tuple[int, int], date],
    quarter: int,
    due: date | None,
    on: date,
) -> Duty:
    asked = [p for p in pledges if p.state in ("signed", "settled") and quarter in quarters_asked(p)]
    wanted = [t for p in asked for t in targets[p.pk] if (t.due_on.month + 2) // 3 >= quarter]
    if not wanted:
        return Duty("not_asked", "—")
    days = [entered.get((target.pk, quarter)) for target in wanted]
    missing = sum(day is None for day in days)
    if missing:
        if on <= quarter_ends(asked[0].year, quarter):
            return Duty("due", "Chưa đến kỳ")
        duty = _duty(None, due, on)
        return Duty(duty.code, f"{duty.words}: {missing}/{len(wanted)} chỉ tiêu")
    return _duty(max(day for day in days if day is not None), due, on)


def late_in(units: QuerySet[Unit], year: int, what: str) -> QuerySet[Unit]:
    """The units that have not handed in ``what``, whatever the day. For filters."""
    if what == What.REGISTRATION:
        return units.filter(
            ~Exists(RegistrationSheet.objects.filter(unit=OuterRef("pk"), year=year, state__in=HANDED_IN))
        )
    own = Pledge.objects.filter(unit=OuterRef("pk"), year=year).exclude(state="withdrawn")
    if what == What.PLEDGE:
        return units.filter(~Exists(own.filter(proposed_at__isnull=False)))
    quarter = int(what[1])
    there = Progress.objects.filter(target=OuterRef("pk"), quarter=quarter)
    empty = PledgeTarget.objects.filter(
        ~Exists(there), pledge=OuterRef("pk"), due_on__gte=date(year, 3 * quarter - 2, 1)
    )
    running = own.filter(
        Exists(empty), state__in=("signed", "settled"), signed_at__date__lte=quarter_ends(year, quarter)
    )
    return units.filter(Exists(running))


def honour_of(line: Any) -> str:
    """The number of the decision by which a line (of :func:`with_results`) was reached; ""."""
    return line.decision_person or line.decision_unit or ""
