"""Sentences and rows that documents of a region share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from scoring.documents.region.words import (
    Material,
    groups_of,
    loss_words,
    overall_sentences,
    submission_sentence,
    terms_line,
    terms_rows,
    totals_line,
)
from scoring.region import verdicts
from scoring.region.model import RankTerms
from scoring.region.verdicts import Line

LOSSES = {
    "unassessed": Fraction(0),
    "standard": Fraction(3, 5),
    "evidence": Fraction(0),
    "inspection": Fraction(1),
}


def with_lines(about: Material, *lines: Line) -> Material:
    return Material(replace(about.results, lines=lines), about.ranking, about.day)


def with_terms(about: Material, **terms: Any) -> Material:
    """The same region that ranks by other terms."""
    record = about.results.region.record
    other = record.model_copy(update={"rank": RankTerms(**terms)})
    region = replace(about.results.region, record=other)
    return Material(replace(about.results, region=region), about.ranking, about.day)


def line(code: str, verdict: str, **keys: Any) -> Line:
    return Line(code, f"县{code}", verdict, **keys)


def test_who_issues_and_when(about: Material) -> None:
    assert (about.name, about.object, about.round) == ("示例省", "县", "2026")
    assert about.date == "2026年11月28日"
    assert about.indicator("1.1") == "1.1 网上办理"
    assert Material(about.results, about.ranking, date(2026, 1, 5)).date == "2026年1月5日"


def test_the_terms_stand_first_with_versions_and_digests(about: Material) -> None:
    rows = dict(terms_rows(about))
    run = about.results.run
    assert rows["指标体系"] == "示例指标体系（sample）"
    assert rows["指标体系校验值"] == run["tree"]["sha256"][:32]
    assert (rows["评分日期"], rows["轮次"]) == ("2026-11-20", "2026-self")
    assert rows["材料时间窗"] == "2025-01-01 至 2026-10-31"
    assert rows["排名依据"] == "现分，按精确值比较"
    assert rows["程序版本"] == f"{run['program']}（{run['program_sha256'][:12]}）"
    assert rows["报送记录摘要"] == about.results.chain_head[:32]


def test_the_same_terms_as_one_line(about: Material) -> None:
    assert terms_line(about).startswith(
        "口径：评分日期 2026-11-20，材料时间窗 2025-01-01 至 2026-10-31；指标体系 示例指标体系（校验值 "
    )
    assert terms_line(about).endswith(
        f"；现分，按精确值比较；报送记录摘要 {about.results.chain_head[:12]}。"
    )


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"compare": "shown"}, "现分，按两位小数比较"),
        ({"within": ("group", "level")}, "现分，按精确值比较，在group、level之内排名"),
    ],
)
def test_other_terms_of_ranking_are_told(
    about: Material, terms: dict[str, Any], words: str
) -> None:
    assert dict(terms_rows(with_terms(about, **terms)))["排名依据"] == words


def test_where_points_cannot_be_compared_rates_are(about: Material) -> None:
    by_rate = Material(about.results, replace(about.ranking, by_rate=True), about.day)
    assert dict(terms_rows(by_rate))["排名依据"].endswith("；应得分不同，比较得分率")


def test_who_handed_in_is_one_sentence(about: Material) -> None:
    assert submission_sentence(about) == (
        "名册共 4 个县，截止日期 2026-11-25，已报送 3 个，未报 1 个，逾期报送 0 个，"
        "已采用 0 个。其中：未报 1 个。"
    )


def test_each_verdict_that_is_not_fine_is_counted(about: Material) -> None:
    """What was returned was handed in: it has a number."""
    mixed = with_lines(
        about,
        line("1", verdicts.ACCEPTED, n=1),
        line("2", verdicts.LATE, n=1, late_days=3),
        line("3", verdicts.RETURNED, n=2),
        line("4", verdicts.OTHER_TERMS, n=1, late_days=1),
        line("5", verdicts.MISSING),
    )
    assert submission_sentence(mixed) == (
        "名册共 5 个县，截止日期 2026-11-25，已报送 4 个，未报 1 个，逾期报送 2 个，"
        "已采用 1 个。其中：逾期 1 个、退回 1 个、口径不符 1 个、未报 1 个。"
    )


def test_all_is_well(about: Material) -> None:
    fine = with_lines(about, line("1", verdicts.ACCEPTED, n=1), line("2", verdicts.RECEIVED, n=1))
    assert submission_sentence(fine).endswith("已采用 1 个。全部符合要求。")


def test_the_distribution_in_sentences(about: Material) -> None:
    """9.40, 8.20 and 5.40 are 23.00: 7.67 in the mean, and two of three above it."""
    whole, bands = overall_sentences(about)
    assert whole == (
        "参加排名的 3 个县平均得分 7.67 分，中位数 8.20 分，最高 9.40 分（甲子县），"
        "最低 5.40 分（丙寅县），极差 4.00 分；高于平均分的 2 个，占 66.67%。"
    )
    assert bands == ("分数段分布：90 分以上 0 个；80—90 分 0 个；60—80 分 0 个；60 分以下 3 个。")
    assert totals_line(about) == whole + bands


def test_without_bands_there_is_one_sentence_and_without_scores_one_that_says_so(
    about: Material,
) -> None:
    spread = about.ranking.spread
    assert spread is not None
    plain = replace(about.ranking, spread=replace(spread, bands=()))
    assert len(overall_sentences(Material(about.results, plain, about.day))) == 1
    nothing = replace(about.ranking, rows=(), spread=None)
    assert overall_sentences(Material(about.results, nothing, about.day)) == [
        "还没有可以排名的结果。"
    ]


def test_groups_part_the_ranked_counties(about: Material) -> None:
    """北片: (9.40 + 8.20) ÷ 2 = 8.80; of 南片 one county handed in."""
    groups = [
        (group.name, group.size, group.mean, group.highest, group.lowest, group.best)
        for group in groups_of(about)
    ]
    assert groups == [
        ("北片", 2, Fraction(44, 5), Fraction(47, 5), Fraction(41, 5), "甲子县"),
        ("南片", 1, Fraction(27, 5), Fraction(27, 5), Fraction(27, 5), "丙寅县"),
    ]


def test_levels_and_classes_part_them_where_there_are_several(about: Material) -> None:
    """All three are 县, which parts nobody; 山区 and 平原 do."""
    first, second, third = (replace(county, groups=()) for county in about.ranking.rows)
    rows = (
        replace(first, classes={"地区": "山区"}),
        replace(second, classes={"地区": "平原"}),
        replace(third, classes={"地区": "山区"}),
    )
    parted = Material(about.results, replace(about.ranking, rows=rows), about.day)
    assert [(group.name, group.size) for group in groups_of(parted)] == [("山区", 2), ("平原", 1)]
    levelled = replace(about.ranking, rows=(first, replace(second, level="市辖区"), third))
    parts = groups_of(Material(about.results, levelled, about.day))
    assert [(group.name, group.size) for group in parts] == [("县", 2), ("市辖区", 1)]


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        (LOSSES, "标准未达到 0.60、核验扣减 1.00"),
        (tuple(LOSSES.values()), "标准未达到 0.60、核验扣减 1.00"),
        (dict.fromkeys(LOSSES, Fraction(0)), "没有失分"),
        ((Fraction(1), *[Fraction(0)] * 3), "未评 1.00"),
    ],
)
def test_only_causes_that_occur_are_told(losses: Any, words: str) -> None:
    assert loss_words(losses) == words
