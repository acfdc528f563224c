"""Somebody with a browser, at the proxy of a real site."""

import re
import secrets
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.coprod.real_site.neighbours import FROM
from tests.serving import HOST

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Reply:
    def __init__(self, reply, body, address):
        self.status, self.headers, self.body, self.address = reply.status, reply.headers, body, address

    @property
    def text(self):
        return self.body.decode()


class Visitor:
    """A browser. at: where it asks from."""

    def __init__(self, proxy, at="203.0.113.1"):
        self.port, self.at, self.cookies = proxy.server_address[1], at, SimpleCookie()

    def get(self, address):
        """The page, after all redirects."""
        reply = self._ask("GET", address)
        while reply.status in (301, 302, 303):
            reply = self._ask("GET", reply.headers["Location"])
        return reply

    def token(self, address):
        """What the form of this page carries."""
        return TOKEN.search(self.get(address).text)[1]

    def post(self, address, fields, files=None, token=None):
        """Fill in the form of this page, send it, and go where it leads. files: name and content, by field.
        token: of the form, where the page was opened before."""
        fields = {"csrfmiddlewaretoken": token or self.token(address), **fields}
        kind, body = multipart(fields, files) if files else (FORM, urlencode(fields).encode())
        reply = self._ask("POST", address, body, {"Content-Type": kind, "Origin": f"https://{HOST}"})
        return self.get(reply.headers["Location"]) if reply.status in (302, 303) else reply

    def _ask(self, method, address, body=None, headers=None):
        parts = urlsplit(address)
        assert parts.netloc in ("", HOST), address
        target = parts._replace(scheme="", netloc="", fragment="").geturl()
        cookies = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(
            method, target, body, {"Host": HOST, FROM: self.at, "Cookie": cookies, **(headers or {})}
        )
        reply = line.getresponse()
        for value in reply.headers.get_all("Set-Cookie", []):
            self.cookies.load(value)
        found = Reply(reply, reply.read(), target)
        line.close()
        return found


FORM = "application/x-www-form-urlencoded"


def multipart(fields, files):
    """The kind and the body of a form with files."""
    mark = secrets.token_hex(8)
    parts = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
    parts += [(f'name="{field}"; filename="{name}"', data) for field, (name, data) in files.items()]
    body = b"".join(
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (mark.encode(), head.encode(), value)
        for head, value in parts
    )
    return f"multipart/form-data; boundary={mark}", body + b"--%s--\r\n" % mark.encode()
