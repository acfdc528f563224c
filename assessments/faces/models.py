"""How an organisation looks on its results and reports: its colour and its logo.

Loaded by apps.py. There is no row for one that chose nothing.
"""

import hashlib

from django.db import models

from accounts.models import Organisation


class Face(models.Model):
    """An organisation's colour as it chose it, '#RRGGBB', and its logo as a PNG of ours (printing/logos.py);
    each empty for none.

    logo_digest: names the logo in its address. Only who has seen a page with the logo knows it, so the
    address tells nobody which organisations there are.
    """

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="face")
    colour = models.CharField(max_length=7, blank=True)
    logo = models.BinaryField(blank=True, default=b"")
    logo_digest = models.CharField(max_length=64, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"the face of {self.organisation_id}"


def digest_of(logo: bytes) -> str:
    """Return what names a logo; empty for none."""
    return hashlib.sha256(logo).hexdigest() if logo else ""
