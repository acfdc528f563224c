"""The end of a line is one sign wherever text of many lines is asked for, as the browser counted it."""

from pathlib import Path

from assessments.forms.outcome.plans import ActionForm
from assessments.records.plans import WHAT_LIMIT

ROOT = Path(__file__).resolve().parents[2]


def test_words_of_full_length_are_taken_with_the_ends_of_lines_that_browsers_send():
    words = "Pay within\r\nten days" + "!" * (WHAT_LIMIT - 19)
    form = ActionForm({"what": words}, questions=[], perspectives=[], sends_mail=False)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["what"] == words.replace("\r\n", "\n")
    assert len(form.cleaned_data["what"]) == WHAT_LIMIT


def test_every_form_asks_for_lines_in_this_way():
    forms = [path for app in ("accounts", "assessments", "frameworks") for path in (ROOT / app).rglob("*.py")]
    assert len(forms) > 100
    assert not [path for path in forms if "forms.Textarea(attrs" in path.read_text("utf-8")]
