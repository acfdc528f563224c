"""The benchmarks run, and measure what they say. How long anything takes is never a test."""

from collections import Counter
from io import BytesIO

import pytest
from pypdf import PdfReader

from accounts.models import Organisation
from assessments.models import Answer, Release, Response, Round
from assessments.printing.pdf import render_pdf
from assessments.rounds.contents import content_of_round
from tests import factories
from tests.benchmarks import crowd, editing, packing, printing, releasing, run, saving
from tests.benchmarks.contest import Contest, Outcome, Side, Timing, hold

pytestmark = [pytest.mark.sqlite, pytest.mark.slow]


def stored(people):
    """What these people's responses hold, without what is each one's own."""
    rows = Answer.objects.filter(response__in=people).order_by("question")
    fields = ("question", "level", "special", "text", "comment", "sharing", "revision")
    return [list(rows.filter(response=person).values_list(*fields)) for person in people]


def test_saving_stores_the_same_rows_on_both_sides(transactional_db, library):
    with saving.contest_of_saving(run.library_round("Saving"), pairs=2, warm_up=1) as contest:
        outcome = hold(contest)
        ours, bare = (side.ready.__self__ for side in (contest.ours, contest.bare))
    assert len(ours.people) == len(bare.people) == 3
    assert stored(ours.people) == stored(bare.people)
    for answers in stored(ours.people):
        assert len(answers) == saving.QUESTIONS
        assert [words for *_, words, _, _ in answers] == [saving.WORDS, "", "", ""]
    people = Response.objects.filter(pk__in=[*ours.people, *bare.people])
    assert set(people.values_list("revision", flat=True)) == {1}
    assert outcome.bare.queries == 3
    assert outcome.ours.queries == 3  # the site looks at more, in as many queries


def test_a_crowd_stores_the_same_rows_on_both_sides(transactional_db, library):
    round_ = run.library_round("Crowd")
    outcome = crowd.crowd(round_, people=5, pause=0, waves=2, each=3)
    people = Response.objects.all()
    assert len(people) == 10
    assert {person.revision for person in people} == {7}  # one save to warm up, and twice three
    rows = Counter(str(answers) for answers in stored(people))
    assert list(rows.values()) == [2] * 5  # everyone gives something else, on each side once
    for side in (outcome.ours, outcome.bare):
        assert len(side.seconds) == 5 * 2 * 3
        assert 0 < side.middle <= side.slow
    assert "5 people at once, 6 saves each with no pause between" in str(outcome)


def test_the_saved_page_is_refused_without_its_token(transactional_db, library):
    with saving.contest_of_saving(run.library_round("Saving")) as contest:
        page = contest.ours.ready.__self__
        request = page.post

        def without_token(address, form, headers):
            return request(address, form | {"csrfmiddlewaretoken": ""}, headers)

        page.post = without_token
        with pytest.raises(AssertionError, match="403"):
            page.ready(0)()
    assert not Answer.objects.exists()


def test_a_release_holds_the_bare_counts(library):
    round_ = run.closed_round(40)
    counts = releasing.bare_counts(round_)
    results = releasing.release_job(round_)().results
    levels, dont_know = Counter(), Counter()
    of_level = {q.id: {one.id: one.value for one in q.levels} for q in asked(round_)}
    for question, _, level, special, people in counts:
        if level:
            levels[question, of_level[question][level]] += people
        dont_know[question] += people * (special == "dont_know")
    assert results["people"]["set_aside"] == 0
    for version in content_of_round(round_):
        for question in version.all_questions():
            everyone = results["questions"][f"{version.code}/{question.code}"]["everyone"]
            assert everyone["levels"] == {
                str(level.value): levels[question.id, level.value] for level in question.levels
            }
            assert everyone["dont_know"] == dont_know[question.id]
    assert sum(people for *_, people in counts) == Answer.objects.count()
    left = sum(one["left"] for one in results["comments"].values())
    assert left == Answer.objects.exclude(comment="").count() > 0


def test_both_pages_of_the_editor_show_twenty_questions(transactional_db):
    with editing.editing(pairs=2, warm_up=1) as contest:
        pages = [side.ready(0)().decode() for side in (contest.ours, contest.bare)]
        outcome = hold(contest)
    assert [page.count('<input type="hidden" name="part" value="question:') for page in pages] == [20, 20]
    assert [page.count('data-key="question:') - 20 for page in pages] == [300, 30]  # in the outline
    assert outcome.ours.queries == outcome.bare.queries


def asked(round_):
    return [question for version in content_of_round(round_) for question in version.all_questions()]


