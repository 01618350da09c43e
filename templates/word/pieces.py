"""Pieces of which several documents are made: cover, contents, charts, boxes of figures, lists of facts, signatures."""

from __future__ import annotations

from building import cell, field, para, row, run, shares, table, tag, tag_row
from looks import RED, TYPE_AREA, WASH


def cover(
    *, facts: str = "cover.facts", issuer: str = "cover.issuer", day: str = "cover.date", subtitle: bool = False
) -> str:
    """Mark, number, title, facts, issuer, date. The number stands only where the fields are those of a ``cover``;
    ``subtitle``: there may be one below the title.
    """
    widths = shares(28, 72, of=130)
    fact = row(cell(widths[0], para("封面要素名", "{{ label }}")), cell(widths[1], para("封面要素", "{{ text }}")))
    space = para("公文顶格")
    return "".join(
        [
            para("封面标注", "{{ mark }}"),
            para("封面文号", "{{ cover.doc_no }}" if facts.startswith("cover.") else ""),
            space * 3,
            title(),
            tag("{%p if subtitle %}") + para("封面副题", "{{ subtitle }}") + tag("{%p endif %}") if subtitle else "",
            space * 3,
            table(
                widths,
                tag_row(f"{{%tr for label, text in {facts} %}}", widths),
                fact,
                tag_row("{%tr endfor %}", widths),
                style="要素表",
            ),
            space * 2,
            para("封面落款", f"{{{{ {issuer} }}}}"),
            para("封面落款", f"{{{{ {day} }}}}"),
        ]
    )


def title() -> str:
    """The title, line by line."""
    return tag("{%p for line in title_lines %}") + para("封面标题", "{{ line }}") + tag("{%p endfor %}")


def contents() -> str:
    """The contents: a field that is filled when the report is made, and again by Word or WPS."""
    hint = "（目录生成报告时填好；改动正文后在这里点右键，选“更新域”）"
    return para("目录标题", "目　录") + para("目录1", field('TOC \\o "1-3" \\h \\z \\u', hint))


def figure(name: str, caption: str) -> str:
    """A chart with its caption, where there is one to draw."""
    return "".join(
        [
            tag(f"{{%p if pictures.{name} %}}"),
            para("图", f"{{{{ pictures.{name} }}}}"),
            para("图题", caption),
            tag("{%p endif %}"),
        ]
    )


def figures(name: str, caption: str) -> str:
    """Charts that are one picture in several pieces, each with the caption and its number."""
    return "".join(
        [
            tag(f"{{%p for picture in pictures.{name} %}}"),
            tag("{%p if picture %}"),
            para("图", "{{ picture }}"),
            para("图题", caption + "{{ '（' ~ loop.index ~ '/' ~ loop.length ~ '）' if loop.length > 1 else '' }}"),
            tag("{%p endif %}"),
            tag("{%p endfor %}"),
        ]
    )


def boxes(count: int, *, of: float = TYPE_AREA, chief: int = -1) -> str:
    """The ``figures`` of a report (label, value, unit, remark) side by side; ``chief``: the one to see first,
    where one is.
    """
    widths = shares(*[1] * count, of=of)
    cells = []
    for at, width in enumerate(widths):
        item = f"figures[{at}]"
        value = para(
            "得分数值",
            run(f"{{{{ {item}[1] or '—' }}}}", colour=RED if at == chief else ""),
            run(f"{{{{ ' ' ~ {item}[2] if {item}[1] and {item}[2] else '' }}}}", size=10.5),
        )
        name, note = para("得分名称", f"{{{{ {item}[0] }}}}"), para("得分说明", f"{{{{ {item}[3] }}}}")
        cells.append(cell(width, name, value, note, middle=False))
    return table(widths, row(*cells), style="得分表")


def facts(pairs: str) -> str:
    """Labels and values below each other."""
    widths = shares(18, 82)
    label = cell(widths[0], para("表格标签", "{{ label }}"), shade=WASH)
    return table(
        widths,
        tag_row(f"{{%tr for label, value in {pairs} %}}", widths),
        row(label, cell(widths[1], para("表格文字", "{{ value }}"))),
        tag_row("{%tr endfor %}", widths),
    )


def signed(issuer: str, day: str, before: str = "") -> str:
    """The name and the date at the end, behind an empty line; ``before`` are further properties of the last line."""
    return "".join(
        [
            para("公文顶格", before="<w:keepNext/>"),
            para("落款", f"{{{{ {issuer} }}}}", before="<w:keepNext/>"),
            para("落款", f"{{{{ {day} }}}}", before=before),
        ]
    )


def seal() -> str:
    """The place of the page for the seal, where one is wanted."""
    return tag("{%p if seal %}") + para("公文正文", "{{ seal }}") + tag("{%p endif %}")
