"""Every address of the site, and who may open it: one row for each. A new URL without a row fails here.

Outside one's reach a thing does not exist (404); inside, but not allowed, 403
(docs/rules.md, Outside your reach is 404).
"""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.rounds import contents, lifecycle
from frameworks.drafts.creation import adapt_framework
from tests import factories

pytestmark = pytest.mark.pages

# What each of the cast gets: a visitor who is not signed in, somebody from another organisation, and the
# organisation's own reader, steward, facilitator and lead.
CAST = ["visitor", "outsider", "reader", "steward", "facilitator", "lead"]
SIGN_IN = "sign in"  # sent to the sign-in page
ALL = dict.fromkeys(CAST, 200)
SIGNED_IN = {**ALL, "visitor": SIGN_IN}
MEMBERS = {**SIGNED_IN, "outsider": 404}
RUNNERS = {**MEMBERS, "reader": 403, "steward": 403}
LEADS = {**RUNNERS, "facilitator": 403}
STEWARDS = {**MEMBERS, "reader": 403, "facilitator": 403}


def only(table, status):
    """The same table, with another status for those who get in."""
    return {who: status if got == 200 else got for who, got in table.items()}


FOUND = only(ALL, 302)
POST_ONLY = "post"

# URL name: (who gets what, where it stands). A name marked POST_ONLY is posted to.
ROWS = {
    "home": ({**FOUND, "visitor": 200}, None),
    "help": (ALL, None),
    "privacy": (ALL, None),
    "accessibility": (ALL, None),
    "mail_troubles_seen": (FOUND, None, POST_ONLY),
    "frameworks:list": (ALL, None),
    "frameworks:version": (ALL, "version"),
    "frameworks:compare": (ALL, "two versions"),
    "frameworks:compare_choose": (ALL, "version"),
    **{
        f"frameworks:{name}": (STEWARDS, "our draft")
        for name in ["edit", "edit_scales", "edit_sources", "edit_changes"]
    },
    "frameworks:edit_part": (STEWARDS, "our draft part"),
    "frameworks:edit_question": (only(STEWARDS, 302), "our draft question"),
    "frameworks:export": (ALL, "version"),
    "frameworks:export_json": (ALL, "version"),
    "frameworks:new": ({**SIGNED_IN, "reader": 403, "facilitator": 403}, None),
    "frameworks:adapt": ({**SIGNED_IN, "reader": 403, "facilitator": 403}, "version"),
    "frameworks:next": (only(STEWARDS, 302), "our version", POST_ONLY),
    "frameworks:translate": (STEWARDS, "our version"),
    "frameworks:original": (STEWARDS, "our adaptation"),
    "frameworks:publish": (STEWARDS, "our draft"),
    "frameworks:agree": (MEMBERS, "our draft"),
    "frameworks:withdraw": (STEWARDS, "our version"),
    "frameworks:discard": (STEWARDS, "our draft"),
    "frameworks:schema": (ALL, None),
    "frameworks:import": ({**SIGNED_IN, "reader": 403, "facilitator": 403}, None),
    "accounts:organisations": (only(SIGNED_IN, 302), None),
    "accounts:new": (SIGNED_IN, None),
    "accounts:organisation": (MEMBERS, "organisation"),
    "accounts:publishing": (only(LEADS, 302), "organisation", POST_ONLY),
    "accounts:member": (only(LEADS, 302), "member", POST_ONLY),
    "assessments:preview": (ALL, "version"),
    "assessments:preview_part": (ALL, "version part"),
    "assessments:preview_sheet": (ALL, "version"),
    "assessments:preview_large_sheet": (ALL, "version"),
    "assessments:list": (SIGNED_IN, None),
    "assessments:new": ({**SIGNED_IN, "outsider": 200, "reader": 302, "steward": 302}, None),
    "assessments:round": (MEMBERS, "open"),
    "assessments:about": (RUNNERS, "draft"),
    "assessments:frameworks": (RUNNERS, "draft"),
    "assessments:perspectives": (RUNNERS, "draft"),
    "assessments:terms": (RUNNERS, "draft"),
    "assessments:open": (RUNNERS, "draft"),
    "assessments:change": (RUNNERS, "open"),
    "assessments:close": (RUNNERS, "open"),
    "assessments:ways_in": (RUNNERS, "by code"),
    "assessments:add_codes": (only(RUNNERS, 302), "open", POST_ONLY),
    "assessments:slips": (RUNNERS, "by code"),
    "assessments:invite": (RUNNERS, "by code"),
    "assessments:remind": (only(RUNNERS, 302), "by code", POST_ONLY),
    "assessments:take_back": (RUNNERS, "batch"),
    "assessments:paper": (RUNNERS, "open"),
    "assessments:print_paper": (RUNNERS, "open"),
    # Who is not signed in (any more) gets back what they typed, and nothing of the round.
    "assessments:type_in": ({**only(RUNNERS, 400), "visitor": 403}, "open", POST_ONLY),
    "assessments:poster": (RUNNERS, "open"),
    "assessments:large_poster": (RUNNERS, "open"),
    "assessments:reopen": (only(RUNNERS, 302), "open", POST_ONLY),
    "assessments:release": (RUNNERS, "closed"),
    "assessments:next_round": (only(RUNNERS, 302), "released", POST_ONLY),
    "assessments:results": (MEMBERS, "released"),
    "assessments:results_part": (MEMBERS, "released part"),
    "assessments:report": (MEMBERS, "released"),
    "assessments:report_pdf": (MEMBERS, "released"),
    # People who take part: an account makes no difference, and without a secret there is nothing to see.
    "assessments:enter": (ALL, None),
    "assessments:withdrawn": (ALL, None),
    "assessments:left": (ALL, None),
    "assessments:join": (ALL, "join"),
    "assessments:leave": (FOUND, "join", POST_ONLY),
    "assessments:look": (FOUND, "join", POST_ONLY),
    **{
        f"assessments:{name}": (only(ALL, 403), "join")
        for name in [
            "keep",
            "perspective",
            "check",
            "sent",
            "mine",
            "my_answers_pdf",
            "withdraw",
            "join_results",
            "join_report",
            "join_report_pdf",
        ]
    },
    "assessments:part": (only(ALL, 403), "join 1"),
    "assessments:join_results_part": (only(ALL, 403), "join part"),
}


