"""A round about one piece of work that the two sides see differently: what kind of good thing is it?"""

from frameworks.actions import import_version
from frameworks.exchange.files import read
from frameworks.management.commands.load_library import LIBRARY
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS

# Staff say that it is co-production. Service users tell of staff who asked.
AS_STAFF_SEE_IT = {
    "thing": ["mh"], "start": ["pro"], "case": ["need"], "design": ["equals"], "money": ["pro"],
    "deliver": ["equals"], "judge": ["equals"], "research": ["used", "tested"], "making": ["need", "ideas"],
    "community": ["none"], "equal": ["mhp"], "tried": ["yes"], "words": "Co-production",
}  # fmt: skip
AS_USERS_SEE_IT = {
    **AS_STAFF_SEE_IT, "start": ["lived"], "design": ["feedback"], "deliver": ["pro"], "judge": ["pro"],
    "making": ["need", "ideas", "tried"], "equal": ["respect"], "tried": ["services"],
    "words": "They asked us, and that was nice.",
}  # fmt: skip


def good_thing():
    file = read((LIBRARY / "good-thing.yaml").read_bytes())
    return import_version(file=file, organisation=None, publish=True, by=None)


def seen_differently():
    """Five service users, three carers, four practitioners and three managers."""
    return released.make_release(
        {
            USERS: [AS_USERS_SEE_IT] * 4 + [{**AS_USERS_SEE_IT, "money": "dont_know"}],
            CARERS: [{**AS_USERS_SEE_IT, "design": ["voice"]}] * 3,
            PRACTITIONERS: [AS_STAFF_SEE_IT] * 4,
            MANAGERS: [{**AS_STAFF_SEE_IT, "money": ["equals"]}] * 3,
        },
        versions=[good_thing()],
    )


def seen_by_everyone():
    """Too few staff for groups to be shown."""
    return released.make_release(
        {USERS: [AS_USERS_SEE_IT] * 3, MANAGERS: [AS_STAFF_SEE_IT] * 2}, versions=[good_thing()]
    )
