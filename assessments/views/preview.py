"""A framework version as a participant would see it: the questions of answering, with nothing to send.

Made with the forms, parts and question templates of answering, so that what is previewed is what is asked.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from django_ratelimit.core import is_ratelimited

from accounts.naming import file_name
from accounts.permissions import Permission, may
from assessments.forms.answers import QuestionForm, question_forms
from assessments.models import Perspective
from assessments.paper.sheets import blank_html
from assessments.printing.letters import missing_in
from assessments.printing.pdf import PdfUnavailable, kept_pdf, render_kept
from assessments.responses.languages import versions_of
from assessments.responses.visits import public
from assessments.rounds.contents import RoundPart, parts_of
from assessments.views.access import round_to_run, show_round
from assessments.views.downloads import download
from background.locking import advisory_lock
from frameworks import cache, languages
from frameworks.content import QuestionContent, SectionContent, VersionContent, minutes_of
from frameworks.families.shorter import has_shorter_words, in_shorter_words
from frameworks.readability import (
    HARD,
    MEDIAN_LIMIT,
    GradedPassage,
    age_of,
    hardest,
    is_english,
    median_grade,
    read_through,
    words_for,
)
from frameworks.views.access import AREA, version_or_404

MOST_HARD = 5  # so many of the hardest texts are named
FORMS_AT_MOST = "20/10m"  # forms laid out, for one address
LAYING_OUT = 2  # what somebody is alone at (background/locking.py)
WAIT = 20  # seconds until somebody else's form is done, at most as a rule


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """How a preview is looked at. It stands in the address, and each link takes it along.

    reading_first: whether this person is shown how the texts read unless they say otherwise.
    """

    path: str
    phone: bool
    reading: bool
    reading_first: bool
    shorter: bool

    @property
    def query(self) -> str:
        """'?width=phone&reading=on', or less, or ''."""
        chosen = {}
        if self.phone:
            chosen["width"] = "phone"
        if self.reading != self.reading_first:
            chosen["reading"] = "on" if self.reading else "off"
        if self.shorter:
            chosen["words"] = "shorter"
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def other_width(self) -> str:
        """This page, as on a phone or as on a computer: whichever it is not."""
        return self.path + replace(self, phone=not self.phone).query

    @property
    def other_words(self) -> str:
        """This page, in shorter words or as it was written: whichever it is not."""
        return self.path + replace(self, shorter=not self.shorter).query

    @property
    def other_reading(self) -> str:
        """This page, with how its texts read or without: whichever it is not."""
        return self.path + replace(self, reading=not self.reading).query


@dataclass(frozen=True, slots=True)
class Hard:
    """A text that is not easy, and where it is shown: 'Question 2.1', and the page."""

    text: GradedPassage
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class Readability:
    """How the whole version reads. median: the middle grade; None where nothing could be measured."""

    median: float | None
    hard: tuple[Hard, ...]
    in_english: bool
    aim: int = age_of(MEDIAN_LIMIT)
    most: int = age_of(HARD)

    @property
    def age(self) -> int | None:
        return None if self.median is None else age_of(self.median)

    @property
    def words(self) -> str:
        return "" if self.median is None else words_for(self.median)


@dataclass(frozen=True, slots=True)
class PreviewQuestion:
    """A question as it is shown: the form of answering, what is still missing, how its texts read."""

    form: QuestionForm
    missing: str
    notes: tuple[GradedPassage, ...]


class Preview:
    """A version with its pages, for one visit. Raises Http404 outside the person's reach."""

    def __init__(self, request: HttpRequest, pk: int) -> None:
        found = version_or_404(request, pk)
        [self.version] = cache.cached_contents([found.pk])  # a draft is read anew each time
        self.options = _options(
            request, stewards=may(request.user, Permission.STEWARD_FRAMEWORKS, found.framework.organisation)
        )
        self.has_shorter = any(has_shorter_words(section) for section in self.version.sections)
        filled = _filled(self.version)
        self.shown = in_shorter_words(filled) if self.options.shorter else filled
        self.parts = parts_of([self.shown])
        self.notes: dict[tuple[str, str], list[GradedPassage]] = defaultdict(list)
        self.texts = read_through(self.version) if self.options.reading else []
        for text in self.texts:
            self.notes[text.passage.part, text.passage.code].append(text)

    def url_of(self, part: RoundPart) -> str:
        return (
            reverse("assessments:preview_part", args=[self.version.id, part.section.code])
            + self.options.query
        )

    @property
    def start_url(self) -> str:
        return reverse("assessments:preview", args=[self.version.id]) + self.options.query

    @property
    def steps(self) -> list[tuple[RoundPart, str]]:
        """Each part with its page."""
        return [(part, self.url_of(part)) for part in self.parts]

    @property
    def reading(self) -> Readability | None:
        """How it all reads; None where the person has not asked."""
        if not self.options.reading:
            return None
        hard = tuple(Hard(text, *self._where(text)) for text in hardest(self.texts, MOST_HARD))
        return Readability(median_grade(self.texts), hard, is_english(self.version.language))

    def _where(self, text: GradedPassage) -> tuple[str, str]:
        """Return the place that shows a text, in words, and its page, down to the question; a scale's words
        stand at the first question with that scale."""
        kind, code = text.passage.part, text.passage.code
        for part, url in self.steps:
            if kind == "section" and code in {part.section.code, *(s.code for s in part.section.sections)}:
                return _("Part %(number)s") % {"number": part.number}, url
            for question in part.questions:
                on_scale = question.scale is not None and question.scale.code == code
                if (kind == "question" and question.code == code) or (kind == "scale" and on_scale):
                    return _("Question %(number)s") % {"number": question.number}, f"{url}#{question.code}"
        return _("The framework"), self.start_url

    def questions_on(self, part: RoundPart) -> list[PreviewQuestion]:
        """Return the questions of a page, with the words around them in the framework's language."""
        with override(self.version.language):
            forms = question_forms(None, part.questions, Perspective(label=_("your group")), {})
        return [
            PreviewQuestion(form, _missing(form.question), self._notes_of(form.question)) for form in forms
        ]

    def _notes_of(self, question: QuestionContent) -> tuple[GradedPassage, ...]:
        """How a question's own texts read, and the levels that it has from its scale."""
        if not self.options.reading:
            return ()
        own = {level.value for level in question.levels if level.is_own}
        scale = self.notes["scale", question.scale.code] if question.scale else []
        texts = [
            *self.notes["question", question.code],
            *(text for text in scale if text.passage.place not in own),
        ]
        return tuple(text for text in texts if text.grade is not None)


