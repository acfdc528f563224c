"""Every number of a report, from the frozen results alone, and as each format's own reader finds them.

A number's key: the question's (or part's, framework's) key, the group's name ('' for none), what it is.
"""

import csv
import io
import re
from decimal import ROUND_HALF_UP, Decimal

import docx
import openpyxl

from assessments.reports.formats.data.results_file import ResultsFile


def rounded(value, places="1"):
    return float(Decimal(repr(value)).quantize(Decimal(places), ROUND_HALF_UP))


def hundred(share):
    return None if share is None else float((Decimal(repr(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def names_of(report):
    """What a group of these codes is called, anywhere in the report."""
    rows = [row for part in report.parts for q in part.questions for row in q.groups]
    return {group.codes: group.name for group in (*report.groups, *(row.group for row in rows))}


def frozen_numbers(report):
    results, names, found = report.results, names_of(report), {}

    def add(key, group, **values):
        found.update({(key, group, name): value for name, value in values.items() if value is not None})

    for kind, areas in (("framework", results.frameworks), ("part", results.sections)):
        for key, area in areas.items():
            if kind == "part" and key not in {f"{p.framework}/{p.code}" for p in report.parts}:
                continue
            positions = [hundred(group.favourable) for group in area.groups or ()]
            named = [names[group.codes] for group in area.groups or ()]
            with_sides = {group.codes for group in report.groups if group.has_side}
            sided = [
                at
                for at, group in zip(positions, area.groups or (), strict=True)
                if group.codes in with_sides and at is not None
            ]
            add((kind, key), "", parity=hundred(area.parity), gap=gap(sided))
            for name, at in zip(named, positions, strict=True):
                add((kind, key), name, position=at)
            add((kind, key), "Everyone", position=hundred(area.everyone))
    for key, question in results.questions.items():
        rows = [(names[g.codes], g) for g in question.groups or ()]
        rows += [("Everyone", question.everyone)] if question.everyone else []
        sided = [hundred(g.favourable) for g in question.groups or () if g.side and hasattr(g, "favourable")]
        parity = question.parity and hundred(question.parity.favourable)
        place = ("question", key)
        add(place, "", parity=parity, gap=gap([at for at in sided if at is not None]))
        for name, row in rows:
            not_said = (row.prefer_not_to_say or 0) + row.unanswered
            add(place, name, answered=row.answered, dont_know=row.dont_know, not_said=not_said)
            add(place, name, not_applicable=row.not_applicable)
            if hasattr(row, "levels"):
                mean = None if row.mean is None else rounded(row.mean, "0.1") + 0.0
                add(place, name, position=hundred(row.favourable), average=mean)
            counts = row.levels if hasattr(row, "levels") else row.options
            order = sorted(counts, key=int) if hasattr(row, "levels") else sorted(counts)
            add(place, name, **{f"answer {i}": counts[code] for i, code in enumerate(order)})
    return found


def simple_answers(report):
    """What the summary in simple words must say, from the frozen results: of each question that stands in it,
    what it asks, and the answers nearest to the lowest group and the highest, or to all together."""
    results, found = report.results, []
    asked = {question.key: question for question in report.questions}
    apart = results.talk_first.furthest_apart
    for key in apart or (() if not report.shown else results.talk_first.lowest):
        frozen, question = results.questions[key], asked[key]
        score = frozen.parity if frozen.parity and report.groups else frozen.everyone
        shares = [g.favourable for g in frozen.groups or () if g.side and g.favourable is not None]
        ends = [min(shares), max(shares)] if apart else [score.favourable]
        values = sorted(level.value for level in question.levels)
        low, high = values[0], values[-1]
        at = {(v - low) / (high - low): v for v in values}
        if question.direction == "barrier":
            at = {1 - share: value for share, value in at.items()}
        nearest = [min(at, key=lambda share: (round(abs(share - end), 9), share)) for end in ends]
        levels = {level.value: level for level in question.levels}
        found.append((question.plain or question.statement, [levels[at[share]].said for share in nearest]))
    return found


def gap(positions):
    return max(positions) - min(positions) if len(positions) > 1 else None


def places_of(report):
    """The key of each subject by how the formats name it: what, its framework, its number."""
    found = {}
    for framework in report.frameworks:
        found["Framework", framework.title, ""] = ("framework", framework.code)
        for part in framework.parts:
            found["Part", framework.title, part.number] = ("part", f"{part.framework}/{part.code}")
            for question in part.questions:
                found["Question", framework.title, question.number] = ("question", question.key)
    return found


MEASURES = {
    "both sides counted equally": "parity", "gap": "gap", "position": "position", "average": "average",
    "answered": "answered", "don’t know": "dont_know", "doesn’t apply": "not_applicable",
    "not said": "not_said",
}  # fmt: skip


BESIDE = {"Round", "Statement", "Record", "Action", "Clause", "Working agreement"}  # no part of the results


def bare(text):
    """A text of a CSV file without the apostrophe that keeps it a text."""
    return text[1:] if text.startswith("'") else text


def csv_numbers(data, report):
    places, found, counted = places_of(report), {}, {}
    for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        if row["about"] in BESIDE or row["measure"].startswith("at a meeting"):
            continue
        place = places[row["about"], bare(row["framework"]), row["number"]]
        group = bare(row["group"])
        if row["measure"] == "people":
            counted[place, group] = counted.get((place, group), -1) + 1
            name = f"answer {counted[place, group]}"
        else:
            name = MEASURES[row["measure"]]
        found[place, group, name] = float(row["value"])
    return found


def xlsx_numbers(data, report):
    book = openpyxl.load_workbook(io.BytesIO(data))
    beside = {"We see it differently", "A fair record", "Plan", "Agreed", "Working agreement"}
    titles = [one.title for one in book if one.title not in beside]
    assert titles == ["Results", "Groups", "Answers", "Comments", "Method"]
    places, found, counted = places_of(report), {}, {}

    def rows(name):
        head, *body = book[name].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in body if row[1] is not None]

    def place_of(row):
        return places[row["About"], row["Framework"], row["Number"] or ""]

    def add(row, group, columns):
        for column, name in columns.items():
            if row[column] is not None:
                found[place_of(row), group, name] = row[column]

    for row in rows("Results"):
        add(row, "", {"Both sides counted equally, 0 to 100": "parity", "Gap, 0 to 100": "gap"})
        everyone = {
            "Everyone, 0 to 100": "position", "Everyone, in points of its scale": "average",
            "People who answered": "answered",
        }  # fmt: skip
        add(row, "Everyone", everyone)
    groups = {
        "0 to 100": "position", "In points of its scale": "average", "People who answered": "answered",
        "Don’t know": "dont_know", "Doesn’t apply": "not_applicable", "Not said": "not_said",
    }  # fmt: skip
    for row in rows("Groups"):
        add(row, row["Group"], groups)
    for row in rows("Answers"):
        here = (place_of(row), row["Group"])
        counted[here] = counted.get(here, -1) + 1
        found[*here, f"answer {counted[here]}"] = row["People"]
    return found


def json_numbers(data, report):
    read = ResultsFile.model_validate_json(data)
    return frozen_numbers(type("Read", (), {
        "results": read.results, "groups": report.groups, "parts": report.parts,
    }))  # fmt: skip


SAID = re.compile(r"(Gap|Both sides counted equally|Everyone, as a plain average,) (\d+)\.")
FIGURES = {"Gap": "gap", "Both sides counted equally": "parity"}
LINES = {
    "From 0 to 100": "position", "Average on its scale": "average", "Answered": "answered",
    "Don’t know": "dont_know", "Doesn’t apply": "not_applicable", "Not said": "not_said",
}  # fmt: skip


def docx_numbers(data, report):
    """Numbers of the tables, and of what is said below them. Lines of nothing but 0 are left out there."""
    document, found = docx.Document(io.BytesIO(data)), {}
    questions = iter([("question", q.key) for part in report.parts for q in part.questions if q.rows])
    glances = iter(
        [f for f in report.frameworks if any(a.everyone for a in [f.area, *(p.area for p in f.parts)])]
    )
    told = []
    for block in document.iter_inner_content():
        if not isinstance(block, docx.table.Table):
            told += SAID.findall(block.text)
            continue
        head, *body = [[cell.text for cell in row.cells] for row in block.rows]
        if head[0] == "Answer":
            place = next(questions)
            _read_answers(place, head[1:], body, found)
            for what, value in told:
                name = FIGURES.get(what)
                found[place, "" if name else "Everyone", name or "position"] = float(value)
        elif head[0] == "Part":
            _read_glance(next(glances), body, found)
        told = []
    return {key: value for key, value in found.items() if value is not None}


def _read_glance(framework, body, found):
    keys = [("framework", framework.code)]
    keys += [("part", f"{part.framework}/{part.code}") for part in framework.parts]
    for key, row in zip(keys, body, strict=True):
        both, everyone, apart = (None if cell == "–" else float(cell) for cell in row[2:])
        found[key, "", "parity"], found[key, "", "gap"] = both, apart
        found[key, "Everyone", "position"] = everyone


def _read_answers(place, groups, body, found):
    counted = 0
    for name, *cells in body:
        measure = LINES.get(name)
        if measure is None:
            measure, counted = f"answer {counted}", counted + 1
        for group, cell in zip(groups, cells, strict=True):
            found[place, group, measure] = None if cell == "–" else float(cell)
