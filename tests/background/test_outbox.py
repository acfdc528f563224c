"""Mail outside the request: handed over once, kept sealed until then, and told of where it fails."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from background import sealing
from background.models import OutgoingMail
from background.outbox import send_later
from background.tasks import DELAYS
from tests.background.backends import REAL
from tests.background.mail_servers import AWAY, BAD_MESSAGE, BUSY, REFUSING, SENDER_REFUSED
from tests.background.working import make_due, work

pytestmark = pytest.mark.django_db
SECRET = "https://measure.example.org/reset/3f9a-secret-link"


@pytest.fixture(autouse=True)
def real(settings):
    settings.TASKS = REAL


def post(**fields):
    message = EmailMultiAlternatives(
        "A subject: ‘ü’",
        f"Go to {SECRET}\n",
        "Site <site@example.org>",
        ["bo@example.org"],
        headers={"X-A": "1"},
    )
    message.attach_alternative("<p>Go</p>", "text/html")
    return send_later(message, about="the e-mail that tells Bo", **fields)


def test_a_message_arrives_as_it_was_written_and_leaves_no_row():
    post()
    assert mail.outbox == []
    work()
    [message] = mail.outbox
    assert (message.subject, message.body) == ("A subject: ‘ü’", f"Go to {SECRET}\n")
    assert (message.from_email, message.to) == ("Site <site@example.org>", ["bo@example.org"])
    assert message.extra_headers == {"X-A": "1"}
    assert [tuple(one) for one in message.alternatives] == [("<p>Go</p>", "text/html")]
    assert not OutgoingMail.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_nothing_that_waits_can_be_read():
    post()
    stored = repr([*OutgoingMail.objects.values(), *DBTaskResult.objects.values()])
    for words in (SECRET, "bo@example.org", "Go to"):
        assert words not in stored
    [task] = DBTaskResult.objects.all()
    assert task.args_kwargs == {"args": [str(OutgoingMail.objects.get().pk)], "kwargs": {}}


@pytest.mark.parametrize("server", [AWAY, BUSY, SENDER_REFUSED])
def test_it_is_tried_again_later_where_the_mail_server_is_away_or_busy(settings, server):
    settings.EMAIL_BACKEND = server
    post()
    work()
    waiting, task = OutgoingMail.objects.get(), DBTaskResult.objects.get()
    assert (waiting.tries, waiting.failed) == (1, False)
    assert 50 < (task.run_after - timezone.now()).total_seconds() <= DELAYS[0]
    work()
    assert OutgoingMail.objects.get().tries == 1  # not before its time
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_due()
    work()
    assert len(mail.outbox) == 1
    assert not OutgoingMail.objects.exists()


def test_it_is_given_up_after_a_day_and_wiped(settings):
    settings.EMAIL_BACKEND = AWAY
    post()
    for _ in range(len(DELAYS) + 1):
        work()
        make_due()
    waiting = OutgoingMail.objects.get()
    assert (waiting.tries, waiting.failed, waiting.sealed) == (len(DELAYS), True, "")
    assert not DBTaskResult.objects.exists()
    assert 20 * 3600 < sum(DELAYS) < 26 * 3600


@pytest.mark.parametrize("server", [REFUSING, BAD_MESSAGE])
def test_it_is_not_tried_again_where_the_server_refused_it_for_good(settings, server):
    settings.EMAIL_BACKEND = server
    post()
    work()
    assert OutgoingMail.objects.get().failed
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("server", [AWAY, BUSY, REFUSING, BAD_MESSAGE, SENDER_REFUSED])
def test_no_log_and_no_row_holds_an_address_or_what_the_server_said(settings, server, caplog):
    settings.EMAIL_BACKEND = server
    post()
    work()
    stored = repr([*OutgoingMail.objects.values(), *DBTaskResult.objects.values()])
    for words in ("bo@example.org", "No such user", "Try again", "Spam", SECRET):
        assert words not in caplog.text
        assert words not in stored


def test_a_message_that_was_sealed_with_another_key_is_told_of(settings):
    post()
    settings.SECRET_KEY = "another"
    work()
    assert OutgoingMail.objects.get().failed
    assert mail.outbox == []


def test_a_message_that_was_sealed_with_the_key_before_goes_out(settings):
    post()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    work()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("text", ["", "a", "ü\n" * 5000, "\0"])
def test_what_is_sealed_comes_out_as_it_went_in_and_looks_otherwise_each_time(text):
    one, other = sealing.seal(text), sealing.seal(text)
    assert one != other
    assert sealing.unseal(one) == sealing.unseal(other) == text


@pytest.mark.parametrize("text", ["", "x", "gAAAAA"])
def test_what_was_not_sealed_is_refused(text):
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(text)


def test_a_task_that_waits_for_nobody_waits_for_no_date():
    post()
    assert DBTaskResult.objects.get().run_after == get_date_max()
