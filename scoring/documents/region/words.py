"""Sentences and rows that documents of a region share; every figure is rounded here, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from scoring.documents.region.rank_listing import band_text, window_span
from scoring.engine import CAUSE_NAMES
from scoring.region import verdicts
from scoring.region.figures import IndicatorFigures, exact, grouped, mean
from scoring.region.history import Comparison, NodeChange, compare, earlier_rounds
from scoring.region.leads import Alike, Outliers, alike, outliers
from scoring.region.results import TRACK_NAMES, County, Ranking, Results, rank
from scoring.region.scoring_run import round_folder
from scoring.region.store import read_rows
from scoring.values import format_fixed, percent
from scoring.views.words import chinese_date

NOT_FINE = frozenset(
    {
        verdicts.MISSING,
        verdicts.RETURNED,
        verdicts.AGAIN,
        verdicts.OTHER_TREE,
        verdicts.OTHER_TERMS,
        verdicts.FAULTY,
        verdicts.OWN_CHECK,
        verdicts.OTHER_SCORE,
        verdicts.LATE,
    }
)
"""Verdicts that a document has to speak of; the others need no word."""
MOST_CHANGED = 5
"""Indicators that rose most, and as many that fell most."""


@dataclass(frozen=True)
class Material:
    """Everything that the documents of one round are made from, computed once."""

    results: Results
    ranking: Ranking
    day: date

    @property
    def name(self) -> str:
        """Who issues the documents."""
        return self.results.region.record.name

    @property
    def object(self) -> str:
        """What a line of the roster is called: 县, 单位."""
        return self.results.region.record.object

    @property
    def round(self) -> str:
        """The round."""
        return self.results.region.record.round

    @property
    def date(self) -> str:
        """The day of the documents."""
        return chinese_date(self.day)

    @cached_property
    def blocks(self) -> list[IndicatorFigures]:
        """The first level."""
        return self.results.indicators(1)

    @cached_property
    def leaves(self) -> list[IndicatorFigures]:
        """The scored indicators."""
        return self.results.indicators()

    @cached_property
    def comparison(self) -> Comparison | None:
        """Beside the round before, where one was scored."""
        rounds = earlier_rounds(self.results.region)
        if rounds:
            return compare(self.results, self.ranking, rounds[0])
        return None

    @cached_property
    def outliers(self) -> Outliers:
        """What inspections left of the claims."""
        return outliers(self.results)

    @cached_property
    def alike(self) -> Alike:
        """Files that several counties hold."""
        return alike(self.results)

    def name_of(self, code: str) -> str:
        """The name of an indicator."""
        return self.results.region.tree.by_code[code].name

    def indicator(self, code: str) -> str:
        """Code and name of an indicator."""
        return f"{code} {self.name_of(code)}"

    @cached_property
    def block_rates(self) -> dict[str, dict[str, Fraction]]:
        """The rate of each block, by county."""
        columns = ("county", "code", "applicable", "current")
        where = "depth = 1 AND kind = 'base'"
        rates: dict[str, dict[str, Fraction]] = {}
        for county, code, applicable, current in read_rows(
            round_folder(self.results.region), "nodes", columns, where
        ):
            if exact(applicable):
                rates.setdefault(county, {})[code] = exact(current) / exact(applicable)
        return rates


def material(results: Results, day: date) -> Material:
    """The material of a scored round."""
    return Material(results, rank(results), day)


def terms_rows(about: Material) -> list[tuple[str, str]]:
    """The terms and versions that stand first in every document."""
    run = about.results.run
    tree = run["tree"]
    return [
        ("指标体系", f"{tree['title']}（{tree['id']}）"),
        ("指标体系校验值", tree["sha256"][:32]),
        ("评分日期", run["terms"]["as_of"]),
        ("材料时间窗", window_span(run)),
        ("轮次", run["terms"]["round"] or run["round"]),
        ("排名依据", _ranked_by(about)),
        # The same package, tree, terms and version give the same rows: so
        # all four are told.
        ("程序版本", f"{run['program']}（{run['program_sha256'][:12]}）"),
        # Printed, so that nobody can swap a package afterwards.
        ("报送记录摘要", about.results.chain_head[:32]),
    ]


def _ranked_by(about: Material) -> str:
    terms = about.results.region.record.rank
    how = "按精确值比较" if terms.compare == "exact" else "按两位小数比较"
    part = f"，在{'、'.join(terms.within)}之内排名" if terms.within else ""
    rate = "；应得分不同，比较得分率" if about.ranking.by_rate else ""
    return f"{TRACK_NAMES[about.ranking.track]}，{how}{part}{rate}"


def terms_line(about: Material) -> str:
    """The same as one line, for short documents."""
    run = about.results.run
    tree = run["tree"]
    return (
        f"口径：评分日期 {run['terms']['as_of']}，材料时间窗 {window_span(run)}；指标体系 {tree['title']}"
        f"（校验值 {tree['sha256'][:12]}）；{_ranked_by(about)}；报送记录摘要 "
        f"{about.results.chain_head[:12]}。"
    )


def totals_line(about: Material) -> str:
    """The distribution as one line."""
    return "".join(overall_sentences(about))


def submission_sentence(about: Material) -> str:
    """Who handed in, in one sentence."""
    lines = about.results.lines
    counts = Counter(line.verdict for line in lines)
    there = [line for line in lines if line.n or line.verdict in verdicts.FINE]
    late = [line for line in lines if line.late_days]
    open_ = [f"{verdict} {count} 个" for verdict, count in counts.items() if verdict in NOT_FINE]
    rest = f"其中：{'、'.join(open_)}。" if open_ else "全部符合要求。"
    due = about.results.region.record.due
    limit = f"截止日期 {due}，" if due else ""
    return (
        f"名册共 {len(lines)} 个{about.object}，{limit}已报送 {len(there)} 个，未报 "
        f"{len(lines) - len(there)} 个，"
        f"逾期报送 {len(late)} 个，已采用 {counts[verdicts.ACCEPTED]} 个。{rest}"
    )


def overall_sentences(about: Material) -> list[str]:
    """The distribution in sentences."""
    spread = about.ranking.spread
    if spread is None:
        return ["还没有可以排名的结果。"]
    rows = about.ranking.rows
    first, last = rows[0], max(rows, key=lambda county: county.rank or 0)
    share = percent(Fraction(spread.above_mean, spread.count), 2)
    sentences = [
        f"参加排名的 {spread.count} 个{about.object}平均得分 {format_fixed(spread.mean)} 分，"
        f"中位数 {format_fixed(spread.median)} 分，"
        f"最高 {format_fixed(spread.highest)} 分（{first.name}），"
        f"最低 {format_fixed(spread.lowest)} 分（{last.name}），"
        f"极差 {format_fixed(spread.range)} 分；高于平均分的 {spread.above_mean} 个，占 {share}。"
    ]
    if spread.bands:
        sentences.append(
            "分数段分布：" + "；".join(band_text(*band) for band in spread.bands) + "。"
        )
    return sentences


@dataclass(frozen=True, slots=True)
class Group:
    """A group of counties: how many are ranked, their scores, and the name of the best."""

    name: str
    size: int
    mean: Fraction
    highest: Fraction
    lowest: Fraction
    best: str


def groups_of(about: Material) -> list[Group]:
    """The groups, levels and classes that part the ranked counties."""
    groups = []
    for name, members in _parts(about.ranking.rows).items():
        scores = [county.score for county in members if county.score is not None]
        best = max(members, key=lambda county: county.score or Fraction(0))
        groups.append(Group(name, len(members), mean(scores), max(scores), min(scores), best.name))
    return groups


def _parts(ranked: Sequence[County]) -> dict[str, list[County]]:
    """The ranked counties by group, level and class, as far as these part them."""
    parts: dict[str, list[County]] = {}
    for county in ranked:
        for name in county.groups:
            parts.setdefault(name, []).append(county)
    for key in ("level", "classes"):
        by_value = grouped(
            ((county, value) for county in ranked for value in _values(county, key)),
            lambda pair: pair[1],
        )
        # A level that all of them share parts nobody.
        if len(by_value) > 1:
            for value, pairs in by_value.items():
                parts.setdefault(str(value), [county for county, _ in pairs])
    return parts


def _values(county: County, key: str) -> list[str]:
    if key == "classes":
        return list(county.classes.values())
    return [county.level] if county.level else []


def most_changed(comparison: Comparison) -> list[NodeChange]:
    """The leaves that rose and fell most, the greatest rise first; all of them where they are few."""
    leaves = sorted((item for item in comparison.nodes if item.leaf), key=lambda item: item.change)
    if len(leaves) > 2 * MOST_CHANGED:
        leaves = [*leaves[:MOST_CHANGED], *leaves[-MOST_CHANGED:]]
    return leaves[::-1]


def loss_words(losses: Sequence[Fraction] | Mapping[str, Fraction]) -> str:
    """The causes that occur, with their points."""
    values = losses.values() if isinstance(losses, Mapping) else losses
    named = zip(CAUSE_NAMES.values(), values, strict=True)
    return (
        "、".join(f"{word} {format_fixed(value)}" for word, value in named if value) or "没有失分"
    )
