"""The example that a first visitor looks round: loaded and removed by two commands.

Everything goes through the actions that people's own clicks go through, so nothing in it is faked. What
it holds stands in data.yaml.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.actions import add_member, create_organisation, record
from accounts.models import Membership, Organisation, User
from assessments import codes
from assessments.agreement.actions import Settled, record_score, start_meeting
from assessments.agreement.voices.actions import Speaker
from assessments.choices import Special
from assessments.deletion.actions import delete_organisation
from assessments.example.agreements import write_agreement
from assessments.example.plan import (
    Comment,
    Person,
    PlannedAssessment,
    PlannedMeeting,
    PlannedRound,
    planned,
)
from assessments.example.plans import load_plan
from assessments.example.voices import Speakers, say
from assessments.models import Round
from assessments.release import actions as release_actions
from assessments.reports.files import order_reports
from assessments.responses import saving
from assessments.responses.answers import NO_ANSWER, AnswerContent
from assessments.rounds import lifecycle, setup
from assessments.rounds.contents import content_of_round
from assessments.rounds.start.suggestions import suggested_title
from frameworks import content
from frameworks.models import FrameworkVersion

# The sign-in page of a local site shows these too.
PASSWORD = "look-round-example"  # noqa: S105 (it is meant to be known)
LEAD = "lead@example.org"
FACILITATOR = "facilitator@example.org"
STEWARD = "steward@example.org"
ACCOUNTS = (LEAD, FACILITATOR, STEWARD)

SPECIALS = {"?": Special.DONT_KNOW, "x": Special.NOT_APPLICABLE, "p": Special.PREFER_NOT_TO_SAY}
LEFT_OUT = "."


class ExampleRefused(ValueError):
    """The example cannot be loaded or removed as things are. Its message says why, in plain words."""


def organisation_there() -> Organisation | None:
    """Return the example's organisation; None where the example is not loaded."""
    return Organisation.objects.filter(is_example=True).first()


# Loading


@transaction.atomic
def load() -> Organisation:
    """Make the example: its organisation, three people who sign in, and its assessments.

    Raises ExampleRefused where the library is not loaded, where its frameworks ask something else than the
    data file answers, or where one of the three e-mail addresses has an account of somebody's own.
    """
    plan = planned()
    lead = _account(LEAD, "Example lead")
    facilitator = _account(FACILITATOR, "Example facilitator")
    organisation = create_organisation(
        name=plan.organisation.name, kind=plan.organisation.kind, by=lead, is_example=True
    )
    steward = _account(STEWARD, "Example steward")
    for user, role in ((facilitator, Membership.Role.FACILITATOR), (steward, Membership.Role.STEWARD)):
        add_member(organisation=organisation, user=user, role=role, by=lead)
    for assessment in plan.assessments:
        _load_assessment(assessment, organisation, facilitator)
    record("example loaded", organisation, by=None, organisation=organisation)
    return organisation


