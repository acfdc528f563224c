"""Hard words and what they mean, in simple words. Only those that a text uses are explained in it."""

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.reports.simple.model import Meaning

# How a word is found, in any of its forms; how it is written where it is explained; and what it means.
_WORDS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    (r"co-?produc\w*", _("Co-production"), _("People who use a service and staff work on it as equals.")),
    (r"service users?", _("Service user"), _("A person who uses a service.")),
    (r"survivors?", _("Survivor"), _("A person who has had a hard time with their mental health.")),
    (r"carers?", _("Carer"), _("A person who looks after a friend or someone in their family.")),
    (r"practitioners?", _("Practitioner"), _("A person whose job is to help people who use the service.")),
    (r"clinicians?", _("Clinician"), _("A person whose job is to treat people, like a doctor or a nurse.")),
    (r"managers?", _("Manager"), _("A person who is in charge of a team or a service.")),
    (r"commissioners?", _("Commissioner"), _("A person who plans services and pays for them.")),
    (r"trustees?", _("Trustee"), _("A person who helps to run a charity, and is not paid for it.")),
    (r"peer (?:support\w*|workers?)", _("Peer support"), _("Help from someone who has been there too.")),
    (r"advoca(?:te|cy|tes)", _("Advocate"), _("A person who helps you to say what you want.")),
    (r"(?:user|survivor)-led", _("User-led"), _("Run by people who use services.")),
    (r"lived experience", _("Lived experience"), _("What you know as you have lived through it.")),
    (r"distress", _("Distress"), _("Feeling very bad in your mind.")),
    (r"crisis", _("Crisis"), _("A time when someone needs help at once.")),
    (r"recover(?:y|ing)", _("Recovery"), _("Living a life that is good for you.")),
    (r"relapses?", _("Relapse"), _("When someone gets ill again.")),
    (r"symptoms?", _("Symptom"), _("A sign that someone is ill.")),
    (r"clinical\w*", _("Clinical"), _("To do with treating people who are ill.")),
    (r"detain\w*|sectioned", _("Detained"), _("Kept in hospital by law.")),
    (r"discharge[ds]?", _("Discharge"), _("When someone leaves hospital or a service.")),
    (r"safeguard\w*", _("Safeguarding"), _("Keeping people safe from harm.")),
    (r"stigma\w*", _("Stigma"), _("When people are looked down on.")),
    (r"obedien\w+", _("Obedient"), _("Doing what you are told.")),
    (r"research\w*", _("Research"), _("Finding things out with care, step by step.")),
    (r"budgets?", _("Budget"), _("The money that there is to spend.")),
    (r"polic(?:y|ies)", _("Policy"), _("What a service says that it will do, and how.")),
    (r"democra\w+", _("Democracy"), _("When all people have a say.")),
    (r"personali[sz]ation", _("Personalisation"), _("Making help fit each person.")),
    (r"localism", _("Localism"), _("When people decide for the place where they live.")),
    (r"delegated", _("Delegated"), _("Given to someone else to do.")),
    (r"partnerships?", _("Partnership"), _("Working side by side.")),
    (r"equalit\w+", _("Equality"), _("When all people count the same.")),
    (r"reciproc\w+", _("Reciprocity"), _("Giving and getting back.")),
    (r"evaluat\w+", _("Evaluation"), _("Looking at how well a thing works.")),
    (r"accountab\w+", _("Accountable"), _("Having to say why you did what you did.")),
    (r"transform\w*", _("Transform"), _("To change a thing from the ground up.")),
)  # fmt: skip
_FOUND = [re.compile(rf"(?<![\w-]){pattern}(?![\w-])", re.IGNORECASE) for pattern, _word, _means in _WORDS]


class HardWords:
    """Explains each hard word once, where it is first read."""

    def __init__(self) -> None:
        self._explained: set[int] = set()

    def new_in(self, texts: Iterable[str]) -> tuple[Meaning, ...]:
        """Return the hard words of these English texts that no text before had."""
        text = "\n".join(texts)
        found = [place for place, form in enumerate(_FOUND) if form.search(text)]
        new = [place for place in found if place not in self._explained]
        self._explained.update(new)
        return tuple(Meaning(str(_WORDS[place][1]), str(_WORDS[place][2])) for place in new)


def all_meanings() -> tuple[Meaning, ...]:
    """Return every hard word that is known."""
    return tuple(Meaning(str(word), str(means)) for _form, word, means in _WORDS)
