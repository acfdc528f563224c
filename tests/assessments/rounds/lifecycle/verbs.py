from assessments.models import Round
from assessments.release import actions as release_actions
from assessments.rounds import ending, lifecycle, setup

USERS, CARERS = "service-users-and-survivors", "carers-and-family"


def put(round_, state):
    """Bring a draft to a later state."""
    steps = {"draft": 0, "open": 1, "closed": 2, "released": 3, "archived": 4}[state]
    verbs = [lifecycle.open_round, lifecycle.close_round, release_actions.release_round]
    for verb in verbs[:steps]:
        verb(round_=round_, by=None)
    if state == "archived":
        Round.objects.filter(pk=round_.pk).update(state=state)
    round_.refresh_from_db()
    return round_


def verb_of(name):
    """The action of this name."""
    modules = (setup, lifecycle, ending, release_actions)
    return next(getattr(module, name) for module in modules if hasattr(module, name))
