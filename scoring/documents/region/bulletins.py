"""排名通报 and 报送情况通报: two pages each, official letters to all that are on the roster."""

from __future__ import annotations

from fractions import Fraction

from scoring.documents.layout import Page
from scoring.documents.region.glyphs import printable
from scoring.documents.region.letters import (
    Block,
    RegionLetter,
    heading,
    letter_page,
    note,
    para,
    table,
)
from scoring.documents.region.words import (
    Material,
    group_rows,
    overall_sentences,
    rank_table_rows,
    submission_sentence,
    terms_line,
)
from scoring.region import verdicts
from scoring.region.results import weakest
from scoring.values import percent, rounded

WEAKEST = 5
RANK_HEADINGS = ("名次", "单位", "得分", "得分率", "等次", "较上轮", "说明")
RANK_WIDTHS = (0.07, 0.17, 0.11, 0.12, 0.1, 0.12, 0.31)
DEMANDS = {
    verdicts.MISSING: "尽快报送",
    verdicts.RETURNED: "改正后重新报送",
    verdicts.OTHER_TREE: "换用统一的指标体系后重新报送",
    verdicts.FAULTY: "改正错误后重新报送",
    verdicts.OTHER_TERMS: "按统一口径核对；暂按统一口径计分",
    verdicts.OWN_CHECK: "自行填写的核验不作数",
    verdicts.OTHER_SCORE: "核对程序版本；以复算为准",
    verdicts.AGAIN: "等待采用新的报送",
    verdicts.LATE: "下一轮按期报送",
}


def rank_bulletin_page(about: Material) -> Page:
    """The bulletin of ranks."""
    blocks: list[Block] = [para(sentence) for sentence in overall_sentences(about)]
    blocks.append(
        table(RANK_HEADINGS, RANK_WIDTHS, rank_table_rows(about), (0, 2, 3, 4, 5), "得分和名次")
    )
    missing = [line.name for line in about.results.lines if line.verdict == verdicts.MISSING]
    if missing:
        blocks.append(note(f"未报送，没有名次：{'、'.join(missing)}。"))
    if groups := group_rows(about):
        headings = ("分组", "个数", "平均", "最高", "最低", "最高的单位")
        blocks.append(
            table(headings, (0.2, 0.12, 0.16, 0.16, 0.16, 0.2), groups, (1, 2, 3, 4, 5), "分组情况")
        )
    by_lost, _ = weakest(about.leaves, WEAKEST)
    weak = "；".join(
        f"{about.indicator(item.code)}（平均得分率 {percent(item.mean or Fraction(0), 2)}，共失 "
        f"{rounded(item.lost)} 分）"
        for item in by_lost
    )
    blocks.append(para(f"普遍薄弱的指标：{weak}。请各单位对照本单位的一页情况，逐项整改。"))
    letter = RegionLetter(
        f"关于{about.round}年度法治政府建设示范指标得分情况的通报",
        "",
        about.name,
        about.date,
        tuple(blocks),
        to=f"各有关{about.object}",
        facts=terms_line(about),
        imprint=f"{about.date}印发",
    )
    return letter_page(letter)


def submission_bulletin_page(about: Material) -> Page:
    """The bulletin of what was handed in."""
    blocks: list[Block] = [para(submission_sentence(about))]
    rows = [
        [
            line.code,
            line.name,
            line.verdict,
            str(line.n or "—"),
            line.received or "—",
            str(line.late_days or "—"),
            str(line.problems or "—"),
        ]
        for line in about.results.lines
    ]
    headings = ("编码", "单位", "结果", "第几次", "收到", "逾期天数", "问题")
    blocks.append(
        table(headings, (0.13, 0.22, 0.15, 0.1, 0.18, 0.12, 0.1), rows, (0, 2, 3, 4, 5, 6))
    )
    if about.results.others:
        names = "；".join(
            f"{printable(line.name)}（{line.verdict}）" for line in about.results.others
        )
        blocks.append(para(f"另有不属于名册的或读不出来的文件：{names}。"))
    wanted: dict[str, list[str]] = {}
    for line in about.results.lines:
        if line.verdict in DEMANDS:
            wanted.setdefault(line.verdict, []).append(line.name)
    if wanted:
        blocks.append(heading("下步要求"))
        blocks += [
            para(f"{index}. {verdict}的：{'、'.join(names)}，请{DEMANDS[verdict]}。")
            if verdict not in {verdicts.OWN_CHECK, verdicts.AGAIN}
            else para(f"{index}. {verdict}的：{'、'.join(names)}，{DEMANDS[verdict]}。")
            for index, (verdict, names) in enumerate(wanted.items(), 1)
        ]
    letter = RegionLetter(
        f"关于{about.round}年度法治政府建设示范指标报送情况的通报",
        "",
        about.name,
        about.date,
        tuple(blocks),
        to=f"各有关{about.object}",
        facts=terms_line(about),
        imprint=f"{about.date}印发",
    )
    return letter_page(letter)
