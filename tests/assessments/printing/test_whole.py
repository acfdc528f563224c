"""Everything that is printed, with long words of German, Welsh and Finnish in every name: each essential text
is whole, on the paper, and on nothing else."""

import itertools

import pytest
from django.test import RequestFactory

from assessments import codes
from assessments.invitations.handouts import poster_html, slips_html
from assessments.paper import entry, sheets
from assessments.reports.build import build_report
from assessments.reports.papers.paper import EVERYTHING, FITS, PAGES_OF_A_BRIEF
from assessments.rounds.contents import content_of_round
from assessments.rounds.setup import PerspectiveRow
from frameworks.models import FrameworkVersion, Level, Option, Question, Section
from tests import factories
from tests.assessments import released
from tests.assessments.printing.boxes import (
    boxes,
    broken_early,
    broken_words,
    laid_out,
    one_on_another,
    out_of_sight,
    past_the_margin,
    squeezed,
    stranded,
    text_boxes,
    words_on,
)
from tests.assessments.released import MANAGERS, USERS
from tests.assessments.reports.papers import page_of
from tests.assessments.responses.pages.participants import Person, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.pdf, pytest.mark.slow]

WORDS = (
    "Zusammenarbeitsfest", "Donaudampfschifffahrtsgesellschaftskapitän", "a",
    "Llanfairpwllgwyngyllgogerychwyrn", "Mielenterveystyöntekijät", "und", "Krankenhausbezirksverwaltungen",
    "Gwasanaethau", "Organisationen",
    "asiantuntijaorganisaatio", "Wohnungslosenhilfeeinrichtungen", "Angehörigenverbände",
)  # fmt: skip
SHORT = (
    "Psychiatrieerfahrene", "Angehörigenverbände", "Gwirfoddolwyr cymunedol", "Klinikmitarbeitende",
    "Mielenterveystyöntekijä", "Organisationsleitungen",
)  # fmt: skip


def name(length, start=0):
    """A name of long words, as long as it may be. start: with which of them it begins."""
    words = itertools.islice(itertools.cycle(WORDS), start, None)
    text = next(words)[:length]
    while len(longer := f"{text} {next(words)}") <= length:
        text = longer
    return text


def version(start):
    made = factories.make_version(extra=("one", "many", "text"), questions=1, status="draft")
    Section.objects.filter(version=made).update(title=name(120, start), introduction=name(300, start + 1))
    Question.objects.filter(version=made).update(title=name(120, start + 2), statement=name(300, start + 3))
    Level.objects.filter(scale__version=made).update(label=name(80, start + 4))
    Option.objects.filter(question__version=made).update(label=name(300, start + 5))
    FrameworkVersion.objects.filter(pk=made.pk).update(title=name(120, start + 6), status="published")
    return made


def hostile_round(groups=6, start=0, **terms):
    rows = [
        PerspectiveRow(name(60, start + i), SHORT[i], "people" if i < groups / 2 else "services")
        for i in range(groups)
    ]
    organisation = factories.make_organisation(name(120, start + 7))
    round_ = factories.make_round([version(start)], organisation=organisation, perspectives=rows, **terms)
    round_.assessment.title, round_.title = name(120, start), name(80, start + 8)
    round_.assessment.save()
    round_.save()
    return round_


def assert_whole(html, *essential):
    """Each of these is printed, and nothing is cut off, broken, or hidden. Returns the pages."""
    pages = laid_out(html)
    assert out_of_sight(pages) == []
    assert one_on_another(pages) == []
    assert broken_words(pages) == []
    printed = words_on(pages, heads=False)
    assert [text for text in essential if squeezed(text) not in printed] == []
    return pages


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("title", ["Zusammenarbeitsfest", name(120), name(120, 5), "W" * 120])
def test_each_slip_is_whole_and_its_code_comes_first(db, large, title):
    round_ = factories.make_round(perspectives=factories.TWO)
    round_.assessment.title = title
    if title != "Zusammenarbeitsfest":
        round_.assessment.organisation.name = name(120, 3)
    made = [codes.make_invitation() for _ in range(3)]
    html = slips_html(RequestFactory().get("/"), round_, None, made, large=large)
    printed = [codes.in_groups(code) for code in made]
    pages = assert_whole(html, *printed, title, str(round_.assessment.organisation), "testserver/enter")
    found = words_on(pages)
    for code in printed:
        after = found.index(squeezed(code))
        assert squeezed(title) in found[after : after + 400]
    assert found.count(squeezed(title)) == 3


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("start", [0, 5])
def test_a_poster_is_whole_on_one_page(large, start):
    round_ = hostile_round(2, start, joining="both")
    html = poster_html(RequestFactory().get("/"), round_, large=large)
    names = (round_.assessment.title, round_.assessment.organisation.name)
    pages = assert_whole(html, *names, codes.in_groups(round_.join_code), "You do not need an account")
    assert len(pages) == 1


