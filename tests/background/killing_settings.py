"""The settings of a site whose worker is killed while it hands over mail (mail_servers.KillsWorker)."""

import os

from tests.serving.settings import *  # noqa: F403

EMAIL_BACKEND = "tests.background.mail_servers.KillsWorker"
EMAIL_FILE_PATH = os.environ["MAIL_FOLDER"]
