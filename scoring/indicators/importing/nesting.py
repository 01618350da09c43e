"""Tables with several levels in one column: numbers, or points that add up, tell who stands under
whom.

Such as 1, 1.1, 1.1.1 in a column of codes; 一、 and 1 in the column 序号; 一、, (一), 1. before the
names; headings whose points are the sum of the rows below them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from scoring.indicators.importing.columns import Columns
from scoring.indicators.importing.drafts import Context, Draft
from scoring.indicators.importing.facts import points_value
from scoring.indicators.importing.rows import Line
from scoring.reading.numbering_marks import ORDER, Mark, read_mark
from scoring.reading.wording import fold, read_number

# Three digits a part at the most: 2026.3.2 is a date.
_DOTTED = re.compile(r"\d{1,3}(?:[.\-]\d{1,3}){0,3}")
_CN = "[一二三四五六七八九十百]{1,4}"
_NUMBERS = (
    ("cn", re.compile(rf"第?({_CN})(?:[、.．]|部分|项)?")),
    ("cn", re.compile(r"([Ⅰ-Ⅻ])[、.．]?")),
    ("pcn", re.compile(rf"[(]({_CN})[)][、.．]?")),
    ("num", re.compile(r"(\d{1,3})[、.．]?")),
    ("pnum", re.compile(r"[(](\d{1,3})[)][、.．]?")),
)


def nest(
    roots: list[Draft], lines: Sequence[Line], columns: Columns, context: Context
) -> list[Draft]:
    """Return the roots with the drafts put under each other where their numbers say so, else the
    roots as they are.

    Only for tables without headings across. ``lines`` get their full paths.
    """
    if not roots or not lines:
        return roots
    own: dict[int, list[Line]] = {}
    for line in lines:
        own.setdefault(id(line.path[0]), []).append(line)
    if own.keys() != {id(root) for root in roots}:
        return roots
    firsts = [own[id(root)][0] for root in roots]
    inner = max(len(line.path) for line in lines) - 1
    depths = _depths(roots, firsts, columns, flat=inner == 0)
    if depths is None or not _may_nest(roots, depths, inner, context.max_levels):
        return roots
    outer: list[Draft] = []
    path: list[Draft] = []
    for root, depth in zip(roots, depths, strict=True):
        del path[depth - 1 :]
        siblings = path[-1].children if path else outer
        siblings.append(root)
        for line in own[id(root)]:
            line.path = [*path, *line.path]
        path.append(root)
    context.log.add("IMP67", lines[0].row.where, f"一列里有 {max(depths)} 级编号", "按编号分级")
    return outer


def _may_nest(roots: Sequence[Draft], depths: Sequence[int], inner: int, most: int) -> bool:
    """Whether the depths make a tree of ``most`` levels at the most; ``inner`` levels stand in
    columns of their own.
    """
    deepest = max(depths)
    if deepest < 2 or deepest + inner > most:
        return False
    # Parts of its own beside numbered rows below it: two ways of nesting that contradict.
    parted = any(
        root.children for root, depth in zip(roots, depths, strict=True) if depth < deepest
    )
    return not (inner and parted)


def _depths(
    roots: Sequence[Draft], firsts: Sequence[Line], columns: Columns, *, flat: bool
) -> list[int] | None:
    # A column of numbers is meant to say it; marks in the text may be quoted, and sums may agree by
    # chance.
    by_number = _by_column(firsts, columns) or _by_kinds(firsts, columns)
    if by_number is not None:
        return by_number
    return (_by_mark(roots) if flat else None) or _by_sums(firsts, columns)


def _by_column(lines: Sequence[Line], columns: Columns) -> list[int] | None:
    """Return the depth of each row by a column of dotted numbers in which every number stands below
    its own head.
    """
    for column in [*columns.of("code"), *columns.of("number")]:
        numbers = [fold(line.row.cells[column].text).strip().rstrip(".、") for line in lines]
        if not all(_DOTTED.fullmatch(number) for number in numbers):
            continue
        parts = [re.split(r"[.\-]", number) for number in numbers]
        if not _each_below_its_head(parts):
            continue
        depths = [len(part) for part in parts]
        if max(depths) > 1:
            return depths
        return None
    return None


def _each_below_its_head(parts: Sequence[list[str]]) -> bool:
    """Whether each dotted number is there once, behind the number that it stands under."""
    seen: set[tuple[str, ...]] = set()
    for part in parts:
        number = tuple(part)
        if number in seen:
            return False
        if len(number) > 1 and number[:-1] not in seen:
            return False
        seen.add(number)
    return True


def _by_kinds(lines: Sequence[Line], columns: Columns) -> list[int] | None:
    """Return the depth of each row by the kinds of its numbers: 一、 over 1, (一) over 1; an empty
    one is a heading.
    """
    for column in [*columns.of("number"), *columns.of("code")]:
        cells = [_number(line.row.cells[column].text) for line in lines]
        numbers = [cell for cell in cells if cell is not None]
        if len(numbers) < len(cells):
            continue
        kinds = sorted({kind for kind, _ in numbers}, key=_rank)
        if len(kinds) < 2 or numbers[0][0] != kinds[0]:
            continue
        depths = [kinds.index(kind) + 1 for kind, _ in numbers]
        if not _leaps(depths) and _in_series(numbers, depths):
            return depths
    return None


def _rank(kind: str) -> int:
    """The order of a kind of number from the outside in; no number at all stands outermost."""
    if not kind:
        return -1
    return ORDER.index(kind)


def _leaps(depths: Sequence[int]) -> bool:
    """Whether a row stands more than one level below the row before it."""
    return any(below > above + 1 for above, below in pairwise(depths))


def _number(text: str) -> tuple[str, int] | None:
    """Return the kind and the value of a number cell, ("", 0) for an empty one, None for what is no
    number.
    """
    word = re.sub(r"\s+", "", fold(text))
    if not word:
        return "", 0
    for kind, pattern in _NUMBERS:
        match = pattern.fullmatch(word)
        if match is not None:
            digits = match.group(1)
            if "Ⅰ" <= digits <= "Ⅻ":
                return kind, ord(digits) - ord("Ⅰ") + 1
            value = read_number(digits)
            if value is None:
                return None
            return (kind, value)
    return None


def _in_series(numbers: Sequence[tuple[str, int]], depths: Sequence[int]) -> bool:
    """Say whether the numbers of each kind run on, or begin again from one under a new heading."""
    last: dict[int, int] = {}
    opened: set[int] = set()
    for (kind, value), depth in zip(numbers, depths, strict=True):
        for deeper in [other for other in last if other > depth]:
            opened.add(deeper)
        fresh = depth in opened or depth not in last
        if kind and value != last.get(depth, 0) + 1 and not (value == 1 and fresh):
            return False
        last[depth] = value
        opened.discard(depth)
    return True


def _by_mark(roots: Sequence[Draft]) -> list[int] | None:
    """Return the depth of each row by the marks of its text; every row needs one, and the first the
    outermost.
    """
    marks: list[Mark] = []
    for root in roots:
        mark = read_mark(root.raw)
        if mark is None or not mark.sure or not mark.rest.strip():
            return None
        marks.append(mark)
    kinds = sorted({mark.kind for mark in marks}, key=ORDER.index)
    if marks[0].kind != kinds[0] or len(kinds) < 2:
        return None
    depths = [kinds.index(mark.kind) + 1 for mark in marks]
    if _leaps(depths):
        return None
    return depths


def _by_sums(lines: Sequence[Line], columns: Columns) -> list[int] | None:
    """Return depths where headings stand among their own parts: points that are the sum of the rows
    that follow.

    A heading says nothing beyond its name and its points; the parts below it do.
    """
    if len(columns.points) != 1:
        return None
    column = next(iter(columns.points))
    values = []
    for line in lines:
        value = points_value(line.row.cells[column].text)
        if value is None:
            return None
        values.append(Decimal(value.value))
    telling = _telling_columns(columns)
    bare = [not any(line.row.cells[other].text.strip() for other in telling) for line in lines]
    depths: list[int] = []
    groups = 0
    while len(depths) < len(lines):
        parts = _parts_adding_up(values, bare, len(depths))
        if not parts:
            return None
        depths += [1, *[2] * parts]
        groups += 1
    # One heading, or headings with one part each, may agree by chance.
    if groups >= 2 and len(lines) > 2 * groups:
        return depths
    return None


def _parts_adding_up(values: Sequence[Decimal], bare: Sequence[bool], heading: int) -> int:
    """How many rows below a heading make up its points exactly; 0 where it is no heading or its
    points do not come out.
    """
    if not bare[heading]:
        return 0
    end = heading + 1
    rest = values[heading]
    while end < len(values) and not bare[end] and rest > 0:
        rest -= values[end]
        end += 1
    if rest != 0:
        return 0
    return end - heading - 1


def _telling_columns(columns: Columns) -> list[int]:
    roles = ("lead", "support", "criteria", "methods", "evidence", "due", "basis")
    return [
        *(column for role in roles for column in columns.of(role)),
        *columns.details,
        *columns.names[1:],
    ]
