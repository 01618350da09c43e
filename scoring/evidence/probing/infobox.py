"""The box of fields that government sites print above a document: 索引号, 发布机构, 文号, 成文日期
and their like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = ("发文字号", "发文文号", "文号", "字号")
_ISSUER = ("发布机构", "发文机关", "制发机关", "发布机关", "发文单位", "公开责任部门", "发布单位")
_WRITTEN = ("成文日期", "成文时间", "发文日期", "印发日期", "签发日期", "生成日期")
_OTHER = (
    "索引号", "主题分类", "主题词", "发布日期", "公开日期", "发布时间", "有效性", "效力状态", "公文种类", "体裁分类",
    "组配分类", "名称", "标题", "生效日期", "废止日期", "关键词", "内容概述", "信息来源", "来源", "统一登记号",
    "公开方式",
)  # fmt: skip
_ALL = "|".join(sorted((*_NUMBER, *_ISSUER, *_WRITTEN, *_OTHER), key=len, reverse=True))
# A label stands at the beginning or after a gap; its value reaches to the next label or to the end
# of the line.
_FIELD = re.compile(rf"(?:^|(?<=\s))({_ALL})\s*[:：]?\s*(\S.*?)?(?=\s+(?:{_ALL})(?:\s|[:：])|\s*$)")
_LINES = 25


@dataclass(frozen=True, slots=True)
class InfoBox:
    """The fields that matter, empty where the box does not have them, and the lines (from 0) that
    belong to it.
    """

    doc_no: str = ""
    issuer: str = ""
    written: str = ""
    lines: frozenset[int] = frozenset()


def read_box(lines: Sequence[str]) -> InfoBox:
    """Read the box; one needs two labels at least, so that a single word of the text makes none."""
    fields: dict[str, str] = {}
    places: set[int] = set()
    for index, line in enumerate(lines[:_LINES]):
        for match in _FIELD.finditer(line[:300].strip()):
            if match.group(2):
                fields.setdefault(match.group(1), match.group(2).strip())
                places.add(index)
    if len(fields) < 2 or not {*_NUMBER, *_ISSUER, *_WRITTEN, "索引号"} & fields.keys():
        return InfoBox()

    def first(names: Sequence[str]) -> str:
        return next((fields[name] for name in names if name in fields), "")

    return InfoBox(first(_NUMBER), first(_ISSUER), first(_WRITTEN), frozenset(places))
