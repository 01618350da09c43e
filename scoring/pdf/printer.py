"""HTML in, PDF bytes out; or a RenderError that says in Chinese what to mend.

Gates: a character without a glyph, a family that is not there, a face that could not be cut, a
resource that may not or cannot be read, a link without its target. None of them may pass in
silence: an inspector would see a box, a hole or a foreign face, and the user would not know.
"""

import html as html_module
import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from scoring.glyphs import with_named_signs
from scoring.pdf import fonts
from scoring.pdf.errors import RenderError
from scoring.pdf.parts.splitting import cut
from scoring.pdf.renderer import failed, run

__all__ = [
    "Metadata",
    "RenderError",
    "clean",
    "finalize",
    "gate",
    "render",
    "render_many",
    "scrubbed",
]

Variant = Literal["pdf/a-3b", "pdf/a-3u", "pdf/a-2b", "pdf/a-3a", "pdf/a-2a", "pdf/ua-1"]
_LOG = logging.getLogger(__name__)
# Signs before and behind a missing one, so that whoever reads the message finds the place.
_CONTEXT = 10
_EACH_MORE = 5.0
"""Seconds that each further document of one process adds to the time limit; a page takes a tenth of
one."""
# C0 and C1 except tab and line ends; marks, embeddings and isolates of direction; byte order mark,
# annotation marks; surrogates; noncharacters of the first plane; the selectors that ask for a
# coloured picture instead of a character.
_DIRT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u206f\ufe0f\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about itself. Nothing comes from the clock: without ``created`` the file
    carries no date.
    """

    title: str | None = None
    author: str | None = None
    subject: str | None = None
    keywords: tuple[str, ...] = ()
    created: date | None = None

    def fields(self) -> dict[str, Any]:
        """The renderer's own names for what is said."""
        fields: dict[str, Any] = {
            "title": self.title and clean(self.title),
            "description": self.subject and clean(self.subject),
        }
        fields["authors"] = [clean(self.author)] if self.author else None
        fields["keywords"] = [clean(word) for word in self.keywords] or None
        # Midnight UTC: a bare date is filled up by the renderer in ways that differ between
        # readers.
        fields["created"] = fields["modified"] = (
            f"{self.created.isoformat()}T00:00:00Z" if self.created else None
        )
        return {key: value for key, value in fields.items() if value}


