"""A workspace for plans that can be reckoned by hand, as text of a docstring."""

from __future__ import annotations

TREE = """
    == indicators/sample.yaml
    id: sample
    title: 示例指标体系
    levels: [一级指标, 二级指标]
    points: {basis: estimate, source: 专班测算}
    bonus: {cap: 5, gate: 16}
    grades: [{name: 优秀, from: 18}, {name: 合格, from: 12}]
    vetoes:
    - {code: V1, name: 发生重大负面舆情}
    - {code: V2, name: 弄虚作假, effect: cap, at: 11}
    - {code: V3, name: 被通报批评, effect: no_top_grade}
    criteria:
    - {id: C1, type: total, min: 15}
    - {id: C2, type: rate, codes: ["1"], min: 75%}
    - {id: C3, type: evidence, min: 100%}
    - {id: C4, type: rectified}
    - {id: C5, type: total, min: 18, track: verified}
    indicators:
    - code: "1"
      name: 依法履职
      points: 10
      children:
      - {code: "1.1", name: 网上办理, points: 4, rule: {type: met}, evidence: none, lead: [县司法局]}
      - {code: "1.2", name: 公开到位, points: 6, rule: {type: met}, lead: [县教育局]}
    - code: "2"
      name: 规范执法
      points: 10
      children:
      - {code: "2.1", name: 执法公示, points: 3, rule: {type: met}, evidence: none, lead: [县司法局]}
      - {code: "2.2", name: 法制审核, points: 7, rule: {type: met}, evidence: none, lead: [县教育局]}
    - {code: "3", name: 创新做法, kind: bonus, points: 5, rule: {type: judged}, evidence: none}
    == evidence/register.yaml
    []
    == rounds/2026-self.yaml
    round: 2026-self
    kind: self
    tree: sample
    as_of: 2026-11-20
    findings:
      "1.1": {met: false}
      "1.2": {met: false}
      "2.1": {met: false}
      "2.2": {met: true}
      "3": {score: 2, reason: 省级推广}
    == rectification.yaml
    - {id: R1, indicator: "1.1", cause: standard, problem: 没有上网, lead: [县司法局], effort: 4, due: 2026-12-01}
    - {id: R2, indicator: "1.2", cause: standard, problem: 没有公开, lead: [县教育局], effort: 2, due: 持续推进}
    - {id: R3, indicator: "1.2", cause: evidence, problem: 没有佐证, lead: [县教育局], effort: 1, after: [R2]}
    - {id: R4, indicator: "2.1", cause: standard, problem: 没有公示, lead: [县司法局]}
"""
"""Now 7 of 20 points, the bonus of 2 shut out by its gate at 16. R2 wins nothing without R3, nor R3
without R2."""
