"""Rounds of each kind by which groups of them are shown, and what a release of made-up people would hold."""

from functools import cache
from types import SimpleNamespace

from assessments.models import Release
from assessments.release.counting import structure_of
from assessments.rounds.contents import content_of_round
from assessments.rounds.setup import PerspectiveRow
from assessments.scoring.disclosure import disclose
from assessments.scoring.results import FrozenPerspective, FrozenResults, FrozenTurnout
from assessments.scoring.score import score
from tests import factories
from tests.assessments.scoring.attack import LISTS, sizes, turnouts
from tests.assessments.scoring.score.people import tallies_of, turnout_of

THRESHOLD = 5
NAMES = dict(zip("abcd", ("Ash", "Birch", "Cedar", "Date"), strict=True))
# The names of two perspectives of one side, or of both, exchanged: a kind of round is one of these.
RENAMED = [dict(zip("abcd", names, strict=True)) for names in ("abcd", "bacd", "abdc", "badc")]


def released_round(version, given, **more):
    """A released round of four perspectives whose results are then made up, and what it asks. given, more:
    the answers of its only person, and what else of theirs."""
    rows = [PerspectiveRow(NAMES[one.code], NAMES[one.code], one.side) for one in LISTS[0]]
    round_ = factories.make_round([version], threshold=THRESHOLD, perspectives=rows)
    factories.respond(round_, "ash", given, **more)
    release = factories.release(round_)
    structure = structure_of(round_, content_of_round(round_))
    return SimpleNamespace(release=release, structure=structure, round=round_, version=version)


@cache
def kinds_of_rounds():
    """One round of each kind: by which groups are shown, by consent or not, and who is set aside or left out.
    The largest of each, so that the groups of a question are not all thin."""
    found = {}
    for size in sizes():
        for turnout in turnouts(size, THRESHOLD):
            shown = disclose(THRESHOLD, LISTS[0], turnout)
            groups = repr(min(kind_of(shown.groups or (), names) for names in RENAMED))
            found[groups, bool(shown.set_aside), bool(shown.shown)] = turnout
    return list(found.values())


def kind_of(groups, names):
    return sorted((sorted(names.get(code, "") for code in one.codes), one.by_consent) for one in groups)


def code_of(letter):
    return NAMES[letter].lower() if letter else None


def results_of(asked, people):
    """What a release of these people would hold."""
    scores = score(asked.structure, turnout_of(people), tallies_of(asked.structure.questions, people))
    perspectives = asked.round.assessment.perspectives.all()
    return FrozenResults(
        **dict(scores),
        turnout=tuple(FrozenTurnout(code=row.perspective, people=row.people) for row in turnout_of(people)),
        perspectives=tuple(
            FrozenPerspective(
                code=p.code, label=p.label, short_label=p.short_label, side=p.side, marker=p.marker
            )
            for p in perspectives
        ),
        comments={},
    )


def release_of(asked, results):
    release = Release.objects.select_related("round__assessment__organisation").get(pk=asked.release.pk)
    release.results = results.model_dump(mode="json")
    return release


def group_of_all(turnout):
    return SimpleNamespace(codes=[row.perspective for row in turnout])
