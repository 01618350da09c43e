"""The units of one county as a region of their own: one line and one workspace for each department
and town.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scoring.evidence.package import safe_name
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope import LEVEL
from scoring.problems import CannotError
from scoring.region.model import CountyRecord
from scoring.region.scaffold import Wanted
from scoring.rounds.forms import Terms, round_text
from scoring.storage import write_atomic
from scoring.storage.yaml_text import key_of, key_text
from scoring.workspace import open_workspace
from scoring.workspace.record import UnitRecord, WorkspaceRecord

KIND = "单位类别"
"""The class that the ``kind`` of a unit answers where the tree declares no other that holds it."""
MEMBERS = "members"


def members_of(workspace: Path, tree: IndicatorTree) -> dict[str, CountyRecord]:
    """The roster from a county's units: each unit that has no members of its own, with its kind.

    Raises ``CannotError`` for a workspace that cannot be read or names no units.
    """
    head = open_workspace(workspace).head
    if head is None:
        raise CannotError(f"{workspace} 不是工作区，或 workspace.yaml 读不出来", unreadable=True)
    single = {name: unit for name, unit in head.units.items() if not unit.members}
    if not single:
        raise CannotError("workspace.yaml 里没有登记单位（units），无从建立名册")
    roster: dict[str, CountyRecord] = {}
    for number, (name, unit) in enumerate(single.items(), 1):
        code = f"U{number:03d}"
        level, classes = _kind(tree, unit.kind, _group(head, name))
        values = {
            "name": name,
            "level": level,
            "classes": classes,
            "aliases": list(unit.aliases),
            "folder": f"{MEMBERS}/{_folder(code, name)}",
        }
        roster[code] = CountyRecord.model_validate(values)
    return roster


def _folder(code: str, name: str) -> str:
    return safe_name(f"{code}-{name}", most=60)


def _group(head: WorkspaceRecord, name: str) -> str | None:
    """The collective name that a unit belongs to, which stands for its kind where it has none of
    its own.
    """
    groups: Mapping[str, UnitRecord] = head.units
    owners = [group for group, unit in groups.items() if name in unit.members]
    if any("乡镇" in group or "街道" in group for group in owners):
        return "乡镇"
    return None


def _kind(
    tree: IndicatorTree, kind: str | None, group: str | None
) -> tuple[str | None, dict[str, str]]:
    """Where the kind of a unit stands among the classes of the tree: its level, or one of its
    classes.
    """
    own = kind or group or "政府部门"
    for name, values in tree.scope.kinds.declared.items():
        # “县政府部门” answers 政府部门: units are more exact about themselves than trees.
        match = next((value for value in values if value in own), None)
        if match is None:
            continue
        if name == LEVEL:
            return match, {}
        return None, {name: match}
    return None, {KIND: own}


def new_members(folder: Path, tree: IndicatorTree, source: Path, wanted: Wanted) -> list[Path]:
    """Makes a workspace for each line of the roster, all under the same tree and terms."""
    raw = source.read_bytes()
    written = []
    for county in wanted.counties.values():
        place = folder / (county.folder or "")
        files = {
            "workspace.yaml": _workspace(tree, county, wanted).encode(),
            f"rounds/{wanted.self_round}.yaml": _round(tree, wanted).encode(),
            "evidence/register.yaml": "# 佐证登记表：每件材料一条，以“- ”开头\n[]\n".encode(),
            f"indicators/{tree.id}.yaml": raw,
        }
        for name, data in files.items():
            write_atomic(place / name, data)
        (place / "evidence" / "files").mkdir(parents=True, exist_ok=True)
        written.append(place)
    return written


def _round(tree: IndicatorTree, wanted: Wanted) -> str:
    return round_text(tree, Terms(wanted.self_round, "self", wanted.as_of, wanted.window))


def _workspace(tree: IndicatorTree, county: CountyRecord, wanted: Wanted) -> str:
    declared = tree.scope.kinds.declared
    classes = {name: value for name, value in county.classes.items() if name in declared}
    listed = "".join(
        f"  {key_text(key_of(name), value, 0, chr(10))}" for name, value in classes.items()
    )
    units = dict.fromkeys(
        unit for node in tree.walk() for unit in (*node.record.lead, *node.record.support)
    )
    known = {county.name: None, **units}
    return (
        f"# {wanted.name} {wanted.round}：{county.name}的工作区。\n"
        + key_text("name", county.name, 0, "\n")
        + (key_text("level", county.level, 0, "\n") if county.level else "")
        + (f"classes:\n{listed}" if listed else "")
        + key_text("tree", tree.id, 0, "\n")
        + f"round: {wanted.self_round}\n"
        + "units:\n"
        + "".join(f"  {key_text(key_of(unit), {}, 0, chr(10))}" for unit in known)
    )
