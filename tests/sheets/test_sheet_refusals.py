"""Workbooks that cannot be taken in: each says what is wrong, where, and what to do; nothing is
ever written."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sheet_samples import Typed, change, fill, imported, make, row_of, sheet, texts

from scoring.sheets import UnreadableWorkbook, read_book
from scoring.sheets.workbook_parts import MAX_ROWS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "w")


CELLS: list[tuple[str, Typed, str, str, str]] = [
    ("findings", {("1.1", "认定"): "也许"}, "H", "不是“是”或“否”", "是 或 否"),
    ("findings", {("1.4", "认定"): "120/100"}, "H", "完成数 120 大于总数 100", "96/100"),
    ("findings", {("1.4", "认定"): "96"}, "H", "百分数", "96%"),
    ("findings", {("1.2", "认定"): "有制度、有制渡"}, "H", "是不是“有制度”", "已具备"),
    ("findings", {("1.1", "认定"): "评分 0.5：我看行"}, "H", "自评不能直接打分", "是 或 否"),
    ("findings", {("2", "认定"): "1.5"}, "H", "缺少理由", "1.5：理由"),
    ("findings", {("2", "认定"): "9：很好"}, "H", "不在 0 至 2 之间", "理由"),
    (
        "findings",
        {("1.4", "认定"): datetime.datetime(2026, 3, 12)},
        "H",
        "当成了日期 2026-03-12",
        "",
    ),
    ("findings", {("1.5", "认定"): "==1/0"}, "H", "公式，没有算出的值", "直接填写"),
    ("findings", {("1.5", "认定"): "#DIV/0!"}, "H", "错误值 #DIV/0!", "直接填写"),
    ("findings", {("", "编号"): "1.15", ("", "认定"): "是"}, "A", "不能新增行", "删去"),
    ("evidence", {("E0001", "成文日期"): "2026.13.45"}, "G", "“2026.13.45”不存在", "2026-03-05"),
    ("evidence", {("E0001", "类型"): "照片"}, "D", "没有“照片”这种类型", "图片"),
    ("evidence", {("E0001", "报送单位"): "县司法剧"}, "I", "没有登记", "是不是“县司法局”"),
    ("evidence", {("E0001", "证明内容"): "1.99"}, "J", "不在指标体系里", "第3页"),
    ("evidence", {("E0001", "文件或链接"): "files/别的.txt"}, "K", "锁定的", "恢复原来的内容"),
    ("evidence", {("", "题名"): "没有文件"}, "K", "没有写文件或链接", "evidence 文件夹"),
    ("evidence", {("", "文件或链接"): "files/没有.txt"}, "K", "文件不在：files/没有.txt", ""),
    ("evidence", {("", "文件或链接"): "../../etc/passwd"}, "K", "不在工作区", ""),
    ("evidence", {("", "文件或链接"): "https://example.com/x"}, "H", "查看日期", "2026-03-05"),
    ("rectification", {("R0001", "整改期限"): "2027-01-01"}, "J", "锁定的", "2026-12-01"),
    ("rectification", {("R0002", "责任人"): "许砚秋"}, "M", "锁定的", ""),
    ("rectification", {("R0001", "整改措施"): "补齐（2026-02-30）"}, "N", "不存在", "一行一条"),
    ("rectification", {("", "牵头单位"): "县司法局", ("", "责任人"): "某"}, "F", "没有写问题", ""),
    (
        "rectification",
        {("", "问题"): "x", ("", "来源"): "电话"},
        "E",
        "没有“电话”这种来源",
        "督察反馈",
    ),
    (
        "rectification",
        {("", "问题"): "x", ("", "指标编号"): "1.55"},
        "C",
        "不在指标体系里",
        "指标编号",
    ),
]


@pytest.mark.parametrize(
    ("kind", "typed", "column", "what", "wanted"), CELLS, ids=[f"{c[0]} {c[3]}" for c in CELLS]
)
def test_a_bad_cell_is_told_with_its_place(
    folder: Path, kind: str, typed: Typed, column: str, what: str, wanted: str
) -> None:
    path = fill(sheet(folder, kind), typed)
    page = openpyxl.load_workbook(path).worksheets[0]
    before = texts(folder)
    outcome = imported(folder, path)
    assert len(outcome.faults) == 1, outcome.faults
    fault = outcome.faults[0]
    ident = next(iter(typed))[0]
    assert fault.row == (row_of(page, ident) if ident else fault.row)
    assert fault.row is not None
    assert fault.sheet == page.title
    if fault.heading != "__id":
        heads = {cell.value: cell.column_letter for cell in page[2]}
        assert fault.column == heads[fault.heading]
    assert what in fault.what
    assert wanted in fault.wanted
    assert str(fault).startswith(f"{path.name} “{page.title}” 第 {fault.row} 行")
    assert texts(folder) == before


def test_every_bad_cell_is_listed_and_good_ones_are_not_written(folder: Path) -> None:
    one = fill(
        sheet(folder, "findings"),
        {("1.1", "认定"): "也许", ("1.5", "认定"): "61", ("1.7", "认定"): "中"},
    )
    two = fill(sheet(folder, "evidence"), {("E0001", "成文日期"): "昨天", ("E0002", "类型"): "书"})
    before = texts(folder)
    outcome = imported(folder, one, two)
    assert [(fault.file, fault.heading) for fault in outcome.faults] == [
        (one.name, "认定"),
        (one.name, "认定"),
        (two.name, "成文日期"),
        (two.name, "类型"),
    ]
    assert not outcome.written
    assert texts(folder) == before


def ids(page: Any, columns: dict[str, int]) -> None:
    page.cell(row_of(page, "1.2"), 1).value = "1.77"


def doubled(page: Any, columns: dict[str, int]) -> None:
    page.cell(row_of(page, "1.2"), 1).value = "1.1"
    page.cell(row_of(page, "1.1") + 1, columns["编号"]).value = "1.1"


def half_sorted(page: Any, columns: dict[str, int]) -> None:
    first, second = row_of(page, "1.4"), row_of(page, "1.5")
    for head in ("编号", "指标", "认定", "备注"):
        one, two = page.cell(first, columns[head]), page.cell(second, columns[head])
        one.value, two.value = two.value, one.value


def merged(page: Any, columns: dict[str, int]) -> None:
    page.merge_cells("H4:H6")


def renamed(page: Any, columns: dict[str, int]) -> None:
    page.cell(2, columns["认定"]).value = "认定情况"


def twice(page: Any, columns: dict[str, int]) -> None:
    page.cell(2, 12).value = "认定"


@pytest.mark.parametrize(
    ("do", "what"),
    [
        (ids, "“1.77”不是导出时的"),
        (doubled, "“1.1”出现了两次，另一处在第 3 行"),
        (half_sorted, "与这一行隐藏的编号“1.4”对不上"),
        (merged, "H4:H6 是合并单元格"),
        (renamed, "找不到“认定”列"),
        (twice, "有两列的表头都是“认定”"),
    ],
)
def test_a_sheet_that_was_taken_apart(folder: Path, do: Callable[..., None], what: str) -> None:
    path = change(sheet(folder, "findings"), do)
    before = texts(folder)
    outcome = imported(folder, path)
    assert any(what in fault.what for fault in outcome.faults), outcome.faults
    assert texts(folder) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("workspace.yaml", "name: 示例县", "name: 邻县", "这是“示例县”的表，当前工作区是“邻县”"),
        ("workspace.yaml", "level: 县", "level: 区", "从另一个工作区导出"),
        ("rounds/2026-self.yaml", "round: 2026-self", "round: 2027-self", "当前轮次是“2027-self”"),
        ("indicators/kinds.yaml", "id: kinds", "id: others", "工作区现在用“others”"),
    ],
)
def test_a_sheet_of_somewhere_else(folder: Path, name: str, old: str, new: str, what: str) -> None:
    path = sheet(folder, "findings")
    for file in {name, "workspace.yaml", "rounds/2026-self.yaml"}:
        text = (folder / file).read_text("utf-8").replace(old, new)
        text = text.replace("tree: kinds", "tree: others") if "others" in new else text
        (folder / file).write_text(text, "utf-8")
    if "others" in new:
        (folder / "indicators/kinds.yaml").rename(folder / "indicators/others.yaml")
        text = (folder / "indicators/others.yaml").read_text("utf-8").replace(old, new)
        (folder / "indicators/others.yaml").write_text(text, "utf-8")
    assert what in imported(folder, path).faults[0].what


def test_tasks_do_not_come_back(folder: Path) -> None:
    assert "只用于下发" in imported(folder, sheet(folder, "tasks")).faults[0].what


def test_a_record_that_is_gone(folder: Path) -> None:
    path = fill(sheet(folder, "rectification"), {("R0001", "责任人"): "许砚秋"})
    (folder / "rectification.yaml").write_text("[]\n", "utf-8")
    assert "已经没有“R0001”" in imported(folder, path).faults[0].what


def test_two_new_rows_alike(folder: Path) -> None:
    place = "files/新清单.txt"
    path = fill(sheet(folder, "evidence"), {("", "文件或链接"): place, ("+2", "文件或链接"): place})
    assert "完全相同" in imported(folder, path).faults[0].what


def test_what_does_no_harm_is_told(folder: Path) -> None:
    def do(page: Any, columns: dict[str, int]) -> None:
        page.cell(row_of(page, "1.4"), columns["指标"]).value = "改了名"
        page.cell(2, 12).value = "我的记录"
        page.cell(3, 12).value = "x"
        for row in range(30, 60):
            page.cell(row, columns["备注"]).value = "  "

    before = texts(folder)
    outcome = imported(folder, change(sheet(folder, "findings"), do))
    assert (outcome.changes, outcome.faults) == ((), ())
    assert any("“指标”是锁定的列" in note for note in outcome.notes)
    assert any("多出的列没有导入：我的记录" in note for note in outcome.notes)
    assert texts(folder) == before


def rewritten(
    path: Path, do: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None
) -> Path:
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(name, do(name, source.read(name)))
        for name, data in (more or {}).items():
            target.writestr(name, data)
    path.write_bytes(made.getvalue())
    return path


def test_a_formula_with_its_value_is_used_and_told(folder: Path) -> None:
    path = fill(sheet(folder, "findings"), {("1.5", "认定"): "==30+31"})
    rewritten(
        path,
        lambda _, data: data.replace(b"<f>30+31</f><v></v>", b"<f>30+31</f><v>61</v>").replace(
            b"<f>30+31</f><v/>", b"<f>30+31</f><v>61</v>"
        ),
    )
    outcome = imported(folder, path)
    assert [item.new for item in outcome.changes] == ["61"]
    assert "H7（认定）是公式，按它算出的“61”导入" in outcome.notes[0]


def test_macros_are_left_alone(folder: Path) -> None:
    path = fill(sheet(folder, "findings"), {("1.5", "认定"): "61"}).rename(
        folder.parent / "宏.xlsm"
    )
    rewritten(path, lambda _, data: data, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    outcome = imported(folder, path)
    assert outcome.written
    assert "带有宏" in outcome.notes[0]


def too_long(path: Path) -> None:
    def do(page: Any, columns: dict[str, int]) -> None:
        page.cell(100_000, 3).value = "x"

    change(path, do)


def without_meta(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book["_meta"]
    book.save(path)


def without_ids(path: Path) -> None:
    change(path, lambda page, _: page.delete_cols(1))


def other_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<x/>")


def cut_meta(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["_meta"].delete_rows(12, 3)
    book.save(path)


def other_version(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["_meta"]["B1"].value = "shifan-sheet-9"
    book.save(path)


@pytest.mark.parametrize(
    ("do", "what"),
    [
        (too_long, f"有 100000 行，超过上限 {MAX_ROWS} 行"),
        (without_meta, "不是 shifan 导出的工作簿"),
        (without_ids, "找不到带隐藏列 __id 的表"),
        (cut_meta, "_meta 表不完整"),
        (other_version, "另一个版本"),
        (other_archive, "不是 .xlsx 工作簿"),
        (lambda path: path.write_text("这不是工作簿", "utf-8"), "不是能打开的工作簿"),
        (lambda path: path.write_bytes(path.read_bytes()[:3000]), "已损坏或不完整"),
        (lambda path: path.write_bytes(b""), "不是能打开的工作簿"),
        (
            lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
            "不是能打开的工作簿",
        ),
    ],
    ids=[
        "too long",
        "no meta",
        "no ids",
        "cut meta",
        "version",
        "archive",
        "text",
        "torn",
        "empty",
        "ole",
    ],
)
def test_a_file_that_is_no_workbook_of_ours(
    folder: Path, do: Callable[[Path], None], what: str
) -> None:
    path = sheet(folder, "findings")
    do(path)
    with pytest.raises(UnreadableWorkbook) as caught:
        read_book(path)
    assert what in caught.value.what
    assert caught.value.fix


def test_a_password(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library tells an encrypted file by its own error, which is put into words here."""
    import python_calamine

    def locked(*_: object) -> None:
        raise python_calamine.PasswordError

    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_filelike", locked, raising=False)
    path = sheet(folder, "findings")
    with pytest.raises(UnreadableWorkbook, match="打开密码"):
        read_book(path)
