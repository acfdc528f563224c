"""A process of the site seldom looks for objects that nobody can reach, and not among those that stay."""

import json
import os
import subprocess
import sys

from django.conf import settings

from coprod.hosting.garbage import NEW_OBJECTS

TELL = """
import gc, json
import coprod.wsgi
from django.urls import reverse
before = len(gc.get_objects())
reverse("assessments:join", args=["TVH3Y7JSXMTH"])
print(json.dumps([gc.get_threshold()[0], gc.get_freeze_count(), before, len(gc.get_objects())]))
"""


def test_what_stays_with_the_process_is_not_looked_through_again(tmp_path):
    environment = {**os.environ, "LOCAL": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    command = [sys.executable, "-W", "ignore", "-c", TELL]
    told = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    threshold, kept, before, after = json.loads(told.stdout)
    assert threshold == NEW_OBJECTS
    assert kept > 50_000
    assert before < kept / 10
    assert after - before < 1_000  # the table of addresses was there before
