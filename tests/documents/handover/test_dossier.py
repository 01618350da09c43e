"""迎检卷宗: what the index page and the lists of a package say, from what was laid down."""

from __future__ import annotations

from datetime import date

import pytest
from samples import SOUND, Opener

from scoring.documents.catalogue import build_catalogue
from scoring.documents.handover.lists import (
    NOTHING_MISSING,
    inner_page,
    inner_sheet,
    links_sheet,
    missing_sheets,
)
from scoring.documents.handover.model import Branch, Dossier, Leaf, build_dossier
from scoring.documents.handover.packing import package_name
from scoring.documents.layout import html_page
from scoring.evidence.package import Plan, make_plan
from scoring.views.sheet import headings
from scoring.workspace import Workspace

DAY = date(2026, 11, 22)
REGISTER = SOUND["evidence/register.yaml"]
SHARED = REGISTER.replace(
    "item: 办理清单}\n",
    'item: 办理清单, locate: 第3页, what: 时限压缩}\n  - {indicator: "1.2"}\n',
)
"""E0001 proves 1.1 and 1.2."""


def dossier_of(workspace: Workspace) -> tuple[Plan, Dossier]:
    assessment = workspace.assess()
    home = workspace.path / "evidence"
    plan = make_plan(assessment.tree, workspace.records, workspace.files, home, everything=False)
    catalogue = build_catalogue(workspace, assessment, DAY, pages={}, left_out=plan.left_out)
    return plan, build_dossier(workspace, assessment, plan, catalogue)


def leaves_of(dossier: Dossier) -> dict[str, Leaf]:
    return {leaf.code: leaf for leaf in dossier.leaves}


def states(branches: tuple[Branch, ...]) -> dict[str, tuple[str, int]]:
    found = {}
    for branch in branches:
        found[branch.code] = (branch.status, branch.pieces)
        found |= states(branch.branches)
    return found


def inner_rows(workspace: Workspace, code: str) -> list[dict[str, str]]:
    plan, dossier = dossier_of(workspace)
    sheet = inner_sheet(leaves_of(dossier)[code], plan.paths, plan.folders[code])
    return [dict(zip(headings(sheet.columns), row, strict=True)) for row in sheet.rows]


def test_the_dossier_says_whose_it_is_and_how_many_files(opened: Opener) -> None:
    workspace = opened(SOUND)
    _, dossier = dossier_of(workspace)
    assert (dossier.title, dossier.issuer, dossier.files) == (
        "示例县迎检卷宗",
        "示例县依法治县办",
        1,
    )
    assert dict(dossier.facts)["轮次"] == "2026-self"
    assert package_name(workspace, DAY) == "迎检卷宗-示例县-20261122"


def test_a_node_shows_the_gravest_of_what_stands_below_it(opened: Opener) -> None:
    """Of 2 a piece is missing; both leaves of 1 have theirs, and E0001 counts in both."""
    _, dossier = dossier_of(opened({**SOUND, "evidence/register.yaml": SHARED}))
    assert states(dossier.tree) == {
        "1": ("ok", 3),
        "1.1": ("ok", 1),
        "1.2": ("ok", 2),
        "2": ("lacking", 0),
    }
    _, bare = dossier_of(opened({**SOUND, "evidence/register.yaml": "[]\n"}))
    assert states(bare.tree)["1"] == ("lacking", 0)


def test_the_panel_of_an_indicator_says_what_is_asked_for_and_there(opened: Opener) -> None:
    _, dossier = dossier_of(opened({**SOUND, "evidence/register.yaml": SHARED}))
    leaf = leaves_of(dossier)["1.1"]
    assert (leaf.anchor, leaf.path, leaf.verdict) == ("i-1.1", ("依法履职",), "佐证齐全")
    assert leaf.facts == (("分值", "6 分"), ("自评分", "5.40 分"), ("牵头单位", "县司法局"))
    (demand,) = leaf.demands
    assert (demand.name, demand.terms, demand.state) == ("办理清单", "文件", "已具备")
    (piece,) = leaf.pieces
    assert piece.proves == ("办理清单：第3页，时限压缩",)
    assert piece.words == "e0001 一次办清单 县司法局 files/清单.txt 办理清单:第3页,时限压缩"
    assert piece.link.startswith("data/1%20")


def test_what_was_not_assessed_has_no_claim(opened: Opener) -> None:
    _, dossier = dossier_of(opened(SOUND))
    leaf = leaves_of(dossier)["2"]
    assert leaf.facts == (("分值", "5 分"),)
    assert (leaf.status, leaf.verdict) == ("lacking", "缺 1 项佐证")
    assert leaf.demands[0].state == "缺失（有效 0 件，应有 1 件）"


