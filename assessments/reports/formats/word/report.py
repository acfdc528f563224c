"""The report as a Word file: to change, to add to, or to read with one's own settings."""

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.reports.charts import icons, printed
from assessments.reports.charts.strips import Point
from assessments.reports.formats.data.rows import SubjectRow, number, special_counts, subject_rows
from assessments.reports.formats.word.agreed import add_agreed
from assessments.reports.formats.word.change import write_change
from assessments.reports.formats.word.document import Picture, Text, WordDocument, Words
from assessments.reports.formats.word.fit import write_fits
from assessments.reports.formats.word.groundwork import write_agreement
from assessments.reports.formats.word.marking import foreign, marked
from assessments.reports.formats.word.pictures import png_of
from assessments.reports.formats.word.plan import write_plan
from assessments.reports.formats.word.voices import add_voices
from assessments.reports.model import AgreedRow, Pointer, Report, TookPart
from assessments.reports.part_model import ReportFramework, ReportPart
from assessments.reports.question_model import ReportQuestion

MARK_WIDTH = 6  # millimetres
LISTS = (
    ("furthest_apart", gettext_noop("Furthest apart")),
    ("lowest", gettext_noop("Scored lowest")),
    ("strong_together", gettext_noop("Strong together")),
    ("most_unsure", gettext_noop("Least sure")),
)
OWN_SIGNS = {"furthest_apart": "nothing_apart", "strong_together": "nothing_strong"}


def write_word(report: Report) -> bytes:
    """Write the Word file."""
    return _Writer(report).write()


