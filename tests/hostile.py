"""A workspace of names without end, markup in them, every veto triggered: what a page of bounded
size must survive."""

from __future__ import annotations

from samples import SOUND

NAME = "很长很长的名称" * 12
EVIL = "<b>&甲</b>{{7}}"
UNITS = [f"县{NAME[:30]}{at}局" for at in range(14)]
CODE = "very-long-code-in-letters-here"
HEAD = f"""id: sample
title: {"示例" * 30}
levels: [一级指标, 二级指标]
points: {{basis: estimate, source: 专班测算}}
grades:
- {{name: 特别特别特别优秀的等次, from: 95}}
- {{name: 优秀, from: 90}}
- {{name: 良好, from: 85}}
- {{name: 合格, from: 60}}
vetoes:
{"".join(f"- {{code: V{at}, name: '{NAME}{at}'}}{chr(10)}" for at in range(6))}criteria:
- {{type: total, min: 100}}
- {{type: no_veto}}
- {{type: rectified}}
- {{type: evidence, min: 95%}}
- {{type: completeness, min: 100%}}
- {{type: rate, level: 1, min: 80%}}
- {{type: binding}}
indicators:
"""


def hostile(blocks: int, items: int = 40) -> dict[str, str | bytes]:
    """The files of the workspace, with so many blocks of four leaves and so many items of the
    ledger."""
    vetoes = ", ".join(f"V{at}: {{on: 2026-03-02}}" for at in range(6))
    claims = "".join(
        f'  "{block}.{leaf}-{CODE}": {{done: 1, of: 3}}\n'
        for block in range(blocks)
        for leaf in range(3)
    )
    return {
        **SOUND,
        "workspace.yaml": f"name: {'示例县' * 20}\nlevel: 县\ntree: sample\nround: 2026-self\nunits:\n"
        + "".join(f"  {unit}:\n" for unit in UNITS)
        + f"report: {{issuer: {'办公室' * 40}}}\n",
        "indicators/sample.yaml": HEAD + "".join(_block(at) for at in range(blocks)),
        "evidence/register.yaml": f"""- id: E0001
  file: files/清单.txt
  kind: 文件
  date: 2026-03-01
  title: 清单
  proves:
  - {{indicator: "0.0-{CODE}"}}
""",
        "rounds/2026-self.yaml": f"""round: 2026-self
kind: self
tree: sample
as_of: 2026-11-20
window: {{from: 2025-01-01, to: 2026-10-31}}
findings:
{claims}vetoes: {{{vetoes}}}
""",
        "rectification.yaml": "".join(_item(at, blocks) for at in range(items)),
    }


def _block(at: int) -> str:
    leads = ", ".join(UNITS[(at + more) % 14] for more in range(3))
    leaves = "".join(
        f"""  - code: "{at}.{leaf}-{CODE}"
    name: '{NAME}{leaf}'
    binding: true
    points: 2
    rule: {{type: ratio}}
    evidence:
    - {{name: '{NAME}', kinds: [文件], min: 2}}
    - {{name: '乙{NAME}', kinds: [文件]}}
"""
        for leaf in range(4)
    )
    return f"""- code: "{at}"
  name: '{EVIL}{NAME}{at}'
  lead: [{leads}]
  points: 8
  children:
{leaves}"""


def _item(at: int, blocks: int) -> str:
    return f"""- id: R-long-identifier-{at:06d}
  indicator: "{at % blocks}.{at % 4}-{CODE}"
  cause: {["standard", "evidence", "unassessed"][at % 3]}
  problem: '{NAME}{at}'
  lead: [{UNITS[at % 14]}, {UNITS[(at + 1) % 14]}]
  due: {["2020-01-01", "2026-11-25", "持续推进"][at % 3]}
  measures:
  - {{text: '{NAME}', due: 2026-10-01}}
  - {{text: '乙{NAME}', due: 2026-12-01}}
  events:
  - {{on: 2019-09-01, do: open}}
  - {{on: 2026-09-03, do: start}}
"""
