"""评估报告: terms and versions first, who handed in, the whole, block by block, changes, checks,
what is to be done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from markupsafe import Markup

from scoring.documents import charts
from scoring.documents.layout import Page
from scoring.documents.region.charts import Dot, dots
from scoring.documents.region.letter_tables import (
    COUNTY_CHANGES,
    GROUPS,
    KEPT_SHARES,
    NODE_CHANGES,
    REMARKED,
    SAME_FILES,
    TERMS,
    rank_table,
    weak_table,
)
from scoring.documents.region.letters import (
    Block,
    RegionLetter,
    heading,
    letter_page,
    note,
    para,
    table,
    table_of,
)
from scoring.documents.region.words import (
    NOT_FINE,
    Material,
    groups_of,
    loss_words,
    most_changed,
    overall_sentences,
    submission_sentence,
    terms_rows,
)
from scoring.region.figures import IndicatorFigures
from scoring.region.history import CountyChange
from scoring.region.leads import Alike, Outliers
from scoring.region.results import weakest
from scoring.values import format_fixed, percent
from scoring.views.figures import percent_text
from scoring.views.words import chinese_number

WEAKEST, RISEN, LEADS, OF_A_BLOCK = 10, 8, 12, 3
ZERO = Fraction(0)


def evaluation_page(about: Material) -> Page:
    """The evaluation report."""
    # Charts are drawn where their sentence is written, and laid out in the order of their blocks.
    drawn: list[Markup] = []
    blocks = [
        # Terms and versions before any figure: without them no two
        # reports can be compared.
        *_terms(about),
        *_submissions(about),
        *_whole(about, drawn),
        *_blocks(about, drawn),
        *_changes(about),
        *_checks(about),
        # What is recommended is for the office to say; figures alone recommend nothing.
        heading("七、工作建议"),
        para("（本节由汇总单位根据以上结果撰写。）"),
    ]
    title = f"{about.name}评估报告"
    if about.round.isdecimal():
        title = f"{about.name}{about.round}年度法治政府建设示范指标评估报告"
    letter = RegionLetter(title, about.round, about.name, about.date, tuple(blocks))
    return letter_page(letter, drawn)


def _terms(about: Material) -> Iterator[Block]:
    yield heading("一、口径和版本")
    yield para(
        f"所有{about.object}的报送都按下列统一口径重新计算，各自写的日期、时间窗、"
        "核验轮次都不作数。"
    )
    yield table(TERMS, terms_rows(about))


def _submissions(about: Material) -> Iterator[Block]:
    yield heading("二、报送情况")
    yield para(submission_sentence(about))
    remarked = [line for line in about.results.lines if line.verdict in NOT_FINE]
    if remarked:
        yield table_of(REMARKED, remarked, "需要说明的报送")
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
        values = [item.value for item in scores]
        average = format_fixed(spread.mean)
        drawn.append(dots(scores, min(values), max(values), spread.mean, average, "得分分布"))
        yield Block("chart", f"得分分布：平均 {average}")
    if groups := groups_of(about):
        yield table_of(GROUPS, groups, "分组情况")
    yield rank_table(about)
    yield note(_identity_note(about))


def _identity_note(about: Material) -> str:
    """That nothing is lost between the counties and the sums over all of them."""
    identity = about.results.identity
    losses = [identity[cause] for cause in ("unassessed", "standard", "evidence", "inspection")]
    return (
        f"全部计分单位应得 {format_fixed(identity['applicable'])} 分 = 现得 "
        f"{format_fixed(identity['current'])} 分"
        f" + 失分 {format_fixed(sum(losses, ZERO))} 分（{loss_words(losses)}），精确相等。"
    )


def _blocks(about: Material, drawn: list[Markup]) -> Iterator[Block]:
    yield heading("四、各板块情况")
    scored = [item for item in about.blocks if item.mean is not None]
    bars = [
        charts.Bar(
            about.name_of(item.code),
            item.mean or ZERO,
            Fraction(1),
            percent_text(item.mean),
            "100%",
            f"失 {format_fixed(item.lost)}",
        )
        for item in scored
    ]
    if bars:
        drawn.append(charts.bars(bars, "各板块平均得分率"))
        yield Block("chart", "各板块平均得分率")
    for index, item in enumerate(scored, 1):
        yield heading(f"（{chinese_number(index)}）{about.name_of(item.code)}", 2)
        yield para(_block_sentence(about, item))
    by_lost, by_rate = weakest(about.leaves, WEAKEST)
    yield weak_table(about, by_lost, "失分最多的指标")
    yield weak_table(about, by_rate, "平均得分率最低的指标")


def _block_sentence(about: Material, item: IndicatorFigures) -> str:
    """One block: its rates, what is lost in it, and its weakest indicators."""
    weakest_first = sorted(_lossy_inside(about, item.code), key=lambda leaf: leaf.mean or ZERO)
    weak = "；".join(
        f"{about.indicator(leaf.code)}（{percent_text(leaf.mean)}）"
        for leaf in weakest_first[:OF_A_BLOCK]
    )
    tail = f"最弱的指标：{weak}。" if weak else ""
    return (
        f"平均得分率 {percent_text(item.mean)}，中位数 {percent_text(item.median)}，"
        f"最低的一成在 {percent_text(item.p10)} 以下；"
        f"共失 {format_fixed(item.lost)} 分（{loss_words(item.losses)}）。{tail}"
    )


def _lossy_inside(about: Material, block: str) -> list[IndicatorFigures]:
    """The leaves of a block that apply to some county and are not at full mark everywhere."""
    tree = about.results.region.tree
    return [
        leaf
        for leaf in about.leaves
        if leaf.mean is not None and leaf.mean < 1 and tree.path(leaf.code)[0].code == block
    ]


def _changes(about: Material) -> Iterator[Block]:
    yield heading("五、与上一轮比较")
    comparison = about.comparison
    if comparison is None:
        yield para("没有可比的上一轮结果。")
        return
    both = [(item, item.change) for item in comparison.counties if item.change is not None]
    up = sum(change > 0 for _, change in both)
    down = sum(change < 0 for _, change in both)
    apart = ""
    if not comparison.same_tree:
        apart = f"两轮指标体系不同，{len(comparison.incomparable)} 项不可比，没有列入。"
    yield para(
        f"与 {comparison.before} 轮相比，{len(both)} 个{about.object}有两轮得分：上升 {up} 个，"
        f"下降 {down} 个。{apart}"
    )
    chosen = _both_ends([item for item, _ in both])
    title = "变化最大的单位" if len(both) > len(chosen) else "各单位的变化"
    yield table_of(COUNTY_CHANGES, chosen, title)
    yield table_of(NODE_CHANGES, most_changed(comparison), "升降最大的指标（平均得分率）")


def _both_ends(counties: Sequence[CountyChange]) -> list[CountyChange]:
    """The first and the last of a list in order of change, each once."""
    first = [*counties[:RISEN]]
    return [*first, *(item for item in counties[-RISEN:] if item not in first)]


def _checks(about: Material) -> Iterator[Block]:
    yield heading("六、核验和佐证")
    yield from _verified(about, about.outliers)
    yield from _same_files(about, about.alike)


def _verified(about: Material, found: Outliers) -> Iterator[Block]:
    if not found.counties:
        yield para("本轮还没有核验；各单位的得分都以佐证为限。")
        return
    bound = f"，低于 {percent(found.bound, 2)} 的标明" if found.bound is not None else ""
    yield para(
        f"核验了 {len(found.counties)} 个{about.object}的 "
        f"{sum(item.n for item in found.counties)} 项指标。"
        f"核验后保留的比例从低到高如下{bound}；只是线索，不是结论。"
    )
    yield table_of(KEPT_SHARES, found.counties)
    if found.leaves:
        cuts = "；".join(
            f"{about.indicator(item.code)}（{item.n} 个单位，核减 {format_fixed(item.cut)} 分）"
            for item in found.leaves[:5]
        )
        yield para(f"核减最多的指标：{cuts}。")


def _same_files(about: Material, same: Alike) -> Iterator[Block]:
    yield para(
        f"登记的佐证共 {same.records} 件。发现 {len(same.found)} "
        f"份文件同时出现在几个{about.object}的登记里（线索）；"
        f"另有上级机关文件 {same.higher} 份、普遍使用的文件 {same.common} 份，没有列入。"
    )
    if same.found:
        yield table_of(SAME_FILES, same.found[:LEADS])
    if len(same.found) > LEADS:
        yield note(f"只列前 {LEADS} 份，其余见 shifan region alike。")
