"""People who do something at the same moment, each on a database connection of their own."""

import threading
from types import SimpleNamespace

from django.core.exceptions import ValidationError
from django.db import close_old_connections, connections

from accounts.errors import Refused
from assessments.invitations.sending import SomebodyElseSends
from frameworks.drafts.locks import NoDraft

REFUSALS = (Refused, ValidationError, NoDraft, SomebodyElseSends)


class Other(threading.Thread):
    """Does something at the same time, and begins at once."""

    def __init__(self, does):
        super().__init__()
        self.does, self.result, self.fault = does, None, None
        self.start()

    def run(self):
        close_old_connections()
        try:
            self.result = self.does()
        except REFUSALS as refused:
            self.result = refused
        except Exception as fault:
            self.fault = fault
        finally:
            connections.close_all()

    def came(self):
        """What came of it, or how it was refused. Anything else that it raised is raised here."""
        self.join(30)
        assert not self.is_alive()
        if self.fault:
            raise self.fault
        return self.result


def pause_after(monkeypatch, module, *names):
    """Have these functions of a module stop once they are done, until they are told to go on.

    Returns `done`, set when one has come so far, and `go`, to be set for it to go on.
    """
    paused = SimpleNamespace(done=threading.Event(), go=threading.Event())

    def stopping(function):
        def stops(*args):
            result = function(*args)
            paused.done.set()
            assert paused.go.wait(20)
            return result

        return stops

    for name in names:
        monkeypatch.setattr(module, name, stopping(getattr(module, name)))
    return paused


def at_once(*doing):
    """What comes of these, all begun at the same moment; in the order in which they are given."""
    gate = threading.Barrier(len(doing))

    def waiting(does):
        def go():
            gate.wait(10)
            return does()

        return go

    return [other.came() for other in [Other(waiting(does)) for does in doing]]
