"""评查意见书: cover, contents, six parts, a card for each opinion, and room to write and sign."""

from __future__ import annotations

from building import cell, grid, line, para, row, run, shares, table, tag, tag_row
from looks import HEI, RED, SOFT, WASH
from paper import empty, running, section, written
from pieces import boxes, contents, cover, facts, signed

STRATA = ["层", "共几项", "抽中", "已核验"]
MINUS = " | replace('-', '−')"


def inspection() -> bytes:
    """The opinion."""
    paper = empty()
    upright, _ = running(paper, "{{ title }}")
    body = "".join(
        [
            cover(facts="facts", issuer="issuer", day="date", subtitle=True),
            section(),
            contents(),
            section(kind="oddPage", number='<w:pgNumType w:fmt="upperRoman" w:start="1"/>', references=upright),
            basis(),
            process(),
            results(),
            cuts(),
            untrue(),
            estimate(),
            cards(),
            open_matters(),
            signatures(),
            section(kind="oddPage", number='<w:pgNumType w:start="1"/>', references=upright, last=True),
        ]
    )
    return written(body, paper, "评查意见书")


def listed(widths: list[float], heads: list[str], name: str, *columns: str | list[str]) -> str:
    """A table with a row for each ``row`` of a list; a column is a text with its sign, or ready paragraphs."""
    signs = {"<": "表格文字", "^": "表格居中", ">": "表格数字"}
    cells = [
        cell(width, *([para(signs[item[0]], item[1:])] if isinstance(item, str) else item))
        for width, item in zip(widths, columns, strict=True)
    ]
    opened, closed = tag_row(f"{{%tr for row in {name} %}}", widths), tag_row("{%tr endfor %}", widths)
    return grid(widths, heads, opened, row(*cells), closed)


def either(condition: str, there: str, nothing: str) -> str:
    """What stands where there is something, else a sentence."""
    return "".join(
        [tag(f"{{%p if {condition} %}}"), there, tag("{%p else %}"), para("公文正文", nothing), tag("{%p endif %}")]
    )


def strata(name: str, heads: list[str], widths: list[float]) -> str:
    """The strata of a draw, ready as rows."""
    return listed(widths, heads, name, "<{{ row[0] }}", *(f"^{{{{ row[{at}] }}}}" for at in range(1, len(heads))))


def basis() -> str:
    """一、评查依据和范围."""
    callout = para("结论框", run("数据有误　", face=HEI, colour=RED), "{{ faults }}")
    rounds = listed(
        shares(22, 14, 18, 22, 24),
        ["轮次", "种类", "评估日", "评查人员", "评出"],
        "rounds",
        "<{{ row.id }}",
        "^{{ row.kind }}",
        "^{{ row.date }}",
        "<{{ row.who }}",
        "^{{ row.count }}",
    )
    drawn = "轮次 {{ sample.round }} 的抽样记录。凭种子和名册校验值，任何人都能抽出同样的样本。"
    return "".join(
        [
            para("标题1", "一、评查依据和范围"),
            tag("{%p if faults %}") + callout + tag("{%p endif %}"),
            para("结论框", run("先看结论　", face=HEI), "{{ statement | join('') }}"),
            boxes(5, chief=3),
            para("小节标题", "（一）评查依据"),
            facts("basis"),
            para("表后"),
            para("小节标题", "（二）核验轮次"),
            rounds,
            para("表后"),
            para("小节标题", "（三）抽样"),
            tag("{%p for sample in samples %}"),
            para("说明小字", drawn, before="<w:keepNext/>"),
            facts("sample.facts"),
            para("表后"),
            strata("sample.strata", STRATA, shares(46, 18, 18, 18)),
            para("表后"),
            tag("{%p else %}"),
            para("公文正文", "没有抽样记录，按核验轮次所列的指标核验。"),
            tag("{%p endfor %}"),
        ]
    )


def process() -> str:
    """二、评查方法和过程."""
    visits = listed(
        shares(27, 31, 24, 18),
        ["地点", "访谈、抽考的对象", "指标", "评查人员"],
        "visits",
        *(f"<{{{{ row.{key} }}}}" for key in ("place", "people", "indicators", "who")),
    )
    nothing = "评查记录里没有写到过的地点和访谈、抽考的对象。"
    return "".join(
        [
            para("标题1", "二、评查方法和过程"),
            tag("{%p for text in process %}") + para("公文正文", "{{ text }}") + tag("{%p endfor %}"),
            either("visits", visits + para("表后"), nothing),
        ]
    )


