"""The number that opens an item: its kind, its value, and what is wrong with its form."""

from __future__ import annotations

import pytest

from scoring.reading.numbering_marks import LISTING, ORDER, read_mark


@pytest.mark.parametrize(
    ("line", "kind", "value", "rest"),
    [
        ("第一章 总则", "chapter", 1, "总则"),
        ("第二部分、主要任务", "chapter", 2, "主要任务"),
        ("第三节 公开", "section", 3, "公开"),
        ("第十二条 本办法自发布之日起施行。", "article", 12, "本办法自发布之日起施行。"),
        ("一、加强组织领导", "cn", 1, "加强组织领导"),
        ("（二）推进政务公开", "pcn", 2, "推进政务公开"),
        ("(十一)其他", "pcn", 11, "其他"),
        ("3.落实清单", "num", 3, "落实清单"),
        ("4、落实清单", "num", 4, "落实清单"),
        ("（5）公开清单", "pnum", 5, "公开清单"),
        ("6）公开清单", "pnum", 6, "公开清单"),
        ("1.2 政务公开", "dotted2", 2, "政务公开"),
        ("1.2.3 主动公开", "dotted3", 3, "主动公开"),
        ("1-2-3-4 主动公开", "dotted4", 4, "主动公开"),
        ("Ⅱ.3 主动公开", "dotted2", 3, "主动公开"),
        ("①及时公开", "circle", 1, "及时公开"),
        ("㈢及时公开", "pcn", 3, "及时公开"),
        ("⑷及时公开", "pnum", 4, "及时公开"),
        ("⒌及时公开", "num", 5, "及时公开"),
        ("一是健全制度", "is", 1, "健全制度"),
        ("二要压实责任", "must", 2, "压实责任"),
        ("第三，抓好落实", "first", 3, "抓好落实"),
    ],
)
def test_every_kind_of_mark_is_told_with_its_number(line, kind, value, rest):
    mark = read_mark(line)
    assert mark is not None
    assert (mark.kind, mark.value, mark.rest, mark.fault, mark.sure) == (
        kind,
        value,
        rest,
        "",
        True,
    )


@pytest.mark.parametrize(
    ("line", "kind", "value", "fault"),
    [
        ("一，加强领导", "cn", 1, "标点不是顿号"),
        ("二.加强领导", "cn", 2, "标点不是顿号"),
        ("（三 加强领导", "pcn", 3, "缺右括号"),
        ("四）加强领导", "pcn", 4, "缺左括号"),
        ("【五】加强领导", "pcn", 5, "括号不对"),
        ("6，加强领导", "num", 6, "标点不是点号"),
        ("（7、加强领导", "pnum", 7, "缺右括号"),
    ],
)
def test_a_mark_that_is_written_wrongly_is_read_and_says_what_is_wrong(line, kind, value, fault):
    mark = read_mark(line)
    assert mark is not None
    assert (mark.kind, mark.value, mark.fault, mark.sure) == (kind, value, fault, True)


@pytest.mark.parametrize(
    ("line", "kind", "fault"),
    [
        ("一 加强领导", "cn", "缺顿号"),
        ("3 加强领导", "num", "缺点号"),
        ("3加强领导", "num", "缺点号"),
    ],
)
def test_a_bare_number_is_a_mark_that_only_its_neighbours_can_prove(line, kind, fault):
    mark = read_mark(line)
    assert mark is not None
    assert (mark.kind, mark.fault, mark.sure) == (kind, fault, False)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "   ",
        "加强组织领导",
        "12.3%的单位完成",
        "3.5分",
        "2026年度工作要点",
        "5个工作日内办结",
        "十分重视法治建设",
        "一些单位没有落实",
        "第三款规定的情形",
        "一般程序的案件",
    ],
)
def test_figures_and_words_that_open_a_sentence_are_no_marks(line):
    mark = read_mark(line)
    assert mark is None or not mark.sure


def test_the_mark_is_kept_as_published_and_a_lead_of_spaces_does_not_matter():
    mark = read_mark("\u3000\u3000（ 二 ）、推进公开")
    assert mark is not None
    assert (mark.text, mark.rest) == ("（ 二 ）、", "推进公开")


def test_the_kinds_stand_from_the_outside_in_and_listings_are_among_them():
    assert ORDER.index("chapter") < ORDER.index("cn") < ORDER.index("pcn") < ORDER.index("num")
    assert set(LISTING) < set(ORDER)
