"""What people are told before they answer, from the round's real settings (scoring-and-privacy, last part).

Pure. Says only what the software truly does, and never 'anonymous'.
"""


def in_short(threshold: int) -> list[str]:
    """The four lines that stand beside the questions."""
    return [
        "Nobody in your team sees your own answers.",
        f"We only show what a group said if {threshold} people or more are in it, "
        "or if they all agree to be shown.",
        "You choose what happens to each comment.",
        "You can change or take back your answers until this closes.",
    ]


def in_full(threshold: int, organisation: str, joining: str = "link") -> list[str]:
    """Everything that people are told; stored with the round when it opens.

    threshold: people in the smallest group that is shown. organisation: who asks. joining: how people come
    in, of models.Round.Joining.
    """
    return [
        f"The results go to the people at {organisation} who work on this, and to everyone who took part, "
        "all at the same time. Until then nobody sees any results.",
        f"We show what a group said only if {threshold} people or more are in it. A smaller group is put "
        "together with another group from the same side, and shown as one. If that is still too few, we show "
        "what everyone said, with no groups.",
        "On one question we may show a group when as few as 3 of its people gave a score.",
        "How many people took part from each group is not secret. What each of them said is.",
        f"In a group of {threshold}, others can see what the group said, but not who said what.",
        "If everyone in a group gives the same answer, all can tell what each of them said.",
        *_ways_in(organisation)[joining],
        "If people put their own answers together, they could work out what the last person said.",
        "Before you send, you can tick ‘show our scores even if we are few’. "
        "Then others may see your own scores plainly.",
        "You choose what happens to each comment. We never change your words. "
        "Someone who knows you well may know how you write.",
        "If you take part again later, it may be easier to make out what you said.",
        "The people who run the computer that holds this could read what is stored on it.",
        "You can change or take back your answers until this closes. "
        "After that, what you said stays in the totals.",
    ]


def _ways_in(organisation: str) -> dict[str, list[str]]:
    """What each way of joining means for people's privacy, by its name in models.Round.Joining."""
    open_link = (
        "Anyone with the link can answer. Someone could answer more than once, or as a group that is not "
        "theirs, and then work out what you said."
    )
    codes = [
        "An invitation code works once. We delete it when you start, so nothing joins it to your answers. "
        "We do not know which answers are yours.",
        f"If you were invited by e-mail, the people at {organisation} gave us your address. We forget it "
        "when you use the code, and at the latest when this closes.",
    ]
    held = (
        "Someone who has several codes, or who gives them out, could answer more than once, or as a group "
        "that is not theirs, and then work out what you said."
    )
    return {"link": [open_link], "codes": [*codes, held], "both": [open_link, *codes]}
