"""Forms to print and fill in by hand, each with a page that its person keeps.

The page to keep has the private code and never the number; the pages of the form have the number and never
the code: nobody who sees one of them can put the two together. All forms of one printing say the same but
for their number, so they are laid out once (pdf.render_sheets). The things to think about of a question are
left out: on screen they stay folded away, and on paper they would make the form half as long again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import codes
from assessments.choices import Special, no_group, sharing_boxes
from assessments.models import Perspective, Round
from assessments.paper import keys
from assessments.paper.entry import Sheet
from assessments.printing.pdf import page_words, render_sheets
from assessments.printing.qr import qr_svg
from assessments.rounds import promise
from assessments.rounds.contents import RoundPart, parts_of
from frameworks.content import PictureContent, QuestionContent, VersionContent, minutes_of
from frameworks.families.shorter import in_shorter_words

LONG_TITLES = {False: 55, True: 60}  # letters of what stands at each head, from which it is deeper; if large
MOST_TOGETHER = 12  # boxes of a question that a page may not part
LETTERS_OF_LINE, LOW, TALL = 38, 9, 12  # beside a box in half the width; millimetres of one line and of two
LONGEST_IN_COLUMN, MOST_IN_COLUMN = 75, 50  # letters beside a box in half the width: of any, and of most


@dataclass(frozen=True, slots=True)
class Row:
    """A box to cross: its key, its words, and what they mean where that stands beside it."""

    key: str
    label: str
    meaning: str = ""
    crossed: bool = False
    picture: PictureContent | None = None


@dataclass(frozen=True, slots=True)
class PrintedQuestion:
    """A question with its boxes. kind: how they stand: 'down', in two 'columns', or 'side' by side
    (sheets.css). rest: the last boxes of a long list, which may stand on the next page."""

    question: QuestionContent
    rows: tuple[Row, ...]
    kind: str
    rest: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of the form. meaning: what the scores mean, where that is said once for many of its questions.

    first: whether it is the first of its framework. commented: how many of its questions take a
    comment: an answer in words is one.
    """

    part: RoundPart
    first: bool
    meaning: tuple[Row, ...]
    asked: tuple[PrintedQuestion, ...]
    commented: int


# What is printed


def sheets_pdf(
    request: HttpRequest,
    round_: Round,
    contents: Sequence[VersionContent],
    made: Sequence[Sheet],
    *,
    perspectives: Sequence[Perspective],
    perspective: Perspective | None,
    large: bool,
    both_sides: bool,
    easy: bool = False,
) -> bytes:
    """Return these sheets (entry.new_sheets) as one PDF: for each a page to keep, then the form.

    contents: the round's frameworks, in the words to print. perspective: the group that the forms are for, of
    `perspectives`; None for anyone. large: 18 points and more. both_sides: each form begins on a sheet of
    paper of its own when it is printed on both sides. easy: in shorter words, in each part that has them.
    Raises pdf.PdfUnavailable.
    """
    html = sheets_html(request, round_, contents, made, perspectives, perspective, large=large, easy=easy)
    return render_sheets(kept=html.kept, form=html.form, numbers=html.numbers, both_sides=both_sides)


@dataclass(frozen=True, slots=True)
class Documents:
    """What pdf.render_sheets puts together: the pages to keep, one form, and a number for each form."""

    kept: str
    form: str
    numbers: str


def sheets_html(
    request: HttpRequest,
    round_: Round,
    contents: Sequence[VersionContent],
    made: Sequence[Sheet],
    perspectives: Sequence[Perspective],
    perspective: Perspective | None,
    *,
    large: bool,
    easy: bool,
) -> Documents:
    """Return the HTML documents of these sheets, as sheets_pdf takes them. Of none: one page to keep without
    a code, and a form with room for a number, to be copied (copies.py)."""
    kept = [private_code(request, sheet) for sheet in made] or [{}]
    numbers = [codes.in_groups(sheet.number) for sheet in made]
    shared = shared_context(round_, contents, large=large)
    shared["copied"] = not made
    form = {**shared, **_form(contents, easy=easy), **_groups(round_, perspectives, perspective)}
    return Documents(
        kept=page_html("kept", {**shared, "kept": kept}),
        form=page_html("form", form),
        numbers=page_html("numbers", {**shared, "numbers": numbers}),
    )


def blank_html(version: VersionContent, *, large: bool, easy: bool) -> str:
    """Return a framework's form as people would get it, marked as an example: no number, no page to keep, and
    a line in the place of the groups."""
    context = {**_head(version.title, large=large), **_form([version], easy=easy)}
    return page_html("form", {**context, "heading": version.title, "example": True})


def page_html(name: str, context: dict[str, Any]) -> str:
    """Return an HTML document of the print, by the name of its template."""
    return render_to_string(f"assessments/paper/sheets/{name}.html", context)


def _head(titles: str, *, large: bool) -> dict[str, Any]:
    """Return what every page has at its head, and its size."""
    return {
        "titles": titles,
        "page_words": page_words(),
        "large": large,
        "deep": len(titles) > LONG_TITLES[large],
        "site_name": settings.SITE_NAME,
    }


def shared_context(round_: Round, contents: Sequence[VersionContent], *, large: bool) -> dict[str, Any]:
    """Return what all pages of a round's print say: who asks, what, and for how long."""
    assessment = round_.assessment
    questions = [question for version in contents for question in version.all_questions()]
    return {
        **_head(f"{assessment.title}, {round_.title}", large=large),
        "heading": assessment.title,
        "round": round_,
        "assessment": assessment,
        "organisation": assessment.organisation,
        "on_paper": promise.on_paper(str(assessment.organisation)),
        "questions": len(questions),
        "minutes": minutes_of(contents),
    }


