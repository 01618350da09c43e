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

from scoring.problems import CannotError, joined
from scoring.region.chain import Chain, Entry, writing
from scoring.region.examining import Examined
from scoring.region.model import Region
from scoring.region.running import Answer, Engine, Work, over
from scoring.region.scored import Scored, Task
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
SHEET_ENDINGS = frozenset({".pdf", ".docx", ".jpg", ".png"})
"""Forms in which counties send the cover sheet (报送表) beside its package."""


def files_in(places: Sequence[Path]) -> list[Path]:
    """The files to be judged: those named, and those that lie in the folders named. Cover sheets
    are no packages.
    """
    files: list[Path] = []
    for given in places:
        if _is_folder(given):
            files += [path for path in sorted(given.iterdir()) if not _beside(path)]
        else:
            files.append(given)
    return files


def _is_folder(path: Path) -> bool:
    """A folder itself: a link to one is judged as a file, and refused as none."""
    return path.is_dir() and not path.is_symlink()


def _beside(path: Path) -> bool:
    """What lies beside a package without being one: its cover sheet, folders that people make,
    hidden files.
    """
    if path.name.startswith(".") or _is_folder(path):
        return True
    return path.name.startswith("报送表") and path.suffix.lower() in SHEET_ENDINGS


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
    # Reading takes long and decides nothing, so that it needs no lock: others may write meanwhile.
    answers = list(over(((key, key) for key in files), READING, engine, on_answer=on_answer))
    examined = {item.key: item.result for item in answers if isinstance(item.result, Examined)}
    refused = [item for item in answers if item.key not in examined]
    with writing(region.path) as chain:
        placed = [
            _placed(region, chain, files[key], item, claimed) for key, item in examined.items()
        ]
        scores = _scores(region, examined, placed, engine, on_answer)
        placed.sort(key=lambda item: (examined[item.file].day, item.file))
        arrivals = [_refused(files[item.key], item.result) for item in refused]
        arrivals += [_judged(region, chain, item, scores, day, by) for item in placed]
        for arrival in arrivals:
            if not arrival.kept and not _judged_before(chain, arrival):
                chain.add(_entry(region, arrival, day, by))
    by_file = {arrival.file: arrival for arrival in arrivals}
    return [replace(by_file[key], file=path.name) for key, path in files.items()]


def _refused(path: Path, reading: Any) -> Arrival:
    """A file that no child could read, with the digest by which it is known when it comes again."""
    digest = ""
    try:
        # What is no file may never end: a pipe that somebody put into the folder.
        if path.is_file():
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        pass  # it was refused because it cannot be read
    return Arrival(str(path), RETURNED, sha256=digest, reasons=(joined(reading.what, reading.fix),))


def _placed(
    region: Region, chain: Chain, path: Path, item: Examined, claimed: str | None
) -> Arrival:
    """Whose package it is; a verdict already where that settles it."""
    code = claimed or county_of(region, item.code, item.name)
    arrival = Arrival(
        str(path), "", fingerprint=item.fingerprint, sha256=item.sha256, name=item.name
    )
    if code is None:
        return replace(arrival, verdict=UNCLAIMED, reasons=(_unknown_county(region, item),))
    arrival = replace(arrival, code=code, name=region.record.counties[code].name)
    same = _receipt_of(chain, item.fingerprint)
    if same is not None:
        reason = f"与 {same['on']} 收到的第 {same['n']} 次报送完全相同"
        return replace(arrival, verdict=DUPLICATE, n=same["n"], reasons=(reason,))
    expected = region.record.terms.round
    if expected is not None and item.round != expected:
        reason = f"报送的是轮次“{item.round}”，本次收的是“{expected}”"
        return replace(arrival, verdict=OTHER_ROUND, reasons=(reason,))
    return arrival


