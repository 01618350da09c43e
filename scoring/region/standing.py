"""Where every line of the roster stands, from the chain alone: one verdict each, then the files
that belong to none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scoring.problems import CannotError
from scoring.region import verdicts
from scoring.region.chain import Chain
from scoring.region.model import Region
from scoring.region.receiving import county_of
from scoring.region.verdicts import Line
from scoring.values import offered

Entry = Mapping[str, Any]


def lines(region: Region, chain: Chain) -> list[Line]:
    """One line for each line of the roster in its order, then 待认领, then what was returned
    unread.
    """
    return [*roster_lines(region, chain), *_others(region, chain)]


def roster_lines(region: Region, chain: Chain) -> list[Line]:
    """One line for each line of the roster, in its order."""
    # Grouped once: a province has thousands of lines and a chain several times as long.
    entries: dict[str, list[Entry]] = defaultdict(list)
    for entry in chain.entries:
        entries[entry.get("code", "")].append(entry)
    return [_line(region, code, entries[code]) for code in region.record.counties]


def _line(region: Region, code: str, entries: Sequence[Entry]) -> Line:
    """The line of a county from all entries of the chain that concern it."""
    county = region.record.counties[code]
    if county.folder is not None:
        return _folder_line(region, code)
    receipts = [entry for entry in entries if entry.get("do") == "received"]
    if not receipts:
        return Line(code, county.name, verdicts.MISSING)
    states = _states(entries)
    valid = [entry for entry in receipts if states.get(entry["n"]) != "returned"]
    if not valid:
        reasons = _return_reason(entries)
        return _from(receipts[-1], county.name, verdicts.RETURNED, reasons, None)
    newest = valid[-1]
    reasons = tuple(newest.get("reasons", ()))
    if states.get(newest["n"]) == "accepted":
        return _from(newest, county.name, verdicts.ACCEPTED, reasons, newest)
    accepted = [entry for entry in valid if states.get(entry["n"]) == "accepted"]
    if accepted:
        # A later package never takes the place of an accepted one by itself.
        counts = accepted[-1]
        sentence = (
            f"第 {counts['n']} 次报送已采用，仍以它计分；采用这一次用 shifan region accept {code}"
        )
        return _from(newest, county.name, newest["verdict"], (*reasons, sentence), counts)
    scorable = newest["then"] not in verdicts.UNSCORED
    return _from(newest, county.name, newest["verdict"], reasons, newest if scorable else None)


def _return_reason(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Why the last package that was given back was given back, where a reason was written."""
    for entry in reversed(entries):
        if entry.get("do") in {"returned", "withdrawn"}:
            reason = str(entry.get("reason", ""))
            return (reason,) if reason else ()
    return ()


def _states(entries: Sequence[Entry]) -> dict[int, str]:
    """By number of the package what was decided last: accepted or returned."""
    states: dict[int, str] = {}
    words = {"accepted": "accepted", "returned": "returned", "withdrawn": "returned"}
    for entry in entries:
        if entry.get("do") in words:
            states[entry["n"]] = words[entry["do"]]
    return states


def _from(
    entry: Entry, name: str, verdict: str, reasons: tuple[str, ...], counts: Entry | None
) -> Line:
    return Line(
        entry["code"],
        name,
        verdict,
        entry["n"],
        entry["fingerprint"],
        entry["on"],
        entry["late_days"],
        entry["problems"],
        reasons,
        entry["then"],
        entry["file"],
        counts,
        entry.get("by", ""),
    )


def _folder_line(region: Region, code: str) -> Line:
    """A line whose workspace lies in the region itself: it is there as soon as the folder is."""
    county = region.record.counties[code]
    folder = region.path / (county.folder or "")
    there = (folder / "workspace.yaml").is_file()
    verdict = verdicts.RECEIVED if there else verdicts.MISSING
    counts = {"folder": county.folder, "verdict": verdict, "n": 0} if there else None
    return Line(code, county.name, verdict, file=county.folder or "", counts=counts)


