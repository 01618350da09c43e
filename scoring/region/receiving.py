"""What comes in: each package is judged in a child and gets exactly one verdict; nothing is
deleted, nothing stops the others. What was decided stands in the chain
(:mod:`scoring.region.chain`) and follows from it alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from scoring.problems import CannotError
from scoring.region.assessing import Scored, Task
from scoring.region.chain import Chain, writing
from scoring.region.examining import Examined
from scoring.region.model import Region
from scoring.region.running import Answer, Engine, Work, over
from scoring.region.store import Spool, key_of
from scoring.region.terms import terms_of
from scoring.region.verdicts import (
    AGAIN,
    CLEAN,
    DUPLICATE,
    OTHER_ROUND,
    RETURNED,
    UNCLAIMED,
    Arrival,
    verdict_of,
)
from scoring.storage import place
from scoring.values import nearest

READING = Work("scoring.region.examining:examine")
SCORING = Work("scoring.region.assessing:score_package")


def files_in(places: Sequence[Path]) -> list[Path]:
    """The files to be judged: those named, and those that lie in the folders named. Cover sheets
    are no packages.
    """
    found: list[Path] = []
    for named in places:
        if named.is_dir() and not named.is_symlink():
            inside = sorted(named.iterdir())
            found += [
                path for path in inside if not path.name.startswith(".") and not _beside(path)
            ]
        else:
            found.append(named)
    return found


def _beside(path: Path) -> bool:
    """What lies beside a package without being one: its cover sheet, folders that people make."""
    is_sheet = path.name.startswith("报送表") and path.suffix.lower() in {
        ".pdf",
        ".docx",
        ".jpg",
        ".png",
    }
    return is_sheet or (path.is_dir() and not path.is_symlink())


def collect(
    region: Region,
    places: Sequence[Path],
    day: date,
    engine: Engine,
    *,
    by: str | None = None,
    claimed: str | None = None,
    on_answer: Callable[[Answer], None] | None = None,
) -> list[Arrival]:
    """Judges every file and keeps what is taken. ``claimed`` is the code that a file of an unknown
    county belongs to.

    In one run the package that was packed on the later day counts as the newer one, in whatever
    order they lie.
    """
    files = {str(path): path for path in files_in(places)}
    readings: dict[str, Any] = {}
    for answer in over(((key, key) for key in files), READING, engine, on_answer=on_answer):
        readings[answer.key] = answer.result
    with writing(region.path) as chain:
        refused = [
            _refused(region, files[key], reading)
            for key, reading in readings.items()
            if not isinstance(reading, Examined)
        ]
        examined = {
            key: reading for key, reading in readings.items() if isinstance(reading, Examined)
        }
        placed = [
            _placed(region, chain, files[key], item, claimed) for key, item in examined.items()
        ]
        scores = _scores(region, examined, placed, engine, on_answer)
        judged = list(refused)
        in_order = sorted(placed, key=lambda item: (examined[item.file].day, item.file))
        judged += [_judged(region, chain, item, scores, day, by) for item in in_order]
        for arrival in judged:
            if not arrival.kept and not _told_before(chain, arrival):
                chain.add(_entry(region, arrival, day, by))
    order = {key: at for at, key in enumerate(files)}
    return [
        replace(item, file=files[item.file].name)
        for item in sorted(judged, key=lambda item: order[item.file])
    ]


def _refused(region: Region, path: Path, reading: Any) -> Arrival:
    reason = f"{reading.what}。{reading.fix}" if reading.fix else f"{reading.what}。"
    try:
        with path.open("rb") as stream:
            if path.is_file():
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            else:
                digest = ""
    except OSError:
        digest = ""
    return Arrival(str(path), RETURNED, sha256=digest, reasons=(reason,))


def _placed(
    region: Region, chain: Chain, path: Path, item: Examined, claimed: str | None
) -> Arrival:
    """Whose package it is; a verdict already where that settles it."""
    known = region.record.counties
    code = claimed or county_of(region, item.code, item.name)
    arrival = Arrival(
        str(path), "", fingerprint=item.fingerprint, sha256=item.sha256, name=item.name
    )
    if code is None:
        names = [name for county in known.values() for name in (county.name, *county.aliases)]
        near = nearest(item.name, names)
        hint = f"，是不是“{near}”？" if near else "。"
        code_told = f"（编码 {item.code}）" if item.code else ""
        reason = f"名册里没有“{item.name}”{code_told}{hint}确认后用 --as 编码 认领。"
        return replace(arrival, verdict=UNCLAIMED, reasons=(reason,))
    arrival = replace(arrival, code=code, name=known[code].name)
    same = next(
        (
            entry
            for entry in chain.entries
            if entry.get("do") == "received" and entry.get("fingerprint") == item.fingerprint
        ),
        None,
    )
    if same is not None:
        reason = f"与 {same['on']} 收到的第 {same['n']} 次报送完全相同"
        return replace(arrival, verdict=DUPLICATE, n=same["n"], reasons=(reason,))
    wanted = region.record.terms.round
    if wanted is not None and item.round != wanted:
        reason = f"报送的是轮次“{item.round}”，本次收的是“{wanted}”"
        return replace(arrival, verdict=OTHER_ROUND, reasons=(reason,))
    return arrival


def county_of(region: Region, code: str | None, name: str) -> str | None:
    """The line of the roster that a package belongs to: by its code, else by name or alias."""
    known = region.record.counties
    if code is not None and code in known:
        return code
    plain = name.strip()
    owners = [
        key for key, county in known.items() if plain == county.name or plain in county.aliases
    ]
    if len(owners) == 1:
        return owners[0]
    return None


def task_of(region: Region, code: str, package: bytes, *, preview: bool = False) -> Task:
    """What is to be scored of a package, under the region's tree, terms and inspections."""
    county = region.record.counties[code]
    return Task(
        code,
        package,
        region.tree_file.name,
        region.tree_raw,
        terms_of(region.record.terms, county),
        region.record.round,
        region.inspections.get(code, ()),
        region.record.not_applicable.approved_by,
        preview,
    )


