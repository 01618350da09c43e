"""汇总表: the whole region in one workbook, from the counties' totals down to each indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from operator import attrgetter
from typing import Any

from scoring.documents.layout import Page
from scoring.documents.region.indicator_listing import indicator_columns, indicator_rows
from scoring.documents.region.rank_listing import (
    COMPLETENESS,
    GRADE,
    RATE,
    REMARK,
    VERDICT,
    applicable_text,
)
from scoring.documents.region.submission_listing import STATUS_SHEET
from scoring.documents.region.words import Material
from scoring.engine import CAUSE_NAMES, CAUSES
from scoring.region import roster
from scoring.region.figures import exact
from scoring.region.results import County
from scoring.region.scoring_run import round_folder
from scoring.region.store import read_rows
from scoring.values import format_fixed
from scoring.views.figures import exact_text, percent_text
from scoring.views.sheet import Column, Sheet, cells_under

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


def _scored(about: Material) -> list[County]:
    """The counties that have a score, ranked or not."""
    return [county for county in about.ranking.everyone if county.row]


def _sheet(
    about: Material, name: str, title: str, columns: Sequence[Column], lines: Iterable[Any]
) -> Sheet:
    """Lines of the region as a sheet whose title says whose and of which round."""
    rows = tuple(cells_under(columns, line) for line in lines)
    return Sheet(name, f"{about.name}{about.round}{title}", tuple(columns), rows)


def _track_text(track: str, county: County) -> str:
    """The final score of a track; "" where the county has none."""
    total = county.row.get("tracks", {}).get(track)
    if total:
        return format_fixed(exact(total["final"]))
    return ""


def _current_exactly(county: County) -> str:
    total = county.row.get("tracks", {}).get("current")
    if total:
        return str(total["final"])
    return ""


_CODE = Column("编码", 12, cell=attrgetter("code"))
_NAME = Column("名称", 20, cell=attrgetter("name"))
TOTALS = (
    Column("名次", 8, cell=lambda county: str(county.rank or "")),
    _CODE,
    _NAME,
    Column("级别", 8, cell=attrgetter("level")),
    Column("分组", 14, cell=lambda county: "、".join(county.groups)),
    *(
        Column(heading, number=True, cell=partial(_track_text, track))
        for heading, track in (
            ("自评分", "claimed"),
            ("佐证分", "supported"),
            ("核验分", "verified"),
            ("现分", "current"),
        )
    ),
    Column("应得分", number=True, cell=applicable_text),
    RATE,
    COMPLETENESS,
    GRADE,
    VERDICT,
    REMARK,
    Column("现分精确值", 30, cell=_current_exactly),
)
"""The first sheet: one line a county, ranked or not."""


def _totals(about: Material) -> Sheet:
    return _sheet(about, "总表", "得分总表", TOTALS, about.ranking.everyone)


def _blocks(about: Material) -> Sheet:
    rates = about.block_rates

    def rate(code: str) -> Column:
        def cell(county: County) -> str:
            return percent_text(rates.get(county.code, {}).get(code), "不适用")

        return Column(f"{code} {about.name_of(code)}", 16, cell=cell)

    columns = (_CODE, _NAME, *(rate(item.code) for item in about.blocks))
    table = _sheet(about, "各板块得分率", "各板块得分率", columns, _scored(about))
    means = ("", "平均", *(percent_text(item.mean) for item in about.blocks))
    return replace(table, rows=(*table.rows, means))


def _rates(about: Material) -> Sheet:
    """Counties × indicators: printed rates, and the exact ones in hidden columns to the right."""
    rates = leaf_rates(about)
    codes = [item.code for item in about.leaves]

    def shown(code: str) -> Column:
        def cell(county: County) -> str:
            return percent_text(rates.get(county.code, {}).get(code), "不适用")

        return Column(f"{code} {about.name_of(code)}", 14, cell=cell)

    def exactly(code: str) -> Column:
        def cell(county: County) -> str:
            return exact_text(rates.get(county.code, {}).get(code))

        return Column(f"{code} {EXACT}", 14, hidden=True, cell=cell)

    # Who checks the sums needs the fractions; who reads the table must not be made to look at them.
    columns = (_CODE, _NAME, *map(shown, codes), *map(exactly, codes))
    table = _sheet(about, "各指标得分率", "各指标得分率", columns, _scored(about))
    return replace(table, notes=(f"右边隐藏的列是{EXACT}（分数），取消隐藏可见。",))


def leaf_rates(about: Material) -> dict[str, dict[str, Fraction]]:
    """The rate of each leaf, by county; a leaf that does not apply is not there."""
    columns = ("county", "code", "applicable", "current")
    where = "leaf AND kind = 'base'"
    found: dict[str, dict[str, Fraction]] = {}
    rows: Sequence[Any] = read_rows(round_folder(about.results.region), "nodes", columns, where)
    for county, code, applicable, current in rows:
        # A leaf that does not apply has nothing to be divided by, and is left out of every mean.
        if exact(applicable):
            found.setdefault(county, {})[code] = exact(current) / exact(applicable)
    return found


def _losses_row(losses: Mapping[str, Fraction]) -> tuple[str, ...]:
    """What is lost in all, then by cause."""
    by_cause = [losses[cause] for cause in CAUSES]
    return (format_fixed(sum(by_cause, Fraction(0))), *map(format_fixed, by_cause))


def _causes(about: Material) -> Sheet:
    columns = (
        _CODE,
        _NAME,
        Column("失分合计", 12, number=True),
        *(Column(CAUSE_NAMES[cause], 14, number=True) for cause in CAUSES),
    )
    rows = [(county.code, county.name, *_losses_row(county.losses)) for county in _scored(about)]
    identity = about.results.identity
    sums = _losses_row(identity)
    there, got = format_fixed(identity["applicable"]), format_fixed(identity["current"])
    note = f"应得 {there} = 现得 {got} + 失分 {sums[0]}，按精确值相等。"
    title = f"{about.name}{about.round}失分原因"
    return Sheet("失分原因", title, columns, (*rows, ("", "合计", *sums)), notes=(note,))


def _indicators(about: Material) -> Sheet:
    columns = indicator_columns(about.results)
    rows = tuple(indicator_rows(about.results, about.leaves))
    return Sheet("指标", f"{about.name}{about.round}各指标", columns, rows)


def _submissions(about: Material) -> Sheet:
    lines = (*about.results.lines, *about.results.others)
    return _sheet(about, "报送", "报送情况", STATUS_SHEET, lines)


def _roster(about: Material) -> Sheet:
    record = about.results.region.record
    columns = tuple(Column(name, 20) for name in roster.headings(record))
    return Sheet("名册", f"{about.name}名册", columns, tuple(map(tuple, roster.rows(record))))
