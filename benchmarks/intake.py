"""Measures the intake of evidence: ``python -m benchmarks.intake [--no-ocr] [--quick]``.

Right answers on the mixed folder (type, 文号, 成文日期, copies), with and without OCR; then hashing
against plain SHA-256, the text of many PDFs against the library alone, and a second scan of 10,000
unchanged files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost, median, run, shifan
from benchmarks.mixed_folder import Truth, make, paper

TREE = """\
id: mixed
title: 示例
levels: [一级, 二级]
indicators:
- {code: "1", name: 依法履职, points: 10, children: [{code: "1.1", name: 网上办理}, {code: "1.2", name: 公开到位}]}
"""
ROUND = (
    "round: 2026-self\nkind: self\nas_of: 2026-11-20\nwindow: {from: 2025-01-01, to: 2026-10-31}\n"
)
TODAY = ("--today", "2026-11-22")


def workspace(folder: Path) -> Path:
    """An empty workspace to scan into."""
    for name, text in (
        ("workspace.yaml", "name: 示例县\ntree: mixed\nround: 2026-self\n"),
        ("indicators/mixed.yaml", TREE),
        ("rounds/2026-self.yaml", ROUND),
        ("evidence/register.yaml", "# 佐证登记表\n"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "evidence/files").mkdir()
    return folder


def scanned(folder: Path, *paths: str, ocr: str) -> tuple[dict[str, Any], Cost]:
    """What ``evidence scan`` says, and what it cost."""
    out = folder / "scan.json"
    command = shifan(
        "-w", str(folder), "evidence", "scan", *paths, "--ocr", ocr, *TODAY, "--format", "json"
    )
    cost = run([*command, "-o", str(out)], accepted=(0, 1))
    return json.loads(out.read_text("utf-8")), cost


def accuracy(source: Path, truths: Sequence[Truth], home: Path, ocr: str) -> bool:
    """Prints what was told right, and each wrong answer; returns whether the promises are kept."""
    folder = workspace(home / f"ws-{ocr}")
    said, cost = scanned(folder, str(source), ocr=ocr)
    listing = subprocess.run(
        shifan("-w", str(folder), "evidence", "list", "--format", "json"),
        capture_output=True,
        check=False,
    )
    records = {row["file"]: row for row in json.loads(listing.stdout)["records"]}
    added = {row["file"]: row for row in said["added"]}
    states = {row["file"]: row["state"] for row in said["unread"]}
    copies = {row["file"] for row in said["duplicates"]}
    near = {row["file"] for row in said["near"]}
    wrong: list[str] = []
    scores: dict[str, list[bool]] = {}

    def judge(what: str, truth: Truth, told: object, wanted: object) -> None:
        scores.setdefault(what, []).append(told == wanted)
        if told != wanted:
            wrong.append(f"  {what}: {truth.name}: {told!r}, not {wanted!r}")

    for truth in truths:
        file = f"files/{source.name}/{truth.name}"
        judge("copies", truth, file in copies, truth.copy_of is not None)
        if truth.copy_of is not None:
            continue
        row = records.get(file, {})
        judge("type", truth, added.get(file, {}).get("type"), truth.type)
        judge("near copies", truth, file in near, truth.like is not None)
        judge(
            "read",
            truth,
            file not in states,
            truth.state == "ok" and not (truth.scanned and ocr == "off"),
        )
        if truth.code:
            judge(
                "mapping",
                truth,
                [proof["indicator"] for proof in row.get("proves", [])],
                [truth.code],
            )
        if truth.doc_no and not (truth.scanned and ocr == "off"):
            judge("文号", truth, row.get("doc_no"), truth.doc_no)
            judge("成文日期", truth, row.get("date"), truth.day)
            if truth.scanned:
                judge("文号 of scans", truth, row.get("doc_no"), truth.doc_no)
                judge("成文日期 of scans", truth, row.get("date"), truth.day)
    print(
        f"\n{len(truths)} files, --ocr {ocr}: {cost.wall:.0f} s, CPU {cost.cpu:.0f} s, "
        f"{cost.memory:.0f} MB at most"
    )
    for what, answers in scores.items():
        print(f"  {what}: {sum(answers)}/{len(answers)}")
    print("\n".join(wrong))
    share = {what: sum(answers) / len(answers) for what, answers in scores.items()}
    limit = 400 if ocr == "off" else 1200
    return (
        share["type"] == 1 and min(share["文号"], share["成文日期"]) >= 0.95 and cost.memory < limit
    )


# Floors, each a process of its own.


def plain_digests(folder: Path) -> None:
    """SHA-256 of all files."""
    for path in folder.iterdir():
        with path.open("rb") as stream:
            hashlib.file_digest(stream, "sha256").hexdigest()


def our_digests(folder: Path) -> None:
    """The same by the code that judges evidence files."""
    from scoring.evidence.files import look
    from scoring.evidence.model import Evidence

    look(
        [Evidence(id=f"E{at}", file=path.name) for at, path in enumerate(folder.iterdir())],
        folder.parent,
    )


def plain_texts(folder: Path) -> None:
    """The text of all pages by the library alone."""
    import pypdfium2

    for path in folder.iterdir():
        document = pypdfium2.PdfDocument(path)
        for page in document:
            page.get_textpage().get_text_range()
        document.close()


def our_texts(folder: Path) -> None:
    """Digest, type, text, facts and fingerprint of the same files, in one process."""
    from scoring.evidence.probing import probe

    for path in folder.iterdir():
        assert probe(path, ocr="off").state == "ok"


FLOORS: dict[str, Callable[[Path], None]] = {
    "plain_digests": plain_digests,
    "our_digests": our_digests,
    "plain_texts": plain_texts,
    "our_texts": our_texts,
}


def against(name: str, folder: Path, promise: float) -> bool:
    """Prints our time beside the floor's, both on the processor; returns whether the promise is
    kept.
    """

    def cost(which: str) -> Cost:
        return median(
            [sys.executable, "-m", "benchmarks.intake", "--floor", f"{which}_{name}", str(folder)],
            3,
        )

    ours, least = cost("our"), cost("plain")
    ratio = ours.cpu / least.cpu
    print(
        f"{name}: CPU {ours.cpu:.2f} s, floor {least.cpu:.2f} s, ratio {ratio:.2f} (promised "
        f"{promise:g})"
    )
    return ratio < promise


def speed(home: Path, *, quick: bool) -> bool:
    """Hashing, texts and the second scan of many unchanged files."""
    from benchmarks.mixed_folder import WRITERS

    share = 10 if quick else 1
    blobs = home / "blobs" / "evidence"
    blobs.mkdir(parents=True)
    for number in range(100):
        (blobs / f"{number}.bin").write_bytes(
            random.Random(number).randbytes(40_000_000 // share // 10)
        )
    kept = against("digests", blobs, 1.3)
    pdfs = home / "pdfs"
    pdfs.mkdir()
    for number in range(20):
        body = [line for at in range(12) for line in paper(600 + 20 * number + at).lines]
        WRITERS["pdf"][1](pdfs / f"{number}.pdf", body)
        for copy in range(1, 50 // share):
            shutil.copy(pdfs / f"{number}.pdf", pdfs / f"{number}-{copy}.pdf")
    kept &= against("texts", pdfs, 1.5)
    return rescan(home, 10_000 // share) and kept


def rescan(home: Path, count: int) -> bool:
    """A second scan of ``count`` unchanged files, as a process of its own."""
    folder = workspace(home / "many")
    for number in range(count):
        path = folder / f"evidence/files/{number % 40:02d}/{number:05d} 通知.txt"
        path.parent.mkdir(exist_ok=True)
        found = paper(number)
        path.write_text(
            "\n".join((*found.lines, hashlib.sha256(str(number).encode()).hexdigest())), "utf-8"
        )
    _, first = scanned(folder, ocr="off")
    said, second = scanned(folder, ocr="off")
    assert said["unchanged"] == count
    print(
        f"first scan of {count} files: {first.wall:.1f} s; second: {second.wall:.2f} s, "
        f"{second.memory:.0f} MB"
    )
    return second.wall < 2


def main(arguments: list[str] | None = None) -> int:
    """Prints everything; ends with 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__)
    parser.add_argument("--no-ocr", action="store_true", help="leave out the run with OCR")
    parser.add_argument(
        "--quick", action="store_true", help="a tenth of the files where speed is measured"
    )
    parser.add_argument("--only", choices=["right", "speed"], help="one half only")
    parser.add_argument("--floor", nargs=2, metavar=("NAME", "DIR"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.floor:
        FLOORS[given.floor[0]](Path(given.floor[1]))
        return 0
    kept = True
    with tempfile.TemporaryDirectory(prefix="shifan-bench-") as name:
        home = Path(name)
        if given.only != "speed":
            truths = make(home / "报送")
            for ocr in ("off",) if given.no_ocr else ("off", "auto"):
                kept &= accuracy(home / "报送", truths, home, ocr)
        if given.only != "right":
            kept &= speed(home, quick=given.quick)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
