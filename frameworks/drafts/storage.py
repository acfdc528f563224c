"""Between a draft's rows and its plain parts (frameworks/drafts/parts.py): read them all, write what changed.

Both cost a fixed number of queries, however many questions there are and however many changed.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from frameworks.drafts.changes import Change
from frameworks.drafts.parts import (
    HEAD,
    LEVEL,
    PICTURE,
    PLAIN_LEVEL,
    Fields,
    Parts,
    level_of,
    own_levels,
    value_of,
)
from frameworks.models import (
    Band,
    FrameworkVersion,
    Level,
    Option,
    Question,
    QuestionLevel,
    Scale,
    Section,
    Source,
)

TEXTS = ("title", "summary", "introduction", "plain", "licence", "credits", "language", "bands_on", "fit")
PLAIN_WORDS = ("plain_label", "plain")  # what a level may have, beside its name and description
OF_QUESTION = (
    "kind",
    "title",
    "statement",
    "plain",
    "picture",
    "direction",
    "choose",
    "consider",
    "actions",
    "position",
)


# Rows to parts


def parts_of(version: FrameworkVersion) -> Parts:
    """Return everything in the version, by part and code. Nine queries."""
    head = FrameworkVersion.objects.values(*TEXTS).get(pk=version.pk)
    bands = Band.objects.filter(version=version).values_list("start", "label")
    parts: Parts = {HEAD: {**head, "bands": [list(band) for band in bands]}}
    for row in Source.objects.filter(version=version):
        parts["source", row.code] = {"citation": row.citation, "url": row.url, "position": row.position}
    parts |= _scales(version) | _sections(version) | _questions(version)
    return parts


def _scales(version: FrameworkVersion) -> Parts:
    levels: dict[int, list[Fields]] = defaultdict(list)
    pictures: dict[int, Fields] = defaultdict(dict)
    for level in Level.objects.filter(scale__version=version):
        fields = {"value": level.value, "label": level.label, "description": level.description}
        also = {name: getattr(level, name) for name in PLAIN_WORDS if getattr(level, name)}
        levels[level.scale_id].append(fields | also)
        if level.picture:
            pictures[level.scale_id][f"{PICTURE}{level.value}"] = level.picture
    return {
        ("scale", row.code): {
            "title": row.title,
            "levels": levels[row.pk],
            "position": row.position,
            **pictures[row.pk],
        }
        for row in Scale.objects.filter(version=version)
    }


def _sections(version: FrameworkVersion) -> Parts:
    rows = Section.objects.filter(version=version).select_related("source", "parent")
    return {
        ("section", row.code): {
            "title": row.title,
            "introduction": row.introduction,
            "plain": row.plain,
            "source": row.source.code if row.source else "",
            "where": row.source_where,
            "parent": row.parent.code if row.parent else "",
            "position": row.position,
        }
        for row in rows
    }


def _questions(version: FrameworkVersion) -> Parts:
    of_version = {"question__version": version}
    options: dict[int, list[Fields]] = defaultdict(list)
    for option in Option.objects.filter(**of_version):
        also = {"plain": option.plain} if option.plain else {}
        options[option.question_id].append({"code": option.code, "label": option.label, **also})
    wordings: dict[int, Fields] = defaultdict(dict)
    for wording in QuestionLevel.objects.filter(**of_version).select_related("level"):
        words = wordings[wording.question_id]
        words[f"{LEVEL}{wording.level.value}"] = wording.description
        if wording.plain:
            words[f"{PLAIN_LEVEL}{wording.level.value}"] = wording.plain
    rows = Question.objects.filter(version=version).select_related("section", "scale", "source")
    return {("question", row.code): _question(row, options[row.pk]) | wordings[row.pk] for row in rows}


def _question(row: Question, options: list[Fields]) -> Fields:
    fields: Fields = {name: getattr(row, name) for name in OF_QUESTION}
    return fields | {
        "compares": row.continuity,
        "section": row.section.code,
        "scale": row.scale.code if row.scale else "",
        "source": row.source.code if row.source else "",
        "where": row.source_where,
        "options": options,
    }


# Parts to rows


def store(version: FrameworkVersion, after: Parts, changes: Iterable[Change]) -> None:
    """Write these changes, which led to the parts `after`, into the rows of a draft.

    Raises IntegrityError, and nothing else, where the version is not a draft. The changes are ones that
    `refuse_unfit` lets through.
    """
    _Writing(version, after, list(changes)).write()


def _has_rows(name: str) -> bool:
    """Tell whether a field of a part has rows of its own, beside the part's."""
    return name in ("options", "levels") or name.startswith(PICTURE) or level_of(name) is not None


