"""File data of filled-in cells, table by table, and what each refuses.

The cells are those of the workbook of :mod:`sheet_samples`: the register with E0001 and the link
E0002, the ledger with the open R0001 and the closed R0002, and a leaf for each kind of rule.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sheet_samples import TODAY, make

from scoring.sheets import KINDS
from scoring.sheets.table import Table
from scoring.sheets.tree_evidence import RequirementsTable
from scoring.sheets.tree_file import fitting, merged, row_of
from scoring.sheets.tree_terms import TermsTable
from scoring.storage import DROP
from scoring.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_workspace(make(tmp_path_factory.mktemp("sheets") / "county")).whole()


def table(workspace: Workspace, kind: str) -> Table:
    made = KINDS[kind](workspace)
    made.today = TODAY
    return made


def converted(
    workspace: Workspace, of: str | Table, ident: str | None, **cells: str
) -> tuple[dict[str, Any], list[str]]:
    """The data of these cells of a row, and each fault as ``column: what``."""
    made = table(workspace, of) if isinstance(of, str) else of
    row = made.form.by_id()[ident] if ident is not None else None
    data, bad = made.convert(row, cells)
    return data, [f"{error.key}: {error.what}" for error in bad]


# The register.


def test_a_record_is_edited_cell_by_cell(workspace: Workspace) -> None:
    data, bad = converted(
        workspace,
        "evidence",
        "E0001",
        title=" 一次办\n清单 ",
        date="2026年3月5日",
        doc_no="",
        unit="司法局",
    )
    assert bad == []
    assert data == {
        "title": "一次办 清单",
        "date": date(2026, 3, 5),
        "doc_no": DROP,
        "unit": "县司法局",
    }


def test_what_a_piece_proves_elsewhere_stays(workspace: Workspace) -> None:
    """Proofs under another indicator system are not in the sheet."""
    data, bad = converted(workspace, "evidence", "E0001", proves="1.4")
    assert bad == []
    assert [proof["indicator"] for proof in data["proves"]] == ["1.4", "9.9"]
    emptied, _ = converted(workspace, "evidence", "E0001", proves="")
    assert [proof["tree"] for proof in emptied["proves"]] == ["another"]


def test_a_new_file_gets_its_digest(workspace: Workspace) -> None:
    data, bad = converted(
        workspace, "evidence", None, title="新清单", place="evidence\\files\\新清单.txt"
    )
    assert bad == []
    assert (data["file"], data["size"], len(data["sha256"])) == ("files/新清单.txt", 16, 64)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"title": "甲"}, "place: 新增材料没有写文件或链接"),
        ({"place": "files/没有.pdf"}, "place: 文件不在：files/没有.pdf"),
        ({"place": "../外面.pdf"}, "place: 路径不在工作区的 evidence/ 里：../外面.pdf"),
        ({"place": "https://example.com/x"}, "seen: 链接要写查看日期"),
        ({"place": "files/新清单.txt", "kind": "公文"}, "kind: 没有“公文”这种类型"),
        ({"place": "files/新清单.txt", "unit": "县水利局"}, "unit: 单位“县水利局”没有登记"),
    ],
)
def test_a_new_record_that_cannot_be_registered(
    workspace: Workspace, cells: dict[str, str], fault: str
) -> None:
    assert fault in converted(workspace, "evidence", None, **cells)[1]


def test_the_same_file_or_link_again_is_a_twin(workspace: Workspace) -> None:
    register = table(workspace, "evidence")
    assert register.twin({"place": "evidence/files/清单.txt"}) == "E0001"
    assert register.twin({"place": "https://example.com/open"}) == "E0002"
    assert register.twin({"place": ""}) is None


# The ledger.


def test_an_item_is_edited_cell_by_cell(workspace: Workspace) -> None:
    data, bad = converted(
        workspace, "rectification", "R0001", person=" 王 敏 ", lead="两局、司法局"
    )
    assert (data, bad) == ({"person": "王 敏", "lead": ["两局", "县司法局"]}, [])


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"problem": "甲", "source": "群众"}, "source: 没有“群众”这种来源"),
        ({"problem": "甲", "indicator": "7.7"}, "indicator: “7.7”不在指标体系里"),
        ({"problem": "甲", "lead": "县水利局"}, "lead: 单位“县水利局”没有登记"),
        ({"lead": "司法局"}, "problem: 新增事项没有写问题"),
    ],
)
def test_a_new_item_that_cannot_be_opened(
    workspace: Workspace, cells: dict[str, str], fault: str
) -> None:
    assert fault in converted(workspace, "rectification", None, **cells)[1]


def test_a_new_item_begins_with_its_opening(workspace: Workspace) -> None:
    ledger = table(workspace, "rectification")
    data, bad = converted(
        workspace, ledger, None, problem="台账不全", indicator="1.4 比例", source=""
    )
    assert bad == []
    assert ledger.opening(data, TODAY, "张三") == {
        "problem": "台账不全",
        "indicator": "1.4",
        "events": [{"on": TODAY, "do": "open", "by": "张三"}],
    }
    assert "by" not in ledger.opening({}, TODAY, "")["events"][0]


def test_the_same_problem_of_the_same_indicator_is_a_twin(workspace: Workspace) -> None:
    ledger = table(workspace, "rectification")
    assert ledger.twin({"problem": "有一项没有上网", "indicator": "1.1 达标"}) == "R0001"
    assert ledger.twin({"problem": "有一项没有上网"}) is None


def test_a_weekly_note_speaks_for_the_unit_of_the_book(workspace: Workspace) -> None:
    ledger = table(workspace, "rectification")
    entry, why = ledger.speak("R0001", "progress", "", "已补三页", TODAY, "张三")
    assert (entry["unit"], entry["note"], why) == ("县司法局", "已补三页", "")
    _, late = ledger.speak("R0001", "progress", "", "已补三页", date(2026, 9, 1), "张三")
    assert late == "R0001 的上一步在 2026-09-03，进展不能早于它（今天按 2026-09-01）"


def test_a_closed_item_has_no_open_cell_and_reserved_ones_are_the_leads(
    workspace: Workspace,
) -> None:
    rows = table(workspace, "rectification").form.by_id()
    assert rows["R0002"].open == frozenset()
    assert rows["R0001"].kept_from("person", "县教育局") == "县司法局"
    assert rows["R0001"].kept_from("person", "") == ""
    assert rows["R0001"].kept_from("progress", "县教育局") == ""


# Findings.


def test_a_finding_keeps_its_note_and_a_note_its_finding(workspace: Workspace) -> None:
    data, bad = converted(workspace, "findings", "1.4", finding="98/100")
    assert bad == []
    assert {key: str(value) for key, value in data["entry"].items()} == {
        "done": "98",
        "of": "100",
        "note": "两行\n说明\n",
    }
    noted, _ = converted(workspace, "findings", "1.4", note="")
    assert set(noted["entry"]) == {"done", "of"}


def test_an_emptied_finding_without_a_note_goes(workspace: Workspace) -> None:
    assert converted(workspace, "findings", "1.7", finding="") == ({"entry": DROP}, [])


@pytest.mark.parametrize(
    ("code", "text", "what"),
    [
        ("1.1", "也许", "finding: “也许”不是“是”或“否”"),
        ("1.4", "110/100", "finding: 指标“1.4”：完成数 110 大于总数 100"),
        ("1.7", "中", "finding: “中”不在名单里"),
    ],
)
def test_a_finding_that_the_rule_refuses(
    workspace: Workspace, code: str, text: str, what: str
) -> None:
    (fault,) = converted(workspace, "findings", code, finding=text)[1]
    assert fault.startswith(what)


# Reviews and vetoes.


def test_a_review_carries_its_day_and_the_stamp_of_what_was_seen(workspace: Workspace) -> None:
    data, bad = converted(workspace, "reviews", "E0002", state="通过", reviewer="王敏")
    assert bad == []
    assert (data["review"]["state"], data["review"]["on"]) == ("accepted", TODAY)
    assert data["review"]["stamp"]


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({"state": "好"}, ["state: “好”不是审核状态"]),
        ({"state": "退回", "reviewer": "王敏"}, ["opinion: 退回要写明原因"]),
        ({"state": "通过"}, ["reviewer: 没有写审核人"]),
        ({"state": "单位撤回"}, ["state: 单位已撤回这件材料，不用审"]),
    ],
)
def test_a_review_that_says_too_little(
    workspace: Workspace, cells: dict[str, str], faults: list[str]
) -> None:
    assert converted(workspace, "reviews", "E0002", **cells)[1] == faults


def test_a_piece_that_is_to_be_reviewed_anew_loses_its_review(workspace: Workspace) -> None:
    assert converted(workspace, "reviews", "E0001", state="待审核") == ({"review": DROP}, [])


# The tree: requirements, grades and vetoes.


def test_a_requirement_is_edited_in_the_words_of_the_sheet(workspace: Workspace) -> None:
    requirements = RequirementsTable(workspace)
    data, bad = converted(
        workspace, requirements, "1.1#1", kinds="文件、图片", required="可选", within="", min="２"
    )
    assert bad == []
    assert (data["kinds"], data["within"], str(data["min"])) == (["文件", "图片"], DROP, "2")


@pytest.mark.parametrize(
    ("ident", "cells", "fault"),
    [
        (None, {"name": "台账", "place": "9.9"}, "place: “9.9”不是末级指标的编号"),
        (None, {"name": "台账", "place": "1"}, "place: “1”不是末级指标的编号"),
        (None, {"place": "1.2"}, "name: 佐证要求的名称不能空"),
        ("1.1#1", {"name": ""}, "name: 佐证要求的名称不能空"),
    ],
)
def test_a_requirement_without_a_name_or_a_leaf(
    workspace: Workspace, ident: str | None, cells: dict[str, str], fault: str
) -> None:
    assert fault in converted(workspace, RequirementsTable(workspace), ident, **cells)[1]


def test_a_grade_and_a_veto_are_added(workspace: Workspace) -> None:
    terms = TermsTable(workspace)
    grade, bad = converted(workspace, terms, None, group="等次", name="优秀", number="90分")
    assert (bad, grade["name"], str(grade["from"])) == ([], "优秀", "90")
    veto, bad = converted(
        workspace,
        terms,
        None,
        group="一票否决",
        code="V3",
        name="弄虚作假",
        type="总分封顶",
        number="59",
    )
    assert (bad, veto["effect"]) == ([], "cap")


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({"group": "奖励", "name": "甲"}, ["group: “奖励”不是类别"]),
        ({"group": "加分", "number": "5"}, ["group: “加分”不是类别"]),
        ({"group": "等次", "number": "高"}, ["number: “高”不是分数或比例", "name: 这一格不能空"]),
        ({"group": "等次", "name": "优秀", "code": "G1"}, ["code: 等次没有这一栏"]),
        (
            {"group": "一票否决", "name": "甲"},
            ["code: 这一格不能空", "type: 这一格不能空"],
        ),
        (
            {"group": "等次", "name": "优秀", "other": "{x"},
            ["other: 读不出来，照原来的写法改：{键: 值}"],
        ),
    ],
)
def test_terms_that_say_too_little_or_too_much(
    workspace: Workspace, cells: dict[str, str], faults: list[str]
) -> None:
    assert converted(workspace, TermsTable(workspace), None, **cells)[1] == faults


def test_an_edit_goes_into_a_record_without_what_it_takes_out() -> None:
    entry = {"name": "优秀", "from": "90", "note": "甲"}
    edit = {"from": "92", "note": DROP, "at": DROP}
    assert fitting(edit, entry) == {"from": "92", "note": DROP}
    assert {key: str(value) for key, value in merged(entry, edit).items()} == {
        "name": "优秀",
        "from": "92",
    }
    assert row_of("1.10#3") == ("1.10", 2)
