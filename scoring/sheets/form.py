"""What a workbook holds, free of any file format: columns, rows,
and which cells are to be filled in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.problems import ScoringError

LONGEST = 32_000
"""Characters that a cell takes; spreadsheets stop at 32,767."""
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
ID = "__id"
META = "_meta"
SCHEMA = "shifan-sheet-1"
NEW_ROWS = 20
"""Blank rows for new records below the table."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a form. Its heading is how it is found again, wherever it has been moved.
    ``width`` in characters.
    """

    key: str
    heading: str
    width: float
    centre: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``open`` are the columns to be filled in, ``choices`` the drop-downs of its cells.

    ``reserved`` are columns that only the books of certain units may fill in. ``told`` holds texts
    that are already on record for cells that are exported blank (a weekly note): the same text once
    more is no change.
    """

    id: str
    cells: Mapping[str, str]
    open: frozenset[str]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    units: frozenset[str] = frozenset()
    reserved: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def kept_from(self, key: str, unit: str) -> str:
        """The units for which a column is reserved, in Chinese, where ``unit`` is none of them; ""
        where it is open.

        The book of the whole office names no unit; nothing is kept from it.
        """
        own = self.reserved.get(key)
        if own is None or not unit or unit in own:
            return ""
        return "、".join(sorted(own))


@dataclass(frozen=True, slots=True)
class Form:
    """One table of a workbook.

    ``mark`` is the column whose text belongs to the hidden id: a mismatch shows that rows got mixed
    up. ``blank`` is the row that new ones start from, None where there can be no new rows.
    """

    kind: str
    title: str
    columns: tuple[FormColumn, ...]
    rows: tuple[Row, ...]
    mark: str
    notes: tuple[str, ...]
    blank: Row | None = None

    @property
    def openable(self) -> frozenset[str]:
        """The columns that are to be filled in in some row, be it a new one."""
        rows = (*self.rows, *([self.blank] if self.blank else []))
        return frozenset[str]().union(*(row.open for row in rows))

    def by_id(self) -> dict[str, Row]:
        """The rows by their ids."""
        return {row.id: row for row in self.rows}


class BadCell(ValueError):
    """A text that cannot be taken in: column, what is wrong, and what is expected instead."""

    def __init__(self, key: str, what: str, wanted: str = "") -> None:
        super().__init__(what)
        self.key, self.what, self.wanted = key, what, wanted


class UnreadableFile(ScoringError):
    """A file that cannot be imported at all:
    ``what`` is wrong and how to ``fix`` it, in Chinese.
    """

    usual = "unreadable"

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what, self.fix = what, fix


def safe(text: str) -> str:
    """A text as a cell holds it: one kind of line end,
    no control characters, no blanks around it.
    """
    # Excel keeps line ends as \n; another kind would come back as a change that nobody made.
    clean = UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(clean) <= LONGEST:
        return clean
    return f"{clean[: LONGEST - 40]}……（原文 {len(clean)} 字，此处截断）"


def row(
    ident: str,
    cells: Mapping[str, str | None],
    fill: frozenset[str] | set[str],
    *,
    choices: Mapping[str, tuple[str, ...]] | None = None,
    told: Mapping[str, str] | None = None,
    units: frozenset[str] = frozenset(),
    reserved: Mapping[str, frozenset[str]] | None = None,
) -> Row:
    """A row of cleaned texts. What a cell cannot hold whole is closed: it would come back cut."""
    # An import of a cell that was cut would write the cut text back.
    cut = {key for key, text in cells.items() if text and len(text) > LONGEST}
    return Row(
        ident,
        {key: safe(text or "") for key, text in cells.items()},
        frozenset(fill - cut),
        choices or {},
        {key: safe(text) for key, text in (told or {}).items()},
        units,
        reserved or {},
    )


def digest(text: str) -> str:
    """A short digest of a cell's text, for comparing what went out with what came back."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]
