"""What a region costs: scoring packages, figures, the table, the pages; ends with 1 when a promise
breaks.

    python -m benchmarks.region --counties 100 [--nodes 150] [--records 3000] [--engine dask:tcp://127.0.0.1:8786]

CPU seconds of this process and its children are what counts: the clock of a busy machine says
nothing.
"""

from __future__ import annotations

import argparse
import sys


def main() -> int:
    """Makes the counties, measures, and ends with 1 when a promise breaks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=100)
    parser.add_argument("--nodes", type=int, default=150)
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument("--engine", default="local")
    parser.add_argument("--without-pages", action="store_true")
    wanted = parser.parse_args()
    # Children load the main module of their caller: nothing stands in it that they do not need.
    from benchmarks.region_steps import run

    broken = run(wanted)
    for what in broken:
        print(f"BROKEN: {what}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
