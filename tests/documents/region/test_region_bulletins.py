"""排名通报 and 报送情况通报: what they say, of whom, and what they ask for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.documents.layout import Page, html_page
from scoring.documents.region.bulletins import rank_bulletin_page, submission_bulletin_page
from scoring.documents.region.letters import Block
from scoring.documents.region.words import Material
from scoring.region import verdicts
from scoring.region.history import Comparison, CountyChange
from scoring.region.results import weakest
from scoring.region.verdicts import Line


def texts(page: Page, *kinds: str) -> list[str]:
    """The words of the blocks of these kinds."""
    return [block.text for block in page.data.blocks if block.kind in kinds]


def tables(page: Page) -> dict[str, Block]:
    return {block.text: block for block in page.data.blocks if block.table}


def rows(block: Block) -> tuple[tuple[str, ...], ...]:
    assert block.table is not None
    return block.table.rows


def with_lines(about: Material, *lines: Line, others: tuple[Line, ...] = ()) -> Material:
    results = replace(about.results, lines=lines, others=others)
    return Material(results, about.ranking, about.day)


def test_the_ranking_is_a_letter_to_all(about: Material) -> None:
    letter = rank_bulletin_page(about).data
    assert letter.title == "关于2026年度法治政府建设示范指标得分情况的通报"
    assert (letter.to, letter.issuer, letter.imprint) == (
        "各有关县",
        "示例省",
        "2026年11月28日印发",
    )
    assert letter.facts.startswith("口径：评分日期 2026-11-20")


def test_every_county_stands_in_its_place(about: Material) -> None:
    page = rank_bulletin_page(about)
    assert rows(tables(page)["得分和名次"]) == (
        ("1", "甲子县", "9.40", "94.00%", "未达等次", "—", ""),
        ("2", "乙丑县", "8.20", "82.00%", "未达等次", "—", ""),
        ("3", "丙寅县", "5.40", "54.00%", "未达等次", "—", ""),
    )
    assert "未报送，没有名次：丁卯县。" in texts(page, "note")
    assert [row[0] for row in rows(tables(page)["分组情况"])] == ["北片", "南片"]


def test_a_change_against_the_round_before_stands_beside_the_rate(about: Material) -> None:
    """乙丑县 had no score a year before."""
    before = (
        CountyChange("990101", "甲子县", Fraction(9), Fraction(47, 5), 2, 1),
        CountyChange("990102", "乙丑县", None, Fraction(41, 5), None, 2),
    )
    later = Material(about.results, about.ranking, about.day)
    later.__dict__["comparison"] = Comparison("2025", "2026", before, (), (), same_tree=True)
    changes = [row[5] for row in rows(tables(rank_bulletin_page(later))["得分和名次"])]
    assert changes == ["+0.40", "—", "—"]


def test_weak_indicators_are_named_by_what_they_lose(about: Material) -> None:
    """1.2 lost four points in 丙寅县; 1.1 lost 0.60, 1.80 and 0.60."""
    (weak,) = [text for text in texts(rank_bulletin_page(about), "p") if "薄弱" in text]
    assert weak == (
        "普遍薄弱的指标：1.2 公开到位（平均得分率 66.67%，共失 4.00 分）；"
        "1.1 网上办理（平均得分率 83.33%，共失 3.00 分）。请各单位对照本单位的一页情况，逐项整改。"
    )


def test_where_nothing_is_lost_nothing_is_weak(about: Material) -> None:
    nothing = Fraction(0)
    full = Material(about.results, about.ranking, about.day)
    full.__dict__["leaves"] = [
        replace(item, mean=Fraction(1), losses=(nothing,) * 4) for item in about.leaves
    ]
    assert not any("薄弱" in text for text in texts(rank_bulletin_page(full), "p"))
    assert weakest(full.leaves, 5)[0] == full.leaves


def test_who_handed_in_is_a_table_and_strangers_are_named_apart(about: Material) -> None:
    page = submission_bulletin_page(about)
    assert page.data.title == "关于2026年度法治政府建设示范指标报送情况的通报"
    (table,) = (block for block in page.data.blocks if block.table)
    assert rows(table)[0] == ("990101", "甲子县", "已收", "1", "2026-11-22", "—", "—")
    assert rows(table)[3] == ("990104", "丁卯县", "未报", "—", "—", "—", "—")
    (others,) = [text for text in texts(page, "p") if text.startswith("另有")]
    assert others == "另有不属于名册的或读不出来的文件：</script><b>〓（待认领）。"
    assert "<b>" not in html_page(page)


def test_what_is_to_be_done_is_told_by_verdict(about: Material) -> None:
    assert texts(submission_bulletin_page(about), "h1", "p")[-2:] == [
        "下步要求",
        "1. 未报的：丁卯县，请尽快报送。",
    ]


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (verdicts.RETURNED, "1. 退回的：甲县、乙县，请改正后重新报送。"),
        (verdicts.OTHER_TREE, "1. 版本不符的：甲县、乙县，请换用统一的指标体系后重新报送。"),
        (verdicts.FAULTY, "1. 有错误的：甲县、乙县，请改正错误后重新报送。"),
        (
            verdicts.OTHER_TERMS,
            "1. 口径不符的：甲县、乙县，请按统一口径核对；暂按统一口径计分。",
        ),
        (verdicts.OWN_CHECK, "1. 自带核验的：甲县、乙县，自行填写的核验不作数。"),
        (verdicts.OTHER_SCORE, "1. 得分不一致的：甲县、乙县，请核对程序版本；以复算为准。"),
        (verdicts.AGAIN, "1. 重新报送的：甲县、乙县，等待采用新的报送。"),
        (verdicts.LATE, "1. 逾期的：甲县、乙县，请下一轮按期报送。"),
    ],
)
def test_news_ask_for_nothing_and_the_rest_say_please(
    about: Material, verdict: str, sentence: str
) -> None:
    lines = (Line("1", "甲县", verdict, n=1), Line("2", "乙县", verdict, n=1))
    page = submission_bulletin_page(with_lines(about, *lines))
    assert texts(page, "p")[-1] == sentence


def test_several_verdicts_are_numbered(about: Material) -> None:
    lines = (
        Line("1", "甲县", verdicts.LATE, n=1, late_days=2),
        Line("2", "乙县", verdicts.MISSING),
        Line("3", "丙县", verdicts.LATE, n=1, late_days=1),
    )
    page = submission_bulletin_page(with_lines(about, *lines))
    assert texts(page, "p")[-2:] == [
        "1. 逾期的：甲县、丙县，请下一轮按期报送。",
        "2. 未报的：乙县，请尽快报送。",
    ]


def test_where_all_is_well_nothing_is_asked_for(about: Material) -> None:
    page = submission_bulletin_page(with_lines(about, Line("1", "甲县", verdicts.ACCEPTED, n=1)))
    assert texts(page, "h1") == []
    assert not any(text.startswith("另有") for text in texts(page, "p"))
