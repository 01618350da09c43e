"""The contents of a filled Word file: entries for its headings, with links, before anybody has
updated the field.

The headings are those of the file as it came out, so that an office that renames, moves or adds one
finds it there. The file asks Word and WPS to put the numbers of the pages there.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from scoring.docx.contents import ask_to_update, entry, mark
from scoring.docx.model import SPACES, Heading

LEVELS = 3
"""Levels of headings that stand in the contents."""
DEEPEST = 20
"""Steps from a style to those that it builds on; more means that they go in a circle."""


def fill_contents(paper: Any) -> int:
    """Fills the first contents field of a document with entries for its headings; gives how many
    there are.

    A document without such a field stays as it is.
    """
    body = paper.element.body
    toc_field = _field(body)
    if toc_field is None:
        return 0
    first, last = toc_field
    styles = {style.name: style.style_id for style in paper.styles}
    entries = []
    for number, (level, paragraph) in enumerate(list(_headings(body, _levels(paper))), 1):
        heading = Heading(level + 1, _text(paragraph), f"_Toc{number:08d}")
        _bookmark(paragraph, heading.name, number)
        entries.append(_entry(heading, styles.get(f"toc {level + 1}"), first))
    if not entries:
        return 0
    _fill(first, last, entries)
    ask_to_update(paper)
    return len(entries)


def _field(body: Any) -> tuple[Any, Any] | None:
    """The paragraphs in which the first contents field begins and ends."""
    for code in body.iter(qn("w:instrText")):
        if not (code.text or "").strip().startswith("TOC"):
            continue
        first = next(code.iterancestors(qn("w:p")))
        depth, paragraph = 0, first
        while paragraph is not None:
            # The lines of a field that Word has filled hold fields of their own, one for each page
            # number: only the end at the same depth is that of the contents.
            for sign in paragraph.iter(qn("w:fldChar")):
                kind = sign.get(qn("w:fldCharType"))
                depth += {"begin": 1, "end": -1}.get(kind, 0)
                if depth == 0:
                    return first, paragraph
            paragraph = paragraph.getnext()
    return None


def _levels(paper: Any) -> dict[str, int]:
    """The outline level of every paragraph style that has one, from 0, by its id."""
    sheet = {
        style.get(qn("w:styleId")): style for style in paper.styles.element.iter(qn("w:style"))
    }
    levels = {}
    for ident in sheet:
        step: Any = sheet[ident]
        for _ in range(DEEPEST):
            mark = step.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if mark is not None:
                levels[ident] = int(mark.get(qn("w:val")))
                break
            base = step.find(qn("w:basedOn"))
            step = sheet.get(base.get(qn("w:val"))) if base is not None else None
            if step is None:
                break
    return levels


def _headings(body: Any, levels: dict[str, int]) -> Iterator[tuple[int, Any]]:
    """The headings outside of tables, with their level from 0; empty ones do not count."""
    for paragraph in body.iterchildren(qn("w:p")):
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            continue
        own, style = properties.find(qn("w:outlineLvl")), properties.find(qn("w:pStyle"))
        if style is not None:
            # No level of its own: one below those that are listed.
            level = levels.get(style.get(qn("w:val")), LEVELS)
        else:
            level = LEVELS
        level = int(own.get(qn("w:val"))) if own is not None else level
        if level < LEVELS and _text(paragraph).strip():
            yield level, paragraph


def _text(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for edge in (start, end):
        # Far above the numbers that Word gives to the bookmarks of a template.
        edge.set(qn("w:id"), str(100_000 + number))
    start.set(qn("w:name"), name)
    paragraph.insert(1, start)  # behind the properties, which every heading has
    paragraph.append(end)


def _entry(heading: Heading, style: str | None, model: Any) -> Any:
    """A line of the contents, in the style of its level, or like the line that the field showed."""
    kept = model.find(qn("w:pPr"))
    paragraph = parse_xml(f"<w:p {SPACES}>{entry(heading)}</w:p>")
    if style:
        properties = OxmlElement("w:pPr")
        mark = OxmlElement("w:pStyle")
        mark.set(qn("w:val"), style)
        properties.append(mark)
        paragraph.insert(0, properties)
    elif kept is not None:
        paragraph.insert(0, deepcopy(kept))
    return paragraph


def _fill(first: Any, last: Any, entries: list[Any]) -> None:
    """Puts the entries between the marks of the field, in place of what it showed."""
    code = next(
        node
        for node in first.iter(qn("w:instrText"))
        if (node.text or "").strip().startswith("TOC")
    )
    begin, separate, end = (_run(mark(kind)) for kind in ("begin", "separate", "end"))
    instruction = OxmlElement("w:r")
    instruction.append(deepcopy(code))
    head = entries[0]
    position = 1 if head.find(qn("w:pPr")) is not None else 0
    for offset, piece in enumerate((begin, instruction, separate)):
        head.insert(position + offset, piece)
    entries[-1].append(end)
    step = first
    while step is not last:
        following = step.getnext()
        if step is not first:
            step.getparent().remove(step)
        step = following
    if last is not first:
        last.getparent().remove(last)
    for paragraph in entries:
        first.addprevious(paragraph)
    first.getparent().remove(first)


def _run(xml: str) -> Any:
    (run,) = parse_xml(f"<w:p {SPACES}>{xml}</w:p>")
    return run
