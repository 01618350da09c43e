"""What the office calls the quantities of a rule, in every sentence that the rule makes; and the
finding it offers.

```yaml
rule:
  type: threshold
  at: 60
  loss: 0.1
  per: 6
  steps: up
  quantities: {value: {label: 人均培训, unit: 学时}}
```
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from scoring.rules import KINDS, Rule
from scoring.views.finding import facts_text
from scoring.yamlio import parse

F = Fraction
HOURS = {"type": "threshold", "at": "60", "loss": "0.1", "per": "6", "steps": "up"}
ANSWERS = {"done": {"label": "按期答复", "unit": "件"}, "of": {"label": "应答复"}}


def rule(parameters: dict[str, Any], **quantities: Any) -> Rule[Any]:
    return KINDS[parameters["type"]].model_validate({**parameters, "quantities": quantities})


def facts(of: Rule[Any], data: Any) -> Any:
    return TypeAdapter(of.finding).validate_python(data)


SENTENCES = [
    (
        rule(HOURS, value={"label": "人均培训", "unit": "学时"}),
        {"value": "54"},
        "人均培训 54 学时",
        "人均培训 54 学时，要求不低于 60 学时，低 6 学时，扣 0.1 分，得 1.9 分（满分 2 分）",
        "人均培训不低于 60 学时得满分，每低 6 学时扣 0.1 分（不足一档按一档），扣完为止",
    ),
    (
        rule({"type": "ratio"}, **ANSWERS),
        {"done": "96", "of": "100"},
        "按期答复 96 件，应答复 100 件",
        "按期答复 96 件，应答复 100 件，即 96%，未到满分线 100%，按比例得 1.92 分（满分 2 分）",
        "按期答复占应答复的比例达到 100% 得满分，不足的按比例得分",
    ),
    (
        rule({"type": "ratio", "full_at": "4"}, value={"unit": "次"}),
        {"value": "3"},
        "数值 3 次",
        "完成 3 次，未到满分线 4 次，按比例得 1.5 分（满分 2 分）",
        "达到 4 次得满分，不足的按比例得分",
    ),
    (
        rule(
            {
                "type": "bands",
                "bands": [{"from": "4", "points": "2"}, {"from": "2", "to": "4", "points": "1"}],
            },
            value={"label": "应急演练", "unit": "次"},
        ),
        {"value": "3"},
        "应急演练 3 次",
        "应急演练 3 次，在“2 至 4 次（不含 4）”一档，得 1 分（满分 2 分）",
        "应急演练：≥ 4 次得 2 分；2 至 4 次（不含 4） 得 1 分",
    ),
    (
        rule(
            {"type": "deduct", "cases": [{"name": "迟报", "points": "1", "zero_at": "3"}]},
            counts={"unit": "件"},
        ),
        {"counts": {"迟报": 1}},
        "扣分情形：迟报 1 件",
        "“迟报”1 件扣 1 分，得 1 分（满分 2 分）",
        "“迟报”每件扣 1 分，达到 3 件不得分；扣完为止",
    ),
    (
        rule({"type": "sample", "per_fail": "1"}, checked={"label": "抽查案卷", "unit": "卷"}),
        {"checked": 10, "failed": 1},
        "抽查案卷 10 卷，不合格 1 卷",
        "抽查案卷 10 卷，不合格 1 卷，每卷扣 1 分，得 1 分（满分 2 分）",
        "抽查案卷每卷不合格扣 1 分，扣完为止",
    ),
    (
        rule({"type": "rank", "to_first": "true"}, value={"label": "办件量", "unit": "件"}),
        {"value": "50", "best": "100"},
        "办件量 50 件，第一名办件量 100 件",
        "本地办件量 50 件，第一名办件量 100 件，按比例得 1 分（满分 2 分）",
        "第一名得满分，其余按与第一名的比例得分",
    ),
    (
        rule({"type": "external"}, score={"label": "平安建设考核得分"}),
        {"score": "90"},
        "平安建设考核得分 90",
        "平安建设考核得分 90（满分 100），折算得 1.8 分（满分 2 分）",
        "平安建设考核得分，按满分 100 折算",
    ),
    (
        rule(
            {"type": "survey", "options": {"满意": "100"}},
            votes={"label": "有效问卷", "unit": "份"},
        ),
        {"votes": {"满意": 12}},
        "有效问卷：满意 12 份",
        "有效问卷 12 份，平均 100 分（百分制），得 2 分（满分 2 分）",
        "按有效票平均分（百分制）折算：满意 100",
    ),
]


@pytest.mark.parametrize(
    ("of", "finding", "aloud", "why", "criterion"), SENTENCES, ids=lambda value: str(value)[:12]
)
def test_the_names_stand_in_every_sentence(
    of: Rule[Any], finding: Any, aloud: str, why: str, criterion: str
) -> None:
    entered = facts(of, finding)
    assert facts_text(entered, of) == aloud
    assert of.score(entered, F(2)).why == why
    assert of.describe(F(2)) == criterion


def test_a_percentage_has_the_label_and_never_the_unit() -> None:
    named = rule({"type": "ratio"}, value={"label": "按期答复率", "unit": "件"})
    assert named.score(facts(named, {"value": "96%"}), F(2)).why.startswith(
        "按期答复率 96%，未到满分线 100%"
    )
    assert facts_text(facts(named, {"value": "96%"}), named) == "按期答复率 96%"


@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "judged"},
        {"type": "judged", "min": "1", "max": "3"},
        {"type": "external", "full": "10"},
        {"type": "mean", "full": "5"},
        {"type": "rank", "table": ["3", "2"]},
        {"type": "rank", "table": ["3", "2"], "reverse": "true"},
        {"type": "rank", "to_first": "true"},
        {"type": "survey", "options": {"满意": "100", "不满意": "0"}},
        {"type": "bands", "bands": [{"from": "3", "points": "2"}, {"to": "3", "points": "1"}]},
        {"type": "bands", "bands": [{"from": "80%", "points": "1"}, {"to": "80%", "points": "2"}]},
        {"type": "bands", "closed": "to", "bands": [{"from": "0", "to": "1", "points": "1"}]},
        {"type": "threshold", "at": "2.5", "direction": "at_most"},
        {"type": "ratio", "full_at": "80%"},
        {"type": "ladder", "steps": {"省级": "1"}},
        {"type": "sample", "any_fail": "zero"},
        {"type": "deduct", "cases": [{"name": "迟报", "points": "1"}]},
        {"type": "checklist", "items": ["甲", "乙"]},
        {"type": "grade", "grades": {"优": "100%"}},
        {"type": "met"},
    ],
    ids=lambda value: value["type"],
)
@given(points=st.fractions(min_value="1/50", max_value=20))
def test_the_finding_that_a_message_offers_is_one_that_the_rule_takes(
    parameters: dict[str, Any], points: Fraction
) -> None:
    made = rule(parameters)
    offered, _, problems = parse(made.form(points), "")
    assert not problems
    low = parameters.get("min")
    if low is None or points >= F(low):
        assert list(made.vet(facts(made, offered), points)) == []
