"""The indicator system as a document: every leaf in every form, and the basis of the points on
every copy."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from helpers_outputs import call, compact, pages_of
from openpyxl import load_workbook
from pikepdf import Pdf

from scoring.documents.layout import html_page
from scoring.documents.registry import Wishes, rendered
from scoring.documents.tree_document import statement, tree_page, tree_report
from scoring.indicators.library import shipped
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.values import format_short

DAY = date(2026, 11, 22)
REST = ["测评方式", "佐证材料", "牵头单位", "责任单位", "完成时限", "依据"]


def loaded(path: Path) -> IndicatorTree:
    tree, _ = load_tree(path, path.name)
    assert tree is not None
    return tree


@pytest.fixture(params=shipped(), ids=lambda path: path.stem)
def tree(request: pytest.FixtureRequest) -> IndicatorTree:
    return loaded(request.param)


def test_every_leaf_stands_once_under_its_ancestors(tree: IndicatorTree) -> None:
    report = tree_report(tree, DAY)
    assert [line.code for group in report.groups for line in group.lines] == [
        leaf.code for leaf in tree.leaves()
    ]
    for group in report.groups:
        assert len(group.above) == len(tree.head.levels) - 1
        for line in group.lines:
            names = [node.name for node in tree.path(line.code)[:-1]]
            assert all(name in cell for name, cell in zip(names, group.above, strict=False))


def test_html_says_everything_and_loads_nothing(tree: IndicatorTree) -> None:
    text = html_page(tree_page(tree, DAY))
    for leaf in tree.leaves():
        assert leaf.code in text
    assert statement(tree) in text
    assert "src=" not in text


def test_workbook_has_the_published_columns_and_merged_levels(tree: IndicatorTree) -> None:
    book = load_workbook(io.BytesIO(rendered(tree_page(tree, DAY), "xlsx", Wishes(DAY), None)))
    page = book["指标体系"]
    headings = [cell.value for cell in page[2]]
    levels = list(tree.head.levels)
    assert headings[: len(levels) - 1] == levels[:-1]
    assert headings[len(levels) - 1 :] == [
        "序号",
        "编号",
        levels[-1],
        "分值",
        "评分标准",
        "规则参数",
        *REST,
    ]
    code = headings.index("编号")
    leaves = list(tree.leaves())
    rows = list(page.iter_rows(min_row=3, max_row=2 + len(leaves), values_only=True))
    assert [row[code] for row in rows] == [leaf.code for leaf in leaves]
    base = [leaf for leaf in leaves if leaf.kind == "base"]
    shown = {row[code]: row[code + 2] for row in rows}
    assert all(
        format_short(leaf.points) == f"{shown[leaf.code]:g}"
        for leaf in base
        if leaf.points * 100 % 1 == 0
    )
    merged = [
        item
        for item in page.merged_cells.ranges
        if item.min_row > 2 and item.max_row <= 2 + len(leaves)
    ]
    assert bool(merged) == (len(levels) > 1)


def test_json_is_the_model(tree: IndicatorTree) -> None:
    data = json.loads(rendered(tree_page(tree, DAY), "json", Wishes(DAY), None))
    assert data["id"] == tree.id
    assert data["statement"] == statement(tree)
    assert sum(len(group["lines"]) for group in data["groups"]) == len(list(tree.leaves()))


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (
            "points: {basis: published, source: 某省2025年细则}",
            "分值来源：官方公布（某省2025年细则）。",
        ),
        (
            "points: {basis: estimate, source: 专班测算}",
            "分值来源：测算（专班测算），不是发布机关公布的分值",
        ),
    ],
)
def test_the_basis_of_the_points_is_said(tmp_path: Path, points: str, said: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        f'id: x\ntitle: 示例\nlevels: [指标]\n{points}\nindicators: [{{code: "1", name: 甲, '
        f"points: 5}}]\n",
        "utf-8",
    )
    assert statement(loaded(path)).startswith(said)


def test_pdf_of_one_tree_without_a_workspace(tmp_path: Path) -> None:
    target = tmp_path / "体系.pdf"
    code, out, err = call(
        "report", "tree", "--tree", "review-standard", "-o", str(target), "--today", "2026-11-22"
    )
    assert (code, out.strip()) == (0, str(target)), err
    pages = pages_of(target.read_bytes())
    whole = compact("".join(pages))
    tree = loaded(next(path for path in shipped() if path.stem == "review-standard"))
    assert compact(statement(tree)) in whole
    for leaf in tree.leaves():
        assert compact(leaf.name) in whole


def described(tmp_path: Path, head: str, rest: str = "") -> IndicatorTree:
    path = tmp_path / "x.yaml"
    nodes = '[{code: "1", name: 甲, points: 5' + rest + '}, {code: "2", name: 乙, points: 5}]'
    path.write_text(f"id: x\n{head}levels: [指标]\nindicators: {nodes}\n", "utf-8")
    return loaded(path)


@pytest.mark.parametrize(
    ("head", "issuer", "fact"),
    [
        (
            'title: 细则\nissuer: 某省创建办\nedition: "2025"\n',
            "发布：某省创建办 2025年",
            "某省创建办 2025年",
        ),
        (
            "title: 细则\nissuer: 某省创建办\nedition: 试行\n",
            "发布：某省创建办 试行",
            "某省创建办 试行",
        ),
        (
            'title: 细则（参考）\nissuer: 某区政府办\nedition: "2021"\n',
            "（参考稿，非发布机关文本）",
            "某区政府办 2021年",
        ),
        (
            "title: 细则（参考）\nissuer: 参考稿，非发布机关文本\n",
            "（参考稿，非发布机关文本）",
            None,
        ),
        ("title: 细则\n", "", None),
    ],
)
def test_the_cover_is_no_act_of_the_issuer(
    head: str, issuer: str, fact: str | None, tmp_path: Path
) -> None:
    cover = tree_report(described(tmp_path, head), DAY).cover
    assert (cover.issuer, cover.date) == (issuer, "打印日期：2026年11月22日")
    assert dict(cover.facts).get("发布") == fact


def test_what_differs_between_nodes_is_listed(tmp_path: Path) -> None:
    terms = tree_report(
        described(tmp_path, "title: 细则\n", ", not_applicable: {give: 2}"), DAY
    ).terms
    assert terms[:2] == (
        ("不适用的处理", "移出总分，总分按比例折算"),
        ("不适用的处理（例外）", "1：按 2 分计"),
    )


def test_the_total_says_what_it_leaves_out(tmp_path: Path) -> None:
    assert tree_report(described(tmp_path, "title: 细则\n"), DAY).apart == ""
    assert (
        tree_report(described(tmp_path, "title: 细则\n", ", kind: bonus"), DAY).apart
        == "（不含加分）"
    )
    national = loaded(next(path for path in shipped() if path.stem == "national-2021"))
    report = tree_report(national, DAY)
    assert report.apart == "（不含加分和倒扣；折算板块按板块的分值计）"
    assert any(label == "按板块折算" and "1.3" in said for label, said in report.terms)


def test_the_outline_holds_the_first_level(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(grown("[领域, 板块, 事项]", groups=2, leaves=3), "utf-8")
    made = rendered(tree_page(loaded(path), DAY), "pdf", Wishes(DAY), None)
    with Pdf.open(io.BytesIO(made)) as paper, paper.open_outline() as outline:
        ((root, below),) = [
            (entry.title, [item.title for item in entry.children]) for entry in outline.root
        ]
    assert (root, below) == ("示例", ["A1 领域1（3分）", "A2 领域2（3分）", "条件与说明"])


def grown(levels: str, groups: int, leaves: int) -> str:
    """A tree whose groups are longer than what a page has left; every row is of the same height."""
    rows = []
    for group in range(1, groups + 1):
        names = ",".join(
            f'{{code: "{group}.{at}", name: 事项{group}之{at}, points: 1, text: '
            f"{'逐项核对办理情况，' * 12}}}"
            for at in range(1, leaves + 1)
        )
        node = f'{{code: "{group}", name: 工作板块{group}, children: [{names}]}}'
        rows.append(
            f'{{code: "A{group}", name: 领域{group}, children: [{node}]}}'
            if levels.count(",") == 2
            else node
        )
    return f"id: x\ntitle: 示例\nlevels: {levels}\nindicators: [{', '.join(rows)}]\n"


@pytest.mark.slow
@pytest.mark.parametrize("levels", ["[领域, 板块, 事项]", "[板块, 事项]"])
def test_groups_break_between_rows_and_the_next_page_names_them_again(
    levels: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(grown(levels, groups=4, leaves=5), "utf-8")
    data = rendered(tree_page(loaded(path), DAY), "pdf", Wishes(DAY), None)
    found = [
        (compact(text), re.findall(r"事项(\d)之(\d)", compact(text))) for text in pages_of(data)
    ]
    table = [(text, rows) for text, rows in found if rows]
    again = [text.count("（续）") for text, _ in table]
    assert again == [int(rows[0][1] != "1") for _, rows in table]
    assert sum(again) >= 2
    for text, rows in table:
        assert (f"工作板块{rows[0][0]}（5分）（续）" in text) == (rows[0][1] != "1")
    assert [row for _, rows in table for row in rows] == [
        (str(g), str(n)) for g in range(1, 5) for n in range(1, 6)
    ]
    held = [len(rows) for _, rows in table[1:-1]]
    assert max(held) - min(held) <= 1, "no page is left half empty because a group is kept whole"
    assert all("（续）" not in text for text, rows in found if not rows)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["report", "self", "--tree", "review-standard", "-o", "x.pdf"], "--tree 只与 tree 一起用"),
        (["report", "tree", "--tree", "review-standard"], "要用 -o 写明"),
        (["report", "tree", "--tree", "review-standart", "-o", "x.pdf"], "是不是“review-standard”"),
    ],
)
def test_wrong_use(
    args: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = call(*args)
    assert (code, out) == (2, "")
    assert told in err
    assert list(tmp_path.iterdir()) == []
