"""Say that one sees something differently, join somebody who does, and co-sign: one verb each.

Whoever does any of it took part, which is looked up as it is written, and not stored. Their response is not
locked: a database writes down by which transaction a row was locked, and that would lead from it to what was
written. The round is locked, so that all happens one after the other (docs/rules.md, We see it differently).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record_day
from accounts.deletions import Deleted, mark_of, remember
from accounts.errors import Refused
from assessments.agreement.voices import marks
from assessments.agreement.voices.storing import store_anew
from assessments.models import Release, Response, Round
from assessments.records.report_files import MeetingPack, ReportFile
from assessments.records.voices import CoSign, Dissent, DissentJoin, Voice
from assessments.scoring.naming import group_to_count, nameable_groups

MOST_STATEMENTS = 20  # of one person


class TooLate(Refused):
    """The round is put away, or the person has taken their answers back."""

    def __init__(self) -> None:
        super().__init__(_("This is finished and put away, so nothing can be added or changed now."))


class NothingShown(Refused):
    """Too few people took part for anything to be shown, so nothing is shown of what anybody says."""

    def __init__(self) -> None:
        super().__init__(_("Too few people took part, so nothing is shown here of what anybody says."))


class NotThere(Refused):
    """What was to be changed or joined is gone, or is somebody else's."""

    def __init__(self) -> None:
        super().__init__(_("These words are gone, or somebody else wrote them."))


class ChangedMeanwhile(Refused):
    """The statement says something else than the page showed."""

    def __init__(self) -> None:
        super().__init__(_("These words were changed just now. Please read them again, then choose."))


class TooMany(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("You have added %(most)s statements. Take one back before you add another.")
            % {"most": MOST_STATEMENTS}
        )


class NotCounted(Refused):
    """The person's group is too small for a count."""

    def __init__(self) -> None:
        super().__init__(_("Too few people are in your group to show a count."))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who took part: their response, and the secret that opened it."""

    response: Response
    secret: str = field(repr=False)  # no log or error page has it

    @property
    def key(self) -> bytes:
        return marks.voice_key(self.secret)


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody writes. about, key, level: as Dissent has them. is_named: whether their group may be
    named."""

    about: str
    key: str
    words: str
    level: int | None
    is_named: bool


def add_statement(*, speaker: Speaker, statement: Statement, pk: UUID) -> None:
    """Add a statement. pk: its key, random, and the same where the same page is sent once more: then nothing
    is added. Raises TooLate, NothingShown, and TooMany where the person has many already."""
    with _speaking(speaker) as release:
        if not release.frozen.people.shown:
            raise NothingShown  # people were told so (rounds/promise.py)
        if Dissent.objects.filter(pk=pk).exists():
            return
        own = marks.of_voice(speaker.key, Dissent.objects.filter(release=release))
        if len(own) >= MOST_STATEMENTS:
            raise TooMany
        Dissent.objects.create(
            pk=pk,
            release=release,
            codes=_codes_to_name(release, speaker, statement.is_named),
            author=marks.mark_of(speaker.key, pk),
            about=statement.about,
            key=statement.key,
            words=statement.words,
            level=statement.level,
            written_on=timezone.localdate(),
        )
        _record("statement added", release)


def change_statement(*, speaker: Speaker, statement: Statement, pk: UUID) -> None:
    """Change what one wrote. Where it says something else, those who joined it no longer count: they see both
    texts, and can join again. Raises TooLate, and NotThere."""
    with _speaking(speaker) as release:
        held = _own_statement(speaker, release, pk)
        says = (statement.about, statement.key, statement.words, statement.level)
        if says != (held.about, held.key, held.words, held.level):
            DissentJoin.objects.filter(dissent=held, joined_words="").update(joined_words=held.words)
            held.about, held.key, held.words, held.level = says
            held.written_on = timezone.localdate()
        held.codes = _codes_to_name(release, speaker, statement.is_named)
        held.save()
        _forget_files(release)
        _record("statement changed", release)


def take_back_statement(*, speaker: Speaker, pk: UUID) -> None:
    """Take back what one wrote: it goes at once, from everywhere, and leaves no mark. Those who joined it are
    told when they come back. Raises TooLate, and NotThere."""
    with _speaking(speaker) as release:
        _take_back(release, _own_statement(speaker, release, pk))


def _take_back(release: Release, held: Dissent) -> None:
    DissentJoin.objects.filter(dissent=held).update(dissent=None, joined_words="", codes=[])
    remember(Deleted.VOICE, [mark_of_voice(held)])
    held.delete()
    _forget_files(release)
    _record("statement taken back", release)


def join_statement(*, speaker: Speaker, pk: UUID, read: str, is_named: bool) -> None:
    """Say the same as somebody else. read: the mark of the text that the person read (mark_of_text). Who
    joined already, or once did, joins what it says now. Raises TooLate, NotThere, and ChangedMeanwhile where
    it says something else."""
    with _speaking(speaker) as release:
        held = Dissent.objects.filter(pk=pk, release=release, removed_on=None).first()
        if held is None or marks.is_by(speaker.key, held):
            raise NotThere
        if mark_of_text(held) != read:
            raise ChangedMeanwhile
        row = next(iter(marks.of_voice(speaker.key, held.joins.all())), None)
        if row is None:
            row = DissentJoin(release=release, dissent=held)
            row.author = marks.mark_of(speaker.key, row.pk)
        row.joined_words, row.codes = "", _codes_to_name(release, speaker, is_named)
        row.save()


