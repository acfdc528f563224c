"""The headings of a working agreement, in their order: what each asks, what to think about, and lines to
borrow.

They follow the setting-up stage of the practical guide (Carr and Patel, 2016). None is compulsory, and
nothing is filled in. A group can add headings of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

Words = object  # a text that is translated where it is read: str() makes it words
OWN = "own-"  # how the code of a heading begins that a group added


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. asks: what to write under it; consider: what to think about first; borrow: lines to borrow.

    beside: the codes of questions that results show it next to (frameworks/library/three-steps.yaml).
    is_rule: whether the poster has it."""

    code: str
    title: Words
    asks: Words
    consider: Sequence[Words] = ()
    borrow: Sequence[Words] = ()
    beside: tuple[str, ...] = ()
    is_rule: bool = False


HEADINGS = (
    Heading(
        "why",
        _("Why we do this together"),
        _("What needs doing together, and what does not?"),
        [
            _("What would go wrong if one side did it alone?"),
            _("Have we got the time that it takes?"),
            _("What can stay as it is, so that nobody’s time is wasted?"),
        ],
        [_("We do together what changes people’s lives. The rota does not need all of us.")],
    ),
    Heading(
        "equals",
        _("What ‘as equals’ means here"),
        _("What do we mean by working as equals? How is it different from before?"),
        [
            _("What would someone see, if they sat in on a meeting?"),
            _("Which words do we use for one another, and which not?"),
            _("What does each of us bring that nobody else can?"),
        ],
        [_("Each side can say no. Neither side is outvoted by the other.")],
    ),
    Heading(
        "problem",
        _("What is fixed, and what is open"),
        _("Who first said what the problem was? What is fixed, what is open, and what do we push for?"),
        [
            _("Was the problem named before all of us were here?"),
            _("Who fixed what is fixed, and can that be asked again?"),
            _("The sheet with three lists can help."),
        ],
        [_("We say early what cannot change, and why.")],
        beside=("together-7", "working-1"),
    ),
    Heading(
        "decides",
        _("Who decides what"),
        _("Who says yes to what? Who do they answer to?"),
        [
            _("What can this group decide by itself?"),
            _("What goes to someone else, and how do we hear back?"),
            _("The sheet ‘Who says yes to what’ can help."),
        ],
        [_("Money for this work is decided here, by all of us.")],
        beside=("together-7",),
    ),
    Heading(
        "here",
        _("Who is here, and who is missing"),
        _("Who is in the room, who is not, and what do we do about it?"),
        [
            _("Are carers here in their own right?"),
            _("Who does this change most, and are they here?"),
            _("What keeps people away: the time, the place, the money, the way we talk?"),
        ],
        [_("Before we decide something big, we ask who has not been asked.")],
    ),
    Heading(
        "rules",
        _("Ground rules"),
        _("What do we ask of one another when we meet?"),
        [
            _("What made an earlier meeting good, or bad?"),
            _("How do we make sure that quieter people are heard?"),
            _("What do we do about jargon, phones and breaks?"),
        ],
        [
            _("We stop when someone asks to stop."),
            _("No jargon. Anyone can ask what a word means."),
            _("One person speaks at a time."),
        ],
        beside=("together-3",),
        is_rule=True,
    ),
    Heading(
        "disagree",
        _("When we disagree"),
        _("What happens when we do not agree?"),
        [
            _("Who writes it down, and in whose words?"),
            _("When do we stop talking, and come back to it?"),
            _("Who can help if we are stuck?"),
        ],
        [_("‘We did not agree’ is a good answer. We write down both views.")],
        beside=("working-8",),
        is_rule=True,
    ),
    Heading(
        "angry",
        _("When someone is angry"),
        _("What do we do when someone is angry or upset?"),
        [
            _("Anger often has a reason. How do we hear it?"),
            _("What helps: a break, a person to sit with, another room?"),
            _("What would make it worse?"),
        ],
        [_("Anger is allowed. We ask what happened. Nobody is sent out.")],
        beside=("working-8",),
        is_rule=True,
    ),
    Heading(
        "roles",
        _("Roles and limits"),
        _("Who does what? Who chairs, who facilitates, and where do they come from?"),
        [
            _("Do the roles go round, or stay with one person?"),
            _("What is not part of a role? When may people ring one another?"),
            _("Is the facilitator from outside, and who chose them?"),
        ],
        [_("Two people chair in turn, one from each side.")],
        beside=("together-4", "together-5"),
    ),
    Heading(
        "dates",
        _("Dates that bend"),
        _("What happens to our dates when someone is unwell? How do people step back and return?"),
        [
            _("How much time is spare?"),
            _("Who carries on with a job when its owner is away?"),
            _("How do we keep in touch with someone who steps back, if they want that?"),
        ],
        [_("Anyone can step back, and come back. Nobody has to say why.")],
        is_rule=True,
    ),
    Heading(
        "pay",
        _("Pay and costs"),
        _("Who is paid, how much and how soon? Which costs are met? Who can advise on benefits, by name?"),
        [
            _("Is reading beforehand paid too?"),
            _("Do fares and care costs come back on the day?"),
            _("Who has checked what pay does to benefits?"),
        ],
        [_("Fares are paid on the day, in cash.")],
        beside=("together-6",),
    ),
    Heading(
        "support",
        _("Support"),
        _("Who can people turn to before, during and after? Give names and numbers."),
        [
            _("For service users, for carers and for staff: who is it for each?"),
            _("Who is there the day after?"),
            _("Who is there at night?"),
        ],
        [_("Someone rings each of us the day after, if we want that.")],
        beside=("working-5",),
    ),
    Heading(
        "risks",
        _("Risks we accept together"),
        _("Which risks do we all accept? Who stands behind staff if something goes wrong?"),
        [
            _("What are people afraid of, on each side?"),
            _("What may we try even if it might not work?"),
            _("Which manager has said that they will stand by it?"),
        ],
        [_("If we agreed to try it, nobody is blamed alone.")],
    ),
    Heading(
        "leaders",
        _("What leaders promise"),
        _("What will leaders do, in their words? Who puts their name to it?"),
        [
            _("How often do they come, and for how long?"),
            _("By when do they answer in writing?"),
            _("What will they say no to, and will they say so here?"),
        ],
        [_("The service lead comes to every second meeting, and answers in writing within 14 days.")],
    ),
    Heading(
        "notes",
        _("What is said here"),
        _("Where does it go, and where does it never go? What are the limits?"),
        [
            _("Does anything go into care notes, or change anyone’s care?"),
            _("What must be passed on, and is the person told first?"),
            _("May we talk about it at home?"),
        ],
        [_("What is said here stays out of care notes, and changes nobody’s care.")],
        is_rule=True,
    ),
    Heading(
        "results",
        _("What happens with the results"),
        _("Who sees the results, and by when does something happen?"),
        [
            _("Who do we show them to first?"),
            _("By when do we say what we will do?"),
            _("Who tells the people who took part?"),
        ],
        [_("Everyone who took part sees the results before anyone else does.")],
    ),
)
BY_CODE = {heading.code: heading for heading in HEADINGS}


def heading_of(code: str, title: str = "") -> Heading:
    """Return the heading of a clause. title: of one that the group added."""
    own = Heading(code, title, _("What have we agreed here?"))
    return BY_CODE.get(code, own)


def place_of(code: str) -> tuple[int, str]:
    """Return what to sort clauses by: the guide's headings in their order, then the group's own, as added."""
    codes = list(BY_CODE)
    return (codes.index(code), "") if code in BY_CODE else (len(codes), f"{code.removeprefix(OWN):0>6}")
