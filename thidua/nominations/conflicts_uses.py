"""Which uses of initiatives stand, and which the law lets no other award count on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from rulebook.rules import Rule, rule_on
from thidua.law.queries import award_name, the_book
from thidua.nominations.models import NominationLine
from thidua.records.models import InitiativeUse
from thidua.records.queries_initiatives import uses_of

RULE = "initiative_used_once"
_TITLE, _FORM = "emulation_title", "commendation_form"


@dataclass(frozen=True)
class Standing:
    """A use that stands: ``line`` is the line that counts on it, None for an award given before the ledger."""

    use: InitiativeUse
    line: NominationLine | None

    @property
    def said(self) -> str:
        where = f"hồ sơ số {self.line.nomination_id}" if self.line else self.use.source
        return f"{award_name(self.use.award_code)} năm {self.use.year} ({where})"


def standing_uses(people: Collection[int]) -> dict[int, list[Standing]]:
    """{person: uses that stand}: not released, and their line still asks for the award. At most two queries."""
    found = uses_of(people)
    keys = {use.line_key for uses in found.values() for use in uses if use.line_key}
    lines: dict[int, NominationLine] = {}
    if keys:
        rows = NominationLine.objects.filter(pk__in=keys).exclude(nomination__state="withdrawn")
        rows = rows.exclude(appraisal=NominationLine.Appraisal.EXCLUDED).exclude(result=NominationLine.Result.FAILED)
        lines = {line.pk: line for line in rows.select_related("nomination").defer("verdict")}
    return {
        person: [
            Standing(use, lines.get(use.line_key) if use.line_key else None)
            for use in uses
            if use.line_key is None or use.line_key in lines
        ]
        for person, uses in found.items()
    }


def kind_of_award(code: str) -> str:
    """An emulation title, or a form of commendation, as the rule tells them apart; an award of no book is a form."""
    try:
        return _TITLE if the_book().award(code).kind == "emulation_title" else _FORM
    except KeyError:
        return _FORM


def deciding_rule(on: date) -> Rule | None:
    """The rule that an initiative is used once, where our data knows it well enough to decide on that day."""
    rule = rule_on(RULE, on)
    return rule if rule is not None and rule.decides_on(on) else None


def excluded_by_rule(one: str, other: str) -> bool:
    """Whether two awards may not count on one initiative: a title and a form, or two forms; two titles may (the rule is
    silent there: letter 5007, III.5.c as quoted)."""
    return _FORM in (kind_of_award(one), kind_of_award(other))


def used_up(people: Iterable[int], award_code: str, year: int, on: date) -> dict[int, dict[int, str]]:
    """{person: {initiative: why it does not count}} for the award of ``year`` under the law of ``on``; empty where the
    law of that day is not known to forbid it. At most two queries."""
    rule = deciding_rule(on)
    if rule is None:
        return {}
    found: dict[int, dict[int, str]] = {}
    for person, uses in standing_uses(list(people)).items():
        for each in uses:
            use = each.use
            is_own = (use.award_code, use.year) == (award_code, year)
            if not is_own and excluded_by_rule(use.award_code, award_code):
                why = f"đã dùng cho {each.said}; {rule.title_vi.lower()} ({rule.cite.label_vi})"
                found.setdefault(person, {})[use.initiative_id] = why
    return found
