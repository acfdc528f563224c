"""Real Chromium for the journeys. Each page on the way is passed through axe and squeezed to 320 pixels."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from coprod import settings as site
from tests.browser.slowly import serve_slowly

AXE = (Path(__file__).parent / "vendor/axe-core/axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE = 30_000  # milliseconds: a busy machine is no fault, and what waits tries again every few seconds
# The first without the parts that draw a window, which no journey looks at: a page costs less than half.
CHROMIUM = ["chromium-headless-shell", "chromium", "chromium-browser"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Errors that are no fault: a page that says no, a network that a test cuts or spoils, and the pictures of
# Bootstrap's that static/css/app.css replaces, where the browser looks at a page before reading that file.
MEANT = (
    "status of 4",
    "status of 502",
    "net::ERR_FAILED",
    "net::ERR_INTERNET_DISCONNECTED",
    "Loading the image 'data:image/svg+xml,",
)


def pytest_addoption(parser):
    parser.addoption("--slowly", action="store_true", help="every page late and in pieces")


@pytest.fixture(autouse=True)
def as_slow_as_wanted(request, monkeypatch):
    if request.config.getoption("--slowly", default=False):
        serve_slowly(monkeypatch)


@pytest.fixture(autouse=True)
def quick_autosave(settings):
    """Save sooner than people need it: most tests are about what is saved, not about when."""
    settings.AUTOSAVE_DELAY = 200
    settings.AUTOSAVE_RETRY = 250


@pytest.fixture
def usual_autosave(quick_autosave, settings):
    """Save as late as on a real site: for what counts saves, or is seen only before one."""
    settings.AUTOSAVE_DELAY = site.AUTOSAVE_DELAY
    settings.AUTOSAVE_RETRY = site.AUTOSAVE_RETRY


@pytest.fixture(scope="session")
def chromium():
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "The browser tests need Chromium: apt-get install chromium-headless-shell"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium, live_server, settings):
    """A browser of somebody's own: nothing is shared with the others. Page errors fail the test."""
    contexts, faults = [], []
    settings.SITE_URL = live_server.url  # in mails

    def open_one(*, width=1280, javascript=True):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="en-GB",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                faults.append(f"{page.url}: {message.text}")
                if message.type == "error" and not any(meant in message.text for meant in MEANT)
                else None
            ),
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def axe_violations(page):
    page.wait_for_load_state()  # a click waits for the next page to begin, not to be there
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", WCAG
    )
    return [
        f"{page.url}: {violation['id']}: {node['html'][:200]}: {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def look_at(page):
    """This page, as it stands: no axe violation, and no sideways scroll at 320 pixels."""
    assert axe_violations(page) == []
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > 321 && !e.closest('.visually-hidden,.skip-link'))
            .slice(0, 5).map(e => e.outerHTML.slice(0, 150))"""
    )
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(before)
    assert width <= 320, f"{page.url} is {width} pixels wide at 320: {wide}"
