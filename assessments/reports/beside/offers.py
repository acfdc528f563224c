"""What somebody is told who may let their group be named, or counted, before they say anything. Pure.

By the same rules that decide it then (docs/rules.md, What people are told).
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.participants import Participants
from assessments.scoring.naming import EVERYONE, group_to_count, nameable_groups
from assessments.scoring.results import FrozenResults


@dataclass(frozen=True, slots=True)
class NamingOffer:
    """Whether a person's group may be named beside their words. `name`: as it would be, inside a sentence;
    empty where it may not. `because` says why, or why not. `instead_of`: for a pool, the name of the group
    alone, which is not shown by itself."""

    name: str
    because: str
    instead_of: str = ""


def naming_offer(results: FrozenResults, perspective: str | None) -> NamingOffer:
    """Say whether the group of a person of this perspective may be named; None: they named none."""
    if perspective is None:
        return NamingOffer("", _("You named no group when you answered, so there is none to name."))
    participants = Participants(results)
    own = participants.perspectives[perspective].label
    group = nameable_groups(results.people.groups, results.threshold).get(perspective)
    if group is None:
        if not results.people.groups:
            return NamingOffer("", _("These results show no groups, so yours is not named either."), own)
        return NamingOffer(
            "",
            _("Fewer than %(threshold)s people of your group took part, so your words could point at you.")
            % {"threshold": results.threshold},
            own,
        )
    name = phrases.in_sentence(participants.quote("", group.codes, "").perspective)
    if group.codes == (perspective,):
        return NamingOffer(
            name,
            _("%(people)s of them took part, so this does not point at one person.")
            % {"people": group.people},
        )
    return NamingOffer(
        name,
        _("They are shown together here: %(people)s. So we would say that, and not ‘%(own)s’.")
        % {"people": phrases.people(group.people), "own": phrases.in_sentence(own)},
        own,
    )


def counted_in(results: FrozenResults, perspective: str | None) -> str:
    """Name the group in whose count a person's word goes, inside a sentence: 'carers', 'everyone together';
    empty where it goes in none."""
    people = results.people
    codes = group_to_count(perspective, people.groups, people.shown, results.threshold)
    if codes is None:
        return ""
    return (
        _("everyone together")
        if codes == EVERYONE
        else Participants(results).group_of(codes, None).in_sentence
    )
