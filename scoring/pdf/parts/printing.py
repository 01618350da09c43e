"""A long document as PDF: its parts printed side by side, taken from the last run where nothing
changed, and merged.

What a part looks like follows from its HTML, the style sheets, the faces and the renderer; that is
its key. Numbers that depend on other parts (page numbers, contents) come afterwards, in parts of
their own, so that a changed finding prints again only the parts in which it stands.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scoring.data_files import sources_digest
from scoring.pdf import fonts
from scoring.pdf.errors import RenderError
from scoring.pdf.parts import font_subsets, numbering
from scoring.pdf.parts.cache import Printed, Store
from scoring.pdf.parts.pool import Crew, Limits
from scoring.pdf.parts.splitting import Piece
from scoring.pdf.printer import Metadata, gate, scrubbed

RENDERERS = ("weasyprint", "pydyf", "fonttools", "tinycss2", "tinyhtml5", "pikepdf", "pillow")
"""What decides, beside our own sources, on the bytes that the same HTML and style sheets give."""
ROUNDS = 5
"""Times that the contents are printed until their own length no longer moves the numbers in
them."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Document:
    """What was printed: the file, its number of pages, and which pieces were printed now (by
    number, from 0).

    ``extra`` counts the margin boxes, contents and faces that were printed now; ``reused`` what
    came from the store.
    """

    pdf: bytes
    pages: int
    printed: tuple[int, ...]
    extra: int = 0
    reused: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """How to print: style sheets in order, folders of faces and of the workspace, what the file
    says, limits.
    """

    css: Sequence[Path]
    metadata: Metadata = field(default_factory=Metadata)
    workspace_fonts: Path | None = None
    home: Path | None = None
    limits: Limits = field(default_factory=lambda: Limits(600, 6144))
    progress: Progress | None = None
    processes: int | None = None


class _Run:
    """One print: the store, the processes once there is work, and what was printed."""

    def __init__(self, order: Order, stack: ExitStack) -> None:
        self.order = order
        self.store = Store(order.home)
        self._stack = stack
        self._environment = fonts.environment(order.workspace_fonts)
        self._css = [str(Path(sheet).resolve()) for sheet in order.css]
        self._common = self._digest(self._environment)
        self._crew: Crew | None = None
        self._known: dict[str, Printed] = {}
        self.fresh: set[str] = set()
        self.reused: set[str] = set()
        self._libraries: str | None = None

    def _digest(self, environment: Mapping[str, str]) -> str:
        terms = [sources_digest("pdf"), *map(version, RENDERERS)]
        terms.append(font_subsets.digest(environment, self.order.workspace_fonts))
        terms += [hashlib.sha256(Path(sheet).read_bytes()).hexdigest() for sheet in self._css]
        return "\n".join(terms)

    def key(self, task: str, text: str) -> str:
        """The name of a part in the store."""
        return hashlib.sha256(
            f"{self._common}\n{task}\n{text}".encode("utf-8", "surrogatepass")
        ).hexdigest()

    def done(self, jobs: Sequence[Mapping[str, Any]], told: bool = False) -> list[Printed]:
        """The printed parts of jobs, in their order. Raises RenderError for one that is at
        fault.
        """
        keys = [self.key(job["task"], _text_of(job)) for job in jobs]
        for key in dict.fromkeys(keys):
            stored = None if key in self._known else self.store.get(key)
            if stored is not None:
                self._keep(key, stored)
        todo = {key: job for key, job in zip(keys, jobs, strict=True) if key not in self._known}
        self._do(todo, len(jobs), self.order.progress if told else None)
        self._agree(keys)
        if any(key not in self._known for key in keys):
            # What was kept came from other libraries than what was printed now: once more.
            return self.done(jobs)
        return [self._known[key] for key in keys]

    def _do(
        self, todo: Mapping[str, Mapping[str, Any]], whole: int, progress: Progress | None
    ) -> None:
        """Prints what nobody has printed before."""
        count = whole - len(todo)
        if progress:
            progress(count, whole)
        if not todo:
            return
        # The longest first: what is begun last should be short.
        ordered = sorted(todo.items(), key=lambda item: -item[1].get("html", "").count("<"))
        for key, answer in self._workers().do(ordered):
            self._take(key, answer, todo[key].get("html", ""))
            count += 1
            if progress:
                progress(count, whole)

    def _take(self, key: str, answer: dict[str, Any], html: str) -> None:
        """Keeps what a process printed, once its report holds no fault."""
        pdf = answer.pop("pdf")
        gate(answer, html)
        assert self._crew is not None
        part = Printed({**_lean(answer), "libraries": self._crew.libraries}, pdf)
        self.store.put(key, part)
        self._known[key] = part
        self.fresh.add(key)

    def _keep(self, key: str, part: Printed) -> None:
        if self._libraries in (None, part.report["libraries"]):
            self._known[key] = part
            self.reused.add(key)

    def _agree(self, keys: Sequence[str]) -> None:
        """Forget kept parts that other versions of the libraries made, as soon as a process tells
        the ones there.
        """
        if self._crew is None or not self._crew.libraries:
            return
        self._libraries = self._crew.libraries
        for key in keys:
            if self._known[key].report["libraries"] != self._libraries:
                del self._known[key]
                self.reused.discard(key)

    def _workers(self) -> Crew:
        if self._crew is None:
            setting = {"css": self._css, "roots": [], "base": None}
            crew = Crew(setting, self._environment, self.order.limits, self.order.processes)
            self._crew = self._stack.enter_context(crew)
        return self._crew


