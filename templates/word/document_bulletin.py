"""整改通报: an official letter."""

from __future__ import annotations

from building import grid, line, para, shares, tag, tag_row
from looks import KEEP, TYPE_AREA, twips
from paper import empty, opening, running, section, written
from pieces import signed, title

RIGHT = f'<w:tabs><w:tab w:val="right" w:pos="{twips(TYPE_AREA) - 280}"/></w:tabs>'
"""One character of the 印发栏 stays free on the right, as on the left."""


def bulletin() -> bytes:
    """The letter on the page of a 公文, its tables as wide as the line."""
    paper = empty()
    upright, _ = running(paper, "{{ title }}")
    references = upright + opening(paper)
    # The last demand stays with what is below it: no page holds nothing but the name, the date and who issued it.
    demand = "{{ loop.index }}. {{ text }}"
    body = "".join(
        [
            title(),
            para("期号", "{{ number }}{{ '（' ~ state ~ '）' if state else '' }}"),
            para("公文顶格", "{{ to }}："),
            para("公文正文", "{{ opening }}"),
            para("标题1", "一、总体情况"),
            paragraphs("overview"),
            happened(),
            overdue(),
            ranking(),
            handling(),
            para("标题1", "六、下步要求"),
            tag("{%p for text in demands %}"),
            tag("{%p if loop.last %}"),
            para("公文正文", demand, before=KEEP),
            tag("{%p else %}"),
            para("公文正文", demand),
            tag("{%p endif %}"),
            tag("{%p endfor %}"),
            signed("issuer", "date", before="<w:keepNext/>"),
            tag("{%p if imprint %}"),
            para("印发栏", "　{{ issuer }}", "<w:r><w:tab/></w:r>", "{{ imprint }}", before=RIGHT),
            tag("{%p endif %}"),
            section(last=True, references=references, first=True),
        ]
    )
    return written(body, paper, "整改通报")


def paragraphs(texts: str) -> str:
    """One paragraph for each text of a list."""
    return tag(f"{{%p for text in {texts} %}}") + para("公文正文", "{{ text }}") + tag("{%p endfor %}")


def happened() -> str:
    """二、本期进展: what was new, submitted, closed, returned, reopened; many items of one kind as a table by unit."""
    heads, widths = ["牵头单位", "个数", "问题类别", "指标和事项"], shares(22, 7, 25, 46)
    return "".join(
        [
            para("标题1", "二、本期进展"),
            tag("{%p for part in happened %}"),
            para("标题2", "（{{ part.number }}）{{ part.heading }}"),
            paragraphs("part.lines"),
            tag("{%p if part.rows %}"),
            rows(widths, heads, "part.rows", "<^<<"),
            para("表后"),
            tag("{%p endif %}"),
            tag("{%p endfor %}"),
        ]
    )


def rows(widths: list[float], heads: list[str], name: str, cells: str) -> str:
    """A table of ready rows; ``cells`` holds the sign of each column, as :func:`building.line` takes them."""
    texts = [f"{sign}{{{{ row[{at}] }}}}" for at, sign in enumerate(cells)]
    return grid(
        widths,
        heads,
        tag_row(f"{{%tr for row in {name} %}}", widths),
        line(widths, *texts),
        tag_row("{%tr endfor %}", widths),
    )


def overdue() -> str:
    """三、逾期问题."""
    heads = ["编号", "指标", "问题", "牵头单位", "责任人", "时限", "逾期"]
    widths = shares(12.5, 12, 58.5, 28, 13, 19.5, 12.5)
    return "".join(
        [
            para("标题1", "三、逾期问题"),
            para("公文正文", "{{ overdue_opening }}"),
            tag("{%p if overdue %}"),
            rows(widths, heads, "overdue", "^^<<^^^"),
            para("表后"),
            tag("{%p endif %}"),
        ]
    )


def ranking() -> str:
    """四、单位排名."""
    heads = ["名次", "单位", "事项", "已销号", "销号率", "未销号", "逾期", "新增", "申报", "销号", "退回"]
    widths = shares(9.8, 46, 9.8, 13.2, 15.2, 13.2, 9.8, 9.8, 9.8, 9.8, 9.8)
    return "".join(
        [
            para("标题1", "四、单位排名"),
            rows(widths, heads, "ranking", "^<^^^^^^^^^"),
            para(
                "说明小字",
                "{{ ranking_note }}",
            ),
        ]
    )


def handling() -> str:
    """五、约谈和移交."""
    heads, widths = ["处理", "单位", "问题类别", "次数", "事项和责任人"], shares(10, 34, 22, 24, 66)
    return "".join(
        [
            para("标题1", "五、约谈和移交"),
            paragraphs("handling"),
            tag("{%p if notices %}"),
            rows(widths, heads, "notices", "^<^^<"),
            para("表后"),
            tag("{%p endif %}"),
        ]
    )