def results() -> str:
    """三、评查结果: the scores by block."""
    widths = shares(7.5, 34.5, 18, 10, 10, 10, 10)
    scores = ["claimed", "supported", "verified", "change"]
    kind = "{{ '（加分）' if row.kind == 'bonus' else '（倒扣）' if row.kind == 'penalty' else '' }}"
    total = row(
        cell(sum(widths[:2]), para("表格文字", run("{{ total.name }}", face=HEI)), span=2, shade=WASH),
        cell(widths[2], para("表格居中", run("{{ total.inspected }}", face=HEI)), shade=WASH),
        *(
            cell(width, para("表格数字", run(f"{{{{ total.{key}{MINUS} or '—' }}}}", face=HEI)), shade=WASH)
            for width, key in zip(widths[3:], scores, strict=True)
        ),
    )
    shown = ["^{{ row.code }}", "<{{ row.name }}" + kind, "^{{ row.inspected }}"]
    return "".join(
        [
            para("标题1", "三、评查结果"),
            para("小节标题", "（一）得分"),
            grid(
                widths,
                ["编号", "指标", "已核验／应核验", "自评", "佐证", "核验", "相差"],
                tag_row("{%tr for row in results %}", widths),
                line(widths, *shown, *(f">{{{{ row.{key}{MINUS} or '—' }}}}" for key in scores)),
                tag_row("{%tr endfor %}", widths),
                total,
            ),
            para(
                "说明小字",
                "自评、佐证两栏只计已核验的和按规定计分的不适用指标；相差是核验分减自评分。"
                "核验认定不实的佐证，在认定的指标上不再支撑佐证分。",
            ),
            tag("{%p if whole %}"),
            para("公文正文", "{{ track }}：" + told("whole", "")),
            tag("{%p endif %}"),
            para("公文正文", "意见：" + told("opinions", " 项")),
        ]
    )


def told(pairs: str, unit: str) -> str:
    """Labels with their values as one sentence."""
    return (
        f"{{% for label, value in {pairs} %}}{{{{ label }}}}{{{{ '' if label.endswith('）') else ' ' }}}}"
        f"{{{{ value{MINUS} }}}}{unit}"
        "{{ '。' if loop.last else '，' }}{% endfor %}"
    )


def cuts() -> str:
    """（二）核减的指标和理由."""
    reason = [para("表格文字", "{{ row.reason }}"), para("表格文字", run("{{ row.causes }}", colour=SOFT))]
    mark = [
        tag("{%p if row.dispute %}"),
        para("表格居中", run("{{ row.dispute }}", bold=True)),
        tag("{%p else %}"),
        tag("{%p endif %}"),
    ]
    there = listed(
        shares(8.5, 22, 8, 8, 8, 34.5, 11),
        ["编号", "指标", "自评", "核验", "核减", "理由和失分构成", "意见"],
        "cuts",
        "^{{ row.code }}",
        "<{{ row.name }}",
        ">{{ row.claimed }}",
        ">{{ row.verified }}",
        ">{{ row.cut }}",
        reason,
        [para("表格居中", "{{ row.opinion }}"), *mark],
    )
    note = "从核减多的到少的；核减是自评分减核验分，折算板块内的指标按板块自身分值列出。"
    return para("小节标题", "（二）核减的指标和理由") + either(
        "cuts", there + para("说明小字", note), "没有核减的指标。"
    )


def untrue() -> str:
    """（三）不实佐证."""
    there = listed(
        shares(9, 24, 24, 12, 31),
        ["佐证", "名称", "认定于", "扣分", "还用在（应逐项复核）"],
        "untrue",
        "^{{ row.id }}",
        "<{{ row.label }}",
        "<{{ row.indicator }}",
        "^{{ row.penalty }}",
        "<{{ row.elsewhere }}",
    )
    note = "同一件佐证用在别的指标上的，那些指标的得分没有自动改变，由评查人员复核后认定。"
    return para("小节标题", "（三）不实佐证") + either("untrue", there + para("说明小字", note), "没有认定不实的佐证。")


def estimate() -> str:
    """（四）推算, where the sample allows one."""
    heads = [*STRATA, "核验分与佐证分之比", "推算所用比例"]
    return "".join(
        [
            tag("{%p if estimate %}"),
            para("小节标题", "（四）推算（不是核验分）"),
            tag("{%p for text in estimate.lines %}") + para("公文正文", "{{ text }}") + tag("{%p endfor %}"),
            strata("estimate.strata", heads, shares(48, 8, 8, 8, 15, 13)),
            para("说明小字", "{{ estimate.notes | join('') }}"),
            tag("{%p endif %}"),
        ]
    )


def cards() -> str:
    """四、逐项评查意见."""
    return "".join(
        [
            para("标题1", "四、逐项评查意见", before="<w:pageBreakBefore/>"),
            tag("{%p for chapter in chapters %}"),
            para("标题2", "（{{ chapter.number }}）{{ chapter.title }}"),
            tag("{%p for card in chapter.cards %}"),
            para("标题4", "{{ card.code }}　{{ card.name }}"),
            card(),
            tag("{%p endfor %}"),
            tag("{%p else %}"),
            para("公文正文", "还没有评出分数的指标。"),
            tag("{%p endfor %}"),
        ]
    )


