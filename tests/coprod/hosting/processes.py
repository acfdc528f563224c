"""A process of its own with the settings of a real site: what a site says as it starts."""

import os
import subprocess
import sys

from coprod.settings import BASE_DIR


def run_as_real_site(code, **environment):
    """What it does: its exit code, and all that it says."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "coprod.settings",
            "LOCAL": "0",
            "SECRET_KEY": "x" * 60,
            "ALLOWED_HOSTS": "measure.example.org",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        umask=0o022,
    )
    return done.returncode, done.stdout + done.stderr
