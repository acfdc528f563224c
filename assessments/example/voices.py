"""What people say beside the results of the example, as they would with their private links."""

import uuid
from collections.abc import Mapping, Sequence

from assessments.agreement.voices import actions
from assessments.agreement.voices.actions import Speaker, Statement
from assessments.example.plan import PlannedRound, PlannedStatement
from assessments.records.voices import Dissent

Speakers = Mapping[str, Sequence[Speaker]]  # by the label of their perspective


def say(plan: PlannedRound, speakers: Speakers) -> None:
    """Have people say what is planned of a round whose results are shared."""
    for one in plan.statements:
        _add(one, speakers)
    for label, people in plan.co_signed.items():
        for speaker in speakers[label][:people]:
            actions.co_sign(speaker=speaker)


def _add(planned: PlannedStatement, speakers: Speakers) -> None:
    pk = uuid.uuid4()
    author, *_others = speakers[planned.by]
    statement = Statement(planned.about, planned.key, planned.words.strip(), planned.level, is_named=True)
    actions.add_statement(speaker=author, statement=statement, pk=pk)
    read = actions.mark_of_text(Dissent.objects.get(pk=pk))
    for label, people in planned.joined.items():
        for speaker in [one for one in speakers[label] if one is not author][:people]:
            actions.join_statement(speaker=speaker, pk=pk, read=read, is_named=True)
