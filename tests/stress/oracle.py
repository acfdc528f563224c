"""What must hold, exactly: no acknowledged answer lost, none wrong, none doubled.

Each save changes one question of one page to something else, and no other page holds that question. So:

- a save is taken, whole, at a newer revision than it was made at: nobody else wrote, and nobody clashes with
  themselves, however often a copy or a second try of it came before;
- a late copy clashes on just those questions that newer saves have changed to something else, and changes
  nothing;
- in the end each question holds what its last save gave, at a revision between the one that this save was
  made at and the one that it was answered with;
- each save has raised the revision of its response by one, once.

A save is sent until it is answered, so at the end none is in doubt.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assessments.models import Answer, AnswerOption, Round
from assessments.responses.answers import AnswerContent
from tests.serving import Reply
from tests.serving.browser import told
from tests.stress.pages import Last, Page, Save


def faults_of_save(save: Save, reply: Reply) -> list[str]:
    """What is wrong with what the site says to a save, asked for the first time or again."""
    try:
        answer = told(reply)
    except AssertionError as error:
        return [f"a save was {error}"]
    if reply.status != 200 or answer.get("clashes") != [] or answer.get("errors") != {}:
        return [f"a save was answered {reply.status}: {summary(answer)}"]
    if answer["revision"] <= save.seen:
        return [f"a save at revision {save.seen} was told {answer['revision']}"]
    return []


def faults_of_copy(
    page: Page, save: Save, reply: Reply, *, before: Mapping[int, Last], after: Mapping[int, Last]
) -> list[str]:
    """What is wrong with what the site says to a late copy. before, after: the page's newest saves when the
    copy was sent, and when it was answered. What changed meanwhile may clash or not."""
    try:
        answer = told(reply)
    except AssertionError as error:
        return [f"a copy was {error}"]
    codes = {question.id: question.code for question in page.part.questions}
    must = {codes[q] for q, last in before.items() if after[q] == last and is_newer(last, save)}
    may = {codes[q] for q, last in after.items() if last.save.number > save.number}
    clashes = set(answer.get("clashes", ["?"]))
    if not must <= clashes <= may or answer.get("errors") != {}:
        return [f"a copy was answered {reply.status}: {summary(answer)}, not {sorted(must)} to {sorted(may)}"]
    if reply.status != (422 if clashes else 200):
        return [f"a copy was answered {reply.status}: {summary(answer)}"]
    return []


def is_newer(last: Last, save: Save) -> bool:
    """Whether the site was known to hold something newer, and else, than what the copy gives."""
    q = last.save.question
    return last.told is not None and last.save.number > save.number and last.save.given[q] != save.given[q]


def summary(answer: Mapping[str, Any]) -> str:
    """An answer of the site without anybody's words."""
    return (
        ", ".join(f"{name} {answer[name]}" for name in ("revision", "clashes") if name in answer) or "nothing"
    )


@dataclass(frozen=True)
class Row:
    given: AnswerContent
    revision: int


def stored(round_: Round) -> tuple[dict[UUID, int], dict[tuple[UUID, int], list[Row]]]:
    """The responses of a round with their revisions, and all rows of answers by response and question."""
    picked = defaultdict(set)
    options = AnswerOption.objects.filter(answer__response__round=round_)
    for answer_id, option_id in options.values_list("answer_id", "option_id"):
        picked[answer_id].add(option_id)
    rows = defaultdict(list)
    for a in Answer.objects.filter(response__round=round_).iterator():
        given = AnswerContent(a.level_id, a.special, frozenset(picked[a.pk]), a.text, a.comment, a.sharing)
        rows[a.response_id, a.question_id].append(Row(given, a.revision))
    return dict(round_.responses.values_list("pk", "revision")), dict(rows)


def faults_at_the_end(
    pages: Iterable[Page],
    responses: Mapping[UUID, int],
    rows: Mapping[tuple[UUID, int], list[Row]],
) -> list[str]:
    """What is wrong with what the database holds, after every save was answered. responses, rows: of
    `stored`."""
    pages = list(pages)
    saves = Counter({page.person: 0 for page in pages})
    for page in pages:
        saves[page.person] += page.begun
    faults = [
        f"{person}: {responses.get(person, 'no')} changes, where {saves.get(person, 'no')} were saved"
        for person in {*saves, *responses}
        if responses.get(person) != saves.get(person)
    ]
    expected = {(page.person, q): last for page in pages for q, last in page.last.items()}
    faults += [f"{key}: an answer that nobody gave" for key in rows.keys() - expected.keys()]
    for key, last in expected.items():
        faults += [f"{key}: {fault}" for fault in faults_of_rows(last, rows.get(key, []))]
    return faults + doubled_revisions(rows)


def faults_of_rows(last: Last, rows: list[Row]) -> list[str]:
    """What is wrong with the rows of one question."""
    if len(rows) != 1:
        return ["lost" if not rows else f"doubled: {len(rows)} rows"]
    (row,) = rows
    faults = []
    if row.given != last.save.given[last.save.question]:
        faults.append(f"wrong: it is of revision {row.revision}, the last save was told {last.told}")
    if last.told is None:
        faults.append("never acknowledged")
    elif not last.save.seen < row.revision <= last.told:
        faults.append(f"at revision {row.revision}, saved between {last.save.seen} and {last.told}")
    return faults


def doubled_revisions(rows: Mapping[tuple[UUID, int], list[Row]]) -> list[str]:
    """Each change has a revision of its own, since each save changes one question."""
    counts = Counter((person, row.revision) for (person, _), found in rows.items() for row in found)
    return [f"{person}: {n} answers at revision {r}" for (person, r), n in counts.items() if n > 1]
