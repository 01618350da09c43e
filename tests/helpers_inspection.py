"""A small inspection with a sample, an untrue piece, an open question and a second opinion, as
texts by file name."""

from __future__ import annotations

from samples import SOUND

TREE = SOUND["indicators/sample.yaml"].replace(
    "    name: 公开到位\n", "    name: 公开到位\n    methods: [暗访]\n"
)
INSPECTION = """\
round: 2026-insp
kind: inspection
as_of: 2026-11-25
basis: 2026-self
assessor: 示例市第三方评查组
inspectors: [周启明, 吴晓岚]
sample:
  by: risk
  size: 2
  seed: "20261125"
  frame: 0b5f4f5d8e6f0c0f8f1b8a5d6a0f6d3c1b7c9d2e4f5a6b7c8d9e0f1a2b3c4d5e
  pieces: 10
  indicators: ["1.1", "1.2"]
  evidence: [E0001]
  strata:
  - {block: "1", group: 全部, of: 2, drawn: 2, codes: ["1.1", "1.2"]}
  chance: {"1.1": "1", "1.2": "1"}
findings:
  "1.1": {score: 5, reason: 清单有一项查无实据, opinion: 不实, opened: [E0001], untrue: [E0001], penalty: 1.5}
  "1.2": {opinion: 无法核实, note: 栏目正在改版}
"""
SECOND = """\
round: 2026-b
kind: inspection
as_of: 2026-11-24
basis: 2026-self
findings:
  "1.1":
    {score: 2, reason: <b>缺页</b><script>alert(1)</script>, opinion: 部分属实,
     by: 郑一鸣, place: 大厅, people: [窗口人员]}
"""
INSPECTED = {
    "workspace.yaml": SOUND["workspace.yaml"] + 'inspection: {differ: "0.5"}\n',
    "indicators/sample.yaml": TREE,
    "rounds/2026-insp.yaml": INSPECTION,
    "rounds/2026-b.yaml": SECOND,
}
"""What stands beside, or in place of, the files of the small sound workspace."""

SHARES = "    method_shares: {材料审查: 40%, 实地核验: 40%, 问卷: 20%}\n"
"""How the sample tree shares an indicator's points between methods."""
BY_METHODS = SOUND["indicators/sample.yaml"].replace(
    "    name: 网上办理\n", "    name: 网上办理\n    methods: [材料审查, 实地核验, 问卷]\n" + SHARES
)
"""The tree with three methods for 网上办理."""


def verifying_round(
    ident: str, findings: str, *, day: str = "2026-11-25", kind: str = "inspection", head: str = ""
) -> dict[str, str | bytes]:
    """The file of a round that verifies the self-assessment of the sample; ``findings`` are lines
    like ``"1.1": {score: 5, reason: 缺页}``, ``head`` further keys."""
    lines = "".join(f"  {line}\n" for line in findings.strip().splitlines())
    text = f"round: {ident}\nkind: {kind}\nas_of: {day}\nbasis: 2026-self\n{head}findings:\n{lines}"
    return {f"rounds/{ident}.yaml": text}
