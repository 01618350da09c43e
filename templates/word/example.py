"""A small template of an office's own: how texts, loops and rows of a table are filled in. It makes
a 整改通报.
"""

from __future__ import annotations

from building import grid, line, para, shares, tag, tag_row
from paper import KINDS, Running, empty, written


def example() -> bytes:
    """A letter: title, number, paragraphs, a table of what is overdue, the signature."""
    paper = empty()
    widths = shares(12, 24, 28, 20, 16)
    heads = ["编号", "指标", "问题", "牵头单位", "时限"]
    cells = ("^{{ row[0] }}", "<{{ row[1] }}", "<{{ row[2] }}", "<{{ row[3] }}", "^{{ row[5] }}")
    body = [
        para("封面标题", "{{ title }}"),
        para("期号", "{{ number }}{{ '（' ~ state ~ '）' if state else '' }}"),
        para("公文顶格", "{{ to }}："),
        para("公文正文", "{{ opening }}"),
        para("标题1", "一、总体情况"),
        tag("{%p for text in overview %}"),
        para("公文正文", "{{ text }}"),
        tag("{%p endfor %}"),
        para("标题1", "二、逾期问题"),
        para("公文正文", "{{ overdue_opening }}"),
        tag("{%p if overdue %}"),
        grid(
            widths, heads, tag_row("{%tr for row in overdue %}", widths), line(widths, *cells),
            tag_row("{%tr endfor %}", widths),
        ),
        para("表后"),
        tag("{%p endif %}"),
        para("标题1", "三、下步要求"),
        tag("{%p for text in demands %}"),
        para("公文正文", "{{ loop.index }}. {{ text }}"),
        tag("{%p endfor %}"),
        para("落款", "{{ issuer }}", before="<w:keepNext/>"),
        para("落款", "{{ date }}"),
    ]  # fmt: skip
    kind = KINDS["公文"]
    return written(
        "".join([*body, kind.properties(Running(paper).references(kind))]), paper, "整改通报"
    )
