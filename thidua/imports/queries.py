"""Reading imports: whose they are, the pages of a preview, what an agency has taught."""

from datetime import date

from django.db.models import QuerySet

from thidua.imports.models import Import, ImportChunk, ImportEffect, LearnedColumn
from thidua.imports.planning import Effect, Scene
from thidua.scoring.models import Season
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import units_with_own_role

PAGE = 50  # lines of a chunk, and of a page of a preview


def units_to_import_for(user, on: date) -> list[Unit]:
    """The units whose own officer the account is."""
    return units_with_own_role(user, [RoleGrant.Role.OFFICER], on)


def visible_to(user, on: date) -> QuerySet[Import]:
    """Imports of the units whose own officer the account is; nobody sees another agency's upload."""
    return Import.objects.filter(unit__in=units_to_import_for(user, on)).select_related(
        "unit", "uploaded_by", "season__cluster"
    )


def seasons_of(units: list[Unit]) -> QuerySet[Season]:
    """Seasons that are open for the units' own scores."""
    return Season.objects.filter(state="self_scoring", scorecards__unit__in=units).select_related("cluster").distinct()


def learned(unit: Unit, kind: str) -> dict[str, str]:
    """{heading: field, "" for not read} as the unit's officers last said."""
    return dict(LearnedColumn.objects.filter(unit=unit, kind=kind).values_list("heading", "field"))


def pages_of(imported: Import, verdict: str, group: int | None) -> list[list[int]]:
    """The pages of a verdict, narrowed to one group of problems: each the ordinals of the chunks it shows, small chunks
    together up to about a page."""
    rows = ImportChunk.objects.filter(imported=imported, verdict=_kept_as(verdict, group)).order_by("ordinal")
    rows = rows if group is None else rows.filter(group=group)
    pages: list[list[int]] = []
    room = 0
    for ordinal, count in rows.values_list("ordinal", "count"):
        if count > room:
            pages.append([])
            room = PAGE
        pages[-1].append(ordinal)
        room -= count
    return pages


def _kept_as(verdict: str, group: int | None) -> str:
    """Refused lines stand in the order of the sheet, and once more group by group."""
    return verdict if group is None else "grouped"


def lines_of(imported: Import, verdict: str, ordinals: list[int], group: int | None = None) -> list[dict]:
    """The lines of some chunks, in order."""
    chunks = ImportChunk.objects.filter(imported=imported, verdict=_kept_as(verdict, group), ordinal__in=ordinals)
    chunks = chunks.order_by("ordinal")
    return [line for lines in chunks.values_list("lines", flat=True) for line in lines]


def effects_of(imported: Import) -> list[Effect]:
    return [Effect(e.act, e.table, e.rows) for e in ImportEffect.objects.filter(imported=imported).order_by("id")]


def scene_of(imported: Import, by, at) -> Scene:
    return Scene(imported.unit, by, at, imported.season)


def job_key(imported: Import) -> str:
    """One job at a time for one import."""
    return f"import:{imported.pk}"
