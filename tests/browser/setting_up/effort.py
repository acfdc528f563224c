"""How much is asked of somebody on a way through pages: pages, clicks, questions and words."""

from dataclasses import dataclass, field

# Each question once, however many fields it has: those of one name, and those of one formset's row.
QUESTIONS = """() => new Set([...document.querySelectorAll('main input, main select, main textarea')]
    .filter(e => e.type !== 'hidden' && !e.readOnly && !e.disabled && e.checkVisibility())
    .map(e => e.name)).size"""
WORDS = "() => document.querySelector('main').innerText.split(/\\s+/).filter(w => /\\w/.test(w)).length"


@dataclass
class Effort:
    """Counts what a person meets. arrive() once for each page that is shown; press() and fill() on it."""

    page: object
    pages: list = field(default_factory=list)
    clicks: int = 0
    filled: int = 0
    questions: int = 0
    words: int = 0

    def arrive(self):
        self.page.wait_for_load_state()
        self.pages.append(self.page.locator("h1").inner_text())
        self.questions += self.page.evaluate(QUESTIONS)
        self.words += self.page.evaluate(WORDS)

    def press(self, what):
        """A click that stays on the page."""
        what.check(force=True) if what.get_attribute("type") in ("radio", "checkbox") else what.click()
        self.clicks += 1

    def go(self, what):
        """A click that leads to another page."""
        with self.page.expect_navigation():
            what.click()
        self.clicks += 1
        self.arrive()

    def fill(self, label, words, exact=False):
        self.page.get_by_label(label, exact=exact).fill(words)
        self.filled += 1

    def __str__(self):
        return (
            f"{len(self.pages)} pages, {self.clicks} clicks, {self.filled} fields filled in, "
            f"{self.questions} questions, {self.words} words"
        )
