"""``shifan explain``: a finding read aloud, and why one indicator scores what it does."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES

from scoring.documents.explaining import explain_text
from scoring.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def one_level() -> Workspace:
    return open_workspace(EXAMPLES / "one-level").whole()


def test_explain_shows_the_arithmetic_of_a_leaf(one_level: Workspace) -> None:
    text = explain_text(one_level, one_level.assess(), "14")
    assert (
        "应得 8.00 = 现分 0.00 + 未评 0.00 + 标准未达到 1.00 + 佐证不足 7.00 + 核验扣减 0.00"
        in text
    )
    assert "  × 应诉结果统计［统计表］\n      没有登记佐证\n" in text
    assert text.endswith("\n牵头单位：区司法局\n责任单位：区政府各部门")


def test_explain_of_a_node_lists_what_is_below(tmp_path: Path) -> None:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND)).whole()
    text = explain_text(workspace, workspace.assess(), "1")
    assert "下级：\n  1.1 网上办理：5.40/6.00，部分得分\n  1.2 公开到位：4.00/4.00，满分\n" in text
