"""One row of the verdicts in words: outcome, each condition with its record and article, what would change it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

from .conditions import Condition, Outcome
from .facts import Facts
from .judge import Decision, Verdicts
from .vocabulary import MeetsStandardOf


@dataclass(frozen=True)
class Reason:
    """One condition as a person reads it. ``counts`` is False for notes."""

    code: str
    path: str
    depth: int
    join: str
    counts: bool
    outcome: str
    outcome_vi: str
    text_vi: str
    fact_vi: str
    what_would_change_vi: str
    citation: str
    url: str
    status: str
    status_vi: str
    last_checked: str
    note_vi: str


@dataclass(frozen=True)
class Verdict:
    """What a dossier stores: complete without the book that produced it."""

    key: str
    award: str
    award_vi: str
    outcome: str
    summary_vi: str
    conditions: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    grounds: tuple[str, ...]
    earliest_year: int | None
    rule_date: str
    award_year: int
    data_version: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values only: ready for JSON."""
        plain = asdict(self)
        for name in ("conditions", "notes", "grounds"):
            plain[name] = list(plain[name])
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """A stored verdict; what was kept beside it (differences since sending) is passed over."""
        values = {each.name: plain[each.name] for each in fields(cls)}
        for name in ("conditions", "notes"):
            values[name] = tuple(Reason(**{f.name: reason[f.name] for f in fields(Reason)}) for reason in values[name])
        return cls(**values | {"grounds": tuple(values["grounds"])})


def explain(verdicts: Verdicts, row: int) -> Verdict:
    """The verdict of row ``row`` (0-based; ``IndexError`` outside), with reasons in Vietnamese."""
    if not 0 <= row < verdicts.facts.n:
        raise IndexError(f"row {row} is outside 0..{verdicts.facts.n - 1}")
    one = verdicts.facts.take([row])  # words are made from one row, so that a long register costs nothing
    reasons = tuple(_reason(verdicts, one, number, row) for number in _concerning(verdicts, row))
    decision = Decision(int(verdicts.decisions[row]))
    counted = tuple(reason for reason in reasons if reason.counts)
    return Verdict(
        key=verdicts.facts.keys[row],
        award=verdicts.award.code,
        award_vi=verdicts.award.name_vi,
        outcome=decision.name.lower(),
        summary_vi=_summary(verdicts, decision, row),
        conditions=counted,
        notes=tuple(reason for reason in reasons if not reason.counts),
        grounds=_grounds(verdicts, row),
        earliest_year=_earliest(verdicts, one, 0, row) if decision is Decision.MAY_NOT else None,
        rule_date=verdicts.on.isoformat(),
        award_year=verdicts.facts.award_year,
        data_version=verdicts.data_version,
    )


def deciding(verdicts: Verdicts, row: int) -> dict[str, tuple[Outcome, str]]:
    """{path: (outcome, words)} of the single conditions that keep row ``row`` from "may be proposed"; empty when nothing
    does. Of alternatives none of which holds, those of the nearest way: the one with the fewest conditions to meet."""
    if verdicts.decisions[row] == Decision.MAY_BE_PROPOSED:
        return {}
    found = {}
    for number in _nearest(verdicts, 0, row):
        line = verdicts.lines[number]
        found[line.path] = (Outcome(int(verdicts.columns[number][row])), line.node.text_vi)
    return found


def _nearest(verdicts: Verdicts, number: int, row: int) -> list[int]:
    children, mine = _children(verdicts, number), verdicts.columns[number][row]
    if not children:
        return [number]
    ways = [_nearest(verdicts, child, row) for child in children if verdicts.columns[child][row] == mine]
    if verdicts.lines[number].join == "any_of" and number != 0:
        return min(ways, key=len, default=[number])
    return [leaf for way in ways for leaf in way] or [number]


def _reason(verdicts: Verdicts, one: Facts, number: int, row: int) -> Reason:
    line = verdicts.lines[number]
    node, on = line.node, verdicts.on
    outcome = Outcome(int(verdicts.columns[number][row]))
    fact = change = ""
    if isinstance(node, Condition) and not isinstance(node, MeetsStandardOf):
        fact = node.fact_vi(one, 0, on)
        change = "" if outcome is Outcome.MET or not line.counts else node.change_vi(one, 0, on)
    elif outcome is not Outcome.MET:
        change = (
            "Cần đạt tất cả nội dung dưới đây" if line.join == "all_of" else "Cần đạt một trong các nội dung dưới đây"
        )
    return Reason(
        code=node.code,
        path=line.path,
        depth=line.depth,
        join=line.join,
        counts=line.counts,
        outcome=outcome.name.lower() if line.counts else "note",
        outcome_vi=outcome.label_vi if line.counts else "Ghi chú",
        text_vi=node.text_vi,
        fact_vi=fact,
        what_would_change_vi=change,
        citation=node.cite.label_vi,
        url=node.url,
        status=node.status.value,
        status_vi=node.status.label_vi,
        last_checked=node.last_checked.isoformat() if node.last_checked else "",
        note_vi=node.note_vi,
    )


def _concerning(verdicts: Verdicts, row: int) -> list[int]:
    """Lines below the whole that speak of this row: what the standard asks of others is left out with all it holds."""
    found: list[int] = []
    waiting = list(reversed(verdicts.lines[0].parts))
    while waiting:
        number = waiting.pop()
        if verdicts.columns[number][row] != Outcome.NOT_APPLICABLE:
            found.append(number)
            waiting.extend(reversed(verdicts.lines[number].parts))
    return found


