"""What is mutated, and the tests that must notice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A module and the tests that exercise it: files or folders. `only` names its functions and classes to
    mutate; without them it is the whole module, its constants too."""

    module: str
    tests: tuple[str, ...]
    only: tuple[str, ...] = ()


RULES = ("tests/assessments/scoring",)
RELEASE = (
    "tests/assessments/release",
    "tests/assessments/rounds/lifecycle",
    "tests/assessments/rounds/test_shuffling.py",
    "tests/assessments/reports/test_kinds.py",
    "tests/assessments/responses/saving",
    "tests/assessments/paper/entry",
)
PERMISSIONS = (
    "tests/access",
    "tests/accounts",
    "tests/assessments/rounds/lifecycle",
    "tests/assessments/rounds/test_pages.py",
)
SAVING = (
    "tests/assessments/responses/saving",
    "tests/assessments/guards",
    "tests/assessments/paper/entry",
)

TARGETS = (
    Target("assessments/scoring/structure.py", RULES),
    Target("assessments/scoring/disclosure.py", RULES),
    Target("assessments/scoring/questions.py", RULES),
    Target("assessments/scoring/areas.py", RULES),
    Target("assessments/scoring/ranking.py", RULES),
    Target("assessments/scoring/score.py", RULES),
    Target("assessments/scoring/version_one.py", ("tests/assessments/release/test_version_one.py",)),
    Target("assessments/release/comments.py", RELEASE),
    Target("assessments/release/counting.py", RELEASE),
    Target("assessments/rounds/queries.py", RELEASE, only=("turnout_of",)),
    Target("assessments/release/actions.py", RELEASE),
    Target("assessments/rounds/lifecycle.py", RELEASE, only=("lock_round",)),
    Target("accounts/permissions.py", PERMISSIONS),
    Target(
        "assessments/responses/saving.py",
        SAVING,
        only=(
            "_while_open",
            "_is_open",
            "lock_response",
            "_lock_open_response",
            "_claim_revision",
            "_drop_paper_check",
            "_is_in_group",
            "save_answers",
            "write_answers",
            "_write_options",
        ),
    ),
)
