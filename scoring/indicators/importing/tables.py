"""The table grammar: rows of indicator tables to a tree of drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scoring.indicators.importing.blocks import Cell, Row
from scoring.indicators.importing.cells import split_evidence, take_mark, unit_clauses
from scoring.indicators.importing.clauses import Clause
from scoring.indicators.importing.columns import Columns, is_heading
from scoring.indicators.importing.drafts import Context, Draft, assign_units, finish, set_due, tidy
from scoring.indicators.importing.facts import points_value
from scoring.indicators.importing.marks import read_mark
from scoring.indicators.importing.notices import short
from scoring.indicators.importing.wording import clean, fold, squeeze

_TOTAL = re.compile(r"^(?:小计|合计|总计|共计|总分|合\s*计|累计|分值合计|总分值)(?:[((::].*|\d.*)?$")
_REMARK_ROW = re.compile(r"^(?:注|说明|备注|附注|填表说明|填报|单位名称|填表)\s*[::.、1一]")
_BONUS = re.compile(r"^(?:附加项|加分项|加分指标|附加分|附加指标|奖励加分|加分)")
_PENALTY = re.compile(r"^(?:扣分项|减分项|倒扣|扣分指标|负面清单扣分|减分)")
_BLANKS = {"", "无", "/", "\\", "-", "--", "—", "——"}
_PLAIN_NUMBER = re.compile(r"^[((]?[\dⅠ-Ⅻ一二三四五六七八九十]{1,4}(?:[.\-][\d]{1,3})*[))]?[、.．]?$")


@dataclass(slots=True)
class Body:
    """The rows of one or several tables with the same heading, and the section that each table stands under."""

    columns: Columns
    rows: list[Row] = field(default_factory=list)
    sections: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Line:
    """A row that belongs to indicators: its cells and the drafts it stands under, outermost first."""

    row: Row
    path: list[Draft]


class TableGrammar:
    """Reads one ``Body``; ``roots`` are the outermost drafts afterwards."""

    def __init__(self, body: Body, context: Context) -> None:
        self._body = body
        self._columns = body.columns
        self._context = context
        self._log = context.log
        self._lines: list[_Line] = []
        self._totals: list[tuple[str, str]] = []
        self._sections = False
        self._led: set[int] = set()
        self.roots: list[Draft] = []

    def read(self) -> None:
        """Build the drafts, give each the content of its columns, and finish them."""
        self._fold_columns()
        self._build()
        self._spread_values()
        for root in self.roots:
            self._finish(root, 1)
        self._check_repetition(self.roots)

    # --- which columns are levels

    def _fold_columns(self) -> None:
        """Keep as levels only what branches: a generic column with one text per parent tells more about the parent."""
        columns = self._columns
        sections = bool(self._body.sections) or any(self._is_section(row) for row in self._content_rows())
        position = 1
        while position < len(columns.names):
            column = columns.names[position]
            if column not in columns.explicit and not self._branches(position):
                columns.details.append(columns.names.pop(position))
                self._log.add(
                    "IMP58", self._first_where(), f"“{columns.titles[column]}”与上一列一一对应", "并入指标正文"
                )
            else:
                position += 1
        limit = self._context.max_levels - (1 if sections and len(columns.names) < self._context.max_levels else 0)
        while len(columns.names) > limit:
            column = columns.names.pop()
            columns.details.insert(0, column)
            self._log.add("IMP27", self._first_where(), f"“{columns.titles[column]}”超过 {limit} 级", "并入上一级正文")
        self._sections = sections and len(columns.names) < self._context.max_levels

    def _branches(self, position: int) -> bool:
        above, here = self._columns.names[position - 1], self._columns.names[position]
        current: tuple[tuple[int, int], str] | None = None
        seen: set[tuple[int, int]] = set()
        for row in self._content_rows():
            parent, child = row.cells[above], row.cells[here]
            if parent.text.strip() and (current is None or (parent.anchor != current[0])):
                if current is None or squeeze(parent.text) != current[1]:
                    seen = set()
                current = (parent.anchor, squeeze(parent.text))
            if child.text.strip() and child.anchor != parent.anchor:
                seen.add(child.anchor)
                if len(seen) > 1:
                    return True
        return False

    def _first_where(self) -> str:
        return self._body.rows[0].where if self._body.rows else ""

    # --- rows

    def _content_rows(self) -> Iterator[Row]:
        for row in self._body.rows:
            if any(cell.text.strip() for cell in row.cells) and not is_heading(row) and not self._total(row):
                yield row

    def _total(self, row: Row) -> str:
        for cell in row.cells:
            if cell.text.strip():
                text = squeeze(cell.text)
                return text if _TOTAL.match(text) else ""
        return ""

    def _is_section(self, row: Row) -> bool:
        filled = {cell.anchor: cell.text for cell in row.cells if cell.text.strip()}
        names = {row.cells[column].anchor for column in self._columns.names}
        if len(filled) != 1 or len(row.cells) < 2:
            return False
        anchor = next(iter(filled))
        width = sum(cell.anchor == anchor for cell in row.cells)
        return width > 1 and (width == len(row.cells) or (len(names) == 1 < len(self._columns.names)))

    def _build(self) -> None:
        names = self._columns.names
        current: list[tuple[Cell, Draft] | None] = [None] * len(names)
        section: Draft | None = None
        last_row: Row | None = None
        for index, row in enumerate(self._body.rows):
            title = self._body.sections.get(index)
            if title is not None and self._sections:
                section = self._add(None, title, row)
                current = [None] * len(names)
            if not any(cell.text.strip() for cell in row.cells) or is_heading(row):
                continue
            total = self._total(row)
            if total:
                self._totals.append((row.where, total))
                line = "、".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip()))
                self._log.add("IMP53", row.where, f"“{short(line)}”", "未导入")
                continue
            if self._is_section(row):
                text = next(cell.text for cell in row.cells if cell.text.strip())
                if _REMARK_ROW.match(text.strip()) or not self._sections or len(text) > 80:
                    self._log.add("IMP60", row.where, f"“{short(text, 40)}”", "未导入")
                else:
                    section = self._add(None, text, row)
                    current = [None] * len(names)
                continue
            if row.cut and self._joins(row, last_row) and self._lines:
                self._join(row, current)
                continue
            path = self._path(row, current, section)
            if path:
                self._lines.append(_Line(row, path))
                last_row = row
            else:
                line = "、".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip()))
                self._log.add("IMP60", row.where, f"“{short(line, 40)}”", "未导入")

    def _level_text(self, row: Row, column: int) -> tuple[str, str]:
        """Return number and text of a level in one row; a level may be spread over a number and a text column."""
        cell = row.cells[column]
        others = [row.cells[other] for other in self._columns.spread.get(column, [])]
        texts = [cell.text.strip()]
        texts += [other.text.strip() for other in others if other.anchor != cell.anchor and other.text.strip()]
        if len(texts) > 1 and _PLAIN_NUMBER.match(texts[0]):
            return texts[0], "".join(texts[1:])
        return "", "\n".join(text for text in texts if text)

    def _path(self, row: Row, current: list[tuple[Cell, Draft] | None], section: Draft | None) -> list[Draft]:
        names = self._columns.names
        changed = False
        last = len(names) - 1
        for level, column in enumerate(names):
            cell = row.cells[column]
            number, text = self._level_text(row, column)
            if level and text and cell.anchor == row.cells[names[level - 1]].anchor:
                text = ""
            if not text:
                if changed:
                    current[level] = None
                continue
            held = current[level]
            same_text = held is not None and squeeze(held[1].raw) == squeeze(text)
            repeats = level < last or (bool(self._columns.details) and not self._numbered(row))
            if held is not None and not changed and (cell.anchor == held[0].anchor or (same_text and repeats)):
                current[level] = (cell, held[1])
                continue
            parents = [entry[1] for entry in current[:level] if entry is not None]
            if level and not parents:
                self._log.add("IMP59", row.where, f"“{short(text)}”没有上级", "单独成项")
            draft = self._add(parents[-1] if parents else section, text, row)
            draft.number = number
            current[level] = (cell, draft)
            current[level + 1 :] = [None] * (last - level)
            changed = True
        path = [entry[1] for entry in current if entry is not None]
        return [section, *path] if section is not None and path else path

    def _add(self, parent: Draft | None, text: str, row: Row) -> Draft:
        draft = Draft(row.where, raw=text)
        (self.roots if parent is None else parent.children).append(draft)
        return draft

    def _numbered(self, row: Row) -> bool:
        return any(row.cells[column].text.strip() for column in self._columns.of("number"))

    def _joins(self, row: Row, last: Row | None) -> bool:
        """Say whether the first row of a page is the rest of the row that the page end cut."""
        if last is None or self._numbered(row):
            return False
        if any(row.cells[column].text.strip() for column in self._columns.points):
            return False
        marked = read_mark(row.cells[self._columns.names[-1]].text)
        return bool(self._columns.of("number") or self._columns.points) and (marked is None or not marked.sure)

    def _join(self, row: Row, current: list[tuple[Cell, Draft] | None]) -> None:
        line = self._lines[-1]
        names = self._columns.names
        drafts = dict(zip(reversed(names), reversed(line.path), strict=False))
        for column, draft in drafts.items():
            rest = row.cells[column].text.strip()
            # A label that the new page repeats in full says nothing new.
            if rest and not squeeze(draft.raw).startswith(squeeze(rest)):
                draft.raw += rest
                self._log.add("IMP56", row.where, f"“{short(rest, 30)}”", f"接到“{short(draft.raw)}”之后")
        for level, column in enumerate(names):
            # What stands below in the same merged cell of the new page belongs to the draft that was cut.
            held = current[level]
            if held is not None and row.cells[column].text.strip():
                current[level] = (row.cells[column], held[1])
        cells = tuple(
            over if position in drafts or not under.text.strip() else Cell(over.text + under.text, over.anchor)
            for position, (over, under) in enumerate(zip(line.row.cells, row.cells, strict=True))
        )
        line.row = Row(cells, line.row.where)

    # --- values of the other columns

    def _spread_values(self) -> None:
        """Give every cell to the deepest draft that has exactly its rows, else to each leaf it covers."""
        rows_of: dict[int, int] = {}
        for line in self._lines:
            for draft in line.path:
                rows_of[id(draft)] = rows_of.get(id(draft), 0) + 1
        columns = self._columns
        for column in columns.of("number"):
            for owners, text, _ in self._owned(column, rows_of):
                draft = owners[0]
                if not draft.number or len(owners) == 1:
                    draft.number = draft.number or text.split("\n")[0].strip()
        for column, level in columns.points.items():
            self._points(column, level, rows_of)
        for role in ("lead", "support", "person", "due", "methods", "evidence", "basis", "binding", "criteria"):
            if role == "support":
                self._led = {id(draft) for line in self._lines for draft in _under_lead(line.path)}
            for column in columns.of(role):
                for owners, text, where in self._owned(column, rows_of):
                    for draft in owners:
                        self._give(draft, role, text, columns.titles[column], where)
        for column in columns.of("result"):
            if any(line.row.cells[column].text.strip() for line in self._lines):
                self._log.add("IMP52", self._first_where(), f"“{columns.titles[column]}”一列", "未导入")
        others = sorted({*columns.unknown, *columns.details, *columns.of("other"), *columns.of("remark")})
        for column in others:
            owned = list(self._owned(column, rows_of))
            if owned and column in columns.unknown:
                self._log.add(
                    "IMP51", self._first_where(), f"“{columns.titles[column] or '无表头的列'}”", "内容附在正文之后"
                )
            for owners, text, _ in owned:
                title = "" if column in columns.details else columns.titles[column]
                for draft in owners:
                    draft.extra.append(f"{title}：{text}" if title else text)

    def _owned(self, column: int, rows_of: dict[int, int]) -> Iterator[tuple[list[Draft], str, str]]:
        index = 0
        level_anchors = set(self._columns.names)
        while index < len(self._lines):
            line = self._lines[index]
            cell = line.row.cells[column]
            end = index + 1
            while end < len(self._lines) and self._lines[end].row.cells[column].anchor == cell.anchor:
                end += 1
            covered = self._lines[index:end]
            start, index = index, end
            beside = any(line.row.cells[name].anchor == cell.anchor for name in level_anchors)
            if squeeze(cell.text) in _BLANKS or beside:
                continue
            size = end - start
            whole = [
                draft for draft in line.path
                if rows_of[id(draft)] == size and all(draft in other.path for other in covered)
            ]  # fmt: skip
            if size == 1 or whole:
                owners = [whole[-1] if whole and size > 1 else line.path[-1]]
            else:
                owners = list({id(other.path[-1]): other.path[-1] for other in covered}.values())
            yield owners, cell.text.strip(), line.row.where

    def _points(self, column: int, level: int | None, rows_of: dict[int, int]) -> None:
        owned = list(self._owned(column, rows_of))
        depth = None
        if level is not None and level in self._columns.names:
            depth = self._columns.names.index(level) + (1 if self._sections else 0)
        elif level is None:
            depth = self._blank_below(column)
        for owners, text, where in owned:
            value = points_value(text)
            draft = owners[0]
            if depth is not None:
                line = next(line for line in self._lines if line.row.where == where)
                draft = line.path[min(depth, len(line.path) - 1)]
            if value is None or (len(owners) > 1 and depth is None):
                self._log.add("IMP45", where, f"“{short(text)}”", "写入正文")
                draft.extra.append(f"{self._columns.titles[column]}：{text}")
                continue
            if draft.points:
                continue
            draft.points = value.value
            self._context.percent_points |= value.percent

    def _blank_below(self, column: int) -> int | None:
        """Return the level whose first rows alone carry points, where cells below are left empty instead of merged."""
        filled = {index for index, line in enumerate(self._lines) if line.row.cells[column].text.strip()}
        if len(filled) == len(self._lines) or not filled:
            return None
        for depth in range(max(len(line.path) for line in self._lines) - 1):
            firsts = set()
            seen: set[int] = set()
            for index, line in enumerate(self._lines):
                if len(line.path) > depth and id(line.path[depth]) not in seen:
                    seen.add(id(line.path[depth]))
                    firsts.add(index)
            if firsts == filled and len(firsts) < len(self._lines):
                return depth
        return None

    def _give(self, draft: Draft, role: str, text: str, title: str, where: str) -> None:
        if role in ("lead", "support"):
            clauses = unit_clauses(text, role, where, self._log)
            self._context.count([Clause(role, text)])
            assign_units(draft, clauses, self._log, led=id(draft) in self._led)
        elif role == "due":
            set_due(draft, clean(text)[0], self._context)
        elif role == "methods":
            parts = [part.strip() for part in re.split(r"[、,;/\n。]|(?<=\S)\s+(?=\S)", fold(text))]
            draft.methods.extend(part for part in parts if part and part not in draft.methods)
        elif role == "evidence":
            draft.evidence.extend(split_evidence(text))
        elif role == "basis":
            draft.basis = "；".join(part for part in (draft.basis, clean(text)[0].replace("\n", "；")) if part)
        elif role == "binding":
            draft.binding = {"约束": True, "预期": False}.get(squeeze(text)[:2])
            if draft.binding is None:
                draft.extra.append(f"{title}：{text}")
        else:
            draft.extra.append(f"{title}：{text}")

    # --- finishing

    def _finish(self, draft: Draft, depth: int) -> None:
        take_mark(draft)
        tidy(draft, self._log)
        if draft.children and not draft.raw.strip():
            draft.raw = "（无名称）"
        finish(draft, depth, self._context)
        extra = [clean(line)[0] for line in draft.extra]
        if extra:
            draft.text = "\n".join([draft.text or draft.name, *extra])
        if _BONUS.match(squeeze(draft.name)) or _PENALTY.match(squeeze(draft.name)):
            draft.kind = "bonus" if _BONUS.match(squeeze(draft.name)) else "penalty"
            self._log.add("IMP62", draft.where, f"“{short(draft.name)}”", f"标为 {draft.kind}")
        for child in draft.children:
            self._finish_child(child, depth + 1)

    def _finish_child(self, child: Draft, depth: int) -> None:
        # Parts that came out of several clauses are finished already.
        if not child.name:
            self._finish(child, depth)

    def _check_repetition(self, drafts: Sequence[Draft]) -> None:
        seen: dict[str, Draft] = {}
        for draft in drafts:
            key = squeeze(draft.raw or draft.name)
            if key in seen:
                self._log.add("IMP57", draft.where, f"“{short(draft.name)}”与{seen[key].where}相同", "两条都保留")
            seen.setdefault(key, draft)
            self._check_repetition(draft.children)


def _under_lead(path: list[Draft]) -> Iterator[Draft]:
    led = False
    for draft in path:
        led = led or bool(draft.lead)
        if led:
            yield draft
