"""All settings of the site. Safe by default: what a real site must decide has no default, and says so.

Everything that differs between sites comes from the environment; docs/running.md lists the variables.
`LOCAL=1` is for one person's own machine: it makes a key of its own, trusts plain http on 127.0.0.1,
shows the example's sign-in details, and prints mail instead of sending it.
"""

import secrets
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
# script/server writes .env on one's own machine; what stands in the environment comes first.
env.read_env(BASE_DIR / ".env")
LOCAL = env.bool("LOCAL", default=False)
DEBUG = env.bool("DEBUG", default=False)


def required(name: str, hint: str) -> str:
    """Return the environment's value of `name`. Raises ImproperlyConfigured with `hint` where it is unset."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} is not set. {hint}")
    return value


def keep_private(path: Path, mode: int) -> None:
    """Take from everybody else on this machine what a file or folder lets them do beyond `mode`. One that is
    not there, or somebody else's, stays as it is (hosting/checks.py warns)."""
    with suppress(OSError):
        if path.stat().st_mode & 0o777 & ~mode:
            path.chmod(mode)


def private_file(path: Path) -> Path:
    """Make the file if it is not there, for the site's own user alone."""
    with suppress(OSError):  # whatever opens it says why it cannot
        path.touch(mode=0o600)
    keep_private(path, 0o600)
    return path


def local_secret_key() -> str:
    """Return a key that is made once for this machine and stored in var/."""
    path = private_file(VAR_DIR / "secret-key")
    if not path.read_text():
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


# It holds the database on SQLite, and files that only the site itself serves.
VAR_DIR.mkdir(mode=0o700, exist_ok=True)
keep_private(VAR_DIR, 0o700)

if LOCAL:
    SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret_key()
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
else:
    SECRET_KEY = required(
        "SECRET_KEY",
        "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))' "
        "and keep it out of the code. On your own machine use script/server, which needs none.",
    )
    hosts = required("ALLOWED_HOSTS", "Give the names of the site, with commas between: measure.example.org")
    ALLOWED_HOSTS = [host.strip() for host in hosts.split(",")]

SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

SITE_NAME = env.str("SITE_NAME", default="Common Measure")
# Where the site is found: for links in mails that no request stands behind.
SITE_URL = env.str(
    "SITE_URL", default="http://127.0.0.1:8000" if LOCAL else f"https://{ALLOWED_HOSTS[0]}"
).rstrip("/")

# The apps, in the direction that imports go: coprod -> assessments -> frameworks -> accounts -> background.
INSTALLED_APPS = [
    "coprod",
    "assessments",
    "frameworks",
    "accounts",
    "background",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # static files, compressed beforehand
    "coprod.middleware.CompressPages",  # on the way out after all that reads a page or sets its length
    "coprod.hosting.limits.LimitBody",  # before all that reads what was sent
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "coprod.middleware.keep_nothing",
]

ROOT_URLCONF = "coprod.urls"
WSGI_APPLICATION = "coprod.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coprod.context.site",
            ],
        },
    }
]


# --- The database: SQLite beside the code, or PostgreSQL by DATABASE_URL ---
def database() -> dict[str, Any]:
    """Return the settings of the database, from DATABASE_URL where it is set."""
    config: dict[str, Any] = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'coprod.sqlite3'}")
    if config["ENGINE"].endswith("sqlite3"):
        # Readers never wait for the writer (WAL), and a writer takes its lock at the start, so that
        # two writers queue instead of failing half way. Django switches foreign keys on by itself. What was
        # acknowledged is on the disk (FULL): a power cut must not take an answer back (docs/rules.md, Saved
        # means safe). What is deleted is overwritten (secure_delete), whichever way this SQLite was built.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        }
        # SQLite gives the files that it makes beside it the same mode.
        if ":memory:" not in config["NAME"]:
            private_file(Path(config["NAME"]))
            for ending in ("-wal", "-shm"):
                keep_private(Path(config["NAME"] + ending), 0o600)
        # A file, so that the server of the browser tests has connections of its own (tests/databases.py).
        config["TEST"] = {"NAME": env.str("TEST_SQLITE", default=str(VAR_DIR / "test.sqlite3"))}
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        # In seconds: a database that is away or hangs must not hold every worker.
        config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return config


DATABASES = {"default": database()}
# What was deleted is noted here too, for a restored copy to delete again (accounts/deletions.py).
DELETIONS_FILE = env.path("DELETIONS_FILE", default=str(VAR_DIR / "deletions.txt"))
# In seconds: so long a page waits for PostgreSQL, until it says that it is away (hosting/outages.py).
DATABASE_PATIENCE = env.int("DATABASE_PATIENCE", default=20)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHE_URL = env.str("CACHE_URL", default="locmemcache://" if LOCAL else "").replace("valkey", "redis", 1)
if CACHE_URL.startswith("redis") and find_spec("redis") is None:
    raise ImproperlyConfigured(
        "CACHE_URL names a Redis. Install what speaks with it: pip install 'redis>=6,<8'"
    )


