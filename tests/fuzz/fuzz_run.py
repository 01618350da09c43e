"""Fuzzes the doors (``make fuzz``): --seconds, --seed, --door. Bounded, and it says how to repeat a run.

Each input is a sound file of its door, made wrong as files go wrong on their travels, and on purpose.
What is asked of each: an exit code of 0 to 4, no word of a traceback, less than 20 seconds, nothing outside touched.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzz_doors import DOORS, Finding, attempt


def fuzz(seconds: float, seed: int, doors: list[str], most: int = 1_000_000) -> tuple[Counter[str], list[Finding]]:
    """Inputs tried for each door, and what went wrong. Ends after so many seconds or inputs."""
    chance = random.Random(seed)
    tried: Counter[str] = Counter()
    findings: list[Finding] = []
    end = time.monotonic() + seconds
    with TemporaryDirectory(prefix="shifan-fuzz-") as name:
        while time.monotonic() < end and tried.total() < most:
            door = doors[tried.total() % len(doors)]
            finding = attempt(door, chance.getrandbits(64), Path(name))
            tried[door] += 1
            if finding is not None:
                findings.append(finding)
    return tried, findings


def main() -> int:
    """0 where nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(32))
    parser.add_argument("--door", choices=sorted(DOORS), action="append")
    parser.add_argument("--most", type=int, default=1_000_000, help="inputs at most")
    wishes = parser.parse_args()
    print(f"seed {wishes.seed}", flush=True)
    tried, findings = fuzz(wishes.seconds, wishes.seed, wishes.door or sorted(DOORS), wishes.most)
    for finding in findings:
        print(f"{finding.door} {finding.seed}: {finding.what}", flush=True)
    print(f"{tried.total()} inputs ({dict(tried)}), {len(findings)} findings")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
