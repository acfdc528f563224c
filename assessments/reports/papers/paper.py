"""A report as it is set: its size, how large its letters are, and what of it is there. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.printing.widths import in_letters
from assessments.reports import phrases
from assessments.reports.answer_model import Quote
from assessments.reports.beside.plan import PlanAction
from assessments.reports.beside.voices import ReportStatement
from assessments.reports.groundwork.agreement import ReportClause
from assessments.reports.model import AgreedRow, Card, Report
from assessments.reports.papers.sections import Size
from assessments.reports.part_model import ReportFramework, ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.reports.simple.amounts import AMOUNTS, Amount
from assessments.reports.summary.cards import MOST_OF_A_QUOTE

Form = Literal["a4", "large", "screen"]
FEW_LETTERS = 600  # of statements that share a page with something else
LETTERS_OF_A_VOICE_PAGE = 1900  # of statements, in their large print
MOST_OF_A_CLAUSE = 400  # letters of a clause that stands beside another
MOST_BESIDE = 1500  # letters of quotes that stand beside their question and are kept together


@dataclass(frozen=True, slots=True)
class Fit:
    """How much of everything a brief holds: rows of parts and how high they are, letters of a quote, cards,
    empty rows of what will be done, and questions of which something was said at a meeting."""

    parts: int
    rows: str
    quote: int
    cards: int
    plan: int
    agreed: int


# A brief is one sheet of paper, whatever a round holds: it is set in each of these until it fits.
FITS = (
    Fit(12, "high", MOST_OF_A_QUOTE, 3, 4, 6),
    Fit(15, "", 160, 3, 3, 6),
    Fit(12, "", 110, 3, 2, 5),
    Fit(12, "", 110, 2, 2, 4),
    Fit(12, "", 70, 1, 2, 3),
    Fit(12, "", 70, 1, 1, 2),
    Fit(9, "", 70, 1, 1, 2),
    Fit(6, "", 70, 1, 1, 2),
    Fit(3, "", 70, 1, 1, 2),
)
PAGES_OF_A_BRIEF = 2


def fits_of(report: Report) -> tuple[Fit, ...]:
    """Return what to try for a brief: where much stands beside the results, not those that cannot hold it."""
    beside = (report.agreed.questions, report.plan.actions, report.dissents.all, report.change, report.fits)
    return FITS[{0: 0, 1: 0, 2: 2}.get(sum(map(bool, beside)), 4) :]


CALLED: dict[Size, str] = {
    "brief": gettext_noop("how well we work together, in brief"),
    "report": gettext_noop("how well we work together"),
    "annex": gettext_noop("every question"),
    "simple": gettext_noop("a summary in simple words"),
}
EVERYTHING = Fit(10_000, "", MOST_OF_A_QUOTE, 3, 7, 10_000)


@dataclass(frozen=True, slots=True)
class Said:
    """What people wrote to a question. is_short: whether it can stand beside the question, on one page."""

    part: ReportPart
    question: ReportQuestion
    is_short: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """A line of the list of contents: where it leads, its words, and their language; empty for ours."""

    anchor: str
    title: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A report in one size. `form` is how it is set: on A4, in large print in one column, or on screen. How
    much is told, `fit` says of a brief, and `amount` of a summary in simple words."""

    report: Report
    size: Size
    form: Form = "a4"
    fit: Fit = EVERYTHING
    amount: Amount = AMOUNTS[0]

    @property
    def title(self) -> str:
        """Return what the document is called: in the head of a window, and among the properties of a PDF."""
        return f"{self.report.title}: {_(CALLED[self.size])}, {self.report.round_title}"

    @property
    def in_one_column(self) -> bool:
        """Whether nothing stands beside anything else: in large print, in simple words, and on a narrow
        screen."""
        return self.form != "a4" or self.size == "simple"

    @property
    def body(self) -> str:
        """The template of what stands in it."""
        return f"assessments/reports/report/{self.size}.html"

    def _has(self, section: str) -> bool:
        return section not in self.report.left_out

    @property
    def has_first(self) -> bool:
        return self._has("first") and self.report.rated and bool(self.report.shown)

    @property
    def has_lists(self) -> bool:
        return self._has("lists") and self.report.talk_first.any

    @property
    def has_questions(self) -> bool:
        return self._has("questions") and bool(self.report.shown)

    @property
    def has_words(self) -> bool:
        """Whether anything that people wrote stands in it."""
        return self._has("comments")

    @property
    def has_said(self) -> bool:
        """Whether it has a chapter of what people wrote."""
        return self.has_words and bool(self.said)

    @property
    def has_change(self) -> bool:
        """Whether it says what has moved since an earlier round."""
        return self._has("change") and self.report.change is not None

    @property
    def has_plan(self) -> bool:
        return self._has("plan")

    @property
    def parts(self) -> tuple[ReportPart, ...]:
        """The parts on one scale, the widest gap first, as many as fit."""
        return self.report.parts_by("gap")[: self.fit.parts]

    @property
    def more_parts(self) -> int:
        return len(self.report.parts) - len(self.parts)

    @property
    def cards(self) -> tuple[Card, ...]:
        return self.report.talk_first.furthest_apart[: self.fit.cards]

    @property
    def more_cards(self) -> int:
        return len(self.report.talk_first.furthest_apart) - len(self.cards)

    @property
    def voice_pages(self) -> int:
        """How many pages people's statements take; 0 where they share one with something else."""
        letters = sum(in_letters(one.words) + 150 for one in self.report.dissents.all)
        return math.ceil(letters / LETTERS_OF_A_VOICE_PAGE) if letters > FEW_LETTERS else 0

    @property
    def voices_apart(self) -> bool:
        """Whether what people say begins on a page of its own."""
        return self.form == "a4" and self.voice_pages > 0

    @property
    def clause_rows(self) -> tuple[tuple[ReportClause, ...], ...]:
        """The clauses of the working agreement, in order: two side by side on A4, where both are short."""
        rows: list[tuple[ReportClause, ...]] = []
        for clause in self.report.agreement.clauses:
            pair = (*rows[-1], clause) if rows else (clause,)
            if not self.in_one_column and len(pair) == 2 and all(map(_is_short, pair)):
                rows[-1] = pair
            else:
                rows.append((clause,))
        return tuple(rows)

    @property
    def plan_actions(self) -> tuple[PlanAction, ...]:
        """The actions of the plan, what comes first before the rest: in a brief, as many as fit."""
        return self.report.plan.actions[: self.fit.plan] if self.size == "brief" else self.report.plan.actions

    @property
    def more_actions(self) -> int:
        return len(self.report.plan.actions) - len(self.plan_actions)

    @property
    def agreed(self) -> tuple[AgreedRow, ...]:
        """The questions of which something was said at a meeting, as many as fit."""
        return self.report.agreed_rows[: self.fit.agreed]

    def differing(self, question: ReportQuestion) -> tuple[ReportStatement, ...]:
        """Return who sees a question differently."""
        return self.report.dissents.about_question(question.key)

    @property
    def more_agreed(self) -> int:
        return len(self.report.agreed_rows) - len(self.agreed)

    @property
    def plan_rows(self) -> Sequence[int]:
        """The empty rows for what will be done; none where there is a plan, fewer beside an earlier one."""
        most = 4 if self.report.plan.before else self.fit.plan
        return range(0 if self.report.plan.actions else min(most, self.fit.plan))

    @property
    def frameworks(self) -> tuple[ReportFramework, ...]:
        return self.report.frameworks

    @property
    def said(self) -> tuple[Said, ...]:
        """The questions with something to read that people wrote, and those that ask for words: first those
        of the lists, then the others in order."""
        named = [one.question.anchor for one in self.report.talk_first.all]
        found = list(self._said())
        first = [one for one in found if one.question.anchor in named]
        first.sort(key=lambda one: named.index(one.question.anchor))
        return (*first, *(one for one in found if one.question.anchor not in named))

    def _said(self) -> Iterator[Said]:
        for part in self.report.parts:
            for question in part.questions:
                if not question.quotes and not (question.kind == "text" and question.not_shared):
                    continue
                room = sum(_letters(quote) for quote in question.quotes)
                yield Said(part, question, room <= MOST_BESIDE)

    @property
    def _names_of_lists(self) -> str:
        """The lists that there are, as one title."""
        strong = [_("strong together")] if self.report.talk_first.strong_together is not None else []
        scored = [*strong, _("lowest")] if self.report.rated else []
        return phrases.sentence(", ".join([*scored, _("least sure")]))

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The list of contents."""
        parts = _("All parts on one scale") if self.report.rated else _("What was asked")
        ours = [Chapter("agreement", _("Our working agreement"))] if self.report.agreement else []
        ours += [Chapter("parts", parts)] if self.report.shown else []
        if self.report.fits:
            ours.append(Chapter("fit", _("Which name fits")))
        if self.has_first:
            ours.append(Chapter("first", _("Talk about these first")))
        if self.has_lists:
            ours.append(Chapter("lists", self._names_of_lists))
        if self.report.agreed:
            ours.append(Chapter("agreed", _("What we agreed, and did not")))
        if self.has_plan:
            ours.append(Chapter("plan", _("What we will do")))
        if self.has_change:
            ours.append(Chapter("change", _("What has moved")))
        if self.has_questions:
            ours += [Chapter(one.anchor, one.title, one.language) for one in self.frameworks]
        if self.has_said:
            ours.append(Chapter("said", _("What people said")))
        ours.append(Chapter("voices", _("We see it differently")))
        return (*ours, Chapter("method", _("How we worked this out")))


def _is_short(clause: ReportClause) -> bool:
    """Whether a clause, with who sees it differently, can stand beside another."""
    said = [clause.title, *(words for _who, words in clause.words), *(one.words for one in clause.statements)]
    return sum(in_letters(words) + 60 * words.count("\n") for words in said) <= MOST_OF_A_CLAUSE


def _letters(quote: Quote) -> int:
    """Estimate how many letters a quote takes the room of: a new line takes that of a whole one."""
    return in_letters(quote.words) + 60 * (1 + quote.words.count("\n"))
