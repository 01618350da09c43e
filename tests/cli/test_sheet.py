"""``shifan sheet``: what the command prints, where it writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from filelock import FileLock
from helpers_outputs import TODAY, call

from scoring.storage import Transaction


def tree_of(folder: Path) -> dict[str, bytes]:
    """Every file of the workspace but what is derived."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".shifan" not in path.parts
    }


def run(folder: Path, *args: str) -> tuple[int, str, str]:
    return call("-w", str(folder), "sheet", *args, "--today", TODAY)


def typed(path: Path, cell: str, value: str) -> Path:
    book = openpyxl.load_workbook(path)
    book.worksheets[0][cell].value = value
    book.save(path)
    return path


@pytest.fixture
def findings(sound: Path, tmp_path: Path) -> Path:
    target = tmp_path / "认定.xlsx"
    code, out, _ = run(sound, "export", "findings", "-o", str(target))
    assert (code, out) == (0, f"{target}\n")
    return target


def test_out_and_back_in_changes_nothing(sound: Path, findings: Path) -> None:
    before = tree_of(sound)
    code, out, err = run(sound, "import", str(findings))
    assert (code, out, err) == (0, "没有改动，什么也没有写。没有改动的 3 行。\n", "")
    assert tree_of(sound) == before


@pytest.mark.slow
def test_a_preview_and_then_the_import(sound: Path, findings: Path) -> None:
    typed(findings, "H3", "10/10")
    before = tree_of(sound)
    code, out, _ = run(sound, "import", str(findings), "--preview")
    assert code == 0
    assert (
        out
        == "认定表 1.1 “认定”：9/10 → 10/10（认定.xlsx 第 3 行）\n预览：1 行、1 处改动。没有改动的 2 行。\n"
    )
    assert tree_of(sound) == before
    code, out, _ = run(sound, "import", str(findings), "--by", "方静怡")
    assert code == 0
    assert out.endswith("已导入 1 行、1 处改动。没有改动的 2 行。\n")
    after = tree_of(sound)
    assert after["rounds/2026-self.yaml"] == before["rounds/2026-self.yaml"].replace(
        b"done: 9,", b"done: 10,"
    )
    assert json.loads(after["journal.jsonl"])["by"] == "方静怡"
    assert {name for name in after if after[name] != before.get(name)} == {
        "rounds/2026-self.yaml",
        "journal.jsonl",
    }


def test_a_bad_cell_ends_with_1_and_says_where(sound: Path, findings: Path) -> None:
    typed(findings, "H3", "十分之九")
    before = tree_of(sound)
    code, out, err = run(sound, "import", str(findings))
    assert code == 1
    assert (
        "认定.xlsx “认定表” 第 3 行 H 列（认定）：“十分之九”读不出数值。应填：完成数/总数，如 "
        "96/100；或 96%" in err
    )
    assert "一处也没有写入" in err
    assert out.endswith("未写入：1 行、1 处改动。没有改动的 2 行。\n")
    assert tree_of(sound) == before


@pytest.mark.slow
def test_json(sound: Path, findings: Path) -> None:
    typed(findings, "H3", "10/10")
    code, out, _ = run(sound, "import", str(findings), "--preview", "--format", "json")
    data = json.loads(out)
    assert code == 0
    assert data == {
        "written": False,
        "unchanged": 2,
        "changes": [
            {
                "do": "edit",
                "sheet": "认定表",
                "id": "1.1",
                "heading": "认定",
                "old": "9/10",
                "new": "10/10",
                "file": "认定.xlsx",
                "row": 3,
            }
        ],
        "faults": [],
        "notes": [],
    }
    typed(findings, "H3", "x")
    fault = json.loads(run(sound, "import", str(findings), "--format", "json")[1])["faults"][0]
    assert set(fault) == {"file", "sheet", "row", "column", "heading", "what", "wanted"}
    assert (fault["row"], fault["column"]) == (3, "H")


def test_one_workbook_for_each_unit(sound: Path, tmp_path: Path) -> None:
    code, out, _ = run(sound, "export", "rectification", "--all-units", str(tmp_path / "各单位"))
    assert code == 0
    assert out == f"{tmp_path / '各单位' / '县司法局-整改清单.xlsx'}\n"
    code, out, _ = run(
        sound, "export", "evidence", "--unit", "司法局", "-o", str(tmp_path / "一份.xlsx")
    )
    assert code == 0
    assert (
        openpyxl.load_workbook(tmp_path / "一份.xlsx")
        .worksheets[0]["B1"]
        .value.startswith("示例县佐证登记表（县司法局）")
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["export", "findings"], "用 -o 写明一个 .xlsx 文件"),
        (["export", "findings", "-o", "a.xlsx", "--all-units", "b"], "选一种"),
        (["export", "findings", "--all-units", "b", "--unit", "县司法局"], "不能同时用"),
        (["export", "findings", "-o", "a.csv"], "要以 .xlsx 结尾"),
        (["export", "findings", "-o", "a.xlsx", "--unit", "县司法剧"], "是不是“县司法局”"),
        (["export", "findings", "-o", "a.xlsx", "--unit", "县教育局"], "没有任何一行"),
        (["export", "everything", "-o", "a.xlsx"], "everything"),
        (["import", "没有.xlsx"], "不存在"),
        (["import", "."], "文件夹"),
    ],
)
def test_wrong_use(sound: Path, args: list[str], said: str) -> None:
    code, _, err = run(sound, *args)
    assert code == 2
    assert said in err


@pytest.mark.slow
def test_a_file_that_is_no_workbook_ends_with_3(
    sound: Path, findings: Path, tmp_path: Path
) -> None:
    foreign = tmp_path / "别的.xlsx"
    book = openpyxl.Workbook()
    book.save(foreign)
    torn = tmp_path / "坏.xlsx"
    torn.write_bytes(findings.read_bytes()[:2000])
    before = tree_of(sound)
    code, _, err = run(
        sound, "import", str(typed(findings, "H3", "10/10")), str(foreign), str(torn)
    )
    assert code == 3
    assert "别的.xlsx：不是 shifan 导出的工作簿" in err
    assert "坏.xlsx：文件已损坏或不完整" in err
    assert tree_of(sound) == before


@pytest.mark.slow
def test_while_another_one_writes(
    sound: Path, findings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(findings, "H3", "10/10")
    patience = Transaction.__init__
    monkeypatch.setattr(
        Transaction, "__init__", lambda self, folder: patience(self, folder, wait=0)
    )
    (sound / ".shifan").mkdir(exist_ok=True)
    with FileLock(str(sound / ".shifan" / "lock")):
        code, _, err = run(sound, "import", str(findings))
    assert (code, err) == (
        3,
        "错误：另一个程序正在写这个工作区，什么都没有写入。请等它完成后再试\n",
    )
    assert run(sound, "import", str(findings))[0] == 0
