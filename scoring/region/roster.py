"""The roster (名册) as a workbook: out for the office to fill in, and back into ``region.yaml``.

Only the lines of ``counties:`` are written again; comments and order elsewhere in the file stay.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from scoring import libraries
from scoring.problems import CannotError
from scoring.region.model import FILE, CountyRecord, RegionRecord
from scoring.values import CODE
from scoring.yamlio import MAX_BYTES

CODE_COLUMN, NAME_COLUMN, LEVEL_COLUMN = "编码", "名称", "级别"
ALIASES_COLUMN, CONTACT_COLUMN = "别名", "联系单位"
FIXED = (CODE_COLUMN, NAME_COLUMN, LEVEL_COLUMN, ALIASES_COLUMN, CONTACT_COLUMN)
"""Columns with a meaning of their own; every other column is a class, such as 地区."""
ACCEPTED_NAMES = {
    "编码": CODE_COLUMN,
    "代码": CODE_COLUMN,
    "行政区划代码": CODE_COLUMN,
    "名称": NAME_COLUMN,
    "单位": NAME_COLUMN,
    "县": NAME_COLUMN,
    "县名": NAME_COLUMN,
    "级别": LEVEL_COLUMN,
    "别名": ALIASES_COLUMN,
    "简称": ALIASES_COLUMN,
    "联系单位": CONTACT_COLUMN,
    "联系人": CONTACT_COLUMN,
}
MOST_COUNTIES = 5_000

PLAIN = re.compile("[\u4e00-\u9fffA-Za-z]+")
RESERVED = frozenset({"on", "off", "yes", "no", "true", "false", "null", "y", "n"})
"""Words that YAML takes for something else than text."""

Grid = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What a roster brought: the lines, and what changed against the roster before."""

    counties: Mapping[str, CountyRecord]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


def headings(record: RegionRecord) -> list[str]:
    """The columns of the roster: the fixed ones, then the classes in the order in which they first
    come.
    """
    classes = dict.fromkeys(name for county in record.counties.values() for name in county.classes)
    return [*FIXED[:3], *classes, *FIXED[3:]]


def rows(record: RegionRecord) -> list[list[str]]:
    """The roster as rows under :func:`headings`."""
    columns = headings(record)
    return [_row(code, county, columns) for code, county in record.counties.items()]


def _row(code: str, county: CountyRecord, columns: Sequence[str]) -> list[str]:
    fixed = {
        CODE_COLUMN: code,
        NAME_COLUMN: county.name,
        LEVEL_COLUMN: county.level or "",
        ALIASES_COLUMN: "、".join(county.aliases),
        CONTACT_COLUMN: county.contact or "",
    }
    return [fixed.get(name, county.classes.get(name, "")) for name in columns]


def read_grid(path: Path) -> list[list[str]]:
    """The cells of the first sheet of a workbook. Raises ``CannotError`` for what is none."""
    try:
        data = path.read_bytes()
    except OSError:
        raise CannotError(f"{path} 读不出来", unreadable=True) from None
    if len(data) > MAX_BYTES:
        raise CannotError(f"{path.name} 太大，不像是名册", unreadable=True)
    try:
        book = libraries.python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (libraries.python_calamine.CalamineError, OSError, ValueError, IndexError):
        message = f"{path.name} 不是能读的工作簿，请另存为 xlsx"
        raise CannotError(message, unreadable=True) from None
    return [[_cell(value) for value in row] for row in grid[: MOST_COUNTIES + 50]]


