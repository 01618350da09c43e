"""回避: who may not verify which indicator, by the own unit, by a collective name, by a deputy, and
by evidence that he accepted himself.

```yaml
people:
  王敏: {roles: [评查], units: [司法局]}        # a short name of 县司法局
  李强: {roles: [评查], units: [县教育局]}
  周敏: {roles: [评查]}
  赵倩: {roles: [评查], deputy_of: 周敏}
```
"""

from __future__ import annotations

import pytest
from samples import SOUND, Opener

from scoring.inspection.avoidance import barred
from scoring.workspace import Workspace

PEOPLE = """\
people:
  王敏: {roles: [评查], units: [司法局]}
  李强: {roles: [评查], units: [县教育局]}
  周敏: {roles: [评查]}
  赵倩: {roles: [评查], deputy_of: 周敏}
"""
TREE = SOUND["indicators/sample.yaml"].replace(
    "    name: 公开到位\n", "    name: 公开到位\n    lead: [各单位]\n"
)
REVIEWED = "  unit: 县司法局\n  review: {state: accepted, by: 周敏, on: 2026-05-02}\n"


@pytest.fixture
def workspace(opened: Opener) -> Workspace:
    """1.1 is led by 县司法局, 1.2 by 各单位; 周敏 has accepted E0001."""
    register = SOUND["evidence/register.yaml"].replace("  unit: 县司法局\n", REVIEWED)
    made: Workspace = opened({
        **SOUND,
        "workspace.yaml": SOUND["workspace.yaml"] + PEOPLE,
        "indicators/sample.yaml": TREE,
        "evidence/register.yaml": register,
    })  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("name", "code", "why"),
    [
        ("王敏", "1.1", "王敏是县司法局的人，不能核验本单位的“1.1”"),
        ("王 敏", "1.1", "王敏是县司法局的人，不能核验本单位的“1.1”"),
        ("李强", "1.1", ""),
        ("王敏", "1.2", "王敏是县司法局的人，不能核验本单位的“1.2”"),
        ("李强", "1.2", "李强是县教育局的人，不能核验本单位的“1.2”"),
        ("周敏", "1.2", ""),
        ("外来专家", "1.1", ""),
    ],
    ids=[
        "the own unit by its short name",
        "another spelling of the person",
        "another unit's",
        "a member of the collective",
        "the other member",
        "of no unit",
        "of no office here",
    ],
)
def test_by_the_unit(workspace: Workspace, name: str, code: str, why: str) -> None:
    assert barred(workspace, name, code, []) == why


@pytest.mark.parametrize("name", ["周敏", "赵倩"])
def test_by_evidence_that_the_own_hand_accepted(workspace: Workspace, name: str) -> None:
    """A deputy is the same hand as the one he stands for."""
    why = barred(workspace, name, "1.1", workspace.records)
    assert why == f"佐证 E0001 是{name}审核通过的，不能由他核验“1.1”"


def test_evidence_that_another_accepted_bars_nobody(workspace: Workspace) -> None:
    assert barred(workspace, "李强", "1.1", workspace.records) == ""
    assert barred(workspace, "周敏", "1.1", workspace.records[1:]) == "", "E0002 waits for a review"
