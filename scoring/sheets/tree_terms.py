"""等次与条件表: grades, conditions of 创建, vetoes and the terms of bonus points, one row each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scoring.problems import Problem
from scoring.sheets import words
from scoring.sheets.form import BadCell, Form, FormColumn, Row, row
from scoring.sheets.table import Table
from scoring.sheets.tree_file import Read, TreeFile, fitting, merged, plain_entry, row_of
from scoring.storage import DROP, Bare
from scoring.storage.splice import nested_edits
from scoring.workspace import Workspace
from scoring.yamlio import parse

COLUMNS = (
    FormColumn("group", "类别", 10, centre=True),
    FormColumn("code", "编号", 8, centre=True),
    FormColumn("name", "名称或内容", 46),
    FormColumn("type", "作用或条件", 18, centre=True),
    FormColumn("number", "分数或比例", 12, centre=True),
    FormColumn("other", "其他（不改就照原样）", 44),
)
GRADE, CRITERION, VETO, BONUS = "等次", "创建条件", "一票否决", "加分"
GROUPS = {GRADE: "grades", CRITERION: "criteria", VETO: "vetoes"}
EFFECTS = {
    "ineligible": "不得参评", "cap": "总分封顶", "zero": "总分记零", "no_top_grade": "不得评最高等次",
}  # fmt: skip
CONDITIONS = {
    "total": "总分不低于", "rate": "得分率不低于", "binding": "约束性指标全部满分", "count": "至少几项满分",
    "completeness": "已评比例不低于", "evidence": "佐证支撑比例不低于", "no_veto": "没有一票否决",
    "rectified": "整改全部销号",
}  # fmt: skip
FIELDS: dict[str, dict[str, str]] = {
    GRADE: {"name": "name", "number": "from"},
    CRITERION: {"code": "id", "name": "text", "type": "type", "number": "min"},
    VETO: {"code": "code", "name": "name", "type": "effect", "number": "at"},
    BONUS: {"number": "cap"},
}
"""Which key of the file each column is, by group; everything else stands in the last column."""
OPEN = frozenset({"name", "type", "number", "other"})
NOTES = (
    "“等次与条件”表：等次写名称和起点分；一票否决写编号、名称、作用，“总分封顶”"
    "的在分数栏写封顶的分；加分写加分的上限，"
    "“其他”里的 gate 是参加加分的门槛。",
    "新增写在下方空行，先选类别。“其他”里是不常用的项目，按原来的写法改。删去整行的，导入时加 "
    "--delete。",
)


class TermsTable(Table):
    """What stands in the head of a tree and decides about the whole."""

    kind = "tree-terms"
    title = "等次与条件"

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.tree_file = TreeFile(workspace)
        self.file = self.tree_file.name
        data = self.tree_file.data
        rows = []
        for group, key in GROUPS.items():
            for index, entry in enumerate(data.get(key) or []):
                if isinstance(entry, dict):
                    rows.append(self._row(f"{key}#{index + 1}", group, entry))
        bonus = data.get("bonus")
        rows.append(self._row("bonus", BONUS, bonus if isinstance(bonus, dict) else {}))
        types = (*EFFECTS.values(), *CONDITIONS.values())
        blank = row(
            "", {}, OPEN | {"group", "code"}, choices={"group": tuple(GROUPS), "type": types}
        )
        self.form = Form(self.kind, self.title, COLUMNS, tuple(rows), "group", NOTES, blank)

    def _row(self, ident: str, group: str, entry: Mapping[str, Any]) -> Row:
        fields = FIELDS[group]
        names = {VETO: EFFECTS, CRITERION: CONDITIONS}.get(group, {})
        # Eight kinds of conditions have some twenty keys: a column for each would be mostly empty.
        rest = {key: value for key, value in entry.items() if key not in fields.values()}
        cells = {"group": group, "other": json.dumps(rest, ensure_ascii=False) if rest else ""}
        for column, key in fields.items():
            value = str(entry.get(key, ""))
            cells[column] = names.get(value, value) if column == "type" else value
        opened = {column for column in fields if column != "code"} | {"other"}
        return row(ident, cells, opened, choices={"type": tuple(names.values())} if names else {})

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        if row is None:
            return self._new(cells)
        group = row.cells["group"]
        stated = {column: text for column, text in cells.items() if column != "group"}
        return self._converted(row, group, stated)

    def _new(self, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[BadCell]]:
        group = words.narrow(cells.get("group", ""))
        if group not in GROUPS:  # 加分 has its row already
            return {}, [BadCell("group", f"“{group or '空白'}”不是类别", "、".join(GROUPS))]
        stated = {
            column: text for column, text in cells.items() if column != "group" and text.strip()
        }
        data, bad = self._converted(None, group, stated)
        bad += [
            BadCell(column, "这一格不能空", WANTED.get(column, ""))
            for column in _needed(group)
            if FIELDS[group][column] not in data
        ]
        data["group"] = group
        return data, bad

    def _converted(
        self, row: Row | None, group: str, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        """File data of the cells that are to change, in a group's own keys."""
        fields = FIELDS[group]
        data: dict[str, Any] = {}
        bad: list[BadCell] = []
        for column, text in cells.items():
            try:
                if column == "other":
                    data |= self._other(row, text, fields)
                elif column in fields:
                    data[fields[column]] = _value(group, column, text.strip())
                elif text.strip():
                    raise ValueError(f"{group}没有这一栏")
            except ValueError as error:
                bad.append(BadCell(column, str(error), WANTED.get(column, "")))
        return data, bad

    def _other(self, row: Row | None, text: str, fields: Mapping[str, str]) -> dict[str, Any]:
        rest = _braces(text)
        if rest is None or rest.keys() & set(fields.values()):
            raise ValueError("读不出来，照原来的写法改：{键: 值}")
        was = (_braces(row.cells["other"]) if row is not None else None) or {}
        return {**dict.fromkeys(was.keys() - rest.keys(), DROP), **rest}

    def current(self, read: Read) -> str:
        return self.tree_file.current(read)

    def write(
        self,
        text: str,
        edits: Mapping[str, dict[str, Any]],
        new: Sequence[dict[str, Any]],
        deleted: Sequence[str],
    ) -> str:
        data = self.tree_file.data
        added: dict[str, list[dict[str, Any]]] = {}
        for record in new:
            own = {name: value for name, value in record.items() if name != "group"}
            added.setdefault(GROUPS[str(record["group"])], []).append(own)
        # A list from which rows go, or to which some come, is written whole; of any other only
        # what was edited.
        whole = added.keys() | {row_of(ident)[0] for ident in deleted if ident != "bonus"}
        changes: list[tuple[tuple[str | int, ...], Mapping[str, Any]]] = []
        for ident, edit in edits.items():
            if ident != "bonus":
                key, index = row_of(ident)
                if key not in whole:
                    changes.append(((key, index), plain_entry(fitting(edit, data[key][index]))))
        heads = self._bonus(edits.get("bonus", {}), gone="bonus" in deleted)
        for key in sorted(whole):
            heads[key] = self._list(key, edits, deleted, added.get(key, [])) or DROP
        text = nested_edits(text, [(path, change) for path, change in changes if change])
        if heads:
            return nested_edits(text, [((), heads)])
        return text

    def _bonus(self, edit: Mapping[str, Any], *, gone: bool) -> dict[str, Any]:
        """The terms of bonus points as they are to be written, where anything of them changes."""
        before = self.tree_file.data.get("bonus") or {}
        if gone:
            return {"bonus": DROP} if before else {}
        after = merged(before, edit)
        if not edit or not (before or after):
            return {}
        return {"bonus": after or DROP}

    def _list(
        self,
        key: str,
        edits: Mapping[str, dict[str, Any]],
        deleted: Sequence[str],
        added: list[dict[str, Any]],
    ) -> list[dict[str, Any]]:
        entries = []
        for index, entry in enumerate(self.tree_file.data.get(key) or []):
            ident = f"{key}#{index + 1}"
            if ident not in deleted:
                entries.append(merged(entry, edits.get(ident, {})))
        return [*entries, *map(plain_entry, added)]

    def beside(self, read: Callable[[str], str], made: str) -> tuple[dict[str, str], list[str]]:
        return self.tree_file.beside(self.workspace, read, made)

    def faults(self, text: str) -> list[Problem]:
        return self.tree_file.faults(text)


