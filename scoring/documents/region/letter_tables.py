"""The tables of the evaluation report and of the two bulletins: their columns and what stands in
them. Shares of the page are in percent.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from scoring.documents.region.glyphs import printable
from scoring.documents.region.letters import Block, table_of
from scoring.documents.region.rank_listing import marked
from scoring.documents.region.words import Material, loss_words
from scoring.region.figures import IndicatorFigures
from scoring.region.leads import SameFile
from scoring.region.results import County
from scoring.values import format_fixed, percent
from scoring.views.figures import percent_text, score_text, signed, signed_points
from scoring.views.sheet import Column

TERMS = (Column("项目", share=25), Column("内容", share=75))
GROUPS = (
    Column("分组", share=20, cell=attrgetter("name")),
    Column("个数", share=12, centre=True, cell=lambda group: str(group.size)),
    Column("平均", share=16, centre=True, cell=lambda group: format_fixed(group.mean)),
    Column("最高", share=16, centre=True, cell=lambda group: format_fixed(group.highest)),
    Column("最低", share=16, centre=True, cell=lambda group: format_fixed(group.lowest)),
    Column("最高的单位", share=20, centre=True, cell=attrgetter("best")),
)
REMARKED = (
    Column("单位", share=18, cell=attrgetter("name")),
    Column("结果", share=14, centre=True, cell=attrgetter("verdict")),
    Column("逾期天数", share=12, centre=True, cell=lambda line: str(line.late_days or "—")),
    # Reasons quote what counties wrote: a sign that our faces lack must not stop the report.
    Column("说明", share=56, cell=lambda line: printable("；".join(line.reasons[:2])) or "—"),
)
SUBMISSIONS = (
    Column("编码", share=13, centre=True, cell=attrgetter("code")),
    Column("单位", share=22, cell=attrgetter("name")),
    Column("结果", share=15, centre=True, cell=attrgetter("verdict")),
    Column("第几次", share=10, centre=True, cell=lambda line: str(line.n or "—")),
    Column("收到", share=18, centre=True, cell=lambda line: line.received or "—"),
    Column("逾期天数", share=12, centre=True, cell=lambda line: str(line.late_days or "—")),
    Column("问题", share=10, centre=True, cell=lambda line: str(line.problems or "—")),
)
COUNTY_CHANGES = (
    Column("单位", share=30, cell=attrgetter("name")),
    Column("上轮", share=16, centre=True, cell=lambda item: score_text(item.before)),
    Column("本轮", share=16, centre=True, cell=lambda item: score_text(item.now)),
    Column("变化", share=16, centre=True, cell=lambda item: signed(item.change)),
    Column(
        "名次",
        share=22,
        centre=True,
        cell=lambda item: f"{item.rank_before or '—'} → {item.rank_now or '—'}",
    ),
)
NODE_CHANGES = (
    Column("编号", share=10, centre=True, cell=attrgetter("code")),
    Column("指标", share=44, cell=attrgetter("name")),
    Column("上轮", share=14, centre=True, cell=lambda item: percent(item.before, 2)),
    Column("本轮", share=14, centre=True, cell=lambda item: percent(item.now, 2)),
    Column("变化（百分点）", share=18, centre=True, cell=lambda item: signed_points(item.change)),
)
KEPT_SHARES = (
    Column("单位", share=26, cell=attrgetter("name")),
    Column("核验项数", share=13, centre=True, cell=lambda item: str(item.n)),
    Column("自评分", share=14, centre=True, cell=lambda item: format_fixed(item.claimed)),
    Column("核验分", share=14, centre=True, cell=lambda item: format_fixed(item.verified)),
    Column("保留比例", share=16, centre=True, cell=lambda item: percent(item.share, 2)),
    Column("说明", share=17, centre=True, cell=lambda item: "明显偏低" if item.stands_out else ""),
)
SAME_FILES = (
    Column("文件", share=36, cell=lambda group: printable(group.holders[0].title)),
    Column("出现在", share=30, cell=lambda group: _each(group, "county")),
    Column("用于指标", share=18, centre=True, cell=lambda group: _each(group, "indicator")),
    Column("怎样相同", share=16, centre=True, cell=attrgetter("how")),
)


def _each(group: SameFile, name: str) -> str:
    return "、".join(dict.fromkeys(getattr(holder, name) for holder in group.holders))


def rank_table(about: Material) -> Block:
    """The ranking, with the change against the round before where there is one."""
    before = about.comparison.counties if about.comparison else ()
    changes = {item.code: item.change for item in before}

    def change(county: County) -> str:
        value = changes.get(county.code)
        return "—" if value is None else signed(value)

    columns = (
        Column("名次", share=7, centre=True, cell=lambda county: str(county.rank or "—")),
        Column("单位", share=17, cell=attrgetter("name")),
        Column("得分", share=11, centre=True, cell=lambda county: county.shown or "—"),
        Column("得分率", share=12, centre=True, cell=lambda county: percent_text(county.rate, "—")),
        Column("等次", share=10, centre=True, cell=lambda county: county.grade or "—"),
        Column("较上轮", share=12, centre=True, cell=change),
        Column("说明", share=31, cell=lambda county: county.reason or marked(county)),
    )
    return table_of(columns, about.ranking.everyone, "得分和名次")


def weak_table(about: Material, leaves: Iterable[IndicatorFigures], title: str) -> Block:
    """Indicators with what is lost in them over the region."""
    columns = (
        Column("编号", share=10, centre=True, cell=attrgetter("code")),
        Column("指标", share=34, cell=lambda item: about.name_of(item.code)),
        Column("平均得分率", share=13, centre=True, cell=lambda item: percent_text(item.mean)),
        Column("失分合计", share=12, centre=True, cell=lambda item: format_fixed(item.lost)),
        Column("失在哪里", share=31, cell=lambda item: loss_words(item.losses)),
    )
    return table_of(columns, leaves, title)
