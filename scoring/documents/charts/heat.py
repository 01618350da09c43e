"""Coverage of the evidence: each requirement of each indicator as one square, met, partly met,
missing or optional.

A tree that fits onto ``MOST_PAGES`` pictures is drawn square by square; a larger one is folded: one
bar for each of at most ``MOST_ROWS`` groups, and the chart says so. The squares of one state are
one path, so that size and time stay small for thousands of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from markupsafe import Markup

from scoring.documents.charts.svg import (
    INK,
    LANDSCAPE,
    LINE,
    PALE,
    RED,
    SLATE,
    SOFT,
    fitted,
    halves,
    label_lines,
    rect,
    svg,
    text,
    wrap,
)

Coverage = Literal["met", "partly", "missing", "optional", "offered"]
COVERAGE: Mapping[Coverage, str] = {
    "met": "已满足",
    "partly": "有材料，件数不够",
    "missing": "缺",
    "optional": "可选，没有材料",
    "offered": "可选，有材料",
}
"""The states of a requirement. The first three are those of required ones; ``offered`` is an
optional one met."""
REQUIRED: tuple[Coverage, ...] = ("met", "partly", "missing")
_LOOKS: Mapping[Coverage, str] = {
    "met": f'fill="{SLATE}" stroke="{SLATE}"',
    "partly": f'fill="url(#shifan-hatch)" stroke="{INK}"',
    "missing": f'fill="#ffffff" stroke="{RED}"',
    "optional": f'fill="{PALE}" stroke="{LINE}" stroke-dasharray="1 1"',
    "offered": f'fill="url(#shifan-dots)" stroke="{LINE}"',
}
MOST_PAGES = 4
MOST_ROWS = 24
TALLEST = 336
"""The height of one picture, with its legend: what a page across leaves below a heading."""
LEFT, SQUARE, PITCH, LINE_HEIGHT, WIDEST = 142, 8, 11, 13, 8
"""The names of the blocks end at ``LEFT``; a square and the step to the next; lines; squares beside
each other."""
HEAD, NAME = 22, 10
"""What the legend takes at the top; the characters on a line of a name."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One indicator with the states of its requirements in order; none where it asks for none."""

    code: str
    states: Sequence[Coverage]


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that stand under one name."""

    name: str
    leaves: Sequence[Leaf]

    @property
    def counts(self) -> Counter[Coverage]:
        """How many requirements are in each state."""
        return Counter(state for leaf in self.leaves for state in leaf.states)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The pictures, and what they show in words; ``folded``: by groups, not requirements."""

    pictures: tuple[Markup, ...]
    note: str
    folded: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a picture: its group (with figures on the first line), and its indicators."""

    name: str
    figures: str
    leaves: Sequence[Leaf]
    height: int


def heat(
    groups: Sequence[Group], finer: Sequence[Group] = (), title: str = "佐证覆盖图"
) -> HeatMap:
    """The map of ``groups`` square by square; where that is too much, a bar for each of ``finer``,
    else of ``groups``.

    No picture at all where nothing is asked for.
    """
    if not any(leaf.states for group in groups for leaf in group.leaves):
        return HeatMap((), "各指标都不要求佐证。", folded=False)
    slot, across, code = _slots(groups)
    rows = [row for group in groups for row in _rows(group, across)]
    pages = list(_pages(rows))
    if len(pages) <= MOST_PAGES:
        pictures = tuple(_picture(page, slot, code, groups, title) for page in pages)
        return HeatMap(
            pictures, "一格是一个指标的一项佐证要求，按指标编号排列；格数即要求项数。", folded=False
        )
    shown = _merged(finer if 0 < len(finer) <= MOST_ROWS else groups)
    if len(shown) == 1:
        # One bar for everything says nothing: a one-level list is parted by its order instead.
        shown = _runs(shown[0].leaves)
    leaves = sum(len(group.leaves) for group in groups)
    note = (
        f"共 {leaves} 个指标，逐项画不下，按 {len(shown)} 组合并显示；"
        "条形长度和数字是佐证要求的项数。"
    )
    return HeatMap((_bars(shown, title),), note, folded=True)


def _slots(groups: Sequence[Group]) -> tuple[int, int, int]:
    """The width of each indicator, how many stand beside each other, the width of a code."""
    leaves = [leaf for group in groups for leaf in group.leaves]
    most = min(WIDEST, max((len(leaf.states) for leaf in leaves), default=1))
    code = min(60, max(26, 5 * max((halves(leaf.code) for leaf in leaves), default=1) + 6))
    across = max(1, (LANDSCAPE - LEFT) // (code + PITCH * max(most, 1) + 9))
    return (LANDSCAPE - LEFT) // across, across, code


def _rows(group: Group, across: int) -> Iterator[_Row]:
    for index in range(0, len(group.leaves), across):
        leaves = group.leaves[index : index + across]
        height = LINE_HEIGHT * max(-(-max(len(leaf.states), 1) // WIDEST) for leaf in leaves)
        if len(group.leaves) <= across and len(wrap(group.name, NAME, 2)) > 1:
            height = max(
                height, 2 * LINE_HEIGHT - 2
            )  # the only row leaves room for two lines of the name
        name = "" if index else group.name
        yield _Row(name, figures(group.counts) if name else "", leaves, height + (3 if name else 0))


def figures(counts: Mapping[Coverage, int]) -> str:
    """The required items of a group that are met, of all, as text."""
    total = sum(counts.get(state, 0) for state in REQUIRED)
    if total:
        return f"{counts.get('met', 0)}/{total} 项"
    return "无必备要求"


def _pages(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    page: list[_Row] = []
    height = HEAD
    for row in rows:
        if page and height + row.height > TALLEST:
            yield page
            page, height = [], HEAD
        page.append(row)
        height += row.height
    if page:
        yield page


def _picture(
    page: Sequence[_Row], slot: int, code: int, groups: Sequence[Group], title: str
) -> Markup:
    total: Counter[Coverage] = sum((group.counts for group in groups), Counter())
    parts = [_legend(total)]
    # Gathered by state: one path each, instead of an element for each of thousands of squares.
    squares: dict[Coverage, list[str]] = {}
    top = HEAD
    for row in page:
        if row.name:
            parts.append(f'<path d="M0 {top}H{LANDSCAPE}" stroke="{LINE}" stroke-width="0.4"/>')
            top += 3
            lines = wrap(row.name, NAME, 2)
            parts.append(label_lines(lines, 0, top + 8, "start", centred=False))
            parts.append(text(LEFT - 8, top + 8, row.figures, "end", SOFT, size=8))
        for index, leaf in enumerate(row.leaves):
            x = LEFT + index * slot
            parts.append(text(x + code - 5, top + 8, fitted(leaf.code, 11), "end", SOFT, size=8))
            if not leaf.states:
                parts.append(text(x + code, top + 8, "—", "start", SOFT, size=8))
            for place, state in enumerate(leaf.states):
                down, right = divmod(place, WIDEST)
                squares.setdefault(state, []).append(
                    _square(x + code + PITCH * right, top + LINE_HEIGHT * down, state)
                )
        top += row.height - (3 if row.name else 0)
    parts += [
        f'<path d="{"".join(squares[state])}" {look} stroke-width="0.8"/>'
        for state, look in _LOOKS.items()
        if state in squares
    ]
    return svg(top + 4, f"{title}：{_words(groups)}", parts, LANDSCAPE)


def _square(x: int, y: int, state: Coverage) -> str:
    """The path of one square; a missing one is crossed out."""
    box = f"M{x} {y}h{SQUARE}v{SQUARE}h-{SQUARE}z"
    if state == "missing":
        return box + f"M{x} {y}l{SQUARE} {SQUARE}M{x + SQUARE} {y}l-{SQUARE} {SQUARE}"
    return box


def _legend(whole: Mapping[Coverage, int]) -> str:
    """The states that occur, each with a sample and how many there are."""
    parts, x = [], 0
    for state, name in COVERAGE.items():
        if count := whole.get(state, 0):
            parts.append(f'<path d="{_square(x, 3, state)}" {_LOOKS[state]} stroke-width="0.8"/>')
            label = f"{name} {count} 项"
            parts.append(text(x + 13, 11, label, "start"))
            x += 13 + 5 * halves(label) + 16
    return "".join(parts)


def _words(groups: Sequence[Group]) -> str:
    return "；".join(f"{group.name} 已满足 {figures(group.counts)}" for group in groups)


def _merged(groups: Sequence[Group]) -> list[Group]:
    """At most ``MOST_ROWS`` groups: neighbours are joined, named by the first and the last."""
    each = -(-len(groups) // MOST_ROWS)
    merged = []
    for index in range(0, len(groups), each):
        run = groups[index : index + each]
        name = run[0].name if len(run) == 1 else f"{run[0].name} 至 {run[-1].name}"
        merged.append(Group(name, [leaf for group in run for leaf in group.leaves]))
    return merged


def _runs(leaves: Sequence[Leaf]) -> list[Group]:
    """The indicators of one long list in ``MOST_ROWS`` runs."""
    each = -(-len(leaves) // MOST_ROWS)
    runs = [leaves[index : index + each] for index in range(0, len(leaves), each)]
    return [Group(f"{run[0].code} 至 {run[-1].code}", run) for run in runs]


def _bars(groups: Sequence[Group], title: str) -> Markup:
    """A bar for each group: its requirements by state, with the figures of the required ones."""
    counts = [group.counts for group in groups]
    widest = max(sum(count.values()) for count in counts) or 1
    total: Counter[Coverage] = sum(counts, Counter())
    parts, left, room = [_legend(total)], 190, LANDSCAPE - 190 - 80
    for index, (group, count) in enumerate(zip(groups, counts, strict=True)):
        top, place = HEAD + 6 + index * 15, Fraction(left)
        parts.append(text(left - 8, top + 9, fitted(group.name, 36), "end"))
        for state in COVERAGE:
            if count[state]:
                width = Fraction(room) * count[state] / widest
                # A look begins with its fill; the dashes and outlines behind it
                # are made for squares.
                fill = _LOOKS[state].split('"')[1]
                parts.append(rect(place, top, width, 11, fill, RED if state == "missing" else INK))
                place += width
        parts.append(text(place + 6, top + 9, figures(count), "start", weight=700))
    return svg(HEAD + 10 + 15 * len(groups), f"{title}：{_words(groups)}", parts, LANDSCAPE)
