"""The log says what failed and where, and holds nothing of what people sent, whatever it was that failed."""

import io
import logging
import smtplib

import pydantic
import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail import BadHeaderError
from django.db import DataError, IntegrityError, connection, transaction
from django.http import Http404

from accounts.models import User
from coprod.hosting.logs import OnceAnHour, WithoutValues, name_of
from tests import factories
from tests.assessments.responses.pages.participants import browser

ADDRESS = "jo.bloggs@example.org"
SECRET = f"{ADDRESS} said: I am afraid of them"


@pytest.fixture
def log(monkeypatch):
    """What the site's own handlers write, by its own settings."""
    text = io.StringIO()
    handlers = {
        handler
        for name in ("", "django", "django.security", "django.request")
        for handler in logging.getLogger(name).handlers
        if isinstance(handler.formatter, WithoutValues)
    }
    assert len(handlers) == 2
    for handler in handlers:
        monkeypatch.setattr(handler, "stream", text)
        for one in handler.filters:
            one.last.clear()
    return text


class Model(pydantic.BaseModel):
    number: int


def raises(error):
    def fail():
        raise error

    return fail


def refused_by_pydantic():
    Model(number=SECRET)


def in_a_chain():
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(SECRET) from error


def while_another_is_handled():
    try:
        int(SECRET)
    except ValueError:
        {}[SECRET]


def in_a_group():
    raise ExceptionGroup(SECRET, [ValueError(SECRET), ExceptionGroup("inner", [KeyError(SECRET)])])


def with_a_note():
    error = ValueError("x")
    error.add_note(SECRET)
    raise error


def in_a_circle():
    one, other = ValueError(SECRET), KeyError(SECRET)
    one.__cause__, other.__cause__ = other, one
    raise one


