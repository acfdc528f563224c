"""Pictures to send as logos."""

import io

from PIL import Image


def png(width=300, height=100, colour=(20, 60, 120, 255), **more):
    written = io.BytesIO()
    Image.new("RGBA", (width, height), colour).save(written, "PNG", **more)
    return written.getvalue()
