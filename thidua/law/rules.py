"""The general rules, what the two laws differ in, and what is not known: records for the templates."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from rulebook.book import Book
from rulebook.rules import AREAS, AREAS_VI, Area, OpenQuestion, Rule, load_open_questions, load_rules, rules_on
from thidua.law.basis import Basis, basis_of
from thidua.law.queries import award_name
from thidua.law.search import searchable, words_of
from thidua.law.tables import award_url


@dataclass(frozen=True)
class RuleLine:
    """A general rule on a day. ``example_vi`` says that it is only an example, and whose."""

    code: str
    title: str
    text: str
    area_vi: str
    example_vi: str
    note: str
    basis: Basis


@dataclass(frozen=True)
class AreaLink:
    area: Area
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class RuleChange:
    """A rule on two days: ``state`` is one of the change states of the components."""

    state: str
    title: str
    area_vi: str
    before: str
    after: str


@dataclass(frozen=True)
class Question:
    """``kind_vi`` tells an open question from a text that must not be used."""

    text: str
    kind_vi: str
    is_warning: bool
    awards: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    instruments: tuple[str, ...]


def rule_line(rule: Rule, book: Book, day: date) -> RuleLine:
    status = rule.status_on(day)
    basis = replace(basis_of(rule, book), state=f"status_{status.value}", weak=not status.decides)
    example = "" if rule.scope == "national" else rule.scope_vi[0].upper() + rule.scope_vi[1:]
    return RuleLine(rule.code, rule.title_vi, rule.text_vi, rule.area_vi, example, rule.note_vi, basis)


def rules_found(day: date, area: Area | None, asked: str) -> list[Rule]:
    """Rules in force on ``day`` whose words hold everything ``asked``, without regard to diacritics."""
    words = words_of(asked)
    return [rule for rule in rules_on(day, area) if not asked or (words and _holds(rule, words))]


def _holds(rule: Rule, words: list[str]) -> bool:
    labels = " ".join(cite.label_vi for cite in rule.citations)
    text = searchable(f"{rule.title_vi} {rule.text_vi} {rule.note_vi} {labels} {rule.area_vi}")
    return all(f" {word}{' ' if word.isdigit() else ''}" in text for word in words)


def area_links(day: date, chosen: Area | None) -> list[AreaLink]:
    """The areas that have a rule on ``day``, in the order of the law."""
    rules = rules_on(day)
    counts = {area: sum(1 for rule in rules if rule.area == area) for area in AREAS}
    return [
        AreaLink(area, AREAS_VI[area], number, rules_url(day, area), area == chosen)
        for area, number in counts.items()
        if number
    ]


def rules_url(day: date | None = None, area: str = "") -> str:
    asked = ({"ngay": day.isoformat()} if day else {}) | ({"linh-vuc": area} if area else {})
    return f"{reverse('law:rules')}?{urlencode(asked)}" if asked else reverse("law:rules")


def rule_changes(one: date, other: date) -> list[tuple[str, list[RuleChange]]]:
    """(area, rules that differ between two days), matched by code. A rule the data has on one day only need not have ended: the text
    of the other day may not have been read."""
    before = {rule.code: rule for rule in rules_on(one)}
    after = {rule.code: rule for rule in rules_on(other)}
    found = []
    for code in dict.fromkeys([*before, *after]):
        old, new = before.get(code), after.get(code)
        present = new or old
        assert present is not None
        if old and new and (old.text_vi, old.citations) == (new.text_vi, new.citations):
            continue
        if old and new:
            state = "change_changed" if old.text_vi != new.text_vi else "change_around"
        else:
            state = "change_only_after" if new else "change_only_before"
        found.append(RuleChange(state, present.title_vi, present.area_vi, _said(old), _said(new)))
    areas = ((label, [each for each in found if each.area_vi == label]) for label in AREAS_VI.values())
    return [(label, changes) for label, changes in areas if changes]


def _said(rule: Rule | None) -> str:
    return f"{rule.text_vi} ({'; '.join(cite.label_vi for cite in rule.citations)})" if rule else ""


def questions(book: Book, found: Iterable[OpenQuestion] | None = None) -> list[Question]:
    """Open questions with links to what they touch; awards that the book does not hold are left out."""
    known, titles = set(book.codes()), {rule.code: rule for rule in load_rules()}
    result = []
    for each in load_open_questions() if found is None else found:
        warning = each.kind == "do_not_use"
        result.append(
            Question(
                each.question_vi,
                "Không được dùng" if warning else "Chưa biết",
                warning,
                tuple((award_name(code), award_url(code)) for code in each.awards if code in known),
                tuple(
                    (titles[code].title_vi, f"{rules_url(titles[code].valid_from, titles[code].area)}#{code}")
                    for code in each.rules
                ),
                tuple(book.instruments[name].label_vi for name in each.instruments if name),
            )
        )
    return result


def questions_about(code: str, regime: str, book: Book) -> list[Question]:
    """What is not known of an award under one regime."""
    return questions(book, [each for each in load_open_questions() if code in each.awards and each.regime == regime])
