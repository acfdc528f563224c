"""How often Python looks for objects that nobody can reach any more (https://docs.python.org/3/library/gc.html)."""

import gc

from django.urls import reverse

NEW_OBJECTS = 10_000  # before it looks among the newest; 700 in Python 3.11


def collect_seldom() -> None:
    """Look seldom, and not among what stays as long as the process: the code and the table of addresses.

    A look at all that a process of the site holds takes 120 ms, and came at every tenth page or so, in the
    middle of it. Called once, when all apps are there.
    """
    reverse("home")  # the table of addresses is made when somebody first asks for one
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
