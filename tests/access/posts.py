"""What can be changed by a page, and by whom: a row for each address that stores something.

Who may is what the address's own row says (tests/access/rows.py): those who get 200 or are led on, and
nobody else. `who` is for the pages that more people may read than may change.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import lxml.html
from django.db import connection
from django.urls import reverse

from tests.access.requests import status_of
from tests.access.rows import CAST, POST_ONLY, ROWS


@dataclass(frozen=True)
class Post:
    """change: what somebody fills in. page: the name of the page with the form; the address itself if not
    said. button: which is pressed, where a form has several. where: instead of the row's."""

    change: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    button: tuple[str, str] | None = None
    who: tuple[str, ...] = ()
    where: str = ""


LEADS, MEMBERS = ("lead",), ("reader", "steward", "facilitator", "lead")
SAVE = ("do", "save")

A_STORY = dict.fromkeys(("title", "where", "led_by", "did", "helped", "hard", "silent"), "Words of ours")
NEW_ASSESSMENT = {
    "title": "Ours", "purpose": "readiness",
}  # fmt: skip
POSTS = {
    "frameworks:edit": Post({"head-title": "Renamed"}, button=SAVE),
    "frameworks:edit_part": Post(button=("do", "add-question:s1:text")),
    "frameworks:edit_scales": Post(button=("do", "add-scale")),
    "frameworks:edit_sources": Post(button=("do", "add-source")),
    "frameworks:edit_fit": Post({"concepts.0.name": "Renamed"}, button=SAVE),
    "frameworks:edit_fit_rule": Post({"result": "part"}, button=SAVE),
    "frameworks:edit_fit_example": Post({"result:shared": "fits"}, button=SAVE),
    "frameworks:new": Post({"title": "Ours alone"}),
    "frameworks:new_story": Post(A_STORY),
    "frameworks:story": Post({"title": "Renamed"}),
    "frameworks:publish_story": Post(),
    "frameworks:take_back_story": Post(page="frameworks:publish_story"),
    "frameworks:delete_story": Post(),
    "frameworks:adapt": Post({"title": "Ours, adapted"}),
    "frameworks:next": Post(page="frameworks:version", where="published ours"),
    "frameworks:translate": Post({"language": "cy"}),
    "frameworks:publish": Post({"change_note": "First.", "reviewed": "on"}, where="whole draft"),
    "frameworks:agree": Post(who=MEMBERS, where="proposed draft"),
    "frameworks:withdraw": Post(),
    "frameworks:discard": Post(),
    "accounts:new": Post({"name": "Another house", "kind": "other"}),
    "accounts:organisation": Post({"email": "new@example.org", "name": "New", "role": "reader"}, who=LEADS),
    "accounts:change": Post({"name": "Renamed"}),
    "accounts:publishing": Post({"requires_second_approver": "on"}, page="accounts:organisation"),
    "accounts:member": Post(page="accounts:organisation", button=("remove", "yes")),
    "change_name": Post({"name": "Another name"}),
    "accounts:send_invitation_again": Post(page="accounts:organisation"),
    "accounts:take_back_invitation": Post(page="accounts:organisation"),
    "assessments:new": Post(
        NEW_ASSESSMENT,
        who=("outsider", "facilitator", "lead"),
    ),
    "assessments:about": Post({"title": "Renamed"}),
    "assessments:frameworks": Post(),
    "assessments:perspectives": Post(),
    "assessments:expected": Post({"expected-carers-and-family": "7"}),
    "assessments:terms": Post({"threshold": "6"}),
    "assessments:day": Post({"closes_on": ""}),
    "assessments:joining": Post({"joining": "both"}),
    "assessments:open": Post(page="assessments:round", where="draft"),
    "assessments:change": Post({"welcome": "Hello."}),
    "assessments:contact": Post({"contact_name": "Dee Marsh", "contact_phone": "01632 960 114"}),
    "assessments:close": Post(),
    "assessments:add_codes": Post(page="assessments:ways_in"),
    "assessments:stop_codes": Post(),
    "assessments:slips": Post({"perspective": "", "number": "2"}),
    "assessments:invite": Post({"perspective": "", "addresses": "sam@example.org"}),
    "assessments:take_back": Post(),
    "assessments:print_paper": Post({"perspective": "", "number": "1"}),
    "assessments:face": Post({"colour": "#17453E"}),
    "assessments:archive": Post(),
    "assessments:name_key": Post({"name": "Kit", "address": "kit@example.org"}),
    "assessments:replace_key_link": Post({"address": "new@example.org"}),
    "assessments:my_key": Post(button=("do", "turn")),
    "assessments:new_link": Post({"note": "The board", "shows": "results"}),
    "assessments:new_action": Post({"what": "Pay within ten days"}),
    "assessments:change_action": Post({"what": "Pay within nine days"}),
    "assessments:action_update": Post({"state": "stuck", "words": "Finance said no."}),
    "assessments:delete_action": Post(),
    "assessments:priorities_side": Post({"questions": "demo/s1-q1"}),
    "assessments:priorities_together": Post({"questions": "demo/s1-q1"}),
    "assessments:review_plan": Post({"words": "Two of three are done."}),
    "assessments:review_day": Post({"review_on": "2030-04-08"}),
    "assessments:withdraw_link": Post(),
    "assessments:new_meeting": Post({"present": "practitioners"}),
    "assessments:meeting_question": Post(),
    "assessments:meeting_say": Post({"outcome": "not_agreed", "view_people": "No.", "view_services": "Yes."}),
    "assessments:new_heading": Post({"title": "Biscuits"}),
    "assessments:whole_agreement": Post({"people": "on"}),
    "assessments:clause": Post({"words": "We rest."}),
    "assessments:clause_in_room": Post({"words": "We rest."}),
    "assessments:remove_clause_words": Post({"reason": "order"}),
    "assessments:agreement_sheet": Post({"first": "The budget"}, who=("facilitator", "lead")),
    "assessments:ask_kept": Post(who=("lead",)),
    "assessments:reopen": Post(page="assessments:round", where="closed"),
    "assessments:release": Post({"known": "on"}),
    "assessments:end": Post({"reason": "Too few took part."}),
    "assessments:copy": Post({"title": "For the other team"}),
    "assessments:delete": Post({"name": "Larkfield crisis house"}),
    "assessments:remove_words": Post({"reason": "order"}),
    "assessments:remove_statement": Post({"reason": "order"}),
    "assessments:remove_text": Post({"reason": "order"}),
    "assessments:delete_organisation": Post({"name": "Larkfield Voices"}),
    "assessments:next_round": Post(page="assessments:round"),
}

