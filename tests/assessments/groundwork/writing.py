"""What the tests write agreements with."""

from assessments.groundwork import actions
from assessments.groundwork.queries import agreement_of

SIDES = ("people", "services")


def write(assessment, code, words, *, short="", seen=None, keys=()):
    """One text under a heading, with the keys of these sides; seen: None for all that is there. Returns the
    newest text."""
    seen = agreement_of(assessment).of(code).now.newest if seen is None else seen
    now = actions.write_clause(
        assessment=assessment, code=code, words=words, short=short, seen=seen, keys=keys, by=None
    )
    return next((one for one in now.texts if one.ident == now.newest), None)


def turn(assessment, code, side, text=None):
    """Say yes for a side to what somebody reads; returns whether both have."""
    text = text or agreement_of(assessment).of(code).now.only
    now = actions.write_clause(
        assessment=assessment, code=code, words=text.words, short=text.short, seen=text.ident,
        wording=text.ident, keys=[side], by=None,
    )  # fmt: skip
    return now.outcome == "agreed"


def differ(assessment, code, people, services):
    seen = agreement_of(assessment).of(code).now.newest
    return actions.keep_two_wordings(
        assessment=assessment, code=code, people=people, services=services, seen=seen, by=None
    )


def agree_on_whole(assessment, *, why="", sides=SIDES):
    for side in sides:
        seen = actions.mark_of_agreement(agreement_of(assessment))
        made = actions.turn_version_key(assessment=assessment, side=side, seen=seen, why=why, by=None)
    return made


def a_first_version(assessment):
    """Rules agreed, money not agreed, roles with one key: version 1."""
    write(assessment, "rules", "We stop when someone asks to stop.\nNo jargon.", keys=SIDES)
    write(
        assessment, "pay", "£25 an hour, within 10 days. Fares on the day.", short="£25 an hour.", keys=SIDES
    )
    differ(assessment, "decides", "Money is decided here.", "The trust decides about money.")
    write(assessment, "roles", "Two people chair in turn.", keys=["people"])
    return agree_on_whole(assessment)
