"""How much is asked of somebody on a way through pages: pages, clicks, questions and words."""

from dataclasses import dataclass, field

from playwright.sync_api import expect

# Each question once, however many choices it has.
QUESTIONS = """() => new Set([...document.querySelectorAll('main input, main select, main textarea')]
    .filter(e => e.type !== 'hidden' && !e.readOnly && !e.disabled && e.checkVisibility())
    .map(e => e.name)).size"""
WORDS = "() => document.querySelector('main').innerText.split(/\\s+/).filter(w => /\\w/.test(w)).length"


@dataclass
class Effort:
    """Counts what a person meets on a way: the pages that are shown, with the questions and words on them,
    and what they press and fill in."""

    page: object
    pages: list = field(default_factory=list)
    clicks: int = 0
    filled: int = 0
    questions: int = 0
    words: int = 0

    def open(self, address, *, by_link=False):
        """Type an address, or follow a link in a message."""
        self.page.goto(address)
        self.clicks += by_link
        self._arrive()

    def _arrive(self):
        self.page.wait_for_load_state()
        self.pages.append(self.page.locator("h1").inner_text())
        self.questions += self.page.evaluate(QUESTIONS)
        self.words += self.page.evaluate(WORDS)

    def press(self, name):
        """Press a button or a link, which leads to another page."""
        found = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        with self.page.expect_navigation():
            found.first.click()
        self.clicks += 1
        self._arrive()

    def choose(self, label):
        """Tick one of several, by the keyboard: a box that lies under its card cannot be hit by chance."""
        self.page.get_by_label(label).press("Space")
        expect(self.page.get_by_label(label)).to_be_checked()
        self.clicks += 1

    def fill(self, label, words):
        self.page.get_by_label(label, exact=True).fill(words)
        self.filled += 1

    def __str__(self):
        return (
            f"{len(self.pages)} pages, {self.clicks} clicks, {self.filled} fields filled in, "
            f"{self.questions} questions, {self.words} words"
        )
