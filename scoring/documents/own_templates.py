"""Templates that an office made itself, filled in a child process with limits of time and memory.

Jinja's sandbox keeps such a template from what is none of its business; it does not keep it from
looping for a day or from doubling a text until the memory is full. Our own templates need no child.
"""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scoring.confined import Confined, ConfinedError, Limits, Way
from scoring.documents.templating import FOLDER, environment, fill
from scoring.pdf.errors import RenderError

LIMITS = Limits(cpu=12, wall=40, memory_mb=1_400)
"""For one document. The longest report takes two seconds."""
_WAYS: dict[Way, str] = {
    "time": "填写用时太长，已停止；请检查里面的循环",
    "memory": "填写所需内存太多，已停止；请检查里面的循环和反复拼接的文字",
    "crashed": "填写它的程序意外退出",
    "failed": "写法不对，填写不了",
}
_child = Confined(
    LIMITS, open_to_all=True
)  # pictures of Word templates are printed by a process of their own
atexit.register(_child.end)


def has_own(home: Path | None) -> bool:
    """Whether a workspace brings HTML templates of its own."""
    return home is not None and next((home / FOLDER).rglob("*.j2"), None) is not None


def begin(home: Path | None) -> None:
    """Start the child ahead of its work, for a workspace that brings templates of its own."""
    folder = home / FOLDER if home else None
    # Any file at all: Word templates are filled by the same child as those for pages.
    if folder is not None and folder.is_dir() and next(folder.iterdir(), None) is not None:
        _child.start("scoring.documents.layout")


def filled(home: Path, template: str, context: Mapping[str, Any]) -> str:
    """The text of a template, the workspace's own before ours. Raises ``RenderError``."""
    return str(_called("_fill", f"{FOLDER}/{template}", home, template, dict(context)))


def word_file(own: Path, form: Any, arguments: tuple[Any, ...], wishes: Mapping[str, Any]) -> bytes:
    """What our ``form`` makes of the Word template ``own``. Raises ``RenderError``."""
    made = _called("_call", f"{FOLDER}/{own.name}", form, arguments, dict(wishes))
    if not isinstance(made, bytes):
        raise RenderError("document", f"模板 {FOLDER}/{own.name} 没有填成文件")
    return made


def _called(work: str, shown: str, *arguments: Any) -> Any:
    try:
        return _child.call(f"{__name__}:{work}", *arguments, errors=(RenderError,))
    except ConfinedError as error:
        raise RenderError("document", f"模板 {shown} {_WAYS[error.way]}", error.detail) from error


def _fill(home: Path, template: str, context: dict[str, Any]) -> str:
    """What the child does for HTML."""
    return str(fill(environment(home), template, context))


def _call(form: Any, arguments: tuple[Any, ...], wishes: dict[str, Any]) -> Any:
    """What the child does for Word."""
    return form(*arguments, **wishes)