# Stores something only after a first step, or for one person alone; each has tests of its own.
ELSEWHERE = {
    "accounts:invitation": "tests/accounts/test_invitations.py",
    "frameworks:original": "tests/frameworks/families/test_pages.py",
    "frameworks:edit_changes": "tests/frameworks/editor",
    "frameworks:import": "tests/frameworks/exchange/test_import_page.py",
    "mail_troubles_seen": "tests/background/test_troubles.py",
    "assessments:delete_account": "tests/assessments/deletion/test_pages.py",
    "assessments:remind": "tests/assessments/invitations/pages/test_reminders.py",
    "assessments:type_in": "tests/assessments/paper/pages",
    "assessments:key_held": "tests/assessments/agreement/test_pages.py",
    **{
        f"assessments:{name}": "tests/assessments/agreement/voices/test_pages.py"
        for name in [
            "new_statement",
            "change_statement",
            "take_back_statement",
            "join_statement",
            "step_back",
            "taken_back_read",
            "fair_record",
        ]
    },
    "assessments:delete_unplaced": "tests/assessments/paper/pages/test_typing.py",
    "assessments:no_mail": "tests/assessments/plans/test_mail.py",
    "assessments:ask_before": "tests/assessments/groundwork/test_pages.py",  # its questions are the library's
}
BY_SECRET = {  # people who take part: tests/access/test_participants.py
    f"assessments:{name}" for name in ["enter", "join", "perspective", "part", "check", "withdraw"]
}


def allowed(name: str) -> set[str]:
    """Return who of the cast may send this page."""
    if POSTS[name].who:
        return set(POSTS[name].who)
    return {who for who in CAST if ROWS[name][0][who] in (200, 302)}


def address(world: dict[str, Any], name: str) -> str:
    place = (name in POSTS and POSTS[name].where) or ROWS[name][1]
    return reverse(name, args=world[place] if place else [])


def body(client: Any, world: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what a browser would send of the form on its page, filled in and with its button pressed.

    Raises AssertionError where the page shows this person no such form.
    """
    post, target = POSTS[name], address(world, name)
    page = target
    if post.page:
        place = post.where or ROWS[name][1]
        args = world[place]
        if name.startswith("accounts:"):  # all on the page of the organisation
            args = world["organisation"]
        page = reverse(post.page, args=args)
    shown = client.get(page, follow=True)
    assert shown.status_code == 200, page
    forms = [
        form
        for form in lxml.html.fromstring(shown.content.decode()).forms
        if form.method == "POST" and (form.action or page) == target
    ]
    assert forms, f"{page} has no form for {target}"
    sent: dict[str, Any] = {}
    for key, value in forms[0].form_values():
        sent.setdefault(key, []).append(value)
    if post.button:
        sent[post.button[0]] = post.button[1]
    return {**sent, **post.change}


OURS = ("accounts_", "assessments_", "frameworks_", "background_")
VERBS = ("INSERT INTO", "UPDATE", "DELETE FROM")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are sent to the database within. What is asked is which, and not how many: that may
    differ between databases, and its tests are run on both (tests/databases.py)."""
    found: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def stored(found: list[str]) -> list[str]:
    """Return the statements that wrote to our tables."""
    return [
        sql for sql in found if sql.startswith(VERBS) and any(f'"{app}' in sql.split("(")[0] for app in OURS)
    ]


def send(client: Any, url: str, data: dict[str, Any], method: str = "post") -> tuple[Any, list[str]]:
    """Send this, and return how it was answered (status_of), and what it wrote to our tables."""
    with statements() as found:
        response = getattr(client, method)(url, data)
    return status_of(response), stored(found)


assert all(POST_ONLY not in ROWS[name] or POSTS[name].page for name in POSTS)
