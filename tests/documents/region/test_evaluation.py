"""评估报告: its parts in their order, and what each says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.documents.layout import html_page
from scoring.documents.region.evaluation import evaluation_page
from scoring.documents.region.letters import Block
from scoring.documents.region.words import Material
from scoring.region import verdicts
from scoring.region.history import Comparison, CountyChange, NodeChange
from scoring.region.leads import Alike, CutLeaf, HeldShare, Holder, Outliers, SameFile
from scoring.region.verdicts import Line

PARTS = [
    "一、口径和版本",
    "二、报送情况",
    "三、总体结果",
    "四、各板块情况",
    "五、与上一轮比较",
    "六、核验和佐证",
    "七、工作建议",
]


def again(about: Material, **computed: object) -> Material:
    """The same region with something computed of it in place of what it has."""
    other = Material(about.results, about.ranking, about.day)
    other.__dict__.update(computed)
    return other


def blocks(about: Material) -> tuple[Block, ...]:
    found: tuple[Block, ...] = evaluation_page(about).data.blocks
    return found


def part(about: Material, title: str) -> list[Block]:
    """The blocks below a heading of the first level."""
    found = list(blocks(about))
    start = next(at for at, block in enumerate(found) if block.text == title)
    end = next((at for at in range(start + 1, len(found)) if found[at].kind == "h1"), len(found))
    return found[start + 1 : end]


def words(found: list[Block]) -> list[str]:
    return [block.text for block in found if block.kind in {"p", "note"}]


def rows(found: list[Block], title: str) -> tuple[tuple[str, ...], ...]:
    (table,) = (block.table for block in found if block.table and block.text == title)
    return table.rows


def test_terms_come_first_and_recommendations_are_left_to_the_office(about: Material) -> None:
    found = blocks(about)
    assert [block.text for block in found if block.kind == "h1"] == PARTS
    assert found[1].text == (
        "所有县的报送都按下列统一口径重新计算，各自写的日期、时间窗、核验轮次都不作数。"
    )
    assert found[-1].text == "（本节由汇总单位根据以上结果撰写。）"


def test_the_title_names_the_year_where_the_round_is_one(about: Material) -> None:
    assert evaluation_page(about).data.title == "示例省2026年度法治政府建设示范指标评估报告"
    record = about.results.region.record.model_copy(update={"round": "2026-mid"})
    region = replace(about.results.region, record=record)
    named = Material(replace(about.results, region=region), about.ranking, about.day)
    named.__dict__.update({"blocks": [], "leaves": [], "comparison": None, "block_rates": {}})
    named.__dict__.update({"outliers": Outliers((), None, ()), "alike": Alike((), 0, 0, 0)})
    assert evaluation_page(named).data.title == "示例省评估报告"


def test_what_has_to_be_told_of_a_submission_is_listed(about: Material) -> None:
    assert rows(part(about, PARTS[1]), "需要说明的报送") == (("丁卯县", "未报", "—", "—"),)
    late = Line("1", "甲县", verdicts.LATE, n=1, late_days=2, reasons=("逾期 2 天", "乙", "丙"))
    fine = Line("2", "乙县", verdicts.ACCEPTED, n=1)
    results = replace(about.results, lines=(late, fine))
    mixed = Material(results, about.ranking, about.day)
    assert rows(part(mixed, PARTS[1]), "需要说明的报送") == (
        ("甲县", "逾期", "2", "逾期 2 天；乙"),
    )
    well = Material(replace(about.results, lines=(fine,)), about.ranking, about.day)
    assert not any(block.table for block in part(well, PARTS[1]))


def test_nothing_is_lost_between_the_counties_and_their_sum(about: Material) -> None:
    """Thirty points in all, 23 had, seven lost."""
    found = part(about, PARTS[2])
    assert words(found)[-1] == (
        "全部计分单位应得 30.00 分 = 现得 23.00 分 + 失分 7.00 分（标准未达到 7.00），精确相等。"
    )
    assert [row[1] for row in rows(found, "得分和名次")] == ["甲子县", "乙丑县", "丙寅县"]
    assert [block.text for block in found if block.kind == "chart"] == ["得分分布：平均 7.67"]


def test_each_block_has_a_heading_and_its_weakest_indicators(about: Material) -> None:
    found = part(about, PARTS[3])
    assert [block.text for block in found if block.kind == "h2"] == ["（一）依法履职"]
    assert words(found) == [
        "平均得分率 76.67%，中位数 82.00%，最低的一成在 54.00% 以下；共失 7.00 分（标准未达到 7.00）。"
        "最弱的指标：1.2 公开到位（66.67%）；1.1 网上办理（83.33%）。"
    ]
    assert rows(found, "失分最多的指标")[0] == (
        "1.2",
        "公开到位",
        "66.67%",
        "4.00",
        "标准未达到 4.00",
    )


def test_an_indicator_at_full_mark_everywhere_is_not_among_the_weakest(about: Material) -> None:
    first, second = about.leaves
    nothing = Fraction(0)
    full = replace(second, mean=Fraction(1), losses=(nothing,) * 4)
    (sentence,) = words(part(again(about, leaves=[first, full]), PARTS[3]))
    assert sentence.endswith("最弱的指标：1.1 网上办理（83.33%）。")
    both = replace(first, mean=Fraction(1), losses=(nothing,) * 4)
    (sentence,) = words(part(again(about, leaves=[both, full]), PARTS[3]))
    assert "最弱的指标" not in sentence


def test_blocks_that_apply_nowhere_are_left_out(about: Material) -> None:
    nowhere = [replace(item, mean=None, n=0) for item in about.blocks]
    found = part(again(about, blocks=nowhere, leaves=[]), PARTS[3])
    assert {block.kind for block in found} == {"note"}
    assert words(found) == ["（无）", "（无）"]


def test_without_a_round_before_the_report_says_so(about: Material) -> None:
    assert words(part(about, PARTS[4])) == ["没有可比的上一轮结果。"]


def change(at: int, points: int) -> CountyChange:
    return CountyChange(f"{at}", f"县{at}", Fraction(50), Fraction(50 + points), 1, 2)


def compared(*counties: CountyChange, same_tree: bool = True) -> Comparison:
    leaf = NodeChange("1.1", "网上办理", 2, leaf=True, before=Fraction(1, 2), now=Fraction(3, 4))
    lost = () if same_tree else ("2",)
    return Comparison("2025", "2026", counties, (leaf,), lost, same_tree=same_tree)


def test_rises_and_falls_are_counted_and_listed(about: Material) -> None:
    """One county was new and has no change."""
    new = CountyChange("9", "县9", None, Fraction(60), None, 3)
    comparison = compared(change(1, 4), change(2, 0), change(3, -2), new)
    found = part(again(about, comparison=comparison), PARTS[4])
    assert words(found) == ["与 2025 轮相比，3 个县有两轮得分：上升 1 个，下降 1 个。"]
    assert rows(found, "各单位的变化") == (
        ("县1", "50.00", "54.00", "+4.00", "1 → 2"),
        ("县2", "50.00", "50.00", "0.00", "1 → 2"),
        ("县3", "50.00", "48.00", "-2.00", "1 → 2"),
    )
    assert rows(found, "升降最大的指标（平均得分率）") == (
        ("1.1", "网上办理", "50.00%", "75.00%", "+25.00"),
    )


@pytest.mark.parametrize(
    ("count", "listed", "title"),
    [(16, 16, "各单位的变化"), (17, 16, "变化最大的单位")],
)
def test_of_many_counties_the_eight_at_each_end_are_listed(
    about: Material, count: int, listed: int, title: str
) -> None:
    comparison = compared(*(change(at, count - at) for at in range(count)))
    found = rows(part(again(about, comparison=comparison), PARTS[4]), title)
    assert len(found) == listed
    assert (found[0][0], found[-1][0]) == ("县0", f"县{count - 1}")


def test_where_the_trees_differ_what_cannot_be_compared_is_counted(about: Material) -> None:
    comparison = compared(change(1, 4), same_tree=False)
    (sentence,) = words(part(again(about, comparison=comparison), PARTS[4]))
    assert sentence.endswith("两轮指标体系不同，1 项不可比，没有列入。")


def test_before_any_inspection_scores_rest_on_evidence_alone(about: Material) -> None:
    assert words(part(about, PARTS[5]))[0] == "本轮还没有核验；各单位的得分都以佐证为限。"


def test_what_inspections_left_of_the_claims(about: Material) -> None:
    low = HeldShare("990102", "乙丑县", 10, Fraction(8), Fraction(4), stands_out=True)
    high = HeldShare("990101", "甲子县", 8, Fraction(9), Fraction(9))
    cut = CutLeaf("1.1", "网上办理", 2, Fraction(7, 2))
    leads = Outliers((low, high), Fraction(3, 5), (cut,))
    found = part(again(about, outliers=leads, alike=Alike((), 0, 0, 0)), PARTS[5])
    assert words(found)[:2] == [
        "核验了 2 个县的 18 项指标。核验后保留的比例从低到高如下，低于 60.00% 的标明；只是线索，不是结论。",
        "核减最多的指标：1.1 网上办理（2 个单位，核减 3.50 分）。",
    ]
    assert rows(found, "")[0] == ("乙丑县", "10", "8.00", "4.00", "50.00%", "明显偏低")
    unbound = part(again(about, outliers=Outliers((high,), None, ())), PARTS[5])
    assert "标明" not in words(unbound)[0]


def test_files_that_several_counties_hold_are_leads(about: Material) -> None:
    found = part(about, PARTS[5])
    assert words(found)[1] == (
        "登记的佐证共 6 件。发现 1 份文件同时出现在几个县的登记里（线索）；"
        "另有上级机关文件 0 份、普遍使用的文件 0 份，没有列入。"
    )
    assert rows(found, "") == (("一次办清单", "甲子县、乙丑县、丙寅县", "1.1", "同一文件"),)


def test_of_many_same_files_twelve_are_listed(about: Material) -> None:
    holders = (
        Holder("990101", "甲子县", "E1", "清单", "", "", "1.1"),
        Holder("990102", "乙丑县", "E1", "清单", "", "", "1.2"),
    )
    same = tuple(SameFile(f"{at}", "同一文件", holders) for at in range(13))
    found = part(again(about, alike=Alike(same, 0, 0, 26)), PARTS[5])
    assert len(rows(found, "")) == 12
    assert words(found)[-1] == "只列前 12 份，其余见 shifan region alike。"


def test_charts_stand_in_the_order_of_their_blocks(about: Material) -> None:
    page = evaluation_page(about)
    drawn = page.context["charts"]
    assert len(drawn) == sum(block.kind == "chart" for block in page.data.blocks) == 2
    assert "得分分布" in drawn[0]
    assert "各板块平均得分率" in drawn[1]
    assert html_page(page).count("<svg") == 2
