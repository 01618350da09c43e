"""What ``compare``, ``outliers`` and ``alike`` of a region print: JSON (its keys are those of
``format.md``), rows of CSV, and texts for a terminal.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any

from scoring.documents.data import data_of, exact_of
from scoring.documents.region.words import most_changed
from scoring.documents.terminal import listing
from scoring.region.history import Comparison
from scoring.region.leads import Alike, Outliers
from scoring.values import format_fixed, percent
from scoring.views.columns import cells_of_line, columns_of, pick
from scoring.views.figures import percent_text, score_text, signed, signed_points
from scoring.views.sheet import Column, cells_under

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CompareLine:
    """A county, an indicator, or a code that cannot be compared, with both rounds side by side."""

    kind: Annotated[str, Column("类别")]
    code: Annotated[str, Column("编码")]
    name: Annotated[str, Column("名称")] = ""
    before: Annotated[str, Column("以前", right=True)] = ""
    now: Annotated[str, Column("现在", right=True)] = ""
    change: Annotated[str, Column("变化", right=True)] = ""
    rank_before: Annotated[str, Column("以前名次", right=True)] = ""
    rank_now: Annotated[str, Column("现在名次", right=True)] = ""


@dataclass(frozen=True, slots=True)
class OutlierLine:
    """What inspections left of a county's claims, or cut from an indicator."""

    kind: Annotated[str, Column("类别")]
    code: Annotated[str, Column("编码")]
    name: Annotated[str, Column("名称", fold=36)]
    number: Annotated[str, Column("核验项数", right=True)]
    claimed: Annotated[str, Column("自评分", right=True)] = ""
    verified: Annotated[str, Column("核验分", right=True)] = ""
    share: Annotated[str, Column("保留比例", right=True)] = ""
    remark: Annotated[str, Column("说明")] = ""


COMPARED, OUTLIERS = columns_of(CompareLine), columns_of(OutlierLine)
CHANGED_LEAVES = (
    Column("编号", cell=attrgetter("code")),
    Column("指标", fold=40, cell=attrgetter("name")),
    Column("以前", right=True, cell=lambda item: percent(item.before, 2)),
    Column("现在", right=True, cell=lambda item: percent(item.now, 2)),
    Column("变化", right=True, cell=lambda item: signed_points(item.change)),
)


@dataclass(frozen=True, slots=True)
class AlikeLine:
    """One record of a group of files that are the same."""

    group: Annotated[str, Column("组")]
    how: Annotated[str, Column("怎样相同")]
    county: Annotated[str, Column("单位")]
    id: Annotated[str, Column("佐证")]
    title: Annotated[str, Column("标题", fold=30)]
    issuer: Annotated[str, Column("责任者", fold=20)]
    date: Annotated[str, Column("日期")]
    indicator: Annotated[str, Column("指标")]


ALIKE = columns_of(AlikeLine)


def compare_data(comparison: Comparison) -> Data:
    """``region compare --format json``."""
    return {
        "before": comparison.before,
        "now": comparison.now,
        "same_tree": comparison.same_tree,
        "counties": [
            {
                "code": item.code,
                "name": item.name,
                "before": score_text(item.before),
                "now": score_text(item.now),
                "change": score_text(item.change),
                "exact": exact_of(item, "before", "now", "change"),
                "rank_before": item.rank_before,
                "rank_now": item.rank_now,
            }
            for item in comparison.counties
        ],
        "nodes": [
            {
                **data_of(item, "code", "name", "level", "leaf"),
                "before": percent(item.before, 2),
                "now": percent(item.now, 2),
                "change": signed_points(item.change),
                "exact": exact_of(item, "before", "now", "change"),
            }
            for item in comparison.nodes
        ],
        "incomparable": list(comparison.incomparable),
    }


def compare_lines(comparison: Comparison) -> list[CompareLine]:
    """Counties, then indicators, then what cannot be compared."""
    counties = [
        CompareLine(
            "单位",
            item.code,
            item.name,
            score_text(item.before),
            score_text(item.now),
            "" if item.change is None else signed(item.change),
            str(item.rank_before or ""),
            str(item.rank_now or ""),
        )
        for item in comparison.counties
    ]
    nodes = [
        CompareLine(
            "指标",
            item.code,
            item.name,
            percent(item.before, 2),
            percent(item.now, 2),
            signed_points(item.change),
        )
        for item in comparison.nodes
    ]
    return [*counties, *nodes, *(CompareLine("不可比", code) for code in comparison.incomparable)]


