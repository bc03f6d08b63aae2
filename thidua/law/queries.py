"""Names of awards for screens, lists and letters. Papers name the agency: :mod:`thidua.honours.wording`."""

from django.conf import settings

from rulebook.award import LEVELS_VI, Award
from rulebook.book import Book
from rulebook.overlays import load_book_for

# The awards whose whole way, from registration to certificate, is walked here. The book knows many more: what armed
# forces give, what goes up to the State, what earlier laws had; those are looked up, planned for and audited.
HANDLED = (
    "advanced_worker",
    "grassroots_emulation_fighter",
    "ministry_province_emulation_fighter",
    "advanced_labour_collective",
    "excellent_labour_collective",
    "ministry_province_emulation_flag",
    "diploma_of_merit_ministry_province",
    "certificate_of_merit_commune",
    "certificate_of_merit_unit",
)

# The law names these after all who may give them ("của bộ, ban, ngành, tỉnh"); an installation is a province with what
# lies below it, and there people speak of the level.
_OF_PROVINCE = {
    "ministry_province_emulation_flag": "Cờ thi đua cấp tỉnh",
    "diploma_of_merit_ministry_province": "Bằng khen cấp tỉnh",
    "ministry_province_emulation_fighter": "Chiến sĩ thi đua cấp tỉnh",
}
# Asked for here as well: what the commune and the province give to families and communes.
_OF_PLACES = ("cultural_family", "exemplary_commune")


def the_book() -> Book:
    """The law as it reads for this agency."""
    return load_book_for(settings.AGENCY_OVERLAY)


def award_name(code: str) -> str:
    """The name people use in a province; an award of an older law that the book does not hold keeps its code."""
    try:
        return _OF_PROVINCE.get(code) or the_book().award(code).name_vi
    except KeyError:
        return code


def award_short(code: str) -> str:
    """The abbreviation used in tables."""
    try:
        return the_book().award(code).short_vi
    except KeyError:
        return code


def handled_awards() -> tuple[Award, ...]:
    """The awards that are registered for, proposed and decided here, as they stand in the newest law."""
    return tuple(the_book().award(code) for code in HANDLED)


def award_choices() -> list[tuple[str, str]]:
    """(code, name) of the awards handled here, by name."""
    return sorted(((code, award_name(code)) for code in HANDLED), key=lambda pair: pair[1])


def proposable() -> tuple[str, ...]:
    """Codes of the awards a dossier may ask for: those handled here, those of places, and those of the State, which are
    passed upward to the Prime Minister and the President."""
    return (*HANDLED, *_OF_PLACES, *awards_of_the_state())


def awards_of_the_state() -> tuple[str, ...]:
    """Codes of the awards that the Prime Minister or the President gives: no council of ours has the last word on them."""
    return tuple(award.code for award in the_book().awards() if award.level == "state")


def proposal_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(level, [(code, name)]) of :func:`proposable`: those of the base first, each group by name. Grouped, not cut to who
    asks: the law says who lays an award before whom, not which unit may send papers up to that office."""
    groups: dict[str, list[tuple[str, str]]] = {level: [] for level in LEVELS_VI}
    for code in proposable():
        groups[the_book().award(code).level].append((code, award_name(code)))
    return [(LEVELS_VI[level], sorted(rows, key=lambda pair: pair[1])) for level, rows in groups.items() if rows]


def state_route() -> str:
    """Who lays awards of the State before whom, with the article, as the data has it."""
    found = {
        f"{proposer.label_vi} ({proposer.cite.label_vi})": None
        for code in awards_of_the_state()
        for proposer in the_book().award(code).proposers
        if proposer.code == "prime_minister" and proposer.status.decides
    }
    return "; ".join(found)


def every_award() -> list[tuple[str, str]]:
    """(code, name) of every award of the book, of both laws, by name."""
    return sorted(((award.code, award_name(award.code)) for award in the_book().awards()), key=lambda pair: pair[1])


def in_use(text: str) -> str:
    """A sentence of the rulebook with the official names of awards as :func:`award_name` gives them."""
    for code, name in _OF_PROVINCE.items():
        text = text.replace(the_book().award(code).name_vi, name)
    return text