@pytest.mark.parametrize(
    ("name", "old", "new", "status", "verdict", "state"),
    [
        (
            "rounds/2026-self.yaml",
            "{done: 9, of: 10}",
            "{not_applicable: 无此职权}",
            "none",
            "本级不适用",
            "不适用",
        ),
        (
            "indicators/sample.yaml",
            "{name: 办理清单, kinds: [文件]}",
            "{name: 办理清单, kinds: [图片], required: false}",
            "none",
            "不要求佐证",
            "可选，未提供",
        ),
    ],
)
def test_what_need_not_be_there_is_not_missing(
    opened: Opener, name: str, old: str, new: str, status: str, verdict: str, state: str
) -> None:
    _, dossier = dossier_of(opened({**SOUND, name: SOUND[name].replace(old, new)}))
    leaf = leaves_of(dossier)["1.1"]
    assert (leaf.status, leaf.verdict) == (status, verdict)
    assert [demand.state for demand in leaf.demands] == [state]
    assert all(line.code != "1.1" for line in dossier.lacking)


def test_a_file_lies_once_and_the_other_indicator_points_to_it(opened: Opener) -> None:
    workspace = opened({**SOUND, "evidence/register.yaml": SHARED})
    (own,) = inner_rows(workspace, "1.1")
    assert (own["文件"], own["备注"], own["页码／位置"]) == ("E0001 清单.txt", "", "第3页")
    shared, link = inner_rows(workspace, "1.2")
    assert shared["文件"] == "（见备注）"
    assert shared["备注"] == "原件在：data/1 依法履职/1.1 网上办理/E0001 清单.txt"
    assert (link["文件"], link["备注"]) == ("（链接）", "https://example.com/open")


def test_an_indicator_without_evidence_says_so(opened: Opener) -> None:
    (row,) = inner_rows(opened(SOUND), "2")
    assert [cell for cell in row.values() if cell] == ["本指标没有佐证材料"]


def test_the_page_on_top_of_a_folder_says_only_what_is_wrong(opened: Opener) -> None:
    """Outside of the window E0001 does not count: that is told before its name."""
    old = SHARED.replace("date: 2026-03-01", "date: 2020-03-01")
    plan, dossier = dossier_of(opened({**SOUND, "evidence/register.yaml": old}))
    leaf = leaves_of(dossier)["1.1"]
    page = inner_page(leaf, dossier, plan.paths, plan.folders["1.1"])
    ((_, remark),) = page.context["rows"]
    assert remark.endswith("；E0001 清单.txt")
    assert "时间窗" in remark
    assert "一次办清单" in html_page(page)
    sound_plan, sound = dossier_of(opened(SOUND))
    page = inner_page(leaves_of(sound)["1.1"], sound, sound_plan.paths, sound_plan.folders["1.1"])
    assert [remark for _, remark in page.context["rows"]] == ["E0001 清单.txt"]


def test_a_file_that_is_gone_is_missing_and_left_out_with_its_reason(opened: Opener) -> None:
    files = {name: text for name, text in SOUND.items() if not name.endswith("清单.txt")}
    _, dossier = dossier_of(opened(files))
    lacking, gone = missing_sheets(dossier)
    first = dict(zip(headings(lacking.columns), lacking.rows[0], strict=True))
    assert (first["指标"], first["缺失的佐证"], first["牵头单位"]) == (
        "1.1",
        "办理清单",
        "县司法局",
    )
    assert first["不起作用的材料及原因"] == "E0001 文件缺失"
    left = dict(zip(headings(gone.columns), gone.rows[0], strict=True))
    assert (left["编号"], left["题名"], left["登记的位置"]) == (
        "E0001",
        "一次办清单",
        "files/清单.txt",
    )
    assert left["未收入的原因"]


def test_lists_that_hold_nothing_say_so(opened: Opener) -> None:
    optional = SOUND["indicators/sample.yaml"].replace(
        "  kind: bonus\n", "  kind: bonus\n  evidence: none\n"
    )
    no_links = REGISTER.replace(
        "  url: https://example.com/open\n  seen: 2026-04-01\n  kind: 链接\n",
        "  file: files/清单.txt\n  kind: 文件\n  date: 2026-04-01\n",
    )
    files = {"indicators/sample.yaml": optional, "evidence/register.yaml": no_links}
    _, dossier = dossier_of(opened({**SOUND, **files}))
    lacking, gone = missing_sheets(dossier)
    cells = [
        [cell for cell in sheet.rows[0] if cell] for sheet in (lacking, gone, links_sheet(dossier))
    ]
    assert cells == [[NOTHING_MISSING], ["无"], ["无链接"]]


def test_links_are_listed_once_with_the_day_they_were_looked_at(opened: Opener) -> None:
    twice = REGISTER + '  - {indicator: "1.1"}\n'
    _, dossier = dossier_of(opened({**SOUND, "evidence/register.yaml": twice}))
    (row,) = links_sheet(dossier).rows
    assert row == (
        "1",
        "E0002",
        "公开栏目",
        "https://example.com/open",
        "2026-04-01",
        "1.2、1.1",
        "",
    )