@pytest.mark.parametrize("large", [False, True])
def test_a_paper_form_is_whole(large):
    round_ = hostile_round()
    made, contents = entry.new_sheets(round_, 1), content_of_round(round_)
    groups = list(round_.assessment.perspectives.all())
    html = sheets.sheets_html(
        RequestFactory().get("/"), round_, contents, made, groups, groups[0], large=large, easy=False
    )
    questions = [q.statement for version in contents for q in version.all_questions()]
    labels = [group.label for group in groups]
    pages = assert_whole(html.form, *questions, *labels, contents[0].title, "Before you hand it in")
    titles = squeezed(f"{round_.assessment.title}, {round_.title}")
    assert [page for page in pages if titles not in words_on([page])] == []
    assert squeezed(codes.in_groups(made[0].number)) in words_on(assert_whole(html.numbers))
    assert_whole(html.kept, codes.in_groups(made[0].secret), "testserver/enter", round_.promise[-1])


@pytest.mark.parametrize("size", ["look-normal", "look-largest"])
def test_a_copy_of_ones_own_answers_is_whole(monkeypatch, size):
    round_ = hostile_round(2)
    person = Person(round_).start(round_.assessment.perspectives.first().code)
    person.post("part", s1_q1_answer="4", s1_q1_comment="W" * 300, s1_q1_sharing="named")
    second = person.url("part").replace("/1/", "/2/")
    given = {"one-answer": "b", "many-options": ["a", "c"], "text-text": name(900)}
    person.client.post(second, {**hidden(person.client.get(second)), **given})
    printed = []
    monkeypatch.setattr(
        "assessments.views.taking_part.my_answers.render_pdf", lambda html: printed.append(html) or b"%PDF"
    )
    assert person.get("my_answers_pdf").status_code == 200
    [html] = printed
    html = html.replace("<html ", f'<html class="{size}" ', 1)
    questions = [q.statement for one in content_of_round(round_) for q in one.all_questions()]
    assert_whole(html, "W" * 300, name(900), *questions, round_.assessment.title, round_.promise[-1])


@pytest.mark.parametrize(("groups", "start", "form"), [(6, 0, "a4"), (4, 3, "large")])
def test_each_size_of_report_is_whole(groups, start, form):
    round_ = hostile_round(groups, start)
    for place, group in enumerate(round_.assessment.perspectives.all()):
        words = {"s1-q1": ("W" * 300, "named")} if place == 0 else None
        for one in range(3):
            given = {"s1-q1": 1 + (place + one) % 5, "s2-q1": 1 + place % 3, "many": ["a", "c"]}
            factories.respond(round_, group.code, given, comments=None if one else words)
    report = build_report(released.fetch(factories.release(round_)))
    questions = [question for part in report.parts for question in part.questions]
    names = [row.name for row in report.took_part]
    asked = [question.statement for question in questions]
    told = [report.title, report.round_title, report.organisation]
    titles = [text for question in questions for text in (question.label, question.statement)]
    options = [option.label for question in questions for option in question.options]
    assert_readable(page_of(report, "report", form), "W" * 300, *told, *names, *titles)
    assert_readable(page_of(report, "annex", form), *told, *asked, *options)
    assert_readable(page_of(report, "simple"), *told, *names)
    briefs = [page_of(report, "brief", form, fit=fit) for fit in (FITS if form == "a4" else [EVERYTHING])]
    fitting = next((html for html in briefs if len(laid_out(html)) <= PAGES_OF_A_BRIEF), briefs[-1])
    pages = assert_readable(fitting, *told, *[part.title for part in report.parts])
    assert len(pages) <= PAGES_OF_A_BRIEF or form == "large"


def assert_readable(html, *essential):
    """As `assert_whole`, and no line ends long before it must, and no page is blank."""
    pages = assert_whole(html, *essential)
    assert broken_early(pages) == []
    assert past_the_margin(pages) == []
    assert stranded(pages) == []
    assert [place for place, page in enumerate(pages) if len(words_on([page], heads=False)) < 20] == []
    return pages


