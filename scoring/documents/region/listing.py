"""What the commands of a region print: JSON, rows of CSV, and texts for a terminal. Keys are those
of ``format.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scoring.documents.terminal import table
from scoring.region.figures import CAUSES, IndicatorFigures
from scoring.region.model import Region
from scoring.region.results import TRACK_NAMES, County, Ranking, Results
from scoring.region.verdicts import Arrival, Line
from scoring.values import percent, plain, rounded

if TYPE_CHECKING:
    from scoring.region.certainty import Certainty

Data = dict[str, Any]
STATUS_HEADINGS = ["编码", "名称", "结果", "第几次", "收到", "逾期天数", "问题", "指纹", "说明"]
ARRIVAL_HEADINGS = ["文件", "结果", "编码", "名称", "第几次", "逾期天数", "问题", "说明"]
RANK_HEADINGS = [
    "名次",
    "分组",
    "编码",
    "名称",
    "得分",
    "应得分",
    "得分率",
    "完整度",
    "等次",
    "结果",
    "说明",
]
INDICATOR_HEADINGS = [
    *("编号", "指标", "适用", "平均得分率", "中位数", "低一成", "高一成", "满分", "零分", "未评"),
    *("失分", "未评失分", "标准未达到", "佐证不足", "核验扣减"),
]
CAUSE_NAMES = dict(zip(CAUSES, ("未评", "标准未达到", "佐证不足", "核验扣减"), strict=True))


def status_data(lines: Sequence[Line]) -> Data:
    """``region status --format json``. ``problems`` is how many errors the check found."""
    return {
        "rows": [
            {
                "code": line.code,
                "name": line.name,
                "verdict": line.verdict,
                "n": line.n,
                "fingerprint": line.fingerprint,
                "received": line.received,
                "late_days": line.late_days,
                "problems": line.problems,
            }
            for line in lines
        ]
    }


def status_rows(lines: Sequence[Line]) -> list[list[str]]:
    """The lines under ``STATUS_HEADINGS``."""
    return [
        [
            line.code,
            line.name,
            line.verdict,
            str(line.n or ""),
            line.received,
            str(line.late_days or ""),
            str(line.problems or ""),
            line.fingerprint[:12],
            "；".join(line.reasons),
        ]
        for line in lines
    ]


def status_text(region: Region, lines: Sequence[Line]) -> str:
    """The list, and below it how many of each verdict."""
    rows = [[*row[:7], row[8]] for row in status_rows(lines)]
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.verdict] = counts.get(line.verdict, 0) + 1
    text = "、".join(f"{verdict} {count}" for verdict, count in counts.items())
    due = f"，截止 {region.record.due}" if region.record.due else ""
    head = (
        f"{region.record.name} {region.record.round}：名册 {len(region.record.counties)} 个{due}\n"
        "\n"
    )
    headings = [*STATUS_HEADINGS[:7], STATUS_HEADINGS[8]]
    widths = (None, 22, None, None, None, None, None, 60)
    return head + table(headings, rows, widths=widths, right=(3, 5, 6)) + f"\n\n合计：{text}\n"


def arrivals_data(arrivals: Sequence[Arrival]) -> Data:
    """``region collect --format json``."""
    return {
        "rows": [
            {
                "file": item.file,
                "code": item.code,
                "name": item.name,
                "verdict": item.verdict,
                "n": item.n,
                "fingerprint": item.fingerprint,
                "received": item.received,
                "late_days": item.late_days,
                "problems": item.problems,
                "reasons": list(item.reasons),
            }
            for item in arrivals
        ]
    }


def arrival_rows(arrivals: Sequence[Arrival]) -> list[list[str]]:
    """The files under ``ARRIVAL_HEADINGS``."""
    return [
        [
            item.file,
            item.verdict,
            item.code,
            item.name,
            str(item.n or ""),
            str(item.late_days or ""),
            str(item.problems or ""),
            "；".join(item.reasons),
        ]
        for item in arrivals
    ]


def arrivals_text(arrivals: Sequence[Arrival]) -> str:
    """The verdicts of one run."""
    widths = (34, None, None, 20, None, None, None, 60)
    return table(ARRIVAL_HEADINGS, arrival_rows(arrivals), widths=widths, right=(4, 5, 6)) + "\n"


def rank_data(results: Results, ranking: Ranking, sure: Certainty | None = None) -> Data:
    """``region rank --format json``: every key is fixed (``docs/format.md``); with ``sure`` two
    more.
    """
    spread = ranking.spread
    figures = {
        "mean": spread.mean if spread else None,
        "median": spread.median if spread else None,
        "highest": spread.highest if spread else None,
        "lowest": spread.lowest if spread else None,
        "range": spread.range if spread else None,
    }
    run = results.run
    return {
        "round": run["round"],
        "tree": {"id": run["tree"]["id"], "sha256": run["tree"]["sha256"]},
        "terms": run["terms"],
        **_certainty_data(sure),
        "rows": [_rank_row(county, ranking) | _share_data(county, sure) for county in ranking.rows],
        "unranked": [_rank_row(county, ranking) for county in ranking.unranked],
        "missing": list(ranking.missing),
        "totals": {
            "counties": len(results.lines),
            "ranked": len(ranking.rows),
            **{name: "" if value is None else str(value) for name, value in figures.items()},
            "identity": {name: str(value) for name, value in results.identity.items()},
        },
    }


def _certainty_data(sure: Certainty | None) -> Data:
    if sure is None:
        return {}
    spread = percent(sure.spread)
    return {
        "certainty": {"first": sure.first, "draws": sure.draws, "seed": sure.seed, "spread": spread}
    }


def _share_data(county: County, sure: Certainty | None) -> Data:
    if sure is None:
        return {}
    return {"first_share": percent(sure.shares[county.code], 2)}


def _rank_row(county: County, ranking: Ranking) -> Data:
    score = county.score
    return {
        "rank": county.rank,
        "code": county.code,
        "name": county.name,
        "classes": {**({"级别": county.level} if county.level else {}), **county.classes},
        "groups": list(county.groups),
        "track": ranking.track,
        "score": "" if score is None else rounded(score),
        "exact": {
            "score": "" if score is None else str(score),
            "applicable": str(county.applicable) if county.row else "",
        },
        "applicable": rounded(county.applicable) if county.row else "",
        "rate": "" if county.rate is None else percent(county.rate, 2),
        "completeness": percent(county.completeness, 2) if county.row else "",
        "grade": county.grade,
        "vetoed": county.vetoed,
        "reason": county.reason,
        "verdict": county.verdict,
    }


def rank_headings(sure: Certainty | None = None) -> list[str]:
    """``RANK_HEADINGS``, and before the last what is known of how sure the ranks are."""
    if sure is None:
        return RANK_HEADINGS
    return [*RANK_HEADINGS[:-1], f"前{sure.first}名的可能", RANK_HEADINGS[-1]]


def rank_rows(ranking: Ranking, sure: Certainty | None = None) -> list[list[str]]:
    """Ranked and unranked counties under ``rank_headings``."""
    return [
        [
            str(county.rank or ""),
            county.part,
            county.code,
            county.name,
            county.shown,
            rounded(county.applicable) if county.row else "",
            percent(county.rate, 2) if county.rate is not None else "",
            percent(county.completeness, 2) if county.row else "",
            county.grade,
            county.verdict,
            *([] if sure is None else [_share_text(county, sure)]),
            county.reason or marked(county),
        ]
        for county in ranking.everyone
    ]


def _share_text(county: County, sure: Certainty) -> str:
    share = sure.shares.get(county.code)
    if share is None:
        return ""
    return percent(share, 2)


def marked(county: County) -> str:
    """What a ranked county's line says beside its figures: terms that differed, and by how much."""
    moved = county.row.get("moved") if county.row else ""
    if moved:
        points = Fraction(moved)
        if not points:
            return "按统一口径计分，与县报口径的得分相同"
        sign = "+" if points > 0 else ""
        return f"按统一口径计分，与县报口径相差 {sign}{rounded(points)} 分"
    if county.verdict in {"口径不符", "自带核验", "得分不一致", "重新报送"}:
        return f"{county.verdict}，待定"
    return ""


