"""Makes the Word templates that ship with the tool: ``python templates/word/make_templates.py``.

The page is that of GB/T 9704-2012 (type area 156 × 225 mm, 22 lines of 28 characters by the document grid); the
headings 一、(黑体) （一）(楷体) 1.(仿宋) stand on Word's own styles. Fields are those of ``docs/word-templates.md``.
The same script gives the same bytes; a test holds the files to it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from building import cell, field, grid, line, para, row, run, shares, table, tag, tag_row
from looks import ACROSS, BAND, HEI, RED, SOFT, WASH
from paper import empty, running, section, written

FOLDER = Path(__file__).resolve().parent


def cover() -> str:
    """Mark, number, title, facts, issuer, date."""
    widths = shares(28, 72, of=130)
    fact = row(cell(widths[0], para("封面要素名", "{{ label }}")), cell(widths[1], para("封面要素", "{{ text }}")))
    space = para("公文顶格")
    return "".join(
        [
            para("封面标注", "{{ mark }}"),
            para("封面文号", "{{ cover.doc_no }}"),
            space * 3,
            tag("{%p for line in title_lines %}"),
            para("封面标题", "{{ line }}"),
            tag("{%p endfor %}"),
            space * 3,
            table(
                widths,
                tag_row("{%tr for label, text in cover.facts %}", widths),
                fact,
                tag_row("{%tr endfor %}", widths),
                style="要素表",
            ),
            space * 2,
            para("封面落款", "{{ cover.issuer }}"),
            para("封面落款", "{{ cover.date }}"),
        ]
    )


def contents() -> str:
    """The contents: a field that is filled when the report is made, and again by Word or WPS."""
    hint = "（目录生成报告时填好；改动正文后在这里点右键，选“更新域”）"
    return para("目录标题", "目　录") + para("目录1", field('TOC \\o "1-3" \\h \\z \\u', hint))


def conclusion() -> str:
    """一、总体结论."""
    boxes = [
        ("总分（现分）", "{{ now.final }}", " 分", "{{ now.grade }}"),
        ("自评分", "{{ tracks[0].final }}", " 分", "{{ tracks[0].grade }}"),
        ("佐证分", "{{ tracks[1].final }}", " 分", "{{ tracks[1].grade }}"),
        (
            "{{ tracks[2].label }}",
            "{{ tracks[2].final or '—' }}",
            "{{ ' 分' if tracks[2].final else '' }}",
            "{{ (tracks[2].grade or tracks[2].gate) if tracks[2].final else '尚未核验' }}",
        ),
        ("完成度", "{{ completeness }}", "", "{{ '可能区间 ' ~ low ~ '～' ~ high if low != high else '全部已评' }}"),
    ]
    widths = shares(1, 1, 1, 1, 1.15)
    cells = [
        cell(
            width,
            para("得分名称", name),
            para(
                "得分数值",
                run(value, colour=RED if at == 0 else ""),
                *([run(unit, size=10.5)] if unit else []),
            ),
            para("得分说明", note),
            middle=False,
        )
        for at, (width, (name, value, unit, note)) in enumerate(zip(widths, boxes, strict=True))
    ]
    veto, term = shares(9, 38, 30, 23), shares(8, 38, 18, 21, 15)
    return "".join(
        [
            para("标题1", "一、总体结论"),
            tag("{%p if faults %}"),
            para("结论框", run("数据有误　", face=HEI, colour=RED), "{{ faults }}"),
            tag("{%p endif %}"),
            para("结论框", run("先看结论　", face=HEI), "{{ conclusion | join('') }}"),
            table(widths, row(*cells), style="得分表"),
            para(
                "说明小字",
                "三个分数各有含义：自评分按填写的事实计算；佐证分只计有效佐证支撑的部分；核验分由核验人员给出。"
                "现分取核验分，未核验的取佐证分。"
                "{{ '分值来源：' ~ basis ~ '，官方未公布各项分值。' if basis != '官方公布' else '分值按官方公布。' }}",
            ),
            figure("strip", "图1　总分、可能区间与等次线"),
            para("标题2", "（一）一票否决"),
            tag("{%p if vetoes %}"),
            grid(
                veto,
                ["编号", "事项", "后果", "情况"],
                tag_row("{%tr for veto in vetoes %}", veto),
                line(
                    veto,
                    "^{{ veto.code }}",
                    "<{{ veto.name }}",
                    "<{{ veto.effect }}",
                    "<{{ ('已触发' ~ ('：' ~ veto.detail if veto.detail else '')) if veto.triggered else '未触发' }}",
                ),
                tag_row("{%tr endfor %}", veto),
            ),
            para("表后"),
            tag("{%p else %}"),
            para("公文正文", "指标体系未设一票否决事项。"),
            tag("{%p endif %}"),
            para("标题2", "（二）创建条件对照"),
            tag("{%p if conditions %}"),
            grid(
                term,
                ["编号", "条件", "要求", "实际", "结论"],
                tag_row("{%tr for item in conditions %}", term),
                line(
                    term,
                    "^{{ item.id }}",
                    "<{{ item.text }}",
                    "^{{ item.required }}",
                    "^{{ item.actual }}",
                    "^{{ '√ 达到' if item.met else '× 未达到' }}",
                ),
                tag_row("{%tr endfor %}", term),
            ),
            para("表后"),
            tag("{%p else %}"),
            para("公文正文", "指标体系未设创建条件。"),
            tag("{%p endif %}"),
            para("标题2", "（三）距离创建条件还差什么"),
            tag("{%p if not unmet %}"),
            para("公文正文", "{{ '各项条件均已达到。' if conditions else '没有可以对照的条件。' }}"),
            tag("{%p endif %}"),
            tag("{%p for item in unmet %}"),
            para(
                "未达到条件",
                run("{{ item.id }}　{{ item.text }}：", face=HEI),
                "要求{{ item.required }}，实际{{ item.actual }}。",
                "{% if item.failing %}未达到的有：{{ item.failing_text }}。{% endif %}",
            ),
            tag("{%p endfor %}"),
        ]
    )


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


def scores() -> str:
    """二、得分情况."""
    total = shares(16, 12, 12, 12, 12, 12, 24)
    figures = [f">{{{{ track.{key} }}}}" for key in ("score", "converted", "bonus", "penalty", "final")]
    remark = "<{{ track.grade }}{{ '。' if track.grade and track.gate else '' }}{{ track.gate }}"
    none = row(
        cell(total[0], para("表格居中", "{{ track.label }}")),
        cell(sum(total[1:]), para("表格居中", "尚未核验"), span=6),
    )
    return "".join(
        [
            para("标题1", "二、得分情况"),
            para("标题2", "（一）总分"),
            grid(
                total,
                ["", "得分", "折算分", "加分", "倒扣", "总分", "等次与说明"],
                tag_row("{%tr for track in tracks %}", total),
                tag_row("{%tr if track.final %}", total),
                line(total, "^{{ track.label }}", *figures, remark),
                tag_row("{%tr else %}", total),
                none,
                tag_row("{%tr endif %}", total),
                tag_row("{%tr endfor %}", total),
            ),
            para(
                "说明小字",
                "应得 {{ applicable }} 分 ＝ 现分 {{ now.score }} 分 ＋ 失分 {{ lost }} 分。"
                "各数由精确值分别四舍五入，末位可能相差 0.01。",
            ),
            para("标题2", "（二）各{{ levels[0] }}得分"),
            figure("bars", "图2　各{{ levels[0] }}现分与应得分"),
            figure("radar", "图3　各{{ levels[0] }}得分率"),
            para("标题2", "（三）得分总表"),
            tag("{%p if depth == 3 %}"),
            score_table(deep=True),
            tag("{%p else %}"),
            score_table(deep=False),
            tag("{%p endif %}"),
            para(
                "说明小字",
                "● 满分　◐ 部分得分　○ 未得分　□ 未评　— 不适用　★ 约束性指标。{{ levels[0] }}一栏为得分率。"
                "折算板块内的指标按板块自身分值列出。",
            ),
        ]
    )


def score_table(*, deep: bool) -> str:
    """Every leaf with its scores, the second level as merged cells where there are three."""
    widths = shares(*((15, 9.5, 27) if deep else (9.5, 42)), 8.2, 8.2, 8.2, 8.2, 8.2, 7.5)
    head = [*(["{{ levels[1] }}"] if deep else []), "编号", "{{ levels[-1] }}"]
    head += ["满分", "自评", "佐证", "核验", "现分", "状态"]
    named = 3 if deep else 2
    figures = ["full", "claimed", "supported", "verified", "current"]

    def summed(label: str, texts: list[str], shade: str) -> str:
        keep = "<w:keepNext/>" if shade == BAND else ""
        first = para("表格文字", run(label, face=HEI), before=keep)
        cells = [cell(sum(widths[:named]), first, span=named, shade=shade)]
        styles_ = ["表格数字"] * 5 + ["表格居中"]
        cells += [
            cell(width, para(style, run(text, face=HEI), before=keep), shade=shade)
            for width, style, text in zip(widths[named:], styles_, texts, strict=True)
        ]
        return row(*cells)

    band = summed(
        "{{ block.label }}",
        [f"{{{{ block.{key} or '—' }}}}" for key in figures] + ["{{ block.rate }}"],
        BAND,
    )
    leaf = [
        "^{{ row.code }}",
        "<{{ row.name }}{{ '★' if row.binding else '' }}",
        ">{{ row.full }}",
        ">{{ '—' if row.state == 'unassessed' else row.claimed }}",
        ">{{ '—' if row.state == 'unassessed' else row.supported }}",
        ">{{ row.verified or '—' }}",
        ">{{ row.current }}",
        "^{{ row.sign }}",
    ]
    body = line(widths[1:], *leaf) if deep else line(widths, *leaf)
    if deep:
        merged = cell(widths[0], para("表格文字", "{% vm %}{{ group.name }}"))
        body = body.replace("</w:trPr>", f"</w:trPr>{merged}", 1)
    totals = ["{{ full }}", "{{ tracks[0].score }}", "{{ tracks[1].score }}", "{{ tracks[2].score or '—' }}"]
    return grid(
        widths,
        head,
        tag_row("{%tr for block in blocks %}", widths),
        tag_row("{%tr if depth > 1 %}", widths),
        band,
        tag_row("{%tr endif %}", widths),
        tag_row("{%tr for group in block.groups %}", widths),
        tag_row("{%tr for row in group.lines %}", widths),
        body,
        tag_row("{%tr endfor %}", widths),
        tag_row("{%tr endfor %}", widths),
        tag_row("{%tr endfor %}", widths),
        summed("合计（基本分）", [*totals, "{{ now.score }}", ""], WASH),
    )


def losses() -> str:
    """三、失分分析."""
    cause, unit, method = shares(16, 11, 11, 62), shares(19, 9, 8, 8, 8, 8, 40), shares(22, 11, 11, 56)
    shared = ["^{{ row.key }}", ">{{ row.lost }}", ">{{ row.share }}", "<{{ row.top }}"]
    keys = ("lost", "unassessed", "standard", "evidence", "inspection")

    def view(widths: list[float], head: list[str], rows: str, cells: list[str], total: list[str]) -> str:
        none = row(cell(sum(widths), para("表格居中", "没有失分"), span=len(widths)))
        last = [line(widths, *total, shade=WASH, bold=True)] if total else []
        return grid(
            widths,
            head,
            tag_row(f"{{%tr for row in {rows} %}}", widths),
            line(widths, *cells),
            tag_row("{%tr else %}", widths),
            none,
            tag_row("{%tr endfor %}", widths),
            *last,
        )

    most = "失分最多的指标"
    return "".join(
        [
            para("标题1", "三、失分分析"),
            para("标题2", "（一）失在哪里"),
            view(cause, ["原因", "失分", "占比", most], "causes", shared, ["^合计", ">{{ lost }}", ">", "<"]),
            para("表后"),
            figure("blocks", "图4　各{{ levels[0] }}失分构成"),
            para("标题2", "（二）谁来负责"),
            para(
                "公文正文",
                "每一分失分都记到牵头单位名下；几个单位共同牵头的平均分担，因此各单位相加等于总失分。",
            ),
            figure("units", "图5　失分较多的单位"),
            view(
                unit,
                ["牵头单位", "失分", "未评", "标准", "佐证", "核验", most],
                "units",
                ["<{{ row.key }}", *(f">{{{{ row.{key} }}}}" for key in keys), "<{{ row.top }}"],
                ["<合计", ">{{ lost }}", ">", ">", ">", ">", "<"],
            ),
            para("表后"),
            para("标题2", "（三）按测评方式看"),
            view(method, ["测评方式", "失分", "占比", most], "methods", shared, []),
            para("表后"),
        ]
    )


def cards() -> str:
    """四、分项自评."""
    widths = shares(12, 88)

    def part(label: str, *paragraphs: str) -> str:
        return row(cell(widths[0], para("表格标签", label), shade=WASH), cell(widths[1], *paragraphs))

    def soft(text: str) -> str:
        return para("表格文字", run(text, colour=SOFT))

    def wanted(condition: str, *rows: str) -> str:
        return "".join([tag_row(f"{{%tr if {condition} %}}", widths), *rows, tag_row("{%tr endif %}", widths)])

    piece = (
        "{{ piece.id }} {{ piece.label }}{% if piece.doc_no %}，{{ piece.doc_no }}{% endif %}，{{ piece.date }}"
        "{% if piece.locate %}，{{ piece.locate }}{% endif %}{% if piece.what %}：{{ piece.what }}{% endif %}"
    )
    evidence = part(
        "佐证",
        tag("{%p for wanted in card.wanted %}"),
        para(
            "表格文字",
            "{{ '√' if wanted.met else '×' }} {{ wanted.name }}",
            run("{% if wanted.terms %}（{{ wanted.terms }}）{% endif %}", colour=SOFT),
        ),
        tag("{%p for piece in wanted.pieces %}"),
        para("佐证条目", piece, run("{% if piece.reason %}［不起作用：{{ piece.reason }}］{% endif %}", colour=RED)),
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
                run("{{ label }} ", colour=SOFT),
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
                "短板",
                tag("{%p for line in card.missing %}"),
                para("表格文字", run("{{ line }}", colour=RED)),
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
            para("标题1", "四、分项自评", before="<w:pageBreakBefore/>"),
            para("公文正文", "本部分逐项说明每个指标的标准、认定、佐证、得分理由和短板。"),
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
    widths = shares(6, 27, 6.5, 13.5, 9, 12, 12, 14, of=ACROSS)
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
        "<{{ '有效' if row.counts else '不起作用' }}{{ '：' ~ row.remark if row.remark else '' }}",
    ]
    # One code below the other: next to each other they would be broken at their points.
    record = line(widths, *texts).replace(para("表格文字", run("")), "".join(proofs))
    return "".join(
        [
            para("标题1", "五、佐证材料目录"),
            para(
                "说明小字",
                "{% for label, value in evidence_counts %}{{ label }} {{ value }}"
                "{{ '。' if loop.last else '，' }}{% endfor %}"
                "{{ coverage_note }}",
            ),
            tag("{%p for picture in pictures.coverage %}"),
            para("图", "{{ picture }}"),
            para(
                "图题", "图6　佐证覆盖图{{ '（' ~ loop.index ~ '/' ~ loop.length ~ '）' if loop.length > 1 else '' }}"
            ),
            tag("{%p endfor %}"),
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
            para("标题1", "六、编制说明"),
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
            para("公文顶格"),
            para("落款", "{{ cover.issuer }}"),
            para("落款", "{{ cover.date }}"),
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
            conclusion(),
            scores(),
            losses(),
            cards(),
            section(kind="oddPage", number='<w:pgNumType w:start="1"/>'),
            catalogue(),
            section(across=True, references=across),
            colophon(),
            section(last=True, references=upright),
        ]
    )
    return written(body, paper, "自评报告")


TEMPLATES: dict[str, Callable[[], bytes]] = {"self.docx": self_assessment}
"""The templates by their files."""


def main() -> int:
    """Writes every template beside this script."""
    for name, build in TEMPLATES.items():
        (FOLDER / name).write_bytes(build())
    return 0


if __name__ == "__main__":
    sys.exit(main())
