"""Whether a record may stand as it would be written; each kind of record has its judge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import samples

from scoring.problems import Problem
from scoring.storage.layout import LEDGER, REGISTER, WORKSPACE
from scoring.workspace import Workspace, open_workspace
from scoring.workspace.changes import JUDGES, Change, Refused, RefusedError, Scene, field_of
from scoring.workspace.changes.small_documents import alone, document_of
from scoring.yamlio import Document, parse

ROUND = "rounds/2026-self.yaml"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = samples.write(tmp_path_factory.mktemp("judged"), samples.SOUND)
    return open_workspace(folder).whole()


def document(text: str, name: str) -> Document | None:
    data, root, _ = parse(text, name)
    return None if root is None else Document(Path(name), name, data, root, b"")


def judged(
    workspace: Workspace, kind: Any, file: str, key: str, text: str, whole: str = ""
) -> list[Problem]:
    """The problems that a record (its text) would have; ``whole`` is the file as it would be."""
    change = Change(kind, file, key)
    record, problems = document_of(change, text)
    assert record is not None
    assert problems == []
    scene = Scene(change, record, lambda: document(whole, file), workspace)
    return list(JUDGES[kind](scene))


@pytest.mark.parametrize(
    ("kind", "file", "key", "text"),
    [
        (
            "evidence",
            REGISTER,
            "E1",
            '- id: E1\n  file: files/a.pdf\n  proves:\n  - {indicator: "1.1"}',
        ),
        ("item", LEDGER, "R1", '- id: R1\n  indicator: "1.1"\n  problem: 缺\n  due: 2026-12-01'),
        ("finding", ROUND, "1.1", '"1.1": {done: 9, of: 10}'),
    ],
)
def test_a_sound_record_has_no_problems(
    workspace: Workspace, kind: str, file: str, key: str, text: str
) -> None:
    problems = judged(workspace, kind, file, key, text)
    assert [item for item in problems if item.severity == "error"] == []


@pytest.mark.parametrize(
    ("kind", "file", "key", "text", "field"),
    [
        ("evidence", REGISTER, "E1", "- id: E1\n  file: files/a.pdf\n  kind: 传闻", "kind"),
        (
            "evidence",
            REGISTER,
            "E1",
            '- id: E1\n  file: files/a.pdf\n  proves:\n  - {indicator: "9.9"}',
            "proves",
        ),
        ("item", LEDGER, "R1", '- id: R1\n  indicator: "9.9"\n  problem: 缺', "indicator"),
        (
            "item",
            LEDGER,
            "R1",
            '- id: R1\n  indicator: "1.1"\n  problem: 缺\n  events:\n  - {on: 2026-09-01, do: close}',
            "events",
        ),
        ("finding", ROUND, "1.1", '"1.1": {done: 11, of: 10}', ""),
        ("finding", ROUND, "1.1", '"1.1": {of: 10, done: 九}', "done"),
        ("finding", ROUND, "9.9", '"9.9": {met: true}', ""),
        ("finding", ROUND, "1.1", '"1.1": {note: 无, nonsense: 1}', "nonsense"),
    ],
)
def test_a_faulty_record_has_its_problem_at_its_field(
    workspace: Workspace, kind: Any, file: str, key: str, text: str, field: str
) -> None:
    problems = judged(workspace, kind, file, key, text)
    errors = [item for item in problems if item.severity == "error"]
    assert errors
    record, _ = document_of(Change(kind, file, key), text)
    assert record is not None
    inside = (0,) if kind in ("evidence", "item") else ("findings", key)
    assert field_of(record, errors[0], inside) == field


def test_a_finding_in_a_file_that_is_no_round_is_told(workspace: Workspace) -> None:
    [told] = judged(workspace, "finding", "rounds/none.yaml", "1.1", '"1.1": {done: 9, of: 10}')
    assert (told.rule, told.where.line, told.where.column) == ("W003", 1, 1)
    assert "rounds/none.yaml 不是能读入的轮次" in told.what


SELF = samples.SOUND[ROUND]


@pytest.mark.parametrize(
    ("file", "whole", "rule"),
    [
        (ROUND, SELF, None),
        (ROUND, SELF.replace("kind: self", "kind: 抽查"), "schema"),
        (ROUND, SELF.replace("done: 9", "done: 11"), "finding"),
        (ROUND, "round: [\n", "Y003"),
        (WORKSPACE, samples.SOUND[WORKSPACE], None),
        (WORKSPACE, samples.SOUND[WORKSPACE] + "nonsense: 1\n", "schema"),
    ],
    ids=["a round", "its head", "its findings", "no YAML", "the settings", "an unknown key"],
)
def test_anything_else_is_judged_with_its_whole_file(
    workspace: Workspace, file: str, whole: str, rule: str | None
) -> None:
    problems = judged(workspace, "setting", file, "name", "name: 甲", whole)
    assert bool(problems) == (rule is not None)
    if rule == "Y003":
        assert [(item.rule, item.where.line, item.where.column) for item in problems] == [
            ("Y003", 1, 1)
        ]


@pytest.mark.parametrize(
    ("text", "section", "document_text"),
    [
        ("- id: E1\n  unit: 甲", None, "- id: E1\n  unit: 甲\n"),
        ("- id: E1\n", None, "- id: E1\n"),
        ("  - id: E1\n    unit: 甲\n", None, "  - id: E1\n    unit: 甲\n"),
        ("id: E1\n  unit: 甲\n# 待改\n", None, "- id: E1\n  unit: 甲\n# 待改\n"),
        ("id: E1\n     unit: 甲\n", None, "-    id: E1\n     unit: 甲\n"),
        ("{id: E1,\n unit: 甲}", None, "- {id: E1,\n unit: 甲}\n"),
        ("id: E1", None, "- id: E1\n"),
        ("kind: self", (), "kind: self\n"),
        ('  "1.1": {met: true}', ("findings",), 'findings:\n  "1.1": {met: true}\n'),
        ('"1.1":\n  met: true', ("findings",), 'findings:\n  "1.1":\n    met: true\n'),
    ],
)
def test_a_record_alone_is_a_small_file(text: str, section: Any, document_text: str) -> None:
    assert alone(text, section) == document_text


def test_a_refusal_says_what_is_wrong_and_how_to_mend_it(workspace: Workspace) -> None:
    [problem, *_] = judged(workspace, "finding", ROUND, "1.1", '"1.1": {done: 11, of: 10}')
    assert str(RefusedError(outcome=Refused((problem,)))) == f"{problem.what}。{problem.fix}"
    assert str(RefusedError("不行")) == "不行"
    assert str(RefusedError()) == "不能这样改"
