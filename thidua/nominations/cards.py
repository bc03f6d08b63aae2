"""A frozen verdict as the card the screen draws; the rule date of a dossier in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from thidua.law.queries import in_use
from thidua.nominations.facts import rule_date_of
from thidua.nominations.models import Nomination
from thidua.shared.ui import Condition, VerdictCard
from thidua.shared.wording import vi_date


def verdict_card(verdict: Mapping[str, Any], title: str, subject: str) -> VerdictCard:
    """Every condition with its fact, article and what would change it; groups are named before their parts."""
    needless = _needless(verdict["conditions"])
    conditions = [
        Condition(
            label=f"{'– ' * (reason['depth'] - 1)}{in_use(reason['text_vi'])}",
            outcome="not_needed" if place in needless else reason["outcome"],
            fact=in_use(reason["fact_vi"]),
            missing="" if place in needless else in_use(reason["what_would_change_vi"]),
            article=_article(reason),
            article_url=reason["url"] if str(reason["url"]).startswith("https://") else "",
        )
        for place, reason in enumerate(verdict["conditions"])
    ]
    advice = in_use(verdict["summary_vi"])
    if verdict.get("earliest_year"):
        advice = f"{advice} Sớm nhất có thể đạt: năm {verdict['earliest_year']}."
    return VerdictCard(
        title=title,
        outcome=verdict["outcome"],
        conditions=conditions,
        subject=subject,
        rule_date=vi_date(date.fromisoformat(verdict["rule_date"])),
        data_version=verdict["data_version"],
        advice=advice,
    )


def _needless(conditions: Sequence[Mapping[str, Any]]) -> set[int]:
    """Places of the ways that need not hold because another way of the same group of alternatives does."""
    found: set[int] = set()
    above: list[tuple[int, bool]] = []  # (depth, whether one of its parts is enough and is there) of the open groups
    skip: int | None = None  # the depth of a way not taken: its parts go with it
    for place, reason in enumerate(conditions):
        depth = reason["depth"]
        if skip is not None and depth <= skip:
            skip = None
        while above and above[-1][0] >= depth:
            above.pop()
        if skip is None and above and above[-1][1] and reason["outcome"] != "met":
            skip = depth
        if skip is not None:
            found.add(place)
        above.append((depth, reason["join"] == "any_of" and reason["outcome"] == "met"))
    return found


def _article(reason: Mapping[str, Any]) -> str:
    status = "" if reason["status"] == "verified" else f" ({reason['status_vi'].lower()})"
    return f"{reason['citation']}{status}"


def law_day(nomination: Nomination, today: date) -> dict[str, Any]:
    """The day whose law judges the dossier, why, and what to look at before relying on it."""
    received = rule_date_of(nomination, today)
    if received is None:
        waiting = ("Ngày áp dụng", "Ngày tiếp nhận hồ sơ để thẩm định (chưa tiếp nhận)")
        return {"law_day": [waiting], "law_warnings": []}
    rows: list[tuple] = [("Ngày áp dụng", vi_date(nomination.rule_date))]
    by = nomination.rule_date_changed_by
    if by is not None:
        rows += [
            ("Vì sao", f"Thay cho ngày tiếp nhận {vi_date(received.day)}: {nomination.rule_date_reason}"),
            ("Người đổi", f"{by.display_name}, {vi_date(nomination.rule_date_changed_at)}"),
        ]
        return {"law_day": rows, "law_warnings": []}
    rows.append(("Vì sao", received.why_vi))
    if received.citation:
        rows.append(("Căn cứ", received.citation, received.url))
    return {"law_day": rows, "law_warnings": received.warnings_vi}
