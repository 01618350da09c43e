"""The reference document: where the look of a Word file stands.

It shows every kind of page in a section of its own, whose first line says its name
(``版面：正文``), and every style in a line. A file takes the styles, the pages with their heads and
feet, and the settings; what stands in its body does not matter. ``{{ title }}`` and ``{{ mark }}``
in a head give way to the title of the document and to a mark such as 内部资料.

An office may replace it by one of its own. What that one lacks comes from ours: a style that it
does not have is added, a kind of page that it does not show looks like its ordinary one.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from scoring.docx.looks import BUILT_IN
from scoring.docx.package import checked
from scoring.pdf.errors import RenderError
from scoring.pdf.printer import clean

_NAME = re.compile(r"^\s*版面[：:]\s*(\S+)")
_ACROSS = frozenset({"横页", "宽横页"})
ORDINARY = "正文"
_BEHIND_TYPE = tuple(qn(f"w:{name}") for name in ("pgSz", "pgMar"))
_BEHIND_NUMBER = tuple(qn(f"w:{name}") for name in ("headerReference", "footerReference", "footnotePr", "endnotePr",
    "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType"))  # fmt: skip
_SMALLEST, _LARGEST = 2_000, 31_680
"""The sides of a page that Word takes, in twips."""


@dataclass(slots=True)
class Reference:
    """An opened reference document: its styles by name (id),
    its kinds of page by name (the XML of their section).
    """

    paper: Any
    styles: dict[str, str]
    pages: dict[str, Any]

    def style(self, name: str) -> str:
        """The id of a style."""
        return self.styles.get(BUILT_IN.get(name, name).lower(), "Normal")

    def page(self, name: str) -> Any:
        """The section of a kind of page; one that the document does
        not show looks like its ordinary one.
        """
        section = self.pages.get(name)
        if section is not None:
            return section
        section = deepcopy(self.pages.get(ORDINARY, next(iter(self.pages.values()))))
        size = section.find(qn("w:pgSz"))
        if name in _ACROSS and _length(size, "w") < _length(size, "h"):
            short, long = size.get(qn("w:w")), size.get(qn("w:h"))
            size.set(qn("w:w"), long)
            size.set(qn("w:h"), short)
            size.set(qn("w:orient"), "landscape")
            # The grid counts lines and characters of the upright
            # page and would be wrong for this one.
            for grid in section.findall(qn("w:docGrid")):
                section.remove(grid)
        self.pages[name] = section
        return section

    def line(self, name: str) -> int:
        """The width of a line on a kind of page, in twips."""
        section = self.page(name)
        size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
        return max(1000, _length(size, "w") - _length(margins, "left") - _length(margins, "right"))

    def section(self, name: str, start: str, *, restart: bool, roman: bool) -> str:
        """The XML of a section of this kind of page."""
        section = deepcopy(self.page(name))
        for tag in ("w:type", "w:pgNumType"):
            for element in section.findall(qn(tag)):
                section.remove(element)
        kind = OxmlElement("w:type")
        kind.set(qn("w:val"), start)
        before = next((child for child in section if child.tag in _BEHIND_TYPE), None)
        if before is None:
            section.append(kind)
        else:
            before.addprevious(kind)
        if restart or roman:
            number = OxmlElement("w:pgNumType")
            if roman:
                number.set(qn("w:fmt"), "upperRoman")
            if restart:
                number.set(qn("w:start"), "1")
            [*(child for child in section if child.tag in _BEHIND_NUMBER)][-1].addnext(number)
        return etree.tostring(section, encoding="unicode")


def _length(element: Any, name: str) -> int:
    text = element.get(qn(f"w:{name}")) or "0"
    # A document of an office may hold anything here, and a length is reckoned with.
    if text.lstrip("-").isdecimal() and len(text) < 10:
        return int(text)
    return 0


def open_reference(path: Path, ours: Path) -> Reference:
    """The document at ``path``, an office's own or ``ours``, which completes it.

    Raises ``RenderError`` where it is no Word document, one that is too large, or one in which
    parts are missing.
    """
    raw = checked(path)
    try:
        return _opened(raw, None if path == ours else ours)
    except (
        KeyError,
        ValueError,
        AttributeError,
        etree.XMLSyntaxError,
        PackageNotFoundError,
    ) as error:
        message = f"版式样本 {path.name} 不完整，打不开；请用 WPS 或 Word 打开，另存为 docx"
        raise RenderError("document", message, traceback.format_exc()) from error


def _opened(raw: BinaryIO, ours: Path | None) -> Reference:
    """The document, completed by ``ours`` where it is an office's own."""
    paper: Any = Document(raw)
    if paper.element.body is None:
        raise ValueError("no body")
    pages = dict(_pages(paper))
    if ours is not None:
        complete = Document(checked(ours))
        _completed(paper, complete)
        # A document need not say how large its pages are.
        pages = pages or {name: _without_heads(section) for name, section in _pages(complete)}
    styles = {
        style.name_val.lower(): style.styleId
        for style in paper.styles.element.style_lst
        if style.name_val
    }
    return Reference(paper, styles, pages)


