"""自评报告: the file, with 分项自评, 佐证材料目录 and 编制说明."""

from __future__ import annotations

from building import cell, grid, line, para, row, run, shares, table, tag, tag_row
from looks import ACROSS, GAP, SOFT, WASH
from paper import empty, running, section, written
from pieces import contents, cover, figures, seal, signed
from self_figures import conclusion, losses, scores
from self_parts import narrative


def cards() -> str:
    """四、分项自评."""
    widths = shares(12, 88)

    def part(label: str, *paragraphs: str) -> str:
        # The first rows stay together, and so do the last: no card leaves a single line on a page.
        name = "表头" if label in {"得分", "标准", "规则", "▲短板"} else "表格标签"
        return row(cell(widths[0], para(name, label), shade=WASH), cell(widths[1], *paragraphs))

    def soft(text: str) -> str:
        return para("表格文字", run(text, colour=SOFT))

    def wanted(condition: str, *rows: str) -> str:
        return "".join([tag_row(f"{{%tr if {condition} %}}", widths), *rows, tag_row("{%tr endif %}", widths)])

    piece = (
        "{{ piece.id }} {{ piece.label }}{% if piece.doc_no %}，{{ piece.doc_no }}{% endif %}，{{ piece.date }}"
        "{% if piece.locate %}，{{ piece.locate }}{% endif %}{% if piece.what %}：{{ piece.what }}{% endif %}"
    )
    flaw = "{% if piece.reason %}［不起作用：{{ piece.reason }}］{% elif piece.doubt %}［{{ piece.doubt }}］{% endif %}"
    evidence = part(
        "佐证",
        tag("{%p for wanted in card.wanted %}"),
        para(
            "表格文字",
            "{{ '√' if wanted.met else '×' }} {{ wanted.name }}",
            run("{% if wanted.terms %}（{{ wanted.terms }}）{% endif %}", colour=SOFT),
        ),
        tag("{%p for piece in wanted.pieces %}"),
        para("佐证条目", piece, run(flaw, colour=GAP)),
        tag("{%p else %}"),
        para("佐证条目", run("没有登记佐证", colour=SOFT)),
        tag("{%p endfor %}"),
        tag("{%p endfor %}"),
    )
    card = table(
        widths,
        part(
            "得分",
            para(
                "表格文字",
                "{% for label, value in card.figures %}",
                run("{{ '' if loop.last else label ~ ' ' }}", colour=SOFT),
                "{{ value }}{{ '' if loop.last else '  ' }}{% endfor %}",
            ),
        ),
        wanted("card.text", part("标准", para("表格文字", "{{ card.text }}"))),
        part(
            "规则",
            para("表格文字", "{{ card.rule }}"),
            tag("{%p if card.marks %}"),
            soft("{{ card.marks }}"),
            tag("{%p endif %}"),
        ),
        part(
            "认定",
            para("表格文字", "{{ card.finding }}"),
            tag("{%p if card.note %}"),
            soft("备注：{{ card.note }}"),
            tag("{%p endif %}"),
            tag("{%p if card.verification %}"),
            para("表格文字", "{{ card.verification }}"),
            tag("{%p endif %}"),
        ),
        part("为什么", para("表格文字", "{{ card.why }}")),
        wanted("card.wanted", evidence),
        wanted(
            "card.missing",
            part(
                "▲短板",
                tag("{%p for line in card.missing %}"),
                para("表格文字", run("{{ line }}", colour=GAP)),
                tag("{%p endfor %}"),
            ),
        ),
        part(
            "责任",
            para("表格文字", "{{ card.owners }}"),
            tag("{%p if card.terms %}"),
            soft("{{ card.terms }}"),
            tag("{%p endif %}"),
        ),
    )
    return "".join(
        [
            para("标题1", "{{ ladder.cards }}、分项自评", before="<w:pageBreakBefore/>"),
            para(
                "公文正文",
                "本部分逐项说明每个指标的标准、认定、佐证、得分理由和短板。"
                "各数由精确值分别四舍五入，末位可能相差 0.01。",
            ),
            tag("{%p for chapter in chapters %}"),
            para("标题2", "（{{ chapter.number }}）{{ chapter.title }}"),
            tag("{%p if chapter.summary %}"),
            para("说明小字", "{{ chapter.summary }}。", before="<w:keepNext/>"),
            tag("{%p endif %}"),
            tag("{%p for group in chapter.groups %}"),
            tag("{%p if group.name %}"),
            para("标题3", "{{ group.number }}. {{ group.name }}"),
            tag("{%p endif %}"),
            tag("{%p for card in group.cards %}"),
            para("标题4", "{{ card.code }}　{{ card.name }}"),
            card,
            tag("{%p endfor %}"),
            tag("{%p endfor %}"),
            tag("{%p endfor %}"),
        ]
    )


