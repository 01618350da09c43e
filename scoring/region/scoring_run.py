"""``region score``: every package that counts, scored once under the region's terms, and the tables
of the round.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring import __version__
from scoring.engine import CAUSES
from scoring.problems import CannotError
from scoring.region import verdicts
from scoring.region.assessing import Scored, Task
from scoring.region.chain import Chain, writing
from scoring.region.examining import slimmed
from scoring.region.figures import exact, total
from scoring.region.model import Region
from scoring.region.program import program_digest
from scoring.region.receiving import place_of, task_of
from scoring.region.running import Answer, Engine, Work, over
from scoring.region.standing import lines
from scoring.region.store import Spool, key_of, write_tables
from scoring.region.verdicts import Line
from scoring.storage import place, write_atomic
from scoring.submission import pack, read_package
from scoring.submission.contents import MOST_PACKED
from scoring.workspace import open_workspace

RUN = "run.json"
SCORING = Work("scoring.region.assessing:score_package")
Identity = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run did: how many were scored anew, how many were known; lines without a score and
    why.
    """

    folder: Path
    scored: int
    kept: int
    refused: Mapping[str, str]
    tables: Mapping[str, str]
    identity: Identity


def round_folder(region: Region) -> Path:
    """Where the results of the round lie."""
    return place(region.path, f"rounds/{region.record.round}", folder=True)


def score_region(
    region: Region,
    engine: Engine,
    *,
    preview: bool = False,
    again: bool = False,
    on_answer: Callable[[Answer], None] | None = None,
    on_start: Callable[[int], None] | None = None,
) -> Run:
    """Scores what counts and writes the tables. Raises ``CannotError`` where a line of the roster
    has no verdict, or the sums of the region do not add up: either would be a fault of the program,
    and nothing is written then.
    """
    with writing(region.path) as chain:
        standing = lines(region, chain)[: len(region.record.counties)]
        spool = Spool(region.path)
        found: dict[str, Scored] = {}
        refused: dict[str, str] = {}
        keys: dict[str, str] = {}
        waiting: dict[str, Line] = {}
        packed: dict[str, bytes] = {}
        for line in standing:
            if not _wanted(line, preview=preview):
                refused[line.code] = line.verdict
                continue
            try:
                line = _ready(region, line, packed)
            except CannotError as error:  # one workspace that cannot be read stops no other
                refused[line.code] = str(error)
                continue
            keys[line.code] = key_of(_task(region, line, b"", preview=preview), _fingerprint(line))
            kept = None if again else spool.get(keys[line.code])
            if kept is not None:
                found[line.code] = kept
            else:
                waiting[line.code] = line
        known = len(found)
        if on_start:
            on_start(len(waiting))
        tasks = _tasks(region, waiting, packed, preview=preview)
        for answer in over(tasks, SCORING, engine, on_answer=on_answer):
            _take(answer, waiting[answer.key], keys[answer.key], spool, found, refused)
        if lost := [line.name for line in standing if line.code not in {*found, *refused}]:
            raise CannotError(f"有 {len(lost)} 个单位没有结果：{'、'.join(lost)}", unreadable=True)
        for code, scored in found.items():
            if not scored.county:
                refused[code] = "没有可以计分的内容"
        counted = {code: item for code, item in found.items() if item.county}
        identity = identity_of(counted)
        folder = round_folder(region)
        tables = write_tables(spool, [keys[code] for code in sorted(counted)], folder)
        about = _about(region, chain, engine, standing, counted, refused, tables, identity)
        write_atomic(
            folder / RUN, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
        )
    return Run(folder, len(found) - known, known, refused, tables, identity)


def _ready(region: Region, line: Line, packed: dict[str, bytes]) -> Line:
    """The line with the fingerprint of what is scored; a folder of the region's own is packed for
    that into ``packed``. Raises ``CannotError`` where it cannot be.
    """
    source = _source(region, line)
    if isinstance(source, Path):
        return line
    packed[line.code] = source
    return replace(line, fingerprint=read_package(source).fingerprint)


def _wanted(line: Line, *, preview: bool) -> bool:
    """Whether a line has a package to be scored."""
    return line.counts is not None or (preview and line.then == verdicts.OTHER_TREE)


def _counts(line: Line) -> Mapping[str, Any]:
    return line.counts or {"n": line.n, "fingerprint": line.fingerprint}


