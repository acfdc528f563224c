"""What people are told before they answer, in shorter words: for those who choose them.

Pure. Each line stands for the line at the same place of promise.py, and promises the same.
"""

from django.utils.translation import gettext as _


def in_short(threshold: int) -> list[str]:
    """Return the lines that stand beside the questions."""
    return [
        _("Your team cannot see your answers, unless you show them."),
        _("We show what a group said if it has %(threshold)s people or more, or if they all say yes.")
        % {"threshold": threshold},
        _("You choose what we do with your comments."),
        _("You can change or take back your answers until this closes."),
    ]


def in_full(threshold: int, organisation: str, joining: str = "link", two_keys: bool = False) -> list[str]:
    """Return everything that people are told."""
    return [
        _(
            "The results go to people at %(organisation)s, and to everyone who sent answers. All get "
            "them at the same time, and can pass them on. Until then nobody sees them."
        )
        % {"organisation": organisation},
        *(_two_keys(organisation) if two_keys else []),
        _(
            "We show what a group said if %(threshold)s people or more are in it, or if all of them say "
            "yes. We put a smaller group together with another one from the same side. If that is still "
            "too few, we show what everyone said. If fewer than %(threshold)s took part in all, we show "
            "nothing, unless all say yes."
        )
        % {"threshold": threshold},
        _(
            "You do not have to say which group you are in. If %(threshold)s or more choose that, your "
            "answers count with everyone’s. If fewer do, they are left out of the numbers where groups "
            "are shown. We still keep comments that you share."
        )
        % {"threshold": threshold},
        _(
            "For one question we may show a group if only 3 of its people answered it. We show fewer "
            "only if all of the group say yes."
        ),
        _("How many took part from each group is no secret. What each of them said is."),
        _("In a group of %(threshold)s, others can see what the group said, but not who said it.")
        % {"threshold": threshold},
        _("If all in a group give the same answer, people can tell what each of them said."),
        *_ways_in(organisation)[joining],
        _("If people put their answers together, they could find out what the last person said."),
        _(
            "If you say which group you are in, you can tick a box to show its scores even if you are "
            "only a few. If all of a small group tick it, others may see your own scores."
        ),
        _(
            "You choose what we do with each comment. We never change your words. If the law says that "
            "some must go, we take them out. The results then say on which day, and why. We name a group "
            "beside a comment only if %(threshold)s or more are in it. A smaller group is named only "
            "with the one it is shown with. If too few took part, we show no comments. People who know "
            "you well may recognise how you write."
        )
        % {"threshold": threshold},
        _(
            "When the results are out, your private code lets you say that you see something "
            "differently, or that it is all fair. Nothing joins that to your answers."
        ),
        _("If you take part again later, it may be easier to find out what you said."),
        _("The people who run the computer could read what is on it."),
        _(
            "You can change or take back your answers until this closes. If it closes before the day "
            "that we told you, you can read why. After that, what you sent stays in, and so do comments "
            "that you let us show. What you did not send does not count."
        ),
        _(
            "%(organisation)s can also end this with no results. Then we delete all answers, nobody sees "
            "any results, and you can read why."
        )
        % {"organisation": organisation},
    ]


def _two_keys(organisation: str) -> list[str]:
    return [
        _(
            "Two people must both say yes before the results are shown: one for people and communities, "
            "one for services. %(organisation)s has chosen the two. Each can take their time, and can "
            "change their mind until the other has said yes. They see how many took part, but no results "
            "before you do. If one of them cannot do it, %(organisation)s can choose someone else, and "
            "the results say so."
        )
        % {"organisation": organisation}
    ]


def _ways_in(organisation: str) -> dict[str, list[str]]:
    open_link = _(
        "Anyone with the link can answer. Someone could answer more than once, or for a group that "
        "is not theirs. Then they could find out what you said."
    )
    codes = [
        _(
            "Your invitation code works once. We delete it when you start. So we do not know which "
            "answers are yours."
        ),
        _(
            "If you were asked by e-mail, %(organisation)s gave us your address. We forget it when you "
            "use the code, or when this closes."
        )
        % {"organisation": organisation},
    ]
    held = _(
        "Someone with more than one code, or who gives them out, could answer more than once, or for "
        "a group that is not theirs. Then they could find out what you said."
    )
    return {"link": [open_link], "codes": [*codes, held], "both": [open_link, *codes]}
