"""佐证要求表: the named requirements of the indicators, one row each;
new rows become new requirements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from scoring.indicators.model import EvidenceKind
from scoring.problems import Problem
from scoring.sheets import words
from scoring.sheets.form import BadCell, Form, FormColumn, Row, row
from scoring.sheets.table import Table
from scoring.sheets.tree_file import RawNode, Read, TreeFile, fitting, merged, names_text, row_of
from scoring.storage import DROP, Bare
from scoring.storage.splice import nested_edits
from scoring.workspace import Workspace

KINDS = get_args(EvidenceKind)
COLUMNS = (
    FormColumn("place", "指标编号", 10),
    FormColumn("indicator", "指标名称", 28),
    FormColumn("name", "佐证要求", 32),
    FormColumn("kinds", "种类", 18),
    FormColumn("min", "至少几件", 9, centre=True),
    FormColumn("required", "是否必备", 9, centre=True),
    FormColumn("within", "时间", 11, centre=True),
)
ORDER: tuple[str, ...] = ("name", "kinds", "min", "required", "within")
REQUIRED = {"true": "必备", "false": "可选"}
WITHIN = {"window": "时间窗内", "any": "不限时间"}
OPEN = frozenset({"name", "kinds", "min", "required", "within"})
NOTES = (
    f"“佐证要求”表：一行一项要求。种类可写几种，用顿号隔开：{'、'.join(KINDS)}；不写表示不限。"
    "件数不写是 1 件，不写“可选”就是必备。",
    "新增要求写在表格下方的空行里，先写指标编号。删去要求：删去整行，导入时加 --delete。",
)


class RequirementsTable(Table):
    """The evidence requirements of the workspace's tree."""

    kind = "tree-evidence"
    title = "佐证要求"

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.tree_file = TreeFile(workspace)
        self.file = self.tree_file.name
        rows = []
        for node in self.tree_file.nodes.values():
            listed = node.data.get("evidence")
            for index, entry in enumerate(listed if isinstance(listed, list) else []):
                if isinstance(entry, dict):
                    rows.append(self._row(node.code, str(node.data.get("name", "")), index, entry))
        leaves = tuple(node.code for node in self.tree_file.nodes.values() if node.leaf)
        choices = {"required": tuple(REQUIRED.values()), "within": tuple(WITHIN.values())}
        blank = row("", {}, OPEN | {"place"}, choices=choices | {"place": leaves})
        self.form = Form(self.kind, self.title, COLUMNS, tuple(rows), "place", NOTES, blank)

    def _row(self, code: str, indicator: str, index: int, entry: Mapping[str, Any]) -> Row:
        cells = {
            "place": code,
            "indicator": indicator,
            "name": str(entry.get("name", "")),
            "kinds": names_text(entry.get("kinds", [])),
            "min": str(entry.get("min", "")),
            "required": REQUIRED.get(str(entry.get("required", "")), ""),
            "within": WITHIN.get(str(entry.get("within", "")), ""),
        }
        choices = {"required": tuple(REQUIRED.values()), "within": tuple(WITHIN.values())}
        # By place and not by name, since the name is one of the things to be changed.
        return row(f"{code}#{index + 1}", cells, OPEN, choices=choices)

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        data: dict[str, Any] = {}
        bad: list[BadCell] = []
        for key in OPEN & cells.keys():
            text = cells[key].strip()
            try:
                data[key] = READERS[key](text) if text else DROP
            except ValueError as error:
                bad.append(BadCell(key, str(error), WANTED.get(key, "")))
        if data.get("name", "" if row is None else None) in (DROP, ""):
            bad.append(BadCell("name", "佐证要求的名称不能空", "写上名称"))
        if row is None:
            code = words.narrow(cells.get("place", ""))
            node = self.tree_file.nodes.get(code)
            if node is None or not node.leaf:
                bad.append(
                    BadCell("place", f"“{code or '空白'}”不是末级指标的编号", "编号，如 1.1.1")
                )
            data = {key: value for key, value in data.items() if value is not DROP}
            data["place"] = code
        return data, bad

    def twin(self, cells: Mapping[str, str]) -> str | None:
        wanted = (words.narrow(cells.get("place", "")), cells.get("name", "").strip())
        return next(
            (row.id for row in self.form.rows if (row.cells["place"], row.cells["name"]) == wanted),
            None,
        )

    def current(self, read: Read) -> str:
        return self.tree_file.current(read)

    def write(
        self,
        text: str,
        edits: Mapping[str, dict[str, Any]],
        new: Sequence[dict[str, Any]],
        deleted: Sequence[str],
    ) -> str:
        places = self.tree_file.paths(text)
        added: dict[str, list[dict[str, Any]]] = {}
        for record in new:
            own: dict[str, Any] = {key: record[key] for key in ORDER if key in record}
            added.setdefault(str(record["place"]), []).append(own)
        # A list from which rows go, or to which some come, is written whole; of any other only
        # what was edited.
        whole = added.keys() | {row_of(ident)[0] for ident in deleted}
        changes: list[tuple[tuple[str | int, ...], Mapping[str, Any]]] = []
        for ident, edit in edits.items():
            code, index = row_of(ident)
            if code in places and code not in whole:
                path = (*places[code].path, "evidence", index)
                changes.append((path, fitting(edit, places[code].data["evidence"][index])))
        for code in sorted(whole & places.keys()):
            left = _left(places[code], edits, deleted)
            evidence = [*left, *added.get(code, [])]
            changes.append((places[code].path, {"evidence": evidence or DROP}))
        return nested_edits(text, [(path, change) for path, change in changes if change])

    def beside(self, read: Callable[[str], str], made: str) -> tuple[dict[str, str], list[str]]:
        return self.tree_file.beside(self.workspace, read, made)

    def faults(self, text: str) -> list[Problem]:
        return self.tree_file.faults(text)


def _kinds(text: str) -> list[str]:
    kinds = words.names(text)
    wrong = next((kind for kind in kinds if kind not in KINDS), None)
    if wrong is not None:
        raise ValueError(words.unknown(wrong, KINDS))
    return kinds


def _min(text: str) -> Bare:
    plain = words.narrow(text).rstrip("件份张个")
    # A requirement of no pieces asks for nothing: it is left out instead.
    if not plain.isdecimal() or plain == "0":
        raise ValueError(f"“{text}”不是件数")
    return Bare(plain)


def _required(text: str) -> bool:
    plain = words.narrow(text)
    if plain in ("必备", "是"):
        return True
    if plain in ("可选", "否"):
        return False
    raise ValueError(f"“{text}”不是“必备”或“可选”")


def _within(text: str) -> str:
    plain = words.narrow(text)
    for key, name in WITHIN.items():
        if plain in (name, key):
            return key
    raise ValueError(f"“{text}”读不出来")


READERS: dict[str, Callable[[str], Any]] = {
    "name": str.strip, "kinds": _kinds, "min": _min, "required": _required, "within": _within,
}  # fmt: skip
WANTED = {
    "kinds": "、".join(KINDS),
    "min": "1、2 这样的整数",
    "required": "必备、可选",
    "within": "时间窗内、不限时间",
}


def _left(
    node: RawNode, edits: Mapping[str, dict[str, Any]], deleted: Sequence[str]
) -> list[dict[str, Any]]:
    """The requirements of a node that are not deleted, edited."""
    listed = node.data.get("evidence")
    left = []
    for index, entry in enumerate(listed if isinstance(listed, list) else []):
        ident = f"{node.code}#{index + 1}"
        if ident not in deleted:
            left.append(merged(entry, edits.get(ident, {})))
    return left
