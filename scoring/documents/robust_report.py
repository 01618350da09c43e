"""The simulation as ``score --robust`` prints it: data for JSON, rows for CSV, text for the
terminal, and its chart.

Everything is labelled 推算, stands below the score, and never changes it. Figures of the
distribution are floats that are rounded here and nowhere else, and carry no ``exact``: they are
estimates. What leaving out an indicator does is exact, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from scoring.documents.charts import Histogram, Interval
from scoring.documents.data import Data, data_of, scores, scores_of
from scoring.documents.terminal import listing
from scoring.values import format_fixed, format_short, percent
from scoring.views.figures import signed
from scoring.views.head import BASIS_NAMES
from scoring.views.sheet import Column

if TYPE_CHECKING:  # at run time numpy would come with it, for every score
    from scoring.engine.sensitivity import Bin, GapOdds, Robustness, Without

STANDINGS: Mapping[str, str] = {
    "nearly_always": "几乎在所有情形下都要紧",
    "mostly": "多数情形下要紧",
    "sometimes": "少数情形下要紧",
}
QUANTILES: Mapping[str, str] = {
    "mean": "平均",
    "sd": "标准差",
    "min": "最低",
    "p5": "5%分位",
    "p25": "25%分位",
    "p50": "中位数",
    "p75": "75%分位",
    "p95": "95%分位",
    "max": "最高",
}
CRITERIA = (
    Column("条件"),
    Column("内容", fold=44),
    Column("现在"),
    Column("推算达到", right=True),
)
GAPS = (
    Column("编号"),
    Column("短板", fold=30),
    Column("现在失分", right=True),
    Column("推算平均", right=True),
    Column("九成情形", right=True),
    Column("列入前十", right=True),
    Column("判断"),
)
LEFT_OUT = (
    Column("编号"),
    Column("去掉的指标", fold=30),
    Column("总分", right=True),
    Column("变化", right=True),
    Column("等次"),
    Column("条件变化", fold=24),
)
LISTED = 15
"""Rows of a table on the terminal; JSON and CSV hold all."""

BAR = 40
"""Characters of the longest bar of the histogram on the terminal."""


def estimate(value: float) -> str:
    """An estimate with two decimals. The noise of floats is cut off first, so that halves round up
    as everywhere.
    """
    return format_fixed(Fraction(f"{value:.6f}"))


def robust_data(result: Robustness) -> Data:
    """``robust`` of ``score --format json --robust``."""
    now = result.assessment.track("current")
    return {
        "points_basis": result.assessment.tree.points_basis,
        "draws": result.draws,
        "seed": result.seed,
        "spread": _share(result.spread),
        "stated": {**scores({"final": now.final}), "grade": now.grade},
        "total": _total(result),
        "bins": [
            {
                "from": format_short(item.low),
                "to": format_short(item.high),
                "share": _share(item.share),
            }
            for item in result.bins
        ],
        "grades": [{"name": name, "share": _share(share)} for name, share in result.grades],
        "bounds": [
            {"name": item.name, "from": format_short(item.at), "share": _share(item.share)}
            for item in result.bounds
        ],
        "gate": {"from": format_short(result.gate.at), "share": _share(result.gate.share)}
        if result.gate
        else {},
        "criteria": [
            {"id": verdict.id, "text": verdict.text, "met": verdict.met, "share": _share(share)}
            for verdict, share in result.criteria
        ],
        "ready": _share(result.ready),
        "gaps": [_gap_data(item) for item in result.gaps],
        "without": [_without_data(item) for item in result.without],
    }


def _total(result: Robustness) -> dict[str, str]:
    """The distribution under the keys of ``QUANTILES``."""
    found = result.total
    values = (
        found.mean,
        found.sd,
        found.least,
        found.p5,
        found.p25,
        found.median,
        found.p75,
        found.p95,
        found.most,
    )
    return {key: estimate(value) for key, value in zip(QUANTILES, values, strict=True)}


def _gap_data(item: GapOdds) -> Data:
    return {
        **data_of(item.item.node, "code", "name"),
        **scores_of(item, "lost"),
        "mean": estimate(item.mean),
        "p5": estimate(item.p5),
        "p95": estimate(item.p95),
        "share": _share(item.share),
        "standing": item.standing,
    }


def _without_data(item: Without) -> Data:
    return {
        **data_of(item.node, "code", "name"),
        **scores_of(item, "final", "change"),
        **data_of(item, "grade", "met", "unmet", "ready"),
    }


def robust_rows(result: Robustness) -> list[dict[str, str]]:
    """The rows that ``score --format csv --robust`` adds below the totals, by heading; estimates of
    the total stand in the column of the current score, everything else in the last column.
    """
    rows = [
        _row("推算", name, value=value)
        for name, value in zip(QUANTILES.values(), _total(result).values(), strict=True)
    ]
    # Draws and seed go with the first row: without them nobody can make the same table again.
    rows[0]["为什么"] = _how(result)
    rows += [_row("推算", f"等次：{name}", said=_share(share)) for name, share in result.grades]
    rows += [
        _row("推算", f"总分达到 {format_short(item.at)} 分（{item.name}）", said=_share(item.share))
        for item in result.bounds
    ]
    if result.gate:
        rows.append(
            _row(
                "推算",
                f"达到加分门槛 {format_short(result.gate.at)} 分",
                said=_share(result.gate.share),
            )
        )
    rows += [
        _row("推算", f"条件 {verdict.id}：{verdict.text}", said=_share(share))
        for verdict, share in result.criteria
    ]
    rows.append(_row("推算", "具备条件", said=_share(result.ready)))
    for gap in result.gaps:
        sentence = (
            f"现在失 {format_fixed(gap.lost)} 分，推算平均失 {estimate(gap.mean)} 分"
            f"（九成情形 {estimate(gap.p5)} 至 {estimate(gap.p95)}），"
            f"{_share(gap.share)}的情形列入失分前十，{STANDINGS[gap.standing]}"
        )
        rows.append(_row("推算：短板", f"{gap.item.node.code} {gap.item.node.name}", said=sentence))
    for item in result.without:
        sentence = f"总分变化 {signed(item.change)} 分" + (
            f"；{_turned(item)}" if _turned(item) else ""
        )
        rows.append(
            _row(
                "去掉一项",
                f"{item.node.code} {item.node.name}",
                value=format_fixed(item.final),
                said=sentence,
            )
        )
    return rows


def _row(group: str, label: str, *, value: str = "", said: str = "") -> dict[str, str]:
    return {"编号": group, "指标": label, "现分": value, "为什么": said}


def robust_text(result: Robustness) -> str:
    """What ``score --robust`` adds on a terminal."""
    now, total = result.assessment.track("current"), _total(result)
    grade = f"（{now.grade}）" if now.grade else ""
    lines = [
        "",
        "推算：如果分值不是现在这样",
        f"{_how(result)}。上面的得分不变，以下只是推算。",
        "",
        f"总分：现在 {format_fixed(now.final)}{grade}；推算平均 {total['mean']}，标准差 {total['sd']}，"
        f"九成情形在 {total['p5']} 至 {total['p95']} 之间",
        f"　　　最低 {total['min']}，25%分位 {total['p25']}，中位数 {total['p50']}，"
        f"75%分位 {total['p75']}，最高 {total['max']}",
        "",
        *_bars(result.bins, now.final),
        "",
    ]
    if result.grades:
        lines.append(
            "等次：" + "，".join(f"{name} {_share(share)}" for name, share in result.grades)
        )
        lines.append(
            "达到："
            + "，".join(
                f"{format_short(item.at)} 分以上 {_share(item.share)}" for item in result.bounds
            )
        )
    if result.gate:
        lines.append(
            f"加分门槛 {format_short(result.gate.at)} 分：{_share(result.gate.share)}的情形达到"
        )
    if result.criteria:
        rows = [
            [verdict.id, verdict.text, "达到" if verdict.met else "未达到", _share(share)]
            for verdict, share in result.criteria
        ]
        lines += [
            "",
            listing(CRITERIA, rows),
        ]
    lines += [
        f"具备条件：{_share(result.ready)}的情形",
        "",
        *_gap_lines(result),
        "",
        *_without_lines(result),
    ]
    return "\n".join(lines)


def _how(result: Robustness) -> str:
    basis = BASIS_NAMES[result.assessment.tree.points_basis]
    return (
        f"分值为{basis}，在其上下随机抽取 {result.draws} 次，典型相对波动 "
        f"{percent(result.spread)}，种子 {result.seed}"
    )


def _bars(bins: Sequence[Bin], stated: Fraction) -> list[str]:
    """One line for each bin; the one that holds the stated score is pointed at."""
    tallest = max(item.share for item in bins)
    labels = [f"{format_short(item.low)}–{format_short(item.high)}" for item in bins]
    room = max(len(label) for label in labels)
    lines = []
    for label, item in zip(labels, bins, strict=True):
        # What happens at all has one sign at least, however rarely it does.
        bar = "#" * max(int(item.share > 0), round(BAR * item.share / tallest))
        here = "  ← 现在的得分" if item.low <= stated < item.high else ""
        lines.append(f"  {label:>{room}}  {_share(item.share):>7}  {bar}{here}".rstrip())
    return lines


def _gap_lines(result: Robustness) -> list[str]:
    if not result.gaps:
        return ["短板：没有失分，分值怎样变都不影响。"]
    shown = [item for item in result.gaps if item.share][:LISTED]
    rows = [
        [
            item.item.node.code,
            item.item.node.name,
            format_fixed(item.lost),
            estimate(item.mean),
            f"{estimate(item.p5)}–{estimate(item.p95)}",
            _share(item.share),
            STANDINGS[item.standing],
        ]
        for item in shown
    ]
    rest = len(result.gaps) - len(shown)
    few = "；失分不超过十项，都在前十之内" if result.all_foremost else ""
    counts = "，".join(
        f"{words} {sum(item.standing == key for item in result.gaps)} 项"
        for key, words in STANDINGS.items()
    )
    return [
        f"短板（{len(result.gaps)} 项失分，按列入失分前十的次数）：{counts}{few}",
        "",
        listing(GAPS, rows),
        *([f"另有 {rest} 项没有列出，见 --format json 或 csv。"] if rest else []),
    ]


def _without_lines(result: Robustness) -> list[str]:
    shown = [item for item in result.without if item.change or item.met or item.unmet][:LISTED]
    rows = [
        [
            item.node.code,
            item.node.name,
            format_fixed(item.final),
            signed(item.change),
            item.grade,
            _turned(item),
        ]
        for item in shown
    ]
    rest = len(result.without) - len(shown)
    return [
        "去掉一个指标（其余折算回满分；准确计算，不是推算），按总分变化大小：",
        "",
        listing(LEFT_OUT, rows),
        *([f"另有 {rest} 项没有列出，见 --format json 或 csv。"] if rest else []),
    ]


def _turned(item: Without) -> str:
    parts = [
        f"{'、'.join(ids)}{word}"
        for ids, word in ((item.met, "转为达到"), (item.unmet, "转为未达到"))
        if ids
    ]
    return "，".join(parts)


def _share(value: Fraction) -> str:
    return percent(value, 2)


def _short(value: Fraction) -> str:
    """A share with one decimal; what is there is never printed as nothing."""
    if 0 < value < Fraction(1, 2000):
        return "<0.1%"
    return percent(value, 1)


def histogram_of(result: Robustness) -> Histogram:
    """The distribution of the total as the chart draws it (``charts.histogram``)."""
    now, total = result.assessment.track("current"), _total(result)
    columns = [
        Interval(
            item.low,
            item.high,
            f"{format_short(item.low)}–{format_short(item.high)}",
            item.share,
            _short(item.share),
        )
        for item in result.bins
    ]
    edges = [(item.low, format_short(item.low)) for item in result.bins] + [
        (result.bins[-1].high, format_short(result.bins[-1].high))
    ]
    return Histogram(
        columns,
        now.final,
        f"现在 {format_fixed(now.final)}",
        edges,
        (
            # From the printed figures, so that the bracket ends where its words say.
            Fraction(total["p5"]),
            Fraction(total["p95"]),
            f"九成情形 {total['p5']} 至 {total['p95']}",
        ),
        [(item.at, item.name) for item in result.bounds],
    )