def _account(email: str, name: str) -> User:
    """Make a person who can sign in at once with the example's password, with no e-mail to confirm."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, name=name)
    elif not user.check_password(PASSWORD):
        raise ExampleRefused(
            f"{email} has an account here already, with another password. The example needs that address."
        )
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def _load_assessment(plan: PlannedAssessment, organisation: Organisation, by: User) -> None:
    round_ = setup.create_assessment(
        organisation=organisation,
        title=plan.title,
        purpose=plan.purpose,
        about=plan.about,
        partners=plan.partners,
        contact=plan.contact,
        by=by,
    )
    versions = _library(plan.frameworks, plan.rounds[0].version)
    setup.set_versions(round_=round_, versions=versions, by=by)
    setup.set_perspectives(round_=round_, rows=plan.perspectives, by=by)
    write_agreement(round_.assessment, plan, by)
    for number, planned_round in enumerate(plan.rounds, start=1):
        if number > 1:
            round_ = setup.start_next_round(assessment=round_.assessment, by=by)
        _hold_round(round_, planned_round, by)


def _hold_round(round_: Round, plan: PlannedRound, by: User) -> None:
    """Open a round that is set up, have people answer it, and share its results if they are to be shared."""
    day = timezone.localdate() - datetime.timedelta(days=plan.days_ago)
    codes_of = {p.label: p.code for p in round_.assessment.perspectives.all()}
    expected = {codes_of[label]: people for label, people in plan.expected.items()}
    setup.set_expected(round_=round_, expected=expected, by=by)
    setup.set_terms(
        round_=round_,
        title=suggested_title(round_.number, day),
        threshold=round_.threshold,
        closes_on=_closing_day(plan.days_open),
        welcome=plan.welcome,
        by=by,
    )
    round_ = lifecycle.open_round(round_=round_, by=by)
    speakers = _answer(round_, plan.people)
    if plan.released:
        lifecycle.close_round(round_=round_, by=by)
        Round.objects.filter(pk=round_.pk).update(opened_on=day, closed_on=day)
        release = release_actions.release_round(round_=round_, by=by, on=day)
        load_plan(release, plan.plan, by)
        if plan.meeting:
            _meet(round_, plan.meeting, day + datetime.timedelta(days=plan.meeting.days_after), by)
        say(plan, speakers)
        release.refresh_from_db(fields=["edition"])
        order_reports(release)


def _meet(round_: Round, plan: PlannedMeeting, day: datetime.date, by: User) -> None:
    """Hold a meeting over the results, and record what was said."""
    codes_of = {p.label: p.code for p in round_.assessment.perspectives.all()}
    present = [codes_of[label] for label in plan.present]
    meeting = start_meeting(round_=round_, held_on=day, present=present, by=by)
    for said in plan.said:
        agreed = said.outcome == "agreed"
        settled = Settled(**said.model_dump(exclude={"question"}), yes_people=agreed, yes_services=agreed)
        record_score(meeting=meeting, question=said.question, settled=settled, seen=0, by=by)


def _closing_day(days: int | None) -> datetime.date | None:
    return None if days is None else timezone.localdate() + datetime.timedelta(days=days)


def _library(wanted: Iterable[str], number: int | None) -> list[FrameworkVersion]:
    """Return the version of this number of each of these built-in frameworks, in this order; None: the
    newest one."""
    published = FrameworkVersion.objects.originals().published()
    versions = published.newest() if number is None else published.filter(number=number)
    versions = versions.filter(framework__organisation=None)
    by_code = {version.framework.code: version for version in versions.select_related("framework")}
    missing = [code for code in wanted if code not in by_code]
    if missing:
        raise ExampleRefused(
            f"The example needs built-in frameworks that are not here: {', '.join(missing)}. "
            "Run 'manage.py load_library' first."
        )
    return [by_code[code] for code in wanted]


def _answer(round_: Round, people: Mapping[str, Iterable[Person]]) -> Speakers:
    """Have each person take part, as they would on screen. Returns them, by perspective label."""
    contents = content_of_round(round_)
    perspectives = {p.label: p for p in round_.assessment.perspectives.all()}
    speakers: dict[str, list[Speaker]] = {label: [] for label in people}
    for label, those in people.items():
        for person in those:
            secret = codes.make_secret()
            response = saving.begin_response(round_=round_, perspective=perspectives[label], secret=secret)
            speakers[label].append(Speaker(response, secret))
            given = _given(contents, person)
            saving.save_answers(response=response, given=given, base_revision=response.revision)
            saving.send_response(response=response, show_if_few=person.show_if_few)
    return speakers


def _given(contents: Iterable[content.VersionContent], person: Person) -> dict[int, AnswerContent]:
    """Return what a person gives, by question id."""
    comments = {comment.question: comment for comment in person.comments}
    given = {
        question.id: _one_given(question, mark, comments.pop(question.code, None))
        for version in contents
        for question, mark in _marks(version, person.answers[version.code])
    }
    if comments:
        raise ExampleRefused(f"The example has comments on unknown questions: {', '.join(comments)}.")
    return {question: one for question, one in given.items() if one != NO_ANSWER}


def _marks(version: content.VersionContent, line: str) -> Iterator[tuple[content.QuestionContent, str]]:
    """Each question of a version with the mark that a line of the data file has for it."""
    sections = [list(section.all_questions()) for section in version.sections]
    groups = line.split()
    if [len(questions) for questions in sections] != [len(group) for group in groups]:
        raise ExampleRefused(
            f"The example's answers do not fit {version.code}, version {version.number}: '{line}'."
        )
    for questions, group in zip(sections, groups, strict=True):
        yield from zip(questions, group, strict=True)


def _one_given(question: content.QuestionContent, mark: str, comment: Comment | None) -> AnswerContent:
    levels = {str(level.value): level.id for level in question.levels}
    if mark not in levels and mark not in SPECIALS and mark != LEFT_OUT:
        raise ExampleRefused(f"The example's answer '{mark}' does not fit the question {question.code}.")
    return AnswerContent(
        level=levels.get(mark),
        special=SPECIALS.get(mark, ""),
        comment=comment.words if comment else "",
        sharing=comment.share if comment else "",
    )


# Removing


def additions(organisation: Organisation) -> list[str]:
    """Return what stands in the example's organisation and is not the example's, each in a few plain words.

    People's answers are not among it: a visitor is asked to try them out.
    """
    ours = {plan.title: len(plan.rounds) for plan in planned().assessments}
    found = []
    for assessment in organisation.assessments.order_by("pk"):
        if assessment.title not in ours:
            found.append(f"the assessment ‘{assessment.title}’")
            continue
        rounds = ours.pop(assessment.title)  # another of the same name is the visitor's
        later_rounds = assessment.rounds.filter(number__gt=rounds)
        found += [f"{later.title} of ‘{assessment.title}’" for later in later_rounds]
    frameworks = organisation.frameworks.order_by("pk")
    found += [f"the framework ‘{framework.code}’" for framework in frameworks]
    others = organisation.memberships.exclude(user__email__in=ACCOUNTS).select_related("user")
    found += [f"the membership of {one.user.email} (the account stays)" for one in others.order_by("pk")]
    invited = organisation.member_invitations.order_by("pk").values_list("email", flat=True)
    return found + [f"the invitation of {email}" for email in invited]


@transaction.atomic
def remove(organisation: Organisation) -> None:
    """Delete the example's organisation with all that belongs to it, and the example's accounts.

    An account that belongs to another organisation too stays. The audit trail stays. Raises DeletionRefused
    where another organisation's round asks one of this organisation's frameworks.
    """
    accounts = list(User.objects.filter(email__in=ACCOUNTS, memberships__organisation=organisation))
    record("example removed", organisation, by=None, organisation=organisation)
    delete_organisation(organisation=organisation, by=None)
    for user in accounts:
        if not user.memberships.exists():
            user.delete()