# The page to keep


def private_code(request: HttpRequest, sheet: Sheet, ends: Sequence[int] = (4,)) -> dict[str, Any]:
    """Return the private code of a sheet as it is printed: its lines, where to type it, and its picture.

    ends: after which of its groups of four a line ends.
    """
    enter = reverse("assessments:enter")
    groups = codes.in_groups(sheet.secret).split("-")
    title = _("QR code. It opens the page for your private code, %(code)s.") % {"code": "-".join(groups)}
    said = ["-".join(groups[start:end]) for start, end in pairwise([0, *ends, len(groups)])]
    return {
        "lines": [f"{line}-" for line in said[:-1]] + said[-1:],
        "typed": request.get_host() + enter.rstrip("/"),
        "qr": _picture(f"{request.build_absolute_uri(enter)}#{sheet.secret}", title),
    }


def _picture(text: str, title: str) -> SafeString:
    return mark_safe(qr_svg(text, title))


# The form


def _form(contents: Sequence[VersionContent], *, easy: bool) -> dict[str, Any]:
    if easy:
        contents = [in_shorter_words(version) for version in contents]
    return {
        "parts": list(_form_parts(parts_of(contents))),
        "specials": _specials(),
        "sharing": [Row(key, label) for key, label in sharing_boxes()],
        "several": len(contents) > 1,
        "in_words": any(q.kind == "text" for version in contents for q in version.all_questions()),
    }


def _groups(round_: Round, perspectives: Iterable[Perspective], chosen: Perspective | None) -> dict[str, Any]:
    """Return the groups by their place from 1, how their boxes stand, and 0 for people who would rather not
    say."""
    rows = [Row(str(n), p.label, crossed=p == chosen) for n, p in enumerate(perspectives, start=1)]
    no_one = [Row("0", no_group(round_.threshold))]
    return {"groups": rows, "groups_kind": _columns(rows), "no_group": no_one, "perspective": chosen}


def _specials() -> list[Row]:
    return [Row(key, str(Special(name).label)) for key, name in keys.SPECIAL_KEYS.items()]


def _form_parts(parts: Iterable[RoundPart]) -> Iterator[FormPart]:
    """Yield the parts of the form. Bare names of scores are not said again where they were said last."""
    said: tuple[Row, ...] = ()
    for part in parts:
        said_once = _said_once(part.questions)
        is_known = said_once == said and not any(row.meaning for row in said_once)
        commented = sum(question.kind != "text" for question in part.questions)
        yield FormPart(
            part=part,
            first=part.section == part.version.sections[0],
            meaning=() if is_known else said_once,
            asked=tuple(_asked(question, said_once) for question in part.questions),
            commented=commented,
        )
        said = said_once or said


def _said_once(questions: Iterable[QuestionContent]) -> tuple[Row, ...]:
    """Return the levels that most of these questions share, word for word; their names alone where each says
    in words of its own what they mean. None where fewer than two share any."""
    shared = Counter(_shared_rows(question) for question in questions if _explains(question))
    rows, count = shared.most_common(1)[0] if shared else ((), 0)
    return rows if count > 1 else ()


def _shared_rows(question: QuestionContent) -> tuple[Row, ...]:
    """Return what may stand above a question for it and others."""
    rows = tuple(replace(row, picture=None) for row in _rows(question))
    return tuple(replace(row, meaning="") for row in rows) if _is_own(question) else rows


def _explains(question: QuestionContent) -> bool:
    return any(level.description for level in question.levels)


def _is_own(question: QuestionContent) -> bool:
    return any(level.is_own for level in question.levels)


def _asked(question: QuestionContent, said_once: tuple[Row, ...]) -> PrintedQuestion:
    if question.kind != "rating":
        rows = tuple(Row(box.key, box.label) for box in keys.option_boxes(question))
        together = len(rows) if len(rows) <= MOST_TOGETHER else len(rows) * 2 // 3
        return PrintedQuestion(question, rows[:together], _columns(rows), rows[together:])
    rows = _rows(question)
    named = _shared_rows(question) == said_once
    if named and _is_own(question):
        return PrintedQuestion(
            question,
            tuple(Row(row.key, row.meaning or row.label, picture=row.picture) for row in rows),
            "down",
        )
    if named or not _explains(question):
        return PrintedQuestion(question, tuple(replace(row, meaning="") for row in rows), "side")
    return PrintedQuestion(question, rows, "down")


def _rows(question: QuestionContent) -> tuple[Row, ...]:
    """Return a question's levels with what they mean."""
    boxes = zip(keys.level_boxes(question), question.levels, strict=True)
    return tuple(Row(box.key, box.label, level.description, picture=level.picture) for box, level in boxes)


def _columns(rows: Sequence[Row]) -> str:
    """Return how these boxes stand: in two columns, where most have words that take a line or two of one."""
    letters = [len(row.label) for row in rows] or [0]
    fits = max(letters) <= LONGEST_IN_COLUMN and sum(letters) <= MOST_IN_COLUMN * len(letters)
    return "columns" if fits else "down"


def in_halves(rows: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the boxes of the left column and of the right, which are as level as their words allow."""

    def height(some: Sequence[Row]) -> int:
        return sum(TALL if len(row.label) > LETTERS_OF_LINE else LOW for row in some)

    half = min(range(1, len(rows) + 1), key=lambda at: (max(height(rows[:at]), height(rows[at:])), -at))
    return rows[:half], rows[half:]
