"""What may be shown of a round, as plain data: pages, report and PDF are only ways to print a `Report`.

Pure. `build.py` makes it from a release. What may not be shown is told in words, in its place.
"""

import datetime
from base64 import b64encode
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from assessments.printing.widths import in_letters
from assessments.reports import methodology, phrases
from assessments.reports.answer_model import Figure, Quote, ReportGroup, ReportLevel
from assessments.reports.beside.agreed import NOTHING_AGREED, Agreed, AgreedQuestion
from assessments.reports.beside.change import ReportChange
from assessments.reports.beside.plan import NO_PLAN, ReportPlan
from assessments.reports.beside.voices import NO_DISSENTS, NO_SIGNATURES, CoSigned, Dissents
from assessments.reports.groundwork.agreement import NO_AGREEMENT, ReportAgreement
from assessments.reports.part_model import ReportFramework, ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.reports.summary.fit import ReportFit
from assessments.scoring.disclosure import SIDES
from assessments.scoring.results import FrozenResults
from frameworks.content import SourceContent

Order = Literal["gap", "lowest", "asked"]  # of parts
HEADS = (("deeper", 300), ("deep", 200), ("two-lines", 90))  # of a printed page: for more letters than these


@dataclass(frozen=True, slots=True)
class TookPart:
    """A line of who took part; `singly` as a group's. `people` is 0 where nobody from a perspective did.

    `each` is how many there are of each perspective, by its name inside a sentence, where that is known: of
    any but a pooled group, of itself.
    """

    name: str
    shapes: tuple[str, ...]
    people: int
    singly: str = ""
    each: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """What the results say in one sentence: `words`, and what all agree on, `agreed`, empty for nothing.

    Each has the language of the framework that it quotes, empty where it quotes none.
    """

    words: str
    language: str = ""
    agreed: str = ""
    agreed_language: str = ""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A question of a list, where it is, and the figure that brought it there, in words.

    `rests_on` says which average the figure is; empty where that needs no word. `level` is the one nearest to
    the question's score; None where no score brought it there. `quote` is the first that may be read, if any,
    and `excerpt` its words or their beginning.
    """

    part: ReportPart
    question: ReportQuestion
    framework: str
    figure: str
    rests_on: str = ""
    level: ReportLevel | None = None
    quote: Quote | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """What a group says on a card: its name and position, and in the words of the level nearest to it where
    it stands at one of the two ends, else None."""

    group: ReportGroup
    position: Figure
    level: ReportLevel | None


@dataclass(frozen=True, slots=True)
class SideQuote:
    """A quote of one side, or `instead` the sentence that says that there is none. `is_cut`: of long words,
    only the beginning is here, in `words`."""

    quote: Quote | None
    words: str
    is_cut: bool
    instead: str


@dataclass(frozen=True, slots=True)
class Card(Pointer):
    """A card of 'Talk about these first'. `voices` run from the lowest group to the highest, with people who
    named no group last; `quotes` has one of each side, or one sentence where no comment may be read.
    `to_try` is the question's first suggested action; empty for none."""

    voices: tuple[Voice, ...] = ()
    quotes: tuple[SideQuote, ...] = ()
    to_try: str = ""


@dataclass(frozen=True, slots=True)
class TalkFirst:
    """The lists of questions to talk about first, ranked when the results were frozen.

    `nothing_apart` and `nothing_strong` are said where the list is empty; `of_gaps` is how to read a gap,
    empty where there is none. `strong_together` is None where it was not ranked.
    """

    furthest_apart: tuple[Card, ...]
    lowest: tuple[Pointer, ...]
    strong_together: tuple[Pointer, ...] | None
    most_unsure: tuple[Pointer, ...]
    nothing_apart: str
    nothing_strong: str
    of_gaps: str

    @property
    def all(self) -> tuple[Pointer, ...]:
        """Every pointer of every list, in the order in which they are read."""
        return (*self.furthest_apart, *(self.strong_together or ()), *self.lowest, *self.most_unsure)

    @property
    def any(self) -> bool:
        return bool(self.all)


