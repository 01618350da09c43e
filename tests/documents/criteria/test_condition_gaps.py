"""What each unmet condition lacks, kind by kind, with the indicators or items in its way.

- {id: T, type: total, min: 95}      - {id: C, type: completeness, min: 100%}
- {id: R, type: rate, codes: ["1"], min: 97%}      - {id: L, type: rectified}   …
"""

from __future__ import annotations

import pytest
from helpers_inspection import verifying_round
from helpers_ledger import item
from samples import SOUND, Opener, write

from scoring.documents.criteria.gaps import (
    GapLine,
    Remedying,
    condition_gap,
    gate_note,
    lines_of,
)
from scoring.workspace import Workspace, open_workspace

TREE = SOUND["indicators/sample.yaml"]
HEAD, _, REST = TREE.partition("criteria:")
INDICATORS = REST[REST.index("indicators:") :]
CRITERIA = """\
criteria:
- {id: T, type: total, min: 95}
- {id: R, type: rate, codes: ["1"], min: 97%}
- {id: B, type: binding}
- {id: N, type: count, codes: ["1.1", "1.2"], at_least: 2}
- {id: C, type: completeness, min: 100%}
- {id: E, type: evidence, min: 100%}
- {id: V, type: no_veto}
- {id: L, type: rectified}
"""


def tree(criteria: str) -> str:
    """The sample tree with other conditions, and with 1.1 as a binding indicator."""
    text = HEAD + criteria + INDICATORS
    return text.replace("    name: 网上办理\n", "    name: 网上办理\n    binding: true\n")


SHORT = {
    **SOUND,
    "indicators/sample.yaml": tree(CRITERIA),
    "evidence/register.yaml": "[]\n",
    "rounds/2026-self.yaml": SOUND["rounds/2026-self.yaml"]
    .replace("{V1: false}", "{V1: {on: 2026-03-02, note: 已整改}}")
    .replace('  "1.2": {met: true}\n', ""),
    "rectification.yaml": item(status="整改中", due="2026-12-01"),
}


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """No evidence at all, 1.2 not assessed, a veto, and an open item for the standard of 1.1."""
    return open_workspace(write(tmp_path_factory.mktemp("short"), SHORT)).whole()


def gaps(workspace: Workspace) -> dict[str, str]:
    """By condition what it lacks; those that are met lack nothing."""
    assessment = workspace.assess()
    pairs = zip(workspace.tree.criteria, assessment.verdicts, strict=True)
    return {
        verdict.id: condition_gap(criterion, verdict, assessment)
        for criterion, verdict in pairs
        if not verdict.met
    }


def lines(workspace: Workspace, ident: str) -> list[GapLine]:
    assessment = workspace.assess()
    remedying = Remedying.of(workspace, assessment)
    pairs = zip(workspace.tree.criteria, assessment.verdicts, strict=True)
    ((criterion, verdict),) = (pair for pair in pairs if pair[1].id == ident)
    return list(lines_of(criterion, verdict, workspace, assessment, remedying))


def notes(workspace: Workspace) -> list[str]:
    assessment = workspace.assess()
    return [gate_note(criterion, assessment) for criterion in workspace.tree.criteria]


def test_each_kind_of_condition_says_what_it_lacks(short: Workspace) -> None:
    """Nothing of ten points is had, and 95 are asked for."""
    assert gaps(short) == {
        "T": "差 95.00 分，失分全部补上也不够",
        "R": "1 项未达到",
        "B": "1 项未得满分",
        "N": "2 项未得满分",
        "C": "未评 4.00 分，1 项",
        "E": "还差 2 项必备佐证",
        "V": "触发 1 项",
        "L": "1 个未销号",
    }


def test_a_node_above_the_indicators_heads_those_in_its_way(short: Workspace) -> None:
    """97 % of ten points are 9.70; the largest loss comes first."""
    head, first, second = lines(short, "R")
    assert (head.code, head.gap, head.why, head.head) == ("1", "差 9.70 分", "其中：", True)
    assert (first.code, first.gap, first.why) == ("1.1", "差 6.00 分", "标准未达到、佐证不足")
    assert (second.code, second.gap, second.why) == ("1.2", "差 4.00 分", "未评")


def test_the_item_that_mends_a_loss_is_named_and_what_it_leaves_is_told(
    short: Workspace,
) -> None:
    """R0001 is for the standard; the evidence stands in no item."""
    (line,) = lines(short, "B")
    assert (line.items, line.due, line.unit) == (("R0001",), "2026-12-01", "县司法局")
    assert line.how == ("R0001（整改中）有一项没有上网；补报“办理清单”1 件（文件）（未列入清单）")


def test_what_nobody_assessed_is_to_be_assessed(short: Workspace) -> None:
    (line,) = lines(short, "C")
    assert (line.code, line.gap, line.why, line.items) == ("1.2", "未评 4.00 分", "未评", ())
    assert line.how.startswith("核实情况，填报认定")


def test_evidence_is_counted_in_whole_requirements(short: Workspace) -> None:
    first, second = lines(short, "E")
    assert (first.code, first.gap, first.why) == ("1.1", "缺 1 项", "缺“办理清单”")
    assert (second.code, second.why) == ("1.2", "没有有效佐证")
    assert first.how == "补报“办理清单”1 件（文件）（未列入清单）"
    assert second.how == "补报能够证明本项的材料 1 件（未列入清单）"


