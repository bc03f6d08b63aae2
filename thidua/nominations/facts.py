"""From the records to the law and back: facts of nominees, one call of the judge, achievement texts."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Literal

from django.utils import timezone

from rulebook.facts import CollectiveFacts, Facts, PersonFacts
from rulebook.facts_base import YEARS
from rulebook.judge import Decision, Verdicts, judge
from rulebook.transition import RuleDate, rule_date
from rulebook.verdict import explain
from thidua.honours.facts import collective_facts, person_facts, titles_held
from thidua.law.queries import award_name, in_use, the_book
from thidua.nominations.conflicts_uses import used_up
from thidua.nominations.models import Nomination, NominationLine, Outsider
from thidua.people.models import Person
from thidua.pledges.achievement import BEYOND, MISSED, MOST, outcome
from thidua.pledges.models import Pledge, PledgeTarget, Progress
from thidua.records import queries as records
from thidua.records.models import TaskRating
from thidua.scoring.models import Standing
from thidua.shared.wording import decision_words
from thidua.units.models import Unit


def standings(unit_ids: Collection[int], year: int) -> dict[int, tuple[int, int]]:
    """{unit: (rank, units ranked)} from the confirmed seasons of the year. Two queries."""
    rows = Standing.objects.filter(season__year=year, season__state="confirmed")
    mine = list(rows.filter(unit_id__in=unit_ids).values_list("unit_id", "rank", "season_id"))
    sizes: dict[int, int] = {}
    for season in rows.filter(season_id__in={row[2] for row in mine}).values_list("season_id", flat=True):
        sizes[season] = sizes.get(season, 0) + 1
    return {unit: (rank, sizes[season]) for unit, rank, season in mine}


def targets_exceeded(unit_ids: Collection[int], year: int) -> dict[int, bool]:
    """{unit: yes or no} from the settled pledges of the year. Three queries.

    Yes when every target ended beyond its goal, no when one was missed. A target that leaves nothing to exceed (no
    accident at all, a thing done) is only asked to be reached. A unit that just reached some goal, or has a target
    without a figure, is left out: whether that is "beyond" is for a person to say.
    """
    pledges = Pledge.objects.filter(unit_id__in=unit_ids, year=year, state="settled")
    unit_of = dict(pledges.values_list("pk", "unit_id"))
    targets = list(PledgeTarget.objects.filter(pledge_id__in=unit_of))
    reached = Progress.objects.filter(target__in=[t.pk for t in targets]).order_by("quarter")
    last = dict(reached.values_list("target_id", "value"))
    found: dict[int, set[str]] = {}
    for target in targets:
        ended = outcome(last.get(target.pk), target.goal, target.direction)
        found.setdefault(unit_of[target.pledge_id], set()).add(ended)
    return {
        unit: MISSED not in seen
        for unit, seen in found.items()
        if MISSED in seen or (BEYOND in seen and seen <= {BEYOND, MOST})
    }


def judge_nominees(
    award_code: str,
    year: int,
    law_on: date,
    known_on: date,
    *,
    people: Collection[int] = (),
    units: Collection[int] = (),
    outsiders: Mapping[int, str] | None = None,
) -> dict[str, Verdicts]:
    """One call of the judge per kind of recipient: {"person": …, "unit": …}, a kind left out when empty; for ``outsiders``
    {primary key: kind}, of whom nothing is on record, "outside person" and "outside unit".

    ``law_on`` chooses the law, ``known_on`` the records. Raises ``ValueError`` when the award does not go to such
    recipients.
    """
    found: dict[str, Verdicts] = {}
    for kind, ids in (("person", people), ("unit", units)):
        if ids:
            window = the_book().years_back(award_code, law_on, kind_of_facts(kind))
            used = used_up(ids, award_code, year, law_on) if kind == "person" else {}
            facts = subject_facts(kind, ids, year, known_on, window, used)
            found[kind] = judge(award_code, facts, law_on, the_book())
    both: tuple[tuple[Literal["person", "collective"], type[PersonFacts] | type[CollectiveFacts]], ...] = (
        ("person", PersonFacts),
        ("collective", CollectiveFacts),
    )
    for law_kind, kept in both:
        keys = [
            pk
            for pk, kind in (outsiders or {}).items()
            if (kind == Outsider.Kind.FOREIGN_INDIVIDUAL) == (kept is PersonFacts)
        ]
        if keys:
            window = the_book().years_back(award_code, law_on, law_kind)
            rows = kept.from_rows([_outside_row(pk, (outsiders or {})[pk]) for pk in keys], year, window=window)
            name = "outside person" if kept is PersonFacts else "outside unit"
            found[name] = judge(award_code, rows, law_on, the_book())
    return found


def _outside_row(pk: int, kind: str) -> dict[str, str]:
    """A row of a nominee of whom nothing is on record; what kind of collective it is decides which conditions ask it."""
    return {"key": str(pk)} if kind == Outsider.Kind.FOREIGN_INDIVIDUAL else {"key": str(pk), "form": kind}


def kind_of_facts(kind: str) -> Literal["person", "collective"]:
    """What the law calls a "person" or a "unit" of ours."""
    return "person" if kind == "person" else "collective"


def subject_facts(
    kind: str,
    ids: Collection[int],
    year: int,
    known_on: date,
    window: int,
    used: Mapping[int, Mapping[int, str]] | None = None,
) -> Facts:
    """Facts of people ("person") or units ("unit") for an award of ``year``, ``window`` years back. ``used``: {person:
    {initiative that does not count for this award: why}}. Twelve queries for people, seventeen for units, whatever their
    number."""
    if kind == "person":
        return person_facts(ids, year, known_on, window, used=used)
    return collective_facts(
        ids,
        year,
        known_on,
        standings=standings(ids, year),
        targets_exceeded=targets_exceeded(ids, year),
        window=window,
    )


_SETTLED = ("decided", "withdrawn")


def rule_date_of(nomination: Nomination, today: date) -> RuleDate | None:
    """The day of receipt as the law reads it today, with its warnings; ``None`` before receipt. What an appraiser chose
    instead stands in the dossier itself. A settled dossier is not warned of changes since."""
    if nomination.received_at is None or nomination.rule_date is None:
        return None
    received = timezone.localdate(nomination.received_at)
    return rule_date(
        received,
        nomination.award_code,
        sent_on=timezone.localdate(nomination.sent_at) if nomination.sent_at else None,
        award_year=nomination.year,
        today=received if nomination.state in _SETTLED else max(received, today),
    )


def judge_lines(
    nomination: Nomination, on: date, known_on: date | None = None, only: NominationLine | None = None
) -> dict[int, dict[str, Any]]:
    """{line: verdict as plain values} for every line of a dossier, or one of them, under the law of ``on``.

    ``known_on`` is the day up to which records count, by default ``on`` too.
    """
    chosen = nomination.lines.filter(pk=only.pk) if only else nomination.lines
    lines = list(chosen.values_list("pk", "person_id", "unit_id", "outsider_id", "outsider__kind"))
    judged = judge_nominees(
        nomination.award_code,
        nomination.year,
        on,
        known_on or on,
        people=[person for _, person, *_ in lines if person],
        units=[unit for _, _, unit, *_ in lines if unit],
        outsiders={outsider: kind for *_, outsider, kind in lines if outsider},
    )
    verdicts = {
        ("outsider" if kind.startswith("outside") else kind, int(key)): explain(outcome, row).to_dict()
        for kind, outcome in judged.items()
        for row, key in enumerate(outcome.facts.keys)
    }
    return {
        pk: verdicts[("person", person) if person else ("unit", unit) if unit else ("outsider", outsider)]
        for pk, person, unit, outsider, _ in lines
    }


def outcomes_today(nomination: Nomination, on: date) -> dict[int, str]:
    """{line: outcome} of every line under the law and records of a day, without the explanations: what a list of a dossier
    that is still built can be filtered by. As many queries as the judge needs, whatever the number of lines."""
    lines = list(nomination.lines.order_by().values_list("pk", "person_id", "unit_id", "outsider_id", "outsider__kind"))
    judged = judge_nominees(
        nomination.award_code,
        nomination.year,
        on,
        on,
        people=[person for _, person, *_ in lines if person],
        units=[unit for _, _, unit, *_ in lines if unit],
        outsiders={outsider: kind for *_, outsider, kind in lines if outsider},
    )
    found = {
        ("outsider" if kind.startswith("outside") else kind, int(key)): Decision(int(decision)).name.lower()
        for kind, verdicts in judged.items()
        for key, decision in zip(verdicts.facts.keys, verdicts.decisions, strict=True)
    }
    return {
        pk: found[("person", person) if person else ("unit", unit) if unit else ("outsider", outsider)]
        for pk, person, unit, outsider, _ in lines
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    """Conditions whose outcome or fact changed between two verdicts, in the order of the newer one."""
    old = {reason["path"]: reason for reason in before["conditions"]}
    new = {reason["path"]: reason for reason in after["conditions"]}
    changed = []
    for path in [*new, *(path for path in old if path not in new)]:
        was, now = old.get(path, {}), new.get(path, {})
        if (was.get("outcome"), was.get("fact_vi")) != (now.get("outcome"), now.get("fact_vi")):
            changed.append(
                {
                    "text_vi": (now or was)["text_vi"],
                    "before": was.get("outcome_vi", "Không xét"),
                    "before_fact": was.get("fact_vi", ""),
                    "after": now.get("outcome_vi", "Không xét"),
                    "after_fact": now.get("fact_vi", ""),
                }
            )
    return changed


def judged_again(before: Mapping[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The newer verdict carrying what was frozen at sending and every difference since.

    The conditions as sent are kept only when something differs: otherwise the newer ones say the same.
    """
    sent = before.get("at_sending") or {name: before[name] for name in ("outcome", "rule_date", "data_version")}
    conditions = sent.get("conditions") or before["conditions"]
    changed = differences({"conditions": conditions}, after)
    kept = {name: sent[name] for name in ("outcome", "rule_date", "data_version")}
    if changed:
        kept["conditions"] = conditions
    return after | {"at_sending": kept, "differences": changed}