def names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        else:
            yield f"{prefix}{pattern.name}"


def test_every_url_has_a_row():
    """allauth's own pages, whose names start with 'account_', look after themselves."""
    ours = {name for name in names(get_resolver()) if not name.startswith("account_")}
    assert ours == set(ROWS)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once: the rounds in four states, and the cast. Each test runs in a transaction on top."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        contents.forget()  # what earlier tests read of rounds and versions with the same ids
        try:
            yield make_world()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def make_world():
    organisation = factories.make_organisation()
    version = factories.make_version()
    make = lambda opened: factories.make_round([version], organisation=organisation, opened=opened)  # noqa: E731
    draft, open_, closed, released = make(False), make(True), make(True), make(True)
    lifecycle.close_round(round_=closed, by=None)
    by_code = factories.make_round([version], organisation=organisation, joining="codes")
    invitation_actions.make_slips(round_=by_code, perspective=None, made=[codes.make_invitation()], by=None)
    for perspective in ("service-users-and-survivors", "practitioners"):
        for level in (1, 2, 3):
            factories.respond(released, perspective, {"s1-q1": level})
    factories.release(released)
    members = {role: factories.make_member(organisation, role) for role in CAST[2:]}
    outsider = factories.make_organisation("Elsewhere").memberships.get().user
    published = factories.make_version("ours", organisation=organisation)
    ours = factories.make_version("ours", organisation=organisation, number=2, status="draft")
    member = organisation.memberships.exclude(user__in=members.values()).get()
    return {
        "cast": {"visitor": None, "outsider": outsider, **members},
        "version": [version.pk],
        "two versions": [version.pk, factories.make_version(number=2).pk],
        "version part": [version.pk, "s1"],
        "our version": [published.pk],
        "our draft": [ours.pk],
        "our adaptation": [
            adapt_framework(version=version, organisation=organisation, title="Adapted", by=None).pk
        ],
        "our draft part": [ours.pk, "s1"],
        "our draft question": [ours.pk, "s1-q1"],
        "organisation": [organisation.slug],
        "member": [organisation.slug, member.pk],
        "draft": [draft.pk],
        "open": [open_.pk],
        "by code": [by_code.pk],
        "batch": [by_code.pk, by_code.batches.get().pk],
        "closed": [closed.pk],
        "released": [released.pk],
        "released part": [released.pk, "demo", "s1"],
        "join": [open_.join_code],
        "join 1": [open_.join_code, 1],
        "join part": [open_.join_code, "demo", "s1"],
    }


