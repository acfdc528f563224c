"""Reading links to results."""

from assessments import codes
from assessments.models import Round
from assessments.records.share_links import ShareLink


def link_of(written: str) -> ShareLink | None:
    """Return the link that a secret opens today, with all that its pages say of the round; None for one that
    is unknown, over or withdrawn, which nobody can tell apart. One query, or none."""
    secret = codes.tidy(written)
    if secret is None or len(secret) != codes.SHARE_LENGTH:
        return None
    links = ShareLink.objects.working().select_related("release__round__assessment__organisation__face")
    return links.filter(secret_hash=codes.hash_of(secret)).first()


def links_of(round_: Round) -> list[ShareLink]:
    """Return all links to a round's results: those that work first, each time the newest first. One query."""
    links = ShareLink.objects.filter(release__round=round_).select_related("made_by", "withdrawn_by")
    return sorted(links.order_by("-made_at", "-pk"), key=lambda link: not link.works)
