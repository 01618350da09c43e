"""The map of coverage: one square for each requirement, the counts of the report, and bounds on
what is drawn."""

import re
from xml.etree import ElementTree

import pytest
from samples import Opener

from scoring.documents import charts
from scoring.documents.charts import Group, Leaf
from scoring.documents.charts.heat import COVERAGE, MOST_PAGES, MOST_ROWS, TALLEST, Coverage
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.coverage import CoverageBlock, coverage_of, heat_map
from scoring.workspace import Workspace

SVG = "{http://www.w3.org/2000/svg}"
STATES: list[Coverage] = list(COVERAGE)

WANTED = """
== indicators/sample.yaml
id: sample
title: 示例指标体系
levels: [一级指标, 二级指标]
points: {basis: estimate}
indicators:
- code: "1"
  name: 依法履职
  points: 10
  children:
  - code: "1.1"
    name: 网上办理
    points: 6
    rule: {type: ratio}
    evidence:
    - {name: 办理清单, kinds: [文件]}
    - {name: 两份文件, kinds: [文件], min: 2}
    - {name: 照片, kinds: [图片]}
    - {name: 视频, kinds: [视频], required: false}
    - {name: 说明, kinds: [文件], required: false}
  - code: "1.2"
    name: 公开到位
    points: 4
    rule: {type: met}
    evidence: none
- code: "2"
  name: 创新做法
  points: 5
  rule: {type: judged}
"""


@pytest.fixture
def wanted(opened: Opener) -> Workspace:
    return opened(WANTED.replace("item: 办理清单", ""))


def blocks_of(workspace: Workspace) -> tuple[CoverageBlock, ...]:
    return coverage_of(workspace, workspace.assess())


def squares(svg: str) -> int:
    paths = [path.attrib["d"] for path in ElementTree.fromstring(svg).findall(f"{SVG}path")]
    return sum(path.count("h8v8h-8z") for path in paths)


def many(leaves: int, blocks: int, each: int = 3) -> list[Group]:
    return [
        Group(
            f"{block} 板块",
            [
                Leaf(f"{block}.{at}", [STATES[(at + n) % 5] for n in range(each)])
                for at in range(leaves)
            ],
        )
        for block in range(blocks)
    ]


def test_each_requirement_has_its_state(wanted: Workspace) -> None:
    first, second = blocks_of(wanted)
    assert [(item.name, item.state, item.have, item.min) for item in first.leaves[0].items] == [
        ("办理清单", "met", 1, 1),
        ("两份文件", "missing", 0, 2),
        ("照片", "missing", 0, 1),
        ("视频", "optional", 0, 1),
        ("说明", "optional", 0, 1),
    ]
    assert first.leaves[1].items == ()
    assert [leaf.code for leaf in second.leaves] == ["2"]


def test_a_piece_that_names_no_item_serves_each_of_its_kind(opened: Opener) -> None:
    from samples import SOUND

    register = SOUND["evidence/register.yaml"].replace(", item: 办理清单}", "}")
    workspace = opened(f"{WANTED}\n== evidence/register.yaml\n{register}")
    states = [item.state for item in blocks_of(workspace)[0].leaves[0].items]
    assert states == ["met", "missing", "missing", "optional", "optional"]


def test_the_squares_are_the_counts_of_the_report(wanted: Workspace) -> None:
    assessment = wanted.assess()
    from datetime import date

    report = build_report(wanted, assessment, date(2026, 11, 22))
    states = [
        item.state for block in report.coverage for leaf in block.leaves for item in leaf.items
    ]
    counts = dict(report.evidence_counts)
    required = [state for state in states if state in {"met", "partly", "missing"}]
    assert counts["必备佐证要求"] == f"{len(required)} 项"
    assert counts["已满足"] == f"{required.count('met')} 项"
    (picture,) = heat_map(report.coverage).pictures
    assert squares(picture) == len(states) + len(set(states))  # each state once more, in the legend


