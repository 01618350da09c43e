"""Words that documents share, and what it takes to win back a loss."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import samples

from scoring.indicators.model import EvidenceRequirement
from scoring.views.words import (
    by_number,
    chinese_date,
    chinese_number,
    missing,
    requirement_terms,
)
from scoring.workspace import open_workspace


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (90, "九十"),
        (99, "九十九"),
    ],
)
def test_numerals(number: int, said: str) -> None:
    assert chinese_number(number) == said


def test_numerals_are_all_different() -> None:
    assert len({chinese_number(number) for number in range(1, 100)}) == 99


def test_dates_have_arabic_digits_without_padding() -> None:
    assert chinese_date(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({}, ""),
        ({"kinds": ["文件", "统计表"]}, "文件、统计表"),
        (
            {"kinds": ["图片"], "min": 2, "within": "any", "required": False},
            "图片，至少 2 件，不限时间，可选",
        ),
    ],
)
def test_terms_of_a_requirement(terms: dict[str, object], said: str) -> None:
    assert requirement_terms(EvidenceRequirement.model_validate({"name": "清单", **terms})) == said


def test_ids_stand_in_natural_order_whatever_the_register_says() -> None:
    assert by_number(["E10", "E2", "E0002", "E1"]) == by_number(["E0002", "E1", "E2", "E10"])
    assert by_number(["E10", "E9"]) == ["E9", "E10"]


def losses(folder: Path, files: dict[str, str | bytes], code: str) -> tuple[str, ...]:
    assessment = open_workspace(samples.write(folder, files)).whole().assess()
    return missing(assessment.by_code[code])


def test_nothing_is_missing_at_full_mark(tmp_path: Path) -> None:
    assert losses(tmp_path, dict(samples.SOUND), "1.2") == ()


def test_a_missed_standard_names_what_full_mark_takes(tmp_path: Path) -> None:
    (said,) = losses(tmp_path, dict(samples.SOUND), "1.1")
    assert said.startswith("标准未达到，失 0.60 分。满分要求：")


def test_an_unassessed_leaf_says_by_which_rule_it_is_scored(tmp_path: Path) -> None:
    (said,) = losses(
        tmp_path,
        samples.changed("rounds/2026-self.yaml", '  "1.1": {done: 9, of: 10}\n', ""),
        "1.1",
    )
    assert said.startswith(
        "尚未评分，6.00 分待定：请核实情况，填报认定（评分规则：达到 100% 得满分"
    )


def test_missing_evidence_is_named_with_kind_and_number(tmp_path: Path) -> None:
    said = losses(tmp_path, {**samples.SOUND, "evidence/register.yaml": "[]\n"}, "1.1")
    assert said[-1] == "佐证不足，失 5.40 分：补齐“办理清单”（文件，要 1 件，有效 0 件）。"


def test_a_cut_of_the_inspection_gives_its_reason(tmp_path: Path) -> None:
    files = {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK}
    assert losses(tmp_path, files, "1.1")[-1] == "核验扣减 0.40 分：清单缺一页。"
