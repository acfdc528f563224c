"""What a group talks about at a meeting, and in which order: those to talk about first in front."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.reports.beside.agreed import AgreedQuestion
from assessments.reports.model import Pointer, Report
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion

STATES: dict[str, str | Promise] = {
    "open": gettext_lazy("To talk about"),
    "agreed": gettext_lazy("Agreed"),
    "not_agreed": gettext_lazy("Not agreed"),
    "later": gettext_lazy("For later"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the agenda, where it is, and the figure that brought it there, in words; empty for one
    that somebody chose."""

    part: ReportPart
    question: ReportQuestion
    figure: str
    said: AgreedQuestion | None

    @property
    def state(self) -> str:
        """What was said of it, as one of STATES."""
        return self.said.now.outcome if self.said else "open"

    @property
    def state_words(self) -> str | Promise:
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Questions of the agenda that stand under one heading. why: what brought them there, inside a sentence;
    note: what to know of them."""

    heading: str
    why: str
    items: tuple[Item, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands in the agenda, counted from 1 within its stretch, with its neighbours."""

    item: Item
    stretch: Stretch
    number: int
    before: Item | None
    after: Item | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The agenda of a meeting over a round's results."""

    stretches: tuple[Stretch, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for stretch in self.stretches for item in stretch.items)

    @property
    def ranked(self) -> "Agenda":
        """Return it without questions that somebody chose: those that are printed to talk from."""
        return Agenda(tuple(one for one in self.stretches if any(item.figure for item in one.items)))

    def place_of(self, key: str) -> Place:
        """Return where the question of this key stands. Raises StopIteration where it does not."""
        items = self.items
        at = next(i for i, item in enumerate(items) if item.question.key == key)
        stretch = next(one for one in self.stretches if items[at] in one.items)
        return Place(
            item=items[at],
            stretch=stretch,
            number=stretch.items.index(items[at]) + 1,
            before=items[at - 1] if at else None,
            after=items[at + 1] if at + 1 < len(items) else None,
        )


def agenda_of(report: Report, chosen: str = "") -> Agenda:
    """Return the agenda: the questions that groups see most differently, or where none are compared, those
    scored lowest; then the lowest, the least sure and the strongest question that is not in it yet; then
    whatever else was talked about. chosen: the key of a question that somebody chose from all."""
    found = _Found(report)
    lists = report.talk_first
    if lists.furthest_apart:
        first = Stretch(_("Talk about first"), _("furthest apart"), found.of(lists.furthest_apart, _gap))
        more = found.of(lists.lowest, _lowest, most=1)
    else:
        note = (
            report.why_together and _("Groups could not be compared in this round.")
        ) or lists.nothing_apart
        first = Stretch(
            _("Talk about first: scored lowest"), _("scored lowest"), found.of(lists.lowest, _score), note
        )
        more = ()
    if not first.items:
        first = Stretch(_("Talk about first"), _("least sure"), found.of(lists.most_unsure, _unsure))
    later = Stretch(
        _("If there is time"), _("if there is time"), (*more, *found.of(lists.most_unsure, _unsure, most=1))
    )
    strong = Stretch(
        _("Keep hold of this"),
        _("strong together"),
        found.of(lists.strong_together or (), _strong, most=1),
    )
    others = Stretch(_("Also talked about"), _("chosen from all questions"), found.others(chosen))
    return Agenda(tuple(one for one in (first, later, strong, others) if one.items))


class _Found:
    """Makes items of pointers, each question once."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.taken: set[str] = set()

    def of(
        self, pointers: Iterable[Pointer], figure: Callable[[ReportQuestion], str], most: int = 3
    ) -> tuple[Item, ...]:
        new = [one for one in pointers if one.question.key not in self.taken][:most]
        return tuple(self._item(one.part, one.question, figure(one.question)) for one in new)

    def others(self, chosen: str) -> tuple[Item, ...]:
        return tuple(
            self._item(part, question, "")
            for part, question in self._rest()
            if question.key == chosen or self.report.agreed.on(question.key)
        )

    def _rest(self) -> Iterator[tuple[ReportPart, ReportQuestion]]:
        for part in self.report.parts:
            for question in part.questions:
                if question.key not in self.taken:
                    yield part, question

    def _item(self, part: ReportPart, question: ReportQuestion, figure: str) -> Item:
        self.taken.add(question.key)
        return Item(part, question, figure, self.report.agreed.on(question.key))


def _gap(question: ReportQuestion) -> str:
    return _("Gap %(gap)s") % {"gap": question.gap.printed} if question.gap else ""


def _lowest(question: ReportQuestion) -> str:
    return _("Lowest, %(score)s") % {"score": question.score.printed} if question.score else ""


def _score(question: ReportQuestion) -> str:
    if question.score is None:
        return ""
    if question.parity:
        return _("Score %(score)s") % {"score": question.score.printed}
    return _("Everyone, %(score)s") % {"score": question.score.printed}


def _unsure(question: ReportQuestion) -> str:
    return _("%(people)s unsure") % {"people": question.everyone.dont_know} if question.everyone else ""


def _strong(question: ReportQuestion) -> str:
    lowest = question.sided[0].position if question.sided else None
    return _("Strong, %(score)s") % {"score": lowest.printed} if lowest else ""