def test_what_does_not_apply_asks_for_nothing_and_bonus_is_told_apart(opened: Opener) -> None:
    from datetime import date

    from samples import SOUND

    counts = dict(
        build_report(opened(WANTED), opened(WANTED).assess(), date(2026, 11, 22)).evidence_counts
    )
    assert (counts["必备佐证要求"], "其中基本分指标的" in counts) == ("4 项", False)
    bonus = WANTED.replace('- code: "2"\n', '- code: "2"\n  kind: bonus\n').replace(
        "levels:", "bonus: {cap: 5}\nlevels:"
    )
    found = SOUND["rounds/2026-self.yaml"].split("findings:")[0] + "findings:\n"
    told = f'{bonus}\n== rounds/2026-self.yaml\n{found}  "1.2": {{met: true}}\n'
    counts = dict(
        build_report(opened(told), opened(told).assess(), date(2026, 11, 22)).evidence_counts
    )
    assert (counts["必备佐证要求"], counts["其中基本分指标的"]) == ("4 项", "3 项、已满足 1 项")
    told += '  "1.1": {not_applicable: 本级没有这项职权, approved_by: 市司法局}\n'
    workspace = opened(told)
    first, second = blocks_of(workspace)
    assert [leaf.items for leaf in first.leaves] == [(), ()]
    counts = dict(build_report(workspace, workspace.assess(), date(2026, 11, 22)).evidence_counts)
    assert (counts["必备佐证要求"], counts["其中基本分指标的"]) == ("1 项", "0 项、已满足 0 项")
    assert [item.state for item in second.leaves[0].items] == ["missing"]


def test_a_tree_that_fits_is_drawn_square_by_square_on_pages_of_bounded_height() -> None:
    found = charts.heat(many(40, 9))
    assert not found.folded
    assert 1 < len(found.pictures) <= MOST_PAGES
    legends = sum(5 for _ in found.pictures)
    assert sum(squares(picture) for picture in found.pictures) == 9 * 40 * 3 + legends
    for picture in found.pictures:
        (height,) = re.findall(r'viewBox="0 0 700 (\d+)"', picture)
        assert int(height) <= TALLEST + 8


@pytest.mark.parametrize(("leaves", "blocks"), [(167, 9), (1500, 1), (1, 1500)])
def test_a_tree_that_does_not_fit_is_folded_and_says_so(leaves: int, blocks: int) -> None:
    groups = many(leaves, blocks)
    found = charts.heat(groups)
    assert found.folded
    assert f"共 {leaves * blocks} 个指标" in found.note
    (picture,) = found.pictures
    bars = [
        entry
        for entry in ElementTree.fromstring(picture).iter(f"{SVG}text")
        if "/" in (entry.text or "")
    ]
    assert 1 <= len(bars) <= MOST_ROWS
    whole = [
        tuple(int(part) for part in (bar.text or "").removesuffix(" 项").split("/")) for bar in bars
    ]
    required = [
        state
        for group in groups
        for leaf in group.leaves
        for state in leaf.states
        if state in STATES[:3]
    ]
    assert (sum(done for done, _ in whole), sum(of for _, of in whole)) == (
        required.count("met"),
        len(required),
    )


def test_finer_groups_go_before_blocks_where_they_are_few() -> None:
    found = charts.heat(
        many(500, 3), [Group(f"{at} 组", group.leaves) for at, group in enumerate(many(75, 20))]
    )
    assert "20 组" in found.note


def test_nothing_is_drawn_where_nothing_is_asked_for() -> None:
    assert charts.heat([Group("甲", [Leaf("1", [])])]).pictures == ()
    assert charts.heat([]).pictures == ()


def test_names_are_escaped_and_what_colour_tells_a_pattern_tells_too() -> None:
    (picture,) = charts.heat([Group("<b>&甲", [Leaf("<1>", STATES)])]).pictures
    assert "<b>" not in picture
    assert "&lt;b&gt;&amp;甲" in picture
    looks = re.findall(r'<path d="M[^"]*h8v8[^"]*" fill="([^"]+)"([^>]*)/>', picture)
    assert len({(fill, "dash" in rest) for fill, rest in looks}) == len(STATES)


def test_the_title_says_the_numbers() -> None:
    (picture,) = charts.heat([Group("甲", [Leaf("1", ["met", "missing", "optional"])])]).pictures
    assert ElementTree.fromstring(picture).findtext(f"{SVG}title") == "佐证覆盖图：甲 已满足 1/2 项"