def _others(region: Region, chain: Chain) -> Iterator[Line]:
    """Files that belong to no line: unclaimed ones, then those that were returned unread and still
    lie there.
    """
    words = {"received", "refused", "unclaimed", "duplicate"}
    arrivals = [item for item in chain.entries if item.get("do") in words]
    # By content: a file that was refused, renamed and then taken lies under its last verdict only.
    newest = {item.get("file_sha256") or item.get("file", ""): item for item in arrivals}
    for kind in ("unclaimed", "refused"):
        for entry in newest.values():
            path = region.path / entry.get("file", "")
            if entry.get("do") == kind and path.is_file():
                yield _other(entry)


def _other(entry: Entry) -> Line:
    """A file that belongs to no line of the roster, under its own name where it says none."""
    return Line(
        entry.get("code", ""),
        entry.get("name") or Path(entry["file"]).name,
        entry["verdict"],
        fingerprint=entry.get("fingerprint", ""),
        received=entry["on"],
        problems=entry.get("problems", 0),
        reasons=tuple(entry.get("reasons", ())),
        file=entry["file"],
    )


def code_of(region: Region, word: str) -> str:
    """The code that a word on the command line means: a code, a name or an alias. Raises
    ``CannotError``.
    """
    if word in region.record.counties:
        return word
    code = county_of(region, None, word)
    if code is not None:
        return code
    names = [county.name for county in region.record.counties.values()]
    raise CannotError(f"名册里没有“{word}”{offered(word, names)}")


def accept(
    region: Region, chain: Chain, codes: Sequence[str], day: date, by: str, *, all_clean: bool
) -> list[Line]:
    """Accepts the newest package of each county; returns the lines that were accepted. Raises
    ``CannotError`` before anything is written where one cannot be.
    """
    standing = {line.code: line for line in roster_lines(region, chain)}
    chosen = [standing[code] for code in dict.fromkeys(codes)]
    for line in chosen:
        _refuse_unfit(line)
    if all_clean:
        named = set(codes)
        clean = [line for line in standing.values() if _clean(line)]
        chosen += [line for line in clean if line.code not in named]
    accepted = [line for line in chosen if line.verdict != verdicts.ACCEPTED]
    for line in accepted:
        chain.add(_decision("accepted", line, day, by, ""))
    return accepted


def _refuse_unfit(line: Line) -> None:
    """Raises ``CannotError`` for a line that has no package to be accepted."""
    if line.verdict == verdicts.MISSING or line.n == 0:
        raise CannotError(f"{line.name} 还没有报送，没有可采用的")
    if line.verdict == verdicts.RETURNED:
        raise CannotError(f"{line.name} 的报送已退回，要等它重新报送")
    if line.then in verdicts.UNSCORED:
        reasons = "；".join(line.reasons[:2])
        raise CannotError(f"{line.name} 的报送{line.then}，不能采用：{reasons}")


def undecided(region: Region, chain: Chain) -> list[Line]:
    """The lines of the roster whose newest package could be accepted and was not: somebody has to
    look at each.
    """
    unfit = {verdicts.MISSING, verdicts.RETURNED, verdicts.ACCEPTED}
    return [
        line
        for line in roster_lines(region, chain)
        if line.n and line.verdict not in unfit and line.then not in verdicts.UNSCORED
    ]


def _clean(line: Line) -> bool:
    """Whether ``--all-clean`` takes it; another package of a county that has an accepted one needs
    its code.
    """
    first_accepted = line.counts is not None and line.counts.get("n") != line.n
    return line.n > 0 and line.then in verdicts.CLEAN and not first_accepted


def give_back(region: Region, chain: Chain, code: str, day: date, by: str, reason: str) -> Line:
    """Returns the newest package of a county. Raises ``CannotError`` where there is none."""
    entries = [entry for entry in chain.entries if entry.get("code") == code]
    line = _line(region, code, entries)
    if line.n == 0 or line.verdict in {verdicts.MISSING, verdicts.RETURNED}:
        raise CannotError(f"{line.name} 没有可退回的报送")
    word = "withdrawn" if line.verdict == verdicts.ACCEPTED else "returned"
    chain.add(_decision(word, line, day, by, reason))
    return line


def _decision(word: str, line: Line, day: date, by: str, reason: str) -> dict[str, Any]:
    return {
        "do": word,
        "on": day.isoformat(),
        "by": by,
        "code": line.code,
        "n": line.n,
        "fingerprint": line.fingerprint,
        "verdict": line.then or line.verdict,
        "reason": reason,
    }
