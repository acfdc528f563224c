"""People save at once over real HTTP, each save comes twice, and workers are killed on the way. Then the
database must hold just what the site has acknowledged."""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.own_site import machine, set_up_site

FULL = {"postgres": (100_000, 500, 20), "sqlite": (10_000, 50, 2)}  # saves, people, kills


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/stress", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="postgres")
    parser.add_argument("--saves", type=int, help="100,000 on PostgreSQL, 10,000 on SQLite")
    parser.add_argument("--people", type=int, help="500 on PostgreSQL, 50 on SQLite")
    parser.add_argument("--kills", type=int, help="workers killed on the way: 20 on PostgreSQL, 2 on SQLite")
    parser.add_argument("--workers", type=int, default=4, help="processes of gunicorn")
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(10**6), help="to draw the same lots again"
    )
    chosen = parser.parse_args()
    for name, full in zip(("saves", "people", "kills"), FULL[chosen.database], strict=True):
        if getattr(chosen, name) is None:
            setattr(chosen, name, full)
    if chosen.kills > chosen.saves:
        parser.error("no more kills than saves")
    return chosen


def main() -> int:
    """Hold the test and print what happened. 1 where anything is wrong."""
    chosen = arguments()
    with tempfile.TemporaryDirectory(prefix="coprod-stress-") as folder:
        set_up_site(chosen.database, Path(folder))
        print(machine())
        print(
            f"{chosen.saves:,} saves by {chosen.people} people, {chosen.kills} kills, "
            f"{chosen.workers} workers, seed {chosen.seed}",
            flush=True,
        )
        from tests.stress.run import stress

        given = {name: getattr(chosen, name) for name in ("saves", "people", "kills", "workers", "seed")}
        account = stress(**given)
    print(account)
    return 1 if account.faults or account.kills < chosen.kills else 0


if __name__ == "__main__":
    sys.exit(main())
