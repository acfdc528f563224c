"""A version to check, and what is found in it."""

import dataclasses

from frameworks.models import LIMITS
from frameworks.publication.checks import check_draft
from frameworks.queries import content_of
from tests.frameworks.examples import stored


def content(data=None):
    [found] = content_of([stored(data, publish=False)])
    return found


def question(version, code):
    return next(asked for asked in version.all_questions() if asked.code == code)


def changed(version, code, **fields):
    """The version with other fields in one of its questions."""

    def of(section):
        return dataclasses.replace(
            section,
            questions=tuple(
                dataclasses.replace(asked, **fields) if asked.code == code else asked
                for asked in section.questions
            ),
            sections=tuple(of(inner) for inner in section.sections),
        )

    return dataclasses.replace(version, sections=tuple(of(section) for section in version.sections))


def found(version, **more):
    return check_draft(version, limits=LIMITS, **more)


def texts(version, *, must, **more):
    return [
        (one.about.kind, one.about.code or one.about.field, one.text)
        for one in found(version, **more)
        if one.must == must
    ]
