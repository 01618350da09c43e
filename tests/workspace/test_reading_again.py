"""Files that were edited are read again record by record; the outcome is that of reading them for
the first time: records, their order, and what is wrong with each."""

from __future__ import annotations

from pathlib import Path

import pytest
import samples

from scoring.workspace import Workspace, open_workspace
from scoring.workspace.memory import Memory
from scoring.workspace.records import remapped

REGISTER, LEDGER, ROUND = "evidence/register.yaml", "rectification.yaml", "rounds/2026-self.yaml"
TREE = "indicators/sample.yaml"
FILES = {
    **samples.SOUND,
    REGISTER: samples.SOUND[REGISTER]
    + """\
- id: E0003
  file: files/清单.txt
  kind: 传闻
  unit: 县教育局
- id: E0004
  url: https://example.com/x
  seen: 2026-04-01
  unit: 县教育局
""",
    LEDGER: samples.SOUND[LEDGER]
    + """\
- id: R0002
  indicator: "9.9"
  problem: 指标没有
- id: R0003
  indicator: "1.2"
  problem: 没有公开
  lead: [县教育局]
""",
    ROUND: """\
round: 2026-self
kind: self
as_of: 2026-11-20
findings:
  "1.1": {done: 9, of: 10}
  "1.2": {met: 也许}
  "2": {score: 3, reason: 省级推广}
  "9.9": {met: true}
vetoes: {V1: false}
""",
}

Step = tuple[str, str, str]
"""A file, what stands in it, and what is to stand there."""
EDITS: dict[str, list[Step]] = {
    "nothing": [(REGISTER, "E0001", "E0001")],
    "a field of a record": [(REGISTER, "title: 一次办清单", "title: 清单")],
    "fields of two records": [
        (REGISTER, "title: 一次办清单", "title: 清单"),
        (REGISTER, "title: 公开栏目", "title: 栏目"),
    ],
    "another number": [(REGISTER, "id: E0002", "id: E0009")],
    "the number of another record": [(REGISTER, "id: E0002", "id: E0001")],
    "two records change places": [
        (REGISTER, "id: E0002", "id: E0000"),
        (REGISTER, "id: E0001", "id: E0002"),
        (REGISTER, "id: E0000", "id: E0001"),
    ],
    "a record more": [(REGISTER, "- id: E0003", "- id: E0008\n  unit: 县司法局\n- id: E0003")],
    "a record less": [
        (REGISTER, "- id: E0004\n  url: https://example.com/x\n  seen: 2026-04-01\n  unit: 县教育局\n", "")
    ],
    "one less and one more": [
        (REGISTER, "- id: E0004\n  url: https://example.com/x\n", "- id: E0005\n  url: https://example.com/y\n")
    ],
    "a faulty record is mended": [(REGISTER, "kind: 传闻", "kind: 文件")],
    "a faulty record gets another fault": [(REGISTER, "kind: 传闻", "kind: 听说")],
    "a sound record becomes faulty": [(REGISTER, "seen: 2026-04-01\n  kind", "seen: 昨天\n  kind")],
    "a record that is none any more": [(REGISTER, "- id: E0004\n", "- 不是记录\n- id: E0004\n")],
    "a line above a faulty record": [(REGISTER, "- id: E0001", "# 说明\n\n- id: E0001")],
    "a list that cannot be cut": [(REGISTER, "- id: E0001\n", "- - 1\n- id: E0001\n")],
    "no list at all": [(REGISTER, samples.SOUND[REGISTER], "a: 1\n")],
    "an item": [(LEDGER, "problem: 有一项没有上网", "problem: 有两项")],
    "an item that is mended": [(LEDGER, 'indicator: "9.9"', 'indicator: "1.1"')],
    "an item that becomes faulty": [(LEDGER, 'indicator: "1.2"', 'indicator: "8"')],
    "events out of order": [(LEDGER, "2026-09-03, do: start", "2026-08-03, do: close")],
    "a finding": [(ROUND, "done: 9", "done: 8")],
    "a finding that becomes faulty": [(ROUND, "done: 9", "done: 11")],
    "a finding that is mended": [(ROUND, "met: 也许", "met: true")],
    "a faulty finding gets another fault": [(ROUND, "met: 也许", "met: 大概")],
    "a finding that is put aside": [(ROUND, "{done: 9, of: 10}", "{note: 还没算}")],
    "a finding of nothing that is filled in": [
        (ROUND, "{done: 9, of: 10}", "{note: 还没算}"),
        (ROUND, "{note: 还没算}", "{done: 7, of: 10}"),
    ],
    "a finding of another indicator": [(ROUND, '"2":', '"1.2.3":')],
    "findings that change places": [
        (ROUND, '"1.1": {done: 9, of: 10}', '"0": {met: true}'),
        (ROUND, '"2": {score: 3, reason: 省级推广}', '"1.1": {done: 9, of: 10}'),
        (ROUND, '"0": {met: true}', '"2": {score: 3, reason: 省级推广}'),
    ],
    "a finding more": [(ROUND, '  "9.9"', '  "8": {met: true}\n  "9.9"')],
    "a finding less": [(ROUND, '  "2": {score: 3, reason: 省级推广}\n', "")],
    "not applicable": [(ROUND, "{done: 9, of: 10}", "{not_applicable: 无此职权, approved_by: 李明}")],
    "a round of another kind": [(ROUND, "kind: self", "kind: mock\nbasis: 2026-self")],
    "a finding more at the end": [(ROUND, "vetoes:", '  "8": {met: true}\nvetoes:')],
    "a mark that another kind of round allows": [
        (ROUND, "met: 也许", "score: 2, reason: 属实"),
        (ROUND, "kind: self", "kind: mock"),
    ],
    "another day": [(ROUND, "as_of: 2026-11-20", "as_of: 2026-11-21")],
    "a veto": [(ROUND, "V1: false", "V1: {on: 2026-03-02, authority: 省委}")],
    "findings in brackets": [(ROUND, 'findings:\n  "1.1": {done: 9, of: 10}\n', "findings:\n")],
    "another tree": [(TREE, "rule: {type: met}", "rule: {type: judged}")],
    "another tree and a finding": [
        (TREE, "rule: {type: met}", "rule: {type: judged}"),
        (ROUND, "met: 也许", "score: 2, reason: 属实"),
    ],
}  # fmt: skip


