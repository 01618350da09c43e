"""佐证审核表: one row a piece of evidence; its state, who reviewed it and why,
for many pieces at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scoring.evidence.model import Evidence
from scoring.evidence.stamps import stamp
from scoring.problems import Problem
from scoring.sheets import words
from scoring.sheets.form import BadCell, Form, FormColumn, Row, row
from scoring.sheets.proof_cells import say_proofs
from scoring.sheets.register import STATES, RegisterTable
from scoring.sheets.table import Table, data_of, owners, places
from scoring.storage import DROP, Edit, apply_edits
from scoring.workspace import Workspace

COLUMNS = (
    FormColumn("id", "编号", 9),
    FormColumn("title", "题名", 32),
    FormColumn("kind", "类型", 8, centre=True),
    FormColumn("unit", "报送单位", 15),
    FormColumn("proves", "证明内容", 34),
    FormColumn("place", "文件或链接", 26),
    FormColumn("standing", "现在能不能作数", 22),
    FormColumn("state", "审核状态", 10, centre=True),
    FormColumn("reviewer", "审核人", 10, centre=True),
    FormColumn("opinion", "审核意见", 28),
)
STALE = "待复审"
OPEN = frozenset({"state", "reviewer", "opinion"})
NOTES = (
    "“审核状态”选 通过、退回 或 待审核；通过和退回都要写审核人，退回还要写审核意见，"
    "让报送单位知道怎么改。",
    "待复审的：文件或指标在审核之后变了，看过以后选“通过”即可。文件不在、被换过的不能通过。",
    "审核日期记导入的那一天。其余各列锁定，登记内容请在佐证登记表里改。",
)


class ReviewsTable(Table):
    """The reviews of the register."""

    kind = "reviews"
    title = "佐证审核表"
    file = "evidence/register.yaml"
    can_delete = False

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.data = data_of(workspace, self.file)
        self.records = {record.id: record for record in workspace.records}
        self.form = Form(
            self.kind,
            self.title,
            COLUMNS,
            tuple(self._row(record) for record in workspace.records),
            "id",
            NOTES,
        )

    def _row(self, record: Evidence) -> Row:
        standing = self.workspace.standings.get(record.id)
        stale = standing is not None and standing.stale
        reasons = standing.reasons if standing is not None else ()
        cells = {
            "id": record.id,
            "title": record.title,
            "kind": record.kind,
            "unit": record.unit,
            "proves": say_proofs(record.proves),
            "place": record.file or record.url,
            "standing": "、".join(reasons) or "作数",
            "state": STALE if stale else STATES[record.review.state],
            "reviewer": record.review.by,
            "opinion": record.review.note,
        }
        units = owners(self.workspace, [record.unit] if record.unit else [])
        # Only the unit withdraws what it handed in; a reviewer returns it.
        decisions = tuple(name for key, name in STATES.items() if key != "withdrawn")
        return row(record.id, cells, OPEN, choices={"state": decisions}, units=units)

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        """``{"review": the whole review}``, or ``DROP`` where a piece is to be reviewed anew."""
        if row is None:
            return {}, [BadCell("id", "这张表不能新增佐证", "在佐证登记表里新增")]
        texts = {key: cells.get(key, row.cells[key]).strip() for key in OPEN}
        if texts["state"] == STALE and "state" not in cells:
            # Whoever writes an opinion beside 待复审 and leaves it standing accepts the piece anew.
            state: str | None = "accepted"
        else:
            state = _state(texts["state"])
        if state is None:
            what = f"“{texts['state']}”不是审核状态"
            return {}, [BadCell("state", what, "、".join(STATES.values()))]
        if state == "withdrawn":
            return {}, [BadCell("state", "单位已撤回这件材料，不用审", "单位再交以后再审")]
        if state == "pending":
            return {"review": DROP}, []
        reviewer, opinion = texts["reviewer"], texts["opinion"]
        bad = [*self._person(reviewer), *self._decision(row.id, state, opinion)]
        review: dict[str, Any] = {"state": state, "by": reviewer}
        if self.today is not None:
            review["on"] = self.today
        if opinion:
            review["note"] = opinion
        if state == "accepted" and not bad:
            file = self.workspace.files[row.id]
            # Of what stands under the lock: were the file changed since the export, it is that one
            # that counts.
            review["stamp"] = stamp(self.records[row.id], file.sha256, self.workspace.tree)
        return {"review": review}, bad

    def _person(self, name: str) -> list[BadCell]:
        if not name:
            return [BadCell("reviewer", "没有写审核人", "姓名")]
        unknown = self.workspace.people.unknown(name) if self.workspace.people else ""
        if unknown:
            return [BadCell("reviewer", str(unknown), "姓名")]
        return []

    def _decision(self, ident: str, state: str, opinion: str) -> list[BadCell]:
        if state == "returned" and not opinion:
            return [BadCell("opinion", "退回要写明原因", "哪里不对、怎么改")]
        if state == "accepted" and self.workspace.files[ident].state not in ("ok", "link"):
            why = "、".join(self.workspace.standings[ident].reasons)
            return [
                BadCell(
                    "state",
                    f"文件现在不可用（{why}），不能通过",
                    "退回，或先运行 shifan evidence scan --renew",
                )
            ]
        return []

    def write(
        self,
        text: str,
        edits: Mapping[str, dict[str, Any]],
        new: Sequence[dict[str, Any]],
        deleted: Sequence[str],
    ) -> str:
        at = places(self.data)
        raw = self.data if isinstance(self.data, list) else []
        fitting = [
            Edit(at[ident], edit)
            for ident, edit in edits.items()
            # A piece that was never reviewed has nothing to take out.
            if edit["review"] is not DROP or "review" in raw[at[ident]]
        ]
        return apply_edits(text, fitting)

    def faults(self, text: str) -> list[Problem]:
        return RegisterTable(self.workspace).faults(text)


def _state(text: str) -> str | None:
    """The key of a state of review by its name or itself; None for anything else."""
    word = words.narrow(text)
    return next((key for key, name in STATES.items() if word in (name, key)), None)
