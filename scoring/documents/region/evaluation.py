"""评估报告: terms and versions first, who handed in, the whole, block by block, changes, checks,
what is to be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from markupsafe import Markup

from scoring.documents import charts
from scoring.documents.layout import Page
from scoring.documents.region.charts import Dot, dots
from scoring.documents.region.glyphs import printable
from scoring.documents.region.letters import (
    Block,
    RegionLetter,
    heading,
    letter_page,
    note,
    para,
    table,
)
from scoring.documents.region.words import (
    NOT_FINE,
    Material,
    group_rows,
    loss_words,
    overall_sentences,
    rank_table_rows,
    signed,
    signed_percent,
    submission_sentence,
    terms_rows,
)
from scoring.region.figures import IndicatorFigures
from scoring.region.results import weakest
from scoring.values import percent, rounded
from scoring.views.words import chinese_number

WEAKEST, RISEN, LEADS, OF_A_BLOCK = 10, 8, 12, 3
RANK_WIDTHS = (0.07, 0.17, 0.11, 0.12, 0.1, 0.12, 0.31)
RANK_HEADINGS = ("名次", "单位", "得分", "得分率", "等次", "较上轮", "说明")


def evaluation_page(about: Material) -> Page:
    """The evaluation report."""
    drawn: list[Markup] = []
    blocks = [
        *_terms(about),
        *_submissions(about),
        *_whole(about, drawn),
        *_blocks(about, drawn),
        *_changes(about),
        *_checks(about),
        heading("七、工作建议"),
        para("（本节由汇总单位根据以上结果撰写。）"),
    ]
    letter = RegionLetter(
        f"{about.name}{about.round}年度法治政府建设示范指标评估报告"
        if about.round.isdecimal()
        else f"{about.name}评估报告",
        about.round,
        about.name,
        about.date,
        tuple(blocks),
    )
    return letter_page(letter, drawn)


def _terms(about: Material) -> Iterator[Block]:
    yield heading("一、口径和版本")
    yield para(
        f"所有{about.object}的报送都按下列统一口径重新计算，各自写的日期、时间窗、"
        "核验轮次都不作数。"
    )
    yield table(("项目", "内容"), (0.25, 0.75), terms_rows(about))


def _submissions(about: Material) -> Iterator[Block]:
    yield heading("二、报送情况")
    yield para(submission_sentence(about))
    rows = [
        [
            line.name,
            line.verdict,
            str(line.late_days or "—"),
            printable("；".join(line.reasons[:2])) or "—",
        ]
        for line in about.results.lines
        if line.verdict in NOT_FINE
    ]
    if rows:
        yield table(
            ("单位", "结果", "逾期天数", "说明"),
            (0.18, 0.14, 0.12, 0.56),
            rows,
            (1, 2),
            "需要说明的报送",
        )
    yield note("各单位采用的报送及其指纹见汇总表“报送”一页；指纹与回执相同，事后不能更换。")


def _whole(about: Material, drawn: list[Markup]) -> Iterator[Block]:
    yield heading("三、总体结果")
    for sentence in overall_sentences(about):
        yield para(sentence)
    spread = about.ranking.spread
    if spread is not None:
        scores = [
            Dot(county.name, county.score, county.shown)
            for county in about.ranking.rows
            if county.score is not None
        ]
        low, high = min(item.value for item in scores), max(item.value for item in scores)
        drawn.append(dots(scores, low, high, spread.mean, rounded(spread.mean), "得分分布"))
        yield Block("chart", f"得分分布：平均 {rounded(spread.mean)}")
    if groups := group_rows(about):
        headings = ("分组", "个数", "平均", "最高", "最低", "最高的单位")
        yield table(
            headings, (0.2, 0.12, 0.16, 0.16, 0.16, 0.2), groups, (1, 2, 3, 4, 5), "分组情况"
        )
    yield table(RANK_HEADINGS, RANK_WIDTHS, rank_table_rows(about), (0, 2, 3, 4, 5), "得分和名次")
    identity = about.results.identity
    losses = [identity[cause] for cause in ("unassessed", "standard", "evidence", "inspection")]
    yield note(
        f"全部计分单位应得 {rounded(identity['applicable'])} 分 = 现得 "
        f"{rounded(identity['current'])} 分"
        f" + 失分 {rounded(sum(losses, Fraction(0)))} 分（{loss_words(losses)}），精确相等。"
    )


def _blocks(about: Material, drawn: list[Markup]) -> Iterator[Block]:
    yield heading("四、各板块情况")
    scored = [item for item in about.blocks if item.mean is not None]
    bars = [
        charts.Bar(
            about.name_of(item.code),
            item.mean or Fraction(0),
            Fraction(1),
            percent(item.mean or Fraction(0), 2),
            "100%",
            f"失 {rounded(item.lost)}",
        )
        for item in scored
    ]
    drawn.append(charts.bars(bars, "各板块平均得分率"))
    yield Block("chart", "各板块平均得分率")
    for index, item in enumerate(scored, 1):
        yield heading(f"（{chinese_number(index)}）{about.name_of(item.code)}", 2)
        yield para(_block_sentence(about, item))
    by_lost, by_rate = weakest(about.leaves, WEAKEST)
    headings = ("编号", "指标", "平均得分率", "失分合计", "失在哪里")
    widths = (0.1, 0.34, 0.13, 0.12, 0.31)
    yield table(
        headings, widths, [_leaf_row(about, item) for item in by_lost], (0, 2, 3), "失分最多的指标"
    )
    yield table(
        headings,
        widths,
        [_leaf_row(about, item) for item in by_rate],
        (0, 2, 3),
        "平均得分率最低的指标",
    )


def _block_sentence(about: Material, item: IndicatorFigures) -> str:
    tree = about.results.region.tree
    inside = [
        leaf
        for leaf in about.leaves
        if tree.path(leaf.code)[0].code == item.code and leaf.mean is not None
    ]
    low = sorted(inside, key=lambda leaf: leaf.mean or Fraction(0))[:OF_A_BLOCK]
    weak = "；".join(
        f"{about.indicator(leaf.code)}（{percent(leaf.mean or Fraction(0), 2)}）" for leaf in low
    )
    return (
        f"平均得分率 {percent(item.mean or Fraction(0), 2)}，中位数 "
        f"{percent(item.median or Fraction(0), 2)}，"
        f"最低的一成在 {percent(item.p10 or Fraction(0), 2)} 以下；"
        f"共失 {rounded(item.lost)} 分（{loss_words(item.losses)}）。"
        + (f"最弱的指标：{weak}。" if weak else "")
    )


def _leaf_row(about: Material, item: IndicatorFigures) -> list[str]:
    rate = percent(item.mean or Fraction(0), 2)
    return [item.code, about.name_of(item.code), rate, rounded(item.lost), loss_words(item.losses)]


def _changes(about: Material) -> Iterator[Block]:
    yield heading("五、与上一轮比较")
    comparison = about.comparison
    if comparison is None:
        yield para("没有可比的上一轮结果。")
        return
    changed = [item for item in comparison.counties if item.change is not None]
    up = sum((item.change or 0) > 0 for item in changed)
    down = sum((item.change or 0) < 0 for item in changed)
    yield para(
        f"与 {comparison.before} 轮相比，{len(changed)} 个{about.object}有两轮得分：上升 {up} 个，"
        f"下降 {down} 个。"
        + (
            ""
            if comparison.same_tree
            else f"两轮指标体系不同，{len(comparison.incomparable)} 项不可比，没有列入。"
        )
    )
    chosen = [*changed[:RISEN], *[item for item in changed[-RISEN:] if item not in changed[:RISEN]]]
    rows = [
        [
            item.name,
            rounded(item.before or Fraction(0)),
            rounded(item.now or Fraction(0)),
            signed(item.change or Fraction(0)),
            f"{item.rank_before or '—'} → {item.rank_now or '—'}",
        ]
        for item in chosen
    ]
    title = "变化最大的单位" if len(changed) > len(rows) else "各单位的变化"
    yield table(
        ("单位", "上轮", "本轮", "变化", "名次"),
        (0.3, 0.16, 0.16, 0.16, 0.22),
        rows,
        (1, 2, 3, 4),
        title,
    )
    nodes = sorted((item for item in comparison.nodes if item.leaf), key=lambda item: item.change)
    if len(nodes) > 10:
        picked = [*reversed(nodes[-5:]), *reversed(nodes[:5])]
    else:
        picked = list(reversed(nodes))
    rows = [
        [
            item.code,
            item.name,
            percent(item.before, 2),
            percent(item.now, 2),
            signed_percent(item.change),
        ]
        for item in picked
    ]
    headings = ("编号", "指标", "上轮", "本轮", "变化（百分点）")
    yield table(
        headings, (0.1, 0.44, 0.14, 0.14, 0.18), rows, (0, 2, 3, 4), "升降最大的指标（平均得分率）"
    )


def _checks(about: Material) -> Iterator[Block]:
    yield heading("六、核验和佐证")
    found = about.outliers
    if not found.counties:
        yield para("本轮还没有核验；各单位的得分都以佐证为限。")
    else:
        n = sum(item.n for item in found.counties)
        if found.bound is not None:
            bound = f"，低于 {percent(found.bound, 2)} 的标明"
        else:
            bound = ""
        yield para(
            f"核验了 {len(found.counties)} 个{about.object}的 {n} 项指标。"
            f"核验后保留的比例从低到高如下{bound}；只是线索，不是结论。"
        )
        rows = [
            [
                item.name,
                str(item.n),
                rounded(item.claimed),
                rounded(item.verified),
                percent(item.share, 2),
                "明显偏低" if item.stands_out else "",
            ]
            for item in found.counties
        ]
        headings = ("单位", "核验项数", "自评分", "核验分", "保留比例", "说明")
        yield table(headings, (0.26, 0.13, 0.14, 0.14, 0.16, 0.17), rows, (1, 2, 3, 4, 5))
        if found.leaves:
            cuts = "；".join(
                f"{about.indicator(item.code)}（{item.n} 个单位，核减 {rounded(item.cut)} 分）"
                for item in found.leaves[:5]
            )
            yield para(f"核减最多的指标：{cuts}。")
    same = about.alike
    yield para(
        f"登记的佐证共 {same.records} 件。发现 {len(same.found)} "
        f"份文件同时出现在几个{about.object}的登记里（线索）；"
        f"另有上级机关文件 {same.higher} 份、普遍使用的文件 {same.common} 份，没有列入。"
    )
    rows = [
        [
            printable(group.holders[0].title),
            "、".join(dict.fromkeys(item.county for item in group.holders)),
            "、".join(dict.fromkeys(item.indicator for item in group.holders)),
            group.how,
        ]
        for group in same.found[:LEADS]
    ]
    if rows:
        yield table(
            ("文件", "出现在", "用于指标", "怎样相同"), (0.36, 0.3, 0.18, 0.16), rows, (2, 3)
        )
    if len(same.found) > LEADS:
        yield note(f"只列前 {LEADS} 份，其余见 shifan region alike。")
