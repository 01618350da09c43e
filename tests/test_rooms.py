"""A room imports only from rooms above it in the list of ``docs/architecture.md``; reading upwards
never surprises."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SCORING = Path(__file__).parent.parent / "scoring"
ROOMS = (
    "data_files",
    "libraries",
    "limits",
    "zip_faults",
    "problems",
    "values",
    "identity",
    "collection",
    "glyphs",
    "spots",
    "yaml_grammar",
    "yaml_shapes",
    "yaml_lines",
    "yaml_events",
    "yamlio",
    "pieces",
    "schema",
    "people",
    "storage",
    "confined",
    "pdf",
    "docx",
    "reading",
    "rules",
    "indicators",
    "evidence",
    "rounds",
    "engine",
    "rectification",
    "narrative",
    "workspace",
    "live",
    "views",
    "inspection",
    "planning",
    "demo",
    "sheets",
    "submission",
    "region",
    "documents",
    "binding",
    "actions",
    "workbench",
    "face",
    "cli",
)


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "scoring" and len(parts) > 1 else None


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found |= (
                {f"{node.module}.{alias.name}" for alias in node.names}
                if node.module == "scoring"
                else set()
            )
    return {room for name in found if (room := room_of(name)) is not None and room in ROOMS}


def modules() -> list[Path]:
    return sorted(SCORING.rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SCORING).as_posix())
def test_a_room_imports_only_from_rooms_above_it(path: Path) -> None:
    parts = path.relative_to(SCORING).parts
    own = parts[0].removesuffix(".py")
    if own == "__init__":
        return
    assert own in ROOMS, f"{own} is no room of the list"
    below = {room for room in imports(path) if ROOMS.index(room) > ROOMS.index(own)}
    assert not below, f"{path.relative_to(SCORING)} imports from rooms below it: {sorted(below)}"
