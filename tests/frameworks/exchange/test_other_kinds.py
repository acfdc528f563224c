"""A file of another kind is called what it is; what other programs do to texts is mended."""

import gzip
import io
import json
import zipfile

import pytest
from hypothesis import example as also
from hypothesis import given
from hypothesis import strategies as st

from frameworks.exchange.files import FaultyFile, read
from frameworks.exchange.schema import schema_text
from frameworks.forms.fields import Written
from tests.frameworks.examples import EXAMPLE, as_bytes, example


def zipped(*names, **contents):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, "x")
        for name, content in contents.items():
            file.writestr(name, content)
    return data.getvalue()


RDMO = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by RDMO --><rdmo xmlns:dc="http://purl.org/dc/elements/1.1/" created="2024-01-01">
<catalog dc:uri="https://example.org/terms/questions/tea"><title lang="en">Tea</title></catalog></rdmo>"""
LSS = """<?xml version="1.0" encoding="UTF-8"?>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>623</DBVersion></document>"""
TABLE = [["code", "title", "scale"], ["a", "Tea, and cake", "1"], ["b", "Café", "2"]]


def table(delimiter, encoding="utf-8"):
    rows = [delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in TABLE]
    return "\r\n".join(rows).encode(encoding)


KINDS = {
    "xlsx": (zipped("[Content_Types].xml", "xl/workbook.xml"), "a spreadsheet (Excel)"),
    "docx": (zipped("[Content_Types].xml", "word/document.xml"), "a Word document"),
    "pptx": (zipped("ppt/presentation.xml"), "a presentation (PowerPoint)"),
    "ods": (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "a spreadsheet (OpenDocument)"),
    "odt": (zipped(mimetype="application/vnd.oasis.opendocument.text"), "a text document (OpenDocument)"),
    "lsa": (zipped("survey_1.lss", "survey_1_responses.lsr"), "a LimeSurvey archive"),
    "zip": (zipped("kettle.yaml"), "a zip file"),
    "broken zip": (zipped("kettle.yaml")[:40], "a zip file"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"),
            "a spreadsheet (an older Excel’s)"),
    "locked xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                    "a file that is locked by a password"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
    "jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 ", "a picture (WebP)"),
    "heic": (b"\0\0\0\x18ftypheic", "a picture (HEIC)"),
    "gz": (gzip.compress(as_bytes(EXAMPLE)), "a compressed file (gzip)"),
    "rtf": (rb"{\rtf1\ansi Dear all}", "a text document (RTF)"),
    "html": (b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html><body>Tea</body></html>", "a web page"),
    "html in utf-16": ("<html><body>Tea</body></html>".encode("utf-16"), "a web page"),
    "excel's html": (b"<table><tr><td>code</td></tr></table>", "a web page"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a picture (SVG)"),
    "rdmo": (RDMO.encode(), "an RDMO catalogue"),
    "lss": (LSS.encode(), "a LimeSurvey survey"),
    "limesurvey's text": (b"class\ttype/scale\tname\trelevance\ttext\nS\t\tsid\t1\t1", "a LimeSurvey survey"),
    "xml": (b"<?xml version='1.0'?><tea:pot xmlns:tea='x'/>", "an XML file (it begins with ‘pot’)"),
    "csv": (table(","), "a table (CSV)"),
    "csv of another excel": (table(";", "cp1252"), "a table (CSV)"),
    "tsv": (table("\t"), "a table (separated by tabs)"),
    "excel's unicode text": (table("\t", "utf-16"), "a table (separated by tabs)"),
    "redcap": (b'"Variable / Field Name","Form Name","Field Type"\na,b,text\n', "a REDCap data dictionary"),
    "qualtrics": (b'{"SurveyEntry": {"SurveyID": "SV_1"}, "SurveyElements": []}', "a Qualtrics survey"),
    "surveyjs": (b'{"title": "T", "pages": [{"name": "p", "elements": []}]}', "a SurveyJS survey"),
    "fhir": (b'{"resourceType": "Questionnaire", "item": []}', "a FHIR resource"),
    "the schema": (schema_text().encode(), "a JSON Schema"),
    "records": (b'[{"a": 1}, {"a": 2}]', "a list of records"),
    "compose": (b"services:\n  tea:\n    image: pot\n", "a YAML or JSON file of another kind"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_a_file_of_another_kind_is_called_what_it_is(name):
    data, kind = KINDS[name]
    with pytest.raises(FaultyFile) as refused:
        read(data)
    said = (
        f"this is {kind}, not a framework file: that is YAML or JSON, and says ‘format: coprod-framework/1’"
    )
    advice = {"ods": "save it as .xlsx", "xls": "save it as .xlsx", "locked xlsx": "save it without one"}
    if name in advice:
        assert refused.value.faults[0].startswith(f"this is {kind}. ")
        assert advice[name] in refused.value.faults[0]
    else:
        assert refused.value.faults[0] == said
    assert not any("missing" in fault for fault in refused.value.faults)


def test_somebody_elses_sections_are_not_answered_with_forty_missing_keys():
    data = {"title": "Tea", "sections": [{"questions": [{"text": "T"}] * 10}] * 4}
    with pytest.raises(FaultyFile) as refused:
        read(json.dumps(data).encode())
    assert len(refused.value.faults) == 1


@pytest.mark.parametrize("key", ["title", "code", "sections", "format"])
def test_a_framework_that_lacks_a_key_is_still_told_which(key):
    with pytest.raises(FaultyFile) as refused:
        read(as_bytes({name: value for name, value in EXAMPLE.items() if name != key}))
    assert f"{key}: missing" in refused.value.faults


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"<?xml", b"<!DOCTYPE", b"{", b"RIFF"]))
@also(b"a,b\n\0,c\n1,2", b"")
def test_whatever_is_in_a_file_nothing_else_is_raised(data, start):
    with pytest.raises(FaultyFile) as refused:
        read(start + data)
    assert all(refused.value.faults)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\r\n", b"# code, title, version\n# a, b, c\n"])
@pytest.mark.parametrize("crlf", [False, True])
@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_framework_file_is_never_taken_for_another(start, crlf, form):
    data = as_bytes(EXAMPLE) if form == "yaml" else json.dumps(EXAMPLE, indent=1).encode()
    if form == "json" and start.startswith(b"#"):
        start = b""
    data = data.replace(b"\n", b"\r\n") if crlf else data
    assert read(start + data) == read(as_bytes(EXAMPLE))


# --- What is mended ---

BREAKS = {
    "a\tb": "a b",
    "a\r\nb": "a\nb",
    "a\rb": "a\nb",
    "a\x0bb": "a\nb",
    "a\x85b": "a\nb",
    "a\u2028b": "a\nb",
    "a\u2029b": "a\n\nb",
    " a\t\r\n\r\nb\u2028 ": "a\n\nb",
}


@pytest.mark.parametrize("text", BREAKS)
def test_tabs_and_breaks_are_mended_in_files_as_in_the_editor(text):
    mended = BREAKS[text]
    assert Written("Words", "text", rows=3).clean(text) == mended
    assert read(json.dumps(example(summary=text)).encode()).summary == mended
    assert read(json.dumps(example(summary=text), ensure_ascii=False).encode()).summary == mended
    assert read(as_bytes(example(summary=text))).summary == mended


@pytest.mark.parametrize("sign", ["\t", "\u2028", "\u2029"])
def test_in_a_text_of_one_line_they_become_a_space(sign):
    assert Written("Title", "title").clean(f"Tea{sign}pot") == "Tea pot"
    for data in (
        json.dumps(example(title=f"Tea{sign}pot")),
        json.dumps(example(title=f"Tea{sign}pot"), ensure_ascii=False),
    ):
        assert read(data.encode()).title == "Tea pot"
    plain = as_bytes(EXAMPLE).decode().replace("title: The kettle", f"title: Tea{sign}pot", 1)
    assert read(plain.encode()).title == "Tea pot"


@given(st.text(st.sampled_from("ab \t\n\r\x0b\x0c\x85\u2028\u2029"), max_size=12))
def test_files_and_editor_mend_alike(text):
    written = Written("Words", "text", rows=3).clean(text)
    if not written:
        return
    assert read(json.dumps(example(summary=text)).encode()).summary == written


def test_a_tab_before_a_key_is_named_in_plain_words():
    data = as_bytes(EXAMPLE)
    line = data.split(b"bands:")[0].count(b"\n") + 2
    with pytest.raises(FaultyFile, match=f"line {line} begins with a tab; begin it with spaces"):
        read(data.replace(b"bands:\n  ", b"bands:\n\t"))


def test_a_scale_has_eleven_levels_at_most():
    levels = [{"value": n, "label": f"Level {n}"} for n in range(11)]
    data = example()
    data["scales"][0]["levels"] = levels
    assert [level.value for level in read(as_bytes(data)).scales[0].levels] == list(range(11))
    data["scales"][0]["levels"] = [*levels, {"value": 11, "label": "More"}]
    with pytest.raises(FaultyFile, match="has more than 11"):
        read(as_bytes(data))
