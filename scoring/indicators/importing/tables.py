"""The table grammar: rows of indicator tables to a tree of drafts."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.indicators.importing.bonus_names import mark_by_name
from scoring.indicators.importing.cells import take_mark
from scoring.indicators.importing.codes import adopt_codes, strip_code
from scoring.indicators.importing.drafts import Context, Draft, finish, propose, tidy
from scoring.indicators.importing.nesting import nest
from scoring.indicators.importing.notices import short
from scoring.indicators.importing.printed import take_printed
from scoring.indicators.importing.printed_totals import check_totals
from scoring.indicators.importing.rows import Body, RowReader, content_rows, is_section
from scoring.indicators.importing.values import ValueSpreader
from scoring.reading.wording import clean, squeeze


class TableGrammar:
    """Reads one ``Body``; ``roots`` are the outermost drafts afterwards."""

    def __init__(self, body: Body, context: Context) -> None:
        self._body = body
        self._columns = body.columns
        self._context = context
        self._log = context.log
        self.roots: list[Draft] = []
        self.notes: list[tuple[str, str]] = []

    def read(self) -> None:
        """Build the drafts, give each the content of its columns, and finish them."""
        sections = self._fold_columns()
        reader = RowReader(self._body, self._log, sections)
        reader.read()
        if sections:
            self.roots = reader.roots
        else:
            self.roots = nest(reader.roots, reader.lines, self._columns, self._context)
        ValueSpreader(reader.lines, self._columns, sections, self._context).spread()
        adopt_codes(self.roots, self._log)
        for root in self.roots:
            self._finish(root, 1)
        self.notes = reader.notes
        check_totals(reader.totals, reader.lines, self.roots, self._log)
        self._check_repetition(self.roots)
        starred = self._context.starred
        if starred:
            self._log.add(
                "IMP65", starred[0], f"★ 共 {len(starred)} 处", "去掉 ★，binding 记为 true"
            )

    # --- which columns are levels

    def _fold_columns(self) -> bool:
        """Keep as levels only what branches; say whether headings across the table make a level
        above the columns.

        A generic column with one text per parent tells more about the parent.
        """
        columns = self._columns
        most = self._context.max_levels
        sections = bool(self._body.sections) or any(
            is_section(row, columns) for row in content_rows(self._body)
        )
        position = 1
        while position < len(columns.names):
            column = columns.names[position]
            if column not in columns.explicit and not self._branches(position):
                columns.details.append(columns.names.pop(position))
                self._log.add(
                    "IMP58",
                    self._first_where(),
                    f"“{columns.titles[column]}”与上一列一一对应",
                    "并入指标正文",
                )
            else:
                position += 1
        limit = most - (1 if sections and len(columns.names) < most else 0)
        while len(columns.names) > limit:
            column = columns.names.pop()
            columns.details.insert(0, column)
            self._log.add(
                "IMP27",
                self._first_where(),
                f"“{columns.titles[column]}”超过 {limit} 级",
                "并入上一级正文",
            )
        return sections and len(columns.names) < most

    def _branches(self, position: int) -> bool:
        above, here = self._columns.names[position - 1], self._columns.names[position]
        current: tuple[tuple[int, int], str] | None = None
        seen: set[tuple[int, int]] = set()
        for row in content_rows(self._body):
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
        if self._body.rows:
            return self._body.rows[0].where
        return ""

    # --- finishing

    def _finish(self, draft: Draft, depth: int) -> None:
        if draft.code:
            strip_code(draft)
        take_mark(draft)
        take_printed(draft, self._context)
        tidy(draft, self._log)
        # A heading without words still has its place in the tree.
        if draft.children and not draft.raw.strip():
            draft.raw = "（无名称）"
        finish(draft, depth, self._context)
        extra = [clean(line)[0] for line in draft.extra]
        if extra:
            draft.text = "\n".join([draft.text or draft.name, *extra])
        if draft.kept and not draft.children:
            propose(draft, "\n".join([draft.name, *draft.kept]), self._context)
        mark_by_name(draft, self._log)
        for child in draft.children:
            # Parts that came out of several clauses are finished already.
            if not child.name:
                self._finish(child, depth + 1)

    def _check_repetition(self, drafts: Sequence[Draft]) -> None:
        seen: dict[str, Draft] = {}
        for draft in drafts:
            key = squeeze(draft.raw or draft.name)
            if key in seen:
                self._log.add(
                    "IMP57",
                    draft.where,
                    f"“{short(draft.name)}”与{seen[key].where}相同",
                    "两条都保留",
                )
            seen.setdefault(key, draft)
            self._check_repetition(draft.children)
