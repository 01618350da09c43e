"""What ``compare``, ``outliers`` and ``alike`` of a region print: JSON, rows, texts."""

from __future__ import annotations

from typing import Any

from scoring.documents.data import data_of
from scoring.documents.region.words import signed, signed_percent
from scoring.documents.terminal import table
from scoring.region.history import Comparison
from scoring.region.leads import Alike, Outliers
from scoring.values import percent, rounded

Data = dict[str, Any]
COMPARE_HEADINGS = ["类别", "编码", "名称", "以前", "现在", "变化", "以前名次", "现在名次"]
OUTLIER_HEADINGS = ["类别", "编码", "名称", "核验项数", "自评分", "核验分", "保留比例", "说明"]
ALIKE_HEADINGS = ["组", "怎样相同", "单位", "佐证", "标题", "责任者", "日期", "指标"]


def _exact(item: object, *names: str) -> Data:
    """Exact figures under their own names; "" for one that is not there."""
    values = {name: getattr(item, name) for name in names}
    return {name: "" if value is None else str(value) for name, value in values.items()}


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
                "before": "" if item.before is None else rounded(item.before),
                "now": "" if item.now is None else rounded(item.now),
                "change": "" if item.change is None else rounded(item.change),
                "exact": _exact(item, "before", "now", "change"),
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
                "change": signed_percent(item.change),
                "exact": _exact(item, "before", "now", "change"),
            }
            for item in comparison.nodes
        ],
        "incomparable": list(comparison.incomparable),
    }


def compare_rows(comparison: Comparison) -> list[list[str]]:
    """Counties, then indicators, then what cannot be compared, under ``COMPARE_HEADINGS``."""
    rows = [
        [
            "单位",
            item.code,
            item.name,
            "" if item.before is None else rounded(item.before),
            "" if item.now is None else rounded(item.now),
            "" if item.change is None else signed(item.change),
            str(item.rank_before or ""),
            str(item.rank_now or ""),
        ]
        for item in comparison.counties
    ]
    rows += [
        [
            "指标",
            item.code,
            item.name,
            percent(item.before, 2),
            percent(item.now, 2),
            signed_percent(item.change),
            "",
            "",
        ]
        for item in comparison.nodes
    ]
    return rows + [["不可比", code, "", "", "", "", "", ""] for code in comparison.incomparable]


def compare_text(comparison: Comparison) -> str:
    """The counties, and the leaves that changed most."""
    rows = compare_rows(comparison)
    counties = [row[1:] for row in rows if row[0] == "单位"]
    changed = sorted((item for item in comparison.nodes if item.leaf), key=lambda item: item.change)
    if len(changed) > 10:
        chosen = [*reversed(changed[-5:]), *reversed(changed[:5])]
    else:
        chosen = changed
    leaves = [
        [
            item.code,
            item.name,
            percent(item.before, 2),
            percent(item.now, 2),
            signed_percent(item.change),
        ]
        for item in chosen
    ]
    if comparison.incomparable:
        tail = f"\n不可比的指标 {len(comparison.incomparable)} 项，没有列入。\n"
    else:
        tail = ""
    return (
        f"{comparison.before} → {comparison.now}\n\n"
        + table(COMPARE_HEADINGS[1:], counties, right=(2, 3, 4, 5, 6))
        + "\n\n升降最大的指标（平均得分率，百分点）\n\n"
        + table(
            ["编号", "指标", "以前", "现在", "变化"],
            leaves,
            widths=(None, 40, None, None, None),
            right=(2, 3, 4),
        )
        + "\n"
        + tail
    )


def outliers_data(leads: Outliers) -> Data:
    """``region outliers --format json``."""
    return {
        "bound": "" if leads.bound is None else percent(leads.bound, 2),
        "counties": [
            {
                **data_of(item, "code", "name", "n"),
                "claimed": rounded(item.claimed),
                "verified": rounded(item.verified),
                "share": percent(item.share, 2),
                "exact": _exact(item, "claimed", "verified", "share"),
                "stands_out": item.stands_out,
            }
            for item in leads.counties
        ],
        "leaves": [
            {
                **data_of(item, "code", "name", "n"),
                "cut": rounded(item.cut),
                "exact": _exact(item, "cut"),
            }
            for item in leads.leaves
        ],
    }


def outlier_rows(leads: Outliers) -> list[list[str]]:
    """Counties, then indicators, under ``OUTLIER_HEADINGS``."""
    rows = [
        [
            "单位",
            item.code,
            item.name,
            str(item.n),
            rounded(item.claimed),
            rounded(item.verified),
            percent(item.share, 2),
            "明显偏低" if item.stands_out else "",
        ]
        for item in leads.counties
    ]
    return rows + [
        ["指标", item.code, item.name, str(item.n), "", "", "", f"核减 {rounded(item.cut)} 分"]
        for item in leads.leaves
    ]


def outliers_text(leads: Outliers) -> str:
    """Both lists, and what the bound is."""
    if not leads.counties:
        return "本轮还没有核验。\n"
    rows = outlier_rows(leads)
    bound = ""
    if leads.bound is not None:
        bound = (
            f"\n低于 {percent(leads.bound, 2)}（中位数减三倍绝对中位差，核验 8 项以上）的标明。"
            "只是线索，不是结论。\n"
        )
    return (
        table(OUTLIER_HEADINGS, rows, widths=(None, None, 36, *([None] * 5)), right=(3, 4, 5, 6))
        + "\n"
        + bound
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


def alike_rows(leads: Alike) -> list[list[str]]:
    """One row a record, numbered by group."""
    return [
        [
            str(index),
            group.how,
            item.county,
            item.id,
            item.title,
            item.issuer,
            item.date,
            item.indicator,
        ]
        for index, group in enumerate(leads.found, 1)
        for item in group.holders
    ]


def alike_text(leads: Alike) -> str:
    """The groups side by side, and what was left out."""
    tail = (
        f"\n登记 {leads.records} 件，线索 {len(leads.found)} 组；没有列入的：上级机关的文件 "
        f"{leads.higher} 份，"
        f"5 个以上单位都有的 {leads.common} 份。只是线索，不是结论。\n"
    )
    return (
        table(
            ALIKE_HEADINGS, alike_rows(leads), widths=(None, None, None, None, 30, 20, None, None)
        )
        + "\n"
        + tail
    )