def _without_heads(section: Any) -> Any:
    for reference in [item for item in section if item.tag.endswith("Reference")]:
        section.remove(reference)
    return section


def _pages(paper: Any) -> Iterator[tuple[str, Any]]:
    """Every section with its name; one that has no heads
    of its own has those of the section before.
    """
    inherited: dict[tuple[str, str], Any] = {}
    name = ""
    for child in paper.element.body:
        if child.tag == qn("w:p"):
            text = "".join(node.text or "" for node in child.iter(qn("w:t")))
        else:
            text = ""
        match = _NAME.match(text)
        name = name or (match[1] if match else "")
        if child.tag == qn("w:sectPr"):
            section = child
        else:
            section = child.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if section is None or not _measured(section):
            continue
        own = {
            (item.tag, item.get(qn("w:type"))): item
            for item in section
            if item.tag.endswith("Reference")
        }
        missing = [deepcopy(item) for key, item in inherited.items() if key not in own]
        section = deepcopy(section)
        for item in missing:
            section.insert(0, item)
        inherited.update(own)
        yield name or ORDINARY, section
        name = ""


def _measured(section: Any) -> bool:
    """Whether a section says the size of its page, and one that can be printed."""
    size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
    if size is None or margins is None:
        return False
    return all(_SMALLEST <= _length(size, side) <= _LARGEST for side in ("w", "h"))


def _completed(paper: Any, ours: Any) -> None:
    """Adds the styles that a document lacks."""
    sheet = paper.styles.element
    known = {style.name_val.lower(): style.styleId for style in sheet.style_lst if style.name_val}
    taken = {style.styleId for style in sheet.style_lst}
    numbered = any(relation.reltype.endswith("/numbering") for relation in paper.part.rels.values())
    # Our ids, with those that the styles of the same names have in the completed document.
    ids: dict[str, str] = {}
    added_styles = []
    for style in ours.styles.element.style_lst:
        if not style.name_val:
            continue
        if style.name_val.lower() in known:
            ids[style.styleId] = known[style.name_val.lower()]
            continue
        added = deepcopy(style)
        # The same id for another style in the office's document:
        # theirs stays, ours takes a new one.
        if added.styleId in taken:
            added.styleId = f"Shifan{added.styleId}"
        ids[style.styleId] = added.styleId
        # Numbers of a style live in a part of their own; without
        # it a reference to them leads nowhere.
        for marks in [] if numbered else list(added.iter(qn("w:numPr"))):
            marks.getparent().remove(marks)
        sheet.append(added)
        added_styles.append(added)
    for added in added_styles:
        _refer(added, ids)


def _refer(style: Any, ids: dict[str, str]) -> None:
    """Lets a style lean on those of its own document, whose ids are others than ours."""
    for tag in ("w:basedOn", "w:next", "w:link"):
        for reference in style.findall(qn(tag)):
            ident = reference.get(qn("w:val"))
            reference.set(qn("w:val"), ids.get(ident, ident))


def write_heads(paper: Any, title: str, mark: str) -> None:
    """Puts title and mark into every head and foot."""
    texts = {"{{ title }}": clean(title), "{{ mark }}": clean(mark)}
    for relation in list(paper.part.rels.values()):
        if relation.is_external or not relation.reltype.endswith(("/header", "/footer")):
            continue
        for paragraph in relation.target_part.element.iter(qn("w:p")):
            _replace(paragraph, texts)


def _replace(paragraph: Any, texts: dict[str, str]) -> None:
    """Replaces the names; programs may have cut one into several runs, which are joined then."""
    nodes = list(paragraph.iter(qn("w:t")))
    whole = "".join(node.text or "" for node in nodes)
    names = [name for name in texts if name in whole]
    if not names:
        return
    if not any(name in (node.text or "") for name in names for node in nodes):
        nodes[0].text, rest = whole, nodes[1:]
        for node in rest:
            node.text = ""
    for node in nodes:
        for name in names:
            node.text = (node.text or "").replace(name, texts[name])
