"""One workspace, more than forty faults over all its files, found in one run at their lines; the
sound rest is scored.

A comment at the end of a line names the rules that the line breaks.
"""

from __future__ import annotations

import hashlib
import os
import re
from fractions import Fraction
from pathlib import Path

import pytest
from samples import PROOF, write

from scoring.problems import CATALOGUE, exit_code
from scoring.workspace import Workspace, open_workspace

DIGEST = hashlib.sha256(PROOF.encode()).hexdigest()

FAULTY: dict[str, str | bytes] = {
    "workspace.yaml": """\
name: 示例县
levle: 县                                           # S001
tree: own
round: 2026-self
units:
  县司法局: {aliases: [司法局]}
  县教育局: {aliases: [司法局]}                     # W005
  县水务局:
  甲组: {members: [乙组]}                           # W006
  乙组: {members: [甲组]}                           # W006
report: {issuer: 示例县依法治县办, doc: 无}         # S001
""",
    "indicators/own.yaml": """\
id: own
title: 示例指标体系
levels: [一级, 二级]
points: {basis: guess}                              # S004
bonus: {cap: 5, gate: 八十}                         # S004
grades: [{name: 优, from: 90}, {name: 良, from: 90}]  # T012
vetoes:
- {code: V1, name: 重大负面舆情}
- {code: V2, name: 弄虚作假, effect: cap}           # T013
criteria:
- {type: total, min: 60}
- {type: rate, codes: ["9.9"], min: 80%}            # T009
- {type: totals, min: 60}                           # S004
indicators:
- code: "1"                                         # W004
  name: 依法履职
  points: 25                                        # T003
  lead: [县司法剧]
  rule: {type: met}                                 # T010
  children:
  - {code: "1.1", name: 网上办理, points: 6, rule: {type: ratio}}
  - {code: 1.10, name: 公开到位, points: 4, rule: {type: met}}   # Y007
  - {code: "1.1", name: 重复的编号, points: 1}      # T001
  - {code: "1.3", name: 错的规则, points: 1, rule: {type: ratioo}}     # T005
  - {code: "1.4", name: 错的参数, points: 1, rule: {type: ratio, full_at: 很高}}   # T006
  - {code: "1.5", name: 空, points: 5, rule: {type: bands, bands: [{from: 9, points: 5}, {to: 8, points: 1}]}}  # T007
  - {code: "1.6", name: 超分值, points: 1, rule: {type: rank, table: [3, 2]}}      # T011
  - {code: "1.7", name: 抄两遍, points: 1, evidence: [{name: 通知}, {name: 通知}]}  # T008
  - {code: "1.8", name: 给多了, points: 1, not_applicable: {give: 2}}              # T014
  - {name: 没有编号, points: 1}                     # S002
- code: "2"
  name: 加分
  kind: bonus
  points: 5
  children:
  - {code: "2.1", name: 改了类别, kind: base}       # T015
  - code: "2.2"
    name: 太深
    children:
    - {code: "2.2.1", name: 第三级}                 # T002
""",
    "evidence/register.yaml": f"""\
- {{id: E0001, file: files/清单.txt, sha256: {DIGEST}, kind: 文件, date: 2026-03-01, proves: [{{indicator: "1.1"}}]}}
- {{id: E0001, file: files/另一份.txt}}             # E001
- {{file: files/清单.txt}}                          # S002
- {{id: E0003, file: ../../../etc/passwd}}          # E004
- {{id: E0004, file: /etc/passwd}}                  # E004
- {{id: E0005, file: files/出去.txt}}               # E004
- {{id: E0006, file: 出去/秘密.txt}}                # E004
- {{id: E0007, file: files/没有.txt}}               # E007
- {{id: E0008, file: files/空的.txt}}               # E014
- {{id: E0009, file: files/管道.pdf}}               # E007
- {{id: E0010, file: files/换过.txt, sha256: {"0" * 64}}}   # E008
- {{id: E0011, file: files/清单.txt}}               # E012 E018
- {{id: E0012, file: "files/\\0.txt"}}              # E004
- {{id: E0013}}                                     # E005
- {{id: E0014, url: "ftp://example.com/"}}          # E006
- {{id: E0015, url: "https://example.com/", seen: 2026-4-1}}        # S004
- {{id: E0016, url: "https://example.com/", proves: [{{indicator: "7.7"}}]}}    # E002
- {{id: E0017, url: "https://example.com/", proves: [{{indicator: "1"}}]}}      # E019
- {{id: E0018, url: "https://example.com/", seen: 2026-04-01, proves: [{{indicator: "1.7", item: 公告}}]}}   # E003
- {{id: E0019, url: "https://example.com/", seen: 2019-04-01, proves: [{{indicator: "1.10"}}]}}  # E009
- {{id: E0020, url: "https://example.com/", proves: [{{indicator: "1.10"}}]}}   # E010
- {{id: E0021, url: "https://example.com/", valid: {{to: 2025-12-31}}}}         # E011
- {{id: E0022, url: "https://example.com/", review: {{state: returned}}}}       # E013
- {{id: E0023, url: "https://example.com/", review: {{state: accepted, stamp: 旧}}}}    # E016
- id: E0024
  url: https://example.com/
  seen: 2026-04-01
  unit: 县水务句                                    # W004
  titel: 公开栏目                                   # S001
  proves:
  - {{indicator: "1.10", state: proposed}}          # E017
""",
    "rounds/2026-self.yaml": """\
round: 2026-self
kind: self
tree: another                                       # F007
as_of: 2026-11-20
window: {from: 2025-01-01, to: 2026-10-31}
findings:
  "1.1": {done: 9, of: 10}
  "1.10": {met: true}
  "1.6": {rank: 5}                                  # F003
  "1.7": {score: 1}                                 # F004
  "1.8": {not_applicable: }                         # F004
  "9.9": {met: true}                                # F001
  "1": {met: true}                                  # F010
  "1.1": {done: 1, of: 10}                          # Y005
  "2.1": {met: true}                                # F002 F004
vetoes: {V1: no, V9: false}                         # S004 F005
""",
    "rounds/2026-mock.yaml": """\
round: 2026-mock
kind: mock
as_of: 2026-11-25
window: {from: 2026-12-01, to: 2026-01-01}          # F008
basis: 2025-self                                    # F006
findings:
  "1.1": {score: 7, reason: 好}                     # F003
  "1.10": {score: 2, reason: 栏目没有更新, opened: [E0404]}   # F012
""",
    "rounds/again.yaml": """\
round: 2026-self                                    # F009
kind: self
as_of: 2026-11-20
""",
    "rounds/broken.yaml": 'findings: "没有写完\n',
    "rounds/gbk.yaml": "round: gbk\nassessor: 示例县\n".encode("gb18030"),
    "rounds/empty.yaml": "",
    "rectification.yaml": """\
- {id: R0001, indicator: "1.1", problem: 有一项没上网, events: [{on: 2026-09-01, do: open}]}
- {id: R0001, indicator: "1.1", problem: 重号}      # L001
- {id: R0002, indicator: "8.8", problem: 指错}      # L002
- {id: R0003, problem: 先销号, events: [{on: 2026-09-01, do: close}]}   # L003
- {id: R0004, problem: 日期不对, due: 月底}         # S004
- {id: R0005, indicator: "1.1"}                     # S002
- {id: R0006, problem: 用了别名, lead: &a [县司法局]}   # Y006
""",
    "evidence/files/清单.txt": PROOF,
    "evidence/files/空的.txt": "",
    "evidence/files/换过.txt": "换过的内容",
}
ELSEWHERE = {
    ("Y003", "rounds/broken.yaml", 1),
    ("Y002", "rounds/gbk.yaml", 2),
    ("S002", "rounds/gbk.yaml", 1),
    ("Y010", "rounds/empty.yaml", 1),
}


