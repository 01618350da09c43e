"""整改清单: the items of the ledger with what the units report each week;
new rows become new items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scoring.engine import CAUSE_NAMES
from scoring.problems import Problem
from scoring.rectification.ledger import SOURCE_NAMES, RectificationItem, read_ledger
from scoring.sheets import words
from scoring.sheets.form import BadCell, Form, FormColumn, Row, row
from scoring.sheets.measures import read_measures, say_measures
from scoring.sheets.table import (
    Table,
    checked_unit,
    converted,
    data_of,
    document_of,
    errors_of,
    next_ids,
    owners,
    places,
    unit_names,
)
from scoring.storage import DROP, Bare, Edit, Journal, Quoted, append_record, apply_edits
from scoring.storage.appending import append_item
from scoring.storage.journal import JOURNAL
from scoring.values import ONGOING, format_short, nearest
from scoring.workspace import Workspace

CAUSES = {**CAUSE_NAMES, "other": "其他"}
COLUMNS = (
    FormColumn("id", "编号", 8),
    FormColumn("indicator", "指标编号", 9),
    FormColumn("name", "指标", 20),
    FormColumn("source", "来源", 9, centre=True),
    FormColumn("problem", "问题", 26),
    FormColumn("lost", "失分", 7, centre=True),
    FormColumn("cause", "失分原因", 10, centre=True),
    FormColumn("lead", "牵头单位", 14),
    FormColumn("due", "整改期限", 12, centre=True),
    FormColumn("extended", "展期至", 12, centre=True),
    FormColumn("status", "状态", 9, centre=True),
    FormColumn("person", "责任人", 9, centre=True),
    FormColumn("measures", "整改措施", 30),
    FormColumn("last", "上次进展", 20),
    FormColumn("progress", "本周进展", 22),
)
NOTES = (
    "“整改措施”一行一条，括号里写期限和完成日期，如：导出 2026 年清单并公开（2026-10-15；已完成 "
    "2026-10-12）。",
    "“本周进展”写这一周做了什么，牵头、责任单位各报各的，每次导入记一笔，"
    "下次导出时显示在“上次进展”。没有进展的不填。",
    "排序、筛选时选中整张表：只排“本周进展”一列，进展会串到别的事项上，系统认不出来。导入前先用 "
    "--preview 看一遍。",
    "措施、责任人由牵头单位填；措施的期限写全年月日，已定的期限不能在表里改，要延期的另行申请。",
    "状态由开工、申报、验收、销号的记录得出，不在表里改。首次期限不改；要延期的，另行申请。",
    "已销号的事项不能再填。新发现的问题（督察反馈、舆情、上级通报）在表格下方的空行里填，"
    "编号留空，导入时自动编号。",
)
PROGRESS = "progress"


class LedgerTable(Table):
    """The rectification ledger. Items are never deleted: they end by 销号."""

    kind = "rectification"
    title = "整改清单"
    file = "rectification.yaml"
    # Items end by 销号 with a second hand; a deleted row would end one without anybody.
    can_delete = False
    spoken = frozenset({PROGRESS})

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.tree = workspace.tree
        self.data = data_of(workspace, self.file)
        self.items = {item.id: item for item in workspace.ledger}
        self.noted = last_progress(workspace.path)
        choices = {"source": tuple(SOURCE_NAMES.values())}
        open_cells = frozenset(
            {"indicator", "source", "problem", "lead", "due", "person", "measures"}
        )
        blank_choices = choices | ({"lead": unit_names(workspace)} if workspace.units else {})
        blank = row("", {}, open_cells, choices=blank_choices)
        rows = tuple(self._row(item) for item in workspace.ledger)
        self.form = Form(self.kind, self.title, COLUMNS, rows, "id", NOTES, blank)

    def _row(self, item: RectificationItem) -> Row:
        node = self.tree.by_code.get(item.indicator or "")
        cells = {
            "id": item.id,
            "indicator": item.indicator,
            "name": node.name if node else "",
            "source": SOURCE_NAMES[item.source],
            "problem": item.problem,
            "lost": format_short(item.lost) if item.lost is not None else "",
            "cause": CAUSES[item.cause],
            "lead": "、".join(item.lead),
            "due": str(item.due or ""),
            "extended": str(item.deadline or "") if item.deadline != item.due else "",
            "status": item.status,
            "person": item.person,
            "measures": say_measures(item.measures),
            "last": self._last(item),
            PROGRESS: "",
        }
        # A date that is set moves only with an approver.
        fill = {"person", "measures", PROGRESS} | ({"due"} if item.due is None else set())
        leads = owners(self.workspace, item.lead)
        return row(
            item.id,
            cells,
            frozenset[str]() if item.closed else frozenset(fill),
            units=owners(self.workspace, (*item.lead, *item.support)),
            reserved=dict.fromkeys(("person", "measures", "due"), frozenset(leads)),
        )

    def _last(self, item: RectificationItem) -> str:
        """The last report of each unit, a line each; of a ledger that kept them in the journal,
        what stands there.
        """
        lines = [
            f"{event.unit or event.by or ''}：{event.note or ''}".lstrip("：")
            for event in item.progress
        ]
        return "\n".join(lines) or self.noted.get(item.id, "")

    def said_before(self, ident: str, key: str, unit: str, text: str) -> bool:
        """Whether the last report of a unit on an item says just this."""
        last = {event.unit or "": event.note for event in self.items[ident].progress}
        own = last.get(self._speaker(ident, unit))
        return text == own or (own is None and text == self.noted.get(ident))

    def speak(
        self, ident: str, key: str, unit: str, text: str, today: date, by: str
    ) -> tuple[dict[str, Any], str]:
        item = self.items[ident]
        event = {
            Bare("on"): today,
            "do": "progress",
            "by": by,
            "unit": self._speaker(ident, unit),
            "note": text,
        }
        why = ""
        # Steps only follow each other: a report dated before the last one would break the history.
        if item.newest is not None and today < item.newest:
            why = f"{ident} 的上一步在 {item.newest}，进展不能早于它（今天按 {today}）"
        return {key: value for key, value in event.items() if value}, why

    def _speaker(self, ident: str, unit: str) -> str:
        """Whose report it is: that of the book's unit, else of the one lead of the item."""
        leads = self.items[ident].lead
        # With several leads nobody can say in whose name the office's own book speaks.
        return unit or (leads[0] if len(leads) == 1 else "")

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        data, bad = converted(cells, lambda key, text: self._value(row, key, text), WANTED)
        if row is not None and cells.get("measures") == "":
            try:
                read_measures("", self.items[row.id].measures)
            except ValueError as error:
                bad.append(BadCell("measures", str(error), WANTED["measures"]))
        if row is None:
            data = {key: value for key, value in data.items() if value is not DROP}
            if "problem" not in data and not any(error.key == "problem" for error in bad):
                bad.append(BadCell("problem", "新增事项没有写问题", "一句话写明问题"))
        return data, bad

    def _value(self, row: Row | None, key: str, text: str) -> Any:
        match key:
            case "due":
                due = words.due(text)
                return due if due == ONGOING else date.fromisoformat(due)
            case "measures":
                old = self.items[row.id].measures if row else ()
                return read_measures(text, old, self.today) or DROP
            case "lead":
                units = [checked_unit(self.workspace, key, name) for name in words.names(text)]
                return list(dict.fromkeys(units))
            case "source":
                return _source(text)
            case "indicator":
                return self._indicator(text)
            case "person":
                return " ".join(text.split())
        return text

    def _indicator(self, text: str) -> Quoted:
        """The code of an indicator; the cell may hold its name behind it."""
        code = words.narrow(text).split(" ")[0]
        if aside := self.tree.not_assessed(code):
            raise BadCell("indicator", aside, "本对象要评的指标的编号")
        if code not in self.tree.by_code:
            near = nearest(code, list(self.tree.by_code))
            hint = f"，是不是“{near}”" if near else ""
            raise BadCell("indicator", f"“{text}”不在指标体系里", f"指标编号{hint}")
        return Quoted(code)

    def twin(self, cells: Mapping[str, str]) -> str | None:
        problem = cells.get("problem", "")
        code = words.narrow(cells.get("indicator", "")).split(" ")[0]
        for item in self.items.values():
            if problem == item.problem and code == (item.indicator or ""):
                return item.id
        return None

    def opening(self, record: dict[str, Any], today: date, by: str) -> dict[str, Any]:
        event = {"on": today, "do": "open"}
        if by:
            event["by"] = by
        return {**record, "events": [event]}

    def write(
        self,
        text: str,
        edits: Mapping[str, dict[str, Any]],
        new: Sequence[dict[str, Any]],
        deleted: Sequence[str],
    ) -> str:
        at = places(self.data)
        changes = {
            ident: {key: value for key, value in edit.items() if key != PROGRESS}
            for ident, edit in edits.items()
        }
        text = apply_edits(
            text, [Edit(at[ident], change) for ident, change in changes.items() if change]
        )
        for ident, edit in edits.items():
            # Events are only added: what others reported since the export stays.
            for event in edit.get(PROGRESS, ()):
                text = append_item(text, at[ident], "events", event)
        for ident, record in zip(next_ids("R", list(at), len(new)), new, strict=True):
            text = append_record(text, {"id": ident, **_ordered(record)})
        return text

    def faults(self, text: str) -> list[Problem]:
        document, problems = document_of(text, self.file)
        if document is not None:
            problems = problems + read_ledger(document, self.tree)[1]
        return errors_of(problems)


def _source(text: str) -> str:
    """The key of a source (来源) by its Chinese name."""
    names = tuple(SOURCE_NAMES.values())
    word = words.known_name(text, names)
    if word is None:
        raise BadCell("source", f"没有“{text}”这种来源", "、".join(names))
    return next(key for key, name in SOURCE_NAMES.items() if name == word)


WANTED = {
    "due": "2026-12-31 这样的日期，或 持续推进",
    "measures": "一行一条：措施（2026-10-15；已完成 2026-10-12）",
}


def last_progress(workspace: Path) -> dict[str, str]:
    """The newest weekly note of each item in the journal,
    where notes stood before the ledger had them.
    """
    newest: dict[str, str] = {}
    for entry in Journal(workspace / JOURNAL).oldest_first(f'"{PROGRESS}"'.encode()):
        notes = entry.get(PROGRESS)
        if isinstance(notes, dict):
            newest |= {str(ident): str(text) for ident, text in notes.items()}
    return newest


def _ordered(record: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a new item in the order in which the ledger is usually written."""
    defaults: dict[str, Any] = {"source": "superior", **record}
    return {key: defaults[key] for key in RectificationItem.model_fields if key in defaults}
