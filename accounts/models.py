"""People who sign in, their organisations, what they may do there, and the trail of what was done."""

import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.naming import is_blank


class UserAccounts(BaseUserManager["User"]):
    """Make people who sign in by e-mail. (Django asks for a manager by these method names.)"""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person with this e-mail, in lower case. Without a password they must first ask for one."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in, by e-mail. People who only answer have no account and no row here."""

    email = models.EmailField(gettext_lazy("e-mail address"), unique=True)
    name = models.CharField(gettext_lazy("your name"), max_length=100)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserAccounts()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.email if is_blank(self.name) else self.name


def name_order(text: str) -> str:
    """Return what a name is sorted by, as people look it up: without case and accents, and the same whatever
    the database's own order is."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Any) -> "OrganisationQuerySet":
        """Select the organisations that the person belongs to."""
        return self.filter(memberships__user=user)

    def by_name(self) -> "list[Organisation]":
        """Return them in the order of their names (name_order). One query."""
        return sorted(self, key=lambda one: (name_order(one.name), one.pk))


class Organisation(models.Model):
    class Kind(models.TextChoices):
        NHS_TRUST = "nhs-trust", gettext_lazy("NHS trust")
        USER_LED = "user-led", gettext_lazy("User-led organisation")
        LOCAL_AUTHORITY = "local-authority", gettext_lazy("Local authority")
        VOLUNTARY = "voluntary", gettext_lazy("Charity or voluntary group")
        OTHER = "other", gettext_lazy("Something else")

    name = models.CharField(gettext_lazy("name of the organisation"), max_length=120)
    slug = models.SlugField(unique=True)
    kind = models.CharField(
        gettext_lazy("what kind of organisation it is"), max_length=20, choices=Kind.choices
    )
    is_example = models.BooleanField(default=False)
    requires_second_approver = models.BooleanField(
        gettext_lazy("a second member agrees before a framework is published"),
        default=False,
        db_column="two_to_publish",
    )

    objects = OrganisationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person may do in an organisation: they made it, or accepted an invitation to it."""

    class Role(models.TextChoices):
        LEAD = "lead", gettext_lazy("Lead")
        FACILITATOR = "facilitator", gettext_lazy("Facilitator")
        STEWARD = "steward", gettext_lazy("Framework steward")
        READER = "reader", gettext_lazy("Reader")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} at {self.organisation}"


INVITATION_LASTS = timedelta(days=14)
EXPIRED_LISTED = timedelta(days=30)  # so long an expired one can be sent again with a button


class MemberInvitationQuerySet(models.QuerySet["MemberInvitation"]):
    def usable(self) -> "MemberInvitationQuerySet":
        """Select those that can still be accepted."""
        return self.filter(invited_at__gt=timezone.now() - INVITATION_LASTS)

    def long_expired(self) -> "MemberInvitationQuerySet":
        """Select those that expired so long ago that they are not listed any more."""
        return self.filter(invited_at__lte=timezone.now() - INVITATION_LASTS - EXPIRED_LISTED)


class MemberInvitation(models.Model):
    """A role that an organisation offers to whoever has this e-mail address, until they accept it.

    It grants nothing, and says nothing of whether the address has an account. It goes when it is accepted or
    taken back, or a while after it has expired. name: what the person who invites calls them.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="member_invitations")
    email = models.EmailField(gettext_lazy("e-mail address"))
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=20, choices=Membership.Role.choices)
    invited_at = models.DateTimeField(default=timezone.now)

    objects = MemberInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", Lower("email"), name="member_invitation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()} at {self.organisation}"

    @property
    def expires_at(self) -> datetime:
        return self.invited_at + INVITATION_LASTS

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class AuditEvent(models.Model):
    """Who did what, when, on which record. Only ever added to; guards in the database refuse the rest.

    Holds no answers, comments or secrets. `by` is empty for what a participant or a command did. The
    links are loose on purpose: removing an account leaves its number here and no name. `at` is the beginning
    of the day for what a participant did.
    """

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    what = models.CharField(max_length=60)
    record = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["organisation", "at"], name="audit_by_organisation")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what} {self.record}"


class Deletion(models.Model):
    """That something was deleted: nothing of what it was, nor when (accounts/deletions.py)."""

    kind = models.CharField(max_length=20)
    mark = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"a deleted {self.kind}"


class FormSent(models.Model):
    """That a form which makes something was sent, so that the same again makes nothing more
    (accounts/idempotency/forms_sent.py). Its mark is keyed, and tells neither who sent it nor what was in it.

    made: the key of what it made. Rows go after a few days.
    """

    mark = models.CharField(max_length=64, unique=True)
    made = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"a form sent at {self.sent_at:%Y-%m-%d %H:%M}"
