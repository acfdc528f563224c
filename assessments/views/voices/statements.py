"""'We see it differently': people who took part read, write, change and take back statements, and join those
of others, with their private link."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import Refused
from accounts.idempotency.forms_sent import sent_form
from assessments.agreement.voices import actions
from assessments.agreement.voices.actions import Statement
from assessments.agreement.voices.queries import OwnVoices, own_voices
from assessments.forms.outcome.voices import YES, StatementForm
from assessments.groundwork.queries import titles_of, versions_of
from assessments.records.voices import Dissent
from assessments.reports.beside.offers import naming_offer
from assessments.reports.beside.spoken import statements_on_clauses
from assessments.reports.beside.voices import ReportStatement
from assessments.reports.groundwork.agreement import NO_AGREEMENT, agreement_in_report
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion
from assessments.responses.visits import Visit
from assessments.views.voices.speaking import Occasion, for_speakers, show

About = Dissent.About


@dataclass(frozen=True, slots=True)
class Subject:
    """What a statement can be about, from where somebody begins: a question and its part, a part, the whole
    alone, or a clause of the working agreement, by its code and title. agreed: what the group said of the
    question at its last meeting, in words."""

    part: ReportPart | None = None
    question: ReportQuestion | None = None
    clause: tuple[str, str] | None = None
    agreed: str = ""

    @property
    def part_key(self) -> str:
        return f"{self.part.framework}/{self.part.code}" if self.part else ""

    def key(self, about: str) -> str:
        """Return the key of what a statement is about."""
        if self.clause:
            return self.clause[0]
        if about == About.QUESTION and self.question:
            return self.question.key
        return self.part_key if about == About.PART else ""

    @property
    def first(self) -> str:
        """What a statement is about unless another is picked: the smallest."""
        if self.clause:
            return About.CLAUSE
        return About.QUESTION if self.question else About.PART if self.part else About.WHOLE

    @property
    def choices(self) -> list[tuple[str, str]]:
        if self.clause:
            return [(About.CLAUSE.value, str(About.CLAUSE.label))]
        found = [(About.QUESTION, self.question), (About.PART, self.part), (About.WHOLE, True)]
        return [(about.value, str(about.label)) for about, there in found if there]

    @property
    def levels(self) -> list[tuple[str, str]]:
        return [(str(level.value), level.name) for level in (self.question.levels if self.question else ())]

    @property
    def query(self) -> str:
        """The end of an address that begins from here."""
        asked = QueryDict(mutable=True)
        if self.clause:
            asked["clause"] = self.clause[0]
        elif self.question or self.part:
            asked["question" if self.question else "part"] = (
                self.question.key if self.question else self.part_key
            )
        return f"?{asked.urlencode(safe='/')}" if asked else ""

    def concerns(self, one: ReportStatement) -> bool:
        """Whether a statement is about the question or part that somebody begins from."""
        if self.clause:
            return (one.about, one.key) == (About.CLAUSE, self.clause[0])
        if self.question:
            return (one.about, one.key) == (About.QUESTION, self.question.key)
        return not self.part or (one.about, one.key) == (About.PART, self.part_key)


def _subject_asked(occasion: Occasion, asked: Mapping[str, str]) -> Subject:
    """Return the question, part or clause that the address names; the whole where it names none that there
    is."""
    report = occasion.report
    if code := asked.get("clause"):
        title = titles_of(occasion.release.round.assessment_id).get(code)
        return Subject(clause=(code, title)) if title else Subject()
    for part in report.parts:
        if asked.get("part") == f"{part.framework}/{part.code}":
            return Subject(part)
        for question in part.questions:
            if asked.get("question") == question.key:
                said = report.agreed.on(question.key)
                return Subject(part, question, agreed=said.now.said if said else "")
    return Subject()


def _subject_of(occasion: Occasion, one: ReportStatement) -> Subject:
    return _subject_asked(occasion, {one.about: one.key})


def _place(visit: Visit, name: str, *args: object) -> str:
    return reverse(f"assessments:{name}", args=[visit.round.join_code, *args])


# Reading and joining


@for_speakers
def agreement(visit: Visit, occasion: Occasion) -> HttpResponse:
    """Show the working agreement as it is now: its newest version, each clause with the way to say that one
    sees it differently."""
    assessment = visit.round.assessment
    newest = next((one for one in versions_of(assessment) if one.made_on), None)
    found = NO_AGREEMENT
    if newest:
        statements = statements_on_clauses(assessment)
        found = agreement_in_report(newest.number, newest.made_on, newest.clauses, statements)
    can_change = visit.round.state == visit.round.State.RELEASED and bool(occasion.report.shown)
    return show(visit, "agreement", {"agreement": found, "can_change": can_change})


@for_speakers
def statements(visit: Visit, occasion: Occasion) -> HttpResponse:
    """Show who sees something differently, each with the way to say the same: what the address
    names, or all."""
    return _list(visit, occasion)


def _list(visit: Visit, occasion: Occasion, problem: str = "", status: int = 200) -> HttpResponse:
    subject = _subject_asked(occasion, visit.GET)
    context = {
        "subject": subject,
        "shown": [one for one in occasion.report.dissents.all if subject.concerns(one)],
        "own": own_voices(occasion.release, occasion.speaker),
        "offer": naming_offer(occasion.report.results, occasion.perspective),
        "can_change": visit.round.state == visit.round.State.RELEASED,
        "nothing_shown": not occasion.report.shown,
        "problem": problem,
    }
    return show(visit, "statements", context, status)


@require_POST
@for_speakers
def join_statement(visit: Visit, occasion: Occasion, pk: UUID) -> HttpResponse:
    """Say the same as somebody else."""
    try:
        actions.join_statement(
            speaker=occasion.speaker,
            pk=pk,
            read=visit.POST.get("read", ""),
            is_named=visit.POST.get("named") == YES,
        )
    except actions.TooLate:
        raise
    except Refused as refused:
        return _list(visit, occasion, refused.reason, 409)
    return redirect(f"{_place(visit, 'statements')}#s-{pk}")


@require_POST
@for_speakers
def step_back(visit: Visit, occasion: Occasion, pk: UUID) -> HttpResponse:
    """No longer say the same."""
    actions.step_back(speaker=occasion.speaker, pk=pk)
    return redirect(f"{_place(visit, 'statements')}#s-{pk}")


@require_POST
@for_speakers
def taken_back_read(visit: Visit, occasion: Occasion) -> HttpResponse:
    """Let go of what tells somebody that words which they joined were taken back."""
    actions.forget_what_was_taken_back(speaker=occasion.speaker)
    return redirect(_place(visit, "statements"))


# Writing


@for_speakers
def new_statement(visit: Visit, occasion: Occasion) -> HttpResponse:
    """Write what one sees differently."""
    subject = _subject_asked(occasion, visit.GET)
    form = _form(visit, occasion, subject, initial={"about": subject.first, "level": ""})
    sent = sent_form(visit, form)
    if sent is not None:
        pk = UUID(bytes=sent.digest("statement")[:16], version=4)
        try:
            actions.add_statement(speaker=occasion.speaker, statement=_written(form, subject), pk=pk)
            return redirect("assessments:statement", visit.round.join_code, pk)
        except (actions.TooMany, actions.NothingShown) as refused:
            form.add_error(None, refused.reason)
    return _writing(visit, occasion, subject, form)


def _form(visit: Visit, occasion: Occasion, subject: Subject, initial: Mapping[str, object]) -> StatementForm:
    return StatementForm(
        visit.POST if visit.method == "POST" else None,
        prefix="statement",  # so that the words come back where the visit has ended (visits.words_sent)
        about=subject.choices,
        levels=subject.levels,
        can_be_named=bool(naming_offer(occasion.report.results, occasion.perspective).name),
        initial=dict(initial),
    )


def _written(form: StatementForm, subject: Subject) -> Statement:
    about = form.cleaned_data["about"]
    return Statement(about, subject.key(about), form.cleaned_data["words"], form.level_given, form.is_named)


def _writing(
    visit: Visit,
    occasion: Occasion,
    subject: Subject,
    form: StatementForm,
    changed: ReportStatement | None = None,
) -> HttpResponse:
    results = occasion.report.results
    context = {
        "form": form,
        "subject": subject,
        "changed": changed,
        "offer": naming_offer(results, occasion.perspective),
        "people": results.people.total if results.people.total < results.threshold else 0,
    }
    return show(visit, "write", context, 422 if form.errors else 200)


# One's own


def _own(occasion: Occasion, pk: UUID) -> tuple[ReportStatement, OwnVoices]:
    """Return a statement of one's own; 404 for one that is gone, or somebody else's."""
    own = own_voices(occasion.release, occasion.speaker)
    one = next((one for one in occasion.report.dissents.all if one.ident == str(pk)), None)
    if one is None or one.ident not in own.written:
        raise Http404
    return one, own


@for_speakers
def statement(visit: Visit, occasion: Occasion, pk: UUID) -> HttpResponse:
    """Show a statement to the person who wrote it."""
    one, _own_voices = _own(occasion, pk)
    return show(visit, "statement", {"one": one, "is_new": one.written_on == timezone.localdate()})


@for_speakers
def change_statement(visit: Visit, occasion: Occasion, pk: UUID) -> HttpResponse:
    """Change what one wrote."""
    one, _own_voices = _own(occasion, pk)
    subject = _subject_of(occasion, one)
    initial = {
        "about": one.about,
        "words": one.words,
        "level": str(one.level.value) if one.level else "",
    }
    form = _form(visit, occasion, subject, initial)
    if visit.method == "POST" and form.is_valid():
        actions.change_statement(speaker=occasion.speaker, statement=_written(form, subject), pk=pk)
        return redirect("assessments:statement", visit.round.join_code, pk)
    return _writing(visit, occasion, subject, form, one)


@for_speakers
def take_back_statement(visit: Visit, occasion: Occasion, pk: UUID) -> HttpResponse:
    """Take back what one wrote, after saying what that means."""
    one, _own_voices = _own(occasion, pk)
    if visit.method == "POST":
        actions.take_back_statement(speaker=occasion.speaker, pk=pk)
        return show(visit, "taken_back", {"heading": _("Your words are gone")})
    return show(visit, "take_back", {"one": one, "others": one.people - 1})
