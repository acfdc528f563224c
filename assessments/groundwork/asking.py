"""Ask people before the meeting, and afterwards whether the agreement was kept. Both are ordinary rounds,
with their promise, their private links and paper, and their rules of who is shown: nothing here answers for
them."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import record
from accounts.models import User
from accounts.naming import shortened
from assessments.groundwork.actions import AgreementRefused
from assessments.groundwork.queries import Version
from assessments.models import Assessment, Round, RoundVersion
from assessments.records.groundwork import KeptQuestions
from assessments.rounds.errors import RoundUnfinished
from assessments.rounds.lifecycle import lock_round
from assessments.rounds.queries import ASKED_BEFORE, BEFORE_WE_MEET, first_unfinished, rounds_of
from assessments.rounds.setup import set_versions, start_next_round
from frameworks.actions import import_version
from frameworks.exchange.files import FrameworkFile
from frameworks.exchange.limits import title_from
from frameworks.languages import page_language
from frameworks.models import LIMITS, Framework, FrameworkVersion

KEPT = "kept-"  # how the codes begin of questions on clauses
LEVELS = {
    1: (gettext_noop("Not at all"), gettext_noop("We did not keep to this.")),
    2: (gettext_noop("A little"), gettext_noop("We kept to it now and then.")),
    3: (gettext_noop("Half the time"), gettext_noop("Sometimes we did, and sometimes we did not.")),
    4: (gettext_noop("Mostly"), gettext_noop("We kept to it, with a few lapses.")),
    5: (gettext_noop("Always"), gettext_noop("We kept to this.")),
}


def rounds_asked_before(assessment: Assessment) -> QuerySet[Round]:
    """Select the rounds that ask what people think before a meeting, the newest first."""
    asked = RoundVersion.objects.filter(version__questions__code__startswith=ASKED_BEFORE).values("round")
    found = Round.objects.filter(assessment=assessment, pk__in=asked).exclude(state=Round.State.ENDED)
    return found.select_related("assessment__organisation__face", "release").order_by("-number")


@transaction.atomic
def ask_before_meeting(*, assessment: Assessment, by: User) -> Round:
    """Set up a round that asks the questions before a meeting: the one that is being set up, or a new one.
    Returns it; it is opened as any other. Raises RoundUnfinished where another round is under way, and
    AgreementRefused where the library has no such questions."""
    held = Assessment.objects.select_for_update().get(pk=assessment.pk)
    library = FrameworkVersion.objects.newest().filter(framework__organisation=None)
    version = library.filter(framework__code=BEFORE_WE_MEET).select_related("framework").first()
    if version is None:
        raise AgreementRefused(_("This site does not have the questions for before a meeting."))
    unfinished = first_unfinished(rounds_of(held))
    if unfinished and unfinished.state != Round.State.DRAFT:
        raise RoundUnfinished(unfinished)
    round_ = lock_round(unfinished or start_next_round(assessment=held, by=by), Round.State.DRAFT)
    set_versions(round_=round_, versions=[version], by=by)
    round_.title = _("Before we meet")
    round_.save(update_fields=["title"])
    return round_


@transaction.atomic
def ask_whether_kept(
    *, assessment: Assessment, version: Version, statements: Mapping[str, str], by: User
) -> FrameworkVersion:
    """Make questions on the clauses of a version, each a statement to score, and put them into the round that
    is being set up, if there is one. Returns them: published, or a draft where a second person has to agree
    first.

    statements: by the code of the clause, each as frameworks.forms.fields.Written takes it. They are copied:
    people score what they read. A later version of the agreement makes a later version of the questions,
    compared where a clause says the same.
    """
    held = Assessment.objects.select_for_update().get(pk=assessment.pk)
    organisation = held.organisation
    kept = KeptQuestions.objects.filter(assessment=held).select_related("framework").first()
    code = kept.framework.code if kept else f"kept-to-agreement-{held.pk}"
    newest = (
        FrameworkVersion.objects.filter(framework=kept.framework).order_by("-number").first()
        if kept
        else None
    )
    is_draft = newest is not None and newest.status == FrameworkVersion.Status.DRAFT
    number = 1 if newest is None else newest.number if is_draft else newest.number + 1
    before = _statements_of(newest) if newest and not is_draft else {}
    titles = {one.code: title_from(one.title) or one.code for one in version.clauses}
    file = FrameworkFile.model_validate(
        {
            "format": "coprod-framework/1",
            "code": code,
            "title": _("Keeping to our agreement"),
            "version": number,
            "language": page_language(),
            "summary": _("%(title)s: what we agreed, clause by clause. How far did we keep to it?")
            % {"title": title_from(held.title)},
            "introduction": _(
                "These statements are from version %(number)s of our working agreement. Score how far all of "
                "us kept to each. Both sides agreed to them, so nobody needs to defend them."
            )
            % {"number": version.number},
            "licence": shortened(
                _("For use by %(organisation)s") % {"organisation": title_from(organisation.name)},
                LIMITS["title"],
            ),
            "credits": _("Written by the people of this assessment, in their own words."),
            "scales": [
                {
                    "code": "kept",
                    "title": _("How far did we keep to this?"),
                    "levels": [
                        {"value": value, "label": _(label), "description": _(description)}
                        for value, (label, description) in LEVELS.items()
                    ],
                }
            ],
            "sections": [
                {
                    "code": "clauses",
                    "title": _("What we agreed"),
                    "questions": [
                        {
                            "code": f"{KEPT}{clause}",
                            "kind": "rating",
                            "title": titles[clause],
                            "statement": statement,
                            "scale": "kept",
                            "direction": "strength",
                            "compares": _compares(before.get(f"{KEPT}{clause}"), statement),
                            "consider": [_("What have you seen, since we agreed this?")],
                            "actions": [_("Talk about this clause again. Change it if it does not fit.")],
                        }
                        for clause, statement in statements.items()
                    ],
                }
            ],
        }
    )  # fmt: skip
    if newest and before == {f"{KEPT}{clause}": says for clause, says in statements.items()}:
        made = newest  # it asks just this already
    else:
        made = import_version(file=file, organisation=organisation, publish=True, by=by)
        record("questions made from an agreement", held, by=by, organisation=organisation)
    if kept is None:
        framework = Framework.objects.get(pk=made.framework_id)
        KeptQuestions.objects.get_or_create(assessment=held, defaults={"framework": framework})
    _put_into_draft(held, made, by)
    return made


def _compares(before: str | None, statement: str) -> str:
    """Say whether a question asks what it asked in the version before."""
    return "same" if before in (None, statement) else "changed"


def _statements_of(version: FrameworkVersion) -> dict[str, str]:
    return dict(version.questions.values_list("code", "statement"))


def _put_into_draft(assessment: Assessment, version: FrameworkVersion, by: User) -> None:
    """Have the round that is being set up ask these questions too, after what it asks."""
    draft = assessment.rounds.filter(state=Round.State.DRAFT).first()
    if draft is None or version.status != FrameworkVersion.Status.PUBLISHED:
        return
    rows = draft.round_versions.order_by("position").select_related("version__framework")
    asked = [row.version for row in rows]
    others = [one for one in asked if one.framework_id != version.framework_id]
    if asked != [*others, version]:
        set_versions(round_=draft, versions=[*others, version], by=by)
