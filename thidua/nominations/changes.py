"""What differs between two verdicts on one case: condition by condition under one law, by what decides under two laws."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from thidua.law.queries import in_use, the_book
from thidua.nominations.facts import differences
from thidua.shared.wording import vi_date

_NOT_ASKED = "Không có điều kiện cùng nội dung"
_LOOK = ("not_covered", "needs_evidence", "needs_judgement")


@dataclass(frozen=True)
class Changes:
    """``lead_vi`` says what became of the law, "" under one law; ``rows`` as :func:`thidua.nominations.facts.differences`
    gives them."""

    lead_vi: str
    rows: list[dict[str, str]]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Of two verdicts as plain values with ``outcome``, ``rule_date`` and ``conditions``.

    Two regimes ask by other codes, so that nearly every condition would look dropped on one side and added on the other:
    then only those that decide one of the two outcomes are named.
    """
    old, new = (date.fromisoformat(each["rule_date"]) for each in (before, after))
    book = the_book()
    was, now = book.regime_on(old), book.regime_on(new)
    if was.code == now.code:
        rows = differences(before, after)
        return Changes("", [{key: in_use(text) for key, text in row.items()} for row in rows])
    lead = (
        f"Ngày {vi_date(old)} áp dụng {_begun(was.name_vi)}; ngày {vi_date(new)} áp dụng {_begun(now.name_vi)}. "
        "Hai luật đặt điều kiện khác nhau nên chỉ nêu điều kiện quyết định kết quả."
    )
    texts = dict.fromkeys(in_use(reason["text_vi"]) for each in (after, before) for reason in deciding(each))
    sides = [{in_use(reason["text_vi"]): reason for reason in each["conditions"]} for each in (before, after)]
    return Changes(lead, [_row(text, sides[0].get(text), sides[1].get(text)) for text in texts])


def deciding(verdict: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The single conditions of a stored verdict that keep it from "may be proposed", as
    :func:`rulebook.verdict.deciding` finds them: of alternatives those of the nearest way."""
    below: dict[str, list[Mapping[str, Any]]] = {}
    for reason in verdict["conditions"]:
        below.setdefault(reason["path"].rpartition(".")[0], []).append(reason)

    def nearest(reason: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        ways = [nearest(part) for part in below.get(reason["path"], []) if part["outcome"] == reason["outcome"]]
        if reason["join"] == "any_of":
            return min(ways, key=len, default=[reason])
        return [leaf for way in ways for leaf in way] or [reason]

    whole = below.get("", [])
    found = {reason["outcome"] for reason in whole}
    if verdict["outcome"] == "may_not":
        wanted = "not_met"
    elif verdict["outcome"] == "human_must_look":
        wanted = next((outcome for outcome in _LOOK if outcome in found), "")
    else:
        wanted = ""
    return [leaf for reason in whole if reason["outcome"] == wanted for leaf in nearest(reason)]


def _begun(name: str) -> str:
    """A name inside a sentence."""
    return name[:1].lower() + name[1:]


def _row(text: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> dict[str, str]:
    """The codes of two laws differ; the words tell whether both ask the same."""
    row = {"text_vi": text}
    for name, side in (("before", before), ("after", after)):
        row[name] = side["outcome_vi"] if side else _NOT_ASKED
        row[f"{name}_fact"] = in_use(side["fact_vi"]) if side else ""
    return row
