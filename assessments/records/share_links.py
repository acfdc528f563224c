"""Links by which anybody who has one reads the results of a round, or its report: what is known of each.

Loaded by apps.py. What is done with them is in sharing/.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Release

REPORT_PAGES = ("report", "brief", "annex", "simple")  # how the names of pages and files of a report begin


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def working(self) -> "ShareLinkQuerySet":
        """Select those that open something today."""
        return self.filter(withdrawn_at=None, ends_on__gte=timezone.localdate())


class ShareLink(models.Model):
    """A link to a release, to be read by whoever has it until the end of a day. It never changes but by being
    withdrawn, once, and goes with its release.

    secret_hash: what is stored of the secret in the link. note: whom it is for, in the words of who made it.
    mailed_to: to how many addresses it was sent; the addresses are not stored here.
    """

    class Shows(models.TextChoices):
        RESULTS = "results", _("The results, with the report")
        REPORT = "report", _("The report alone")
        OUTCOME = "outcome", _("What came of it: the page ‘You said, we did’")

    release = models.ForeignKey(Release, models.CASCADE, related_name="share_links")
    shows = models.CharField(max_length=7, choices=Shows.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=80)
    mailed_to = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ends_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shows__in=["results", "report", "outcome"]), name="share_link_shows"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None) | Q(withdrawn_at__isnull=False), name="share_link_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"a link to {self.get_shows_display()}"

    def has_ended(self, today: datetime.date | None = None) -> bool:
        """Whether its last day is over."""
        return self.ends_on < (today or timezone.localdate())

    @property
    def works(self) -> bool:
        return self.withdrawn_at is None and not self.has_ended()

    def shows_page(self, name: str) -> bool:
        """Whether it opens the page of this name: 'results_part', 'report_pdf'. One to the report, or to what
        came of it, opens nothing else."""
        if self.shows == self.Shows.REPORT:
            return name.startswith(REPORT_PAGES)
        return self.shows == self.Shows.RESULTS or name == self.shows

    def address(self, secret: str) -> str:
        """Return the address that the link is, without the site's own: '/shared/…/results/'. The secret is
        stored nowhere, so it must be told."""
        return reverse(f"assessments:shared_{self.shows}", args=[secret])
