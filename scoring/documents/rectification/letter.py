"""What a letter says, before anything writes it: paragraphs, each with its style, and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Style = Literal["title", "number", "to", "h1", "h2", "body", "note", "right", "cut", "slip", "page"]
"""``to`` is 主送, ``cut`` the line along which a slip is cut off, ``slip`` its heading; ``page`` begins one
that is handed out by itself."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    style: Style
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: ``widths`` are shares of the line; ``head`` is empty for a form, whose odd columns hold the labels."""

    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    centred: tuple[int, ...] = ()


Part = Text | Grid


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts in their order."""

    parts: tuple[Part, ...]
