"""How pages look to one person: the size of the text, the colours; to a participant also in shorter words or
not, and one question a page or a part.

What a participant chose stands in a cookie for one round's addresses, what was chosen for the whole site in
another; neither says anything else.
"""

from dataclasses import dataclass, fields, replace

from django.core.exceptions import BadRequest
from django.http import HttpRequest

FIELD = "look"  # of the forms that choose, and the name of a participant's cookie
SITE_COOKIE = "look_everywhere"

# Each kind of choice, what is so unless somebody chose otherwise first.
KINDS = {
    "words": ("as-written", "easy"),
    "size": ("usual", "large", "largest"),
    "colours": ("device", "paper", "dark", "contrast"),
    "pace": ("part", "one"),
}
_KIND_OF = {choice: kind for kind, choices in KINDS.items() for choice in choices}


@dataclass(frozen=True, slots=True)
class Look:
    """One choice of each kind (KINDS)."""

    words: str = KINDS["words"][0]
    size: str = KINDS["size"][0]
    colours: str = KINDS["colours"][0]
    pace: str = KINDS["pace"][0]

    def with_choice(self, choice: str) -> "Look":
        """Return this look with that choice; the same where there is no such choice."""
        kind = _KIND_OF.get(choice)
        return replace(self, **{kind: choice}) if kind else self

    @property
    def chosen(self) -> tuple[str, ...]:
        """The choices that are not as usual, in the order of KINDS."""
        now = (getattr(self, field.name) for field in fields(self))
        return tuple(choice for choice in now if choice not in _USUAL)

    @property
    def is_shorter(self) -> bool:
        """Whether shorter words are wanted, where there are any. (The choice is stored as 'easy', its name
        before.)"""
        return self.words == "easy"

    @property
    def one_at_a_time(self) -> bool:
        """Whether each question has a page of its own."""
        return self.pace == "one"

    @property
    def dark_media(self) -> str:
        """For what media the dark colours are: as the device has it, on any screen, or '' for none."""
        return {"device": "screen and (prefers-color-scheme: dark)", "dark": "screen"}.get(self.colours, "")

    @property
    def cookie(self) -> str:
        """What is kept of it: 'easy.large', or '' where all is as usual."""
        return ".".join(self.chosen)

    @property
    def classes(self) -> str:
        """For <html>: 'look-easy look-large', or ''."""
        return " ".join(f"look-{choice}" for choice in self.chosen)


_USUAL = {choices[0] for choices in KINDS.values()}


def is_asked(request: HttpRequest) -> bool:
    """Whether this request asks for another look."""
    return request.method == "POST" and request.POST.get(FIELD, "") in _KIND_OF


def look_of(request: HttpRequest) -> Look:
    """Return how the pages of this request look: as this person asks for now, else as they asked before, for
    this round, else for the site. What is no choice is left out. Read once a request."""
    look: Look | None = getattr(request, "own_look", None)
    if look is None:
        look = _read(request)
        vars(request)["own_look"] = look
    return look


def on_small_screen(request: HttpRequest) -> bool:
    """Whether somebody starts on a narrow screen, as the page's script says (static/js/start.js), or on a
    phone, as the browser says: so it is known without a script too."""
    phone = request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in request.headers.get("User-Agent", "")
    return phone or request.POST.get("narrow") == "yes"


def _read(request: HttpRequest) -> Look:
    look = Look()
    for cookie in (SITE_COOKIE, FIELD):
        for choice in request.COOKIES.get(cookie, "")[:100].split("."):
            look = look.with_choice(choice)
    try:
        return look.with_choice(request.POST.get(FIELD, ""))
    except BadRequest:  # a body that is no form: the page that says so has a look as well
        return look
