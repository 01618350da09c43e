"""What each kind of workbook has to bring: its form, how a filled-in row becomes file data, and how
that is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scoring.problems import Problem
from scoring.sheets.form import BadCell, Form, Row
from scoring.storage import DROP
from scoring.values import nearest
from scoring.workspace import Workspace
from scoring.yamlio import Document, parse, read


class Table:
    """One kind of workbook over one state of a workspace."""

    kind = ""
    title = ""
    file = ""
    """The file of the workspace that an import writes to."""
    form: Form
    can_delete = True
    # Given and never asked of the clock, so that an import can be repeated with the same result.
    today: date | None = None
    """The day of the import, for records that carry the day of a decision."""
    spoken: frozenset[str] = frozenset()
    """Columns in which each book says something of its own: nothing of another is overwritten, so
    none conflict."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        """File data for the changed cells of ``row``, or for all cells of a new row, and what is
        wrong with them.
        """
        raise NotImplementedError

    def speak(
        self, ident: str, key: str, unit: str, text: str, today: date, by: str
    ) -> tuple[dict[str, Any], str]:
        """What a unit says of a row in a :attr:`spoken` column, as file data,
        and why it cannot be taken in.
        """
        raise NotImplementedError

    def said_before(self, ident: str, key: str, unit: str, text: str) -> bool:
        """Whether a unit has said this of a row already,
        as when the same workbook is imported twice.
        """
        return False

    def twin(self, cells: Mapping[str, str]) -> str | None:
        """The id of a record that a new row would only repeat,
        as when the same workbook is imported twice.
        """
        return None

    def companions(self) -> Sequence[Table]:
        """The further tables that go into the same workbook."""
        return ()

    def current(self, read: Callable[[str], str]) -> str:
        """The text of :attr:`file` as it stands now; ``read`` gives that of a file of the
        workspace, "" for none.
        """
        return read(self.file)

    def beside(self, read: Callable[[str], str], made: str) -> tuple[dict[str, str], list[str]]:
        """The other files that change when :attr:`file` becomes ``made``,
        and what to tell of them.
        """
        return {}, []

    def opening(self, record: dict[str, Any], today: date, by: str) -> dict[str, Any]:
        """A new record with what its beginning on ``today`` adds to it."""
        return record

    def write(
        self,
        text: str,
        edits: Mapping[str, dict[str, Any]],
        new: Sequence[dict[str, Any]],
        deleted: Sequence[str],
    ) -> str:
        """The text of :attr:`file` with everything taken in."""
        raise NotImplementedError

    def faults(self, text: str) -> list[Problem]:
        """The errors of the file with this text, so that an import never writes
        what ``check`` would refuse.
        """
        raise NotImplementedError

    def known_ids(self) -> list[str]:
        """Every id that the file has, also of records that could not be read."""
        return list(places(data_of(self.workspace, self.file)))

    def entry(self, edits: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        """What the journal's line says beyond the ids."""
        return {}


def document_of(text: str, name: str) -> tuple[Document | None, list[Problem]]:
    """A file of the workspace as it would be with this text; None for what is no YAML."""
    data, root, problems = parse(text, name)
    if root is None:
        return None, problems
    return Document(Path(name), name, data, root, b""), problems


def errors_of(problems: Sequence[Problem]) -> list[Problem]:
    """What keeps an import from being written: errors, and no mere notices."""
    return [item for item in problems if item.severity == "error"]


def data_of(workspace: Workspace, name: str) -> Any:
    """The content of a file of the workspace as text, lists and maps; None where there is none."""
    document, _ = read(workspace.path / name, name, optional=True)
    if document:
        return document.data
    return None


def places(data: Any) -> dict[str, int]:
    """Where each record of a list stands, by its id; the first of two with one id."""
    by_id: dict[str, int] = {}
    for index, item in enumerate(data if isinstance(data, list) else []):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            by_id.setdefault(item["id"].strip(), index)
    return by_id


def next_ids(letter: str, known: Sequence[str], count: int) -> list[str]:
    """The next free ids: E0007, E0008 behind E0006. Numbers keep the width that they have."""
    numbers = [match for ident in known if (match := re.fullmatch(rf"{letter}(\d+)", ident))]
    # E0009 is followed by E0010, E99 by E100.
    width = max((len(match[1]) for match in numbers), default=4)
    last = max((int(match[1]) for match in numbers), default=0)
    return [f"{letter}{number:0{width}d}" for number in range(last + 1, last + 1 + count)]


def owners(workspace: Workspace, named: Sequence[str]) -> frozenset[str]:
    """The units that a list of names stands for, groups resolved,
    each also under the group's own name.
    """
    units = workspace.units
    return frozenset(unit for name in named for unit in (units.name(name), *units.expand(name)))


def unit_names(workspace: Workspace) -> tuple[str, ...]:
    """The units that a drop-down offers: those on record, without the names of groups."""
    return tuple(name for name in workspace.units.names if name not in workspace.units.members)


def checked_unit(workspace: Workspace, key: str, name: str) -> str:
    """The full name of a unit. Raises :class:`BadCell` for one that the workspace does not know."""
    units = workspace.units
    if not units or units.known(name):
        return units.name(name)
    near = nearest(name, [*units.names, *units.aliases])
    hint = f"，是不是“{near}”" if near else ""
    raise BadCell(key, f"单位“{name}”没有登记", f"workspace.yaml 里登记的单位{hint}")


def converted(
    cells: Mapping[str, str], value: Callable[[str, str], Any], wanted: Mapping[str, str]
) -> tuple[dict[str, Any], list[BadCell]]:
    """File data of filled-in cells, each through ``value(key, text)``; an emptied one is taken out.
    ``wanted`` says by key how a cell that cannot be read should have been filled in.
    """
    data: dict[str, Any] = {}
    bad: list[BadCell] = []
    for key, text in cells.items():
        try:
            data[key] = value(key, text) if text else DROP
        except BadCell as error:
            bad.append(error)
        except ValueError as error:
            bad.append(BadCell(key, str(error), wanted.get(key, "")))
    return data, bad
