"""Plain text and Markdown: lines become paragraphs, pipe tables become tables, hard-wrapped lines
are joined.
"""

from __future__ import annotations

import re

from scoring.reading.blocks import Block, Paragraph, Placed, Reading, make_table
from scoring.reading.charset import decode
from scoring.reading.limits import check_rows
from scoring.reading.printed_lines import Line, is_wrapped, join_wrapped
from scoring.reading.remarks import Remark

_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)+\|?$")
_DECORATION = re.compile(r"^\s*(?:#{1,6}\s+|[-*+]\s+(?=\S)|>\s+)|\*\*|__|`")


def read(data: bytes) -> Reading:
    """Read a text file; raise ``UnreadableError`` where it cannot be decoded."""
    lines = decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    check_rows(len(lines), "段")
    reading = Reading("text", [])
    pending: list[Line] = []
    index = tables = 0
    while index < len(lines):
        if "|" in lines[index] and index + 1 < len(lines) and _RULE.match(lines[index + 1].strip()):
            _flush(pending, reading)
            tables += 1
            end = index + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            rows = {number: lines[number] for number in range(index, end) if number != index + 1}
            reading.blocks.append(_pipe_table(rows, f"表{tables}"))
            index = end
            continue
        pending.append(Line(_DECORATION.sub("", lines[index]), f"第{index + 1}行"))
        index += 1
    _flush(pending, reading)
    return reading


def _flush(pending: list[Line], reading: Reading) -> None:
    if is_wrapped(pending):
        joined = join_wrapped(pending)
        reading.remarks.append(
            Remark("wrapped", pending[0].where, "文字按固定宽度折行", f"接成 {len(joined)} 段")
        )
        reading.blocks.extend(joined)
    else:
        reading.blocks.extend(
            Paragraph(line.text, line.where) for line in pending if line.text.strip()
        )
    pending.clear()


def _pipe_table(rows: dict[int, str], where: str) -> Block:
    cells = []
    names = {}
    for row, (number, line) in enumerate(rows.items()):
        names[row] = f"第{number + 1}行"
        fields = re.split(r"(?<!\\)\|", line.strip().strip("|"))
        for column, text in enumerate(fields):
            content = re.sub(r"<br\s*/?>", "\n", text.replace("\\|", "|")).replace("**", "").strip()
            cells.append(Placed(row, column, content))
    return make_table(cells, len(rows), where, names)
