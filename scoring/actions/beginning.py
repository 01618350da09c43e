"""How a workspace comes about: from an indicator system, cut to the kind of object that is
assessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scoring.indicators.library import find_tree, no_such_tree
from scoring.indicators.loading import load_tree
from scoring.indicators.scope import LEVEL, Kinds, UnknownClassError, pick
from scoring.problems import ScoringError
from scoring.workspace.changes import RefusedError
from scoring.workspace.scaffold import Occupied, new_workspace

USUAL = "县"


def begin_workspace(
    folder: Path,
    tree: str,
    *,
    today: date,
    name: str | None = None,
    level: str | None = None,
    classes: Sequence[str] = (),
) -> list[Path]:
    """Makes a workspace and gives the paths written.

    ``tree`` is the id of one that ships with the tool, or a file; ``level`` and ``classes``
    (``山区`` or ``地区=山区``) choose the kind of object where the tree tells kinds apart. Raises
    :class:`RefusedError` for a tree, a class or a folder that will not do, and ``ScoringError``
    with the problems of a faulty tree.
    """
    source = Path(tree) if Path(tree).is_file() else find_tree(tree, None)
    if source is None:
        raise RefusedError(no_such_tree(tree, None))
    loaded, problems = load_tree(source, source.name)
    faults = tuple(item for item in problems if item.severity == "error")
    if loaded is None or faults:
        raise ScoringError("指标体系有误，没有新建工作区。", "unreadable", faults)
    kinds = loaded.scope.kinds
    level = level or _usual_level(kinds)
    of_level = (f"{LEVEL}={level}",) if level and LEVEL in kinds.declared else ()
    choice = chosen(kinds, (*of_level, *classes))
    if kinds.declared:
        loaded = load_tree(source, source.name, lambda _: choice)[0] or loaded
    try:
        return new_workspace(
            folder, loaded, source, name=name, today=today, level=choice.get(LEVEL, level)
        )
    except Occupied:
        raise RefusedError(f"{folder} 已有内容，为免覆盖没有动它。请换一个文件夹名。") from None


def chosen(kinds: Kinds, words: Sequence[str]) -> dict[str, str]:
    """The kind of object that words choose. Raises :class:`RefusedError` for an unknown or a
    missing one.
    """
    try:
        choice = pick(kinds, tuple(words))
    except UnknownClassError as error:
        raise RefusedError(str(error)) from None
    if lacking := kinds.open(choice):
        named = "；".join(f"{name}（{'、'.join(kinds.declared[name])}）" for name in lacking)
        raise RefusedError(f"这套体系的指标按对象类别区分，还要选：{named}")
    return choice


def _usual_level(kinds: Kinds) -> str | None:
    """The county, unless the tree has no counties, or tells its indicators apart by level: then it
    has to be chosen.
    """
    if USUAL in kinds.declared.get(LEVEL, (USUAL,)) and LEVEL not in kinds.used:
        return USUAL
    return None
