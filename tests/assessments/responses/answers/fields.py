from tests.assessments.responses.pages.participants import hidden

SCRIPT = {"headers": {"accept": "application/json"}}


def fields(**given):
    return {name.replace("_", "-"): value for name, value in given.items()}


def keep(person, shown, **given):
    """The script saves the page that was `shown`, with these answers on it (s1_q1_answer: s1-q1-answer)."""
    return person.send("part", {**shown, **fields(**given)}, **SCRIPT)


def shown_to(person):
    return hidden(person.get("part"))
