"""The sizes of a report, and which of their sections can be left out by choice.

Who took part, what may not be shown, how to read it and how it was worked out are no choice: without them the
numbers would say more than they can (docs/rules.md, Reports).
"""

from collections.abc import Iterable
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECTIONS: dict[str, str | Promise] = {
    "first": _("Talk about these first"),
    "lists": _("Strong together, lowest and least sure"),
    "change": _("What has moved since an earlier round"),
    "questions": _("Each question on a line"),
    "comments": _("What people said, in their own words"),
    "plan": _("What you will do: the plan, or an empty table for it"),
}
Size = Literal["brief", "report", "annex", "simple"]
SIZE_NAMES: dict[Size, str | Promise] = {
    "brief": _("Brief: one sheet of paper"),
    "report": _("Report: what a steering group reads"),
    "annex": _("Annex: every question and every answer"),
    "simple": _("A summary in simple words, with pictures"),
}
SECTIONS_OF: dict[Size, tuple[str, ...]] = {
    "brief": ("first", "lists", "change", "comments", "plan"),
    "report": ("first", "lists", "change", "questions", "comments", "plan"),
    "annex": (),
    "simple": (),
}


def chosen(names: Iterable[str], size: str) -> frozenset[str]:
    """Return those of these names that a report of this size can leave out; none for another size."""
    there = next((found for one, found in SECTIONS_OF.items() if one == size), ())
    return frozenset(names) & frozenset(there)


def offered(size: Size, *, rated: bool, compared: bool = False) -> dict[str, str | Promise]:
    """Return the sections that can be left out of a report of this size, with their words. rated: whether any
    question asks for a score; else there is less to leave out. compared: whether it is compared with an
    earlier round."""
    there = {"first": rated, "change": compared}
    found = {name: SECTIONS[name] for name in SECTIONS_OF[size] if there.get(name, True)}
    return found if rated or "lists" not in found else {**found, "lists": _("Least sure")}