def _scores(
    region: Region,
    examined: Mapping[str, Examined],
    placed: Sequence[Arrival],
    engine: Engine,
    on_answer: Callable[[Answer], None] | None,
) -> dict[str, Any]:
    """What each package comes to, by fingerprint, from the spool or from a child."""
    spool = Spool(region.path)
    found: dict[str, Any] = {}
    tasks: dict[str, Task] = {}
    for arrival in placed:
        if arrival.verdict:
            continue
        task = task_of(region, arrival.code, examined[arrival.file].package)
        key = key_of(task, arrival.fingerprint)
        kept = spool.get(key)
        if kept is not None:
            found[arrival.fingerprint] = kept
        else:
            tasks[arrival.fingerprint] = task
    for answer in over(tasks.items(), SCORING, engine, on_answer=on_answer):
        found[answer.key] = answer.result
        if isinstance(answer.result, Scored):
            spool.put(key_of(tasks[answer.key], answer.key), answer.result)
    return found


def _judged(
    region: Region,
    chain: Chain,
    arrival: Arrival,
    scores: Mapping[str, Any],
    day: date,
    by: str | None,
) -> Arrival:
    """The verdict of a package whose county is known, by the table; what is taken is kept and
    written down.
    """
    if arrival.verdict:
        return replace(arrival, received=day.isoformat())
    same = next(
        (
            entry
            for entry in chain.entries
            if entry.get("do") == "received" and entry.get("fingerprint") == arrival.fingerprint
        ),
        None,
    )
    if same is not None:
        # Two copies of one package in one run.
        reason = f"与第 {same['n']} 次报送完全相同"
        return replace(arrival, verdict=DUPLICATE, n=same["n"], reasons=(reason,))
    scored = scores[arrival.fingerprint]
    if not isinstance(scored, Scored):
        return replace(arrival, verdict=RETURNED, reasons=(f"{scored.what}。{scored.fix}",))
    due = region.record.due
    late = max(0, (day - due).days) if due else 0
    then, reasons = verdict_of(scored, late)
    before = [
        entry
        for entry in chain.entries
        if entry.get("do") == "received" and entry.get("code") == arrival.code
    ]
    n = max((entry["n"] for entry in before), default=0) + 1
    verdict = AGAIN if before else then
    if before and then not in CLEAN:
        reasons = (f"这次报送：{then}", *reasons)
    made = replace(
        arrival,
        verdict=verdict,
        then=then,
        n=n,
        received=day.isoformat(),
        late_days=late,
        problems=scored.errors,
        reasons=reasons,
        kept=True,
    )
    _keep(region, made)
    chain.add(_entry(region, made, day, by))
    return made


def place_of(region: Path, code: str, n: int, fingerprint: str) -> Path:
    """Where a package that was taken lies."""
    return place(region, f"received/{code}/{n}-{fingerprint[:12]}.zip")


def _keep(region: Region, arrival: Arrival) -> None:
    """Copies the package to ``received/``, whole, read-only; what lies in the drop folder stays as
    it is.
    """
    target = place_of(region.path, arrival.code, arrival.n, arrival.fingerprint)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    # What lies there under the draft's name came from somewhere else, and may be a link.
    draft.unlink(missing_ok=True)
    shutil.copyfile(arrival.file, draft, follow_symlinks=False)
    with draft.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    if digest != arrival.sha256:
        draft.unlink()
        message = f"{arrival.file} 在接收时被改动，请重新运行"
        raise CannotError(message, unreadable=True)
    if target.exists():
        target.chmod(0o644)
    draft.chmod(0o444)
    draft.replace(target)


def _entry(region: Region, arrival: Arrival, day: date, by: str | None) -> dict[str, Any]:
    path = Path(arrival.file)
    home = region.path.resolve()
    real = path.absolute()
    file = real.relative_to(home).as_posix() if real.is_relative_to(home) else str(real)
    words = {
        RETURNED: "refused",
        OTHER_ROUND: "refused",
        UNCLAIMED: "unclaimed",
        DUPLICATE: "duplicate",
    }
    return {
        "do": "received" if arrival.kept else words.get(arrival.verdict, "refused"),
        "on": day.isoformat(),
        "by": by or "",
        "file": file,
        "file_sha256": arrival.sha256,
        "code": arrival.code,
        "name": arrival.name,
        "n": arrival.n,
        "fingerprint": arrival.fingerprint,
        "verdict": arrival.verdict,
        "then": arrival.then,
        "late_days": arrival.late_days,
        "problems": arrival.problems,
        "reasons": list(arrival.reasons),
    }


def _told_before(chain: Chain, arrival: Arrival) -> bool:
    """Whether the same file had the same verdict in an earlier run: it is told again, but not
    written again.
    """
    name = Path(arrival.file).name
    return any(
        entry.get("file_sha256") == arrival.sha256
        and entry.get("verdict") == arrival.verdict
        and str(entry.get("file", "")).rsplit("/", 1)[-1] == name
        for entry in chain.entries
    )