def _cell(value: object) -> str:
    """A cell as text: codes that a spreadsheet took for numbers lose their decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value is not None:
        return str(value).strip()
    return ""


def roster_of(grid: Grid) -> dict[str, CountyRecord]:
    """The lines of a roster by code. Raises ``CannotError`` that names every faulty line."""
    start, columns = _head(grid)
    counties: dict[str, CountyRecord] = {}
    faults = []
    for number, row in enumerate(grid[start + 1 :], start + 2):
        cells = {name: cell for name, cell in zip(columns, row, strict=False) if name and cell}
        if _is_remark(cells):
            continue
        fault = _fault(cells, counties)
        if fault:
            faults.append(f"第 {number} 行{fault}")
        else:
            counties[cells[CODE_COLUMN]] = _county(cells)
    if faults:
        # All or nothing: half a roster would make counties missing that were only misspelt.
        raise CannotError("名册没有导入：" + "；".join(faults[:10]))
    if not counties:
        raise CannotError("名册是空的，没有导入")
    return counties


def _head(grid: Grid) -> tuple[int, list[str]]:
    """Where the headings stand, below whatever title an office puts above, and what they mean.
    Raises ``CannotError``.
    """
    for index, row in enumerate(grid):
        if _is_head(row):
            return index, [ACCEPTED_NAMES.get(cell.replace(" ", ""), cell) for cell in row]
    raise CannotError(f"名册里找不到表头：应有“{CODE_COLUMN}”和“{NAME_COLUMN}”两栏")


def _is_remark(cells: Mapping[str, str]) -> bool:
    """An empty line, or a remark below the list: no name, and nothing that could be a code."""
    return not cells.get(NAME_COLUMN) and not CODE.fullmatch(cells.get(CODE_COLUMN, ""))


def _is_head(row: Sequence[str]) -> bool:
    names = {ACCEPTED_NAMES.get(cell.replace(" ", "")) for cell in row}
    return {CODE_COLUMN, NAME_COLUMN} <= names


def _fault(cells: Mapping[str, str], before: Mapping[str, CountyRecord]) -> str:
    """What is wrong with a line after those before it; "" where nothing is."""
    code, name = cells.get(CODE_COLUMN, ""), cells.get(NAME_COLUMN, "")
    if not code:
        return f"“{name}”没有编码"
    if not name:
        return f"编码 {code} 没有名称"
    if not CODE.fullmatch(code) or len(code) > 40:
        return f"编码“{code}”只能用数字、字母、汉字和 . - _"
    if code in before:
        return f"编码 {code} 重复"
    if any(county.name == name for county in before.values()):
        return f"名称“{name}”重复"
    return ""


def _county(cells: Mapping[str, str]) -> CountyRecord:
    # People part names by whichever comma is at hand.
    aliases = cells.get(ALIASES_COLUMN, "").replace("，", "、").replace(",", "、").split("、")
    values = {
        "name": cells[NAME_COLUMN],
        "level": cells.get(LEVEL_COLUMN) or None,
        "classes": {name: cell for name, cell in cells.items() if name not in FIXED},
        "aliases": [alias.strip() for alias in aliases if alias.strip()],
        "contact": cells.get(CONTACT_COLUMN) or None,
    }
    return CountyRecord.model_validate(values)


def compared(before: Mapping[str, CountyRecord], after: Mapping[str, CountyRecord]) -> Imported:
    """The new roster with what it changes."""
    return Imported(
        after,
        tuple(code for code in after if code not in before),
        tuple(code for code in after if code in before and after[code] != before[code]),
        tuple(code for code in before if code not in after),
    )


def counties_text(counties: Mapping[str, CountyRecord]) -> str:
    """The lines of ``counties:``, one for each."""
    lines = [f"  {_quoted(code)}: {_flow(county)}\n" for code, county in counties.items()]
    if lines:
        return "counties:\n" + "".join(lines)
    return "counties: {}\n"


def _flow(county: CountyRecord) -> str:
    """One line of the roster as YAML; what is empty is not written."""
    values = {
        "name": county.name,
        "level": county.level,
        "classes": dict(county.classes),
        "aliases": list(county.aliases),
        "contact": county.contact,
        "folder": county.folder,
    }
    return _value({key: value for key, value in values.items() if value})


def _value(value: object) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{_word(key)}: {_value(item)}" for key, item in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return _word(str(value))


def _word(text: str) -> str:
    """A word as YAML writes it: in quotes unless it is plain letters."""
    if PLAIN.fullmatch(text) and text.lower() not in RESERVED:
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def with_counties(text: str, counties: Mapping[str, CountyRecord]) -> str:
    """The text of ``region.yaml`` with another roster; everything else stays as it is, to the
    byte.
    """
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(node, yaml.MappingNode):
        raise CannotError(f"{FILE} 读不出来", unreadable=True)
    lines = text.splitlines(keepends=True)
    new = counties_text(counties)
    for key, value in node.value:
        if key.value == "counties":
            before, after = lines[: key.start_mark.line], lines[_last_line(value) + 1 :]
            return "".join(before) + new + "".join(after)
    line_end = "" if text.endswith("\n") else "\n"
    return f"{text}{line_end}{new}"


def _last_line(node: yaml.Node) -> int:
    """The line on which a value ends. A block's own mark stands behind the comments that follow
    it.
    """
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        node = node.value[-1]
        if isinstance(node, tuple):
            _, node = node  # a line of a map: its value
    return node.end_mark.line