class _Writing:
    """The rows of one draft by code, and the order in which they can be written: what is pointed to first,
    and what goes last of all."""

    def __init__(self, version: FrameworkVersion, after: Parts, changes: list[Change]) -> None:
        self.version = version
        self.after = after
        self.touched: dict[str, dict[str, Change]] = defaultdict(dict)
        for change in changes:
            self.touched[change["part"]][change["code"]] = change
        self.ids: dict[str, dict[str, int]] = {}

    def write(self) -> None:
        self._head()
        self._go(Question, "question")
        self._own(Source, "source", ("citation", "url", "position"))
        self._own(Scale, "scale", ("title", "position"))
        self._levels()
        self._own_sections()
        self._own_questions()
        for kind, model in (("section", Section), ("scale", Scale), ("source", Source)):
            self._go(model, kind)

    def _head(self) -> None:
        change = self.touched["head"].get("")
        if change is None:
            return
        fields = {name: value for name, value in change["after"].items() if name != "bands"}
        if fields:
            FrameworkVersion.objects.filter(pk=self.version.pk).update(**fields)
        if "bands" in change["after"]:
            Band.objects.filter(version=self.version).delete()
            Band.objects.bulk_create(
                Band(version=self.version, start=start, label=label)
                for start, label in change["after"]["bands"]
            )

    def _go(self, model: type[Model], kind: str) -> None:
        gone = [code for code, change in self.touched[kind].items() if change["after"] is None]
        if gone:
            model._default_manager.filter(version=self.version, code__in=gone).delete()

    def _changed(self, kind: str) -> dict[str, Fields]:
        """Return the parts of this kind that are there and were touched, whole, by code."""
        return {code: self.after[kind, code] for code in self.touched[kind] if (kind, code) in self.after}

    def _ids(self, model: type[Model], kind: str) -> dict[str, int]:
        rows = model._default_manager.filter(version=self.version)
        return dict(rows.values_list("code", "pk"))

    def _own(self, model: type[Model], kind: str, names: tuple[str, ...]) -> None:
        changed = self._changed(kind)
        rows = {code: {name: fields.get(name, "") for name in names} for code, fields in changed.items()}
        self._save(model, kind, rows)

    def _save(self, model: type[Model], kind: str, rows: dict[str, dict[str, Any]]) -> None:
        """Make the rows that are not there, and write the columns that changed of those that are."""
        self.ids[kind] = ids = self._ids(model, kind)
        made = [
            model(version=self.version, code=code, **row) for code, row in rows.items() if code not in ids
        ]
        model._default_manager.bulk_create(made)
        columns = list(next(iter(rows.values()), {}))
        for names in (columns, ["position"]):
            kept = [code for code in rows if code in ids and self._columns(kind, code, columns) == names]
            if kept:
                model._default_manager.bulk_update(
                    [model(pk=ids[code], version=self.version, code=code, **rows[code]) for code in kept],
                    names,
                )
        self.ids[kind] |= {row.code: row.pk for row in made}  # type: ignore[attr-defined]

    def _columns(self, kind: str, code: str, columns: list[str]) -> list[str]:
        """Return which of a row's columns to write: only the position where a step moved it and did
        nothing else, and none where only the words of its levels changed, which have rows of their own."""
        touched = {name for name in self.touched[kind][code]["after"] if not _has_rows(name)}
        return ["position"] if touched == {"position"} else columns if touched else []

    def _levels(self) -> None:
        changed = self._changed("scale")
        wanted = {
            (self.ids["scale"][code], level["value"]): level
            | {"picture": value_of(fields, f"{PICTURE}{level['value']}")}
            for code, fields in changed.items()
            for level in fields["levels"]
        }
        scales = [self.ids["scale"][code] for code in changed]
        there = {(row.scale_id, row.value): row for row in Level.objects.filter(scale__in=scales)}
        gone = [row.pk for key, row in there.items() if key not in wanted]
        if gone:
            Level.objects.filter(pk__in=gone).delete()
        Level.objects.bulk_create(
            Level(scale_id=scale, **level)
            for (scale, value), level in wanted.items()
            if (scale, value) not in there
        )
        kept = [key for key in wanted if key in there]
        columns = ["label", "description", *PLAIN_WORDS, "picture"]
        for key in kept:
            for name in columns:
                setattr(there[key], name, value_of(wanted[key], name))
        if kept:
            Level.objects.bulk_update([there[key] for key in kept], columns)

    def _cited(self, fields: Fields) -> dict[str, Any]:
        code = fields.get("source", "")
        return {
            "source_id": self.ids["source"][code] if code else None,
            "source_where": fields.get("where", ""),
        }

    def _own_sections(self) -> None:
        """Write the sections at the top first: the others may be in them."""
        changed = self._changed("section")
        for inner in (False, True):
            rows = {
                code: {
                    "title": fields.get("title", ""),
                    "introduction": fields.get("introduction", ""),
                    "plain": fields.get("plain", ""),
                    "position": fields["position"],
                    "parent_id": self.ids["section"][fields["parent"]] if inner else None,
                    **self._cited(fields),
                }
                for code, fields in changed.items()
                if bool(fields.get("parent")) == inner
            }
            self._save(Section, "section", rows)

    def _own_questions(self) -> None:
        changed = self._changed("question")
        touched = self.touched["question"]
        anew = {code for code in changed if self._words_change(touched[code])}
        self._clear_words(anew)
        rows = {
            code: {
                **{name: value_of(fields, name) for name in OF_QUESTION},
                "continuity": fields.get("compares", ""),
                "section_id": self.ids["section"][fields["section"]],
                "scale_id": self.ids["scale"][fields["scale"]] if fields.get("scale") else None,
                **self._cited(fields),
            }
            for code, fields in changed.items()
        }
        self._save(Question, "question", rows)
        self._write_words({code: changed[code] for code in anew})

    def _words_change(self, change: Change) -> bool:
        """Tell whether its options or its own words of levels are written anew."""
        return any(name == "scale" or _has_rows(name) for name in change["after"])

    def _clear_words(self, questions: Iterable[str]) -> None:
        of_these = Question.objects.filter(version=self.version, code__in=list(questions))
        ids = list(of_these.values_list("pk", flat=True)) if questions else []
        if ids:  # by id: a subquery is planned by what the database believes of three tables
            Option.objects.filter(question__in=ids).delete()
            QuestionLevel.objects.filter(question__in=ids).delete()

    def _write_words(self, questions: dict[str, Fields]) -> None:
        if not questions:
            return
        ids = self.ids["question"]
        Option.objects.bulk_create(
            Option(question_id=ids[code], position=place, **option)
            for code, fields in questions.items()
            for place, option in enumerate(fields.get("options", []))
        )
        rows = Level.objects.filter(scale__version=self.version).values_list("scale__code", "value", "pk")
        levels = {(scale, value): pk for scale, value, pk in rows}
        QuestionLevel.objects.bulk_create(
            QuestionLevel(
                question_id=ids[code],
                level_id=levels[fields["scale"], value],
                description=value_of(fields, f"{LEVEL}{value}"),
                plain=value_of(fields, f"{PLAIN_LEVEL}{value}"),
            )
            for code, fields in questions.items()
            for value in sorted(own_levels(fields))
        )
