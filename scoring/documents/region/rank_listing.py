"""What ``rank`` of a region prints: the ranking as JSON (its keys are those of ``format.md``), as
rows of CSV, and as text for a terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from scoring.documents.data import data_of, exact_of
from scoring.documents.terminal import listing
from scoring.region.results import TRACK_NAMES, County, Ranking, Results
from scoring.values import format_fixed, format_short, percent
from scoring.views.figures import exact_text, percent_text, score_text
from scoring.views.sheet import Column, cells_under

if TYPE_CHECKING:
    from scoring.region.certainty import Certainty

Data = dict[str, Any]
TO_BE_DECIDED = frozenset({"口径不符", "自带核验", "得分不一致", "重新报送"})
"""Verdicts with which a county is ranked for the time being."""


def applicable_text(county: County) -> str:
    """What the county can earn; "" where nothing of it is scored."""
    if county.row:
        return format_fixed(county.applicable)
    return ""


def completeness_text(county: County) -> str:
    """How much of it is assessed; "" where nothing of it is scored."""
    if county.row:
        return percent(county.completeness, 2)
    return ""


RATE = Column("得分率", right=True, cell=lambda county: percent_text(county.rate))
COMPLETENESS = Column("完整度", right=True, cell=completeness_text)
GRADE = Column("等次", 10, cell=attrgetter("grade"))
VERDICT = Column("结果", cell=attrgetter("verdict"))
# Nobody who is ranked for the time being is to be read without the reason beside the rank.
REMARK = Column("说明", 40, fold=44, cell=lambda county: county.reason or marked(county))
_PART = Column("分组", cell=attrgetter("part"))
_RANK = Column("名次", right=True, cell=lambda county: str(county.rank or ""))
_FIGURES = (
    Column("编码", cell=attrgetter("code")),
    Column("名称", cell=attrgetter("name")),
    Column("得分", right=True, cell=attrgetter("shown")),
    Column("应得分", right=True, cell=applicable_text),
    RATE,
    COMPLETENESS,
    GRADE,
    VERDICT,
)


def rank_columns(sure: Certainty | None = None, *, parted: bool = True) -> tuple[Column, ...]:
    """The columns of the ranking. ``sure``: how likely each county is among the first, before the
    remark; ``parted``: with the part of the list that a county is ranked in.
    """
    part = (_PART,) if parted else ()
    likely: tuple[Column, ...] = ()
    if sure is not None:
        shares = sure.shares
        likely = (
            Column(
                f"前{sure.first}名的可能",
                right=True,
                cell=lambda county: percent_text(shares.get(county.code)),
            ),
        )
    return (_RANK, *part, *_FIGURES, *likely, REMARK)


def rank_data(results: Results, ranking: Ranking, sure: Certainty | None = None) -> Data:
    """``region rank --format json``: all keys are fixed; with ``sure`` there are two more."""
    run = results.run
    return {
        "round": run["round"],
        "tree": {"id": run["tree"]["id"], "sha256": run["tree"]["sha256"]},
        "terms": run["terms"],
        **_certainty_data(sure),
        "rows": [
            county_rank_data(county, ranking) | _share_data(county, sure) for county in ranking.rows
        ],
        "unranked": [county_rank_data(county, ranking) for county in ranking.unranked],
        "missing": list(ranking.missing),
        "totals": {
            "counties": len(results.lines),
            "ranked": len(ranking.rows),
            **_spread_data(ranking),
            "identity": {name: str(value) for name, value in results.identity.items()},
        },
    }


def _spread_data(ranking: Ranking) -> Data:
    names = ("mean", "median", "highest", "lowest", "range")
    if ranking.spread is None:
        return dict.fromkeys(names, "")
    return exact_of(ranking.spread, *names)


def _certainty_data(sure: Certainty | None) -> Data:
    if sure is None:
        return {}
    terms = data_of(sure, "first", "draws", "seed")
    return {"certainty": {**terms, "spread": percent(sure.spread)}}


def _share_data(county: County, sure: Certainty | None) -> Data:
    if sure is None:
        return {}
    return {"first_share": percent(sure.shares[county.code], 2)}


def county_rank_data(county: County, ranking: Ranking) -> Data:
    """One county of the ranking, with or without a rank."""
    level = {"级别": county.level} if county.level else {}
    applicable = str(county.applicable) if county.row else ""
    return {
        "rank": county.rank,
        "code": county.code,
        "name": county.name,
        "classes": {**level, **county.classes},
        "groups": list(county.groups),
        "track": ranking.track,
        "score": score_text(county.score),
        "exact": {"score": exact_text(county.score), "applicable": applicable},
        "applicable": applicable_text(county),
        "rate": percent_text(county.rate),
        "completeness": completeness_text(county),
        **data_of(county, "grade", "vetoed", "reason", "verdict"),
    }


def rank_rows(ranking: Ranking, sure: Certainty | None = None) -> list[tuple[str, ...]]:
    """Ranked and unranked counties under ``rank_columns``."""
    columns = rank_columns(sure)
    return [cells_under(columns, county) for county in ranking.everyone]


def marked(county: County) -> str:
    """What a ranked county's line says beside its figures: terms that differed, and by how much."""
    moved = county.row.get("moved") if county.row else ""
    if moved:
        points = Fraction(moved)
        if not points:
            return "按统一口径计分，与县报口径的得分相同"
        sign = "+" if points > 0 else ""
        return f"按统一口径计分，与县报口径相差 {sign}{format_fixed(points)} 分"
    if county.verdict in TO_BE_DECIDED:
        return f"{county.verdict}，待定"
    return ""


