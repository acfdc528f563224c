"""The frozen results as JSON, for other programs."""

from assessments.reports.formats.data.results_file import results_file
from assessments.reports.model import Report


def write_json(report: Report) -> bytes:
    """Write the file of results (results_file.py), as UTF-8."""
    return results_file(report).model_dump_json(indent=2).encode() + b"\n"