def _lean(answer: Mapping[str, Any]) -> dict[str, Any]:
    """A report without what only the gates read."""
    read = ("families", "unknown_families", "missing", "unsubset", "errors", "warnings", "refused")
    return {key: value for key, value in answer.items() if key not in read}


def print_parts(pieces: Sequence[Piece], order: Order) -> Document:
    """Print the pieces of one document (see :mod:`.splitting`) into one file.

    The same pieces give the same bytes, whether they were kept or not. Raises RenderError when a
    piece cannot be printed faithfully, when a link has no target, and when a process is gone or
    takes too long.
    """
    cleaned = [Piece(scrubbed(piece.html), piece.kind, piece.continued) for piece in pieces]
    with ExitStack() as stack:
        run = _Run(order, stack)
        fields = order.metadata.fields()
        document_key = run.key(
            "document", json.dumps([[(p.kind, p.continued, p.html) for p in cleaned], fields])
        )
        stored = run.store.get(document_key)
        if stored is not None:
            if order.progress:
                order.progress(len(pieces), len(pieces))
            return Document(stored.pdf, stored.report["pages"], (), 0, len(pieces))
        document = _print(cleaned, run, fields)
        if order.home:
            run.store.put(document_key, Printed({"pages": document.pages}, document.pdf))
            run.store.tidy()
        return document


