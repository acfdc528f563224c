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
from assessments.reports.simple import next_steps
from assessments.reports.simple.agreed import section_of_agreed
from assessments.reports.simple.amounts import AMOUNTS, Amount
from assessments.reports.simple.fit import sections_of_fit
from assessments.reports.simple.groundwork import section_of_agreement
from assessments.reports.simple.hard_words import HardWords
from assessments.reports.simple.model import Idea, Section, SimpleSummary, Topic, Wrote
from assessments.reports.simple.moved import section_of_what_moved
from assessments.reports.simple.told import ideas_of_what_is_not_shown, ideas_of_who_took_part
from assessments.reports.simple.topics import simplest, topic_of_card, topic_of_choice, topic_of_score
from assessments.reports.simple.voices import section_of_dissents, section_of_record
from frameworks import languages


def simple_summary(report: Report, amount: Amount = AMOUNTS[0]) -> SimpleSummary:
    """Return the results in simple words. amount: how much is told. Reads no database."""
    words, sections = HardWords(), []
    for section in _sections(report, amount):
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
    yield from (one.words for one in section.differ)
    yield from (action.what for action in section.actions)


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


def _sections(report: Report, amount: Amount) -> Iterator[Section]:
    yield _about(report)
    yield Section(
        _("Who took part"),
        ideas_of_who_took_part(report),
        took_part=report.took_part if report.groups else (),
        after=ideas_of_what_is_not_shown(report),
    )
    yield section_of_agreement(report)
    if report.shown:
        yield from _of_results(report, amount)
    if report.change and "change" not in report.left_out:
        yield section_of_what_moved(report.change, amount)
    yield from section_of_agreed(report, amount)
    yield from (section_of_dissents(report, amount), section_of_record(report))
    yield from next_steps.sections(report, amount)


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


def _of_results(report: Report, amount: Amount) -> Iterator[Section]:
    if report.rated:
        yield from _of_scores(report, amount)
        yield from _agreed(report, amount)
    else:
        yield _chosen(report, amount)
    yield from sections_of_fit(report)
    yield _wrote(report, amount)


def _of_scores(report: Report, amount: Amount) -> Iterator[Section]:
    lists = report.talk_first
    if lists.furthest_apart:
        topics = tuple(topic_of_card(one, amount) for one in lists.furthest_apart[: amount.topics])
        count = len(topics)
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
        before.append(_boxes())
        chance = (_("Some groups are small."), _("Small groups can differ by chance."))
        after = (Idea("info", chance),) if lists.of_gaps else ()
        yield Section(_("What we see differently"), tuple(before), topics=topics, after=after)
        return
    told = _why_nothing_is_apart(report)
    if not lists.lowest:
        yield Section(_("What people said"), (told, Idea("private", (_("There are no scores to show."),))))
        return
    topics = tuple(topic_of_score(one, report, amount) for one in lists.lowest[: amount.topics])
    count = len(topics)
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


def _agreed(report: Report, amount: Amount) -> Iterator[Section]:
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
    topic = Topic(amount.asked(simplest(question)), strong[0].part.language, ())
    yield Section(heading, (Idea("agree", (words,)),), topics=(topic,))


def _chosen(report: Report, amount: Amount) -> Section:
    """Return what most people picked, where nothing asks for a score."""
    found = [
        topic_of_choice(part, question, amount)
        for part in report.parts
        for question in part.questions
        if question.kind == "choice" and question.everyone
    ]
    lines = [_("There are no scores here.")]
    if found:
        lines.append(_("Here is what most people picked."))
    elif any(question.kind == "text" for question in report.questions):
        lines.append(_("People wrote down what they think."))
    return Section(
        _("What people said"), (Idea("chosen", tuple(lines)),), topics=tuple(found[: amount.topics])
    )


def _wrote(report: Report, amount: Amount) -> Section:
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
    if not report.comments_shown:
        removed = any(question.quotes for question in report.questions)
        why = _("The comments had to be taken out.") if removed else _("No one shared a comment.")
        return Section(heading, (Idea("wrote", (why,)),))
    quotes = tuple(_quotes(report, amount))
    told = [Idea("wrote", (_("People said yes to sharing these words."), _("We did not change the words.")))]
    more = []
    if any(one.words.endswith("…") for one in quotes):
        more.append(_("Three dots mean that there is more to read."))
    if report.comments_shown > len(quotes):
        more.append(_("You can read all that people shared in the results."))
    return Section(heading, tuple(told), wrote=quotes, after=(Idea("info", tuple(more)),) if more else ())


def _quotes(report: Report, amount: Amount) -> Iterator[Wrote]:
    """Yield a few of the comments that may be read: first on what groups see most differently, from each
    side, then on what else is in the lists, then on all others."""
    lists, seen = report.talk_first, 0
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
        if id(quote) in given or seen == amount.quotes:
            continue
        given.add(id(quote))
        seen += 1
        yield Wrote(question.title, part.language, amount.shortened(quote.words), quote.perspective)
