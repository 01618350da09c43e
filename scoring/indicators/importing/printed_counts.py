"""What a document says of itself, compared with what was read: 共104项, 10个一级指标, (共4项,30分),
总分 100.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.tree import known_points, walk
from scoring.reading.wording import fold, read_number

_NUMBER = r"(\d{1,4}|[一二三四五六七八九十百零两]{1,6})"
_BY_LEVEL = re.compile(
    rf"{_NUMBER}\s*(?:个|项|条|大项|小项)?\s*([一二三])级(?:测评|考核|评价)?指标(?!体系)"
)
_LEVEL_FIRST = re.compile(
    rf"([一二三])级(?:测评|考核|评价)?指标\s*(?:共|有|计|为)?\s*{_NUMBER}\s*(?:个|项|条)"
)
_WHOLE = re.compile(
    rf"(?:共|合计|总计|总共)(?:有|计|分为?|包括|设置?|提出|明确|列出|梳理|安排)?\s*{_NUMBER}\s*(?:个|项|条)(?:具体|重点|工作|年度|主要|考核|测评|评价)*"
    r"(?:指标|任务|内容|事项|措施|举措|工作|要点|标准)?(?=[,，。;；)）、\s]|$)"
)
_WHOLE_LAST = re.compile(
    rf"共(?:有|计|分解|安排|提出|确定|明确|列出|设置?)*(?:具体|重点|工作|年度|主要)*(?:指标|任务|措施|举措|事项|要点)\s*{_NUMBER}\s*(?:个|项|条)"
)
_TOTAL = re.compile(
    r"(?:总分(?:值)?|满分|合计|共计|总计)\s*(?:为|是|:|计)?\s*(\d{2,4}(?:\.\d+)?)\s*分"
)
_CIRCLES = re.compile("[①-⑳]")
# Chapters of 考核细则 beside the scored ones, in the words of their headings.
_NOT_INDICATORS = re.compile(
    r"^(?:考核|考评|测评|评价|评估|评查|检查)?(?:对象|范围|原则|方式|方法|办法|程序|步骤|时间|周期|组织|机构|要求|纪律|内容及方式)(?:及|和|与|$)|"
    r"^(?:组织(?:领导|实施|保障)|工作(?:要求|步骤|目标|机制)|结果(?:运用|应用|使用)|(?:考核|评价)?结果(?:运用|应用|评定|等次)|总体要求|指导思想|"
    r"基本原则|有关要求|目标要求|目的(?:意义)?|附则|其他(?:事项)?|保障措施|等次(?:评定|划分)|考核等次|实施步骤|职责分工)"
)


def without_unscored_sections(roots: list[Draft], log: NoticeLog) -> list[Draft]:
    """Return the roots without chapters on how the assessment is organised, where all the other
    ones carry points.

    考核对象, 组织实施 and such stand beside the scored chapters of 考核细则 and are no indicators.
    Each is reported.
    """
    unscored = [root for root in roots if known_points([root])[0] is None]
    if not unscored or len(unscored) == len(roots):
        return roots
    left_out = [root for root in unscored if _is_organisation(root)]
    for root in left_out:
        log.add("IMP78", root.where, f"“{short(root.name)}”", "未导入")
    return [root for root in roots if root not in left_out]


def _is_organisation(root: Draft) -> bool:
    """Whether a chapter says how the assessment is organised: nobody answers for it."""
    if not _NOT_INDICATORS.match(fold(root.name)):
        return False
    return not any(draft.lead or draft.support for draft in walk([root]))


def check_counts(
    roots: Sequence[Draft], statements: Sequence[tuple[str, str]], log: NoticeLog
) -> None:
    """Report where a count or a total that the document states differs from what was read.

    ``statements`` are the texts around the items, each with its place.
    """
    counts = _level_counts(roots)
    drafts = list(walk(list(roots)))
    known = {*counts, sum(not draft.children for draft in drafts)}
    for text, where in statements:
        folded = fold(text)
        for level, stated in _stated_levels(folded):
            if level <= len(counts) and stated != counts[level - 1]:
                what = f"写明{'一二三'[level - 1]}级指标 {stated} 项，读到 {counts[level - 1]} 项"
                log.add("IMP73", where, what, "照读到的写出")
        for match in _stated_wholes(folded):
            number = read_number(match.group(1))
            if number is not None and number not in known:
                what = f"写明“{match.group().strip()}”，读到 {_told(counts)}"
                log.add("IMP73", where, what, "照读到的写出")
        _check_total(roots, folded, where, log)
    for draft in drafts:
        _check_parts(draft, log)


def _stated_wholes(folded: str) -> list[re.Match[str]]:
    """The counts of a statement that say no level: of all indicators together, or of any level."""
    if _BY_LEVEL.search(folded) or _LEVEL_FIRST.search(folded):
        return []
    return [*_WHOLE.finditer(folded), *_WHOLE_LAST.finditer(folded)]


def _told(counts: Sequence[int]) -> str:
    return "、".join(f"{'一二三'[level]}级 {count} 项" for level, count in enumerate(counts))


def _check_total(roots: Sequence[Draft], text: str, where: str, log: NoticeLog) -> None:
    total, unpointed = known_points([root for root in roots if root.kind == "base"])
    if total is None or unpointed:
        return
    for match in _TOTAL.finditer(text):
        if Decimal(match.group(1)) != total and not re.search(
            r"加分|扣分|奖励", text[max(0, match.start() - 12) : match.end()]
        ):
            log.add("IMP77", where, f"写明“{match.group()}”，读到的合计 {total} 分", "照读到的写出")


def _check_parts(draft: Draft, log: NoticeLog) -> None:
    if not draft.stated_count:
        return
    listed = len(draft.children) or len(_CIRCLES.findall(draft.text))
    if listed and listed != draft.stated_count:
        rule = "IMP73" if draft.children else "IMP79"
        log.add(
            rule,
            draft.where,
            f"“{short(draft.name)}”写明共 {draft.stated_count} 项，读到 {listed} 项",
            "照读到的写出",
        )


def _stated_levels(text: str) -> Iterator[tuple[int, int]]:
    for match in _BY_LEVEL.finditer(text):
        number = read_number(match.group(1))
        if number is not None:
            yield "一二三".index(match.group(2)) + 1, number
    for match in _LEVEL_FIRST.finditer(text):
        number = read_number(match.group(2))
        if number is not None:
            yield "一二三".index(match.group(1)) + 1, number


def _level_counts(roots: Sequence[Draft]) -> list[int]:
    counts = []
    level = list(roots)
    while level:
        counts.append(len(level))
        level = [child for draft in level for child in draft.children]
    return counts
