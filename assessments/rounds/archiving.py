"""Archive an assessment: its results stay to be read, and nothing in it changes any more."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from assessments.models import Assessment, Round
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import first_unfinished, rounds_of


@transaction.atomic
def archive_assessment(*, assessment: Assessment, by: User) -> None:
    """Archive all rounds of an assessment whose results are shared. There is no way back for them, but a next
    round may still be started. Raises NotAllowedNow while a round of it is unfinished; done twice, the second
    changes nothing."""
    held = Assessment.objects.select_for_update(no_key=True).filter(pk=assessment.pk).first()
    if held is None:
        raise NotAllowedNow(_("This assessment has just been deleted."))
    unfinished = first_unfinished(rounds_of(held))
    if unfinished is not None:
        raise NotAllowedNow(
            _("%(round)s is not finished, so this cannot be archived.") % {"round": unfinished.title}
        )
    shared = Round.objects.filter(assessment=held, state=Round.State.RELEASED)
    found = list(shared.select_for_update(of=("self",)).order_by("pk"))
    shared.update(state=Round.State.ARCHIVED)
    for round_ in found:
        record("round archived", round_, by=by, organisation=held.organisation)
