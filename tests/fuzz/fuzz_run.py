"""Fuzzes the doors (``make fuzz``): --seconds, --most, --seed, --door. Bounded, and it says how to
repeat a run.

Each input is a sound file of its door, made wrong as files go wrong on their travels, and on
purpose. What is asked of each: an exit code of 0 to 4, no word of a traceback, nothing that drives
a terminal, at most 20 seconds on a machine that has nothing else to do, no process above 1.5 GB,
and nothing outside of the workspace touched, byte and time.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]
LOST = 300
"""Seconds on the clock after which this process ends itself: something cannot be interrupted."""
RENEWED = 400
"""Inputs after which the children are other ones."""


def fuzz(
    seconds: float, seed: int, doors: list[str], most: int = 1_000_000, log: Path | None = None
) -> tuple[Counter[str], int]:
    """Inputs tried for each door, and the number of findings, each printed. Ends after so many
    seconds or inputs."""
    from fuzz.fuzz_doors import QUICK, Bench, attempt
    from fuzz.keeping import end_children, keep_children

    from scoring.evidence import files

    files.WORTH_KEEPING = 1
    keep_children()
    chance = random.Random(seed)
    tried: Counter[str] = Counter()
    spent: dict[str, float] = defaultdict(float)
    findings = 0
    rounds = [*doors, *[door for door in doors if door in QUICK] * 5]
    start = time.monotonic()
    with TemporaryDirectory(prefix="shifan-fuzz-", dir=_quick_disk()) as name:
        bench = Bench(Path(name))
        while time.monotonic() - start < seconds and tried.total() < most:
            door = rounds[tried.total() % len(rounds)]
            number = chance.getrandbits(64)
            faulthandler.dump_traceback_later(LOST, exit=True)
            if log is not None:
                log.write_text(f"{door} {number}\n", "utf-8")
            begun = time.monotonic()
            finding = attempt(door, number, bench)
            spent[door] += time.monotonic() - begun
            tried[door] += 1
            if finding is not None:
                findings += 1
                print(f"{finding.door} {finding.seed}: {finding.what}", flush=True)
            if tried.total() % RENEWED == 0:
                end_children()
            if tried.total() % 1_000 == 0:
                each = {key: round(1000 * spent[key] / tried[key]) for key in tried}
                print(
                    f"{tried.total()} inputs, {findings} findings; milliseconds each: {each}",
                    flush=True,
                )
        faulthandler.cancel_dump_traceback_later()
        bench.close()
        end_children()
    return tried, findings


def _quick_disk() -> str | None:
    """A folder in memory, where the system has one: nothing here outlasts the run, and flushing
    costs nothing."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def one(door: str, seed: int) -> int:
    """One input again, as its finding names it."""
    from fuzz.fuzz_doors import Bench, attempt
    from fuzz.keeping import keep_children

    keep_children()
    with TemporaryDirectory(prefix="shifan-fuzz-") as name:
        bench = Bench(Path(name))
        finding = attempt(door, seed, bench)
        bench.close()
    print(finding.what if finding else "taken as it should be")
    return bool(finding)


def main() -> int:
    """0 where nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--door", action="append", help="only these doors")
    parser.add_argument("--most", type=int, default=1_000_000, help="inputs at most")
    parser.add_argument("--one", type=int, help="the one input of this number, through the --door")
    parser.add_argument("--log", type=Path, help="a file that names the input that is tried now")
    wishes = parser.parse_args()
    # Nothing of what is fuzzed may take the machine with it.
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, resource.RLIM_INFINITY))
    with TemporaryDirectory(prefix="shifan-user-", dir=_quick_disk()) as user:
        os.environ.setdefault("SHIFAN_CACHE", user)
        os.environ.setdefault("TMPDIR", user)
        from fuzz.fuzz_doors import DOORS

        if wishes.one is not None:
            return one(wishes.door[0], wishes.one)
        print(f"seed {wishes.seed}", flush=True)
        tried, findings = fuzz(
            wishes.seconds, wishes.seed, wishes.door or sorted(DOORS), wishes.most, wishes.log
        )
    print(f"{tried.total()} inputs ({dict(tried)}), {findings} findings")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
