"""Whatever leaves this package on purpose is a ``ScoringError``: a program that uses it needs to
catch one class."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOM = Path(__file__).parents[1] / "scoring"
INSIDE = {
    "CannotDraw": "ends a job in the child process that draws pages; the parent gives its words as NoPicture",
    "ShutError": "ends a call in a confined child process",
    "TornError": "the pipe to a confined child ended; the caller starts another one",
    "UncutError": "an OSError for the transaction, which raises Unfinished in its place",
    "IrregularError": "a line of YAML that is left to the parser; caught in the line reader",
    "BadCell": "one cell of a workbook; the import collects them as problems",
    "Trouble": "ends a request of the workbench with a status and a sentence",
}
"""Those that never leave their room, with the reason."""


@pytest.mark.slow
def test_every_exception_has_one_root() -> None:
    classes: dict[str, list[str]] = {}
    for path in sorted(ROOM.rglob("*.py")):
        if "weasyprint_patches" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                classes[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)]
    roots = {
        "Exception",
        "BaseException",
        "ValueError",
        "RuntimeError",
        "OSError",
        "LookupError",
        "KeyError",
    }
    strangers = [
        name
        for name, bases in classes.items()
        if roots & set(bases)
        and not {"ScoringError", "CannotError"} & set(bases)
        and not name.startswith("_")
        and name not in {*INSIDE, "ScoringError"}
    ]
    assert strangers == []
    assert set(INSIDE) <= set(classes)
