"""A small sound workspace as texts, by file name, and how texts become files. Tests change it piece
by piece."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

from scoring.workspace import Opening, Workspace

Opener = Callable[..., Workspace]
"""What the fixture ``opened`` is."""

Opens = Callable[..., Opening]
"""What the fixture ``opening`` is: for workspaces of which nothing can be scored."""

PROOF = "一次办清单，共 96 项。\n"

SOUND: Mapping[str, str] = {
    "workspace.yaml": """\
name: 示例县
level: 县
tree: sample
round: 2026-self
units:
  县司法局: {aliases: [司法局]}
  县教育局:
  各单位: {members: [县司法局, 县教育局]}
report: {issuer: 示例县依法治县办}
""",
    "indicators/sample.yaml": """\
id: sample
title: 示例指标体系
levels: [一级指标, 二级指标]
points: {basis: estimate, source: 专班测算}
bonus: {cap: 5}
grades: [{name: 优秀, from: 90}, {name: 合格, from: 60}]
vetoes:
- {code: V1, name: 发生重大负面舆情}
criteria:
- {type: total, min: 60}
- {type: rate, codes: ["1"], min: 50%}
indicators:
- code: "1"
  name: 依法履职
  points: 10
  lead: [县司法局]
  children:
  - code: "1.1"
    name: 网上办理
    points: 6
    rule: {type: ratio}
    evidence:
    - {name: 办理清单, kinds: [文件]}
  - code: "1.2"
    name: 公开到位
    points: 4
    rule: {type: met}
- code: "2"
  name: 创新做法
  kind: bonus
  points: 5
  rule: {type: judged}
""",
    "evidence/register.yaml": f"""\
- id: E0001
  file: files/清单.txt
  sha256: {hashlib.sha256(PROOF.encode()).hexdigest()}
  kind: 文件
  title: 一次办清单
  date: 2026-03-01
  unit: 县司法局
  proves:
  - {{indicator: "1.1", item: 办理清单}}
- id: E0002
  url: https://example.com/open
  seen: 2026-04-01
  kind: 链接
  title: 公开栏目
  proves:
  - {{indicator: "1.2"}}
""",
    "evidence/files/清单.txt": PROOF,
    "rounds/2026-self.yaml": """\
round: 2026-self
kind: self
tree: sample
as_of: 2026-11-20
window: {from: 2025-01-01, to: 2026-10-31}
findings:
  "1.1": {done: 9, of: 10}
  "1.2": {met: true}
vetoes: {V1: false}
""",
    "rectification.yaml": """\
- id: R0001
  indicator: "1.1"
  problem: 有一项没有上网
  lead: [县司法局]
  due: 2026-12-01
  events:
  - {on: 2026-09-01, do: open}
  - {on: 2026-09-03, do: start}
""",
}

MOCK = """\
round: 2026-mock
kind: mock
as_of: 2026-11-25
basis: 2026-self
findings:
  "1.1": {score: 5, reason: 清单缺一页}
"""


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes the texts below ``folder`` as UTF-8, as they are; returns the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def changed(name: str, old: str, new: str) -> dict[str, str | bytes]:
    """The sound workspace with one passage of one file replaced; the passage must be there."""
    assert old in SOUND[name], f"{name} has no {old!r}"
    return {**SOUND, name: SOUND[name].replace(old, new, 1)}


def texts(described: str | None) -> dict[str, str]:
    """The files in a docstring: each begins with a line ``== name``; indentation common to all
    lines is taken off."""
    files: dict[str, str] = {}
    name = ""
    for line in textwrap.dedent((described or "").split("\n", 1)[1]).splitlines():
        if line.startswith("== "):
            name = line[3:].strip()
            files[name] = ""
        elif name:
            files[name] += line + "\n"
    return files
