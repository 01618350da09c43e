"""What kind of document a file holds: indicators, a plan, scoring rules; or a report, a speech,
several texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scoring.indicators.importing.clauses import has_clause
from scoring.indicators.importing.outline_lines import Line, SeriesIndex
from scoring.indicators.importing.titles import looks_like_title
from scoring.reading.numbering_marks import LISTING, ORDER
from scoring.reading.wording import fold

NAMES = {
    "indicators": "指标体系",
    "rules": "考核细则",
    "points": "工作要点",
    "plan": "方案计划",
    "report": "总结报告",
    "speech": "讲话",
    "several": "几篇文稿",
}
UNFIT = ("report", "speech", "several")
"""Kinds that hold no indicators of their own; they are read, but not called fit."""

_BY_TITLE = (
    ("speech", re.compile(r"(?:讲话|致辞|发言)(?:稿|摘要|提纲|要点|整理)?(?:[(][^()]{1,20}[)])?$")),
    (
        "report",
        re.compile(
            r"(?:报告|总结|汇报|情况通报|述职述法|工作回顾)(?:材料|稿)?(?:[(][^()]{1,20}[)])?$"
        ),
    ),
    ("rules", re.compile(r"考核|考评|评分|评查|测评|评价(?:标准|细则|办法)|绩效评价|计分")),
    ("indicators", re.compile(r"指标")),
    ("points", re.compile(r"要点")),
    ("plan", re.compile(r"计划|方案|安排|任务|分工|清单|规划|纲要|措施|举措|意见|台账")),
)
_REPORT_SIGNS = (
    re.compile(r"(?:现将|将).{0,40}(?:情况|工作)(?:报告|汇报|总结|通报)如下"),
    re.compile(
        r"(?:主要|工作)?(?:措施|做法|成效|亮点)(?:及|和|与)?(?:成效|做法|措施|亮点)?$|取得的?(?:主要)?成效"
    ),
    re.compile(r"存在的?(?:主要|突出)?(?:问题|不足|困难)"),
    re.compile(
        r"下一?步(?:的)?(?:工作)?(?:打算|安排|计划|思路|重点|措施)|(?:今后|明年)(?:的)?(?:工作)?(?:打算|安排|思路)"
    ),
)
_SPEECH_SIGNS = (
    re.compile(r"^(?:同志们|各位(?:领导|同志|代表|委员))"),
    re.compile(r"^会议(?:强调|指出|要求|认为)"),
    re.compile(r"(?:讲|提|谈)\s*(?:[一二两三四五六几]|\d)\s*点(?:意见|要求|看法)"),
)
_SALUTATION = re.compile(
    r"^(?:同志们|各位\S{0,12}|同学们|尊敬的\S{0,12}|会议(?:强调|指出|要求|认为)|主持人\S{0,8})\s*[:,!]?$"
)
# What a report plans is no fact of the past year, so deadlines in it are deadlines.
_AHEAD = re.compile(r"下一?步|打算|今后|努力方向|(?:明年|来年|新一年)")
_SCORED = re.compile(
    r"[(]\s*(?:共\d+[项条],?\s*)?\d+(?:\.\d+)?\s*分\s*[)]|[得扣]\s*\d+(?:\.\d+)?\s*分"
)
# One or two lines with points stand in every notice.
_ENOUGH_SCORED = 3
_MAX_DOCUMENTS = 200
_LOOKED_AT = 2000
"""Lines that tell the kind of a document; a longer one has shown it by then."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several documents in a file: its title, the place of its first line, and its lines."""

    title: str
    where: str
    lines: list[Line]


