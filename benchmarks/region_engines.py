"""Many counties under every engine: serial, local, and two dask workers of which one is killed in
the middle give the same bytes of every table and every document; ends with 1 where they do not.

    python -m benchmarks.region_engines --counties 200

The counties are small (50 indicators, 60 records): what is looked at is sameness, not speed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Digests = dict[str, str]
TODAY = "2026-11-28"
SPACE = ["-c", "from scoring.cli import main; main()", "region"]


def main() -> int:
    """Makes the counties and runs each engine; ends with 1 when a byte differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=200)
    parser.add_argument("--nodes", type=int, default=50)
    parser.add_argument("--records", type=int, default=60)
    wanted = parser.parse_args()
    from benchmarks.make_workspace import Sizes
    from benchmarks.region_steps import build

    with tempfile.TemporaryDirectory() as spare:
        home = Path(spare)
        build(home, wanted.counties, Sizes(wanted.nodes, wanted.records))
        office = home / "office"
        run(office, "collect", "--today", TODAY)
        run(office, "accept", "--all-clean", "--by", "测算员", "--today", TODAY)
        serial = produced(office, "serial")
        print(f"serial: {len(serial)} files", flush=True)
        unlike = differing("local", serial, produced(office, "local"))
        with cluster(home) as (address, workers):
            unlike += differing("dask", serial, produced(office, f"dask:{address}", workers[1]))
        time.sleep(3)
        unlike += [f"process {pid} left behind" for pid in left_behind(home)]
    for line in unlike:
        print(line)
    print("the same bytes under every engine" if not unlike else "DIFFERENT")
    return 1 if unlike else 0


def run(office: Path, *words: str) -> None:
    """One command of the office, which has to end well."""
    command = [sys.executable, *SPACE, *words, "-w", str(office)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(
            f"{words}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        )


def produced(office: Path, engine: str, victim: subprocess.Popen[bytes] | None = None) -> Digests:
    """The digest of every table and document; ``victim`` is killed once a third is scored."""
    for name in ("rounds", "reports", ".shifan/spool"):
        shutil.rmtree(office / name, ignore_errors=True)
    words = [sys.executable, *SPACE, "score", "--again", "--engine", engine, "-w", str(office)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if victim is not None:
        many = len(list((office / "received").iterdir()))
        spool = office / ".shifan" / "spool"
        while process.poll() is None and len(list(spool.glob("*.mark"))) < many // 3:
            time.sleep(0.1)
        assert process.poll() is None, "scored before the worker was killed"
        victim.kill()
        print(f"worker killed after {len(list(spool.glob('*.mark')))} counties", flush=True)
    _, errors = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"score {engine}: {errors.decode()[-2000:]}")
    run(office, "report", "all", "--today", TODAY)
    files = [*(office / "rounds").rglob("*.parquet"), *(office / "reports").rglob("*")]
    return {
        path.relative_to(office).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if path.is_file()
    }


def differing(engine: str, serial: Digests, other: Digests) -> list[str]:
    """What differs under an engine, in words."""
    names = sorted(serial.keys() | other.keys())
    unlike = [name for name in names if serial.get(name) != other.get(name)]
    print(f"{engine}: {len(names) - len(unlike)} of {len(names)} files are the same", flush=True)
    return [f"{engine}: {name}" for name in unlike]


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on the loopback, as the manual starts them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    environment = {**os.environ, "DASK_TEMPORARY_DIRECTORY": str(folder)}
    place = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    scheduler = ["-m", "distributed.cli.dask_scheduler", "--protocol", "tcp", *place]
    options = ["--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--no-dashboard"]
    worker = ["-m", "distributed.cli.dask_worker", address, *options]
    started: list[subprocess.Popen[bytes]] = []
    try:
        started += [
            subprocess.Popen(
                [sys.executable, *words],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=folder,
            )
            for words in (scheduler, worker, worker)
        ]
        yield address, started
    finally:
        for process in reversed(started):
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def left_behind(folder: Path) -> list[int]:
    """Processes of the cluster that still run, by the folder that stands in their environment; none
    where the system does not show it.
    """
    listing = Path("/proc")
    alive = []
    for entry in listing.iterdir() if listing.is_dir() else ():
        try:
            marked = str(folder).encode() in (entry / "environ").read_bytes()
        except OSError:
            continue
        if marked:
            alive.append(int(entry.name))
    return alive


if __name__ == "__main__":
    sys.exit(main())
