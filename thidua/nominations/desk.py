"""The clock of a dossier: which step it is in, since when, until when, in working days (requirement N4). Reads only.

The law's number of days counts where our data has one; a unit may have chosen another, with the text it rests on. Where
neither says anything there is no last day: none is made up. While a question waits for its answer, or a hold stands, the
clock of the appraisal stands still.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localtime

from rulebook.dated import in_force
from rulebook.deadlines import DeadlineError, DeadlineRule, add_working_days, deadline_rule, working_days_between
from thidua.nominations.models import Nomination
from thidua.nominations.models_desk import DeskRules, Route
from thidua.notices.reminders import house_deadline
from thidua.shared.certain import certain
from thidua.shared.wording import vi_date


@dataclass(frozen=True)
class Clock:
    """``due`` None: nobody has set a last day; ``why_vi``: what our data knows and does not know of one. ``left``: working
    days until it, negative when it has passed."""

    step_vi: str
    since: date
    due: date | None
    left: int | None
    is_paused: bool = False
    limit: int | None = None
    citation: str = ""
    why_vi: str = ""

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def tone(self) -> str:
        if self.due is None or self.is_paused:
            return "quiet"
        return "error" if self.is_late else "caution" if certain(self.left) <= 3 else "met"

    @property
    def told_vi(self) -> str:
        """ "Thẩm định: còn 12 ngày làm việc, hạn 08/01/2026"."""
        if self.is_paused:
            return f"{self.step_vi}: tạm dừng tính thời hạn"
        if self.due is None:
            return f"{self.step_vi}: từ {vi_date(self.since)}, chưa có thời hạn"
        if self.is_late:
            return f"{self.step_vi}: quá hạn {-certain(self.left)} ngày làm việc, hạn {vi_date(self.due)}"
        return f"{self.step_vi}: còn {self.left} ngày làm việc, hạn {vi_date(self.due)}"


def rules_of(units: Collection[int] | QuerySet) -> dict[int, DeskRules]:
    """{unit: the rules of its desk in force}. One query."""
    found: dict[int, DeskRules] = {}
    for rules in DeskRules.objects.filter(unit_id__in=units).order_by("pk"):
        found[rules.unit_id] = rules
    return found


def _law_of(nomination: Nomination) -> DeadlineRule:
    return deadline_rule("province_appraisal_own" if nomination.to_unit.parent_id is None else "base_appraisal")


def law_days(nomination: Nomination, since: date) -> tuple[int | None, str]:
    """(working days of the law for the appraisal, its citation); (None, "") where our data has none for the day."""
    value = in_force(_law_of(nomination).values, since)
    if value is None or value.unit != "working_days" or not value.status.decides:
        return None, ""
    return value.days, value.cite.label_vi


def why_no_law(nomination: Nomination, since: date) -> str:
    """What to say where :func:`law_days` has none: the last value our data knows and when it ended, and that the agency may
    set days of its own. Nothing is carried over from a text that has ended."""
    before = [value for value in _law_of(nomination).values if value.valid_to is not None and value.valid_to < since]
    known = (
        f"; quy định trước đây ({before[-1].days} ngày làm việc, {before[-1].cite.label_vi}) hết hiệu lực từ ngày "
        f"{vi_date(certain(before[-1].valid_to) + timedelta(days=1))}"
        if before
        else ""
    )
    return (
        f"Hệ thống chưa có quy định về thời hạn thẩm định ở cấp này cho ngày {vi_date(since)}{known}. "
        "Cơ quan thẩm định đặt thời hạn của mình ở “Quy định của bàn”."
    )


def clock_of(nomination: Nomination, on: date, rules: DeskRules | None) -> Clock | None:
    """The clock of the present step; None where the dossier waits for nobody's desk. ``rounds`` and ``holds`` of the
    dossier should be prefetched where many are read."""
    if nomination.state == "sent":
        since = _day(certain(nomination.sent_at))
        days = rules.receive_days if rules else None
        return _clock("Tiếp nhận", since, days, rules.basis if rules and days else "", on)
    if nomination.state == "returned":
        since = _day(certain(nomination.returned_at))
        due = house_deadline("mend", since)
        return Clock("Sửa hồ sơ", since, due, _left(on, due))
    if nomination.state not in ("received", "asked"):
        return None
    rounds = list(nomination.rounds.all())
    if nomination.state == "asked" and rounds:
        last = rounds[-1]
        left = _left(on, last.due_on) if last.due_on else None
        return Clock("Đơn vị trả lời", _day(last.asked_at), last.due_on, left)
    restarted = [each.answered_at for each in rounds if each.route == Route.RESTART and each.answered_at]
    since = _day(max(restarted, default=certain(nomination.received_at)))
    days, citation = law_days(nomination, since)
    if rules and rules.appraise_days:
        days, citation = rules.appraise_days, rules.basis
    stops = [(each.asked_at, each.answered_at) for each in rounds]
    holds = [each for each in nomination.holds.all() if each.line_id is None]
    stops += [(each.started_at, each.lifted_at) for each in holds]
    if any(each.lifted_at is None for each in holds):
        return Clock("Thẩm định", since, None, None, is_paused=True, limit=days, citation=citation)
    if not days:
        return Clock("Thẩm định", since, None, None, why_vi=why_no_law(nomination, since))
    return _clock("Thẩm định", since, days, citation, on, _stopped(stops, since, on))


def _day(moment: datetime) -> date:
    return localtime(moment).date()


def _clock(step_vi: str, since: date, days: int | None, citation: str, on: date, stopped: int = 0) -> Clock:
    if not days:
        return Clock(step_vi, since, None, None)
    try:
        due = add_working_days(since, days + stopped).day
    except DeadlineError:  # beyond our table of holidays
        return Clock(step_vi, since, None, None, limit=days, citation=citation)
    return Clock(step_vi, since, due, _left(on, due), limit=days, citation=citation)


def _left(on: date, due: date) -> int | None:
    try:
        return working_days_between(on, due) if due >= on else -working_days_between(due, on)
    except DeadlineError:
        return None


def _stopped(stops: Iterable[tuple[datetime, datetime | None]], since: date, on: date) -> int:
    """Working days of ``since`` to ``on`` on which the clock stood still, each counted once."""
    days = 0
    covered = since
    for start, end in sorted((_day(a), _day(b) if b else on) for a, b in stops):
        begins = max(start, covered)
        if end > begins:
            try:
                days += working_days_between(begins, end)
            except DeadlineError:
                continue
            covered = end
    return days
