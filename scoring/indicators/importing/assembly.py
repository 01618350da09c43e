"""From the blocks of a document to finished drafts: which grammar reads it, which tables belong
together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.indicators.importing.clauses import has_clause
from scoring.indicators.importing.columns import Columns, Head, find_head
from scoring.indicators.importing.documents import Found, Request, read_documents
from scoring.indicators.importing.drafts import Context
from scoring.indicators.importing.errors import NoIndicatorsFound, SeveralTables
from scoring.indicators.importing.facts import year_of
from scoring.indicators.importing.kinds import kind_of
from scoring.indicators.importing.lost_breaks import split_lost_breaks
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.outline_lines import lines_of, without_contents
from scoring.indicators.importing.printed import is_points_statement, points_basis
from scoring.indicators.importing.rows import Body
from scoring.indicators.importing.running_heads import metadata
from scoring.indicators.importing.tables import TableGrammar
from scoring.indicators.importing.titles import choose_title, document_number
from scoring.reading.blocks import Block, Cell, Paragraph, Row, Table, paragraphs_of
from scoring.reading.numbering_marks import read_mark
from scoring.reading.wording import clean, squeeze

_HEAD_LINES = 60
_OWN_ROLES = ("lead", "support", "criteria", "methods", "evidence", "due")


@dataclass(slots=True)
class _Candidate:
    table: Table
    head: Head
    caption: str
    rows: list[Row]


def assemble(blocks: Sequence[Block], context: Context, request: Request) -> Found:
    """Read the blocks with the grammar that fits and as ``request`` asks.

    Raise ``NoIndicatorsFound``, ``NoSuchDocument`` or ``SeveralTables``.
    """
    table = request.table
    probe = NoticeLog()
    candidates = _candidates(blocks, probe)
    chosen = _choose(candidates, table, context.log) if candidates else []
    outline = _outline(blocks)
    asked = table is not None or (request.document is None and _tables_win(chosen, outline, blocks))
    if chosen and asked:
        context.log.items.extend(
            notice for notice in probe.items if notice not in context.log.items
        )
        if outline >= 3:
            context.log.add("IMP55", "全文", f"表格之外还有 {outline} 个编号段落", "只导入表格")
        return _read_tables(blocks, chosen, context)
    if table is not None and not candidates:
        raise NoIndicatorsFound(
            "文件里没有带表头的指标表。", "请确认表头含“一级指标”“指标内容”“任务”等字样。"
        )
    return _read_outline(blocks, context, bool(chosen), request)


def _tables_win(chosen: list[_Candidate], outline: int, blocks: Sequence[Block]) -> bool:
    """Say whether the tables hold the indicators: they are longer, or they alone tell units or
    points.
    """
    if not chosen:
        return False
    rows = sum(len(candidate.rows) for candidate in chosen)
    if rows >= outline:
        return True
    columns = chosen[0].head.columns
    telling = bool(columns.points or columns.of("lead") or columns.of("support"))
    prose = (block.text for block in blocks if isinstance(block, Paragraph))
    return telling and rows * 4 >= outline and not any(has_clause(text) for text in prose)


def _outline(blocks: Sequence[Block]) -> int:
    """Return how many numbered paragraphs the running text has."""
    kinds: dict[str, int] = {}
    for block in blocks:
        if isinstance(block, Paragraph):
            mark = read_mark(block.full.strip())
            if mark is not None and mark.sure and mark.kind not in ("first", "circle"):
                kinds[mark.kind] = kinds.get(mark.kind, 0) + 1
    return sum(kinds.values())


def _candidates(blocks: Sequence[Block], log: NoticeLog) -> list[_Candidate]:
    found: list[_Candidate] = []
    caption = ""
    loose = False
    for block in blocks:
        if isinstance(block, Paragraph):
            caption = block.full.strip()
            loose = loose or read_mark(caption) is not None
            continue
        head = find_head(block, log)
        if head is not None:
            found.append(_Candidate(block, head, caption, list(block.rows[head.end :])))
        elif found and len(block.rows[0].cells) == len(found[-1].table.rows[0].cells) and not loose:
            # A table that a page end cut goes on without its heading.
            found[-1].rows.extend(_shifted(block.rows, len(found[-1].rows) + 1000))
        caption = ""
        loose = False
    return [
        candidate
        for candidate in found
        if any(cell.text.strip() for row in candidate.rows for cell in row.cells)
    ]


def _shifted(rows: Sequence[Row], by: int) -> list[Row]:
    return [
        Row(
            tuple(Cell(cell.text, (cell.anchor[0] + by, cell.anchor[1])) for cell in row.cells),
            row.where,
            row.cut,
        )
        for row in rows
    ]


def _meaning(columns: Columns) -> tuple[str, ...]:
    return tuple(
        re.sub(r"[((].*?[))]", "", squeeze(columns.titles[column])) for column in columns.names
    )


def _choose(candidates: list[_Candidate], table: int | None, log: NoticeLog) -> list[_Candidate]:
    if table is not None:
        if not 1 <= table <= len(candidates):
            raise SeveralTables(
                f"文件里有 {len(candidates)} 张指标表，没有第 {table} 张。", _list(candidates)
            )
        return [candidates[table - 1]]
    groups: list[list[_Candidate]] = []
    for candidate in candidates:
        for group in groups:
            first = group[0].head.columns
            if first.signature == candidate.head.columns.signature or (
                len(first.titles) == len(candidate.head.columns.titles)
                and _meaning(first) == _meaning(candidate.head.columns)
            ):
                group.append(candidate)
                break
        else:
            groups.append([candidate])
    groups = _without_summaries(_without_companions(groups, log), log)
    if len(groups) > 1:
        raise SeveralTables(
            f"文件里有 {len(groups)} 种表头不同的指标表，无法判断导入哪一种。", _list(candidates)
        )
    chosen = groups[0]
    if len(chosen) > 1:
        log.add("IMP54", chosen[0].table.where, f"{len(chosen)} 张表的表头相同", "按一张表接续读取")
    return chosen


def _without_companions(groups: list[list[_Candidate]], log: NoticeLog) -> list[list[_Candidate]]:
    """Leave out lists that only go with an index: without levels, points, units, criteria or
    evidence of their own.
    """
    proper = [group for group in groups if _is_index(group[0].head.columns)]
    if not proper or len(proper) == len(groups):
        return groups
    for group in groups:
        for candidate in group if group not in proper else []:
            log.add(
                "IMP55",
                candidate.table.where,
                f"{len(candidate.rows)} 行，没有指标级别、分值和单位",
                "未导入",
            )
    return proper


def _is_index(columns: Columns) -> bool:
    return bool(columns.explicit or columns.points) or any(columns.of(role) for role in _OWN_ROLES)


def _list(candidates: list[_Candidate]) -> str:
    lines = []
    for number, candidate in enumerate(candidates, 1):
        titles = short("|".join(title for title in candidate.head.columns.titles if title), 50)
        lines.append(f"{number}. {candidate.table.where}：{titles}（{len(candidate.rows)} 行）")
    return "请指明导入第几张表，或把要导入的表另存为单独的文件。\n" + "\n".join(lines)


def _without_summaries(groups: list[list[_Candidate]], log: NoticeLog) -> list[list[_Candidate]]:
    """Leave out tables that only repeat names of the largest one, such as an overview of points."""
    if len(groups) < 2:
        return groups
    kept = []
    for index, group in enumerate(groups):
        others = [
            other for place, other in enumerate(groups)
            if place != index and _names(group) <= _names(other) and _extent(group) < _extent(other)
        ]  # fmt: skip
        for candidate in group if others else []:
            log.add(
                "IMP55",
                candidate.table.where,
                f"{len(candidate.rows)} 行，名称都在另一张表中",
                "未导入",
            )
        if not others:
            kept.append(group)
    return kept


def _extent(group: list[_Candidate]) -> tuple[int, int]:
    return len(group[0].head.columns.names), sum(len(candidate.rows) for candidate in group)


def _names(group: list[_Candidate]) -> set[str]:
    found = set()
    for candidate in group:
        for row in candidate.rows:
            for column in candidate.head.columns.names:
                text = squeeze(row.cells[column].text)
                mark = read_mark(text)
                if mark is not None and mark.sure:
                    name = mark.rest
                else:
                    name = text
                if name and not re.match(r"^(?:合计|小计|总计)", name):
                    found.add(re.sub(r"[((].*?[))]", "", name))
    return found


def _read_tables(blocks: Sequence[Block], chosen: list[_Candidate], context: Context) -> Found:
    columns = chosen[0].head.columns
    body = Body(columns)
    captions = _section_titles(chosen)
    for candidate, caption in zip(chosen, captions, strict=True):
        if caption:
            body.sections[len(body.rows)] = caption
        body.rows.extend(_shifted(candidate.rows, 100_000 + len(body.rows) * 2))
    found = Found([])
    above = [
        cell.text.strip()
        for candidate in chosen[:1]
        for row in candidate.table.rows[: candidate.head.first]
        for cell in {cell.anchor: cell for cell in row.cells}.values()
        if cell.text.strip()
    ]
    before: list[str] = []
    for block in blocks:
        if block is chosen[0].table:
            break
        if isinstance(block, Paragraph):
            before.append(block.full.strip())
    found.title = choose_title([*before, *above]) or next(
        (clean(text)[0] for text in above if 4 <= len(text) <= 60 and not re.search("[。:]", text)),
        "",
    )
    context.year = context.year or year_of(found.title)
    context.basis = points_basis(_sole_texts(blocks))
    known = ("", squeeze(found.title))
    paragraphs = [
        block
        for block in blocks
        if isinstance(block, Paragraph) and squeeze(block.text) not in known
    ]
    paragraphs = [block for block in paragraphs if not is_points_statement(block.text)]
    skipped = [block for block in paragraphs if block.full.strip() not in captions]
    if skipped:
        context.log.add(
            "IMP12",
            skipped[0].where,
            f"表外文字 {len(skipped)} 段，如“{short(skipped[0].text)}”",
            "未导入",
        )
    grammar = TableGrammar(body, context)
    grammar.read()
    found.roots = grammar.roots
    if not found.roots:
        raise NoIndicatorsFound("表格有表头，但没有指标内容。", "请确认导入的是填好的指标表。")
    found.statements = [(block.text, block.where) for block in paragraphs]
    found.statements += [(text, chosen[0].table.where) for text in above] + grammar.notes
    found.meta = _metadata(before)
    found.kind = kind_of(found.title, [])
    found.levels = [columns.titles[column] for column in columns.names]
    return found


def _metadata(lines: Sequence[str]) -> dict[str, str]:
    """Return issuer, number and date that stand before the table, each on a line or in the line of
    a web page.
    """
    fields: dict[str, str] = {}
    for line in lines[:_HEAD_LINES]:
        for key, value in (metadata(line) or {}).items():
            fields.setdefault(key, value)
    return {**document_number(list(lines[:_HEAD_LINES])), **fields}


def _sole_texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the paragraphs and the rows that hold one text only."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
            continue
        for row in block.rows:
            texts = {cell.text.strip() for cell in row.cells if cell.text.strip()}
            if len(texts) == 1:
                yield texts.pop()


def _section_titles(chosen: list[_Candidate]) -> list[str]:
    """Return the caption of each table where several tables each stand under a numbered heading of
    their own.
    """
    if len(chosen) < 2 or chosen[0].head.columns.names[0] in chosen[0].head.columns.explicit:
        return ["" for _ in chosen]
    captions = [candidate.caption for candidate in chosen]
    if (
        all(captions)
        and len(set(captions)) == len(captions)
        and all(read_mark(caption) for caption in captions)
    ):
        return captions
    sheets = [re.sub(r"^工作表“(.*)”$", r"\1", candidate.table.where) for candidate in chosen]
    if all(
        sheet != candidate.table.where for sheet, candidate in zip(sheets, chosen, strict=True)
    ) and not any(re.match(r"(?i)sheet\s*\d*$|工作表\s*\d*$", sheet) for sheet in sheets):
        return sheets
    return ["" for _ in chosen]


def _read_outline(
    blocks: Sequence[Block], context: Context, tables: bool, request: Request
) -> Found:
    paragraphs = paragraphs_of(list(blocks)) if not tables else _paragraphs_only(blocks)
    lines = without_contents(lines_of(paragraphs), context.log)
    lines = split_lost_breaks(lines, context.log)
    found = read_documents(lines, context, request.document, request.hint)
    if not found.roots:
        with_table = any(isinstance(block, Table) for block in blocks)
        if with_table:
            what = "表格里没有认得的表头，正文里也没有编号的条目。"
        else:
            what = "没有找到指标表，也没有编号的条目。"
        raise NoIndicatorsFound(
            what,
            "请确认表头含“一级指标”“二级指标”“指标内容”“任务”等字样，或条目以“一、”“（一）”“1.”"
            "开头。",
        )
    if tables:
        count = sum(isinstance(block, Table) for block in blocks)
        context.log.add("IMP55", "全文", f"正文之外还有 {count} 张表", "只导入正文")
    return found


def _paragraphs_only(blocks: Sequence[Block]) -> list[Block]:
    return paragraphs_of([block for block in blocks if isinstance(block, Paragraph)])
