"""From two releases of an assessment to what moved between them: which questions still ask the same, by the
versions of their frameworks, and everything that is said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import Release
from assessments.release.counting import key_of
from assessments.reports import phrases
from assessments.reports.answer_model import ReportGroup
from assessments.reports.beside import change
from assessments.reports.beside.change import Changed, MoveRow, Named, ReportChange, RoundNames
from assessments.reports.model import Report
from assessments.reports.part_model import ReportPart
from assessments.reports.participants import Participants
from assessments.reports.question_model import ReportQuestion
from assessments.reports.summary.fit import choice_questions
from assessments.reports.summary.names import in_words_of, label_of, row_of, why_not
from assessments.rounds.contents import content_of_round
from assessments.scoring.change import (
    Codes,
    Match,
    MatchedPart,
    Moved,
    NotCompared,
    Obstacle,
    RoundChange,
    change_between,
)
from assessments.scoring.fit import NameBetween, NamedRound, names_between
from assessments.scoring.results import FrozenResults
from frameworks.comparison.changes import QuestionChange, Reason
from frameworks.comparison.versions import compare
from frameworks.content import QuestionContent, VersionContent
from frameworks.models import FrameworkVersion
from frameworks.queries import in_order, steps_between


def change_since(then: Release, report: Report, now: Release) -> ReportChange:
    """Everything that moved between an earlier release and the one that the report is of. No query where both
    rounds ask the same versions, and this process has read them; else one, and one for each framework of
    another version."""
    before, after = content_of_round(then.round), content_of_round(now.round)
    pairs = _pairs_of(before, after)
    found = change_between(
        then.frozen,
        now.frozen,
        [match for pair in pairs for match in pair.matches()],
        [part for pair in pairs for part in pair.parts()],
    )
    called = {
        (fit.code, cell.concept): cell.name for fit in report.fits for row in fit.rows for cell in row.cells
    }
    names = [
        (pair.now.code, in_words_of(one, called.get((pair.now.code, one.concept.code))))
        for pair in pairs
        if pair.now
        for one in pair.names(then.frozen, now.frozen)
    ]
    return _Writer(then, report, now, pairs).write(found, names)


# Which versions belong together, and which of their questions still ask the same


@dataclass(frozen=True, slots=True)
class _Pair:
    """A framework of either round, in the version that each asks. verdicts: by the code of each question that
    both ask, why its answers cannot be compared, if so."""

    then: VersionContent | None
    now: VersionContent | None
    verdicts: Mapping[str, Obstacle | None]

    def questions_then(self) -> dict[str, QuestionContent]:
        return _rated(self.then)

    def matches(self) -> Iterator[Match]:
        """Each question that asks for a score in either round, those of now first."""
        then, now = self.questions_then(), _rated(self.now)
        for code in now:
            before = key_of(self.then, code) if self.then and code in self.verdicts else None
            yield Match(before, self._key(code), self.verdicts.get(code))
        for code in then:
            if code not in self.verdicts and self.then:
                yield Match(key_of(self.then, code), None)

    def parts(self) -> Iterator[MatchedPart]:
        if not (self.then and self.now):
            return
        then = {section.code: section for section in self.then.sections}
        for section in self.now.sections:
            if section.code in then:
                asked = [q.code for q in section.all_questions() if q.kind == "rating"]
                before = sum(q.kind == "rating" for q in then[section.code].all_questions())
                if asked:
                    keys = tuple(self._key(code) for code in asked)
                    yield MatchedPart(key_of(self.now, section.code), keys, before)

    def names(self, before: FrozenResults, after: FrozenResults) -> tuple[NameBetween, ...]:
        """Set the names that may fit side by side, where both rounds have any."""
        if not (self.then and self.now and self.then.fit and self.now.fit):
            return ()
        return names_between(
            NamedRound(self.then.fit, choice_questions(self.then), before),
            NamedRound(self.now.fit, choice_questions(self.now), after),
            {code for code, obstacle in self.verdicts.items() if obstacle is None},
        )

    def _key(self, code: str) -> str:
        assert self.now is not None
        return key_of(self.now, code)


def _rated(version: VersionContent | None) -> dict[str, QuestionContent]:
    asked = version.all_questions() if version else ()
    return {question.code: question for question in asked if question.kind == "rating"}


def _pairs_of(before: Sequence[VersionContent], after: Sequence[VersionContent]) -> list[_Pair]:
    """Pair the frameworks of two rounds: those of now in their order, then those that are asked no more."""
    rows: dict[int, FrameworkVersion] = {}
    if {one.id for one in before} != {one.id for one in after}:
        wanted = FrameworkVersion.objects.filter(pk__in=[one.id for one in (*before, *after)])
        rows = {row.pk: row for row in wanted.select_related("framework__adapted_from")}
    free = list(before)
    pairs = []
    for version in after:
        earlier = next((one for one in free if _follows(one, version, rows)), None)
        if earlier:
            free.remove(earlier)
        pairs.append(_Pair(earlier, version, _verdicts(earlier, version, rows) if earlier else {}))
    return [*pairs, *(_Pair(one, None, {}) for one in free)]


def _follows(then: VersionContent, now: VersionContent, rows: Mapping[int, FrameworkVersion]) -> bool:
    """Whether the two are versions of one framework, or the one is adapted from the other's."""
    if then.id == now.id:
        return True
    if not rows:
        return False
    one, other = rows[then.id].framework, rows[now.id].framework
    origins = [found.adapted_from.framework_id for found in (one, other) if found.adapted_from]
    return one.pk == other.pk or one.pk in origins or other.pk in origins


