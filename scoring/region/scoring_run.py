"""``region score``: every package that counts, scored once under the region's terms, and the tables
of the round.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring import __version__, submission
from scoring.engine import CAUSES
from scoring.problems import CannotError
from scoring.region import verdicts
from scoring.region.chain import Chain, writing
from scoring.region.examining import slimmed
from scoring.region.figures import exact, total
from scoring.region.model import Region
from scoring.region.program import program_digest
from scoring.region.receiving import SCORING, place_of, task_of
from scoring.region.running import Answer, Engine, over
from scoring.region.scored import Scored, Task
from scoring.region.standing import roster_lines
from scoring.region.store import Spool, key_of, write_tables
from scoring.region.verdicts import Line
from scoring.storage import place, write_atomic
from scoring.submission import read_package
from scoring.submission.contents import MOST_PACKED
from scoring.workspace import open_workspace

RUN = "run.json"
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
        standing = roster_lines(region, chain)
        work = _sorted_out(region, standing, preview=preview, again=again)
        known = len(work.scores)
        if on_start:
            on_start(len(work.waiting))
        tasks = _tasks(region, work, preview=preview)
        for answer in over(tasks, SCORING, engine, on_answer=on_answer):
            _take(answer, work)
        _refuse_losses(standing, work)
        for code, scored in work.scores.items():
            if not scored.county:
                work.refused[code] = "没有可以计分的内容"
        counted = {code: item for code, item in work.scores.items() if item.county}
        identity = identity_of(counted)
        folder = round_folder(region)
        # The tables first: a run.json that speaks of other tables than lie there would be believed.
        tables = write_tables(work.spool, [work.keys[code] for code in sorted(counted)], folder)
        about = _about(region, chain, standing, counted, work.refused, tables, identity)
        text = json.dumps(about, ensure_ascii=False, indent=1)
        write_atomic(folder / RUN, f"{text}\n".encode())
    return Run(folder, len(work.scores) - known, known, work.refused, tables, identity)


@dataclass(slots=True)
class _Work:
    """The lines of the roster while they are scored, by code: each ends in ``scores`` or in
    ``refused``. ``packed`` holds the packages that were made of the region's own folders.
    """

    spool: Spool
    keys: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, Line] = field(default_factory=dict)
    packed: dict[str, bytes] = field(default_factory=dict)
    scores: dict[str, Scored] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def _sorted_out(region: Region, standing: list[Line], *, preview: bool, again: bool) -> _Work:
    """What is known from the spool, what waits to be scored, and what has nothing to be scored."""
    work = _Work(Spool(region.path))
    for line in standing:
        if not _has_package(line, preview=preview):
            work.refused[line.code] = line.verdict
            continue
        try:
            line = _ready(region, line, work.packed)
        except CannotError as error:  # one workspace that cannot be read stops no other
            work.refused[line.code] = str(error)
            continue
        key = key_of(_task(region, line, b"", preview=preview), _fingerprint(line))
        work.keys[line.code] = key
        kept = None if again else work.spool.get(key)
        if kept is not None:
            work.scores[line.code] = kept
        else:
            work.waiting[line.code] = line
    return work


def _refuse_losses(standing: list[Line], work: _Work) -> None:
    """Raises ``CannotError`` where a line of the roster came to nothing at all."""
    lost = [
        line.name
        for line in standing
        if line.code not in work.scores and line.code not in work.refused
    ]
    if lost:
        raise CannotError(f"有 {len(lost)} 个单位没有结果：{'、'.join(lost)}", unreadable=True)


def _ready(region: Region, line: Line, packed: dict[str, bytes]) -> Line:
    """The line with the fingerprint of what is scored; a folder of the region's own is packed for
    that into ``packed``. Raises ``CannotError`` where it cannot be.
    """
    source = _source(region, line)
    if isinstance(source, Path):
        return line
    packed[line.code] = source
    return replace(line, fingerprint=read_package(source).fingerprint)


def _has_package(line: Line, *, preview: bool) -> bool:
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
        package = Path(spare) / "package.zip"
        return submission.pack(workspace, package, day, score={}).path.read_bytes()


def _task(region: Region, line: Line, package: bytes, *, preview: bool) -> Task:
    marked = preview and line.then == verdicts.OTHER_TREE
    return task_of(region, line.code, package, preview=marked)


def _tasks(region: Region, work: _Work, *, preview: bool) -> Iterator[tuple[str, Task]]:
    """The tasks, each read from disk when its turn is near; what was packed just now is at hand."""
    for code, line in work.waiting.items():
        source = work.packed[code] if code in work.packed else _source(region, line)
        package = _content(source) if isinstance(source, Path) else source
        yield code, _task(region, line, package, preview=preview)


def _content(path: Path) -> bytes:
    """A package that was taken. Of one that is gone nothing: the child refuses that like any other
    package that cannot be read.
    """
    try:
        if path.stat().st_size <= MOST_PACKED:
            return path.read_bytes()
        return slimmed(path)
    except OSError:
        return b""


def _take(answer: Answer, work: _Work) -> None:
    """One answer: kept, or a reason why the line has no score."""
    code = answer.key
    if answer.refused is not None:
        work.refused[code] = answer.refused.what
        return
    scored: Scored = answer.result
    if scored.fingerprint != _fingerprint(work.waiting[code]):
        work.refused[code] = "收到的报送包与回执的指纹不符：收到以后被改动过"
        return
    work.spool.put(work.keys[code], scored)
    work.scores[code] = scored


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
    standing: list[Line],
    counted: Mapping[str, Scored],
    refused: Mapping[str, str],
    tables: Mapping[str, str],
    identity: Identity,
) -> dict[str, Any]:
    """``run.json``: enough to print from, and to see whether it is still up to date."""
    record = region.record
    window = record.terms.window
    days = None
    if window is not None:
        days = {"from": window.start.isoformat(), "to": window.end.isoformat()}
    return {
        "format": "shifan-region-run",
        "version": 1,
        "round": record.round,
        "tree": {"id": region.tree.id, "title": region.tree.title, "sha256": region.tree_sha256},
        "terms": {
            "as_of": record.terms.as_of.isoformat(),
            "window": days,
            "round": record.terms.round,
        },
        "program": __version__,
        "program_sha256": program_digest(),
        "chain": chain.head,
        "lines": [
            _line_about(line, counted.get(line.code), refused.get(line.code, ""))
            for line in standing
        ],
        "tables": dict(tables),
        "identity": {name: str(value) for name, value in identity.items()},
    }


def _line_about(line: Line, scored: Scored | None, reason: str) -> dict[str, Any]:
    """What the run notes of one line of the roster; ``refused`` says why there is no score."""
    n, fingerprint, preview = 0, "", False
    if scored is not None:
        n = _counts(line).get("n", 0)
        fingerprint = scored.fingerprint
        preview = bool(scored.foreign_tree)
    return {
        "code": line.code,
        "n": n,
        "fingerprint": fingerprint,
        "refused": reason,
        "preview": preview,
    }