def rank_text(results: Results, ranking: Ranking, sure: Certainty | None = None) -> str:
    """The ranking with its terms above and the figures below."""
    rows = rank_rows(ranking, sure)
    every = rank_headings(sure)
    parted = any(row[1] for row in rows)
    headings = every if parted else [every[0], *every[2:]]
    shown = rows if parted else [[row[0], *row[2:]] for row in rows]
    figures = (0, 4, 5, 6, 7) if sure is None else (0, 4, 5, 6, 7, 10)
    right = figures if parted else tuple(column - (column > 0) for column in figures)
    widths = [None] * (len(headings) - 1) + [44]
    text = head_text(results) + "\n" + table(headings, shown, widths=widths, right=right) + "\n"
    return text + "\n" + totals_text(results, ranking) + "\n" + _certainty_text(sure)


def _certainty_text(sure: Certainty | None) -> str:
    if sure is None:
        return ""
    return (
        f"前{sure.first}名的可能是推算：各单位做到的不变，只把每项指标的分值在说得过去的范围内换 "
        f"{sure.draws} 次"
        f"（典型相对波动 {percent(sure.spread)}，种子 {sure.seed}），看有多少次排进前 "
        f"{sure.first} 名。名次本身不变。\n"
    )


def head_text(results: Results) -> str:
    """Whose round it is, and the terms."""
    run = results.run
    window = run["terms"]["window"]
    span = f"{window['from']} 至 {window['to']}" if window else "不限"
    tree = run["tree"]
    return (
        f"{results.region.record.name} {run['round']}　指标体系 "
        f"{tree['title']}（{tree['sha256'][:12]}）\n"
        f"口径：评分日期 {run['terms']['as_of']}，材料时间窗 {span}\n"
    )


