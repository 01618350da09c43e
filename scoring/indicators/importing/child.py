"""The import in a child process with limits: a document that breaks its reader, or never ends,
costs only itself.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from scoring.confined import ConfinedError, Way, confined
from scoring.indicators.importing import import_file
from scoring.indicators.importing.errors import (
    DocumentImportError,
    NoIndicatorsFound,
    NoSuchDocument,
    SeveralTables,
    UnreadableSource,
)
from scoring.indicators.importing.notices import Notice
from scoring.indicators.importing.result import Imported, Source
from scoring.reading import Progress

_CLASSES = (Imported, Source, Notice, datetime.date, Decimal, Fraction)
_ERRORS = (DocumentImportError, NoIndicatorsFound, NoSuchDocument, SeveralTables, UnreadableSource)
_ANOTHER = "请用 WPS 或 Word 打开原件另存一份，再导入。"
_WAYS: dict[Way, tuple[str, str]] = {
    "time": ("too_large", "读取这个文件用时太长，已停止。"),
    "memory": ("too_large", "读取这个文件所需内存太多，已停止。"),
    "crashed": ("damaged", "文件已损坏，读取它的程序意外退出。"),
    "failed": ("damaged", "文件已损坏，或写法不常见，读不出来。"),
}


def import_in_child(path: Path, *, progress: Progress | None = None, **wishes: Any) -> Imported:
    """:func:`.import_file` in a child process. Raises ``DocumentImportError``."""
    if path.exists() and not path.is_file():
        raise UnreadableSource("unsupported", f"“{path.name}”不是文件。", "请写要导入的文件。")

    def tell(done: int, whole: int) -> None:
        if progress is not None:
            progress(done, whole)

    try:
        imported: Imported = confined(
            f"{__name__}:work", path, wishes, classes=_CLASSES, errors=_ERRORS, progress=tell
        )  # fmt: skip
    except ConfinedError as error:
        reason, what = _WAYS[error.way]
        raise UnreadableSource(reason, what, _ANOTHER) from error
    return imported


def work(path: Path, wishes: dict[str, Any], progress: Progress) -> Imported:
    """What the child does."""
    return import_file(path, progress=progress, **wishes)
