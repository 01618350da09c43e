"""自评报告, the parts that the office writes itself: sub-headings, paragraphs and tables in its order."""

from __future__ import annotations

import re

from building import cell, para, row, run, shares, table, tag
from looks import KAI, RED, WASH


def narrative(place: str) -> str:
    """The parts of one ``place``, first or last."""
    heading = "{%p if item.kind == 'heading' and item.level == LEVEL %}"
    ladder = [
        [tag(heading.replace("LEVEL", str(level))), para(f"标题{level}", "{{ item.number }}{{ item.text }}")]
        for level in (2, 3)
    ]
    return "".join(
        [
            tag(f"{{%p for part in parts if part.place == '{place}' %}}"),
            *_heading(place),
            tag("{%p if part.fault %}"),
            para("结论框", run("正文没有印出　", colour=RED), "{{ part.fault }}。"),
            tag("{%p endif %}"),
            tag("{%p for item in part.passages %}"),
            *(piece + tag("{%p endif %}") for piece in map("".join, ladder)),
            tag("{%p if item.kind == 'heading' and item.level == 4 %}"),
            # The style of the fourth level is that of a card's head.
            para("公文正文", "{{ item.number }}{{ item.text }}", before="<w:keepNext/>"),
            tag("{%p endif %}"),
            tag("{%p if item.kind == 'text' %}"),
            para(
                "公文正文",
                run("{{ item.number ~ item.lead if item.lead and item.level == 2 else '' }}", face=KAI),
                "{{ '' if item.lead and item.level == 2 else item.number ~ item.lead }}{{ item.text }}",
            ),
            tag("{%p endif %}"),
            tag("{%p if item.kind == 'table' %}"),
            para("表后"),
            _table(),
            para("表后"),
            tag("{%p endif %}"),
            tag("{%p endfor %}"),
            tag("{%p endfor %}"),
        ]
    )


def _heading(place: str) -> list[str]:
    """The heading of a part; the first of the last ones begins a new page, as in print."""
    text = "{{ part.number }}、{{ part.title }}"
    if place == "first":
        return [para("标题1", text)]
    apart = para("标题1", text, before="<w:pageBreakBefore/>")
    return [tag("{%p if loop.first %}"), apart, tag("{%p else %}"), para("标题1", text), tag("{%p endif %}")]


def _table() -> str:
    """A table of as many columns as the text has; the first of several rows is its head."""
    widths = shares(1)

    def cells(style: str, shade: str) -> str:
        return "".join(
            [
                cell(widths[0], para("控制行", "{%tc for text, span in line %}")),
                cell(widths[0], para(style, "{% colspan span %}{{ text }}"), shade=shade),
                cell(widths[0], para("控制行", "{%tc endfor %}")),
            ]
        )

    def tag_line(text: str) -> str:
        return row(cell(widths[0], para("控制行", text)))

    made = table(
        widths,
        tag_line("{%tr for line in item.rows[:1] if item.rows | length > 1 %}"),
        row(cells("表头", WASH), head=True),
        tag_line("{%tr endfor %}"),
        tag_line("{%tr for line in item.rows[1:] or item.rows %}"),
        row(cells("表格文字", "")),
        tag_line("{%tr endfor %}"),
    )
    # Columns by what stands in them: how many there are is known only when the template is filled.
    made = made.replace('<w:tblLayout w:type="fixed"/>', '<w:tblLayout w:type="autofit"/>')
    return re.sub(r'<w:tcW w:w="\d+" w:type="dxa"/>', '<w:tcW w:w="0" w:type="auto"/>', made)
