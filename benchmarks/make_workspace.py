"""Writes a workspace of any size: a three-level tree, a register with real files, a self round and
a ledger.

Everything follows from the sizes alone, without chance and without the clock, so that two machines
measure the same bytes. Places, units and texts are invented. The workspace has no faults: ``shifan
check`` finds nothing in it.

    python -m benchmarks.make_workspace DIR --nodes 1500 --records 3000 --items 500
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path

BLOCKS = 10
LEAVES_OF_A_SECTION = 9
UNITS = 40
LINES_OF_A_FILE = 25  # about 2 KB
KINDS = ("文件", "统计表", "说明")

RULES = (
    ("{type: met}", "{met: true}"),
    (
        "{type: checklist, items: [{name: 有制度}, {name: 有台账}, {name: 有检查}]}",
        "{has: [有制度, 有台账]}",
    ),
    (
        "{type: deduct, cases: [{name: 迟报, points: 0.1}, {name: 漏报, points: 0.5}]}",
        "{counts: {迟报: 2}}",
    ),
    ('{type: ratio, full_at: "100%"}', "{done: 93, of: 100}"),
    ('{type: threshold, at: "100%", direction: at_least, loss: 0.1, per: "1%"}', '{value: "97%"}'),
    (
        '{type: bands, bands: [{from: 90, points: "1"}, {from: 60, to: 90, points: "0.6"}, {to: '
        "60, points: 0}]}",
        "{value: 88}",
    ),
    ('{type: grade, grades: {优: "100%", 良: "80%"}}', "{grade: 良}"),
)
"""Rules and a finding of each, in turn over the leaves: most lose something, so that every path is
walked."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a workspace is: nodes of all levels, evidence records with one file each, items of
    the ledger.
    """

    nodes: int = 1500
    records: int = 3000
    items: int = 0


def make_workspace(folder: Path, sizes: Sizes) -> None:
    """Writes the workspace to ``folder``, which is made. Needs at least three nodes."""
    folder.mkdir(parents=True)
    (folder / "indicators").mkdir()
    (folder / "rounds").mkdir()
    (folder / "evidence").mkdir()
    tree, leaves = _tree(sizes.nodes)
    _write(folder / "indicators" / "bench.yaml", tree)
    _write(folder / "workspace.yaml", _head())
    _write(folder / "rounds" / "2026-self.yaml", _round(leaves))
    _write(
        folder / "evidence" / "register.yaml", _register(folder / "evidence", leaves, sizes.records)
    )
    if sizes.items:
        _write(folder / "rectification.yaml", _ledger(leaves, sizes.items))


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _unit(number: int) -> str:
    return f"县测算{number % UNITS + 1:02d}局"


def _head() -> str:
    units = "".join(f"  {_unit(at)}: {{aliases: [测算{at + 1:02d}局]}}\n" for at in range(UNITS))
    return (
        f"name: 示例县\nlevel: 县\ntree: indicators/bench.yaml\nround: 2026-self\nunits:\n{units}"
    )


def _shape(nodes: int) -> list[list[int]]:
    """For each block the number of leaves in each of its sections; nodes of all levels add up to
    ``nodes``.
    """
    blocks = min(BLOCKS, max(1, nodes // 12))
    sections = max(blocks, (nodes - blocks) // (LEAVES_OF_A_SECTION + 1))
    leaves = nodes - blocks - sections
    if leaves < sections:
        raise ValueError(f"{nodes} nodes are too few for three levels")
    shape: list[list[int]] = [[] for _ in range(blocks)]
    for at in range(sections):
        shape[at * blocks // sections].append(leaves // sections + (at < leaves % sections))
    return shape


def _tree(nodes: int) -> tuple[str, list[str]]:
    """The tree's text, and the codes of its leaves in order."""
    lines = [
        "id: bench",
        "title: 测算用指标体系",
        'edition: "2026"',
        "levels: [一级指标, 二级指标, 三级指标]",
        "points: {basis: estimate, source: 测算}",
        "grades: [{name: 优秀, from: 90}, {name: 良好, from: 80}]",
        'criteria: [{id: C1, type: rate, level: 1, min: "80%", text: 每个板块得分率不低于80%}]',
        "indicators:",
    ]
    leaves: list[str] = []
    for block, sections in enumerate(_shape(nodes), 1):
        lines += [f'- code: "{block}"', f"  name: 第{block}板块的职能依法全面履行", "  children:"]
        for section, count in enumerate(sections, 1):
            lines += [
                f'  - code: "{block}.{section}"',
                f"    name: 第{section}项任务落实到位",
                "    children:",
            ]
            for leaf in range(1, count + 1):
                code = f"{block}.{section}.{leaf}"
                lines += _leaf(code, len(leaves))
                leaves.append(code)
    return "\n".join(lines) + "\n", leaves


