"""The list of cases (案卷清单) that an inspector draws from: a workbook or CSV with a number and,
perhaps, a unit.

The list is the office's own; only its digest and the drawn numbers are kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.problems import ScoringError
from scoring.reading import read
from scoring.reading.blocks import Row, Table
from scoring.reading.limits import MAX_FILE_BYTES
from scoring.reading.model import UnreadableError
from scoring.reading.sniff import sniff_data
from scoring.values import first_few

NUMBER_HEADINGS = ("案号", "案卷号", "案卷编号", "案件编号", "案件号", "决定书文号", "文书号")
UNIT_HEADINGS = ("承办单位", "办案单位", "执法单位", "承办机构", "承办部门", "单位", "部门")
HEAD_WITHIN = 20
"""Rows in which the headings are looked for."""
TABLES = frozenset({"xlsx", "xls", "xlsb", "et", "ods", "sheetml", "csv", "txt"})
EVERYONE = "全部"
"""The unit of all cases of a list that names none."""
UNNAMED = "未写明"
MOST_TITLES = 3
"""Rows above a list without headings that may be its title."""
MOST_TOLD = 5
LEAST_ALIKE = 2
"""Numbers that it takes to see what the numbers of a list look like."""
_DIGIT = re.compile(r"\d+")
_BRACKET = re.compile(r"[〔〕（）()\[\]［］【】]")
_WORD = re.compile(r"[^\W\d_]+")

DAMAGED = "案卷清单读不出来：文件已损坏或不完整"
REASONS = {
    "missing": "找不到案卷清单",
    "empty": "案卷清单是空的",
    "encrypted": "案卷清单有打开密码；用 WPS 或 Excel 打开，去掉密码后另存",
    "too_large": "案卷清单太大；只保留案号和承办单位两列，另存后再抽",
    "truncated": DAMAGED,
    "broken": DAMAGED,
    "bomb": "案卷清单展开后太大，已拒绝打开；用 WPS 或 Excel 打开原件另存一份",
}


class UnreadableListError(ScoringError):
    """The list cannot be read; the message is Chinese and for the user."""

    usual = "unreadable"


class FaultyListError(ScoringError):
    """The list can be read, but not drawn from; the message is Chinese and for the user."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case by its number, and whose it is."""

    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class CaseList:
    """The cases in their order; ``file`` is how the record names the list, ``sha256`` its digest.

    ``titles`` are rows above a list without headings that were taken for its title: what they say
    and where.
    """

    file: str
    sha256: str
    cases: tuple[Case, ...]
    titles: tuple[tuple[str, str], ...] = ()


def read_cases(path: Path, home: Path) -> CaseList:
    """The list at ``path``. Inside of the workspace ``home`` it is named by its place there,
    elsewhere by its name.

    The number stands in a column called 案号 or the like, else in the first; rows above such a list
    that do not look like its cases are its title and no case. Raises :class:`UnreadableListError`
    and :class:`FaultyListError`.
    """
    data = _bytes(path)
    tables = _tables(data, path.name)
    if not tables:
        raise FaultyListError(f"{path.name} 里没有案卷")
    rows, number, unit = _columns(tables)
    titles: tuple[tuple[str, str], ...] = ()
    if number is None:
        rows, titles = _below_titles(rows)
    cases = _cases(rows, number or 0, unit, path.name)
    name, inside = path.name, path.resolve()
    if inside.is_relative_to(home.resolve()):
        # A place inside the workspace can be found again by whoever draws again; a path outside of
        # it would only tell how somebody's computer is laid out.
        name = inside.relative_to(home.resolve()).as_posix()
    return CaseList(name, hashlib.sha256(data).hexdigest(), cases, titles)


def _tables(data: bytes, name: str) -> list[Table]:
    """The tables of a workbook or CSV. Raises :class:`UnreadableListError` for anything else."""
    try:
        kind = sniff_data(data, name)
        if kind == "unknown":
            raise UnreadableListError(f"案卷清单读不出来：认不出这是什么文件（{name}）")
        if kind not in TABLES:
            raise UnreadableListError(f"案卷清单应是 Excel 工作簿（.xlsx）或 CSV，{name} 不是")
        # A table of text that is no CSV by its name is one all the same, if only of one column.
        reading = read("csv" if kind == "txt" else kind, data)
    except UnreadableError as error:
        own = f"案卷清单读不出来：{error.reason.partition('；')[0].rstrip('。')}"
        reason = REASONS.get(error.cause or error.state, own)
        raise UnreadableListError(f"{reason}（{name}）") from error
    return [block for block in reading.blocks if isinstance(block, Table)]


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UnreadableListError(f"找不到案卷清单：{path}")
        # Before it is opened: what comes from outside may be of any size.
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableListError(f"{REASONS['too_large']}（{path.name}）")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableListError(f"案卷清单打不开：{path}") from error


