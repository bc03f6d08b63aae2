"""Rows that wait for somebody, before they are counted; shared by what looks for them."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse


@dataclass(frozen=True)
class Waiting:
    """Rows that wait, before they are counted.

    ``many``: the address that shows them all. ``one``: the name of the page of a single thing, addressed by the field
    ``by`` of the rows; rows that share it (cards of one season) lead there too.
    """

    label: str
    rows: QuerySet
    many: str
    one: str = ""
    by: str = "pk"


def listed(name: str, **query: object) -> str:
    """The address of a list, narrowed."""
    return reverse(name) + "?" + "&".join(f"{key}={value}" for key, value in query.items())
