"""What people are told before they answer, from the round's real settings, in the active language.

Pure (docs/rules.md, What people are told). Says only what the software truly does, and never 'anonymous'.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

WRITTEN_IN = "en-GB"  # what a line is in where no catalogue has it

Say = Callable[[], list[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that people are told. language: the one that its words are in, as HTML names it."""

    words: str
    language: str


def read(
    stored: Sequence[str], stored_in: str, page: str, say: Say, preferred: Say | None = None
) -> list[Line]:
    """Return stored lines as they are read on a page: each in the page's language, where it is word for word
    what the software says in the language that it was stored in, and a catalogue has it. Else as it was
    stored: nobody is told something else because the software's words have changed since.

    stored_in, page: languages, as HTML names them. say: says all lines. preferred: says each in the words in
    which it is to be read, where those are not the ones that are stored.
    """
    if stored_in == page and not preferred:
        return [Line(line, stored_in) for line in stored]
    shown = preferred or say
    known = zip(_said(say, stored_in), _said(shown, page), _said(shown, stored_in), strict=True)
    words = {told.words: here if here.language == page else there for told, here, there in known}
    return [words.get(line, Line(line, stored_in)) for line in stored]


def _said(say: Say, language: str) -> list[Line]:
    with override(language.lower()):
        words = say()
    with override(WRITTEN_IN.lower()):
        written = say()
    return [
        Line(one, WRITTEN_IN if one == source else language)
        for one, source in zip(words, written, strict=True)
    ]


def words_may_go() -> str:
    return _("If the law says that some must go, we take them out, and the results say on which day and why.")


def in_short(threshold: int) -> list[str]:
    """Return the four lines that stand beside the questions; stored with the round when it opens, so that a
    later version of the software tells nobody something else than those who answered before.

    The first is what paper is an exception to: on screen that follows it, for those who answered on paper.
    """
    return [
        _("Nobody in your team sees your own answers, unless you show them."),
        _("We only show what a group said if %(threshold)s people or more are in it, or if they all agree.")
        % {"threshold": threshold},
        _("You choose what happens to each comment."),
        _("You can change or take back your answers until this closes."),
    ]


def in_full(threshold: int, organisation: str, joining: str = "link", two_keys: bool = False) -> list[str]:
    """Everything that people are told; stored with the round when it opens.

    threshold: people in the smallest group that is shown. organisation: who asks. joining: how people come
    in, of models.Round.Joining. two_keys: whether two people agree before results are shared.
    """
    return [
        _(
            "The results go to the members of %(organisation)s on this site, now and later. They also go "
            "to everyone who sent answers and did not take them back. All can see them at the same time, "
            "and pass them on. Until then nobody sees any results."
        )
        % {"organisation": organisation},
        *(_two_keys(organisation) if two_keys else []),
        _(
            "We show what a group said only if %(threshold)s people or more are in it, or if all of them "
            "agree. A smaller group is put together with another group from the same side, and shown as "
            "one. If that is still too few, we show what everyone said, with no groups. If fewer than "
            "%(threshold)s people took part in all, we show nothing, unless all agree."
        )
        % {"threshold": threshold},
        _(
            "You do not have to say which group you are in. If %(threshold)s people or more choose that, "
            "what you answer counts with everyone’s. If fewer do, it is left out of every number "
            "wherever groups are shown. Comments that you share are kept."
        )
        % {"threshold": threshold},
        _(
            "On one question we may show a group when as few as 3 of its people answered it. We show "
            "fewer only if all of the group agreed."
        ),
        _("How many people took part from each group is not secret. What each of them said is."),
        _("In a group of %(threshold)s, others can see what the group said, but not who said what.")
        % {"threshold": threshold},
        _("If everyone in a group gives the same answer, all can tell what each of them said."),
        *_ways_in(organisation)[joining],
        _("If people put their own answers together, they could work out what the last person said."),
        _(
            "If you say which group you are in, you can tick ‘show our scores even if there are only a "
            "few of us’ before you send. If all of a small group tick it, others may see your own scores "
            "plainly."
        ),
        _(
            "You choose what happens to each comment. We never change your words. %(words_may_go)s We "
            "name a group beside a comment only if %(threshold)s people or more are in it. A smaller "
            "group is named only together with the one that it is shown with. If too few people took "
            "part, we show no comments. Someone who knows you well may recognise the way you write."
        )
        % {"words_may_go": words_may_go(), "threshold": threshold},
        _(
            "Once the results are out, your private code also lets you say that you see something "
            "differently, or that it is all a fair record. Nothing that is stored joins that to your "
            "answers."
        ),
        _("If you take part again later, it may be easier to make out what you said."),
        _("The people who run the computer that stores the answers could read them."),
        _(
            "You can change or take back your answers until this closes. If it closes before a day that "
            "we told you, you can read why. After it has closed, what you sent stays in the results, and "
            "so do comments that you let us show. What you did not send is not counted."
        ),
        _(
            "%(organisation)s can also end this without results. Then we delete all answers, nobody sees "
            "any results, and you can read why."
        )
        % {"organisation": organisation},
    ]


