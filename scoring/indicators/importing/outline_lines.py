"""The lines of a plan before the grammar reads them: contents and furniture out, broken lines and
numbers mended.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scoring.indicators.importing.clauses import has_clause
from scoring.indicators.importing.notices import NoticeLog, short
from scoring.indicators.importing.running_heads import (
    contents_entry,
    is_contents_entry,
    is_contents_heading,
    is_furniture,
    metadata,
    strip_page_number,
)
from scoring.reading.blocks import Block, text_of
from scoring.reading.numbering_marks import ORDER, Mark, read_mark
from scoring.reading.wording import fold, squeeze

_SPLIT = re.compile(
    r"(?:(?<=[)】。;\]])\s*(?=[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))|(?<![\d第.])(?=\d{1,3}\s*[.、](?!\d)))"
)
_IMPRINT = re.compile(r"(?:主办单位|主管单位|承办单位)\s*:")
_ENDED = re.compile(r"[。)】\]!?;::]$")
# Bounded, so that a document that begins with 目录 is not compared line by line to its end.
_CONTENTS_LOOKAHEAD = 400
# What is left of a number whose figure was lost: ")" of (二), "、" of 二、, "." of 2.
_TORN = re.compile(r"^\s*(?:(\()\s*(\))|(\))|([、])|([.．]))\s*(?=[\u4e00-\u9fff“《])")


@dataclass(slots=True)
class Line:
    """One paragraph under reading: its text, its place, its mark where it has one."""

    text: str
    where: str
    mark: Mark | None


def lines_of(blocks: Iterable[Block]) -> list[Line]:
    """Return the paragraphs of a document as lines, empty ones left out."""
    lines = []
    for block in blocks:
        text = text_of(block).strip()
        if text:
            lines.append(Line(text, block.where, read_mark(text)))
    return lines


class SeriesIndex:
    """Where the sure marks of each kind stand, so that the next one is found without walking the
    document again.
    """

    def __init__(self, lines: list[Line]) -> None:
        self._places: dict[str, list[int]] = {}
        self._lines = lines
        for index, line in enumerate(lines):
            if line.mark is not None and line.mark.sure:
                self._places.setdefault(line.mark.kind, []).append(index)

    def following(self, kind: str, index: int) -> Mark | None:
        """Return the next sure mark of the kind behind ``index``."""
        places = self._places.get(kind, [])
        position = bisect_right(places, index)
        if position < len(places):
            return self._lines[places[position]].mark
        return None

    def preceding(self, kind: str, index: int) -> tuple[int, Mark] | None:
        """Return the last sure mark of the kind before ``index``, and its place."""
        places = self._places.get(kind, [])
        position = bisect_left(places, index) - 1
        if position < 0:
            return None
        mark = self._lines[places[position]].mark
        if mark is None:
            return None
        return (places[position], mark)

    def any_between(self, kinds: Iterable[str], first: int, last: int) -> bool:
        """Say whether a sure mark of one of the kinds stands between two lines."""
        for kind in kinds:
            places = self._places.get(kind, [])
            position = bisect_right(places, first)
            if position < len(places) and places[position] < last:
                return True
        return False


def prepare(lines: list[Line], log: NoticeLog) -> tuple[list[Line], dict[str, str]]:
    """Return the lines that the grammar reads, and the metadata that stood among them; every step
    is reported.

    The contents are to be left out before, see ``without_contents``.
    """
    lines, meta = _without_furniture(lines, log)
    lines = _join_lists(lines, log)
    lines = _split_run_on(lines, log)
    _mend_numbers(lines)
    return lines, meta


# --- contents


def without_contents(lines: list[Line], log: NoticeLog) -> list[Line]:
    """Return the lines without tables of contents, which only repeat the headings."""
    body: list[Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if is_contents_heading(line.text):
            end = _contents_end(lines, index + 1)
            log.add("IMP11", line.where, f"目录 {end - index - 1} 行", "未导入")
            index = end
        elif is_contents_entry(line.text):
            log.add("IMP11", line.where, f"“{short(line.text)}”", "未导入")
            index += 1
        else:
            body.append(line)
            index += 1
    return body


def _contents_end(lines: list[Line], start: int) -> int:
    """Return where the contents end.

    Entries with rising page numbers are contents whatever they say; else the contents reach to
    where their first entry comes again, or to the first line that is no entry.
    """
    if start >= len(lines):
        return start
    paged = _paged_end(lines, start)
    if paged > start:
        return paged
    first = squeeze(strip_page_number(lines[start].text))
    for index in range(start + 1, min(start + _CONTENTS_LOOKAHEAD, len(lines))):
        if squeeze(lines[index].text) == first:
            return index
    end = start
    while end < len(lines) and _may_be_entry(lines[end]):
        end += 1
    entries = all(is_contents_entry(line.text) for line in lines[start:end])
    if end - start > 1 and entries:
        return end
    return start


def _may_be_entry(line: Line) -> bool:
    """Whether a line can stand in the contents: an entry, or a numbered one that ends openly."""
    if is_contents_entry(line.text):
        return True
    return line.mark is not None and not _ENDED.search(line.text)


def _paged_end(lines: list[Line], start: int) -> int:
    """Return the end of a run of lines that each end with a page number no smaller than the one
    before.
    """
    end, page = start, 0
    while end < len(lines):
        entry = contents_entry(lines[end].text)
        if entry is None or entry < page:
            break
        end, page = end + 1, entry
    if end - start >= 2:
        return end
    return start


# --- furniture


def _without_furniture(lines: list[Line], log: NoticeLog) -> tuple[list[Line], dict[str, str]]:
    imprints = Counter(
        match.group() for line in lines if (match := _IMPRINT.match(fold(line.text)))
    )
    body = []
    meta: dict[str, str] = {}
    for line in lines:
        fields = metadata(line.text) if line.mark is None else None
        if fields is not None:
            for key, value in fields.items():
                meta.setdefault(key, value)
            log.add("IMP10", line.where, f"“{short(line.text, 40)}”", "作为文件信息读取")
        elif line.mark is None and _is_furniture(line, imprints):
            log.add("IMP10", line.where, f"“{short(line.text, 40)}”", "未导入")
        else:
            body.append(line)
    return body, meta


def _is_furniture(line: Line, imprints: Counter[str]) -> bool:
    """Say whether a line belongs to the page; 主办单位:… does where it is the only line that begins
    so.
    """
    match = _IMPRINT.match(fold(line.text))
    if match is not None:
        return imprints[match.group()] == 1
    return is_furniture(line.text) and not has_clause(line.text)


# --- broken lines


def _join_lists(lines: list[Line], log: NoticeLog) -> list[Line]:
    """Join a line that ends inside a list of units with the next one: 县财政局、 / 县人社局."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        broken = last is not None and fold(last.text[-1:]) in ("、", ",") and has_clause(last.text)
        if last is not None and broken and line.mark is None:
            log.add(
                "IMP07", line.where, f"“{short(line.text)}”", f"接到“{short(last.text, 16)}”之后"
            )
            joined[-1] = Line(last.text + line.text, last.where, read_mark(last.text + line.text))
        else:
            joined.append(line)
    return joined