def _print(pieces: Sequence[Piece], run: _Run, said: Mapping[str, Any]) -> Document:
    texts = [index for index, piece in enumerate(pieces) if piece.kind == "text"]
    jobs = [_job(pieces[index].html) for index in texts]
    printed = dict(zip(texts, run.done(jobs, told=True), strict=True))
    layout = _numbered(pieces, run, printed)
    leaves = layout.leaves
    _check_numbers(layout)
    ordered = [printed[index] for index in range(len(pieces))]
    empty = numbering.blanks(pieces[0].html, leaves)
    blank = dict(zip(empty, run.done([_job(html) for html in empty.values()]), strict=True))
    others = [*layout.margins, *blank.values()]
    union = font_subsets.union(sheet.report for sheet in [*ordered, *others])
    # Each face once for the whole file, with the characters of all parts.
    (dressed,) = run.done([{"task": "faces", "faces": union}])
    # Only here: a run without changes does without the library.
    from scoring.pdf.parts.merging import merge

    about = ordered[0].report["about"]
    starts = [start for start, _ in layout.runs]
    pdf = merge(
        ordered,
        leaves,
        zip(starts, layout.margins, strict=True),
        blank,
        dressed,
        _info(about, said),
        about["lang"],
    )
    keys = {index: run.key("piece", pieces[index].html) for index in texts}
    fresh = tuple(index for index in texts if keys[index] in run.fresh)
    return Document(pdf, len(leaves), fresh, len(run.fresh) - len(fresh), len(run.reused))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The pages in their order, the runs of pages whose margin boxes are one print, and these
    prints.
    """

    leaves: tuple[numbering.Leaf, ...]
    runs: Sequence[tuple[int, int]]
    margins: Sequence[Printed]


def _numbered(pieces: Sequence[Piece], run: _Run, printed: dict[int, Printed]) -> _Layout:
    """Prints contents and margin boxes until the page numbers in them no longer move; the contents
    come into ``printed``.
    """
    continued = [piece.continued for piece in pieces]
    contents = [index for index, piece in enumerate(pieces) if piece.kind == "contents"]
    # The first guess at the contents: as they stand, without numbers, when their length matters at
    # all.
    reports = [
        printed[index].report if index in printed else _guess(piece.html)
        for index, piece in enumerate(pieces)
    ]
    names = numbering.names(reports)
    (probed,) = run.done([{"task": "leaves", "html": numbering.probe(pieces[0].html, names)}])
    again = numbering.restarts(probed.report, names)
    last: list[dict[str, Any]] = []
    made: list[Printed] = []
    for _ in range(ROUNDS):
        leaves = numbering.leaves(reports, continued, again)
        numbers = numbering.targets(reports, leaves)
        runs = numbering.runs(leaves)
        jobs = [_job(numbering.filled(pieces[index].html, numbers)) for index in contents]
        for start, end in runs:
            html = numbering.margins(pieces[0].html, leaves, start, end)
            jobs.append({"task": "leaves", "html": html})
        # The numbers in what was printed last are those of this very layout.
        if jobs == last:
            return _Layout(leaves, runs, made[len(contents) :])
        last = jobs
        made = run.done(jobs)
        printed.update(zip(contents, made, strict=False))
        reports = [printed[index].report for index in range(len(pieces))]
    raise RenderError("document", "目录的页数定不下来，请缩短目录条目。")


def _check_numbers(layout: _Layout) -> None:
    """The margin boxes must bear the numbers of the pages that they are laid over."""
    for (start, end), sheet in zip(layout.runs, layout.margins, strict=True):
        printed = [page["number"] for page in sheet.report["pages"]]
        if printed != [leaf.number for leaf in layout.leaves[start:end]]:
            raise RenderError(
                "document", "页码定不下来：页面样式与分部分排版不符。请检查模板里的页面样式。"
            )


def _text_of(job: Mapping[str, Any]) -> str:
    """What makes a job another one: its HTML, or all of it where it has none."""
    if "html" in job:
        return str(job["html"])
    return json.dumps(job)


def _job(html: str) -> dict[str, Any]:
    return {"task": "piece", "html": html}


def _guess(html: str) -> dict[str, Any]:
    """What contents will roughly be, until they are printed: their length matters only where
    numbers run on.
    """
    entries = len(re.findall(r"<li\b", html))
    page = {"name": "toc", "first": False, "blank": False, "strings": {}, "late": []}
    return {
        "begins": "recto",
        "anchors": {},
        "pages": [{**page, "first": index == 0} for index in range(1 + entries // 26)],
    }


def _info(about: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, str]:
    """The document information, in the words of the renderer."""
    stated = {**about, **said}
    entries = {
        "Producer": f"WeasyPrint {version('weasyprint')}",
        "Title": stated.get("title"),
        "Author": ", ".join(stated.get("authors") or ()),
        "Subject": stated.get("description"),
        "Keywords": ", ".join(stated.get("keywords") or ()),
    }
    for key, name in (("created", "CreationDate"), ("modified", "ModDate")):
        entries[name] = "D:" + re.sub(r"\D", "", stated[key]) + "Z" if stated.get(key) else None
    return {key: text for key, text in entries.items() if text}
