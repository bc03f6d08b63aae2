"""Personas everybody knows: one small province, real acts only.

Quảng Ninh (province) — wards Hạ Long and Cẩm Phả and the commune Vân Đồn form one cluster. ``province.officer`` and so
on are accounts; ``DAY`` is a working day of the demo year.
"""

import os
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection, connections

from tests import databases
from thidua.accounts.models import User
from thidua.people.actions import enter_people
from thidua.people.models import Person, Post
from thidua.shared import clock
from thidua.units import actions as units
from thidua.units.actions import NewAccount
from thidua.units.models import Cluster, RoleGrant, Unit

Role = RoleGrant.Role
START = date(2025, 7, 1)
DAY = clock.at_hour(date(2025, 7, 8))


# The long ones first, so that at the end no process is left alone with a whole year.
LONG = ("year/", "sweeps/test_list_pages", "journeys/")


# The run on a second database: what asks none has been proven by the first (TESTS=database).
ONLY_DATABASE = os.environ.get("TESTS") == "database"


def pytest_collection_modifyitems(config, items):
    items.sort(key=lambda item: not item.nodeid.startswith(tuple(f"tests/{each}" for each in LONG)))
    if ONLY_DATABASE:
        config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
        items[:] = [item for item in items if asks_a_database(item)]


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test can notice which database there is: it may ask it itself (any other is stopped when it tries), drives
    a server, or starts processes on databases of :mod:`tests.databases`."""
    may_ask = "db" in item.fixturenames or any(item.get_closest_marker(name) for name in ("django_db", "journey"))
    return may_ask or any(
        thing is databases or getattr(thing, "__module__", "") == databases.__name__
        for thing in vars(item.module).values()
    )


PROVINCES = "provinces"  # the folder of the practice provinces of a run (tests.journeys.provinces)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory) -> Path:
    """A folder that all processes of one run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def pytest_sessionfinish(session):
    """When the last test process is done the practice provinces go from the server."""
    if "PYTEST_XDIST_WORKER" not in os.environ and databases.is_server():
        from tests.journeys.provinces import drop_all

        drop_all(session.config._tmp_path_factory.getbasetemp() / PROVINCES)


def _truncate(what: str) -> list[str]:
    return [
        f"ALTER TABLE {table} {what} TRIGGER {table}_no_truncate" for table in ("thidua_auditevent", "thidua_honour")
    ]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """As the library makes it; before it is removed nobody is connected to it any more. A test that commits is cleaned up
    after with TRUNCATE: for that alone the append-only registers are opened."""
    kind = type(connection.ops)  # of the kind, not of this connection: inside the browser's loop Django opens others
    flush = kind.execute_sql_flush
    if databases.is_server():
        kind.execute_sql_flush = lambda ops, sql: flush(ops, [*_truncate("DISABLE"), *sql, *_truncate("ENABLE")])
    yield
    kind.execute_sql_flush = flush
    connections.close_all()
    databases.end_other_sessions()


@pytest.fixture(autouse=True, scope="session")
def quick_passwords():
    """The real hash costs a tenth of a second each; only tests about passwords themselves need it."""
    from django.conf import settings

    before = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *before]
    yield
    settings.PASSWORD_HASHERS = before


@dataclass
class Office:
    """A unit with the accounts that work in it, by role, and its people."""

    unit: Unit
    accounts: dict[str, User] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def __getattr__(self, role: str) -> User:
        try:
            return self.__dict__["accounts"][role]
        except KeyError:
            raise AttributeError(role) from None


@dataclass
class Province:
    """The small province of the tests."""

    root: Office
    ha_long: Office
    cam_pha: Office
    van_don: Office
    cluster: Cluster
    cluster_head: User
    stranger: User
    at: datetime


ROLES = ("officer", "head", "decider", "clerk", "appraiser", "editor", "council_secretary", "accountant")


