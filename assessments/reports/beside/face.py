"""How the organisation looks, and whom people can talk to."""

from accounts.models import Organisation
from assessments.faces.models import Face
from assessments.models import Assessment
from assessments.printing.colours import readable
from assessments.reports.model import ReportContact, ReportFace


def face_of(organisation: Organisation) -> ReportFace:
    """Return how the organisation looks; one query, unless its face was selected along."""
    try:
        face: Face = organisation.face
    except Face.DoesNotExist:
        return ReportFace()
    return ReportFace(readable(face.colour) if face.colour else "", bytes(face.logo), face.logo_digest)


def contact_of(assessment: Assessment) -> ReportContact | None:
    """Return the person whom people can talk to; None where there is nobody."""
    if not assessment.contact_name:
        return None
    return ReportContact(
        assessment.contact_name, assessment.contact_phone, assessment.contact_email, assessment.contact_hours
    )
