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

_BLANKS = {"", "无", *DASHES}
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
                self._led = {id(draft) for line in self._lines for draft in _under_lead(line.path)}
                self._led |= {id(line.path[-1]) for line in self._lines if self._without_lead(line)}
            for column in columns.of(role):
                for owners, text, where in self._owned(column):
                    for draft in owners:
                        self._give(draft, role, text, columns.titles[column], where)
        self._rest()

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
        others = sorted(
            {*columns.unknown, *columns.details, *columns.of("other"), *columns.of("remark")}
        )
        for column in others:
            owned = list(self._owned(column))
            if owned and column in columns.unknown:
                self._log.add(
                    "IMP51",
                    self._first_where(),
                    f"“{columns.titles[column] or '无表头的列'}”",
                    "内容附在正文之后",
                )
            for owners, text, _ in owned:
                title = "" if column in columns.details else columns.titles[column]
                for draft in owners:
                    draft.extra.append(f"{title}：{text}" if title else text)
                    if column in columns.details:
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
        index = 0
        level_anchors = set(self._columns.names)
        while index < len(self._lines):
            line = self._lines[index]
            cell = line.row.cells[column]
            end = index + 1
            while (
                end < len(self._lines) and self._lines[end].row.cells[column].anchor == cell.anchor
            ):
                end += 1
            covered = self._lines[index:end]
            start, index = index, end
            beside = any(line.row.cells[name].anchor == cell.anchor for name in level_anchors)
            if squeeze(cell.text) in _BLANKS or beside:
                continue
            size = end - start
            whole = [
                draft for draft in line.path
                if self._rows_of[id(draft)] == size and all(draft in other.path for other in covered)
            ]  # fmt: skip
            if size == 1 or whole:
                owners = [whole[-1] if whole and size > 1 else line.path[-1]]
            else:
                owners = list({id(other.path[-1]): other.path[-1] for other in covered}.values())
            yield owners, cell.text.strip(), line.row.where

    def _points(self, column: int, level: int | None) -> None:
        depth = None
        if level is not None and level in self._columns.names:
            depth = self._columns.names.index(level) + (1 if self._sections else 0)
        elif level is None:
            depth = self._blank_below(column)
        for owners, text, where in list(self._owned(column)):
            labelled = kind_and_points(text)
            kind, value = labelled or ("", points_value(text))
            draft = owners[0]
            if depth is not None:
                line = self._by_place[where]
                draft = line.path[min(depth, len(line.path) - 1)]
            if value is None or (len(owners) > 1 and depth is None):
                self._log.add("IMP45", where, f"“{short(text)}”", "写入正文")
                draft.extra.append(f"{self._columns.titles[column]}：{text}")
                continue
            draft.kind = kind or draft.kind
            if draft.points:
                continue
            draft.points = value.value

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
                draft.basis = "；".join(
                    part for part in (draft.basis, clean(text)[0].replace("\n", "；")) if part
                )
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
