"""A whole round by every way in, and then its database, logs, mails, pages and files, read as somebody would
who got hold of them all: no secret is there, and nothing leads from how people came to what they said."""

import copy
import itertools
from collections import defaultdict

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from assessments import codes
from assessments.agreement.voices import actions as voices
from assessments.agreement.voices import marks
from assessments.invitations import actions as invitation_actions
from assessments.models import Answer, AnswerOption, Release, Response, Round, TypedSheet
from assessments.paper import entry
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.records.voices import CoSign, Dissent, DissentJoin
from assessments.release import actions as release_actions
from assessments.rounds import lifecycle
from tests import factories
from tests.assessments.agreement.voices.people import Visitor, gather, join, say
from tests.assessments.dumps import dump, shapes_of
from tests.assessments.invitations.actions.steps import yesterday
from tests.assessments.invitations.pages.visits import Invited, code_in, page_of, send
from tests.assessments.paper.entry.forms import group
from tests.assessments.paper.pages.desk import Desk
from tests.assessments.reports.pdfs import page_texts
from tests.assessments.responses.pages.participants import Person, text_of
from tests.assessments.rounds.orders import as_stored, correlation
from tests.transactions import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

GIVEN = (Response, Answer, AnswerOption)
SAID = (Dissent, DissentJoin, CoSign)
ASKED = (Invitation, InvitationBatch)
PEOPLE, STAFF = "people", "staff"
MINE = "Words that only their author may read, 7f3a"


def values_of(models_):
    """What could join two rows: every text and key of these tables, by the column that it stands in."""
    found = defaultdict(set)
    for model in models_:
        for row in model._base_manager.values():
            for column, value in row.items():
                if len(str(value)) > 8:  # a key or a hash; not a number, a date or 'slips'
                    found[f"{model.__name__}.{column}"].add(str(value))
    return found


class Gathering:
    """People who come by every way there is, and all that is shown meanwhile: each page with the secrets that
    it may show to whoever has them already."""

    def __init__(self, round_, runs, desks):
        self.round, self.runs, self.desks = round_, runs, desks
        self.pages, self.secrets, self.invitations = [], [], []
        self.sheets = []

    def see(self, *pages, own=()):
        self.pages += [(page, shapes_of(*own)) for page in pages]

    def come(self):
        for code in self.invite():
            person = Invited(self.round, code)
            self.see(person.get("join"), person.begin())
            self.answer(person)
        for _ in range(3):
            self.answer(Person(self.round).start())
        self.secrets.append(Person(self.round).start().secret)  # and one who never sends
        for sheet in self.sheets[:3]:
            self.type_in(self.desks[0], sheet)
        self.type_in(self.desks[1], self.sheets[0])
        self.secrets += [sheet.secret for sheet in self.sheets]

    def invite(self):
        """The codes that people come by, and others that nobody uses."""
        on_slips = [codes.make_invitation() for _ in range(4)]
        invitation_actions.make_slips(
            round_=self.round, perspective=group(self.round), made=on_slips, by=None
        )
        send(
            self.runs, self.round, "\n".join(f"p{n}@elsewhere.example" for n in range(4)), perspective="staff"
        )
        yesterday()
        self.runs.post(page_of(self.round, "remind"))
        by_mail = [code_in(message) for message in mail.outbox]
        self.invitations = [*on_slips, *by_mail]
        self.sheets = entry.new_sheets(self.round, 4)
        entry.store_sheets(round_=self.round, perspective=None, made=self.sheets, by=None)
        self.see(self.runs.get(page_of(self.round)), self.runs.get(page_of(self.round, "paper")))
        return [*on_slips[:3], *by_mail[4:7]]

    def answer(self, person):
        secret = person.secret
        self.secrets.append(secret)
        words = {"s1_q1_comment": MINE, "s1_q1_sharing": "private"}
        self.see(person.post("part", s1_q1_answer="3", s1_q2_answer="dont_know", **words))
        self.see(person.post("check", show_if_few="yes"))
        self.see(*(person.get(name) for name in ("mine", "perspective", "withdraw", "check", "join")))
        self.see(person.get("keep"), person.get("sent"), own=[secret])

    def type_in(self, desk, sheet):
        typed = {"s1_q1_keys": "4", "s1_q1_words": MINE, "s1_q1_sharing": "private"}
        done = desk.store(sheet.number, perspective="1", **typed)
        self.see(desk.open(sheet.number), desk.get(), own=[sheet.number])
        self.see(done)

    def secret_shapes(self):
        return shapes_of(*self.secrets, *self.invitations, *(sheet.number for sheet in self.sheets))


