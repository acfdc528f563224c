"""The results of a round as they are frozen: what `Release.results` holds as JSON, and every reader reads.

Scoring makes `Scores`, the release adds to it what is known of the round. None stands for what does not exist
or may not be shown. Keys of questions and sections are those of scoring.structure. Plain data: nothing here
is worked out but whether words may be shown. Releases that were made by version 1 of the rules are read too
(scoring.version_one), with the figures that were frozen then.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from assessments.scoring import version_one
from assessments.scoring.questions import Agreement


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


# Who took part


class FrozenGroup(_Frozen):
    """People who are shown together. Those who named no perspective have the codes (None,) and no side."""

    codes: tuple[str | None, ...]
    people: int
    side: str | None
    by_consent: bool


class FrozenPeople(_Frozen):
    """Who took part, as scoring.disclosure decided who may be shown."""

    total: int
    shown: int
    set_aside: int
    groups: tuple[FrozenGroup, ...] | None
    absent_sides: tuple[str, ...]
    missing: tuple[str, ...]


class FrozenTurnout(_Frozen):
    """How many people of a perspective sent (None: they named none)."""

    code: str | None
    people: int


class FrozenPerspective(_Frozen):
    """A perspective as it was when the results were frozen."""

    code: str
    label: str
    short_label: str
    side: str
    marker: str


# Questions


class SpecialCounts(_Frozen):
    """How many gave each answer that is not a score, or none. `prefer_not_to_say` is None in a file of
    results, where `unanswered` has these people too, as every page has."""

    dont_know: int
    not_applicable: int
    prefer_not_to_say: int | None
    unanswered: int


class RatingCounts(SpecialCounts):
    """How some people rated: people by level, `mean` in scale points, `favourable` from 0 to 1."""

    levels: dict[str, int]
    rated: int
    mean: float | None
    favourable: float | None

    @property
    def answered(self) -> int:
        return self.rated


class ChoiceCounts(SpecialCounts):
    """How some people chose: people by option, and how many chose anything."""

    options: dict[str, int]
    chose: int

    @property
    def answered(self) -> int:
        return self.chose


class GroupRatings(RatingCounts):
    """How a group of this question rated: one of the round's, or several that are shown together here."""

    codes: tuple[str | None, ...]
    side: str | None


class GroupChoices(ChoiceCounts):
    """How a group of this question chose."""

    codes: tuple[str | None, ...]
    side: str | None


class FrozenParity(_Frozen):
    """Both sides counted equally: the mean in scale points, and the favourable position from 0 to 1."""

    mean: float
    favourable: float


class FrozenQuestion(_Frozen):
    """What may be shown of a question that is rated or chosen. `gap` is in scale points."""

    everyone: RatingCounts | ChoiceCounts | None
    groups: tuple[GroupRatings | GroupChoices, ...] | None
    parity: FrozenParity | None
    gap: float | None
    agreement: Agreement | None


# Sections and frameworks


class GroupPosition(_Frozen):
    """Where a group stands, from 0 to 1."""

    codes: tuple[str | None, ...]
    favourable: float | None


class FrozenArea(_Frozen):
    """Favourable positions of a section, from 0 to 1, all over the same questions.

    `compared` of its `questions` rating questions; where that is 0 groups are not compared, and `everyone` is
    over the `everyone_questions` that have a mean of everyone. By version 1 of the rules each figure was over
    the questions that had it: neither number is known then.
    """

    questions: int | None
    compared: int | None
    groups: tuple[GroupPosition, ...] | None
    parity: float | None
    everyone: float | None
    everyone_questions: int
    gap: float | None


class FrozenFramework(FrozenArea):
    """The same of a framework, with the label of the band that it reaches."""

    band: str | None


class RankedKeys(_Frozen):
    """Keys of the questions to talk about first, up to three in each list.

    `strong_together` is None where it was not ranked: by version 1 of the rules.
    """

    furthest_apart: tuple[str, ...]
    lowest: tuple[str, ...]
    strong_together: tuple[str, ...] | None
    most_unsure: tuple[str, ...]


# People's own words


class FrozenQuote(_Frozen):
    """What somebody wrote, and the codes of their group; none where it is not named, for whatever reason.
    Words that had to go by law are empty (docs/rules.md, Words that must go by law)."""

    words: str
    codes: tuple[str, ...]


class FrozenWords(_Frozen):
    """What people wrote to one question: what may be read, and how many left any words."""

    shared: tuple[FrozenQuote, ...]
    left: int


# All of it


class Scores(_Frozen):
    """What the rules make of a round's counts; `rules` is their version. Questions of words are left out.

    `apart` has the key of every question whose groups are apart, the widest gap first.
    """

    rules: int
    threshold: int
    assessed_together: bool
    people: FrozenPeople
    questions: dict[str, FrozenQuestion]
    sections: dict[str, FrozenArea]
    frameworks: dict[str, FrozenFramework]
    talk_first: RankedKeys
    apart: tuple[str, ...]

    @property
    def shows_words(self) -> bool:
        """Whether people's own words are in the results.

        They are not where fewer people than the threshold are shown, by consent: they agreed to show their
        scores, and any words would plainly be theirs (stricter than docs/rules.md, Comments).
        """
        return self.people.shown >= self.threshold


class FrozenResults(Scores):
    """Scores with who sent, the perspectives as they were, and the words by question key.

    Releases made before they were kept have no `turnout`, and no `on_paper` (how many answered on paper).
    """

    turnout: tuple[FrozenTurnout, ...] = ()
    on_paper: int = 0
    perspectives: tuple[FrozenPerspective, ...]
    comments: dict[str, FrozenWords]

    @model_validator(mode="before")
    @classmethod
    def _read_version_one(cls, stored: Any) -> Any:
        return version_one.as_now(stored) if version_one.made(stored) else stored