def _columns(tables: Sequence[Table]) -> tuple[Sequence[Row], int | None, int | None]:
    """The rows below the headings and the columns of number and unit;
    without headings the first table's rows.
    """
    for table in tables:
        for index, row in enumerate(table.rows[:HEAD_WITHIN]):
            texts = ["".join(cell.text.split()) for cell in row.cells]
            number = _first_of(NUMBER_HEADINGS, texts)
            if number is not None:
                return table.rows[index + 1 :], number, _first_of(UNIT_HEADINGS, texts)
    return tables[0].rows, None, None


def _first_of(headings: Iterable[str], texts: Sequence[str]) -> int | None:
    """The column under the first of these headings that there is."""
    return next((texts.index(name) for name in headings if name in texts), None)


def _below_titles(rows: Sequence[Row]) -> tuple[Sequence[Row], tuple[tuple[str, str], ...]]:
    """The rows of the cases, and the rows above them that are a title."""
    written = [row for row in rows if _filled(row)]
    for count in range(min(MOST_TITLES, len(written) - 1), 0, -1):
        above, body = written[:count], written[count:]
        if all(_titles(row, body) for row in above):
            return body, tuple((_filled(row)[0], row.where) for row in above)
    return rows, ()


def _titles(row: Row, body: Sequence[Row]) -> bool:
    """Whether a row is no case: it has one field and the others have more,
    or it looks like none of the others.
    """
    if len(_filled(row)) == 1 and all(len(_filled(other)) > 1 for other in body):
        return True
    own, others = row.cells[0].text, [other.cells[0].text for other in body]
    if len(others) < LEAST_ALIKE:
        return False
    # A heading in words above numbers.
    if not _DIGIT.search(own):
        return all(_DIGIT.search(text) for text in others)
    forms = {_form(text) for text in others}
    if len(forms) > 1:
        return False
    # One odd number among numbers is a case: only what also ends in another way (…清单, not …号) is
    # none.
    (form,), odd = forms, _form(own)
    return odd != form and odd[-1:] != form[-1:]


def _filled(row: Row) -> list[str]:
    """What the fields of a row say; a merged field counts once."""
    return list(
        {cell.anchor: cell.text.strip() for cell in row.cells if cell.text.strip()}.values()
    )


def _form(number: str) -> str:
    """A number without its words and figures: 示罚〔2026〕1号 and 示许(2025)12号 are of one form.

    The last character stays as it is: it tells a number (…号) from a title (…清单).
    """
    text = _BRACKET.sub("|", _DIGIT.sub("0", "".join(number.split())))
    return _WORD.sub("文", text[:-1]) + text[-1:]


def _cases(rows: Sequence[Row], number: int, unit: int | None, name: str) -> tuple[Case, ...]:
    cases: dict[str, Case] = {}
    first: dict[str, str] = {}
    doubled, blank = [], []
    for row in rows:
        text = _field(row, number)
        if text in cases:
            doubled.append(f"{text}（{first[text]}、{row.where}）")
        elif text:
            owner = EVERYONE if unit is None else _field(row, unit) or UNNAMED
            cases[text], first[text] = Case(text, owner), row.where
        elif any(cell.text.strip() for cell in row.cells):
            blank.append(row.where)
    # A case that stands twice would have twice the chance of the others.
    if doubled:
        raise FaultyListError(f"{name} 里有 {len(doubled)} 个重复的案号：{_some(doubled)}")
    # Left out in silence, these cases could never be drawn.
    if blank:
        raise FaultyListError(f"{name} 里有 {len(blank)} 行没有案号：{_some(blank)}")
    if not cases:
        raise FaultyListError(f"{name} 里没有案卷")
    return tuple(cases.values())


def _field(row: Row, column: int) -> str:
    """A field on one line: an imported number may be broken over two."""
    return " ".join(row.cells[column].text.split())


def _some(texts: Sequence[str]) -> str:
    return first_few(texts, MOST_TOLD, " 等")
