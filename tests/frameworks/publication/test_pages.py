"""The pages that publish a draft, agree to one, withdraw a version and throw a draft away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from frameworks.drafts import creation
from frameworks.models import FrameworkVersion, Question
from frameworks.publication import actions, review
from tests import factories
from tests.frameworks.edits import CHIPS, TURNS, continuity, fresh, save, save_fields, translated
from tests.frameworks.examples import example, long_example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def organisation():
    return factories.make_organisation()


@pytest.fixture
def client(client, steward):
    client.force_login(steward)
    return client


def url(name, version):
    return reverse(f"frameworks:{name}", args=[version.pk])


def send(client, draft, **fields):
    given = {"revision": draft.revision, "same-turns": "no", "note": "Carers asked for it."}
    return client.post(url("publish", draft), {**given, **fields}, follow=True)


def test_what_is_missing_comes_first_with_a_way_there(client, draft):
    draft = save(draft, CHIPS, statement="", title="")
    page = client.get(url("publish", draft)).text
    assert "To put right first" in page
    assert "2.1 without a name" in page
    assert "Write what the question asks." in page
    assert f'href="{reverse("frameworks:edit_question", args=[draft.pk, "chips"])}"' in page
    assert 'name="note"' not in page  # there is nothing to press yet


@pytest.mark.parametrize(
    ("about", "page"),
    [
        (("head", "", "title"), "edit/"),
        (("head", "", "licence"), "edit/sources/"),
        (("head", "", "bands"), "edit/levels/"),
        (("scale", "how-often", ""), "edit/levels/#scale-how-often"),
        (("source", "pot", ""), "edit/sources/#source-pot"),
        (("section", "cups", ""), "edit/parts/cups/#section-cups"),
        (("question", "chips", ""), "edit/questions/chips/"),
    ],
)
def test_each_finding_leads_to_its_page(client, draft, about, page):
    from frameworks.publication.findings import About
    from frameworks.views.publication import _link

    kind, code, field = about
    link = _link(draft, About(kind, code, field=field))
    assert link == f"/frameworks/{draft.pk}/{page}"
    assert client.get(link, follow=True).status_code == 200


def test_what_changed_is_listed_and_each_reworded_question_asked_about(client, draft):
    draft = save(draft, CHIPS, title="Old cups", direction="strength")
    page = client.get(url("publish", draft)).text
    assert "What has changed since version 1" in page
    assert "Does 1.1 Taking turns still ask the same thing?" in page
    assert "Does 2.1" not in page  # answered in another way: nothing to ask
    assert page.count('type="radio"') == 2
    assert " checked" not in page
    assert reverse("frameworks:compare", args=[review.base_of(draft).pk, draft.pk]) in page


@pytest.mark.parametrize(("many", "folded"), [(6, False), (7, True)])
def test_much_to_think_about_is_folded(client, organisation, many, folded):
    data = example()
    asked = data["sections"][1]["questions"][0]
    data["sections"][1]["questions"] = [{**asked, "code": f"c{n}", "title": f"C{n}"} for n in range(many)]
    page = client.get(url("publish", stored(data, organisation=organisation, publish=False))).text
    assert page.count("It has no source.") == many
    assert (f"{many} things to think about" in page) is folded


def test_publishing_says_so_and_keeps_what_was_said(client, draft, steward):
    response = send(client, draft)
    assert response.redirect_chain == [(url("version", draft), 302)]
    assert "Version 2 is published. New rounds can use it." in response.text
    version = fresh(draft)
    assert (version.status, version.published_by) == ("published", steward)
    assert version.change_note == "Carers asked for it."
    assert continuity(version)["turns"] == "changed"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"note": " "}, "Write the change note: what changed, why, and who asked for it."),
        ({"same-turns": ""}, "Say whether 1.1 Taking turns still asks the same thing."),
        ({"same-turns": "maybe"}, "Say whether 1.1 Taking turns still asks the same thing."),
        ({"note": "x" * 4001}, "This is too long: it has 4001 letters and signs. Use 4000 at most."),
    ],
)
def test_what_is_left_out_is_asked_for_again(client, draft, fields, words):
    response = send(client, draft, **fields)
    assert response.status_code == 422
    assert words in response.text
    assert "Please look again:" in response.text
    assert 'aria-invalid="true"' in response.text
    assert fresh(draft).status == "draft"


def test_what_was_typed_is_kept_when_the_draft_changed_meanwhile(client, draft):
    changed = save(draft, CHIPS, statement="The cups are old.")
    response = send(client, draft)
    assert response.status_code == 422
    assert "Somebody changed the draft while you were on this page." in response.text
    assert "Carers asked for it." in response.text
    assert "Say whether 2.1 Chips still asks the same thing." in response.text
    assert f'name="revision" value="{changed.revision}"' in response.text
    assert response.text.count(" checked") == 1  # what was said of 1.1 stands
    assert fresh(draft).status == "draft"


def test_what_was_said_of_a_question_goes_when_its_words_changed_again(client, draft):
    save(draft, TURNS, statement="Nobody takes turns.")
    response = send(client, draft)
    assert response.status_code == 422
    assert " checked" not in response.text


@pytest.mark.parametrize("revision", ["", "x", "9" * 40, "-1"])
def test_a_page_without_a_revision_publishes_nothing(client, draft, revision):
    assert send(client, draft, revision=revision).status_code == 422
    assert fresh(draft).status == "draft"


def test_a_draft_that_lacks_something_is_not_published_by_hand(client, draft):
    draft = save(draft, CHIPS, statement="")
    response = send(client, draft)
    assert response.status_code == 422
    assert "Some things have to be put right first." in response.text
    assert "Carers asked for it." in response.text
    assert fresh(draft).status == "draft"


def test_publishing_again_is_calm(client, draft):
    send(client, draft)
    response = send(client, draft)
    assert response.redirect_chain == [(url("version", draft), 302)]
    assert "Version 2 is published already. It can never change." in response.text
    assert AuditEvent.objects.filter(what="framework published").count() == 2
    assert client.get(url("publish", draft)).status_code == 302


def test_a_first_version_needs_no_note(client, organisation):
    draft = stored(organisation=organisation, publish=False)
    page = client.get(url("publish", draft)).text
    assert "What has changed" not in page
    assert "Change note (you can leave it empty)" in page
    response = client.post(url("publish", draft), {"revision": draft.revision})
    assert (response.status_code, fresh(draft).status) == (302, "published")


def test_a_translation_is_published_without_a_note(client, organisation):
    draft = translated(stored(organisation=organisation))
    page = client.get(url("publish", draft)).text
    assert "What has changed" not in page
    assert 'name="note"' not in page
    client.post(url("publish", draft), {"revision": draft.revision})
    assert fresh(draft).status == "published"


def test_the_original_of_an_adaptation_is_linked_within_reach_only(client, organisation, steward):
    elsewhere = factories.make_organisation("Elsewhere")
    theirs = stored(organisation=elsewhere)
    draft = creation.adapt_framework(version=theirs, organisation=organisation, title="Ours", by=steward)
    save(draft, TURNS, statement="We all take turns.")
    page = client.get(url("publish", draft)).text
    assert "What has changed since version 1 of The kettle" in page
    assert "See it all, word for word" not in page


# Two members


def test_a_second_member_is_asked_by_e_mail(
    client, two, steward, reader, mailoutbox, django_capture_on_commit_callbacks
):
    assert "Ask a second member to agree" in client.get(url("publish", two)).text
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, two)
    assert "You have asked. 2 other members get an e-mail." in response.text
    assert "Waiting for a second member" in response.text
    assert sorted(letter.to[0] for letter in mailoutbox) == [
        "lead-larkfield-voices@example.org",
        "reader@example.org",
    ]
    [letter] = [one for one in mailoutbox if one.to == ["reader@example.org"]]
    assert "Steward Person would like to publish version 2 of ‘The kettle’" in letter.body
    assert f"http://testserver{url('agree', two)}" in letter.body
    assert "turns" not in letter.body
    assert "Carers" not in letter.body


def test_no_e_mail_goes_out_where_nothing_was_asked(
    client, two, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(client, two, note="")
    assert mailoutbox == []


def test_the_example_asks_a_second_member_without_an_e_mail(
    client, two, organisation, reader, mailoutbox, django_capture_on_commit_callbacks
):
    type(organisation).objects.filter(pk=organisation.pk).update(is_example=True)
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, two)
    assert "You have asked. This is an example, so it sends no e-mail." in response.text
    assert "Waiting for a second member" in response.text
    assert mailoutbox == []


def test_e_mails_stop_when_one_person_asks_again_and_again(
    client, two, mailoutbox, django_capture_on_commit_callbacks
):
    for _ in range(11):
        with django_capture_on_commit_callbacks(execute=True):
            response = send(client, fresh(two))
        client.post(url("agree", two), {"take-back": "yes"})
    assert len(mailoutbox) == 10  # one other member
    assert "please tell the others yourself" in response.text


def test_the_other_member_sees_what_changed_and_agrees(client, two, reader):
    send(client, two)
    client.force_login(reader)
    assert "Steward Person asks a second member to agree" in client.get(url("version", two)).text
    page = client.get(url("agree", two)).text
    assert "Carers asked for it." in page
    assert "It asks something else." in page
    assert "It has no source." in page
    assert "/edit/" not in page  # readers change nothing
    response = client.post(url("agree", two), {"revision": fresh(two).revision}, follow=True)
    assert "Version 2 is published." in response.text
    version = fresh(two)
    assert (version.status, version.published_by) == ("published", reader)
    late = client.post(url("agree", two), {"revision": fresh(two).revision}, follow=True)
    assert "Version 2 is published already." in late.text


def test_who_asked_cannot_agree_and_can_take_it_back(client, two):
    send(client, two)
    page = client.get(url("agree", two)).text
    assert "Another member has to agree." in page
    assert "Agree and publish" not in page
    assert client.post(url("agree", two), {"revision": two.revision}).status_code == 409
    response = client.post(url("agree", two), {"take-back": "yes"}, follow=True)
    assert "You have taken it back." in response.text
    page = client.get(url("publish", two)).text
    assert "Carers asked for it." in page  # the note is kept
    assert " checked" not in page


def test_a_change_after_the_asking_is_said(client, two, reader):
    send(client, two)
    save(two, CHIPS, title="Old cups")
    assert "but the draft has changed since" in client.get(url("publish", two)).text
    client.force_login(reader)
    page = client.get(url("agree", two)).text
    assert "but the draft has changed since" in page
    assert "Agree and publish" not in page
    response = client.post(url("agree", two), {"revision": two.revision})
    assert response.status_code == 409
    assert fresh(two).status == "draft"


def test_somebody_alone_is_told_that_nobody_can_agree(client, two, organisation, steward):
    organisation.memberships.exclude(user=steward).delete()
    page = client.get(url("publish", two)).text
    assert "You are the only member of Larkfield Voices" in page


def test_nobody_from_elsewhere_sees_what_is_proposed(client, two):
    send(client, two)
    client.force_login(factories.make_user("other@example.org"))
    assert client.get(url("agree", two)).status_code == 404
    assert client.post(url("agree", two), {"revision": two.revision}).status_code == 404


def test_a_library_version_has_nobody_to_agree(client):
    assert client.get(url("agree", stored())).status_code == 404


# Withdraw, throw away


def test_withdrawing_is_asked_first_and_stops_new_rounds(client, organisation):
    version = stored(organisation=organisation)
    assert url("withdraw", version) in client.get(url("version", version)).text
    assert "no new round can use this version" in client.get(url("withdraw", version)).text
    assert fresh(version).status == "published"
    response = client.post(url("withdraw", version), follow=True)
    assert "Version 1 is withdrawn. No new round can use it." in response.text
    assert fresh(version).status == "withdrawn"
    again = client.post(url("withdraw", version), follow=True)
    assert "Only a published version can be withdrawn" in again.text
    assert url("withdraw", version) not in client.get(url("version", version)).text


def test_a_library_version_cannot_be_withdrawn_here(client):
    version = stored()
    assert client.post(url("withdraw", version)).status_code == 403
    assert fresh(version).status == "published"


@pytest.mark.parametrize("role", ["reader", "facilitator"])
@pytest.mark.parametrize("name", ["publish", "discard", "withdraw"])
def test_only_stewards_and_leads_change_anything(client, draft, organisation, role, name):
    client.force_login(factories.make_member(organisation, role))
    before = review.base_of(draft)
    version = before if name == "withdraw" else draft
    data = {"revision": draft.revision, "same-turns": "yes", "note": "x"}
    assert client.post(url(name, version), data).status_code == 403
    assert (fresh(draft).status, fresh(before).status) == ("draft", "published")
    assert url(name, version) not in client.get(url("version", version)).text


def test_a_draft_is_thrown_away_and_what_is_published_stays(client, draft):
    before = review.base_of(draft)
    assert "What is published stays as it is." in client.get(url("discard", draft)).text
    response = client.post(url("discard", draft), follow=True)
    assert "The draft is thrown away." in response.text
    assert response.redirect_chain[0][0] == url("version", before)
    assert FrameworkVersion.objects.get() == before
    assert "has been thrown away" in client.post(url("discard", draft), follow=True).text


def test_a_framework_that_was_never_published_goes_with_its_draft(client, organisation):
    draft = stored(organisation=organisation, publish=False)
    assert "so the framework goes with it" in client.get(url("discard", draft)).text
    response = client.post(url("discard", draft), follow=True)
    assert response.redirect_chain[0][0] == reverse("frameworks:list")
    assert not organisation.frameworks.exists()


def test_what_is_published_cannot_be_thrown_away(client, organisation):
    version = stored(organisation=organisation)
    assert client.post(url("discard", version), follow=True).redirect_chain[0][0] == url("version", version)
    assert fresh(version).status == "published"


# Costs


@pytest.mark.parametrize("agreeing", [False, True])
def test_the_pages_cost_the_same_for_few_questions_and_many(client, organisation, reader, agreeing):
    few, many = (cost(client, organisation, reader, number, agreeing) for number in (30, 300))
    assert few == many
    assert few < 60


def cost(client, organisation, reader, number, agreeing):
    version = stored(long_example(number, code=f"long-{number}"), organisation=organisation)
    draft = creation.begin_draft(framework=version.framework, by=None)
    codes = Question.objects.filter(version=draft, kind="rating").values_list("code", flat=True)
    written = {("question", code): {"statement": f"We ask {code}."} for code in codes}
    save_fields(draft=draft, revision=0, written=written, by=None)
    draft = fresh(draft)
    if agreeing:
        same = dict.fromkeys(codes, True)
        actions.propose(draft=draft, revision=draft.revision, note="x", same=same, by=reader)
    with CaptureQueriesContext(connection) as counted:
        page = client.get(url("agree" if agreeing else "publish", draft)).text
    said = "It still asks the same." if agreeing else "still ask the same thing?</legend>"
    assert page.count(said) == len(written)
    return len(counted.captured_queries)