def step_back(*, speaker: Speaker, pk: UUID) -> None:
    """No longer say the same as this statement. Nothing happens where one does not. Raises TooLate."""
    with _speaking(speaker) as release:
        _delete(marks.of_voice(speaker.key, DissentJoin.objects.filter(release=release, dissent=pk)))


def forget_what_was_taken_back(*, speaker: Speaker) -> None:
    """Let go of what tells a person that statements which they joined were taken back. Raises TooLate."""
    with _speaking(speaker) as release:
        _delete(marks.of_voice(speaker.key, DissentJoin.objects.filter(release=release, dissent=None)))


def co_sign(*, speaker: Speaker) -> None:
    """Say, for one's group, that it is a fair record as it is today. Who said so before says it again. Raises
    TooLate, and NotCounted where the person's group is in no count."""
    with _speaking(speaker) as release:
        people, threshold = release.frozen.people, release.frozen.threshold
        codes = group_to_count(_code_of(speaker), people.groups, people.shown, threshold)
        if codes is None:
            raise NotCounted
        row = next(iter(marks.of_voice(speaker.key, CoSign.objects.filter(release=release))), None)
        if row is None:
            row = CoSign(release=release)
            row.author = marks.mark_of(speaker.key, row.pk)
        row.codes, row.signed_on = list(codes), timezone.localdate()
        row.save()


def take_back_signature(*, speaker: Speaker) -> None:
    """No longer say so. Nothing happens where one does not. Raises TooLate."""
    with _speaking(speaker) as release:
        _delete(marks.of_voice(speaker.key, CoSign.objects.filter(release=release)))


def take_back_all(*, speaker: Speaker) -> None:
    """Take back all that a person says beside the results. Raises TooLate."""
    with _speaking(speaker) as release:
        for held in marks.of_voice(speaker.key, Dissent.objects.filter(release=release)):
            _take_back(release, held)
        _delete(marks.of_voice(speaker.key, DissentJoin.objects.filter(release=release)))
        _delete(marks.of_voice(speaker.key, CoSign.objects.filter(release=release)))


def mark_of_text(row: Dissent) -> str:
    """Return what tells the text of a statement from what it said before."""
    return marks.text_mark(row.about, row.key, row.level, row.words)


# What each of them does


@contextmanager
def _speaking(speaker: Speaker) -> Iterator[Release]:
    """Hold a round whose results are shared for somebody who took part in it, and yield its release. All that
    people say of it is stored anew at the end, and reports are made anew."""
    with transaction.atomic():
        rounds = Round.objects.select_for_update(of=("self",)).filter(pk=speaker.response.round_id)
        held = rounds.filter(state=Round.State.RELEASED).first()
        took_part = Response.objects.filter(pk=speaker.response.pk, submitted=True).exists()
        if held is None or not took_part:
            raise TooLate
        release = Release.objects.select_related("round__assessment__organisation").get(round=held)
        yield release
        store_anew(release)
        _reports_with(release).update(edition=F("edition") + 1)


def _own_statement(speaker: Speaker, release: Release, pk: UUID) -> Dissent:
    held = Dissent.objects.filter(pk=pk, release=release).first()
    if held is None or not marks.is_by(speaker.key, held):
        raise NotThere
    return held


def _code_of(speaker: Speaker) -> str | None:
    perspective = speaker.response.perspective
    return perspective.code if perspective else None


def _codes_to_name(release: Release, speaker: Speaker, is_named: bool) -> list[str]:
    """Return the codes of the person's group as it may be shown: none where they said no."""
    named = nameable_groups(release.frozen.people.groups, release.frozen.threshold)
    group = named.get(_code_of(speaker) or "")
    return list(group.codes) if group and is_named else []


def _delete(rows: list[DissentJoin] | list[CoSign]) -> None:
    for row in rows:
        remember(Deleted.VOICE, [mark_of_voice(row)])
        row.delete()


def _forget_files(release: Release) -> None:
    """Delete reports and meeting packs that may hold words which are no longer there."""
    releases = _reports_with(release)
    ReportFile.objects.filter(release__in=releases).delete()
    MeetingPack.objects.filter(reports__release__in=releases).delete()


def _reports_with(release: Release) -> QuerySet[Release]:
    """Select the releases whose reports have what people say beside this one: it, and those of later rounds,
    which have what is said of the working agreement."""
    round_ = release.round
    later = Round.objects.filter(assessment=round_.assessment_id, number__gte=round_.number)
    return Release.objects.filter(round__in=later.values("pk"))


def _record(what: str, release: Release) -> None:
    record_day(what, release.round, organisation=release.round.assessment.organisation)


def mark_of_voice(row: Voice) -> str:
    """Return what this is remembered by once it is taken back."""
    return mark_of(Deleted.VOICE, row.pk)


def take_back_again(gone: set[str]) -> int:
    """Take back what these marks name, as in a copy from before; returns how many there were."""
    if not gone:
        return 0
    found = 0
    for model in (CoSign, DissentJoin, Dissent):
        rows = [row for row in model.objects.all() if mark_of_voice(row) in gone]
        for row in rows:
            DissentJoin.objects.filter(dissent=row.pk).update(dissent=None, joined_words="", codes=[])
            row.delete()
            Release.objects.get(pk=row.release_id).begin_edition()
            _forget_files(row.release)
        found += len(rows)
    return found