@worlds.world()
def everybody_came():
    organisation = factories.make_organisation()
    round_ = factories.make_round(perspectives=factories.TWO, joining="both", organisation=organisation)
    facilitator = factories.make_member(organisation, "facilitator")
    runs = Client()
    runs.force_login(facilitator)
    other = factories.make_member(organisation, "lead", "second@example.org")
    gathering = Gathering(round_, runs, [Desk(facilitator, round_), Desk(other, round_)])
    gathering.come()
    gathering.letters = list(mail.outbox)
    return gathering


@pytest.fixture
def gathering(everybody_came):
    mine = copy.copy(everybody_came)
    mine.round = Round.objects.get(pk=mine.round.pk)
    mine.pages, mine.secrets = list(mine.pages), list(mine.secrets)
    return mine


def stages(gathering):
    """The round as it goes on."""
    yield "open"
    lifecycle.close_round(round_=gathering.round, by=None)
    yield "closed"
    release_actions.release_round(round_=gathering.round, by=None)
    yield "released"


def words_on(page):
    if page.get("Content-Type") == "application/pdf":
        return " ".join(page_texts(page.content))
    return text_of(page)


def test_no_secret_stands_in_database_logs_mails_pages_or_files(gathering, log, reports_made):
    gathering.answer(Person(gathering.round).start())  # while the log is read
    shapes = gathering.secret_shapes()
    assert len(shapes) > 60
    for _stage in stages(gathering):
        written = "\n".join(dump().values())
        assert gathering.round.join_code in written
        assert not [shape for shape in shapes if shape in written]
    for name in ("results", "report", "report_pdf", "round"):
        gathering.see(gathering.runs.get(reverse(f"assessments:{name}", args=[gathering.round.pk])))
    assert log
    assert not [line for line in log if any(shape in line for shape in shapes)]
    for page, own in gathering.pages:
        addresses = f"{page.get('Location', '')} {page.request['PATH_INFO']} {page.request['QUERY_STRING']}"
        assert not [shape for shape in shapes if shape in addresses]
        shown = words_on(page)
        assert not [shape for shape in shapes - own if shape in shown], page.request["PATH_INFO"]
    letters = [*gathering.letters, *mail.outbox]
    assert len(letters) == 8
    for message in letters:
        text = str(message.message())
        assert not [shape for shape in shapes - shapes_of(code_in(message)) if shape in text]


def test_words_that_only_their_author_may_read_stand_in_one_table_alone(gathering, log):
    gathering.answer(Person(gathering.round).start())
    for _stage in stages(gathering):
        found = [table for table, rows in dump().items() if MINE in rows]
        assert found == ["assessments_answer"]
    for name in ("results", "report", "round"):
        gathering.see(gathering.runs.get(reverse(f"assessments:{name}", args=[gathering.round.pk])))
    assert not [line for line in log if MINE in line and "django.db.backends" not in line]
    running = [page for page, _own in gathering.pages if page.request["PATH_INFO"].startswith("/rounds/")]
    shared = [page for page in running if not page.request["PATH_INFO"].endswith("/paper/form/")]
    assert len(shared) >= 5
    assert not [page for page in shared if MINE in words_on(page)]


def test_no_value_joins_an_invitation_to_a_response_at_any_stage(gathering):
    """Nor an account, nor an event: no key or hash stands both with how people came and with what they gave.
    But for the sheets that wait to be checked, and these only until then."""
    for stage in stages(gathering):
        given = set().union(*values_of(GIVEN).values())
        assert len(given) > 20
        asked = set().union(*values_of(ASKED).values(), {""})
        events = " ".join(f"{e.what} {e.record}" for e in AuditEvent.objects.all())
        assert not given & asked
        assert not [value for value in given if value in events or value.replace("-", "") in events]
        waiting = set().union(set(), *values_of([TypedSheet]).values())
        allowed = {str(pk) for pk in TypedSheet.objects.values_list("response_id", flat=True)}
        assert given & waiting == allowed
        assert len(allowed) == (0 if stage == "released" else 2)


def test_no_table_points_to_a_response_but_its_answers_and_what_waits_to_be_checked():
    pointing = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model in GIVEN
    }
    assert pointing == {"Answer.response", "AnswerOption.answer", "TypedSheet.response"}


def test_nothing_that_is_given_holds_a_time_an_address_or_an_account():
    kinds = (
        models.DateField,
        models.TimeField,
        models.DurationField,
        models.GenericIPAddressField,
        models.EmailField,
    )
    for model in (*GIVEN, Invitation, TypedSheet):
        timed = [f.name for f in model._meta.get_fields() if isinstance(f, kinds)]
        assert timed == (["address"] if model is Invitation else [])
        counted = [f.name for f in model._meta.get_fields() if isinstance(f, models.AutoField)]
        assert counted == []  # a key that counts tells who came first


