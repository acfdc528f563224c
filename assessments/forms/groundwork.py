"""What people fill in for a working agreement, and on the sheets that go with it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import CarriedNumber, Lines
from assessments.choices import Side
from assessments.groundwork.clauses import ClauseNow
from assessments.records.groundwork import LINE_LIMIT, SHORT_LIMIT, TITLE_LIMIT, WORDS_LIMIT
from frameworks.forms.fields import Written

NO_ONE_SIDE = gettext_lazy("Both sides turn their key, or it is not agreed. Nothing is agreed by one side.")


class Words(forms.CharField):
    """Words as they were written."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=Lines(attrs={"rows": rows, "dir": "auto"}), **kwargs)


class ClauseForm(forms.Form):
    """One text for both sides, and who says yes to it now. seen, wording: as in write_clause."""

    words = Words(label=gettext_lazy("The clause"), max_length=WORDS_LIMIT, required=False, rows=4)
    short = Words(
        label=gettext_lazy("The same in shorter words, if you like"),
        help_text=gettext_lazy("For the poster, the pocket card and the agreement in shorter words."),
        max_length=SHORT_LIMIT,
        required=False,
        rows=2,
    )
    people = forms.BooleanField(label=gettext_lazy("People and communities say yes"), required=False)
    services = forms.BooleanField(label=gettext_lazy("Services and professionals say yes"), required=False)
    seen = CarriedNumber()
    wording = CarriedNumber(required=False)

    def __init__(self, *args: Any, now: ClauseNow, must_agree: bool = False, **kwargs: Any) -> None:
        """must_agree: whether it is sent as agreed, so that both sides have to say yes."""
        only = now.only
        initial: dict[str, Any] = {"seen": now.newest, "wording": only.ident if only else 0}
        initial |= {"words": only.words, "short": only.short} if only else {}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.must_agree = must_agree
        self.turned = set(only.key_days) if only else set()

    @property
    def is_changed(self) -> bool:
        """Whether other words are sent than the page had before."""
        return {"words", "short"} & set(self.changed_data) != set()

    @property
    def keys(self) -> list[str]:
        """The sides that say yes now."""
        return [side for side in Side.values if self.cleaned_data.get(side)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        given = {side for side in Side.values if data.get(side)}
        there = given if self.is_changed else given | self.turned
        if (given or self.must_agree) and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write the words that both sides say yes to."))
        elif self.must_agree and there != set(Side.values):
            missing = next(side for side in Side.values if side not in there)
            self.add_error(missing, NO_ONE_SIDE)
        return data


class TwoWordingsForm(forms.Form):
    """The wording of each side, where they do not agree."""

    people = Words(
        label=gettext_lazy("People and communities say"),
        max_length=WORDS_LIMIT,
        rows=4,
        error_messages={"required": gettext_lazy("Write how people and communities would put it.")},
    )
    services = Words(
        label=gettext_lazy("Services and professionals say"),
        max_length=WORDS_LIMIT,
        rows=4,
        error_messages={"required": gettext_lazy("Write how services and professionals would put it.")},
    )
    seen = CarriedNumber()


class HeadingForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("The heading"),
        max_length=TITLE_LIMIT,
        error_messages={"required": gettext_lazy("Write the heading.")},
    )


class WholeForm(forms.Form):
    """Saying yes to the agreement as a whole. seen: as in turn_version_key."""

    why = Words(
        label=gettext_lazy("What led to it, if you want to say"),
        help_text=gettext_lazy("For example: ‘after we talked about pay’. What changed is listed by itself."),
        max_length=SHORT_LIMIT,
        required=False,
        rows=2,
    )
    people = forms.BooleanField(label=gettext_lazy("People and communities say yes"), required=False)
    services = forms.BooleanField(label=gettext_lazy("Services and professionals say yes"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    @property
    def keys(self) -> list[str]:
        return [side for side in Side.values if self.cleaned_data.get(side)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(side) for side in Side.values):
            self.add_error("people", _("Tick the side that says yes."))
        return data


class LineForm(forms.Form):
    """A line of a sheet: the texts that the sheet has room for. labels: of these, in order; a list's own
    column, if it has some."""

    def __init__(
        self, *args: Any, labels: Sequence[Any], columns: Iterable[tuple[str, Any]] = (), **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        found: dict[str, forms.Field] = {}
        columns = list(columns)
        if columns:
            found["column"] = forms.ChoiceField(
                label=gettext_lazy("Which list?"),
                choices=columns,
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Choose a list.")},
            )
        for name, label in zip(("first", "second", "third"), labels, strict=False):
            found[name] = forms.CharField(
                label=label,
                max_length=LINE_LIMIT,
                required=name == "first",
                error_messages={"required": gettext_lazy("Write something here.")},
            )
        self.fields |= found


class AskForm(forms.Form):
    """Which clauses are asked about, each as a statement to score. clauses: code, title, and the statement
    that is offered."""

    def __init__(self, *args: Any, clauses: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clauses = clauses
        for code, title, statement in clauses:
            self.fields[f"ask_{code}"] = forms.BooleanField(
                label=_("Ask about ‘%(title)s’") % {"title": title}, required=False, initial=True
            )
            says = Written(_("What people score"), "text", rows=3, initial=statement)
            says.widget.attrs |= {"dir": "auto", "maxlength": says.limit}
            self.fields[f"say_{code}"] = says

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"ask_{code}"], self[f"say_{code}"]) for code, _title, _says in self.clauses]

    @property
    def chosen(self) -> dict[str, str]:
        """The statements to ask, by the code of their clause."""
        return {
            code: self.cleaned_data[f"say_{code}"]
            for code, _title, _says in self.clauses
            if self.cleaned_data.get(f"ask_{code}")
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        asked = [code for code, _title, _says in self.clauses if data.get(f"ask_{code}")]
        if not asked:
            raise ValidationError(_("Choose at least one clause to ask about."))
        for code in asked:
            if not data.get(f"say_{code}") and f"say_{code}" not in self.errors:
                self.add_error(f"say_{code}", _("Write the statement that people score."))
        return data