def totals_text(results: Results, ranking: Ranking) -> str:
    """Number, mean and spread, and what is missing."""
    lines = []
    spread = ranking.spread
    if spread:
        share = percent(Fraction(spread.above_mean, spread.count), 2)
        lines.append(
            f"{TRACK_NAMES[ranking.track]}：排名 {spread.count} 个，平均 {rounded(spread.mean)}，"
            f"中位数 {rounded(spread.median)}，最高 {rounded(spread.highest)}，最低 "
            f"{rounded(spread.lowest)}，"
            f"极差 {rounded(spread.range)}；高于平均 {spread.above_mean} 个（{share}）"
        )
        if spread.bands:
            lines.append("分数段：" + "；".join(band_text(*band) for band in spread.bands))
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
        return f"{plain(low)} 分以上 {count} 个"
    if low is None and high is not None:
        return f"{plain(high)} 分以下 {count} 个"
    return f"{plain(low or Fraction(0))}—{plain(high or Fraction(0))} 分 {count} 个"


def indicators_data(results: Results, figures: Sequence[IndicatorFigures]) -> Data:
    """``region indicators --format json``."""
    return {"rows": [_indicator_row(results, item) for item in figures]}


def _indicator_row(results: Results, item: IndicatorFigures) -> Data:
    rates = {"mean": item.mean, "median": item.median, "p10": item.p10, "p90": item.p90}
    losses = dict(zip(CAUSES, item.losses, strict=True))
    return {
        "code": item.code,
        "name": results.region.tree.by_code[item.code].name,
        "n": item.n,
        **{name: "" if value is None else percent(value, 2) for name, value in rates.items()},
        "full": item.full,
        "zero": item.zero,
        "unassessed": item.unassessed,
        "lost": rounded(item.lost),
        "exact": {
            **{name: "" if value is None else str(value) for name, value in rates.items()},
            "lost": str(item.lost),
        },
        "losses": {
            **{cause: rounded(value) for cause, value in losses.items()},
            "exact": {cause: str(value) for cause, value in losses.items()},
        },
    }


