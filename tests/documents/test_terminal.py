"""Tables of the terminal: wide characters aligned, and no line break where a reader would
stumble."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from scoring.documents.terminal import fold, table


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("失分0.80分", 6, ["失分", "0.80分"]),
        ("编号1.10.2失分", 8, ["编号", "1.10.2失", "分"]),
        ("到2026-10-31为止", 12, ["到2026-10-31", "为止"]),
        ("办理时限，压缩", 8, ["办理时", "限，压缩"]),
        ("　缩进的名称", 8, ["　缩进的", "名称"]),
        ("依据（规定）办", 6, ["依据", "（规", "定）办"]),
        ("达到96%以上", 8, ["达到96%", "以上"]),
        ("第一行\n第二行", 20, ["第一行", "第二行"]),
        ("", 8, [""]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ],
)
def test_lines_break_between_words_and_never_inside_a_number(
    text: str, width: int, lines: list[str]
) -> None:
    assert fold(text, width).split("\n") == lines


@given(st.text(alphabet="一二三，。（）0123456789.% ab", max_size=60), st.integers(4, 30))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    folded = fold(text, width)
    assert folded.replace("\n", "").replace(" ", "") == text.replace(" ", "")
    # Stops and brackets that hang together may push a line over by what they carry along.
    assert all(wcswidth(line) <= width + 2 * len(text) for line in folded.split("\n"))


@given(
    st.lists(st.sampled_from(["办理", "0.80", "2026-10-31", "佐证", "1.10.2"]), max_size=12),
    st.integers(12, 30),
)
def test_plain_words_fit_the_width(words: list[str], width: int) -> None:
    assert (
        all(wcswidth(line) <= width for line in fold("".join(words), width).split("\n"))
        or not words
    )


def test_columns_stand_below_each_other() -> None:
    lines = table(
        ["指标", "得分"],
        [["公开到位", "4.00"], ["网上办理及其他", "12.50"]],
        widths=[8, None],
        right=(1,),
    )
    rows = lines.split("\n")
    assert [wcswidth(row) for row in rows[1:3]] == [wcswidth(rows[1])] * 2
    assert rows[2].endswith(" 4.00")
    assert table(["指标"], []) == "（无）"


def test_a_folded_cell_takes_several_lines_and_its_neighbours_stay_at_the_top() -> None:
    lines = table(
        ["编号", "名称", "得分"],
        [["1.1", "办理时限压缩到位", "4.00"], ["1.2", "公开", "12.50"]],
        widths=[None, 8, None],
        right=(2,),
    )
    assert lines.split("\n") == [
        "编号    名称        得分",
        "------  --------  ------",
        "1.1     办理时限    4.00",
        "        压缩到位",
        "1.2     公开       12.50",
    ]


def test_a_heading_of_two_lines_stands_over_the_rule() -> None:
    lines = table(["得分\n（核验）", "失分"], [["12.50", ""]], right=(0,))
    assert lines.split("\n") == [
        "      得分  失分",
        "  （核验）",
        "----------  ------",
        "     12.50",
    ]


def test_an_empty_line_inside_a_cell_stays() -> None:
    assert table(["说明"], [["上\n\n下"], ["x"]]).split("\n")[2:] == ["上", "", "下", "x"]


@given(
    st.lists(
        st.lists(st.text(alphabet="一二，0.a\n ", max_size=12), min_size=3, max_size=3),
        min_size=1,
        max_size=6,
    )
)
def test_every_column_begins_where_its_rule_begins(rows: list[list[str]]) -> None:
    """So that a reader's eye goes straight down, whatever is wide or folded."""
    lines = table(["甲", "乙", "丙"], rows).split("\n")
    rule = lines[1]
    starts = [place for place in range(len(rule)) if f" {rule}"[place : place + 2] == " -"]
    assert len(starts) == 3
    for line in lines:
        cells = "".join(sign + (wcswidth(sign) - 1) * "\0" for sign in line).ljust(len(rule))
        assert all(cells[start - 2 : start] == "  " for start in starts[1:])
