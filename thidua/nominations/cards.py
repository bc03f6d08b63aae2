"""A frozen verdict as the card the screen draws."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from thidua.shared.ui import Condition, VerdictCard
from thidua.shared.wording import vi_date


def verdict_card(verdict: Mapping[str, Any], title: str, subject: str) -> VerdictCard:
    """Every condition with its fact, article and what would change it; groups are named before their parts."""
    conditions = [
        Condition(
            label=f"{'– ' * (reason['depth'] - 1)}{reason['text_vi']}",
            outcome=reason["outcome"],
            fact=reason["fact_vi"],
            missing=reason["what_would_change_vi"],
            article=_article(reason),
            article_url=reason["url"] if str(reason["url"]).startswith("https://") else "",
        )
        for reason in verdict["conditions"]
    ]
    advice = verdict["summary_vi"]
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


def _article(reason: Mapping[str, Any]) -> str:
    status = "" if reason["status"] == "verified" else f" ({reason['status_vi'].lower()})"
    return f"{reason['citation']}{status}"