class _Writer:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.rows = {(row.subject.what, row.subject.key): row for row in subject_rows(report)}
        self.file = WordDocument(
            title=_("%(title)s: how well we work together") % {"title": report.title},
            subject=report.round_title,
            organisation=report.organisation,
            on=report.released_on,
        )

    def write(self) -> bytes:
        self._opening()
        write_agreement(self.file, self.report.agreement)
        write_fits(self.file, self.report.fits)
        if self.report.talk_first.any:
            self._talk_first()
        if self.report.change:
            write_change(self.file, self.report.change, self.report.plan)
        if self.report.agreed:
            self.file.heading(_("What we agreed, and did not"), 1)
            self.file.paragraph(self.report.agreed.in_short)
            self.file.bullets(self._agreed_row(one) for one in self.report.agreed_rows)
        for framework in self.report.frameworks:
            self._framework(framework)
        add_voices(self.file, self.report)
        write_plan(self.file, self.report.plan)
        self._method()
        return self.file.write()

    def _opening(self) -> None:
        report, file = self.report, self.file
        if report.face.png:
            file.logo(report.face.png, _("Logo of %(organisation)s") % {"organisation": report.organisation})
        file.title(Words(report.title, None), colour=report.face.colour)
        file.paragraph(_("How well we work together. %(round_title)s") % {"round_title": report.round_title})
        if report.is_example:
            file.paragraph(Words(_("Example: invented people and answers."), is_bold=True))
        headline = report.headline
        file.paragraph(marked(headline.words, headline.language))
        if headline.agreed:
            file.paragraph(marked(headline.agreed, headline.agreed_language))
        file.heading(_("Who took part"), 1)
        file.table(
            _("Who took part"),
            (_("Mark"), _("Group"), _("People")),
            [
                (_marks(row), f"{row.name} ({row.singly})" if row.singly else row.name, row.people)
                for row in report.took_part
            ],
            (3, 15, 3),
        )
        for words in filter(None, (report.on_paper, *report.alone, *report.notices)):
            file.paragraph(words)
        file.paragraph(
            _("Results shared on %(released_on)s by %(organisation)s.")
            % {"released_on": date_format(report.released_on, "j F Y"), "organisation": report.organisation}
        )

    def _talk_first(self) -> None:
        found = self.report.talk_first
        self.file.heading(_("Talk about these first"), 1)
        for name, heading in LISTS:
            pointers = getattr(found, name)
            if pointers is None:
                continue
            self.file.heading(_(heading), 2)
            if not pointers and name in OWN_SIGNS:
                self.file.paragraph(getattr(found, OWN_SIGNS[name]))
            self.file.bullets(self._pointer(one) for one in pointers)
        if found.of_gaps:
            self.file.paragraph(found.of_gaps)

    def _pointer(self, one: Pointer) -> Text:
        language = foreign(one.part.language)
        figure = "; ".join(filter(None, [one.figure, one.rests_on]))
        return [
            Words(f"{one.question.number} "),
            Words(one.question.statement or one.question.title, language),
            Words(f" ({figure})" if figure else ""),
        ]

    def _agreed_row(self, one: AgreedRow) -> Text:
        title = Words(one.question.statement or one.question.title, foreign(one.part.language))
        return [
            Words(f"{one.question.number} "), title, Words(" "),
            *marked(f"({one.said.now.said})", one.part.language),
        ]  # fmt: skip

    # Frameworks and parts

    def _framework(self, framework: ReportFramework) -> None:
        language = foreign(framework.language)
        self.file.heading(Words(framework.title, language), 1)
        self.file.paragraph(marked(framework.lead, framework.language))
        if framework.band:
            self.file.paragraph(Words(framework.band, language))
        rows = [self.rows["Framework", framework.code]]
        rows += [self.rows["Part", f"{framework.code}/{part.code}"] for part in framework.parts]
        if any(row.everyone for row in rows):
            self._glance(framework, rows)
        for part in framework.parts:
            self._part(part)

    def _glance(self, framework: ReportFramework, rows: Sequence[SubjectRow]) -> None:
        language = foreign(framework.language)
        self.file.table(
            _("%(title)s at a glance: positions from 0, the least good answer, to 100, the best")
            % {"title": framework.title},
            (_("Part"), _("Groups, from 0 to 100"), _("Both sides counted equally"), _("Everyone"), _("Gap")),
            [
                (
                    Words(f"{row.subject.number} {row.subject.title}".strip(), language),
                    self._chart(row) or _("Not shown"),
                    _shown(number(row.parity)),
                    _shown(number(row.everyone.position) if row.everyone else None),
                    _shown(number(row.gap)),
                )
                for row in rows
            ],
            (30, 50, 16, 16, 11),
        )

    def _part(self, part: ReportPart) -> None:
        language = foreign(part.language)
        self.file.heading([Words(f"{part.number} "), Words(part.title, language)], 2)
        if part.rated:
            self.file.paragraph(marked(part.lead, part.language))
        if part.introduction:
            self.file.paragraph(Words(part.introduction, language))
        for words in filter(None, (part.barrier_note, part.area.note)):
            self.file.paragraph(marked(words, part.language))
        for question in part.questions:
            self._question(part, question)

    # Questions

    def _question(self, part: ReportPart, question: ReportQuestion) -> None:
        language, file = foreign(part.language), self.file
        row = self.rows["Question", question.key]
        chart = self._chart(row)
        file.heading([Words(f"{question.number} "), Words(question.title, language)], 3)
        if question.statement:
            file.paragraph(Words(question.statement, language), leads=bool(chart))
        for words in filter(None, (question.says, question.note, *question.silent)):
            file.paragraph(marked(words, part.language), leads=bool(chart))
        if chart:
            file.picture(chart.png, chart.text)
        if row.groups:
            file.paragraph(" ".join(_figures(row)), leads=True)
            self._answers(question, row, language)
        if question.quotes:
            file.paragraph(Words(_("What people said"), is_bold=True), leads=True)
            for quote in question.quotes:
                said = Words(quote.removed) if quote.removed else Words(quote.words, None)
                file.quote(said, quote.perspective)
        if question.not_shared:
            file.paragraph(question.not_shared)
        for one in self.report.agreement.beside(question.code):
            words = " / ".join(f"{who}: {said}" if who else said for who, said in one.words)
            told = _("What we agreed") if one.outcome == "agreed" else _("What we did not agree")
            file.paragraph([Words(f"{told}: {one.title}. ", is_bold=True), Words(words, None)])
        if agreed := self.report.agreed.on(question.key):
            add_agreed(file, agreed, self.report.dissents.about_question(question.key), part.language)

    def _answers(self, question: ReportQuestion, row: SubjectRow, language: str) -> None:
        """Add the table of who gave which answer: an answer to each line, a group to each column."""
        groups = row.groups
        lines: list[list[Text | int | float]] = []
        if question.kind == "rating":
            lines.append([_("From 0 to 100"), *(_shown(number(one.position)) for one in groups)])
            lines.append([_("Average on its scale"), *(_shown(number(one.average)) for one in groups)])
        for place, count in enumerate(groups[-1].counts):
            lines.append([Words(count.name, language), *(one.counts[place].people for one in groups)])
        told = [special_counts(one.answers) for one in groups if one.answers]
        for place, (name, _count) in enumerate(told[-1]):
            if any(one[place][1] for one in told):
                lines.append([_(name).capitalize(), *(one[place][1] for one in told)])
        heads = [_("Answer"), *(one.name for one in groups)]
        widths = [10, *([8] * len(groups))]
        self.file.table(
            _("%(number)s %(title)s: people by answer")
            % {"number": question.number, "title": question.title},
            heads,
            lines,
            widths,
        )

    def _chart(self, row: SubjectRow) -> Picture | None:
        """Draw where the groups are, from 0 to 100; nothing where no position is shown."""
        everyone = row.everyone.position if row.everyone else None
        groups = list(self._points(row))
        if everyone is None and not groups:
            return None
        said = [f"{point.name} {printed}" for point, printed in groups]
        title = f"{row.subject.number} {row.subject.title}".strip()
        text = [
            _("%(title)s: positions from 0 to 100.") % {"title": title},
            *([f"{'; '.join(said)}."] if said else []),
            *_figures(row),
        ]
        drawn = printed.strip(
            ident="chart",
            title=title,
            points=[point for point, _ in groups],
            band=row.band,
            everyone=int(everyone.rounded) if everyone else None,
        )
        return Picture(png_of(drawn), " ".join(text))

    @staticmethod
    def _points(row: SubjectRow) -> Iterator[tuple[Point, str]]:
        for one in row.groups:
            if one.group and one.position:
                yield Point(one.name, one.group.shapes, int(one.position.rounded)), one.position.printed

    # Method

    def _method(self) -> None:
        report, file = self.report, self.file
        file.heading(_("How we worked this out"), 1)
        for passage in report.method:
            file.heading(passage.heading, 2)
            file.paragraph(passage.words)
        file.heading(_("Where the questions come from"), 2)
        for framework in report.frameworks:
            language = foreign(framework.language)
            file.paragraph(
                [
                    Words(framework.title, language),
                    Words(_(", version %(version)s") % {"version": framework.version}),
                ]
            )
            for words in filter(None, (framework.credits, framework.licence)):
                file.paragraph(Words(words, language))
        if report.sources:
            file.bullets(f"{source.citation} {source.url}".strip() for source in report.sources)


def _marks(row: TookPart) -> list[Picture]:
    """Draw what a group is in the charts: a shape, or several of a pooled group; none for everyone."""
    drawn = [(shape, png_of(icons.icon((shape,)), width=80)) for shape in row.shapes]
    return [
        Picture(
            png,
            _("Mark of %(name)s: %(shape)s") % {"name": row.name, "shape": icons.name_of((shape,))},
            MARK_WIDTH,
        )
        for shape, png in drawn
    ]


def _figures(row: SubjectRow) -> list[str]:
    """Say the figures beside the groups' in words."""
    found = []
    if row.gap:
        found.append(_("Gap %(printed)s.") % {"printed": row.gap.printed})
    if row.parity:
        found.append(_("Both sides counted equally %(printed)s.") % {"printed": row.parity.printed})
    if row.everyone and row.everyone.position:
        found.append(
            _("Everyone, as a plain average, %(printed)s.") % {"printed": row.everyone.position.printed}
        )
    return found


def _shown(value: int | float | None) -> int | float | str:
    return "–" if value is None else value
