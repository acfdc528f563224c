"""What an adaptation can take over, told in words for its page: each offer with both texts, word for word."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from frameworks.comparison.wording import Run, word_runs
from frameworks.content import SourceContent, with_minus
from frameworks.drafts import parts
from frameworks.drafts.parts import LEVEL, PICTURE, PLAIN_LEVEL, Fields, Key, Parts, StepRefused, value_of
from frameworks.families.offers import FieldOffer, LocalState, Offer, OfferKind
from frameworks.families.taking import Blocker, StepOutOfOrder, hindrance
from frameworks.fit.model import fit_of
from frameworks.fit.signs import text_of


@dataclass(frozen=True)
class Texts:
    """One field in words: ours now, and the original's. coded: for the template that shows a side."""

    label: str
    ours: str
    theirs: str
    coded: bool = False

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        return word_runs(self.ours, self.theirs)

    @property
    def only(self) -> str:
        """The text, where there is but one."""
        return self.ours or self.theirs


@dataclass(frozen=True)
class OfferInWords:
    """An offer on the page. local_state: how ours stands to it, or empty. refused: why it cannot be taken
    now, or empty. along: what goes with it."""

    offer: Offer
    part: str
    name: str
    local_state: str
    texts: tuple[Texts, ...]
    along: tuple[str, ...]
    refused: str

    @property
    def both(self) -> bool:
        """Whether there are two texts to lay side by side."""
        return (
            self.offer.kind in (OfferKind.CHANGED, OfferKind.MOVED)
            and self.offer.local_state != LocalState.GONE
        )

    @property
    def marked(self) -> bool:
        """Whether single words are marked that would go or come."""
        return self.offer.kind == OfferKind.CHANGED


def describe(offer: Offer, ours: Parts) -> OfferInWords:
    """Return the offer in words; ours: the draft that it is made to."""
    found = hindrance(ours, offer)
    named = {**offer.base, **offer.theirs, **ours}
    return OfferInWords(
        offer=offer,
        part=_part(offer.key),
        name=name_of(offer.key, _best(offer, ours)),
        local_state=_local_state(offer),
        texts=_moved(offer, ours) if offer.kind == OfferKind.MOVED else _texts(offer, ours),
        along=tuple(name_of(key, ours[key]) for key in offer.along),
        refused=_refused(found, named) if found else "",
    )


def _best(offer: Offer, ours: Parts) -> Fields:
    return ours.get(offer.key) or offer.theirs[offer.key]


def name_of(key: Key, fields: Fields) -> str:
    """Return what to call a part in a heading."""
    if key[0] == "head":
        return _("About the framework")
    if key[0] == "source":
        short = SourceContent(key[1], str(value_of(fields, "citation")), "").short
        return short or _("A source without words")
    return str(value_of(fields, "title")) or _("Without a name")


def _part(key: Key) -> str:
    names = {"section": _("Part"), "question": _("Question"), "scale": _("Scale"), "source": _("Source")}
    return names.get(key[0], "")


def _local_state(offer: Offer) -> str:
    match offer.kind, offer.local_state:
        case OfferKind.CHANGED, LocalState.GONE:
            return _("It is no longer in your draft. If you bring this in, it comes back.")
        case OfferKind.CHANGED, LocalState.OURS_TOO:
            return _("You changed this too. If you take this over, the original’s words replace yours here.")
        case OfferKind.REMOVED, LocalState.OURS_TOO:
            return _("You changed it. If you take this over, your words go too.")
        case OfferKind.MOVED, LocalState.OURS_TOO:
            return _("You moved it too.")
    return ""


def _refused(found: StepRefused, named: Parts) -> str:
    if not isinstance(found, StepOutOfOrder):
        return str(found)
    names = ", ".join(_("‘%(name)s’") % {"name": name_of(key, named[key])} for key in found.keys)
    if found.blocker == Blocker.HOLDS:
        words = _("It still holds %(names)s. Move that to another part first, or take it out.")
    else:
        words = _("First take over that %(names)s moved.")
    return words % {"names": names}


# Fields


def _texts(offer: Offer, ours: Parts) -> tuple[Texts, ...]:
    whole = offer.kind != OfferKind.CHANGED or offer.local_state == LocalState.GONE
    labels = _labels()
    order = list(labels)
    fields = [one for one in offer.fields if not (whole and one.name == "title")]  # it is the heading
    fields.sort(key=lambda one: order.index(_kind(one.name)))
    return tuple(
        Texts(
            label=_label(one, labels),
            ours=in_words(one.name, one.ours, ours),
            theirs=in_words(one.name, one.theirs, offer.theirs),
        )
        for one in fields
    )