def failing_sentence(line: NominationLine, verdict: Mapping[str, Any]) -> str:
    """Who, and which conditions decide against: "Nguyễn Thị An: Hoàn thành tốt nhiệm vụ trở lên trong năm"."""
    return f"{subject_name(line)}: {short_reason(verdict['summary_vi']).rstrip('.')}"


_LEADS = {"may_not": "Chưa đạt: ", "human_must_look": "Cần xem xét: "}


def short_reason(summary: str | None, outcome: str = "") -> str:
    """What decides a verdict, without the sentence around it; "" before judging. With the outcome the condition cannot
    be mistaken for a fact: "Chưa đạt: …"."""
    deciding = (summary or "").partition(": ")[2]
    return in_use(f"{_LEADS.get(outcome, '')}{deciding}" if deciding else summary or "")


def subject_name(line: NominationLine) -> str:
    return str(line.subject)


def draft_achievements(
    year: int, on: date, people: Collection[Person], units: Collection[Unit]
) -> dict[Person | Unit, str]:
    """A first text for each nominee from ratings, initiatives and titles on record; seven queries in all."""
    years = range(year - YEARS + 1, year + 1)
    ids, unit_ids = [p.pk for p in people], [u.pk for u in units]
    texts: dict[Person | Unit, str] = {}
    if ids:
        ratings, titles = records.ratings_of_people(ids, [year]), titles_held("person", ids, years, on)
        initiatives = records.initiatives_of(ids, years, on)
        for person in people:
            parts = _rated(ratings.get(person.pk, {}), year)
            parts += [
                f"sáng kiến năm {i.year} “{i.title}” ({i.get_scope_display().lower()} công nhận, {decision_words(i.decision_no)})"
                for i in initiatives.get(person.pk, [])
            ]
            texts[person] = _sentence(parts + _titles(titles.get(person.pk, [])))
    if unit_ids:
        ratings, titles = records.ratings_of_units(unit_ids, [year]), titles_held("unit", unit_ids, years, on)
        ranks = standings(unit_ids, year)
        for unit in units:
            parts = _rated(ratings.get(unit.pk, {}), year)
            if unit.pk in ranks:
                parts.append("xếp hạng {} trong {} đơn vị của cụm, khối thi đua".format(*ranks[unit.pk]))
            texts[unit] = _sentence(parts + _titles(titles.get(unit.pk, [])))
    return texts


def _rated(rated: Mapping[int, str], year: int) -> list[str]:
    return [f"{TaskRating.Rating(rated[year]).label.lower()} năm {year}"] if year in rated else []


def _titles(rows: list[tuple[str, int, str]]) -> list[str]:
    by_code: dict[str, list[int]] = {}
    for code, held, _ in sorted(rows, key=lambda row: row[1]):
        by_code.setdefault(code, []).append(held)
    return [
        f"{award_name(code)} {'năm' if len(ys) == 1 else 'các năm'} {', '.join(map(str, ys))}"
        for code, ys in by_code.items()
    ]


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""
