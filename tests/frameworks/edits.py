"""Drafts of the example framework, changed as somebody else's page would change them."""

from django.db import transaction

from frameworks.drafts import creation, saves
from frameworks.drafts.locks import lock_draft
from frameworks.models import FrameworkVersion, Question
from tests.frameworks.examples import example, stored

TURNS, LEAF, STORY, CHIPS = [("question", code) for code in ("turns", "leaf", "story", "chips")]
WELSH = {
    "turns": "Rydym yn cymryd tro.",
    "leaf": "Beth sydd yn y tebot?",
    "story": "Dywedwch wrthym.",
    "chips": "Mae'r cwpanau wedi torri.",
}


def save_fields(*, draft, **page):
    """Saves a page of the draft as the editor does: locks it, then saves."""
    with transaction.atomic():
        return saves.save_fields(locked=lock_draft(draft), **page)


def save(draft, key, **fields):
    """Changes a part as somebody else's page would; the draft as it is then."""
    now = FrameworkVersion.objects.get(pk=draft.pk).revision
    save_fields(draft=draft, revision=now, written={key: fields}, by=None)
    return fresh(draft)


def fresh(draft):
    return FrameworkVersion.objects.select_related("framework__organisation").get(pk=draft.pk)


def reworded_draft(organisation):
    """A draft of version 2 with a reworded question."""
    version = stored(organisation=organisation)
    draft = creation.begin_draft(framework=version.framework, by=None)
    return save(draft, TURNS, statement="We all take turns.")


def translated(version):
    draft = creation.begin_translation(version=version, language="cy", by=None)
    for code, statement in WELSH.items():
        save(draft, ("question", code), title=f"Teitl {code}", statement=statement)
    for code in ("making", "after", "cups"):
        save(draft, ("section", code), title=f"Rhan {code}")
    save(draft, LEAF, options=[{"code": "tea", "label": "Te"}, {"code": "none", "label": "Dim"}])
    levels = [{"value": v, "label": f"Lefel {v}", "description": ""} for v in (0, 1, 5)]
    was = {"was": {0: 0, 1: 1, 5: 5}}
    save(draft, ("scale", "how-often"), title="Pa mor aml?", levels=levels, **was)
    return save(draft, ("head", ""), title="Y tegell", bands=[[0, "Oer"], [50, "Cynnes"]])


def continuity(version):
    return dict(Question.objects.filter(version=version).values_list("code", "continuity"))


def reworded(number=2, statement="Each of us makes tea.", **changes):
    data = example(version=number, **changes)
    data["sections"][0]["questions"][0]["statement"] = statement
    return data
