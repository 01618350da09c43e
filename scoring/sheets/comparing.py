"""The three-way comparison: what was exported, what the workbook says now,
what the workspace says now.

Row by row, by the hidden id, and cell by cell: an unchanged cell never overwrites anything, a
changed one is taken in unless the workspace has changed the same cell since. What is found is a
list of wishes and a list of faults.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scoring.sheets.form import ID, FormColumn, Row, digest
from scoring.sheets.reading import Book, Cell, Line
from scoring.sheets.table import Table
from scoring.values import first_few

TYPED = frozenset({"finding", "proves", "measures"})
"""Columns in which a cell that a spreadsheet took for a date or a number says something else than
was typed."""
Prefer = Literal["sheet", "workspace"]
FEWEST_MOVED = 3
"""From so many different texts on that stand in other rows than they came from, a column was sorted
by itself."""
SORTED_SHARE = 0.6
"""So large is then the share of the changed cells whose text came from another row."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """One cell that cannot be taken in, or a fault of the whole sheet (row None).
    ``column`` is its letter.
    """

    file: str
    sheet: str
    row: int | None
    column: str | None
    heading: str
    what: str
    wanted: str = ""

    @classmethod
    def of_sheet(cls, book: Book, what: str, wanted: str = "") -> CellFault:
        """A fault of a sheet as a whole."""
        return cls(book.name, book.sheet, None, None, "", what, wanted)

    def __str__(self) -> str:
        place = f"“{self.sheet}”" if self.sheet else ""
        if self.row is not None:
            place += f" 第 {self.row} 行"
        if self.column:
            place += f" {self.column} 列（{self.heading}）"
        text = f"{self.file} {place}：{self.what}".replace(" ：", "：")
        return f"{text}。应填：{self.wanted}" if self.wanted else text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text was read: the workbook and its row."""

    book: Book
    line: Line

    def __str__(self) -> str:
        return f"{self.book.name} 第 {self.line.number} 行"

    def fault(self, heading: str, what: str, wanted: str = "") -> CellFault:
        """A fault of the cell under ``heading`` of this row."""
        letter = self.book.letters.get(heading)
        shown = heading if letter else ""
        return CellFault(
            self.book.name, self.book.sheet, self.line.number, letter, shown, what, wanted
        )


