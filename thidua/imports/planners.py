"""Which planner serves which kind."""

from thidua.imports.plan_honours import HonourPlanner
from thidua.imports.plan_people import PeoplePlanner
from thidua.imports.plan_records import InitiativePlanner, RatingPlanner
from thidua.imports.plan_scores import ScorePlanner
from thidua.imports.plan_units import UnitPlanner
from thidua.imports.planning import Planner

_PLANNERS: dict[str, type[Planner]] = {
    "units": UnitPlanner,
    "people": PeoplePlanner,
    "ratings": RatingPlanner,
    "initiatives": InitiativePlanner,
    "honours": HonourPlanner,
    "scores": ScorePlanner,
}


def planner_of(code: str) -> Planner:
    return _PLANNERS[code]()
