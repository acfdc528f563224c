"""What reports and files print of small rounds, of each kind by who is shown in them: it is the same whoever
of a group gave which answer, whatever those gave who are set aside, and whoever co-signed of a group."""

import io
import random
from base64 import b64decode
from dataclasses import asdict
from itertools import chain

import docx
import pytest
from django.template import engines
from django.template.loader import render_to_string

from assessments.records.voices import CoSign, Dissent
from assessments.reports.build import build_report
from assessments.reports.charts.copies import copy_of_chart
from assessments.reports.formats.data.csv import write_csv
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.data.xlsx import sheets
from assessments.reports.formats.html import print_html
from assessments.reports.formats.word import change as word_change
from assessments.reports.formats.word import report as word_report
from assessments.reports.papers.paper import Paper
from assessments.scoring.disclosure import disclose
from assessments.scoring.naming import group_to_count, nameable_groups
from assessments.views.question_table import QuestionTable
from assessments.views.results import ORDERS, Links
from tests import factories
from tests.assessments.reports.beside.small_rounds import (
    THRESHOLD,
    code_of,
    group_of_all,
    kinds_of_rounds,
    release_of,
    released_round,
    results_of,
)
from tests.assessments.scoring.attack import LISTS
from tests.assessments.scoring.score.people import SPECIALS, person

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.slow]
NOTHING_DRAWN = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SIZES = ("report", "annex", "simple")


@pytest.fixture
def asked(db):
    return released_round(factories.make_version(sections=1, questions=1, extra=("many",)), {"s1-q1": 3})


def answer(draw, question):
    if draw.random() < 0.15:
        return draw.choice(SPECIALS)
    return draw.choice(question.levels) if question.levels else tuple(draw.sample(question.options, 1))


def people_of(turnout, draw, questions):
    return [
        person(code_of(row.perspective), row.all_show_if_few, **{q.key: answer(draw, q) for q in questions})
        for row in turnout
        for _ in range(row.people)
    ]


def printed(asked, people, signed, statements, sizes, then=None):
    """All that is printed of a round with these people. signed: who co-signs, by place. statements: by the
    code of the author's perspective, who lets it be named. sizes: of the report, beside the files. then: the
    people of the round before, if what has moved since is printed too."""
    results = results_of(asked, people)
    release = release_of(asked, results)
    shown = (results.people.groups, results.people.shown, THRESHOLD)
    counted = [group_to_count(people[place]["perspective"], *shown) for place in signed]
    CoSign.objects.all().delete()
    CoSign.objects.bulk_create(
        CoSign(release=release, codes=list(codes), author=str(n), signed_on="2026-01-01")
        for n, codes in enumerate(counted)
        if codes is not None
    )
    Dissent.objects.all().delete()
    named = nameable_groups(results.people.groups, THRESHOLD)
    Dissent.objects.bulk_create(
        Dissent(
            pk=f"0000000{n}-0000-4000-8000-000000000000", release=release, about="whole", words=f"Words {n}",
            codes=list(named[code].codes) if code in named else [], author=str(n), written_on="2026-01-01",
        )
        for n, code in enumerate(statements)
    )  # fmt: skip
    since = release_of(asked, results_of(asked, then)) if then else None
    report = build_report(release, since=since)
    sheet = copy_of_chart(report, "f1-q1-1", credit="")
    return {
        "csv": write_csv(report),
        "json": write_json(report),
        "xlsx": repr([asdict(sheet) for sheet in sheets(report)]),
        **{size: print_html(Paper(report, size)) for size in sizes},
        "chart": sheet.svg() if sheet else "",
        **({"word": word_text(report), **pages(report, release)} if sizes else {}),
    }


def word_text(report):
    """All that a Word file says, by paragraph and cell, and all that its pictures say and show."""
    drawn = []
    with pytest.MonkeyPatch.context() as patch:
        for module in (word_change, word_report):
            patch.setattr(module, "png_of", lambda svg, **more: drawn.append(svg) or NOTHING_DRAWN)
        document = docx.Document(io.BytesIO(word_report.write_word(report)))
    names = document.element.xpath("//wp:docPr/@descr | //w:tblCaption/@w:val")
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells, *names, *drawn])


