"""The check of texts that are in no catalogue, on those of each kind."""

import pytest

from script import check_gettext as check


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Bare</p>", ["Bare"]),
        ('<p>{% translate "Said" %} {{ name }}, 3 &ndash;</p>', []),
        ("{% blocktranslate %}Said <b>here</b>{% endblocktranslate %} and bare", ["and bare"]),
        ("<p>{{ count }} people</p>", ["… people"]),
        ('<nav aria-label="Parts"><img alt="{% translate "A chart" %}"></nav>', ["Parts"]),
        ('<p data-none="None here." data-keys="p PageUp" data-question="q-1"></p>', ["None here."]),
        ('<input type="submit" value="Send"><input type="hidden" value="unseen">', ["Send"]),
        ('{{ name|default:"Group not shown" }}{{ name|default:_("Group not shown") }}', ["Group not shown"]),
        ('{{ many }}{{ many|pluralize:"person,people" }}', ["person,people"]),
        ('{# a remark #}{% comment %}another{% endcomment %}<script src="x">unseen()</script>', []),
        ("{% autoescape off %}Hello {{ name }}{% endautoescape %}", ["Hello …"]),
    ],
)
def test_bare_texts_of_templates_and_mails_are_found(source, expected):
    assert [text for _line, text in check.bare_in_template(source)] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"""A docstring here."""\nx = _("Said here") + ngettext("One it is", "More of it", 2)', []),
        ('x = "Bare words"', ["Bare words"]),
        ('x = f"{one} is bare"', ["… is bare"]),
        ('x = _(f"{one} is in no catalogue")', ["an f-string in gettext: … is in no catalogue"]),
        ('record("round opened", it)\nlog.warning("Only in a log")\nraise ValueError("a fault of ours")', []),
        ('messages.warning(request, "People read this")', ["People read this"]),
        ('class Role(TextChoices):\n    LEAD = "lead", "Lead"\n    READER = "reader", _("Reader")', ["Lead"]),
        ('CharField(label="Name", help_text=_("Yours"))', ["Name"]),
        ('if words == "two words" and rows["a key"]: pass', []),
    ],
)
def test_bare_texts_of_modules_are_found(source, expected):
    assert [text for _line, text in check.bare_in_code(source)] == expected
