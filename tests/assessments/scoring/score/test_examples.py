"""How answers become results: every worked example, tables for the boundaries, properties of any round."""

import json

import pytest

from assessments.scoring.disclosure import ScoredPerspective
from assessments.scoring.structure import ScoredQuestion
from tests.assessments.released import EXAMPLES
from tests.assessments.scoring.score.people import assert_same, results, structure

# The worked examples


def example_round(example):
    levels = tuple(range(example["scale"]["min"], example["scale"]["max"] + 1))
    questions = tuple(
        ScoredQuestion(
            q["code"], (q["section"],), "framework", "rating", levels=levels, direction=q["direction"]
        )
        for q in example["questions"]
    )
    perspectives = tuple(ScoredPerspective(**p) for p in example["perspectives"])
    return structure(*questions, threshold=example["threshold"], perspectives=perspectives)


EXAMPLE_FILES = sorted(EXAMPLES.glob("*.json"))


def test_there_are_examples():
    assert len(EXAMPLE_FILES) >= 22


@pytest.mark.parametrize("path", EXAMPLE_FILES, ids=lambda path: path.stem)
def test_example(path):
    example = json.loads(path.read_text(encoding="utf-8"))
    found = results(example_round(example), example["responses"])
    assert found.keys() == {
        *(example["expected"].keys() - {"framework"}), "rules", "threshold", "assessed_together", "apart",
        "frameworks",
    }  # fmt: skip
    for group in found["people"]["groups"] or []:
        assert group.keys() == {"codes", "people", "side", "by_consent"}
        del group["side"], group["by_consent"]
    [found["framework"]] = found["frameworks"].values()
    assert found["framework"].pop("band") is None
    assert found["apart"][:3] == example["expected"]["talk_first"]["furthest_apart"]
    assert_same({key: found[key] for key in example["expected"]}, example["expected"])


@pytest.mark.parametrize("path", EXAMPLE_FILES, ids=lambda path: path.stem)
def test_example_results_survive_being_frozen_as_json(path):
    example = json.loads(path.read_text(encoding="utf-8"))
    found = results(example_round(example), example["responses"])
    assert json.loads(json.dumps(found, allow_nan=False)) == found
