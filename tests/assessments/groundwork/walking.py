"""Somebody whose browser runs no scripts: follows links, fills in forms and presses buttons as the HTML has
them."""

import lxml.html


class Walk:
    """A way through pages. text: what the page says that one is on."""

    def __init__(self, client, address):
        self.client = client
        self.open(address)

    def open(self, address):
        self._arrive(self.client.get(address, follow=True))

    def _arrive(self, answer, status=200):
        assert answer.status_code == status, answer.status_code
        self.address = answer.request["PATH_INFO"]
        self.page = lxml.html.fromstring(answer.content.decode())
        self.page.make_links_absolute("http://testserver" + self.address)
        self.text = said(self.page)

    def _one(self, elements, name):
        found = [one for one in elements if name in said(one)]
        assert found, f"no '{name}' on {self.address}: {[said(one) for one in elements]}"
        return found[0]

    def follow(self, name):
        """Follow the first link that says this."""
        self.open(self._one(self.page.xpath("//main//a | //footer//a"), name).get("href"))

    def press(self, name, refused=False, **fields):
        """Fill in the form of the first button that says this, and press it. refused: whether the page comes
        back with what is wrong."""
        button = self._one(self.page.xpath("//button[@type='submit'] | //button[not(@type)]"), name)
        [form] = self.page.xpath(f"//form[@id='{button.get('form')}']") or button.xpath("ancestor::form")
        assert form.method == "POST"
        for field, value in fields.items():
            control = form.inputs[field]
            if getattr(control, "type", "") == "checkbox":
                control.checked = value
            else:
                control.value = value
        sent = dict(form.form_values())
        if button.get("name"):
            sent[button.get("name")] = button.get("value")
        answer = self.client.post(form.action or self.address, sent, follow=True)
        self._arrive(answer, status=answer.status_code if refused else 200)
        assert refused == (answer.status_code != 200)


def said(element):
    return " ".join(element.text_content().split())
