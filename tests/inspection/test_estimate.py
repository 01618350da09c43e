"""推算: what a sample says about the whole, by hand on a small tree, at its edges, and on random
samples."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import profiles
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import Opener, write

from scoring.documents.inspection.estimate import (
    NO_ESTIMATE,
    estimate_data,
    estimate_rows,
    estimate_text,
)
from scoring.inspection.estimate import Estimate, estimate
from scoring.workspace import open_workspace

FRAME = "0" * 64
LEAVES = {"1.1": 4, "1.2": 4, "1.3": 2, "2.1": 10}
CLAIMS = {"1.1": "4", "1.2": "4", "1.3": "2", "2.1": "8"}


def files(
    sample: str, findings: dict[str, str], *, kind: str = "inspection", evidence: str = "none"
) -> dict[str, str]:
    """A tree of two blocks, claims for its four leaves, and an inspection with this sample."""
    leaves = {
        block: "".join(
            f'  - {{code: "{code}", name: 指标{code}, points: {points}, evidence: {evidence}}}\n'
            for code, points in LEAVES.items()
            if code[0] == block
        )
        for block in "12"
    }
    claimed = "".join(
        f'  "{code}": {{score: {score}, reason: 如实}}\n' for code, score in CLAIMS.items()
    )
    found = "".join(f'  "{code}": {finding}\n' for code, finding in findings.items())
    return {
        "workspace.yaml": "name: 示例县\ntree: sample\nround: self\n",
        "indicators/sample.yaml": "id: sample\ntitle: 示例\nlevels: [一级, 二级]\nindicators:\n"
        + "".join(
            f'- code: "{block}"\n  name: 板块{block}\n  children:\n{rows}'
            for block, rows in leaves.items()
        ),
        "rounds/self.yaml": f"round: self\nkind: self\nas_of: 2026-11-20\nfindings:\n{claimed}",
        "rounds/insp.yaml": f"round: insp\nkind: {kind}\nas_of: 2026-11-21\nbasis: self\n{sample}findings:\n{found}",
    }


def sample(chance: dict[str, str], strata: str) -> str:
    drawn = ", ".join(f'"{code}"' for code in chance)
    chances = ", ".join(f'"{code}": "{text}"' for code, text in chance.items())
    return (
        f"sample:\n  by: risk\n  size: {len(chance)}\n  seed: 甲\n  frame: '{FRAME}'\n  pieces: 1\n"
        f"  indicators: [{drawn}]\n  chance: {{{chances}}}\n  strata:\n{strata}"
    )


TWO = (
    '  - {block: "1", group: 全部, of: 3, drawn: 2, codes: ["1.1", "1.2", "1.3"]}\n'
    '  - {block: "2", group: 全部, of: 1, drawn: 0, codes: ["2.1"]}\n'
)
DRAWN = sample({"1.1": "2/3", "1.2": "1/3"}, TWO)
FOUND = {"1.1": "{score: 3, reason: 缺页}", "1.2": "{score: 1, reason: 缺页}"}


def made(opened: Opener, *args: object, **options: object) -> Estimate | None:
    workspace = opened(files(*args, **options))  # type: ignore[arg-type]
    assert workspace.errors == []
    return estimate(workspace, workspace.assess())


def test_the_ratio_of_each_stratum_by_hand(opened: Opener) -> None:
    """1.1 holds 3 of 4 with weight 3/2, 1.2 holds 1 of 4 with weight 3: (4.5 + 3) ÷ (6 + 12) of
    1.3's 2 points.

    Nothing was drawn in block 2: it takes the same ratio for its 8 points.
    """
    found = made(opened, DRAWN, FOUND)
    assert found is not None
    ratio = Fraction(15, 36)
    assert found.score == 4 + ratio * 2 + ratio * 8
    assert found.low == 4 + Fraction(1, 4) * 10
    assert found.high == 4 + 10
    assert (found.inspected, found.rest, found.open) == (4, 10, ())
    assert [(row.name, row.of, row.drawn, row.inspected, row.ratio) for row in found.strata] == [
        ("1 全部", 3, 2, 2, ratio),
        ("2 全部", 1, 0, 0, None),
    ]
    assert found.strata[1].used == ratio


def test_a_whole_inspection_leaves_nothing_to_guess(opened: Opener) -> None:
    chance = dict.fromkeys(LEAVES, "1")
    strata = '  - {block: "1", group: 全部, of: 4, drawn: 4, codes: ["1.1", "1.2", "1.3", "2.1"]}\n'
    findings = dict.fromkeys(LEAVES, "{score: 1, reason: 缺页}")
    found = made(opened, sample(chance, strata), findings)
    assert found is not None
    assert found.low == found.score == found.high == 4


def test_what_was_drawn_and_not_yet_inspected_is_open_and_guessed(opened: Opener) -> None:
    found = made(opened, DRAWN, {"1.1": FOUND["1.1"], "1.2": "{opinion: 无法核实}"})
    assert found is not None
    assert found.open == ("1.2",)
    assert found.score == 3 + Fraction(3, 4) * (4 + 2 + 8)
    assert found.low == found.score, "one inspected leaf is its own worst"


def test_leaves_that_were_inspected_without_being_drawn_count_but_tell_nothing(
    opened: Opener,
) -> None:
    found = made(opened, DRAWN, {**FOUND, "2.1": "{score: 0, reason: 台账不实}"})
    assert found is not None
    assert found.score == 4 + Fraction(15, 36) * 2
    assert found.inspected == 4


def test_untrue_evidence_is_part_of_what_did_not_hold(opened: Opener) -> None:
    """The support of 1.1 before the inspection is the measure; its only piece turns out to be
    untrue."""
    described = files(
        DRAWN,
        {
            "1.1": "{score: 4, reason: 假材料, untrue: [E1], penalty: 4}",
            "1.2": "{score: 4, reason: 属实}",
        },
        evidence="[{name: 台账}]",
    )
    proves = ", ".join(f'{{indicator: "{code}"}}' for code in LEAVES if code != "1.1")
    described["evidence/register.yaml"] = (
        '- {id: E1, url: "https://example.com/1", seen: 2026-05-01, proves: [{indicator: "1.1"}]}\n'
        f'- {{id: E2, url: "https://example.com/2", seen: 2026-05-01, proves: [{proves}]}}\n'
    )
    workspace = opened(described)
    found = estimate(workspace, workspace.assess())
    assert found is not None
    ratio = Fraction(3 * 4) / (Fraction(3, 2) * 4 + 3 * 4)
    assert found.score == 4 + ratio * 10
    assert found.low == 4


@pytest.mark.parametrize(
    "findings", [{}, {"1.1": "{opinion: 无法核实}"}, {"2.1": "{score: 5, reason: 缺页}"}]
)
def test_nothing_inspected_of_the_sample_is_no_estimate(
    opened: Opener, findings: dict[str, str]
) -> None:
    assert made(opened, DRAWN, findings) is None
    assert estimate_data(None) == {}
    assert estimate_rows(None) == []
    assert NO_ESTIMATE in estimate_text(None)


def test_no_sample_is_no_estimate(opened: Opener) -> None:
    assert made(opened, "", FOUND) is None


def test_it_is_labelled_and_never_among_the_tracks(opened: Opener) -> None:
    workspace = opened(files(DRAWN, FOUND, kind="mock"))
    assessment = workspace.assess()
    found = estimate(workspace, assessment)
    assert found is not None
    data = estimate_data(found)
    assert (data["label"], data["round"], data["mock"]) == ("推算", "insp", True)
    assert data["score"] == "8.17"
    assert data["exact"]["score"] == "49/6"
    assert assessment.track("verified").score == 4
    assert assessment.track("current").score == 4 + 2 + 8
    text = estimate_text(found)
    assert (
        "推算（模拟，不是核验分）：全部核验的话，基本分约 8.17 分，在 6.50 至 14.00 分之间。"
        in text
    )
    assert [row["现分"] for row in estimate_rows(found)] == ["8.17", "6.50", "14.00"]


def test_the_round_that_verifies_without_a_sample_of_its_own_changes_the_scores_only(
    opened: Opener,
) -> None:
    later = "round: later\nkind: inspection\nas_of: 2026-11-30\nbasis: self\nfindings:\n"
    described = files(DRAWN, FOUND) | {
        "rounds/later.yaml": later + '  "1.1": {score: 4, reason: 补正}\n'
    }
    workspace = opened(described)
    found = estimate(workspace, workspace.assess())
    assert found is not None
    assert found.round.id == "insp"
    assert found.inspected == 5


@settings(max_examples=profiles.EXAMPLES // 4)
@given(st.data())
def test_it_always_lies_in_its_range(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    drawn = data.draw(st.lists(st.sampled_from(sorted(LEAVES)), unique=True, min_size=1))
    chance = {code: f"1/{data.draw(st.integers(1, 9))}" for code in sorted(drawn)}
    scores = {
        code: data.draw(st.integers(0, LEAVES[code]))
        for code in data.draw(st.sets(st.sampled_from(drawn)))
    }
    inside = ", ".join(f'"{code}"' for code in LEAVES)
    strata = f'  - {{block: "1、2", group: 其他, of: 4, drawn: {len(drawn)}, codes: [{inside}]}}\n'
    findings = {code: f"{{score: {score}, reason: 核对}}" for code, score in scores.items()}
    folder: Path = tmp_path_factory.mktemp("w")
    workspace = open_workspace(write(folder, files(sample(chance, strata), findings))).whole()
    assert workspace.errors == []
    found = estimate(workspace, workspace.assess())
    assert (found is None) == (not scores)
    if found is not None:
        assert 0 <= found.low <= found.score <= found.high <= workspace.assess().root.applicable
