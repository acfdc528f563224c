"""What people are told before they answer, in shorter words: for those who choose them.

Pure. Each line stands for the line at the same place of promise.py, promises the same, and is shown in its
place only where what was stored with the round is that line, word for word. So a round that was opened
before keeps what it said where the words have changed since.
"""

from collections.abc import Sequence

from assessments.rounds import promise


def in_short(stored: Sequence[str], threshold: int) -> list[str]:
    """Return the lines that stand beside the questions. stored: those of the round."""
    return _in_place(
        stored,
        promise.in_short(threshold),
        [
            "Your team cannot see your answers, unless you show them.",
            f"We show what a group said if it has {threshold} people or more, or if they all say yes.",
            "You choose what we do with your comments.",
            "You can change or take back your answers until this closes.",
        ],
    )


def in_full(
    stored: Sequence[str], threshold: int, organisation: str, joining: str, two_keys: bool
) -> list[str]:
    """Return everything that people are told. stored: the lines of the round; the rest as in promise.py."""
    return _in_place(
        stored,
        promise.in_full(threshold, organisation, joining, two_keys),
        [
            f"The results go to people at {organisation}, and to everyone who sent answers. All get them at "
            "the same time, and can pass them on. Until then nobody sees them.",
            *(_two_keys(organisation) if two_keys else []),
            f"We show what a group said if {threshold} people or more are in it, or if all of them say yes. "
            "We put a smaller group together with another one from the same side. If that is still too few, "
            f"we show what everyone said. If fewer than {threshold} took part in all, we show nothing, "
            "unless all say yes.",
            f"You do not have to say which group you are in. If {threshold} or more choose that, your "
            "answers count with everyone’s. If fewer do, they are left out of the numbers where groups are "
            "shown. We still keep comments that you share.",
            "For one question we may show a group if only 3 of its people answered it. We show fewer only if "
            "all of the group say yes.",
            "How many took part from each group is no secret. What each of them said is.",
            f"In a group of {threshold}, others can see what the group said, but not who said it.",
            "If all in a group give the same answer, people can tell what each of them said.",
            *_ways_in(organisation)[joining],
            "If people put their answers together, they could find out what the last person said.",
            "If you say which group you are in, you can tick a box to show its scores even if you are only a "
            "few. If all of a small group tick it, others may see your own scores.",
            "You choose what we do with each comment. We never change your words. If the law says that some "
            "must go, we take them out. The results then say on which day, and why. We name a group beside a "
            f"comment only if {threshold} or more are in it. A smaller group is named only with the one it "
            "is shown with. If too few took part, we show no comments. People who know you well may know how "
            "you write.",
            "When the results are out, your private code lets you say that you see something differently, "
            "or that it is all fair. Nothing joins that to your answers.",
            "If you take part again later, it may be easier to find out what you said.",
            "The people who run the computer could read what is on it.",
            "You can change or take back your answers until this closes. If it closes before the day that we "
            "told you, you can read why. After that, what you sent stays in, and so do comments that you let "
            "us show. What you did not send does not count.",
            f"{organisation} can also end this with no results. Then we delete all answers, nobody sees any "
            "results, and you can read why.",
        ],
    )


def _two_keys(organisation: str) -> list[str]:
    return [
        "Two people must both say yes before the results are shown: one for people and communities, one for "
        f"services. {organisation} has chosen the two. Each can take their time, and can change their mind "
        "until the other has said yes. They see how many took part, but no results before you do. If one of "
        f"them cannot do it, {organisation} can choose someone else, and the results say so."
    ]


def _ways_in(organisation: str) -> dict[str, list[str]]:
    open_link = (
        "Anyone with the link can answer. Someone could answer more than once, or for a group that is not "
        "theirs. Then they could find out what you said."
    )
    codes = [
        "Your invitation code works once. We delete it when you start. So we do not know which answers are "
        "yours.",
        f"If you were asked by e-mail, {organisation} gave us your address. We forget it when you use the "
        "code, or when this closes.",
    ]
    held = (
        "Someone with more than one code, or who gives them out, could answer more than once, or for a group "
        "that is not theirs. Then they could find out what you said."
    )
    return {"link": [open_link], "codes": [*codes, held], "both": [open_link, *codes]}


def _in_place(stored: Sequence[str], said: Sequence[str], shorter: Sequence[str]) -> list[str]:
    """Return the stored lines, each in shorter words where it is the line that these stand for."""
    words = dict(zip(said, shorter, strict=True))
    return [words.get(line, line) for line in stored]
