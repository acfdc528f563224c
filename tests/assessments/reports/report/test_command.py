"""What a release says: from every worked example, through the database, to what is printed."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.reports.build import build_report
from assessments.rounds import contents as reads
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.reports.report.cases import many

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# Cost


def sized(people, questions, code):
    version = factories.make_version(code, sections=2, questions=questions)
    everyone = {f"s{s}-q{q}": 1 + q % 5 for s in (1, 2) for q in range(1, questions + 1)}
    organisation = factories.make_organisation(f"House {code}")
    return released.make_release(
        {p: [everyone] * people for p in (USERS, CARERS, PRACTITIONERS, MANAGERS)},
        versions=[version],
        organisation=organisation,
        comments={USERS: dict.fromkeys(everyone, ("Words", "named"))},
    )


def queries_of(release):
    with CaptureQueriesContext(
        connection,
    ) as warm_or_cold:
        build_report(release)
    return len(warm_or_cold)


def test_a_report_costs_the_same_whatever_its_size():
    small, large = sized(3, 1, "small"), sized(6, 9, "large")
    reads.forget()
    cold = queries_of(small)
    reads.forget()
    assert queries_of(large) == cold <= 14
    assert queries_of(small) == 14  # only the small one's version is read anew
    assert queries_of(large) == queries_of(small) == 4  # its plan, agreement and voices


# The command


def test_export_report_writes_html(tmp_path):
    release = released.make_release({USERS: many(3, s1_q1=1), MANAGERS: many(3, s1_q1=2)})
    path = tmp_path / "report.html"
    call_command("export_report", release.round_id, format="html", output=path)
    html = path.read_text()
    assert "Larkfield crisis house" in html
    assert "@page" in html  # stands alone


def test_export_report_says_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match=r"There is no round 999\."):
        call_command("export_report", 999, output=tmp_path / "r.pdf")
    round_ = factories.make_round()
    with pytest.raises(CommandError, match="has no results"):
        call_command("export_report", round_.pk, output=tmp_path / "r.pdf")
    release = released.make_release(
        {USERS: many(3, s1_q1=1)},
        organisation=factories.make_organisation("Other"),
        versions=[factories.make_version("second")],
    )
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("export_report", release.round_id, format="html", output=tmp_path / "none" / "r.html")
    assert not (tmp_path / "none").exists()
