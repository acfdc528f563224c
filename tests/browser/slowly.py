"""Pages that come late and in pieces, as over a bad network: a journey that asks too early then fails here,
rather than once in a hundred runs on a busy machine. `script/test tests/browser --slowly`
"""

import time

from django.core.handlers.wsgi import WSGIHandler

PAUSE = 0.25  # seconds


def serve_slowly(monkeypatch):
    at_once = WSGIHandler.__call__

    def slowly(self, environ, start_response):
        sent = at_once(self, environ, start_response)
        headers = getattr(sent, "headers", {})  # a file that is served as it lies there has none
        is_page = headers.get("Content-Type", "").startswith("text/html")
        return in_pieces(sent) if is_page else sent

    monkeypatch.setattr(WSGIHandler, "__call__", slowly)


def in_pieces(sent):
    """The browser has left the page before when it gets the first few bytes, and has nothing to show yet."""
    try:
        page = b"".join(sent)
        for piece in (page[:16], page[16 : len(page) // 2], page[len(page) // 2 :]):
            time.sleep(PAUSE)
            yield piece
    finally:
        sent.close()
