"""The library's framework of names, read from its file."""

from functools import cache

from frameworks.exchange.files import read
from frameworks.exchange.format import plain_data
from frameworks.fit.model import fit_of
from frameworks.management.commands.load_library import LIBRARY


@cache
def file():
    return read((LIBRARY / "good-thing.yaml").read_bytes())


def data():
    """Its block as plain data, a new copy each time."""
    return plain_data(file().fit)


def fit():
    return fit_of(data())