def _split_run_on(lines: list[Line], log: NoticeLog) -> list[Line]:
    """Separate items that stand in one paragraph: a number that continues the series, behind an
    item's end.
    """
    result: list[Line] = []
    previous: dict[str, int] = {}
    for line in lines:
        rest = line
        while True:
            if rest.mark is not None:
                previous[rest.mark.kind] = rest.mark.value
            cut = _cut(rest, previous)
            if cut is None:
                break
            before = rest.text[:cut].rstrip()
            result.append(Line(before, rest.where, read_mark(before)))
            text = rest.text[cut:].strip()
            log.add("IMP24", line.where, f"“{short(text)}”接在上一项之后", "分成两项")
            rest = Line(text, line.where, read_mark(text))
        result.append(rest)
    return result


def _cut(line: Line, previous: dict[str, int]) -> int | None:
    if line.mark is None:
        return None
    folded = fold(line.text)
    for match in _SPLIT.finditer(folded):
        mark = read_mark(line.text[match.end() : match.end() + 40])
        ended = match.start() and folded[: match.start()].rstrip()[-1:] in ")】]"
        if mark is None or not mark.sure or mark.value != previous.get(mark.kind, -1) + 1:
            continue
        # Behind a full stop only a number of the very series counts, and only where the item before
        # has its clause.
        if has_clause(line.text[: match.start()]) and (ended or mark.kind == line.mark.kind):
            return match.end()
    return None


