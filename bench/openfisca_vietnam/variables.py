"""Entity, inputs and the five chained awards, by year. Booleans only: no reasons, no unknowns.

The title of a year feeds the streaks of later years, so a streak ends with the year before the award year.
"""

from __future__ import annotations

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

Person = build_entity(
    key="person", plural="persons", label="Person", doc="Somebody who may be proposed for an award.", is_person=True
)
INITIATIVES_WINDOW = 3  # years that count for the ministry and province title
RULE_DATE = np.datetime64("2025-12-15", "D")


def an_input(name: str, value_type: type, label: str) -> type[Variable]:
    """A yearly input variable without a formula."""
    return type(
        name,
        (Variable,),
        {"value_type": value_type, "entity": Person, "definition_period": DateUnit.YEAR, "label": label},
    )


COUNTS = {
    "rating": "Task rating, 0 to 3",
    "subject": "Group of people, 0 to 3 are staff",
    "absence_days": "Working days absent",
    "discipline": "Heaviest discipline of the year, 0 is none",
    "unit_initiatives": "Initiatives recognised by the unit",
    "province_initiatives": "Initiatives recognised by ministry or province",
    "nation_initiatives": "Initiatives recognised nationwide",
}
FLAGS = {
    "pending_case": "An open case",
    "movement_result": "Chosen as outstanding in a movement",
    "self_reliance_solidarity": "Attested",
    "service_time_accepted": "Attested",
    "absence_accepted": "Attested",
    "achievement_after_discipline": "Attested",
    "outstanding_among_holders": "Attested",
    "new_period_accepted": "Attested",
    "unexpected_achievement": "Attested",
    "major_contribution": "Attested",
    "two_science_works": "Attested",
    "worker_farmer_achievement": "Attested",
    "entrepreneur_contribution": "Attested",
    "province_titles_in_a_row": "Attested",
    "outstanding_among_province_fighters": "Attested",
}
INPUTS = [an_input(name, int, label) for name, label in COUNTS.items()]
INPUTS += [an_input(name, bool, label) for name, label in FLAGS.items()]


class recruited_day(Variable):
    value_type = int
    entity = Person
    definition_period = DateUnit.ETERNITY
    label = "Day of recruitment, days since 1970"


