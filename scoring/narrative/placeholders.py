"""Names in braces that stand in a text for a figure of the report: ``{总分}``, also in full-width
braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

PLACEHOLDERS: Mapping[str, str] = {
    "总分": "现分的总分",
    "自评分": "自评分的总分",
    "佐证分": "佐证分的总分",
    "核验分": "核验分的总分；没有核验的，印“尚未核验”",
    "等次": "总分的等次；体系没有等次的，印“未设等次”",
    "满分": "基本分的满分",
    "应得分": "去掉不适用以后的应得分",
    "失分": "失分合计",
    "未评失分": "其中还没有评的",
    "标准失分": "其中标准未达到的",
    "佐证失分": "其中佐证不足的",
    "核验失分": "其中核验扣减的",
    "最低分": "未评的都得0分时的总分",
    "最高分": "未评的都得满分时的总分",
    "完成度": "已评的分值占应得分的比例",
    "指标数": "计分的指标有几项",
    "短板数": "有失分的指标有几项",
    "条件数": "创建条件有几项",
    "达到条件数": "其中达到几项",
    "未达到条件数": "其中未达到几项",
    "佐证件数": "登记的佐证有几件",
    "有效佐证件数": "其中起作用的几件",
    "整改事项数": "整改清单里的事项有几个",
    "已销号数": "其中已销号几个",
    "评估日期": "轮次的评估日期",
}
"""Every name that a text may use, with what it stands for. Names are part of the file format."""
_BRACED = re.compile(r"[{｛]+\s*([^{}｛｝\s]{1,20})\s*[}｝]+")


def unknown(text: str) -> Iterator[str]:
    """The names in braces that stand for nothing."""
    return (found[1] for found in _BRACED.finditer(text) if found[1] not in PLACEHOLDERS)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its figures. A name that stands for nothing stays as it is written: it is told
    as a problem.
    """
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)
