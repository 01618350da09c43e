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

# Before a table there may be a whole notice; its head stands on the first lines.
_HEAD_LINES = 60
# A list of contacts or of forms has none of these columns.
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
    # What the headings of tables say is reported only where tables are read.
    probe = NoticeLog()
    candidates = _candidates(blocks, probe)
    if table is not None and not candidates:
        raise NoIndicatorsFound(
            "文件里没有带表头的指标表。", "请确认表头含“一级指标”“指标内容”“任务”等字样。"
        )
    chosen = _choose(candidates, table, context.log) if candidates else []
    outline = _outline(blocks)
    if table is not None:
        reads_tables = True
    else:
        reads_tables = request.document is None and _tables_win(chosen, outline, blocks)
    if not reads_tables:
        return _read_outline(blocks, context, bool(chosen), request)
    known = list(context.log.items)
    context.log.items.extend(item for item in dict.fromkeys(probe.items) if item not in known)
    if outline >= 3:
        context.log.add("IMP55", "全文", f"表格之外还有 {outline} 个编号段落", "只导入表格")
    return _read_tables(blocks, chosen, context)


def _tables_win(chosen: list[_Candidate], outline: int, blocks: Sequence[Block]) -> bool:
    """Say whether the tables hold the indicators: they are longer, or they alone tell units or
    points.
    """
    if not chosen:
        return False
    rows = sum(len(candidate.rows) for candidate in chosen)
    # A plan may hold a table of dates, and an index a page of remarks: the longer one is the
    # document.
    if rows >= outline:
        return True
    columns = chosen[0].head.columns
    telling = bool(columns.points or columns.of("lead") or columns.of("support"))
    if not telling or rows * 4 < outline:
        return False
    return not any(isinstance(block, Paragraph) and has_clause(block.text) for block in blocks)


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
    candidates: list[_Candidate] = []
    caption = ""
    loose = False
    for block in blocks:
        if isinstance(block, Paragraph):
            caption = block.full.strip()
            loose = loose or read_mark(caption) is not None
            continue
        head = find_head(block, log)
        if head is not None:
            candidates.append(_Candidate(block, head, caption, list(block.rows[head.end :])))
        elif candidates and not loose and _same_width(block, candidates[-1].table):
            # A table that a page end cut goes on without its heading.
            rows = candidates[-1].rows
            rows.extend(_shifted(block.rows, len(rows) + 1000))
        caption = ""
        loose = False
    return [candidate for candidate in candidates if _has_text(candidate.rows)]


def _same_width(table: Table, other: Table) -> bool:
    return len(table.rows[0].cells) == len(other.rows[0].cells)


def _has_text(rows: Sequence[Row]) -> bool:
    return any(cell.text.strip() for row in rows for cell in row.cells)


def _shifted(rows: Sequence[Row], by: int) -> list[Row]:
    """The rows with anchors that cannot meet those of the table they are put to."""
    shifted = []
    for row in rows:
        cells = (Cell(cell.text, (cell.anchor[0] + by, cell.anchor[1])) for cell in row.cells)
        shifted.append(Row(tuple(cells), row.where, row.cut))
    return shifted


def _meaning(columns: Columns) -> tuple[str, ...]:
    titles = (squeeze(columns.titles[column]) for column in columns.names)
    return tuple(_without_brackets(title) for title in titles)


def _without_brackets(text: str) -> str:
    return re.sub(r"[((].*?[))]", "", text)


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
            if _same_heading(group[0].head.columns, candidate.head.columns):
                group.append(candidate)
                break
        else:
            groups.append([candidate])
    # First what is no index at all, then what only sums one up.
    groups = _without_summaries(_without_companions(groups, log), log)
    if len(groups) > 1:
        raise SeveralTables(
            f"文件里有 {len(groups)} 种表头不同的指标表，无法判断导入哪一种。", _list(candidates)
        )
    chosen = groups[0]
    if len(chosen) > 1:
        log.add("IMP54", chosen[0].table.where, f"{len(chosen)} 张表的表头相同", "按一张表接续读取")
    return chosen


def _same_heading(columns: Columns, other: Columns) -> bool:
    """Whether two tables have one heading, apart from what stands in brackets (满分10分)."""
    if columns.signature == other.signature:
        return True
    return len(columns.titles) == len(other.titles) and _meaning(columns) == _meaning(other)


def _without_companions(groups: list[list[_Candidate]], log: NoticeLog) -> list[list[_Candidate]]:
    """Leave out lists that only go with an index: without levels, points, units, criteria or
    evidence of their own.
    """
    proper = [group for group in groups if _is_index(group[0].head.columns)]
    if not proper:
        return groups
    for group in groups:
        if group not in proper:
            _report_left_out(group, "没有指标级别、分值和单位", log)
    return proper


def _report_left_out(group: list[_Candidate], why: str, log: NoticeLog) -> None:
    for candidate in group:
        log.add("IMP55", candidate.table.where, f"{len(candidate.rows)} 行，{why}", "未导入")


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
    proper = []
    for index, group in enumerate(groups):
        others = [*groups[:index], *groups[index + 1 :]]
        if any(_sums_up(group, other) for other in others):
            _report_left_out(group, "名称都在另一张表中", log)
        else:
            proper.append(group)
    return proper