class undisputed(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.YEAR
    label = "No open case"

    def formula(person, period, parameters):
        return ~person("pending_case", period)


class no_bar(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.YEAR
    label = "No discipline that counts and no open case"

    def formula(person, period, parameters):
        disciplined = person("discipline", period) != 0
        return (~disciplined | person("achievement_after_discipline", period)) & person("undisputed", period)


def last_recruitment(day: np.datetime64, months: int) -> int:
    """The last day of recruitment (days since 1970) from which ``months`` of service are full on ``day``.

    Recruited on the 31st, a month without one is full on its last day: so the last day of a month stands for all
    days of recruitment that its own month does not have.
    """
    month = day.astype("datetime64[M]")
    back = month - np.timedelta64(months, "M")
    in_month = int((day - month.astype("datetime64[D]")).astype(int))
    first = int(back.astype("datetime64[D]").astype(int))
    length = int((back + 1).astype("datetime64[D]").astype(int)) - first
    last_of_month = (day + 1).astype("datetime64[M]") != month
    return first + (length - 1 if last_of_month else min(in_month, length - 1))


class advanced_worker(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.YEAR
    label = "Lao động tiên tiến"

    def formula(person, period, parameters):
        needed = parameters(period).awards.advanced_worker
        recruited = person("recruited_day", period)
        days = sorted((RULE_DATE, np.datetime64(f"{period.start.year}-12-31", "D")))
        early, late = (last_recruitment(day, int(needed.service_months)) for day in days)
        served = (recruited <= early) | ((recruited <= late) & person("service_time_accepted", period))
        present = (person("absence_days", period) == 0) | person("absence_accepted", period)
        return (
            (person("subject", period) <= 3)
            & (person("rating", period) >= needed.rating)
            & person("self_reliance_solidarity", period)
            & served
            & present
            & person("no_bar", period)
        )


class grassroots_emulation_fighter(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.YEAR
    label = "Chiến sĩ thi đua cơ sở"

    def formula(person, period, parameters):
        needed = parameters(period).awards.grassroots_emulation_fighter
        ground = (person("rating", period) >= needed.rating) | (
            person("unit_initiatives", period) >= needed.unit_initiatives
        )
        return person("advanced_worker", period) & ground & person("no_bar", period)


def streak(person, name, period, count):
    """Holders of a title in each of the ``count`` years before the award year."""
    held = person(name, period.offset(-1))
    for back in range(2, count + 1):
        held = held & person(name, period.offset(-back))
    return held


def none_in(person, name, period, count):
    """Nobody who got the award in the ``count - 1`` years before the award year."""
    held = person(name, period.offset(-1))
    for back in range(2, count):
        held = held | person(name, period.offset(-back))
    return ~held


class ministry_province_emulation_fighter(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.YEAR
    label = "Chiến sĩ thi đua bộ, ban, ngành, tỉnh"

    def formula(person, period, parameters):
        needed = parameters(period).awards.ministry_province_emulation_fighter
        count = int(needed.streak)
        recent = person("province_initiatives", period)
        for back in range(1, INITIATIVES_WINDOW):
            recent = recent + person("province_initiatives", period.offset(-back))
        fresh = none_in(person, "ministry_province_emulation_fighter", period, 3)
        return (
            streak(person, "grassroots_emulation_fighter", period, count)
            & person("outstanding_among_holders", period)
            & (recent >= needed.province_initiatives)
            & (fresh | person("new_period_accepted", period))
            & person("no_bar", period)
        )


class diploma_of_merit_ministry_province(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.YEAR
    label = "Bằng khen của bộ, ban, ngành, tỉnh"

    def formula(person, period, parameters):
        needed = parameters(period).awards.diploma_of_merit_ministry_province
        count = int(needed.streak)
        fighter = streak(person, "grassroots_emulation_fighter", period, count)
        # A streak of ratings ends with the award year or the year before.
        rated = [person("rating", period.offset(-back)) >= needed.rating for back in range(count + 1)]
        excellent = rated[1]
        for each in rated[2:count]:
            excellent = excellent & each
        excellent = excellent & (rated[0] | rated[count])
        works = person("unit_initiatives", period)
        for back in range(1, count):
            works = works + person("unit_initiatives", period.offset(-back))
        works = (works >= needed.unit_initiatives) | person("two_science_works", period)
        fresh = none_in(person, "diploma_of_merit_ministry_province", period, count)
        merit = (fighter | (excellent & works)) & (fresh | person("new_period_accepted", period))
        path = (
            person("movement_result", period)
            | person("unexpected_achievement", period)
            | person("major_contribution", period)
            | merit
            | (
                person("worker_farmer_achievement", period)
                & (person("subject", period) >= 3)
                & (person("subject", period) <= 4)
            )
            | person("entrepreneur_contribution", period)
        )
        return path & person("undisputed", period)


class national_emulation_fighter(Variable):
    value_type = bool
    entity = Person
    definition_period = DateUnit.YEAR
    label = "Chiến sĩ thi đua toàn quốc"

    def formula(person, period, parameters):
        needed = parameters(period).awards.national_emulation_fighter
        times = person("ministry_province_emulation_fighter", period.offset(-1)).astype(np.int8)
        for back in range(2, int(needed.title_years)):
            times += person("ministry_province_emulation_fighter", period.offset(-back))
        in_a_row = (
            streak(person, "ministry_province_emulation_fighter", period, 2)
            | streak(person, "grassroots_emulation_fighter", period, int(needed.streak))
            | person("province_titles_in_a_row", period)
        )
        works = person("nation_initiatives", period)
        for back in range(1, int(needed.initiative_years)):
            works = works + person("nation_initiatives", period.offset(-back))
        return (
            (times >= needed.titles)
            & in_a_row
            & person("outstanding_among_province_fighters", period)
            & (works >= needed.nation_initiatives)
            & person("no_bar", period)
        )


AWARDS = [
    advanced_worker,
    grassroots_emulation_fighter,
    ministry_province_emulation_fighter,
    diploma_of_merit_ministry_province,
    national_emulation_fighter,
]
