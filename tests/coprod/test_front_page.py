"""The start page shows real numbers of the example, and something calm and true where there is none."""

import lxml.html
import pytest

from assessments.models import Release
from assessments.reports.build import build_report
from tests.assessments.released import PRACTITIONERS, USERS, fetch, make_release

pytestmark = pytest.mark.django_db
SAID = "We were asked after it was decided."


def make_example(**answers):
    release = make_release(
        {USERS: [{"s1-q1": 1}] * 6, PRACTITIONERS: [{"s1-q1": 3}] * 6, **answers},
        comments={USERS: {"s1-q1": (SAID, "named")}},
    )
    organisation = release.round.assessment.organisation
    organisation.is_example = True
    organisation.save(update_fields=["is_example"])
    return release


def test_the_start_page_shows_parts_of_the_example_as_they_were_released(client, django_assert_num_queries):
    release = make_example()
    client.get("/")
    with django_assert_num_queries(2):  # which round is the example's; whether there is one to sign in to
        page = lxml.html.fromstring(client.get("/").content.decode())
    report = build_report(fetch(release))
    [part] = [part for part in report.parts if part.area.gap]
    out = page.xpath("//section[@aria-labelledby='out']")[0].text_content()
    assert f"{part.area.gap.printed} apart" in out
    for group in report.groups:
        assert group.name in out
    [title] = page.xpath(
        "//section[@aria-labelledby='out']//*[name()='svg'][@class='strip']/*[name()='title']/text()"
    )
    assert all(f"{one.group.name} {one.position.printed}" in title for one in part.area.sided)
    assert SAID in out
    assert f"/example/{release.round_id}/results/" in page.xpath("//a/@href")


@pytest.mark.parametrize("there", ["nothing", "somebody else’s results", "an example without groups"])
def test_the_start_page_is_calm_where_there_is_no_example_to_show(client, there):
    if there == "somebody else’s results":
        make_release({USERS: [{"s1-q1": 1}] * 6, PRACTITIONERS: [{"s1-q1": 3}] * 6})
    elif there == "an example without groups":
        make_example(**{PRACTITIONERS: [{"s1-q1": 3}]})
    assert Release.objects.exists() is (there != "nothing")
    home = client.get("/").content.decode()
    assert "What groups see most differently" in home
    assert 'class="strip"' not in home
    assert " apart</span>" not in home
    assert ("/example/" in home) is (there == "an example without groups")