def _options(request: HttpRequest, *, stewards: bool) -> PreviewOptions:
    asked = request.GET.get("reading")
    return PreviewOptions(
        path=request.path,
        phone=request.GET.get("width") == "phone",
        reading=asked == "on" or (stewards and asked != "off"),
        reading_first=stewards,
        shorter=request.GET.get("words") == "shorter",
    )


# What a draft still lacks


def _filled(version: VersionContent) -> VersionContent:
    """Return the version, with words in place of what has not been written yet."""
    return replace(
        version,
        title=version.title or _("(No title yet)"),
        sections=tuple(_filled_section(section) for section in version.sections),
    )


def _filled_section(section: SectionContent) -> SectionContent:
    return replace(
        section,
        title=section.title or _("(No title yet)"),
        questions=tuple(_filled_question(question) for question in section.questions),
        sections=tuple(_filled_section(inner) for inner in section.sections),
    )


def _filled_question(question: QuestionContent) -> QuestionContent:
    nothing = _("(No words yet)")
    return replace(
        question,
        statement=question.statement.strip() or _("(No question yet)"),
        levels=tuple(replace(level, label=level.label or nothing) for level in question.levels),
        options=tuple(replace(option, label=option.label or nothing) for option in question.options),
    )


def _missing(question: QuestionContent) -> str:
    """Return what keeps people from answering, in words; '' for nothing."""
    if question.kind == "choice" and not question.options:
        return _("There are no answers to choose from yet.")
    if question.kind == "rating" and not question.levels:
        return _("The scale has no levels yet.")
    return ""


# Pages


