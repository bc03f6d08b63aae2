"""A real browser against a real server: Debian's Chromium driven by playwright, strict content security policy on.

Without a Chromium the journeys are skipped and say so; with JOURNEYS=required (CI) its absence is a failure.
CHROMIUM names the program when it is not on the path.
With JOURNEY_PICTURES=1 pictures of what was seen go to out/pictures/ for people to look at; a picture of a long page costs
as much as going there.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import PROVINCES
from tests.journeys.practice import Seed, drop, served, small, stand_on
from tests.journeys.provinces import Provinces

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# JOURNEY_WIDTHS narrows them: the whole check walks one width on each database.
WIDTHS = tuple(int(width) for width in os.environ.get("JOURNEY_WIDTHS", "1280,390").split(","))
AXE = Path(django_settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = Path(django_settings.BASE_DIR) / "out" / "pictures"
# Of what passes only the names are gathered: on a long page three quarters of the time went into listing it.
ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
    "iframes": False,
}
KEEPS_PICTURES = os.environ.get("JOURNEY_PICTURES") == "1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module: playwright keeps an event loop running in this thread, in which nothing else could start its own
    (the signing library does), so it must be gone when the next module begins."""
    found = (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not found:
        say = "no Chromium on this machine: browser journeys need the package `chromium`"
        if os.environ.get("JOURNEYS") == "required":
            pytest.fail(say)
        pytest.skip(say)
    # Django would take the ORM calls of a test for calls inside that loop
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
            yield chromium
            # inside that loop Django used connections of its own; left open they would keep the test database busy
            connections.close_all()
            chromium.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="module", params=WIDTHS, ids=["desk" if width > 600 else "phone" for width in WIDTHS])
def width(request) -> int:
    return request.param


def settled(page: Page) -> None:
    """The page is loaded, its letters are there, and nothing it asked for is still on its way."""
    page.wait_for_load_state("load")
    page.wait_for_function("document.querySelector('.htmx-request') === null")
    page.evaluate("document.fonts.ready.then(() => true)")


