"""Which indicator a file's own name or folder says that it proves: ``1-1-1 …``, ``3.2_…``, a folder
for each one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from scoring.indicators.model import IndicatorTree

CODE = re.compile(
    # Atomic, so that the 1 of 1-6月台账 is not taken for a code of its own.
    r"^[\[【(（]?\s*((?>[0-9A-Za-z]{1,4}(?:[-._、·][0-9A-Za-z]{1,4}){0,3}))\s*[\]】)）]?"
    # Months, days and amounts are no codes: 1-6月台账, 3.5万元, 12.4国家宪法日.
    r"(?!\s*(?:[月号万亿元份%]|日(?!常)|年(?![度鉴报])|季度|个(?!案)|时(?![限效])|国家宪法日))"
    r"(?=$|[\s_\-—.、,:\u4e00-\u9fff《“(【\[])"
)


@dataclass(frozen=True, slots=True)
class ByName:
    """The indicator that a name points to, or why it points to none; ``how`` says by which name."""

    code: str | None
    how: str


def by_name(file: str, tree: IndicatorTree) -> ByName | None:
    """What the name of ``file`` (relative to evidence/) says; None where no part of it looks like a
    code.

    A scored indicator goes before one that has others below it, a code of several parts before a
    bare number, which may only count the files of a folder (``3.2 公开/1.通知.pdf``). Among equals
    the file's own name goes before its folders, but a bare number on a folder before one on a file.
    """
    path = PurePosixPath(file)
    known = {_folded(code): code for code in tree.by_code}
    parts = [(path.stem, "文件名"), *((part, "文件夹名") for part in reversed(path.parts[:-1]))]
    found: list[tuple[tuple[bool, bool, bool], ByName]] = []
    for text, what in parts:
        code = _code(text, known)
        if code is None:
            continue
        leaves = [leaf.code for leaf in tree.by_code[code].leaves()]
        bare = "." not in _folded(code)
        rank = (len(leaves) > 1, bare, bare and what == "文件名")
        if len(leaves) == 1:
            found.append((rank, ByName(leaves[0], f"按{what}“{text}”对应")))
        else:
            how = (
                f"{what}“{text}”指上级指标 {code}，它有 {len(leaves)} 个下级，请用 evidence map "
                "指定"
            )
            found.append((rank, ByName(None, how)))
    if found:
        return min(found, key=lambda item: item[0])[1]
    return None


def _code(text: str, known: dict[str, str]) -> str | None:
    match = CODE.match(unicodedata.normalize("NFKC", text.strip()))
    if match is None:
        return None
    whole = _folded(match[1])
    # "1-1-1-2 通知" is the second file of 1.1.1: take the longest beginning that is a code of at
    # least two parts.
    parts = whole.split(".")
    for size in range(len(parts), 0, -1):
        candidate = ".".join(parts[:size])
        if candidate in known and (size > 1 or len(parts) == 1):
            return known[candidate]
    return None


def _folded(code: str) -> str:
    return re.sub(r"[-_、·]", ".", unicodedata.normalize("NFKC", code)).lower()