def _open(offices: dict[str, Office], cluster: Cluster, officer: User) -> tuple[User, User]:
    """Every account of the province in one act: eight roles an office, the head of the cluster, a stranger."""
    top = offices["tinh"].unit
    wanted = [
        (
            slug,
            role,
            NewAccount(
                f"{slug}.{role}", f"{role} {'tỉnh' if slug == 'tinh' else office.unit.name}", ((role, office.unit),)
            ),
        )
        for slug, office in offices.items()
        for role in ROLES
        if role not in office.accounts
    ]
    others = [
        NewAccount("cum1.head", "Trưởng cụm số 1", ((Role.CLUSTER_HEAD, cluster),)),
        NewAccount("nguoi.la", "Người không có vai trò", ()),
    ]
    accounts = [account for _, _, account in wanted] + others
    users = units.open_accounts(accounts=accounts, under=top, by=officer, at=DAY)
    for (slug, role, _), user in zip(wanted, users, strict=False):
        offices[slug].accounts[role] = user
    return users[-2], users[-1]


def _staff(office: Office, slug: str, officer: User, at: datetime, people: int) -> None:
    unit = office.unit
    pairs = [
        (
            Person(
                code=f"{slug}-{n}",
                full_name=f"Nguyễn Thị {given}",
                gender="female",
                subject="civil_servant",
                born_on=date(1985, 1, n),
                recruited_on=date(2015, 1, 1),
            ),
            Post(unit=unit, title="Công chức", is_leader=n == 1, starts_on=START),
        )
        for n, given in enumerate(["An", "Bình", "Chi", "Dung", "Đào", "Giang", "Hà", "Hòa"][:people], start=1)
    ]
    enter_people(people=pairs, under=unit, by=officer, at=at)
    office.people = [person for person, _ in pairs]


@pytest.fixture
def province(db) -> Province:
    return small_province()


def small_province() -> Province:
    """Founded by real acts in an empty database."""
    at = DAY
    root, officer = units.found_installation(
        code="22",
        name="Tỉnh Quảng Ninh",
        kind="province",
        valid_from=START,
        agency_name="Ủy ban nhân dân tỉnh Quảng Ninh",
        symbol="UBND",
        head_title="Chủ tịch",
        place="Quảng Ninh",
        officer_username="tinh.officer",
        officer_name="Chuyên viên tỉnh",
        officer_password="mat-khau-dai-cho-thu-nghiem",
        at=at,
    )
    rows = [
        ("06652", "Phường Hạ Long", "ward"),
        ("06760", "Phường Cẩm Phả", "ward"),
        ("06994", "Đặc khu Vân Đồn", "special_zone"),
    ]
    members = units.enter_units(
        parent=root,
        by=officer,
        at=at,
        units=[
            Unit(
                code=code,
                name=name,
                kind=kind,
                valid_from=START,
                agency_name=f"Ủy ban nhân dân {name.lower()}",
                symbol="UBND",
                head_title="Chủ tịch",
                place=name.split(" ", 1)[1],
            )
            for code, name, kind in rows
        ],
    )
    offices = {"tinh": Office(root, {"officer": officer})}
    for unit, slug in zip(members, ["halong", "campha", "vandon"], strict=True):
        offices[slug] = Office(unit)
        _staff(offices[slug], slug, officer, at, 8)
    cluster = units.form_cluster(
        organiser=root,
        code="CUM-1",
        name="Cụm thi đua số 1",
        kind="cum",
        year=2025,
        by=officer,
        at=at,
        members=[(members[0], "head"), (members[1], "deputy"), (members[2], "member")],
    )
    head, stranger = _open(offices, cluster, officer)
    return Province(*offices.values(), cluster=cluster, cluster_head=head, stranger=stranger, at=at)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Issued papers of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOAD_ROOT = tmp_path / "uploads"
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def pages_drawn_anew(settings):
    """Nothing of one test's public pages is shown to the next: each database begins its acts at one."""
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture(autouse=True)
def quick_ballot_box(settings):
    """The cheapest of the real costs; a test may set another."""
    settings.BALLOT_KDF = "practice"
