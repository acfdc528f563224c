"""The two keys of a round whose results are shared only once two people have agreed, one from each side.

Loaded by apps.py. What is done with them is in agreement/keys.py; a release reads here whether both are
turned (docs/rules.md, Two keys).
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.choices import Side
from assessments.models import Round


class ReleaseKeyQuerySet(models.QuerySet["ReleaseKey"]):
    def current(self) -> "ReleaseKeyQuerySet":
        """Select those that were not passed on to somebody else."""
        return self.filter(passed_on=None)

    def with_holder(self) -> "ReleaseKeyQuerySet":
        """Select those that somebody can turn: a member's whose account exists, or one with a link."""
        return self.filter(Q(user__isnull=False) | Q(secret_hash__isnull=False))


class ReleaseKey(models.Model):
    """One side's key to the results of a round, and who holds it: a member, or somebody with a link.

    user: the member; empty too once their account is deleted. name: what somebody with a link is called.
    secret_hash: what is stored of the secret in that link. seen_by: the member to whom the link was shown, to
    pass it on; they cannot hold the other key, nor be shown its link. address_mark: a keyed hash of the
    holder's e-mail address, where it is known, so that one address never has both. address: where a link was
    sent, to write to its holder once the round has closed; forgotten as soon as results are shared, the round
    has ended, or the key is passed on. turned_on: the day on which the holder agreed. passed_on: the day from
    which somebody else holds it; the row stays, to be told.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="release_keys")
    side = models.CharField(max_length=8, choices=Side.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 (members have none)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    address_mark = models.CharField(max_length=64, blank=True)
    address = models.EmailField(blank=True)
    turned_on = models.DateField(null=True)
    passed_on = models.DateField(null=True)

    objects = ReleaseKeyQuerySet.as_manager()

    class Meta:
        ordering = ["round", "side", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "side"], condition=Q(passed_on=None), name="key_once_a_side"
            ),
            models.UniqueConstraint(
                fields=["round", "user"], condition=Q(passed_on=None), name="key_one_person_one_key"
            ),
            models.UniqueConstraint(
                fields=["round", "address_mark"],
                condition=Q(passed_on=None) & ~Q(address_mark=""),
                name="key_one_address_one_key",
            ),
            models.CheckConstraint(condition=Q(side__in=["people", "services"]), name="key_side"),
            models.CheckConstraint(condition=Q(user=None) | Q(secret_hash=None), name="key_one_holder"),
            models.CheckConstraint(
                condition=Q(address="") | Q(secret_hash__isnull=False), name="key_address_of_a_link"
            ),
            models.CheckConstraint(
                condition=Q(turned_on=None) | Q(passed_on=None), name="key_turned_or_passed_on"
            ),
        ]

    def __str__(self) -> str:
        return f"the key of {self.get_side_display()}"

    @property
    def is_turned(self) -> bool:
        return self.turned_on is not None

    @property
    def has_holder(self) -> bool:
        """Whether there is anybody who could turn it."""
        return self.user_id is not None or self.secret_hash is not None

    @property
    def has_link(self) -> bool:
        """Whether its holder has a link in place of an account."""
        return self.secret_hash is not None

    @property
    def is_written_to(self) -> bool:
        """Whether we can write to its holder."""
        return self.user_id is not None or bool(self.address)

    @property
    def holder(self) -> str:
        """What its holder is called, for the members of the organisation."""
        if self.user is not None:
            return str(self.user)
        return self.name or _("somebody whose account is deleted")


def keys_of(round_: Round) -> list[ReleaseKey]:
    """Return the keys of a round that nobody has passed on, that of people and communities first. One query,
    or none for a round that asks for no keys."""
    if not round_.two_keys:
        return []
    return list(ReleaseKey.objects.current().filter(round=round_).select_related("user").order_by("side"))


def sides_missing(keys: Iterable[ReleaseKey]) -> list[Side]:
    """Return the sides whose key is not turned, among these of one round."""
    turned = {key.side for key in keys if key.is_turned}
    return [side for side in Side if side not in turned]


def forget_key_addresses(round_: Round) -> None:
    """Forget the addresses of those who hold keys by a link: nobody is written to any more. One query."""
    ReleaseKey.objects.filter(round=round_).exclude(address="").update(address="")
