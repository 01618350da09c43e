"""The sample of an inspection as its round keeps it, and where a record does not agree with itself.

::

    sample:
      by: units
      size: 1
      seed: 甲
      frame: <64 hex digits>
      pieces: 2
      indicators: ["1.1"]
      evidence: [E0001]
      strata: [{block: "1", group: 县司法局, of: 2, drawn: 1, codes: ["1.1", "1.2"]}]
      chance: {"1.1": 1/2}
"""

from __future__ import annotations

from typing import Any

import pytest
from helpers_rounds import document, tree

from scoring.rounds.sampling import SampleRecord, as_data, sample_faults

SAMPLE: dict[str, Any] = {
    "by": "units",
    "size": "1",
    "seed": "甲",
    "frame": "a" * 64,
    "pieces": "2",
    "indicators": ["1.1"],
    "evidence": ["E0001"],
    "strata": [
        {"block": "1", "group": "县司法局", "of": "2", "drawn": "1", "codes": ["1.1", "1.2"]}
    ],
    "chance": {"1.1": "1/2"},
}


def faults(kind: str = "inspection", marked: tuple[str, ...] = (), **changes: Any) -> list[str]:
    record = SampleRecord.model_validate({**SAMPLE, **changes})
    source = document("round: r\nsample: {size: 1}\n")
    found = sample_faults(record, kind, marked, source, tree(), frozenset({"E0001"}))
    return [f"{problem.rule} {problem.what}" for problem in found]


def test_a_record_as_it_was_drawn_has_no_fault() -> None:
    assert faults(marked=("1.1",)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"indicators": ["1.9"]}, "F020 抽样记录里的指标“1.9”不在指标体系里"),
        ({"indicators": ["1"]}, "F020 抽样记录里的指标“1”是上级指标"),
        ({"evidence": ["E0002"]}, "F021 抽样记录里的佐证“E0002”不在登记表里"),
        ({"size": "2"}, "F024 抽样记录前后不一致：size 是 2，indicators 有 1 项"),
        (
            {"indicators": ["1.1", "1.1"], "size": "2"},
            "F024 抽样记录前后不一致：同一个指标写了两次",
        ),
        ({"chance": {"1.2": "1/2"}}, "F024 抽样记录前后不一致：chance 与 indicators 的指标不同"),
        ({"strata": []}, "F024 抽样记录前后不一致：有抽中的指标不在任何一层里"),
    ],
)
def test_a_record_that_was_edited_by_hand(changes: dict[str, Any], expected: str) -> None:
    assert expected in faults(**changes)


def test_a_stratum_with_other_numbers_than_its_codes() -> None:
    stratum = {**SAMPLE["strata"][0], "of": "3"}
    assert faults(strata=[stratum]) == [
        "F024 抽样记录前后不一致：“1 县司法局”写着 3 项里抽 1 项，实际 2 项里有 1 项"
    ]


def test_case_files_are_counted_each_once() -> None:
    cases = {
        "file": "案卷.csv",
        "sha256": "b" * 64,
        "of": "9",
        "size": "2",
        "numbers": ["1号", "1号"],
    }
    assert faults(cases=cases) == ["F024 抽样记录前后不一致：size 是 2，numbers 有 1 件"]


def test_a_mark_outside_of_the_sample_and_a_sample_of_a_self_assessment() -> None:
    assert faults("self", ("1.2",)) == [
        "F025 " + faults("self")[0].removeprefix("F025 "),
        "F022 “1.2 公开到位”不在抽中的指标里，却有认定",
    ]


@pytest.mark.parametrize("chance", ["0", "3/2", "0.5", "1/0"])
def test_a_chance_is_a_fraction_above_nothing_and_at_most_one(chance: str) -> None:
    with pytest.raises(ValueError, match="概率"):
        SampleRecord.model_validate({**SAMPLE, "chance": {"1.1": chance}})


def test_out_and_back_is_the_same_record() -> None:
    record = SampleRecord.model_validate(SAMPLE)
    data = as_data(record)
    assert "methods" not in data
    again = {**data, **{key: str(data[key]) for key in ("size", "pieces")}}
    again["strata"] = [{**data["strata"][0], "of": "2", "drawn": "1"}]
    assert SampleRecord.model_validate(again) == record
