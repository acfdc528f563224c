"""Codes, short names and names of files are whole, and unlike each other, whatever people write."""

import re
import unicodedata
from urllib.parse import quote

import pytest
from django.urls import resolve, reverse
from django.utils.http import content_disposition_header
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts import naming
from accounts.actions import create_organisation, free_slug
from accounts.models import Organisation
from assessments.models import Perspective
from assessments.rounds import setup
from assessments.rounds.setup import PerspectiveRow
from assessments.views.downloads import download
from frameworks.drafts.codes import new_code
from frameworks.drafts.creation import start_framework
from frameworks.drafts.storage import parts_of
from frameworks.exchange.format import FrameworkFile
from frameworks.forms.part import Around
from frameworks.models import CODE_LENGTH
from frameworks.queries import content_of
from tests.factories import make_organisation, make_round, make_user
from tests.frameworks.examples import example as example_file
from tests.frameworks.examples import stored

NAMES = [
    "Carers",
    "مقدمو الرعاية والأسرة",
    "سرویس‌های روان",
    "照护者与家人",
    "नमस्ते दुनिया",
    "สวัสดีชาวโลก",
    "👩🏽‍🦽👨‍👩‍👧‍👦",
    "🏴󠁧󠁢󠁷󠁬󠁳󠁿 Cymru 🇬🇧",
    "e\u0301\u0323\u0308" * 30,
    "Practitioners in the community mental health team",
    "Practitioners in the community mental health ward",
    "x" * 200,
    "x" * 199 + "y",
    "new",
    "New",
    "group-2",
    "Group 2",
    "___",
    "…",
    "a/b\\c\"d'e;f=g\r\nh\u202eexe.fdp\u200f",
    "CON",
    "organisation",
    "framework",
]
TEXTS = st.one_of(st.sampled_from(NAMES), st.text(min_size=1, max_size=130).filter(str.strip))
CODE = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
fuzz = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def cuts_a_letter(whole, cut):
    """Whether a cut text ends within what people see as one sign."""
    rest = whole[len(cut) :]
    return bool(cut and rest and not rest[0].isspace()) and (
        unicodedata.category(rest[0]).startswith("M")
        or rest[0] in "\u200d\u200c"
        or cut[-1] == "\u200d"
        or 0x1F3FB <= ord(rest[0]) <= 0x1F3FF
    )


# --- Short names ---


@given(TEXTS, st.integers(4, 60))
@example("Practitioners in the community team", 24)
def test_a_short_name_is_whole_or_says_that_it_is_cut(text, most):
    short = naming.shortened(text, most)
    assert len(short) <= most
    if len(text) <= most:
        assert short == text
        return
    assert short.endswith("…")
    kept = short.removesuffix("…")
    assert text.startswith(kept)


def test_a_short_name_ends_between_words_and_between_letters():
    assert naming.shortened("Practitioners in the community team", 24) == "Practitioners in the…"
    assert naming.shortened("e\u0301" * 20, 10) == "e\u0301" * 4 + "…"
    assert naming.shortened("👩🏽‍🦽" * 10, 10) == "👩🏽‍🦽" * 2 + "…"
    assert naming.shortened("🇬🇧" * 10, 6) == "🇬🇧" * 2 + "…"
    assert naming.shortened("照护者与家人以及朋友们", 6) == "照护者与家…"


@settings(max_examples=1000, deadline=None)
@given(st.text(st.sampled_from("ab \u0301👩🏽🦽\u200d🇬🇧नि"), min_size=6, max_size=60), st.integers(6, 30))
def test_no_letter_or_emoji_is_cut_in_two(text, most):
    short = naming.shortened(text, most)
    if len(text) > most and any(naming._is_boundary(text, place) for place in range(1, most)):
        assert not cuts_a_letter(text.rstrip(), short.removesuffix("…"))


