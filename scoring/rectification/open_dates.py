"""Dates in the words of a measure that leave their year or day open: 10月1日, 10.1前, 年底, 下周五.

Kept as words they would bind nobody: whoever reads a measure asks for a whole date instead.
"""

from __future__ import annotations

import re
import unicodedata

DATE = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
BEFORE = r"(?:之?以?前|底|初|末|内|上旬|中旬|下旬)"
OPEN_YEAR = re.compile(
    rf"{NUMERAL}月份?\s*{NUMERAL}[日号]"  # 10月1日
    rf"|{NUMERAL}月份?{BEFORE}"  # 10月底
    rf"|(?:月|季度?|旬|周|年){BEFORE}"  # 月底, 年内
    r"|(?:国庆|中秋|春节|元旦|端午|清明|劳动节|五一|十一)(?:节|假期|长假)?(?:之?以?[前后]|期间)"
    r"|(?:本|这|下)(?:周|星期|礼拜)[一二三四五六日天]?|明天|后天|明年"
    rf"|(?<![\d.]){NUMERAL}[./-]\d{{1,2}}[日号]?(?:之?以?前|底|完成|[日号])"  # 10.1前
)
"""What is meant as a date, wherever it stands in a measure, and leaves its year open."""
LEAD = r"(?:限于|限|于|在|至|到|截至|截止|时限|期限|完成时限|完成时间|完成|争取|计划)*[:：]?\s*"
TAIL = r"\s*(?:之?以?前)?\s*(?:完成|办结|到位|止)?"
BARE = re.compile(
    rf"{LEAD}(?:{NUMERAL}月份?|\D{{0,2}}{NUMERAL}[日号]|\d{{1,2}}[./-]\d{{1,2}}[日号]?"
    rf"|(?:\d{{2}}[./年-])\d{{1,2}}[./月-]\d{{1,2}}[日号]?|(?:第|本|下)?[一二三四1-4]?季度"
    rf"|(?:今|本|当|明)年.*|\d{{4}}\s*年?(?:\s*{NUMERAL}\s*月份?)?{BEFORE}?){TAIL}"
)
"""The whole of a bracket that is meant as a date and does not say which day: 10.1, 10月, 26.10.1,
四季度, 2026年底."""
STATED = re.compile(rf"{LEAD}(?P<day>{DATE}|\d{{8}}){TAIL}", re.ASCII)
"""The whole of a bracket that holds a date: 2026-10-15, 限 2026年10月15日前完成."""


def leaves_year_open(text: str) -> bool:
    """Whether a measure that states no whole date says one without its year."""
    # NFKC first: an office types １０月 as readily as 10月.
    return OPEN_YEAR.search(unicodedata.normalize("NFKC", text)) is not None


def means_a_day(text: str) -> bool:
    """Whether what stands in a bracket is meant as a date, though it does not say which day."""
    return BARE.fullmatch(text) is not None or leaves_year_open(text)
