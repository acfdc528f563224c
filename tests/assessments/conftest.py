"""Fixtures of several rooms."""

import logging

import pytest


@pytest.fixture
def log():
    """All that is logged, with the loggers that keep to themselves."""
    records = []
    handler = logging.Handler(logging.NOTSET)
    handler.emit = lambda record: records.append(logging.Formatter().format(record) + repr(record.__dict__))
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "django.db.backends")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield records
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)
