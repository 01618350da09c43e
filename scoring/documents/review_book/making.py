"""The review book as one HTML file: which round it is for, its page under a strict policy, and what
travels with it.

The page may run its own script and nothing else, told by digest; pictures and frames come from
files beside it or from the page itself. The template is always ours: the book is an instrument of
the inspector, not a letter of the office.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from scoring.documents import templating
from scoring.documents.assets import templates_root
from scoring.documents.review_book.model import build_book, embedded, sampled_of
from scoring.documents.review_book.pieces import Shelf
from scoring.inspection.blind import has_handed_in
from scoring.pdf.printer import clean
from scoring.problems import ScoringError
from scoring.rounds.finding import Finding
from scoring.rounds.model import Round, Viewer
from scoring.rounds.parts import assigned_to
from scoring.rounds.verification import inspectors
from scoring.storage import place, write_atomic
from scoring.values import offered
from scoring.workspace import Workspace

SCRIPTS = (
    "numbers.js",
    "digest.js",
    "rules.js",
    "store.js",
    "windows.js",
    "keeping.js",
    "pane.js",
    "list.js",
    "files.js",
    "start.js",
)
"""The parts of the script in their order."""
STYLE = "book.css"
NAME = "评查册"
STEERING = re.compile(
    "[<>&\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff"
    "\ufdd0-\ufdef\ud800-\udfff]"
)
"""What would end the element, or what is cleaned out of a page: in data it stands as an escape and
comes back whole."""
FIRST = (
    "document.documentElement.className = window.CSS && CSS.supports && "
    "CSS.supports('display', 'grid') ? 'live' : 'dated';"
)
"""Said before the page is drawn, so that it is not drawn twice: as a document, then as a form."""


class CannotMake(ScoringError):
    """The book cannot be made; ``str()`` is the Chinese sentence."""


class UnsuitableRound(CannotMake):
    """The round that was named is not there, or is none that inspectors fill in."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where the book goes: into ``reports/`` or to ``output``, or with its evidence into the new
    folder ``copy``.

    ``embed``: PDF files and pictures are written into the page.
    """

    output: Path | None = None
    copy: Path | None = None
    embed: bool = False


def select(workspace: Workspace, named: str | None) -> tuple[Round, Round]:
    """The round that the book is for and the one that it verifies.

    Raises ``UnsuitableRound`` for a name that is not that of such a round, ``CannotMake`` where
    there is none.
    """
    by_id = {item.id: item for item in workspace.rounds}
    checking = [
        item for item in workspace.rounds if item.kind != "self" and item.head.basis in by_id
    ]
    if named is None:
        if not checking:
            raise CannotMake(
                "还没有核验或模拟轮次，做不了评查册。先新建一轮：shifan round new 名称 --kind "
                "inspection（模拟用 mock）"
            )
        chosen = max(
            # The newest; of one day an inspection rather than a mock, which it overrules.
            checking,
            key=lambda item: (item.head.as_of, item.kind == "inspection", item.id),
        )
    elif named in by_id:
        chosen = by_id[named]
    else:
        there = offered(named, [item.id for item in checking], "能做评查册的有")
        raise UnsuitableRound(f"没有轮次“{named}”{there}")
    if chosen.kind == "self":
        raise UnsuitableRound(
            f"“{chosen.id}”是自评轮次；评查册用于核验（inspection）或模拟（mock）轮次"
        )
    basis = by_id.get(chosen.head.basis or "")
    if basis is None:
        raise CannotMake(
            f"轮次“{chosen.id}”没有写明核验哪一轮（basis），或那一轮读不出来，见 shifan check"
        )
    return chosen, basis


def make(
    workspace: Workspace, named: str | None, where: Where, today: date, inspector: str = ""
) -> Path:
    """Writes the book and gives its path. Raises ``CannotMake``, ``RenderError`` and ``OSError``.

    With ``inspector`` the book is blind: it holds what is assigned to this inspector, and nobody
    else's marks.
    """
    round_, basis = select(workspace, named)
    if inspector:
        round_ = seen_by(workspace, round_, inspector)
    elif waiting := _still_marking(workspace, round_):
        raise CannotMake(
            f"轮次“{round_.id}”分给了各人评，{'、'.join(waiting)}还没有交卷，全册会让人看到别人的"
            f"意见。请一人做一本：--for {waiting[0]}"
        )
    name = f"{NAME}-{round_.id}{f'-{inspector}' if inspector else ''}.html"
    if where.copy is not None:
        return _with_evidence(workspace, round_, basis, where, name, today)
    target = where.output or place(workspace.path, f"reports/{name}")
    if target.is_dir():
        target = target / name
    shelf = _shelf(
        workspace, round_, _way(workspace.path / "evidence", target.parent), embed=where.embed
    )
    write_atomic(target, _page(workspace, round_, basis, shelf, today).encode("utf-8"))
    return target


def _still_marking(workspace: Workspace, round_: Round) -> list[str]:
    """The inspectors of a round with assignments who have not handed in: until then nobody sees a
    colleague's marks.
    """
    people = workspace.people
    return [
        people.name(name)
        for name in round_.head.assignments
        if not has_handed_in(round_, people, name)
    ]


def seen_by(workspace: Workspace, round_: Round, inspector: str) -> Round:
    """A round as one inspector may see it before all have marked: the indicators of the own task,
    the own marks.

    Raises ``UnsuitableRound`` where nothing of a divided round is this inspector's.
    """
    tree, people, head = workspace.tree, workspace.people, round_.head

    def same(names: Iterable[str]) -> bool:
        return any(people.same_hand(name, inspector) for name in names)

    codes = [leaf.code for leaf in tree.leaves()]
    if head.assignments:
        codes = [code for code in codes if same(assigned_to(head.assignments, code, tree))]
    if head.sample is not None:
        codes = [code for code in codes if code in head.sample.indicators]
    if not codes:
        raise UnsuitableRound(
            f"轮次“{round_.id}”没有分给{inspector}的指标；分工写在轮次文件的 assignments 里"
        )

    # A finding without a name is the inspector's own only where nobody else can have made it.
    alone = len(head.inspectors) == 1

    def own(findings: Mapping[str, Finding]) -> dict[str, Finding]:
        return {
            code: finding
            for code, finding in findings.items()
            if same(inspectors(round_, finding)) and (alone or finding.by is not None)
        }

    mine = Viewer(inspector, tuple(codes))
    return replace(
        round_, findings=own(round_.findings), unscored=own(round_.unscored), viewer=mine
    )


def _with_evidence(
    workspace: Workspace, round_: Round, basis: Round, where: Where, name: str, today: date
) -> Path:
    """The book in a folder of its own together with the files that it leads to."""
    folder = where.copy
    assert folder is not None
    # Files of an older copy would lie among the new ones, and nobody could tell them apart.
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotMake(
            f"{folder} 已经有内容。请写一个还没有的文件夹，评查册和佐证文件会一起放进去"
        )
    shelf = _shelf(workspace, round_, "evidence/", embed=where.embed)
    page = _page(workspace, round_, basis, shelf, today)
    for relative, source in shelf.used.items():
        target = folder / "evidence" / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    # The page last: where it stands, everything that it leads to is there.
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / name, page.encode("utf-8"))
    return folder / name


def _shelf(workspace: Workspace, round_: Round, prefix: str, *, embed: bool) -> Shelf:
    _, drawn = sampled_of(round_)
    records = {record.id: record for record in workspace.records}
    return Shelf(
        workspace.path, records, workspace.files, workspace.standings, drawn, prefix, embed
    )


def _way(evidence: Path, folder: Path) -> str:
    """The way from the book's folder to the evidence, as an address that ends in a slash."""
    try:
        way = Path(os.path.relpath(evidence.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return evidence.resolve().as_uri() + "/"
    return quote(way) + "/"


def _page(workspace: Workspace, round_: Round, basis: Round, shelf: Shelf, today: date) -> str:
    book = embedded(build_book(workspace, round_, basis, shelf, today), shelf)
    script = _source(SCRIPTS)
    style = _source((STYLE,))
    context = {
        "book": book,
        "policy": _policy((FIRST, script), style),
        "first": Markup(FIRST),  # noqa: S704  our own line
        "script": Markup(script),  # noqa: S704  our own files
        "style": Markup(style),  # noqa: S704  our own files
        "data": Markup(island(book.data)),  # noqa: S704  escaped there
    }
    return clean(templating.fill(templating.environment(), "review-book.html.j2", context))


def _source(names: Sequence[str]) -> str:
    """Our own files one after the other, as a browser will count their characters."""
    folder = templates_root() / "review_book"
    text = "\n".join(
        # A copy of the sources may have other line ends, and the policy holds the
        # digest of these bytes.
        (folder / name).read_text("utf-8").replace("\r\n", "\n").strip("\n")
        for name in names
    )
    return f"\n{text}\n"


def _policy(scripts: Sequence[str], style: str) -> str:
    """What the page may do: these scripts, this style, pictures and frames beside or inside it;
    nothing else.
    """

    def told(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"

    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(told(script) for script in scripts)}",
            f"style-src {told(style)}",
            "img-src 'self' file: data:",
            "frame-src 'self' file: data:",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
            "form-action 'none'",
        )
    )


def island(data: Mapping[str, Any]) -> str:
    """Data as JSON that can stand inside a script element: nothing in it ends the element or starts
    a comment.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