@dataclass(slots=True)
class Wishes:
    """What the workbooks of one kind ask for, with the place of every text."""

    table: Table
    edits: dict[str, dict[str, tuple[str, Place]]] = field(default_factory=dict)
    new: list[tuple[dict[str, str], Place]] = field(default_factory=list)
    said: dict[str, list[tuple[str, str, str, Place]]] = field(default_factory=dict)
    """By row: column, unit, text and place of what each book says of its own."""
    deleted: dict[str, Book] = field(default_factory=dict)
    unchanged: int = 0
    faults: list[CellFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    headings: dict[str, str] = field(init=False)
    openable: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.headings = {column.key: column.heading for column in self.table.form.columns}
        self.openable = self.table.form.openable


def compare(wishes: Wishes, book: Book, *, prefer: Prefer | None, delete: bool) -> None:
    """Adds what ``book`` asks for to ``wishes``."""
    # Where headings are missing or rows are merged, cells cannot be told apart; where a column was
    # sorted by itself, its texts stand in rows that are not theirs. Nothing more is looked at then.
    for look in (_sheet_faults, _sorted_alone):
        faults = list(look(wishes, book))
        if faults:
            wishes.faults += faults
            return
    rows = wishes.table.form.by_id()
    seen: dict[str, int] = {}
    for line in book.lines:
        place = Place(book, line)
        if not line.id:
            _new(wishes, place)
        elif line.id not in book.digests:
            what = f"隐藏的编号“{line.id}”不是导出时的：编号被改过，或者是别处抄来的行"
            wishes.faults.append(place.fault(ID, what))
        elif line.id in seen:
            what = f"“{line.id}”出现了两次，另一处在第 {seen[line.id]} 行"
            wishes.faults.append(place.fault(ID, what, "只保留一行"))
        else:
            seen[line.id] = line.number
            _known(wishes, place, rows.get(line.id), prefer)
    missing = [ident for ident in book.digests if ident not in seen and ident in rows]
    if missing:
        _deleted(wishes, book, missing, rows, delete=delete)


def _sorted_alone(wishes: Wishes, book: Book) -> Iterator[CellFault]:
    """A column whose texts were only put into another order: it was sorted, or moved, without the
    rest of the table.

    Each text would go to a row that is not its own. What was typed anew beside the sorting is let
    pass by the share.
    """
    for column in wishes.table.form.columns:
        # A locked column asks for nothing, in whatever order its texts stand.
        if column.key not in wishes.openable or column.heading not in book.letters:
            continue
        before, after = _changed_texts(book, column)
        moved = before & after
        texts = moved.keys() - {digest("")}
        # Where there are only 是 and 否, to change a few both ways is no sorting.
        if len(texts) >= FEWEST_MOVED and moved.total() >= SORTED_SHARE * before.total():
            yield CellFault(
                book.name,
                book.sheet,
                None,
                book.letters[column.heading],
                column.heading,
                f"这一列有 {moved.total()} 格的内容换到了别的行：像是只排序或移动了这一列",
                "撤销这次排序，排序时选中整张表；确实要改的，分几次导入",
            )


def _changed_texts(book: Book, column: FormColumn) -> tuple[Counter[str], Counter[str]]:
    """The digests of the cells of a column that are others now: before and after."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for line in book.lines:
        base = book.digests.get(line.id, {}).get(column.key)
        cell = line.cells.get(column.heading)
        if base is None or cell is None:
            continue
        now = digest(cell.text)
        if now != base:
            before[base] += 1
            after[now] += 1
    return before, after


def _sheet_faults(wishes: Wishes, book: Book) -> Iterator[CellFault]:
    """What is wrong with a table as a whole; what is only strange is noted."""
    form = wishes.table.form
    for column in form.columns:
        if column.heading in book.letters:
            continue
        if column.key in wishes.openable or column.key == form.mark:
            what = f"找不到“{column.heading}”列，表头被改过或整列被删了"
            yield CellFault.of_sheet(book, what, "把表头改回来，或重新导出")
        else:
            wishes.notes.append(f"{book.name}：没有“{column.heading}”列，不影响导入")
    if book.doubled:
        what = f"有两列的表头都是“{book.doubled[0]}”"
        yield CellFault.of_sheet(book, what, "只保留一列")
    for cells in book.merged[:5]:
        yield CellFault.of_sheet(book, f"{cells} 是合并单元格", "取消合并，每格各填各的")
    known = {column.heading for column in form.columns} | {ID}
    extra = [heading for heading in book.letters if heading not in known]
    if extra:
        wishes.notes.append(f"{book.name}：多出的列没有导入：{'、'.join(extra)}")
    if book.macros:
        wishes.notes.append(f"{book.name}：带有宏，没有理会")


def _new(wishes: Wishes, place: Place) -> None:
    """A row without an id: a new record, where anything was filled in."""
    form, cells = wishes.table.form, place.line.cells
    texts = {
        column.key: cells[column.heading] for column in form.columns if column.heading in cells
    }
    if not any(_filled_in(key, cell, place.book) for key, cell in texts.items()):
        return
    blank = form.blank
    if blank is None:
        wishes.faults.append(place.fault(ID, "这张表不能新增行", "删去这一行；指标以指标体系为准"))
        return
    record: dict[str, str] = {}
    for key, cell in texts.items():
        if key in blank.open and cell.text:
            fault = _unfit(wishes, place, key, cell)
            if fault is not None:
                wishes.faults.append(fault)
            record[key] = cell.text
    twin = wishes.table.twin(record)
    # A workbook may be taken in twice, by mail and by stick, and must not enter its rows twice.
    if twin is not None:
        wishes.notes.append(f"{place}：已在工作区里（{twin}），没有重复新增")
    # Which of two equal rows was meant cannot be told; filling down by accident makes many.
    elif any(record == other for other, _ in wishes.new):
        wishes.faults.append(place.fault(ID, "与另一个新增的行完全相同", "只保留一行"))
    else:
        wishes.new.append((record, place))


def _filled_in(key: str, cell: Cell, book: Book) -> bool:
    """Whether a cell of a new row holds anything that the blank row did not."""
    if not cell.text and not cell.formula:
        return False
    return digest(cell.text) != book.blank.get(key, "")


def _known(wishes: Wishes, place: Place, row: Row | None, prefer: Prefer | None) -> None:
    """A row with an id: each changed cell asks for something."""
    form, base = wishes.table.form, place.book.digests[place.line.id]
    mark = wishes.headings[form.mark]
    text = place.line.cells[mark].text
    # The id is hidden in column A and easily left out of a sort; what can be seen was not.
    if digest(text) != base.get(form.mark):
        what = (
            f"这一格是“{text or '空白'}”，与这一行隐藏的编号“{place.line.id}”对不上："
            "可能只排序了部分列，或改了编号"
        )
        wishes.faults.append(place.fault(mark, what, "撤销这次排序或改动，排序时选中整张表"))
        return
    changed = False
    for column in form.columns:
        cell = place.line.cells.get(column.heading)
        if cell is None:
            continue
        # Held against what went out and not against the workspace of today: an unchanged cell never
        # overwrites what others wrote since.
        as_exported = digest(cell.text) == base.get(column.key) and not cell.broken
        if as_exported:
            continue
        if column.key in wishes.openable:
            changed |= _cell(wishes, place, row, column.key, cell, prefer)
        else:
            wishes.notes.append(f"{place}：“{column.heading}”是锁定的列，改动没有导入")
    if not changed:
        wishes.unchanged += 1
    elif place.line.hidden:
        wishes.notes.append(f"{place}是隐藏或筛选掉的，其中的改动同样导入")


def _cell(
    wishes: Wishes, place: Place, row: Row | None, key: str, cell: Cell, prefer: Prefer | None
) -> bool:
    """Whether a changed cell asks for anything; its wish or its fault is noted."""
    heading, ident = wishes.headings[key], place.line.id
    if row is None:
        what = f"工作区里已经没有“{ident}”，这一行的改动无处可写"
        wishes.faults.append(place.fault(heading, what, "清空或删去这一行"))
        return False
    now = row.cells.get(key, "")
    if not cell.broken and _stands(row, key, cell.text):
        return False
    unit = place.book.head.get("unit", "")
    closed = _closed(row, key, unit)
    if closed is not None:
        fault = place.fault(heading, closed, f"恢复原来的内容：{now or '空白'}")
    elif _alike(wishes.table, row, key, cell.text, now):
        return False
    else:
        unfit = _unfit(wishes, place, key, cell)
        if unfit is None:
            return _taken_in(wishes, place, key, cell, now, prefer)
        fault = unfit
    wishes.faults.append(fault)
    return False


def _stands(row: Row, key: str, text: str) -> bool:
    """Whether the workspace says so already: by another hand,
    or by an earlier import of this workbook.
    """
    if text == row.cells.get(key, ""):
        return True
    return bool(text) and text == row.told.get(key)


def _taken_in(
    wishes: Wishes, place: Place, key: str, cell: Cell, now: str, prefer: Prefer | None
) -> bool:
    """Whether a text that may be written is wished for, against what the workspace says now."""
    # Each book speaks for itself there: nothing of another is overwritten.
    if key in wishes.table.spoken:
        return _said(wishes, place, key, place.book.head.get("unit", ""), cell.text)
    both_changed = digest(now) != place.book.digests[place.line.id].get(key)
    if both_changed and not _sheet_wins(wishes, place, wishes.headings[key], cell, now, prefer):
        return False
    return _wished(wishes, place, key, cell)


def _closed(row: Row, key: str, unit: str) -> str | None:
    """Why the unit may not write into this cell; None where it may."""
    if reserved := row.kept_from(key, unit):
        return f"这一栏由牵头单位（{reserved}）填写，{unit}不能改"
    if key in row.open:
        return None
    return "这一格是锁定的，不能再改"


def _sheet_wins(
    wishes: Wishes, place: Place, heading: str, cell: Cell, now: str, prefer: Prefer | None
) -> bool:
    """Whether the workbook's text stands where both sides have changed;
    otherwise it is said why not.
    """
    if prefer == "sheet":
        return True
    if prefer == "workspace":
        wishes.notes.append(f"{place}“{heading}”：两边都改过，保留了工作区的")
        return False
    what = (
        f"导出之后工作区里也改过这一格：表里是“{cell.text or '空白'}”，工作区里是“{now or '空白'}”"
    )
    wanted = "改成工作区里的内容；或用 --prefer 指定以哪边为准"
    wishes.faults.append(place.fault(heading, what, wanted))
    return False


def _wished(wishes: Wishes, place: Place, key: str, cell: Cell) -> bool:
    """Notes the wish, unless another workbook wishes something else."""
    heading, ident = wishes.headings[key], place.line.id
    before = wishes.edits.setdefault(ident, {}).get(key)
    if before is not None and before[0] != cell.text:
        text, other = before
        what = f"与 {other}填的不一样：这里是“{cell.text}”，那里是“{text}”"
        wishes.faults.append(place.fault(heading, what, "两份表填成一样，或只导入一份"))
        return False
    wishes.edits[ident][key] = (cell.text, place)
    return True


def _said(wishes: Wishes, place: Place, key: str, unit: str, text: str) -> bool:
    """Notes what a book says of its own, unless it was said before."""
    ident = place.line.id
    wishes.edits.setdefault(ident, {})
    if not text or wishes.table.said_before(ident, key, unit, text):
        return False
    if any(entry[:3] == (key, unit, text) for entry in wishes.said.get(ident, ())):
        return False
    wishes.said.setdefault(ident, []).append((key, unit, text, place))
    return True


def _alike(table: Table, row: Row, key: str, one: str, other: str) -> bool:
    """Whether two texts are two ways to write the same: ``６５％`` and ``65%``."""
    if not one or not other:
        return False
    first, bad = table.convert(row, {key: one})
    second, worse = table.convert(row, {key: other})
    return not bad and not worse and first == second


def _unfit(wishes: Wishes, place: Place, key: str, cell: Cell) -> CellFault | None:
    """What a spreadsheet made of a cell so that it no longer says what was typed."""
    heading = wishes.headings[key]
    if cell.kind == "error":
        return place.fault(heading, f"这一格是错误值 {cell.text}", "直接填写内容")
    if cell.formula and not cell.text:
        return place.fault(heading, "这一格是公式，没有算出的值", "直接填写内容")
    # 1/2 typed into a cell becomes 2 January: what was meant is lost and cannot be guessed back.
    if cell.kind == "date" and key in TYPED:
        what = f"这一格被表格软件当成了日期 {cell.text}"
        return place.fault(heading, what, "把单元格格式设为“文本”后重新填写")
    if cell.formula:
        letter = place.book.letters[heading]
        wishes.notes.append(
            f"{place.book.name} {letter}{place.line.number}（{heading}）是公式，"
            f"按它算出的“{cell.text}”导入"
        )
    return None


def _deleted(
    wishes: Wishes, book: Book, missing: list[str], rows: Mapping[str, Row], *, delete: bool
) -> None:
    """Rows that came back no more: deleted only where somebody asks for it,
    and nobody has changed them since.
    """
    # Rows go missing by filters and copies more often than by will.
    lacking = f"{book.name}：少了 {len(missing)} 行（{first_few(missing, 10, '等')}），没有删除"
    if not wishes.table.can_delete:
        wishes.notes.append(f"{lacking}：整改事项只能销号")
        return
    if not delete:
        wishes.notes.append(f"{lacking}；确要删除的加 --delete")
        return
    for ident in missing:
        cells, exported = rows[ident].cells, book.digests[ident]
        # A row may have no cell in some columns; they went out blank.
        if all(digest(cells.get(key, "")) == base for key, base in exported.items()):
            wishes.deleted[ident] = book
        else:
            what = f"表里删去了“{ident}”，但导出之后工作区里改过它"
            wishes.faults.append(CellFault.of_sheet(book, what, "重新导出后再删"))