@dataclass(frozen=True, slots=True)
class ReportFace:
    """How the organisation looks: its colour as it can be read on white (printing/colours.py), and its logo
    as a PNG; each empty for none. `digest` names the logo in its address on the site."""

    colour: str = ""
    png: bytes = b""
    digest: str = ""

    @property
    def logo(self) -> str:
        """The logo as an address that holds it, for files and print; empty for none."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}" if self.png else ""


@dataclass(frozen=True, slots=True)
class ReportContact:
    """The person whom people can talk to; all but the name can be empty."""

    name: str
    phone: str = ""
    email: str = ""
    hours: str = ""


class AgreedRow(NamedTuple):
    """A question of which something was said at a meeting, where it is, and what was said."""

    part: ReportPart
    question: ReportQuestion
    said: AgreedQuestion


@dataclass(frozen=True, slots=True)
class Report:
    """A round's results. `purpose` is what was asked of the whole round, as a question, empty where it is not
    given; `rules` is the version of the rules that made them; `alone` is why it was not assessed together;
    `notices` what else to know first. `results` are the frozen ones that all of it is made from.
    `left_out` are the sections that somebody chose to leave out of it (papers/sections.py)."""

    title: str
    purpose: str
    round_title: str
    organisation: str
    face: ReportFace
    is_example: bool
    released_on: datetime.date
    rules: int
    people: int
    shown: int
    took_part: tuple[TookPart, ...]
    on_paper: str
    groups: tuple[ReportGroup, ...]
    alone: tuple[str, ...]
    notices: tuple[str, ...]
    headline: Headline
    frameworks: tuple[ReportFramework, ...]
    talk_first: TalkFirst
    method: tuple[methodology.Passage, ...]
    results: FrozenResults
    left_out: frozenset[str] = frozenset()
    dissents: Dissents = NO_DISSENTS
    co_signed: CoSigned = NO_SIGNATURES
    agreed: Agreed = NOTHING_AGREED  # at meetings: beside the scores, never in their place

    change: ReportChange | None = None  # since the round that it is compared with (beside/change.py)

    plan: ReportPlan = NO_PLAN  # what the group will do (beside/plan.py)
    contact: ReportContact | None = None

    agreement: ReportAgreement = NO_AGREEMENT  # how they work together (groundwork/agreement.py)
    fits: tuple[ReportFit, ...] = ()  # which names fit, of each framework that has any (summary/fit.py)

    @property
    def parts(self) -> tuple[ReportPart, ...]:
        return tuple(part for framework in self.frameworks for part in framework.parts)

    @property
    def questions(self) -> tuple[ReportQuestion, ...]:
        return tuple(question for part in self.parts for question in part.questions)

    def parts_by(self, order: Order) -> tuple[ReportPart, ...]:
        """Return the parts in an order: by 'gap' the widest first and those not compared last, by 'lowest'
        those with the lowest score first; equals, and 'asked', as the frameworks have them."""
        if order == "gap":
            return tuple(sorted(self.parts, key=lambda p: -p.area.gap.rounded if p.area.gap else 1))
        if order == "lowest":
            return tuple(sorted(self.parts, key=lambda p: p.area.score.rounded if p.area.score else 101))
        return self.parts

    @property
    def with_words(self) -> tuple[ReportPart, ...]:
        """The parts in which people wrote something: what may be read, or what became of it."""
        return tuple(part for part in self.parts if any(q.quotes or q.not_shared for q in part.questions))

    @property
    def comments_shown(self) -> int:
        """How many answers and comments in people's own words may be read."""
        return sum(part.words_shown for part in self.parts)

    @property
    def agreed_rows(self) -> tuple[AgreedRow, ...]:
        """The questions of which something was said at meetings, in their order."""
        found = [(part, one, self.agreed.on(one.key)) for part in self.parts for one in part.questions]
        return tuple(AgreedRow(part, one, said) for part, one, said in found if said)

    @property
    def rated(self) -> bool:
        """Whether any question asks for a score."""
        return any(framework.rated for framework in self.frameworks)

    @property
    def any_scores(self) -> bool:
        """Whether any score may be shown."""
        return any(question.score for question in self.questions)

    @property
    def why_together(self) -> str:
        """Why everyone is shown together; empty where there are groups, or nothing is shown."""
        return self.notices[-1] if self.shown and not self.groups else ""

    @property
    def other_notices(self) -> tuple[str, ...]:
        """What else to know first."""
        return self.notices[:-1] if self.why_together else self.notices

    def part(self, framework: str, code: str) -> ReportPart | None:
        """Return the part of these codes."""
        return next((p for p in self.parts if (p.framework, p.code) == (framework, code)), None)

    def framework_of(self, part: ReportPart) -> ReportFramework:
        return next(framework for framework in self.frameworks if part in framework.parts)

    @property
    def sides_note(self) -> str:
        """How a score counts the two sides, and who is on which; empty where nothing is counted so."""
        sides = [[one.in_sentence for one in self.groups if one.side == side] for side in SIDES]
        return phrases.sides_counted(*sides) if self.rated and all(sides) else ""

    @property
    def head(self) -> str:
        """How deep the head of a printed page is, by the titles that stand in it: 'two-lines', 'deep',
        'deeper', or empty where one line is enough."""
        letters = in_letters(f"{self.title}, {self.round_title}")
        return next((name for name, most in HEADS if letters > most), "")

    @property
    def frame_note(self) -> str:
        """What a frame round shapes means; empty where no group is pooled."""
        shown = [row.group for part in self.parts for q in part.questions for row in q.groups if row.group]
        most = max((len(group.shapes) for group in (*self.groups, *shown)), default=0)
        if most < 2:
            return ""
        if most == 2:
            return _("Two shapes in one frame are one group.")
        return _("Shapes in one frame are one group.")

    @property
    def sources(self) -> tuple[SourceContent, ...]:
        """The sources of all frameworks, each once."""
        found = {source.citation: source for one in self.frameworks for source in one.sources}
        return tuple(found.values())