def _unknown_county(region: Region, item: Examined) -> str:
    """What is said of a package of a county that the roster does not know."""
    counties = region.record.counties.values()
    near = nearest(item.name, [name for county in counties for name in county.names])
    hint = f"，是不是“{near}”？" if near else "。"
    code = f"（编码 {item.code}）" if item.code else ""
    return f"名册里没有“{item.name}”{code}{hint}确认后用 --as 编码 认领。"


def _receipt_of(chain: Chain, fingerprint: str) -> Entry | None:
    """The entry under which a package was taken; None for one that is new."""
    for entry in chain.entries:
        if entry.get("do") == "received" and entry.get("fingerprint") == fingerprint:
            return entry
    return None


def county_of(region: Region, code: str | None, name: str) -> str | None:
    """The line of the roster that a package belongs to: by its code, else by name or alias."""
    known = region.record.counties
    if code is not None and code in known:
        return code
    plain = name.strip()
    owners = [key for key, county in known.items() if plain in county.names]
    # A name that two lines share belongs to neither: the office says whose package it is.
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
    scores: dict[str, Any] = {}
    tasks: dict[str, Task] = {}
    for arrival in placed:
        if arrival.verdict:
            continue
        task = task_of(region, arrival.code, examined[arrival.file].package)
        key = key_of(task, arrival.fingerprint)
        kept = spool.get(key)
        if kept is not None:
            scores[arrival.fingerprint] = kept
        else:
            tasks[arrival.fingerprint] = task
    for answer in over(tasks.items(), SCORING, engine, on_answer=on_answer):
        scores[answer.key] = answer.result
        if isinstance(answer.result, Scored):
            spool.put(key_of(tasks[answer.key], answer.key), answer.result)
    return scores


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
    same = _receipt_of(chain, arrival.fingerprint)
    if same is not None:
        # Two copies of one package in one run: the first has been taken a moment ago.
        reason = f"与第 {same['n']} 次报送完全相同"
        return replace(arrival, verdict=DUPLICATE, n=same["n"], reasons=(reason,))
    scored = scores[arrival.fingerprint]
    if not isinstance(scored, Scored):
        return replace(arrival, verdict=RETURNED, reasons=(joined(scored.what, scored.fix),))
    late = _days_late(region, day)
    then, reasons = verdict_of(scored, late)
    last = _last_number(chain, arrival.code)
    if last and then not in CLEAN:
        reasons = (f"这次报送：{then}", *reasons)
    taken = replace(
        arrival,
        verdict=AGAIN if last else then,
        then=then,
        n=last + 1,
        received=day.isoformat(),
        late_days=late,
        problems=scored.errors,
        reasons=reasons,
        kept=True,
    )
    # The package lies in its place before the line says so: a killed run leaves a file too many,
    # never a receipt without one.
    _keep(region, taken)
    chain.add(_entry(region, taken, day, by))
    return taken


def _days_late(region: Region, day: date) -> int:
    """Days after the date on which packages were due; 0 before it and where none is set."""
    due = region.record.due
    if due is None:
        return 0
    return max(0, (day - due).days)


def _last_number(chain: Chain, code: str) -> int:
    """The number of the newest package that was taken from a county, 0 where there is none."""
    numbers = [
        entry["n"]
        for entry in chain.entries
        if entry.get("do") == "received" and entry.get("code") == code
    ]
    return max(numbers, default=0)


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
    """The line of the chain. A file inside of the region is named from its folder, so that the
    region can be moved.
    """
    home = region.path.resolve()
    real = Path(arrival.file).absolute()
    if real.is_relative_to(home):
        file = real.relative_to(home).as_posix()
    else:
        file = str(real)
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


def _judged_before(chain: Chain, arrival: Arrival) -> bool:
    """Whether the same file had the same verdict in an earlier run: it is reported again, but not
    written again.
    """
    name = Path(arrival.file).name
    return any(
        entry.get("file_sha256") == arrival.sha256
        and entry.get("verdict") == arrival.verdict
        and str(entry.get("file", "")).rsplit("/", 1)[-1] == name
        for entry in chain.entries
    )
