"""Where in a piece something stands: the pages that a ``locate`` names, and the place as documents
print it.
"""

from __future__ import annotations

import re

from scoring.evidence.model import Evidence
from scoring.values import whole_number

MOST_PAGES = 40
"""Pages that one ``locate`` may name."""
_DIGITS = "零一二三四五六七八九"
_NUMBER = r"(\d{1,5}|[零一二三四五六七八九十百]{1,5})"
_SPAN = rf"{_NUMBER}\s*(?:(?:页\s*)?[-—–~～至到]\s*(?:第\s*)?{_NUMBER}\s*)?"
# Only 第 makes a list of pages of 第3、5页: in 附件2，3页 the first number is that of the annex.
_PAGES = re.compile(rf"第\s*{_SPAN}(?:[、，,和及]\s*{_SPAN})*页|{_SPAN}页")
_SPANS = re.compile(_SPAN)
_LETTER = re.compile(r"\b[Pp]{1,2}\.?\s*(\d{1,5})(?:\s*[-—–~～]\s*(\d{1,5}))?")


def pages_named(locate: str) -> list[int]:
    """The pages that a text names: 第3页, 第三页, 第3、5页, 第2—4页, 第2页至第4页, P3; at most 40."""
    pages: list[int] = []
    spans = [span for match in _PAGES.finditer(locate) for span in _SPANS.findall(match[0])]
    for first, last in [*spans, *_LETTER.findall(locate)]:
        start = _integer(first)
        end = _integer(last) if last else start
        pages += range(start, min(end + 1, start + MOST_PAGES))
    return [page for page in dict.fromkeys(pages) if page > 0][:MOST_PAGES]


def _integer(text: str) -> int:
    """A page number in Arabic digits or Chinese numerals up to 百."""
    number = whole_number(text)
    if number is not None:
        return number
    total = 0
    for part, unit in ((r"([一二三四五六七八九]?)百", 100), (r"([一二三四五六七八九]?)十", 10)):
        match = re.search(part, text)
        if match:
            total += (_DIGITS.index(match[1]) if match[1] else 1) * unit
    ones = re.search(r"[一二三四五六七八九]$", text)
    return total + (_DIGITS.index(ones[0]) if ones else 0)


def place_of(record: Evidence, locate: str | None) -> str:
    """Where a proof stands: in the bound volumes (第3卷第17页), where the piece is bound, and in
    the piece itself.
    """
    if record.bound is None:
        return locate or ""
    pages = pages_named(locate or "")
    cited = record.bound.cite(pages[0] if pages else None)
    if locate:
        return f"{cited}（原件{locate}）"
    return cited
