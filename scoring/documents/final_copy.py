"""定稿: the copy that is handed in and kept, PDF/A-3 with the evidence inside; and 用印页, the page
for the seal.

Both stand behind a document, whatever its template: the list of attachments (附件清单) and the page
for the seal are filled in from a macro and put before the end of the page. The files of the
evidence go in as they are, byte for byte; their digests in the list are those of the register.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from scoring.evidence.model import Evidence
from scoring.evidence.package.names import safe_name
from scoring.pdf.errors import RenderError
from scoring.pdf.printer import Metadata, clean, render
from scoring.problems import ScoringError
from scoring.views.words import by_number, chinese_date
from scoring.workspace import Workspace

if TYPE_CHECKING:
    from scoring.pdf.archive import Enclosed, Relationship

Which = Literal["none", "counting", "all"]
WITH_EVIDENCE = frozenset({"self", "catalogue"})
"""The documents that the evidence belongs to."""
SEALED = frozenset({"self", "criteria", "catalogue", "rectification"})
"""The documents that are handed in as a whole, and take a page for the seal."""
SEAL_TITLE = "用印页"
HANDS = ("主要负责人（签字）：", "审核人（签字）：", "填报人（签字）：")
"""The heading of the page for the seal, and who signs it."""
LARGEST = 100
"""Megabytes of evidence that are attached unless more is allowed: what upload pages and mail boxes
still take."""
MEGABYTE = 1_000_000
OCTETS = "application/octet-stream"
# The system's own table differs from machine to machine, and with it the bytes.
TYPES = {
    ".pdf": "application/pdf",
    ".ofd": "application/ofd",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".wps": "application/vnd.ms-works",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".et": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".json": "application/json",
    ".htm": "text/html",
    ".html": "text/html",
    ".zip": "application/zip",
}
# What PDF/A-3 calls the relationship of a file: tables can be reckoned with,
# the rest only supplements.
_DATA = frozenset({".xls", ".xlsx", ".et", ".csv"})
_END = re.compile(r"</body\s*>", re.IGNORECASE)
_NAME_UNITS = 80


class UnsoundError(ScoringError):
    """A final copy was asked for while the data holds errors; ``str()`` is the sentence."""


@dataclass(frozen=True, slots=True)
class Final:
    """How a final copy is wanted: tagged or not, which evidence goes in, and how many megabytes of
    it at most.
    """

    tagged: bool = False
    attach: Which = "counting"
    megabytes: int = LARGEST


@dataclass(frozen=True, slots=True)
class Attached:
    """A piece of evidence in the list: ``name`` is the attachment's, ``what`` what it proves."""

    id: str
    title: str
    name: str
    plain: str
    size: str
    sha256: str
    what: str
    path: Path
    kind: str
    relationship: Relationship


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands behind a document. ``omitted`` could not go in: id, title, why."""

    title: str
    issuer: str
    date: str
    seal: bool = False
    final: Final | None = None
    attached: tuple[Attached, ...] = ()
    omitted: tuple[tuple[str, str, str], ...] = ()
    data: bytes = b""

    @property
    def listed(self) -> bool:
        """Whether there is a list of attachments."""
        return bool(self.attached or self.omitted)

    @property
    def note(self) -> str:
        """The note on attachments that stands above the signature (GB/T 9704-2012, 7.3.4); "" where
        there are none.
        """
        if self.attached:
            return f"附件：佐证材料（{len(self.attached)}件，清单附后）"
        return ""

    @property
    def contents(self) -> tuple[tuple[int, str, str], ...]:
        """Its lines in a table of contents: level, target, text."""
        lines = ((1, "s-annex", "附件清单", self.listed), (1, "s-seal", SEAL_TITLE, self.seal))
        return tuple((level, target, text) for level, target, text, present in lines if present)

    @property
    def promise(self) -> str:
        """What the page for the seal says."""
        return (
            f"《{self.title}》所列数据、事实和佐证材料由本单位提供并逐项核对。"
            "本单位承诺：内容真实、准确、完整，没有虚报、瞒报和伪造；如有不实，愿意承担相应责任。"
        )

    @property
    def hands(self) -> tuple[str, ...]:
        """Who signs the page for the seal, as templates read it."""
        return HANDS

    @property
    def date_width(self) -> float:
        """The date in widths of a Chinese character: a digit takes half of one."""
        return sum(0.5 if sign.isascii() else 1 for sign in self.date)

    @property
    def issuer_width(self) -> int:
        """The width in which the issuer stands in lines of equal length, none wider than the box of
        the date.
        """
        lines = math.ceil(len(self.issuer) / (self.date_width + 8))
        return math.ceil(len(self.issuer) / max(1, lines))


def ending(
    workspace: Workspace,
    word: str,
    about: tuple[str, str, date],
    final: Final | None,
    *,
    seal: bool,
) -> Ending | None:
    """What the document ``word`` ends with; None for one that ends as its template does.

    ``about`` is its title, its issuer and its day. Raises ``UnsoundError`` for a final copy of data
    with errors, and ``RenderError`` when the evidence is larger than is allowed.
    """
    # What is signed and kept must not rest on data that ``check`` calls wrong: a draft can be made.
    if final is not None and workspace.errors:
        raise UnsoundError(
            f"数据有 {len(workspace.errors)} 处错误，分数不可靠，不能出定稿。先用 shifan check "
            "看清并改正；"
            "要看样子，用 --draft 生成草稿。"
        )
    sealed = word in SEALED and (seal or bool(workspace.head and workspace.head.report.seal))
    if final is None and not sealed:
        return None
    title, issuer, day = about
    attached: tuple[Attached, ...] = ()
    omitted: tuple[tuple[str, str, str], ...] = ()
    if final is not None and word in WITH_EVIDENCE and final.attach != "none":
        attached, omitted = _chosen(workspace, final)
    return Ending(title, issuer, chinese_date(day), sealed, final, attached, omitted)


_ABSENT = {
    "link": "网上链接，没有文件",
    "missing": "文件不在",
    "outside": "文件在工作区以外",
    "unreadable": "文件读不出来",
    "unopened": "文件打不开",
    "changed": "文件内容与登记的不一致",
}
"""Why a piece is not attached, by the state of its file."""


def _chosen(
    workspace: Workspace, final: Final
) -> tuple[tuple[Attached, ...], tuple[tuple[str, str, str], ...]]:
    """The pieces that are attached, and those that cannot be, each with the reason. Raises
    ``RenderError`` where they are larger than was allowed.
    """
    candidates = _asked(workspace, final)
    states = {record.id: workspace.files[record.id].state for record in candidates}
    readable = [record for record in candidates if states[record.id] == "ok"]
    total = _octets(workspace, readable)
    if total > final.megabytes * MEGABYTE:
        raise RenderError(
            "document",
            f"要附的佐证共 {len(readable)} 件、{total / MEGABYTE:.1f} MB，超过 {final.megabytes} MB "
            "的上限。"
            "可以用 --max-size 放宽，用 --attach none 不附，或者另交佐证卷宗（shifan evidence "
            "pack）。",
        )
    # All of one length, so that readers that sort attachments by name keep the order of the list.
    digits = max(3, len(str(len(readable))))
    attached = tuple(
        _attached(workspace, record, f"FJ{index:0{digits}d}")
        for index, record in enumerate(readable, 1)
    )
    absent = tuple(
        (record.id, record.label, _ABSENT[states[record.id]])
        for record in candidates
        if states[record.id] != "ok"
    )
    return attached, absent


def _asked(workspace: Workspace, final: Final) -> list[Evidence]:
    """The pieces that are to be attached: all of the register, or those that carry a claim."""
    records = {record.id: record for record in workspace.records}
    if final.attach == "all":
        return [records[ident] for ident in by_number(records)]
    counting = {
        ident
        for support in workspace.supports.values()
        for met in support.requirements
        for ident in met.carried_by
    }
    return [records[ident] for ident in by_number(records) if ident in counting]


def _octets(workspace: Workspace, records: Sequence[Evidence]) -> int:
    """What the files come to; one that several records name is attached once."""
    files = [workspace.files[record.id] for record in records]
    # By digest: two records of one file bring its bytes into the PDF only once.
    return sum({fact.sha256: fact.size or 0 for fact in files}.values())


def _attached(workspace: Workspace, record: Evidence, number: str) -> Attached:
    fact = workspace.files[record.id]
    file = PurePosixPath(record.file or "")
    suffix = file.suffix.lower()
    # Old readers show the plain name as bytes of UTF-8: it is kept to ASCII, the full one goes
    # into /UF.
    ascii_id = re.sub(r"[^A-Za-z0-9.-]", "", record.id)
    plain = "-".join(filter(None, (number, ascii_id))) + (suffix if suffix.isascii() else "")
    stem = clean(record.label).removesuffix(file.suffix)
    codes = [proof.indicator + (f" {proof.item}" if proof.item else "") for proof in record.proves]
    return Attached(
        id=record.id,
        title=record.label,
        name=safe_name(f"{number}-{record.id}_{stem}{suffix}", _NAME_UNITS),
        plain=plain,
        size=_size(fact.size or 0),
        sha256=fact.sha256 or "",
        what="；".join(dict.fromkeys(codes)),
        path=workspace.path / "evidence" / file,
        kind=TYPES.get(suffix, OCTETS),
        relationship="Data" if suffix in _DATA else "Supplement",
    )


def _size(octets: int) -> str:
    if octets >= MEGABYTE:
        return f"{octets / MEGABYTE:.1f} MB"
    return f"{max(1, round(octets / 1000))} KB"


def appended(html: str, tail: str, ending: Ending) -> str:
    """The document with what stands behind it; references to an attached piece lead to its line in
    the list.
    """
    attached = {item.id for item in ending.attached}

    def turned(found: re.Match[str]) -> str:
        if found[1] in attached:
            return f'href="#f-{found[1]}"'
        return found[0]

    html = re.sub(r'href="#e-([^"]+)"', turned, html)
    ends = list(_END.finditer(html))
    position = ends[-1].start() if ends else len(html)
    return html[:position] + tail + html[position:]


def scoped(html: str) -> str:
    """The document with the direction of each header cell stated: those outside a table's head
    stand before a row.
    """

    def cell(found: re.Match[str]) -> str:
        if "scope=" in found[0]:
            return found[0]
        return f'<th scope="row"{found[1]}'

    parts = re.split(r"(<thead\b.*?</thead\s*>)", html, flags=re.DOTALL | re.IGNORECASE)
    return "".join(
        part if index % 2 else re.sub(r"<th(\s[^>]*>|>)", cell, part)
        for index, part in enumerate(parts)
    )


def print_final(
    html: str, *, css: Sequence[Path], workspace_fonts: Path | None, about: Metadata, ending: Ending
) -> bytes:
    """The final copy, printed in one process. Raises ``RenderError``, also for a file that changed
    on the way.
    """
    assert ending.final is not None
    tagged = ending.final.tagged
    # Whole, not in parts: putting parts together loses the tags and the root objects
    # of PDF/A.
    pdf = render(
        scoped(html) if tagged else html,
        css=css,
        workspace_fonts=workspace_fonts,
        metadata=about,
        # Part 3 of PDF/A is the one that takes files of any kind inside; a: tagged,
        # u: all text readable.
        variant="pdf/a-3a" if tagged else "pdf/a-3u",
    )
    assert about.created is not None
    from scoring.pdf.archive import About, finished  # only here: the library takes a while to load

    metadata = About(clean(about.title or ""), clean(about.author or ""), about.created)
    return finished(
        pdf, metadata, [_read(item) for item in ending.attached] + _source(ending), tagged=tagged
    )


def _read(item: Attached) -> Enclosed:
    from scoring.pdf.archive import Enclosed

    try:
        content = item.path.read_bytes()
    except OSError:
        content = b""
    # Its digest is printed in the list by now: what goes in must be what the list says.
    if hashlib.sha256(content).hexdigest() != item.sha256:
        raise RenderError("resource", f"佐证 {item.id}（{item.title}）在生成过程中变了，请重新生成")
    return Enclosed(
        item.plain,
        item.name,
        item.kind,
        content,
        item.relationship,
        clean(f"{item.title}：{item.what}"),
    )


def _source(ending: Ending) -> list[Enclosed]:
    """The figures that the document was printed from, where it carries attachments at all."""
    from scoring.pdf.archive import Enclosed

    if not (ending.attached and ending.data):
        return []
    # Nought, in as many digits as the others: it sorts before the evidence and is none of it.
    number = "FJ" + "0" * (len(ending.attached[0].plain.split("-")[0]) - 2)
    name = safe_name(f"{number}_{ending.title}_数据.json", _NAME_UNITS)
    words = "本文书的全部文字和数字，供机器读取"
    return [Enclosed(f"{number}-data.json", name, TYPES[".json"], ending.data, "Source", words)]
