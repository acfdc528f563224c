"""What people are told before they answer, from the round's real settings.

Pure (docs/rules.md, What people are told). Says only what the software truly does, and never 'anonymous'.
"""

WORDS_MAY_GO = (
    "If the law says that some must go, we take them out, and the results say on which day and why."
)


def in_short(threshold: int) -> list[str]:
    """Return the four lines that stand beside the questions; stored with the round when it opens, so that a
    later version of the software tells nobody something else than those who answered before.

    The first is what paper is an exception to: on screen that follows it, for those who answered on paper.
    """
    return [
        "Nobody in your team sees your own answers, unless you choose to show them.",
        f"We only show what a group said if {threshold} people or more are in it, "
        "or if they all agree to be shown.",
        "You choose what happens to each comment.",
        "You can change or take back your answers until this closes.",
    ]


def in_full(threshold: int, organisation: str, joining: str = "link", two_keys: bool = False) -> list[str]:
    """Everything that people are told; stored with the round when it opens.

    threshold: people in the smallest group that is shown. organisation: who asks. joining: how people come
    in, of models.Round.Joining. two_keys: whether two people agree before results are shared.
    """
    return [
        f"The results go to the members of {organisation} on this site, now and later. They also go to "
        "everyone who sent answers and did not take them back. All can see them at the same time, and pass "
        "them on. Until then nobody sees any results.",
        *(_two_keys(organisation) if two_keys else []),
        f"We show what a group said only if {threshold} people or more are in it, or if all of them agree. "
        "A smaller group is put together with another group from the same side, and shown as one. If that is "
        f"still too few, we show what everyone said, with no groups. If fewer than {threshold} people took "
        "part in all, we show nothing, unless all agree.",
        f"You do not have to say which group you are in. If {threshold} people or more choose that, what you "
        "answer counts with everyone’s. If fewer do, it is left out of every number wherever groups are "
        "shown. Comments that you share are kept.",
        "On one question we may show a group when as few as 3 of its people answered it. We show fewer only "
        "if all of the group agreed.",
        "How many people took part from each group is not secret. What each of them said is.",
        f"In a group of {threshold}, others can see what the group said, but not who said what.",
        "If everyone in a group gives the same answer, all can tell what each of them said.",
        *_ways_in(organisation)[joining],
        "If people put their own answers together, they could work out what the last person said.",
        "If you say which group you are in, you can tick ‘show our scores even if there are only a few of "
        "us’ before you send. If all of a small group tick it, others may see your own scores plainly.",
        f"You choose what happens to each comment. We never change your words. {WORDS_MAY_GO} We name a "
        f"group beside a comment only if {threshold} people or more are in it. A smaller group is named only "
        "together with the one that it is shown with. If too few people took part, we show no comments. "
        "Someone who knows you well may recognise the way you write.",
        "Once the results are out, your private code also lets you say that you see something differently, "
        "or that it is all a fair record. Nothing that is stored joins that to your answers.",
        "If you take part again later, it may be easier to make out what you said.",
        "The people who run the computer that stores the answers could read them.",
        "You can change or take back your answers until this closes. If it closes before a day that we told "
        "you, you can read why. After it has closed, what you sent stays in the results, and so do comments "
        "that you let us show. What you did not send is not counted.",
        f"{organisation} can also end this without results. Then we delete all answers, nobody sees any "
        "results, and you can read why.",
    ]


def _two_keys(organisation: str) -> list[str]:
    return [
        "Two people both have to agree before the results are shared: one for people and communities, one "
        f"for services and professionals. {organisation} has chosen the two. Each can take the time they "
        "need, and can change their mind until the other has agreed. They see how many people took part, but "
        f"no results before everyone else. If one of them cannot do it after all, {organisation} can choose "
        "someone else for that side, and the results say so."
    ]


def on_paper(organisation: str) -> list[str]:
    """Return what is different for people who fill in a paper form: printed above the rest of what they are
    told.

    organisation: who asks. What the software does is said as it is; the rest as what people are asked to do.
    """
    return [
        f"A person who works for or with {organisation} types in what you wrote, and a second person is "
        "asked to check it. So they see your answers, and they might know your handwriting.",
        "We ask them to tell nobody what they read, to keep your form in a safe place, and to destroy it "
        "once the results are out, or once this has ended without results.",
        "Your form has a number, which is not on this page. On the computer, the number is linked to your "
        "answers until a second person has checked them, you change them yourself, the results are shared, "
        "or this ends without results. An older back-up of the computer may still have the link.",
        "Someone who has written down the numbers can tell which forms are still waiting to be typed in. "
        "Until your form has been checked, a person who has it can find out by its number that you changed "
        "or took back your answers on screen, but not what you changed.",
        "Your private code was made by the computer and is not stored there. The person who printed this "
        "page could have read it. We ask them not to, and to keep no copy.",
        "You can answer on screen with your private code instead, until your form is typed in or this "
        "closes. You then get another code, and nobody can type in the form.",
        "Once it is typed in, your private code opens your answers. You can change them or take them back "
        "until this closes, and see the results when they are shared. Anyone who has the code can do the "
        "same. If you lose it, we cannot find it.",
    ]


def _ways_in(organisation: str) -> dict[str, list[str]]:
    """Return what each way of joining means for people's privacy, by its name in models.Round.Joining."""
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
