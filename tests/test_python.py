"""The public face: the thirty lines of the design, the examples of ``docs/python.md``, and what is
refused.

A workspace never seen before is made for each test; nothing is known of it but its folder.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from samples import SOUND, write

import scoring
from scoring.workspace.changes import ConflictError, RefusedError

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 22)
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_examples_of_the_page_run_one_after_the_other(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "evidence" / "two-level", tmp_path / "w")
    names: dict[str, object] = {"folder": tmp_path / "w"}
    blocks = BLOCK.findall((ROOT / "docs" / "python.md").read_text("utf-8"))
    assert len(blocks) == 5
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)


@pytest.fixture
def workspace(tmp_path: Path) -> scoring.Workspace:
    opening = scoring.open_workspace(write(tmp_path, SOUND))
    assert opening.problems == ()
    assert opening.workspace is not None
    return opening.workspace


def test_the_thirty_lines_of_the_design(tmp_path: Path) -> None:
    """A workspace with a ratio at 1.1.2 and a requirement 清单 at 1.2.1."""
    tree = """\
id: own
title: 自有体系
levels: [一级, 二级, 三级]
indicators:
- code: "1"
  name: 一
  points: 100
  children:
  - code: "1.1"
    name: 一一
    children:
    - {code: "1.1.2", name: 按期答复率, points: 60, rule: {type: ratio}, lead: [县司法局]}
  - code: "1.2"
    name: 一二
    children:
    - {code: "1.2.1", name: 制度, points: 40, rule: {type: met}, evidence: [{name: 清单, within: any}]}
"""
    files = {
        "workspace.yaml": "name: 某县\nlevel: 县\ntree: own\nround: r\nunits: {县司法局: {}}\n",
        "indicators/own.yaml": tree,
        "evidence/register.yaml": "- id: E0001\n  url: https://example.invalid/a\n  seen: 2026-11-01\n  title: 清单\n",
        "rounds/r.yaml": 'round: r\nkind: self\nas_of: 2026-11-20\nfindings:\n  "1.1.2": {done: 30, of: 100}\n'
        '  "1.2.1": {met: true}\n',
    }
    path, today = write(tmp_path, files), TODAY

    opening = scoring.open_workspace(path)
    workspace = opening.workspace
    assert workspace is not None
    assert workspace.score().current.final == 0
    assert [gap.key for gap in workspace.gaps(by="unit")][:3] == ["县司法局", "未明确"]
    with workspace.edit(by="张三", on=today) as edit:
        edit.set_finding(
            "1.1.2", {"done": 40, "of": 100}, expected=workspace.finding("1.1.2").version
        )
        edit.map_evidence("E0001", "1.2.1", item="清单")
    workspace = edit.after
    assert workspace.score().current.final == 40
    page = scoring.render(workspace, "brief", "html", today=today)
    assert page.startswith(b"<!DOCTYPE html>")
    lines = (path / "journal.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 1
    assert '"by":"张三"' in lines[0]
    assert '"1.1.2": {done: 40, of: 100}' in (path / "rounds" / "r.yaml").read_text("utf-8")


def test_an_edit_that_raises_writes_nothing(workspace: scoring.Workspace) -> None:
    code = next(iter(workspace.current.findings))
    before = (workspace.path / workspace.current.file).read_bytes()
    with pytest.raises(RuntimeError), workspace.edit(by="张三", on=TODAY) as edit:  # noqa: PT012
        edit.change("finding", workspace.current.file, code, {"note": "改了"})
        raise RuntimeError
    assert (workspace.path / workspace.current.file).read_bytes() == before
    assert not (workspace.path / "journal.jsonl").exists()


def test_a_value_that_its_rule_does_not_take_is_refused_with_its_place_and_mend(
    workspace: scoring.Workspace,
) -> None:
    code = next(iter(workspace.current.findings))
    with pytest.raises(RefusedError) as refusal, workspace.edit(by="张三", on=TODAY) as edit:
        edit.set_finding(code, {"nonsense": "1"})
    assert refusal.value.outcome.problems
    assert isinstance(refusal.value, scoring.ScoringError)


def test_what_somebody_else_changed_meanwhile_is_a_conflict(workspace: scoring.Workspace) -> None:
    code = next(iter(workspace.current.findings))
    seen = workspace.finding(code)
    with workspace.edit(by="李四", on=TODAY) as edit:
        edit.change("finding", workspace.current.file, code, {"note": "李四写的"})
    with pytest.raises(ConflictError), workspace.edit(by="张三", on=TODAY) as edit:
        edit.change(
            "finding", workspace.current.file, code, {"note": "张三写的"}, expected=seen.version
        )
    assert edit is not None


def test_names_that_are_not_there_are_refused_with_the_nearest(
    workspace: scoring.Workspace,
) -> None:
    for ask in (
        lambda: workspace.explain("9.9.9"),
        lambda: workspace.finding("9.9.9"),
        lambda: workspace.finding(next(iter(workspace.current.findings)), round="2099"),
        lambda: scoring.render(workspace, "breif", "pdf", today=TODAY),
        lambda: scoring.render(workspace, "brief", "pfd", today=TODAY),
    ):
        with pytest.raises(scoring.ScoringError) as refusal:
            ask()
        assert refusal.value.kind == "refused"
        assert refusal.value.message


def test_a_folder_of_which_nothing_can_be_scored_has_problems_and_no_workspace(
    tmp_path: Path,
) -> None:
    opening = scoring.open_workspace(str(tmp_path))
    assert opening.workspace is None
    assert [item.rule for item in opening.problems] == ["W001"]
    with pytest.raises(scoring.ScoringError) as refusal:
        opening.whole()
    assert refusal.value.kind == "unreadable"


def test_importing_the_package_loads_next_to_nothing() -> None:
    code = (
        "import sys, scoring; print(len([name for name in sys.modules if "
        "name.startswith('scoring')]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert int(said) == 1
    assert set(scoring.__all__) <= set(dir(scoring))
    with pytest.raises(AttributeError):
        _ = scoring.nothing_of_the_kind  # type: ignore[attr-defined]


def test_a_view_of_the_losses_that_there_is_not_is_refused(tmp_path: Path) -> None:
    workspace = scoring.open_workspace(write(tmp_path, SOUND)).whole()
    with pytest.raises(scoring.ScoringError, match=r"没有按“units”看失分的办法.*unit"):
        workspace.gaps(by="units")  # type: ignore[arg-type]  # as somebody may write it


def test_a_session_takes_a_path_as_text_too(tmp_path: Path) -> None:
    with scoring.Session(str(write(tmp_path, SOUND)), watch=False) as session:
        assert session.path == tmp_path
        assert session.snapshot.assessment.totals["current"] is not None