def indicator_rows(results: Results, figures: Sequence[IndicatorFigures]) -> list[list[str]]:
    """The indicators under ``INDICATOR_HEADINGS``."""
    return [
        [
            item.code,
            results.region.tree.by_code[item.code].name,
            str(item.n),
            *(
                percent(value, 2) if value is not None else ""
                for value in (item.mean, item.median, item.p10, item.p90)
            ),
            str(item.full),
            str(item.zero),
            str(item.unassessed),
            rounded(item.lost),
            *(rounded(value) for value in item.losses),
        ]
        for item in figures
    ]


def indicators_text(results: Results, figures: Sequence[IndicatorFigures]) -> str:
    """The indicators as a table."""
    widths = [None, 30, *([None] * 13)]
    rows = indicator_rows(results, figures)
    return table(INDICATOR_HEADINGS, rows, widths=widths, right=tuple(range(2, 15))) + "\n"


def county_data(results: Results, ranking: Ranking, county: County) -> Data:
    """``region show CODE --format json``: the line, the ranking's row, and every node."""
    return {
        "status": {**status_data([county.line])["rows"][0], "reasons": list(county.line.reasons)},
        "row": _rank_row(county, ranking),
        "tracks": county.row.get("tracks", {}),
        "losses": {
            **{cause: rounded(value) for cause, value in county.losses.items()},
            "exact": {cause: str(value) for cause, value in county.losses.items()},
        },
        "files": county.row.get("files", {}),
        "items": county.row.get("items", {}),
        "overdue": county.row.get("overdue", 0),
        "not_applicable": county.row.get("not_applicable", []),
        "nodes": [_node(row) for row in results.nodes_of(county.code)] if county.row else [],
    }


def _node(row: Mapping[str, Any]) -> Data:
    names = ("full", "applicable", "claimed", "supported", "verified", "current")
    return {
        **{name: row[name] for name in ("code", "parent", "kind", "depth", "leaf", "state", "why")},
        **{name: None if row[name] is None else rounded(Fraction(row[name])) for name in names},
        "exact": {name: row[name] for name in names},
        "losses": {cause: rounded(Fraction(row[cause])) for cause in CAUSES},
    }


NODE_HEADINGS = ["编号", "指标", "应得分", "自评分", "佐证分", "核验分", "现分", "失分", "为什么"]


def county_rows(results: Results, county: County) -> list[list[str]]:
    """The nodes of one county under ``NODE_HEADINGS``."""
    tree = results.region.tree
    rows = []
    for row in results.nodes_of(county.code) if county.row else []:
        lost = sum((Fraction(row[cause]) for cause in CAUSES), Fraction(0))
        scores = [
            "" if row[name] is None else rounded(Fraction(row[name]))
            for name in ("applicable", "claimed", "supported", "verified", "current")
        ]
        rows.append(
            [row["code"], tree.by_code[row["code"]].name, *scores, rounded(lost), row["why"]]
        )
    return rows


def county_text(results: Results, ranking: Ranking, county: County) -> str:
    """One county: where it stands, and what it loses."""
    line = county.line
    stands = f"第 {county.rank} 名" if county.rank else f"没有名次（{county.reason}）"
    if county.score is not None:
        score = f"{TRACK_NAMES[ranking.track]} {county.shown}"
    else:
        score = "没有得分"
    lines = [
        f"{county.name}（{county.code}）　{line.verdict}，第 {line.n} 次报送，{line.received} 收到",
        f"{score}，{stands}" + (f"，等次 {county.grade}" if county.grade else ""),
        *(f"说明：{reason}" for reason in line.reasons),
    ]
    if marked(county):
        lines.append(f"说明：{marked(county)}")
    lost = "，".join(
        f"{CAUSE_NAMES[cause]} {rounded(value)}" for cause, value in county.losses.items() if value
    )
    if lost:
        lines.append(f"失分：{lost}")
    widths = (None, 28, *([None] * 6), 50)
    rows = county_rows(results, county)
    return (
        "\n".join(lines)
        + "\n\n"
        + table(NODE_HEADINGS, rows, widths=widths, right=tuple(range(2, 8)))
        + "\n"
    )