def counts() -> dict[str, Any]:
    """Return where tries are counted: in the database, unless CACHE_URL names another store."""
    if not CACHE_URL:
        return {"BACKEND": "coprod.hosting.counts.SharedCounts", "LOCATION": "throttle_counts"}
    config: dict[str, Any] = env.cache_url_config(CACHE_URL)
    if CACHE_URL.startswith("redis"):
        # In seconds: a store that hangs must not hold every worker either.
        config["OPTIONS"] = {"socket_connect_timeout": 5, "socket_timeout": 5, **config.get("OPTIONS", {})}
    return config


CACHES = {
    # Tries are counted here, by all processes together, under keys that nobody can read. The codes do not
    # rest on it: they hold 128 bits.
    "default": {**counts(), "KEY_FUNCTION": "coprod.hosting.counts.scrambled_key"},
    # What each process remembers for itself: no page waits for a shared cache, or fails without it.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}
SILENCED_SYSTEM_CHECKS = [
    "django_ratelimit.E003",  # on one's own machine a single process counts for itself
    "django_ratelimit.W001",  # it does not know SharedCounts
    "security.W005",  # subdomains and preload bind a trust's other sites: for it to decide, see below
    "security.W021",
]

# --- People who sign in ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "assessments:list"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "coprod.hosting.addresses.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.ChangeAddressForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none" if LOCAL else "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = True  # one address for each account; a new one takes its place once it is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # the password again before a change
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever has the old address learns of a change
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, and in no other

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://" if LOCAL else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 30  # seconds: a mail server that hangs is one that went away, and is told of as such
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Common Measure <noreply@localhost>")

# --- Work outside the request (background/tasks.py): rows of the database, done by `manage.py worker` ---
TASKS = {name: {"BACKEND": "django_tasks_db.DatabaseBackend"} for name in ("default", "reports")}

# --- Safety in the browser ---
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # it goes when the browser closes
CSRF_FAILURE_VIEW = "coprod.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not LOCAL)
SECURE_HSTS_SECONDS = 0 if LOCAL else env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
# Off unless asked for: they bind every other site under the same name too.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How many proxies of our own stand in front, one behind the other.
try:
    PROXIES = env.int("BEHIND_PROXY", default=0)
except ValueError:
    raise ImproperlyConfigured("BEHIND_PROXY is how many proxies are in front: 1 for one.") from None
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
RATELIMIT_IP_META_KEY = "coprod.hosting.addresses.visitor_address"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],  # pictures of questions stand in the page itself
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
# How much may be sent at once, with a form, and with a file by people who are signed in (hosting/limits.py).
MOST_FORM_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MOST_UPLOAD_BYTES = 10 * 1024 * 1024
MOST_LOGO_BYTES = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
# Nothing that is sent goes to the disk: a file that does not fit into memory is dropped.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# --- Pages that save as people write (static/js/saving.js), in milliseconds ---
AUTOSAVE_DELAY = 1500  # from the last key to saving; a choice is saved sooner
AUTOSAVE_RETRY = 2000  # until a save that failed is tried again; then twice as long each time
AUTOSAVE_PATIENCE = 20_000  # until a request that hangs is cut short

# --- Pages ---
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Reports that are made (assessments/reports/files.py): for the site and its workers alone.
    "reports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("REPORTS_FOLDER", default=str(VAR_DIR / "reports")),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "coprod.storage.StaticFiles"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = LOCAL

LANGUAGE_CODE = "en-gb"
# The languages that people who take part may read the site's own texts in; a framework may be in any. Each
# but English has a catalogue in locale/. The Welsh one is a machine's draft that no speaker has read, so
# nobody is shown it where the site does not ask for it (docs/running.md, Languages).
LANGUAGES = [("en-gb", "English")]
if "cy" in env.list("MORE_LANGUAGES", default=[]):
    LANGUAGES.append(("cy", "Cymraeg"))
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London")
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"

# --- Logs: what failed, never what was sent with it ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "coprod.hosting.logs.WithoutValues",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"once_an_hour": {"()": "coprod.hosting.logs.OnceAnHour"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "strangers": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["once_an_hour"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # A proxy that does not say who asks, which shows with every request.
        "coprod.hosting.addresses": {"handlers": ["strangers"], "level": "WARNING", "propagate": False},
        # A wrong Host, a form without its token: anybody can send them, as often as they like.
        "django.security": {"handlers": ["strangers"], "level": "ERROR", "propagate": False},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},  # it tells of each task twice
        "django_tasks_db": {"level": "WARNING"},  # and the worker each time that it looks for one
    },
}
