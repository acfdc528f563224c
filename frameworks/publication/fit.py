"""What is wrong with the names that may fit and their rules in a draft (frameworks/fit/checks.py). Pure."""

from collections.abc import Iterator

from frameworks.content import VersionContent
from frameworks.fit.checks import Asked, FitFault, faults_of
from frameworks.publication.findings import Finding, about_head, gettext_noop

_ = gettext_noop


def fit_findings(version: VersionContent) -> Iterator[Finding]:
    """Yield what must be put right, with the name, rule or example that it is about."""
    if not version.fit_data:
        return
    asked = {
        question.code: Asked(question.kind, question.choose, tuple(one.code for one in question.options))
        for question in version.all_questions()
    }
    sources = {source.code for source in version.sources}
    for fault in faults_of(version.fit_data, asked, sources):
        place, words = _place(version, fault)
        values = {**_named(version, fault), **place, "what": fault.words}
        yield Finding(True, about_head("fit"), words, values)


def _place(version: VersionContent, fault: FitFault) -> tuple[dict[str, object], str]:
    """Return what a fault is about, as values and a sentence that has them."""
    fit, steps = version.fit, fault.steps
    if fit is None or len(steps) < 2 or not isinstance(steps[1], int):
        return {}, _("The names: %(what)s.")
    number = steps[1]
    if steps[0] == "concepts":
        name = fit.concepts[number].name
        if len(steps) > 3 and isinstance(steps[3], int):
            return {"name": name, "rule": steps[3] + 1}, _("‘%(name)s’, rule %(rule)s: %(what)s.")
        return {"name": name}, _("‘%(name)s’: %(what)s.")
    name = fit.notes[number].words if steps[0] == "notes" else fit.examples[number].title
    return {"name": name}, _("‘%(name)s’: %(what)s.")


def _named(version: VersionContent, fault: FitFault) -> dict[str, object]:
    """Return a fault's values with questions and their answers by their names, where they have any."""
    values = dict(fault.values)
    title, options = version.choices.get(str(values.get("question")), ("", {}))
    if title:
        values["question"] = title
    if "option" in values:
        values["option"] = options.get(str(values["option"]), values["option"])
    return values
