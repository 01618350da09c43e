"""Documents that the importer was not made from: every item, unit and character of them arrives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from import_samples import leaves
from unseen_documents import DOCUMENTS, Case

from scoring.indicators.importing import Imported, import_file, to_yaml
from scoring.indicators.loading import load_tree
from scoring.reading.wording import squeeze


def imported(name: str, folder: Path) -> Imported:
    case = next(case for case in DOCUMENTS if case.name == name)
    case.write(folder / name)
    return import_file(folder / name)


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for entry in value.values() for text in strings(entry)]
    if isinstance(value, list):
        return [text for entry in value for text in strings(entry)]
    return [str(value)]


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case.name)
def test_nothing_of_an_unseen_document_is_lost(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path / case.name)
    got = import_file(tmp_path / case.name)
    assert list(got.counts) == case.counts
    assert sorted(got.units) == sorted(case.units)
    whole = squeeze("\n".join(strings(got.tree["indicators"])))
    assert [text for text in case.kept if squeeze(text) not in whole] == []
    target = tmp_path / "tree.yaml"
    target.write_text(to_yaml(got), "utf-8")
    tree, problems = load_tree(target, target.name)
    assert tree is not None
    assert [problem for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case.name)
def test_the_report_is_json_with_fixed_keys(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path / case.name)
    data = json.loads(json.dumps(import_file(tmp_path / case.name).as_dict()))
    assert list(data) == ["counts", "clauses", "units", "points", "notices"]
    assert list(data["clauses"]) == ["lead", "support"]
    assert isinstance(data["points"], str)


def named(got: Imported, name: str) -> dict[str, Any]:
    return next(leaf for leaf in leaves(got.tree) if leaf["name"].startswith(name))


@pytest.mark.parametrize(
    ("document", "leaf", "due"),
    [
        ("责任分解表.docx", "编制行政许可", "2026-06-30"),
        ("责任分解表.docx", "开展行政执法案卷评查", None),
        ("责任分解表.docx", "公开行政执法信息", "2026-06-30"),
        ("责任分解表.docx", "组织领导干部学法", "持续推进"),
        ("责任分解表.docx", "完善行政调解", "2026-12-31"),
        ("附表.docx", "公布权责清单", "2026-06-30"),
        ("附表.docx", "推进示范创建", "2026-12-31"),
        ("工作要点.txt", "清理与上位法", "2026-06-30"),
        ("工作要点.txt", "行政机关负责人", "2026-12-31"),
        ("印发通知.docx", "对重大项目", "2026-10-31"),
        ("印发通知.docx", "组织案卷评查", "持续推进"),
        ("村镇任务.md", "建立决策事项目录", None),
        ("网页.html", "公布政务服务", "2026-06-30"),
    ],
)
def test_deadlines(document: str, leaf: str, due: str | None, tmp_path: Path) -> None:
    assert named(imported(document, tmp_path), leaf).get("due") == due


@pytest.mark.parametrize(
    ("document", "leaf", "rule"),
    [
        ("实施方案.docx", "压减办理时限", {"type": "ratio", "full_at": "60%"}),
        (
            "工作要点.txt",
            "组织执法人员培训",
            {"type": "threshold", "at": "60", "direction": "at_least"},
        ),
        ("工作要点.txt", "对重大执法决定", {"type": "ratio"}),
        ("网页.html", "规范涉企检查", {"type": "threshold", "at": "2", "direction": "at_most"}),
        ("考核指标.txt", "执法案卷合格率", {"type": "ratio", "full_at": "95%"}),
        (
            "实施方案.docx",
            "落实三项制度",
            {
                "type": "checklist",
                "items": [{"name": "执法决定在7个工作日内公示"}, {"name": "公示率达到100%"}],
            },
        ),
    ],
)
def test_thresholds(document: str, leaf: str, rule: dict[str, Any], tmp_path: Path) -> None:
    found = named(imported(document, tmp_path), leaf)
    assert found["rule"] == rule
    assert "rule" in found["proposed"]


def test_a_working_day_limit_alone_is_an_upper_bound(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text(
        "示例县工作计划\n一、公开\n1.行政许可决定在7个工作日内公示。\n2.案件及时归档。\n", "utf-8"
    )
    assert leaves(import_file(path).tree)[0]["rule"] == {
        "type": "threshold",
        "at": "7",
        "direction": "at_most",
    }


def test_who_leads(tmp_path: Path) -> None:
    got = imported("工作要点.txt", tmp_path)
    first, last = leaves(got.tree)[0], leaves(got.tree)[-1]
    assert (first["lead"], first["support"]) == (["市司法局"], ["市政府办公室", "市财政局"])
    assert (last["lead"], last["support"]) == (["市司法局"], ["市财政局", "市人社局"])
    assert got.clauses == {"lead": 5, "support": 6}
    assert "IMP07" in {notice.rule for notice in got.notices}


def test_weights_become_points(tmp_path: Path) -> None:
    got = imported("考核指标.txt", tmp_path)
    assert [node["points"] for node in got.tree["indicators"]] == ["15", "85"]
    assert got.points == "100"


def test_numbers_in_one_column_make_levels_and_codes(tmp_path: Path) -> None:
    got = imported("一列编号.xlsx", tmp_path)
    assert [leaf["code"] for leaf in leaves(got.tree)] == ["1.1.1", "1.1.2", "1.2", "2.1"]
    assert got.points == "50"
    assert "IMP67" in {notice.rule for notice in got.notices}


@pytest.mark.parametrize("numbers", [("1", "1.1", "1.1"), ("1", "2.1", "2.2"), ("1", "2", "3")])
def test_numbers_that_tell_no_levels_leave_the_rows_side_by_side(
    numbers: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "编号,指标,分值\n" + "".join(f"{number},事项{at},5\n" for at, number in enumerate(numbers)),
        "utf-8",
    )
    got = import_file(path)
    assert got.counts == (3,)
    assert "IMP67" not in {notice.rule for notice in got.notices}


def test_marks_in_one_column_make_levels(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "考核内容,分值\n一、制度,\n（一）起草,5\n（二）清理,5\n二、执法,\n（一）公示,10\n", "utf-8"
    )
    got = import_file(path)
    assert got.counts == (2, 3)
    assert [leaf["number"] for leaf in leaves(got.tree)] == ["（一）", "（二）", "（一）"]


def test_codes_that_contradict_the_levels_are_kept_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "编号,一级指标,二级指标\nA-1,制度,公开\nB-1,制度,清理\nB-2,执法,公示\n", "utf-8"
    )
    got = import_file(path)
    assert [(leaf["code"], leaf["number"]) for leaf in leaves(got.tree)] == [
        ("1.1", "A-1"),
        ("1.2", "B-1"),
        ("2.1", "B-2"),
    ]
    assert "IMP64" in {notice.rule for notice in got.notices}


def test_the_star_marks_what_binds(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "一级指标,二级指标,分值\n制度,★公开,5\n,清理,2（加分）\n,报备★,3分（倒扣）\n", "utf-8"
    )
    got = import_file(path)
    first, second, third = leaves(got.tree)
    assert (first["name"], first["binding"]) == ("公开", True)
    assert ("binding" not in second, second["kind"], second["points"]) == (True, "bonus", "2")
    assert (third["name"], third["binding"], third["kind"], third["points"]) == (
        "报备",
        True,
        "penalty",
        "3",
    )
    assert [notice.what for notice in got.notices if notice.rule == "IMP65"] == ["★ 共 2 处"]


def test_a_task_list_beside_its_plan_wins_only_when_the_plan_names_no_unit(tmp_path: Path) -> None:
    assert "IMP55" in {notice.rule for notice in imported("附表.docx", tmp_path).notices}
    case = next(case for case in DOCUMENTS if case.name == "实施方案.docx")
    case.write(tmp_path / "p.docx")
    from docx import Document

    paper = Document(str(tmp_path / "p.docx"))
    table = paper.add_table(2, 2)
    for row, values in zip(table.rows, (("任务", "牵头单位"), ("别的", "县司法局")), strict=True):
        row.cells[0].text, row.cells[1].text = values
    paper.save(str(tmp_path / "p.docx"))
    assert list(import_file(tmp_path / "p.docx").counts) == case.counts
