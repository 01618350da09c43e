"""排名通报 and 报送情况通报: two pages each, official letters to all that are on the roster."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.documents.layout import Page
from scoring.documents.region.glyphs import printable
from scoring.documents.region.letter_tables import GROUPS, SUBMISSIONS, rank_table
from scoring.documents.region.letters import (
    Block,
    RegionLetter,
    heading,
    letter_page,
    note,
    para,
    table_of,
)
from scoring.documents.region.words import (
    Material,
    groups_of,
    overall_sentences,
    submission_sentence,
    terms_line,
)
from scoring.region import verdicts
from scoring.region.results import weakest
from scoring.values import format_fixed
from scoring.views.figures import percent_text

WEAKEST = 5
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
NOTHING_TO_DO = frozenset({verdicts.OWN_CHECK, verdicts.AGAIN})
"""Verdicts whose sentence is news and no request."""


def rank_bulletin_page(about: Material) -> Page:
    """The bulletin of ranks."""
    blocks = [para(sentence) for sentence in overall_sentences(about)]
    blocks.append(rank_table(about))
    # No county may drop out unnoticed: each line of the roster stands somewhere.
    missing = [line.name for line in about.results.lines if line.verdict == verdicts.MISSING]
    if missing:
        blocks.append(note(f"未报送，没有名次：{'、'.join(missing)}。"))
    if groups := groups_of(about):
        blocks.append(table_of(GROUPS, groups, "分组情况"))
    by_lost, _ = weakest(about.leaves, WEAKEST)
    weak = "；".join(
        f"{about.indicator(item.code)}（平均得分率 {percent_text(item.mean)}，共失 "
        f"{format_fixed(item.lost)} 分）"
        for item in by_lost
        # The first of a region that loses nothing is not weak.
        if item.lost
    )
    if weak:
        blocks.append(para(f"普遍薄弱的指标：{weak}。请各单位对照本单位的一页情况，逐项整改。"))
    return _bulletin(about, "得分情况", blocks)


def submission_bulletin_page(about: Material) -> Page:
    """The bulletin of what was handed in."""
    results = about.results
    blocks = [para(submission_sentence(about)), table_of(SUBMISSIONS, results.lines)]
    if results.others:
        # Files of nobody on the roster carry names that strangers chose.
        others = "；".join(f"{printable(line.name)}（{line.verdict}）" for line in results.others)
        blocks.append(para(f"另有不属于名册的或读不出来的文件：{others}。"))
    open_lines = [line for line in results.lines if line.verdict in DEMANDS]
    if open_lines:
        blocks.append(heading("下步要求"))
        names: dict[str, list[str]] = {}
        for line in open_lines:
            names.setdefault(line.verdict, []).append(line.name)
        blocks += [
            para(f"{index}. {_demand(verdict, members)}")
            for index, (verdict, members) in enumerate(names.items(), 1)
        ]
    return _bulletin(about, "报送情况", blocks)


def _demand(verdict: str, names: Sequence[str]) -> str:
    """What those of one verdict are to do; with some there is nothing to be asked of them."""
    please = "" if verdict in NOTHING_TO_DO else "请"
    return f"{verdict}的：{'、'.join(names)}，{please}{DEMANDS[verdict]}。"


def _bulletin(about: Material, subject: str, blocks: Sequence[Block]) -> Page:
    letter = RegionLetter(
        f"关于{about.round}年度法治政府建设示范指标{subject}的通报",
        "",
        about.name,
        about.date,
        tuple(blocks),
        to=f"各有关{about.object}",
        facts=terms_line(about),
        imprint=f"{about.date}印发",
    )
    return letter_page(letter)
