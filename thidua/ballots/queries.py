"""Reads of the ballot box: who may see a ballot, how many have voted, the plain recount."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from rulebook.voting import must_reveal, vote_rule
from thidua.ballots.box import CHOICES
from thidua.ballots.models import Ballot, BallotVoter
from thidua.law.queries import the_book
from thidua.units.queries import unit_ids_visible_to


@dataclass(frozen=True)
class Turnout:
    """eligible = cast + not_cast; cast = valid + invalid. ``valid`` and ``invalid`` are None before counting."""

    eligible: int
    cast: int
    not_cast: int
    valid: int | None
    invalid: int | None


def visible_to(user, on: date) -> QuerySet[Ballot]:
    """Ballots of the units the account may see, and those in which it votes or keeps a share of the key."""
    return Ballot.objects.filter(
        Q(unit__in=unit_ids_visible_to(user, on))
        | Q(pk__in=BallotVoter.objects.filter(user=user).values("ballot"))
        | Q(trustees__user=user)
    ).distinct()


def waiting_for(user) -> QuerySet[Ballot]:
    """Open ballots in which the account is listed and has not voted."""
    mine = BallotVoter.objects.filter(user=user, has_voted=False)
    return Ballot.objects.filter(state="open", pk__in=mine.values("ballot")).order_by("pk")


def with_turnout(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """Adds ``eligible`` and ``cast`` to each row; numbers only, never names."""
    return ballots.annotate(
        eligible=Count("voters", distinct=True),
        cast=Count("voters", filter=Q(voters__has_voted=True), distinct=True),
    )


def turnout(ballot: Ballot) -> Turnout:
    row = ballot.voters.aggregate(eligible=Count("pk"), cast=Count("pk", filter=Q(has_voted=True)))
    valid = len(ballot.published) if ballot.published is not None else None
    return Turnout(
        eligible=row["eligible"],
        cast=row["cast"],
        not_cast=row["eligible"] - row["cast"],
        valid=valid,
        invalid=None if valid is None else row["cast"] - valid,
    )


def recount(published: Iterable[Mapping[str, Any]], keys: Sequence[str] = ()) -> dict[str, dict[str, int]]:
    """Counts per item from the published list: {key: {"yes": n, "no": n, "blank": n}}. ``keys`` adds items that nobody
    answered because nobody voted."""
    counts = {key: dict.fromkeys(CHOICES, 0) for key in keys}
    for paper in published:
        for key, choice in paper["choices"].items():
            counts.setdefault(key, dict.fromkeys(CHOICES, 0))[choice] += 1
    return counts


def export(ballot: Ballot) -> dict[str, Any]:
    """What ``tools/recount.py`` reads: items, published list, announced counts, turnout. Only after counting."""
    seen = turnout(ballot)
    return {
        "ballot": ballot.pk,
        "title": ballot.title,
        "unit": ballot.unit.name,
        "total_members": ballot.total_members,
        "eligible": seen.eligible,
        "cast": seen.cast,
        "valid": seen.valid,
        "invalid": seen.invalid,
        "items": ballot.items,
        "published": ballot.published,
        "counts": ballot.counts,
    }


def item_results(ballot: Ballot) -> list[dict[str, Any]]:
    """One row per item for a result page: {"key", "label", "award_code", "yes", "no", "blank", "share"}.

    ``share``: yes votes over the total number of members, 0.0–1.0 (the law counts the whole membership).
    """
    counts = ballot.counts or {}
    rows = []
    for item in ballot.items:
        row = counts.get(item["key"], dict.fromkeys(CHOICES, 0))
        rows.append({**item, **row, "share": row["yes"] / ballot.total_members})
    return rows


def secrecy_warnings(ballot: Ballot, on: date) -> list[str]:
    """Vietnamese sentences for items whose passing shows how everybody voted, whatever the box does (see
    ``rulebook.voting.must_reveal``). Empty when there is nothing to warn of or no rule is known."""
    codes = sorted({item["award_code"] for item in ballot.items if item["award_code"]})
    found: list[str] = []
    for code in codes:
        try:
            rule = vote_rule(code, on, the_book())
        except KeyError:  # an item that is no award of the law, such as a regulation of the council
            continue
        warning = must_reveal(ballot.total_members, rule) if rule else None
        if warning and warning not in found:
            found.append(warning)
    return found