@public
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the first page: what it is about, how long it takes, its parts."""
    shown = Preview(request, pk)
    context = {"notes": _measured(shown.notes["head", ""]), "missing": missing_in(_filled(shown.version))}
    return _page(request, "start", shown, context)


@public
@require_safe
def preview_part(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One part, with its questions. They can be tried, and nothing is kept."""
    shown = Preview(request, pk)
    here = next((part for part in shown.parts if part.section.code == section), None)
    if here is None:
        raise Http404
    first, steps = here.number == 1, shown.steps
    opening = [text for text in shown.notes["head", ""] if first and text.passage.field == "introduction"]
    context = {
        "here": here,
        "first": first,
        "asked": shown.questions_on(here),
        "minutes": minutes_of([shown.version], here.section),
        "notes": _measured([*opening, *shown.notes["section", section]]),
        "before": None if first else steps[here.number - 2],
        "next": steps[here.number] if here.number < len(steps) else None,
    }
    return _page(request, "part", shown, context)


@public
@require_safe
def sheet(request: HttpRequest, pk: int, *, large: bool = False) -> HttpResponse:
    """Show the form that people fill in on paper, as an example: no number, and nothing to hand in.

    Laying out a long one takes seconds, and anybody may ask: so one is laid out at a time, on the whole site,
    and some for each address. One that is kept is shown at once.
    """
    shown = Preview(request, pk)
    version = _filled(shown.version)
    html = blank_html(version, large=large, easy=False)
    pdf = kept_pdf(html)
    if pdf is None and is_ratelimited(request, group="example", key="ip", rate=FORMS_AT_MOST, increment=True):
        return _page(request, "busy", shown, {"many": True}, status=429)
    try:
        if pdf is None:
            with advisory_lock(LAYING_OUT, 0) as is_alone:
                if not is_alone:
                    return _busy(request, shown)
                pdf = render_kept(html)
    except PdfUnavailable:
        return _page(request, "no_pdf", shown, {}, status=503)
    name = file_name(_("paper form"), version.title, _("version %d") % version.number)
    return download(pdf, name, shown=True)


def _busy(request: HttpRequest, shown: Preview) -> HttpResponse:
    answer = _page(request, "busy", shown, {"many": False}, status=503)
    answer["Retry-After"] = str(WAIT)
    return answer


@require_safe
def round_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a round asks, a framework on a page, in each language that people can read it in, and in
    shorter words: for those who run it. Nothing is kept."""
    round_ = round_to_run(request, pk)
    versions = versions_of(round_)
    asked = {name: request.GET.get(name, "") for name in ("language", "words", "framework")}
    language = asked["language"] if asked["language"] in versions.codes else next(iter(versions.codes), "")
    contents = (
        versions.read_in(language, near_too=bool(asked["language"])) if language else versions.originals
    )
    has_shorter = any(has_shorter_words(one) for version in contents for one in version.sections)
    if easy := asked["words"] == "shorter":
        contents = tuple(in_shorter_words(version) for version in contents)
    here = next((v for v in contents if v.code == asked["framework"]), next(iter(contents), None))
    group = Perspective(label=_("your group"))
    context = {
        "languages": versions.names,
        "language": language,
        "easy": easy,
        "has_shorter": has_shorter,
        "contents": contents,
        "here": here,
        "parts": [
            (part, question_forms(None, part.questions, group, {}))
            for part in parts_of(contents)
            if part.version is here
        ],
        "questions": sum(version.question_count for version in contents),
        "minutes": minutes_of(contents),
    }
    return show_round(request, "preview/round", round_, context)


def _measured(texts: Iterable[GradedPassage]) -> list[GradedPassage]:
    return [text for text in texts if text.grade is not None]


def _page(
    request: HttpRequest, name: str, shown: Preview, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    shared = {
        "version": shown.shown,
        "has_shorter": shown.has_shorter,
        "direction": "rtl" if languages.is_from_the_right(shown.version.language) else "ltr",
        "steps": shown.steps,
        "start_url": shown.start_url,
        "options": shown.options,
        "reading": shown.reading,
    }
    return render(request, f"assessments/preview/{name}.html", {**shared, **context, **AREA}, status=status)
