"""What the buttons of the editor ask for, in one word and its particulars: 'up:question:assets-1'."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.idempotency.forms_sent import number_in
from accounts.models import User
from frameworks.drafts import actions, steps
from frameworks.drafts.parts import HEAD, Key, Parts, StepRefused
from frameworks.exchange.format import KINDS
from frameworks.models import DraftStep, FrameworkVersion

TOP = "-"  # stands for no section, where a section is named
NEW_AT = "new-question-at"  # the list that says where a new question goes
ButtonAction = Callable[["PressedButton"], Key]


class PressedButton:
    """A button that was pressed. Raises StepRefused where the words are not those of a button."""

    def __init__(self, draft: FrameworkVersion, do: str, data: QueryDict, by: User) -> None:
        self.draft, self.data, self.by = draft, data, by
        self.word, *self.words = do.split(":")

    @property
    def key(self) -> Key:
        if len(self.words) < 2:
            raise _out_of_date()
        return self.words[0], self.words[1]

    def word_at(self, place: int) -> str:
        if len(self.words) <= place:
            raise _out_of_date()
        return self.words[place]

    def number_at(self, place: int) -> int:
        number = number_in(self.word_at(place))
        if number is None:
            raise _out_of_date()
        return number


def _out_of_date() -> StepRefused:
    return StepRefused(_("This page is out of date. Please try again."))


def take(asked: PressedButton) -> Key:
    """Take the step that was asked for. Returns the part to show next.

    Raises StepRefused, with the reason in plain words, and NoDraft.
    """
    step = BUTTONS.get(asked.word)
    if step is None:
        raise _out_of_date()
    return step(asked)


def _move(by: int) -> ButtonAction:
    def step(asked: PressedButton) -> Key:
        actions.move(draft=asked.draft, key=asked.key, by_places=by, by=asked.by)
        return asked.key

    return step


def _copy(asked: PressedButton) -> Key:
    return actions.copy(draft=asked.draft, key=asked.key, by=asked.by)


def _remove(asked: PressedButton) -> Key:
    actions.remove(draft=asked.draft, key=asked.key, by=asked.by)
    return asked.key


def _restore(asked: PressedButton) -> Key:
    actions.restore(draft=asked.draft, key=asked.key, by=asked.by)
    return asked.key


def _into(asked: PressedButton) -> Key:
    """Put the part into the section that is chosen in the list beside the button."""
    within = asked.data.get("into-{}-{}".format(*asked.key), "")
    if not within:
        raise StepRefused(_("Choose where it should go first."))
    _place_in(asked, within, None)
    return asked.key


def _place(asked: PressedButton) -> Key:
    _place_in(asked, asked.word_at(2), asked.number_at(3))
    return asked.key


def _place_in(asked: PressedButton, within: str, at: int | None) -> None:
    if asked.key[0] not in ("question", "section"):
        raise _out_of_date()
    within = "" if within == TOP else within
    actions.place(draft=asked.draft, key=asked.key, within=within, at=at, by=asked.by)


def _add_section(asked: PressedButton) -> Key:
    within = asked.words[0] if asked.words else ""
    return actions.add_section(draft=asked.draft, title="", within=within, by=asked.by)


def _add_question(asked: PressedButton) -> Key:
    """Add a question where the list beside the button says: first in a part, or after a question; last in the
    button's own part where nothing is chosen."""
    section, kind = asked.word_at(0), asked.word_at(1)
    if kind not in KINDS:
        raise _out_of_date()
    where, _colon, code = asked.data.get(NEW_AT, "").partition(":")
    after: str | None = None
    if where == "first":
        section, after = code, ""
    elif where == "after" and code:
        after = code
    elif where:
        raise _out_of_date()
    return actions.add_question(draft=asked.draft, section=section, kind=kind, after=after, by=asked.by)


def _add_scale(asked: PressedButton) -> Key:
    return actions.add_scale(draft=asked.draft, title="", by=asked.by)


def _add_source(asked: PressedButton) -> Key:
    return actions.add_source(draft=asked.draft, by=asked.by)


def _option_up(asked: PressedButton) -> Key:
    """Move an answer to choose from before the one above it."""
    key, code = asked.key, asked.word_at(2)

    def rule(before: Parts) -> Parts:
        options: list[Any] = list(before.get(key, {}).get("options", []))
        place = next((n for n, option in enumerate(options) if option["code"] == code), 0)
        if place == 0:
            raise StepRefused(_("It is the first already."))
        options.insert(place - 1, options.pop(place))
        return steps.set_options(before, key[1], options)

    actions.take_step(draft=asked.draft, step=rule, verb=DraftStep.Verb.MOVED, key=key, by=asked.by)
    return key


def _undo(asked: PressedButton) -> Key:
    actions.undo(draft=asked.draft, number=asked.number_at(0), by=asked.by)
    return HEAD


BUTTONS: dict[str, ButtonAction] = {
    "up": _move(-1),
    "down": _move(1),
    "copy": _copy,
    "remove": _remove,
    "restore": _restore,
    "into": _into,
    "place": _place,
    "add-section": _add_section,
    "add-question": _add_question,
    "add-scale": _add_scale,
    "add-source": _add_source,
    "option-up": _option_up,
    "undo": _undo,
}
