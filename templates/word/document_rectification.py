"""短板整改清单: one wide table behind its figures and its chart, on pages across."""

from __future__ import annotations

from building import cell, grid, para, row, run, shares, tag, tag_row
from looks import ACROSS, BAND, HEI, RED, SOFT
from paper import empty, opening, running, section, written
from pieces import boxes, figure, figures, seal, title

HEADS = ["序号", "指标", "问题", "失分\n原因", "整改措施", "牵头单位", "责任人", "时限", "进展", "状态\n销号"]
SHARES = (5, 10.3, 15.5, 6, 17.4, 11, 5.2, 7.8, 14, 7.8)


def rectification() -> bytes:
    """The list, across from its first page."""
    paper = empty()
    _, across = running(paper, "{{ title }}")
    references = across + opening(paper)
    facts = "{% for label, value in facts %}{{ label }}：{{ value }}　{% endfor %}{{ issuer }}　{{ date }}"
    colours = (
        "{% for name, count in colours %}{{ name | replace('　', ' ') }} {{ count }}"
        "{{ '' if loop.last else '　' }}{% endfor %}"
    )
    body = "".join(
        [
            title(),
            para("说明小字", facts),
            boxes(5, of=ACROSS),
            para("表后"),
            tag("{%p if colours %}"),
            para("说明小字", colours),
            tag("{%p endif %}"),
            figure("progress", "图1　各周末的整改进度（个）"),
            *only("weeks_note and pictures.progress", para("说明小字", "{{ weeks_note }}")),
            items(),
            para("说明小字", "{{ legend }}"),
            figures("gantt", "图2　整改事项和措施的计划与实际"),
            tag("{%p if gantt_note and pictures.gantt[0] %}"),
            para("说明小字", "{{ gantt_note }}"),
            tag("{%p endif %}"),
            seal(),
            section(last=True, across=True, references=references, first=True),
        ]
    )
    return written(body, paper, "短板整改清单")


def items() -> str:
    """Every item below the band of its block."""
    widths = shares(*SHARES, of=ACROSS)
    count = "　{{ block.lines | length }} 个{{ '，清单所列失分 ' ~ block.lost ~ ' 分' if block.lost else '' }}"
    name = para(
        "表格文字",
        run("{{ block.code }} {{ block.name }}", face=HEI),
        run(count, colour=SOFT),
        before="<w:keepNext/>",
    )
    none = row(cell(sum(widths), para("表格居中", "整改清单是空的"), span=len(widths)))
    return grid(
        widths,
        HEADS,
        tag_row("{%tr for block in blocks %}", widths),
        row(cell(sum(widths), name, span=len(widths), shade=BAND)),
        tag_row("{%tr for row in block.lines %}", widths),
        item(widths),
        tag_row("{%tr endfor %}", widths),
        tag_row("{%tr else %}", widths),
        none,
        tag_row("{%tr endfor %}", widths),
    )


def only(condition: str, *paragraphs: str) -> list[str]:
    """Paragraphs that stand where something does."""
    return [tag(f"{{%p if {condition} %}}"), *paragraphs, tag("{%p endif %}")]


def item(widths: list[float]) -> str:
    """The row of one item."""

    def middle(text: str, colour: str = "") -> str:
        return para("表格居中", run(f"{{{{ {text} }}}}", colour=colour))

    measure = (
        "{{ loop.index ~ '. ' if row.measures | length > 1 else '' }}{{ measure.text }}"
        "{{ '（' ~ measure.due ~ '）' if measure.due and measure.due != row.due else '' }}"
        "{{ '（' ~ measure.done ~ ' 完成）' if measure.done else '' }}"
    )
    tone = para(
        "表格居中",
        run("{{ row.colour if row.tone == 'red' else '' }}", face=HEI, colour=RED),
        run("{{ row.colour if row.tone != 'red' else '' }}", face=HEI),
    )
    columns = [
        [middle("row.number"), middle("row.id", SOFT)],
        [para("表格文字", "{{ row.code }} {{ row.indicator }}")],
        [para("表格文字", "{{ row.problem }}")],
        [middle("row.lost or '—'"), middle("row.cause")],
        # A cell without any paragraph would be a fault of the file.
        [
            tag("{%p for measure in row.measures %}"),
            para("表格文字", measure),
            tag("{%p else %}"),
            para("表格文字", ""),
            tag("{%p endfor %}"),
        ],
        [
            para("表格文字", "{{ row.lead }}"),
            *only("row.support", para("表格文字", run("责任单位：{{ row.support }}", colour=SOFT))),
        ],
        [middle("row.person")],
        [
            middle("row.due"),
            *only("row.first_due", para("表格居中", run("原 {{ row.first_due }}", colour=SOFT, size=8))),
        ],
        [
            para("表格文字", "{{ row.progress }}"),
            tag("{%p for flag in row.flags %}"),
            para("表格文字", run("{{ flag }}", colour=RED)),
            tag("{%p endfor %}"),
        ],
        [
            middle("row.status"),
            *only("row.colour", tone),
            *only("row.late", middle("row.late")),
            *only("row.closed", middle("row.closed")),
        ],
    ]
    return row(*(cell(width, *texts) for width, texts in zip(widths, columns, strict=True)))