def _needed(group: str) -> list[str]:
    """The columns that a new row of a group has to fill in; a condition may go without a code."""
    needed: list[str] = [column for column in ("code", "name", "type") if column in FIELDS[group]]
    if group == CRITERION:
        # A condition without an id is numbered by its place.
        needed.remove("code")
    return needed


def _braces(text: str) -> dict[str, Any] | None:
    """The data that a cell writes in braces; {} for an empty one, None where it cannot be read."""
    if not text.strip():
        return {}
    data, _, problems = parse(text, "")
    if isinstance(data, dict) and not problems:
        return data
    return None


def _value(group: str, column: str, text: str) -> Any:
    if not text:
        return DROP
    if column == "number":
        plain = words.narrow(text).removesuffix("分").strip()
        if not plain.rstrip("%").replace(".", "", 1).isdecimal():
            raise ValueError(f"“{text}”不是分数或比例")
        return Bare(plain)
    if column == "type":
        names = EFFECTS if group == VETO else CONDITIONS
        for key, name in names.items():
            if words.narrow(text) in (words.narrow(name), key):
                return key
        raise ValueError(f"“{text}”读不出来，可选：{'、'.join(names.values())}")
    return text


WANTED = {
    "number": "80、59.5 或 90%",
    "other": "{键: 值}",
    "code": "编号，如 V3",
    "name": "写上名称",
}