def _children(verdicts: Verdicts, number: int) -> list[int]:
    return [part for part in verdicts.lines[number].parts if verdicts.lines[part].counts]


def _deciding(verdicts: Verdicts, number: int, row: int) -> list[int]:
    """Lines that make the outcome of line ``number`` what it is. Alternatives are named together, by their group."""
    line, children = verdicts.lines[number], _children(verdicts, number)
    if not children or (line.join == "any_of" and number != 0):
        return [number]
    mine = verdicts.columns[number][row]
    return [
        leaf for child in children if verdicts.columns[child][row] == mine for leaf in _deciding(verdicts, child, row)
    ]


def _summary(verdicts: Verdicts, decision: Decision, row: int) -> str:
    name = verdicts.award.name_vi
    if decision is Decision.MAY_BE_PROPOSED:
        return f"Có thể đề xét tặng {name}."
    texts = []
    for number in _deciding(verdicts, 0, row):
        text = verdicts.lines[number].node.text_vi
        if text not in texts:
            texts.append(text)
    why = "; ".join(texts) or "tiêu chuẩn đối với đối tượng này chưa có trong dữ liệu"
    if decision is Decision.MAY_NOT:
        return f"Chưa đủ điều kiện đề xét tặng {name}: {why}."
    return f"Cần người có thẩm quyền xem xét trước khi đề xét tặng {name}: {why}."


def _grounds(verdicts: Verdicts, row: int) -> tuple[str, ...]:
    """Codes of the options that met an "any of": the ground a title rests on (needed when initiatives are reused)."""
    found = []
    for number in [0, *_concerning(verdicts, row)]:
        line = verdicts.lines[number]
        if line.join == "any_of":
            for part in line.parts:
                if verdicts.lines[part].counts and verdicts.columns[part][row] == Outcome.MET:
                    found.append(verdicts.lines[part].path)
    return tuple(found)


def _earliest(verdicts: Verdicts, one: Facts, number: int, row: int) -> int | None:
    """First year in which the failed parts of a line could all hold; ``None`` when one of them cannot be derived."""
    line = verdicts.lines[number]
    if verdicts.columns[number][row] != Outcome.NOT_MET:
        return verdicts.facts.award_year
    if isinstance(line.node, Condition) and not isinstance(line.node, MeetsStandardOf):
        return line.node.earliest_year(one, 0, verdicts.on)
    concerned = [p for p in _children(verdicts, number) if verdicts.columns[p][row] != Outcome.NOT_APPLICABLE]
    years = [_earliest(verdicts, one, part, row) for part in concerned]
    known = [year for year in years if year is not None]
    if line.join == "any_of":
        return min(known, default=None)
    return max(known) if known and len(known) == len(years) else None


_PARTS = (
    ("not_met", "Điều kiện chưa đạt"),
    ("not_covered", "Nội dung dữ liệu pháp luật chưa có"),
    ("needs_evidence", "Điều kiện còn thiếu minh chứng"),
    ("needs_judgement", "Điều kiện cần người có thẩm quyền xem xét"),
    ("met", "Điều kiện đã đạt"),
)


def letter_vi(verdict: Verdict, name: str) -> str:
    """The verdict as plain paragraphs for a letter to ``name``: what was found, why, by which article, what to do.

    Conditions of a group stand under its heading; the parts of an alternative that was not needed are left out.
    """
    day = date.fromisoformat(verdict.rule_date)
    lines = [
        f"Kết quả đối chiếu tiêu chuẩn {verdict.award_vi} năm {verdict.award_year} đối với {name}",
        f"Quy định áp dụng tại ngày {day:%d/%m/%Y}.",
        verdict.summary_vi,
    ]
    told = _told(verdict)
    for outcome, heading in _PARTS:
        chosen = [reason for reason in told if reason.outcome == outcome]
        if chosen:
            lines += ["", f"{heading}:", *(f"- {_told_vi(reason)}" for reason in chosen)]
    if verdict.notes:
        lines += ["", "Lưu ý:", *(f"- {note.text_vi} ({note.citation})." for note in verdict.notes)]
    if verdict.earliest_year is not None:
        lines += ["", f"Sớm nhất có thể xét: năm {verdict.earliest_year}."]
    return "\n".join(
        [*lines, "", "Đây là kết quả đối chiếu với dữ liệu pháp luật, không thay thế kết luận của người có thẩm quyền."]
    )


def _told(verdict: Verdict) -> list[Reason]:
    """Leaves worth telling, each once: of alternatives of which one holds, that one; what was asked twice, once."""
    below: dict[str, list[Reason]] = {}
    for reason in verdict.conditions:
        below.setdefault(reason.path.rpartition(".")[0], []).append(reason)

    def leaves(reason: Reason) -> list[Reason]:
        parts = below.get(reason.path, [])
        if not parts:
            return [reason]
        if reason.join == "any_of" and reason.outcome == "met":
            parts = [part for part in parts if part.outcome == "met"][:1]
        return [leaf for part in parts for leaf in leaves(part)]

    told = [leaf for reason in below.get("", []) for leaf in leaves(reason)]
    return list({(each.text_vi, each.outcome, each.fact_vi): each for each in told}.values())


def _told_vi(reason: Reason) -> str:
    fact = f" {reason.fact_vi}." if reason.fact_vi else ""
    change = f" {reason.what_would_change_vi}." if reason.what_would_change_vi else ""
    return f"{reason.text_vi} ({reason.citation}).{fact}{change}"


__all__ = ["Reason", "Verdict", "deciding", "explain", "letter_vi"]
