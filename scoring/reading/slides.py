"""Presentations (.pptx): one page for each slide, in the order in which they are shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from scoring.reading.model import Content, Limits
from scoring.reading.package import Package, local, open_package
from scoring.reading.remarks import Remark, sentence
from scoring.reading.word_math import equation_text, is_equation
from scoring.reading.word_objects import inner_files, pictures_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_pptx(path: Path, limits: Limits) -> Content:
    """The text of the slides; hidden ones and embedded files are told. Raises
    ``UnreadableError``.
    """
    remarks: list[Remark] = []
    hidden = 0
    names: list[str] = []
    with open_package(path, limits) as package:
        content = Content()
        room = limits.text_chars
        for index, name in enumerate(_slides(package)):
            root = package.parse(name)
            if root is None:
                continue
            hidden += root.get("show") in {"0", "false"}
            lines = _lines(root, room)
            content.pages.append("\n".join(lines))
            room -= len(content.pages[-1])
            relations = package.relations(name)
            content.pictures += [
                type(picture)(picture.name, picture.data, index)
                for picture in pictures_of(package, [root], relations)
            ]
            names += inner_files(package, [root], relations)[0]
    content.count = len(content.pages)
    if hidden:
        remarks.append(Remark("hidden_text", "全文", f"有 {hidden} 张隐藏的幻灯片", "照样读取"))
    if names:
        what = f"里面嵌有 {len(names)} 个文件（{'、'.join(names[:5])}）"
        remarks.append(Remark("inner_file", "全文", what, "没有读取，请另存出来单独报送"))
    content.note = sentence(remarks)
    return content


def _slides(package: Package) -> list[str]:
    """The parts of the slides as the presentation lists them; by their numbers where the list
    cannot be read.
    """
    main = package.main("ppt/presentation.xml")
    root, relations = package.parse(main), package.relations(main)
    listed = [
        relations[ident].target
        for element in (root.iter() if root is not None else ())
        if local(element.tag) == "sldId" and (ident := element.get(_ID) or "") in relations
    ]
    if listed:
        return listed
    found = [
        match
        for name in package.names
        if (match := re.fullmatch(r"ppt/slides/slide(\d+)\.xml", name))
    ]
    return [match.group() for match in sorted(found, key=lambda match: int(match.group(1)))]


def _lines(root: _Element, room: int) -> list[str]:
    """The paragraphs of a slide, the rows of its tables on one line each."""
    lines: list[str] = []
    size = 0
    stack: list[_Element] = [root]
    while stack and size < room:
        element = stack.pop()
        tag = local(element.tag)
        # A fallback is for programs that do not know what stands before it.
        if not tag or tag == "Fallback":
            continue
        if tag == "tr":
            text = _row(element)
        elif tag == "p" or is_equation(element.tag):
            text = _text(element)
        else:
            stack.extend(reversed(element))
            continue
        lines.extend(filter(str.strip, text.split("\n")))
        size += len(text)
    return lines


def _row(row: _Element) -> str:
    cells = (_text(cell) for cell in row if local(cell.tag) == "tc")
    return "\t".join(text.replace("\n", " ") for text in cells)


def _text(element: _Element) -> str:
    """The text of a paragraph or a cell; a line break is one, an equation stands on the line."""
    parts: list[str] = []
    stack: list[_Element] = [element]
    while stack:
        piece = stack.pop()
        tag = local(piece.tag)
        if not tag or tag == "Fallback":
            continue
        if is_equation(piece.tag):
            parts.append(equation_text(piece))
        elif tag == "t":
            parts.append(piece.text or "")
        elif tag == "br":
            parts.append("\n")
        elif tag == "p" and piece is not element:
            parts.append(_text(piece) + " ")
        else:
            stack.extend(reversed(piece))
    return "".join(parts).strip("\n ")
