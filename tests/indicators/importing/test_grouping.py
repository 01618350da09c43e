"""The doubts of an import as people read them."""

from __future__ import annotations

from scoring.indicators.importing.grouping import grouped
from scoring.indicators.importing.notices import CATALOGUE, Notice, NoticeLog, short


def test_doubts_of_a_kind_stand_together_with_what_to_do_about_them():
    lines = grouped([Notice("IMP20", "第3段", "“三、”前应为第 2 项", "照原文编号")])
    assert lines == [
        f"  IMP20 {CATALOGUE['IMP20'].title}（1 处）。{CATALOGUE['IMP20'].advice}",
        "    第3段  “三、”前应为第 2 项→照原文编号",
    ]


def test_of_many_alike_three_are_said_and_the_others_counted_with_their_places():
    notices = [Notice("IMP28", f"第{n}段", f"{n} 处", "已去掉空格") for n in range(1, 7)]
    lines = grouped(notices)
    assert lines[1:] == [
        "    第1段  1 处→已去掉空格",
        "    第2段  2 处→已去掉空格",
        "    第3段  3 处→已去掉空格",
        "    另有 3 处相同：第4段、第5段、第6段",
    ]


def test_one_that_is_unlike_the_rest_is_always_shown_and_first():
    notices = [Notice("IMP28", f"第{n}段", f"{n} 处", "已去掉空格") for n in range(1, 7)]
    odd = Notice("IMP28", "第9段", "全文", "照录")
    assert grouped([*notices, odd])[1] == "    第9段  全文→照录"


def test_the_gravest_kind_comes_first_whatever_the_order_of_the_source():
    first = grouped([Notice("IMP72", "全文", "a", "b"), Notice("IMP28", "第1段", "a", "b")])
    other = grouped([Notice("IMP28", "第1段", "a", "b"), Notice("IMP72", "全文", "a", "b")])
    assert first == other


def test_a_doubt_that_comes_twice_in_a_row_is_kept_once():
    log = NoticeLog()
    for _ in range(3):
        log.add("IMP28", "第1段", "1 处", "已去掉空格")
    assert len(log.items) == 1


def test_a_quotation_is_cut_to_what_a_line_can_hold():
    assert short("一二三", 5) == "一二三"
    assert short("一二三四五六", 5) == "一二三四…"
    assert short("一\n 二", 5) == "一 二"
