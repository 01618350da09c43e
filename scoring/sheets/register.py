"""佐证登记表: the register, one row for each piece; new rows become new records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, get_args

from scoring.evidence.files import look
from scoring.evidence.model import Evidence, read_register
from scoring.indicators.model import EvidenceKind
from scoring.problems import Problem
from scoring.sheets import words
from scoring.sheets.form import BadCell, Form, FormColumn, Row, row
from scoring.sheets.proof_cells import read_proofs, say_proofs
from scoring.sheets.table import (
    Table,
    checked_unit,
    converted,
    document_of,
    errors_of,
    next_ids,
    owners,
    places,
    unit_names,
)
from scoring.sheets.table import data_of as file_data
from scoring.storage import DROP, Edit, Quoted, append_record, apply_edits, remove_record
from scoring.workspace import Workspace

KINDS = get_args(EvidenceKind)
STATES = {"pending": "待审核", "accepted": "通过", "returned": "退回", "withdrawn": "单位撤回"}
UNUSABLE = {
    "missing": "文件不在",
    "outside": "路径不在工作区的 evidence/ 里",
    "unreadable": "文件是空的或打不开",
    "unopened": "文件打不开",
}
COLUMNS = (
    FormColumn("id", "编号", 9),
    FormColumn("title", "题名", 32),
    FormColumn("kind", "类型", 8, centre=True),
    FormColumn("doc_no", "文号", 19),
    FormColumn("issuer", "制发机关", 18),
    FormColumn("date", "成文日期", 12, centre=True),
    FormColumn("seen", "查看日期", 12, centre=True),
    FormColumn("unit", "报送单位", 15),
    FormColumn("proves", "证明内容", 34),
    FormColumn("place", "文件或链接", 26),
    FormColumn("state", "审核状态", 9, centre=True),
    FormColumn("opinion", "审核意见", 16),
)
NOTES = (
    "“证明内容”一行写一个指标：编号、空格、佐证要求的名称，括号里写位置，如：1.1.1 "
    "办理时限压缩清单（第3页）。",
    "后面带【待确认】的是系统建议的对应关系：认可的删去【待确认】四个字和括号，不认可的删去整行。",
    "新增材料在表格下方的空行里填，编号留空，导入时自动编号。先把文件放进工作区的 evidence 文件夹，"
    "“文件或链接”写它在 evidence 里的位置，如：files/1-1/清单.pdf；网页写 https:// 开头的地址，"
    "并填查看日期。",
    "日期写成 2026-03-05、2026/3/5、2026.3.5 或 2026年3月5日都可以。"
    "审核状态和审核意见由审核人员在系统里填写。",
)
TEXTS = {"title": "题名", "doc_no": "文号", "issuer": "制发机关"}
# Not the file, not its digest, not the review: those have ways of their own, with other hands.
OPEN = frozenset({"title", "kind", "doc_no", "issuer", "date", "unit", "proves"})


class RegisterTable(Table):
    """The register of evidence."""

    kind = "evidence"
    title = "佐证登记表"
    file = "evidence/register.yaml"

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.tree = workspace.tree
        self.data = file_data(workspace, self.file)
        # Asked for each edited row: a register has thousands of records.
        self.places = places(self.data)
        self.records = {record.id: record for record in workspace.records}
        choices = {"kind": tuple(KINDS)} | (
            {"unit": unit_names(workspace)} if workspace.units else {}
        )
        blank = row("", {}, OPEN | {"seen", "place"}, choices=choices)
        rows = tuple(self._row(record, choices) for record in workspace.records)
        self.form = Form(self.kind, self.title, COLUMNS, rows, "id", NOTES, blank)

    def _row(self, record: Evidence, choices: Mapping[str, tuple[str, ...]]) -> Row:
        stale = record.id in self.workspace.standings and self.workspace.standings[record.id].stale
        cells = {
            "id": record.id,
            "title": record.title,
            "kind": record.kind,
            "doc_no": record.doc_no,
            "issuer": record.issuer,
            "date": str(record.date or ""),
            "seen": str(record.seen or ""),
            "unit": record.unit,
            "proves": say_proofs(record.proves),
            "place": record.file or record.url,
            "state": "待复审" if stale else STATES[record.review.state],
            "opinion": record.review.note,
        }
        units = owners(self.workspace, [record.unit] if record.unit else [])
        return row(
            record.id,
            cells,
            OPEN | ({"seen"} if record.url else set()),
            choices=choices,
            units=units,
        )

    def convert(
        self, row: Row | None, cells: Mapping[str, str]
    ) -> tuple[dict[str, Any], list[BadCell]]:
        data, bad = converted(cells, lambda key, text: self._value(row, key, text), WANTED)
        if row is None:
            place = data.pop("place", DROP)
            file, more = self._place(place if isinstance(place, str) else "", data)
            # A new record has nothing to take out: a blank cell is a key that is not written.
            stated = {key: value for key, value in data.items() if value is not DROP}
            return {**file, **stated}, bad + more
        if "proves" in data:
            own = [] if data["proves"] is DROP else data["proves"]
            data["proves"] = [*own, *self._proofs_elsewhere(row.id)] or DROP
        return data, bad

    def _proofs_elsewhere(self, ident: str) -> list[dict[str, Any]]:
        """What a piece proves under another indicator system: it is not in the sheet, and stays."""
        proofs = self.data[self.places[ident]].get("proves") or []
        return [
            proof | {"indicator": Quoted(proof.get("indicator", ""))}
            for proof in proofs
            if isinstance(proof, dict) and proof.get("tree") not in (None, self.tree.id)
        ]

    def _value(self, row: Row | None, key: str, text: str) -> Any:
        match key:
            case "kind":
                name = words.known_name(text, KINDS)
                if name is None:
                    raise BadCell(key, f"没有“{text}”这种类型", "、".join(KINDS))
                return name
            case "date" | "seen":
                return date.fromisoformat(words.day(text))
            case "unit":
                return checked_unit(self.workspace, key, text)
            case "proves":
                old = self.records[row.id].proves if row else ()
                return read_proofs(text, self.tree, old)
        if key in TEXTS:
            return " ".join(text.split())
        return text.strip()

    def _place(self, place: str, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[BadCell]]:
        """File or address of a new record, with the digest of the file."""
        if not place:
            return {}, [BadCell("place", "新增材料没有写文件或链接", WANTED["place"])]
        if place.lower().startswith(("http://", "https://")):
            if data.get("seen", DROP) is DROP:
                return {}, [BadCell("seen", "链接要写查看日期", WANTED["seen"])]
            return {"url": place}, []
        name = _inside(place)
        # By the same eyes as evidence that is registered already: path, size, digest, whether it
        # opens.
        fact = look([Evidence(id="new", file=name)], self.workspace.path)["new"]
        if fact.state != "ok" or fact.sha256 is None:
            what = f"{UNUSABLE.get(fact.state, '文件不可用')}：{name}"
            return {}, [BadCell("place", what, WANTED["place"])]
        return {"file": name, "sha256": fact.sha256, "size": fact.size}, []

    def twin(self, cells: Mapping[str, str]) -> str | None:
        place = _inside(cells.get("place", ""))
        if not place:
            return None
        # By the file and not by the title: notices of one title come out every year.
        same = (item.id for item in self.records.values() if place in (item.file, item.url))
        return next(same, None)

    def write(
        self,
        text: str,
        edits: Mapping[str, dict[str, Any]],
        new: Sequence[dict[str, Any]],
        deleted: Sequence[str],
    ) -> str:
        at = self.places
        text = apply_edits(text, [Edit(at[ident], changes) for ident, changes in edits.items()])
        # From the end on, so that no place still to come moves.
        for ident in sorted(deleted, key=lambda ident: -at[ident]):
            text = remove_record(text, at[ident])
        for ident, record in zip(next_ids("E", list(at), len(new)), new, strict=True):
            text = append_record(text, {"id": ident, **_ordered(record)})
        return text

    def faults(self, text: str) -> list[Problem]:
        document, problems = document_of(text, self.file)
        if document is not None:
            problems = problems + read_register(document)[1]
        return errors_of(problems)


def _inside(place: str) -> str:
    """A place as the register writes it: from the folder ``evidence`` on, with slashes."""
    # As Windows shows the path to whoever copies it into the cell.
    return place.replace("\\", "/").removeprefix("evidence/")


WANTED = {
    "date": "2026-03-05 这样的日期",
    "seen": "2026-03-05 这样的日期",
    "proves": "1.1.1 佐证要求的名称（第3页），一行一个指标",
    "place": "evidence 文件夹里的位置，如 files/1-1/清单.pdf；或 https:// 开头的地址",
}


def _ordered(record: Mapping[str, Any]) -> dict[str, Any]:
    """The keys in the order in which the register is usually written."""
    return {key: record[key] for key in Evidence.model_fields if key in record}
