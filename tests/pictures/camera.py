"""Pictures of pages, taken by a real Chromium, and of the pages of PDFs, drawn by pdftoppm."""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.pictures.site import HOST, PORT, Page

DOTS_PER_INCH = 75
TALLEST = 8000  # pixels: a longer page is taken in pieces, because Chromium draws none of 16,384 or more
SAME_LETTERS = ["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]


class Camera:
    """A browser that takes pictures of pages, each time as somebody who has just opened the page."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def take(self, page: Page, *, width: int, height: int) -> Image.Image:
        """A picture of what fits on a screen of this size, in pixels."""
        return next(self._pieces(page, width, height, whole=False))

    def take_whole(self, page: Page, *, width: int) -> Iterator[Image.Image]:
        """Pictures of the whole page from top to bottom, none higher than TALLEST pixels."""
        return self._pieces(page, width, 900, whole=True)

    def _pieces(self, page: Page, width: int, height: int, *, whole: bool) -> Iterator[Image.Image]:
        context = self.browser.new_context(
            base_url=f"http://{HOST}:{PORT}",
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        try:
            cookies = page.cookies.items()
            context.add_cookies([{"name": n, "value": v, "domain": HOST, "path": "/"} for n, v in cookies])
            shown = context.new_page()
            answer = shown.goto(page.address, wait_until="networkidle")
            if answer is None or answer.status != 200:
                raise AssertionError(f"{page.address} answers {answer.status if answer else 'nothing'}")
            shown.evaluate("document.fonts.ready.then(() => null)")
            bottom = shown.evaluate("document.documentElement.scrollHeight") if whole else height
            for top in range(0, bottom, TALLEST):
                piece: FloatRect = {"x": 0, "y": top, "width": width, "height": min(TALLEST, bottom - top)}
                drawn = shown.screenshot(full_page=whole, clip=piece, animations="disabled")
                yield Image.open(io.BytesIO(drawn)).convert("RGB")
        finally:
            context.close()


@contextmanager
def open_camera(port: int) -> Iterator[Camera]:
    """Start Chromium. It finds the site of this port at the address that the pages show."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not path:
        raise RuntimeError("The pictures need Chromium: apt-get install chromium-headless-shell")
    rules = f"--host-resolver-rules=MAP {HOST}:{PORT} {HOST}:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *SAME_LETTERS, rules])
        yield Camera(browser)
        browser.close()


def draw_pdf(pdf: bytes, *, only: int | None = None) -> list[Image.Image]:
    """A picture of each page of a PDF, or of one alone, counted from 1."""
    with tempfile.TemporaryDirectory(prefix="coprod-pictures-") as name:
        folder = Path(name)
        (folder / "one.pdf").write_bytes(pdf)
        pages = ["-f", str(only), "-l", str(only)] if only else []
        command = ["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), *pages, "one.pdf", "page"]
        subprocess.run(command, cwd=folder, check=True)
        return [Image.open(path).convert("RGB") for path in sorted(folder.glob("page-*.png"))]
