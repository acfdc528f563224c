"""A scale from 0 to 10, all the way: answered, printed on paper, released, shown and drawn."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from frameworks.exchange.limits import MOST_LEVELS
from tests import factories
from tests.assessments import released
from tests.assessments.paper.sheets.printed import printed
from tests.assessments.released import MANAGERS, USERS
from tests.assessments.reports import pdfs
from tests.assessments.responses.pages.participants import Person
from tests.frameworks.examples import example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.slow]


def framework():
    data = example()
    data["scales"][0]["levels"] = [{"value": n, "label": f"Rung {n}"} for n in range(MOST_LEVELS)]
    del data["sections"][0]["questions"][0]["levels"]
    return stored(data)


def test_results_and_the_annex_show_all_eleven():
    answers = {USERS: [{"turns": n % 11} for n in range(11)], MANAGERS: [{"turns": 10}] * 3}
    release = released.make_release(answers, versions=[framework()])
    client = Client()
    client.force_login(release.round.assessment.organisation.memberships.get().user)
    for name, more in (("results_part", ["kettle", "making"]), ("report", [])):
        address = reverse(f"assessments:{name}", args=[release.round_id, *more])
        page = client.get(address, {"size": "annex"}).text
        for level in range(MOST_LEVELS):
            assert f"Rung {level}" in page
        words = released.words_of(page)
        assert "10 Rung 10" in words


@pytest.mark.parametrize("value", [0, 1, 10])
def test_people_can_choose_any_of_them(value):
    round_ = factories.make_round([framework()], perspectives=factories.TWO)
    person = Person(round_).start()
    person.post("part", **{"turns-answer": str(value)})
    assert person.response.answers.get(question__code="turns").level.value == value


@pytest.mark.pdf
def test_the_sheet_has_a_key_for_each():
    round_ = factories.make_round([framework()], joining="both")
    _made, data = printed(round_)
    text = pdfs.text_of(data)
    found = re.findall(r"(\d+) Rung (\d+)", text)
    assert {(key, level) for key, level in found} >= {(str(n), str(n)) for n in range(MOST_LEVELS)}