def compare_rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """The lines under ``COMPARED``."""
    return [cells_of_line(line) for line in compare_lines(comparison)]


def compare_text(comparison: Comparison) -> str:
    """The counties, and the leaves that changed most."""
    counties = [row[1:] for row in compare_rows(comparison) if row[0] == "单位"]
    leaves = [cells_under(CHANGED_LEAVES, item) for item in most_changed(comparison)]
    lines = [
        f"{comparison.before} → {comparison.now}\n",
        listing(COMPARED[1:], counties),
        "\n升降最大的指标（平均得分率，百分点）\n",
        listing(CHANGED_LEAVES, leaves),
    ]
    if comparison.incomparable:
        lines.append(f"\n不可比的指标 {len(comparison.incomparable)} 项，没有列入。")
    return "\n".join([*lines, ""])


def outliers_data(leads: Outliers) -> Data:
    """``region outliers --format json``."""
    return {
        "bound": percent_text(leads.bound),
        "counties": [
            {
                **data_of(item, "code", "name", "n"),
                "claimed": format_fixed(item.claimed),
                "verified": format_fixed(item.verified),
                "share": percent(item.share, 2),
                "exact": exact_of(item, "claimed", "verified", "share"),
                "stands_out": item.stands_out,
            }
            for item in leads.counties
        ],
        "leaves": [
            {
                **data_of(item, "code", "name", "n"),
                "cut": format_fixed(item.cut),
                "exact": exact_of(item, "cut"),
            }
            for item in leads.leaves
        ],
    }


def outlier_rows(leads: Outliers) -> list[tuple[str, ...]]:
    """Counties, then indicators, under ``OUTLIERS``."""
    counties = [
        OutlierLine(
            "单位",
            item.code,
            item.name,
            str(item.n),
            format_fixed(item.claimed),
            format_fixed(item.verified),
            percent(item.share, 2),
            "明显偏低" if item.stands_out else "",
        )
        for item in leads.counties
    ]
    leaves = [
        OutlierLine(
            "指标", item.code, item.name, str(item.n), remark=f"核减 {format_fixed(item.cut)} 分"
        )
        for item in leads.leaves
    ]
    return [cells_of_line(line) for line in (*counties, *leaves)]


def outliers_text(leads: Outliers) -> str:
    """Both lists, and what the bound is."""
    if not leads.counties:
        return "本轮还没有核验。\n"
    text = listing(OUTLIERS, outlier_rows(leads)) + "\n"
    # Without enough counties there is no bound, and nobody is called an outlier.
    if leads.bound is None:
        return text
    return text + (
        f"\n低于 {percent(leads.bound, 2)}（中位数减三倍绝对中位差，核验 8 项以上）的标明。"
        "只是线索，不是结论。\n"
    )


def alike_data(leads: Alike) -> Data:
    """``region alike --format json``."""
    return {
        **data_of(leads, "records", "higher", "common"),
        "groups": [
            {
                "key": group.key,
                "how": group.how,
                "holders": [
                    {
                        "code": item.code,
                        "name": item.county,
                        **data_of(item, "id", "title", "issuer", "date", "indicator"),
                    }
                    for item in group.holders
                ],
            }
            for group in leads.found
        ],
    }


def alike_rows(leads: Alike) -> list[tuple[str, ...]]:
    """One row a record, numbered by group, under ``ALIKE``."""
    return [
        cells_of_line(pick(AlikeLine, holder, group=str(index), how=group.how))
        for index, group in enumerate(leads.found, 1)
        for holder in group.holders
    ]


def alike_text(leads: Alike) -> str:
    """The groups side by side, and what was left out."""
    return (
        f"{listing(ALIKE, alike_rows(leads))}\n"
        f"\n登记 {leads.records} 件，线索 {len(leads.found)} 组；没有列入的：上级机关的文件 "
        f"{leads.higher} 份，"
        f"5 个以上单位都有的 {leads.common} 份。只是线索，不是结论。\n"
    )
