"""Which names fit a piece of work, as each side sees it, in words (docs/rules.md, Which name fits). Pure.

Pages, papers and files only print it. It is worked out of what the report shows, and of nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.reports import phrases
from assessments.reports.beside.change import Said
from assessments.reports.summary.names import VIEW_NAMES
from assessments.scoring.fit import ChoiceQuestion, Chosen, Unclear, View, differing, views_of
from assessments.scoring.results import Scores
from frameworks.content import QuestionContent, VersionContent
from frameworks.fit.model import OUTCOME_WORDS, Fit, Outcome
from frameworks.fit.rules import Found

UNCLEAR_WORDS: dict[Unclear, str] = {
    "split": gettext_noop("Not clear: no answer has half of them"),
    "nobody": gettext_noop("Not clear: nobody chose an answer"),
    "hidden": gettext_noop("Not clear: too few chose an answer to show it"),
}


@dataclass(frozen=True, slots=True)
class FitCell:
    """What one name comes to in one view, which `view` names. `words` is the outcome as it is printed,
    `because` the reason in the words of the framework; `in_sentence` is the name in a sentence of ours."""

    view: str
    concept: str
    name: str
    in_sentence: str
    outcome: Outcome
    words: str
    because: str


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """What a view, which `view` names, takes a question's answer to be: the codes and labels of the answers,
    or why there is none."""

    view: str
    question: str
    codes: tuple[str, ...]
    unclear: Unclear
    number: str
    title: str
    answers: tuple[str, ...]
    instead: str


@dataclass(frozen=True, slots=True)
class FitView:
    """How some people see it. side: 'people', 'services', or None for everyone. `says` is the result in a
    few sentences, `notes` what else there is to say."""

    side: str | None
    name: str
    says: tuple[Said, ...]
    cells: tuple[FitCell, ...]
    notes: tuple[str, ...]
    chosen: tuple[ChosenRow, ...]

    @property
    def sentence(self) -> str:
        """Its result as one text."""
        return " ".join(one.words for one in self.says)


@dataclass(frozen=True, slots=True)
class FitRow:
    """A name and what it comes to, one cell for each view. differs: the sides do not say the same."""

    name: str
    description: str
    differs: bool
    cells: tuple[FitCell, ...]


@dataclass(frozen=True, slots=True)
class ReportFit:
    """Which names fit, of one framework. `finding` says whether the sides see the same. `good` is what is
    always said beside it, and `how` how it was worked out."""

    anchor: str
    code: str
    title: str
    language: str
    finding: tuple[Said, ...]
    views: tuple[FitView, ...]
    rows: tuple[FitRow, ...]
    good: str
    how: str

    @property
    def differs(self) -> bool:
        return any(row.differs for row in self.rows)

    @property
    def chosen(self) -> tuple[tuple[ChosenRow, ...], ...]:
        """What each view takes each question's answer to be, question by question."""
        return tuple(zip(*(view.chosen for view in self.views), strict=True))


def fit_beside(
    contents: Sequence[VersionContent], results: Scores, *, foreign: Sequence[bool]
) -> tuple[ReportFit, ...]:
    """Say of each framework that has names which of them fit; nothing where nothing may be shown. foreign:
    of each framework, whether its words are in another language than the report's sentences."""
    found = []
    for place, (version, is_foreign) in enumerate(zip(contents, foreign, strict=True), start=1):
        if version.fit:
            made = _Wording(version, version.fit, is_foreign).report_fit(f"fit-f{place}", results)
            found += [made] if made.views else []
    return tuple(found)


def choice_questions(version: VersionContent) -> tuple[ChoiceQuestion, ...]:
    """Return a framework's questions with answers to choose from, as scoring reads them."""
    asked = [one for one in version.all_questions() if one.kind == "choice"]
    return tuple(
        ChoiceQuestion(one.code, f"{version.code}/{one.code}", one.choose == "many") for one in asked
    )


