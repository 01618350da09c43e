"""推算 as ``score --estimate`` prints it (JSON, CSV, terminal), and as the 评查意见书 does."""

from __future__ import annotations

from scoring.documents.data import Data, data_of, scores_of
from scoring.documents.inspection.model import EstimateLines
from scoring.engine import Assessment
from scoring.inspection.estimate import LABEL, METHOD, RANGE, Estimate
from scoring.values import format_fixed, percent
from scoring.views.words import by_number

OVER = (
    "核验认可的超过佐证所能支撑的，核验分与佐证分之比高于100%；推算到每项指标时，最多按应得分计。"
)
ESTIMATED = (
    "score",
    "low",
    "high",
    "converted",
    "converted_low",
    "converted_high",
    "inspected",
    "rest",
)
NO_ESTIMATE = "推算：没有可用的抽样结果（核验轮次里没有抽样记录，或者抽中的还没有评分）。"


def estimate_data(found: Estimate | None) -> Data:
    """``estimate`` of ``score --format json --estimate``; empty where nothing can be projected."""
    if found is None:
        return {}
    return {
        "label": LABEL,
        "round": found.round.id,
        "mock": found.mock,
        **scores_of(found, *ESTIMATED),
        "method": METHOD,
        "range": RANGE,
        "open": by_number(found.open),
        "strata": [
            {
                **data_of(row, "name", "of", "drawn", "inspected"),
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
    """The projection in sentences, with its method."""
    result, source, *still = estimate_sentences(found)
    return [result, *(f"  {line}" for line in (source, f"{METHOD}。{RANGE}。", *still))]


def estimate_sentences(found: Estimate) -> list[str]:
    """What the projection gives, what it rests on, and which drawn indicators are still open."""
    # Said in the sentence itself, which may be quoted without what stands around it.
    kind = "（模拟，不是核验分）" if found.mock else "（不是核验分）"
    if found.score == found.converted:
        scaled = ""
    else:
        scaled = f"，折算 {format_fixed(found.converted)} 分"
    lines = [
        f"推算{kind}：全部核验的话，基本分约 {format_fixed(found.score)} 分{scaled}，"
        f"在 {format_fixed(found.low)} 至 {format_fixed(found.high)} 分之间。",
        f"已核验部分实得 {format_fixed(found.inspected)} 分；未核验部分佐证分 {format_fixed(found.rest)} 分，"
        f"按抽样结果推算。依据：{found.round.id}，抽 {found.sample.size} 项。",
    ]
    if found.open:
        lines.append(f"抽中还没有核验的：{'、'.join(by_number(found.open))}。")
    return lines


def estimate_rows(found: Estimate | None) -> list[dict[str, str]]:
    """The rows that ``score --format csv --estimate`` adds below the totals, by heading; the current
    column holds the figure.
    """
    if found is None:
        return []
    figures = (("推算（基本分）", found.score), ("推算下限", found.low), ("推算上限", found.high))
    return [
        {"编号": "合计", "指标": label, "现分": format_fixed(value)} for label, value in figures
    ]


def stratum_name(told: str, assessment: Assessment, by: str) -> str:
    """A stratum (``1 高``) with the name of its block, and what its class means; what is no stratum
    stays as it is.
    """
    block, _, group = told.partition(" ")
    if not group:
        return told
    node = assessment.tree.by_code.get(block)
    if by == "risk" and group in ("高", "中", "低"):
        risk = "风险"
    else:
        risk = ""
    return f"{block} {node.name if node else ''}（{group}{risk}）"


def estimated(found: Estimate | None, assessment: Assessment) -> EstimateLines | None:
    """The projection for the document; None without one."""
    if found is None:
        return None
    strata = tuple(
        (
            stratum_name(row.name, assessment, found.sample.by),
            str(row.of),
            str(row.drawn),
            str(row.inspected),
            "—" if row.ratio is None else percent(row.ratio, 2),
            percent(row.used, 2),
        )
        for row in found.strata
    )
    # A ratio above 100 % looks like a mistake as long as nobody explains it.
    over = any(row.ratio is not None and row.ratio > 1 for row in found.strata)
    notes = (f"{METHOD}。{RANGE}。", *([OVER] if over else []))
    return EstimateLines(tuple(estimate_sentences(found)), strata, notes)
