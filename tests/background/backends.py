"""Who does the tasks in a test (settings.TASKS)."""

DATABASE = "django_tasks_db.DatabaseBackend"
DUMMY = "django_tasks.backends.dummy.DummyBackend"
IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"


def both(backend):
    return {name: {"BACKEND": backend} for name in ("default", "reports")}


REAL = both(DATABASE)  # as on a real site
AT_ONCE = both(IMMEDIATE)
NOBODY_WORKS = both(DUMMY)
