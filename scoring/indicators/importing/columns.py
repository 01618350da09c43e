"""The heading of an indicator table: where it stands, over how many rows it reaches, and what each
column holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scoring.indicators.importing.headings import MAX_HEADING, classify
from scoring.indicators.importing.notices import NoticeLog
from scoring.reading.blocks import Row, Table
from scoring.reading.wording import squeeze

# Titles, remarks and forms may stand above a heading.
_SEARCH_ROWS = 30
_LEVELS = ("level1", "level2", "level3")
_NAMES = (*_LEVELS, "name")


@dataclass(slots=True)
class Columns:
    """Column numbers by meaning.

    ``names`` are the columns of the tree's levels, outermost first; ``explicit`` those among them
    whose heading names the level; ``points`` maps a points column to the level column it belongs to
    (None: told by its cells); ``spread`` maps a level column to the columns that its heading cell
    also covers; ``details`` are level columns that turned out to say more about the level before
    them.
    """

    titles: list[str]
    names: list[int] = field(default_factory=list)
    explicit: set[int] = field(default_factory=set)
    points: dict[int, int | None] = field(default_factory=dict)
    roles: dict[str, list[int]] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    spread: dict[int, list[int]] = field(default_factory=dict)
    details: list[int] = field(default_factory=list)

    def of(self, role: str) -> list[int]:
        """Return the columns of one meaning, from left to right."""
        return self.roles.get(role, [])

    @property
    def signature(self) -> tuple[str, ...]:
        """Return what must agree for two tables to be one."""
        return tuple(squeeze(title) for title in self.titles)


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: its first row, the row after it, and its columns."""

    first: int
    end: int
    columns: Columns


def find_head(table: Table, log: NoticeLog) -> Head | None:
    """Find the heading of a table, None where no row of its beginning reads as one."""
    for index, row in enumerate(table.rows[:_SEARCH_ROWS]):
        if is_heading(row):
            end = _end(table.rows, index)
            return Head(index, end, _columns(table.rows[index:end], log))
    return None


def is_heading(row: Row) -> bool:
    """Say whether a row names columns: at least two headings, one of them of a level, and little
    else.
    """
    # A cell that spans columns counts once.
    texts = list({cell.anchor: cell.text for cell in row.cells if cell.text.strip()}.values())
    # Content that mentions 指标 and 分值 is longer than what heads a column.
    long = sum(len(text) > MAX_HEADING for text in texts)
    if len(texts) < 2 or long * 10 > len(texts) * 4:
        return False
    headings = filter(None, map(classify, texts))
    roles = [heading.role for heading in headings if heading.role]
    if len(roles) < 2 or len(roles) * 10 < len(texts) * 6:
        return False
    names = sum(role in _NAMES for role in roles)
    if names != 1:
        return names >= 2
    # "名称 备注" heads many a table; two levels, or a level and something of an index, do not.
    return not {"name", "other", "remark", "person"}.issuperset(roles)


def _end(rows: Sequence[Row], first: int) -> int:
    """The row behind the heading that begins at ``first``; a heading has at most four rows."""
    end = first + 1
    while end < len(rows) and end - first < 4:
        above, below = rows[end - 1], rows[end]
        # Where the page breaks, the first row of the heading comes once more.
        again = _squeezed(below) == _squeezed(rows[first])
        # A second heading row either lies beside cells that reach down to it, or splits a cell
        # above it.
        beside = _reaches_down(above, below) or _splits(above, below)
        if again or not beside or not _names_columns(above, below):
            break
        end += 1
    return end


def _squeezed(row: Row) -> list[str]:
    return [squeeze(cell.text) for cell in row.cells]


def _reaches_down(above: Row, below: Row) -> bool:
    """Whether a heading of the row above is merged with the cell below it."""
    return any(
        over.anchor == under.anchor and over.text.strip() and classify(over.text)
        for over, under in zip(above.cells, below.cells, strict=True)
    )


def _names_columns(above: Row, below: Row) -> bool:
    """Whether six in ten of the cells that begin in this row are names of columns."""
    fresh = [
        under.text
        for over, under in zip(above.cells, below.cells, strict=True)
        if under.anchor != over.anchor and under.text.strip()
    ]
    known = sum(classify(text) is not None for text in fresh)
    return bool(fresh) and known * 10 >= len(fresh) * 6


def _splits(above: Row, below: Row) -> bool:
    spans: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for over, under in zip(above.cells, below.cells, strict=True):
        spans.setdefault(over.anchor, set()).add(under.anchor)
    return any(len(anchors) > 1 for anchors in spans.values())


def _columns(rows: Sequence[Row], log: NoticeLog) -> Columns:
    titles = []
    meanings = []
    for position in range(len(rows[0].cells)):
        stripped = (row.cells[position].text.strip() for row in rows)
        texts = list(dict.fromkeys(text for text in stripped if text))
        title = texts[-1] if texts else ""
        titles.append("".join(title.split()))
        meanings.append(_meaning(texts, titles[-1], rows[0].where, log))
    return assign(titles, meanings)


def _meaning(texts: list[str], title: str, where: str, log: NoticeLog) -> str:
    """The role of a column by the texts of its heading, from top to bottom."""
    if not texts:
        return "blank"
    headings = map(classify, [*reversed(texts), "".join(texts)])
    heading = next(filter(None, headings), None)
    if heading is None:
        return "unknown"
    if heading.guessed:
        log.add("IMP50", where, f"“{title}”", f"按“{heading.guessed}”读取")
    if len(texts) == 1 or heading.role not in ("name", "points"):
        return heading.role
    # 一级指标 over the two columns 名称 and 权重 belongs to both.
    upper = classify(texts[0])
    if upper is None or not upper.role.startswith("level"):
        return heading.role
    return upper.role if heading.role == "name" else f"points{upper.role[-1]}"


def assign(titles: list[str], meanings: list[str]) -> Columns:
    """Sort columns by meaning: level columns in their order, points to the level on their left, the
    rest by role.
    """
    columns = Columns(titles)
    _assign_levels(columns, meanings)
    for position, role in enumerate(meanings):
        if role == "name":
            columns.names.append(position)
        elif role.startswith("points"):
            columns.points[position] = None
        elif role in ("unknown", "blank"):
            columns.unknown.append(position)
        elif not role.startswith("level"):
            columns.roles.setdefault(role, []).append(position)
    _place_points(columns, meanings)
    return columns


def _assign_levels(columns: Columns, meanings: list[str]) -> None:
    """Put the columns whose heading names a level in the order of the levels, not of the page."""
    explicit = sorted((role, position) for position, role in enumerate(meanings) if role in _LEVELS)
    first: dict[str, int] = {}
    for role, position in explicit:
        if role in first:
            # A heading cell over two columns, mostly one for the number and one for the text.
            columns.spread.setdefault(first[role], []).append(position)
            continue
        first[role] = position
        columns.names.append(position)
        columns.explicit.add(position)


def _place_points(columns: Columns, meanings: list[str]) -> None:
    for position in columns.points:
        stated = meanings[position][6:]
        if stated:
            by_level = [name for name in columns.names if meanings[name] == f"level{stated}"]
            columns.points[position] = by_level[0] if by_level else None
        elif len(columns.points) > 1:
            left = [name for name in columns.names if name < position]
            columns.points[position] = max(left) if left else None