def expected() -> set[tuple[str, str, int]]:
    marked = {
        (rule, name, at)
        for name, text in FAULTY.items()
        if isinstance(text, str) and name.endswith(".yaml")
        for at, line in enumerate(text.splitlines(), 1)
        for rule in re.findall(r"[A-Z]\d{3}\b", line.split("  # ")[1] if "  # " in line else "")
    }
    return marked | ELSEWHERE


def laid_out(folder: Path) -> Path:
    write(folder / "outside", {"秘密.txt": "密"})
    workspace = write(folder / "w", FAULTY)
    files = workspace / "evidence" / "files"
    (files / "出去.txt").symlink_to(folder / "outside" / "秘密.txt")
    (workspace / "evidence" / "出去").symlink_to(folder / "outside")
    os.mkfifo(files / "管道.pdf")
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(laid_out(tmp_path)).whole()


def test_every_seeded_fault_is_found_at_its_line_and_nothing_else(workspace: Workspace) -> None:
    found = {(item.rule, item.where.file, item.where.line) for item in workspace.problems}
    assert found == expected()


def test_there_are_more_than_forty_of_more_than_forty_rules() -> None:
    assert len(expected()) >= 70
    assert len({rule for rule, _, _ in expected()}) >= 40
    assert {rule for rule, _, _ in expected()} <= set(CATALOGUE)


def test_each_says_what_and_how_in_whole_sentences(workspace: Workspace) -> None:
    for item in workspace.problems:
        assert item.where.column is not None or item.rule == "W004"
        assert len(item.what) > 4
        assert item.fix
    assert exit_code(workspace.problems) == 3


def test_the_order_is_that_of_the_files_and_lines(workspace: Workspace) -> None:
    places = [
        (item.where.file, item.where.line or 0, item.where.column or 0)
        for item in workspace.problems
    ]
    assert places == sorted(places)


def test_the_sound_records_are_read_and_scored(workspace: Workspace) -> None:
    assert set(workspace.tree.by_code) >= {"1", "1.1", "1.10", "1.3", "1.8", "2.2.1"}
    assert len(workspace.records) == 23
    assert [item.id for item in workspace.ledger] == ["R0001", "R0002", "R0003", "R0004", "R0006"]
    assert {item.id for item in workspace.rounds} == {"2026-self", "2026-mock"}
    assert set(workspace.current.findings) == {"1.1", "1.10"}
    nodes = workspace.assess().by_code
    assert nodes["1.1"].marks.claimed == Fraction(27, 5)
    assert nodes["1.10"].marks.claimed == 4
    assert nodes["1.6"].marks.losses.unassessed == 1, "a faulty finding counts as not assessed"


def test_opening_changes_no_byte_and_no_time(tmp_path: Path) -> None:
    path = laid_out(tmp_path)

    def state() -> dict[str, tuple[int, int, str]]:
        return {
            str(item.relative_to(path)): (
                item.lstat().st_mtime_ns,
                item.lstat().st_size,
                hashlib.sha256(item.read_bytes()).hexdigest()
                if item.is_file() and not item.is_symlink()
                else "",
            )
            for item in [path, *path.rglob("*")]
        }

    before = state()
    first = open_workspace(path).whole()
    second = open_workspace(path).whole()
    assert state() == before
    assert first.problems == second.problems