@pytest.mark.parametrize("name", ROWS)
def test_each_page_opens_for_whom_it_is_meant(db, world, name, pages_laid_out_once, reports_made):
    """Everybody in turn, whoever may do most first: what is kept for one may not serve another."""
    expected, where, *post = ROWS[name]
    url = reverse(name, args=world[where] if where else [])
    got = {}
    for who in reversed(CAST):
        with undone():
            client = Client()
            if world["cast"][who]:
                client.force_login(world["cast"][who])
            got[who] = status_of(client.post(url) if post else client.get(url))
    assert got == expected


@contextmanager
def undone():
    """No row that is written within stays, nor what is remembered of rows by their ids."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    contents.forget()


def status_of(response):
    led_to_sign_in = response.status_code == 302 and response["Location"].startswith("/account/login/")
    return SIGN_IN if led_to_sign_in else response.status_code


# Where who opens one of these is led, who runs a round: the page where its button stands.
BUTTON_ON = {
    "assessments:add_codes": "assessments:ways_in",
    "assessments:remind": "assessments:ways_in",
    "assessments:type_in": "assessments:paper",
    "assessments:reopen": "assessments:round",
    "assessments:next_round": "assessments:round",
}


def test_each_page_of_a_round_that_is_posted_to_has_a_button_somewhere():
    posted = {name for name, (_who, where, *post) in ROWS.items() if post and name.startswith("assessments:")}
    assert posted - {"assessments:look", "assessments:leave"} == set(BUTTON_ON)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if POST_ONLY in row])
def test_what_changes_something_cannot_be_done_by_a_link(db, client, world, name):
    client.force_login(world["cast"]["lead"])
    where = world[ROWS[name][1]] if ROWS[name][1] else []
    with CaptureQueriesContext(connection) as asked:
        response = client.get(reverse(name, args=where))
    assert not [one for one in asked if not one["sql"].startswith("SELECT")]
    if name not in BUTTON_ON:
        assert response.status_code == 405
        return
    assert response["Location"] == reverse(BUTTON_ON[name], args=where)
    assert client.get(response["Location"]).status_code == 200
    assert client.put(reverse(name, args=where)).status_code == 405


@pytest.mark.parametrize("name", BUTTON_ON)
def test_who_signs_in_anew_after_such_a_page_comes_out_where_its_button_stands(db, client, world, name):
    where = world[ROWS[name][1]]
    address = reverse(name, args=where)
    sign_in = client.get(address, follow=True).request
    assert sign_in["PATH_INFO"] == "/account/login/"
    client.force_login(world["cast"]["lead"])
    again = client.get(QueryDict(sign_in["QUERY_STRING"])["next"], follow=True)
    assert again.request["PATH_INFO"] == reverse(BUTTON_ON[name], args=where)
    assert again.status_code == 200


@pytest.mark.parametrize("name", ["results", "report", "report_pdf"])
@pytest.mark.parametrize("state", ["draft", "open"])
def test_no_results_exist_before_the_release(db, client, world, name, state):
    client.force_login(world["cast"]["lead"])
    assert client.get(reverse(f"assessments:{name}", args=world[state])).status_code == 404


def test_a_round_that_is_being_set_up_does_not_exist_for_participants(db, client, world):
    from assessments.models import Round

    code = Round.objects.get(pk=world["draft"][0]).join_code
    assert client.get(reverse("assessments:join", args=[code])).status_code == 404