def _two_keys(organisation: str) -> list[str]:
    return [
        _(
            "Two people both have to agree before the results are shared: one for people and "
            "communities, one for services and professionals. %(organisation)s has chosen the two. Each "
            "can take the time they need, and can change their mind until the other has agreed. They see "
            "how many people took part, but no results before everyone else. If one of them cannot do it "
            "after all, %(organisation)s can choose someone else for that side, and the results say so."
        )
        % {"organisation": organisation}
    ]


def on_paper(organisation: str) -> list[str]:
    """Return what is different for people who fill in a paper form: printed above the rest of what they are
    told.

    organisation: who asks. What the software does is said as it is; the rest as what people are asked to do.
    """
    return [
        _(
            "A person who works for or with %(organisation)s types in what you wrote, and a second "
            "person is asked to check it. So they see your answers, and they might know your handwriting."
        )
        % {"organisation": organisation},
        _(
            "We ask them to tell nobody what they read, to keep your form in a safe place, and to "
            "destroy it once the results are out, or once this has ended without results."
        ),
        _(
            "Your form has a number, which is not on this page. On the computer, the number is linked to "
            "your answers until a second person has checked them, you change them yourself, the results "
            "are shared, or this ends without results. An older back-up of the computer may still have "
            "the link."
        ),
        _(
            "Someone who has written down the numbers can tell which forms are still waiting to be typed "
            "in. Until your form has been checked, a person who has it can find out by its number that "
            "you changed or took back your answers on screen, but not what you changed."
        ),
        _(
            "Your private code was made by the computer and is not stored there. The person who printed "
            "this page could have read it. We ask them not to, and to keep no copy."
        ),
        _(
            "You can answer on screen with your private code instead, until your form is typed in or "
            "this closes. You then get another code, and nobody can type in the form."
        ),
        _(
            "Once it is typed in, your private code opens your answers. You can change them or take them "
            "back until this closes, and see the results when they are shared. Anyone who has the code "
            "can do the same. If you lose it, we cannot find it."
        ),
    ]


def _ways_in(organisation: str) -> dict[str, list[str]]:
    """Return what each way of joining means for people's privacy, by its name in models.Round.Joining."""
    open_link = _(
        "Anyone with the link can answer. Someone could answer more than once, or as a group that is "
        "not theirs, and then work out what you said."
    )
    codes = [
        _(
            "An invitation code works once. We delete it when you start, so nothing joins it to your "
            "answers. We do not know which answers are yours."
        ),
        _(
            "If you were invited by e-mail, the people at %(organisation)s gave us your address. We "
            "forget it when you use the code, and at the latest when this closes."
        )
        % {"organisation": organisation},
    ]
    held = _(
        "Someone who has several codes, or who gives them out, could answer more than once, or as a "
        "group that is not theirs, and then work out what you said."
    )
    return {"link": [open_link], "codes": [*codes, held], "both": [open_link, *codes]}