LONG = ("We talked about it for a long time, and then we did nothing. " * 70)[:4000]


@pytest.mark.parametrize("words", [LONG, "a\n" * 1000, "W" * 4000, "كلمة طويلة " * 360], ids=len)
def test_long_comments_fill_their_pages_and_leave_none_blank(words):
    comments = {code: {"s1-q1": (words, "named"), "s1-q2": (words, "named")} for code in (USERS, MANAGERS)}
    answers = {code: [{"s1-q1": 1, "s1-q2": 4}] * 3 for code in (USERS, MANAGERS)}
    report = build_report(released.make_release(answers, comments=comments))
    assert len(report.questions[0].quotes) == 2
    pages = laid_out(page_of(report))
    assert out_of_sight(pages) == []
    assert one_on_another(pages) == []
    said = [page for page in pages if any(box.element_tag == "bdi" for box in boxes(page))]
    assert said
    simple = laid_out(page_of(report, "simple"))
    assert out_of_sight(simple) == one_on_another(simple) == []
    assert len(simple) <= 8
    full = [max((box.position_y for box in text_boxes(page)), default=0) for page in pages[:-1]]
    assert [place for place, lowest in enumerate(full) if lowest < pages[0].height * 0.25] == []


def test_in_large_print_nothing_stands_apart_from_what_it_leads_to():
    made = factories.make_version(sections=2, questions=12, status="draft")
    for question in Question.objects.filter(version=made):
        statement = "We talk about it. " * (1 + question.position % 4)
        Question.objects.filter(pk=question.pk).update(statement=statement)
    FrameworkVersion.objects.filter(pk=made.pk).update(status="published")
    asked = [f"s{section}-q{number}" for section in (1, 2) for number in range(1, 13)]
    answers = {code: [dict.fromkeys(asked, level)] * 3 for code, level in ((USERS, 1), (MANAGERS, 4))}
    report = build_report(released.make_release(answers, versions=[made]))
    for size in ("report", "annex"):
        pages = laid_out(page_of(report, size, "large"))
        assert len(pages) > 8
        assert stranded(pages) == []
    assert [code for code in ("1.1", "2.12") if f"Answersto{code}" not in words_on(pages)] == []


@pytest.mark.parametrize("table", ["list", "scale scaleq"])
def test_no_row_and_no_note_stands_alone_on_a_page(table):
    """Wherever a table falls: each page has two of its rows at least, and its last what is said of them."""
    row = "<tr><th scope='row'>Row</th><td>5</td></tr>"
    kept = (
        f"<table class='{table}'><tbody>{row * 5}</tbody></table><p class='small note'>Said of the rows.</p>"
    )
    above = [f"<div class='sheet' style='height:{mm}mm'></div>" for mm in range(216, 260, 5)]
    head = "<html lang='en' class='a4 report'><title>T</title><link rel='stylesheet' href='css/report.css'>"
    pages = laid_out(head + "".join(one + kept for one in above))
    rows = [sum(type(box).__name__ == "TableRowBox" for box in boxes(page)) for page in pages]
    notes = [page for page in pages if any("note" in _classes(box) for box in boxes(page))]
    assert len(notes) == len(above)
    assert sum(rows) == 5 * len(above)
    assert {0, 2, 3, 5} == set(rows)
    assert [page for page in notes if not rows[pages.index(page)]] == []


def _classes(box):
    return () if box.element is None else box.element.get("class", "").split()


def test_what_is_cut_off_is_found():
    """The eye of these tests: it sees what a box hides, what leaves the paper, and what covers another."""
    page = (
        '<html lang="en"><title>T</title><style>@page{size:A4;margin:20mm}p{margin:0}</style>'
        '<div style="height:5mm;overflow:hidden"><p>Seen</p><p>Hidden</p></div>'
        '<p style="white-space:nowrap;margin-left:180mm">Beyond the paper</p>'
        '<div style="height:1mm"><p>Under</p></div><p>Over</p>'
        '<table style="width:8mm;table-layout:fixed"><tr><th scope="col" style="overflow-wrap:anywhere">'
        "Organisations</th></tr></table></html>"
    )
    pages = laid_out(page)
    assert "Hidden" in out_of_sight(pages)
    assert "Seen" not in out_of_sight(pages)
    assert any("Beyond" in words for words in out_of_sight(pages))
    assert ("Under", "Over") in one_on_another(pages)
    assert broken_words(pages)