def test_keys_of_what_is_given_say_nothing_of_who_came_first():
    """Ranks of the keys against the order of arrival: no correlation, in any of the tables."""
    round_ = factories.make_round([factories.make_version(sections=1, questions=1, extra=("many",))])
    for _ in range(200):
        factories.respond(round_, "practitioners", {"s1-q1": 3, "many": ["a"]})
    for model in GIVEN:
        came = [str(key) for key in as_stored(model._meta.db_table, "id")]
        ranks = {key: rank for rank, key in enumerate(sorted(came))}
        assert abs(correlation([ranks[key] for key in came])) < 0.4  # by chance once in 50 million runs


# What people say beside the results


@pytest.fixture
def spoken(db):
    """A shared round in which everybody said something of every kind, one person after the other."""
    release, people = gather(((PEOPLE, 6), (STAFF, 6)), perspectives=factories.TWO)
    everybody = [*people[PEOPLE], *people[STAFF]]
    first = say(everybody[0], "First, 7f3a", about="whole", key="")
    for speaker in everybody:
        say(speaker, "Of a question, 7f3a", named=True)
        say(speaker, "Of the whole, 7f3a", about="whole", key="")
        voices.co_sign(speaker=speaker)
        if speaker is not everybody[0]:
            join(speaker, first)
    return release, everybody


def test_no_value_joins_what_somebody_says_to_their_answers_or_to_what_else_they_say(spoken):
    """No key, hash or mark is in two rows, but that of the results and, of a joining, of what it joins."""
    _release, everybody = spoken
    given, said = values_of(GIVEN), values_of(SAID)
    joined = set().union(*given.values()) & set().union(*said.values())
    assert joined == set()
    rows = [row for model in SAID for row in model.objects.all()]
    assert len(rows) == 12 * 4
    assert len({row.author for row in rows}) == len(rows)
    assert len({row.pk for row in rows}) == len(rows)
    for speaker in everybody:
        own = [row for row in rows if marks.is_by(speaker.key, row)]
        assert len(own) == 4
        others = {str(value) for row in own for value in (row.pk, row.author)}
        written = [
            f"{table}: {line}" for table, text in dump().items() for line in text.split("\n")
            if any(one in line or one.replace("-", "") in line for one in others)
        ]  # fmt: skip
        tables = {line.split(":")[0] for line in written}
        assert tables <= {model._meta.db_table for model in SAID}
        for secret_or_key in (speaker.secret, speaker.key.hex(), speaker.response.secret_hash):
            there = [table for table, text in dump().items() if secret_or_key in text]
            assert there == (
                [Response._meta.db_table] if secret_or_key == speaker.response.secret_hash else []
            )


def test_the_order_and_the_transaction_of_what_is_said_tell_nothing_of_who_came_when(spoken):
    release, everybody = spoken
    for model in SAID:
        rows = {row.pk.hex: row for row in model.objects.all()}
        stored = [rows[str(pk).replace("-", "")] for pk in as_stored(model._meta.db_table, "id")]
        by = [next(n for n, one in enumerate(everybody) if marks.is_by(one.key, row)) for row in stored]
        assert by != sorted(by)
        neighbours = sum(one == other for one, other in itertools.pairwise(by))
        assert neighbours < len(by) // 2
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for column in ("xmin", "xmax"):
                written = set()
                for model in SAID:
                    cursor.execute(f"SELECT DISTINCT {column}::text FROM {model._meta.db_table}")
                    written |= {row[0] for row in cursor.fetchall()}
                assert len(written - {"0"}) <= 1  # all of the release by the last transaction
            cursor.execute(f"SELECT count(*) FROM {Response._meta.db_table} WHERE xmax::text <> '0'")
            assert cursor.fetchone() == (0,)  # nobody's response was locked for it


def test_nothing_that_is_said_holds_a_time_a_count_an_account_or_a_way_to_a_response():
    for model in SAID:
        fields = [field for field in model._meta.get_fields() if not field.auto_created]
        kinds = {type(field) for field in fields}
        assert not kinds & {models.DateTimeField, models.TimeField, models.DurationField, models.AutoField}
        pointed = {field.related_model for field in fields if isinstance(field, models.ForeignKey)}
        assert pointed <= {Release, Dissent}
    days = {f"{m.__name__}.{f.name}" for m in SAID for f in m._meta.fields if isinstance(f, models.DateField)}
    assert days == {"Dissent.written_on", "Dissent.removed_on", "CoSign.signed_on"}


def test_marking_ones_own_answers_in_the_results_stores_nothing(spoken):
    """A page that marks them reads them, as the pages of one's own answers do."""
    release, everybody = spoken
    visitor = Visitor(everybody[0])
    before = dump()
    visitor.get("mine")
    visitor.client.get(reverse("assessments:join_results_part", args=[release.round.join_code, "demo", "s1"]))
    assert dump() == before
