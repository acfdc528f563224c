"""Real Chromium for the journeys. Each page on the way is passed through axe and squeezed to 320 pixels."""

import hashlib
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from coprod import settings as site
from tests.browser.slowly import serve_slowly

AXE = (Path(__file__).parent / "vendor/axe-core/axe.min.js").read_text()
AXE_URL = f"/{site.STATIC_URL}axe-core/axe.min.js"  # see tests/settings.py
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
    "--renderer-process-limit=1",  # for each context: a new tab needs none of its own
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


class Kept:
    """Browsers that go from test to test, one of each kind, with nothing left in them of the test before. One
    that has shown pages for a while has the files of the site, and its scripts made ready: a page costs half
    in it, and axe too."""

    def __init__(self, chromium, url):
        self.chromium = chromium
        self.url = url
        self.idle = {}
        self.anchors = {}

    def lend(self, width, javascript):
        kind = (width, javascript)
        return self.idle.pop(kind, None) or self._make(kind)

    def _make(self, kind):
        width, javascript = kind
        context = self.chromium.new_context(
            base_url=self.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale="en-GB",
        )
        anchor = context.new_page()  # while one page is open, the process that shows them all stays
        self.anchors[context] = (kind, anchor, context.new_cdp_session(anchor))
        return context

    def take_back(self, context):
        kind, anchor, devtools = self.anchors[context]
        for page in context.pages:
            if page is not anchor:
                page.close()
        if kind in self.idle or has_other_clock(anchor):
            del self.anchors[context]
            context.close()
            return
        context.set_offline(False)
        context.unroute_all()
        context.clear_permissions()
        context.clear_cookies()
        devtools.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "all"})
        self.idle[kind] = context


def has_other_clock(page):
    """Whether a test set the clock of this browser, which nothing sets right again."""
    return not page.evaluate("[Date, setTimeout].every(one => String(one).includes('[native code]'))")


@pytest.fixture(scope="session")
def kept(chromium, live_server):
    return Kept(chromium, live_server.url)


@pytest.fixture
def open_browser(kept, settings):
    """A browser of somebody's own: nothing is shared with the others. Page errors fail the test."""
    contexts, faults = [], []
    settings.SITE_URL = kept.url  # in mails

    def open_one(*, width=1280, javascript=True):
        context = kept.lend(width, javascript)
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
        kept.take_back(context)
    assert faults == []


# Only what is wrong leaves the page: what axe found to be right is most of its answer.
FIND_VIOLATIONS = f"""axe.run(document, {{runOnly: {WCAG}, resultTypes: ['violations']}}).then(
    found => found.violations.flatMap(({{id, nodes}}) => nodes.map(
        node => `${{location.href}}: ${{id}}: ${{node.html.slice(0, 200)}}: ${{node.failureSummary || ''}}`
)))"""


# From the site, because a browser keeps what it has made ready of a file, not of words that it is told.
LOAD_AXE = """url => 'axe' in window || new Promise(done => {
    const script = document.createElement('script');
    const end = () => { script.remove(); done('axe' in window) };
    Object.assign(script, {src: url, onload: end, onerror: end});
    document.head.append(script);
})"""


def axe_violations(page):
    page.wait_for_load_state()  # a click waits for the next page to begin, not to be there
    is_there = page.evaluate(LOAD_AXE, AXE_URL)  # not while a test cuts the network
    return page.evaluate(FIND_VIOLATIONS if is_there else f"{AXE};{FIND_VIOLATIONS}")


# All that axe and the width go by: what stands there, what is chosen and written in it, what has the focus or
# the pointer, and how it is shown. Where links lead and what forms hide is neither seen nor heard; rows have
# other numbers in each test, so names count by which of them have the same.
STATE = r"""() => {
    const NAMED = / (href|id|for|name|list|form|aria-(labelledby|describedby|controls|owns))="[^"]*"/g;
    const numbers = new Map(), all = [...document.querySelectorAll('*')];
    const number = found => numbers.get(found) ?? (numbers.set(found, numbers.size), numbers.size - 1);
    const SHOWN = [':hover', ':focus', ':focus-visible', ':target', ':user-invalid'];
    const MEDIA = ['prefers-color-scheme: dark', 'prefers-reduced-motion: reduce', 'forced-colors: active'];
    return JSON.stringify([
        document.documentElement.outerHTML.replaceAll(location.host, '')
            .replace(/<input type="hidden"[^>]*>/g, '')
            .replace(/ (href|action|formaction)="[^"#]+"/g, ' $1=""')
            .replace(NAMED, named => named.replace(/\d+/g, number)),
        all.filter(one => one.matches('input:not([type=hidden]), select, textarea'))
            .map(field => [field.value, field.checked, field.indeterminate]),
        all.map((one, i) => [i, one.scrollTop, one.scrollLeft, ...SHOWN.map(how => one.matches(how))])
            .filter(one => one.slice(1).some(Boolean)),
        [innerWidth, innerHeight, scrollX, scrollY],
        MEDIA.map(one => matchMedia(`(${one})`).matches),
    ]);
}"""
WIDE = """() => document.documentElement.scrollWidth <= 320 ? [] : [
    document.documentElement.scrollWidth,
    ...[...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > 321 && !e.closest('.visually-hidden,.skip-link'))
        .slice(0, 5).map(e => e.outerHTML.slice(0, 150))
]"""


class Memory:
    """The states of pages that were found to be right in this run, whichever worker looked at them: many ways
    begin on the same pages, and axe takes longer than all else that is done on one."""

    folder: Path

    def file(self, state):
        return self.folder / hashlib.sha256(state.encode()).hexdigest()

    def knows(self, state):
        return self.file(state).exists()

    def add(self, state):
        self.file(state).touch()


right = Memory()


@pytest.fixture(scope="session", autouse=True)
def remember_what_is_right(tmp_path_factory, worker_id):
    of_worker = tmp_path_factory.getbasetemp()
    right.folder = (of_worker if worker_id == "master" else of_worker.parent) / "right"
    right.folder.mkdir(exist_ok=True)


def look_at(page):
    """This page, as it stands: no axe violation, and no sideways scroll at 320 pixels."""
    page.wait_for_load_state()  # a click waits for the next page to begin, not to be there
    state = page.evaluate(STATE)
    if right.knows(state):
        return
    assert axe_violations(page) == []
    assert too_wide(page) == []
    right.add(state)


def too_wide(page):
    """What reaches beyond 320 pixels, if the page does: its width, and the elements."""
    before = page.viewport_size
    if before["width"] <= 320:
        return page.evaluate(WIDE)
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate(WIDE)
    page.set_viewport_size(before)
    return wide
