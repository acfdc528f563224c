"""Letters of a round, sent by a worker. A task names the round and nothing else: whom to write to stands in
the rows, until it is forgotten."""

from assessments.invitations.mail import RoundMailer
from assessments.invitations.sending import SomebodyElseSends, give_up, mark_delayed, send_letters
from assessments.models import Round
from background.smtp import NoMailServer
from background.tasks import DELAYS, defer, private_task

BUSY = 5  # seconds until another look, where another worker writes for this round


@private_task()
def send_waiting_letters(pk: int, tries: int = 0) -> None:
    """Send what waits in this round, if it takes answers. What the mail server could not take is tried again
    for a day; then an invitation is dropped, and a reminder is left where it is."""
    rounds = Round.objects.taking_answers().select_related("assessment__organisation")
    round_ = rounds.filter(pk=pk).first()
    if round_ is None:
        return
    try:
        is_done = _all_sent(round_)
    except SomebodyElseSends:
        defer(send_waiting_letters, BUSY, pk, tries)
        return
    if is_done:
        mark_delayed(round_=round_, delayed=False)
    elif tries < len(DELAYS):
        mark_delayed(round_=round_, delayed=True)
        defer(send_waiting_letters, DELAYS[tries], pk, tries + 1)
    else:
        give_up(round_=round_)
        mark_delayed(round_=round_, delayed=False)


def _all_sent(round_: Round) -> bool:
    try:
        with RoundMailer(round_) as mailer:
            return send_letters(round_=round_, mailer=mailer)
    except NoMailServer:
        return False