@contextmanager
def watched_page(browser: Browser, address: str, width: int, *, scripts: bool = True) -> Iterator[Page]:
    """A page in a context of its own; a console error, refused resource or script error fails when it closes."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, base_url=address, locale="vi-VN", java_script_enabled=scripts
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
    yield page
    context.close()
    # an answer with status 4xx that the journey asked for is no trouble of the page
    real = [trouble for trouble in troubles if "the server responded with a status of 4" not in trouble]
    assert real == []


@pytest.fixture
def page(browser: Browser, live_server, settings, width: int) -> Iterator[Page]:
    """A page in practice mode at the given width on the server of the test itself."""
    settings.DEMO = True
    with watched_page(browser, live_server.url, width) as page:
        yield page


@pytest.fixture(scope="session")
def seeded(request, shared_folder) -> Iterator[Callable[..., Seed]]:
    """``seeded("councils")``: the province stopped before that stage, made once a run (once more with everyone's card)."""
    asked = {(item.module.STAGE, _everyone(item.module)) for item in request.session.items if _has_stage(item)}
    provinces = Provinces(shared_folder / PROVINCES, asked)
    yield provinces.at
    provinces.close()


def _has_stage(item: pytest.Item) -> bool:
    return hasattr(getattr(item, "module", None), "STAGE")


def _everyone(module) -> bool:
    return getattr(module, "EVERYONE", False)


class Site:
    """A province being used: ``as_`` gives the page of one of its people, signed in by the card everybody sees."""

    def __init__(
        self, url: str, phrases: dict[str, str], browser: Browser, width: int, stack: ExitStack, folder: Path = Path()
    ) -> None:
        self.url, self.phrases, self._folder = url, phrases, folder
        self._browser, self._width, self._stack = browser, width, stack
        self._pages: dict[str, Page] = {}

    def stand_on(self, day: date) -> None:
        """The day the whole province stands on from now on."""
        stand_on(day, self._folder)

    def public(self) -> Page:
        if "" not in self._pages:
            self._pages[""] = self._stack.enter_context(watched_page(self._browser, self.url, self._width))
        return self._pages[""]

    def without_scripts(self) -> Page:
        """The public page in a browser that runs no scripts."""
        return self._stack.enter_context(watched_page(self._browser, self.url, self._width, scripts=False))

    def as_(self, username: str) -> Page:
        if username not in self._pages:
            page = self._stack.enter_context(watched_page(self._browser, self.url, self._width))
            page.goto("/tai-khoan/dang-nhap/")
            page.locator(f'button.person-card[value="{username}"]').click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
            self._pages[username] = page
        return self._pages[username]


@pytest.fixture(scope="module")
def running(request, seeded, tmp_path_factory, width: int) -> Iterator[tuple[str, dict[str, str], Path]]:
    """A fresh copy of the province of the module's ``STAGE``, served by a process of its own: (address, phrases, its folder).

    ``EVERYONE = True`` in the module: any account can sign in by its card.
    """
    seed_made = seeded(request.module.STAGE, _everyone(request.module))
    folder = tmp_path_factory.mktemp(f"journey-{width}")
    with served(seed_made, folder) as url:
        yield url, seed_made.phrases, folder


@pytest.fixture
def practice(running, browser: Browser, width: int) -> Iterator[Site]:
    """The province of the module, for one journey: whoever it needs signs in anew."""
    url, phrases, folder = running
    with ExitStack() as stack:
        yield Site(url, phrases, browser, width, stack, folder)


@pytest.fixture(scope="module")
def founded(request, tmp_path_factory) -> Iterator[Seed]:
    """What the command ``FOUNDS`` of this folder founds for the module: a small place of its own instead of a year."""
    made = small(tmp_path_factory.mktemp(f"founded-{request.module.FOUNDS}"), request.module.FOUNDS)
    yield made
    drop(made.database)


@pytest.fixture
def site(founded: Seed, browser: Browser, tmp_path, width: int) -> Iterator[Site]:
    """A fresh copy of what the module's command founded, for one journey."""
    with served(founded, tmp_path) as url, ExitStack() as stack:
        yield Site(url, {}, browser, width, stack)


@pytest.fixture
def sign_in(live_server) -> Callable:
    """``sign_in(page, user)``: the browser of ``page`` carries that person's session from now on."""

    def enter(page: Page, user) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return enter


@pytest.fixture
def accessibility_findings() -> Callable[[Page], list[tuple[str, list]]]:
    """``accessibility_findings(page)``: what axe-core (WCAG 2.2 A and AA, best practice) objects to; [] is clean."""

    def look(page: Page) -> list[tuple[str, list]]:
        # the checker comes from node_modules and is put in past the page's policy; nothing of it is served
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("asked => axe.run(document, asked)", ASKED)
        return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found["violations"]]

    return look


@pytest.fixture
def picture(width: int) -> Callable[[Page, str], None]:
    """``picture(page, "hồ-sơ")`` keeps the whole page as an image, where pictures are asked for."""

    def take(page: Page, name: str) -> None:
        if not KEEPS_PICTURES:
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
        # taking a picture leaves empty style attributes behind, which htmx would copy against the page's policy
        page.evaluate("document.querySelectorAll('[style=\"\"]').forEach(each => each.removeAttribute('style'))")

    return take


@pytest.fixture
def look(picture, accessibility_findings) -> Callable[[Page, str], None]:
    """``look(page, "hồ-sơ")`` fails on accessibility findings or a page wider than its screen; keeps a picture if asked."""

    def at(page: Page, name: str) -> None:
        settled(page)
        picture(page, name)
        assert accessibility_findings(page) == []
        wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= screen, f"{name}: {wide} px on a screen of {screen} px"

    return at
