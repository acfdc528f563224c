"""The editor's pages of names that may fit, without a script; and what is checked before publishing."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from frameworks.drafts import creation
from frameworks.exchange.files import file_of, read, write
from frameworks.exchange.format import plain_data
from frameworks.models import FrameworkVersion
from frameworks.publication import review
from tests import factories
from tests.frameworks.examples import example, stored
from tests.frameworks.fit import good_thing
from tests.frameworks.fit.blocks import block, pick

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def steward(client):
    organisation = factories.make_organisation()
    user = factories.make_member(organisation, Membership.Role.STEWARD)
    client.force_login(getattr(user, "user", user))
    client.organisation = organisation
    return client


def page(client, draft, place=None):
    args = [draft.pk, place] if place else [draft.pk]
    return reverse("frameworks:edit_fit_rule" if place else "frameworks:edit_fit", args=args)


def values_of(client, address, **changes):
    """What a browser would send back from a page: all that its form holds, and these changes."""
    form = client.get(address).context["form"]
    data = {}
    for bound in form:
        value = bound.value()
        data[bound.html_name] = [str(one) for one in value] if isinstance(value, list) else str(value or "")
    return data | {"sign": client.get(address).context["sign"], "do": "save"} | changes


def send(client, address, **changes):
    return client.post(address, values_of(client, address, **changes))


def fit_of(draft):
    return FrameworkVersion.objects.get(pk=draft.pk).fit


def musts_of(draft):
    draft.refresh_from_db()
    return [finding.text for finding in review.review_draft(draft).musts]


def test_somebody_gives_a_framework_names_and_rules_and_publishes_it(steward):
    draft = stored(organisation=steward.organisation, publish=False)
    address = page(steward, draft)
    assert "Give this framework names" in steward.get(address).content.decode()
    steward.post(address)
    assert len(fit_of(draft)["concepts"]) == 1
    assert "Something about the names that may fit is not written yet." in musts_of(draft)

    words = {
        "good": "No tea is fine too.", "nothing": "None of these.", "concepts.0.name": "Tea time",
        "concepts.0.description": "There is tea.", "concepts.0.rules.0.because": "There is none.",
    }  # fmt: skip
    went = send(steward, address, **words, do="add-rule:concepts.0")
    rule = page(steward, draft, "concepts-0-rules-0")
    assert went.headers["Location"] == rule
    # Until it is said when it holds, it always does, and the last rule is never reached.
    send(steward, address, **{"concepts.0.rules.0.because": "There is tea."})
    assert musts_of(draft) == [
        "‘Tea time’, rule 1: this rule always holds, so none after it is ever reached."
    ]

    send(steward, rule, **{"pick-0-leaf": ["tea"]}, do="back")
    assert fit_of(draft)["concepts"][0]["rules"][0] == {
        "result": "fits",
        "because": "There is tea.",
        "when": [{"answers": [pick("leaf", "tea")]}],
    }
    send(steward, rule, **{"pick-1-leaf": ["none"], "how-1": "none"})
    send(steward, rule, **{"pick-2-leaf": ["*"], "result": "part"})
    assert fit_of(draft)["concepts"][0]["rules"][0]["when"][1:] == [
        {"answers": [pick("leaf", "none")], "none": True},
        {"known": ["leaf"]},
    ]
    assert musts_of(draft) == []
    send(steward, address, do="add-note")
    send(steward, page(steward, draft, "notes-0"), **{"pick-0-leaf": ["none"]})
    send(steward, address, **{"notes.0.words": "Nothing is in the pot."})
    html = steward.get(address).content.decode()
    assert "None of these: Leaf: ‘Nothing’" in html
    draft.refresh_from_db()
    assert read(write(draft).encode()) == file_of(draft)  # what was made here can be taken elsewhere
    assert musts_of(draft) == []

    asked = steward.post(page(steward, draft, "concepts-0-rules-0"), {
        **values_of(steward, rule), "pick-0-leaf": ["tea"], "least-0": "2",
    })  # fmt: skip
    assert asked.status_code == 422
    steward.post(
        reverse("frameworks:edit", args=[draft.pk]),
        {"revision": draft.revision, "do": f"undo:{draft.revision}"},
    )
    assert fit_of(draft)["notes"][0]["words"] == ""
    send(steward, address, **{"notes.0.words": "Nothing is in the pot."})

    # A worked example: its words on the page of names, its answers and results on one of its own.
    went = send(steward, address, do="add-example")
    send(steward, address, **{"examples.0.title": "Monday", "examples.0.story": "We made tea."})
    went = send(steward, address, do="example:examples.0")
    worked = reverse("frameworks:edit_fit_example", args=[draft.pk, 0])
    assert went.headers["Location"] == worked
    shared = fit_of(draft)["concepts"][0]["code"]
    send(steward, worked, leaf="none", **{f"result:{shared}": "fits"})
    assert fit_of(draft)["examples"][0]["answers"] == [pick("leaf", "none")]
    assert len([words for words in musts_of(draft) if "Monday" in words]) == 1  # the rules say something else
    send(steward, worked, **{f"result:{shared}": "no", f"basis:{shared}": "follows"})
    said = {"concept": shared, "result": "no", "basis": "follows"}
    assert fit_of(draft)["examples"][0]["verdicts"] == [said]
    assert "From these answers, the rules say: <b>Does not fit</b>." in steward.get(worked).content.decode()
    assert musts_of(draft) == []
    draft.refresh_from_db()
    assert read(write(draft).encode()) == file_of(draft)
    nothing_said = {"leaf": [], f"result:{shared}": ""}
    send(steward, worked, **nothing_said, do="back")
    assert (fit_of(draft)["examples"][0]["answers"], fit_of(draft)["examples"][0]["verdicts"]) == ([], [])
    assert send(steward, worked, leaf="petrol").status_code == 422
    assert steward.get(worked.replace("/0/", "/7/")).status_code == 404


def test_buttons_move_and_remove_and_a_page_out_of_date_says_so(steward):
    data = example(fit=block(notes=[], examples=[]))
    data["fit"]["concepts"][0]["rules"][0]["when"] = [{"answers": [pick("leaf", "tea")]}]
    draft = stored(data, organisation=steward.organisation, publish=False)
    address = page(steward, draft)
    old = values_of(steward, address, **{"concepts.0.name": "My name for it"})
    send(steward, address, do="up:concepts.0.rules.1")
    assert [rule["result"] for rule in fit_of(draft)["concepts"][0]["rules"]] == ["unknown", "fits", "no"]
    late = steward.post(address, old)
    assert late.status_code == 409
    assert "My name for it" in late.content.decode()
    assert fit_of(draft)["concepts"][0]["name"] == "Tea time"
    send(steward, address, do="remove:concepts.0.rules.0")
    send(steward, address, do="add-name")
    send(steward, address, do="remove:concepts.0")
    assert fit_of(draft)["about"] == fit_of(draft)["concepts"][0]["code"]
    for nonsense in ("remove:concepts.9", "up:x", "dance", "rule:concepts.0.name.0"):
        assert steward.post(address, values_of(steward, address, do=nonsense)).status_code in (302, 404)
    assert steward.get(page(steward, draft, "concepts-9-rules-0")).status_code == 404
    send(steward, address, do="remove:concepts.0")
    assert fit_of(draft) == {}


def test_a_translation_has_the_words_and_not_the_rules(steward):
    published = stored(plain_data(good_thing.file()), organisation=steward.organisation)
    draft = creation.begin_translation(version=published, language="cy", by=None)
    address = page(steward, draft)
    html = steward.get(address).content.decode()
    assert "Add a name" not in html
    assert "Service users are in charge. They are not partners" in html  # beside each field
    send(steward, address, **{"concepts.0.name": "Cydgynhyrchu"}, do="remove:concepts.0")
    assert [one["name"] for one in fit_of(draft)["concepts"]][:2] == ["Cydgynhyrchu", ""]
    assert steward.get(page(steward, draft, "concepts-0-rules-0")).status_code == 404
    assert not any("not those of the original" in words for words in musts_of(draft))
    FrameworkVersion.objects.filter(pk=draft.pk).update(fit={})
    assert any("it has no names that may fit" in words for words in musts_of(draft))


def test_two_versions_side_by_side_show_which_name_has_other_rules(client):
    older = stored(plain_data(good_thing.file()))
    data = plain_data(good_thing.file()) | {"version": 2}
    data["fit"]["concepts"][1]["rules"][1]["because"] = "Research said so."
    newer = stored(data)
    tried = reverse("frameworks:try_rules", args=[newer.pk])
    assert "It is done for people, not with them." not in client.get(tried).content.decode()
    chosen = {"thing": "mh", "design": "pro", "deliver": "pro", "making": ["need", "ideas", "tried"]}
    html = client.post(tried, chosen).content.decode()
    assert all(words in html for words in ("It is done for people, not with them.", "said what they needed"))
    assert "Nobody can say yet what part local people play." in html
    html = client.get(reverse("frameworks:compare", args=[older.pk, newer.pk])).content.decode()
    assert "Which name fits, and the rules" in html
    assert "Evidence-based practice" in html
    assert "User-centred design" not in html
