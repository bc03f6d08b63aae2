"""A ranked season as a sealed file that anybody recomputes without the system (requirement S5)."""

from typing import Any

from rulebook.season_export import days_off_asked
from thidua.scoring import queries_ranking
from thidua.scoring.models import Season
from thidua.shared.seal import seal


def signed_export(season: Season) -> dict[str, Any]:
    """{"document": the season with the days off its deadlines ask for, "signature"}; read by
    ``tools/recompute_ranking.py``."""
    return seal({**queries_ranking.export(season), "days_off": days_off_asked(season.rubric)})
