"""How an action goes from one state to the next. Pure."""

TO_START, UNDER_WAY, STUCK, NOT_DOING = "to_start", "under_way", "stuck", "not_doing"
PEOPLE_DONE, SERVICES_DONE, DONE = "people_done", "services_done", "done"

# What cannot be said while one side has no owner: nothing is begun, nor done, by one side.
NEEDS_BOTH_OWNERS = frozenset({UNDER_WAY, PEOPLE_DONE, SERVICES_DONE, DONE})
FINISHED = frozenset({DONE, NOT_DOING})


def next_state(now: str, said: str) -> str:
    """Return the state after somebody said this of an action: once both owners have said that it is done, one
    after the other, it is."""
    if {now, said} == {PEOPLE_DONE, SERVICES_DONE}:
        return DONE
    return said
