"""What the pages of a pledge are made of: its targets with quarters and picture, its changes, the state of its quarters."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.pledges import permissions
from thidua.pledges.achievement import (
    achievement,
    against_last_year,
    entries,
    forecast,
    forecast_words,
    is_met,
    last_value,
    measured,
    quarter_of,
    rate,
)
from thidua.pledges.changes import differences, title_of
from thidua.pledges.charts import chart_of
from thidua.pledges.doubts import of_goal
from thidua.pledges.models import Evidence, Pledge, PledgeChange
from thidua.pledges.queries_registration import quarter_ends, quarters_asked
from thidua.shared.denied import reason_against
from thidua.shared.ui import Action, Crumb
from thidua.shared.wording import vi_date

Answer = PledgeChange.Answer
# How an answer is drawn; the word stands beside it.
ANSWER_BADGES = {"open": "pending", "accepted": "done", "refused": "failed", "taken_back": "withdrawn"}


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Đăng ký, giao ước", reverse("pledges:list")), *steps]


def _quarters_of(target, by_quarter: dict, files: list, asked: list[int]) -> list[dict]:
    """A row for each quarter that is asked for or has a value: the table twin of the picture."""
    found = []
    for number in (1, 2, 3, 4):
        entry = by_quarter.get(number)
        proofs = [each for each in files if each.target_id == target.pk and each.quarter == number]
        if entry is None and not proofs and (number not in asked or number > quarter_of(target.due_on)):
            continue
        found.append(
            {
                "number": number,
                "value": measured(entry.value, target) if entry else "",
                "percent": rate(entry.value, target.goal, target.direction) if entry else None,
                "source": entry.evidence if entry else "",
                "files": proofs,
                "has_proof": bool(proofs or (entry and entry.evidence)),
            }
        )
    return found


def _target_acts(pledge: Pledge, target, may_ask: bool) -> list[Action]:
    if not may_ask:
        return []
    place = [pledge.pk, target.ordinal]
    return [
        Action("Đề nghị sửa", reverse("pledges:change-target", args=place), kind="quiet", icon="edit"),
        Action("Đề nghị bỏ", reverse("pledges:drop-target", args=place), kind="quiet"),
    ]


def target_rows(pledge: Pledge, may_ask: bool) -> list[dict]:
    rows = []
    files = files_of(pledge) if pledge.state in ("signed", "settled") else []
    asked = quarters_asked(pledge)
    for target in pledge.targets.all():
        by_quarter = {entry.quarter: entry for entry in entries(target)}
        rows.append(
            {
                "target": target,
                "quarters": _quarters_of(target, by_quarter, files, asked),
                "value": measured(last_value(target), target),
                "goal": measured(target.goal, target),
                "baseline": measured(target.baseline, target),
                "percent": achievement(target),
                "bar": min(achievement(target) or 0, 100),
                "is_met": is_met(target),
                "forecast": forecast(target),
                "forecast_words": forecast_words(target),
                "chart": chart_of(target),
                "remarks": against_last_year(target, target.goal),
                "doubts": of_goal(target),
                "acts": _target_acts(pledge, target, may_ask),
            }
        )
    return rows


def changes_of(request: HttpRequest, pledge: Pledge, on: date) -> list[dict[str, Any]]:
    """Every change of a pledge for the page, open ones first, with the buttons the reader may press. One query."""
    me = signed_in(request)
    found = []
    for change in pledge.changes.select_related("proposed_by", "answered_by"):
        change.pledge = pledge
        found.append(
            {
                "change": change,
                "title": title_of(change),
                "by": pledge.superior if change.side == "superior" else pledge.unit,
                "rows": differences(change),
                "badge": ANSWER_BADGES[change.answer],
                "acts": _acts(me, change, on) if change.answer == Answer.OPEN else [],
            }
        )
    return sorted(found, key=lambda row: (row["change"].answer != Answer.OPEN, -row["change"].ordinal))


def _acts(me, change: PledgeChange, on: date) -> list[Action]:
    refused = reason_against(permissions.check_can_answer_change, me, change, on)
    version = (("version", str(change.pledge.version)),)

    def address(name: str) -> str:
        return reverse(f"pledges:{name}", args=[change.pledge_id, change.ordinal])

    if not reason_against(permissions.check_can_take_back_change, me, change, on):
        words = "Rút đề nghị này?"
        back = Action("Rút đề nghị", address("change-take-back"), "post", kind="quiet", confirm=words, hidden=version)
        return [back]
    if refused:
        return []
    number = f"số {change.ordinal}"
    sure = f"Đồng ý đề nghị {number}? Nội dung mới vào giao ước ngay."
    return [
        Action("Đồng ý", address("change-accept"), "post", "check", "primary", confirm=sure, hidden=version),
        Action("Không đồng ý", address("change-refuse")),
    ]


def files_of(pledge: Pledge, number: int | None = None) -> list[Evidence]:
    """The files of a pledge (of one quarter), by target. One query."""
    files = Evidence.objects.filter(target__pledge=pledge, removed_at=None).select_related("target")
    if number is not None:
        files = files.filter(quarter=number)
    return list(files.order_by("target__ordinal", "quarter", "pk"))


def quarter_states(pledge: Pledge, on: date, days: dict[str, date | None]) -> list[dict[str, Any]]:
    """Each quarter of a signed pledge: ``code`` (not_asked, later, open, late, done) and its words. No query."""
    asked, found = quarters_asked(pledge), []
    for number in (1, 2, 3, 4):
        wanted = [t for t in pledge.targets.all() if quarter_of(t.due_on) >= number]
        missing = sum(all(entry.quarter != number for entry in target.progress.all()) for target in wanted)
        due = days[f"q{number}"]
        if number not in asked or not wanted:
            code, words = "not_asked", "Không hỏi: giao ước chưa bắt đầu" if number not in asked else "Không hỏi"
        elif not missing:
            code, words = "done", "Đã đủ kết quả"
        elif on < date(pledge.year, 3 * number - 2, 1):
            code, words = "later", "Chưa đến quý"
        elif due is not None and on > due:
            code, words = "late", f"Trễ {(on - due).days} ngày, còn {missing} chỉ tiêu"
        else:
            ends = quarter_ends(pledge.year, number)
            code, words = "open", f"Còn {missing} chỉ tiêu, hạn {vi_date(due)}" if due else f"Đến {vi_date(ends)}"
        found.append({"number": number, "code": code, "words": words})
    return found
