"""Choose how an organisation looks on its results and reports."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import Organisation, User
from assessments.faces.models import Face, digest_of


class FaceRefused(Refused):
    """A face that cannot be chosen. Its message says why."""


@transaction.atomic
def change_face(*, organisation: Organisation, colour: str, logo: bytes | None, by: User | None) -> None:
    """Set the colour and the logo of an organisation.

    colour: '#RRGGBB', or empty for none. logo: a PNG from `clean_logo`, empty for none; None leaves it as it
    is. Raises FaceRefused for the example: its password is known, and anybody may look at its results.
    """
    if organisation.is_example:
        raise FaceRefused(
            _("This is an example, so it keeps its looks. Your own organisation can have its own.")
        )
    changed: dict[str, object] = {"colour": colour}
    if logo is not None:
        changed |= {"logo": logo, "logo_digest": digest_of(logo)}
    Face.objects.update_or_create(organisation=organisation, defaults=changed)
    record("face changed", organisation, by=by, organisation=organisation)
