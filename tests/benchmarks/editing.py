"""A page of the editor in a part of 300 questions, against the same page in a part of 30.

Both sides are the site as it runs in production, from the bytes of a request to those of the page. Both pages
show 20 questions, so the ratio is that of the cost of each question shown. What a page costs should hang on
what it shows: it reads the others too, but only lists their names.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from accounts.models import Organisation, User
from frameworks.models import FrameworkVersion
from frameworks.views.editor.page import QUESTIONS_A_PAGE
from tests import factories
from tests.benchmarks.contest import Contest, Job, Side
from tests.benchmarks.saving import SETTINGS, serve
from tests.frameworks.examples import long_example, stored

MANY, FEW = 300, 30
SECTION = "making"  # of the example


@contextmanager
def editing(*, pairs: int = 60, warm_up: int = 5) -> Iterator[Contest]:
    """The contest of opening the first page of a part."""
    organisation = factories.make_organisation("Editing")
    steward = factories.make_member(organisation, "steward", "steward-editing@example.org")
    with override_settings(**SETTINGS):
        many, few = (Page(draft_of(questions, organisation), steward) for questions in (MANY, FEW))
        yield Contest(
            title=f"A page of the editor that shows {QUESTIONS_A_PAGE} questions",
            ours=Side(f"of a part of {MANY} questions", many.ready),
            bare=Side(f"of a part of {FEW} questions", few.ready),
            target=1.5,
            pairs=pairs,
            warm_up=warm_up,
        )


def draft_of(questions: int, organisation: Organisation) -> FrameworkVersion:
    """A draft with so many questions in one part."""
    data = long_example(questions, code=f"long-{questions}")
    draft: FrameworkVersion = stored(data, organisation=organisation, publish=False)
    return draft


class Page:
    """The page of a draft's part in the browser of a steward."""

    def __init__(self, draft: FrameworkVersion, steward: User) -> None:
        self.browser = Client()
        self.browser.force_login(steward)
        self.address = reverse("frameworks:edit_part", args=[draft.pk, SECTION])
        self.application = WSGIHandler()

    def ready(self, pair: int) -> Job:
        """The request for the page."""
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in self.browser.cookies.items())
        headers = {"Host": settings.ALLOWED_HOSTS[0], "Cookie": cookies}
        environ = RequestFactory().get(self.address, secure=True, headers=headers).environ
        return lambda: serve(self.application, environ, status="200 OK")
