"""Small real workspaces whose files stand in the docstring of the test.

A docstring may hold several files, each after a line ``--- # name``: ``tree``, ``rounds/<id>``,
``evidence``, ``ledger``, ``workspace``. Keys that every such file must have and no test is about
are filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path

import profiles  # noqa: F401 - sets the number of examples
import pytest

from scoring.engine import Assessment
from scoring.workspace import Workspace, open_workspace

PATHS = {"tree": "indicators/tree", "evidence": "evidence/register", "ledger": "rectification"}
NEEDED = {
    "tree": {"id": "tree", "title": "测试体系", "levels": "[一级指标, 二级指标, 三级指标]"},
    "rounds": {"kind": "self", "as_of": "2026-11-20"},
    "workspace": {"name": "示例县", "tree": "indicators/tree.yaml", "round": "self"},
}
Build = Callable[[str], Workspace]


def files_of(text: str) -> dict[str, str]:
    """The files of a text by their paths, with the needed keys in front."""
    parts = re.split(r"^--- # (\S+)$", text, flags=re.MULTILINE)
    named = {"workspace": "", **dict(zip(parts[1::2], parts[2::2], strict=True))}
    files = {}
    for name, body in named.items():
        needed = dict(NEEDED.get(name.split("/")[0], {}))
        if name.startswith("rounds/"):
            needed["round"] = name.removeprefix("rounds/")
        head = "".join(
            f"{key}: {value}\n"
            for key, value in needed.items()
            if not re.search(rf"^{key}:", body, re.M)
        )
        files[PATHS.get(name, name) + ".yaml"] = head + body
    return files


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes the files of a text and opens them as a workspace."""

    def opened(text: str) -> Workspace:
        for name, content in files_of(cleandoc(text)).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return open_workspace(tmp_path).whole()

    return opened


@pytest.fixture
def score(build: Build) -> Callable[[str], Assessment]:
    """The assessment of the workspace in a text, which must hold no error."""

    def scored(text: str) -> Assessment:
        workspace = build(text)
        assert [f"{item.rule} {item.where} {item.what}" for item in workspace.errors] == []
        return workspace.assess()

    return scored


@pytest.fixture
def workspace(request: pytest.FixtureRequest, build: Build) -> Workspace:
    """The workspace in the test's docstring."""
    return build(request.function.__doc__)


@pytest.fixture
def got(request: pytest.FixtureRequest, score: Callable[[str], Assessment]) -> Assessment:
    """The assessment of the workspace in the test's docstring."""
    return score(request.function.__doc__)
