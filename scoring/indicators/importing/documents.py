"""The documents of running text in a file: one, or several of which one may be taken; each with its
kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scoring.indicators.importing.drafts import Context, Draft
from scoring.indicators.importing.errors import NoSuchDocument
from scoring.indicators.importing.facts import year_of
from scoring.indicators.importing.kinds import (
    NAMES,
    UNFIT,
    Part,
    kind_of,
    looks_ahead,
    split_documents,
)
from scoring.indicators.importing.notices import Notice, short
from scoring.indicators.importing.outline import OutlineGrammar
from scoring.indicators.importing.outline_lines import Line
from scoring.indicators.importing.titles import looks_like_title
from scoring.reading.wording import clean
from scoring.values import first_few


@dataclass(frozen=True, slots=True)
class Request:
    """What the caller asks for: the table or the document to take, from 1; ``hint``, its name, may
    tell the year.
    """

    table: int | None = None
    document: int | None = None
    hint: str = ""


@dataclass(slots=True)
class Found:
    """What a file holds: the drafts, the title as far as it states one, its metadata, the names of
    its level columns.

    ``kind`` is a key of ``kinds.NAMES``; ``documents`` are the titles of its documents where there
    are several; ``statements`` the texts around the items, which may say how many there are.
    """

    roots: list[Draft]
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    levels: list[str] = field(default_factory=list)
    kind: str = ""
    documents: list[str] = field(default_factory=list)
    statements: list[tuple[str, str]] = field(default_factory=list)


def read_documents(lines: list[Line], context: Context, wanted: int | None, hint: str) -> Found:
    """Read the running text: its only document, the one that is wanted, or each of several as a
    first level.
    """
    # A file may hold a notice and its enclosures, or the plans of several years.
    parts = split_documents(lines) if lines else []
    if wanted is not None:
        if not 1 <= wanted <= len(parts):
            listed = "\n".join(
                f"{number}. {part.where}：{short(part.title, 40)}"
                for number, part in enumerate(parts, 1)
            )
            raise NoSuchDocument(
                f"文件里有 {len(parts)} 篇文稿，没有第 {wanted} 篇。", f"文件里的文稿：\n{listed}"
            )
        return _read_one(parts[wanted - 1].lines, context, hint)
    if len(parts) <= 1:
        return _read_one(lines, context, hint)
    return _read_all(parts, context, hint)


def _read_one(lines: list[Line], context: Context, hint: str) -> Found:
    grammar = OutlineGrammar(lines, context)
    grammar.read()
    title = grammar.title
    kind = kind_of(title, lines)
    if kind in UNFIT and grammar.roots:
        what = f"像是{NAMES[kind]}，不是指标体系"
        context.log.items.insert(0, Notice("IMP72", "全文", what, "读到的照样写出"))
    context.year = context.year or _year(grammar, hint)
    for root in grammar.roots:
        context.facts_only = kind in UNFIT and not looks_ahead(root.raw[:60])
        grammar.finish_one(root)
    context.facts_only = False
    # Only now, when all items have their names.
    grammar.check_titles()
    if looks_like_title(title):
        title = clean(title)[0]
    statements = [(line.text, line.where) for line in grammar.preface]
    return Found(grammar.roots, title, grammar.meta, kind=kind, statements=statements)


def _year(grammar: OutlineGrammar, hint: str) -> int | None:
    """The year that a document is about: by its title, its day, its preface, its name."""
    day = grammar.meta.get("date", "")
    return year_of(grammar.title) or year_of(day) or grammar.year or year_of(hint)


def _read_all(parts: Sequence[Part], context: Context, hint: str) -> Found:
    found = Found([], kind="several", documents=[part.title for part in parts])
    deepest = context.max_levels
    year = context.year
    # Each document becomes an indicator of the first level, so its own items stand one lower.
    context.max_levels = max(deepest - 1, 1)
    for part in parts:
        context.year = year
        inner = _read_one(part.lines, context, hint)
        if deepest > 1:
            found.roots.append(_root_of(part, inner.roots))
        else:
            found.roots.extend(inner.roots)
        for key, value in inner.meta.items():
            found.meta.setdefault(key, value)
    context.max_levels = deepest
    notices = context.log.items
    kinds = [notice for notice in notices if notice.rule == "IMP72"]
    others = [notice for notice in notices if notice.rule != "IMP72"]
    context.log.items = [_several(parts), *dict.fromkeys(kinds), *others]
    return found


def _several(parts: Sequence[Part]) -> Notice:
    places = first_few([f"{part.where}“{short(part.title, 20)}”" for part in parts], 8, " 等")
    what = f"文件里有 {len(parts)} 篇文稿：{places}"
    return Notice("IMP71", "全文", what, "每篇写成一个一级指标")


def _root_of(part: Part, items: list[Draft]) -> Draft:
    """A document as an indicator; one without items keeps its whole text."""
    root = Draft(part.where, raw=part.title, name=clean(part.title)[0], children=items)
    if not items:
        root.text = "\n".join(clean(line.text)[0] for line in part.lines)
    return root
