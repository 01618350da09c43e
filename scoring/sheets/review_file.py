"""A result file of the review book: what an inspector saved in the browser,
as text of one fixed form.

The page and this module agree on one canonical text (JSON, keys sorted, nothing between them); its
digest shows whether a file was changed by hand after the page had written it. Nothing in a file is
ever carried out: it holds texts and lists of texts, of a bounded size, and every finding is later
read by the code that reads the round's own file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.sheets.form import UnreadableFile, safe

FORMAT = "shifan-review"
VERSION = "1"
SUFFIX = ".json"
LARGEST = 20 * 1024 * 1024
"""Bytes of a result file; one of 1,500 findings with long reasons has about two million."""
HEAD = (
    "workspace",
    "round",
    "basis",
    "tree",
    "tree_sha256",
    "basis_sha256",
    "round_sha256",
    "made",
    "saved",
    "inspector",
)
"""What a result file says about itself, all of it texts."""
TEXTS = ("score", "reason", "opinion", "place", "penalty")
LISTS = ("opened", "people", "untrue")
NAMES = {
    "score": "核验分",
    "reason": "理由",
    "opinion": "评查意见",
    "opened": "查阅的佐证",
    "place": "地点",
    "people": "访谈对象",
    "untrue": "不实佐证",
    "penalty": "扣分",
}
"""The fields of a finding in the order of the file, and how they are called where people read."""

Entry = dict[str, Any]


class UnreadableResult(UnreadableFile):
    """A file that is no result of a review book."""


@dataclass(frozen=True, slots=True)
class Result:
    """One result file. ``findings`` are new entries by indicator; ``base`` holds the canonical text
    of the entry that the book was made with, "" where there was none; ``claims`` the claim that was
    judged, as printed, "" for none; ``earlier`` short digests of findings that the same page saved
    before; ``drafts`` are indicators that were begun and not finished. ``sound``: the digest fits
    the content.
    """

    name: str
    head: dict[str, str]
    findings: dict[str, Entry]
    base: dict[str, str]
    claims: dict[str, str]
    earlier: dict[str, tuple[str, ...]]
    drafts: tuple[str, ...]
    sound: bool


def canonical(value: Any) -> str:
    """The one text of a value made of texts, lists and maps;
    the page's script writes the same characters.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entry_text(entry: Any) -> str:
    """The canonical text of an entry of a round's file, "" where there is none."""
    if entry is None:
        return ""
    return canonical(entry)


def mark_of(finding: Any) -> str:
    """A short digest of a finding as the page saved it."""
    return hashlib.sha256(canonical(finding).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def digest(content: dict[str, Any]) -> str:
    """The digest of a whole result, its own ``digest`` left out.
    Raises ``UnicodeError`` for halves of characters.
    """
    rest = {key: value for key, value in content.items() if key != "digest"}
    return hashlib.sha256(canonical(rest).encode("utf-8")).hexdigest()


def read_result(path: Path) -> Result:
    """The result at ``path``. Raises ``UnreadableResult`` for anything that is not one,
    and for a newer version.
    """
    return parse_result(_content(path), path.name)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableResult(
                "文件太大，不是评查册保存的核验结果", "请选评查册里“保存结果”得到的 .json 文件"
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableResult(
            f"打不开：{error.strerror}", "请检查文件是否完整、有没有读取权限"
        ) from None


def parse_result(raw: bytes, name: str) -> Result:
    """A result from its bytes; see :func:`read_result`."""
    content = _parsed(raw)
    if not _sound_shape(content):
        raise UnreadableResult(
            "缺少内容或内容的形式不对", "请在评查册里重新“保存结果”，不要手工改动文件"
        )
    try:
        sound = content.get("digest") == digest(content)
    # Half of a surrogate pair can stand in JSON and cannot be digested: no page of ours wrote it.
    except UnicodeError:
        sound = False
    entries = {code: _entry(code, entry) for code, entry in content["findings"].items()}
    head = {key: safe(content.get(key, "")) for key in HEAD}
    base, claims = content.get("base", {}), content.get("claims", {})
    marks = {
        code: tuple(str(mark) for mark in saved)
        for code, saved in content.get("earlier", {}).items()
    }
    return Result(
        name, head, entries, base, claims, marks, tuple(sorted(content.get("drafts", {}))), sound
    )


def _parsed(raw: bytes) -> dict[str, Any]:
    """The content of a result of our version; raises ``UnreadableResult`` for everything else."""
    try:
        # A key twice has two readings, and NaN is no JSON: the page writes neither.
        content = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refused
        )
    except (ValueError, RecursionError):
        raise UnreadableResult(
            "内容不完整或改动过，读不出来",
            "请在评查册里重新“保存结果”；浏览器里的填写会自动暂存，打开评查册就能恢复",
        ) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UnreadableResult(
            "不是评查册保存的核验结果", "请选评查册里“保存结果”得到的 .json 文件"
        )
    if str(content.get("version")) != VERSION:
        raise UnreadableResult(
            f"是第 {str(content.get('version'))[:10]} 版的核验结果，这里只认第 {VERSION} 版",
            "请用同一版本的系统导入",
        )
    return content


_TABLES = ("base", "claims", "earlier", "drafts")


def _sound_shape(content: Mapping[str, Any]) -> bool:
    """Whether every part of a result is there in the shape that a page of the book writes."""
    # Unknown keys would be outside of what is read, and inside of what the digest vouches for.
    if set(content) - {"format", "version", "findings", "digest", *_TABLES, *HEAD}:
        return False
    tables = {key: content.get(key, {}) for key in _TABLES} | {"findings": content.get("findings")}
    if not all(isinstance(table, dict) for table in tables.values()):
        return False
    texts = [
        *(content.get(key, "") for key in HEAD),
        *tables["base"].values(),
        *tables["claims"].values(),
    ]
    lists = tables["earlier"].values()
    return all(isinstance(text, str) for text in texts) and all(
        isinstance(marks, list) for marks in lists
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _refused(word: str) -> Any:
    raise ValueError(word)


def _entry(code: str, entry: Any) -> Entry:
    """One finding as an entry of a round's file; blanks are left out."""
    if not isinstance(entry, dict) or set(entry) - {*TEXTS, *LISTS}:
        raise UnreadableResult(
            f"指标“{code[:40]}”的内容形式不对", "请在评查册里重新“保存结果”，不要手工改动文件"
        )
    cleaned: Entry = {}
    for key in NAMES:
        value = entry.get(key, "")
        text = _texts(code, key, value) if key in LISTS else _text(code, key, value)
        if text:
            cleaned[key] = text
    return cleaned


def _texts(code: str, key: str, value: Any) -> list[str]:
    """A list of texts; a single text is a list of one."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise UnreadableResult(
            f"指标“{code[:40]}”的{NAMES[key]}应是一个列表", "请在评查册里重新“保存结果”"
        )
    return [clean for clean in map(safe, texts) if clean]


def _text(code: str, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UnreadableResult(
            f"指标“{code[:40]}”的{NAMES[key]}应是一段文字", "请在评查册里重新“保存结果”"
        )
    return safe(value)