def kind_of(title: str, lines: Sequence[Line]) -> str:
    """Return the kind of a document of numbered paragraphs, a key of ``NAMES``; "" where nothing
    tells it.

    A text that hands out work (责任单位:…) is no report, whatever its title says.
    """
    name = fold(title).strip("》《 ")
    by_title = next((kind for kind, pattern in _BY_TITLE if pattern.search(name)), "")
    lines = lines[:_LOOKED_AT]
    handed_out = sum(has_clause(line.text) for line in lines) >= 2
    if by_title in ("report", "speech"):
        if not handed_out:
            return by_title
        return "plan"
    if by_title not in ("", "plan"):
        return by_title
    if _is_scored(lines):
        return "rules"
    if handed_out:
        return by_title or "plan"
    return _by_signs(lines, by_title)


def _is_scored(lines: Sequence[Line]) -> bool:
    """Whether most lines say what earns or costs points."""
    scored = sum(bool(_SCORED.search(fold(line.text))) for line in lines)
    return scored >= _ENOUGH_SCORED and scored * 4 >= len(lines)


def _by_signs(lines: Sequence[Line], by_title: str) -> str:
    """The kind by how the lines begin, else by the title."""
    heads = [_head_of(line) for line in lines]
    if _signs_in(heads, _SPEECH_SIGNS) >= 2:
        return "speech"
    if not by_title and _signs_in(heads, _REPORT_SIGNS) >= 2:
        return "report"
    return by_title


def _head_of(line: Line) -> str:
    """The beginning of a line without its number."""
    if line.mark:
        text = line.mark.rest
    else:
        text = line.text
    return fold(text).strip("。:; ")[:80]


def _signs_in(heads: Sequence[str], signs: Sequence[re.Pattern[str]]) -> int:
    """How many of the signs some line begins with."""
    return sum(any(sign.search(head) for head in heads) for sign in signs)


def looks_ahead(heading: str) -> bool:
    """Say whether a heading of a report opens what is planned (下一步工作打算), not what was
    done.
    """
    return bool(_AHEAD.search(heading))


def split_documents(lines: list[Line]) -> list[Part]:
    """Return the documents of a file one after another; one part where the file is one document.

    A new one begins at a title behind items of the one before, where a salutation follows or the
    headings begin again from one.
    """
    outer = _outermost(lines)
    index = SeriesIndex(lines)
    # A file is one document until a title behind items says otherwise.
    starts = [0]
    has_items = False
    outer_since = False
    for place, line in enumerate(lines):
        if line.mark is not None:
            has_items |= line.mark.sure
            outer_since |= line.mark.kind == outer
            continue
        if not has_items or not _is_head(line.text):
            continue
        restarts = outer_since and _begins_again(index, outer, place)
        if restarts or _greets(lines, place):
            starts.append(place)
            has_items = outer_since = False
    parts = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        head = _own_head(lines[start:end])
        parts.append(Part(head.text.strip(), head.where, lines[start:end]))
    return parts[:_MAX_DOCUMENTS]


def _outermost(lines: Sequence[Line]) -> str:
    """The outermost kind of number that surely opens items, "" where there is none."""
    kinds = {line.mark.kind for line in lines if line.mark is not None and line.mark.sure}
    return min(kinds.difference(LISTING), key=ORDER.index, default="")


def _begins_again(index: SeriesIndex, kind: str, place: int) -> bool:
    """Whether the next heading of the kind is number one."""
    following = index.following(kind, place) if kind else None
    return following is not None and following.value == 1


def _own_head(lines: list[Line]) -> Line:
    """Return the title line of a part: the last one before its items, behind the name of a
    collection.
    """
    head = lines[0]
    for line in lines[:40]:
        if line.mark is not None and line.mark.sure:
            break
        if line.mark is None and _is_head(line.text):
            head = line
    return head


def _is_head(text: str) -> bool:
    line = text.strip()
    return (
        len(line) >= 6
        and looks_like_title(line)
        and not has_clause(line)
        and not line.startswith("附件")
    )


def _greets(lines: list[Line], place: int) -> bool:
    return any(_SALUTATION.match(fold(line.text).strip()) for line in lines[place + 1 : place + 4])
