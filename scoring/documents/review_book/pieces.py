"""One piece of evidence as the book shows it: in place, as text, by a link, or by name alone.

What can run is never framed: web pages and drawings that may hold scripts are shown as text or
linked, programs are not even linked. What a file is, is told by its content as well as by its name.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from scoring.evidence.files import FileFact
from scoring.evidence.model import LINK, Evidence
from scoring.evidence.support import Support, Validity
from scoring.reading.documents import read_html
from scoring.reading.model import Limits, UnreadableError
from scoring.reading.plain import read_plain
from scoring.reading.sniff import sniff
from scoring.views.columns import pick
from scoring.views.evidence import (
    UNDATED,
    evidence_view,
    proofs_for,
    proved_words,
    requirement_view,
)
from scoring.views.words import number_key

Show = Literal["pdf", "image", "text", "link", "none"]
# No SVG: a drawing of that kind may hold scripts.
IMAGES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "bmp": "image/bmp",
    "webp": "image/webp",
}  # fmt: skip
TEXTS = frozenset({"txt", "csv", "tsv", "md", "log"})
PAGES = frozenset({"html", "htm", "xhtml"})
PROGRAMS = frozenset({
    "appref-ms", "bat", "cmd", "com", "cpl", "exe", "hta", "jar", "js", "jse", "lnk", "msi",
    "msp", "pif", "ps1", "reg", "scf", "scr", "sh", "url", "vb", "vbe", "vbs", "wsf", "wsh",
})  # fmt: skip
LONGEST = 20_000
"""Characters of a text that the book shows; the rest is said to be in the file."""
LARGEST = 2 * 1024 * 1024
"""Bytes of a web page that is read for its text."""
EMBEDDABLE = 50 * 1024 * 1024
"""Bytes of a file that may be written into the page; browsers refuse much larger ones."""
PAGE = re.compile(r"(?:第\s*|[Pp]\.?\s*)(\d{1,5})(?:\s*页)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece under one indicator. ``href`` leads to its file or page on the web, "" where nothing
    is to be opened; ``key`` names the file where it is written into the book; ``reason`` says why
    it does not count now.
    """

    id: str
    label: str
    facts: str
    locate: str
    what: str
    caption: str
    digest: str
    state: str
    reason: str
    sampled: bool
    show: Show
    href: str
    key: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A requirement of the indicator and what is offered for it."""

    name: str
    terms: str
    required: bool
    met: bool
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class Shelf:
    """The evidence of a workspace. ``prefix`` leads from the book to the folder ``evidence``,
    ending in a slash, or is "" where files are written into the book (``embed``); what is to travel
    with the book is kept in ``used``.
    """

    home: Path
    records: Mapping[str, Evidence]
    files: Mapping[str, FileFact]
    standings: Mapping[str, Validity]
    sampled: frozenset[str]
    prefix: str
    embed: bool = False
    used: dict[str, Path] = field(default_factory=dict)
    embedded: dict[str, str] = field(default_factory=dict)
    _shown: dict[str, tuple[Show, str, str]] = field(default_factory=dict)

    def asks(self, code: str, support: Support) -> Iterator[Ask]:
        """The requirements of an indicator with their pieces, and what else is offered."""
        questions: set[str] = set()
        for view in map(requirement_view, support.requirements):
            pieces = tuple(
                self._piece(self.records[ident], code, view.name, why)
                for ident, why in view.offered
            )
            questions |= {piece.id for piece in pieces}
            yield pick(Ask, view, pieces=pieces)
        rest = [
            record.id
            for record in self.records.values()
            if record.id not in questions
            and any(proof.indicator == code for proof in record.proves)
        ]
        if rest:
            others = tuple(
                self._piece(self.records[ident], code, None, "")
                for ident in sorted(rest, key=number_key)
            )
            yield Ask("其他材料", "不对应任何一条佐证要求", required=False, met=True, pieces=others)

    def _piece(self, record: Evidence, code: str, item: str | None, reason: str) -> Piece:
        proofs = proofs_for(record, code, item) or proofs_for(record, code, None)
        locate = "、".join(dict.fromkeys(proof.locate for proof in proofs if proof.locate))
        show, text, note = self._look(record)
        view = evidence_view(record)
        dated, issuer = view.date or UNDATED, record.issuer or ""
        facts = (view.kind, view.doc_no, issuer, dated, view.unit)
        return Piece(
            id=view.id,
            label=view.label,
            facts="　".join(dict.fromkeys(fact for fact in facts if fact)),
            locate=locate,
            what=proved_words(proofs),
            caption="；".join(f"{name}：{said}" for name, said in record.caption.items()),
            digest=record.sha256 or self.files[record.id].sha256 or "",
            state="、".join(self.standings[record.id].reasons),
            reason=reason,
            sampled=record.id in self.sampled,
            show=show,
            href=self._href(record, show, locate),
            key=record.id if record.id in self.embedded else "",
            text=text,
            note=note,
        )

    def _look(self, record: Evidence) -> tuple[Show, str, str]:
        """How a record is shown, its text where that is shown, and a word to the inspector; looked
        at once.
        """
        if record.id not in self._shown:
            self._shown[record.id] = self._first_look(record)
        return self._shown[record.id]

    def _first_look(self, record: Evidence) -> tuple[Show, str, str]:
        if record.misplaced:
            return "none", "", ""
        if record.file is None:
            if record.url and LINK.match(record.url):
                return ("link", "", "")
            return ("none", "", "")
        # A changed file is shown, and said to be changed: the inspector has to see
        # what lies there now.
        if self.files[record.id].state not in ("ok", "changed"):
            return "none", "", ""
        path = self.home / "evidence" / record.file
        suffix = path.suffix.lower().lstrip(".")
        if suffix in PROGRAMS:
            return "none", "", "这是可以运行的程序，评查册不提供打开。"
        self.used.setdefault(record.file, path)
        show, text, note = _content(path, suffix)
        if self.embed and show in ("pdf", "image"):
            size = self.files[record.id].size or 0
            if size > EMBEDDABLE:
                return "none", "", f"文件有 {size >> 20} MB，没有装进评查册，请向被评查单位调阅。"
            mime = "application/pdf" if show == "pdf" else IMAGES[suffix]
            self.embedded[record.id] = (
                f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
            )
        return show, text, note

    def _href(self, record: Evidence, show: Show, locate: str) -> str:
        if show == "none":
            return ""
        if record.file is None:
            return record.url or ""
        match = PAGE.search(locate) if show == "pdf" else None
        # At this mark the readers of browsers open a PDF on that page.
        page = f"#page={match[1]}" if match else ""
        if record.id in self.embedded:
            return page
        return self.prefix + quote(record.file) + page


def _content(path: Path, suffix: str) -> tuple[Show, str, str]:
    """How a file that is there is shown: by its suffix, as long as its content agrees."""
    if suffix not in {"pdf", *IMAGES, *TEXTS, *PAGES}:
        return "link", "", ""
    try:
        kind = sniff(path)
        if suffix == "pdf" and kind == "pdf":
            return "pdf", "", ""
        if suffix in IMAGES and kind in IMAGES:
            return "image", "", ""
        if suffix in TEXTS and kind in ("txt", "csv"):
            return "text", *_cut("\n".join(read_plain(path, Limits()).pages))
        if suffix in PAGES and kind == "html" and path.stat().st_size <= LARGEST:
            text, note = _cut("\n".join(read_html(path, Limits()).pages))
            return "text", text, note or "网页只显示其中的文字；要看原样，请另开窗口。"
    except (UnreadableError, OSError, ValueError, RecursionError):
        return "link", "", "文件内容读不出来，请另开窗口核对。"
    return "link", "", "文件内容与后缀不符，请留意。"


def _cut(text: str) -> tuple[str, str]:
    if len(text) <= LONGEST:
        return text, ""
    return text[:LONGEST], f"全文 {len(text)} 字，这里显示前 {LONGEST} 字，其余请另开窗口查看。"
