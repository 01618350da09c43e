"""The tree as a workbook: out and back without a byte, rules in words, requirements, the copy of a
shipped tree."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sheet_samples import TODAY, make

from scoring.rules import words
from scoring.sheets import KINDS, Outcome, Terms, export, read_books, take_in
from scoring.sheets.tree_confirm import confirm, proposals
from scoring.storage import Author
from scoring.workspace import open_workspace

PLAN = """\
# 导入的计划，注释要留下
id: plan
title: 示例县计划
levels: [一级指标, 二级指标]
points: {basis: estimate, source: 测算}
grades: [{name: 优秀, from: 90}]      # 等次
vetoes:
- {code: V1, name: 重大舆情}
indicators:
- code: "1"
  name: 甲
  children:
  - code: "1.1"
    name: 答复
    points: 6
    rule: {type: ratio, full_at: 95%}   # 推定
    due: 2026-12-31
    proposed: [rule, due]
    evidence:
    - {name: 台账, kinds: [统计表]}   # 第一项
    - {name: 通报}
  - code: "1.2"
    name: 培训
    points: 4
    lead: [县司法局]
"""


def tree(home: Path) -> dict[str, bytes]:
    """Every file of the workspace but what is derived."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and ".shifan" not in path.parts
    }


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workspace on an imported plan of two leaves, nothing filled in."""
    return make(
        tmp_path / "county",
        {
            "workspace.yaml": "name: 示例县\nlevel: 县\ntree: plan\nround: 2026-self\nunits:\n  县司法局: {}\n",
            "indicators/plan.yaml": PLAN,
            "rounds/2026-self.yaml": "round: 2026-self\nkind: self\ntree: plan\nas_of: 2026-11-20\n"
            "window: {from: 2025-01-01, to: 2026-10-31}\nfindings:\n"
            "  # 1.2 培训（4 分）：在 0 至 4 分之间评定\n"
            '  # "1.2": {score: 1.5, reason: 理由}\nvetoes: {}\n',
            "evidence/register.yaml": "",
        },
    )


def book(home: Path, path: Path) -> Path:
    path.write_bytes(export(open_workspace(home).whole(), "tree", today=TODAY))
    return path


def typed(path: Path, cells: dict[tuple[str, str, str], str]) -> Path:
    """Types into the workbook: (sheet, hidden id, heading) to a text; the id "" is the first blank
    row."""
    workbook = openpyxl.load_workbook(path)
    for (sheet, ident, heading), text in cells.items():
        page = workbook[sheet]
        column = next(cell.column for cell in page[2] if cell.value == heading)
        row = next(
            number for number in range(3, page.max_row + 1)
            if (page.cell(number, 1).value or "") == ident
            and (ident or all(page.cell(number, at).value is None for at in range(2, column)) or column > 2)
        )  # fmt: skip
        page.cell(row, column).value = text
    workbook.save(path)
    return path


def import_(home: Path, path: Path, **terms: object) -> Outcome:
    return take_in(home, read_books(path), Terms(TODAY, **terms))  # type: ignore[arg-type]


def test_out_and_back_changes_no_byte(home: Path, tmp_path: Path) -> None:
    before = tree(home)
    outcome = import_(home, book(home, tmp_path / "t.xlsx"))
    assert (outcome.written, outcome.changes, outcome.faults) == (False, (), ())
    assert tree(home) == before


def test_a_rule_is_set_in_words_and_every_other_byte_stays(home: Path, tmp_path: Path) -> None:
    path = typed(
        book(home, tmp_path / "t.xlsx"),
        {
            ("指标体系", "1.2", "评分规则"): "达线得分",
            ("指标体系", "1.2", "规则参数"): "不少于60；每少5扣0.5分（不足一档按一档）",
            ("指标体系", "1.2", "数的是什么"): "数值：培训时长（学时）",
        },
    )
    outcome = import_(home, path)
    assert outcome.faults == ()
    rule = (
        "    rule: {type: threshold, at: 60, direction: at_least, loss: 0.5, per: 5, steps: up,"
        " quantities: {value: {label: 培训时长,\n"
    )
    text = (home / "indicators/plan.yaml").read_text("utf-8")
    assert text.startswith(PLAN.rstrip("\n"))
    assert text.removeprefix(PLAN).replace("\n          ", " ").startswith(rule.rstrip("\n"))
    leaf = open_workspace(home).whole().tree.by_code["1.2"]
    assert leaf.rule is not None
    assert leaf.rule.quantities["value"].unit == "学时"


def test_the_blank_form_of_the_round_follows_the_rule(home: Path, tmp_path: Path) -> None:
    cells = {("指标体系", "1.2", "评分规则"): "达标得分"}
    outcome = import_(home, typed(book(home, tmp_path / "t.xlsx"), cells))
    text = (home / "rounds/2026-self.yaml").read_text("utf-8")
    assert '  # "1.2": {met: true}\n' in text
    assert "  # 1.2 培训（4 分）：达到标准得满分" in text or "1.2 培训（4 分）" in text
    assert any("rounds/2026-self.yaml" in note for note in outcome.notes)


@pytest.mark.parametrize(
    ("cells", "heading", "words_"),
    [
        ({("指标体系", "1.2", "评分规则"): "分档得"}, "评分规则", "没有“分档得”这种评分规则"),
        ({("指标体系", "1.2", "评分规则"): "达线得分"}, "规则参数", "没有写界限"),
        ({("指标体系", "1.1", "规则参数"): "差不多就行"}, "规则参数", "读不出来"),
        ({("指标体系", "1.1", "完成时限"): "明年底"}, "完成时限", "不是日期"),
        ({("指标体系", "1.1", "分值"): "很多"}, "分值", "不是分值"),
        ({("指标体系", "1.1", "数的是什么"): "票数：甲（票）"}, "数的是什么", "没有“票数”"),
        ({("佐证要求", "1.1#1", "种类"): "文件、录音"}, "种类", "录音"),
        ({("等次与条件", "vetoes#1", "作用或条件"): "罚款"}, "作用或条件", "读不出来"),
    ],
)
def test_faults_stand_at_their_cell_and_nothing_is_written(
    home: Path, tmp_path: Path, cells: dict[tuple[str, str, str], str], heading: str, words_: str
) -> None:
    before = tree(home)
    sound = {("指标体系", "1.2", "牵头单位"): "县财政局"}
    outcome = import_(home, typed(book(home, tmp_path / "t.xlsx"), {**cells, **sound}))
    assert [fault.heading for fault in outcome.faults] == [heading]
    assert words_ in outcome.faults[0].what
    assert outcome.faults[0].column
    assert not outcome.notes
    assert tree(home) == before


def test_a_sum_that_would_not_agree_is_refused(home: Path, tmp_path: Path) -> None:
    path = typed(book(home, tmp_path / "t.xlsx"), {("指标体系", "1", "分值"): "12"})
    outcome = import_(home, path)
    assert "写入后会出错" in outcome.faults[0].what


def test_requirements_are_edited_added_and_deleted(home: Path, tmp_path: Path) -> None:
    path = typed(
        book(home, tmp_path / "t.xlsx"),
        {
            ("佐证要求", "1.1#1", "至少几件"): "2",
            ("佐证要求", "", "指标编号"): "1.2",
        },
    )
    workbook = openpyxl.load_workbook(path)
    page = workbook["佐证要求"]
    row = next(
        number for number in range(3, page.max_row + 1) if page.cell(number, 2).value == "1.2"
    )
    for column, text in ((4, "签到表"), (5, "文件、图片"), (7, "可选"), (8, "不限时间")):
        page.cell(row, column).value = text
    workbook.save(path)
    assert import_(home, path).faults == ()
    text = (home / "indicators/plan.yaml").read_text("utf-8")
    assert "    - {name: 台账, kinds: [统计表], min: 2}   # 第一项\n" in text
    assert open_workspace(home).whole().tree.by_code["1.2"].requirements is not None
    again = openpyxl.load_workbook(book(home, tmp_path / "u.xlsx"))
    page = again["佐证要求"]
    page.delete_rows(
        next(number for number in range(3, 10) if page.cell(number, 1).value == "1.1#2")
    )
    again.save(tmp_path / "u.xlsx")
    assert import_(home, tmp_path / "u.xlsx", delete=True).faults == ()
    names = [
        item.name for item in open_workspace(home).whole().tree.by_code["1.1"].requirements or ()
    ]
    assert names == ["台账"]


def test_grades_and_vetoes_have_a_sheet(home: Path, tmp_path: Path) -> None:
    path = typed(
        book(home, tmp_path / "t.xlsx"),
        {
            ("等次与条件", "grades#1", "分数或比例"): "92",
            ("等次与条件", "vetoes#1", "作用或条件"): "总分封顶",
            ("等次与条件", "vetoes#1", "分数或比例"): "59",
        },
    )
    assert import_(home, path).faults == ()
    text = (home / "indicators/plan.yaml").read_text("utf-8")
    assert "grades: [{name: 优秀, from: 92}]      # 等次\n" in text
    assert "- {code: V1, name: 重大舆情, effect: cap, at: 59}\n" in text


@pytest.mark.parametrize(("said", "left"), [("确认", ()), ("规则", ("due",)), ("时限", ("rule",))])
def test_what_the_import_proposed_is_confirmed_whole_or_in_part(
    home: Path, tmp_path: Path, said: str, left: tuple[str, ...]
) -> None:
    path = typed(book(home, tmp_path / "t.xlsx"), {("指标体系", "1.1", "确认"): said})
    assert import_(home, path).faults == ()
    assert open_workspace(home).whole().tree.by_code["1.1"].record.proposed == left


def test_what_a_person_sets_needs_no_confirmation(home: Path, tmp_path: Path) -> None:
    path = typed(book(home, tmp_path / "t.xlsx"), {("指标体系", "1.1", "完成时限"): "2026-10-31"})
    assert import_(home, path).faults == ()
    assert open_workspace(home).whole().tree.by_code["1.1"].record.proposed == ("rule",)


def test_confirming_on_the_command_line(home: Path) -> None:
    workspace = open_workspace(home).whole()
    waiting = proposals(workspace, ["1"])
    assert [(item.code, item.keys) for item in waiting] == [("1.1", ("rule", "due"))]
    done, _ = confirm(workspace, waiting, only=frozenset({"rule"}), by=Author("李明", TODAY))
    assert [item.keys for item in done] == [("rule",)]
    done, _ = confirm(workspace, waiting, only=frozenset(), by=Author("李明", TODAY))
    assert [item.keys for item in done] == [("due",)]
    assert (home / "indicators/plan.yaml").read_text("utf-8") == PLAN.replace(
        "    proposed: [rule, due]\n", ""
    )


def test_both_sides_changed_is_a_conflict(home: Path, tmp_path: Path) -> None:
    path = typed(book(home, tmp_path / "t.xlsx"), {("指标体系", "1.2", "牵头单位"): "县财政局"})
    file = home / "indicators/plan.yaml"
    file.write_text(PLAN.replace("lead: [县司法局]", "lead: [县公安局]"), "utf-8")
    outcome = import_(home, path)
    assert "导出之后工作区里也改过这一格" in outcome.faults[0].what


def test_a_shipped_tree_is_copied_first_and_told(tmp_path: Path) -> None:
    head = "name: 示例县\nlevel: 县\ntree: donghe-2021   # 随软件\nround: 2026-self\n"
    round_ = (
        "round: 2026-self\nkind: self\ntree: donghe-2021\nas_of: 2026-11-20\nfindings: {}\n"
        "vetoes: {}\n"
    )
    home = make(tmp_path / "county", {"workspace.yaml": head, "rounds/2026-self.yaml": round_})
    code = next(open_workspace(home).whole().tree.leaves()).code
    path = typed(book(home, tmp_path / "t.xlsx"), {("指标体系", code, "牵头单位"): "区司法局"})
    outcome = import_(home, path)
    assert outcome.faults == ()
    assert any("已复制到 indicators/donghe-2021.yaml" in note for note in outcome.notes)
    assert "tree: indicators/donghe-2021.yaml   # 随软件\n" in (home / "workspace.yaml").read_text(
        "utf-8"
    )
    assert open_workspace(home).whole().tree.by_code[code].record.lead == ("区司法局",)


def test_each_kind_of_rule_comes_back_from_its_words(tmp_path: Path) -> None:
    workspace = open_workspace(make(tmp_path / "county")).whole()
    for leaf in workspace.tree.leaves():
        assert leaf.rule is not None
        data = words.data_of(leaf.rule)
        assert words.read(data["type"], words.say(data)) is not None
        again = type(leaf.rule).model_validate(words.heard(words.spoken(leaf.rule)))
        assert again.describe(leaf.points) == leaf.rule.describe(leaf.points)
    table = KINDS["tree"](workspace)
    assert {row.cells["rule"] for row in table.form.rows} - {""} == {
        leaf.rule.title
        for leaf in workspace.tree.leaves()
        if leaf.rule is not None and leaf.code != "2"
    }


def test_the_rows_of_bonus_points_and_grades_can_be_deleted(home: Path, tmp_path: Path) -> None:
    """``bonus`` is one map and no list: its row goes as a whole. A grade has no cell under 编号
    and 作用, and goes as well."""
    plan = home / "indicators/plan.yaml"
    plan.write_text(PLAN.replace("vetoes:\n", "bonus: {cap: 5}\nvetoes:\n"), "utf-8")
    workbook = openpyxl.load_workbook(book(home, tmp_path / "t.xlsx"))
    page = workbook["等次与条件"]
    for ident in ("bonus", "grades#1"):
        rows = range(3, page.max_row + 1)
        page.delete_rows(next(row for row in rows if page.cell(row, 1).value == ident))
    workbook.save(tmp_path / "t.xlsx")
    assert import_(home, tmp_path / "t.xlsx", delete=True).faults == ()
    grades = "grades: [{name: 优秀, from: 90}]      # 等次\n"
    assert plan.read_text("utf-8") == PLAN.replace(grades, "")