def looked_at(workspace: Workspace) -> object:
    """Everything that is kept, in its order."""
    rounds = [
        (item, list(item.findings), list(item.unscored), sorted(item.faulty))
        for item in workspace.rounds
    ]
    return (
        workspace,
        [item.id for item in workspace.records],
        [item.id for item in workspace.ledger],
        rounds,
        workspace.problems,
    )


@pytest.mark.parametrize("steps", EDITS.values(), ids=EDITS.keys())
def test_reading_again_gives_what_reading_for_the_first_time_gives(
    tmp_path: Path, steps: list[Step]
) -> None:
    samples.write(tmp_path, FILES)
    memory = Memory()
    open_workspace(tmp_path, memory=memory)
    for name, old, new in steps:
        path = tmp_path / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        again = open_workspace(tmp_path, memory=memory)
        fresh = open_workspace(tmp_path)
        assert again.problems == fresh.problems
        if fresh.workspace is None:
            assert again.workspace is None
        else:
            assert looked_at(again.whole()) == looked_at(fresh.whole())


def test_records_that_did_not_change_are_the_objects_that_they_were(tmp_path: Path) -> None:
    samples.write(tmp_path, FILES)
    memory = Memory()
    before = open_workspace(tmp_path, memory=memory).whole()
    path = tmp_path / REGISTER
    path.write_text(path.read_text("utf-8").replace("一次办清单", "清单"), "utf-8")
    after = open_workspace(tmp_path, memory=memory).whole()
    pairs = list(zip(before.records, after.records, strict=True))
    assert [one is other for one, other in pairs] == [False, True, True, True]
    assert after.ledger is before.ledger
    assert after.rounds[0] is before.rounds[0]


def test_a_row_of_the_same_objects_keeps_its_result() -> None:
    a, b, c, d = "a", "b", "c", "d"
    reckoned: list[tuple[str, ...]] = []

    def reckon(*row: str) -> str:
        reckoned.append(row)
        return "".join(row)

    first = remapped((), ([a, b], [c, d]), None, reckon)
    assert first == ("ac", "bd")
    assert len(reckoned) == 2
    reckoned.clear()
    assert remapped(([a, b], [c, d]), ([a, b], [c, a]), first, reckon) == ("ac", "ba")
    assert reckoned == [(b, a)]
    reckoned.clear()
    longer = remapped(([a, b], [c, d]), ([a, b, d], [c, d, a]), first, reckon)
    assert longer == ("ac", "bd", "da")
    assert reckoned == [(d, a)], "the others stand where they stood, or elsewhere"
    reckoned.clear()
    assert remapped(([a, b], [c, d]), ([b], [d]), first, reckon) == ("bd",)
    assert reckoned == []