def _leaf(code: str, at: int) -> list[str]:
    rule, _ = RULES[at % len(RULES)]
    return [
        f'    - code: "{code}"',
        f"      name: 事项{code}办理时限压缩并向社会公开",
        "      points: 1",
        f"      text: 事项{code}按规定办理，结果在部门网站公开，群众可以查询；未公开或者超过时限的，按规则计分。",
        f"      binding: {'true' if at % 5 == 0 else 'false'}",
        "      methods: [材料审查, 实地核验]",
        f"      rule: {rule}",
        "      evidence:",
        f"      - {{name: 办理清单{at + 1}, kinds: [文件, 统计表, 说明]}}",
        f"      - {{name: 公开情况{at + 1}, kinds: [文件, 统计表, 说明], required: false}}",
        f"      lead: [{_unit(at)}]",
        f"      support: [{_unit(at + 7)}, {_unit(at + 13)}]",
        "      due: 2026-10-31",
        "      basis: 测算依据",
    ]


def _round(leaves: list[str]) -> str:
    lines = [
        "round: 2026-self",
        "kind: self",
        "tree: bench",
        "as_of: 2026-11-20",
        "window: {from: 2025-01-01, to: 2026-10-31}",
        "assessor: 示例县依法治县办",
        "findings:",
    ]
    for at, code in enumerate(leaves):
        finding = RULES[at % len(RULES)][1]
        lines.append(f'  "{code}": {finding[:-1]}, note: 以系统导出的数据为准}}')
    return "\n".join(lines) + "\n"


def _register(home: Path, leaves: list[str], records: int) -> str:
    lines: list[str] = []
    for at in range(records):
        leaf = at % len(leaves)
        name = f"files/{leaves[leaf].rsplit('.', 1)[0].replace('.', '-')}/材料{at + 1:05d}.txt"
        content = _content(at)
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        item = ("办理清单", "公开情况")[at // len(leaves) % 2]
        lines += [
            f"- id: E{at + 1:05d}",
            f"  file: {name}",
            f"  sha256: {hashlib.sha256(content).hexdigest()}",
            f"  size: {len(content)}",
            f"  kind: {KINDS[at % len(KINDS)]}",
            f"  title: 关于印发第{at + 1}号事项办理时限压缩清单的通知",
            f"  doc_no: 示测发〔2026〕{at + 1}号",
            f"  issuer: {_unit(leaf)}",
            f"  date: 2026-{at % 9 + 1:02d}-{at % 28 + 1:02d}",
            f"  unit: {_unit(leaf)}",
            "  proves:",
            f'  - {{indicator: "{leaves[leaf]}", item: {item}{leaf + 1}, locate: 第{at % 9 + 1}页, what: 时限有压缩}}',
            "  review: {state: accepted, by: 方静怡, on: 2026-10-09}",
        ]
    return "\n".join(lines) + "\n" if lines else "[]\n"


def _content(at: int) -> bytes:
    """A small text file that no other record has."""
    return (
        f"第{at + 1}号材料：事项、法定时限、承诺时限、压缩比例、公开日期。\n" * LINES_OF_A_FILE
    ).encode()


def _ledger(leaves: list[str], items: int) -> str:
    lines: list[str] = []
    for at in range(items):
        leaf = at % len(leaves)
        lines += [
            f"- id: R{at + 1:04d}",
            f'  indicator: "{leaves[leaf]}"',
            "  source: self",
            "  cause: standard",
            f"  problem: 第{at + 1}号事项的办理台账不全",
            '  lost: "0.20"',
            f"  lead: [{_unit(leaf)}]",
            "  due: 2026-10-31",
            "  measures:",
            "  - {text: 补齐台账并公开, due: 2026-10-15, done: 2026-10-12}",
            "  events:",
            "  - {on: 2026-09-01, do: open, by: 方静怡}",
            "  - {on: 2026-09-03, do: start, by: 许砚秋}",
            "  - {on: 2026-10-12, do: submit, by: 许砚秋}",
            "  - {on: 2026-10-14, do: return, by: 林知远, note: 缺页}",
            "  - {on: 2026-10-16, do: submit, by: 许砚秋}",
            "  - {on: 2026-10-19, do: return, by: 林知远, note: 缺页}",
            "  - {on: 2026-10-20, do: extend, by: 许砚秋, to: 2026-11-30, note: 等候系统导出, approved_by: 方静怡}",
            "  - {on: 2026-10-27, do: submit, by: 许砚秋}",
            "  - {on: 2026-10-29, do: return, by: 林知远, note: 数据与台账不一致}",
            "  - {on: 2026-11-05, do: submit, by: 许砚秋}",
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a workspace of a given size.")
    parser.add_argument("folder", type=Path)
    for name, value in (("nodes", 1500), ("records", 3000), ("items", 0)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    make_workspace(given.folder, Sizes(given.nodes, given.records, given.items))


if __name__ == "__main__":
    main()
