"""佐证材料目录: each piece under each indicator that it is offered for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from samples import SOUND, write

from scoring.documents.catalogue import (
    UNMAPPED,
    Catalogue,
    CatalogueRow,
    build_catalogue,
    catalogue_sheet,
    common_cells,
    common_columns,
    only,
)
from scoring.views.sheet import headings
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)
LOOSE = "- {id: E0003, file: files/清单.txt, title: 没有对应的}\n"
IN_TWO = """\
- id: E0010
  file: files/清单.txt
  title: 两项都用
  date: 2026-03-02
  proves:
  - {indicator: "1.2", locate: 第2页}
  - {indicator: "1.1", item: 办理清单, locate: 第3页}
  - {indicator: "1.1", locate: 第5页}
"""


def opened(folder: Path, more: str = "") -> Workspace:
    register = f"{SOUND['evidence/register.yaml']}{more}"
    return open_workspace(write(folder, {**SOUND, "evidence/register.yaml": register})).whole()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Two records under one indicator each, one under two of them, and one under none."""
    return opened(tmp_path_factory.mktemp("catalogue"), IN_TWO + LOOSE)


def catalogue(workspace: Workspace, **terms: Any) -> Catalogue:
    return build_catalogue(workspace, workspace.assess(), DAY, pages={"E0001": 4}, **terms)


def rows(made: Catalogue) -> list[CatalogueRow]:
    return [row for section in made.sections for row in section.rows]


def test_sections_follow_the_tree_and_what_points_nowhere_comes_last(workspace: Workspace) -> None:
    sections = catalogue(workspace).sections
    assert [(section.code, section.name) for section in sections] == [
        ("1.1", "网上办理"),
        ("1.2", "公开到位"),
        ("", UNMAPPED),
    ]
    assert sections[0].path == ("依法履职",)
    assert sections[-1].path == ()


def test_a_piece_stands_under_each_indicator_and_numbers_run_through(workspace: Workspace) -> None:
    assert [
        (row.number, row.inner, row.indicator, row.id) for row in rows(catalogue(workspace))
    ] == [
        ("1", "1", "1.1", "E0001"),
        ("2", "2", "1.1", "E0010"),
        ("3", "1", "1.2", "E0002"),
        ("4", "2", "1.2", "E0010"),
        ("5", "1", "", "E0003"),
    ]


def test_ids_are_in_natural_order(tmp_path: Path) -> None:
    """E9 before E10, however the register has them."""
    ids = "".join(f"- {{id: {ident}, file: files/清单.txt}}\n" for ident in ("E10", "E9"))
    made = catalogue(opened(tmp_path, ids))
    assert [row.id for row in made.sections[-1].rows] == ["E9", "E10"]


def test_a_row_says_where_in_the_file_and_how_many_pages(workspace: Workspace) -> None:
    first, second, *_ = rows(catalogue(workspace))
    assert (first.date, first.pages, first.place) == ("20260301", "4", "")
    assert (second.pages, second.place) == ("", "第3页；第5页")


def test_a_link_is_of_its_own_kind(workspace: Workspace) -> None:
    (link,) = [row for row in rows(catalogue(workspace)) if row.id == "E0002"]
    assert (link.kind, link.file) == ("链接", "https://example.com/open")


def test_the_copy_that_is_handed_in_lists_what_counts(workspace: Workspace) -> None:
    made = catalogue(workspace, counting=True)
    assert all(row.counts for row in rows(made))
    assert "E0003" not in {row.id for row in rows(made)}
    assert made.counts[0][0] == "列入佐证"


def test_what_a_package_left_out_says_why(workspace: Workspace) -> None:
    made = catalogue(workspace, left_out={"E0001": "超过大小限制"})
    assert (rows(made)[0].state, rows(made)[0].counts) == ("未收入：超过大小限制", False)


def test_a_remark_is_asked_for_each_row(workspace: Workspace) -> None:
    made = catalogue(workspace, remark=lambda code, ident: f"{code}/{ident}")
    assert rows(made)[0].remark == "1.1/E0001"


def test_the_register_is_counted_by_pieces_and_the_tree_by_leaves(workspace: Workspace) -> None:
    counts = dict(catalogue(workspace).counts)
    assert counts["登记佐证"] == "4 件"
    assert counts["目录条目"] == "5 条"
    assert (counts["有佐证的指标"], counts["没有佐证的指标"]) == ("2 项", "1 项")


def test_the_sheet_may_say_where_each_file_lies(workspace: Workspace) -> None:
    made = catalogue(workspace)
    assert headings(catalogue_sheet(made).columns)[-1] == "备注"
    sheet = catalogue_sheet(made, {"E0001": "1.1/清单.txt"})
    assert headings(sheet.columns)[-1] == "文件"
    assert [row[-1] for row in sheet.rows][:2] == ["1.1/清单.txt", ""]


def test_an_empty_register_is_a_sentence_as_wide_as_the_table(tmp_path: Path) -> None:
    files = {**SOUND, "evidence/register.yaml": "[]\n"}
    made = catalogue(open_workspace(write(tmp_path, files)).whole())
    (row,) = catalogue_sheet(made).rows
    assert row == only("没有登记佐证", len(catalogue_sheet(made).columns))


def test_every_catalogue_begins_with_the_same_columns(workspace: Workspace) -> None:
    first = rows(catalogue(workspace))[0]
    assert headings(common_columns())[0] == "序号"
    assert len(common_cells(first)) == len(common_columns()) - 1
