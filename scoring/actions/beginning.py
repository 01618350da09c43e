"""How a workspace comes about: from an indicator system, cut to the kind of object that is
assessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scoring.indicators.library import find_tree, no_such_tree
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
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
    source, own = tree_of(tree, "没有新建工作区")
    kinds = own.scope.kinds
    level = level or _usual_level(kinds)
    words = list(classes)
    if level and LEVEL in kinds.declared:
        words.insert(0, f"{LEVEL}={level}")
    choice = chosen(kinds, words)
    level = choice.get(LEVEL, level)
    if kinds.declared:
        # Cut to the kind of object that was chosen; that the whole is sound was seen before.
        own = load_tree(source, source.name, lambda _: choice)[0] or own
    try:
        return new_workspace(folder, own, source, name=name, today=today, level=level)
    except Occupied:
        raise RefusedError(f"{folder} 已有内容，为免覆盖没有动它。请换一个文件夹名。") from None


def tree_of(wanted: str, nothing: str) -> tuple[Path, IndicatorTree]:
    """The file and the whole tree that an id of the library or a path means.

    Raises :class:`RefusedError` where there is none, and ``ScoringError`` with the problems of a
    faulty one; ``nothing`` says what has not been done then.
    """
    path = Path(wanted)
    source = path if path.is_file() else find_tree(wanted, None)
    if source is None:
        raise RefusedError(no_such_tree(wanted, None))
    tree, problems = load_tree(source, source.name)
    faults = tuple(item for item in problems if item.severity == "error")
    if tree is None or faults:
        raise ScoringError(f"指标体系有误，{nothing}。", "unreadable", faults)
    return source, tree


def chosen(kinds: Kinds, words: Sequence[str]) -> dict[str, str]:
    """The kind of object that words choose. Raises :class:`RefusedError` for an unknown or a
    missing one.
    """
    try:
        choice = pick(kinds, tuple(words))
    except UnknownClassError as error:
        raise RefusedError(str(error)) from None
    lacking = [f"{name}（{'、'.join(kinds.declared[name])}）" for name in kinds.open(choice)]
    if lacking:
        raise RefusedError(f"这套体系的指标按对象类别区分，还要选：{'；'.join(lacking)}")
    return choice


def _usual_level(kinds: Kinds) -> str | None:
    """The county, unless the tree has no counties, or tells its indicators apart by level: then it
    has to be chosen.
    """
    # An office that is no county would get the wrong indicators without noticing.
    if USUAL in kinds.declared.get(LEVEL, (USUAL,)) and LEVEL not in kinds.used:
        return USUAL
    return None
