"""Who took part, and what may not be shown and why, in simple words.

It says what participants.py and notices.py say, from the same frozen results (docs/rules.md, Reports).
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.reports import phrases
from assessments.reports.model import Report
from assessments.reports.participants import Participants
from assessments.reports.simple.model import Idea


def ideas_of_who_took_part(report: Report) -> tuple[Idea, ...]:
    """Return what to know of those who took part."""
    return (Idea("people", (_people(report.people),)), *_missing(report))


def ideas_of_what_is_not_shown(report: Report) -> tuple[Idea, ...]:
    """Return what is not shown, and why, and why the round ended early."""
    results = report.results
    early = report.notices[: len(report.notices) - len(Participants(results).notices())]
    found = [Idea("early", tuple(early))] if early else []
    if not results.people.shown:
        found.append(
            Idea(
                "private",
                (
                    _("Fewer than %(least)s people sent their answers.") % {"least": results.threshold},
                    _("So we show no results, and no comments."),
                    _("This keeps their answers private."),
                ),
            )
        )
        return tuple(found)
    if not report.groups:
        nobody_named = len(results.people.absent_sides) == 2
        why = (
            _("No one said which group they are in.")
            if nobody_named
            else _("Fewer than %(least)s people took part on one of the two sides.")
            % {"least": results.threshold}
        )
        found.append(
            Idea(
                "together",
                (
                    why,
                    _("So we show all people as one group."),
                    *([] if nobody_named else [_("This keeps their answers private.")]),
                ),
            )
        )
        return tuple(found)
    return (*found, *_groups(report), *_set_aside(report))


def _people(count: int) -> str:
    return ngettext("%(count)s person took part.", "%(count)s people took part.", count) % {"count": count}


def _missing(report: Report) -> Iterator[Idea]:
    """Say who is missing, where the round was not assessed together."""
    people = report.results.people
    labels = {one.code: one.short_label for one in report.results.perspectives}
    lines = [
        _("No %(group)s took part.") % {"group": phrases.in_sentence(labels[code])} for code in people.missing
    ]
    lines += [
        _("No one took part for this side: %(side)s.") % {"side": _(phrases.SIDE_NAMES[side])}
        for side in people.absent_sides
    ]
    if lines:
        yield Idea("missing", (*lines, _("So this is only a part of the picture.")))


def _groups(report: Report) -> Iterator[Idea]:
    """Say which groups are shown as one, and which are shown because they said yes."""
    for group in report.groups:
        if len(group.codes) > 1:
            values = {"groups": phrases.sentence(group.in_sentence)}
            yield Idea(
                "together",
                (
                    _("%(groups)s are shown as one group.") % values,
                    _("Some of them were too few to show on their own."),
                ),
            )
        elif group.by_consent:
            yield Idea(
                "private",
                (
                    ngettext(
                        "%(group)s: there was only %(count)s person.",
                        "%(group)s: there were only %(count)s people.",
                        group.people,
                    )
                    % {"group": group.name, "count": group.people},
                    ngettext(
                        "This person said yes to showing their scores.",
                        "All of them said yes to showing their scores.",
                        group.people,
                    ),
                ),
            )


def _set_aside(report: Report) -> Iterator[Idea]:
    count = report.results.people.set_aside
    if not count:
        return
    values = {"count": count}
    kept = [_("We did keep the comments that they chose to share.")] if report.results.shows_words else []
    yield Idea(
        "private",
        (
            ngettext(
                "%(count)s person did not say which group they are in.",
                "%(count)s people did not say which group they are in.",
                count,
            )
            % values,
            _("That is too few to show on their own."),
            _("So we left their answers out of the results."),
            *kept,
        ),
    )
