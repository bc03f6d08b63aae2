"""A verdict as the card the screen draws: of a dossier, a meeting, a worked example."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from thidua.law.links import citation_url
from thidua.law.queries import in_use
from thidua.shared.ui import DEEPEST, Condition, VerdictCard
from thidua.shared.wording import vi_date


def verdict_card(verdict: Mapping[str, Any], title: str, subject: str) -> VerdictCard:
    """``verdict`` as ``Verdict.to_dict`` gives it: every condition with its fact, article and what would change it;
    groups are named before their parts, which lie one step deeper."""
    needless = _needless(verdict["conditions"])
    conditions = [
        Condition(
            label=in_use(reason["text_vi"]),
            outcome="not_needed" if place in needless else reason["outcome"],
            fact=in_use(reason["fact_vi"]),
            missing="" if place in needless else in_use(reason["what_would_change_vi"]),
            article=_article(reason),
            article_url=citation_url(str(reason["url"]), verdict["award"]) if reason["url"] else "",
            depth=min(reason["depth"], DEEPEST),
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
