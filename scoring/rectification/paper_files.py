"""Papers and receipts on their way into their files.

Apart from what reads them: whoever scores a workspace reads papers, and has no use for what writes.
"""

from __future__ import annotations

from typing import Any

from scoring.rectification.papers import RECEIPTS, Paper, Receipt, file_of
from scoring.rectification.writing import RefusedError
from scoring.storage import RecordChanges
from scoring.storage.yaml_text import key_text, one_line


def issue(changes: RecordChanges, paper: Paper) -> None:
    """Puts a paper on record. Raises :class:`RefusedError` where its file is there."""
    file = file_of(paper.number)
    if changes.read(file):
        raise RefusedError(f"{file} 已经有了，印发过的不能覆盖")
    data = paper.model_dump(exclude_none=True, mode="json")
    head = f"# {paper.label}，印发时的原样，请不要改动\n"
    changes.put(file, head + "".join(_key_lines(key, value, 0) for key, value in data.items()))
    changes.name(paper.label)


def _key_lines(key: str, value: Any, indent: int) -> str:
    """A key with its value, "" where nothing stands in it: maps below their key, a line for each
    item of a list.
    """
    pad = " " * indent
    if not value:
        return ""
    if isinstance(value, dict):
        inner = "".join(_key_lines(name, item, indent + 2) for name, item in value.items())
        return f"{pad}{key}:\n{inner}"
    if isinstance(value, list) and any(isinstance(item, list) for item in value):
        lines = "".join(f"{pad}- {one_line(item)}\n" for item in value)
        return f"{pad}{key}:\n{lines}"
    return key_text(key, value, indent, "\n")


def record_receipt(changes: RecordChanges, receipt: Receipt) -> None:
    """Adds a line to the receipts; those before it stay as they are."""
    text = changes.read(RECEIPTS)
    line = one_line(receipt.model_dump(exclude_none=True, mode="json"))
    # An editor may have left the last line without its end, and two receipts would become one.
    if not text or text.endswith("\n"):
        start = text
    else:
        start = f"{text}\n"
    changes.put(RECEIPTS, f"{start}- {line}\n")
    changes.name(f"{file_of(receipt.paper)} {receipt.who}")