def clean(text: str) -> str:
    """A text without characters that break or forge a page: controls, direction marks, surrogates,
    noncharacters.

    Line ends become a line feed. Picture signs of phones stand by
    their names. Apply it to everything that comes out of a user's file before it enters a template;
    the Jinja environment does so when :func:`finalize` is its ``finalize``.
    """
    return with_named_signs(_DIRT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def scrubbed(html: str) -> str:
    """The same for a whole document, whose line ends stay: what a template itself brought in."""
    return with_named_signs(_DIRT.sub("", html))


def finalize(value: object) -> object:
    """For ``Environment(finalize=…)``: cleans every printed text, prints None as nothing, leaves
    markup as it is.
    """
    if value is None:
        return ""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return clean(value)
    return value


def render(
    html: str,
    *,
    css: Sequence[Path],
    roots: Sequence[Path] = (),
    workspace_fonts: Path | None = None,
    base: Path | None = None,
    metadata: Metadata | None = None,
    variant: Variant | None = None,
    tagged: bool = False,
    timeout: float = 600,
    memory_mb: int = 6144,
) -> bytes:
    """Print one HTML document to PDF in a process of its own.

    ``css`` are the style sheets in order; ``roots`` the folders below which pictures may be read
    (the folders of the style sheets are always open); ``base`` the folder that relative addresses
    start from (default: the first root); ``timeout`` in seconds, ``memory_mb`` the address space of
    the process. Same input, same faces: same bytes.

    Raises RenderError (see there) when the document cannot be printed faithfully.
    """
    start = base or (roots[0] if roots else None)
    job = {
        "task": "render",
        "documents": [_document(html, metadata)],
        "css": [str(Path(sheet).resolve()) for sheet in css],
        "roots": [str(Path(root).resolve()) for root in roots],
        "base": str(start) if start else None,
        "variant": variant,
        "tagged": tagged,
    }
    report = run(job, fonts.environment(workspace_fonts), timeout=timeout, memory_mb=memory_mb)
    return _printed(report, 0, html, memory_mb)


def render_many(
    pages: Sequence[tuple[str, Metadata]],
    *,
    css: Sequence[Path],
    workspace_fonts: Path | None = None,
    timeout: float = 600,
    memory_mb: int = 6144,
) -> list[bytes]:
    """Print many small HTML documents in one process: the start, the faces and the style sheets are
    paid for once.

    Each has the bytes that :func:`render` gives for it, and passes the same gates. ``timeout`` is
    for the first; each further one adds five seconds. Raises RenderError for the first document at
    fault, with its title before the sentence.
    """
    if not pages:
        return []
    job = {
        "task": "render",
        "documents": [_document(html, about) for html, about in pages],
        "css": [str(Path(sheet).resolve()) for sheet in css],
        "roots": [],
    }
    limit = timeout + _EACH_MORE * (len(pages) - 1)
    report = run(job, fonts.environment(workspace_fonts), timeout=limit, memory_mb=memory_mb)
    return [
        _printed(
            report, number, html, memory_mb, f"“{clean(about.title)}”：" if about.title else ""
        )
        for number, (html, about) in enumerate(pages)
    ]


def _document(html: str, metadata: Metadata | None) -> dict[str, Any]:
    """A document as the worker takes it, with a page break where its marks would have cut it."""
    return {"html": scrubbed(cut(html).whole), "metadata": metadata.fields() if metadata else {}}


def _printed(
    report: dict[str, Any], number: int, html: str, memory_mb: int, which: str = ""
) -> bytes:
    """The bytes of one document of the worker's report, if it passes the gates."""
    document = report["documents"][number]
    if failure := document.get("failure"):
        raise failed(failure, memory_mb, which)
    for line in document["warnings"]:
        _LOG.debug("%s", line)
    try:
        gate({**document, "families": report["families"]}, html)
    except RenderError as error:
        raise RenderError(error.cause, which + str(error), error.detail) from error
    return cast("bytes", document["pdf"])


def gate(report: Mapping[str, Any], html: str) -> None:
    """Raise RenderError for the first kind of fault of a document; each names all of its cases."""
    if report["refused"]:
        raise RenderError("resource", report["refused"][0])
    if report["unknown_families"]:
        stacks = "、".join("/".join(stack) for stack in report["unknown_families"])
        raise RenderError(
            "font",
            f"本机和工作目录 fonts/ 中没有所需字体：{stacks}。请把字体文件放入 fonts/，"
            "或改用已有字体。",
        )
    if not set(fonts.BUNDLED) <= set(report["families"]):
        lost = "、".join(sorted(set(fonts.BUNDLED) - set(report["families"])))
        raise RenderError("font", f"安装不完整：缺少随软件提供的字体 {lost}。请重新安装。")
    if report["missing"]:
        raise RenderError("glyph", _glyph_message(report["missing"], html))
    if report["unsubset"]:
        raise RenderError(
            "subset",
            "有字体不能嵌入（字体文件可能损坏或禁止嵌入），请更换。",
            "\n".join(report["unsubset"]),
        )
    if report["errors"]:
        raise RenderError(
            "resource",
            "文件中有图片、样式或文内链接不能读取："
            + "；".join(map(_readable, report["errors"][:5])),
            "\n".join(report["errors"]),
        )


def _readable(line: str) -> str:
    """The renderer's commonest complaints in Chinese; others stay as they are."""
    if found := re.match(r"No anchor #(\S+) for internal URI", line):
        return f"文内链接 #{found[1]} 没有目标"
    if found := re.match(r"Failed to load image at '?([^']*)'?: (.*)", line, flags=re.DOTALL):
        return f"图片不能读取 {found[1][-60:]}"
    return line


def _glyph_message(codes: Sequence[int], html: str) -> str:
    text = visible_text(html)
    parts = []
    for code in codes[:10]:
        character = chr(code)
        name = unicodedata.name(character, "")
        shown = f"“{character}”（U+{code:04X}{'，' + name if name and not name.startswith('CJK') else ''}）"
        place = text.find(character)
        if place < 0:
            parts.append(f"{shown}在样式或自动生成的文字中")
            continue
        around = text[max(0, place - _CONTEXT) : place + 1 + _CONTEXT]
        count = text.count(character)
        parts.append(f"{shown}在“{around}”处" + (f"，共 {count} 处" if count > 1 else ""))
    more = f"；另有 {len(codes) - 10} 个字符" if len(codes) > 10 else ""
    return (
        "有字符在现有字体中没有字形，不能印出："
        + "；".join(parts)
        + more
        + "。请改用其他字，或把含该字的字体放入工作目录 fonts/。"
    )


def visible_text(html: str) -> str:
    """The text of a document without tags, with runs of white space as one space; used to quote a
    place to the user.
    """
    body = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.DOTALL | re.IGNORECASE)
    return re.sub(r"\s+", " ", html_module.unescape(re.sub(r"<[^>]*>", " ", body)))