def catalogue() -> str:
    """五、佐证材料目录, across."""
    widths = shares(5.5, 28, 6.5, 16, 9, 13, 8, 14, of=ACROSS)
    none = row(cell(sum(widths), para("表格居中", "没有登记佐证"), span=8))
    proofs = [
        tag("{%p for target, code, place in row.proves %}"),
        para("表格文字", "{{ code }}"),
        tag("{%p else %}"),
        para("表格文字"),  # a cell without any paragraph is no cell
        tag("{%p endfor %}"),
    ]
    texts = ["^{{ row.id }}", "<{{ row.label }}", "^{{ row.kind }}", "<{{ row.doc_no }}", "^{{ row.date }}"]
    texts += [
        "<{{ row.issuer }}",
        "<",
        "<{{ row.state }}{{ '：' ~ row.remark if row.remark else '' }}",
    ]
    # One code below the other: next to each other they would be broken at their points.
    record = line(widths, *texts).replace(para("表格文字", run("")), "".join(proofs))
    return "".join(
        [
            para("标题1", "{{ ladder.evidence }}、佐证材料目录"),
            para(
                "说明小字",
                "{% for label, value in evidence_counts %}{{ label }} {{ value }}"
                "{{ '。' if loop.last else '，' }}{% endfor %}"
                "{{ coverage_note }}",
            ),
            figures("coverage", "图6　佐证覆盖图"),
            grid(
                widths,
                ["编号", "题名", "类型", "文号", "日期", "责任者", "指标", "情况"],
                tag_row("{%tr for row in evidence %}", widths),
                record,
                tag_row("{%tr else %}", widths),
                none,
                tag_row("{%tr endfor %}", widths),
            ),
        ]
    )


def colophon() -> str:
    """六、编制说明."""
    widths = shares(24, 76)
    label = cell(widths[0], para("表格标签", "{{ label }}"), shade=WASH)
    return "".join(
        [
            para("标题1", "{{ ladder.colophon }}、编制说明"),
            para(
                "公文正文",
                "本页供核对用：凭以下校验值可以确认本报告出自哪一份指标体系、哪一份认定和哪一批佐证文件。",
            ),
            table(
                widths,
                tag_row("{%tr for label, value in colophon %}", widths),
                row(label, cell(widths[1], para("表格文字", "{{ value }}"))),
                tag_row("{%tr endfor %}", widths),
            ),
            signed("cover.issuer", "cover.date"),
        ]
    )


def self_assessment() -> bytes:
    """自评报告."""
    paper = empty()
    upright, across = running(paper)
    body = "".join(
        [
            cover(),
            section(),
            contents(),
            section(kind="oddPage", number='<w:pgNumType w:fmt="upperRoman" w:start="1"/>', references=upright),
            narrative("first"),
            conclusion(),
            scores(),
            losses(),
            cards(),
            narrative("last"),
            section(kind="oddPage", number='<w:pgNumType w:start="1"/>'),
            catalogue(),
            section(across=True, references=across),
            colophon(),
            seal(),
            section(last=True, references=upright),
        ]
    )
    return written(body, paper, "自评报告")
