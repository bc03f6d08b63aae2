"""Reading the register: what stands today, whose it is, how it came about."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from thidua.honours.models import Extract, FollowUp, Honour
from thidua.people.models import Person
from thidua.people.queries import selves
from thidua.shared.text import fold
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import unit_ids_visible_to, unit_ids_with_roles

Entry = Honour.Entry
# States of an award line, told by its later entries.
VALID, CORRECTED, REVOKED, RESTORED = "valid", "corrected", "revoked", "restored"
STATE_LABELS = {VALID: "Còn hiệu lực", CORRECTED: "Đã đính chính", REVOKED: "Đã hủy bỏ", RESTORED: "Đã phục hồi"}

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class _State(TypedDict):
        state: str

    class _Root(TypedDict):
        root_id: int

    HonourWithState = WithAnnotations[Honour, _State]
    StandingHonour = WithAnnotations[Honour, _Root]


def standing() -> "QuerySet[StandingHonour]":
    """The entry of each honour that holds today: the award line or its last correction; revoked ones are left out.

    ``root_id`` is the primary key of the award line. One query; dossiers and public lists start here.
    """
    entries = Honour.objects.annotate(root_id=Coalesce("refers_to_id", "id"))
    later = Honour.objects.filter(refers_to_id=OuterRef("root_id"), serial__gt=OuterRef("serial"))
    return entries.filter(~Exists(later)).exclude(entry=Entry.REVOCATION)


def taken_away() -> Exists:
    """Whether an award line is revoked and not restored since: ``.filter(~taken_away())``."""
    after = Honour.objects.filter(
        refers_to=OuterRef("refers_to"), serial__gt=OuterRef("serial"), entry=Entry.RESTORATION
    )
    return Exists(Honour.objects.filter(~Exists(after), refers_to=OuterRef("pk"), entry=Entry.REVOCATION))


def award_lines() -> "QuerySet[HonourWithState]":
    """The original award lines with ``state``: valid, corrected, revoked or restored. One query."""
    later = Honour.objects.filter(refers_to_id=OuterRef("pk"))
    return Honour.objects.filter(entry=Entry.AWARD).annotate(
        state=Case(
            When(taken_away(), then=Value(REVOKED)),
            When(Exists(later.filter(entry=Entry.RESTORATION)), then=Value(RESTORED)),
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
    return list(chain.select_related("issuer", "of_unit", "recorded_by", "act_paper").order_by("serial"))


def chains_of(lines: Sequence[Honour]) -> dict[int, list[Honour]]:
    """{award line: its entries in order}, in the order given. One query."""
    keys = [line.pk for line in lines]
    found: dict[int, list[Honour]] = {pk: [] for pk in keys}
    rows = Honour.objects.filter(Q(pk__in=keys) | Q(refers_to_id__in=keys)).select_related("issuer")
    for entry in rows.order_by("serial"):
        found[entry.refers_to_id or entry.pk].append(entry)
    return found


def latest_entry(honour: Honour) -> Honour:
    """The last entry of the chain of ``honour``."""
    root = honour.refers_to_id or honour.pk
    return Honour.objects.filter(Q(pk=root) | Q(refers_to_id=root)).order_by("-serial")[0]


def state_of_chain(chain: Sequence[Honour]) -> str:
    """The state told by the entries of one award line, in order: valid, corrected, revoked or restored."""
    state = VALID
    for entry in chain:
        if entry.entry == Entry.REVOCATION:
            state = REVOKED
        elif entry.entry == Entry.RESTORATION:
            state = RESTORED
        elif entry.entry == Entry.CORRECTION and state == VALID:
            state = CORRECTED
    return state


def state_of(honour: Honour) -> str:
    """valid, corrected, revoked or restored. One query."""
    root = honour.refers_to_id or honour.pk
    return state_of_chain(list(Honour.objects.filter(refers_to_id=root).order_by("serial")))


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


def lines_of_decision(issuer: Unit, decision_number: str, decided_on: date) -> "QuerySet[StandingHonour]":
    """The entries of one decision that hold today, in the order of the decision; ``root_id`` as in :func:`standing`."""
    return (
        standing()
        .filter(issuer=issuer, decision_number=decision_number, decided_on=decided_on)
        .select_related("person", "refers_to")
        .order_by(F("ordinal"))
    )


def extract_by_code(code: str) -> Extract | None:
    """The issued extract with a check code in canonical form."""
    return Extract.objects.select_related("unit", "paper").filter(check_code=code, state="issued").first()


def extract_today(extract: Extract) -> list[dict]:
    """What an issued extract says of each honour, with ``today_vi``: the state of now. Two queries."""
    chains = chains_of(list(extract.honours.all()))
    return [line | {"today_vi": STATE_LABELS[state_of_chain(chains[line["honour"]])]} for line in extract.shown]


def extracts_for(user, on: date) -> QuerySet[Extract]:
    """Requests of the units where the account takes or issues extracts."""
    units = unit_ids_with_roles(user, on, [RoleGrant.Role.OFFICER, RoleGrant.Role.CLERK])
    return Extract.objects.filter(unit__in=units)


def follow_ups_for(user, on: date) -> QuerySet[FollowUp]:
    """What follows from revocations, of the units where the account keeps awards, decides on them or audits."""
    roles = [RoleGrant.Role.OFFICER, RoleGrant.Role.DECIDER, RoleGrant.Role.AUDITOR]
    return FollowUp.objects.filter(unit__in=unit_ids_with_roles(user, on, roles))
