"""The rules of PDF/UA-1: that the checker sees faults, and what our files say beyond it."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from assessments.printing import pdf
from tests.assessments.reports.pdfs import elements, faults_of, languages, rules

pytestmark = pytest.mark.pdf
PAGE = """<html lang="en-GB"><head><title>A title</title><style>
@page{@bottom-left{content:"Foot"}} a::after{content:leader(" ") target-counter(attr(href),page)}
</style></head><body><h1>One</h1><ul><li><a href="#two">To <bdi lang="cy">Dau</bdi> there</a></li></ul>
<p>English <span lang="cy">Cymraeg <i>yn</i> <q lang="pl">po polsku</q> eto</span> again</p>
<h2 id="two" lang="cy">Dau <span lang="en-GB">Two</span></h2>
<svg viewBox="0 0 9 9"><title>A picture</title><rect width="9" height="9"/></svg>
<p>Marked <svg viewBox="0 0 9 9" aria-hidden="true"><rect width="9" height="9"/></svg> \ufeff\ufffe\x01
<b aria-hidden="true">Unheard <i>words</i></b></p>
<table><thead><tr><th scope="col">Head</th></tr></thead>
<tbody><tr><td lang="pl">Liczba</td></tr></tbody></table>
<ul lang="pl"><li>raz</li><li lang="cy">un<ul><li>dau</li></ul></li></ul>
<dl><dt lang="cy">gair</dt><dd>word</dd></dl>
</body></html>"""


@pytest.fixture(scope="module")
def made():
    return pdf.render_pdf(PAGE)


def _each(document, kind):
    return [item for item in document.objects if isinstance(item, Dictionary) and kind in item.values()]


def _no_lang(document):
    del document.Root.Lang


def _no_title(document):
    with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["dc:title"]


def _no_mark_of_pdf_ua(document):
    with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["{http://www.aiim.org/pdfua/ns/id/}part"]


def _title_is_not_shown(document):
    del document.Root.ViewerPreferences


def _not_marked(document):
    document.Root.MarkInfo.Marked = False


def _suspect(document):
    document.Root.MarkInfo.Suspects = True


def _no_tags(document):
    del document.Root["/StructTreeRoot"]


def _no_way_back_to_tags(document):
    document.Root.StructTreeRoot.ParentTree.Nums = Array([])


def _untagged(document):
    page = document.pages[0]
    kept = [one for one in pikepdf.parse_content_stream(page) if str(one[1]) not in ("BMC", "BDC", "EMC")]
    page.obj.Contents = document.make_stream(pikepdf.unparse_content_stream(kept))


def _foot_is_content(document):
    page = document.pages[0]
    drawn = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page))
    assert b"/Type /Pagination" in drawn
    page.obj.Contents = document.make_stream(drawn.replace(b"/Type /Pagination", b"/MCID 9999"))


def _no_picture_text(document):
    del elements(document, "Figure")[0]["/Alt"]


def _no_scope(document):
    for node in elements(document):
        if "/A" in node and str(node.A.O) == "/Table":
            del node["/A"]


def _level_skipped(document):
    elements(document, "H2")[0].S = Name.H4


def _kind_unknown(document):
    elements(document, "P")[0].S = Name.Paragraph


def _no_item_of_a_list(document):
    elements(document, "LI")[0].S = Name.P


def _no_cell_of_a_row(document):
    elements(document, "TD")[0].S = Name.P


def _rows_of_unlike_length(document):
    elements(document, "TD")[0].A = Dictionary(O=Name.Table, ColSpan=3)


def _no_such_language(document):
    elements(document, "P")[0].Lang = String("in Welsh")


def _link_is_no_link(document):
    elements(document, "Link")[0].S = Name.Span


def _link_says_nothing(document):
    for note in _each(document, Name.Link):
        if "/Contents" in note:
            del note["/Contents"]


def _order_of_tabs(document):
    for page in document.pages:
        page.obj.Tabs = Name.R


def _fonts_elsewhere(document):
    for font in _each(document, Name.FontDescriptor):
        for name in {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()):
            del font[name]


def _letters_without_meaning(document):
    for font in _each(document, Name.Type0):
        del font["/ToUnicode"]


FAULTS = {  # by the checkpoint of the Matterhorn Protocol 1.1, and the rule that must find it
    "01-003": (_untagged, "CONTENT-TAGGING"),
    "01-005 of ours": (_no_way_back_to_tags, "has no tag"),
    "02-001": (_kind_unknown, "ROLE-MAP"),
    "04-001": (_suspect, "SUSPECTS"),
    "06-001": (_no_mark_of_pdf_ua, "ID-PART"),
    "06-003": (_no_title, "METADATA-TITLE"),
    "07-001": (_title_is_not_shown, "VIEWER-PREFERENCES"),
    "09-004": (_no_cell_of_a_row, "TR-KIDS"),
    "09-005": (_no_item_of_a_list, "L-KIDS"),
    "11-001": (_no_lang, "TEXT-LANGUAGE"),
    "11-007": (_no_such_language, "LANGUAGE-TAG"),
    "13-004": (_no_picture_text, "FIGURE-ALTERNATIVE-TEXT"),
    "14-003": (_level_skipped, "HEADING-NESTING"),
    "15-003": (_no_scope, "HEADERS-SCOPE"),
    "15-004": (_rows_of_unlike_length, "COLUMN"),
    "18-001": (_foot_is_content, "has no tag"),
    "28-002": (_link_is_no_link, "LINK-LINK-TAG"),
    "28-008": (_order_of_tabs, "PAGE-TABS"),
    "28-012": (_link_says_nothing, "LINK-CONTENTS"),
    "31-009": (_fonts_elsewhere, "FONT-EMBEDDING"),
    "10-001": (_letters_without_meaning, "UNICODE-MAPPING"),
    "tagged": (_not_marked, "TAGGED-DOCUMENT"),
    "a tree": (_no_tags, "STRUCT-TREE-ROOT"),
}


def test_our_files_keep_the_rules_and_each_fault_is_found(made):
    assert rules, "page-validation is not installed: run script/test, or install requirements-dev.txt"
    assert faults_of(made) == []
    found = {}
    for name, (spoil, rule) in FAULTS.items():
        spoiled = io.BytesIO()
        with pikepdf.open(io.BytesIO(made)) as document:
            spoil(document)
            document.save(spoiled)
        found[name] = [fault for fault in faults_of(spoiled.getvalue()) if rule in fault]
    assert [name for name in FAULTS if not found[name]] == []


def test_words_of_another_language_are_told_in_the_tags(made):
    with pikepdf.open(io.BytesIO(made)) as document:
        told = [(language, words.strip()) for language, words in languages(document)]
    assert [one for one in told if one[0] != "en-GB"] == [
        ("cy", "Dau"), ("cy", "Cymraeg"), ("cy", "yn"), ("cy", ""), ("pl", "„"), ("pl", "po polsku"),
        ("pl", "”"), ("cy", "eto"), ("cy", "Dau"), ("pl", "Liczba"), ("pl", "•"), ("pl", "raz"), ("cy", "•"),
        ("cy", "un"), ("cy", "◦"), ("cy", "dau"), ("cy", "gair"),
    ]  # fmt: skip
    heard = {words for _, words in told}
    assert {"One", "To", "there", "again", "Two", "Head", "word", "Marked"} <= heard
    assert not {"Unheard", "words"} & heard
    with pikepdf.open(io.BytesIO(made)) as document:  # and where it is told, it is new
        assert len([node for node in elements(document) if "/Lang" in node]) < len(told)


def test_a_link_is_one_link_and_says_its_words(made):
    with pikepdf.open(io.BytesIO(made)) as document:
        assert [str(note.Contents) for note in document.pages[0].Annots] == ["To Dau there"]
        assert len(elements(document, "Link")) == 1
