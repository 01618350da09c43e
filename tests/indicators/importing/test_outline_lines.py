"""The lines of a plan before the grammar reads them."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.outline_lines import (
    Line,
    SeriesIndex,
    lines_of,
    prepare,
    without_contents,
)
from scoring.reading.blocks import Paragraph
from scoring.reading.numbering_marks import read_mark


def lines(*texts: str) -> list[Line]:
    return [Line(text, f"第{n}段", read_mark(text)) for n, text in enumerate(texts, 1)]


def prepared(*texts: str) -> tuple[list[str], dict[str, str], list[str]]:
    log = NoticeLog()
    kept, meta = prepare(lines(*texts), log)
    return [line.text for line in kept], meta, [notice.rule for notice in log.items]


def test_paragraphs_become_lines_with_their_marks_and_empty_ones_go():
    found = lines_of([Paragraph("加强领导", "第1段", "一、"), Paragraph("  ", "第2段")])
    assert [(line.text, line.mark and line.mark.kind) for line in found] == [("一、加强领导", "cn")]


def test_what_belongs_to_the_page_goes_and_metadata_are_kept():
    texts, meta, rules = prepared(
        "索引号：X1 发布机构：示例县人民政府", "当前位置：首页", "一、加强领导", "二、推进公开"
    )
    assert texts == ["一、加强领导", "二、推进公开"]
    assert meta["issuer"] == "示例县人民政府"
    assert "IMP10" in rules


def test_two_items_in_one_paragraph_are_parted():
    texts, _, rules = prepared(
        "（一）甲。（责任单位：县司法局）（二）乙。（责任单位：县财政局）",
        "（三）丙。（责任单位：县审计局）",
    )
    assert len(texts) == 3
    assert "IMP24" in rules


def marks(*texts: str) -> list[tuple[str, int] | None]:
    kept, _ = prepare(lines(*texts), NoticeLog())
    return [line.mark and (line.mark.kind, line.mark.value) for line in kept]


def test_a_torn_number_between_two_sound_ones_is_mended():
    """What is left of （二） is a bracket."""
    assert marks("（一）甲事项", "）乙事项", "（三）丙事项") == [("pcn", 1), ("pcn", 2), ("pcn", 3)]


def test_a_wrong_number_between_two_sound_ones_is_mended():
    assert marks("一、甲事项", "三、乙事项", "三、丙事项") == [("cn", 1), ("cn", 2), ("cn", 3)]


def test_a_number_that_begins_again_under_a_new_heading_is_no_slip():
    assert marks("一、甲", "1.子", "2.丑", "二、乙", "1.寅", "2.卯") == [
        ("cn", 1), ("num", 1), ("num", 2), ("cn", 2), ("num", 1), ("num", 2),
    ]  # fmt: skip


CONTENTS = ["目录", "一、加强领导……1", "二、推进公开……3", "一、加强领导", "正文。", "二、推进公开"]


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (CONTENTS, CONTENTS[3:]),
        (["目录", "一、加强领导 1", "二、推进公开 3", *CONTENTS[3:]], CONTENTS[3:]),
        (CONTENTS[3:], CONTENTS[3:]),
        (["目录"], ["目录"]),
    ],
)
def test_the_contents_are_left_out(texts, left):
    assert [line.text for line in without_contents(lines(*texts), NoticeLog())] in (left, left[1:])


def test_the_index_finds_the_neighbours_of_a_kind_without_walking():
    index = SeriesIndex(lines("一、甲", "1.子", "正文", "二、乙"))
    following = index.following("cn", 0)
    assert following is not None
    assert following.value == 2
    assert index.following("cn", 3) is None
    before = index.preceding("cn", 3)
    assert before is not None
    assert (before[0], before[1].value) == (0, 1)
    assert index.preceding("num", 1) is None
    assert index.any_between(["num"], 0, 3)
    assert not index.any_between(["pcn"], 0, 3)
