"""The check of words that the house does not use, on texts of each kind."""

from pathlib import Path

from script import check_words as check


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_words_are_found_in_templates_mails_code_and_frameworks_and_not_in_comments(tmp_path):
    write(tmp_path, "templates/page.html", '{# by chance #}\n<p>{% translate "Where do you stand?" %}</p>\n')
    write(tmp_path, "templates/mail/it.txt", "{% if stands %}You need do nothing.{% endif %}")
    write(tmp_path, "accounts/words.py", '"""It stands there."""\n\n\ndef f():\n    return _("Go on")\n')
    write(tmp_path, "frameworks/library/a.yaml", "actions: ['Let people choose.', They can take along]\n")
    found = [one.split(", better")[0] for one in check.faults(tmp_path)]
    assert found == [
        "templates/mail/it.txt:1: ‘need do nothing’",
        "templates/page.html:2: ‘Where do you stand’",
        "accounts/words.py:5: ‘Go on’",
        "frameworks/library/a.yaml: ‘Let people’",
        "frameworks/library/a.yaml: ‘take along’",
    ]


def test_ordinary_uses_of_the_same_words_are_left_alone(tmp_path):
    text = (
        "We understand. Leaders stand by it. What stands in the way? Groups differ by chance. Run by whoever."
    )
    write(tmp_path, "templates/page.html", text)
    assert check.faults(tmp_path) == []


def test_no_text_of_ours_holds_such_a_word():
    assert check.faults() == []
