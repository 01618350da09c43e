"""县页: one page of A4 for each county, with its place, its blocks against the mean, its largest
losses, last year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from markupsafe import Markup

from scoring.documents.layout import Page
from scoring.documents.region.charts import Dot, Side, dots, two_sided
from scoring.documents.region.glyphs import printable
from scoring.documents.region.words import Material, loss_words, terms_line
from scoring.engine import CAUSES
from scoring.region.figures import exact
from scoring.region.results import County
from scoring.region.scoring_run import round_folder
from scoring.region.store import read_rows
from scoring.values import format_fixed, percent
from scoring.views.columns import cells_of_line, columns_of, sheet_of
from scoring.views.figures import percent_text, signed, signed_points
from scoring.views.sheet import Column, Sheet

LOSSES = 10
MENDING = {
    "unassessed": "补填认定",
    "standard": "补齐差距",
    "evidence": "补充佐证",
    "inspection": "按意见整改",
}


@dataclass(frozen=True, slots=True)
class LossRow:
    """One indicator among the largest losses."""

    code: Annotated[str, Column("编号", 12, share=8, style="mid")]
    name: Annotated[str, Column("指标", 40, share=25)]
    lost: Annotated[str, Column("失分", 10, number=True, share=7, style="num")]
    rate: Annotated[str, Column("得分率", 12, share=8, style="mid")]
    mean: Annotated[str, Column("平均", 12, share=8, style="mid")]
    why: Annotated[str, Column("为什么", 60, share=33)]
    mend: Annotated[str, Column("怎样补", 20, share=11, style="mid")]


BLOCKS = (Column("板块", 40), Column("得分率", 12), Column("平均", 12), Column("差", 12))


@dataclass(frozen=True, slots=True)
class CountyReport:
    """What one page says; all figures are ready to be printed."""

    title: str
    name: str
    code: str
    issuer: str
    date: str
    facts: str
    verdict: str
    ranked: bool
    figures: tuple[tuple[str, str, str, str], ...]
    blocks: tuple[tuple[str, str, str, str], ...]
    losses: tuple[LossRow, ...]
    losses_note: str
    before: str
    remarks: tuple[str, ...]


def county_pages(
    about: Material, codes: Sequence[str] | None = None, *, anonymous: bool = False
) -> list[Page]:
    """A page for each county that has a score, or for those that are named. ``anonymous`` names no
    other county.
    """
    chosen = [
        county
        for county in about.ranking.everyone
        if county.row and (codes is None or county.code in codes)
    ]
    rows = _lossy_leaves(about)
    return [
        _page(about, county, rows.get(county.code, []), anonymous=anonymous) for county in chosen
    ]


def _lossy_leaves(about: Material) -> dict[str, list[dict[str, Any]]]:
    """The leaves of all counties that lose anything, read once."""
    columns = ("county", "code", "applicable", "current", *CAUSES, "factor", "why")
    # Compared as text, which is sound: a fraction has only one way to be written in the store.
    where = "leaf AND kind = 'base' AND applicable <> current"
    leaves: dict[str, list[dict[str, Any]]] = {}
    for row in read_rows(round_folder(about.results.region), "nodes", columns, where):
        item = dict(zip(columns, row, strict=True))
        leaves.setdefault(item["county"], []).append(item)
    return leaves


def _page(about: Material, county: County, rows: list[dict[str, Any]], *, anonymous: bool) -> Page:
    report = _report(about, county, rows, anonymous=anonymous)
    sides, drawn = _sides(about, county), _dots(about, county)
    context = {
        "report": report,
        "sides": two_sided(sides) if sides else Markup(""),
        "dots": drawn,
        "loss_columns": columns_of(LossRow),
        "loss_rows": [cells_of_line(row) for row in report.losses],
        "blocks_note": "横条向右表示高于平均，向左（斜线）表示低于平均；右边是本单位与平均的得分率。",
    }
    blocks = Sheet("板块", f"{county.name}各板块", BLOCKS, report.blocks)
    losses = sheet_of("失分", f"{county.name}最大的失分", LossRow, report.losses)
    sheets = (blocks, losses)
    return Page(
        report.title, about.name, "region-county.html.j2", context, report, sheets, ("region.css",)
    )


def _report(
    about: Material, county: County, rows: list[dict[str, Any]], *, anonymous: bool
) -> CountyReport:
    sides = _sides(about, county)
    remarks = [
        printable(reason)
        for reason in county.line.reasons[:3]
        if not anonymous or "县报" not in reason
    ]
    return CountyReport(
        title=f"{county.name}{about.round}年度得分情况",
        name=county.name,
        code=county.code,
        issuer=about.name,
        date=about.date,
        facts=terms_line(about),
        verdict=f"{_place(about, county)}。失分：{loss_words(county.losses)}。",
        ranked=county.rank is not None,
        figures=_figures(about, county),
        blocks=tuple(
            (side.label, side.own_text, side.mean_text, side.change_text) for side in sides
        ),
        losses=tuple(_loss_rows(about, rows)),
        losses_note=_losses_note(rows, _listed(about)),
        before=_before(about, county),
        remarks=tuple(remarks),
    )


def _place(about: Material, county: County) -> str:
    """The rank among those that it is ranked with, and how far the score is from their mean."""
    if not county.rank:
        return f"没有名次：{county.reason}"
    count = sum(other.part == county.part for other in about.ranking.rows)
    among = f"在{county.part}的 {count} 个中" if county.part else f"在 {count} 个{about.object}中"
    place = f"{among}列第 {county.rank} 名"
    spread = about.ranking.spread
    if spread is None:
        return place
    score = county.score or Fraction(0)
    side = "高于" if score >= spread.mean else "低于"
    return f"{place}，{side}平均 {format_fixed(abs(score - spread.mean))} 分"


def _figures(about: Material, county: County) -> tuple[tuple[str, str, str, str], ...]:
    """The four figures at the head of the page: label, value, unit, remark."""
    spread = about.ranking.spread
    mean, median = "—", ""
    if spread:
        mean, median = format_fixed(spread.mean), f"中位数 {format_fixed(spread.median)}"
    grade = f"等次 {county.grade}" if county.grade else "没有等次"
    applicable = f"应得 {format_fixed(county.applicable)} 分"
    inspected = f"核验 {county.row.get('inspected', 0)} 项"
    return (
        ("得分", county.shown or "—", "分", grade),
        ("得分率", percent_text(county.rate, "—"), "", applicable),
        ("平均", mean, "分", median),
        ("完整度", percent(county.completeness, 2), "", inspected),
    )


def _sides(about: Material, county: County) -> list[Side]:
    own = about.block_rates.get(county.code, {})
    return [
        Side(
            about.name_of(item.code),
            own[item.code],
            item.mean,
            percent(own[item.code], 2),
            percent(item.mean, 2),
            signed_points(own[item.code] - item.mean),
        )
        for item in about.blocks
        if item.mean is not None and item.code in own
    ]


def _dots(about: Material, county: County) -> Markup:
    """Where the county lies among all. Nobody else is named, on a page that is not anonymous either:
    the chart writes the name of the marked one alone.
    """
    spread = about.ranking.spread
    ranked = [item for item in about.ranking.rows if item.score is not None]
    if spread is None or county.score is None or not ranked:
        return Markup("")
    values = [
        Dot(item.name, item.score or Fraction(0), item.shown, item.code == county.code)
        for item in ranked
    ]
    # Not among those that are ranked; the page shows all the same where its score would lie.
    if county.rank is None:
        values.append(Dot(county.name, county.score, county.shown, marked=True))
    low, high = min(item.value for item in values), max(item.value for item in values)
    return dots(values, low, high, spread.mean, format_fixed(spread.mean), "得分在全部单位中的位置")


def _lost(row: dict[str, Any]) -> Fraction:
    return sum((exact(row[cause]) for cause in CAUSES), Fraction(0)) * exact(row["factor"])


def _loss_rows(about: Material, rows: list[dict[str, Any]]) -> list[LossRow]:
    means = {item.code: item.mean for item in about.leaves}
    # On the scale of the whole, so that a folded block does not push its leaves to the front.
    largest = sorted(rows, key=lambda row: -_lost(row))[: _listed(about)]
    loss_rows = []
    for row in largest:
        # The column holds one remedy: the one for the largest part of the loss.
        cause = max(CAUSES, key=lambda name: exact(row[name]))
        applicable = exact(row["applicable"])
        rate = exact(row["current"]) / applicable if applicable else Fraction(0)
        mean = means.get(row["code"])
        loss_rows.append(
            LossRow(
                row["code"],
                about.name_of(row["code"]),
                format_fixed(_lost(row)),
                percent(rate, 2),
                percent_text(mean, "—"),
                _shortened(printable(row["why"])),
                MENDING[cause],
            )
        )
    return loss_rows


def _shortened(text: str, most: int = 40) -> str:
    if len(text) <= most:
        return text
    return f"{text[: most - 1]}…"


def _listed(about: Material) -> int:
    """How many losses the page has room for: fewer where a tree has many blocks."""
    return max(4, LOSSES - max(0, len(about.blocks) - LOSSES))


def _losses_note(rows: list[dict[str, Any]], most: int) -> str:
    if not rows:
        return "没有失分的指标。"
    total = sum((_lost(row) for row in rows), Fraction(0))
    largest = sum(sorted((_lost(row) for row in rows), reverse=True)[:most], Fraction(0))
    sentence = f"上表列出最大的 {min(most, len(rows))} 项，合计 {format_fixed(largest)} 分"
    return f"失分的指标共 {len(rows)} 项，失 {format_fixed(total)} 分；{sentence}。"


def _before(about: Material, county: County) -> str:
    comparison = about.comparison
    if comparison is None:
        return "没有可比的上一轮。"
    item = next((item for item in comparison.counties if item.code == county.code), None)
    if item is None or item.change is None:
        return f"上一轮（{comparison.before}）没有得分，无从比较。"
    ranks = f"，名次 {item.rank_before or '—'} → {item.rank_now or '—'}"
    return (
        f"上一轮（{comparison.before}）{format_fixed(item.before or Fraction(0))} 分，"
        f"本轮{signed(item.change)} 分{ranks}。"
    )
