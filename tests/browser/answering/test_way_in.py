"""From a link to the first question is short, on the smallest of phones."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Assessment, Round
from frameworks.actions import import_version
from frameworks.exchange.files import read
from frameworks.management.commands.load_library import LIBRARY
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

SUGGESTED = ("institutional-challenges", "core-values", "progress-pulse", "three-steps")
WIDTH, HEIGHT = 320, 568
MOST_WORDS, MOST_SCREENS = 150, 3

# The words of a page that can be seen, all of them or those above an element; a phone number is one.
WORDS = """above => {
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    let seen = '';
    while (walk.nextNode() && !(above && above.contains(walk.currentNode))) {
        const around = walk.currentNode.parentElement;
        if (around.checkVisibility() && !around.closest('.visually-hidden'))
            seen += ' ' + walk.currentNode.textContent;
    }
    return seen.replace(/(\\d) (?=\\d)/g, '$1').split(/\\s+/).filter(word => /\\w/.test(word)).length;
}"""


@pytest.mark.parametrize("code", SUGGESTED)
def test_at_most_150_words_and_three_screens_stand_before_the_first_question(code, chromium, live_server):
    version = import_version(
        file=read((LIBRARY / f"{code}.yaml").read_bytes()), organisation=None, publish=True, by=None
    )
    round_ = factories.make_round([version], perspectives=factories.FOUR)
    Assessment.objects.update(contact_name="Dee Marsh", contact_phone="01632 960 114")
    Round.objects.update(closes_on=timezone.localdate() + timedelta(days=30))
    phone = {"viewport": {"width": WIDTH, "height": HEIGHT}, "has_touch": True, "is_mobile": True}
    context = chromium.new_context(base_url=live_server.url, **phone)
    page = context.new_page()
    try:
        page.goto(f"/join/{round_.join_code}/")
        start = page.get_by_role("button", name="Start")
        words = page.evaluate(WORDS)
        box = start.bounding_box()
        tall = box["y"] + box["height"]
        page.get_by_role("radio").first.check(force=True)
        start.click()
        page.wait_for_url("**/question/1/")
        statement = page.locator("legend:has(h2)")
        words += page.evaluate(WORDS, statement.element_handle())
        tall += statement.bounding_box()["y"]
    finally:
        context.close()
    assert words <= MOST_WORDS
    assert tall <= MOST_SCREENS * HEIGHT
