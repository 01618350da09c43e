"""The outline grammar: numbered paragraphs of plans and work points to a tree of drafts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from scoring.indicators.importing.bonus_names import mark_by_name
from scoring.indicators.importing.clauses import find_groups, has_clause
from scoring.indicators.importing.drafts import NAME_LIMIT, Context, Draft, finish
from scoring.indicators.importing.facts import year_of
from scoring.indicators.importing.listings import split_listing
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.outline_lines import Line, SeriesIndex, prepare
from scoring.indicators.importing.running_heads import is_signature
from scoring.indicators.importing.titles import choose_title, document_number
from scoring.reading.numbering_marks import LISTING, ORDER, Mark
from scoring.reading.wording import fold, squeeze

_CLOSING = re.compile(
    r"^(?:以上|各(?:部门|单位|地|乡|镇|街道|县|区|级|责任|牵头|有关|镇街|乡镇)|请各|要加强组织领导|特此|此件|本(?:计划|方案|要点|通知)|附件|附[:：])"
)
_OF_PARENT = re.compile(r"^(?:以上|上述)(?:各项|各条|指标|内容|\S{1,3}项)")
_ENDED = re.compile(r"[。)】\]!?;::]$")
# These kinds make levels; circles and 一是 stay inside the text unless the document has nothing
# else.
_STRUCTURE = tuple(kind for kind in ORDER if kind not in LISTING)
# A keyword may be torn between two paragraphs; no clause reaches further back than this.
_TAIL = 300


@dataclass(slots=True)
class _Open:
    """An item that is open: its kind, its draft, and what is known of its text without reading it
    again.
    """

    kind: str
    draft: Draft
    parts: list[str] = field(default_factory=list)
    has_clause: bool = False
    balance: int = 0

    def append(self, text: str, glue: str) -> None:
        """Add a paragraph to the item's text."""
        if self.parts and not glue:
            tail = self.parts[-1][-_TAIL:] + glue
        else:
            tail = ""
        self.parts.append(glue + text)
        self.has_clause = self.has_clause or has_clause(tail + text)
        folded = fold(text)
        self.balance += sum(folded.count(sign) for sign in "([【") - sum(
            folded.count(sign) for sign in ")]】"
        )

    @property
    def unclosed(self) -> bool:
        """Say whether a bracket of the text is still open."""
        return self.balance > 0

    @property
    def end(self) -> str:
        """Return the last character, in its plain form."""
        if self.parts:
            return fold(self.parts[-1][-1:])
        return ""

    @property
    def has_body(self) -> bool:
        """Say whether there is more than a bare heading."""
        return len(self.parts) > 1 or self.has_clause or bool(_ENDED.search(self.end))