@pytest.mark.django_db
@fuzz
@given(st.lists(TEXTS.map(lambda text: text[:60].strip() or "a"), min_size=2, max_size=6))
@example(["Practitioners in the community team", "Practitioners in the community ward"])
@example(["Group 2", "照护者"])
@example(["group 3", "照护者", "مقدمو"])
def test_no_two_groups_have_one_code_or_one_short_name(labels):
    keys = [naming.name_key(label) for label in labels]
    rows = [PerspectiveRow(label, "", "services" if n else "people") for n, label in enumerate(labels)]
    codes = setup._perspective_codes(rows, [])
    short = setup._short_names(rows, [])
    assert len(set(codes)) == len(codes)
    assert all(CODE.fullmatch(code) and len(code) <= 40 for code in codes)
    if len(set(keys)) == len(keys):
        assert len({naming.name_key(name) for name in short}) == len(short)
    assert all(0 < len(name) <= 24 for name in short)


@pytest.mark.django_db
def test_groups_whose_names_differ_only_late_are_stored_apart():
    labels = ["Group 2", "照护者", "مقدمو الرعاية", *NAMES[9:11]]
    rows = [PerspectiveRow(label, "", "services" if n else "people") for n, label in enumerate(labels)]
    round_ = make_round(perspectives=rows)
    stored = list(Perspective.objects.filter(assessment=round_.assessment))
    assert [p.label for p in stored] == labels
    assert len({p.code for p in stored}) == len(labels)
    assert [p.short_label for p in stored][3:] == ["Practitioners in the…", "Practitioners in the… 2"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"), [("Carers", "carers"), ("Carers", "Car\u200bers"), ("Café", "Cafe\u0301")]
)
@pytest.mark.parametrize("short", [True, False])
def test_two_groups_that_look_the_same_are_refused(one, other, short):
    round_ = make_round(opened=False)
    rows = [PerspectiveRow(one, "", "people"), PerspectiveRow(other, "", "services")]
    if short:
        rows = [PerspectiveRow("Us", one, "people"), PerspectiveRow("Them", other, "services")]
    with pytest.raises(setup.Refused, match="the same short name" if short else "the same name"):
        setup.set_perspectives(round_=round_, rows=rows, by=None)


# --- Codes and addresses ---


@given(TEXTS, st.integers(8, 60))
def test_a_code_is_made_of_whole_words(text, most):
    code = naming.code_from(text, most, "thing")
    assert CODE.fullmatch(code)
    assert len(code) <= most


@given(TEXTS)
def test_a_new_part_has_a_code_that_a_file_can_hold(text):
    code = new_code(text)
    assert re.fullmatch("[a-z0-9-]+", code)
    assert len(code) <= CODE_LENGTH
    assert code != new_code(text)


@pytest.mark.django_db
@fuzz
@given(st.lists(TEXTS, min_size=2, max_size=5))
@example(["照护者", "مقدمو", "👩🏽‍🦽"])
def test_every_organisation_has_an_address_of_its_own(names):
    slugs = []
    for name in names:
        name = name.replace("\0", "")  # which forms refuse, and PostgreSQL too
        slug = free_slug(name)
        Organisation.objects.create(name=name[:100], slug=slug, kind="user-led")
        slugs.append(slug)
        assert resolve(reverse("accounts:organisation", args=[slug])).url_name == "organisation"
    assert len(set(slugs)) == len(slugs)
    assert all(CODE.fullmatch(slug) and len(slug) <= 50 for slug in slugs)
    Organisation.objects.filter(slug__in=slugs).delete()


@pytest.mark.django_db
def test_an_organisation_called_new_can_be_opened(client):
    lead = make_user()
    made = create_organisation(name="New", kind="user-led", by=lead)
    client.force_login(lead)
    assert "<h1>New" in client.get(reverse("accounts:organisation", args=[made.slug])).text


@pytest.mark.django_db
def test_every_framework_has_a_code_of_its_own():
    organisation = make_organisation()
    made = [
        start_framework(organisation=organisation, title=title[:120], language="en-GB", by=None)
        for title in ["照护者", "مقدمو", "👩🏽‍🦽", "x" * 120, "x" * 119 + "y", "Tea_pot", "Tea pot"]
    ]
    codes = [one.framework.code for one in made]
    assert codes[:3] == ["framework", "framework-2", "framework-3"]
    assert len(set(codes)) == len(codes)
    field = FrameworkFile.model_fields["code"]
    assert all(check.func(code) == code for code in codes for check in field.metadata[:1])


