"""``shifan indicators diff``: the forms of the answer and the ways out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from helpers_outputs import call, pages_of
from python_calamine import CalamineWorkbook

from scoring.data_files import data_folder

OLD = "review-standard"


@pytest.fixture
def new(tmp_path: Path) -> str:
    """The one-level tree with one name, one code and one id changed."""
    text = (data_folder("indicators") / f"{OLD}.yaml").read_text("utf-8")
    text = text.replace(f"id: {OLD}", "id: review-2027", 1).replace(
        "name: 听证规范", "name: 听证规范有序", 1
    )
    path = tmp_path / "new.yaml"
    path.write_text(text.replace('code: "15"', 'code: "16"', 1), "utf-8")
    return str(path)


def test_json_has_every_node_of_both_sides(new: str) -> None:
    code, out, _ = call("indicators", "diff", OLD, new, "--format", "json")
    data = json.loads(out)
    assert code == 0
    assert set(data) == {"old", "new", "equal", "counts", "head", "rows"}
    assert (data["old"]["id"], data["new"]["id"], data["equal"]) == (OLD, "review-2027", False)
    assert set(data["rows"][0]) == {"changes", "certainty", "agreement", "old", "new", "details"}
    assert set(data["rows"][0]["old"][0]) == {"code", "name", "level", "parent", "leaf", "points"}
    assert len([node for row in data["rows"] for node in row["old"]]) == 15
    assert len([node for row in data["rows"] for node in row["new"]]) == 15
    assert data["counts"]["moved"] == 1
    assert {item["key"] for item in data["head"]} == {"id"}


def test_equal_trees_say_so() -> None:
    code, out, _ = call("indicators", "diff", OLD, OLD, "--changed")
    assert code == 0
    assert "两套指标体系完全一致。" in out


def test_the_table_lists_what_changed(new: str) -> None:
    code, out, _ = call("indicators", "diff", OLD, new, "--changed")
    assert code == 0
    assert "编号 15 → 16" in out
    assert "未变" in out
    assert len(out.splitlines()) < 20


def test_csv(new: str) -> None:
    code, out, _ = call("indicators", "diff", OLD, new, "--format", "csv")
    assert code == 0
    assert out.splitlines()[0] == "变化,原编号,原指标,原分值,新编号,新指标,新分值,对应,说明"


def test_workbook_and_document(new: str, tmp_path: Path) -> None:
    for form in ("xlsx", "pdf"):
        target = tmp_path / f"对照.{form}"
        code, out, err = call(
            "indicators", "diff", OLD, new, "--to", form, "-o", str(target), "--today", "2026-11-22"
        )
        assert (code, out.strip()) == (0, str(target)), err
    book = CalamineWorkbook.from_filelike(io.BytesIO((tmp_path / "对照.xlsx").read_bytes()))
    assert book.sheet_names == ["对照表", "体系说明"]
    rows = book.get_sheet_by_name("对照表").to_python()
    assert ["移动", "15", "16"] in [[row[0], row[1], row[4]] for row in rows]
    pages = "".join(pages_of((tmp_path / "对照.pdf").read_bytes()))
    assert "编号15→16" in pages.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        ([OLD, "review-standart"], 2, "是不是“review-standard”"),
        ([OLD], 2, "缺少参数"),
        ([OLD, OLD, "--to", "pdf"], 2, "--to 要与 -o 一起用"),
    ],
)
def test_wrong_use(args: list[str], code: int, told: str) -> None:
    got, out, err = call("indicators", "diff", *args)
    assert (got, out) == (code, "")
    assert told in err


def test_an_unreadable_tree(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("id: [", "utf-8")
    assert call("indicators", "diff", OLD, str(path))[0] == 3
