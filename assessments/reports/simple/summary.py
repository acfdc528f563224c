"""A round's results in simple words: short sentences, one idea a line, a picture beside each.

It says nothing that the report does not say. Level words stand for figures, and where the report has nothing
to show, it says so.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.reports.model import Report
from assessments.reports.simple.agreed import section_of_agreed
from assessments.reports.simple.fit import sections_of_fit
from assessments.reports.simple.groundwork import section_of_agreement
from assessments.reports.simple.hard_words import HardWords
from assessments.reports.simple.model import Idea, Section, SimpleSummary, Topic, Wrote
from assessments.reports.simple.moved import section_of_what_moved
from assessments.reports.simple.told import ideas_of_what_is_not_shown, ideas_of_who_took_part
from assessments.reports.simple.topics import simplest, topic_of_card, topic_of_choice, topic_of_score
from assessments.reports.summary.cards import cut, on_one_line
from frameworks import languages

MOST_QUOTES, MOST_BESIDE_A_MEETING = 4, 2
MOST_CHOICES = 3


def simple_summary(report: Report) -> SimpleSummary:
    """Return the results in simple words. Reads no database."""
    words, sections = HardWords(), []
    for section in _sections(report):
        sections.append(replace(section, meanings=words.new_in(_english_of(section))))
    return SimpleSummary(_start(), tuple(sections))


def _english_of(section: Section) -> Iterator[str]:
    """Yield what is written in it in English."""
    yield from section.ours
    yield from (row.name for row in section.took_part)
    for topic in section.topics:
        yield from (saying.name for saying in topic.sayings)
        if languages.family_of(topic.language) == "en":
            yield from (topic.statement, topic.to_try, *topic.picked)
            yield from (saying.answer for saying in topic.sayings)
    for one in section.wrote:
        yield one.words
        yield one.who


def _start() -> tuple[Idea, ...]:
    return (
        Idea(
            "read",
            (
                _("This is a summary in simple words."),
                _("It tells you the main things that people said."),
            ),
        ),
        Idea(
            "not_tested",
            (
                _("It is not yet tested by readers."),
                _("Is something in it hard to read? Please tell us."),
            ),
        ),
    )


def _sections(report: Report) -> Iterator[Section]:
    yield _about(report)
    yield Section(
        _("Who took part"),
        ideas_of_who_took_part(report),
        took_part=report.took_part if report.groups else (),
        after=ideas_of_what_is_not_shown(report),
    )
    yield section_of_agreement(report)
    if report.shown:
        yield from _of_results(report)
    if report.change and "change" not in report.left_out:
        yield section_of_what_moved(report.change)
    yield from section_of_agreed(report)
    yield from (_next(report), _say(), _who_to_ask(report))


def _about(report: Report) -> Section:
    day = date_format(report.released_on, "j F Y")
    asked = [Idea("question", (_("The big question:"), report.purpose))] if report.purpose else []
    return Section(
        _("What this is about"),
        (
            Idea(
                "talk",
                (
                    _("People told us how well they work together."),
                    _("They did this by answering questions."),
                ),
            ),
            *asked,
            Idea("day", (_("The results were shared on %(day)s.") % {"day": day},)),
        ),
    )


# What people said


def _of_results(report: Report) -> Iterator[Section]:
    if report.rated:
        yield from _of_scores(report)
        yield from _agreed(report)
    else:
        yield _chosen(report)
    yield from sections_of_fit(report)
    yield _wrote(report)


def _of_scores(report: Report) -> Iterator[Section]:
    lists = report.talk_first
    if lists.furthest_apart:
        count = len(lists.furthest_apart)
        before = [
            Idea(
                "apart",
                (
                    ngettext(
                        "Here is the one thing that groups see most differently.",
                        "Here are the %(count)s things that groups see most differently.",
                        count,
                    )
                    % {"count": count},
                    _("That is not bad. It shows where to start talking."),
                ),
            )
        ]
        if lists.of_gaps:
            before.append(
                Idea(
                    "info",
                    (
                        _("Some groups are small."),
                        _("Small groups can differ by chance."),
                    ),
                )
            )
        before.append(_boxes())
        topics = tuple(map(topic_of_card, lists.furthest_apart))
        yield Section(_("What we see differently"), tuple(before), topics=topics)
        return
    told = _why_nothing_is_apart(report)
    if not lists.lowest:
        yield Section(_("What people said"), (told, Idea("private", (_("There are no scores to show."),))))
        return
    count = len(lists.lowest)
    low = Idea(
        "low",
        (
            ngettext(
                "Here is the one thing that came out lowest.",
                "Here are the %(count)s things that came out lowest.",
                count,
            )
            % {"count": count},
        ),
    )
    topics = tuple(topic_of_score(one, report) for one in lists.lowest)
    yield Section(_("What people said"), (told, low, _boxes()), topics=topics)


def _boxes() -> Idea:
    return Idea("chosen", (_("Look at the boxes."), _("The more boxes are black, the better the answer.")))


def _why_nothing_is_apart(report: Report) -> Idea:
    """Say that no groups are far apart, of the questions where that can be told."""
    if not report.groups:
        return Idea(
            "together", (_("We show all people as one group."), _("So we cannot say how groups differ."))
        )
    rated = [question for question in report.questions if question.kind == "rating"]
    compared = sum(question.agreement is not None for question in rated)
    if not compared:
        return Idea("together", (_("We could not tell how groups differ on any question."),))
    if compared == len(rated):
        return Idea("agree", (_("The groups are close on each question."),))
    return Idea(
        "agree",
        (
            ngettext(
                "The groups are close on %(count)s question.",
                "The groups are close on %(count)s questions.",
                compared,
            )
            % {"count": compared},
            _("On the rest we cannot tell how they differ."),
        ),
    )


def _agreed(report: Report) -> Iterator[Section]:
    """Yield the one thing that all groups agree is strong; nothing where that cannot be told."""
    strong = report.talk_first.strong_together
    compared = any(question.agreement is not None for question in report.questions)
    if not report.groups or strong is None or not compared:
        return
    heading = _("What we agree on")
    if not strong:
        yield Section(
            heading, (Idea("agree", (_("Nothing that we can compare came out high for all the groups."),)),)
        )
        return
    question = strong[0].question
    words = (
        _("All the groups say that this is hardly a problem here:")
        if question.is_barrier
        else _("All the groups gave this a high score:")
    )
    topic = Topic(simplest(question), strong[0].part.language, ())
    yield Section(heading, (Idea("agree", (words,)),), topics=(topic,))


def _chosen(report: Report) -> Section:
    """Return what most people picked, where nothing asks for a score."""
    found = [
        topic_of_choice(part, question)
        for part in report.parts
        for question in part.questions
        if question.kind == "choice" and question.everyone
    ]
    lines = [_("There are no scores here.")]
    if found:
        lines.append(_("Here is what most people picked."))
    elif any(question.kind == "text" for question in report.questions):
        lines.append(_("People wrote down what they think."))
    return Section(_("What people said"), (Idea("chosen", tuple(lines)),), topics=tuple(found[:MOST_CHOICES]))


def _wrote(report: Report) -> Section:
    heading = _("What people wrote")
    if not report.results.shows_words:
        return Section(
            heading,
            (
                Idea(
                    "private",
                    (
                        _("No comments are shown."),
                        _("Only a few people took part. This keeps their words private."),
                    ),
                ),
            ),
        )
    quotes = tuple(_quotes(report))
    if not quotes:
        removed = any(question.quotes for question in report.questions)
        why = _("The comments had to be taken out.") if removed else _("No one shared a comment.")
        return Section(heading, (Idea("wrote", (why,)),))
    told = [Idea("wrote", (_("People said yes to sharing these words."), _("We did not change the words.")))]
    more = []
    if any(one.words.endswith("…") for one in quotes):
        more.append(_("Three dots mean that there is more to read."))
    if report.comments_shown > len(quotes):
        more.append(_("You can read all that people shared in the results."))
    return Section(heading, tuple(told), wrote=quotes, after=(Idea("info", tuple(more)),) if more else ())


def _quotes(report: Report) -> Iterator[Wrote]:
    """Yield a few of the comments that may be read: first on what groups see most differently, from each
    side, then on what else is in the lists, then on all others."""
    lists, seen = report.talk_first, 0
    most = MOST_BESIDE_A_MEETING if report.agreed else MOST_QUOTES
    chosen = [
        (card.part, card.question, side.quote)
        for card in lists.furthest_apart
        for side in card.quotes
        if side.quote
    ]
    others = [
        (one.part, one.question, one.question.readable[0]) for one in lists.all if one.question.readable
    ]
    rest = [
        (part, question, quote)
        for part in report.parts
        for question in part.questions
        for quote in question.readable
    ]
    given: set[int] = set()
    for part, question, quote in (*chosen, *others, *rest):
        if id(quote) in given or seen == most:
            continue
        given.add(id(quote))
        seen += 1
        yield Wrote(question.title, part.language, cut(on_one_line(quote.words)), quote.perspective)


# What comes after


def _next(report: Report) -> Section:
    if not report.shown:
        return Section(
            _("What happens next"),
            (
                Idea(
                    "meeting",
                    (
                        _("There is nothing to compare this time."),
                        _("You can still talk about how you work together."),
                    ),
                ),
            ),
        )
    read = Idea("read", (_("All who took part can read the results."),))
    if report.plan.actions:
        plan = (_("There is a plan."), _("This is what we will do, and what came of it."))
        return Section(_("What happens next"), (read, Idea("decide", plan)), actions=report.plan.actions)
    return Section(
        _("What happens next"),
        (
            read,
            Idea("meeting", (_("Now you can talk about them together."),)),
            Idea("decide", (_("Then you can decide what to change."),)),
        ),
    )


def _say() -> Section:
    return Section(
        _("How to say something"),
        (
            Idea(
                "say",
                (
                    _("Do you see it differently? Please say so."),
                    _("What you think counts, even if no one else thinks so."),
                ),
            ),
            Idea("private", (_("You do not have to tell anyone how you answered."),)),
        ),
    )


def _who_to_ask(report: Report) -> Section:
    return Section(
        _("Who to talk to"),
        (
            Idea(
                "who",
                (
                    _("Talk to the people who run this."),
                    _("They are at: %(organisation)s.") % {"organisation": report.organisation},
                ),
            ),
            Idea("info", (_("The full report says more. It also says how we worked this out."),)),
        ),
    )
