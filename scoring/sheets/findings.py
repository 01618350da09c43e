"""认定表: one row for each leaf, with its criterion, what is found, and a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.indicators.model import Indicator
from scoring.problems import Problem
from scoring.rounds.finding import Remarks
from scoring.rounds.forms import inline
from scoring.rounds.reading import read_findings, read_head
from scoring.schema import without_keys
from scoring.sheets.fact_hints import wanted
from scoring.sheets.facts import for_file, read, say
from scoring.sheets.form import BadCell, Form, FormColumn, Row, row
from scoring.sheets.table import Table, data_of, document_of, errors_of, owners
from scoring.storage import DROP, MapEdit, apply_edits
from scoring.values import format_short
from scoring.workspace import Workspace

COLUMNS = (
    FormColumn("code", "编号", 8),
    FormColumn("name", "指标", 24),
    FormColumn("lead", "牵头单位", 13),
    FormColumn("points", "分值", 6, centre=True),
    FormColumn("criterion", "评分标准", 34),
    FormColumn("wanted", "怎么填", 24),
    FormColumn("finding", "认定", 26),
    FormColumn("note", "备注", 20),
)
NOTES = (
    "“认定”写实际情况，不写分数，分数由系统按评分标准计算。每行怎么写，见同一行的“怎么填”。",
    "还没有核实的先空着，按“未评”处理，不算 0 分。原来填了、现在清空的，导入后恢复成未评。",
    "不适用的写成：不适用：原因（同意：同意的单位）。",
    "全角、半角的标点和数字都可以；以大括号开头的内容是原样保留的复杂情形，不改就不要动它。",
)


class FindingsTable(Table):
    """The findings of the current round."""

    kind = "findings"
    title = "认定表"

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.tree, self.round = workspace.tree, workspace.current
        self.file = self.round.file
        data = data_of(workspace, self.file)
        entries = data.get("findings") if isinstance(data, dict) else None
        self.entries: dict[str, Any] = entries if isinstance(entries, dict) else {}
        rows = tuple(self._row(leaf) for leaf in self.tree.leaves())
        self.form = Form(self.kind, self.title, COLUMNS, rows, "code", NOTES)

    def _row(self, leaf: Indicator) -> Row:
        entry = self.entries.get(leaf.code)
        known = entry if isinstance(entry, dict) else {}
        note = known.get("note")
        kind = leaf.rule.kind if leaf.rule is not None else ""
        choices = {"met": ("是", "否"), "grade": leaf.rule.names() if leaf.rule else ()}.get(
            kind, ()
        )
        cells = {
            "code": leaf.code,
            "name": leaf.name,
            "lead": "、".join(leaf.lead),
            "points": format_short(leaf.points),
            "criterion": leaf.rule.describe(leaf.points) if leaf.rule else "",
            "wanted": wanted(leaf, self.round.kind),
            "finding": say(leaf, known) if known or entry is None else str(entry),
            "note": note if isinstance(note, str) else "",
        }
        units = owners(self.workspace, leaf.lead)
        return row(
            leaf.code,
            cells,
            # Criterion, points and lead come from the tree and are locked: who fills in must not
            # move them.
            {"finding", "note"},
            choices={"finding": choices} if choices else None,
            units=units,
        )

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        """``{"entry": the whole finding}``, or ``DROP`` as the entry
        where nothing is left of it.
        """
        assert row is not None
        leaf = self.tree.by_code[row.id]
        old = self.entries.get(leaf.code)
        facts, remarks = _divided(old if isinstance(old, dict) else {})
        if "finding" in cells:
            try:
                entered = read(leaf, cells["finding"]) if cells["finding"] else {}
            except ValueError as error:
                return {}, [BadCell("finding", str(error), wanted(leaf, self.round.kind))]
            # What was typed in braces may hold remarks too.
            facts, more = _divided(entered)
            remarks |= more
        if "note" in cells:
            remarks.pop("note", None)
            if cells["note"]:
                remarks["note"] = cells["note"]
        entry = facts | remarks
        # Judged in the form of the file, so that the import accepts what check accepts.
        if "finding" in cells and facts:
            text = f"findings:\n  {inline(leaf.code, code=True)}: {inline(entry)}\n"
            problems = self._problems(text)
            if problems:
                what = without_keys(problems[0].what)
                return {}, [BadCell("finding", what, wanted(leaf, self.round.kind))]
        return {"entry": for_file(entry) if entry else DROP}, []

    def _problems(self, text: str) -> list[Problem]:
        """What the rules say of a finding, as if it stood in the file."""
        document, problems = document_of(text, self.file)
        if document is not None:
            problems = problems + read_findings(document, self.round.head, self.tree, "")[1]
        return errors_of(problems)

    def write(
        self,
        text: str,
        edits: Mapping[str, dict[str, Any]],
        new: Sequence[dict[str, Any]],
        deleted: Sequence[str],
    ) -> str:
        changes: dict[str, Any] = {code: edit["entry"] for code, edit in edits.items()}
        changes |= {code: DROP for code in deleted if code in self.entries}
        if changes:
            return apply_edits(text, [MapEdit(("findings",), changes)])
        return text

    def faults(self, text: str) -> list[Problem]:
        document, problems = document_of(text, self.file)
        if document is None or not isinstance(document.data, dict):
            return problems
        head, faults = read_head(document)
        problems = problems + faults
        if head is not None:
            problems += read_findings(document, head, self.tree, "")[1]
        return errors_of(problems)


def _divided(entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of an entry, and the remarks beside them."""
    facts: dict[str, Any] = {}
    remarks: dict[str, Any] = {}
    for key, value in entry.items():
        (remarks if key in Remarks.model_fields else facts)[key] = value
    return facts, remarks
