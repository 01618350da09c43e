"""Each rule kind at its boundaries, with fractions worked out by hand, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from scoring.rules import JUDGED, KINDS, Outcome, Rule

F = Fraction
Data = Mapping[str, Any]


def rule(**parameters: Any) -> Rule[Any]:
    return KINDS[parameters["type"]].model_validate(parameters)


def facts(of: Rule[Any], data: Data) -> Any:
    return TypeAdapter(of.finding).validate_python(data)


def outcome(parameters: Data, data: Data, points: str) -> Outcome:
    made = rule(**parameters)
    assert list(made.flaws()) == []
    read = facts(made, data)
    assert list(made.vet(read, F(points))) == []
    return made.score(read, F(points))


def refusals(parameters: Data, data: Data, points: str = "5") -> list[str]:
    made = rule(**parameters)
    return list(made.vet(facts(made, data), F(points)))


def flaws(**parameters: Any) -> list[tuple[str, str]]:
    return list(rule(**parameters).flaws())


RATIO = {"type": "ratio", "full_at": "90%", "zero_below": "60%"}
BOUND = {"type": "threshold", "at": "80%", "loss": "1", "per": "1%"}
EXCESS = {"type": "threshold", "at": "40", "direction": "at_most", "loss": "0.5", "per": "2"}
GAIN = {"type": "threshold", "at": "100", "loss": "0.3", "gain": "0.3", "gain_cap": "3"}
BANDS = {
    "type": "bands",
    "bands": [
        {"to": "80", "points": "0"},
        {"from": "80", "to": "90", "points": "3"},
        {"from": "90", "to": "100", "points": "5"},
    ],
}
UPPER = {**BANDS, "closed": "to"}
CASES = {
    "type": "deduct",
    "cases": [
        {"name": "漏报", "points": "1"},
        {"name": "迟报", "points": "0.5", "max": "1"},
        {"name": "造假", "points": "2", "zero_at": "2"},
    ],
}
LIST = {"type": "checklist", "items": ["甲", "乙", "丙"]}
KEYED = {"type": "checklist", "items": [{"name": "甲", "share": "50%", "key": "true"}, "乙", "丙"]}
GRADES = {"type": "grade", "grades": {"优": "100%", "良": "80%", "差": "0"}}
SURVEY = {"type": "survey", "options": {"满意": "100", "基本满意": "80", "不满意": "0"}}
RANK = {"type": "rank", "table": ["60", "57", "54"], "beyond": {"step": "4", "floor": "45"}}
REVERSE = {"type": "rank", "table": ["2", "1.9"], "reverse": "true", "beyond": {"step": "0.1"}}
FIRST = {"type": "rank", "to_first": "true"}
LADDER = {"type": "ladder", "steps": {"国家级": "5", "省级": "3"}}
EACH = {"type": "sample", "per_fail": "2"}
ANY = {"type": "sample", "any_fail": "zero"}


@pytest.mark.parametrize(
    ("parameters", "data", "points", "score"),
    [
        ({"type": "met"}, {"met": "true"}, "2.5", F(5, 2)),
        ({"type": "met"}, {"met": "false"}, "2.5", F(0)),
        # ratio: proportion to full_at, the cliff only below zero_below
        ({"type": "ratio"}, {"done": "1", "of": "3"}, "2", F(2, 3)),
        ({"type": "ratio"}, {"done": "0", "of": "7"}, "2", F(0)),
        ({"type": "ratio"}, {"value": "120%"}, "2", F(2)),
        (RATIO, {"value": "90%"}, "3", F(3)),
        (RATIO, {"value": "89.99%"}, "3", F(8999, 9000) * 3),
        (RATIO, {"value": "60%"}, "3", F(2)),
        (RATIO, {"value": "59.99%"}, "3", F(0)),
        ({"type": "ratio", "full_at": "50"}, {"value": "20"}, "10", F(4)),
        ({"type": "ratio", "full_at": "0.5"}, {"done": "1", "of": "4"}, "10", F(5)),
        # threshold: at the bound, part of a step, all gone
        (BOUND, {"value": "80%"}, "8", F(8)),
        (BOUND, {"value": "79.5%"}, "8", F(15, 2)),
        ({**BOUND, "steps": "up"}, {"value": "79.5%"}, "8", F(7)),
        ({**BOUND, "steps": "up"}, {"value": "79%"}, "8", F(7)),
        ({**BOUND, "steps": "down"}, {"value": "79.5%"}, "8", F(8)),
        ({**BOUND, "steps": "down"}, {"value": "78.99%"}, "8", F(7)),
        (BOUND, {"value": "72%"}, "8", F(0)),
        (BOUND, {"value": "0%"}, "8", F(0)),
        (BOUND, {"done": "1", "of": "3"}, "80", F(80) - F(140, 3)),
        ({"type": "threshold", "at": "80%"}, {"value": "79.99%"}, "8", F(0)),
        ({"type": "threshold", "at": "80%"}, {"value": "80%"}, "8", F(8)),
        (EXCESS, {"value": "40"}, "2", F(2)),
        (EXCESS, {"value": "41"}, "2", F(7, 4)),
        ({**EXCESS, "steps": "up"}, {"value": "40.1"}, "2", F(3, 2)),
        (EXCESS, {"value": "48"}, "2", F(0)),
        # bands: which one holds its bound, and the outermost finite ends
        (BANDS, {"value": "79.99"}, "5", F(0)),
        (BANDS, {"value": "80"}, "5", F(3)),
        (BANDS, {"value": "90"}, "5", F(5)),
        (BANDS, {"value": "100"}, "5", F(5)),
        (UPPER, {"value": "80"}, "5", F(0)),
        (UPPER, {"value": "90"}, "5", F(3)),
        (UPPER, {"value": "90.01"}, "5", F(5)),
        (BANDS, {"value": "95"}, "4", F(4)),
        (
            {
                "type": "bands",
                "bands": [{"from": "90%", "points": "5"}, {"to": "90%", "points": "1"}],
            },
            {"done": "9", "of": "10"},
            "5",
            F(5),
        ),
        # deduct: caps, the cliff, the floor
        (CASES, {"counts": {}}, "6", F(6)),
        (CASES, {"counts": {"漏报": "2", "迟报": "1"}}, "6", F(7, 2)),
        (CASES, {"counts": {"迟报": "9"}}, "6", F(5)),
        (CASES, {"counts": {"漏报": "9"}}, "6", F(0)),
        (CASES, {"counts": {"造假": "1"}}, "6", F(4)),
        (CASES, {"counts": {"造假": "2"}}, "6", F(0)),
        ({**CASES, "floor": "2"}, {"counts": {"漏报": "9"}}, "6", F(2)),
        ({**CASES, "floor": "9"}, {"counts": {}}, "6", F(6)),
        # checklist: equal shares, stated shares, key items
        (LIST, {"has": ["甲"]}, "2", F(2, 3)),
        (LIST, {"has": []}, "2", F(0)),
        (LIST, {"has": "甲"}, "2", F(2, 3)),
        ({**LIST, "missing": "zero"}, {"has": ["甲", "乙"]}, "2", F(0)),
        ({**LIST, "missing": "zero"}, {"has": ["甲", "乙", "丙"]}, "2", F(2)),
        (KEYED, {"has": ["甲", "丙"]}, "2", F(3, 2)),
        (KEYED, {"has": ["乙", "丙"]}, "2", F(0)),
        (GRADES, {"grade": "良"}, "5", F(4)),
        (GRADES, {"grade": "差"}, "5", F(0)),
        (SURVEY, {"votes": {"满意": "1", "基本满意": "2"}}, "3", F(13, 5)),
        (SURVEY, {"votes": {"不满意": "7"}}, "3", F(0)),
        # rank: by the table, beyond it down to the floor, from the end, in proportion to the first
        (RANK, {"rank": "1", "of": "20"}, "60", F(60)),
        (RANK, {"rank": "3"}, "60", F(54)),
        (RANK, {"rank": "4", "of": "20"}, "60", F(50)),
        (RANK, {"rank": "6", "of": "20"}, "60", F(45)),
        (RANK, {"rank": "1", "of": "1"}, "50", F(50)),
        (REVERSE, {"rank": "12", "of": "12"}, "2", F(2)),
        (REVERSE, {"rank": "11", "of": "12"}, "2", F(19, 10)),
        (REVERSE, {"rank": "9", "of": "12"}, "2", F(17, 10)),
        (REVERSE, {"rank": "1", "of": "99"}, "2", F(0)),
        (FIRST, {"value": "88", "best": "96"}, "6", F(11, 2)),
        (FIRST, {"value": "96", "best": "96"}, "6", F(6)),
        (LADDER, {"awards": []}, "10", F(0)),
        (
            LADDER,
            {"awards": [{"matter": "甲", "level": "省级"}, {"matter": "甲", "level": "国家级"}]},
            "10",
            F(5),
        ),
        (
            LADDER,
            {"awards": [{"matter": str(at), "level": "国家级"} for at in range(3)]},
            "10",
            F(10),
        ),
        (EACH, {"checked": "4", "failed": "0"}, "5", F(5)),
        (EACH, {"checked": "4", "failed": "2"}, "5", F(1)),
        (EACH, {"checked": "4", "failed": "3"}, "5", F(0)),
        (ANY, {"checked": "4", "failed": "0"}, "5", F(5)),
        (ANY, {"checked": "4", "failed": "1"}, "5", F(0)),
        ({"type": "mean"}, {"values": ["92", "88", "91"]}, "5", F(271, 60)),
        ({"type": "mean", "full": "10"}, {"values": ["10"]}, "5", F(5)),
        ({"type": "external"}, {"score": "92.5"}, "3", F(111, 40)),
        ({"type": "external", "full": "500"}, {"score": "460"}, "3", F(69, 25)),
        ({"type": "judged"}, {"score": "0", "reason": "无"}, "3", F(0)),
        ({"type": "judged", "min": "1", "max": "2"}, {"score": "2", "reason": "好"}, "3", F(2)),
    ],
)
def test_scores_are_exact(parameters: Data, data: Data, points: str, score: Fraction) -> None:
    result = outcome(parameters, data, points)
    assert result.score == score
    assert result.why.endswith(f"（满分 {points} 分）")


def test_a_gain_is_bonus_not_score() -> None:
    result = outcome(GAIN, {"value": "103.5"}, "15")
    assert (result.score, result.gain) == (F(15), F(21, 20))
    assert outcome(GAIN, {"value": "200"}, "15").gain == 3
    assert outcome({**GAIN, "steps": "down"}, {"value": "103.5"}, "15").gain == F(9, 10)
    assert outcome(GAIN, {"value": "100"}, "15").gain == 0
    assert outcome(GAIN, {"value": "97"}, "15").score == F(141, 10)
    assert outcome({**EXCESS, "gain": "1"}, {"value": "38"}, "2").gain == 1


def test_a_ladder_tells_each_matter_at_its_highest() -> None:
    awards = [
        {"matter": "甲", "level": "国家级"},
        {"matter": "甲", "level": "省级"},
        {"matter": "乙", "level": "省级"},
    ]
    assert outcome(LADDER, {"awards": awards}, "10").awards == (("甲", F(5)), ("乙", F(3)))


@pytest.mark.parametrize(
    ("parameters", "data", "points", "why"),
    [
        ({"type": "met"}, {"met": "true"}, "2", "达到标准，得 2 分（满分 2 分）"),
        (RATIO, {"value": "50%"}, "3", "完成 50%，低于 60% 不得分，得 0 分（满分 3 分）"),
        (
            {"type": "ratio"},
            {"done": "2", "of": "3"},
            "2",
            "完成 2/3，即 66.67%，未到满分线 100%，按比例得 1.33 分（满分 2 分）",
        ),
        (
            BOUND,
            {"value": "60%"},
            "8",
            "实际 60%，要求不低于 80%，低 20 个百分点，扣 20 分，扣完为止，得 0 分（满分 8 分）",
        ),
        (
            EXCESS,
            {"value": "41"},
            "2",
            "实际 41，要求不超过 40，超 1，扣 0.25 分，得 1.75 分（满分 2 分）",
        ),
        (UPPER, {"value": "90"}, "5", "实际 90，在“80 至 90（不含 80）”一档，得 3 分（满分 5 分）"),
        (BANDS, {"value": "100"}, "5", "实际 100，在“90 至 100”一档，得 5 分（满分 5 分）"),
        (CASES, {"counts": {"漏报": "0"}}, "6", "没有扣分情形，得 6 分（满分 6 分）"),
        (
            CASES,
            {"counts": {"漏报": "9"}},
            "6",
            "“漏报”9 次扣 9 分，扣完为止，得 0 分（满分 6 分）",
        ),
        (
            {**CASES, "floor": "2"},
            {"counts": {"漏报": "9"}},
            "6",
            "“漏报”9 次扣 9 分，已到最低分，得 2 分（满分 6 分）",
        ),
        (KEYED, {"has": ["乙"]}, "2", "3 项具备 1 项，缺关键项“甲”，得 0 分（满分 2 分）"),
        (LADDER, {"awards": []}, "10", "没有可计的事项，得 0 分（满分 10 分）"),
        (RANK, {"rank": "2"}, "60", "排第 2 名，得 57 分（满分 60 分）"),
        (
            JUDGED.model_dump(by_alias=True),
            {"score": "1", "reason": "台账不全。"},
            "3",
            "评议：台账不全，得 1 分（满分 3 分）",
        ),
    ],
)
def test_the_sentence_that_explains(parameters: Data, data: Data, points: str, why: str) -> None:
    assert outcome(parameters, data, points).why == why


@pytest.mark.parametrize(
    ("parameters", "data", "sentence"),
    [
        ({"type": "ratio"}, {"done": "12", "of": "10"}, "完成数“done” 12 大于总数“of” 10"),
        (
            {"type": "ratio"},
            {"done": "0", "of": "0"},
            "总数“of”是 0：没有可计的对象时应认定为不适用并写明理由",
        ),
        (
            {"type": "ratio"},
            {"done": "3"},
            "写 {done: 完成数, of: 总数}，或写 {value: 数值}，两种写法选一种写全",
        ),
        (
            {"type": "ratio"},
            {},
            "写 {done: 完成数, of: 总数}，或写 {value: 数值}，两种写法选一种写全",
        ),
        (
            {"type": "ratio"},
            {"done": "1", "of": "2", "value": "50%"},
            "写 {done: 完成数, of: 总数}，或写 {value: 数值}，两种写法选一种写全",
        ),
        ({"type": "ratio"}, {"value": "96"}, "数值“value”应写成百分数，如 96%"),
        (EXCESS, {"value": "41%"}, "规则的界限不带 %，数值“value”也不应带 %：41%"),
        (BANDS, {"value": "100.01"}, "100.01 不在任何一档里"),
        (BANDS, {"value": "90%"}, "规则的界限不带 %，数值“value”也不应带 %：90%"),
        (CASES, {"counts": {"漏保": "1"}}, "扣分情形“漏保”不在规则里，可用的有：漏报、迟报、造假"),
        (LIST, {"has": ["丁"]}, "项目“丁”不在规则里，可用的有：甲、乙、丙"),
        (LIST, {"has": ["甲", "甲"]}, "已具备的项目“has”里同一项目写了两次"),
        (GRADES, {"grade": "中"}, "等次“中”不在规则里，可用的有：优、良、差"),
        (SURVEY, {"votes": {"基本满": "3"}}, "选项“基本满”不在规则里，是不是“基本满意”？"),
        (SURVEY, {"votes": {"满意": "0"}}, "没有有效票：没有开展测评的不填认定，不适用的写明理由"),
        (SURVEY, {"votes": {}}, "没有有效票：没有开展测评的不填认定，不适用的写明理由"),
        (RANK, {"rank": "0"}, "名次 0 不在 1 至 最末名 之间"),
        (RANK, {"rank": "9", "of": "8"}, "名次 9 不在 1 至 8 之间"),
        (RANK, {"value": "9", "best": "10"}, "写 {rank: 名次, of: 参加排名的总数}"),
        (REVERSE, {"rank": "9"}, "写 {rank: 名次, of: 参加排名的总数}"),
        (
            {"type": "rank", "table": ["5", "4"]},
            {"rank": "3"},
            "第 3 位不在名次表里（表里有 2 位），规则也没有写 beyond",
        ),
        (FIRST, {"value": "97", "best": "96"}, "数值“value” 97 大于第一名数值“best” 96"),
        (FIRST, {"value": "0", "best": "0"}, "第一名数值“best”不能是 0"),
        (FIRST, {"rank": "1"}, "写 {value: 本地数值, best: 第一名数值}"),
        (LADDER, {"awards": [{"matter": "甲", "level": "市级"}]}, "层级“市级”不在规则里，"),
        (EACH, {"checked": "0", "failed": "0"}, "抽查数“checked”是 0：没有抽查的不填认定"),
        (EACH, {"checked": "3", "failed": "4"}, "不合格数“failed” 4 大于抽查数“checked” 3"),
        ({"type": "mean"}, {"values": ["101"]}, "101 超过满分 100"),
        ({"type": "external"}, {"score": "100.5"}, "100.5 超过满分 100"),
        (
            {"type": "judged", "min": "1"},
            {"score": "0.5", "reason": "差"},
            "评分 0.5 不在 1 至 5 之间",
        ),
        ({"type": "judged", "max": "9"}, {"score": "6", "reason": "好"}, "评分 6 不在 0 至 5 之间"),
    ],
)
def test_values_that_a_rule_refuses(parameters: Data, data: Data, sentence: str) -> None:
    told = refusals(parameters, data)
    assert told
    assert told[0].startswith(sentence)


def band(low: str | None, high: str | None, points: str = "1", **more: str) -> dict[str, str]:
    return {
        "points": points,
        **({"from": low} if low else {}),
        **({"to": high} if high else {}),
        **more,
    }


@pytest.mark.parametrize(
    ("bands", "rule_id", "sentence"),
    [
        (
            [band("90", "100"), band("70", "85")],
            "T007",
            "两档之间有空隙：70 至 85（不含 85） 与 90 至 100",
        ),
        (
            [band("80", "100"), band("70", "85")],
            "T007",
            "两档重叠：70 至 85（不含 85） 与 80 至 100",
        ),
        ([band("90", None), band("80", None)], "T007", "两档重叠：≥ 80 与 ≥ 90"),
        ([band(None, "80"), band(None, "90")], "T007", "两档重叠"),
        ([band("80", "90", closed="to"), band("90", "100")], "T007", "界限 90 同时属于两档"),
        ([band("80", "90"), band("90", "100", closed="to")], "T007", "界限 90 不属于任何一档"),
        ([band("90", "80")], "T006", "这一档的 from（90）应小于 to（80）"),
        ([band("90%", None), band("0", "90%")], "T006", "各档的界限要么都带 %，要么都不带"),
    ],
)
def test_bands_with_gaps_and_overlaps(
    bands: list[dict[str, str]], rule_id: str, sentence: str
) -> None:
    told = flaws(type="bands", bands=bands)
    assert told[0][0] == rule_id
    assert told[0][1].startswith(sentence)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"type": "ratio", "full_at": "0%"}, "full_at 不能是 0"),
        (
            {"type": "ratio", "full_at": "90%", "zero_below": "60"},
            "zero_below 与 full_at 要么都带 %，要么都不带",
        ),
        ({"type": "ratio", "full_at": "50%", "zero_below": "60%"}, "zero_below 不能高于 full_at"),
        ({"type": "threshold", "at": "80%", "per": "0%"}, "per 不能是 0"),
        ({"type": "threshold", "at": "80%", "per": "1"}, "per 与 at 要么都带 %，要么都不带"),
        ({"type": "threshold", "at": "80%", "gain_cap": "1"}, "写了 gain_cap 却没有 gain"),
        ({"type": "deduct", "cases": [{"name": "甲", "points": "1"}] * 2}, "cases 里有重名的情形"),
        (
            {"type": "deduct", "cases": [{"name": "甲", "points": "1", "zero_at": "0"}]},
            "zero_at 至少为 1",
        ),
        ({"type": "checklist", "items": ["甲", "甲"]}, "items 里有重名的项目"),
        (
            {"type": "checklist", "items": [{"name": "甲", "share": "90%"}]},
            "items 的 share 合计是 90%，应为 100%",
        ),
        (
            {
                "type": "checklist",
                "items": [{"name": "甲", "share": "90%"}, {"name": "乙", "share": "20%"}],
            },
            "items 的 share 合计是 110%",
        ),
        ({"type": "survey", "options": {"满意": "101"}}, "选项“满意”的分值 101 超过 100"),
        ({"type": "rank"}, "要写 table（各名次的分值），或写 to_first: true"),
        (
            {"type": "rank", "to_first": "true", "table": ["1"]},
            "to_first 不能与 table、beyond、reverse 同时写",
        ),
        ({"type": "sample"}, "any_fail: zero 与 per_fail 要写一个，且只写一个"),
        (
            {"type": "sample", "any_fail": "zero", "per_fail": "1"},
            "any_fail: zero 与 per_fail 要写一个，且只写一个",
        ),
        ({"type": "mean", "full": "0"}, "full 不能是 0"),
        ({"type": "external", "full": "0"}, "full 不能是 0"),
        ({"type": "judged", "min": "3", "max": "2"}, "max 不能小于 min"),
    ],
)
def test_parameters_that_do_not_go_together(parameters: Data, sentence: str) -> None:
    told = flaws(**parameters)
    assert [item[0] for item in told] == ["T006"] * len(told)
    assert told[0][1].startswith(sentence)


@pytest.mark.parametrize(
    ("parameters", "points", "said"),
    [
        ({"type": "met"}, "2", "达到标准得满分，未达到不得分"),
        (RATIO, "3", "达到 90% 得满分，不足的按比例得分，低于 60% 不得分"),
        (
            {**BOUND, "steps": "down"},
            "8",
            "不低于 80% 得满分，每低 1 个百分点扣 1 分（不足一档不计），扣完为止",
        ),
        (
            {"type": "threshold", "at": "5", "direction": "at_most"},
            "8",
            "不超过 5 得满分，未达到不得分",
        ),
        (BANDS, "5", "90 至 100 得 5 分；80 至 90（不含 90） 得 3 分；< 80 得 0 分"),
        (UPPER, "5", "90 至 100（不含 90） 得 5 分；80 至 90（不含 80） 得 3 分；≤ 80 得 0 分"),
        (
            {**CASES, "floor": "1"},
            "6",
            "“漏报”每次扣 1 分；“迟报”每次扣 0.5 分，最多扣 1 分；“造假”每次扣 2 分，达到 2 "
            "次不得分；最低得 1 分",
        ),
        (LIST, "3", "甲、乙、丙：按具备的项目得分，各项相等"),
        (KEYED, "3", "甲（50%）［关键项］、乙（25%）、丙（25%）：按具备的项目得分，缺关键项不得分"),
        ({"type": "judged", "min": "1", "max": "9"}, "3", "在 1 至 3 分之间评定"),
    ],
)
def test_the_criterion_in_one_sentence(parameters: Data, points: str, said: str) -> None:
    assert rule(**parameters).describe(F(points)) == said


def test_names_and_highest_marks_for_messages_and_sheets() -> None:
    assert rule(**LIST).names() == ("甲", "乙", "丙")
    assert rule(**CASES).names() == ("漏报", "迟报", "造假")
    assert rule(**SURVEY).names() == ("满意", "基本满意", "不满意")
    assert rule(**RANK).highest() == 60
    assert rule(**BANDS).highest() == 5
    assert rule(type="met").names() == ()
    assert rule(type="met").highest() is None


def test_the_catalogue_of_kinds_is_the_contracts() -> None:
    assert set(KINDS) == {
        "met", "checklist", "deduct", "ratio", "threshold", "bands", "grade",
        "survey", "rank", "ladder", "sample", "mean", "external", "judged",
    }  # fmt: skip
    for kind in KINDS.values():
        assert kind.title
        assert kind.example


def test_huge_numbers_are_scored_and_said() -> None:
    """The largest numbers that a file may hold, multiplied, have more digits than a decimal context
    keeps."""
    huge = "9" * 15
    parameters = {"type": "deduct", "cases": [{"name": "甲", "points": huge}]}
    result = outcome(parameters, {"counts": {"甲": huge}}, "5")
    assert result.score == 0
    assert f"扣 {int(huge) ** 2} 分" in result.why


AMOUNTS = st.tuples(st.integers(0, 400), st.integers(1, 400)).filter(
    lambda pair: pair[0] <= pair[1]
)


@given(
    AMOUNTS,
    AMOUNTS,
    st.sampled_from(
        [
            RATIO,
            BOUND,
            {**BOUND, "steps": "up"},
            {**BOUND, "steps": "down"},
            {"type": "threshold", "at": "80%"},
        ]
    ),
)
def test_more_done_is_never_worth_less(
    one: tuple[int, int], two: tuple[int, int], parameters: Data
) -> None:
    low, high = sorted((one, two), key=lambda pair: F(*pair))
    scores = [
        outcome(parameters, {"done": str(done), "of": str(of)}, "7").score
        for done, of in (low, high)
    ]
    assert 0 <= scores[0] <= scores[1] <= 7


@given(
    st.fractions(0, 100).map(lambda value: F(round(value * 1000), 1000)),
    st.sampled_from([BANDS, UPPER]),
)
def test_every_value_lies_in_exactly_one_band(value: Fraction, parameters: Data) -> None:
    made = rule(**parameters)
    assert made.band_of(value) is not None  # type: ignore[attr-defined]
    held = [
        one
        for one in made.bands  # type: ignore[attr-defined]
        if (one.lower is None or one.lower.value <= value)
        and (one.upper is None or value <= one.upper.value)
    ]
    assert 1 <= len(held) <= 2
    assert made.band_of(value) in held  # type: ignore[attr-defined]
