import re
from dataclasses import replace
from types import SimpleNamespace

from django.test import RequestFactory

from assessments.models import Round
from assessments.paper import entry, sheets
from assessments.rounds.contents import content_of_round
from tests import factories
from tests.assessments.reports.pdfs import page_texts

FORM = re.compile(r"Page (\d+) of (\d+)")


def printed(round_, number=1, contents=None, **chosen):
    """(sheets, PDF) of so many sheets."""
    made = entry.new_sheets(round_, number)
    perspectives = list(round_.assessment.perspectives.all())
    options = {
        "perspectives": perspectives,
        "perspective": None,
        "large": False,
        "both_sides": False,
        "easy": False,
        **chosen,
    }
    data = sheets.sheets_pdf(
        RequestFactory().get("/"),
        round_,
        contents or content_of_round(round_),
        made,
        **options,
    )
    return made, data


def with_each(content, change):
    """The version, with every question changed."""
    sections = [
        replace(section, questions=tuple(change(question) for question in section.questions))
        for section in content.sections
    ]
    return replace(content, sections=tuple(sections))


def squeezed(text):
    return re.sub(r"[\s-]", "", text)


def runs_of(pages):
    """The pages of each sheet: (kept, form), by what stands at their heads and feet."""
    found = []
    for page in pages:
        if FORM.search(page):
            found[-1][1].append(page)
        elif not page.strip():
            continue
        elif not found or found[-1][1]:
            found.append(([page], []))
        else:
            found[-1][0].append(page)
    return found


def make_round(questions=6):
    versions = [factories.make_version(questions=questions, extra=("one", "many", "text"))]
    return factories.make_round(versions, perspectives=factories.TWO, threshold=4)


def print_three(undone, questions=6, **chosen):
    """Three sheets of a round: what was made and asked, the PDF, and the words of its pages."""
    with undone():
        round_ = make_round(questions)
        Round.objects.filter(pk=round_.pk).update(welcome="Come as you are.")
        round_.refresh_from_db()
        made, data = printed(round_, 3, **chosen)
        [content] = content_of_round(round_)
    return SimpleNamespace(round=round_, content=content, made=made, data=data, pages=page_texts(data))
