"""Changing a workspace from a program: one lock, judged under it, one line in the journal.

with workspace.edit(by="张三", on=today) as edit:
edit.set_finding("1.1.2", {"done": 40, "of": 100}, expected=workspace.finding("1.1.2").version)
edit.map_evidence("E0001", "1.2.1", item="清单")
workspace = edit.after
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date, datetime
from math import isfinite
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from scoring.problems import ScoringError
from scoring.rounds.finding import Remarks
from scoring.storage import DROP, Transaction
from scoring.values import offered
from scoring.workspace.changes import Author, Change, ChangeSet, Kind, RefusedError, Saved
from scoring.workspace.changes.model import SECTIONS
from scoring.workspace.memory import Memory
from scoring.workspace.opening import LEDGER, REGISTER, open_workspace

if TYPE_CHECKING:
    from scoring.workspace.model import Workspace

BESIDE = frozenset(Remarks.model_fields)
"""Keys of a finding that stay when its facts are replaced."""


class Edit:
    """Changes by one person, written together when the block ends, or not at all when it raises.

    Each change is judged at once, on what stands under the lock. It raises
    :class:`~scoring.workspace.changes.RefusedError` for a value that its rule does not take, and
    :class:`~scoring.workspace.changes.ConflictError` where somebody else changed the same keys since ``expected``; both
    are :class:`~scoring.problems.ScoringError`. ``saved`` is the answer and ``after`` the workspace
    as it is then.
    """

    def __init__(self, workspace: Workspace, by: str, on: date, do: str) -> None:
        # A program is not type-checked by whoever runs it: what stands in the journal is.
        if not isinstance(by, str) or not by.strip():
            raise RefusedError("请写明是谁改的：edit(by=姓名, on=日期)")
        if not isinstance(on, date) or isinstance(on, datetime):
            raise RefusedError("请写明是哪一天改的：edit(by=姓名, on=date(年, 月, 日))")
        self._before = workspace
        self._author = Author(by.strip(), on)
        self._do = do
        self._memory = workspace.memory or Memory()
        self._ending = ExitStack()
        self._set: ChangeSet | None = None
        self._saved: Saved | None = None
        self._after: Workspace | None = None

    def __enter__(self) -> Self:
        transaction = self._ending.enter_context(Transaction(self._before.path))
        try:
            with self._memory.lock:
                # Opened again under the lock: the snapshot in the caller's hands may be older than
                # the files.
                now = open_workspace(self._before.path, memory=self._memory).whole()
        except BaseException:
            self._ending.close()
            raise
        self._set = ChangeSet(transaction, self._author, self._do, workspace=now)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._ending:
            if error is None:
                self._saved = self._changes.commit()

    @property
    def _changes(self) -> ChangeSet:
        if self._set is None:
            raise ScoringError("改动要写在 with workspace.edit(…) 里面")
        return self._set

    @property
    def saved(self) -> Saved:
        """The versions of the records that were written.
        Raises ``ScoringError`` before the block has ended.
        """
        if self._saved is None:
            raise ScoringError("改动还没有写入")
        return self._saved

    @property
    def after(self) -> Workspace:
        """The workspace after the change, with whatever others changed meanwhile."""
        if self._after is None:
            _ = self.saved
            with self._memory.lock:
                self._after = open_workspace(self._before.path, memory=self._memory).whole()
        return self._after

    def set_finding(
        self,
        code: str,
        facts: Mapping[str, Any],
        *,
        expected: str | None = None,
        round: str | None = None,
    ) -> str:
        """Sets the facts of a finding, as ``docs/format.md`` has them; what stands beside them
        (``note`` …) stays.

        ``round`` is the current one unless another is named. Returns the new version of the record.
        """
        file = self._round_file(round)
        stored = self._changes.record(file, code, ("findings",))
        if stored is not None and isinstance(stored.data, dict):
            old = stored.data
        else:
            old = {}
        _is_map(facts, "认定的事实")
        # ``{done, of}`` in place of ``{value}``: both at once would be no finding of any rule.
        gone = {key: DROP for key in old if key not in facts and key not in BESIDE}
        return self.change("finding", file, code, {**facts, **gone}, expected=expected)

    def clear_finding(
        self, code: str, *, expected: str | None = None, round: str | None = None
    ) -> None:
        """Takes a finding away: the indicator is 未评 again."""
        self._changes.change(
            Change("finding", self._round_file(round), code, value=DROP, expected=expected)
        )

    def map_evidence(
        self,
        ident: str,
        indicator: str,
        *,
        item: str | None = None,
        locate: str | None = None,
        what: str | None = None,
    ) -> str:
        """Adds to a record of the register that it proves an indicator.
        Returns the new version of the record.

        A proof of the same indicator and requirement that stands already is left as it is.
        """
        stored = self._changes.record(REGISTER, ident)
        if stored is None:
            raise RefusedError(f"登记表里没有 {ident}")
        given = {"indicator": indicator, "item": item, "locate": locate, "what": what}
        proof = {key: value for key, value in given.items() if value is not None}
        stands = stored.data.get("proves") or []
        if any(one.get("indicator") == indicator and one.get("item") == item for one in stands):
            return stored.version
        return self._changes.change(Change("evidence", REGISTER, ident, add={"proves": [proof]}))

    def set_evidence(
        self, ident: str, fields: Mapping[str, Any], *, expected: str | None = None
    ) -> str:
        """Other values for keys of a record of the register; ``DROP`` takes a key out."""
        return self.change("evidence", REGISTER, ident, fields, expected=expected)

    def set_item(
        self, ident: str, fields: Mapping[str, Any], *, expected: str | None = None
    ) -> str:
        """Other values for keys of an item of the ledger."""
        return self.change("item", LEDGER, ident, fields, expected=expected)

    def change(
        self,
        kind: Kind,
        file: str,
        key: str,
        fields: Mapping[str, Any],
        *,
        expected: str | None = None,
    ) -> str:
        """Any change of a record, see :class:`~scoring.workspace.changes.Change`.
        Returns its new version.
        """
        if kind not in SECTIONS:
            raise RefusedError(f"没有“{kind}”这种记录{offered(str(kind), list(SECTIONS))}")
        if not isinstance(key, str):
            raise RefusedError(f"编号要是文字，现在是 {key!r}")
        _is_map(fields, "要改的内容")
        return self._changes.change(Change(kind, file, key, fields, expected=expected))

    def _round_file(self, name: str | None) -> str:
        workspace = self._changes.workspace
        if name is None:
            return workspace.current.file
        for item in workspace.rounds:
            if item.id == name:
                return item.file
        raise RefusedError(f"没有轮次“{name}”")


def _is_map(given: object, label: str) -> None:
    """Raises :class:`RefusedError` for what is no mapping from keys to values that a file can
    hold.
    """
    if not isinstance(given, Mapping):
        raise RefusedError(f"{label}要写成 {{键: 值}}，现在是 {type(given).__name__}")
    for key, value in given.items():
        if not isinstance(key, str):
            raise RefusedError(f"{label}里的键要是文字，现在是 {key!r}")
        if value is not DROP:
            _is_writable(value, key)


def _is_writable(value: object, key: str) -> None:
    """Raises :class:`RefusedError` for a value that no record holds: the file is sound then, and
    it is not the file that has to be mended.
    """
    if isinstance(value, Mapping):
        _is_map(value, f"“{key}”")
    elif isinstance(value, list | tuple):
        for item in value:
            _is_writable(item, key)
    elif value is None:
        raise RefusedError(f"“{key}”没有值；要去掉这个键，写 scoring.DROP")
    elif isinstance(value, datetime) or not isinstance(value, str | int | float | date):
        raise RefusedError(
            f"“{key}”的值是 {type(value).__name__}，文件里写不了；"
            "可以写文字、整数、小数、True 或 False、date、列表、键值"
        )
    elif isinstance(value, float) and not isfinite(value):
        raise RefusedError(f"“{key}”的值 {value} 不是一个数")
