"""From a release to a `Report`: everything that results pages, report and PDF show.

Every number comes from the release's frozen results, and every word of a question from the pinned versions,
which never change. Nothing is counted here.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.models import Release
from assessments.release.counting import key_of
from assessments.reports import methodology, notices, phrases
from assessments.reports.figures import points, position, printed_gap
from assessments.reports.leads import (
    direction_of,
    far_place,
    furthest_title,
    left_out,
    says,
    shared_levels,
    together,
)
from assessments.reports.model import (
    Area,
    Block,
    GroupFigure,
    Report,
    ReportFramework,
    ReportPart,
    TookPart,
)
from assessments.reports.pointers import talk_first
from assessments.reports.question_model import (
    AnswerCount,
    Answers,
    Quote,
    ReportGroup,
    ReportQuestion,
)
from assessments.rounds.contents import content_of_round
from assessments.scoring.questions import FEWEST_RATINGS
from frameworks.content import QuestionContent, SectionContent, VersionContent

UNNAMED = "People who named no group"

Json = Mapping[str, Any]


def build_report(release: Release) -> Report:
    """Everything that a release says. One query, or nine more where this process has not yet read a version,
    and up to three for the round, its assessment and organisation unless they were selected along.
    """
    round = release.round
    builder = _Builder(release.results, content_of_round(round))
    assessment = round.assessment
    return builder.report(
        title=assessment.title,
        round_title=round.title,
        organisation=assessment.organisation.name,
        is_example=assessment.organisation.is_example,
        released_on=release.released_on,
    )


class _Builder:
    """Puts the frozen results and the questions' words together."""

    def __init__(self, results: Json, contents: Sequence[VersionContent]) -> None:
        self.results = results
        self.contents = contents
        self.people: Json = results["people"]
        self.threshold: int = results["threshold"]
        self.perspectives: dict[str, Json] = {p["code"]: p for p in results["perspectives"]}
        # How many people sent from each perspective; releases made before it was kept do not have it.
        self.turnout: dict[str, int] = {row["code"]: row["people"] for row in results.get("turnout", ())}
        self.groups = tuple(self._group(group) for group in self.people["groups"] or ())
        self.places: dict[str, tuple[ReportPart, ReportQuestion, str]] = {}

    def report(
        self,
        *,
        title: str,
        round_title: str,
        organisation: str,
        is_example: bool,
        released_on: datetime.date,
    ) -> Report:
        frameworks = tuple(self._framework(i, v) for i, v in enumerate(self.contents, start=1))
        self._remember(frameworks)
        return Report(
            title=title,
            round_title=round_title,
            organisation=organisation,
            is_example=is_example,
            released_on=released_on,
            people=self.people["total"],
            shown=self.people["shown"],
            took_part=self._took_part(),
            on_paper=phrases.on_paper(self.results.get("on_paper", 0), self.people["total"]),
            groups=self.groups,
            alone=self._alone(),
            notices=self._notices(),
            lead=self._lead(),
            frameworks=frameworks,
            talk_first=talk_first(self.results["talk_first"], self.results["questions"], self.places),
            method=methodology.passages(self._settings(frameworks, released_on)),
        )

    # Who took part

    def _group(self, group: Json) -> ReportGroup:
        rows = [self.perspectives[code] for code in group["codes"] if code is not None]
        names = [row["short_label"] for row in rows] or [UNNAMED]
        return ReportGroup(
            name=together(names),
            full_name=together([row["label"] for row in rows] or [UNNAMED]),
            in_sentence=phrases.joined([phrases.in_sentence(name) for name in names]),
            singly=self._singly(rows),
            shapes=tuple(row["marker"] for row in rows) or ("ring",),
            people=group["people"],
            has_side=group["side"] is not None,
            pooled=len(rows) > 1,
            by_consent=group["by_consent"],
        )

    def _singly(self, rows: Sequence[Json]) -> str:
        """How many took part from each perspective of a pooled group; empty where that is not known."""
        if len(rows) < 2 or not all(row["code"] in self.turnout for row in rows):
            return ""
        counts = [(phrases.in_sentence(row["short_label"]), self.turnout[row["code"]]) for row in rows]
        return phrases.sentence("; ".join(f"{name} {count}" for name, count in counts))

    def _took_part(self) -> tuple[TookPart, ...]:
        """The groups in order, and the perspectives that nobody came from; everyone where there are none."""
        if not self.groups:
            return (TookPart("Everyone together", (), self.people["total"]),)
        present = {code for group in self.people["groups"] for code in group["codes"]}
        nobody = [p for code, p in self.perspectives.items() if code not in present]
        rows = [TookPart(group.full_name, group.shapes, group.people, group.singly) for group in self.groups]
        rows += [TookPart(p["label"], (p["marker"],), 0) for p in nobody]
        if self.people["set_aside"]:
            rows.append(TookPart(UNNAMED, ("ring",), self.people["set_aside"]))
        return tuple(rows)

    def _alone(self) -> tuple[str, ...]:
        missing = [self.perspectives[code]["short_label"] for code in self.people["missing"]]
        return notices.not_together(missing, self.people["absent_sides"], self._asks_for_scores())

    def _asks_for_scores(self) -> bool:
        return any(q.kind == "rating" for version in self.contents for q in version.all_questions())

    def _notices(self) -> tuple[str, ...]:
        if not self.people["shown"]:
            return (notices.too_few(self.threshold),)
        if not self.groups:
            return (notices.no_groups(self.threshold, len(self.people["absent_sides"]) == 2),)
        return tuple(
            notice
            for notice in (
                *(self._pooled(group) for group in self.people["groups"] if len(group["codes"]) > 1),
                *(
                    notices.by_consent(group.name, group.people, self.threshold)
                    for group in self.groups
                    if group.by_consent
                ),
                notices.set_aside(
                    self.people["set_aside"],
                    self.threshold,
                    words_kept=self.people["shown"] >= self.threshold,
                ),
            )
            if notice
        )

    def _pooled(self, group: Json) -> str:
        names = {code: phrases.in_sentence(self.perspectives[code]["label"]) for code in group["codes"]}
        few = [
            name for code, name in names.items() if self.turnout.get(code, self.threshold) < self.threshold
        ]
        return notices.pooled(list(names.values()), self.threshold, few)

    def _lead(self) -> str:
        if not self.people["shown"]:
            return f"{phrases.sentence(phrases.people(self.people['total']))} took part."
        furthest = self.results["talk_first"]["furthest_apart"]
        compared = any(one["gap"] is not None for one in self.results["questions"].values())
        named = None
        if furthest:
            _, question, framework = self.places[furthest[0]]
            named = phrases.question_named(question.title, question.number, framework)
        return phrases.lead_of_round(self.people["total"], bool(self.groups), named, compared)

    def _settings(
        self, frameworks: Sequence[ReportFramework], released_on: datetime.date
    ) -> methodology.Settings:
        return methodology.Settings(
            threshold=self.threshold,
            fewest=FEWEST_RATINGS,
            together=self.results["assessed_together"],
            grouped=bool(self.groups),
            barriers=any(q.is_barrier for f in frameworks for p in f.parts for q in p.questions),
            choices=any(q.kind == "choice" for f in frameworks for p in f.parts for q in p.questions),
            released_on=released_on,
        )

    # Frameworks, parts and their figures

    def _framework(self, place: int, version: VersionContent) -> ReportFramework:
        anchor = f"f{place}"
        parts = tuple(self._part(anchor, version, section) for section in version.sections)
        found = self.results["frameworks"][version.code]
        area = self._area(found, [q for part in parts for q in part.questions])
        asked = [question for part in parts for question in part.questions]
        return ReportFramework(
            anchor=anchor,
            code=version.code,
            title=version.title,
            version=version.number,
            lead=self._lead_of(area, asked, area.everyone is not None, "this framework", parts),
            area=area,
            band=found["band"] or "",
            parts=parts,
            credits=version.credits,
            licence=version.licence,
            sources=version.sources,
        )

    def _part(self, framework: str, version: VersionContent, section: SectionContent) -> ReportPart:
        blocks = tuple(self._blocks(framework, version, section))
        questions = [question for block in blocks for question in block.questions]
        found = self.results["sections"].get(key_of(version, section.code), _EMPTY_AREA)
        area = self._area(found, questions)
        return ReportPart(
            anchor=f"{framework}-s{section.number}",
            code=section.code,
            framework=version.code,
            number=section.number,
            title=section.title,
            introduction=section.introduction,
            lead=self._lead_of(area, questions, any(q.everyone for q in questions), "this part"),
            area=area,
            blocks=blocks,
            levels=shared_levels(questions),
        )

    def _lead_of(
        self,
        area: Area,
        questions: Sequence[ReportQuestion],
        any_shown: bool,
        what: str,
        parts: Sequence[ReportPart] = (),
    ) -> str:
        """The opening of a framework or part: how the groups compare; where it asks for no scores, what it
        holds."""
        kinds = Counter(question.kind for question in questions)
        if not kinds["rating"]:
            return phrases.without_scores(kinds["choice"], kinds["text"])
        if far := far_place(area, parts, questions):
            return phrases.close_but(far)
        about = phrases.about_area(area.scores, direction_of(questions), what)
        return phrases.lead_of_area(about, furthest_title(questions), bool(self.groups), any_shown)

    def _blocks(self, framework: str, version: VersionContent, section: SectionContent) -> Iterator[Block]:
        def questions(asked: Sequence[QuestionContent]) -> tuple[ReportQuestion, ...]:
            return tuple(self._question(framework, key_of(version, q.code), q) for q in asked)

        if section.questions:
            yield Block("", "", "", questions(section.questions))
        for inner in section.sections:
            yield Block(inner.number, inner.title, inner.introduction, questions(inner.questions))

    def _with_groups(self, found: Json) -> list[tuple[ReportGroup, Json]]:
        """What was found for each group, beside the group; empty where groups are not shown."""
        if found["groups"] is None:
            return []
        return list(zip(self.groups, found["groups"], strict=True))

    def _area(self, found: Json, questions: Sequence[ReportQuestion]) -> Area:
        figures = tuple(
            GroupFigure(group, position(row["favourable"])) for group, row in self._with_groups(found)
        )
        return Area(
            parity=position(found["parity"]),
            everyone=position(found["everyone"]),
            groups=figures,
            gap=printed_gap(f.position for f in figures if f.position and f.group.has_side),
            note=left_out(found, [question for question in questions if question.kind == "rating"]),
        )

    # Questions

    def _question(self, framework: str, key: str, asked: QuestionContent) -> ReportQuestion:
        found: Json = self.results["questions"].get(key, _NO_NUMBERS)
        everyone = self._answers(asked, None, found["everyone"])
        groups = tuple(
            answers
            for group, row in self._with_groups(found)
            if (answers := self._answers(asked, group, row))
        )
        quotes, not_shared = self._words(asked, key)
        means = [one.mean for one in groups if one.mean and one.group and one.group.has_side]
        return ReportQuestion(
            anchor=f"{framework}-q{asked.number.replace('.', '-')}",
            number=asked.number,
            title=asked.title,
            statement=asked.statement,
            kind=asked.kind,
            choose=asked.choose,
            direction="barrier" if asked.direction == "barrier" else "strength",
            levels=tuple((level.value, level.label) for level in asked.levels),
            everyone=everyone,
            groups=groups,
            parity=points(found["parity"]["mean"]) if found["parity"] else None,
            gap=printed_gap(means) if found["gap"] is not None else None,
            agreement=found["agreement"],
            says=says(asked, everyone, groups, found["agreement"]),
            note=self._note(asked, everyone, groups),
            quotes=quotes,
            not_shared=not_shared,
            actions=asked.actions,
            source=asked.cited.text if asked.cited else "",
        )

    def _answers(
        self, asked: QuestionContent, group: ReportGroup | None, found: Json | None
    ) -> Answers | None:
        if found is None:
            return None
        rating = asked.kind == "rating"
        counts = (
            [
                AnswerCount(str(level.value), level.label, found["levels"][str(level.value)])
                for level in asked.levels
            ]
            if rating
            else [AnswerCount("", option.label, found["options"][option.code]) for option in asked.options]
        )
        return Answers(
            group=group,
            counts=tuple(counts),
            answered=found["rated"] if rating else found["chose"],
            mean=points(found["mean"]) if rating else None,
            dont_know=found["dont_know"],
            not_applicable=found["not_applicable"],
            not_said=found["prefer_not_to_say"] + found["unanswered"],
        )

    def _note(self, asked: QuestionContent, everyone: Answers | None, groups: Sequence[Answers]) -> str:
        if not self.people["shown"]:
            return "Not shown, because too few people took part."
        if asked.kind == "text":
            return "" if self._shows_words() else "No words are shown, because too few people took part."
        did = "gave a score" if asked.kind == "rating" else "chose an answer"
        if everyone is None:
            return notices.nothing_for_question(FEWEST_RATINGS, did)
        return notices.everyone_only(FEWEST_RATINGS, did) if self.groups and not groups else ""

    def _words(self, asked: QuestionContent, key: str) -> tuple[tuple[Quote, ...], str]:
        """What people wrote, and what became of words that are not shared."""
        if not self._shows_words():
            return (), ""
        found = self.results["comments"].get(key) or _NO_WORDS
        quotes = tuple(self._quote(row) for row in found["shared"])
        told = notices.answers_not_shared if asked.kind == "text" else notices.comments_left
        return quotes, told(found["left"], len(quotes))

    def _shows_words(self) -> bool:
        """Where fewer than the threshold are shown, by consent, no words are (release/comments.py)."""
        return bool(self.people["shown"] >= self.threshold)

    def _quote(self, row: Json) -> Quote:
        named = self.perspectives.get(row["perspective"] or "")
        if named is None:
            return Quote(row["words"], "", ())
        return Quote(row["words"], named["label"], (named["marker"],))

    def _remember(self, frameworks: Sequence[ReportFramework]) -> None:
        """Where each question stands, by its key in the results."""
        for version, framework in zip(self.contents, frameworks, strict=True):
            keys = {question.number: key_of(version, question.code) for question in version.all_questions()}
            for part in framework.parts:
                for question in part.questions:
                    self.places[keys[question.number]] = (part, question, framework.title)


_NO_NUMBERS: Json = {"everyone": None, "groups": None, "parity": None, "gap": None, "agreement": None}
_NO_WORDS: Json = {"shared": (), "left": 0}
_EMPTY_AREA: Json = {
    "parity": None, "parity_questions": 0, "everyone": None, "everyone_questions": 0, "groups": None,
}  # fmt: skip
