"""Reads of scoring tables: who sees which, what is shipped, what a season may open from, what is still open."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from rulebook.rubrics import Rubric, load_rubric, rubric_codes
from thidua.rubrics import questions, tree
from thidua.rubrics.models import RubricChange, RubricRecord
from thidua.units.models import Cluster, RoleGrant, Unit
from thidua.units.queries import (
    grants_of,
    unit_ids_above,
    unit_ids_visible_to,
    unit_ids_with_roles,
    units_with_own_role,
)

Role = RoleGrant.Role


def visible_to(user, on: date) -> QuerySet[RubricRecord]:
    """Tables of the units the account sees; frozen ones of the units above its own; those of clusters it heads."""
    grants = grants_of(user, on)
    above: set[int] = set()
    for grant in grants:
        if grant.unit_id is not None:
            above |= unit_ids_above(grant.unit_id)
    headed = [g.cluster_id for g in grants if g.role == Role.CLUSTER_HEAD and g.cluster_id]
    found = Q(unit__in=unit_ids_visible_to(user, on)) | Q(unit__in=above) & ~Q(state="draft")
    if headed:
        found |= Q(pk__in=RubricRecord.clusters.through.objects.filter(cluster__in=headed).values("rubricrecord"))
        organisers = Cluster.objects.filter(pk__in=headed).values("organiser")
        found |= Q(unit__in=organisers) & ~Q(state="draft")
    return RubricRecord.objects.filter(found)


def units_to_draft_for(user, on: date) -> list[Unit]:
    """Units the account may draft a table for: where it is officer, and who organises a cluster it heads."""
    own = units_with_own_role(user, [Role.OFFICER], on)
    headed = [g.cluster_id for g in grants_of(user, on) if g.role == Role.CLUSTER_HEAD and g.cluster_id]
    known = {unit.pk for unit in own}
    more = Unit.objects.filter(clusters_organised__in=headed).exclude(pk__in=known).distinct() if headed else []
    return [*own, *more]


def clusters_to_draft_for(user, units: list[Unit], on: date) -> QuerySet[Cluster]:
    """Clusters a table of one of ``units`` may be for: all of theirs for officers, the headed ones for heads."""
    officer = unit_ids_with_roles(user, on, {Role.OFFICER})
    headed = [g.cluster_id for g in grants_of(user, on) if g.role == Role.CLUSTER_HEAD and g.cluster_id]
    return (
        Cluster.objects.filter(organiser__in=[unit.pk for unit in units])
        .filter(Q(organiser__in=officer) | Q(pk__in=headed))
        .order_by("code")
    )


def to_open_for(clusters: QuerySet[Cluster] | list[Cluster], year: int | None = None) -> QuerySet[RubricRecord]:
    """Frozen tables a season of one of these clusters may open from: of the organiser, for that cluster or for all."""
    keys = [cluster.pk for cluster in clusters]
    organisers = {cluster.organiser_id for cluster in clusters}
    named = RubricRecord.clusters.through.objects
    found = RubricRecord.objects.filter(state="frozen").filter(
        Q(pk__in=named.filter(cluster__in=keys).values("rubricrecord"))
        | Q(unit__in=organisers) & ~Q(pk__in=named.values("rubricrecord"))
    )
    return found if year is None else found.filter(year=year)


def serves(record: RubricRecord, cluster: Cluster) -> bool:
    """Whether a frozen table is for this cluster: named for it, or a general one of its organiser."""
    named = {each.pk for each in record.clusters.all()}
    return cluster.pk in named if named else record.unit_id == cluster.organiser_id


def editions_of(record: RubricRecord) -> QuerySet[RubricRecord]:
    """Other tables it may be compared with: the same code, what it was cloned from and what was cloned from it."""
    same = Q(code=record.code) | Q(pk=record.cloned_from_id) | Q(cloned_from=record.pk)
    return RubricRecord.objects.filter(same, unit=record.unit_id).exclude(pk=record.pk).order_by("-year", "-edition")


def step_to_take_back(record: RubricRecord) -> RubricChange | None:
    """The newest step that changed the tree, has not been undone and whose tree before is still kept."""
    steps = record.changes.filter(before__isnull=False, takes_back=None, taken_back_by=None)
    return steps.order_by("-id").first()


def questions_of(plain: Mapping[str, Any]) -> list[questions.Question]:
    return questions.questions_of(plain)


@lru_cache(maxsize=1)
def shipped() -> tuple[Rubric, ...]:
    """The scoring tables that come with the system."""
    return tuple(load_rubric(code) for code in rubric_codes())


def rubric_of(record: RubricRecord) -> Rubric:
    """The table as the rulebook reads it. ValueError while a draft breaks a rule of the whole."""
    return Rubric.model_validate(dict(record.tree))


def frozen_content(record: RubricRecord) -> tuple[dict[str, Any], str]:
    """(the whole table, its hash) of a frozen record. ValueError when the stored tree does not fit the hash."""
    full, digest = tree.frozen_form(record.tree)
    if record.frozen_hash and digest != record.frozen_hash:
        raise ValueError("the stored tree is not the one that was frozen")
    return full, digest
