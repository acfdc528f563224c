"""What is wrong with what was sent comes first: on every page with a form, in one way.

The title says so; a list stands first in the main part, has the focus, and leads to each control.
"""

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Round
from tests.access.posts import POSTS, address, body
from tests.access.requests import undone
from tests.assessments.responses.pages.participants import Person

pytestmark = [pytest.mark.pages, pytest.mark.slow]

# Pages whose forms have nothing that could be filled in wrongly: buttons, ticks, or a choice of steps.
NOTHING_TO_GET_WRONG = {
    "frameworks:next",
    "frameworks:agree",
    "frameworks:withdraw",
    "frameworks:discard",
    "frameworks:publish_story",
    "frameworks:take_back_story",
    "frameworks:delete_story",
    "accounts:publishing",
    "accounts:take_back_invitation",
    "accounts:send_invitation_again",
    "accounts:member",  # said on the organisation's page, as a message
    "assessments:open",
    "assessments:close",
    "assessments:add_codes",
    "assessments:stop_codes",
    "assessments:take_back",
    "assessments:withdraw_link",
    "assessments:delete_action",
    "assessments:reopen",
    "assessments:release",
    "assessments:next_round",
    "assessments:meeting_question",  # leaves it for later
    "assessments:my_key",
    "assessments:archive",
}


def filled_in_wrongly(html, page, target):
    """Every field of the form with something in it that cannot be."""
    [form] = [f for f in html.forms if f.method == "POST" and (f.action or page) == target][:1]
    wrong = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        kind = field.get("type", "text")
        if kind not in ("hidden", "submit"):
            wrong[field.get("name")] = "x" * 70_000 if kind in ("text", "email") else "nonsense\x00"
    return wrong


def problems_of(response):
    """The list at the top of a page, once it is sure that it is one."""
    page = lxml.html.fromstring(response.content.decode())
    [title] = page.xpath("//head/title/text()")
    assert title.startswith("Please look again: "), title
    assert title.count("Please look again") == 1
    first = page.xpath("//main/*")[0]
    assert "problems" in first.get("class", "").split(), lxml.html.tostring(first)[:200]
    assert first.get("autofocus") is not None
    assert first.get("tabindex") == "-1"
    assert first.get("role") == "alert"
    assert first.text_content().strip()
    assert len(page.xpath("//main//*[@autofocus]")) == 1
    ids = page.xpath("//@id")
    for link in first.xpath(".//a/@href"):
        assert ids.count(link.removeprefix("#")) == 1, link
    return first


@pytest.mark.parametrize("name", sorted(POSTS.keys() - NOTHING_TO_GET_WRONG))
def test_what_is_wrong_comes_first_and_leads_to_its_control(db, world, name):
    client = Client()
    client.force_login(world["cast"]["lead"])
    with undone():
        sent, target = body(client, world, name), address(world, name)
        page = lxml.html.fromstring(client.get(target).content.decode())
        wrong = filled_in_wrongly(page, target, target)
        assert wrong, f"{name} has no fields: it belongs in NOTHING_TO_GET_WRONG"
        found = problems_of(client.post(target, {**sent, **wrong}))
    assert found.xpath(".//a"), "nothing leads to a control"


@pytest.mark.parametrize("name", sorted(NOTHING_TO_GET_WRONG))
def test_a_form_without_fields_has_none(db, world, name):
    """So that a form that gets a field is tried above."""
    client = Client()
    client.force_login(world["cast"]["lead"])
    with undone():
        sent = body(client, world, name)
    once = {"csrfmiddlewaretoken", "revision", "part", "own", "do", "state"}
    once |= {"requires_second_approver", "remove", "seen", "known"}
    assert all(key in once or key.endswith(("-role", "-was")) for key in sent), sent


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_signing_in_says_it_in_the_same_way(db, name):
    response = Client().post(reverse(name), {"email": "nobody", "login": "nobody", "password": ""})
    assert problems_of(response).xpath(".//a")


def test_entering_a_code_says_it_in_the_same_way(db):
    assert problems_of(Client().post(reverse("assessments:enter"), {"code": "nonsense"})).xpath(".//a")


@pytest.mark.parametrize("page", ["join", "perspective", "part", "check"])
def test_taking_part_says_it_in_the_same_way(db, world, page):
    person = Person(Round.objects.get(join_code=world["join"][0]))
    if page != "join":
        person.start("service-users-and-survivors")
    wrong = {"perspective": "nobody"}
    if page == "part":
        wrong = {"s1_q1_answer": "4", "s1_q1_comment": "No choice yet who may read this."}
    found = problems_of(person.post(page, **wrong))
    assert found.xpath(".//a") or page == "check"
