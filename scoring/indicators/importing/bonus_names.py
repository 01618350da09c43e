"""Blocks that their name tells to stand outside the total: 加分项, 扣分项, 奖扣分项目."""

from __future__ import annotations

import re

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.facts import tidy_number
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.reading.wording import fold, squeeze

# 加扣分 counts both ways; a tree keeps bonus and penalty apart.
_BOTH = re.compile(r"^(?:奖扣分|奖惩|加减分|加扣分|奖励扣分|奖罚|附加奖扣)")
_BONUS = re.compile(
    r"^(?:奖扣分|奖惩|加减分|加扣分|奖励扣分|奖罚|附加奖扣|奖励分|附加项|加分项|加分指标|附加分|附加指标|奖励加分|加分)"
)
_PENALTY = re.compile(r"^(?:扣分项|减分项|倒扣|扣分指标|负面清单扣分|减分)")
_LIMIT = re.compile(
    r"\s*[(]\s*(?:最高|最多|上限|不超过|共|计|加|扣|倒扣|减)*\s*(?:加|扣)?\s*(\d{1,3}(?:\.\d{1,2})?)\s*分\s*[)]\s*"
)


def mark_by_name(draft: Draft, log: NoticeLog) -> None:
    """Mark a draft as bonus or penalty where its name says so, with the points in the bracket
    behind it.
    """
    by_name = "bonus" if _BONUS.match(squeeze(draft.name)) else "penalty"
    if draft.kind != "base" or not (by_name == "bonus" or _PENALTY.match(squeeze(draft.name))):
        return
    draft.kind = by_name
    limit = _LIMIT.search(fold(draft.name))
    if limit is not None and not draft.points:
        draft.points = tidy_number(limit.group(1))
        draft.name = (draft.name[: limit.start()] + draft.name[limit.end() :]).strip()
    asked = "，其中的扣分请另设 penalty" if _BOTH.match(squeeze(draft.name)) else ""
    log.add("IMP62", draft.where, f"“{short(draft.name)}”", f"标为 {draft.kind}{asked}")
