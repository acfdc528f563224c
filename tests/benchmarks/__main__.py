"""What script/bench runs: the contests, on a new database of their own, with the settings of a real site."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.own_site import machine, set_up_site

NAMES = ["saving", "crowd", "editing", "releasing", "printing", "packing"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("contests", nargs="*", metavar="name", help=f"{', '.join(NAMES)}; without any, all")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--people", type=int, default=2000, help="how many people's answers are released")
    parser.add_argument("--strict", action="store_true", help="end with 1 where a target is missed")
    chosen = parser.parse_args()
    unknown = set(chosen.contests) - set(NAMES)
    if unknown:
        parser.error(f"no such contest: {', '.join(sorted(unknown))}")
    chosen.contests = chosen.contests or NAMES
    return chosen


def main() -> int:
    """Hold the contests and print what came of them."""
    chosen = arguments()
    with tempfile.TemporaryDirectory(prefix="coprod-bench-") as folder:
        set_up_site(chosen.database, Path(folder))
        print(f"{machine()}\n", flush=True)
        from tests.benchmarks import run

        missed = 0
        for outcome in run.outcomes(chosen.contests, people=chosen.people):
            print(f"{outcome}\n", flush=True)
            missed += not outcome.met
    return 1 if missed and chosen.strict else 0


if __name__ == "__main__":
    sys.exit(main())
