"""What is said beside results in the place of words that a group wrote and that had to go by law
(docs/rules.md, Words that must go by law)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import Release
from assessments.records.removed_words import RemovedText, words_removed
from assessments.release.queries import removed_texts

Kind = RemovedText.Kind


@dataclass(frozen=True, slots=True)
class Removals:
    """The texts beside the results of a release that had to go: what they were part of, its key, and which of
    its texts they were."""

    marks: Mapping[tuple[str, int, str], RemovedText]

    def text(self, words: str, kind: str, row: int, field: str) -> str:
        """Return words as they are shown: where they had to go, when and why stands in their place."""
        return words or self.said(kind, row, field)

    def said(self, kind: str, row: int, field: str) -> str:
        """Say when and why words had to go; empty where none had to."""
        mark = self.marks.get((kind, row, field))
        return words_removed(mark.removed_on, mark.get_reason_display()) if mark else ""

    def name(self, name: str, owner: int) -> str:
        """Return the name of an owner of an action, or in its place since when it is not there."""
        mark = self.marks.get((Kind.OWNER, owner, "name"))
        if name or mark is None:
            return name
        return _("name removed on %(day)s") % {"day": date_format(mark.removed_on, "j F Y")}


def removals_of(release: Release) -> Removals:
    """Return what had to go beside the results of a release. One query for each time that it is fetched."""
    return Removals(removed_texts(release))
