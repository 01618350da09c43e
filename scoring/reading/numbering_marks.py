"""Outline marks at the beginning of a paragraph: 第一章, 一、, (一), 1., 1.1, (1), ①, 一是 and
their faulty forms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scoring.reading.wording import chinese_to_int, fold
from scoring.values import whole_number

# From the outermost to the innermost; the order of GB/T 9704-2012, 7.3.3, with chapters before and
# circles after it.
ORDER = (
    "chapter",
    "section",
    "cn",
    "pcn",
    "article",
    "num",
    "dotted2",
    "dotted3",
    "dotted4",
    "pnum",
    "circle",
    "first",
    "is",
    "must",
)
LISTING = ("circle", "first", "is", "must")
"""Marks that count inside a text; they make levels only where nothing else does."""
_CN = "[一二三四五六七八九十百零〇两]{1,5}"
_NOT_UNIT = r"(?![\d%‰分年月日时万亿千百个元倍期次项件名人家小天季度])"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: its kind (see ``ORDER``), its number, the mark as published, the text after it.

    ``fault`` tells what is wrong with its form; ``sure`` is false for a bare number that only its
    neighbours can prove.
    """

    kind: str
    value: int
    text: str
    rest: str
    fault: str = ""
    sure: bool = True


_PATTERNS: tuple[tuple[str, re.Pattern[str], str, bool], ...] = tuple(
    (kind, re.compile(pattern), fault, sure)
    for kind, pattern, fault, sure in (
        ("chapter", rf"第\s*({_CN}|\d{{1,3}})\s*[章编](?:\s+|、|:|(?=\S))", "", True),
        ("chapter", rf"第\s*({_CN})\s*部分(?:\s+|、|:|(?=\S))", "", True),
        ("section", rf"第\s*({_CN}|\d{{1,3}})\s*节(?:\s+|、|:|(?=\S))", "", True),
        ("article", rf"第\s*({_CN}|\d{{1,3}})\s*条(?:\s+|、|:|(?=[^款第规的]))", "", True),
        ("first", rf"第\s*({_CN})\s*[,、:]", "", True),
        ("is", rf"({_CN})是", "", True),
        ("must", rf"({_CN})要(?![素件点领旨害塞闻义紧员])", "", True),
        ("cn", rf"({_CN})\s*、", "", True),
        ("pcn", rf"\(\s*({_CN})\s*\)\s*[、.]?", "", True),
        ("cn", rf"({_CN})\s*[,.:;。](?!\d)", "标点不是顿号", True),
        ("pcn", rf"\(\s*({_CN})\s*[、.,]?\s*(?=[^\s)个类种批])", "缺右括号", True),
        ("pcn", rf"({_CN})\s*\)\s*[、.]?", "缺左括号", True),
        ("pcn", rf"[\[{{【]\s*({_CN})\s*[\]}}】)]", "括号不对", True),
        ("dotted4", rf"(\d{{1,3}}(?:[.\-]\d{{1,3}}){{3}})(?:[.、]|\s)*{_NOT_UNIT}(?=\S)", "", True),
        (
            "dotted3",
            rf"([\dⅠ-Ⅻ]{{1,3}}(?:[.\-]\d{{1,3}}){{2}})(?:[.、]|\s)*{_NOT_UNIT}(?=\S)",
            "",
            True,
        ),
        (
            "dotted2",
            rf"([\dⅠ-Ⅻ]{{1,3}}[.\-]\d{{1,2}})(?:[.、]|\s)*{_NOT_UNIT}(?=[^\s.\-])",
            "",
            True,
        ),
        ("num", r"(\d{1,3})\s*[.、](?!\d)", "", True),
        ("pnum", r"\(\s*(\d{1,3})\s*\)\s*[、.]?", "", True),
        ("num", r"(\d{1,3})\s*[,:;·。](?!\d)", "标点不是点号", True),
        ("pnum", r"\(\s*(\d{1,3})\s*[、.,]\s*", "缺右括号", True),
        ("pnum", r"(\d{1,3})\s*\)", "", True),
        ("cn", rf"({_CN})\s+(?=[^\s\d])", "缺顿号", False),
        ("num", rf"(\d{{1,3}})\s+{_NOT_UNIT}(?=[^\s\d.,%a-zA-Z/\-])", "缺点号", False),
        ("num", rf"(\d{{1,3}}){_NOT_UNIT}(?=[\u4e00-\u9fff“《])", "缺点号", False),
        ("cn", rf"({_CN})(?=[\u4e00-\u9fff“《])", "缺顿号", False),
    )
)
_SINGLE = (("pcn", 0x3220, 10), ("circle", 0x2460, 20), ("pnum", 0x2474, 20), ("num", 0x2488, 20))
# 一是 as a mark, but not 一是一 or 是否; 十分 and 一些 begin words and are no bare numbers.
_WORDS = re.compile(
    r"(一些|一切|一定|一般|一方面|一律|一体|一级|一并|一步|一旦|一批|一致|一站|一网|一窗|一件|一次|一把|一是否|十分|百分|千方|"
    r"百姓|万|两个|两法|两高|三项|三个|三级|三定|三公|四个|四位|五个|五定|二级|二是否|七五|八五|九五|十四五|十三五|十五五|一五)"
)


def read_mark(line: str) -> Mark | None:
    """Return the outline mark at the beginning of a paragraph, None where there is none.

    Figures that open a sentence (12.3%, 3.5分, 2023年, 1.5万人) are no marks.
    """
    lead = len(line) - len(line.lstrip())
    body = line[lead:]
    if not body:
        return None
    for kind, first, count in _SINGLE:
        value = ord(body[0]) - first
        if 0 <= value < count:
            rest = body[1:].lstrip("、.． ")
            return Mark(kind, value + 1, body[: len(body) - len(rest)].strip(), rest)
    folded = fold(body)
    for kind, pattern, fault, sure in _PATTERNS:
        match = pattern.match(folded)
        if match is None or (not sure and _WORDS.match(folded)):
            continue
        number = _value(match.group(1))
        if number is None:
            continue
        return Mark(
            kind, number, body[: match.end()].strip(), body[match.end() :].lstrip(), fault, sure
        )
    return None


def _value(text: str) -> int | None:
    last = re.split(r"[.\-]", text)[-1]
    number = whole_number(last)
    if number is None:
        return chinese_to_int(text)
    return number
