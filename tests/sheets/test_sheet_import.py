"""What comes back: only what was filled in is written, whoever saved the workbook and however it
was rearranged."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sheet_samples import (
    NEW_FILE,
    change,
    changed_lines,
    fill,
    imported,
    make,
    previewed,
    resaved,
    row_of,
    sheet,
    texts,
)

from scoring.storage import Journal, verify_journal
from scoring.workspace import open_workspace

BACK = ("findings", "evidence", "rectification")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "w")


@pytest.mark.parametrize("kind", BACK)
def test_unchanged_is_a_no_op(folder: Path, kind: str) -> None:
    before = texts(folder)
    outcome = imported(folder, sheet(folder, kind))
    assert (outcome.changes, outcome.faults, outcome.notes, outcome.written) == ((), (), (), False)
    assert outcome.unchanged > 0
    assert texts(folder) == before


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_saved_by_libreoffice_is_a_no_op(folder: Path, tmp_path: Path) -> None:
    before = texts(folder)
    paths = [sheet(folder, kind) for kind in BACK] + [sheet(folder, "evidence", "县教育局")]
    again = resaved(paths, tmp_path / "lo")
    assert all(
        path.read_bytes() != new.read_bytes() for path, new in zip(paths, again, strict=True)
    )
    outcome = imported(folder, *again)
    assert (outcome.changes, outcome.faults, outcome.notes) == ((), (), ())
    assert texts(folder) == before
    path = fill(again[0], {("1.1", "认定"): "否"})
    assert [item.new for item in imported(folder, path).changes] == ["否"]


def test_findings_change_their_lines_and_no_others(folder: Path) -> None:
    path = fill(
        sheet(folder, "findings"),
        {
            ("1.1", "认定"): "不适用：本级无此职权（同意：县委编办）",
            ("1.3", "认定"): "",
            ("1.4", "备注"): "",
            ("1.5", "认定"): "６１",
            ("1.7", "备注"): "县里定的",
            ("1.12", "认定"): "抽查10，不合格1",
            ("1.13", "备注"): "还没有结果",
        },
    )
    before = texts(folder)
    outcome = imported(folder, path, by="方静怡")
    assert outcome.written
    assert {item.id for item in outcome.changes} == {
        "1.1",
        "1.3",
        "1.4",
        "1.5",
        "1.7",
        "1.12",
        "1.13",
    }
    gone, come = changed_lines(before, texts(folder), "rounds/2026-self.yaml")
    assert gone == [
        '  "1.1": {met: true, note: =1+1}   # 已核',
        '  "1.3": {counts: {迟报: 2}}',
        '  "1.4":',
        "    done: 96",
        "    of: 100",
        "    note: |",
        "      两行",
        "      说明",
        '  "1.7": {grade: 良}',
    ]
    assert come == [
        '  "1.1": {not_applicable: 本级无此职权, approved_by: 县委编办, note: =1+1}   # 已核',
        '  "1.4": {done: 96, of: 100}',
        '  "1.5": {value: 61}',
        '  "1.7": {grade: 良, note: 县里定的}',
        '  "1.12": {checked: 10, failed: 1}',
        '  "1.13": {note: 还没有结果}',
    ]
    assert open_workspace(folder).whole().errors == []
    entry = Journal(folder / "journal.jsonl").entries()[-1]
    assert (entry["on"], entry["do"], entry["by"]) == ("2026-11-22", "sheet import", "方静怡")
    assert set(entry["records"]) == {item.id for item in outcome.changes}
    assert verify_journal(folder / "journal.jsonl") == []


def test_the_same_workbook_twice_changes_nothing_more(folder: Path) -> None:
    findings = fill(sheet(folder, "findings"), {("1.5", "认定"): "６１"})
    ledger = fill(
        sheet(folder, "rectification"),
        {
            ("R0001", "本周进展"): "已上网 3 项",
            ("R0001", "整改措施"): "补齐（含乡镇）（2026-11-30）\n公开（2026年12月1日）",
            ("", "问题"): "群众反映排队久",
        },
    )
    assert len(imported(folder, findings, ledger).changes) == 4
    after = texts(folder)
    outcome = imported(folder, findings, ledger)
    assert (outcome.changes, outcome.faults) == ((), ())
    assert "已在工作区里（R0003）" in outcome.notes[0]
    assert texts(folder) == after


def test_evidence_keeps_comments_and_what_the_sheet_does_not_show(folder: Path) -> None:
    path = fill(
        sheet(folder, "evidence"),
        {
            ("E0001", "题名"): "=新题名",
            ("E0001", "证明内容"): "1.1 办理清单（第5页）\n1.4\n1.2（全篇）",
            ("E0002", "成文日期"): "2026.3.5",
            ("E0002", "文号"): "",
        },
    )
    before = texts(folder)
    assert imported(folder, path).faults == ()
    gone, come = changed_lines(before, texts(folder), "evidence/register.yaml")
    assert gone == [
        '  title: "@一次办清单"    # 原题名',
        '  - {indicator: "1.1", item: 办理清单, locate: 第3页（下半页）, what: 时限压缩}',
        '  - {indicator: "1.4", state: proposed}',
    ]
    assert come == [
        "  title: =新题名    # 原题名",
        '  - {indicator: "1.1", item: 办理清单, what: 时限压缩, locate: 第5页}',
        '  - {indicator: "1.4"}',
        '  - {indicator: "1.2", locate: 全篇}',
        "  date: 2026-03-05",
    ]


def test_new_evidence_gets_an_id_and_a_digest(folder: Path) -> None:
    path = fill(
        sheet(folder, "evidence", "县教育局"),
        {
            ("", "题名"): "新补清单",
            ("", "类型"): "文件",
            ("", "成文日期"): "2026年3月5日",
            ("", "证明内容"): "1.2（第1页）",
            ("", "文件或链接"): "evidence\\files\\新清单.txt",
            ("+2", "题名"): "专栏",
            ("+2", "文件或链接"): "https://example.com/a",
            ("+2", "查看日期"): "46086",
        },
    )
    before = texts(folder)
    outcome = imported(folder, path)
    assert [(item.do, item.id) for item in outcome.changes] == [("new", "E0003"), ("new", "E0004")]
    after = texts(folder)
    assert after["evidence/register.yaml"].startswith(before["evidence/register.yaml"])
    records = {record.id: record for record in open_workspace(folder).whole().records}
    assert records["E0003"].sha256 == hashlib.sha256(NEW_FILE.encode()).hexdigest()
    assert (records["E0003"].unit, str(records["E0003"].date), records["E0003"].review.state) == (
        "县教育局",
        "2026-03-05",
        "pending",
    )
    assert (records["E0004"].url, str(records["E0004"].seen)) == (
        "https://example.com/a",
        "2026-03-05",
    )


def test_the_ledger_takes_measures_notes_and_new_items(folder: Path) -> None:
    path = fill(
        sheet(folder, "rectification"),
        {
            ("R0001", "责任人"): "许砚秋",
            (
                "R0001",
                "整改措施",
            ): "补齐（含乡镇）（2026-11-30；已完成 2026-11-20）\n公开（持续推进；已完成 2026-10-12）",
            ("R0001", "本周进展"): "乡镇清单已收齐",
            ("", "问题"): "督察指出台账不全",
            ("", "来源"): "督察反馈",
            ("", "指标编号"): "1.2",
            ("", "牵头单位"): "县教育局、司法局；县教育局",
            ("", "整改期限"): "2026/12/31",
        },
    )
    assert imported(folder, path, by="方静怡").faults == ()
    text = (folder / "rectification.yaml").read_text("utf-8")
    report = (
        "  - {on: 2026-11-22, do: progress, by: 方静怡, unit: 县司法局, note: 乡镇清单已收齐}\n"
    )
    assert (
        f"  - {{on: 2026-09-03, do: start}}   # 开工\n{report}  person: 许砚秋\n- id: R0002" in text
    )
    assert text.endswith(
        '- id: R0003\n  indicator: "1.2"\n  source: supervision\n  problem: 督察指出台账不全\n'
        "  lead: [县教育局, 县司法局]\n"
        "  due: 2026-12-31\n  events:\n  - {on: 2026-11-22, do: open, by: 方静怡}\n"
    )
    assert open_workspace(folder).whole().errors == []
    page = openpyxl.load_workbook(sheet(folder, "rectification"))["整改清单"]
    assert page["O3"].value == "县司法局：乡镇清单已收齐"
    assert page["P3"].value is None


def test_rows_sorted_inserted_and_hidden_columns_moved_and_hidden(folder: Path) -> None:
    def rearrange(page: Any, columns: dict[str, int]) -> None:
        rows = [
            [page.cell(row, column).value for column in range(1, 10)]
            for row in range(2, page.max_row + 1)
        ]
        head, body = rows[0], [row for row in rows[1:] if row[0]]
        order = [
            head.index(name)
            for name in (
                "备注",
                "认定",
                "__id",
                "编号",
                "指标",
                "牵头单位",
                "分值",
                "评分标准",
                "怎么填",
            )
        ]
        page.delete_rows(2, page.max_row)
        page.append([])
        page.append([head[at] for at in order])
        for row in reversed(body):
            page.append([])
            page.append([row[at] for at in order])
            for cell in page[page.max_row]:
                cell.data_type = "s" if cell.value else cell.data_type
        page.auto_filter.ref = None
        page.cell(row_of_id(page, "1.5", 3), 2).value = "61"
        page.row_dimensions[row_of_id(page, "1.5", 3)].hidden = True
        page.column_dimensions["B"].hidden = True

    def row_of_id(page: Any, ident: str, column: int) -> int:
        return next(
            row for row in range(1, page.max_row + 1) if page.cell(row, column).value == ident
        )

    path = change(sheet(folder, "findings"), rearrange)
    outcome = imported(folder, path)
    assert [(item.id, item.new) for item in outcome.changes] == [("1.5", "61")]
    assert outcome.faults == ()
    assert any("隐藏或筛选掉" in note for note in outcome.notes)


def test_one_workbook_for_each_unit_merged_back_in_any_order(folder: Path, tmp_path: Path) -> None:
    units = ("县司法局", "县教育局", "县水务局")
    typed = {
        "县司法局": {("1.5", "认定"): "61"},
        "县教育局": {("1.13", "认定"): "90；80"},
        "县水务局": {("1.9", "认定"): "第2名/9"},
    }
    paths = [fill(sheet(folder, "findings", unit), typed[unit]) for unit in units]
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    together = Path(shutil.copytree(folder, tmp_path / "together"))
    for path in paths:
        assert imported(folder, path).written
    for path in reversed(paths):
        assert imported(other, path).written
    assert imported(together, *paths).written
    rounds = [open_workspace(place).whole().current for place in (folder, other, together)]
    assert rounds[0] is not None
    assert {"1.5", "1.9", "1.13"} <= rounds[0].findings.keys()
    assert rounds[0].findings == rounds[1].findings == rounds[2].findings  # type: ignore[union-attr]
    assert len(Journal(folder / "journal.jsonl").entries()) == 3


def test_two_workbooks_that_disagree(folder: Path) -> None:
    first = fill(sheet(folder, "findings", "县水务局"), {("1.9", "认定"): "第2名/9"})
    second = fill(sheet(folder, "findings", "县教育局"), {("1.9", "认定"): "第3名/9"})
    before = texts(folder)
    outcome = imported(folder, first, second)
    assert "填的不一样" in outcome.faults[0].what
    assert texts(folder) == before


@pytest.mark.parametrize(
    ("prefer", "left"),
    [(None, "{grade: 优}"), ("sheet", "{grade: 良, note: 表"), ("workspace", "{grade: 优}")],
)
def test_a_conflict_is_told_and_settled_by_choice(folder: Path, prefer: Any, left: str) -> None:
    path = fill(
        sheet(folder, "findings"),
        {("1.7", "认定"): "良", ("1.7", "备注"): "表里写的", ("1.4", "认定"): "97/100"},
    )
    text = (folder / "rounds/2026-self.yaml").read_text("utf-8")
    text = text.replace("{grade: 良}", "{grade: 优}")
    text = text.replace("done: 96", "done: 98") if prefer is None else text
    (folder / "rounds/2026-self.yaml").write_text(text, "utf-8")
    outcome = imported(folder, path, prefer=prefer)
    if prefer is None:
        assert [(fault.heading, fault.row) for fault in outcome.faults] == [("认定", 6)]
        assert "表里是“97/100”，工作区里是“98/100”" in outcome.faults[0].what
        assert not outcome.written
    else:
        assert outcome.faults == ()
        entry = open_workspace(folder).whole().current.findings["1.7"]  # type: ignore[union-attr]
        assert (entry.facts.grade, entry.note) == ("优", "表里写的")  # type: ignore[union-attr]


def test_rows_that_were_deleted(folder: Path) -> None:
    def drop(page: Any, columns: dict[str, int]) -> None:
        page.delete_rows(row_of(page, "E0001"))

    path = change(sheet(folder, "evidence"), drop)
    before = texts(folder)
    outcome = imported(folder, path)
    assert "少了 1 行（E0001），没有删除" in outcome.notes[0]
    assert texts(folder) == before
    assert [(item.do, item.id) for item in imported(folder, path, delete=True).changes] == [
        ("delete", "E0001")
    ]
    assert [record.id for record in open_workspace(folder).whole().records] == ["E0002"]
    assert (
        (folder / "evidence/register.yaml")
        .read_text("utf-8")
        .startswith("# 登记簿\n\n# 链接\n- id: E0002")
    )


def test_a_deleted_row_that_the_workspace_has_changed_is_a_conflict(folder: Path) -> None:
    path = change(
        sheet(folder, "evidence"), lambda page, _: page.delete_rows(row_of(page, "E0002"))
    )
    text = (folder / "evidence/register.yaml").read_text("utf-8").replace("公开栏目", "公开专栏")
    (folder / "evidence/register.yaml").write_text(text, "utf-8")
    assert "导出之后工作区里改过它" in imported(folder, path, delete=True).faults[0].what


def test_items_of_the_ledger_are_never_deleted(folder: Path) -> None:
    path = change(
        sheet(folder, "rectification"), lambda page, _: page.delete_rows(row_of(page, "R0001"))
    )
    outcome = imported(folder, path, delete=True)
    assert (outcome.changes, outcome.faults) == ((), ())
    assert "只能销号" in outcome.notes[0]


def test_a_preview_lists_and_writes_nothing(folder: Path) -> None:
    path = fill(sheet(folder, "findings"), {("1.5", "认定"): "61"})
    before = texts(folder)
    outcome = previewed(folder, path)
    assert [(item.id, item.heading, item.old, item.new) for item in outcome.changes] == [
        ("1.5", "认定", "", "61")
    ]
    assert not outcome.written
    assert texts(folder) == before


def test_a_round_that_inspects_takes_direct_scores(folder: Path) -> None:
    head = (
        "round: 2026-city\nkind: inspection\ntree: kinds\nas_of: 2026-11-20\nbasis: 2026-self\n"
        "findings:\n"
    )
    make(
        folder,
        {
            "rounds/2026-city.yaml": head
            + '  "1.1": {score: 0.5, reason: 缺页, opinion: 部分属实, opened: [E0001]}\n'
        },
    )
    text = (
        (folder / "workspace.yaml")
        .read_text("utf-8")
        .replace("round: 2026-self", "round: 2026-city")
    )
    (folder / "workspace.yaml").write_text(text, "utf-8")
    path = sheet(folder, "findings")
    before = texts(folder)
    assert imported(folder, path).changes == ()
    assert imported(
        folder,
        fill(path, {("1.1", "认定"): "评分 0.8：补了一页", ("1.4", "认定"): "评分 0.5：抽查不符"}),
    ).written
    _, come = changed_lines(before, texts(folder), "rounds/2026-city.yaml")
    assert come == [
        '  "1.1": {score: 0.8, reason: 补了一页, opinion: 部分属实, opened: [E0001]}',
        '  "1.4": {score: 0.5, reason: 抽查不符}',
    ]
