"""任务分解表: what each unit has to do. It goes out only; 完成情况 is for the unit's own use."""

from __future__ import annotations

from scoring.indicators.model import Indicator, due_text
from scoring.sheets.form import Form, FormColumn, Row, row
from scoring.sheets.table import Table, owners
from scoring.values import format_short
from scoring.workspace import Workspace

COLUMNS = (
    FormColumn("code", "编号", 8),
    FormColumn("block", "一级指标", 16),
    FormColumn("name", "任务", 26),
    FormColumn("points", "分值", 6, centre=True),
    FormColumn("criterion", "评分标准", 34),
    FormColumn("evidence", "需要的佐证材料", 28),
    FormColumn("lead", "牵头单位", 14),
    FormColumn("support", "责任单位", 16),
    FormColumn("due", "完成时限", 12, centre=True),
    FormColumn("done", "完成情况", 24),
)
NOTES = (
    "本表只用于下发任务，不导回系统。“完成情况”供本单位自己记录。",
    "认定和备注请填“认定表”，材料请填“佐证登记表”，整改进展请填“整改清单”，这三张表可以导入。",
)


class TasksTable(Table):
    """The leaves with their owners, requirements and dates."""

    kind = "tasks"
    title = "任务分解表"

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.tree = workspace.tree
        rows = tuple(self._row(leaf) for leaf in self.tree.leaves())
        self.form = Form(self.kind, self.title, COLUMNS, rows, "code", NOTES)

    def _row(self, leaf: Indicator) -> Row:
        path = self.tree.path(leaf.code)
        cells = {
            "code": leaf.code,
            "block": path[0].name if len(path) > 1 else "",
            "name": leaf.name,
            "points": format_short(leaf.points),
            "criterion": leaf.rule.describe(leaf.points) if leaf.rule else "",
            "evidence": "\n".join(
                item.name + ("" if item.required else "（选报）")
                for item in leaf.requirements or ()
            )
            or ("至少一件有效材料" if leaf.requirements is None else "不需要"),
            "lead": "、".join(leaf.lead),
            "support": "、".join(leaf.record.support),
            "due": due_text(
                next(
                    (node.record.due for node in reversed(path) if node.record.due is not None),
                    None,
                )
            ),
            "done": "",
        }
        return row(
            leaf.code,
            cells,
            {"done"},
            units=owners(self.workspace, (*leaf.lead, *leaf.record.support)),
        )
