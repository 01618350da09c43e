"""What the columns beside the levels say: each cell goes to the indicator whose rows it covers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scoring.indicators.importing.cells import split_evidence, unit_clauses
from scoring.indicators.importing.clauses import Clause
from scoring.indicators.importing.columns import Columns
from scoring.indicators.importing.drafts import Context, Draft, assign_units, set_due
from scoring.indicators.importing.facts import points_value
from scoring.indicators.importing.notices import short
from scoring.indicators.importing.printed import (
    asks_for_anything,
    asks_for_nothing,
    kind_and_points,
)
from scoring.indicators.importing.rows import DASHES, Line
from scoring.reading.wording import clean, fold, squeeze
from scoring.rules import words as rule_words

# What offices write into a cell to show that it was not forgotten.
_BLANKS = {"", "无", *DASHES}
# In this order, for who leads must be known before a cell of 配合单位 is read.
_ROLES = (
    "rule",
    "lead",
    "support",
    "person",
    "due",
    "methods",
    "evidence",
    "basis",
    "binding",
    "criteria",
)


class ValueSpreader:
    """Gives the content of the columns to the drafts of the lines."""

    def __init__(
        self, lines: list[Line], columns: Columns, sections: bool, context: Context
    ) -> None:
        self._lines = lines
        self._columns = columns
        self._sections = sections
        self._context = context
        self._log = context.log
        self._led: set[int] = set()
        self._rows_of: dict[int, int] = {}
        self._by_place: dict[str, Line] = {}
        for line in lines:
            self._by_place.setdefault(line.row.where, line)
        for line in lines:
            for draft in line.path:
                self._rows_of[id(draft)] = self._rows_of.get(id(draft), 0) + 1

    def spread(self) -> None:
        """Give every cell to the deepest draft that has exactly its rows, else to each leaf it
        covers.
        """
        columns = self._columns
        self._numbers()
        for column, level in columns.points.items():
            self._points(column, level)
        for role in _ROLES:
            if role == "support":
                # Who leads is known by now: a cell of 配合单位 must not make a second lead.
                self._find_led()
            for column in columns.of(role):
                self._give_column(column, role)
        self._rest()

    def _find_led(self) -> None:
        for line in self._lines:
            self._led.update(id(draft) for draft in _under_lead(line.path))
            if self._without_lead(line):
                self._led.add(id(line.path[-1]))

    def _give_column(self, column: int, role: str) -> None:
        title = self._columns.titles[column]
        for owners, text, where in self._owned(column):
            for draft in owners:
                self._give(draft, role, text, title, where)

    def _first_where(self) -> str:
        if self._lines:
            return self._lines[0].row.where
        return ""

    def _numbers(self) -> None:
        for column in self._columns.of("number"):
            for owners, text, _ in self._owned(column):
                draft = owners[0]
                if not draft.number or len(owners) == 1:
                    draft.number = draft.number or text.split("\n")[0].strip()
        for column in self._columns.of("code")[:1]:
            for owners, text, _ in self._owned(column):
                owners[0].code = fold(text.split("\n")[0]).strip().rstrip(".、")

    def _rest(self) -> None:
        columns = self._columns
        for column in columns.of("result"):
            if any(line.row.cells[column].text.strip() for line in self._lines):
                self._log.add(
                    "IMP52", self._first_where(), f"“{columns.titles[column]}”一列", "未导入"
                )
        others = {*columns.unknown, *columns.details, *columns.of("other"), *columns.of("remark")}
        for column in sorted(others):
            self._add_extra(column)

    def _add_extra(self, column: int) -> None:
        """Put what a column without a meaning of its own says behind the text of its indicators."""
        columns = self._columns
        title = columns.titles[column]
        owned = list(self._owned(column))
        if owned and column in columns.unknown:
            what = title or "无表头的列"
            self._log.add("IMP51", self._first_where(), f"“{what}”", "内容附在正文之后")
        is_detail = column in columns.details
        if title and not is_detail:
            lead = f"{title}："
        else:
            lead = ""
        for owners, text, _ in owned:
            for draft in owners:
                draft.extra.append(lead + text)
                if is_detail:
                    draft.kept.append(clean(text)[0])

    def _rule(self, draft: Draft, text: str, where: str) -> None:
        """Read the rule that an own export wrote in words; one that cannot be read is named."""
        try:
            rule = rule_words.heard(text)
        except ValueError as error:
            rule = None
            self._log.add("IMP95", where, f"“{short(text, 30)}”：{error}", "没有写入 rule")
            draft.extra.append(text)
            return
        if rule is None:
            draft.extra.append(text)
        else:
            draft.rule = rule

    def _criteria(self, draft: Draft, text: str, title: str, where: str) -> None:
        """Keep the words of a criterion; the sentence that stands there for a rule goes with the
        rule or is lost.
        """
        lines = text.split("\n")
        kept = [line for line in lines if not (draft.rule is not None and _is_rule(line))]
        if len(kept) == len(lines) and draft.rule is None:
            for line in lines:
                if _is_rule(line):
                    self._log.add(
                        "IMP95", where, f"“{short(line, 40)}”", "只留在正文，没有写入 rule"
                    )
        if kept:
            words = "\n".join(kept)
            draft.extra.append(f"{title}：{words}")

    def _without_lead(self, line: Line) -> bool:
        """Say whether a stroke in the 牵头 column states that nobody leads, so that no other unit
        is put there.
        """
        return any(
            line.row.cells[column].text.strip() in DASHES for column in self._columns.of("lead")
        )

    def _owned(self, column: int) -> Iterator[tuple[list[Draft], str, str]]:
        """Each cell of a column that says something: whose it is, its text, and its place."""
        end = 0
        while end < len(self._lines):
            start = end
            line = self._lines[start]
            cell = line.row.cells[column]
            end = self._end_of_cell(start, column)
            # A cell that is merged with the name of the level says the name once more.
            beside = any(line.row.cells[name].anchor == cell.anchor for name in self._columns.names)
            if not beside and squeeze(cell.text) not in _BLANKS:
                owners = self._owners(self._lines[start:end])
                yield owners, cell.text.strip(), line.row.where

    def _end_of_cell(self, start: int, column: int) -> int:
        """Index of the first line below a cell that may reach over several rows."""
        anchor = self._lines[start].row.cells[column].anchor
        end = start + 1
        while end < len(self._lines) and self._lines[end].row.cells[column].anchor == anchor:
            end += 1
        return end

    def _owners(self, covered: list[Line]) -> list[Draft]:
        """The deepest draft that has exactly the covered lines, else the leaf of each of them."""
        path = covered[0].path
        if len(covered) == 1:
            return [path[-1]]
        for draft in reversed(path):
            same_rows = self._rows_of[id(draft)] == len(covered)
            if same_rows and all(draft in line.path for line in covered):
                return [draft]
        return list({id(line.path[-1]): line.path[-1] for line in covered}.values())

    def _points(self, column: int, level: int | None) -> None:
        depth = self._depth_of_points(column, level)
        for owners, text, where in list(self._owned(column)):
            # A cell may say what kind of points it holds: 加5分, 扣3分.
            labelled = kind_and_points(text)
            value = labelled[1] if labelled else points_value(text)
            draft = owners[0]
            if depth is not None:
                path = self._by_place[where].path
                draft = path[min(depth, len(path) - 1)]
            shared = len(owners) > 1 and depth is None
            if value is None or shared:
                self._log.add("IMP45", where, f"“{short(text)}”", "写入正文")
                draft.extra.append(f"{self._columns.titles[column]}：{text}")
                continue
            if labelled and labelled[0]:
                draft.kind = labelled[0]
            draft.points = draft.points or value.value

    def _depth_of_points(self, column: int, level: int | None) -> int | None:
        """The depth in the path whose points a column holds, None where its cells tell it."""
        if level is None:
            return self._blank_below(column)
        if level not in self._columns.names:
            return None
        # A section stands above the levels of the table.
        return self._columns.names.index(level) + int(self._sections)

    def _blank_below(self, column: int) -> int | None:
        """Return the level whose first rows alone carry points, where cells below are left empty
        instead of merged.
        """
        filled = {
            index for index, line in enumerate(self._lines) if line.row.cells[column].text.strip()
        }
        if len(filled) == len(self._lines) or not filled:
            return None
        for depth in range(max(len(line.path) for line in self._lines) - 1):
            firsts = self._first_rows(depth)
            if firsts == filled and len(firsts) < len(self._lines):
                return depth
        return None

    def _first_rows(self, depth: int) -> set[int]:
        """The indices of the lines on which a draft of this depth stands for the first time."""
        firsts: dict[int, int] = {}
        for index, line in enumerate(self._lines):
            if len(line.path) > depth:
                firsts.setdefault(id(line.path[depth]), index)
        return set(firsts.values())

    def _give(self, draft: Draft, role: str, text: str, title: str, where: str) -> None:
        match role:
            case "lead" | "support":
                clauses = unit_clauses(text, role, where, self._log)
                self._context.count([Clause(role, text)])
                assign_units(draft, clauses, self._log, led=id(draft) in self._led)
            case "due":
                set_due(draft, clean(text)[0], self._context)
            case "methods":
                _add_methods(draft, text)
            case "evidence":
                self._evidence(draft, text, where)
            case "rule":
                self._rule(draft, text, where)
            case "criteria":
                self._criteria(draft, text, title, where)
            case "basis":
                own = clean(text)[0].replace("\n", "；")
                draft.basis = "；".join(filter(None, (draft.basis, own)))
            case "binding" if (binding := _BINDING.get(squeeze(text)[:2])) is not None:
                draft.binding = binding
            case _:
                draft.extra.append(f"{title}：{text}")

    def _evidence(self, draft: Draft, text: str, where: str) -> None:
        if asks_for_nothing(text):
            draft.no_evidence = True
        elif not asks_for_anything(text):
            draft.evidence.extend(split_evidence(text, where, self._log))


_BINDING = {"约束": True, "预期": False}


def _add_methods(draft: Draft, text: str) -> None:
    parts = [part.strip() for part in re.split(r"[、,;/\n。]|(?<=\S)\s+(?=\S)", fold(text))]
    draft.methods.extend(part for part in parts if part and part not in draft.methods)


def _is_rule(line: str) -> bool:
    """Say whether a line is the sentence of a rule that an own export prints: 按比例得分：达到…."""
    return rule_words.kind_of(fold(line).partition(":")[0].strip()) is not None


def _under_lead(path: list[Draft]) -> Iterator[Draft]:
    led = False
    for draft in path:
        led = led or bool(draft.lead)
        if led:
            yield draft
