"""A browser that fills in the form of a page of the editor and sends it."""

import html
import re
from html.parser import HTMLParser

from django.urls import reverse

from frameworks.drafts import storage
from frameworks.models import FrameworkVersion

PAGES = ["edit", "edit_part", "edit_scales", "edit_sources", "edit_changes"]


MAKING, AFTER, CUPS = (("section", code) for code in ("making", "after", "cups"))


SCALE = ("scale", "how-often")


LEVELS = "scale-how-often-row-levels-"


class Fields(HTMLParser):
    """What a browser would send of the forms in the main part of a page, without the buttons."""

    def __init__(self, text):
        super().__init__()
        self.values, self.action, self.buttons = {}, "", []
        self.area = self.select = None
        self.feed(text[text.index("<main") : text.index("</main>")])

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.action = given["action"]
        elif tag == "button" and given.get("name") == "do":
            self.buttons.append(given["value"])
        elif tag == "textarea":
            self.area = given.get("name")
            self.values[self.area] = [""]
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and (self.select not in self.values or "selected" in given):
            self.values[self.select] = [given["value"]]
        elif tag == "input" and (given.get("type") != "radio" or "checked" in given):
            self.values.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_data(self, data):
        if self.area:
            self.values[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":  # a browser leaves out the line break right after the tag
            self.values[self.area][0] = self.values[self.area][0].removeprefix("\n")
            self.area = None


class Opened:
    """A page that is open in somebody's browser."""

    def __init__(self, client, response):
        self.client, self.response = client, response
        found = Fields(response.text)
        self.values, self.address, self.buttons = found.values, found.action, found.buttons

    @property
    def source(self):
        """The source of the page, with one space wherever there is white space."""
        return " ".join(self.response.text.split())

    def __getitem__(self, name):
        return self.values[name][-1]

    def put(self, name, value):
        assert name in self.values or name.startswith("keep-"), name
        self.values[name] = [value]
        return self

    def press(self, do="save", **headers):
        self.values.pop("csrfmiddlewaretoken", None)
        return self.client.post(self.address, {**self.values, "do": do}, headers=headers)

    def save_quietly(self):
        """As the script does while somebody types."""
        response = self.client.post(self.address, self.values, headers={"Accept": "application/json"})
        if response.status_code == 200:
            if response.json()["step"]:
                self.values.setdefault("own", []).append(response.json()["step"])
            for name in self.values:
                if name.endswith("-was"):
                    self.values[name] = self.values[name.removesuffix("was") + "value"]
        return response


def address(draft, page="edit", code="making"):
    return reverse(f"frameworks:{page}", args=[draft.pk, code] if page == "edit_part" else [draft.pk])


def opened(client, draft, page="edit", code="making", number=1):
    response = client.get(address(draft, page, code) + (f"?page={number}" if number > 1 else ""))
    assert response.status_code == 200
    return Opened(client, response)


def now(draft):
    return storage.parts_of(draft)


def changed(before, after):
    """The fields of parts that differ, as (part, code, field)."""
    return {
        (*key, name)
        for key in {**before, **after}
        for name in {**before.get(key, {}), **after.get(key, {})}
        if before.get(key, {}).get(name) != after.get(key, {}).get(name)
    }


def said(response):
    """The words of the main part of the page."""
    main = response.text[response.text.index("<main") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def options(draft, code="leaf"):
    return now(draft)["question", code]["options"]


def publish(draft):
    FrameworkVersion.objects.filter(pk=draft.pk).update(status="published", published_on="2026-01-01")


def in_part(draft, code):
    found = now(draft)
    held = {"question": "section", "section": "parent"}
    inside = [k for k in found if k[0] in held and (found[k].get(held[k[0]]) or "") == code]
    return sorted(inside, key=lambda key: (key[0], found[key]["position"]))


def press(client, draft, do, page="edit_part", **fields):
    form = opened(client, draft, page)
    form.values |= {name: [value] for name, value in fields.items()}
    return form.press(do)
