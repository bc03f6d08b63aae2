"""Records of people for tests, entered by the acts."""

from datetime import date

from thidua.people.actions import enter_person
from thidua.people.models import Person, Post

NUMBER = "022085001234"
OTHER_NUMBER = "022085009999"


def enter(office, at, name="Nguyễn Văn Hòa", *, code="", private=None, by=None, unit=None, **fields) -> Person:
    """One person with a first post in the office, by its officer."""
    post = {"title": "Công chức", "is_leader": False, "starts_on": date(2025, 7, 1)}
    details = {
        "gender": "male",
        "subject": "civil_servant",
        "born_on": date(1985, 3, 12),
        "recruited_on": date(2010, 1, 1),
    }
    for key, value in fields.items():
        (post if key in post or key in ("is_main", "ends_on", "basis") else details)[key] = value
    return enter_person(
        person=Person(code=code, full_name=name, **details),
        post=Post(unit=unit or office.unit, **post),
        private=private,
        by=by or office.officer,
        at=at,
    )
