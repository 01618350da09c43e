"""The list of accounts as a workbook: one to fill in, with every unit that has a task, and read
back from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scoring.confined import ConfinedError, Limits, confined
from scoring.documents.workbook import workbook
from scoring.problems import ScoringError
from scoring.reading.model import UnreadableError
from scoring.reading.workbook import read
from scoring.views.sheet import Column, Sheet

HEADINGS = ("账号", "姓名", "单位", "角色")
MOST_ROWS = 2000
LONGEST_NAME = 40
LIMITS = Limits(cpu=20, wall=60)
_HINT = "请用“下载空表”的那一种，或者在 Excel 里选中整块，直接粘贴到下面"


class CannotReadAccountsError(ScoringError):
    """A workbook that holds no list of accounts; the message is Chinese and for the user."""


def blank(units: Sequence[str], county: str, day: date) -> bytes:
    """A workbook with a line for each unit, to be filled in: who, and under which account."""
    widths = (16, 14, 30, 22)
    columns = tuple(Column(heading, width) for heading, width in zip(HEADINGS, widths, strict=True))
    rows = tuple(("", "", unit, "填报人") for unit in units)
    notes = (
        "一行一个账号。账号用字母、数字或汉字，不带空格；姓名写真实姓名，改动记录里用它。",
        "角色：填报人、单位审核人、专班、专班组长、评查、评查组长、督办、领导、管理员；"
        "有几种的用顿号隔开。",
        "没有写账号或者姓名的行不导入。",
    )
    sheet = Sheet("账号", f"{county}工作台账号表", columns, rows, notes=notes)
    return workbook([sheet], title="账号表", issuer=county, day=day)


def lines_of(data: bytes) -> list[list[str]]:
    """账号, 姓名, 单位, 角色 of each row that names an account, read in a child process with
    limits.

    Raises :class:`CannotReadAccountsError`.
    """
    try:
        # A workbook from outside may be made to explode: it is read where memory and time are
        # bounded.
        found: list[list[str]] = confined(
            f"{__name__}:rows_in",
            data,
            errors=(UnreadableError, CannotReadAccountsError),
            limits=LIMITS,
        )
    except ConfinedError:
        raise CannotReadAccountsError(f"这个文件读不出来。{_HINT}") from None
    except UnreadableError as error:
        raise CannotReadAccountsError(f"{error} {_HINT}") from None
    return found


def rows_in(data: bytes) -> list[list[str]]:
    """What the child does: finds the table by its headings, wherever its columns stand."""
    for block in read(data).blocks:
        rows = [[cell.text.strip() for cell in row.cells] for row in getattr(block, "rows", ())]
        for number, row in enumerate(rows):
            if {"账号", "姓名"} <= set(row):
                return _accounts_below(row, rows[number + 1 : number + 1 + MOST_ROWS])
    raise CannotReadAccountsError(f"表里没有“账号”“姓名”这两列。{_HINT}")


def _accounts_below(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The lines below a heading that name an account, in the order of :data:`HEADINGS`."""
    places = [head.index(heading) if heading in head else None for heading in HEADINGS]
    accounts = []
    for row in rows:
        cells = ["" if place is None else row[place] for place in places]
        login, name = cells[:2]
        # A note below the table is one merged cell: it stands in every column.
        if login and name and len(set(cells)) > 1 and len(name) <= LONGEST_NAME:
            accounts.append(cells)
    return accounts
