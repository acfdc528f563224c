"""Static files as a real site stores them, and how the scripts of a page learn its times."""

import os
import re
import subprocess
import sys

import pytest
from django.template.loader import render_to_string

from coprod import context
from coprod import settings as site

COLLECT = """
import sys
import django
from django.conf import settings
from django.core.management import call_command
settings.STATIC_ROOT = sys.argv[1]
django.setup()
call_command("collectstatic", verbosity=0, interactive=False)
"""


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The static files that a real site serves: collected with its settings."""
    folder = tmp_path_factory.mktemp("static")
    env = os.environ | {
        "LOCAL": "0",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "measure.example.org",
        "DJANGO_SETTINGS_MODULE": "coprod.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", COLLECT, str(folder)],
        cwd=site.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_a_script_imports_another_by_the_name_that_follows_its_contents(collected):
    """A browser must not pair a new script with an old one that it still has."""
    [saving] = collected.glob("js/saving.*.js")
    for name in ("answer", "edit", "typing"):
        [script] = collected.glob(f"js/{name}.*.js")
        assert re.findall(r'from "(.*)";', script.read_text()) == [f"./{saving.name}"]


def test_the_script_of_a_page_is_told_the_sites_times(rf, settings):
    settings.AUTOSAVE_DELAY, settings.AUTOSAVE_RETRY, settings.AUTOSAVE_PATIENCE = 1, 2, 30_000
    words = render_to_string("components/autosave.html", {"autosave": context.site(rf.get("/"))["autosave"]})
    assert " ".join(words.split()) == 'data-save-delay="1" data-save-retry="2" data-save-patience="30000"'
