"""Titles break between words, in lines of about equal length."""

from __future__ import annotations

import re
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.documents.titles import WORDS, title_lines, unparted

NAMES = (
    "示例县",
    "柳河镇",
    "东河区（示例）",
    "内蒙古自治区呼和浩特市和林格尔县",
    "青山乡",
    "new",
    "示例县综合行政执法局",
)
FORMS = (
    "示综执罚决〔2026〕12号",
    "2021年度",
    "2026年10月31日",
    "（参考）",
    "（第3期）",
    "第十二批",
    "《实施纲要》",
    "97.50%",
    "A-12",
)
WHOLE = re.compile(
    r"〔\d{4}〕\d+号|\d{4}年(?:度|\d+月\d+日)|（[^（）]+）|《[^《》]+》|第.{1,2}[期批]|[\d.]+%|A-12"
    r"|示范创建|一页简报|评查意见书|自评报告|指标体系|整改清单|示范|创建|评查|案卷"
)
TITLES = st.lists(st.sampled_from((*NAMES, *FORMS, *WORDS)), min_size=1, max_size=14).map("".join)


def width(line: str) -> float:
    return sum(0.5 if ord(letter) < 0x2000 else 1 for letter in line)


@given(TITLES, st.sampled_from((14, 22, 30)))
def test_every_title_keeps_its_words_whole_and_its_lines_in_the_room(
    title: str, longest: int
) -> None:
    lines = title_lines(title, longest)
    assert "".join(lines) == title
    assert all(0 < width(line) <= longest for line in lines)
    breaks = set(accumulate(map(len, lines)))
    for found in WHOLE.finditer(title):
        assert breaks.isdisjoint(range(found.start() + 1, found.end())), lines
    assert not any(line[0] in "，。、；：）》〕”" for line in lines)
    assert not any(line[-1] in "（《〔“" for line in lines)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), max_size=120))
def test_any_text_is_kept_and_fits(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(width(line) <= 14 or len(line) == 1 for line in lines)


@pytest.mark.parametrize(
    ("title", "longest", "lines"),
    [
        ("示例县法治政府建设示范创建自评报告", 14, ["示例县法治政府建设", "示范创建自评报告"]),
        (
            "示例县法治政府建设示范创建模拟评查意见书",
            14,
            ["示例县法治政府建设", "示范创建模拟评查意见书"],
        ),
        ("示综执罚决〔2026〕12号案卷评查意见", 14, ["示综执罚决〔2026〕12号", "案卷评查意见"]),
        ("行政复议规范化单项示范指标（参考）", 14, ["行政复议规范化", "单项示范指标（参考）"]),
        ("市县法治政府建设示范指标体系（参考）", 14, ["市县法治政府建设示范", "指标体系（参考）"]),
        (
            "包头市东河区2021年度法治政府建设工作计划任务（参考）",
            14,
            ["包头市东河区2021年度", "法治政府建设", "工作计划任务（参考）"],
        ),
        (
            "示例县综合行政执法局（案卷评查）示范创建情况一页简报",
            22,
            ["示例县综合行政执法局（案卷评查）", "示范创建情况一页简报"],
        ),
        ("示例县示范创建情况一页简报", 14, ["示例县示范创建情况一页简报"]),
    ],
)
def test_titles_of_the_examples(title: str, longest: int, lines: list[str]) -> None:
    assert title_lines(title, longest) == lines


def test_lines_are_about_equal() -> None:
    first, second = title_lines("示例县法治政府建设示范创建短板整改清单")
    assert abs(width(first) - width(second)) <= 3


def test_what_is_longer_than_a_line_is_parted() -> None:
    assert len(title_lines("长" * 40)) == 3
    assert "".join(title_lines("x" * 100)) == "x" * 100


def test_dates_numbers_and_short_brackets_stay_on_one_line_of_running_text() -> None:
    assert unparted("<甲>（参考），示政发〔2026〕15号，2026年3月5日") == (
        '&lt;甲&gt;<span class="figure">（参考）</span>，示政发<span '
        'class="figure">〔2026〕15号</span>，'
        '<span class="figure">2026年3月5日</span>'
    )
    assert unparted("没有") == "没有"


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("示例县综合行政执法局示范new2021年度自评报告", ("2021年度", "自评报告")),
        ("new" * 9 + "2021年度", ("2021年度",)),
        ("new" * 9 + "A-12", ("A-12",)),
        ("A-12" * 9, ("A-12",)),
        ("97.50%" * 6, ("97.50%",)),
        ("x" * 40 + "2026年10月31日", ("2026年10月31日",)),
    ],
)
def test_a_year_behind_latin_letters_and_a_number_in_a_long_run_stay_whole(
    title: str, parts: tuple[str, ...]
) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(width(line) <= 14 for line in lines)
    for part in parts:
        assert sum(line.count(part) for line in lines) == title.count(part), lines
