"""Tables for the terminal, aligned for characters that are two columns wide."""

from __future__ import annotations

from collections.abc import Sequence


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[int | None] | None = None,
    right: Sequence[int] = (),
) -> str:
    """A table for the terminal, aligned for wide characters. ``widths`` wrap columns, ``right`` aligns them right."""
    from tabulate import tabulate

    if not rows:
        return "（无）"
    align = ["right" if at in right else "left" for at in range(len(headings))]
    return tabulate(
        [list(row) for row in rows],
        headers=list(headings),
        tablefmt="simple",
        disable_numparse=True,
        preserve_whitespace=True,
        colalign=align,
        maxcolwidths=list(widths) if widths else None,
    )
