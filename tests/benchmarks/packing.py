"""A meeting pack of the example's report, with tags, links and bookmarks, against pikepdf joining the same
pages alone, whose file nobody could read by ear."""

import io

import pikepdf

from assessments.models import Release
from assessments.packs.writing import Front, sheet_of, write_pack
from tests.benchmarks.contest import Contest, Side


def packing(release: Release, pdf: bytes, *, reports: int = 50, pairs: int = 1, warm_up: int = 1) -> Contest:
    """The contest of packing this report so many times. pdf: the report as a file."""
    sheets = [sheet_of(release, pdf)] * reports
    return Contest(
        title=f"A meeting pack of {reports} reports",
        ours=Side("with cover, tags, links, bookmarks", lambda pair: lambda: packed(sheets)),
        bare=Side("the pages alone", lambda pair: lambda: pages_alone(pdf, reports)),
        target=5.0,
        pairs=pairs,
        warm_up=warm_up,
    )


def packed(sheets):
    return write_pack(Front("Board", "Larkfield Voices"), "pdf", sheets)


def pages_alone(pdf: bytes, reports: int) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as whole:
        for _ in range(reports):
            with pikepdf.open(io.BytesIO(pdf)) as one:
                whole.add_pages_from(one)
        whole.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()
