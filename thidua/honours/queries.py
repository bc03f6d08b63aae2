"""Reading the register: what stands today, whose it is, how it came about."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from thidua.honours.models import Honour
from thidua.people.models import Person
from thidua.people.queries import selves
from thidua.shared.text import fold
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_visible_to

Entry = Honour.Entry
# States of an award line, told by its later entries.
VALID, CORRECTED, REVOKED = "valid", "corrected", "revoked"
STATE_LABELS = {VALID: "Còn hiệu lực", CORRECTED: "Đã đính chính", REVOKED: "Đã hủy bỏ"}

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class _State(TypedDict):
        state: str

    HonourWithState = WithAnnotations[Honour, _State]


def standing() -> QuerySet[Honour]:
    """The entry of each honour that holds today: the award line or its last correction; revoked ones are left out.

    ``root_id`` is the primary key of the award line. One query; dossiers and public lists start here.
    """
    entries = Honour.objects.annotate(root_id=Coalesce("refers_to_id", "id"))
    later = Honour.objects.filter(refers_to_id=OuterRef("root_id"), serial__gt=OuterRef("serial"))
    return entries.filter(~Exists(later)).exclude(entry=Entry.REVOCATION)


def award_lines() -> "QuerySet[HonourWithState]":
    """The original award lines with ``state``: valid, corrected or revoked. One query."""
    later = Honour.objects.filter(refers_to_id=OuterRef("pk"))
    return Honour.objects.filter(entry=Entry.AWARD).annotate(
        state=Case(
            When(Exists(later.filter(entry=Entry.REVOCATION)), then=Value(REVOKED)),
            When(Exists(later), then=Value(CORRECTED)),
            default=Value(VALID),
            output_field=CharField(),
        )
    )


def visible_to(user, on: date) -> "QuerySet[HonourWithState]":
    """Award lines of the units whose affairs the account may see, those they granted, and the person's own."""
    units = unit_ids_visible_to(user, on)
    own = Q(person_id__in=selves(user.person_id)) if user.person_id else Q(pk__in=[])
    return award_lines().filter(Q(of_unit__in=units) | Q(unit__in=units) | Q(issuer__in=units) | own)


def _begins(field: str, word: str) -> Q:
    """A word of the field begins so: "an" finds An and Anh, not Nhân."""
    return Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})


def search(
    honours: QuerySet[Honour], *, text: str = "", unit: int | None = None, award: str = "", year: int | None = None
) -> QuerySet[Honour]:
    """Narrow a list: every word of ``text`` begins a word in the recipient's or the unit's name, without diacritics, or
    the whole of it stands in the decision's number."""
    by_name = Q()
    for word in fold(text).split()[:8]:
        by_name &= _begins("recipient_fold", word) | _begins("of_unit__name_fold", word)
    if text.strip():
        honours = honours.filter(by_name | Q(decision_number__icontains=text.strip()))
    if unit:
        honours = honours.filter(Q(of_unit=unit) | Q(unit=unit))
    if award:
        honours = honours.filter(award_code=award)
    if year:
        honours = honours.filter(year=year)
    return honours


def chain_of(honour: Honour) -> list[Honour]:
    """The award line and everything entered about it later, in order. One query."""
    root = honour.refers_to_id or honour.pk
    chain = Honour.objects.filter(Q(pk=root) | Q(refers_to_id=root))
    return list(chain.select_related("issuer", "of_unit", "recorded_by").order_by("serial"))


def latest_entry(honour: Honour) -> Honour:
    """The last entry of the chain of ``honour``."""
    root = honour.refers_to_id or honour.pk
    return Honour.objects.filter(Q(pk=root) | Q(refers_to_id=root)).order_by("-serial")[0]


def state_of(honour: Honour) -> str:
    """valid, corrected or revoked."""
    last = latest_entry(honour)
    return {Entry.AWARD: VALID, Entry.CORRECTION: CORRECTED, Entry.REVOCATION: REVOKED}[Entry(last.entry)]


def by_code(code: str) -> Honour | None:
    """The entry with a check code in canonical form (:func:`thidua.honours.codes.read_code`)."""
    return Honour.objects.select_related("refers_to").filter(check_code=code).first()


def honours_of_person(person: Person) -> "QuerySet[HonourWithState]":
    """A person's award lines with their state, newest first."""
    return (
        award_lines()
        .filter(person__in=selves(person.pk))
        .select_related("issuer", "of_unit")
        .order_by("-decided_on", "-pk")
    )


def years(honours: QuerySet[Honour]) -> list[int]:
    """The years that occur in a list, newest first."""
    return sorted(set(honours.order_by().values_list("year", flat=True).distinct()), reverse=True)


def lines_of_decision(issuer: Unit, decision_number: str, decided_on: date) -> QuerySet[Honour]:
    """The entries of one decision that hold today, in the order of the decision."""
    return (
        standing()
        .filter(issuer=issuer, decision_number=decision_number, decided_on=decided_on)
        .select_related("person", "refers_to")
        .order_by(F("ordinal"))
    )