def pages(report, release):
    """The main part of every page of results, as somebody reads it who took part."""
    alone = engines["django"].from_string("{% block main %}{% endblock %}")
    links = Links("join_", release.round.join_code, "", "", alone)
    context = {
        "report": report,
        "round": release.round,
        "links": links,
        "change": report.change,
        "slopes": report.change.questions if report.change else (),
        "all": True,
        "table": QuestionTable(report),
        "parts": report.parts_by("gap"),
        "order": "gap",
        "orders": ORDERS,
        "average": True,
    }
    names = ["overview", "questions", "comments", *(["change"] if report.change else [])]
    found = {name: render_to_string(f"assessments/reports/results/{name}.html", context) for name in names}
    for part in report.parts:
        shown = {**context, "part": part, "framework": report.framework_of(part), "place": 1}
        found[part.code] = render_to_string("assessments/reports/results/part.html", shown)
    return found


def test_what_is_printed_is_the_same_whoever_of_a_group_said_it(asked):
    draw = random.Random(7)
    kinds = kinds_of_rounds()
    assert len(kinds) > 40
    told_apart = 0
    for number, turnout in enumerate(kinds):
        people = people_of(turnout, draw, asked.structure.questions)
        found = disclose(THRESHOLD, LISTS[0], turnout)
        shown = found.groups or [group_of_all(turnout)]
        groups = [[code_of(code) for code in group.codes] for group in shown]
        others = exchanged(people, groups, draw, asked.structure.questions)
        signed = [place for place in range(len(people)) if draw.random() < 0.5]
        authors = [code_of(draw.choice("abcd")) for _ in range(3)]
        sizes_printed = SIZES if number % 8 == 0 else ()
        before = printed(asked, people, signed, authors, sizes_printed)
        now_signed = moved_within(people, signed, groups, draw)
        after = printed(asked, others, now_signed, authors, sizes_printed)
        for name, text in before.items():
            assert after[name] == text, (name, turnout)
        if sizes_printed:
            everybody = exchanged(people, [list(chain(*groups))], draw, asked.structure.questions)
            told_apart += printed(asked, everybody, signed, authors, ())["csv"] != before["csv"]
    assert told_apart > 5  # of other groups it is not the same: this test can fail


def exchanged(people, groups, draw, questions):
    """The same people with the answers of each group mixed among them, and others for who is in none."""
    found = [{**one} for one in people]
    grouped = set()
    for codes in groups:
        places = [place for place, one in enumerate(people) if one["perspective"] in codes]
        grouped |= set(places)
        for place, other in zip(places, draw.sample(places, len(places)), strict=True):
            found[place]["answers"] = people[other]["answers"]
    for place in set(range(len(people))) - grouped:
        found[place]["answers"] = {q.key: answer(draw, q) for q in questions}
    return found


def moved_within(people, signed, groups, draw):
    """As many co-signatures of each group, by others of it."""
    found = []
    for codes in groups:
        places = [place for place, one in enumerate(people) if one["perspective"] in codes]
        found += draw.sample(places, sum(place in signed for place in places))
    return found


def test_what_moved_is_printed_the_same_whoever_of_a_group_said_it_in_either_round(asked):
    """Rounds with one person more, or fewer, than the round before: answers are exchanged within the groups
    of each round, as nobody answers twice the same."""
    draw = random.Random(11)
    questions = asked.structure.questions
    kinds = kinds_of_rounds()[::3]
    told_apart = 0
    for number, turnout in enumerate(kinds):
        people = people_of(turnout, draw, questions)
        place = draw.randrange(len(people))
        fewer = [one for n, one in enumerate(people) if n != place]
        for then, now in ((fewer, people), (people, fewer)):
            sizes_printed = ("report", "annex") if number % 5 == 0 and now is people else ()
            before = printed(asked, now, [], [], sizes_printed, then)
            others = [exchanged(one, shown_in(asked, one), draw, questions) for one in (now, then)]
            after = printed(asked, others[0], [], [], sizes_printed, others[1])
            for name, text in before.items():
                assert after[name] == text, (name, turnout, place)
            if sizes_printed:
                everybody = exchanged(then, [list(chain(*shown_in(asked, then)))], draw, questions)
                told_apart += printed(asked, now, [], [], (), everybody)["json"] != before["json"]
    assert told_apart > 1  # of other groups it is not the same: this test can fail


def shown_in(asked, people):
    """The groups that results of these people show, or all who count, by the codes of their perspectives."""
    found = results_of(asked, people).people
    return [group.codes for group in found.groups or ()] or [[one["perspective"] for one in people]]
