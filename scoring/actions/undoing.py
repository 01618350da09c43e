"""Taking one change back: a change of its own, with the text that stood before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.actions.authority import acting
from scoring.storage.recovery import split_address
from scoring.workspace.changes import ChangeSet, RefusedError

Texts = dict[str, str]
"""The text of each record by ``file#address``."""


def texts_of(entry: Mapping[str, Any], side: str) -> Texts:
    """The texts of a line of the journal, ``side`` being ``before`` or ``after``."""
    part = entry.get(side)
    if not isinstance(part, dict):
        return {}
    return {
        f"{file}#{address}": str(text or "")
        for file, texts in part.items()
        if isinstance(texts, dict)
        for address, text in texts.items()
    }


def undo(changes: ChangeSet, entry: Mapping[str, Any]) -> list[str]:
    """Puts back what one line of the journal changed; the names of the records.

    Raises :class:`RefusedError` where a record does not stand any more as that line left it, or
    where the line holds no texts.
    """
    acting(changes, "review")
    before, after = texts_of(entry, "before"), texts_of(entry, "after")
    names = list(dict.fromkeys([*before, *after]))
    if not names:
        raise RefusedError("这一条只记了谁改的，没有记原文，改不回去")
    for name in names:
        _put_back(changes, name, before.get(name, ""), after.get(name, ""))
    return names


def _put_back(changes: ChangeSet, name: str, old: str, new: str) -> None:
    file_name, _, address = name.partition("#")
    section, key = split_address(address)
    file = changes.file(file_name, section)
    stored = file.record(key)
    if (stored.text if stored else "") != new:
        raise RefusedError(f"{key} 在那以后又改过，不能直接改回；请打开它再改")
    if old and stored:
        text = file.with_text(key, old).text
    else:
        text = None
    if text is None and old:
        raise RefusedError(f"{key} 已经不在了，不能改回")
    if text is None:
        text = file.without(key).text
    changes.put(file_name, text, keys=[key])
