"""The forms of those who run a meeting over shared results."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import CarriedNumber, Lines
from assessments.agreement.actions import Settled
from assessments.forms.running.days import DayField
from assessments.models import Perspective
from assessments.records.meetings import MOST_LINKS, WORDS_LIMIT, AgreedScore
from assessments.reports.question_model import ReportQuestion

Outcome = AgreedScore.Outcome
LONGEST_LINK = 500
is_web_address = URLValidator(schemes=["http", "https"])


class MeetingForm(forms.Form):
    """When a meeting is, and which groups are in the room."""

    present = forms.MultipleChoiceField(
        label=gettext_lazy("Who is in the room?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only which groups, no names and no numbers. You can continue without a group that is not here: "
            "the record will say so beside each thing that you agree."
        ),
        error_messages={"required": gettext_lazy("Tick each group that somebody is here from.")},
    )
    held_on = DayField(
        required=True,
        label=gettext_lazy("On which day is the meeting?"),
        help_text=gettext_lazy("An earlier day, if you are typing in what was written on paper."),
        missing=gettext_lazy("Choose the day of the meeting."),
    )

    def __init__(
        self, *args: Any, perspectives: Collection[Perspective], since: datetime.date, **kwargs: Any
    ) -> None:
        """since: the day on which the results were shared."""
        super().__init__(*args, **kwargs)
        self._since = since
        fields: Any = self.fields
        fields["present"].choices = [(one.code, one.label) for one in perspectives]
        fields["held_on"].initial = timezone.localdate()

    def clean_held_on(self) -> datetime.date:
        chosen: datetime.date = self.cleaned_data["held_on"]
        if not self._since <= chosen <= timezone.localdate():
            raise ValidationError(_("Choose a day between the day that the results were shared and today."))
        return chosen


class LaterForm(forms.Form):
    """Leave a question for later: nothing is filled in. seen: the newest score that the page knew of."""

    seen = CarriedNumber(required=False)


def _words(label: Any, help_text: Any = "", *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=WORDS_LIMIT,
        widget=Lines(attrs={"rows": rows}),
    )


class SettledForm(forms.Form):
    """What the group says of a question: one level that both sides can live with, or how each sees it."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What do we say?"),
        choices=[(one.value, one.label) for one in (Outcome.AGREED, Outcome.NOT_AGREED)],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the two: we agree, or we did not agree."),
            "invalid_choice": gettext_lazy("Choose one of the two: we agree, or we did not agree."),
        },
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Which level?"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Pick one of these levels.")},
    )
    yes_people = forms.BooleanField(label=gettext_lazy("Yes from people and communities"), required=False)
    yes_services = forms.BooleanField(
        label=gettext_lazy("Yes from services and professionals"), required=False
    )
    view_people = _words(gettext_lazy("How people and communities see it"), rows=4)
    view_services = _words(gettext_lazy("How services and professionals see it"), rows=4)
    why = _words(gettext_lazy("Why?"), gettext_lazy("In the words used in the room."))
    evidence = _words(
        gettext_lazy("What have we seen or heard that tells us so?"),
        gettext_lazy("A thing that happened, a paper, a number. Leave out names."),
    )
    links = forms.CharField(
        label=gettext_lazy("Links to it"),
        help_text=gettext_lazy(
            "If there are any: up to five, one on each line, beginning with http:// or https://."
        ),
        required=False,
        max_length=MOST_LINKS * (LONGEST_LINK + 2),
        widget=Lines(attrs={"rows": 2, "spellcheck": "false"}),
    )
    seen = CarriedNumber(required=False)

    def __init__(self, *args: Any, question: ReportQuestion, sides: Collection[str], **kwargs: Any) -> None:
        """sides: those that the round has perspectives on."""
        super().__init__(*args, **kwargs)
        self.question = question
        self.sides = [side for side in ("people", "services") if side in sides]
        fields: Any = self.fields
        fields["level"].choices = [(one.value, one.name) for one in question.levels]
        for side in {"people", "services"} - set(self.sides):
            del fields[f"yes_{side}"], fields[f"view_{side}"]
        if question.kind != "rating":
            del fields["level"]

    def clean_links(self) -> list[str]:
        """Return the links, each a web address."""
        links = self.cleaned_data["links"].split()
        if len(links) > MOST_LINKS:
            raise ValidationError(_("Give five links at most."))
        for link in links:
            self._check_link(link)
        return list(links)

    @staticmethod
    def _check_link(link: str) -> None:
        try:
            is_web_address(link)
        except ValidationError:
            words = _(
                "This is not the address of a web page: %(link)s. It looks like https://example.org/page."
            )
            raise ValidationError(words % {"link": link[:80]}) from None
        if len(link) > LONGEST_LINK:
            raise ValidationError(_("One of the links is too long: 500 letters and signs at most."))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome") == Outcome.AGREED:
            self._check_agreed(data)
        elif data.get("outcome") == Outcome.NOT_AGREED:
            for side in self.sides:
                if f"view_{side}" not in self.errors and not data.get(f"view_{side}"):
                    self.add_error(f"view_{side}", _("Write how this side sees it, in their words."))
        return data

    def _check_agreed(self, data: dict[str, Any]) -> None:
        if "level" in self.fields and "level" not in self.errors and data.get("level") is None:
            self.add_error("level", _("Pick the level that you agreed on."))
        if "level" not in self.fields and "why" not in self.errors and not data.get("why"):
            self.add_error("why", _("Write what you agreed."))
        missing = next((side for side in self.sides if not data.get(f"yes_{side}")), None)
        if missing:  # said once, above the boxes, whether one is empty or both
            words = _("Each side needs to say yes. If one does not, choose ‘We did not agree’.")
            self.add_error(f"yes_{missing}", words)
        for side in self.sides:
            if data.get(f"view_{side}"):
                words = _("You chose ‘We agree’. Move these words to ‘Why?’, or choose ‘We did not agree’.")
                self.add_error(f"view_{side}", words)

    @property
    def yeses(self) -> list[BoundField]:
        """The boxes for the yes of each side."""
        return [self[f"yes_{side}"] for side in self.sides]

    @property
    def views(self) -> list[BoundField]:
        """The fields for how each side sees it."""
        return [self[f"view_{side}"] for side in self.sides]

    @property
    def settled(self) -> Settled:
        """What was filled in and goes with the outcome: a level that was picked before the group found that
        it does not agree is left out."""
        data, agreed = self.cleaned_data, self.cleaned_data["outcome"] == Outcome.AGREED
        chosen: dict[str, Any] = {name: data.get(name, "") for name in ("why", "evidence")}
        if agreed:
            chosen |= {f"yes_{side}": bool(data.get(f"yes_{side}")) for side in self.sides}
            chosen["level"] = data.get("level")
        else:
            chosen |= {f"view_{side}": data.get(f"view_{side}", "") for side in self.sides}
        return Settled(outcome=data["outcome"], links=tuple(data["links"]), **chosen)


def initial_of(scores: Sequence[AgreedScore], meeting: int, outcome: str) -> dict[str, Any]:
    """Return what the form begins with: what this meeting said last of the question, if anything, with the
    outcome that was pressed, if one was. scores: all of the question, the newest first."""
    found: dict[str, Any] = {"seen": max((one.pk for one in scores), default=0), "outcome": outcome}
    mine = max((one for one in scores if one.meeting_id == meeting), key=lambda one: one.pk, default=None)
    if mine is None or mine.outcome == Outcome.LATER:
        return found
    names = ("level", "yes_people", "yes_services", "view_people", "view_services", "why", "evidence")
    said = {name: getattr(mine, name) for name in names}
    return {**said, "links": "\n".join(mine.links), **found, "outcome": outcome or mine.outcome}
