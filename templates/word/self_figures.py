"""自评报告, the parts of figures: 总体结论, 得分情况, 失分分析."""

from __future__ import annotations

from building import cell, grid, line, para, row, run, shares, table, tag, tag_row
from looks import BAND, HEI, RED, WASH
from pieces import figure


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
        ("完成度", "{{ completeness }}", "", "{{ '可能区间 ' ~ span if span else '全部已评' }}"),
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
    veto, term, lacking = shares(9, 38, 30, 23), shares(8, 38, 18, 21, 15), shares(8, 27, 65)
    return "".join(
        [
            para("标题1", "{{ ladder.conclusion }}、总体结论"),
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
                    "<{{ veto.state ~ ('：' ~ veto.detail if veto.detail else '') }}",
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
            para("标题2", "（三）未达到的条件"),
            tag("{%p if not unmet %}"),
            para("公文正文", "{{ '各项条件均已达到。' if conditions else '没有可以对照的条件。' }}"),
            tag("{%p endif %}"),
            tag("{%p if unmet %}"),
            grid(
                lacking,
                ["编号", "条件", "未达到的指标、事项"],
                tag_row("{%tr for item in unmet %}", lacking),
                line(
                    lacking,
                    "^{{ item.id }}",
                    "<{{ item.text }}",
                    "<{{ item.failing_text or '要求 ' ~ item.required ~ '，实际 ' ~ item.actual }}",
                ),
                tag_row("{%tr endfor %}", lacking),
            ),
            para("表后"),
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
            para("标题1", "{{ ladder.scores }}、得分情况"),
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
            tag("{%p if bonus_note %}"),
            para("说明小字", "{{ bonus_note }}"),
            tag("{%p endif %}"),
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
                "折算板块内的指标按板块自身分值列出。{{ score_notes | join('') }}",
            ),
        ]
    )


def score_table(*, deep: bool) -> str:
    """Every leaf with its scores, the second level as merged cells where there are three."""
    widths = shares(*((14, 9.5, 24.5) if deep else (9.5, 38.5)), 7.5, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5)
    head = [*(["{{ levels[1] }}"] if deep else []), "编号", "{{ levels[-1] }}"]
    head += ["满分", "应得", "自评", "佐证", "核验", "现分", "状态"]
    named = 3 if deep else 2
    figures = ["full", "earnable", "claimed", "supported", "verified", "current"]

    def summed(label: str, texts: list[str], shade: str) -> str:
        keep = "<w:keepNext/>" if shade == BAND else ""
        first = para("表格文字", run(label, face=HEI), before=keep)
        cells = [cell(sum(widths[:named]), first, span=named, shade=shade)]
        styles_ = ["表格数字"] * 6 + ["表格居中"]
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
        ">{{ row.earnable }}",
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
    totals = [
        "{{ full }}",
        "{{ applicable }}",
        "{{ tracks[0].score }}",
        "{{ tracks[1].score }}",
        "{{ tracks[2].score or '—' }}",
    ]
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
            para("标题1", "{{ ladder.losses }}、失分分析"),
            para("标题2", "（一）失分构成"),
            view(cause, ["原因", "失分", "占比", most], "causes", shared, ["^合计", ">{{ lost }}", ">", "<"]),
            para("表后"),
            figure("blocks", "图4　各{{ levels[0] }}失分构成"),
            para("标题2", "（二）牵头单位失分"),
            para(
                "公文正文",
                "每一分失分都记到牵头单位名下；几个单位共同牵头的平均分担，因此各单位相加等于总失分。",
            ),
            view(
                unit,
                ["牵头单位", "失分", "未评", "标准", "佐证", "核验", most],
                "units",
                ["<{{ row.key }}", *(f">{{{{ row.{key} }}}}" for key in keys), "<{{ row.top }}"],
                ["<合计", ">{{ lost }}", ">", ">", ">", ">", "<"],
            ),
            para("表后"),
            figure("units", "图5　失分较多的单位"),
            para("标题2", "（三）测评方式失分"),
            view(method, ["测评方式", "失分", "占比", most], "methods", shared, []),
            para("表后"),
        ]
    )
