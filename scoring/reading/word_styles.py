"""What the styles of a Word document say of its text: which is a heading, which is struck out,
which is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STEPS = 20
"""Steps from a style to those that it builds on; more means that they go in a circle."""
_OFF = {"0", "false", "off", "none"}
_STRUCK = (f"{W}strike", f"{W}dstrike")
_HIDDEN = (f"{W}vanish", f"{W}specVanish")


class Styles:
    """The styles of one document, by their ids."""

    def __init__(self, root: _Element | None) -> None:
        self._sheet: dict[str, _Element] = {}
        if root is not None:
            self._sheet = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        # Nearly no document strikes or hides text by a style: then no run needs to look further
        # than itself.
        self._marked = {
            name
            for name in self._sheet
            for tags in (_STRUCK, _HIDDEN)
            if self._inherited(name, tags) is True
        }

    def heading(self, paragraph: _Element) -> int:
        """The level of the heading that a paragraph is, from 1; 0 for body text (ECMA-376 part 1,
        17.3.1.20).
        """
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if own is not None:
            return _level(own)
        for style in self._chain(_style(paragraph.find(f"{W}pPr"), "pStyle")):
            level = style.find(f"{W}pPr/{W}outlineLvl")
            if level is not None:
                return _level(level)
        return 0

    def struck(self, run: _Element, paragraph: _Element) -> bool:
        """Whether a line goes through the text of a run."""
        return self._effective(run, paragraph, _STRUCK)

    def hidden(self, run: _Element, paragraph: _Element) -> bool:
        """Whether the text of a run is neither shown nor printed."""
        return self._effective(run, paragraph, _HIDDEN)

    def _effective(self, run: _Element, paragraph: _Element, tags: tuple[str, ...]) -> bool:
        properties = run.find(f"{W}rPr")
        own = _switch(properties, tags)
        if own is not None or not self._marked:
            return bool(own)
        for name in (_style(properties, "rStyle"), _style(paragraph.find(f"{W}pPr"), "pStyle")):
            inherited = self._inherited(name, tags) if name in self._marked else None
            if inherited is not None:
                return inherited
        return False

    def _inherited(self, name: str, tags: tuple[str, ...]) -> bool | None:
        for style in self._chain(name):
            value = _switch(style.find(f"{W}rPr"), tags)
            if value is not None:
                return value
        return None

    def _chain(self, name: str) -> Iterator[_Element]:
        """A style and those that it builds on, nearest first."""
        for _ in range(_STEPS):
            style = self._sheet.get(name)
            if style is None:
                return
            yield style
            based = style.find(f"{W}basedOn")
            name = "" if based is None else based.get(f"{W}val", "")


def _switch(properties: _Element | None, tags: tuple[str, ...]) -> bool | None:
    """What a set of properties says about one of several switches; None where it says nothing."""
    if properties is None:
        return None
    values = [
        element.get(f"{W}val", "1").lower() not in _OFF
        for tag in tags
        for element in properties.findall(tag)
    ]
    if values:
        return any(values)
    return None


def _style(properties: _Element | None, tag: str) -> str:
    element = None if properties is None else properties.find(f"{W}{tag}")
    if element is None:
        return ""
    return element.get(f"{W}val", "")


def _level(outline: _Element) -> int:
    """The level from 1; 0 for body text, which Word writes as 9."""
    try:
        value = int(outline.get(f"{W}val", ""))
    except ValueError:
        return 0
    if 0 <= value < 9:
        return value + 1
    return 0
