"""A real browser against a real server: Debian's Chromium driven by playwright, strict content security policy on.

Without a Chromium the journeys are skipped and say so; with JOURNEYS=required (CI) its absence is a failure.
Pictures of what was seen go to out/pictures/ for people to look at.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

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
WIDTHS = (1280, 390)
AXE = Path(django_settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = Path(django_settings.BASE_DIR) / "out" / "pictures"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        say = "no Chromium on this machine: browser journeys need the package `chromium`"
        if os.environ.get("JOURNEYS") == "required":
            pytest.fail(say)
        pytest.skip(say)
    # playwright keeps an event loop in this thread; Django would take the ORM calls of a test for calls inside it
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
            yield chromium
            chromium.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(params=WIDTHS, ids=["desk", "phone"])
def width(request) -> int:
    return request.param


@pytest.fixture
def page(browser: Browser, live_server, settings, width: int) -> Iterator[Page]:
    """A page in practice mode at the given width; a console error, refused resource or script error fails."""
    settings.DEMO = True
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=live_server.url, locale="vi-VN")
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    # an answer with status 4xx that the journey asked for is no trouble of the page
    real = [trouble for trouble in troubles if "the server responded with a status of 4" not in trouble]
    assert real == []


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
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found["violations"]]

    return look


@pytest.fixture
def picture(width: int) -> Callable[[Page, str], Path]:
    """``picture(page, "hồ-sơ")`` keeps the whole page as an image."""

    def take(page: Page, name: str) -> Path:
        PICTURES.mkdir(parents=True, exist_ok=True)
        place = PICTURES / f"{name}-{width}.png"
        page.screenshot(path=place, full_page=True)
        return place

    return take
