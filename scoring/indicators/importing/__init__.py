"""Import of official documents: a table or a numbered plan becomes an indicator tree, with every
doubt reported.

``import_file`` reads, ``to_yaml`` writes the text of the tree file. Nothing here writes to the
disk, so that a failed import leaves nothing behind.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from scoring.indicators.importing.assembly import assemble
from scoring.indicators.importing.award_points import points_from_awards
from scoring.indicators.importing.documents import Found, Request
from scoring.indicators.importing.drafts import Context, Draft
from scoring.indicators.importing.errors import (
    DocumentImportError,
    NoIndicatorsFound,
    NoSuchDocument,
    SeveralTables,
    UnreadableSource,
)
from scoring.indicators.importing.facts import edition_of, tidy_number, year_of
from scoring.indicators.importing.kinds import kind_of
from scoring.indicators.importing.notices import CATALOGUE, UNFIT, Notice, NoticeLog
from scoring.indicators.importing.printed_counts import check_counts, without_unscored_sections
from scoring.indicators.importing.result import Imported, Source, to_yaml
from scoring.indicators.importing.sources import notices_of, read_source, suffix_kind
from scoring.indicators.importing.titles import title_of_page
from scoring.indicators.importing.tree import build_tree, known_points
from scoring.indicators.importing.unit_headings import lead_from_headings
from scoring.indicators.importing.units import unit_key
from scoring.reading import Progress
from scoring.reading.wording import clean, unsteered

__all__ = [
    "CATALOGUE",
    "DocumentImportError",
    "Imported",
    "NoIndicatorsFound",
    "NoSuchDocument",
    "Notice",
    "SeveralTables",
    "Source",
    "UnreadableSource",
    "import_file",
    "to_yaml",
]

# Official trees have three levels.
_MAX_LEVELS = 3
_NEAR_PAIRS = 40
_COMPARED_UNITS = 300


def import_file(
    path: Path,
    *,
    id: str | None = None,
    title: str | None = None,
    levels: int | None = None,
    table: int | None = None,
    document: int | None = None,
    read_on: datetime.date | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Import one document.

    ``levels`` is the largest depth wanted (1 to 3); ``table`` picks one of several tables and
    ``document`` one of several documents of running text, from 1; ``read_on`` is noted in the tree
    file; ``progress`` hears (pages done, pages). The same file gives the same result, byte for
    byte.

    Raise ``UnreadableSource``, ``NoIndicatorsFound`` or ``SeveralTables``; all are
    ``DocumentImportError``.
    """
    data = _bytes_of(path)
    kind, reading = read_source(data, path.name, progress)
    log = NoticeLog(notices_of(reading.remarks))
    promised = suffix_kind(path.name)
    if promised is not None and promised != kind:
        what = f"扩展名是“{path.suffix}”，内容是 {kind}"
        log.items.insert(0, Notice("IMP01", "全文", what, "按内容读取"))
    context = Context(
        log, max_levels=min(max(levels or _MAX_LEVELS, 1), _MAX_LEVELS), year=year_of(title or "")
    )
    found = assemble(reading.blocks, context, Request(table, document, path.stem))
    name = title or found.title or _title_of(reading.meta)
    if not name:
        name = unsteered(path.stem)
        log.add("IMP14", "全文", "没有像标题的一行", f"用文件名“{name}”")
    digest = hashlib.sha256(data).hexdigest()
    head = _head(id or _default_id(path.stem, digest), name, found.meta, path)
    # Chapters that are no indicators go first: whatever is counted and added up after that is
    # without them.
    found.roots = without_unscored_sections(found.roots, log)
    lead_from_headings(found.roots, log)
    points_from_awards(found.roots, log)
    check_counts(found.roots, found.statements, log)
    tree = build_tree(found.roots, context, head, found.levels)
    counts = _counts(tree["indicators"])
    if levels is not None and levels != len(counts):
        log.add("IMP61", "全文", f"要求 {levels} 级", f"实际 {len(counts)} 级")
    if context.lead_clauses + context.support_clauses:
        _report_unled(found.roots, False, log)
    units = _units(tree["indicators"])
    _report_near_units(units, log)
    total, unpointed = known_points([root for root in found.roots if root.kind == "base"])
    return Imported(
        tree=tree,
        source=Source(unsteered(path.name), digest, kind, read_on),
        counts=tuple(counts),
        clauses={"lead": context.lead_clauses, "support": context.support_clauses},
        units=tuple(units),
        points="" if total is None else tidy_number(str(total)),
        deadlines=context.deadlines,
        notices=tuple(sorted(log.items, key=lambda notice: notice.rule not in UNFIT)),
        kind=_kind(found, name),
        documents=tuple(found.documents),
        unpointed=unpointed,
    )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSource(
            "missing", f"打不开文件“{path.name}”。", "请确认文件存在，且没有被其他程序占用。"
        ) from error