def test_vetoes_and_items_say_their_own(short: Workspace) -> None:
    (veto,) = lines(short, "V")
    assert (veto.code, veto.name, veto.gap) == ("V1", "发生重大负面舆情", "已触发")
    assert (veto.why, veto.how) == ("2026年3月2日", "已整改")
    (entry,) = lines(short, "L")
    assert (entry.code, entry.name, entry.gap) == ("R0001", "有一项没有上网", "整改中")
    assert (entry.unit, entry.due, entry.items) == ("县司法局", "2026-12-01", ("R0001",))


@pytest.mark.parametrize(
    ("share", "gap"), [("50%", ""), ("51%", "还差 1 项必备佐证"), ("100%", "还差 1 项必备佐证")]
)
def test_a_share_of_the_evidence_is_rounded_up_to_a_whole_piece(
    opened: Opener, share: str, gap: str
) -> None:
    """One of two requirements is met: 51 % of two are 1.02, so the second is needed."""
    files = {name: text for name, text in SOUND.items() if not name.endswith("清单.txt")}
    asked = tree(f"criteria:\n- {{id: E, type: evidence, min: {share}}}\n")
    assert gaps(opened({**files, "indicators/sample.yaml": asked})).get("E", "") == gap


def test_of_a_total_only_as_many_losses_are_listed_as_are_needed(opened: Opener) -> None:
    """5.40 of the claim is not carried and 0.60 not reached; five points more are asked for."""
    files = {name: text for name, text in SOUND.items() if not name.endswith("清单.txt")}
    asked = tree("criteria:\n- {id: T, type: total, min: 9}\n")
    workspace = opened({**files, "indicators/sample.yaml": asked})
    assert gaps(workspace) == {"T": "差 5.00 分"}
    assert [(line.code, line.gap) for line in lines(workspace, "T")] == [("1.1", "差 6.00 分")]


def test_a_total_that_nobody_verified_lacks_nothing_that_can_be_counted(opened: Opener) -> None:
    asked = tree("criteria:\n- {id: T, type: total, min: 9, track: verified}\n")
    workspace = opened({**SOUND, "indicators/sample.yaml": asked})
    assert gaps(workspace) == {"T": "尚未核验"}
    assert lines(workspace, "T") == []


def test_where_the_rest_has_a_rate_what_fails_is_not_only_short_of_full(opened: Opener) -> None:
    asked = tree(
        'criteria:\n- {id: N, type: count, codes: ["1.1", "1.2"], at_least: 2, rest: 85%}\n'
    )
    assert gaps(opened({**SOUND, "indicators/sample.yaml": asked})) == {"N": "1 项不够"}


def test_a_bonus_behind_its_gate_is_told_beside_a_total(opened: Opener) -> None:
    """9.40 points, and from 9.50 on the bonus of three counts."""
    gated = tree("criteria:\n- {id: T, type: total, min: 12}\n- {id: B, type: binding}\n").replace(
        "bonus: {cap: 5}", 'bonus: {cap: 5, gate: "9.5"}'
    )
    own = SOUND["rounds/2026-self.yaml"].replace(
        "vetoes:", '  "2": {score: 3, reason: 省级推广}\nvetoes:'
    )
    register = SOUND["evidence/register.yaml"].replace(
        '  - {indicator: "1.2"}', '  - {indicator: "1.2"}\n  - {indicator: "2"}'
    )
    workspace = opened(
        {
            **SOUND,
            "indicators/sample.yaml": gated,
            "rounds/2026-self.yaml": own,
            "evidence/register.yaml": register,
        }
    )
    total, binding = notes(workspace)
    assert "3.00" in total
    assert total.endswith("。")
    assert binding == ""
    assert notes(opened({**SOUND, "indicators/sample.yaml": tree(CRITERIA)}))[0] == ""


def test_an_item_of_a_block_mends_each_indicator_below_it(opened: Opener) -> None:
    ledger = item(indicator='"1"') + item("R0002", status="已销号")
    workspace = opened({**SOUND, "rectification.yaml": ledger})
    remedying = Remedying.of(workspace, workspace.assess())
    assert {code: [one.id for one in found] for code, found in remedying.by_leaf.items()} == {
        "1.1": ["R0001"],
        "1.2": ["R0001"],
    }
    assert remedying.listed
    none = opened({**SOUND, "rectification.yaml": "[]\n"})
    assert Remedying.of(none, none.assess()) == Remedying({}, listed=False)


def test_of_a_verified_track_beside_a_mock_only_the_verdict_tells(opened: Opener) -> None:
    asked = tree("criteria:\n- {id: R, type: rate, codes: ['1'], min: 97%, track: verified}\n")
    inspected = verifying_round("i", '"1.2": {met: true}')
    mock = verifying_round("m", '"1.1": {score: 3, reason: 缺页}', kind="mock")
    files = {**SOUND, "indicators/sample.yaml": asked, **inspected}
    assert [line.code for line in lines(opened(files), "R")] == ["1", "1.1"]
    both = opened({**files, **mock})
    assert gaps(both) == {"R": "1 项未达到"}
    assert lines(both, "R") == []
