"""汇总表: the whole region in one workbook, from the total of each county down to each
indicator.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from scoring.documents.layout import Page
from scoring.documents.region.listing import (
    INDICATOR_HEADINGS,
    STATUS_HEADINGS,
    indicator_rows,
    marked,
    status_rows,
)
from scoring.documents.region.words import CAUSE_WORDS, Material
from scoring.region import roster
from scoring.region.figures import CAUSES, exact
from scoring.region.results import County
from scoring.region.scoring_run import round_folder
from scoring.region.store import read_rows
from scoring.values import percent, rounded
from scoring.views.sheet import Column, Sheet

EXACT = "得分率的精确值"


def summary_page(about: Material) -> Page:
    """The workbook; it has no other form."""
    sheets = (
        _totals(about),
        _blocks(about),
        _rates(about),
        _causes(about),
        _indicators(about),
        _submissions(about),
        _roster(about),
    )
    title = f"{about.name}{about.round}汇总表"
    return Page(title, about.name, "region-form.html.j2", {}, {"title": title}, sheets)


def _names(about: Material) -> list[County]:
    return [county for county in about.ranking.everyone if county.row]


def _totals(about: Material) -> Sheet:
    columns = (
        *(
            Column("名次", 8),
            Column("编码", 12),
            Column("名称", 20),
            Column("级别", 8),
            Column("分组", 14),
        ),
        *(Column(name, 12, number=True) for name in ("自评分", "佐证分", "核验分", "现分")),
        *(
            Column("应得分", 12, number=True),
            Column("得分率", 12),
            Column("完整度", 12),
            Column("等次", 10),
        ),
        *(Column("结果", 12), Column("说明", 40), Column("现分精确值", 30)),
    )
    rows = []
    for county in about.ranking.everyone:
        tracks = county.row.get("tracks", {})
        scores = [
            rounded(exact(tracks[name]["final"])) if tracks.get(name) else ""
            for name in ("claimed", "supported", "verified", "current")
        ]
        current = tracks["current"]["final"] if tracks.get("current") else ""
        rows.append(
            (
                str(county.rank or ""),
                county.code,
                county.name,
                county.level,
                "、".join(county.groups),
                *scores,
                rounded(county.applicable) if county.row else "",
                percent(county.rate, 2) if county.rate is not None else "",
                percent(county.completeness, 2) if county.row else "",
                county.grade,
                county.verdict,
                county.reason or marked(county),
                current,
            )
        )
    return Sheet("总表", f"{about.name}{about.round}得分总表", columns, tuple(rows))


def _blocks(about: Material) -> Sheet:
    codes = [item.code for item in about.blocks]
    columns = (
        *(Column("编码", 12), Column("名称", 20)),
        *(Column(f"{code} {about.name_of(code)}", 16) for code in codes),
    )
    rows = []
    for county in _names(about):
        rates = about.block_rates.get(county.code, {})
        shown = [percent(rates[code], 2) if code in rates else "不适用" for code in codes]
        rows.append((county.code, county.name, *shown))
    means = [percent(item.mean, 2) if item.mean is not None else "" for item in about.blocks]
    rows.append(("", "平均", *means))
    return Sheet("各板块得分率", f"{about.name}{about.round}各板块得分率", columns, tuple(rows))


def _rates(about: Material) -> Sheet:
    """Counties × indicators: rates as printed, and in hidden columns to the right the exact text of
    each.
    """
    cells = leaf_rates(about)
    codes = [item.code for item in about.leaves]
    heads = tuple(Column(f"{code} {about.name_of(code)}", 14) for code in codes)
    hidden = tuple(Column(f"{code} {EXACT}", 14, hidden=True) for code in codes)
    rows = []
    for county in _names(about):
        rates = [cells.get(county.code, {}).get(code) for code in codes]
        shown = ["不适用" if rate is None else _shown(rate) for rate in rates]
        exactly = ["" if rate is None else str(rate) for rate in rates]
        rows.append((county.code, county.name, *shown, *exactly))
    columns = (Column("编码", 12), Column("名称", 20), *heads, *hidden)
    note = f"右边隐藏的列是{EXACT}（分数），取消隐藏可见。"
    return Sheet(
        "各指标得分率",
        f"{about.name}{about.round}各指标得分率",
        columns,
        tuple(rows),
        notes=(note,),
    )


def _shown(rate: Fraction | None) -> str:
    if rate is None:
        return ""
    return percent(rate, 2)


def leaf_rates(about: Material) -> dict[str, dict[str, Fraction]]:
    """The rate of each leaf, by county; a leaf that does not apply is not there."""
    columns = ("county", "code", "applicable", "current")
    where = "leaf AND kind = 'base'"
    found: dict[str, dict[str, Fraction]] = {}
    rows: Sequence[Any] = read_rows(round_folder(about.results.region), "nodes", columns, where)
    for county, code, applicable, current in rows:
        if exact(applicable):
            found.setdefault(county, {})[code] = exact(current) / exact(applicable)
    return found


def _causes(about: Material) -> Sheet:
    columns = (
        *(Column("编码", 12), Column("名称", 20), Column("失分合计", 12, number=True)),
        *(Column(word, 14, number=True) for word in CAUSE_WORDS),
    )
    rows = []
    for county in _names(about):
        losses = county.losses
        whole = sum(losses.values(), Fraction(0))
        rows.append(
            (
                county.code,
                county.name,
                rounded(whole),
                *(rounded(losses[cause]) for cause in CAUSES),
            )
        )
    identity = about.results.identity
    whole = sum((identity[cause] for cause in CAUSES), Fraction(0))
    rows.append(("", "合计", rounded(whole), *(rounded(identity[cause]) for cause in CAUSES)))
    there, got = rounded(identity["applicable"]), rounded(identity["current"])
    note = f"应得 {there} = 现得 {got} + 失分 {rounded(whole)}，按精确值相等。"
    return Sheet(
        "失分原因", f"{about.name}{about.round}失分原因", columns, tuple(rows), notes=(note,)
    )


def _indicators(about: Material) -> Sheet:
    columns = tuple(
        Column(
            name,
            30 if name == "指标" else 12,
            number=name in INDICATOR_HEADINGS[2:3] + INDICATOR_HEADINGS[7:],
        )
        for name in INDICATOR_HEADINGS
    )
    rows = tuple(tuple(row) for row in indicator_rows(about.results, about.leaves))
    return Sheet("指标", f"{about.name}{about.round}各指标", columns, rows)


def _submissions(about: Material) -> Sheet:
    widths = {"名称": 20, "指纹": 34, "说明": 60}
    columns = tuple(Column(name, widths.get(name, 12)) for name in STATUS_HEADINGS)
    lines = [*about.results.lines, *about.results.others]
    rows = tuple(
        (*row[:7], line.fingerprint, row[8])
        for row, line in zip(status_rows(lines), lines, strict=True)
    )
    return Sheet("报送", f"{about.name}{about.round}报送情况", columns, rows)


def _roster(about: Material) -> Sheet:
    record = about.results.region.record
    headings = roster.headings(record)
    rows = tuple(tuple(row) for row in roster.rows(record))
    columns = tuple(Column(name, 20) for name in headings)
    return Sheet("名册", f"{about.name}名册", columns, rows)
