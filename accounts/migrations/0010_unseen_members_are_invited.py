"""Members whom somebody added and who have not signed in since: they were never asked, so now they are invited.

Nobody knows yet whether their address is theirs. Their name here is the address: what their account is called
is not for the organisation to see before they accept.
"""

from django.db import migrations, models


def invite_unseen_members(apps, schema_editor):
    Membership = apps.get_model("accounts", "Membership")
    MemberInvitation = apps.get_model("accounts", "MemberInvitation")
    using = schema_editor.connection.alias
    added = Membership.objects.using(using).filter(added_at__isnull=False)
    unseen = added.filter(
        models.Q(user__last_login=None) | models.Q(user__last_login__lt=models.F("added_at"))
    )
    for member in unseen.select_related("user").order_by("pk"):
        MemberInvitation.objects.using(using).create(
            organisation_id=member.organisation_id,
            email=member.user.email.lower(),
            name=member.user.email[:100],
            role=member.role,
            invited_at=member.added_at,
        )
        member.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_member_invitations"),
    ]

    operations = [
        # Back again they are not members: they have not accepted.
        migrations.RunPython(invite_unseen_members, migrations.RunPython.noop),
    ]