@pytest.mark.django_db
def test_sources_and_scales_that_would_be_called_the_same_are_told_apart():
    data = example_file()
    data["sources"] = [
        {"code": "pot", "citation": "Pot, T. (2001) On tea."},
        {"code": "cup", "citation": "Pot, T. (2001) On cups."},
    ]
    data["scales"].append({**data["scales"][0], "code": "again"})
    version = stored(data)
    [content] = content_of([version])
    assert [source.short for source in content.sources] == [
        "Pot, T. (2001) On tea.",
        "Pot, T. (2001) On cups.",
    ]
    around = Around(parts_of(version))
    assert [name for _, name in around.scales] == ["How often? (3 levels) (1)", "How often? (3 levels) (2)"]


@given(st.lists(TEXTS, min_size=1, max_size=8))
@example(["a", "a", "a (1)", "a (1)", "a (2)"])
@example(["x" * 100 + "a", "x" * 100 + "b", "same", "same"])
def test_names_in_a_list_are_told_apart(names):
    assert len(set(naming.told_apart([naming.shortened(name, 80) for name in names], names))) == len(names)


# --- Names of files ---


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (("Larkfield crisis house", "Round 1, June 2026"), "larkfield-crisis-house-round-1-june-2026.pdf"),
        (('a"; filename="x.exe\r\nSet-Cookie: y',), "a-filenamexexe-set-cookie-y.pdf"),
        (("../../etc/passwd",), "etcpasswd.pdf"),
        (("שלום",), "שלום.pdf"),
        (("नमस्ते दुनिया",), "नमस्ते-दुनिया.pdf"),
        (("\u202efdp.exe\u200f",), "fdpexe.pdf"),
        (("",), "report.pdf"),
    ],
)
def test_a_file_has_a_safe_name(titles, name):
    assert naming.file_name(*titles) == name


def letters_of(titles):
    """What tells titles apart: letters, figures and pictures; not points, blanks, or what nobody sees."""
    text = unicodedata.normalize("NFC", " ".join(titles)).lower()
    told = [sign for sign in text if unicodedata.category(sign)[0] in "LMNS"]
    return "".join(sign for sign in told if sign.isalnum() or not sign.isascii())


UNSAFE = re.compile(r"""[\x00-\x20\x7f-\x9f"'<>:/\\|?*;%.\u200e\u200f\u202a-\u202e\u2066-\u2069]""")


@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(TEXTS, min_size=1, max_size=3))
@example(["x" * 200], ["x" * 199 + "y"])
@example(["照" * 150, "Round 1"], ["照" * 150, "Round 2"])
@example(["a ≠ b"], ["a = b"])
def test_files_of_other_titles_have_other_names_that_every_system_takes(one, other):
    name = naming.file_name(*one)
    stem, _point, suffix = name.rpartition(".")
    assert suffix == "pdf"
    assert 0 < len(stem) <= 87
    assert len(name.encode()) <= 200
    assert not re.search(
        r"""[\x00-\x20\x7f-\x9f"'<>:/\\|?*;%.\u200e\u200f\u202a-\u202e\u2066-\u2069]""", stem
    )
    assert not stem.startswith("-")
    assert stem.upper() not in {"CON", "NUL", "AUX", "PRN", "COM1", "LPT1"}
    header = content_disposition_header(True, name)
    assert header.isascii()
    assert "\n" not in header
    if letters_of(one) != letters_of(other):
        assert naming.file_name(*other) != name


def test_a_download_in_another_script_keeps_its_name():
    for shown, how in ((False, "attachment"), (True, "inline")):
        answer = download(b"%PDF-", naming.file_name("照护者"), shown=shown)
        assert answer["Content-Disposition"] == f"{how}; filename*=utf-8''{quote('照护者.pdf')}"
