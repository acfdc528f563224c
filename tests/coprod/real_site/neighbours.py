"""What stands round a real site: the mail server, the proxy that ends https, and the way to the database."""

import contextlib
import email
import socket
import socketserver
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FROM = "X-Test-Visitor"  # who asks the proxy: every test runs on one machine
OWN = {"host", "connection", FROM.lower(), "x-forwarded-for"}


@contextlib.contextmanager
def in_background(server):
    """The server, answering from a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes every message, as `messages`."""

    daemon_threads = allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), TakeMail)
        self.messages = []


class TakeMail(socketserver.StreamRequestHandler):
    """One conversation of SMTP (RFC 5321), as far as Django's client holds it."""

    def handle(self):
        self.say(220)
        while line := self.rfile.readline():
            match line[:4].upper().strip():
                case b"DATA":
                    self.say(354)
                    lines = iter(self.rfile.readline, b".\r\n")
                    self.server.messages.append(email.message_from_bytes(b"".join(lines)))
                    self.say(250)
                case b"QUIT":
                    return self.say(221)
                case _:
                    self.say(250)
        return None

    def say(self, code):
        self.wfile.write(b"%d go on\r\n" % code)


class Proxy(ThreadingHTTPServer):
    """A web server in front, which ends https (its visitors here speak http) and passes everything on."""

    daemon_threads = True

    def __init__(self, upstream):
        """upstream: the site's port, or the path of its socket."""
        super().__init__(("127.0.0.1", 0), PassOn)
        self.upstream = upstream

    def line(self):
        """A connection to the site."""
        if isinstance(self.upstream, int):
            return HTTPConnection("127.0.0.1", self.upstream, timeout=60)
        line = HTTPConnection("site", timeout=60)
        line.sock = socket.socket(socket.AF_UNIX)
        line.sock.settimeout(60)
        line.sock.connect(str(self.upstream))
        return line


class PassOn(BaseHTTPRequestHandler):
    """One request: on to the site, with who asked, and back."""

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OWN}
        chain = [self.headers.get("X-Forwarded-For"), self.headers.get(FROM, "203.0.113.1")]
        headers |= {
            "Host": self.headers["Host"],
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": ", ".join(filter(None, chain)),
        }
        line = self.server.line()
        line.request(self.command, self.path, body, headers)
        reply = line.getresponse()
        content = reply.read()
        line.close()
        self.send_response_only(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 (the library's name)

    def log_message(self, *args):
        """Nothing: as docs/running.md asks of a web server."""


class Way:
    """The way to the database, which can be cut, or go silent, and be mended."""

    def __init__(self, kind, address):
        """kind, address: of the socket that the database listens on."""
        self.kind, self.address = kind, address
        self.lines, self.is_silent = set(), False
        self.flows = threading.Event()
        self.flows.set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._accept, args=[self.door], daemon=True).start()

    def cut(self):
        """Nobody is there any more."""
        self._hang_up(self.door)
        for line in list(self.lines):
            self._hang_up(line)

    def freeze(self):
        """All that were talking hear nothing more, and whoever comes is let in and hears nothing either."""
        self.is_silent = True
        self.flows.clear()

    def mend(self):
        """The database is there again."""
        self.is_silent = False
        self.flows.set()
        if self.door.fileno() == -1:
            self.door = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=[self.door], daemon=True).start()

    def _hang_up(self, line):
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()
        self.lines.discard(line)

    def _accept(self, door):
        with contextlib.suppress(OSError):
            while True:
                near, _ = door.accept()
                self.lines.add(near)
                if self.is_silent:
                    continue
                far = socket.socket(self.kind)
                far.connect(self.address)
                self.lines.add(far)
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=[one, other], daemon=True).start()

    def _pass_on(self, one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self.flows.wait()
                other.sendall(data)
        self._hang_up(one)
        self._hang_up(other)
