"""script/mutate: makes small faults in the rules, one at a time, and reports those that no test notices."""

import argparse
import os
import sys
import time
from collections import Counter
from zlib import crc32

from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.running import ROOT, Baseline, Workplace
from tests.mutation.targets import TARGETS, Target

LOST = {5, 70}  # pytest found no test, or did not come to run


def main() -> None:
    options = argparse.ArgumentParser(prog="script/mutate", description=__doc__)
    options.add_argument("modules", nargs="*", help="only these (default: all of tests/mutation/targets.py)")
    options.add_argument(
        "--sample", type=int, default=1, metavar="N", help="about one mutant in N, the same ones each time"
    )
    options.add_argument("--processes", type=int, default=os.cpu_count(), metavar="N")
    options.add_argument("--list", action="store_true", help="list the mutants, and run none")
    asked = options.parse_args()
    unknown = set(asked.modules) - {target.module for target in TARGETS}
    if unknown:
        options.error(f"not in tests/mutation/targets.py: {', '.join(sorted(unknown))}")
    targets = [target for target in TARGETS if not asked.modules or target.module in asked.modules]
    os.chdir(ROOT)
    if asked.list:
        for target in targets:
            for mutant in _mutants(target, asked.sample):
                print(f"{target.module}  {mutant.name}: {mutant.change}")
        return
    total: Counter[str] = Counter()
    baselines: dict[tuple[str, ...], Baseline] = {}
    with Workplace() as place:
        for target in targets:
            if target.tests not in baselines:
                modules = [each.module for each in targets if each.tests == target.tests]
                baselines[target.tests] = place.baseline(target.tests, modules)
            mutants = _mutants(target, asked.sample)
            total.update(_report(place, baselines[target.tests], target.module, mutants, asked.processes))
    print(_line("total", total))


def _mutants(target: Target, sample: int) -> list[Mutant]:
    """The mutants of a target; of a sample, the same ones wherever their function stands."""
    found = mutants_of((ROOT / target.module).read_text(), target.only)
    return [each for each in found if crc32(f"{each.name}: {each.change}".encode()) % sample == 0]


def _report(
    place: Workplace, baseline: Baseline, module: str, mutants: list[Mutant], processes: int
) -> Counter[str]:
    """Run the mutants of one module, print what became of them, and count that."""
    started = time.monotonic()
    fates = _fates(place, baseline, module, mutants, processes)
    counts = Counter(fates)
    print(_line(module, counts), f"({time.monotonic() - started:.0f} s)")
    for mutant, fate in zip(mutants, fates, strict=True):
        if fate != "killed":
            print(f"  {fate:8}  {mutant.name}: {mutant.change}")
    print(flush=True)
    return counts


def _line(name: str, counts: Counter[str]) -> str:
    fates = ", ".join(f"{counts[fate]} {fate}" for fate in ("killed", "survived", "timeout", "untested"))
    return f"{name}: {counts.total()} mutants, {fates}"


def _fates(
    place: Workplace, baseline: Baseline, module: str, mutants: list[Mutant], processes: int
) -> list[str]:
    """What became of each mutant: 'killed', 'survived', 'timeout' or 'untested'."""
    fates: dict[int, str] = {}
    running: dict[int, int] = {}  # place in the list by process id

    def finish_one() -> None:
        pid, status = os.wait()
        number = running.pop(pid)
        fates[number] = _fate(os.waitstatus_to_exitcode(status), place, f"m{number}")
        place.clear(f"m{number}")
        if len(fates) % 25 == 0:
            print(f"==> {module}: {len(fates)} of {len(mutants)}", file=sys.stderr, flush=True)

    for number, mutant in enumerate(mutants):
        tests = baseline.tests_for(module, mutant.lines, mutant.around)
        if not tests:
            fates[number] = "untested"
            continue
        while len(running) >= processes:
            finish_one()
        seconds = sum(baseline.seconds[test] for test in tests)
        running[place.start_mutant(f"m{number}", module, mutant.source, tests, seconds)] = number
    while running:
        finish_one()
    return [fates[number] for number in range(len(mutants))]


def _fate(code: int, place: Workplace, name: str) -> str:
    if code < 0:
        return "timeout"
    if code in LOST:
        raise SystemExit(f"pytest could not run the tests:\n{place.said(name)}")
    return "survived" if code == 0 else "killed"


main()
