"""Who may do what with an assessment. Reach comes first, in `visible_to`; these say what is allowed."""

from typing import Any

from accounts.permissions import can_facilitate
from assessments.models import Assessment


def can_run(user: Any, assessment: Assessment) -> bool:
    """Set up, open, close and release the assessment's rounds."""
    return can_facilitate(user, assessment.organisation)