def _title_of(meta: dict[str, str]) -> str:
    """The title that a file states about itself, or that of its page."""
    return meta.get("title") or title_of_page(meta.get("page_title", ""))


def _head(id: str, name: str, meta: dict[str, str], path: Path) -> dict[str, str]:
    """The head of the tree file, its keys in their order."""
    head = {"id": id, "title": " ".join(clean(name)[0].split())}
    edition = edition_of(name)
    if edition:
        head["edition"] = edition
    if "issuer" in meta:
        head["issuer"] = meta["issuer"]
    head["source"] = _source(unsteered(path.name), meta)
    return head


def _kind(found: Found, name: str) -> str:
    """The kind of the document: as its grammar tells, as its title does; a table is an index."""
    kind = found.kind or kind_of(name, [])
    if not kind and found.levels:
        return "indicators"
    return kind


def _source(name: str, meta: dict[str, str]) -> str:
    """Return the file's name with the document's number and date, where it states them."""
    stated = [meta[key] for key in ("doc_no", "date") if meta.get(key)]
    if stated:
        return f"{name}（{'，'.join(stated)}）"
    return name


def _default_id(stem: str, digest: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    if re.search("[a-z]", slug):
        return slug
    return f"import-{digest[:8]}"


def _counts(nodes: list[dict[str, object]]) -> list[int]:
    counts = []
    level = nodes
    while level:
        counts.append(len(level))
        level = [child for node in level for child in _children(node)]
    return counts


def _children(node: dict[str, object]) -> list[dict[str, object]]:
    children = node.get("children")
    if isinstance(children, list):
        return children
    return []


def _units(nodes: list[dict[str, object]]) -> list[str]:
    seen: dict[str, str] = {}
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        for key in ("lead", "support"):
            names = node.get(key)
            for unit in names if isinstance(names, list) else []:
                seen.setdefault(unit_key(unit), unit)
        stack.extend(reversed(_children(node)))
    return list(seen.values())


def _report_unled(drafts: list[Draft], led: bool, log: NoticeLog) -> None:
    for draft in drafts:
        if not draft.children and not draft.lead and not led:
            log.add("IMP31", draft.where, f"“{draft.name}”", "留空")
        _report_unled(draft.children, led or bool(draft.lead), log)


def _report_near_units(units: list[str], log: NoticeLog) -> None:
    """Report names that may be one unit written in two ways."""
    # Every pair is compared: bounded, since a hostile file may list units without end.
    pairs = [
        (first, second)
        for first, second in combinations(units[:_COMPARED_UNITS], 2)
        if _near(first, second)
    ]
    for first, second in pairs[:_NEAR_PAIRS]:
        log.add("IMP38", "全文", f"“{first}”与“{second}”", "都保留")


def _near(first: str, second: str) -> bool:
    if fuzz.ratio(first, second) < 80:
        return False
    # Of short names one character makes another unit (县民政局, 县财政局).
    return len(first) >= 6 or first in second or second in first
