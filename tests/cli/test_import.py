"""``shifan indicators import`` end to end: what it prints, what it writes, and what it leaves
alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers_outputs import call, process

PLAN = """示例县2026年法治政府建设工作计划
一、完善制度
1.修订规范性文件管理办法。（牵头单位：县司法局；责任单位：县政府办公室、县财政局）
2.清理不合时宜的文件，6月30日前公布结果。（责任单位：县司法局）
二、规范执法
3.组织执法人员培训，人均不少于60学时。（县司法局牵头，各执法部门配合）
"""
TWO_TABLES = "|一级指标|二级指标|\n|--|--|\n|甲|子|\n\n|任务|牵头单位|\n|--|--|\n|别的|县司法局|\n"
TABLE = "序号,一级指标,二级指标,分值\n1,制度建设,公开,6\n2,,清理,4\n3,执法规范,公示,10\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, "utf-8")
    return path


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


def test_without_a_target_nothing_is_written(plan: Path, tmp_path: Path) -> None:
    code, out, err = call("indicators", "import", str(plan))
    assert code == 0
    assert "一级指标 2 项，二级指标 3 项" in out
    assert "责任条款：牵头 2 条，责任 3 条" in out
    assert "原件没有分值" in out
    assert "加 -o 文件名.yaml 写入文件" in err
    assert files(tmp_path) == {"plan.txt"}


def test_the_tree_and_the_report_are_written(plan: Path, tmp_path: Path) -> None:
    target, report = tmp_path / "tree.yaml", tmp_path / "report.txt"
    code, out, err = call(
        "indicators",
        "import",
        str(plan),
        "-o",
        str(target),
        "--report",
        str(report),
        "--id",
        "demo-2026",
    )
    assert code == 0
    assert report.read_text("utf-8") == out
    assert "可以通过 check" in err
    text = target.read_text("utf-8")
    assert "id: demo-2026" in text
    assert "plan.txt" in text
    assert files(tmp_path) == {"plan.txt", "tree.yaml", "report.txt"}
    assert call("indicators", "show", str(target))[0] == 0


def test_json_has_exactly_the_documented_keys(plan: Path) -> None:
    code, out, _ = call("indicators", "import", str(plan), "--format", "json")
    data = json.loads(out)
    assert code == 0
    assert list(data) == ["counts", "clauses", "units", "points", "notices"]
    assert data["counts"] == [2, 3]
    assert data["clauses"] == {"lead": 2, "support": 3}
    assert data["units"] == ["县司法局", "县政府办公室", "县财政局", "各执法部门"]
    assert data["points"] == "0"
    assert data["notices"]
    assert all(list(notice) == ["rule", "where", "what", "did"] for notice in data["notices"])
    assert all(isinstance(value, str) for notice in data["notices"] for value in notice.values())


def test_points_are_a_string(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, "utf-8")
    code, out, _ = call("indicators", "import", str(path), "--format", "json")
    assert (code, json.loads(out)["points"]) == (0, "20")


def test_twice_the_same_bytes(plan: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    assert call("indicators", "import", str(plan), "-o", str(first))[0] == 0
    assert call("indicators", "import", str(plan), "-o", str(second))[0] == 0
    assert first.read_bytes() == second.read_bytes()
    assert call("indicators", "import", str(plan), "-o", str(first))[0] == 0


def test_another_file_is_not_overwritten_unless_forced(plan: Path, tmp_path: Path) -> None:
    target, report = tmp_path / "tree.yaml", tmp_path / "report.txt"
    target.write_text("别人写的\n", "utf-8")
    code, out, err = call(
        "indicators", "import", str(plan), "-o", str(target), "--report", str(report)
    )
    assert (code, out) == (2, "")
    assert "没有覆盖" in err
    assert target.read_text("utf-8") == "别人写的\n"
    assert not report.exists()
    assert call("indicators", "import", str(plan), "-o", str(target), "--force")[0] == 0
    assert "别人写的" not in target.read_text("utf-8")


def test_a_tree_with_errors_is_written_and_exits_1(tmp_path: Path) -> None:
    path, target = tmp_path / "t.csv", tmp_path / "tree.yaml"
    path.write_text("一级指标,一级分值,二级指标,二级分值\n制度,10,公开,6\n,,清理,7\n", "utf-8")
    code, out, err = call("indicators", "import", str(path), "-o", str(target))
    assert code == 1
    assert "分值合计不符" in out
    assert "处要先改正" in err
    assert target.exists()


@pytest.mark.parametrize(
    "args",
    [("--levels", "4"), ("--table", "0"), ("--format", "csv"), ("--nosuch",)],
    ids=lambda args: args[0],
)
def test_wrong_use_is_2(plan: Path, args: tuple[str, ...]) -> None:
    code, out, err = call("indicators", "import", str(plan), *args)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.docx", None, "打不开文件"),
        ("empty.xlsx", b"", "文件是空的"),
        ("cut.docx", b"PK\x03\x04broken", "已损坏"),
        ("prose.txt", "这里没有编号，也没有表格。\n".encode(), "没有编号的条目"),
        (
            "two.md",
            TWO_TABLES.encode(),
            "2 种表头",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_cannot_be_read_is_3_and_leaves_nothing(
    name: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = files(tmp_path)
    target, report = tmp_path / "tree.yaml", tmp_path / "report.txt"
    code, out, err = call(
        "indicators", "import", str(tmp_path / name), "-o", str(target), "--report", str(report)
    )
    assert (code, out) == (3, "")
    assert said in err
    assert "Traceback" not in err
    assert files(tmp_path) == before


def test_one_of_several_tables_is_taken_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "two.md"
    path.write_text(TWO_TABLES, "utf-8")
    code, out, _ = call("indicators", "import", str(path), "--table", "2", "--format", "json")
    assert (code, json.loads(out)["counts"]) == (0, [1])


def test_progress_is_silent_in_a_pipe(tmp_path: Path) -> None:
    from weasyprint import HTML

    path = tmp_path / "plan.pdf"
    HTML(string="".join(f"<p>{line}</p>" for line in PLAN.splitlines())).write_pdf(str(path))
    done = process("indicators", "import", str(path), "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"] == [2, 3]
    assert "正在读取" not in done.stderr
    assert "\r" not in done.stderr


def test_a_report_that_cannot_be_written_leaves_no_tree_behind(plan: Path, tmp_path: Path) -> None:
    target = tmp_path / "tree.yaml"
    code, out, err = call(
        "indicators", "import", str(plan), "-o", str(target), "--report", str(plan / "r.txt")
    )
    assert code not in (0, 1)
    assert out == ""
    assert "Traceback" not in err
    assert files(tmp_path) == {"plan.txt"}