def test_a_round_can_be_released_again_and_again(library):
    round_ = run.closed_round(12)
    outcome = hold(releasing.releasing(round_, pairs=2, warm_up=1))
    assert not Release.objects.exists()
    assert Round.objects.get(pk=round_.pk).state == Round.State.CLOSED
    assert "Releasing 12 people × 50 questions" in str(outcome)
    assert outcome.bare.queries == 1


def test_the_answers_to_release_are_believable(library):
    round_ = run.closed_round(40)
    answers = Answer.objects.filter(response__round=round_)
    possible = 40 * 50
    assert 0.9 < answers.count() / possible < 1
    assert 0.001 < answers.exclude(comment="").count() / possible < 0.02
    assert set(answers.values_list("special", flat=True)) == {"", *releasing.SPECIALS}
    assert len(set(answers.values_list("response__perspective", flat=True))) >= 4


@pytest.mark.pages
@pytest.mark.parametrize("size", printing.WRITE)
def test_both_sides_print_the_same_pages(db, size):
    round_ = factories.make_round([factories.make_version(sections=1, questions=1)])
    for perspective in ("service-users-and-survivors", "practitioners"):
        for level in (2, 3, 5):
            factories.respond(round_, perspective, {"s1-q1": level})
    contest = printing.printing(factories.release(round_), size)
    ours, bare = (PdfReader(BytesIO(side.ready(0)())) for side in (contest.ours, contest.bare))
    words = "".join(page.extract_text() for page in ours.pages)
    assert ("Section 1" if size == "brief" else "Statement 1.1") in words
    assert [page.extract_text() for page in ours.pages] == [page.extract_text() for page in bare.pages]


@pytest.mark.pages
def test_each_size_of_a_long_round_is_measured_by_itself(db):
    found = list(printing.long(printing.long_round(frameworks=1, sections=2, questions=1)))
    assert [one.size for one in found] == ["brief", "report", "annex", "simple"]
    for one in found:
        assert 0 < one.seconds < 30
        assert one.mebibytes > 20
    assert "300 questions" in str(found[0])
    assert not printing.Long("annex", 31, 100).met
    assert not printing.Long("annex", 3, 501).met


def test_the_ratio_is_that_of_the_medians():
    contest = Contest("A job", Side("a", None), Side("b", None), target=2.5, pairs=3, warm_up=1)
    outcome = Outcome(contest, Timing("a", [0.002, 0.009, 0.003], 4), Timing("b", [0.001, 0.001, 0.002], 1))
    assert outcome.ratio == pytest.approx(3)
    assert outcome.ratios == pytest.approx([2, 9, 1.5])
    assert not outcome.met
    assert "ratio 3.00, target under 2.5: MISSED" in str(outcome)


@pytest.mark.pages
def test_the_sides_take_turns(db):
    done = []
    sides = [Side(name, lambda pair, name=name: lambda: done.append((name, pair))) for name in "ab"]
    outcome = hold(Contest("A job", *sides, target=1, pairs=2, warm_up=1))
    assert done == [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2), ("b", 2)]
    assert len(outcome.ours.seconds) == len(outcome.bare.seconds) == 2


@pytest.mark.pages
def test_pages_are_read_while_a_pack_is_made_and_while_it_stands_still(transactional_db):
    release = factories.release(factories.make_round())
    Organisation.objects.update(is_example=True)
    html = '<html lang="en-GB"><title>R</title><h1>Report</h1></html>'
    outcome = packing.meanwhile(release, html, reports=3, pause=0, turn=0.2)
    assert (len(outcome.busy.turns), outcome.pages) == (len(outcome.quiet.turns), 4)
    assert min(len(outcome.busy.seconds), len(outcome.quiet.seconds)) >= 2
    assert 0 < outcome.seconds < 30
    assert outcome.mebibytes > 20
    assert f"ratio of the p95s {outcome.busy.slow / outcome.quiet.slow:.2f}" in str(outcome)


@pytest.mark.pages
def test_packing_joins_the_same_pages_on_both_sides_as_pdf(db):
    release = printing.released(factories.release(factories.make_round()).pk)
    pdf = render_pdf('<html lang="en-GB"><title>R</title><h1>Report</h1>')
    contest = packing.packing(release, pdf, reports=2)
    ours, bare = (PdfReader(BytesIO(side.ready(0)())).pages for side in (contest.ours, contest.bare))
    assert [page.extract_text() for page in list(ours)[1:]] == [page.extract_text() for page in bare]
    assert len(bare) == 2
    assert hold(contest).ours.queries == 0