class _Wording:
    """The sentences about one framework."""

    def __init__(self, version: VersionContent, fit: Fit, is_foreign: bool) -> None:
        self.version, self.fit, self.is_foreign = version, fit, is_foreign
        self.asked = [one for one in version.all_questions() if one.kind == "choice"]

    def report_fit(self, anchor: str, results: Scores) -> ReportFit:
        views = views_of(self.fit, choice_questions(self.version), results)
        worded = tuple(self._view(view) for view in views)
        differ = differing(views)
        return ReportFit(
            anchor=anchor,
            code=self.version.code,
            title=self.version.title,
            language=self.version.language,
            finding=tuple(self._finding(views, differ)),
            views=worded,
            rows=tuple(
                FitRow(
                    concept.name,
                    concept.description,
                    concept.code in differ,
                    tuple(view.cells[place] for view in worded),
                )
                for place, concept in enumerate(self.fit.concepts)
            ),
            good=self.fit.good,
            how=_(
                "Of each question we take every answer that at least half chose, of those who chose or did "
                "not know. Rules then say of each name whether it fits. Nothing is added up, and no name is "
                "better than another."
            ),
        )

    # One view

    def _view(self, view: View) -> FitView:
        return FitView(
            side=view.side,
            name=_(VIEW_NAMES[view.side]),
            says=tuple(self._says(view)),
            cells=tuple(self._cell(view, one) for one in view.found),
            notes=tuple(note.words for note in view.notes),
            chosen=tuple(
                _chosen_row(view, asked, one) for asked, one in zip(self.asked, view.chosen, strict=True)
            ),
        )

    def _cell(self, view: View, one: Found) -> FitCell:
        return FitCell(
            view=_(VIEW_NAMES[view.side]),
            concept=one.concept.code,
            name=one.concept.name,
            in_sentence=self._quoted(one.concept.name),
            outcome=one.result,
            words=_(OUTCOME_WORDS[one.result]),
            because=one.because,
        )

    def _says(self, view: View) -> Iterator[Said]:
        """Word the result: the names that fit first, and why the one that it is about does not."""
        about = view.of(self.fit.about)
        others = [one for one in view.found if one is not about]
        fit = self._names(one for one in others if one.result == "fits")
        part = self._names(one for one in others if one.result == "part")
        result = about.result if about else "unknown"
        name = self._quoted(about.concept.name) if about else ""
        told = {"name": name, "names": fit, "part": part}
        if result == "no" and not fit and not part:
            yield self._own(self.fit.nothing)
        elif result == "no":
            yield from self._better(fit, part)
        else:
            opening = {
                "fits": _("A name that fits: %(name)s."),
                "part": _("A name that fits in part: %(name)s."),
                "unknown": _("We cannot tell whether this name fits: %(name)s."),
            }[result]
            yield self._ours(opening % told)
        if about and result != "fits":
            yield self._own(about.because)
        if result != "no" and fit:
            yield self._ours(_("Also: %(names)s.") % told)
        if result != "no" and part:
            yield self._ours(_("In part: %(part)s.") % told)

    def _better(self, fit: str, part: str) -> Iterator[Said]:
        """Name what fits better; what only fits in part is said to."""
        if fit:
            yield self._ours(_("Better names for this: %(names)s.") % {"names": fit})
        if part:
            words = _("In part: %(part)s.") if fit else _("A better name for this, in part: %(part)s.")
            yield self._ours(words % {"part": part})

    def _names(self, found: Iterator[Found]) -> str:
        return phrases.joined([self._quoted(one.concept.name) for one in found])

    def _quoted(self, name: str) -> str:
        """Return a name as it stands within a sentence of ours."""
        return phrases.isolated(name, self.is_foreign) if self.is_foreign else _lowered(name)

    def _ours(self, words: str) -> Said:
        return Said(words, self.version.language)

    def _own(self, words: str) -> Said:
        """Return a sentence of the framework's own."""
        return Said(phrases.isolated(phrases.ended(words), self.is_foreign), self.version.language)

    # Both views

    def _finding(self, views: Sequence[View], differ: Sequence[str]) -> Iterator[Said]:
        if len(views) == 1:
            yield Said(_ONE_VIEW[views[0].side]())
        elif self.fit.about in differ:
            yield Said(_("The two sides see this differently."))
            for view in views:
                yield self._ours(self._short(view))
        elif differ:
            names = [one.concept.name for one in views[0].found if one.concept.code in differ]
            told = {"names": phrases.joined([self._quoted(name) for name in names])}
            yield self._ours(_("The two sides differ on this: %(names)s.") % told)
        elif views:
            yield Said(_("Both sides come to the same names."))

    def _short(self, view: View) -> str:
        """Say what the name that it is about comes to for one side: 'Services and professionals:
        co-production fits.'"""
        about = view.of(self.fit.about)
        told = {"side": phrases.sentence(_(phrases.SIDE_NAMES[view.side or ""])), "name": "", "why": ""}
        if about:
            told["name"] = self._quoted(about.concept.name)
            told["why"] = phrases.isolated(phrases.ended(about.because), self.is_foreign)
        if about and about.result == "fits":
            return _("%(side)s: %(name)s fits.") % told
        if about and about.result == "part":
            return _("%(side)s: %(name)s fits in part. %(why)s") % told
        return _("%(side)s: %(why)s") % told


_ONE_VIEW = {
    "people": lambda: _("Nobody from services and professionals took part, so this is one side’s view."),
    "services": lambda: _("Nobody from people and communities took part, so this is one side’s view."),
    None: lambda: _("Everyone is shown together, so we cannot say whether the two sides see the same."),
}


def _lowered(name: str) -> str:
    """Return a name with a small letter at its start, unless it begins with an abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _chosen_row(view: View, asked: QuestionContent, one: Chosen) -> ChosenRow:
    labels = {option.code: option.label for option in asked.options}
    return ChosenRow(
        view=_(VIEW_NAMES[view.side]),
        question=asked.code,
        codes=one.options,
        unclear=one.unclear,
        number=asked.number,
        title=asked.title,
        answers=tuple(labels[code] for code in one.options),
        instead=_(UNCLEAR_WORDS[one.unclear]) if one.unclear else "",
    )
