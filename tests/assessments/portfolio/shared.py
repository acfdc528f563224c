"""Assessments with results in which everybody of a group is of one opinion."""

from frameworks.models import Question
from tests import factories
from tests.assessments.released import PRACTITIONERS, USERS

LOW, APART, STRONG = {USERS: 1, PRACTITIONERS: 1}, {USERS: 1, PRACTITIONERS: 5}, {USERS: 5, PRACTITIONERS: 5}


def shared(organisation, version, levels, *, people=3, title="House", few=()):
    """An assessment with results: so many people of each group, all of the same opinion of everything."""
    round_ = factories.make_round([version], organisation=organisation)
    type(round_.assessment).objects.filter(pk=round_.assessment_id).update(title=title)
    answer(round_, levels, people, few)
    factories.release(round_)
    return round_


def answer(round_, levels, people=3, few=()):
    codes = list(
        Question.objects.filter(version__rounds=round_, kind="rating").values_list("code", flat=True)
    )
    for group, level in levels.items():
        for _ in range(1 if group in few else people):
            factories.respond(round_, group, dict.fromkeys(codes, level), show_if_few=group in few)