def _sums_up(group: list[_Candidate], other: list[_Candidate]) -> bool:
    """Whether a table says nothing that a larger one does not say too."""
    return _extent(group) < _extent(other) and _names(group) <= _names(other)


def _extent(group: list[_Candidate]) -> tuple[int, int]:
    return len(group[0].head.columns.names), sum(len(candidate.rows) for candidate in group)


def _names(group: list[_Candidate]) -> set[str]:
    names = set()
    for candidate in group:
        for row in candidate.rows:
            for column in candidate.head.columns.names:
                text = squeeze(row.cells[column].text)
                mark = read_mark(text)
                name = mark.rest if mark is not None and mark.sure else text
                if name and not re.match(r"^(?:合计|小计|总计)", name):
                    names.add(_without_brackets(name))
    return names


def _read_tables(blocks: Sequence[Block], chosen: list[_Candidate], context: Context) -> Found:
    first = chosen[0]
    columns = first.head.columns
    captions = _section_titles(chosen)
    body = _body(chosen, captions)
    above = _texts_above(first)
    before = _paragraphs_before(blocks, first.table)
    found = Found([])
    found.title = choose_title([*before, *above]) or _plain_title(above)
    # The title that the caller gives goes before the one that the file has.
    context.year = context.year or year_of(found.title)
    context.basis = points_basis(_sole_texts(blocks))
    paragraphs = _paragraphs_beside(blocks, found.title)
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
    found.statements += [(text, first.table.where) for text in above] + grammar.notes
    found.meta = _metadata(before)
    found.kind = kind_of(found.title, [])
    found.levels = [columns.titles[column] for column in columns.names]
    return found


def _body(chosen: list[_Candidate], captions: list[str]) -> Body:
    """The rows of all tables in one, each under its caption."""
    body = Body(chosen[0].head.columns)
    for candidate, caption in zip(chosen, captions, strict=True):
        if caption:
            body.sections[len(body.rows)] = caption
        # Far beyond any row of one table, so that no merged cell seems to reach from one into the
        # next.
        body.rows.extend(_shifted(candidate.rows, 100_000 + len(body.rows) * 2))
    return body


def _texts_above(candidate: _Candidate) -> list[str]:
    """What stands in the rows of the table above its heading, a merged cell once."""
    texts = []
    for row in candidate.table.rows[: candidate.head.first]:
        cells = {cell.anchor: cell for cell in row.cells}.values()
        texts += [cell.text.strip() for cell in cells if cell.text.strip()]
    return texts


def _paragraphs_before(blocks: Sequence[Block], table: Table) -> list[str]:
    texts = []
    for block in blocks:
        if block is table:
            break
        if isinstance(block, Paragraph):
            texts.append(block.full.strip())
    return texts


def _plain_title(texts: Sequence[str]) -> str:
    """The first text that may be a title though none of the words of a title stands in it."""
    for text in texts:
        if 4 <= len(text) <= 60 and not re.search("[。:]", text):
            return clean(text)[0]
    return ""


def _paragraphs_beside(blocks: Sequence[Block], title: str) -> list[Paragraph]:
    """The paragraphs beside the tables that say something of their own."""
    known = ("", squeeze(title))
    paragraphs = (block for block in blocks if isinstance(block, Paragraph))
    own = (block for block in paragraphs if squeeze(block.text) not in known)
    return [block for block in own if not is_points_statement(block.text)]


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
    columns = chosen[0].head.columns
    if len(chosen) >= 2 and columns.names[0] not in columns.explicit:
        captions = [candidate.caption for candidate in chosen]
        if len(set(captions)) == len(captions) and all(map(_is_numbered, captions)):
            return captions
        sheets = [_sheet_name(candidate.table.where) for candidate in chosen]
        if all(sheets):
            return sheets
    return ["" for _ in chosen]


def _is_numbered(caption: str) -> bool:
    return bool(caption) and read_mark(caption) is not None


def _sheet_name(where: str) -> str:
    """The name that somebody gave the sheet of a table; "" for Sheet1 and what is no sheet."""
    sheet = re.match(r"^工作表“(.*)”$", where)
    if sheet is None or re.match(r"(?i)sheet\s*\d*$|工作表\s*\d*$", sheet.group(1)):
        return ""
    return sheet.group(1)


def _read_outline(
    blocks: Sequence[Block], context: Context, tables: bool, request: Request
) -> Found:
    if tables:
        paragraphs = _paragraphs_only(blocks)
    else:
        paragraphs = paragraphs_of(list(blocks))
    lines = without_contents(lines_of(paragraphs), context.log)
    lines = split_lost_breaks(lines, context.log)
    found = read_documents(lines, context, request.document, request.hint)
    count = sum(isinstance(block, Table) for block in blocks)
    if not found.roots:
        if count:
            what = "表格里没有认得的表头，正文里也没有编号的条目。"
        else:
            what = "没有找到指标表，也没有编号的条目。"
        raise NoIndicatorsFound(
            what,
            "请确认表头含“一级指标”“二级指标”“指标内容”“任务”等字样，或条目以“一、”“（一）”“1.”"
            "开头。",
        )
    if tables:
        context.log.add("IMP55", "全文", f"正文之外还有 {count} 张表", "只导入正文")
    return found


def _paragraphs_only(blocks: Sequence[Block]) -> list[Block]:
    return paragraphs_of([block for block in blocks if isinstance(block, Paragraph)])