def card() -> str:
    """The table of one opinion."""
    widths = shares(13, 87)

    def part(label: str, *paragraphs: str, keep: bool = False) -> str:
        # The first rows stay together, and so do the last: no card leaves a single line on a page.
        name = para("表头" if keep else "表格标签", label)
        return row(cell(widths[0], name, shade=WASH), cell(widths[1], *paragraphs))

    def text(value: str, colour: str = "") -> str:
        return para("表格文字", run(value, colour=colour))

    def wanted(condition: str, value: str, colour: str = "") -> str:
        return tag(f"{{%p if {condition} %}}") + text(value, colour) + tag("{%p endif %}")

    figures = para(
        "表格文字",
        "{% for label, value in card.figures %}",
        run("{{ '' if label.endswith('）') else label ~ ' ' }}", colour=SOFT),
        "{{ label if label.endswith('）') else '' }}",
        f"{{{{ value{MINUS} }}}}{{{{ '' if loop.last else '　' }}}}{{% endfor %}}",
    )
    piece = "{{ piece.id }} {{ piece.label }}{{ '，' ~ piece.doc_no if piece.doc_no else '' }}"
    piece += "{{ '，' ~ piece.date if piece.date else '' }}"
    own = "{{ '' if card.reason in card.why else '　' ~ card.reason }}"
    opinion = para("表格文字", run("{{ card.opinion }}", bold=True), own)
    return table(
        widths,
        part("评分", figures, keep=True),
        part(
            "标准",
            wanted("card.text", "{{ card.text }}"),
            text("{{ card.rule }}"),
            wanted("card.marks", "{{ card.marks }}", SOFT),
            keep=True,
        ),
        part("自评", text("{{ card.claim }}")),
        part(
            "查阅佐证",
            tag("{%p for piece in card.opened %}"),
            para("表格文字", piece, run("{{ '［核实为不实］' if piece.untrue else '' }}", colour=RED)),
            tag("{%p else %}"),
            text("没有写查阅了哪些佐证", SOFT),
            tag("{%p endfor %}"),
            wanted("card.others", "{{ card.others }}", SOFT),
        ),
        part(
            "核验",
            wanted("card.found", "{{ card.found }}"),
            text("{{ card.why }}"),
            wanted("card.spot", "{{ card.spot }}"),
        ),
        part(
            "意见",
            opinion,
            wanted("card.note and card.note != card.reason", "备注：{{ card.note }}", SOFT),
            wanted("card.dispute", "{{ card.dispute }}"),
            keep=True,
        ),
        part("评查", text("{{ card.who }}")),
    )


def open_matters() -> str:
    """五、需要仲裁和无法核实的事项."""
    limit = "{% if limit %}评查人员的核验分相差超过 {{ limit }}的，需要仲裁。{% endif %}{{ precedence }}"
    views = [tag("{%p for view in row.views %}"), para("表格文字", "{{ view }}"), tag("{%p else %}")]
    disputes = listed(
        shares(8.5, 22, 41.5, 12, 16),
        ["编号", "指标", "各方评分和理由", "相差", "处理"],
        "disputes",
        "^{{ row.code }}",
        "<{{ row.name }}",
        [*views, para("表格文字", ""), tag("{%p endfor %}")],
        "^{{ row.spread }}",
        "<{{ row.state }}",
    )
    unverified = listed(
        shares(8.5, 24, 18, 14, 35.5),
        ["编号", "指标", "轮次", "评查人员", "情况"],
        "open",
        "^{{ row.code }}",
        *(f"<{{{{ row.{key} }}}}" for key in ("name", "round", "who", "text")),
    )
    return "".join(
        [
            para("标题1", "五、需要仲裁和无法核实的事项"),
            para("小节标题", "（一）评分不一致的事项"),
            tag("{%p if limit or precedence %}") + para("说明小字", limit) + tag("{%p endif %}"),
            either("disputes", disputes + para("表后"), "各评查人员没有不一致的评分。"),
            para("小节标题", "（二）无法核实和没有评完的事项"),
            either("open", unverified + para("表后"), "没有。"),
        ]
    )


def signatures() -> str:
    """六、意见和签字."""
    opinion, pair = shares(34, 122), shares(34, 44, 34, 44)

    def label(width: float, text: str) -> str:
        # All of it on one page, with its heading: what is signed is not torn apart.
        return cell(width, para("表格标签", run(text, size=12), before="<w:keepNext/>"), shade=WASH)

    def place(width: float, condition: str) -> str:
        text = f"{{{{ '年　　月　　日' if {condition} else '' }}}}"
        return cell(width, para("表格数字", run(text, colour=SOFT, size=10.5)), low=True)

    return "".join(
        [
            para("标题1", "六、意见和签字"),
            table(
                opinion,
                *(
                    row(label(opinion[0], text), cell(opinion[1], para("表格文字", "")), height=34)
                    for text in ("评查组意见", "被评查单位意见")
                ),
            ),
            para("表后", before="<w:keepNext/>"),
            table(
                pair,
                tag_row("{%tr for first, second in signing %}", pair),
                row(
                    label(pair[0], "{{ first }}"),
                    place(pair[1], "first"),
                    label(pair[2], "{{ second }}"),
                    place(pair[3], "second"),
                    height=15,
                ),
                tag_row("{%tr endfor %}", pair),
            ),
            signed("issuer", "date"),
        ]
    )
