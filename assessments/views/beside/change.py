"""What has moved since an earlier round: for members, people who took part, and of the example for anybody.

Not for those who have a link: a link shows its own release alone (docs/rules.md, Over time).
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import Permission, may
from assessments.models import Release
from assessments.release.queries import releases_before
from assessments.reports.build import build_report
from assessments.views.results import Links, page_context

MOST_SLOPES = 6  # of the questions that moved furthest


@dataclass(frozen=True, slots=True)
class EarlierRound:
    """An earlier round that this one can be compared with, and whether it is the one that is."""

    title: str
    people: int
    number: int
    is_chosen: bool


def change_page(request: HttpRequest, release: Release, links: Links) -> HttpResponse:
    """Set a round beside the one before it, or the earlier one whose number the address gives (`?then=1`);
    `?all=1` lists every question that can be compared."""
    earlier = releases_before(release)
    asked = request.GET.get("then", "")
    then = next((one for one in earlier if str(one.round.number) == asked), earlier[0] if earlier else None)
    report = build_report(release, since=then)
    organisation = release.round.assessment.organisation
    context = {
        **page_context(request, report, release.round, links),
        "change": report.change,
        "earlier": [
            EarlierRound(one.round.title, one.people, one.round.number, one is then) for one in earlier
        ],
        "then": then.round if then else None,
        "then_results": links.results_of(then.round) if then else "",
        "all": request.GET.get("all") == "1",
        "slopes": report.change.to_draw(MOST_SLOPES) if report.change else (),
        "may_go_on": links.is_of_member and may(request.user, Permission.RUN_ASSESSMENTS, organisation),
    }
    return render(request, "assessments/reports/results/change.html", context)
