"""推算 as ``score --estimate`` prints it: data for JSON, rows for CSV and lines for the terminal."""

from __future__ import annotations

from typing import Any

from scoring.inspection.estimate import LABEL, METHOD, RANGE, Estimate
from scoring.reporting.data import Data, scores
from scoring.reporting.wording import by_number
from scoring.values import percent, rounded

NO_ESTIMATE = "推算：没有可用的抽样结果（核验轮次里没有抽样记录，或者抽中的还没有评分）。"


def estimate_data(found: Estimate | None) -> Data:
    """``estimate`` of ``score --format json --estimate``; empty where nothing can be projected."""
    if found is None:
        return {}
    return {
        "label": LABEL,
        "round": found.round.id,
        "mock": found.mock,
        **scores(
            {
                "score": found.score,
                "low": found.low,
                "high": found.high,
                "converted": found.converted,
                "converted_low": found.converted_low,
                "converted_high": found.converted_high,
                "inspected": found.inspected,
                "rest": found.rest,
            }
        ),
        "method": METHOD,
        "range": RANGE,
        "open": by_number(found.open),
        "strata": [
            {
                "name": row.name,
                "of": row.of,
                "drawn": row.drawn,
                "inspected": row.inspected,
                "ratio": "" if row.ratio is None else percent(row.ratio, 2),
                "used": percent(row.used, 2),
                "lowest": percent(row.lowest, 2),
                "highest": percent(row.highest, 2),
            }
            for row in found.strata
        ],
    }


def estimate_text(found: Estimate | None) -> str:
    """What ``score --estimate`` adds on a terminal."""
    return "\n" + (NO_ESTIMATE if found is None else "\n".join(estimate_lines(found)))


def estimate_lines(found: Estimate) -> list[str]:
    """The projection in sentences."""
    kind = "（模拟）" if found.mock else ""
    scaled = "" if found.score == found.converted else f"，折算 {rounded(found.converted)} 分"
    lines = [
        f"推算{kind}（不是核验分）：全部核验的话，基本分约 {rounded(found.score)} 分{scaled}，"
        f"在 {rounded(found.low)} 至 {rounded(found.high)} 分之间。",
        f"  已核验部分实得 {rounded(found.inspected)} 分；未核验部分佐证分 {rounded(found.rest)} 分，"
        f"按抽样结果推算。依据：{found.round.id}，抽 {found.sample.size} 项。",
        f"  {METHOD}。{RANGE}。",
    ]
    if found.open:
        lines.append(f"  抽中还没有核验的：{'、'.join(by_number(found.open))}。")
    return lines


def estimate_rows(found: Estimate | None) -> list[list[Any]]:
    """The rows that ``score --format csv --estimate`` adds below the totals; the current column holds the figure."""
    if found is None:
        return []
    figures = (("推算（基本分）", found.score), ("推算下限", found.low), ("推算上限", found.high))
    return [["合计", label, *[""] * 6, rounded(value), *[""] * 7] for label, value in figures]
