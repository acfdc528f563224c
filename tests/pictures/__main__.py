"""Takes the pictures of the README again, from a site of its own with the example in it.

With --all, pictures of many pages, wide and narrow, and of every page of the PDFs, to a folder of your own.
With --compare, two such folders are compared picture by picture: what a change does to the pages.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.own_site import set_up_site
from tests.pictures.comparing import compare_folders
from tests.pictures.frozen import freeze_clock_and_chance

README_PICTURES = Path(__file__).resolve().parents[2] / "docs/pictures"
SETTINGS = {"LOCAL": "1", "SECRET_KEY": "of a site that lasts for minutes", "ALLOWED_HOSTS": "127.0.0.1"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/pictures", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--all", type=Path, metavar="FOLDER", help="take the pictures of many pages")
    chosen.add_argument("--compare", type=Path, nargs=2, metavar="FOLDER", help="before and after")
    given = parser.parse_args()
    if given.all and any(given.all.glob("*.png")):
        parser.error(f"{given.all} holds pictures already, maybe of something else: choose a new folder")
    return given


def main() -> int:
    """Take pictures, or compare them: 1 where any differ."""
    chosen = arguments()
    if chosen.compare:
        found = compare_folders(*chosen.compare)
        for name, words in found.items():
            print(f"{name}: {words}")
        different = sum(words != "same" for words in found.values())
        print(f"{len(found)} pictures, {different} differ")
        return 1 if different else 0
    freeze_clock_and_chance()
    with tempfile.TemporaryDirectory(prefix="coprod-pictures-") as folder:
        set_up_site("sqlite", Path(folder), **SETTINGS)
        from tests.pictures.run import take_all, take_readme_pictures

        if chosen.all:
            take_all(chosen.all)
        else:
            take_readme_pictures(README_PICTURES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