def _fingerprint(line: Line) -> str:
    return str(_counts(line).get("fingerprint") or line.fingerprint)


def _source(region: Region, line: Line) -> Path | bytes:
    """The package of a line: its place, or the bytes of one that is packed now from a folder of the
    region.
    """
    counts = _counts(line)
    if "folder" in counts:
        return packed_folder(region.path / counts["folder"], region.record.terms.as_of)
    return place_of(region.path, line.code, counts["n"], counts["fingerprint"])


def packed_folder(folder: Path, day: date) -> bytes:
    """A workspace of the region's own as a package. Raises ``CannotError`` for one that cannot be
    scored.
    """
    workspace = open_workspace(folder).workspace
    if workspace is None:
        raise CannotError(
            f"工作区 {folder.name} 打不开，没有计分；请先在那里运行 shifan check", unreadable=True
        )
    with tempfile.TemporaryDirectory(prefix="shifan-region-") as spare:
        return pack(workspace, Path(spare) / "package.zip", day, score={}).path.read_bytes()


def _task(region: Region, line: Line, package: bytes, *, preview: bool) -> Task:
    marked = preview and line.then == verdicts.OTHER_TREE
    return task_of(region, line.code, package, preview=marked)


def _tasks(
    region: Region, waiting: Mapping[str, Line], packed: Mapping[str, bytes], *, preview: bool
) -> Iterator[tuple[str, Task]]:
    """The tasks, each read from disk when its turn is near; what was packed just now is at hand."""
    for code, line in waiting.items():
        source = packed[code] if code in packed else _source(region, line)
        try:
            if isinstance(source, Path):
                small = source.stat().st_size <= MOST_PACKED
                source = source.read_bytes() if small else slimmed(source)
        except OSError:
            source = b""
        yield code, _task(region, line, source, preview=preview)


def _take(
    answer: Answer,
    line: Line,
    key: str,
    spool: Spool,
    found: dict[str, Scored],
    refused: dict[str, str],
) -> None:
    """One answer: kept, or a reason why the line has no score."""
    if answer.refused is not None:
        refused[answer.key] = answer.refused.what
        return
    scored: Scored = answer.result
    if scored.fingerprint != _fingerprint(line):
        refused[answer.key] = "收到的报送包与回执的指纹不符：收到以后被改动过"
        return
    spool.put(key, scored)
    found[answer.key] = scored


def identity_of(counted: Mapping[str, Scored]) -> Identity:
    """Σ applicable = Σ current + Σ four losses, exactly. Raises ``CannotError`` where it does not
    hold.
    """
    rows = [item.county for item in counted.values()]
    sums = {name: total(exact(row[name]) for row in rows) for name in ("applicable", "current")}
    for cause in CAUSES:
        sums[cause] = total(exact(row["losses"][cause]) for row in rows)
    parts = sum((value for name, value in sums.items() if name != "applicable"), Fraction(0))
    if parts != sums["applicable"]:
        raise CannotError("全区域的得分与失分合计对不上，没有写出结果", unreadable=True)
    return sums


def _about(
    region: Region,
    chain: Chain,
    engine: Engine,
    standing: list[Line],
    counted: Mapping[str, Scored],
    refused: Mapping[str, str],
    tables: Mapping[str, str],
    identity: Identity,
) -> dict[str, Any]:
    """``run.json``: enough to print from, and to see whether it is still up to date."""
    record = region.record
    window = record.terms.window
    listed = []
    for line in standing:
        scored = counted.get(line.code)
        listed.append(
            {
                "code": line.code,
                "n": _counts(line).get("n", 0) if scored else 0,
                "fingerprint": scored.fingerprint if scored else "",
                "refused": refused.get(line.code, ""),
                "preview": scored is not None and bool(scored.foreign_tree),
            }
        )
    return {
        "format": "shifan-region-run",
        "version": 1,
        "round": record.round,
        "tree": {"id": region.tree.id, "title": region.tree.title, "sha256": region.tree_sha256},
        "terms": {
            "as_of": record.terms.as_of.isoformat(),
            "window": {"from": window.start.isoformat(), "to": window.end.isoformat()}
            if window
            else None,
            "round": record.terms.round,
        },
        "program": __version__,
        "program_sha256": program_digest(),
        "chain": chain.head,
        "lines": listed,
        "tables": dict(tables),
        "identity": {name: str(value) for name, value in identity.items()},
    }
