"""Lists of units: one name each, whatever the list says around them."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.unit_names import complete, split_joined, tail_off
from scoring.indicators.importing.units import is_list_of_units, looks_like_units, split_units


def split(text: str) -> tuple[list[str], list[str]]:
    log = NoticeLog()
    return split_units(text, "第1段", log), [notice.rule for notice in log.items]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("县司法局、县财政局", ["县司法局", "县财政局"]),
        ("县司法局，县财政局；县审计局", ["县司法局", "县财政局", "县审计局"]),
        ("县司法局\n县财政局", ["县司法局", "县财政局"]),
        ("县司法局、\n县财政局", ["县司法局", "县财政局"]),
        ("县司法局、县司法局", ["县司法局"]),
        ("县司法局和县财政局", ["县司法局", "县财政局"]),
        ("各乡镇人民政府", ["各乡镇人民政府"]),
        (
            "县大数据局（县政务服务局、县审改办）、县财政局",
            ["县大数据局（县政务服务局、县审改办）", "县财政局"],
        ),
        ("", []),
        ("、，", []),
    ],
)
def test_a_list_is_its_units_in_order_and_each_once(text, units):
    assert split(text)[0] == units


@pytest.mark.parametrize(
    ("text", "units", "rule"),
    [
        ("县司法局、、县财政局", ["县司法局", "县财政局"], "IMP35"),
        ("县司法局。县财政局", ["县司法局", "县财政局"], "IMP35"),
        ("县司法局等部门", ["县司法局"], "IMP37"),
        ("各乡镇党委、政府", ["各乡镇党委", "各乡镇政府"], "IMP70"),
        ("市发展改革委、大数据局", ["市发展改革委", "市大数据局"], "IMP70"),
    ],
)
def test_what_is_not_as_it_should_be_is_read_with_a_doubt(text, units, rule):
    found, rules = split(text)
    assert found == units
    assert rule in rules


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("县司法局按职责分工负责", "县司法局"),
        ("县司法局牵头", "县司法局"),
        ("县财政局配合", "县财政局"),
        ("县司法局", "县司法局"),
        ("县机关事务服务中心", "县机关事务服务中心"),
    ],
)
def test_how_a_unit_works_together_is_no_part_of_its_name(name, unit):
    log = NoticeLog()
    assert tail_off(name, "第1段", log) == unit
    assert log.items == []


def test_a_tail_that_stands_for_others_is_a_doubt():
    log = NoticeLog()
    assert tail_off("县司法局等有关部门", "第1段", log) == "县司法局"
    assert [(notice.rule, "没有写明是哪些" in notice.did) for notice in log.items] == [
        ("IMP37", True)
    ]


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("县司法局和县财政局", ["县司法局", "县财政局"]),
        ("县司法局会同各乡镇人民政府", ["县司法局", "各乡镇人民政府"]),
        ("县委和县政府", ["县委和县政府"]),
        ("县人力资源和社会保障局", ["县人力资源和社会保障局"]),
        ("县住房和城乡建设局", ["县住房和城乡建设局"]),
    ],
)
def test_two_units_are_told_from_a_name_that_holds_an_and(name, units):
    assert split_joined(name) == units


@pytest.mark.parametrize(
    ("name", "before", "whole"),
    [
        ("政府", ["各乡镇党委"], "各乡镇政府"),
        ("大数据局", ["县司法局", "县财政局"], "县大数据局"),
        ("税务局", ["县司法局"], "税务局"),
        ("财政局", [], "财政局"),
        ("各乡镇", ["县司法局"], "各乡镇"),
    ],
)
def test_what_a_list_says_only_once_is_put_back(name, before, whole):
    assert complete(name, before, "第1段", NoticeLog()) == whole


@pytest.mark.parametrize("text", ["县司法局", "县司法局、县财政局", "各乡镇人民政府"])
def test_short_names_without_the_words_of_a_sentence_can_be_units(text):
    assert looks_like_units(text)
    assert is_list_of_units(text)


@pytest.mark.parametrize("text", ["", "要加强组织领导，落实各项保障措施", "推进政务公开"])
def test_a_sentence_is_no_list_of_units(text):
    assert not is_list_of_units(text)
