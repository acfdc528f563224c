"""What can be chosen, and how each choice is said: one place for the models, the pages and the paper.

The same choice is said otherwise to somebody who answers on screen, on paper, and to the people who type
paper in. Pure modules that may not know Django say the sides and the special answers in words of their own
(reports/phrases.py, reports/notices.py).
"""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class State(models.TextChoices):
    """The states of a round, in the order in which it goes through them; ENDED is the other way out
    (rounds/states.py has the words)."""

    DRAFT = "draft", gettext_lazy("Being set up")
    OPEN = "open", gettext_lazy("Answering")
    CLOSED = "closed", gettext_lazy("Closed")
    RELEASED = "released", gettext_lazy("Results shared")
    ARCHIVED = "archived", gettext_lazy("Archived")
    ENDED = "ended", gettext_lazy("Ended without results")


# Where a round may go from each state (docs/rules.md, States of a round): nothing goes back after release,
# nor once a round has ended without results.
MOVES = {
    State.DRAFT: (State.OPEN,),
    State.OPEN: (State.CLOSED, State.ENDED),
    State.CLOSED: (State.OPEN, State.RELEASED, State.ENDED),
    State.RELEASED: (State.ARCHIVED,),
    State.ARCHIVED: (),
    State.ENDED: (),
}


class Side(models.TextChoices):
    """The two sides that perspectives are on."""

    PEOPLE = "people", gettext_lazy("People and communities")
    SERVICES = "services", gettext_lazy("Services and professionals")


class Special(models.TextChoices):
    """The answers that are no score, in the order in which they are offered."""

    DONT_KNOW = "dont_know", gettext_lazy("Don’t know")
    NOT_APPLICABLE = "not_applicable", gettext_lazy("Doesn’t apply")
    PREFER_NOT_TO_SAY = "prefer_not_to_say", gettext_lazy("Prefer not to say")


class Sharing(models.TextChoices):
    """What may happen to somebody's words, in the order in which it is offered."""

    NAMED = "named", gettext_lazy("Show it, and you may say which group it came from")
    UNNAMED = "unnamed", gettext_lazy("Show it, but do not say which group it came from")
    PRIVATE = "private", gettext_lazy("Do not show it to anyone")


def no_group(threshold: int) -> str:
    """Return the choice of naming no group, with what it means, as it stands on paper."""
    return f"{_('I would rather not say')}. {no_group_means(threshold)}"


def no_group_means(threshold: int) -> str:
    """Say what it means to name no group. threshold: people in the smallest group that is shown.
    (docs/rules.md, Who can be shown apart, rule 5)"""
    return _(
        "If fewer than %(threshold)s people choose this, what we answer may be left out of the numbers."
    ) % {"threshold": threshold}


def sharing_choices(group: str | None) -> list[tuple[str, str]]:
    """Say what may happen to a comment to the person who writes it. group: the name of theirs; None where
    they named none, so that it cannot be named either."""
    if group is None:
        return [
            (Sharing.UNNAMED.value, _("Show it to everyone who sees the results")),
            (Sharing.PRIVATE.value, str(Sharing.PRIVATE.label)),
        ]
    return [
        (Sharing.NAMED.value, _("Show it, and you may say it came from: %(group)s") % {"group": group}),
        (Sharing.UNNAMED.value, str(Sharing.UNNAMED.label)),
        (Sharing.PRIVATE.value, str(Sharing.PRIVATE.label)),
    ]


def sharing_boxes() -> list[tuple[str, str]]:
    """Say it beside the boxes of a paper form, with the keys by which they are typed in: '1' and so on, in
    the order of Sharing."""
    labels = {
        Sharing.NAMED: _("Yes, with my group"),
        Sharing.UNNAMED: _("Yes, without my group"),
        Sharing.PRIVATE: _("No"),
    }
    return [(str(key), labels[choice]) for key, choice in enumerate(Sharing, start=1)]


def sharing_keys() -> list[tuple[str, str]]:
    """Return the choices for whoever types a paper form in. Each name begins with its key on the paper: a
    browser's list takes the figure as a press."""
    return [
        ("", _("Nothing is crossed: show it to nobody")),
        *((value, f"{key}  {label}") for key, (value, label) in enumerate(Sharing.choices, start=1)),
    ]