class OutlineGrammar:
    """Reads the paragraphs of a plan; afterwards ``roots``, ``title`` and ``meta`` hold what was
    found.
    """

    def __init__(self, lines: list[Line], context: Context) -> None:
        self._context = context
        self._log = context.log
        self._expected: dict[str, int] = {}
        self._stack: list[_Open] = []
        self._last: _Open | None = None
        self._opened: list[_Open] = []
        self.roots: list[Draft] = []
        self.title = ""
        self.meta: dict[str, str] = {}
        self.year: int | None = None
        self.preface: list[Line] = []
        self._lines = lines
        self._series = SeriesIndex([])

    def read(self) -> None:
        """Build the drafts; they are not finished yet, see ``finish_one``."""
        self._lines, self.meta = prepare(self._lines, self._log)
        levels = self._levels()
        if not levels:
            return
        first = next(index for index, line in enumerate(self._lines) if _is_marked(line, levels))
        self._preface(self._lines[:first])
        self._lines = self._lines[first:]
        self._series = SeriesIndex(self._lines)
        last = self._last_sure(levels)
        for index, line in enumerate(self._lines):
            kind = self._kind(line, levels, index)
            if kind is not None:
                self._open(line, kind, levels)
            elif index > last and self._is_closing(line, levels):
                self._close(self._lines[index:])
                break
            else:
                self._unmarked(line, levels, index)
        # Joined once at the end: an item of many paragraphs would be copied again with each.
        for opened in self._opened:
            opened.draft.raw = "".join(opened.parts)
        self._split_listings(self.roots, 1)

    def _last_sure(self, levels: list[str]) -> int:
        """Index of the last line that surely opens an item; what closes the document follows it."""
        for index in range(len(self._lines) - 1, -1, -1):
            line = self._lines[index]
            if _is_marked(line, levels) and line.mark is not None and line.mark.sure:
                return index
        return len(self._lines)

    def finish_one(self, root: Draft) -> None:
        """Finish a root and all below it (names, clauses, points), in source order."""
        self._finish(root, 1)

    def _levels(self) -> list[str]:
        """Return the kinds of marks that make levels, outermost first."""
        counts = Counter(line.mark.kind for line in self._lines if line.mark and line.mark.sure)
        counts.update(self._bare_series())
        kinds = [kind for kind in _STRUCTURE if counts[kind]]
        if not kinds:
            kinds = [kind for kind in ("first", "is", "must", "circle") if counts[kind] >= 2][:1]
        limit = self._context.max_levels
        # A kind that never carries responsibility and stands deepest is text; then the rarest
        # outer one gives way.
        for kind in kinds[limit:]:
            self._log.add(
                "IMP27",
                "全文",
                f"“{self._sample(kind)}”一级有 {counts[kind]} 处",
                "并入上一级正文",
            )
        return kinds[:limit]

    def _bare_series(self) -> dict[str, int]:
        """Count bare numbers (1 甲, 2 乙) where three or more of them make a series of their own
        from one on.
        """
        found: dict[str, int] = {}
        for line in self._lines:
            mark = line.mark
            if mark is not None and mark.value == found.get(mark.kind, 0) + 1:
                found[mark.kind] = mark.value
        return {kind: count for kind, count in found.items() if count >= 3}

    def _sample(self, kind: str) -> str:
        return next(
            line.mark.text
            for line in self._lines
            if line.mark is not None and line.mark.kind == kind
        )

    def _preface(self, lines: list[Line]) -> None:
        self.preface = lines
        texts = [line.text for line in lines]
        # Only what stands before the first item: names of other documents are quoted inside of
        # items.
        self.title = choose_title(texts)
        for key, value in document_number(texts).items():
            self.meta.setdefault(key, value)
        self.year = next((year for text in texts if (year := year_of(text)) is not None), None)
        for line in lines:
            if squeeze(line.text).strip("《》") != squeeze(self.title):
                self._log.add("IMP12", line.where, f"“{short(line.text, 40)}”", "未导入")

    # --- the walk

    def _kind(self, line: Line, levels: list[str], index: int) -> str | None:
        """The kind of the item that a line opens; None where it opens none."""
        mark = line.mark
        if mark is None or mark.kind not in levels:
            return None
        if not mark.rest.strip():
            return None
        if mark.fault and not self._bears_fault(mark, levels):
            return None
        if not mark.sure and not self._fits(mark, index):
            return None
        return mark.kind

    def _bears_fault(self, mark: Mark, levels: list[str]) -> bool:
        """Whether a number that is written wrongly can be believed: it is near the one that
        follows, and its text is no paragraph.
        """
        following = self._expected.get(mark.kind, 0) + 1
        if mark.value not in (1, following, following + 1):
            return False
        long_heading = mark.kind == "cn" and len(mark.rest) > 60
        return not long_heading or levels[-1] == "cn"

    def _fits(self, mark: Mark, index: int) -> bool:
        """Say whether a bare number can be believed: it is the next of its kind, and the next sure
        mark of the kind continues the series.
        """
        if mark.value != self._expected.get(mark.kind, 0) + 1:
            return False
        later = self._series.following(mark.kind, index)
        return later is None or later.value > mark.value or later.value == 1

    def _open(self, line: Line, kind: str, levels: list[str]) -> None:
        mark = line.mark
        if mark is None:
            raise ValueError("only a marked line opens an item")
        if mark.fault:
            self._log.add(
                "IMP21",
                line.where,
                f"“{short(mark.text + mark.rest, 16)}”{mark.fault}",
                f"读作第 {mark.value} 项",
            )
        wanted = self._expected.get(kind, 0) + 1
        # A gap is reported and kept: whether an item is missing or a number was skipped only the
        # office knows.
        if mark.value not in (wanted, 1):
            self._log.add("IMP20", line.where, f"“{mark.text}”前应为第 {wanted} 项", "照原文编号")
        elif mark.value == 1 != wanted and not self._restarts(kind):
            self._log.add(
                "IMP20",
                line.where,
                f"“{mark.text}”重新从一编号，前面已有 {wanted - 1} 项",
                "照原文编号",
            )
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
        opened = _Open(kind, draft)
        opened.append(draft.raw, "")
        self._stack.append(opened)
        self._last = opened
        self._opened.append(opened)

    def _unmarked(self, line: Line, levels: list[str], index: int) -> None:
        last = self._last
        if last is None:
            return
        text = line.text
        if _is_clause_line(text):
            last.append(text, "\n")
            return
        closes_bracket = ")" in fold(text)[:60]
        if last.unclosed and closes_bracket and not _ENDED.search(last.end):
            last.append(text, "")
            return
        if self._is_missing_heading(line, levels, index):
            if len(self._stack) < 2:
                kind = levels[0]
            else:
                kind = self._stack[-2].kind
            self._open_unnumbered(line, kind, levels, "IMP23", "个标题")
            return
        if len(self._stack) > 1 and _OF_PARENT.match(text):
            # 以上各项达到要求的… says how the whole block is scored, not its last item.
            parent = self._stack[-2]
            parent.append(text, "\n")
            self._report_joined(line, parent)
            return
        kind = self._item_kind(levels)
        if self._is_missing_item(text, last, kind, index):
            self._open_unnumbered(line, kind, levels, "IMP22", "项")
            return
        if self._is_doubtful(line, last, levels):
            self._report_joined(line, last)
        last.append(text, "\n")

    def _open_unnumbered(
        self, line: Line, kind: str, levels: list[str], rule: str, what: str
    ) -> None:
        """Open an item whose number is missing, as the next of its kind."""
        number = self._expected.get(kind, 0) + 1
        self._expected[kind] = number
        self._log.add(rule, line.where, f"“{short(line.text)}”", f"作为第 {number} {what}")
        self._push(Draft(line.where, "", line.text), kind, levels)

    def _report_joined(self, line: Line, item: _Open) -> None:
        self._log.add(
            "IMP25", line.where, f"“{short(line.text)}”", f"并入“{short(item.parts[0], 16)}”"
        )

    def _is_missing_item(self, text: str, last: _Open, kind: str, index: int) -> bool:
        """Say whether a paragraph is an item that lost its number: it names its units after the
        item before did, or a number of the series is missing here.
        """
        has_own = has_clause(text)
        if has_own and last.has_clause:
            return True
        if not (has_own or last.has_clause) or last.draft.children:
            return False
        return self._gap(kind, index)

    def _is_doubtful(self, line: Line, last: _Open, levels: list[str]) -> bool:
        """Say whether a reader should look at a paragraph that is put to the item before it."""
        if line.mark is not None:
            return line.mark.kind in LISTING and line.mark.sure
        return last.has_clause or len(self._stack) == 1 < len(levels)

    def _item_kind(self, levels: list[str]) -> str:
        """Return the kind of the innermost items that are open, or that follow under the open
        heading.
        """
        if len(self._stack) > 1 or len(levels) == 1:
            return self._stack[-1].kind
        return levels[-1]

    def _gap(self, kind: str, index: int) -> bool:
        later = self._series.following(kind, index)
        return later is not None and later.value == self._expected.get(kind, 0) + 2

    def _is_missing_heading(self, line: Line, levels: list[str], index: int) -> bool:
        """Say whether a short line without a full stop, between items, is a heading that lost its
        number.
        """
        if len(levels) < 2 or len(self._stack) < 2:
            return False
        if len(line.text) > 40 or re.search(r"[。;:]", fold(line.text)):
            return False
        if index + 1 == len(self._lines):
            return False
        following = self._lines[index + 1].mark
        if following is None or following.kind not in levels or has_clause(line.text):
            return False
        outer = self._stack[-2].kind
        later = self._series.following(outer, index)
        if later is not None:
            return later.value == self._expected.get(outer, 0) + 2
        inner = self._stack[-1]
        return bool(_ENDED.search(inner.end)) and following.kind == inner.kind

    def _is_closing(self, line: Line, levels: list[str]) -> bool:
        last = self._last
        if last is None:
            return False
        if len(self._stack) == 1 < len(levels) and not last.has_body:
            # The first words under a heading without items are its content.
            return False
        if has_clause(line.text) or _is_clause_line(line.text):
            return False
        return last.has_clause or bool(_CLOSING.match(line.text)) or is_signature(line.text)

    def _close(self, lines: list[Line]) -> None:
        for line in lines:
            if has_clause(line.text):
                self._log.add("IMP22", line.where, f"“{short(line.text)}”", "作为独立的一项")
                self._push(
                    Draft(line.where, "", line.text),
                    self._stack[-1].kind,
                    [open_.kind for open_ in self._stack],
                )
            else:
                self._log.add("IMP13", line.where, f"“{short(line.text, 40)}”", "未导入")

    def _split_listings(self, drafts: list[Draft], depth: int) -> None:
        """Make items of 一是…二是… on lines of their own where nothing else numbers a part of the
        document.
        """
        for draft in drafts:
            if draft.children:
                self._split_listings(draft.children, depth + 1)
            elif depth < self._context.max_levels:
                split_listing(draft, self._log)

    # --- afterwards

    def _finish(self, draft: Draft, depth: int) -> None:
        children = list(draft.children)
        finish(draft, depth, self._context)
        if draft.extra:
            draft.text = "\n".join([draft.text or draft.name, *draft.extra])
        if depth == 1:
            mark_by_name(draft, self._log)
        for child in children:
            self._finish(child, depth + 1)

    def check_titles(self) -> None:
        """Report items whose short title ran into the text, where the others of the document have
        one.
        """
        leaves = [opened.draft for opened in self._opened if _has_body(opened.draft)]
        titled = sum(bool(re.match(r"^[^。]{2,24}。", fold(draft.text))) for draft in leaves)
        # Four in five make a habit of the document; fewer, and the titles are no rule of it.
        if len(leaves) < 4 or titled * 10 < len(leaves) * 8:
            return
        title = re.compile(rf"^[^。]{{2,{NAME_LIMIT}}}。")
        for draft in leaves:
            if not title.match(fold(draft.text)):
                text = draft.text or draft.name
                self._log.add("IMP26", draft.where, f"“{short(text, 30)}”", f"名称取“{draft.name}”")


def _is_marked(line: Line, levels: list[str]) -> bool:
    return line.mark is not None and line.mark.kind in levels


def _has_body(draft: Draft) -> bool:
    """Say whether an item has text into which its title could have run; a heading has none."""
    if draft.text:
        return True
    return len(draft.name) > 24 and not draft.children


def _is_clause_line(text: str) -> bool:
    groups = find_groups(text, "", NoticeLog())
    return bool(groups) and groups[0].start <= 1 and not text[groups[-1].end :].strip(" 。;；")
