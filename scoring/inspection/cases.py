"""The list of cases (案卷清单) that an inspector draws from: a workbook or CSV with a number and, perhaps, a unit.

The list is the office's own; only its digest and the drawn numbers are kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.indicators.importing.blocks import Row, Table
from scoring.indicators.importing.errors import UnreadableSource
from scoring.indicators.importing.limits import MAX_FILE_BYTES
from scoring.indicators.importing.readers import read
from scoring.indicators.importing.sniff import sniff

NUMBER_HEADINGS = ("案号", "案卷号", "案卷编号", "案件编号", "案件号", "决定书文号", "文书号")
UNIT_HEADINGS = ("承办单位", "办案单位", "执法单位", "承办机构", "承办部门", "单位", "部门")
HEAD_WITHIN = 20
"""Rows in which the headings are looked for."""
EVERYONE = "全部"
"""The unit of all cases of a list that names none."""
UNNAMED = "未写明"
MOST_TOLD = 5

REASONS = {
    "missing": "找不到案卷清单",
    "empty": "案卷清单是空的",
    "encrypted": "案卷清单有打开密码；用 WPS 或 Excel 打开，去掉密码后另存",
    "too_large": "案卷清单太大；只保留案号和承办单位两列，另存后再抽",
    "bomb": "案卷清单展开后太大，已拒绝打开；用 WPS 或 Excel 打开原件另存一份",
}


class UnreadableListError(Exception):
    """The list cannot be read; the message is Chinese and for the user."""


class FaultyListError(Exception):
    """The list can be read, but not drawn from; the message is Chinese and for the user."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case by its number, and whose it is."""

    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class CaseList:
    """The cases in their order; ``file`` is how the record names the list, ``sha256`` its digest."""

    file: str
    sha256: str
    cases: tuple[Case, ...]


def read_cases(path: Path, home: Path) -> CaseList:
    """The list at ``path``. Inside of the workspace ``home`` it is named by its place there, elsewhere by its name.

    The number stands in a column called 案号 or the like, else in the first. Raises :class:`UnreadableListError` and
    :class:`FaultyListError`.
    """
    data = _bytes(path)
    try:
        kind = sniff(data, path.name)
        if kind not in ("workbook", "csv", "text"):
            raise UnreadableListError(f"案卷清单应是 Excel 工作簿（.xlsx）或 CSV，{path.name} 不是")
        # A table of text that is no CSV by its name is one all the same, if only of one column.
        reading = read("csv" if kind == "text" else kind, data)
    except UnreadableSource as error:
        said = REASONS.get(error.reason, f"案卷清单读不出来：{error.what.rstrip('。')}")
        raise UnreadableListError(f"{said}（{path.name}）") from error
    tables = [block for block in reading.blocks if isinstance(block, Table)]
    if not tables:
        raise FaultyListError(f"{path.name} 里没有案卷")
    rows, number, unit = _columns(tables)
    inside = path.resolve()
    name = inside.relative_to(home.resolve()).as_posix() if inside.is_relative_to(home.resolve()) else path.name
    return CaseList(name, hashlib.sha256(data).hexdigest(), _cases(rows, number, unit, path.name))


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableListError(f"找不到案卷清单：{path}")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableListError(f"{REASONS['too_large']}（{path.name}）")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableListError(f"案卷清单打不开：{path}") from error


def _columns(tables: Sequence[Table]) -> tuple[Sequence[Row], int, int | None]:
    """The rows below the headings and the columns of number and unit; without headings the first table's first."""
    for table in tables:
        for at, row in enumerate(table.rows[:HEAD_WITHIN]):
            texts = ["".join(cell.text.split()) for cell in row.cells]
            number = next((texts.index(name) for name in NUMBER_HEADINGS if name in texts), None)
            if number is not None:
                unit = next((texts.index(name) for name in UNIT_HEADINGS if name in texts), None)
                return table.rows[at + 1 :], number, unit
    return tables[0].rows, 0, None


def _cases(rows: Sequence[Row], number: int, unit: int | None, name: str) -> tuple[Case, ...]:
    cases: dict[str, Case] = {}
    first: dict[str, str] = {}
    doubled, blank = [], []
    for row in rows:
        text = " ".join(row.cells[number].text.split())
        if not text:
            blank += [row.where] if any(cell.text.strip() for cell in row.cells) else []
        elif text in cases:
            doubled.append(f"{text}（{first[text]}、{row.where}）")
        else:
            owner = EVERYONE if unit is None else " ".join(row.cells[unit].text.split()) or UNNAMED
            cases[text], first[text] = Case(text, owner), row.where
    if doubled:
        raise FaultyListError(f"{name} 里有 {len(doubled)} 个重复的案号：{_some(doubled)}")
    if blank:
        raise FaultyListError(f"{name} 里有 {len(blank)} 行没有案号：{_some(blank)}")
    if not cases:
        raise FaultyListError(f"{name} 里没有案卷")
    return tuple(cases.values())


def _some(told: Sequence[str]) -> str:
    return "、".join(told[:MOST_TOLD]) + (" 等" if len(told) > MOST_TOLD else "")
