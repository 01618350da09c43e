"""Writing a sample into the file of its round, and finding again
in the journal what it was drawn from.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scoring.engine.frame import Frame, frame_from
from scoring.problems import ScoringError
from scoring.rounds.model import Round
from scoring.rounds.reading import read_head
from scoring.rounds.sampling import SampleRecord, as_data
from scoring.storage import Author, Bare, Journal, Quoted, RecordChanges, write_records
from scoring.storage.sections import with_section
from scoring.yamlio import Document, parse

DO = "round sample"
TRIED = "round sample preview"
BOM = "\ufeff"


class CannotRecordError(ScoringError):
    """The round's file cannot be changed safely; the message is Chinese and for the user."""

    usual = "refused"


def record_sample(changes: RecordChanges, item: Round, sample: SampleRecord, frame: Frame) -> None:
    """Writes the sample at the end of the round's file, or in place of an earlier one.

    The journal's line holds the sample, the text of its frame and the sample that was there before,
    if any.
    """
    raw = changes.read(item.file)
    text = raw.removeprefix(BOM)
    try:
        new_text = with_section(text, "sample", _quoted(as_data(sample)))
        before, after = _data(text, item.file), _data(new_text, item.file)
    except ValueError:
        raise CannotRecordError(
            f"{item.file} 的写法系统不能安全地改，没有写入；请改成每个键一行的写法"
        ) from None
    document = _document(changes.transaction.workspace, item.file, new_text)
    head = read_head(document)[0] if document else None
    others = [
        {key: value for key, value in data.items() if key != "sample"} for data in (before, after)
    ]
    # Read back before it is written: the file is the user's, and only its sample may be another.
    if others[0] != others[1] or head is None or head.sample != sample:
        raise CannotRecordError(f"{item.file} 的写法系统不能安全地改：别的内容会受影响，没有写入")
    changes.details |= {"round": item.id, "sample": as_data(sample), "frame": frame.text}
    if item.head.sample is not None:
        changes.details["earlier"] = as_data(item.head.sample)
    changes.put(item.file, raw[: len(raw) - len(text)] + new_text, keys=["sample"])


def copy_sample(changes: RecordChanges, file: str, sample: SampleRecord) -> None:
    """Gives another round the sample of a first one, so that two look
    at the same indicators independently.
    """
    changes.put(
        file, with_section(changes.read(file), "sample", _quoted(as_data(sample))), keys=["sample"]
    )


def tried_out(workspace: Path, item: Round, sample: SampleRecord, author: Author) -> None:
    """Puts on record that a seed was tried out for a round: whoever draws until the draw pleases
    can be seen to.
    """

    def plan(changes: RecordChanges) -> None:
        drawn = {"seed": sample.seed, "size": sample.size, "indicators": list(sample.indicators)}
        changes.details |= {"round": item.id, "sample": drawn}
        # Nothing else changes; the line in the journal is the whole point.
        changes.always = True

    write_records(workspace, author, TRIED, plan)


def recorded_frame(workspace: Path, digest: str) -> Frame | None:
    """The frame with this digest as the journal kept it;
    None where the journal does not have it.
    """
    for entry in Journal(workspace / "journal.jsonl").newest_first():
        text = entry.get("frame")
        if entry.get("do") != DO or not isinstance(text, str):
            continue
        try:
            frame = frame_from(text)
        except ValueError:
            continue
        # The digest decides, not the line that claims it: a journal is a text that can be edited.
        if frame.sha256 == digest:
            return frame
    return None


def _quoted(data: Mapping[str, Any]) -> dict[str, Any]:
    """The record's data with codes, numbers of cases and the seed in quotes,
    as codes are written.
    """
    quoted = {**data, "seed": Quoted(data["seed"])}
    quoted["indicators"] = [Quoted(code) for code in data["indicators"]]
    quoted["strata"] = [
        {**item, "block": Quoted(item["block"]), "codes": [Quoted(code) for code in item["codes"]]}
        for item in data["strata"]
    ]
    quoted["chance"] = {Quoted(code): Bare(chance) for code, chance in data["chance"].items()}
    if "cases" in data:
        quoted["cases"] = {
            **data["cases"],
            "numbers": [Quoted(number) for number in data["cases"]["numbers"]],
        }
    return quoted


def _document(workspace: Path, name: str, text: str) -> Document | None:
    data, root, _ = parse(text, name)
    if root and isinstance(data, dict):
        return Document(workspace / name, name, data, root, text.encode())
    return None


def _data(text: str, name: str) -> dict[str, Any]:
    data, _, _ = parse(text, name)
    if not isinstance(data, dict):
        raise ValueError(name)
    return data
