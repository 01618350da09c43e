"""RTF, often called .doc: the text that is on the page. Struck-out, hidden and deleted text is left
out and told.

Source of the control words: Rich Text Format Specification 1.9.1.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.reading.model import Content, Limits
from scoring.reading.plain import read_bytes
from scoring.reading.remarks import Remark, sentence

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\u(-?\d+) ?|\\([a-z]+)(-?\d+)? ?|\\([^a-z])|([{}])|([^\\{}]+)"
)
# Groups of an RTF file that hold no body text.
_SILENT = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"header", b"footer", b"themedata", b"object",
    b"generator", b"listtable", b"listoverridetable", b"rsidtbl", b"datastore", b"latentstyles", b"xmlnstbl",
}  # fmt: skip
_LINE, _CELL = {b"par", b"line", b"row", b"page", b"sect"}, {b"cell", b"tab", b"nestcell"}
_UNSEEN = {b"strike": "struck", b"striked": "struck", b"v": "hidden", b"deleted": "deleted"}


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds in a group: no body text at all, why its text is not on the page, bytes that stand
    for a code.
    """

    silent: bool = False
    unseen: frozenset[str] = frozenset()
    substitutes: int = 1


class _Reader:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pending = bytearray()
        self._groups = [_Group()]
        self._skip = 0
        self._inside = ""
        self.counts: Counter[str] = Counter()

    def text(self, data: bytes) -> str:
        for match in _TOKEN.finditer(data):
            code, unicode_code, word, number, symbol, brace, run = match.groups()
            if brace:
                self._brace(brace)
            elif word or symbol:
                self._control(word or b"", number, symbol or b"")
            elif self._groups[-1].silent:
                continue
            elif code:
                self._byte(int(code, 16))
            elif unicode_code:
                self._put(chr(int(unicode_code) & 0xFFFF))
                self._skip = self._groups[-1].substitutes
            else:
                self._run(run)
        self._flush()
        # Characters beyond the basic plane come as two halves.
        return "".join(self._parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            self._groups.append(self._groups[-1])
        else:
            self._groups = self._groups[:-1] or [_Group()]

    def _control(self, word: bytes, number: bytes | None, symbol: bytes) -> None:
        group = self._groups[-1]
        if word in _SILENT or symbol == b"*":
            self._groups[-1] = replace(group, silent=True)
        elif word == b"uc":
            self._groups[-1] = replace(group, substitutes=min(int(number or 1), 8))
        elif word == b"plain":
            self._flush()
            self._groups[-1] = replace(group, unseen=frozenset())
        elif kind := _UNSEEN.get(word):
            self._flush()
            rest = group.unseen - {kind}
            self._groups[-1] = replace(group, unseen=rest if number == b"0" else rest | {kind})
        elif not group.silent:
            self._sign(word, symbol)

    def _sign(self, word: bytes, symbol: bytes) -> None:
        if word in _LINE:
            self._flush()
            self._parts.append("\n")
        elif word in _CELL:
            self._flush()
            self._parts.append("\t")
        elif symbol in {b"{", b"}", b"\\"}:
            self._put(symbol.decode())

    def _byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._pending.append(value)

    def _run(self, run: bytes) -> None:
        kept = run.replace(b"\r", b"").replace(b"\n", b"")
        skipped = min(self._skip, len(kept))
        self._skip -= skipped
        self._pending += kept[skipped:]

    def _flush(self) -> None:
        if self._pending:
            text = self._pending.decode("gb18030", "replace")
            self._pending.clear()
            self._put(text)

    def _put(self, text: str) -> None:
        if self._pending:
            self._flush()
        unseen = self._groups[-1].unseen
        kind = next((kind for kind in ("deleted", "hidden", "struck") if kind in unseen), "")
        if kind and kind != self._inside and text.strip():
            self.counts[kind] += 1
        if text.strip() or not kind:
            self._inside = kind
        if not kind:
            self._parts.append(text)


def read_rtf(path: Path, limits: Limits) -> Content:
    """An RTF file: the text of its page; what is left out stands in the note."""
    reader = _Reader()
    text = reader.text(read_bytes(path, limits))
    remarks = []
    if count := reader.counts["struck"]:
        remarks.append(Remark("struck", "全文", f"有 {count} 处划掉的文字", "没有读取"))
    if count := reader.counts["hidden"]:
        remarks.append(Remark("hidden_text", "全文", f"有 {count} 处隐藏的文字", "没有读取"))
    return Content([text], note=sentence(remarks))
