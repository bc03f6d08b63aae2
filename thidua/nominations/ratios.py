"""The names behind a ratio: who is asked for, and out of whom (requirement L10)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from rulebook.ratios import RatioCheck, check_ratio, ratios_of, try_ratio
from thidua.honours.models import Honour
from thidua.honours.queries import taken_away
from thidua.law.queries import the_book
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.queries import eligible_people
from thidua.people.queries import selves_of

_ADVANCED = ("advanced_worker", "advanced_soldier")


@dataclass(frozen=True)
class Named:
    """One person and where the figure comes from."""

    name: str
    why_vi: str


@dataclass(frozen=True)
class Figures:
    """``proposed`` and, by base, those the share is taken of."""

    proposed: list[Named]
    bases: dict[str, list[Named]]


def figures(nomination: Nomination, on: date) -> Figures:
    """Everybody counted, by name. Four queries.

    Holders of the title of the year are counted from the register and from living dossiers of the same unit: both are
    usually decided in the same weeks.
    """
    lines = nomination.lines.filter(person__isnull=False).exclude(appraisal=NominationLine.Appraisal.EXCLUDED)
    proposed = [Named(name, "trong hồ sơ này") for name in _names(lines)]
    people = eligible_people(nomination.unit, on).order_by("name_key", "pk")
    names = dict(people.values_list("pk", "full_name"))
    return Figures(
        proposed,
        {
            "advanced_holders": _advanced(nomination, names),
            "members": [Named(name, "có vị trí công tác tại đơn vị") for name in names.values()],
        },
    )


def _names(lines) -> list[str]:
    return list(lines.order_by("person__name_key", "person_id").values_list("person__full_name", flat=True))


def _advanced(nomination: Nomination, names: dict[int, str]) -> list[Named]:
    them = selves_of(names)
    held = set(
        Honour.objects.filter(
            person_id__in=them.ids, award_code__in=_ADVANCED, year=nomination.year, entry=Honour.Entry.AWARD
        )
        .exclude(taken_away())
        .values_list("person_id", flat=True)
    )
    asked = set(
        NominationLine.objects.filter(
            ~Q(nomination__state="withdrawn"),
            person_id__in=them.ids,
            nomination__award_code__in=_ADVANCED,
            nomination__year=nomination.year,
        )
        .exclude(appraisal=NominationLine.Appraisal.EXCLUDED)
        .exclude(result=NominationLine.Result.FAILED)
        .values_list("person_id", flat=True)
    )
    held, asked = ({who for record in found for who in them.asked(record)} for found in (held, asked))
    return [
        Named(name, "đã có quyết định" if pk in held else "đang được đề nghị")
        for pk, name in names.items()
        if pk in held | asked
    ]


def legal_checks(nomination: Nomination, found: Figures, on: date) -> list[RatioCheck]:
    """The list held against every ratio of the day that has a number and a base we can count."""
    return [
        check_ratio(ratio, len(found.proposed), len(found.bases[ratio.base]))
        for ratio in ratios_of(nomination.award_code, on, the_book())
        if ratio.percent is not None and ratio.base in found.bases
    ]


def tried(found: Figures, percent: int, base: str) -> RatioCheck:
    """What another ratio would mean. ``ValueError`` for an impossible percentage, ``KeyError`` for another base."""
    return try_ratio(percent, base, len(found.proposed), len(found.bases[base]))
