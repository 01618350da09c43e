"""一票否决表: the vetoes of the tree in the current round, each with whether it happened, when, and
who found it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from scoring.problems import Problem
from scoring.sheets import words
from scoring.sheets.findings import FindingsTable
from scoring.sheets.form import BadCell, Form, FormColumn, Row, row
from scoring.sheets.table import Table, data_of
from scoring.sheets.tree_terms import EFFECTS
from scoring.storage import MapEdit, apply_edits
from scoring.workspace import Workspace

COLUMNS = (
    FormColumn("code", "编号", 9),
    FormColumn("name", "一票否决事项", 44),
    FormColumn("effect", "后果", 16),
    FormColumn("happened", "是否发生", 10, centre=True),
    FormColumn("on", "发生日期", 12, centre=True),
    FormColumn("authority", "认定机关", 22),
    FormColumn("note", "说明", 36),
)
NO, YES = "未发生", "发生"
OPEN = frozenset({"happened", "on", "authority", "note"})
NOTES = ("每一项都要核实：选“未发生”或“发生”。发生的写日期和认定机关。空着表示还没有核实。",)


class VetoesTable(Table):
    """The vetoes of the current round."""

    kind = "vetoes"
    title = "一票否决表"
    # Which vetoes there are is the tree's to say; a round only says whether they happened.
    can_delete = False

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.file = workspace.current.file
        data = data_of(workspace, self.file)
        stated = data.get("vetoes") if isinstance(data, dict) else None
        self.entries: dict[str, Any] = stated if isinstance(stated, dict) else {}
        rows = tuple(
            self._row(veto.code, veto.name, EFFECTS[veto.effect])
            for veto in workspace.tree.head.vetoes
        )
        self.form = Form(self.kind, self.title, COLUMNS, rows, "code", NOTES)

    def _row(self, code: str, name: str, effect: str) -> Row:
        entry = self.entries.get(code)
        fact = entry if isinstance(entry, dict) else {}
        if isinstance(entry, dict) or entry == "true":
            happened = YES
        elif entry == "false":
            happened = NO
        else:
            # Not mentioned is not triggered for the engine, and
            # still open for whoever fills in the form.
            happened = ""
        cells = {
            "code": code,
            "name": name,
            "effect": effect,
            "happened": happened,
            **{key: str(fact.get(key, "")) for key in ("on", "authority", "note")},
        }
        return row(code, cells, OPEN, choices={"happened": (NO, YES)})

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        """``{"entry": what the round says of the veto}``."""
        if row is None:
            return {}, [BadCell("code", "这张表不能新增事项", "一票否决事项写在指标体系里")]
        texts = {key: cells.get(key, row.cells[key]).strip() for key in OPEN}
        happened = words.narrow(texts.pop("happened"))
        facts = {key: text for key, text in texts.items() if text}
        if happened in (NO, "否", "没有", "无"):
            # Facts beside 未发生 are a contradiction, of which nobody can say which half is meant.
            return {"entry": False}, [
                BadCell(key, "写明未发生的，这一格要空着", "空白") for key in list(facts)[:1]
            ]
        if happened not in (YES, "是", "有"):
            return {}, [BadCell("happened", f"“{happened or '空白'}”读不出来", f"{NO} 或 {YES}")]
        if "on" not in facts:
            return {}, [BadCell("on", "发生的要写日期", "2026-03-05")]
        try:
            day = date.fromisoformat(words.day(facts["on"]))
        except ValueError as error:
            return {}, [BadCell("on", str(error), "2026-03-05")]
        entry: dict[str, Any] = {"on": day}
        for key in ("authority", "note"):
            if key in facts:
                entry[key] = facts[key]
        return {"entry": entry}, []

    def write(
        self,
        text: str,
        edits: Mapping[str, dict[str, Any]],
        new: Sequence[dict[str, Any]],
        deleted: Sequence[str],
    ) -> str:
        changes = {code: edit["entry"] for code, edit in edits.items() if "entry" in edit}
        if changes:
            return apply_edits(text, [MapEdit(("vetoes",), changes)])
        return text

    def faults(self, text: str) -> list[Problem]:
        return FindingsTable(self.workspace).faults(text)
