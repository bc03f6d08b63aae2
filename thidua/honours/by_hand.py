"""One past honour as an officer types it: whose it is, who decided. Reads only."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from thidua.honours.authorities import outside_authority
from thidua.people.models import Person, Post
from thidua.people.queries import living
from thidua.shared.text import fold
from thidua.units.models import Unit

_OFFICE = ("chu tich uy ban nhan dan ", "chu tich ubnd ", "uy ban nhan dan ", "ubnd ", "chu tich ", "giam doc ")


class NotTold(ValueError):
    """What was typed names nobody, or several; the Vietnamese text says what to type."""


def person_named(text: str, inside: Iterable[int]) -> Person:
    """The person with this code, or the only one of this name who ever had a post in these units."""
    people = living().filter(posts__unit__in=inside).distinct()
    found = list(people.filter(code__iexact=text)[:1]) or list(people.filter(name_fold=fold(text)).order_by("code")[:6])
    if not found:
        raise NotTold(f"Không có cán bộ nào mang mã hoặc họ tên “{text[:80]}” ở đơn vị này.")
    if len(found) > 1:
        some = "; ".join(f"{each.full_name} (mã {each.code})" for each in found[:5])
        raise NotTold(f"Có nhiều người như vậy: {some}. Hãy gõ mã cán bộ.")
    return found[0]


def unit_named(text: str, on: date) -> Unit:
    """The unit of a day with this code or name; the name may follow that of its office."""
    words = fold(text)
    for office in _OFFICE:
        words = words.removeprefix(office)
    there = Unit.objects.without_tree_fields().select_related("parent").filter(
        Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on
    )  # fmt: skip
    if words in ("tinh", "cap tinh"):
        found = list(there.filter(parent=None).order_by("-valid_from")[:1])
    else:
        found = list(there.filter(code=text.strip())[:1]) or list(
            # The province bears the name of its office: "Ủy ban nhân dân tỉnh Quảng Ninh".
            there.filter(name_fold__in=(words, f"uy ban nhan dan {words}")).order_by("code")[:6]
        )
    if not found:
        raise NotTold(f"Ngày {on:%d/%m/%Y} không có đơn vị nào mang mã hoặc tên “{text[:80]}”.")
    if len(found) > 1:
        some = "; ".join(f"{unit.full_name} (mã {unit.code})" for unit in found[:5])
        raise NotTold(f"Có nhiều đơn vị như vậy: {some}. Hãy gõ mã đơn vị.")
    return found[0]


def issuer_named(text: str, on: date, under: Unit) -> tuple[Unit, str | None]:
    """(unit, authority) who decided: for one above the province its name, and the province whose office enters it."""
    authority = outside_authority(text)
    if authority is None:
        return unit_named(text, on), None
    return under.root, authority


def place_of(person: Person, on: date, inside: Iterable[int]) -> tuple[Unit | None, str]:
    """(unit, "post, unit") of a person on a day; where the register does not know, the newest unit and no words."""
    posts = (
        Post.objects.filter(person=person, unit__in=inside).select_related("unit__parent").order_by("starts_on", "pk")
    )
    then = posts.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on).last()
    if then is not None:
        return then.unit, f"{then.title}, {then.unit.full_name}"
    last = posts.last()
    return (last.unit, "") if last is not None else (None, "")
