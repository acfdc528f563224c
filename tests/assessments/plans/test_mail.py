"""Messages to owners: once for each day that comes, with nothing secret, and a way to have no more."""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from accounts.deletions import remembered
from assessments.deletion.actions import delete_again
from assessments.plans import actions
from assessments.plans.actions import ActionWords, OwnerWords
from assessments.plans.mail import tell_owners
from assessments.records.plans import ActionOwner
from tests.assessments.dumps import dump
from tests.assessments.plans.planned import SAID, add, day, released, say
from tests.assessments.released import PRACTITIONERS, USERS

pytestmark = pytest.mark.django_db

RAY = OwnerWords("Ray Noon", USERS, "group", "Ray@example.org")
LENA = OwnerWords("Lena Hart", PRACTITIONERS, "group")
OWNERS = {"people": RAY, "services": LENA}


def sent_to():
    return [message.to for message in mail.outbox]


def test_each_owner_is_written_to_once_for_each_day_that_comes():
    release = released()
    action = add(release, "Pay within ten days", owners=OWNERS, by_when=day(0))
    add(release, "Later", owners=OWNERS, by_when=day(1))
    add(release, "No day", owners=OWNERS)
    say(add(release, "Done", owners=OWNERS, by_when=day(-3)), "done")
    say(add(release, "Given up", owners=OWNERS, by_when=day(-3)), "not_doing", "No money.")
    for _ in range(2):
        call_command("tell_owners")
        assert sent_to() == [["Ray@example.org"]]
    say(action, "under_way", "Nearly.", new_day=day(2))
    assert tell_owners(day(1)) == 1  # of 'Later'
    assert tell_owners(day(2)) == 1
    assert tell_owners(day(2)) == 0
    assert len(mail.outbox) == 3


def test_a_message_has_the_action_and_nothing_that_says_something_of_its_reader():
    release = released()
    add(release, "Pay within ten days", owners=OWNERS, by_when=day(-1), question="demo/s1-q1",
        why="Inner reason", support="Secret budget")  # fmt: skip
    tell_owners(day(0))
    text = str(mail.outbox[0].message())
    body = mail.outbox[0].body
    assert "Pay within ten days" in body
    for words in (SAID, "Inner reason", "Secret budget", "Lena", "Ray Noon", "Service users", "survivors"):
        assert words not in text, words
    assert "<" not in body


def test_whoever_wants_no_more_is_forgotten_for_good(client):
    release = released()
    add(release, owners=OWNERS, by_when=day(0))
    add(release, "Another", owners=OWNERS)
    tell_owners(day(0))
    link = re.search(r"https?://[^/]+(/no-mail/\S+)", mail.outbox[0].body)[1]
    assert "ray" not in link.lower()
    asked = client.get(link)
    assert "Shall we stop writing to you?" in asked.content.decode()
    assert asked["Referrer-Policy"] == "no-referrer"
    assert ActionOwner.objects.exclude(email="").count() == 2  # looking alone stops nothing
    client.post(link)
    assert not ActionOwner.objects.exclude(email="").exists()
    assert client.get(reverse("assessments:no_mail", args=["made-up"])).status_code == 404
    assert not [table for table, rows in dump().items() if "ray@example.org" in rows.lower()]
    ActionOwner.objects.update(email="ray@example.org")  # an older copy is put back
    assert tell_owners(day(9)) == 0
    delete_again(remembered())
    assert not ActionOwner.objects.exclude(email="").exists()


def test_an_address_that_wants_no_mail_cannot_be_given_again(client):
    release = released()
    add(release, owners=OWNERS, by_when=day(0))
    tell_owners(day(0))
    client.post(re.search(r"(/no-mail/\S+)", mail.outbox[0].body)[1])
    client.force_login(release.round.assessment.organisation.memberships.get(role="lead").user)
    filled = {"what": "Again", "people_name": "Ray", "people_group": USERS, "people_email": "ray@EXAMPLE.org"}
    late = client.post(reverse("assessments:new_action", args=[release.round_id]), filled)
    assert "asked us not to write to it" in late.content.decode()


def test_the_example_and_archived_rounds_send_none():
    release = released()
    add(release, owners=OWNERS, by_when=day(0))
    organisations = type(release.round.assessment.organisation).objects
    organisations.update(is_example=True)
    assert tell_owners(day(0)) == 0
    organisations.update(is_example=False)
    type(release.round).objects.update(state="archived")
    assert tell_owners(day(0)) == 0


def test_another_address_is_written_to_about_the_same_day():
    release = released()
    action = add(release, owners=OWNERS, by_when=day(0))
    tell_owners(day(0))
    other = {**OWNERS, "people": OwnerWords("Joan", USERS, "name", "joan@example.org")}
    words = ActionWords(what=action.what, by_when=action.by_when, owners=other)
    actions.change_action(action=action, words=words, base_revision=action.revision, by=None)
    assert tell_owners(day(0)) == 1
    assert sent_to()[-1] == ["joan@example.org"]