def _verdicts(
    then: VersionContent, now: VersionContent, rows: Mapping[int, FrameworkVersion]
) -> dict[str, Obstacle | None]:
    """Return why the answers to each question that both ask cannot be compared; None where they can."""
    if then.id == now.id:
        return dict.fromkeys(question.code for question in then.all_questions())
    older, newer = in_order(rows[then.id], rows[now.id])
    contents = {then.id: then, now.id: now}
    found = compare(contents[older.pk], contents[newer.pk], steps_between(older, newer))
    return {one.code: _obstacle(one) for one in found.stays}


def _obstacle(one: QuestionChange) -> Obstacle | None:
    verdict = one.verdict
    if verdict is None or verdict.comparable == "yes":
        return None
    return Obstacle.OTHER_SCALE if verdict.reason == Reason.RESTRUCTURED else Obstacle.ASKS_OTHER


# What is said of it


class _Writer:
    """Puts what moved beside the words of the report."""

    def __init__(self, then: Release, report: Report, now: Release, pairs: Sequence[_Pair]) -> None:
        self.report, self.pairs = report, pairs
        self.before, self.after = Participants(then.frozen), Participants(now.frozen)
        self.then, self.now = _names_of(then, now)
        self.common: tuple[ReportGroup, ...] = ()
        self.places = {q.key: (part, q) for part in report.parts for q in part.questions}
        self.parts = {f"{part.framework}/{part.code}": part for part in report.parts}
        self.languages = {part.framework: part.language for part in report.parts}

    def write(self, found: RoundChange, names: Sequence[tuple[str, NameBetween]]) -> ReportChange:
        self.common = tuple(group for group in self.report.groups if group.codes in found.groups)
        return ReportChange(
            then=self.then,
            now=self.now,
            groups=self.common,
            questions=tuple(self._changed(one, *self.places[one.key]) for one in found.questions),
            parts=tuple(self._changed(one, self.parts[one.key]) for one in found.parts),
            asked=found.asked,
            cannot=change.as_one([*self._cannot(found), *self._names_left(names)]),
            names=tuple(row for of, one in names if (row := row_of(one, of, self.languages.get(of, "")))),
        )

    def _names_left(self, names: Sequence[tuple[str, NameBetween]]) -> Iterator[tuple[str, str, Named]]:
        told = set()
        for of, one in names:
            if one.obstacle and (said := (of, one.obstacle, label_of(one))) not in told:
                told.add(said)
                named = Named(said[2], self.languages.get(of, ""))
                yield one.obstacle.value, why_not(one.obstacle, self.then.when, self.now.when), named

    def _changed(self, found: Moved, part: ReportPart, question: ReportQuestion | None = None) -> Changed:
        rows = [
            MoveRow(self._group(one.codes, one.side).name, self._group(one.codes, one.side), one.move)
            for one in found.groups
        ]
        rows += [self._held_back(codes, obstacle) for codes, obstacle in found.held_back if question]
        rows += [
            MoveRow(name, None, move)
            for name, move in ((_(change.BOTH_SIDES), found.parity), (_(change.EVERYONE), found.everyone))
            if move
        ]
        rests_on = (
            ""
            if question
            else _("%(questions)s of %(rated)s questions")
            % {"questions": found.questions, "rated": len(part.rated)}
        )
        return Changed(part, question, tuple(rows), found.gap, rests_on, self._cells(rows))

    def _cells(self, rows: Sequence[MoveRow]) -> tuple[MoveRow, ...]:
        """Return a row for each group that both rounds show, whether or not it can be compared."""
        found = {row.group.codes: row for row in rows if row.group}
        return tuple(found.get(one.codes) or MoveRow(one.name, one, None) for one in self.common)

    def _group(self, codes: Codes, side: str | None) -> ReportGroup:
        return self.after.group_of(codes, side)

    def _held_back(self, codes: Codes, obstacle: Obstacle) -> MoveRow:
        group = next(one for one in self.report.groups if one.codes == codes)
        return MoveRow(group.name, group, None, self._why_group(obstacle))

    def _why_group(self, obstacle: Obstacle) -> str:
        when = self.then if obstacle.value.endswith("then") else self.now
        if obstacle in (Obstacle.NO_GROUPS_THEN, Obstacle.NO_GROUPS_NOW):
            return _("in %(when)s, this question shows everyone together only.") % {"when": when.when}
        if obstacle in (Obstacle.POOLED_THEN, Obstacle.POOLED_NOW):
            return _("in %(when)s, they are shown together with others here.") % {"when": when.when}
        return _("in %(when)s, none of them gave a score here.") % {"when": when.when}

    # What cannot be compared

    def _cannot(self, found: RoundChange) -> Iterator[tuple[str, str, Named]]:
        for one in found.questions_left:
            yield one.obstacle.value, self._why_question(one.obstacle), self._question_named(one)
        for one in found.parts_left:
            part = self.parts[one.key]
            named = Named(
                _("Part %(number)s, %(title)s") % {"number": part.number, "title": part.title},
                part.language,
                one.key,
            )
            yield one.obstacle.value, self._why_part(one.obstacle), named
        yield from self._groups_left()
        for moved in found.questions:
            part, question = self.places[moved.key]
            for codes, obstacle in moved.held_back:
                group = next(one for one in self.report.groups if one.codes == codes)
                named = Named(
                    _("%(label)s, %(in_sentence)s only")
                    % {"label": question.label, "in_sentence": group.in_sentence},
                    part.language,
                    moved.key,
                )
                yield obstacle.value, phrases.sentence(self._why_group(obstacle)), named

    def _question_named(self, one: NotCompared) -> Named:
        if one.key in self.places:
            part, question = self.places[one.key]
            versions = self._versions(part.framework) if one.obstacle == Obstacle.ASKS_OTHER else None
            return Named(question.label, part.language, one.key, versions)
        for pair in self.pairs:
            for code, asked in pair.questions_then().items():
                if pair.then and key_of(pair.then, code) == one.key:
                    return Named(f"{asked.number} {asked.title}", pair.then.language, one.key)
        raise KeyError(one.key)

    def _versions(self, framework: str) -> tuple[int, int] | None:
        pair = next(one for one in self.pairs if one.now and one.now.code == framework)
        return (pair.then.id, pair.now.id) if pair.then and pair.now else None

    def _why_question(self, obstacle: Obstacle) -> str:
        then, now = self.then.when, self.now.when
        return {
            Obstacle.NEW: _("It was not asked in %(then)s.") % {"then": then},
            Obstacle.GONE: _("It was asked in %(then)s, and is not asked now.") % {"then": then},
            Obstacle.ASKS_OTHER: _("It was reworded since %(then)s, and no longer asks the same.")
            % {"then": then},
            Obstacle.OTHER_SCALE: _("It is answered differently from in %(then)s.") % {"then": then},
            Obstacle.HIDDEN_THEN: _("In %(then)s, too few people gave a score to show it.") % {"then": then},
            Obstacle.HIDDEN_NOW: _("In %(now)s, too few people gave a score to show it.") % {"now": now},
            Obstacle.NO_GROUPS_THEN: _("In %(then)s, it shows everyone together only.") % {"then": then},
            Obstacle.NO_GROUPS_NOW: _("In %(now)s, it shows everyone together only.") % {"now": now},
            Obstacle.UNRATED_THEN: _("In %(then)s, nobody gave a score.") % {"then": then},
            Obstacle.UNRATED_NOW: _("In %(now)s, nobody gave a score.") % {"now": now},
        }.get(obstacle, _("No group is shown in both rounds, made up of the same people."))

    def _why_part(self, obstacle: Obstacle) -> str:
        if obstacle == Obstacle.OTHER_RULES:
            return _(
                "The results of %(when)s were worked out by earlier rules, by which each figure of a part "
                "rested on other questions. So only single questions are compared."
            ) % {"when": self.then.when}
        return _("Fewer than half of its questions can be compared in both rounds.")

    def _groups_left(self) -> Iterator[tuple[str, str, Named]]:
        """Yield the groups that only one of the rounds shows, where both show groups."""
        before, after = self.before.groups, self.after.groups
        if not before or not after:
            return
        for group in after:
            if any(group.codes == one.codes for one in before):
                continue
            shared = [one for one in before if set(one.codes) & set(group.codes)]
            yield "other group", self._why_other(group, shared), Named(group.name)
        for group in before:
            if not any(set(one.codes) & set(group.codes) for one in after):
                why = _("In %(when)s, none of them are shown.") % {"when": self.now.when}
                if None not in group.codes:
                    why = _("In %(when)s, nobody from this group took part.") % {"when": self.now.when}
                yield "other group", why, Named(group.name)

    def _why_other(self, group: ReportGroup, shared: Sequence[ReportGroup]) -> str:
        when = self.then.when
        if not shared:
            if None in group.codes:
                return _("In %(when)s, none of them are shown.") % {"when": when}
            return _("In %(when)s, nobody from this group took part.") % {"when": when}
        if len(shared) == 1 and len(shared[0].codes) > 1:
            return _("In %(when)s, %(in_sentence)s were shown together, so it is not the same group.") % {
                "when": when,
                "in_sentence": shared[0].in_sentence,
            }
        return _("In %(when)s, they were not shown together, so it is not the same group.") % {"when": when}


def _names_of(then: Release, now: Release) -> tuple[RoundNames, RoundNames]:
    """Name two rounds by the month of their results, or where both are of one month by their numbers."""
    months = [(one.released_on.year, one.released_on.month) for one in (then, now)]
    if months[0] != months[1]:
        names = [
            (date_format(one.released_on, "F Y"), date_format(one.released_on, "M Y")) for one in (then, now)
        ]
    else:
        names = [
            (
                _("round %(number)s") % {"number": one.round.number},
                _("Round %(number)s") % {"number": one.round.number},
            )
            for one in (then, now)
        ]
    first, second = (
        RoundNames(one.round.title, when, short, one.released_on, one.people)
        for one, (when, short) in zip((then, now), names, strict=True)
    )
    return first, second