def _label(field: FieldOffer, labels: Mapping[str, str]) -> str:
    kind = _kind(field.name)
    return (
        labels[kind] % {"value": with_minus(field.name.removeprefix(kind))} if ":" in kind else labels[kind]
    )


def _kind(name: str) -> str:
    """Return what kind of field it is: those of single levels are alike."""
    return name[: name.index(":") + 1] if ":" in name else name


def _labels() -> dict[str, str]:
    """Return what each field is called on the page, in the order that they stand there."""
    return {
        "title": _("Title"),
        "summary": _("Summary"),
        "introduction": _("Introduction"),
        "bands_on": _("What the bands are for"),
        "bands": _("Bands"),
        "fit": _("Which name fits, and the rules"),
        "statement": _("What is asked"),
        "plain": _("In shorter words"),
        "picture": _("Picture"),
        "kind": _("How it is answered"),
        "scale": _("Scale"),
        LEVEL: _("Level %(value)s in words"),
        PLAIN_LEVEL: _("Level %(value)s in shorter words"),
        PICTURE: _("Picture of level %(value)s"),
        "direction": _("What a higher number means"),
        "choose": _("How many to choose"),
        "options": _("Answers to choose from"),
        "consider": _("Things to think about"),
        "actions": _("What a team could do"),
        "source": _("Where it comes from"),
        "where": _("Place in the source"),
        "levels": _("Levels"),
        "citation": _("Source"),
        "url": _("Web address"),
    }


def in_words(name: str, value: Any, of: Parts) -> str:
    """Return a field's value as text, with one entry of a list on each line; of: where its codes are
    known."""
    if not value:
        return ""
    match _kind(name):
        case "picture" | parts.PICTURE:
            return _picture(value)
        case "levels":
            return "\n".join(_level(level) for level in value)
        case "options":
            return "\n".join(_said(option.get("label", ""), option.get("plain", "")) for option in value)
        case "consider" | "actions":
            return "\n".join(value)
        case "bands":
            return "\n".join(f"{with_minus(str(start))} {label}" for start, label in value)
        case "fit":
            fit = fit_of(value)
            return text_of(fit, _choices(of)) if fit else ""
        case "scale" | "source":
            return name_of((name, value), of.get((name, value), {}))
    return _coded().get((name, value), str(value))


def _choices(of: Parts) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the questions with answers to choose from: the short name, and the options by code."""
    return {
        code: (
            str(value_of(fields, "title")),
            {option["code"]: option["label"] for option in fields.get("options", [])},
        )
        for (part, code), fields in of.items()
        if part == "question" and fields.get("options")
    }


def _level(level: Mapping[str, Any]) -> str:
    start = f"{with_minus(str(level['value']))} {level['label']}"
    told = f"{start}: {level['description']}" if level.get("description") else start
    shorter = ": ".join(filter(None, (level.get("plain_label"), level.get("plain"))))
    return _said(told, shorter)


def _said(words: str, shorter: str) -> str:
    """Return words with the same in shorter ones under them, where there are any."""
    return "\n".join([words, _("In shorter words: %(words)s") % {"words": shorter}]) if shorter else words


def _picture(picture: Mapping[str, str]) -> str:
    """Return what a picture shows, and whose it is."""
    named = [picture.get(name, "") for name in ("text", "credit", "licence")]
    return ", ".join(filter(None, named)) or _("A picture")


def _coded() -> dict[tuple[str, Any], str]:
    return {
        ("kind", "rating"): _("On a scale"),
        ("kind", "choice"): _("By choosing"),
        ("kind", "text"): _("In one’s own words"),
        ("direction", "strength"): _("More is better"),
        ("direction", "barrier"): _("It gets in the way more"),
        ("choose", "one"): _("One"),
        ("choose", "many"): _("As many as fit"),
        ("bands_on", "mean"): _("The average, from 0 to 100"),
        ("bands_on", "total"): _("The averages of the questions added up"),
    }


# Places


def _moved(offer: Offer, ours: Parts) -> tuple[Texts, ...]:
    return (Texts(_("Where it is"), _place(offer.key, ours), _place(offer.key, offer.theirs)),)


def _place(key: Key, of: Parts) -> str:
    """Return where a part stands: in which part, and after which one."""
    row = parts.siblings(of, key)
    at = row.index(key)
    home = parts.holder_of(key, of[key])
    named = {
        "home": name_of(("section", home), of["section", home]) if home else "",
        "before": name_of(row[at - 1], of[row[at - 1]]) if at else "",
    }
    if home:
        return (_("In ‘%(home)s’, after ‘%(before)s’") if at else _("In ‘%(home)s’, first")) % named
    return (_("After the part ‘%(before)s’") if at else _("The first part")) % named
