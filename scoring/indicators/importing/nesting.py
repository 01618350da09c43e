"""Tables with all levels in one column: the numbers 1, 1.1, 1.1.1 (or 一、, (一), 1.) tell who stands under whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from scoring.indicators.importing.columns import Columns
from scoring.indicators.importing.drafts import Context, Draft
from scoring.indicators.importing.rows import Line
from scoring.reading.numbering_marks import ORDER, Mark, read_mark
from scoring.reading.wording import fold

_DOTTED = re.compile(r"\d{1,3}(?:[.\-]\d{1,3}){0,3}")


def nest(roots: list[Draft], lines: Sequence[Line], columns: Columns, context: Context) -> list[Draft]:
    """Return the roots with the drafts put under each other where their numbers say so, else the roots as they are.

    Only for tables with one level column and no headings across. ``lines`` get their full paths.
    """
    if len(columns.names) != 1 or any(len(line.path) != 1 for line in lines) or len(lines) != len(roots):
        return roots
    depths = _by_column(lines, columns) or _by_mark(roots)
    if depths is None or not 2 <= max(depths) <= context.max_levels:
        return roots
    outer: list[Draft] = []
    path: list[Draft] = []
    for line, draft, depth in zip(lines, roots, depths, strict=True):
        del path[depth - 1 :]
        (path[-1].children if path else outer).append(draft)
        path.append(draft)
        line.path = list(path)
    context.log.add("IMP67", lines[0].row.where, f"一列里有 {max(depths)} 级编号", "按编号分级")
    return outer


def _by_column(lines: Sequence[Line], columns: Columns) -> list[int] | None:
    """Return the depth of each row by a column of dotted numbers in which every number stands below its own head."""
    for column in [*columns.of("code"), *columns.of("number")]:
        numbers = [fold(line.row.cells[column].text).strip().rstrip(".、") for line in lines]
        if not all(_DOTTED.fullmatch(number) for number in numbers):
            continue
        seen: set[str] = set()
        parts = [re.split(r"[.\-]", number) for number in numbers]
        for number in parts:
            if len(number) > 1 and ".".join(number[:-1]) not in seen:
                break
            seen.add(".".join(number))
        else:
            if len(seen) == len(parts):
                return [len(number) for number in parts]
    return None


def _by_mark(roots: Sequence[Draft]) -> list[int] | None:
    """Return the depth of each row by the marks of its text; every row needs one, and the first the outermost."""
    marks: list[Mark] = []
    for root in roots:
        mark = read_mark(root.raw)
        if mark is None or not mark.sure or not mark.rest.strip():
            return None
        marks.append(mark)
    kinds = sorted({mark.kind for mark in marks}, key=ORDER.index)
    if marks[0].kind != kinds[0]:
        return None
    depths = [kinds.index(mark.kind) + 1 for mark in marks]
    if any(below > above + 1 for above, below in pairwise(depths)):
        return None
    return depths