FAULTS = {
    "refused mail": raises(smtplib.SMTPRecipientsRefused({SECRET: (550, SECRET.encode())})),
    "mail data": raises(smtplib.SMTPDataError(451, SECRET.encode())),
    "mail header": raises(BadHeaderError(SECRET)),
    "database": raises(IntegrityError(f"DETAIL: Key (email)=({SECRET}) exists.")),
    "data": raises(DataError(SECRET)),
    "key": raises(KeyError(SECRET)),
    "unicode": raises(UnicodeEncodeError("ascii", SECRET + "é", 0, 1, SECRET)),
    "file": raises(FileNotFoundError(2, SECRET, SECRET)),
    "validation": raises(ValidationError(SECRET)),
    "syntax": raises(SyntaxError(SECRET, (SECRET, 1, 1, SECRET))),
    "pydantic": refused_by_pydantic,
    "chain": in_a_chain,
    "context": while_another_is_handled,
    "group": in_a_group,
    "note": with_a_note,
    "circle": in_a_circle,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_text_of_an_exception_is_written_but_its_kind_and_place(log, fault):
    logger = logging.getLogger("assessments.somewhere")
    try:
        FAULTS[fault]()
    except Exception as error:
        logger.exception("It failed.")
        logger.error("It failed: %s", error)
        logger.error(f"It failed: {error}", exc_info=True)
        name = type(error).__name__
    written = log.getvalue()
    assert "jo.bloggs" not in written
    assert "afraid" not in written
    assert written.count("Traceback") >= 2
    assert "test_logs.py" in written
    assert name in written
    assert "It failed." in written


def test_causes_are_told_in_order(log):
    try:
        in_a_chain()
    except ValueError:
        logging.getLogger("frameworks").exception("It failed.")
    written = log.getvalue()
    assert written.index("KeyError") < written.index("And from that:") < written.rindex("ValueError")
    assert written.rstrip().endswith("ValueError")


def test_what_another_formatter_has_noted_is_not_written(log):
    """Such as one of a library that was set up beside ours."""
    try:
        raise ValueError(SECRET)
    except ValueError:
        record = logging.LogRecord("x", 40, "x", 1, "It failed.", (), __import__("sys").exc_info())
    logging.Formatter().format(record)
    assert SECRET in record.exc_text
    logging.getLogger("django").handle(record)
    assert "jo.bloggs" not in log.getvalue()
    assert "ValueError" in log.getvalue()
    assert record.exc_text  # theirs, untouched


@pytest.mark.django_db
def test_a_row_that_the_database_refused_is_not_written(log):
    """Each database in its own words, with the code that it has for why."""
    factories.make_user(ADDRESS)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        User.objects.create_user(ADDRESS, name=SECRET)
    assert connection.vendor == "sqlite" or ADDRESS in str(refused.value)
    logging.getLogger("accounts").error("It failed.", exc_info=refused.value)
    written = log.getvalue()
    assert "jo.bloggs" not in written
    code = "23505" if connection.vendor == "postgresql" else "SQLITE_CONSTRAINT_UNIQUE"
    assert f"django.db.utils.IntegrityError ({code})" in written


@pytest.mark.django_db
def test_a_page_that_fails_is_told_by_its_route(log, monkeypatch):
    def fail(*args, **kwargs):
        raise IntegrityError(SECRET)

    monkeypatch.setattr("assessments.views.taking_part.joining.round_or_404", fail)
    assert browser().get("/join/secretcode12/").status_code == 500
    written = log.getvalue()
    assert "Internal Server Error: /join/<slug:join_code>/" in written
    assert "secretcode12" not in written
    assert "jo.bloggs" not in written
    assert "IntegrityError" in written
    assert "joining.py" in written


def test_faults_of_the_code_keep_their_words():
    """They help whoever sets the site up, and are about nobody."""
    said = "django.core.exceptions.ImproperlyConfigured: The setting X is missing."
    assert name_of(ImproperlyConfigured("The setting X is missing.")) == said
    assert name_of(ModuleNotFoundError("No module named 'redis'")).endswith("No module named 'redis'")
    assert name_of(Http404(SECRET)) == "django.http.response.Http404"


def test_codes_of_servers_are_told():
    assert name_of(smtplib.SMTPDataError(451, SECRET.encode())) == "smtplib.SMTPDataError (451)"
    assert name_of(ConnectionRefusedError(111, SECRET)) == "ConnectionRefusedError (ECONNREFUSED)"


@pytest.mark.django_db
def test_strangers_do_not_fill_the_log(log, settings, monkeypatch):
    now = [10_000.0]
    monkeypatch.setattr("coprod.hosting.logs.time.monotonic", lambda: now[0])
    settings.ALLOWED_HOSTS = ["measure.example.org"]
    for number in range(50):
        assert browser().get("/help/", headers={"host": f"evil-{number}.example.com"}).status_code == 400
    [line] = log.getvalue().splitlines()
    assert "Invalid HTTP_HOST header" in line
    assert "evil-0.example.com" in line
    now[0] += 60 * 60
    browser().get("/help/", headers={"host": "evil-50.example.com"})
    assert len(log.getvalue().splitlines()) == 2


@pytest.mark.django_db
def test_forms_without_a_token_or_with_too_much_in_them_do_not_fill_it_either(log, settings):
    from django.test import Client

    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    client = Client(enforce_csrf_checks=True)
    for _ in range(20):
        assert client.post("/enter/", {"code": "x"}).status_code == 403
        assert browser().post("/enter/", {f"f{n}": "x" for n in range(9)}).status_code == 400
        assert browser().get("/join/secretcode12/").status_code == 404
    assert len(log.getvalue().splitlines()) <= 1


def test_each_logger_is_let_through_by_itself():
    once = OnceAnHour()
    records = [logging.LogRecord(name, 40, "x", 1, "m", (), None) for name in ("one", "two", "one", "two")]
    assert [once.filter(record) for record in records] == [True, True, False, False]
