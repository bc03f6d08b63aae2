"""Names of awards for screens, lists and letters."""

from rulebook.book import load_book


def award_name(code: str) -> str:
    """The official name; an award of an older law that the book does not hold keeps its code."""
    try:
        return load_book().award(code).name_vi
    except KeyError:
        return code


def award_short(code: str) -> str:
    """The abbreviation used in tables."""
    try:
        return load_book().award(code).short_vi
    except KeyError:
        return code


def award_choices() -> list[tuple[str, str]]:
    """(code, official name) of every award of the book, by name."""
    return sorted(((award.code, award.name_vi) for award in load_book().awards()), key=lambda pair: pair[1])
