"""The small markup of document bodies: a line is a paragraph, a heading, or a row of a table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

_LEVEL_1 = re.compile(r"^[一二三四五六七八九十]+、")
_JOINTS = (
    "的",
    "、",
    "》",
    "和",
    "及",
    "”",
    "关于",
    "年度",
    "印发",
    "公布",
    "会议",
    "建设",
    "案件",
    "审核",
)
_LEVEL_2 = re.compile(r"^（[一二三四五六七八九十]+）")


@dataclass(frozen=True)
class Block:
    """One block of a body; ``kind`` is paragraph, level1, level2 or table (then ``rows`` is
    filled)."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: str) -> Iterator[Block]:
    """Split a body. Headings follow the ladder of GB/T 9704 (一、 then （一）); table rows start
    with a bar."""
    rows: list[tuple[str, ...]] = []
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("|"):
            rows.append(
                tuple(cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|"))
            )
            continue
        if rows:
            yield Block("table", rows=tuple(rows))
            rows = []
        if not line:
            continue
        if _LEVEL_1.match(line) and _is_heading(line):
            yield Block("level1", line)
        elif _LEVEL_2.match(line) and _is_heading(line):
            yield Block("level2", line)
        else:
            yield Block("paragraph", line)
    if rows:
        yield Block("table", rows=tuple(rows))


def _is_heading(line: str) -> bool:
    """A numbered line that ends like a sentence is a paragraph, however short."""
    return len(line) <= 30 and line[-1] not in "。；："


def title_lines(title: str, longest: int = 20) -> list[str]:
    """A title in lines of about equal length, at most ``longest`` characters, broken after a
    joining word if it can."""
    count = -(-len(title) // longest)
    lines = []
    rest = title
    for left in range(count, 1, -1):
        ideal = -(-len(rest) // left)
        places = sorted(
            range(max(2, ideal - 6), min(longest, ideal + 6) + 1),
            key=lambda place: abs(place - ideal),
        )
        fitting = [
            place
            for place in places
            if len(rest) - place <= longest * (left - 1) and _may_break(rest, place)
        ]
        good = [
            place for place in fitting if rest[:place].endswith(_JOINTS) or rest[place] in "《（"
        ]
        place = (good or fitting or [ideal])[0]
        lines.append(rest[:place])
        rest = rest[place:]
    return [*lines, rest]


def _may_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place : place + 1]
    return (
        bool(after)
        and after not in "、》）”，的年度"
        and before not in "《（“"
        and not before.isdigit()
    )


def as_html(text: str) -> str:
    """The body as HTML; every text is escaped."""
    parts = []
    for block in blocks(text):
        if block.kind == "table":
            parts.append(_table(block.rows))
        else:
            parts.append(f'<p class="{block.kind}">{escape(block.text)}</p>')
    return "\n".join(parts)


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows[1:]]
    return (
        f"<table><thead><tr>{head}</tr></thead>"
        + "".join(f"<tr>{line}</tr>" for line in lines)
        + "</table>"
    )
