"""Which pictures are taken, and where they are put."""

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from tests.pictures.camera import draw_pdf, open_camera
from tests.pictures.comparing import write_small
from tests.pictures.site import prepare_site, serving

NARROW, WIDE = 390, 1280  # pixels: a phone, a desk
SCREENS = {"results": (1100, 1620), "editor": (1280, 1000)}  # of the README: width and height in pixels
REPORT_PAGE = 4  # of the README: what to talk about first, with quotes and something to try


def take_readme_pictures(folder: Path) -> None:
    """Take the pictures of the README. A file stays as it is where its picture has not changed."""
    site = prepare_site()
    with serving() as port, open_camera(port) as camera:
        pictures = {
            name: camera.take(site.page(name), width=width, height=height)
            for name, (width, height) in SCREENS.items()
        }
    [pictures["report"]] = draw_pdf(site.pdfs["report-pdf"], only=REPORT_PAGE)
    [pictures["brief"]] = draw_pdf(site.pdfs["brief-pdf"], only=1)
    for name, picture in pictures.items():
        path = folder / f"{name}.png"
        written = write_small(picture, path)
        print(f"{path.name}: {'taken again' if written else 'as it was'}, {path.stat().st_size // 1000} kB")


def take_all(folder: Path) -> None:
    """Take every page of the site's list at both widths, and every page of its PDFs."""
    folder.mkdir(parents=True, exist_ok=True)
    site = prepare_site()
    with serving() as port, open_camera(port) as camera:
        for page in site.pages:
            for width in (NARROW, WIDE):
                _store(camera.take_whole(page, width=width), folder, f"{page.name}-{width}")
    for name, pdf in site.pdfs.items():
        _store(draw_pdf(pdf), folder, name)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


def _store(pictures: Iterable[Image.Image], folder: Path, name: str) -> None:
    """Write pictures one after the other: name-01.png, name-02.png, ..."""
    for number, picture in enumerate(pictures, start=1):
        picture.save(folder / f"{name}-{number:02}.png")
