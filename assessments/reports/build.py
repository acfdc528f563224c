"""From a release to a `Report`: everything that results pages, report and PDF show.

Every number comes from the release's frozen results, and every word of a question from the pinned versions,
which never change. Nothing is counted here.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from assessments.models import Release
from assessments.records.removed_words import RemovedWords, words_removed
from assessments.release.counting import key_of
from assessments.reports import methodology, notices, phrases
from assessments.reports.answer_model import AnswerCount, Answers, Quote, ReportGroup
from assessments.reports.beside.agreed_scores import agreed_of
from assessments.reports.beside.earlier import change_since
from assessments.reports.beside.face import contact_of, face_of
from assessments.reports.beside.keys import key_notices
from assessments.reports.beside.plan_reading import plan_beside
from assessments.reports.beside.spoken import co_signed_beside, dissents_beside
from assessments.reports.figures import points, position, printed_gap
from assessments.reports.groundwork.reading import agreement_beside
from assessments.reports.model import Report, ReportFace
from assessments.reports.part_model import Area, Block, GroupFigure, ReportFramework, ReportPart
from assessments.reports.participants import Participants
from assessments.reports.question_model import ReportQuestion
from assessments.reports.summary.fit import fit_beside
from assessments.reports.summary.headline import headline
from assessments.reports.summary.leads import (
    far_place,
    is_comparable,
    left_out,
    levels_of,
    rests_on,
    says,
    shared_levels,
    why_not_compared,
)
from assessments.reports.summary.lists import Place, talk_first
from assessments.rounds.contents import content_of_round
from assessments.rounds.states import early_words
from assessments.scoring.questions import MINIMUM_RATINGS
from assessments.scoring.results import (
    ChoiceCounts,
    FrozenArea,
    FrozenQuestion,
    FrozenResults,
    FrozenWords,
    RatingCounts,
)
from frameworks import languages
from frameworks.content import QuestionContent, SectionContent, VersionContent


def build_report(release: Release, *, left_out: Iterable[str] = (), since: Release | None = None) -> Report:
    """Everything that a release says. left_out: the sections to leave out (papers/sections.py). since: an
    earlier release, to say what moved. A fixed number of queries, more for a version not cached yet."""
    round_ = release.round
    builder = _Builder(release.frozen, content_of_round(round_), _removed_from(release))
    assessment = round_.assessment
    report = builder.report(
        title=assessment.title,
        purpose=phrases.sentence(assessment.asks),
        round_title=round_.title,
        organisation=assessment.organisation.name,
        face=face_of(assessment.organisation),
        is_example=assessment.organisation.is_example,
        released_on=release.released_on,
        early=early_words(round_),
    )
    return replace(
        report,
        left_out=frozenset(left_out),
        change=change_since(since, report, release) if since else None,
        notices=(*key_notices(round_), *report.notices),
        agreed=agreed_of(release, report.questions),
        dissents=dissents_beside(release, report),
        co_signed=co_signed_beside(release),
        plan=plan_beside(release, report),
        contact=contact_of(assessment),
        agreement=agreement_beside(release),
        fits=fit_beside(builder.contents, report.results, foreign=list(map(_is_foreign, builder.contents))),
    )


def _removed_from(release: Release) -> dict[tuple[str, int], str]:
    """Say of the words that were removed when and why, by the question's key and their place. One query, or
    none where all words are there."""
    if all(quote.words for one in release.frozen.comments.values() for quote in one.shared):
        return {}
    return {
        (row.question, row.place): words_removed(row.removed_on, row.get_reason_display())
        for row in RemovedWords.objects.filter(release=release)
    }


class _Builder:
    """Puts the frozen results and the questions' words together."""

    def __init__(
        self,
        results: FrozenResults,
        contents: Sequence[VersionContent],
        removed: Mapping[tuple[str, int], str],
    ) -> None:
        """Take what a report is made of.

        removed: what is said in the place of words that had to go, by the question's key and their place.
        """
        self.results = results
        self.removed = removed
        self.contents = contents
        self.participants = Participants(results)
        self.groups = self.participants.groups
        self.places: dict[str, Place] = {}

    def report(
        self,
        *,
        title: str,
        purpose: str,
        round_title: str,
        organisation: str,
        face: ReportFace,
        is_example: bool,
        released_on: datetime.date,
        early: str,
    ) -> Report:
        """Build the report. early: why the round ended before the day that people were told, if it did."""
        frameworks = tuple(self._framework(i, v) for i, v in enumerate(self.contents, start=1))
        self._remember(frameworks)
        return Report(
            title=title,
            purpose=purpose,
            round_title=round_title,
            organisation=organisation,
            face=face,
            is_example=is_example,
            released_on=released_on,
            rules=self.results.rules,
            people=self.results.people.total,
            shown=self.results.people.shown,
            took_part=self.participants.took_part(),
            on_paper=phrases.on_paper(self.results.on_paper, self.results.people.total),
            groups=self.groups,
            alone=self.participants.alone(scores=self._asks_for_scores()),
            notices=(*filter(None, [early]), *self.participants.notices()),
            headline=headline(self.results, self.places),
            frameworks=frameworks,
            talk_first=talk_first(self.results, self.groups, self.places),
            method=methodology.passages(self._settings(frameworks, released_on)),
            results=self.results,
        )

    def _asks_for_scores(self) -> bool:
        return any(q.kind == "rating" for version in self.contents for q in version.all_questions())

    def _settings(
        self, frameworks: Sequence[ReportFramework], released_on: datetime.date
    ) -> methodology.Settings:
        return methodology.Settings(
            rules=self.results.rules,
            threshold=self.results.threshold,
            minimum=MINIMUM_RATINGS,
            together=self.results.assessed_together,
            grouped=bool(self.groups),
            barriers=any(q.is_barrier for f in frameworks for p in f.parts for q in p.questions),
            choices=any(q.kind == "choice" for f in frameworks for p in f.parts for q in p.questions),
            released_on=released_on,
            words_removed=bool(self.removed),
        )

    # Frameworks, parts and their figures

    def _framework(self, place: int, version: VersionContent) -> ReportFramework:
        anchor = f"f{place}"
        parts = tuple(self._part(anchor, version, section) for section in version.sections)
        found = self.results.frameworks[version.code]
        asked = [question for part in parts for question in part.questions]
        area = self._area(found, asked)
        widest = self._widest(version, version.all_questions(), asked)
        return ReportFramework(
            anchor=anchor,
            code=version.code,
            title=version.title,
            language=version.language,
            version=version.number,
            lead=self._lead_of(version, area, asked, widest, phrases.THIS_FRAMEWORK, parts),
            area=area,
            band=found.band or "",
            parts=parts,
            credits=version.credits,
            licence=version.licence,
            sources=version.sources,
        )

    def _part(self, framework: str, version: VersionContent, section: SectionContent) -> ReportPart:
        blocks = tuple(self._blocks(framework, version, section))
        questions = [question for block in blocks for question in block.questions]
        found = self.results.sections.get(key_of(version, section.code), _EMPTY_AREA)
        area = self._area(found, questions)
        widest = self._widest(version, section.all_questions(), questions)
        return ReportPart(
            anchor=f"{framework}-s{section.number}",
            code=section.code,
            framework=version.code,
            number=section.number,
            title=section.title,
            language=version.language,
            is_foreign=_is_foreign(version),
            introduction=section.introduction,
            lead=self._lead_of(version, area, questions, widest, phrases.THIS_PART),
            area=area,
            blocks=blocks,
            levels=shared_levels(questions),
        )

    def _lead_of(
        self,
        version: VersionContent,
        area: Area,
        questions: Sequence[ReportQuestion],
        widest: ReportQuestion | None,
        what: str,
        parts: Sequence[ReportPart] = (),
    ) -> str:
        """Word the opening of a framework or part: how the groups compare; without scores, what it holds."""
        kinds = Counter(question.kind for question in questions)
        if not kinds["rating"]:
            return phrases.without_scores(kinds["choice"], kinds["text"])
        over = phrases.compares(area.rests_on) if area.scores and area.note and area.rests_on else ""
        if far := far_place(area, parts, widest, is_foreign=_is_foreign(version)):
            return f"{phrases.close_but(far)} {over}".strip()
        about = phrases.about_area(area.scores, what)
        any_shown = any(q.everyone for q in questions if q.kind == "rating")
        furthest = phrases.isolated(widest.title, _is_foreign(version)) if widest else None
        lead = phrases.lead_of_area(about, furthest, bool(self.groups), any_shown, bool(area.groups))
        return f"{lead} {over}".strip()

    def _widest(
        self,
        version: VersionContent,
        asked: Iterable[QuestionContent],
        questions: Sequence[ReportQuestion],
    ) -> ReportQuestion | None:
        """Return the question on which groups are furthest apart, as the results rank them; None for none."""
        numbers = {key_of(version, question.code): question.number for question in asked}
        by_number = {question.number: question for question in questions}
        return next((by_number[numbers[key]] for key in self.results.apart if key in numbers), None)

    def _blocks(self, framework: str, version: VersionContent, section: SectionContent) -> Iterator[Block]:
        def questions(asked: Sequence[QuestionContent]) -> tuple[ReportQuestion, ...]:
            return tuple(self._question(framework, version, q) for q in asked)

        if section.questions:
            yield Block("", "", "", questions(section.questions))
        for inner in section.sections:
            yield Block(inner.number, inner.title, inner.introduction, questions(inner.questions))

    def _area(self, found: FrozenArea, questions: Sequence[ReportQuestion]) -> Area:
        figures = tuple(
            GroupFigure(group, position(row.favourable))
            for group, row in zip(self.groups, found.groups or (), strict=found.groups is not None)
        )
        return Area(
            parity=position(found.parity),
            everyone=position(found.everyone),
            groups=figures,
            gap=printed_gap(f.position for f in figures if f.position and f.group.has_side),
            rests_on=rests_on(found),
            is_partial=bool(found.questions) and found.everyone_questions != found.questions,
            why_not=why_not_compared(found, self.groups),
            note=left_out(found, [question for question in questions if question.kind == "rating"]),
        )

    # Questions

    def _question(self, framework: str, version: VersionContent, asked: QuestionContent) -> ReportQuestion:
        key = key_of(version, asked.code)
        found = self.results.questions.get(key, _NO_NUMBERS)
        everyone = None if found.everyone is None else self._answers(asked, None, found.everyone)
        groups = tuple(
            self._answers(asked, self.participants.group_of(row.codes, row.side), row)
            for row in found.groups or ()
        )
        quotes, not_shared = self._words(asked, key)
        positions = [one.position for one in groups if one.position and one.group and one.group.has_side]
        compared = asked.kind == "rating" and is_comparable(self.groups, groups)
        return ReportQuestion(
            anchor=f"{framework}-q{asked.number.replace('.', '-')}",
            key=key,
            code=asked.code,
            number=asked.number,
            title=asked.title,
            statement=asked.statement,
            kind=asked.kind,
            choose=asked.choose,
            direction="barrier" if asked.direction == "barrier" else "strength",
            levels=levels_of(asked),
            everyone=everyone,
            groups=groups,
            is_comparable=compared,
            parity=position(found.parity.favourable) if found.parity else None,
            gap=printed_gap(positions) if found.gap is not None else None,
            agreement=found.agreement,
            says=says(asked, everyone, groups, is_comparable=compared, is_foreign=_is_foreign(version)),
            note=self._note(asked, everyone, groups),
            quotes=quotes,
            not_shared=not_shared,
            actions=asked.actions,
            source=asked.cited.text if asked.cited else "",
            plain=asked.plain,
        )

    def _answers(
        self, asked: QuestionContent, group: ReportGroup | None, found: RatingCounts | ChoiceCounts
    ) -> Answers:
        if isinstance(found, RatingCounts):
            mean, place = points(found.mean), position(found.favourable)
            levels = [(level.name, str(level.value)) for level in levels_of(asked)]
            counts = [AnswerCount(name, found.levels[value], value) for name, value in levels]
        else:
            mean = place = None
            counts = [AnswerCount(one.label, found.options[one.code], one.code) for one in asked.options]
        return Answers(
            group=group,
            counts=tuple(counts),
            answered=found.answered,
            mean=mean,
            position=place,
            dont_know=found.dont_know,
            not_applicable=found.not_applicable,
            not_said=(found.prefer_not_to_say or 0) + found.unanswered,
        )

    def _note(self, asked: QuestionContent, everyone: Answers | None, groups: Sequence[Answers]) -> str:
        if not self.results.people.shown:
            return notices.nothing_shown()
        if asked.kind == "text":
            return "" if self.results.shows_words else notices.no_words()
        verb = notices.GAVE_A_SCORE if asked.kind == "rating" else notices.CHOSE_AN_ANSWER
        if everyone is None:
            return notices.nothing_for_question(MINIMUM_RATINGS, verb)
        if self.groups and not groups:
            return notices.everyone_only(MINIMUM_RATINGS, verb, alone=self.results.rules > 1)
        together = [one.group for one in groups if one.group and one.group not in self.groups]
        return " ".join(notices.together_here(self._names_of(group)) for group in together)

    def _names_of(self, pool: ReportGroup) -> list[str]:
        """Name the perspectives of a pool, each inside a sentence."""
        perspectives = self.participants.perspectives
        return [phrases.in_sentence(perspectives[code].short_label) for code in pool.codes if code]

    def _words(self, asked: QuestionContent, key: str) -> tuple[tuple[Quote, ...], str]:
        """Return what people wrote, and what became of words that are not shared."""
        if not self.results.shows_words:
            return (), ""
        found = self.results.comments.get(key, _NO_WORDS)
        quotes = tuple(
            self.participants.quote(row.words, row.codes, self.removed.get((key, place), ""))
            for place, row in enumerate(found.shared)
        )
        told = notices.answers_not_shared if asked.kind == "text" else notices.comments_left
        return quotes, told(found.left, len(quotes))

    def _remember(self, frameworks: Sequence[ReportFramework]) -> None:
        """Where each question stands, by its key in the results."""
        for version, framework in zip(self.contents, frameworks, strict=True):
            keys = {question.number: key_of(version, question.code) for question in version.all_questions()}
            for part in framework.parts:
                for question in part.questions:
                    self.places[keys[question.number]] = (part, question, framework.title)


def _is_foreign(version: VersionContent) -> bool:
    """Whether its words are in another language than the sentences of a report."""
    return not languages.same(version.language, languages.page_language())


_NO_NUMBERS = FrozenQuestion(everyone=None, groups=None, parity=None, gap=None, agreement=None)
_NO_WORDS = FrozenWords(shared=(), left=0)
_EMPTY_AREA = FrozenArea(
    questions=0, compared=0, groups=None, parity=None, everyone=None, everyone_questions=0, gap=None
)