# --- numbers

# Kinds that official documents count without gaps; 一是 and circles begin again in every paragraph.
_MENDABLE = ("chapter", "section", "cn", "pcn", "article", "num", "pnum")


def _mend_numbers(lines: list[Line]) -> None:
    """Give a torn or wrong number between two sound ones of its series the value that the series
    wants.
    """
    index = SeriesIndex(lines)
    counts = Counter(line.mark.kind for line in lines if line.mark and line.mark.sure)
    for place, line in enumerate(lines):
        mark = line.mark
        if mark is None:
            torn = _TORN.match(fold(line.text))
            if torn is not None:
                line.mark = _torn_mark(index, place, line.text, torn)
            continue
        if not mark.sure:
            continue
        if counts[mark.kind] == 1:
            stray = _of_other_series(index, place, mark, counts)
            if stray is not None:
                line.mark = stray
                continue
        if not mark.fault and mark.kind in _MENDABLE:
            line.mark = _in_series(index, place, mark)


def _in_series(index: SeriesIndex, place: int, mark: Mark) -> Mark:
    """The mark with the number that its neighbours leave out, where it has another one."""
    number = _between(index, place, mark.kind)
    if number is None or number == mark.value:
        return mark
    if mark.value == 1 and _under_new_heading(index, place, mark.kind):
        return mark
    return Mark(mark.kind, number, mark.text, mark.rest, f"在前后编号之间应为第 {number} 项")


def _of_other_series(
    index: SeriesIndex, place: int, mark: Mark, counts: Counter[str]
) -> Mark | None:
    """Return the mark as one of the series whose only gap it fills: 4、 between (三) and (五)."""
    for kind in _MENDABLE:
        established = (
            kind != mark.kind and counts[kind] >= 2 and index.preceding(kind, place) is not None
        )
        if established and _between(index, place, kind) == mark.value:
            return Mark(kind, mark.value, mark.text, mark.rest, "写法与前后的编号不一致")
    return None


def _torn_mark(index: SeriesIndex, place: int, text: str, torn: re.Match[str]) -> Mark | None:
    if torn.group(2) or torn.group(3):
        kinds: tuple[str, ...] = ("pcn", "pnum")
    else:
        kinds = ("cn", "num") if torn.group(4) else ("num",)
    for kind in kinds:
        number = _between(index, place, kind)
        if number is not None:
            return Mark(kind, number, "", text[torn.end() :].lstrip(), "编号残缺")
    return None


def _between(index: SeriesIndex, place: int, kind: str) -> int | None:
    """Return the number that belongs at ``place`` when its neighbours of the kind leave exactly one
    out.
    """
    before, after = index.preceding(kind, place), index.following(kind, place)
    if after is None:
        return None
    if before is None:
        if after.value == 2:
            return 1
        return None
    if after.value == before[1].value + 2:
        return before[1].value + 1
    if after.value == 2 and _under_new_heading(index, place, kind):
        return 1
    return None


def _under_new_heading(index: SeriesIndex, place: int, kind: str) -> bool:
    before = index.preceding(kind, place)
    return before is not None and index.any_between(ORDER[: ORDER.index(kind)], before[0], place)
