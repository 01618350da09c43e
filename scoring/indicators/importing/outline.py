"""The outline grammar: numbered paragraphs of plans and work points to a tree of drafts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from scoring.indicators.importing.clauses import has_clause
from scoring.indicators.importing.drafts import NAME_LIMIT, Context, Draft, finish
from scoring.indicators.importing.facts import year_of
from scoring.indicators.importing.furniture import (
    choose_title,
    is_contents_entry,
    is_contents_heading,
    is_furniture,
    is_signature,
    metadata,
    strip_page_number,
)
from scoring.indicators.importing.notices import short
from scoring.reading.blocks import Block, text_of
from scoring.reading.numbering_marks import ORDER, Mark, read_mark
from scoring.reading.wording import fold, squeeze

_SPLIT = re.compile(
    r"(?:(?<=[)】。;\]])\s*(?=[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))|(?<![\d第.])(?=\d{1,3}\s*[.、](?!\d)))"
)
_CLOSING = re.compile(
    r"^(?:以上|各(?:部门|单位|地|乡|镇|街道|县|区|级|责任|牵头|有关|镇街|乡镇)|请各|要加强组织领导|特此|此件|本(?:计划|方案|要点|通知)|附件|附[:：])"
)
_IMPRINT = re.compile(r"(?:主办单位|主管单位|承办单位)\s*:")
_ENDED = re.compile(r"[。)】\]!?;::]$")
# These kinds make levels; circles and 一是 stay inside the text unless the document has nothing else.
_STRUCTURE = ORDER[:-2]


@dataclass(slots=True)
class Line:
    """One paragraph under reading: its text, its place, its mark where it has one."""

    text: str
    where: str
    mark: Mark | None


@dataclass(slots=True)
class _Open:
    kind: str
    draft: Draft


class OutlineGrammar:
    """Reads the paragraphs of a plan; afterwards ``roots``, ``title`` and ``meta`` hold what was found."""

    def __init__(self, blocks: list[Block], context: Context) -> None:
        self._context = context
        self._log = context.log
        self._expected: dict[str, int] = {}
        self._stack: list[_Open] = []
        self._last: Draft | None = None
        self._items: list[Draft] = []
        self.roots: list[Draft] = []
        self.title = ""
        self.meta: dict[str, str] = {}
        self.year: int | None = None
        self._lines = [Line(text, block.where, read_mark(text)) for block in blocks if (text := text_of(block).strip())]

    def read(self) -> None:
        """Build the drafts; they are not finished yet, see ``finish_all``."""
        self._drop_contents()
        self._drop_furniture()
        self._join_lists()
        self._split_run_on()
        levels = self._levels()
        if not levels:
            return
        first = next(index for index, line in enumerate(self._lines) if line.mark and line.mark.kind in levels)
        self._preface(self._lines[:first])
        lines = self._lines[first:]
        last = max(
            index for index, line in enumerate(lines) if line.mark and line.mark.kind in levels and line.mark.sure
        )
        for index, line in enumerate(lines):
            kind = self._kind(line, levels, lines[index + 1 :])
            if kind is not None:
                self._open(line, kind, levels)
            elif index > last and self._is_closing(line, levels):
                self._close(lines[index:])
                break
            else:
                self._unmarked(line, levels, lines[index + 1 :])

    def finish_all(self) -> None:
        """Finish all drafts (names, clauses, points) in source order."""
        for root in self.roots:
            self._finish(root, 1)
        self._check_titles()

    # --- before the grammar

    def _drop_contents(self) -> None:
        kept: list[Line] = []
        index = 0
        while index < len(self._lines):
            line = self._lines[index]
            if is_contents_heading(line.text):
                end = self._contents_end(index + 1)
                self._log.add("IMP11", line.where, f"目录 {end - index - 1} 行", "未导入")
                index = end
            elif is_contents_entry(line.text):
                self._log.add("IMP11", line.where, f"“{short(line.text)}”", "未导入")
                index += 1
            else:
                kept.append(line)
                index += 1
        self._lines = kept

    def _contents_end(self, start: int) -> int:
        """Return where the contents end: where their first entry comes again, or at the first line that is no entry."""
        if start >= len(self._lines):
            return start
        first = squeeze(strip_page_number(self._lines[start].text))
        for index in range(start + 1, min(start + 400, len(self._lines))):
            if squeeze(self._lines[index].text) == first:
                return index
        end = start
        while end < len(self._lines) and (
            is_contents_entry(self._lines[end].text) or not _ENDED.search(self._lines[end].text)
        ):
            if self._lines[end].mark is None and not is_contents_entry(self._lines[end].text):
                break
            end += 1
        return (
            end if end - start > 1 and all(is_contents_entry(line.text) for line in self._lines[start:end]) else start
        )

    def _drop_furniture(self) -> None:
        kept = []
        for line in self._lines:
            found = metadata(line.text) if line.mark is None else None
            if found is not None:
                self.meta.update({key: value for key, value in found.items() if key not in self.meta})
                self._log.add("IMP10", line.where, f"“{short(line.text, 40)}”", "作为文件信息读取")
            elif line.mark is None and self._is_furniture(line):
                self._log.add("IMP10", line.where, f"“{short(line.text, 40)}”", "未导入")
            else:
                kept.append(line)
        self._lines = kept

    def _is_furniture(self, line: Line) -> bool:
        """Say whether a line belongs to the page; 主办单位:… does where it is the only line that begins so."""
        match = _IMPRINT.match(fold(line.text))
        if match is not None:
            return sum(fold(other.text).startswith(match.group()) for other in self._lines) == 1
        return is_furniture(line.text) and not has_clause(line.text)

    def _split_run_on(self) -> None:
        """Separate items that stand in one paragraph: a number that continues the series, behind an item's end."""
        lines: list[Line] = []
        previous: dict[str, int] = {}
        for line in self._lines:
            rest = line
            while True:
                if rest.mark is not None:
                    previous[rest.mark.kind] = rest.mark.value
                cut = self._cut(rest, previous)
                if cut is None:
                    break
                before = rest.text[:cut].rstrip()
                lines.append(Line(before, rest.where, read_mark(before)))
                text = rest.text[cut:].strip()
                self._log.add("IMP24", line.where, f"“{short(text)}”接在上一项之后", "分成两项")
                rest = Line(text, line.where, read_mark(text))
            lines.append(rest)
        self._lines = lines

    def _cut(self, line: Line, previous: dict[str, int]) -> int | None:
        if line.mark is None:
            return None
        for match in _SPLIT.finditer(fold(line.text)):
            mark = read_mark(line.text[match.end() :])
            ended = match.start() and fold(line.text)[: match.start()].rstrip()[-1:] in ")】]"
            if mark is None or not mark.sure or mark.value != previous.get(mark.kind, -1) + 1:
                continue
            # Behind a full stop only a number of the very series counts, and only where the item before has its clause.
            if has_clause(line.text[: match.start()]) and (ended or mark.kind == line.mark.kind):
                return match.end()
        return None

    def _join_lists(self) -> None:
        """Join a line that ends inside a list of units with the next one: 县财政局、 / 县人社局."""
        kept: list[Line] = []
        for line in self._lines:
            last = kept[-1] if kept else None
            broken = last is not None and fold(last.text)[-1:] in ("、", ",") and has_clause(last.text)
            if last is not None and broken and line.mark is None:
                self._log.add("IMP07", line.where, f"“{short(line.text)}”", f"接到“{short(last.text, 16)}”之后")
                kept[-1] = Line(last.text + line.text, last.where, read_mark(last.text + line.text))
            else:
                kept.append(line)
        self._lines = kept

    def _levels(self) -> list[str]:
        """Return the kinds of marks that make levels, outermost first."""
        counts = Counter(line.mark.kind for line in self._lines if line.mark is not None and line.mark.sure)
        counts.update(self._bare_series())
        kinds = [kind for kind in _STRUCTURE if counts[kind]]
        if not kinds:
            kinds = [kind for kind in ("first", "circle") if counts[kind] >= 2][:1]
        limit = self._context.max_levels
        if len(kinds) > limit:
            # A kind that never carries responsibility and stands deepest is text; then the rarest outer one gives way.
            for kind in kinds[limit:]:
                self._log.add("IMP27", "全文", f"“{self._sample(kind)}”一级有 {counts[kind]} 处", "并入上一级正文")
            kinds = kinds[:limit]
        return kinds

    def _bare_series(self) -> dict[str, int]:
        """Count bare numbers (1 甲, 2 乙) where three or more of them make a series of their own from one on."""
        found: dict[str, int] = {}
        for line in self._lines:
            mark = line.mark
            if mark is not None and mark.value == found.get(mark.kind, 0) + 1:
                found[mark.kind] = mark.value
        return {kind: count for kind, count in found.items() if count >= 3}

    def _sample(self, kind: str) -> str:
        return next(line.mark.text for line in self._lines if line.mark is not None and line.mark.kind == kind)

    def _preface(self, lines: list[Line]) -> None:
        texts = [line.text for line in lines]
        self.title = choose_title(texts)
        self.year = next((year for text in texts if (year := year_of(text)) is not None), None)
        for line in lines:
            if squeeze(line.text).strip("《》") != squeeze(self.title):
                self._log.add("IMP12", line.where, f"“{short(line.text, 40)}”", "未导入")

    # --- the walk

    def _kind(self, line: Line, levels: list[str], following: list[Line]) -> str | None:
        mark = line.mark
        if mark is None or mark.kind not in levels or not mark.rest.strip():
            return None
        wanted = self._expected.get(mark.kind, 0) + 1
        if not mark.sure and mark.value != wanted:
            return None
        if mark.fault and mark.value not in (wanted, 1, wanted + 1):
            return None
        if mark.fault and mark.kind == "cn" and len(mark.rest) > 60 and levels[-1] != "cn":
            return None
        if not mark.sure and not self._fits(mark, following):
            return None
        return mark.kind

    def _fits(self, mark: Mark, following: list[Line]) -> bool:
        """Say whether the next sure mark of the kind continues the series, so that a bare number can be believed."""
        for line in following:
            if line.mark is not None and line.mark.kind == mark.kind and line.mark.sure:
                return line.mark.value > mark.value or line.mark.value == 1
        return True

    def _open(self, line: Line, kind: str, levels: list[str]) -> None:
        mark = line.mark
        if mark is None:
            raise ValueError("only a marked line opens an item")
        if mark.fault:
            self._log.add(
                "IMP21", line.where, f"“{short(mark.text + mark.rest, 16)}”{mark.fault}", f"读作第 {mark.value} 项"
            )
        wanted = self._expected.get(kind, 0) + 1
        if mark.value not in (wanted, 1):
            self._log.add("IMP20", line.where, f"“{mark.text}”前应为第 {wanted} 项", "照原文编号")
        elif mark.value == 1 != wanted and not self._restarts(kind):
            self._log.add("IMP20", line.where, f"“{mark.text}”重新从一编号，前面已有 {wanted - 1} 项", "照原文编号")
        self._expected[kind] = mark.value
        self._push(Draft(line.where, mark.text, mark.rest), kind, levels)

    def _restarts(self, kind: str) -> bool:
        """Numbers start again under a new heading; that is no fault."""
        return not self._stack or self._stack[-1].kind != kind

    def _push(self, draft: Draft, kind: str, levels: list[str]) -> None:
        rank = levels.index(kind)
        while self._stack and levels.index(self._stack[-1].kind) >= rank:
            self._stack.pop()
        (self._stack[-1].draft.children if self._stack else self.roots).append(draft)
        self._stack.append(_Open(kind, draft))
        self._last = draft
        self._items.append(draft)

    def _unmarked(self, line: Line, levels: list[str], following: list[Line]) -> None:
        last = self._last
        if last is None:
            return
        text = line.text
        unclosed = _open_brackets(last.raw)
        clause = has_clause(text)
        only_clause = _is_clause_line(text)
        if only_clause or (unclosed and not _ENDED.search(fold(last.raw)[-1:]) and ")" in fold(text)[:60]):
            last.raw += ("\n" if only_clause else "") + text
            return
        if self._is_missing_heading(line, levels, following):
            kind = levels[0] if len(self._stack) < 2 else self._stack[-2].kind
            self._expected[kind] = self._expected.get(kind, 0) + 1
            self._log.add("IMP23", line.where, f"“{short(text)}”", f"作为第 {self._expected[kind]} 个标题")
            self._push(Draft(line.where, "", text), kind, levels)
            return
        done = has_clause(last.raw)
        kind = self._item_kind(levels)
        gap = self._gap(kind, following)
        if (clause and done) or (gap and (clause or done) and not last.children):
            self._expected[kind] = self._expected.get(kind, 0) + 1
            self._log.add("IMP22", line.where, f"“{short(text)}”", f"作为第 {self._expected[kind]} 项")
            self._push(Draft(line.where, "", text), kind, levels)
            return
        if line.mark is None and (done or len(self._stack) == 1 < len(levels)):
            self._log.add("IMP25", line.where, f"“{short(text)}”", f"并入“{short(last.raw, 16)}”")
        last.raw += "\n" + text

    def _item_kind(self, levels: list[str]) -> str:
        """Return the kind of the innermost items that are open, or that follow under the open heading."""
        return self._stack[-1].kind if len(self._stack) > 1 or len(levels) == 1 else levels[-1]

    def _gap(self, kind: str, following: list[Line]) -> bool:
        for line in following:
            if line.mark is not None and line.mark.kind == kind and line.mark.sure:
                return line.mark.value == self._expected.get(kind, 0) + 2
        return False

    def _is_missing_heading(self, line: Line, levels: list[str], following: list[Line]) -> bool:
        """Say whether a short line without a full stop, between items, is a heading that lost its number."""
        if len(levels) < 2 or len(self._stack) < 2 or len(line.text) > 40 or re.search(r"[。;:]", fold(line.text)):
            return False
        following_item = following[0].mark if following else None
        if following_item is None or following_item.kind not in levels or has_clause(line.text):
            return False
        outer = self._stack[-2].kind
        for later in following:
            if later.mark is not None and later.mark.kind == outer and later.mark.sure:
                return later.mark.value == self._expected.get(outer, 0) + 2
        return bool(_ENDED.search(fold(self._stack[-1].draft.raw)[-1:])) and following_item.kind == self._stack[-1].kind

    def _is_closing(self, line: Line, levels: list[str]) -> bool:
        if len(self._stack) == 1 < len(levels) and self._last is not None and not _has_body(self._last.raw):
            # The first words under a heading without items are its content.
            return False
        if has_clause(line.text) or self._last is None or _is_clause_line(line.text):
            return False
        done = has_clause(self._last.raw)
        return done or bool(_CLOSING.match(line.text)) or is_signature(line.text)

    def _close(self, lines: list[Line]) -> None:
        for line in lines:
            if has_clause(line.text):
                self._log.add("IMP22", line.where, f"“{short(line.text)}”", "作为独立的一项")
                self._push(
                    Draft(line.where, "", line.text), self._stack[-1].kind, [open_.kind for open_ in self._stack]
                )
            else:
                self._log.add("IMP13", line.where, f"“{short(line.text, 40)}”", "未导入")

    # --- afterwards

    def _finish(self, draft: Draft, depth: int) -> None:
        children = list(draft.children)
        finish(draft, depth, self._context)
        if draft.extra:
            draft.text = "\n".join([draft.text or draft.name, *draft.extra])
        for child in children:
            self._finish(child, depth + 1)

    def _check_titles(self) -> None:
        """Report items whose short title ran into the text, where the others of the document have one."""
        leaves = [draft for draft in self._items if draft.text or len(draft.name) > 24]
        titled = [draft for draft in leaves if re.match(r"^[^。]{2,24}。", fold(draft.text))]
        if len(leaves) < 4 or len(titled) * 10 < len(leaves) * 8:
            return
        for draft in leaves:
            if not re.match(rf"^[^。]{{2,{NAME_LIMIT}}}。", fold(draft.text)):
                self._log.add("IMP26", draft.where, f"“{short(draft.text or draft.name, 30)}”", f"名称取“{draft.name}”")


def _has_body(text: str) -> bool:
    return "\n" in text or bool(_ENDED.search(fold(text))) or has_clause(text)


def _open_brackets(text: str) -> bool:
    folded = fold(text)
    return sum(folded.count(sign) for sign in "([【") > sum(folded.count(sign) for sign in ")]】")


def _is_clause_line(text: str) -> bool:
    from scoring.indicators.importing.clauses import find_groups
    from scoring.indicators.importing.notices import NoticeLog

    groups = find_groups(text, "", NoticeLog())
    return bool(groups) and groups[0].start <= 1 and not text[groups[-1].end :].strip(" 。;；")