def rank_text(results: Results, ranking: Ranking, sure: Certainty | None = None) -> str:
    """The ranking with its terms above and the figures below."""
    columns = rank_columns(sure, parted=any(county.part for county in ranking.everyone))
    ranks = listing(columns, [cells_under(columns, county) for county in ranking.everyone])
    return (
        f"{head_text(results)}\n{ranks}\n\n{totals_text(results, ranking)}\n{_certainty_text(sure)}"
    )


def _certainty_text(sure: Certainty | None) -> str:
    if sure is None:
        return ""
    return (
        f"前{sure.first}名的可能是推算：各单位做到的不变，只把每项指标的分值在说得过去的范围内换 "
        f"{sure.draws} 次"
        f"（典型相对波动 {percent(sure.spread)}，种子 {sure.seed}），看有多少次排进前 "
        f"{sure.first} 名。名次本身不变。\n"
    )


def window_span(run: Mapping[str, Any]) -> str:
    """The days that evidence may come from, by the terms of a run."""
    window = run["terms"]["window"]
    if window:
        return f"{window['from']} 至 {window['to']}"
    return "不限"


def head_text(results: Results) -> str:
    """Whose round it is, and the terms."""
    run = results.run
    tree = run["tree"]
    return (
        f"{results.region.record.name} {run['round']}　指标体系 "
        f"{tree['title']}（{tree['sha256'][:12]}）\n"
        f"口径：评分日期 {run['terms']['as_of']}，材料时间窗 {window_span(run)}\n"
    )


def totals_text(results: Results, ranking: Ranking) -> str:
    """Number, mean and spread, and what is missing."""
    lines = []
    spread = ranking.spread
    if spread:
        share = percent(Fraction(spread.above_mean, spread.count), 2)
        lines.append(
            f"{TRACK_NAMES[ranking.track]}：排名 {spread.count} 个，平均 {format_fixed(spread.mean)}，"
            f"中位数 {format_fixed(spread.median)}，最高 {format_fixed(spread.highest)}，最低 "
            f"{format_fixed(spread.lowest)}，"
            f"极差 {format_fixed(spread.range)}；高于平均 {spread.above_mean} 个（{share}）"
        )
        if spread.bands:
            lines.append("分数段：" + "；".join(band_text(*band) for band in spread.bands))
    # Where kinds of object can earn different points, points cannot be compared: the list
    # says so.
    if ranking.by_rate:
        lines.append("各单位应得分不同，按得分率比较，不按分数比较。")
    if ranking.unranked:
        lines.append(f"没有名次 {len(ranking.unranked)} 个。")
    if ranking.missing:
        names = {line.code: line.name for line in results.lines}
        lines.append("未报：" + "、".join(names[code] for code in ranking.missing))
    return "\n".join(lines)


def band_text(low: Fraction | None, high: Fraction | None, count: int) -> str:
    """``90 分以上 3 个``."""
    if high is None and low is not None:
        return f"{format_short(low)} 分以上 {count} 个"
    if low is None and high is not None:
        return f"{format_short(high)} 分以下 {count} 个"
    return f"{format_short(low or Fraction(0))}—{format_short(high or Fraction(0))} 分 {count} 个"
