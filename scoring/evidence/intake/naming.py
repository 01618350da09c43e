"""Which indicator a file's own name or folder says that it proves: ``1-1-1 …``, ``3.2_…``, a folder for each one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from scoring.indicators.model import IndicatorTree

CODE = re.compile(
    r"^[\[【(（]?\s*([0-9A-Za-zⅠ-Ⅻ]{1,4}(?:[-._．、·][0-9A-Za-z]{1,4}){0,3})\s*[\]】)）]?(?=$|[\s_\-—.．、,，:：\u4e00-\u9fff《“（(【\[])"
)


@dataclass(frozen=True, slots=True)
class ByName:
    """The indicator that a name points to, or why it points to none; ``how`` says by which name."""

    code: str | None
    how: str


def by_name(file: str, tree: IndicatorTree) -> ByName | None:
    """What the name of ``file`` (relative to evidence/) says; None where no part of it looks like a code."""
    path = PurePosixPath(file)
    known = {_folded(code): code for code in tree.by_code}
    parts = [(path.stem, "文件名")] + [(part, "文件夹名") for part in reversed(path.parts[:-1])]
    for text, what in parts:
        found = _code(text, known)
        if found is None:
            continue
        node = tree.by_code[found]
        leaves = [leaf.code for leaf in node.leaves()]
        if len(leaves) == 1:
            return ByName(leaves[0], f"按{what}“{text}”对应")
        return ByName(None, f"{what}“{text}”指上级指标 {found}，它有 {len(leaves)} 个下级，请用 evidence map 指定")
    return None


def _code(text: str, known: dict[str, str]) -> str | None:
    match = CODE.match(unicodedata.normalize("NFKC", text.strip()))
    if match is None:
        return None
    whole = _folded(match[1])
    # "1-1-1-2 通知" is the second file of 1.1.1: take the longest beginning that is a code of at least two parts.
    parts = whole.split(".")
    for size in range(len(parts), 0, -1):
        candidate = ".".join(parts[:size])
        if candidate in known and (size > 1 or len(parts) == 1):
            return known[candidate]
    return None


def _folded(code: str) -> str:
    return re.sub(r"[-_．、·]", ".", unicodedata.normalize("NFKC", code)).lower()
