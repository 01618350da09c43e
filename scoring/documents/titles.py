"""The lines of a title: words, numbers and brackets stay whole, lines are about equally long.

GB/T 9704-2012 wants the lines of a title whole in meaning, symmetrical and of fitting length. There
is no dictionary here: what may not be parted is known by its form (numbers, document numbers,
brackets) or is a word of this field. Of all ways to break a title the one with the least harm is
taken.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from math import inf

from markupsafe import Markup, escape

TITLE_LINE = 14
"""Characters of full width on a line of the cover."""
_WORDS = """
    自评报告 意见书 评查意见 指标体系 材料目录 整改清单 对照表 一页简报 工作计划 任务分解表 轮次对比 销号单
    交办单 通报 评查标准 实施方案 工作方案 年度报告 情况报告 法治政府建设 示范创建 创建情况 创建条件 模拟评查
    短板整改 佐证材料 整改情况 工作要点 案卷评查 工作计划任务 评查意见书 行政复议 行政处罚 行政执法 行政许可
    依法行政 综合执法 人民政府 办公室 委员会 规范化 工作任务 单项示范 综合示范 领导小组 工作专班 依法治县
    依法治市 依法治区 开发区 法治政府 建设 示范 创建 指标 报告 自评 评查 意见 情况 材料 目录 整改 清单 标准 计划
    任务 工作 案卷 综合 行政 执法 条件 模拟 市县 单项 年度 人员 组织
"""
WORDS = tuple(_WORDS.split())
"""Words of this field; where they overlap, the longer one stays whole."""
_NUMBER = re.compile(r"[〔\[［(（]\d{4}[〕\]］)）]\s?第?\d+号")
_FORMS = re.compile(
    _NUMBER.pattern + r"|《[^《》]{1,12}》|“[^“”]{1,12}”|（[^（）]{1,12}）|\([^()]{1,24}\)"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?|第[\d一二三四五六七八九十]+[号期次批轮]"
    r"|\d[\d.,:/-]*(?:%-\d[\d.,:/-]*)*(?:年度|年|月|日|号|期|次|批|轮|版|%)?"
    # A year behind Latin letters is a form of its own: new2021年度.
    r"|[A-Za-z](?:(?!\d{4}年)[A-Za-z0-9_.@/-])*"
)
_TOKEN = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[A-Za-z])")
"""Where what has no spaces (newA-12B-3) is parted first, if it is longer than a line."""
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,7}?(?:自治区|自治州|自治县|省|市|县|区|州|旗|盟|镇|乡|街道|局|厅|委|办|院|所|队)"
)
_NO_START = "，。、；：！？）》」』〕】］”’…·—%)]}>,.;:!?号的"
_NO_END = "（《「『〔【［“‘([{<第"
_UNPARTED = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?|" + _NUMBER.pattern + r"|（[^（）]{1,6}）")
"""What running text should not part either: a date, a document number, a short bracket."""
_STEP, _LINE, _ALONE = 4, 60, 40
"""What it costs to break between two words, to need one more line, and to leave next to nothing on
a line."""
_NAME, _WORD, _FORM, _NEVER = 150, 2000, 6000, 100_000
"""What it costs to break inside a name, a word, a form, and where no line may end: more than any
line does."""


def title_lines(title: str, longest: int = TITLE_LINE) -> list[str]:
    """A title in lines of at most ``longest`` full-width characters (half-width ones count half).

    Nothing is lost but the space at a break. Only what is itself longer than a line is ever parted.
    """
    title = title.strip()
    if _width(title) <= 2 * longest:
        return [title]
    return list(_lines(title, 2 * longest))


@lru_cache(maxsize=256)
def _lines(title: str, room: int) -> tuple[str, ...]:
    costs = _costs(title, room)
    widths = [0]
    for letter in title:
        widths.append(widths[-1] + _width(letter))
    count = -(-widths[-1] // room)
    even = widths[-1] / count
    # best[at]: the least harm of the lines that end before ``at``, and where the
    # last of them begins.
    # Harm is a float: it only compares ways to break a title.
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(title) + 1):
        found = (inf, end - 1)
        for start in range(end - 1, -1, -1):
            width = widths[end] - widths[start]
            if width > room and start < end - 1:
                break
            harm = (
                best[start][0]
                + costs.get(end, 0)
                + _LINE
                + (width - even) ** 2 / 4
                + (_ALONE if width < 6 else 0)
            )
            if harm < found[0]:
                found = (harm, start)
        best.append(found)
    cuts = [len(title)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return tuple(title[start:end].strip() for start, end in pairwise(reversed(cuts)))


def _costs(title: str, room: int) -> dict[int, int]:
    """What each break costs, by the place of the character that would begin the next line."""
    costs = dict.fromkeys(range(1, len(title)), _NAME)
    for index in (match.end() for match in _PLACE.finditer(title)):
        costs[index] = _STEP
    glued = set(range(1, len(title)))
    for start, end, inside in _pieces(title):
        # The code of an agency and the number behind it are one.
        costs[start], costs[end] = (_FORM if _NUMBER.match(title, start) else _STEP), _STEP
        within = title[start:end]
        if _width(within) <= room:
            costs.update(dict.fromkeys(range(start + 1, end), inside))
        elif within.isascii():
            costs.update(_run_costs(within, start))
            glued.difference_update(range(start + 1, end))
        else:
            costs.update(dict.fromkeys(range(start + 1, end), _NAME))
    for index in range(1, len(title)):
        before, after = title[index - 1], title[index]
        if " " in before + after:
            costs[index] = _STEP
        if after in _NO_START or before in _NO_END:
            costs[index] = _NEVER
        elif index in glued and f"{before}{after}".isascii() and f"{before}{after}".isalnum():
            # Two forms that touch (new2021年度) are parted rather than what is inside either.
            costs[index] = _NEVER if costs[index] > _STEP else _WORD
    return costs


def _run_costs(run: str, start: int) -> dict[int, int]:
    """What breaks cost inside letters and digits without a space, longer than a line."""
    costs = {}
    for index in range(1, len(run)):
        costs[start + index] = _WORD if run[index - 1 : index + 1].isalpha() else _FORM
    for token in _TOKEN.finditer(run):
        costs[start + token.start()] = _NAME
    return costs


def _pieces(title: str) -> list[tuple[int, int, int]]:
    """Where forms and, outside them, words begin and end, and what a break inside costs; none
    overlaps another.
    """
    spans = [(*match.span(), _FORM) for match in _FORMS.finditer(title)]
    taken = {index for start, end, _ in spans for index in range(start, end)}
    for word in sorted(WORDS, key=len, reverse=True):
        for match in re.finditer(word, title):
            if taken.isdisjoint(range(*match.span())):
                spans.append((*match.span(), _WORD))
                taken.update(range(*match.span()))
    return sorted(spans)


def unparted(text: str) -> Markup:
    """The text, escaped, where no line ends inside a date, a document number or a short bracket."""
    markup, last = Markup(), 0
    for match in _UNPARTED.finditer(text):
        markup += escape(text[last : match.start()]) + Markup(
            '<span class="figure">{}</span>'
        ).format(match[0])
        last = match.end()
    return markup + escape(text[last:])


def _width(text: str) -> int:
    """The width in half characters."""
    # From U+2000 on, because quotes and dashes of a Chinese title are of full width as well.
    return sum(1 if ord(letter) < 0x2000 else 2 for letter in text)
